"""Exact probability and importances against enumeration of all states."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import InputError, LimitReached
from tower.model.values import Interval, Symbol, Trials
from tower.risk import bdd, importance as importance_module
from tower.risk.bdd import compile_structure, probability_of
from tower.risk.cut_sets import minimal_sets
from tower.risk.importance import MEASURES, Range, importance_of
from tower.risk.structure import Structure, all_of, any_of, at_least, happens

from .structures import (
    OR_AND,
    TWO_TRAINS,
    chance_of,
    chances,
    enumerated,
    minimal_by_looking,
    rated,
    states_of,
    steady,
    structures,
)

Rated = tuple[Structure, dict[str, Fraction]]


@steady
@given(rated(leaves=6, gates=7))
def test_probability_is_that_of_enumeration(case: Rated) -> None:
    structure, rates = case
    found = probability_of(structure, rates)
    assert found.low == found.high == enumerated(structure, rates)
    assert found.exact


@settings(max_examples=15, deadline=None)
@given(rated(leaves=12, gates=9))
def test_probability_is_that_of_enumeration_up_to_twelve_leaves(case: Rated) -> None:
    structure, rates = case
    assert probability_of(structure, rates).low == enumerated(structure, rates)


@steady
@given(rated(cyclic=True))
def test_cyclic_structures_too(case: Rated) -> None:
    structure, rates = case
    assert probability_of(structure, rates).high == enumerated(structure, rates)


@steady
@given(rated())
def test_rounded_ends_enclose_the_exact_value(case: Rated) -> None:
    structure, rates = case
    exact = probability_of(structure, rates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bdd, "EXACT_WORK", -1)
        rounded = probability_of(structure, rates)
    assert rounded.contains(exact)
    assert rounded.high - rounded.low < Fraction(1, 2**240)
    assert not rounded.exact and "rounded outward" in rounded.note


@steady
@given(rated(), st.data())
def test_the_top_is_monotone_in_every_rate(case: Rated, data: st.DataObject) -> None:
    structure, rates = case
    more = {leaf: max(rate, data.draw(chances)) for leaf, rate in rates.items()}
    assert probability_of(structure, rates).high <= probability_of(structure, more).high
    both = {leaf: Interval(rates[leaf], more[leaf]) for leaf in rates}
    wide = probability_of(structure, both)
    assert (wide.low, wide.high) == (enumerated(structure, rates), enumerated(structure, more))


def slowly(
    structure: Structure, rates: dict[str, Fraction], leaf: str
) -> dict[str, Fraction | float | None]:
    """The definitions of the six measures, each by enumeration."""
    top = enumerated(structure, rates)
    with_it = enumerated(structure, {**rates, leaf: Fraction(1)})
    without = enumerated(structure, {**rates, leaf: Fraction(0)})
    birnbaum = with_it - without
    if not top:
        return {**dict.fromkeys(MEASURES), "birnbaum": birnbaum}
    cuts = [set(cut) for cut in minimal_by_looking(structure) if leaf in cut]
    counted = sum(
        (chance_of(s, rates) for s in states_of(structure.leaves) if any(c <= s for c in cuts)),
        Fraction(0),
    )
    rate = rates[leaf]
    return {
        "birnbaum": birnbaum,
        "criticality": rate * birnbaum / top,
        "fussell_vesely": counted / top,
        "diagnostic": rate * with_it / top,
        "raw": with_it / top,
        "rrw": top / without if without else math.inf,
    }


@steady
@given(rated(cyclic=True))
def test_importances_are_their_definitions(case: Rated) -> None:
    structure, rates = case
    found = importance_of(structure, rates)
    assert found.exact and not found.outer
    cuts = minimal_sets(structure)
    for leaf in structure.leaves:
        row = found.row(leaf)
        for name, value in slowly(structure, rates, leaf).items():
            assert row[name] == (None if value is None else Range(value, value)), name
        assert row.order == cuts.order_of(leaf)


@steady
@given(rated())
def test_criticality_fussell_vesely_and_diagnostic_are_ordered(case: Rated) -> None:
    structure, rates = case
    for row in importance_of(structure, rates).rows:
        values = [row[name] for name in ("criticality", "fussell_vesely", "diagnostic")]
        if None not in values:
            lows = [value.low for value in values if value is not None]
            assert lows == sorted(lows)


@steady
@given(rated(leaves=4, gates=4), st.data())
def test_ranges_contain_every_value_between(case: Rated, data: st.DataObject) -> None:
    structure, low = case
    high = {leaf: max(rate, data.draw(chances)) for leaf, rate in low.items()}
    inside = {leaf: low[leaf] + (high[leaf] - low[leaf]) * data.draw(chances) for leaf in low}
    given_rates = {leaf: Interval(low[leaf], high[leaf]) for leaf in low}
    corner_ranges = importance_of(structure, given_rates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importance_module, "MAX_OPEN", 0)
        wide_ranges = importance_of(structure, given_rates)
    at = importance_of(structure, inside)
    for found in (corner_ranges, wide_ranges):
        for row in at.rows:
            outer = found.row(row.leaf)
            assert outer.ranks[0] <= row.ranks[0] and row.ranks[1] <= outer.ranks[1]
            for name, value in row.measures:
                if value is not None:
                    around = outer[name]
                    assert around is not None and around.low <= value.low <= around.high, name


@steady
@given(structures(leaves=3, gates=3), st.lists(chances, min_size=6, max_size=6))
def test_birnbaum_ranges_are_reached_at_corners(structure: Structure, ends: list[Fraction]) -> None:
    pairs = [sorted(ends[i : i + 2]) for i in range(0, 6, 2)]
    rates = {leaf: Interval(*pair) for leaf, pair in zip(structure.leaves, pairs, strict=False)}
    found = importance_of(structure, rates)
    for leaf in structure.leaves:
        corners = product(*((rates[each].low, rates[each].high) for each in structure.leaves))
        values = [
            slowly(structure, dict(zip(structure.leaves, corner, strict=True)), leaf)["birnbaum"]
            for corner in corners
        ]
        assert found.row(leaf)["birnbaum"] == Range(
            min(v for v in values if v is not None), max(v for v in values if v is not None)
        )


def test_ranks_that_may_change_are_said() -> None:
    either = Structure.of("f", {"f": any_of("a", "b")})
    settled = importance_of(either, {"a": 0.2, "b": Interval(Fraction(3, 10), Fraction(1, 2))})
    assert settled.may_swap() == ()
    assert [row.leaf for row in settled.rows] == ["b", "a"]
    open_ = importance_of(either, {"a": 0.2, "b": Interval(Fraction(1, 10), Fraction(1, 2))})
    assert open_.row("a").ranks == (1, 2)


def test_large_parts_bound_fussell_vesely_from_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bdd, "MINIMAL_WORK", 0)
    row = importance_of(OR_AND, {"a": 0.1, "b": 0.2, "c": 0.3}).row("b")
    assert row["fussell_vesely"] == Range(Fraction(27, 77), Fraction(37, 77))
    assert row.order is None


def test_rrw_is_infinite_for_what_is_in_every_cut_set() -> None:
    row = importance_of(Structure.of("f", {"f": all_of("a", "b")}), {"a": 0.5, "b": 0.5}).row("a")
    assert row["rrw"] == Range(math.inf, math.inf)


def test_an_impossible_top_has_no_shares() -> None:
    row = importance_of(Structure.of("f", {"f": all_of("a", "b")}), {"a": 0, "b": 0}).row("a")
    assert row["birnbaum"] == Range(0, 0) and row["raw"] is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, "between 0 and 1"),
        (-0.1, "between 0 and 1"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (Interval(Fraction(1, 2), Fraction(1, 4)), "lower end first"),
        (Interval(Fraction(-1), Fraction(1, 4)), "between 0 and 1"),
        (Trials(1, 2), "statistics"),
        (Symbol("p"), "symbolic"),
        ("many", "a number such as"),
        (True, "a number"),
        (None, "a number"),
    ],
)
def test_bad_rates_are_refused(value: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        probability_of(OR_AND, {"a": value})  # type: ignore[dict-item]


def test_a_rate_for_what_is_no_leaf_is_refused() -> None:
    with pytest.raises(InputError, match="'g', which is no leaf"):
        probability_of(OR_AND, {"g": 0.5})


def test_a_leaf_without_a_rate_is_open() -> None:
    found = probability_of(OR_AND, {"a": 0.5, "b": 0})
    assert (found.low, found.high) == (Fraction(1, 2), Fraction(1, 2))
    assert probability_of(OR_AND, {}).high == 1


def test_too_large_a_diagram_is_refused() -> None:
    vote = Structure.of("f", {"f": at_least(40, *(f"l{i}" for i in range(80)))})
    with pytest.raises(LimitReached, match="100 nodes"):
        compile_structure(vote, max_nodes=100)
    assert compile_structure(vote).size == 40 * 41


def test_only_a_leaf() -> None:
    assert probability_of(Structure.of("x", {}), {"x": 0.25}).low == Fraction(1, 4)
    assert not happens(Structure.of("x", {}), ())
    assert probability_of(TWO_TRAINS, dict.fromkeys(("p1", "p2", "v1", "v2"), 0)).high == 0
