"""A fixed set of small GL-models: formulas that differ on it are not equivalent.

The worlds form one finite transitive irreflexive frame.  Level 0 has one world per valuation of
the letters; every higher level adds worlds that see one or two earlier worlds and what those see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product

from tower.errors import InputError
from tower.logic.closed import Trace, trace_step
from tower.syntax.formula import Atom, Box, Formula, subformulas

MAX_LETTERS = 12
ALL_VALUATIONS = 3  # with more letters only the valuations of at most one truth or falsity
MAX_LEVELS = 4
NEW_PER_LEVEL = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """`sees[w]` is the bit set of worlds that w sees; `where[letter]` those where it is true."""

    sees: tuple[int, ...]
    where: Mapping[str, int]

    def pattern(self, part: Formula, known: Mapping[Formula, int]) -> int:
        """The worlds where a formula is true, given those of its direct parts."""
        if isinstance(part, Atom):
            return self.where[part.name]
        if isinstance(part, Box):
            false = ~known[part.body]
            return sum(1 << world for world, seen in enumerate(self.sees) if not seen & false)
        return trace_step(part, known) & (1 << len(self.sees)) - 1

    def patterns(self, formula: Formula) -> dict[Formula, int]:
        """The patterns of a formula and all its parts.

        >>> from tower.syntax.parser import parse
        >>> found = sample_of(["p"]).patterns(parse("[](p & ~p)"))
        >>> bin(found[parse("[](p & ~p)")])
        '0b11'
        """
        known: dict[Formula, Trace] = {}
        for part in subformulas(formula):
            known[part] = self.pattern(part, known)
        return known


def sample_of(letters: Sequence[str], depth: int = 0) -> Sample:
    """The sample models for these letters, at most MAX_LETTERS of them.

    For a `depth` above the levels two lines of that many worlds are added, which differ in the
    last world from all others: without them □ᵈp and T would look alike.

    >>> len(sample_of(["p"]).sees)
    128
    """
    if len(letters) > MAX_LETTERS:
        raise InputError(f"{len(letters)} letters", expected=f"at most {MAX_LETTERS}")
    return _sample(tuple(letters), depth)


@lru_cache(maxsize=64)  # a batch asks for the same few letters again and again
def _sample(letters: tuple[str, ...], depth: int) -> Sample:
    valuations = _valuations(len(letters))
    worlds = [(value, 0) for value in valuations]  # (valuation, what it sees)
    start = 0
    for _ in range(MAX_LEVELS):
        fresh = _next_level(worlds, start, valuations)
        start = len(worlds)
        worlds += fresh
    if depth > MAX_LEVELS:
        for end in (0, len(valuations) - 1):  # where all letters are false, where all are true
            worlds += _line(
                worlds[end], end, valuations[len(valuations) - 1 - end], depth, len(worlds)
            )
    where = {
        letter: sum(1 << world for world, (value, _) in enumerate(worlds) if value[place])
        for place, letter in enumerate(letters)
    }
    return Sample(tuple(seen for _, seen in worlds), where)


def _valuations(letters: int) -> list[tuple[bool, ...]]:
    if letters <= ALL_VALUATIONS:
        return list(product((False, True), repeat=letters))
    odd_one_out = [
        tuple((place == odd) == value for place in range(letters))
        for value in (True, False)
        for odd in range(letters)
    ]
    return [(False,) * letters, *odd_one_out, (True,) * letters]


def _line(
    end: tuple[tuple[bool, ...], int],
    end_number: int,
    value: tuple[bool, ...],
    length: int,
    first: int,
) -> list[tuple[tuple[bool, ...], int]]:
    """Worlds numbered from `first` on, one above the other and all above the world `end`."""
    seen = end[1] | 1 << end_number
    return [(value, seen | (1 << first + above) - (1 << first)) for above in range(length)]


def _next_level(
    worlds: list[tuple[tuple[bool, ...], int]], start: int, valuations: list[tuple[bool, ...]]
) -> list[tuple[tuple[bool, ...], int]]:
    """New worlds over one or two earlier ones, one of them not before `start`, evenly chosen."""
    pairs = [
        (one, two)
        for one, two in combinations_with_replacement(range(len(worlds)), 2)
        if two >= start
    ]
    seen = dict.fromkeys(
        worlds[one][1] | worlds[two][1] | 1 << one | 1 << two for one, two in pairs
    )
    known = set(worlds)
    fresh = [(value, mask) for mask in seen for value in valuations if (value, mask) not in known]
    stride = max(1, len(fresh) // NEW_PER_LEVEL)
    return fresh[::stride][:NEW_PER_LEVEL]
