"""Structures with gates that are turned round (not, xor, ...): what needs no monotonicity.

Probability under independence is exact by the same diagrams.  It is multilinear, so over intervals
its extremes are at corners; beyond `MAX_OPEN` intervals each node is bounded for itself, which is
valid and said to be outer.  An event may lower the top, so Birnbaum importance has a sign and ranks go
by its size.  Minimal cut sets, and the Fussell-Vesely importance made of them, are not offered: a set
of events that makes the top happen need not do so when more happens.

Source: Beeson and Andrews, Importance measures for noncoherent-system analysis, IEEE Trans. Reliability
52 (2003).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from ..errors import InputError
from ..model.values import Interval
from .assess import Assessment
from .bdd import compile_structure, scaled, stays_exact
from .bounds import DECLARED, INDEPENDENT, Bound, Given, ends, rates_of
from .diagram import EXACT, ONE, SCALED, Arithmetic, Diagrams, Weight, birnbaum, probability
from .frechet import unknown
from .importance import (
    CORNER_WORK,
    MAX_OPEN,
    MEASURES,
    Cells,
    Importance,
    Range,
    Row,
    ranks_of_ranges,
)
from .leaves import Leaf, rates_by_event
from .structure import Event, Structure

Corner = dict[Event, Fraction]


@dataclass(frozen=True)
class Signed:
    """An acyclic structure, and the gates of it that happen exactly when their inputs do not suffice."""

    structure: Structure
    inverted: frozenset[Event]

    def __post_init__(self) -> None:
        if self.structure.is_cyclic:
            raise InputError("a cycle with gates that are turned round", expected="a tree without cycles")

    def diagrams(self) -> Diagrams:
        """The diagrams; LimitReached when they do not fit."""
        return compile_structure(self.structure, inverted=self.inverted)


def signed_probability(
    signed: Signed, given: Mapping[Event, Given], compiled: Diagrams | None = None
) -> Bound:
    """The probability of the top if all leaves are independent; exact up to `MAX_OPEN` intervals.

    `compiled` are the diagrams, where they are at hand.

    >>> from .structure import all_of, any_of
    >>> rules = {"f": all_of("some", "not both"), "some": any_of("a", "b"), "not both": all_of("a", "b")}
    >>> xor = Signed(Structure.of("f", rules), frozenset({"not both"}))
    >>> print(signed_probability(xor, {"a": "1/2", "b": "1/3"}))
    1/2 (independent)
    """
    rates, diagrams = rates_of(signed.structure, given), compiled or signed.diagrams()
    exact, tight = stays_exact(diagrams, rates), _few(diagrams, rates)
    low, high = (_at_corners if tight else _node_by_node)(diagrams, rates, exact)
    slack = 0 if exact else 2 * (len(rates) + len(diagrams.parts))
    unit = 1 if exact else ONE
    notes = ["each node bounded for itself"] * (not tight) + ["ends rounded outward"] * (not exact)
    return Bound(
        max(Fraction(0), Fraction(low - slack) / unit),
        min(Fraction(1), Fraction(high + slack) / unit),
        INDEPENDENT,
        (f"independent: {', '.join(sorted(rates))}",) * (len(rates) > 1),
        not notes,
        "; ".join(notes),
    )


def _few(diagrams: Diagrams, rates: Mapping[Event, Interval]) -> bool:
    """Are all corners of the intervals looked at?"""
    opened = sum(rate.low != rate.high for rate in rates.values())
    return opened <= MAX_OPEN and (not opened or diagrams.size << opened <= CORNER_WORK)


def _corners(rates: Mapping[Event, Interval]) -> Iterator[Corner]:
    choices = product(*(sorted({rate.low, rate.high}) for rate in rates.values()))
    return (dict(zip(rates, choice, strict=True)) for choice in choices)


def _at_corners(diagrams: Diagrams, rates: Mapping[Event, Interval], exact: bool) -> tuple[Weight, Weight]:
    count, top = EXACT if exact else SCALED, diagrams.parts[-1].event
    values = [
        probability(diagrams, corner if exact else scaled(corner), count)[top] for corner in _corners(rates)
    ]
    return min(values), max(values)


def _node_by_node(diagrams: Diagrams, rates: Mapping[Event, Interval], exact: bool) -> tuple[Weight, Weight]:
    low, high = (end if exact else scaled(end) for end in ends(rates))
    boxes = {event: (low[event], high[event]) for event in rates}
    found: tuple[Weight, Weight] = probability(diagrams, boxes, _boxes(EXACT if exact else SCALED))[
        diagrams.parts[-1].event
    ]
    return found


def _boxes(count: Arithmetic) -> Arithmetic:
    """The arithmetic of pairs, the least and the most that a number can be."""

    def mix(odds: Weight, true: Weight, false: Weight) -> Weight:
        least = min(count.mix(end, true[0], false[0]) for end in odds)
        return least, max(count.mix(end, true[1], false[1]) for end in odds)

    def times(one: Weight, other: Weight) -> Weight:
        return count.times(one[0], other[0]), count.times(one[1], other[1])

    return Arithmetic((count.zero, count.zero), (count.one, count.one), mix, times)


def signed_importance(signed: Signed, given: Mapping[Event, Given]) -> Importance:
    """The measures that need no minimal sets, for all leaves, under independence.

    >>> from .structure import any_of
    >>> never = Signed(Structure.of("f", {"f": any_of("a")}), frozenset({"f"}))
    >>> str(signed_importance(never, {"a": "1/4"}).row("a")["birnbaum"])
    '-1'
    """
    rates, diagrams = rates_of(signed.structure, given), signed.diagrams()
    leaves = signed.structure.leaves
    if not _few(diagrams, rates):
        wide: Cells = (("birnbaum", Range(Fraction(-1), Fraction(1))), *((m, None) for m in MEASURES[1:]))
        rows = tuple(Row(leaf, wide, (1, len(leaves)), None) for leaf in leaves)
        return Importance(rows, False, "too many intervals for all corners: all is left open", ())
    exact = stays_exact(diagrams, rates)
    corners = [_measured(diagrams, corner, exact) for corner in _corners(rates)]
    cells = {leaf: tuple(_cells([corner[leaf] for corner in corners])) for leaf in leaves}
    ranks = ranks_of_ranges({leaf: _size([c[leaf]["birnbaum"] for c in corners]) for leaf in leaves})
    rows = tuple(sorted((Row(leaf, cells[leaf], ranks[leaf], None) for leaf in leaves), key=_first))
    note = "" if exact else "made of probabilities that are rounded by less than 2^-200"
    return Importance(rows, exact, note, ())


def _first(row: Row) -> tuple[int, int, Event]:
    return *row.ranks, row.leaf


def _measured(diagrams: Diagrams, corner: Corner, exact: bool) -> dict[Event, dict[str, Fraction | float]]:
    """The measures of each leaf at one corner; only Birnbaum's where the top is impossible."""
    count, unit = (EXACT, 1) if exact else (SCALED, ONE)
    odds = probability(diagrams, corner if exact else scaled(corner), count)
    moves = birnbaum(diagrams, odds, count)
    top = Fraction(odds[diagrams.parts[-1].event]) / unit
    return {leaf: dict(_measures(rate, top, Fraction(moves[leaf]) / unit)) for leaf, rate in corner.items()}


def _measures(rate: Fraction, top: Fraction, moves: Fraction) -> Iterator[tuple[str, Fraction | float]]:
    yield "birnbaum", moves
    if top <= 0:
        return
    with_it, without = top + (1 - rate) * moves, top - rate * moves
    yield "criticality", rate * moves / top
    yield "diagnostic", rate * with_it / top
    yield "raw", with_it / top
    yield "rrw", top / without if without > 0 else math.inf


def _cells(corners: Sequence[Mapping[str, Fraction | float]]) -> Iterator[tuple[str, Range | None]]:
    for name in MEASURES:
        values = [corner[name] for corner in corners if name in corner]
        yield name, _hull(values) if len(values) == len(corners) else None


def _hull(values: Sequence[Fraction | float]) -> Range:
    return Range(min(values), max(values))


def _size(values: Sequence[Fraction | float]) -> Range:
    """How far from nothing the values between these can be."""
    sizes: list[Fraction | float] = [max(value, -value) for value in values]
    crosses = min(values) < 0 < max(values)
    return Range(Fraction(0) if crosses else min(sizes), max(sizes))


def assess_signed(signed: Signed, leaves: Sequence[Leaf]) -> Assessment:
    """Bounds under unknown dependence, and if all leaves are independent, as declared.

    >>> from .structure import any_of
    >>> never = Signed(Structure.of("f", {"f": any_of("a")}), frozenset({"f"}))
    >>> rare = Leaf("a", Interval(Fraction(0), Fraction(1, 4)))
    >>> [str(bound) for bound in assess_signed(never, [rare]).bounds]
    ['[3/4, 1] (unknown)', '[3/4, 1] (as declared)', '[3/4, 1] (independent)']
    """
    rates = rates_by_event(leaves)
    free = unknown(signed.structure, rates, inverted=signed.inverted)
    apart = signed_probability(signed, rates).within(free)
    return Assessment(signed.structure, tuple(leaves), (free, replace(apart, mode=DECLARED), apart))
