"""Unknown dependence and formulas of structures with gates that are turned round, against all atoms."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st
from scipy.optimize import linprog

from tower.errors import InputError
from tower.model.values import Interval
from tower.risk.boole import gate_by_gate
from tower.risk.frechet import unknown
from tower.risk.leaves import Leaf
from tower.risk.signed import Signed, assess_signed, signed_probability
from tower.risk.structure import Structure, all_of, any_of
from tower.risk.symbolic import importance_formulas, probability_formula, unknown_formula

from .structures import (
    State,
    chance_of,
    chances,
    joint_distributions,
    marginals,
    states_of,
    steady,
    structures,
)
from .test_symbolic import at

Turned = tuple[Structure, frozenset[str]]
XOR = Signed(
    Structure.of(
        "f", {"f": all_of("some", "not both"), "some": any_of("a", "b"), "not both": all_of("a", "b")}
    ),
    frozenset({"not both"}),
)


@st.composite
def turned(draw: st.DrawFn, leaves: int = 5, gates: int = 6) -> Turned:
    """A structure, and some of its gates turned round."""
    structure = draw(structures(leaves=leaves, gates=gates))
    names = sorted(structure.gate)
    return structure, frozenset(name for name in names if draw(st.booleans()))


def happens(case: Turned, state: State) -> bool:
    """The top, from the leaves up."""
    structure, inverted = case
    true = set(state)
    for event in structure.order:
        if event in structure.gate:
            gate = structure.gate[event]
            if (len(true & set(gate.of)) >= gate.at_least) != (event in inverted):
                true.add(event)
    return structure.top in true


def over_all_atoms(case: Turned, rates: dict[str, Interval], sign: int) -> float:
    """The programme with a column for each state, and two rows for each leaf."""
    leaves = case[0].leaves
    states = list(states_of(leaves))
    tops = np.array([float(happens(case, state)) for state in states])
    rows = np.array([[float(leaf in state) for state in states] for leaf in leaves]).reshape(
        len(leaves), len(states)
    )
    highs = [float(rates[leaf].high) for leaf in leaves]
    lows = [-float(rates[leaf].low) for leaf in leaves]
    solved = linprog(
        -sign * tops,
        A_ub=np.vstack([rows, -rows]) if leaves else None,
        b_ub=[*highs, *lows] if leaves else None,
        A_eq=np.ones((1, len(states))),
        b_eq=[1.0],
    )
    assert solved.status == 0
    return float(-sign * solved.fun)


@st.composite
def intervals(draw: st.DrawFn, leaves: tuple[str, ...]) -> dict[str, Interval]:
    ends = {leaf: sorted((draw(chances), draw(chances))) for leaf in leaves}
    return {
        leaf: Interval(low, low if draw(st.booleans()) else high) for leaf, (low, high) in ends.items()
    }


@steady
@given(st.data())
def test_unknown_is_the_programme_over_all_atoms(data: st.DataObject) -> None:
    case = data.draw(turned(leaves=data.draw(st.integers(2, 8)), gates=7))
    rates = data.draw(intervals(case[0].leaves))
    found = unknown(case[0], rates, inverted=case[1])
    assert float(found.low) == pytest.approx(over_all_atoms(case, rates, -1), abs=1e-7)
    assert float(found.high) == pytest.approx(over_all_atoms(case, rates, 1), abs=1e-7)
    assert found.exact or "gap" in found.note


@steady
@given(st.data())
def test_unknown_contains_what_any_joint_distribution_gives(data: st.DataObject) -> None:
    case = data.draw(turned(leaves=4))
    leaves = case[0].leaves
    joint = data.draw(joint_distributions(leaves))
    told = marginals(joint, leaves)
    value = sum((weight for state, weight in joint.items() if happens(case, state)), Fraction(0))
    for most in (20, 0):  # tight, and gate by gate
        found = unknown(case[0], told, exact_leaves=most, inverted=case[1])
        assert found.low <= value <= found.high


@steady
@given(st.data())
def test_unknown_contains_every_other_mode(data: st.DataObject) -> None:
    case = data.draw(turned())
    rates = data.draw(intervals(case[0].leaves))
    whole = assess_signed(Signed(*case), [Leaf(leaf, rate) for leaf, rate in rates.items()])
    assert all(whole.unknown.contains(bound) for bound in whole.bounds)
    apart = signed_probability(Signed(*case), rates)
    assert apart.exact and whole.unknown.contains(apart)


def test_exactly_one_of_two_may_be_both_or_neither() -> None:
    half, wide = Interval(Fraction(1, 2), Fraction(1, 2)), Interval(Fraction(1, 4), Fraction(1, 2))
    found = unknown(XOR.structure, {"a": half, "b": half}, inverted=XOR.inverted)
    assert (found.low, found.high, found.exact) == (0, 1, True)
    found = unknown(XOR.structure, {"a": half, "b": wide}, inverted=XOR.inverted)
    assert (found.low, found.high, found.exact) == (0, 1, True)
    found = unknown(XOR.structure, {"a": Fraction(3, 4), "b": wide}, inverted=XOR.inverted)
    assert (found.low, found.high, found.exact) == (Fraction(1, 4), 1, True)


def test_declared_independence_is_refused_where_it_is_not_used() -> None:
    with pytest.raises(InputError, match="not or xor"):
        unknown(XOR.structure, {}, independent=["ab"], inverted=XOR.inverted)


@steady
@given(st.data())
def test_formulas_have_the_values_of_the_numbers(data: st.DataObject) -> None:
    case = data.draw(turned(leaves=4, gates=4))
    rates = {leaf: data.draw(chances) for leaf in case[0].leaves}
    states = (state for state in states_of(case[0].leaves) if happens(case, state))
    enumerated = sum((chance_of(state, rates) for state in states), Fraction(0))
    assert at(probability_formula(case[0], {}, case[1]), **rates) == enumerated
    low, high = (at(end, **rates) for end in unknown_formula(case[0], {}, case[1]))
    points = {leaf: Interval(rate, rate) for leaf, rate in rates.items()}
    assert Interval(low, high) == gate_by_gate(case[0], points, case[1])
    tight = unknown(case[0], rates, inverted=case[1])
    assert low <= tight.low <= tight.high <= high
    assert not case[0].is_read_once or (low, high) == (tight.low, tight.high)


def test_an_event_may_lower_the_top() -> None:
    moves = importance_formulas(XOR.structure, {}, XOR.inverted)["a"]["birnbaum"]
    b = sympy.Symbol("b", real=True, nonnegative=True)
    assert sympy.expand(moves - (1 - 2 * b)) == 0
