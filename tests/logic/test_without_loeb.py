"""H₀, L_P without Löb's axiom: its axioms, its models with loops, and that Löb is what is missing."""

import pytest
from hypothesis import assume, given, settings, strategies as st

from tower.logic.models import check_loop_model
from tower.logic.pattern import Pattern
from tower.logic.tableau import GaveUp, Limits, NonTheorem, Theorem, decide
from tower.logic.without_loeb import decide_without_loeb
from tower.strategies import formulas, patterns
from tower.syntax.formula import And, Box, Implies, Not, Or
from tower.syntax.parser import parse

from .oracles import refuted_by_small_model

THEORIES = ("a", "b", "c")
few = Limits(steps=60_000)
over_three = formulas(theories=THEORIES, max_leaves=6)
any_pattern = patterns(THEORIES, strengths=(0, 0, 1, 2))


def is_theorem(pattern, formula, decider=decide_without_loeb):
    """The answer as a truth value; a search that gives up is left out of the test."""
    found = decider(pattern, formula, limits=few)
    assume(not isinstance(found, GaveUp))
    return isinstance(found, Theorem)


@settings(max_examples=250, deadline=None)
@given(any_pattern, over_three)
def test_every_refusal_has_a_model(pattern, formula):
    found = decide_without_loeb(pattern, formula, limits=few)
    if isinstance(found, NonTheorem):
        check_loop_model(pattern, formula, found.model)


@settings(max_examples=250, deadline=None)
@given(any_pattern, over_three)
def test_its_theorems_are_theorems(pattern, formula):
    assert not is_theorem(pattern, formula) or is_theorem(pattern, formula, decide)


@settings(max_examples=60, deadline=None)
@given(patterns(("a", "b"), ("p",), strengths=(0, 0, 1)), formulas(["p"], ("a", "b"), max_leaves=5))
def test_no_theorem_has_a_small_model_with_loops(pattern, formula):
    assume(is_theorem(pattern, formula))
    assert refuted_by_small_model(check_loop_model, pattern, formula, loops=True) is None


@settings(max_examples=100, deadline=None)
@given(any_pattern, over_three, over_three, st.sampled_from(THEORIES), st.sampled_from(THEORIES))
def test_axioms_and_rules(pattern, one, two, i, j):
    assert is_theorem(
        pattern, Implies(Box(i, Implies(one, two)), Implies(Box(i, one), Box(i, two)))
    )
    assert is_theorem(pattern, Implies(Box(i, one), Box(j, Box(i, one))))
    assert not is_theorem(pattern, one) or is_theorem(pattern, Box(i, one))


@settings(max_examples=100, deadline=None)
@given(any_pattern, over_three)
def test_edges_are_theorems(pattern, formula):
    for low, high in pattern.includes | pattern.reflects:
        assert is_theorem(pattern, Implies(Box(low, formula), Box(high, formula)))
    for low, high in pattern.reflects:
        assert is_theorem(pattern, Box(high, Implies(Box(low, formula), formula)))
    for low, high, _ in pattern.con:
        assert is_theorem(pattern, Box(high, Not(Box(low, parse("F")))))


@settings(max_examples=100, deadline=None)
@given(
    any_pattern, over_three, st.sampled_from(THEORIES), formulas(theories=THEORIES, max_leaves=4)
)
def test_formulas_that_do_not_matter_do_not_matter(pattern, formula, theory, other):
    idle = And(Box(theory, other), Not(Box(theory, other)))
    assert is_theorem(pattern, formula) == is_theorem(pattern, Or(formula, idle))


@pytest.mark.parametrize(
    "text", ["[a]([a]p->p)->[a]p", "[a]<a>T->[a]F", "[a]([b]p->p)&[b]([a]p->p)->[a]p"]
)
def test_what_needs_loeb_is_missing(text):
    pattern, formula = Pattern(("a", "b")), parse(text)
    assert isinstance(decide(pattern, formula), Theorem)
    assert isinstance(decide_without_loeb(pattern, formula), NonTheorem)


def test_trust_in_oneself_alone_kills_nobody_here():
    pattern = Pattern(("a",), reflects=frozenset({("a", "a")}))
    assert isinstance(decide(pattern, parse("[a]F")), Theorem)
    assert isinstance(decide_without_loeb(pattern, parse("[a]F")), NonTheorem)


def test_limits_are_stated():
    names = [f"p{n}" for n in range(12)]
    text = " & ".join(f"[a]({name} | ~[a]{name})" for name in names) + " -> [a]F"
    assert decide_without_loeb(Pattern(("a",)), parse(text), limits=Limits(steps=50)) == GaveUp(
        "steps"
    )
    deep = parse("[a]" * 40 + "F")
    assert decide_without_loeb(Pattern(("a",)), deep, limits=Limits(worlds=10)) == GaveUp("worlds")
    assert decide_without_loeb(Pattern(("a",)), deep, limits=Limits(pairs=10)) == GaveUp("pairs")
