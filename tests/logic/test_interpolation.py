"""Interpolants: between the two formulas, in their common letters; or a model instead."""

import pytest
from hypothesis import given, settings

from tower.errors import InputError
from tower.logic.answers import GaveUp, Theorem
from tower.logic.interpolation import (
    Definition,
    Interpolant,
    NoInterpolant,
    beth_definition,
    interpolant,
)
from tower.logic.j_models import is_j_frame, j_extent
from tower.logic.tableau import gl
from tower.syntax.formula import And, Implies, Or, atoms
from tower.syntax.parser import parse

from .service_cases import formulas


def proves(left, right):
    return isinstance(gl(Implies(left, right)), Theorem)


def check(left, right):
    """An interpolant is one; its absence is shown by a model."""
    found = interpolant(left, right)
    if isinstance(found, NoInterpolant):
        model = found.refuted.model
        assert is_j_frame(model)
        assert 0 in j_extent(model, left) - j_extent(model, right)
        assert not proves(left, right)
        return
    assert isinstance(found, Interpolant)
    assert proves(left, found.formula)
    assert proves(found.formula, right)
    assert atoms(found.formula) <= atoms(left) & atoms(right)


@given(formulas("pq", leaves=7), formulas("qr", leaves=7))
@settings(deadline=None)
def test_random_implications(left, right):
    check(left, right)


@given(formulas("pq", leaves=6), formulas("qr", leaves=6))
@settings(deadline=None)
def test_implications_that_hold(left, right):
    check(And(left, Implies(left, right)), Or(right, left))
    check(And(left, right), Or(left, parse("s")))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("p & q", "q | r"),
        ("[](p & q)", "[](q | r)"),
        ("[]([]q -> q) & p", "[]q | r"),
        ("<>(p & q)", "<>(q | r)"),
        ("[](p <-> q) & []p", "[](r -> q)"),
        ("F", "p"),
        ("p", "T"),
        ("p & ~p", "r"),
        ("[]F & p", "[](r & q)"),
        ("<>(q & [](p -> q) & []p)", "<>q & ~[](r & ~r)"),
        ("p", "q"),
        ("[]p", "p"),
    ],
)
def test_examples(left, right):
    check(parse(left), parse(right))


@pytest.mark.parametrize(
    ("formula", "letter", "expected"),
    [
        ("p <-> ~[]p", "p", "~[]F"),
        ("p <-> [](p -> q)", "p", "[]q"),
        ("p & q", "p", "T"),
        ("(p -> q) & (q -> p)", "p", "q"),
        ("F", "p", "T"),
    ],
)
def test_definitions(formula, letter, expected):
    found = beth_definition(parse(formula), letter)
    assert isinstance(found, Definition)
    always = And(parse(formula), parse(f"[]({formula})"))
    assert proves(always, parse(f"({letter}) <-> ({expected})"))
    assert isinstance(gl(Implies(always, parse(f"{letter} <-> T"))), Theorem) or found.formula
    assert letter not in atoms(found.formula)


@pytest.mark.parametrize("formula", ["q", "p -> q", "[]p <-> q", "p | p'"])
def test_what_defines_nothing(formula):
    assert isinstance(beth_definition(parse(formula), "p"), NoInterpolant)


def test_limits_of_the_decider_are_passed_on():
    def tired(formula):
        return GaveUp("tired")

    assert interpolant(parse("p"), parse("p"), tired) == GaveUp("tired")
    assert beth_definition(parse("p"), "p", tired) == GaveUp("tired")


@pytest.mark.parametrize(("left", "right"), [("[1]p", "q"), ("p", "[PA]q")])
def test_only_the_language_of_gl(left, right):
    with pytest.raises(InputError, match="modality"):
        interpolant(parse(left), parse(right))


def test_depth_is_no_limit():
    found = interpolant(parse("[]^100 (p & q)"), parse("[]^100 (q | r)"))
    assert found == Interpolant(parse("[]^100 q"))
