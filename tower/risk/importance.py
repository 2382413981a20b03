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
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from ..errors import InputError
from ..model.values import Interval
from .bdd import Contribution, compile_structure, contributions, scaled, stays_exact
from .bounds import Given, ends, rates_of
from .diagram import (
    EXACT,
    ONE,
    SCALED,
    Arithmetic,
    Diagrams,
    Weight,
    birnbaum,
    cheapest,
    part_probability,
    probability,
)
from .structure import Event, Structure

MEASURES = ("birnbaum", "criticality", "fussell_vesely", "diagnostic", "raw", "rrw")
MAX_OPEN = 8  # leaves with a proper interval whose corners are all looked at,
CORNER_WORK = 500_000  # as long as corners times nodes stay below this

Ratio: TypeAlias = Fraction | float  # a float only for infinity
Corner: TypeAlias = dict[Event, Fraction]
Table: TypeAlias = "dict[Event, _Values]"
Cells: TypeAlias = "tuple[tuple[str, Range | None], ...]"


@dataclass(frozen=True, slots=True)
class Range:
    """A measure lies between `low` and `high`; one value where they agree."""

    low: Ratio
    high: Ratio

    def __str__(self) -> str:
        return self.told(6)

    def told(self, digits: int) -> str:
        """The range with so many significant digits.

        >>> Range(Fraction(1, 3), Fraction(1, 2)).told(2)
        '0.33 to 0.5'
        """
        low, high = (ratio_text(end, digits) for end in (self.low, self.high))
        return low if self.low == self.high else f"{low} to {high}"


def ratio_text(value: Ratio, digits: int) -> str:
    """A ratio with so many significant digits, also one that is too large or too small for a float.

    >>> ratio_text(Fraction(1, 3), 3), ratio_text(Fraction(10**400), 3), ratio_text(Fraction(1, 10**400), 3)
    ('0.333', '1e+400', '1e-400')
    """
    try:
        near = float(value)
    except OverflowError:
        near = 0.0
    if near or not value:
        return f"{near:.{digits}g}"
    exact = Fraction(value)
    return f"{(Decimal(exact.numerator) / exact.denominator).normalize():.{digits}g}"


_SHARE, _WORTH = Range(Fraction(0), Fraction(1)), Range(Fraction(1), math.inf)
OPEN = dict(zip(MEASURES, (_SHARE, _SHARE, _SHARE, _SHARE, _WORTH, _WORTH), strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """The importance of one leaf; None where F is impossible and the measure has no meaning.

    `ranks` is the best and worst place by Birnbaum importance.  `order` is the size of the smallest
    cut set with the leaf in it, None when it is in none or was not looked for.
    """

    leaf: Event
    measures: Cells
    ranks: tuple[int, int]
    order: int | None

    def __getitem__(self, measure: str) -> Range | None:
        return dict(self.measures)[measure]


@dataclass(frozen=True, slots=True)
class Importance:
    """A row for each leaf, the most important first.

    `exact` is False where values are rounded (by less than 2^-200) or where ranges are valid but
    perhaps too wide, and `note` says why; `outer` names the leaves whose Fussell-Vesely range is
    only known to lie between criticality and diagnostic importance.
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
    exact = stays_exact(diagrams, rates)
    opened = [leaf for leaf, rate in rates.items() if rate.low != rate.high]
    wide = bool(opened) and (len(opened) > MAX_OPEN or diagrams.size << len(opened) > CORNER_WORK)
    corners = list(ends(rates)) if wide else _corners(rates, opened)
    tables = [_table(diagrams, found, corner, exact) for corner in corners]
    outer = tuple(leaf for leaf in structure.leaves if tables[0][leaf].counted is None)
    orders = _orders(diagrams, found)
    if wide:
        cells, ranks = (
            _wide_cells(structure.leaves, *tables),
            _wide_ranks(structure.leaves, *tables),
        )
    else:
        cells, ranks = _cells(structure.leaves, tables), _ranks(structure.leaves, tables)
    rows = [Row(leaf, cells[leaf], ranks[leaf], orders.get(leaf)) for leaf in structure.leaves]
    middle = {leaf: sum(table[leaf].moves for table in tables) for leaf in structure.leaves}
    rows.sort(key=lambda row: (row.ranks[0], -middle[row.leaf], row.leaf))
    note = "; ".join(_notes(tables, wide, exact))
    return Importance(tuple(rows), not note, note, outer)


def _notes(tables: list[Table], wide: bool, exact: bool) -> Iterator[str]:
    if wide:
        yield "too many intervals for all corners: ranges from the ends of what they are made of"
    elif any(_impossible(table) for table in tables) and len(tables) > 1:
        yield "the top may be impossible within the intervals: shares and ratios are open"
    if not exact:
        yield "made of probabilities that are rounded by less than 2^-200"


def _corners(rates: Mapping[Event, Interval], opened: list[Event]) -> list[Corner]:
    low, _ = ends(rates)
    choices = product(*((rates[leaf].low, rates[leaf].high) for leaf in opened))
    return [{**low, **dict(zip(opened, choice, strict=True))} for choice in choices]


@dataclass(frozen=True, slots=True)
class _Values:
    """What the six measures of a leaf are made of, at one corner."""

    rate: Fraction
    top: Fraction
    moves: Fraction
    counted: Fraction | None  # P(some minimal set with the leaf in it happens)

    @property
    def with_it(self) -> Fraction:
        return self.top + (1 - self.rate) * self.moves

    @property
    def without(self) -> Fraction:
        return self.top - self.rate * self.moves

    def measure(self, name: str) -> Range:
        if name == "fussell_vesely" and self.counted is None:
            return Range(self._given("criticality"), self._given("diagnostic"))
        value = self._given(name)
        return Range(value, value)

    def _given(self, name: str) -> Ratio:
        match name:
            case "birnbaum":
                return self.moves
            case "criticality":
                return self.rate * self.moves / self.top
            case "fussell_vesely":
                return (self.counted or Fraction(0)) / self.top
            case "diagnostic":
                return self.rate * self.with_it / self.top
            case "raw":
                return self.with_it / self.top
            case _:
                return self.top / self.without if self.without > 0 else math.inf


def _table(
    diagrams: Diagrams,
    found: Mapping[tuple[Event, Event], Contribution],
    corner: Corner,
    exact: bool,
) -> Table:
    count = EXACT if exact else SCALED
    odds = probability(diagrams, corner if exact else scaled(corner), count)
    moves = birnbaum(diagrams, odds, count)
    unit = 1 if exact else ONE
    values = {event: Fraction(value) / unit for event, value in odds.items()}
    shares = _counted(diagrams, found, odds, count)
    top = values[diagrams.parts[-1].event]
    table = {}
    for leaf in diagrams.leaves:
        share = shares.get(leaf)
        counted = None if share is None else share * top
        table[leaf] = _Values(corner[leaf], top, Fraction(moves[leaf]) / unit, counted)
    return table


def _counted(
    diagrams: Diagrams,
    found: Mapping[tuple[Event, Event], Contribution],
    odds: Mapping[Event, Weight],
    count: Arithmetic,
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
            local, whole = part_probability(inside.counts, odds, count), odds[part.event]
            shares[variable] = (
                shares[part.event] * Fraction(local) / whole if whole else Fraction(0)
            )
    return shares


def _orders(
    diagrams: Diagrams, found: Mapping[tuple[Event, Event], Contribution]
) -> dict[Event, int]:
    """Size of the smallest minimal set with each event in it, where there is one."""
    costs: dict[Event, int | None] = dict.fromkeys(diagrams.leaves, 1)
    for part in diagrams.parts:
        costs[part.event] = cheapest(part, costs)
    top = diagrams.parts[-1].event
    orders = {} if costs[top] is None else {top: costs[top]}
    for part in reversed(diagrams.parts):
        for variable in part.variables:
            inside = found.get((part.event, variable))
            around, whole, own = orders.get(part.event), costs[part.event], costs[variable]
            if inside is None or around is None or whole is None or own is None:
                continue
            others = cheapest(inside.critical, costs)
            if others is not None:
                orders[variable] = around - whole + others + own
    return {event: order for event, order in orders.items() if order is not None}


def _impossible(table: Table) -> bool:
    return any(values.top == 0 for values in table.values())


def _cells(leaves: tuple[Event, ...], tables: list[Table]) -> dict[Event, Cells]:
    """Hulls over all corners; a share or ratio is open where the top can become impossible."""
    impossible = [_impossible(table) for table in tables]
    cells: dict[Event, Cells] = {}
    for leaf in leaves:
        row: list[tuple[str, Range | None]] = []
        for name in MEASURES:
            if name == "birnbaum" or not any(impossible):
                row.append((name, _hull([table[leaf].measure(name) for table in tables])))
            else:
                row.append((name, None if all(impossible) else OPEN[name]))
        cells[leaf] = tuple(row)
    return cells


def _hull(values: list[Range]) -> Range:
    return Range(min(value.low for value in values), max(value.high for value in values))


def _wide_cells(leaves: tuple[Event, ...], low: Table, high: Table) -> dict[Event, Cells]:
    """Ranges that surely contain every value between the lowest and the highest corner."""
    return {leaf: tuple(_wide_cell(low[leaf], high[leaf])) for leaf in leaves}


def _wide_cell(low: _Values, high: _Values) -> Iterator[tuple[str, Range | None]]:
    moves = _wide_moves(low, high)
    yield "birnbaum", moves
    if low.top == 0:
        yield from ((name, OPEN[name] if high.top else None) for name in MEASURES[1:])
        return
    critical = Range(
        low.rate * moves.low / high.top, min(Fraction(1), high.rate * moves.high / low.top)
    )
    given = Range(
        low.rate * low.with_it / high.top, min(Fraction(1), high.rate * high.with_it / low.top)
    )
    yield "criticality", critical
    if low.counted is None or high.counted is None:
        yield "fussell_vesely", Range(critical.low, given.high)
    else:
        yield (
            "fussell_vesely",
            Range(low.counted / high.top, min(Fraction(1), high.counted / low.top)),
        )
    yield "diagnostic", given
    yield "raw", Range(max(Fraction(1), low.with_it / high.top), high.with_it / low.top)
    least = max(Fraction(1), low.top / high.without) if high.without > 0 else math.inf
    yield "rrw", Range(least, high.top / low.without if low.without > 0 else math.inf)


def _wide_moves(low: _Values, high: _Values) -> Range:
    """P(F | i) and P(F | not i) are monotone, so their difference lies between these."""
    least = max(Fraction(0), low.with_it - high.without)
    return Range(least, high.with_it - low.without)


def _wide_ranks(leaves: tuple[Event, ...], low: Table, high: Table) -> dict[Event, tuple[int, int]]:
    return ranks_of_ranges({leaf: _wide_moves(low[leaf], high[leaf]) for leaf in leaves})


def ranks_of_ranges(moves: Mapping[Event, Range]) -> dict[Event, tuple[int, int]]:
    """Best and worst places from ranges alone: whoever is surely more important, whoever may be.

    >>> ranks_of_ranges({"a": Range(Fraction(0), Fraction(1)), "b": Range(Fraction(2), Fraction(3))})
    {'a': (2, 2), 'b': (1, 1)}
    """
    lows = sorted(_sizes(each.low) for each in moves.values())
    highs = sorted(_sizes(each.high) for each in moves.values())
    return {
        leaf: (
            1 + len(lows) - bisect_right(lows, _sizes(each.high)),
            1 + len(highs) - bisect_right(highs, _sizes(each.low)) - (each.high > each.low),
        )
        for leaf, each in moves.items()
    }


def _sizes(value: Ratio) -> tuple[float, Ratio]:
    """Orders as the value does, and long rationals are compared only where they nearly agree.

    >>> _sizes(Fraction(10**400)) < _sizes(Fraction(10**401)) < _sizes(math.inf)
    True
    """
    try:
        return float(value), value
    except OverflowError:
        return math.inf, value


def _ranks(leaves: tuple[Event, ...], tables: list[Table]) -> dict[Event, tuple[int, int]]:
    """Best and worst place by Birnbaum importance within the box; equals share the better one.

    A leaf that is ahead at no corner is ahead nowhere, and one that is ahead at all is ahead
    everywhere: the difference of two importances is multilinear.
    """
    moves = {leaf: [table[leaf].moves for table in tables] for leaf in leaves}
    if len(tables) == 1 or len(leaves) ** 2 * len(tables) > CORNER_WORK:
        return ranks_of_ranges({leaf: Range(min(each), max(each)) for leaf, each in moves.items()})
    return {leaf: _places(moves[leaf], moves.values()) for leaf in leaves}


def _places(own: list[Fraction], everyone: Iterable[list[Fraction]]) -> tuple[int, int]:
    best = worst = 1
    for other in everyone:
        ahead = [theirs > mine for theirs, mine in zip(other, own, strict=True)]
        best += all(ahead)
        worst += any(ahead)
    return best, worst
