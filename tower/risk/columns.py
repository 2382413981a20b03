"""The largest (or least) probability of an event over all joint distributions of its leaves.

A linear programme with one column for each set of leaves that may happen together (Hailperin): the
chances of the columns add to 1, and to the given probability for each leaf, or for each group that
is said to happen together; a chance that is only known to an interval has room below its upper end
(of a monotone event one end is enough).  Columns are generated: the best one to add is a best path in the
decision diagram, or, where groups are given, an extreme of a table over all sets.

The solver (HiGHS) counts in floating point and is not trusted.  Its prices are rounded to small
fractions; any prices give a valid bound once the best column has been found in exact arithmetic.
Its columns are solved for again in rationals; where both sides meet, the answer is proven.

Sources: Hailperin, Amer. Math. Monthly 72 (1965); Jaumard, Hansen and Poggi de Aragao, ORSA J. on
Computing 3 (1991) for the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, lcm
from types import MappingProxyType
from typing import Protocol, TypeAlias

from ..errors import InputError, LimitReached, MissingExtra
from .diagram import Diagram
from .structure import Event, Structure

try:
    import numpy as np
    from scipy.optimize import linprog
except ImportError as error:  # pragma: no cover
    raise MissingExtra("SciPy", "risk") from error

Together: TypeAlias = tuple[Event, ...]  # a row: these leaves happen together with a given chance
Prices: TypeAlias = Mapping[Together, int]
Chances: TypeAlias = Mapping[Together, Fraction]

TABLE_LEAVES = 20  # up to here a table over all sets of leaves is affordable
ROUNDS = 5_000
CLOSE = 1e-9
DENOMINATORS = (1, 2, 6, 60, 2520, 10**6, 10**9)


@dataclass(frozen=True, slots=True)
class Column:
    """Exactly these leaves happen, and the top does or does not."""

    leaves: frozenset[Event]
    top: bool


@dataclass(frozen=True, slots=True)
class Extreme:
    """`outer` is a proven bound; `reached` is attained by a distribution, None where not found."""

    outer: Fraction
    reached: Fraction | None

    @property
    def exact(self) -> bool:
        """Do both sides meet?"""
        return self.outer == self.reached


class Pricer(Protocol):
    """Finds, among the sets where the top does and does not happen, those of least price."""

    def cheapest(self, prices: Prices) -> Iterable[tuple[int, Column]]:
        """At most one cheapest column of each kind, with its price."""


@dataclass(frozen=True)
class PathPricer:
    """Prices on single leaves: a shortest path to each end of the diagram.

    >>> either = Diagram("f", ("a", "b"), ((1, 0, 1), (0, 2, 1)), 3)
    >>> [(cost, sorted(c.leaves)) for cost, c in PathPricer(either).cheapest({("a",): 3, ("b",): 2})]
    [(2, ['b']), (0, [])]
    """

    diagram: Diagram

    def cheapest(self, prices: Prices) -> Iterable[tuple[int, Column]]:
        """A leaf that the path does not ask about happens where its price is negative."""
        costs = [prices.get((variable,), 0) for variable in self.diagram.variables]
        free = sum(min(0, cost) for cost in costs)
        for top in (True, False):
            values = self._values(costs, int(top))
            if values[self.diagram.root] < inf:
                leaves = self._path(costs, values)
                yield free + int(values[self.diagram.root]), Column(leaves, top)

    def _values(self, costs: Sequence[int], end: int) -> list[float]:
        """Least price from each node to the end, over that of free choice; an infinity, else ints."""
        values: list[float] = [inf, inf]
        values[end] = 0
        for place, low, high in self.diagram.nodes:
            cost = costs[place]
            values.append(min(values[low] + max(0, -cost), values[high] + max(0, cost)))
        return values

    def _path(self, costs: Sequence[int], values: Sequence[float]) -> frozenset[Event]:
        chosen = {v for v, cost in zip(self.diagram.variables, costs, strict=True) if cost < 0}
        at = self.diagram.root
        while at > 1:
            place, low, high = self.diagram.nodes[at - 2]
            cost, variable = costs[place], self.diagram.variables[place]
            chosen.discard(variable)
            if values[at] == values[low] + max(0, -cost):
                at = low
            else:
                chosen.add(variable)
                at = high
        return frozenset(chosen)


@dataclass(frozen=True)
class TablePricer:
    """Prices on groups too: the price of every set at once, by adding each group to its supersets."""

    structure: Structure
    _truth: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.structure.leaves) > TABLE_LEAVES:
            raise LimitReached(f"{TABLE_LEAVES} leaves of a table over all sets")
        object.__setattr__(self, "_truth", _truth_table(self.structure))

    def cheapest(self, prices: Prices) -> Iterable[tuple[int, Column]]:
        """The extremes of the table on either side of the top."""
        leaves = self.structure.leaves
        place = {leaf: number for number, leaf in enumerate(leaves)}
        costs = np.zeros(1 << len(leaves), dtype=np.int64)
        for together, price in prices.items():
            costs[sum(1 << place[leaf] for leaf in together)] += price
        for number in range(len(leaves)):
            pairs = costs.reshape(-1, 2, 1 << number)
            pairs[:, 1] += pairs[:, 0]
        for top in (True, False):
            sets = np.flatnonzero(self._truth == top)
            if sets.size:
                best = int(sets[np.argmin(costs[sets])])
                chosen = frozenset(leaf for leaf in leaves if best >> place[leaf] & 1)
                yield int(costs[best]), Column(chosen, top)


def _truth_table(structure: Structure) -> np.ndarray:
    size = 1 << len(structure.leaves)
    sets = np.arange(size, dtype=np.int64)
    value = {
        leaf: (sets >> number & 1).astype(np.uint8) for number, leaf in enumerate(structure.leaves)
    }
    for event in structure.order:
        if event in structure.gate:
            gate = structure.gate[event]
            total = np.zeros(size, dtype=np.int32)
            for source in gate.of:
                total += value[source]
            value[event] = (total >= gate.at_least).astype(np.uint8)
    return value[structure.top].astype(bool)


def extreme(
    pricer: Pricer, chances: Chances, sign: int, spare: Chances = MappingProxyType({})
) -> Extreme:
    """The largest (`sign` 1) or least (-1) probability of the top with these chances of the rows.

    The chance of a row in `spare` may be less by that much.  InputError when no joint distribution has
    these chances.

    >>> both = Diagram("f", ("a", "b"), ((1, 0, 1), (0, 0, 2)), 3)
    >>> rows = {("a",): Fraction(9, 10), ("b",): Fraction(4, 5)}
    >>> extreme(PathPricer(both), rows, 1).outer, extreme(PathPricer(both), rows, -1).outer
    (Fraction(4, 5), Fraction(7, 10))
    """
    columns = _prefixes(pricer, chances)
    for _ in range(ROUNDS):
        prices, weights, rooms, missing = _master(columns, chances, sign, spare)
        found = _better(pricer, prices, sign) - set(columns)
        if not found:
            break
        columns.extend(sorted(found, key=lambda column: (sorted(column.leaves), column.top)))
    if missing > CLOSE:
        raise InputError(
            "no joint distribution has these probabilities", expected="consistent ones"
        )
    outer = min(_proven(pricer, prices, chances, sign, size, spare) for size in DENOMINATORS)
    used = [column for column, weight in zip(columns, weights, strict=True) if weight > CLOSE]
    reached = _reached(used, chances, spare, rooms)
    return Extreme(sign * outer, reached)


def _prefixes(pricer: Pricer, chances: Chances) -> list[Column]:
    """Sets that fit single leaves: the likeliest, the two likeliest, and so on."""
    singles = sorted(
        (row for row in chances if len(row) == 1), key=lambda row: (-chances[row], row)
    )
    start: list[Column] = []
    for size in range(len(singles) + 1):
        inside = {row[0] for row in singles[:size]}
        prices: Prices = {row: -1 if row[0] in inside else 1 for row in singles}
        _, column = min(pricer.cheapest(prices), key=lambda pair: pair[0])
        start.append(column)
    return list(dict.fromkeys(start))


def _entries(column: Column, chances: Chances) -> list[int]:
    return [1, *(int(column.leaves.issuperset(row)) for row in chances)]


def _master(
    columns: Sequence[Column], chances: Chances, sign: int, spare: Chances
) -> tuple[dict[Together, float], list[float], dict[Together, float], float]:
    """Prices of the rows, weights of the columns, spare that is left, and what columns cannot make up."""
    matrix = np.array([_entries(column, chances) for column in columns], dtype=float).T
    rows = matrix.shape[0]
    unmet = np.eye(rows)
    room = unmet[:, [1 + list(chances).index(row) for row in spare]]
    penalty = 64.0 * rows  # above every price that an optimal basis of 0 and 1 asks in practice
    costs = [-float(sign * column.top) for column in columns]
    costs += [0.0] * len(spare) + [penalty] * (2 * rows)
    goal = [1.0, *(float(chance) for chance in chances.values())]
    ends = [(0.0, None)] * len(columns) + [(0.0, float(end)) for end in spare.values()]
    solved = linprog(
        costs,
        A_eq=np.hstack([matrix, room, unmet, -unmet]),
        b_eq=goal,
        bounds=ends + [(0.0, None)] * (2 * rows),
        method="highs",
    )
    if solved.status != 0:
        raise LimitReached(f"the linear solver stopped: {solved.message}")
    prices = dict(
        zip([(), *chances], (-float(price) for price in solved.eqlin.marginals), strict=True)
    )
    values = [float(value) for value in solved.x]
    many = len(columns)
    left = dict(zip(spare, values[many:], strict=False))
    return prices, values[:many], left, sum(values[many + len(spare) :])


def _better(pricer: Pricer, prices: Mapping[Together, float], sign: int) -> set[Column]:
    """Columns that would improve the programme, priced in small enough units."""
    unit = _unit(prices, 1 << 40)
    integers = {row: round(price * unit) for row, price in prices.items() if row}
    offset = round(prices[()] * unit)
    return {
        column
        for cost, column in pricer.cheapest(integers)
        if sign * column.top * unit - offset - cost > CLOSE * unit
    }


def _unit(prices: Mapping[Together, Fraction | float], wish: int) -> int:
    """The wish, or less where integer prices in this unit would not add up in 62 bits."""
    total = sum(abs(float(price)) for price in prices.values()) + 1
    return max(1, min(wish, int((1 << 61) / total)))


def _proven(
    pricer: Pricer,
    prices: Mapping[Together, float],
    chances: Chances,
    sign: int,
    size: int,
    spare: Chances,
) -> Fraction:
    """The bound that rounded prices prove: weak duality with the best column found exactly."""
    near = {row: Fraction(price).limit_denominator(size) for row, price in prices.items() if row}
    unit = _unit(near, min(10**9, lcm(*(price.denominator for price in near.values()))))
    integers = {row: round(price * unit) for row, price in near.items()}
    worst = max(sign * column.top * unit - cost for cost, column in pricer.cheapest(integers))
    paid = sum((price * chances[row] for row, price in integers.items()), Fraction(0))
    paid -= sum(min(0, integers[row]) * room for row, room in spare.items())
    return (worst + paid) / unit


def _reached(
    used: Sequence[Column], chances: Chances, spare: Chances, left: Mapping[Together, float]
) -> Fraction | None:
    """The probability of the top under weights of these columns that fit exactly, if there are.

    Spare that the solver leaves whole is whole; what it leaves in part is solved for.
    """
    whole = {row: room for row, room in spare.items() if left[row] > float(room) - CLOSE}
    part = [row for row in spare if row not in whole and left[row] > CLOSE]
    goal = [Fraction(1), *(chance - whole.get(row, 0) for row, chance in chances.items())]
    columns = [_entries(column, chances) for column in used]
    columns += [[0, *(int(row == other) for other in chances)] for row in part]
    rows = [[*map(Fraction, entries), end] for *entries, end in zip(*columns, goal, strict=True)]
    weights = _solve(rows, len(columns))
    if weights is None or min(weights) < 0:
        return None
    if any(room > spare[row] for row, room in zip(part, weights[len(used) :], strict=True)):
        return None
    return sum((w for w, column in zip(weights, used, strict=False) if column.top), start=Fraction(0))


def _solve(rows: list[list[Fraction]], width: int) -> list[Fraction] | None:
    """The only solution of a rational system, by elimination; None if there is none or more."""
    done = 0
    for place in range(width):
        pivot = next((i for i in range(done, len(rows)) if rows[i][place]), None)
        if pivot is None:
            return None
        rows[done], rows[pivot] = rows[pivot], rows[done]
        head = rows[done] = [each / rows[done][place] for each in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[place]:
                factor = row[place]
                rows[i] = [a - factor * b for a, b in zip(row, head, strict=True)]
        done += 1
    if any(row[-1] for row in rows[done:]):
        return None
    return [row[-1] for row in rows[:done]]
