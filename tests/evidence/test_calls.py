"""The one place that calls the user's code: in time, quietly, on any thread, whatever the objects are."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tower.evidence.calls import LONGEST, Caller, Stopped, limited, told


def elsewhere(work: Callable[[], Any]) -> Any:
    """What some work gives, or raises, on a thread that is not the main one."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def spin() -> None:
    while True:
        time.sleep(0.001)


@pytest.mark.parametrize("place", [lambda work: work(), elsewhere], ids=["main thread", "another thread"])
class TestAnywhere:
    def test_a_call_gives_its_value(self, place: Callable[..., Any]) -> None:
        assert place(lambda: limited(5, max, (1, 2))) == 2

    def test_a_call_that_hangs_is_ended(self, place: Callable[..., Any]) -> None:
        def work() -> Any:
            try:
                return Caller(0.2).holds("it", spin)
            except Stopped as stopped:
                return stopped.trouble.kind, stopped.trouble.text

        began = time.monotonic()
        assert place(work) == ("Timeout", "it took more than 0.2 s")
        assert time.monotonic() - began < 10

    def test_a_call_that_raises_is_named(self, place: Callable[..., Any]) -> None:
        def work() -> Any:
            try:
                return Caller().holds("it", divmod, 1, 0)
            except Stopped as stopped:
                return str(stopped.trouble)

        assert place(work) == "Error: it raised ZeroDivisionError: integer division or modulo by zero on 1, 0"


def test_what_hangs_on_another_thread_ends_there() -> None:
    before = threading.active_count()
    assert "took" in str(elsewhere(lambda: Caller(0.1).holds("it", spin)))
    for _ in range(100):
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before


class Shy:
    def __repr__(self) -> str:
        raise ValueError


class Long:
    def __repr__(self) -> str:
        return "x" * 10_000 + "\n\ud800"


def test_every_object_can_be_told() -> None:
    assert told(Shy()) == "<Shy whose repr raises ValueError>"
    assert len(told(Long())) == LONGEST
    assert " at 0x" not in told(lambda: None)
    nested: list[Any] = []
    for _ in range(sys.getrecursionlimit() * 2):
        nested = [nested]
    assert "RecursionError" in told(nested)


class Counted:
    """Looks another way after each look, but says itself that it is the same."""

    def __init__(self) -> None:
        self.looks = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counted)

    def __hash__(self) -> int:
        return 0


def test_what_says_that_it_is_the_same_is_not_mutated() -> None:
    def looks(thing: Counted) -> bool:
        thing.looks += 1
        return True

    assert Caller().holds("it", looks, Counted())


def test_arrays_are_looked_at_as_a_whole() -> None:
    numpy = pytest.importorskip("numpy")
    grid = numpy.zeros(3)
    assert Caller().holds("it", lambda found: found.sum() == 0, grid)

    def paint(found: Any) -> bool:
        found[0] = 1
        return True

    with pytest.raises(Stopped, match=r"Mutates: it changed it to array\(\[1., 0., 0.\]\) on array\(\[0., 0., 0.\]\)"):
        Caller().holds("it", paint, grid)


@pytest.mark.parametrize("answer", [float("nan"), True, "high", None])
def test_a_measure_is_a_number(answer: Any) -> None:
    with pytest.raises(Stopped, match="expected a number"):
        Caller().number("it", lambda: answer)
    assert Caller().number("it", lambda: 3) == 3.0
