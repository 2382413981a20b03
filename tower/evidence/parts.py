"""Executable parts of a tower: what each of them is, and the collection that a tower is bound to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

System: TypeAlias = Any
Case: TypeAlias = Any
Generator: TypeAlias = Callable[..., Any]

Role: TypeAlias = Literal[
    "predicate", "accepts", "specification", "search", "systems", "training", "deployment", "objective",
    "symbols", "cases",
]  # fmt: skip
PLACED = frozenset({"search", "systems", "training", "deployment", "objective", "symbols"})

RUNS = 1000  # seeds that a search is run with when nothing is said


@dataclass(frozen=True, slots=True)
class Predicate:
    """Whether a system has a property, or whether a condition holds in a case of `cases`.

    `margin` says how well (at least 0) or how badly (below 0); it guides the search and decides nothing.
    """

    holds: Callable[..., bool]
    margin: Callable[..., float] | None = None
    cases: Generator | None = None


@dataclass(frozen=True, slots=True)
class Accepts:
    """Whether a verifier accepts a system; `score` says how gladly and guides the search."""

    accepts: Callable[[System], bool]
    score: Callable[[System], float] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """One run of an optimizer: a seed in, a system out; seeds below `seeds` are run, each once."""

    run: Callable[[int], System]
    seeds: int = RUNS


@dataclass(frozen=True, slots=True)
class Objective:
    """What a builder selects for, as a loss on one case; it is met where it is at most `tolerance`."""

    loss: Callable[[System, Case], float]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """The parts of one link together, for a mapping: as the decorators of the same names."""

    search: Callable[[int], System] | Search | None = None
    systems: Generator | None = None
    training: Generator | None = None
    deployment: Generator | None = None
    objective: Callable[[System, Case], float] | Objective | None = None
    tolerance: float = 0.0
    symbols: Generator | None = None


Part: TypeAlias = Predicate | Accepts | Search | Objective | Generator


@dataclass(frozen=True, slots=True)
class Bound:
    """One part in its role: of a property or verifier `name`, or of what `base` builds (`mesa`).

    "" as base or mesa stands for any: ("lab", "") is whatever the lab builds.
    """

    role: Role
    name: str
    part: Part
    base: str = ""
    mesa: str = ""

    @property
    def function(self) -> Callable[..., Any]:
        """The function that the user wrote."""
        match self.part:
            case Predicate(function) | Accepts(function) | Search(function) | Objective(function):
                return function
            case function:
                return function

    def builds(self, mesa: str, builders: tuple[str, ...]) -> bool:
        """Whether this is a part of a link to `mesa`, which `builders` built."""
        return self.mesa in ("", mesa) and (
            self.base in builders or (self.mesa == mesa and not self.base)
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts that a tower is bound to.

    >>> Parts((Bound("predicate", "safe", Predicate(bool)),)).named("predicate", "safe").function
    <class 'bool'>
    """

    entries: tuple[Bound, ...] = ()

    def __iter__(self) -> Iterator[Bound]:
        return iter(self.entries)

    def named(self, role: Role, name: str) -> Bound | None:
        """The part of a property or verifier; None where nobody bound one."""
        return next((each for each in self.entries if (each.role, each.name) == (role, name)), None)

    def building(self, role: Role, mesa: str, builders: tuple[str, ...]) -> tuple[Bound, ...]:
        """The parts of the links to `mesa` from its builders."""
        return tuple(
            each for each in self.entries if each.role == role and each.builds(mesa, builders)
        )
