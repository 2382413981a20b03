"""Laws across the deciders: truth is what a reflecting theory on top proves."""

import pytest
from hypothesis import given, settings

from tower.logic.answers import Theorem
from tower.logic.closed import is_true, trace
from tower.logic.pattern import Pattern
from tower.logic.tableau import decide, s
from tower.syntax.formula import Box
from tower.syntax.parser import parse

from .service_cases import facts, formulas

TOP = Pattern(("0", "w"), reflects=frozenset({("0", "w")}))


def proved_on_top(formula):
    return isinstance(decide(TOP, Box("w", formula)), Theorem)


@pytest.mark.parametrize("fact", facts("S"), ids=lambda fact: fact["id"])
def test_facts_about_truth(fact):
    formula = parse(fact["formula"])
    assert isinstance(s(formula), Theorem) == (fact["expect"] == "theorem")
    assert proved_on_top(formula) == (fact["expect"] == "theorem")


@given(formulas("pq", leaves=7))
@settings(deadline=None)
def test_truth_is_what_a_reflecting_top_proves(formula):
    assert isinstance(s(formula), Theorem) == proved_on_top(formula)


@given(formulas("", leaves=9))
@settings(deadline=None)
def test_without_letters_truth_is_truth_at_all_large_ranks(formula):
    assert is_true(trace(formula)) == proved_on_top(formula)
