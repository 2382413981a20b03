"""The order of the variables changes the size of a diagram and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from tower.errors import LimitReached
from tower.risk import bdd
from tower.risk.bdd import compile_part, probability_of
from tower.risk.importance import importance_of
from tower.risk.orders import orders
from tower.risk.structure import Structure, all_of, any_of, happens

from .structures import enumerated, rated, states_of, steady, structures

PAIRS = 16
FIRST = [f"a{i}" for i in range(PAIRS)]
SECOND = [f"b{i}" for i in range(PAIRS)]
PAIRED = {f"pair {i}": all_of(a, b) for i, (a, b) in enumerate(zip(FIRST, SECOND, strict=True))}
BADLY_WRITTEN = Structure.of(
    "f", {"f": any_of("all", *PAIRED), "all": all_of(*FIRST, *SECOND), **PAIRED}
)  # met as they are written, no b stands beside its a, and the diagram doubles with each pair


@steady
@given(structures(leaves=6, gates=6))
def test_each_order_has_every_leaf_once(structure: Structure) -> None:
    found = list(orders(structure))
    assert found[0] == structure.leaves
    assert len(set(found)) == len(found)
    assert all(sorted(order) == sorted(structure.leaves) for order in found)


@steady
@given(structures(leaves=5, gates=6))
def test_a_diagram_in_any_order_is_the_same_function(structure: Structure) -> None:
    for order in orders(structure):
        _, diagram = bdd._build(structure, order, 1 << 12)
        assert diagram.variables == order
        for state in states_of(structure.leaves):
            assert diagram.holds(set(state)) == happens(structure, state)


def test_what_does_not_fit_as_it_is_written_is_tried_in_another_order() -> None:
    with pytest.raises(bdd._Full):
        bdd._build(BADLY_WRITTEN, BADLY_WRITTEN.leaves, bdd.ROOMS[0][0])
    assert len(compile_part(BADLY_WRITTEN, bdd.ROOMS[0][0]).nodes) < 10 * PAIRS


def test_the_importances_of_a_badly_written_tree_are_those_of_a_well_written_one() -> None:
    rates = dict.fromkeys([*FIRST, *SECOND], Fraction(1, 5))
    well = Structure.of("f", {"f": any_of(*PAIRED), **PAIRED})
    assert probability_of(BADLY_WRITTEN, rates) == probability_of(well, rates)
    assert importance_of(BADLY_WRITTEN, rates).row("a3")["birnbaum"] == (
        importance_of(well, rates).row("a3")["birnbaum"]
    )


def test_all_orders_may_be_too_large() -> None:
    wide = {f"v{i}": any_of(f"x{i % 17}", f"x{i * 7 % 19}", f"x{i * 5 % 23}") for i in range(40)}
    with pytest.raises(LimitReached, match="64 nodes"):
        compile_part(Structure.of("f", {**wide, "f": all_of(*wide)}), 64)


@steady
@given(rated(leaves=7, gates=8))
def test_little_room_changes_no_probability(case: tuple[Structure, dict[str, Fraction]]) -> None:
    structure, rates = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bdd, "ROOMS", ((8, 6), (16, 3), (32, 2)))
        found = probability_of(structure, rates)
    assert found.low == found.high == enumerated(structure, rates)
