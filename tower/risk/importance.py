"""Which leaf matters most: six measures, their ranges under intervals, and ranks that may change.

With F the top, q the probability of leaf i, and leaves independent:

* Birnbaum     P(F | i) - P(F | not i): how much the top moves with i (the marginal importance);
* criticality  q Birnbaum / P(F): i happens and makes the difference, given F;
* Fussell-Vesely  P(some minimal cut set with i in it happens) / P(F), the union and not its first
  term.  Criticality and diagnostic importance are both printed under this name elsewhere: here they
  never are, and criticality <= Fussell-Vesely <= diagnostic always holds;
* diagnostic   P(i | F);
* RAW          P(F | i) / P(F), the risk achievement worth;
* RRW          P(F) / P(F | not i), the risk reduction worth (infinite where i is in every cut set).

Every measure is monotone in each probability for itself, as a quotient of multilinear forms, so its
extremes over a box of intervals are at corners; so are those of the difference of two of them.

Source: Birnbaum (1969); Rausand and Hoyland, System Reliability Theory (2004), ch. 5; the clash of
names is recorded in issue 178 of the SCRAM tool.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from ..errors import InputError
from ..model.values import Interval
from .bdd import Contribution, compile_structure, contributions, scaled, stays_exact
from .bounds import Given, ends, rates_of
from .diagram import EXACT, ONE, SCALED, Diagrams, birnbaum, cheapest, probability
from .structure import Event, Structure

MEASURES = ("birnbaum", "criticality", "fussell_vesely", "diagnostic", "raw", "rrw")
MAX_OPEN = 8  # leaves with a proper interval whose corners are all looked at

Ratio: TypeAlias = Fraction | float  # a float only for infinity
Corner: TypeAlias = dict[Event, Fraction]


@dataclass(frozen=True, slots=True)
class Range:
    """A measure lies between `low` and `high`; one value where they agree."""

    low: Ratio
    high: Ratio

    def __str__(self) -> str:
        shown = f"{float(self.low):.6g}"
        return shown if self.low == self.high else f"{shown} to {float(self.high):.6g}"


@dataclass(frozen=True, slots=True)
class Row:
    """The importance of one leaf; None where F is impossible and the measure has no meaning.

    `ranks` is the best and worst place by Birnbaum importance.  `order` is the size of the smallest
    cut set with the leaf in it, None when it is in none or was not looked for.
    """

    leaf: Event
    measures: tuple[tuple[str, Range | None], ...]
    ranks: tuple[int, int]
    order: int | None

    def __getitem__(self, measure: str) -> Range | None:
        return dict(self.measures)[measure]


@dataclass(frozen=True, slots=True)
class Importance:
    """A row for each leaf, the most important first.

    `exact` is False where values are rounded (by less than 2^-200) or where ranges are taken from
    the two extreme corners only, which `note` says; `outer` names the leaves whose Fussell-Vesely
    range is only known to lie between criticality and diagnostic importance.
    """

    rows: tuple[Row, ...]
    exact: bool
    note: str
    outer: tuple[Event, ...]

    def row(self, leaf: Event) -> Row:
        """The row of a leaf; InputError if there is none."""
        for row in self.rows:
            if row.leaf == leaf:
                return row
        raise InputError(f"no importance of {leaf!r}", expected="a leaf of the structure")

    def may_swap(self) -> tuple[tuple[Event, Event], ...]:
        """Neighbours in the list whose order by Birnbaum importance is not settled.

        >>> from .structure import any_of
        >>> wide = Interval(Fraction(1, 10), Fraction(1, 2))
        >>> importance_of(Structure.of("f", {"f": any_of("a", "b")}), {"a": 0.2, "b": wide}).may_swap()
        (('b', 'a'),)
        """
        pairs = zip(self.rows, self.rows[1:], strict=False)
        return tuple((a.leaf, b.leaf) for a, b in pairs if a.ranks[1] > b.ranks[0])


def importance_of(structure: Structure, given: Mapping[Event, Given]) -> Importance:
    """All measures for all leaves, under independence.

    >>> from .structure import all_of, any_of
    >>> or_and = Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")})
    >>> row = importance_of(or_and, {"a": 0.1, "b": 0.2, "c": 0.3}).row("b")
    >>> [f"{name} {value}" for name, value in row.measures][:4]
    ['birnbaum 0.27', 'criticality 0.350649', 'fussell_vesely 0.38961', 'diagnostic 0.480519']
    """
    rates = rates_of(structure, given)
    diagrams = compile_structure(structure)
    found = {(each.part, each.variable): each for each in contributions(structure)}
    corners, note = _corners(rates)
    exact = stays_exact(diagrams, rates)
    tables = [_table(diagrams, found, corner, exact) for corner in corners]
    orders = _orders(diagrams, found)
    rows = _rows(structure.leaves, tables, orders)
    outer = tuple(leaf for leaf in structure.leaves if not tables[0][leaf].known)
    notes = [note] * bool(note) + ["rounded by less than 2^-200"] * (not exact)
    return Importance(rows, exact and not note, "; ".join(notes), outer)


def _corners(rates: Mapping[Event, Interval]) -> tuple[list[Corner], str]:
    """The corners of the box, or only its two extreme ones where there are too many."""
    opened = [leaf for leaf, rate in rates.items() if rate.low != rate.high]
    low, high = ends(rates)
    if not opened:
        return [low], ""
    if len(opened) > MAX_OPEN:
        return [low, high], f"ranges over the all-low and all-high corners only ({len(opened)} intervals)"
    choices = product(*((rates[leaf].low, rates[leaf].high) for leaf in opened))
    return [{**low, **dict(zip(opened, choice, strict=True))} for choice in choices], ""


@dataclass(frozen=True, slots=True)
class _Values:
    """What the six measures are made of, at one corner."""

    rate: Fraction
    top: Fraction
    moves: Fraction
    counted: Fraction | None  # P(some minimal set with the leaf in it happens)
    known: bool

    def measure(self, name: str) -> Range | None:
        if name == "birnbaum":
            return Range(self.moves, self.moves)
        if self.top == 0:
            return None
        if name == "fussell_vesely" and self.counted is None:
            return Range(self._given("criticality"), self._given("diagnostic"))
        value = self._given(name)
        return Range(value, value)

    def _given(self, name: str) -> Ratio:
        with_it = self.top + (1 - self.rate) * self.moves
        without = self.top - self.rate * self.moves
        match name:
            case "criticality":
                return self.rate * self.moves / self.top
            case "fussell_vesely":
                return (self.counted or Fraction(0)) / self.top
            case "diagnostic":
                return self.rate * with_it / self.top
            case "raw":
                return with_it / self.top
            case _:
                return self.top / without if without > 0 else math.inf


def _table(
    diagrams: Diagrams,
    found: Mapping[tuple[Event, Event], Contribution],
    corner: Corner,
    exact: bool,
) -> dict[Event, _Values]:
    count = EXACT if exact else SCALED
    odds = probability(diagrams, corner if exact else scaled(corner), count)
    moves = birnbaum(diagrams, odds, count)
    unit = 1 if exact else ONE
    values = {event: Fraction(value) / unit for event, value in odds.items()}
    shares = _counted(diagrams, found, values)
    top = values[diagrams.parts[-1].event]
    table = {}
    for leaf in diagrams.leaves:
        share = shares.get(leaf)
        counted = None if share is None else share * top
        table[leaf] = _Values(corner[leaf], top, Fraction(moves[leaf]) / unit, counted, share is not None)
    return table


def _counted(
    diagrams: Diagrams,
    found: Mapping[tuple[Event, Event], Contribution],
    values: Mapping[Event, Fraction],
) -> dict[Event, Fraction]:
    """P(some minimal set with x happens | top), from the top down; absent where not looked into.

    In a part, the minimal sets with x are products with those of the part around it, so the shares
    multiply.
    """
    shares = {diagrams.parts[-1].event: Fraction(1)}
    for part in reversed(diagrams.parts):
        for variable in part.variables:
            inside = found.get((part.event, variable))
            if inside is None or part.event not in shares:
                continue
            local = probability(Diagrams((inside.counts,)), values)[part.event]
            whole = values[part.event]
            shares[variable] = shares[part.event] * local / whole if whole else Fraction(0)
    return shares


def _orders(
    diagrams: Diagrams, found: Mapping[tuple[Event, Event], Contribution]
) -> dict[Event, int]:
    """Size of the smallest minimal set with each event in it, where there is one."""
    costs: dict[Event, int] = dict.fromkeys(diagrams.leaves, 1)
    for part in diagrams.parts:
        costs[part.event] = cheapest(part, costs) or 0
    top = diagrams.parts[-1].event
    orders = {top: costs[top]}
    for part in reversed(diagrams.parts):
        for variable in part.variables:
            inside = found.get((part.event, variable))
            if inside is None or part.event not in orders:
                continue
            others = cheapest(inside.critical, {**costs, variable: 0})
            if others is not None:
                around = orders[part.event] - costs[part.event]
                orders[variable] = around + others + costs[variable]
    return orders


def _rows(
    leaves: tuple[Event, ...], tables: list[dict[Event, _Values]], orders: Mapping[Event, int]
) -> tuple[Row, ...]:
    ranks = _ranks(leaves, tables)
    rows = [
        Row(
            leaf,
            tuple((name, _hull([table[leaf].measure(name) for table in tables])) for name in MEASURES),
            ranks[leaf],
            orders.get(leaf),
        )
        for leaf in leaves
    ]
    middle = {leaf: sum(table[leaf].moves for table in tables) for leaf in leaves}
    return tuple(sorted(rows, key=lambda row: (row.ranks[0], -middle[row.leaf], row.leaf)))


def _hull(values: list[Range | None]) -> Range | None:
    """The range over corners; a corner where the top is impossible says nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return Range(min(value.low for value in known), max(value.high for value in known))


def _ranks(
    leaves: tuple[Event, ...], tables: list[dict[Event, _Values]]
) -> dict[Event, tuple[int, int]]:
    """Best and worst place by Birnbaum importance over the corners; equals share the better one."""
    best = dict.fromkeys(leaves, len(leaves))
    worst = dict.fromkeys(leaves, 1)
    for table in tables:
        for leaf, place in _places(leaves, table):
            best[leaf] = min(best[leaf], place)
            worst[leaf] = max(worst[leaf], place)
    return {leaf: (best[leaf], worst[leaf]) for leaf in leaves}


def _places(
    leaves: tuple[Event, ...], table: Mapping[Event, _Values]
) -> Iterator[tuple[Event, int]]:
    ordered = sorted(leaves, key=lambda leaf: -table[leaf].moves)
    place, last = 0, None
    for number, leaf in enumerate(ordered, 1):
        if table[leaf].moves != last:
            place, last = number, table[leaf].moves
        yield leaf, place
