"""Where candidates come from: runs of a search, seeded generators, finite collections, strategies.

A seed gives the same candidate every time; a search is run once for each seed and its result kept.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

from ..errors import InputError, MissingExtra
from .calls import Caller, told
from .parts import Bound, Search

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

MOST = 100_000  # members of a finite collection, and of a domain that is searched whole
SEEDS = 1 << 32


@dataclass(frozen=True, slots=True)
class Pick:
    """One candidate, where it came from ("" where that says nothing), and how to get it afresh."""

    value: Any
    origin: str
    again: Callable[[Caller], Any]


@dataclass(frozen=True)
class Seeded:
    """Candidates made from a seed below `seeds`; kept where making one is a whole search."""

    title: str
    what: str
    make: Callable[[int], Any]
    seeds: int
    keep: bool
    _kept: dict[int, Any] = field(default_factory=dict, compare=False)
    drawn: set[int] = field(default_factory=set, compare=False)  # seeds of independent draws

    def pick(self, call: Caller, seed: int) -> Pick:
        """The candidate of a seed."""
        if seed not in self._kept:
            made = call.made(self.title, self.make, seed)
            if not self.keep:
                return self._picked(seed, made)
            self._kept[seed] = made
        return self._picked(seed, self._kept[seed])

    def _picked(self, seed: int, made: Any) -> Pick:
        return Pick(
            made, f"{self.title}, seed {seed}", lambda call: call.made(self.title, self.make, seed)
        )


@dataclass(frozen=True)
class Finite:
    """A finite collection, in its own order."""

    what: str
    members: tuple[Any, ...]

    def pick(self, member: Any, origin: str = "") -> Pick:
        """One of the members."""
        return Pick(member, origin, lambda call: member)


@dataclass(frozen=True)
class Drawn:
    """What a strategy draws."""

    what: str
    strategy: SearchStrategy[Any]

    def pick(self, value: Any) -> Pick:
        """Something that was drawn."""
        return Pick(value, "", lambda call: value)


Source: TypeAlias = Seeded | Finite | Drawn


def source(bound: Bound, call: Caller) -> Source:
    """What a part gives; InputError where a generator gives neither a strategy nor a collection."""
    if isinstance(bound.part, Search):
        title, what = f"the search of {bound.name}", f"runs of {bound.name}"
        return Seeded(title, what, bound.part.run, bound.part.seeds, keep=True)
    title = f"the {bound.role} of {bound.name}"
    what = bound.role if bound.role in ("systems", "cases") else f"{bound.role} cases"
    what = f"{what} of {bound.name}"
    generator = bound.function
    if _wants_seed(generator):
        return Seeded(title, what, generator, SEEDS, keep=False)
    made = call.made(title, generator)
    if isinstance(made, SearchStrategy):
        return Drawn(what, made)
    if isinstance(made, Iterable) and not isinstance(made, str | bytes):
        members = _members(title, made)
        return Finite(what if len(members) > 1 else f"the only one of {what}", members)
    raise InputError(f"{title} gives {told(made)}", expected="a strategy or a finite collection")


def _members(title: str, made: Iterable[Any]) -> tuple[Any, ...]:
    members = tuple(islice(made, MOST + 1))
    if len(members) > MOST:
        raise InputError(f"{title} gives more than {MOST} members", expected="fewer, or a strategy")
    if not members:
        raise InputError(f"{title} gives nothing", expected="at least one member")
    return members


def _wants_seed(generator: Callable[..., Any]) -> bool:
    """Whether a generator has to be given something: then it is a seed."""
    try:
        parameters = inspect.signature(generator).parameters.values()
    except (TypeError, ValueError):
        return False
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return any(each.kind in positional and each.default is each.empty for each in parameters)


def strategy_of(sources: Iterable[Source], call: Caller) -> SearchStrategy[Pick]:
    """Picks from all of some sources; they shrink to the first members and the lowest seeds."""
    return st.one_of([_picks(each, call) for each in sources])


def _picks(each: Source, call: Caller) -> SearchStrategy[Pick]:
    match each:
        case Seeded():
            return st.integers(0, each.seeds - 1).map(lambda seed: each.pick(call, seed))
        case Finite():
            return st.sampled_from(each.members).map(each.pick)
        case Drawn():
            return each.strategy.map(each.pick)
