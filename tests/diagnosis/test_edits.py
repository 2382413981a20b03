"""Edits: what clashes cannot be made together, what does not can be made in any order."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, strategies as st

from tower.diagnosis.edits import Add, Cut, Drop, Edit, New, Put, Swap, clash, edited, moved, places
from tower.model.claims import Condition
from tower.model.values import Check, Model, Property, Verifier

NAMES = ("a", "b", "c")
MODEL = Model(
    "t", properties=(Property("p"),), verifiers=tuple(Verifier(name) for name in NAMES),
    checks=tuple(Check(NAMES, Condition("p"), "review", at_least=number, threshold=True) for number in (1, 2, 3)),
)
ITEMS = st.sampled_from(NAMES)
EDITS = st.one_of(
    st.builds(Put, st.just("verifiers"), ITEMS, st.sampled_from(["theory", "about"]), st.sampled_from(["x", "y"])),
    st.builds(Add, st.just("verifiers"), ITEMS, st.just("lineage"), st.tuples(st.just("key"), ITEMS)),
    st.builds(Drop, st.just("checks"), st.integers(0, 2), st.just("by"), ITEMS),
    st.builds(Swap, st.just("checks"), st.integers(0, 2), st.just("by"), ITEMS, st.sampled_from(["new", "newer"])),
    st.builds(Put, st.just("checks"), st.integers(0, 2), st.just("about"), st.sampled_from(["x", "y"])),
    st.builds(Cut, st.just("checks"), st.integers(0, 2)),
    st.builds(New, st.just("verifiers"), st.sampled_from([Verifier("new"), Verifier("newer")])),
    st.builds(New, st.just("checks"), st.just(Check(("a",), Condition("p"), "test"))),
)


@given(EDITS, EDITS)
def test_a_clash_is_one_both_ways(one: Edit, other: Edit) -> None:
    assert clash([one], [other]) == clash([other], [one])
    assert not clash([one], [one])


@given(st.lists(EDITS, min_size=2, max_size=4))
def test_what_does_not_clash_can_be_made_in_any_order(edits: list[Edit]) -> None:
    """But for the order in which new things are declared."""
    if any(clash([one], [other]) for one in edits for other in edits):
        return

    def same(model: Model) -> tuple[object, ...]:
        said = [(each.name, each.theory, each.about, sorted(each.lineage)) for each in model.verifiers]
        return sorted(said, key=repr), model.checks

    assert len({repr(same(edited(MODEL, order))) for order in permutations(edits)}) == 1


@given(st.lists(EDITS, max_size=3), st.integers(0, 3))
def test_positions_are_found_again(edits: list[Edit], number: int) -> None:
    """An edit of a check of the changed model is an edit of the same check of the one before."""
    after = edited(MODEL, edits)
    if number >= len(after.checks):
        return
    found = moved([Put("checks", number, "about", "here")], places(MODEL, edits, after))
    if found is None:
        assert after.checks[number] not in edited(MODEL, [each for each in edits if not isinstance(each, New)]).checks
        return
    marked = edited(MODEL, [*edits, *found])
    assert [each.about == "here" for each in marked.checks] == [
        place == number for place in range(len(marked.checks))
    ]
