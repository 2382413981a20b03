"""Structures mean their least fixpoint, and every transformation keeps the function."""

from __future__ import annotations

import pytest
from hypothesis import given

from tower.errors import InputError, LimitReached
from tower.risk import structure as module
from tower.risk.bdd import compile_structure
from tower.risk.cut_sets import minimal_sets
from tower.risk.modules import modules
from tower.risk.structure import (
    Gate,
    Structure,
    acyclic,
    all_of,
    any_of,
    at_least,
    dual,
    happens,
    horn,
)

from .structures import OR_AND, minimal_by_looking, states_of, steady, structures


def holds_slowly(structure: Structure, state: frozenset[str]) -> bool:
    """Rounds over all gates from nothing, until nothing changes."""
    found = set(state)
    while True:
        more = {
            e for e, gate in structure.rules if sum(s in found for s in gate.of) >= gate.at_least
        }
        if more <= found:
            return structure.top in found
        found |= more


@steady
@given(structures(cyclic=True))
def test_happens_is_the_least_fixpoint(structure: Structure) -> None:
    for state in states_of(structure.leaves):
        assert happens(structure, state) == holds_slowly(structure, state)


@steady
@given(structures(cyclic=True))
def test_unrolling_keeps_the_function_and_removes_cycles(structure: Structure) -> None:
    plain = acyclic(structure)
    assert not plain.is_cyclic
    for state in states_of(structure.leaves):
        assert happens(plain, state) == happens(structure, state)


@steady
@given(structures(cyclic=True))
def test_the_dual_is_the_complement_of_complements(structure: Structure) -> None:
    other, leaves = dual(structure), frozenset(structure.leaves)
    for state in states_of(structure.leaves):
        assert happens(other, leaves - state) != happens(structure, state)


@steady
@given(structures(cyclic=True))
def test_minimal_sets_are_those_found_by_looking(structure: Structure) -> None:
    found = minimal_sets(structure)
    assert found.complete
    assert list(found.sets) == minimal_by_looking(structure)


@steady
@given(structures(cyclic=True))
def test_a_cap_keeps_the_smallest_and_says_so(structure: Structure) -> None:
    everything = minimal_by_looking(structure)
    found = minimal_sets(structure, cap=2)
    assert found.complete == (len(everything) <= 2)
    assert [len(each) for each in found.sets] == [len(each) for each in everything[:2]]
    assert set(found.sets) <= set(everything)


@steady
@given(structures(leaves=6, gates=7))
def test_parts_share_no_leaf_and_compose_to_the_whole(structure: Structure) -> None:
    parts = modules(structure)
    tops = {part.top for part in parts}
    leaves = [leaf for part in parts for leaf in part.leaves if leaf not in tops]
    assert len(leaves) == len(set(leaves))
    for state in states_of(structure.leaves):
        found = set(state)
        for part in parts:
            if happens(part, found & set(part.leaves)):
                found.add(part.top)
        assert (parts[-1].top in found) == happens(structure, state)


@steady
@given(structures(leaves=6, gates=7, cyclic=True))
def test_diagrams_have_the_same_function(structure: Structure) -> None:
    diagrams = compile_structure(structure)
    for state in states_of(structure.leaves):
        found = set(state)
        for part in diagrams.parts:
            if part.holds(found):
                found.add(part.event)
        assert (diagrams.parts[-1].event in found) == happens(structure, state)


def test_two_that_vouch_for_each_other_support_nothing() -> None:
    ring = horn("a", [("a", ["b"]), ("b", ["a"])])
    assert not happens(ring, ())
    assert minimal_sets(ring).sets == ()
    assert minimal_sets(dual(ring)).sets == ((),)  # the failure is certain


def test_the_empty_cases() -> None:
    assert minimal_sets(Structure.of("x", {})).sets == (("x",),)
    assert minimal_sets(Structure.of("x", {"x": all_of()})).sets == ((),)
    assert minimal_sets(Structure.of("x", {"x": any_of()})) == minimal_sets(
        Structure.of("x", {"x": at_least(3, "a")})
    )
    assert dual(Structure.of("x", {"x": all_of()})).gate["x"] == any_of()
    assert minimal_sets(OR_AND, cap=1).order_of("b") is None


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="twice"):
        at_least(2, "a", "a")
    with pytest.raises(InputError, match="two gates"):
        Structure("x", (("x", all_of()), ("x", any_of())))
    with pytest.raises(InputError, match="cap of 0"):
        minimal_sets(OR_AND, cap=0)


def test_an_unrolling_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_GATES", 3)
    ring = Structure.of("g0", {f"g{i}": any_of(f"g{(i + 1) % 5}", f"l{i}") for i in range(5)})
    with pytest.raises(LimitReached, match="3 gates"):
        acyclic(ring)


def test_deep_chains_need_no_recursion() -> None:
    deep = {f"g{i}": Gate(2, (f"g{i + 1}", f"l{i}")) for i in range(20_000)}
    chain = Structure.of("g0", deep)
    assert happens(chain, chain.leaves)
    assert len(modules(chain)) == 20_000
    assert len(minimal_sets(chain).sets[0]) == 20_001


def test_names_that_the_unrolling_would_use_may_be_taken() -> None:
    rules = {"x": any_of("y", "x in round 0"), "y": all_of("x", "b"), "x in round 0": any_of("a")}
    ring = Structure.of("x", rules)
    assert minimal_sets(ring).sets == (("a",),)
