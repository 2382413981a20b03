"""Both plain deciders against exact deciders that share nothing with them but Γ."""

import pytest
from hypothesis import assume, given, settings

from tower.logic.tableau import NonTheorem, decide
from tower.logic.without_loeb import decide_without_loeb
from tower.strategies import formulas, patterns

from .type_oracle import refutable

small = patterns("ab", "ps", max_edges=2, strengths=(0, 1, 2), max_axioms=1)
short = formulas("ps", "ab", max_leaves=5)


def agree(pattern, formula):
    """Whether both deciders say what their oracles say."""
    expected = refutable(pattern, formula), refutable(pattern, formula, loeb=False)
    assume(None not in expected)
    found = decide(pattern, formula), decide_without_loeb(pattern, formula)
    assert tuple(isinstance(each, NonTheorem) for each in found) == expected


@settings(max_examples=120, deadline=None)
@given(small, short)
def test_the_deciders_agree_with_all_types(pattern, formula):
    agree(pattern, formula)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(small, short)
def test_the_deciders_agree_with_all_types_at_length(pattern, formula):
    agree(pattern, formula)
