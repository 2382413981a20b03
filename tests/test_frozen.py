"""Frozen values behave as frozen dataclasses do, which are the oracle."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tower.frozen import frozen


def body(base: type = object) -> type:
    class Value(base):  # type: ignore[misc]
        first: int
        second: tuple[int, ...] = ()
        noted: str = field(default="", compare=False)
        hidden: int = field(default=0, repr=False)
        made: list[int] = field(default_factory=list, compare=False)

    return Value


def alone(base: type = object) -> type:
    class Value(base):  # type: ignore[misc]
        only: tuple[int, ...] = ()

    return Value


def none(base: type = object) -> type:
    class Value(base):  # type: ignore[misc]
        pass

    return Value


PAIRS: list[tuple[Any, Any]] = [
    (frozen(slots=slots)(write()), dataclass(frozen=True, slots=slots)(write()))
    for write in (body, alone, none) for slots in (False, True)
]
VALUES = st.tuples(
    st.integers(0, 1), st.sampled_from([(), (1,)]), st.sampled_from(["", "a"]), st.integers(0, 1)
)


@given(VALUES, VALUES)
def test_equal_where_a_dataclass_is_equal(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    for ours, theirs in PAIRS:
        most = len([each for each in fields(ours) if each.name != "made"])
        mine, yours = ours(*one[:most]), ours(*other[:most])
        assert (mine == yours) is (theirs(*one[:most]) == theirs(*other[:most]))
        assert mine != theirs(*one[:most])
        assert mine != yours or hash(mine) == hash(yours)
        assert repr(mine).split("(")[1] == repr(theirs(*one[:most])).split("(")[1]
        assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]


@pytest.mark.parametrize("slots", [False, True])
def test_nothing_of_it_can_be_set(slots: bool) -> None:
    value = frozen(slots=slots)(body())(1)
    with pytest.raises(FrozenInstanceError):
        value.first = 2
    with pytest.raises(FrozenInstanceError):
        del value.first
    assert replace(value, first=2).first == 2 and value.first == 1
    assert hasattr(value, "__dict__") is not slots


def test_what_a_class_says_itself_stays() -> None:
    @frozen
    class Own:
        x: int

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    assert Own(1) == Own(2) and hash(Own(1)) == 7 and repr(Own(1)) == "own"


def test_a_subclass_compares_its_own_fields_too() -> None:
    base = frozen(alone())

    @frozen
    class lower(base):  # type: ignore[misc, valid-type]
        more: int = 0

    assert lower((1,), 2) != lower((1,), 3)
    assert lower((1,), 2) != base((1,))
    assert len({lower((1,), 2), lower((1,), 2), base((1,))}) == 2


@frozen(slots=True)
class Kept:
    x: int
    within: Any = None


def test_it_can_be_pickled_and_shown_inside_itself() -> None:
    assert pickle.loads(pickle.dumps(Kept(3))) == Kept(3)
    round_about: list[Any] = []
    value = Kept(1, round_about)
    round_about.append(value)
    assert repr(value) == "Kept(x=1, within=[...])"
