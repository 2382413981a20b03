"""The concrete tower of consistency: the pattern's theorems translate, and there are more."""

import pytest
from hypothesis import given, settings

from tower.errors import InputError
from tower.logic.answers import Theorem
from tower.logic.con_tower import con_tower_pattern, con_tower_theorem, in_gl
from tower.logic.glp import Refuted
from tower.logic.tableau import decide, gl
from tower.syntax.formula import Box, Implies, theories
from tower.syntax.parser import parse

from .service_cases import formulas

PATTERN = con_tower_pattern(2)
LEVELS = ("0", "1", "2")


def in_pattern(formula):
    return isinstance(decide(PATTERN, formula), Theorem)


@given(formulas("p", LEVELS, leaves=7))
@settings(deadline=None, max_examples=300)
def test_theorems_of_the_pattern_are_theorems_of_the_tower(formula):
    if in_pattern(formula):
        assert con_tower_theorem(formula) == Theorem()


@given(formulas("p", LEVELS, leaves=4), formulas("p", LEVELS, leaves=4))
@settings(deadline=None)
def test_so_are_the_axioms_with_any_formulas(one, two):
    """Random formulas are rarely theorems; these all are."""
    for text_of in (
        lambda i, j: Implies(Box(i, Implies(one, two)), Implies(Box(i, one), Box(i, two))),
        lambda i, j: Implies(Box(i, Implies(Box(i, one), one)), Box(i, one)),
        lambda i, j: Implies(Box(i, one), Box(j, Box(i, one))),
        lambda i, j: Implies(Box(min(i, j), one), Box(max(i, j), one)),
    ):
        for i in LEVELS:
            for j in LEVELS:
                assert con_tower_theorem(text_of(i, j)) == Theorem()


@pytest.mark.parametrize("text", ["[1]p <-> [0](<0>T -> p)", "[2]p <-> [1](<1>T -> p)"])
def test_the_concrete_tower_has_more_theorems(text):
    assert con_tower_theorem(parse(text)) == Theorem()
    assert not in_pattern(parse(text))


@pytest.mark.parametrize(
    "text", ["[2]([1][0]F->[0]F)", "[1]<0>T", "[2]<1>T", "[2]<0>T", "[1]<2>T -> [1]F", "[0]p->[2]p"]
)
def test_theorems_of_both(text):
    assert con_tower_theorem(parse(text)) == Theorem()
    assert in_pattern(parse(text))


@pytest.mark.parametrize(
    "text", ["[2]([0]p->p)", "[1]([0][0]F->[0]F)", "[1]<1>T", "[0]<0>T", "[1]p->[0]p", "<2>T"]
)
def test_iterated_consistency_gives_no_soundness(text):
    """Naive mistake 13 of the design page among them."""
    assert isinstance(con_tower_theorem(parse(text)), Refuted)
    assert not in_pattern(parse(text))


@given(formulas("pq", leaves=8))
@settings(deadline=None)
def test_level_0_is_gl_unchanged(formula):
    assert in_gl(formula) is formula
    assert isinstance(con_tower_theorem(formula), Theorem) == isinstance(gl(formula), Theorem)


@given(formulas("pq", LEVELS))
def test_the_translation_speaks_of_one_theory(formula):
    assert theories(in_gl(formula)) <= {"0"}


def test_named_levels():
    levels = {"PA": 0, "PA+Con": 1}
    assert con_tower_theorem(parse("[PA+Con]<PA>T"), levels) == Theorem()
    with pytest.raises(InputError, match="theory ZFC has no level"):
        in_gl(parse("[ZFC]p"), levels)
    with pytest.raises(InputError, match=r"modality \[PA\]"):
        in_gl(parse("[PA]p"))


def test_patterns_of_any_height():
    assert con_tower_pattern(0).theories == ("0",)
    assert con_tower_pattern(3).includes == {("0", "1"), ("1", "2"), ("2", "3")}
    with pytest.raises(InputError, match="height -1"):
        con_tower_pattern(-1)
