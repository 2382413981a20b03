"""Order within rows, for few crossings.

Layers are given (`tower.draw.rows`), so what is left of Sugiyama's method is the ordering: sweeps of
means and medians with exchanges of neighbours (Gansner et al. 1993, A technique for drawing directed
graphs) from several starts, and sifting of the best ones (Matuszewski et al. 1999).  Measured beside
Graphviz in `tests/benchmarks/pictures.py`; CONTRIBUTING says what came out.
"""

from __future__ import annotations

import random
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Neighbours: TypeAlias = Mapping[str, Sequence[str]]
Order: TypeAlias = tuple[tuple[str, ...], ...]
_Ends: TypeAlias = Mapping[str, tuple[list[int], ...]]

SWEEPS, PATIENCE, SWAPS, SIFTS = 24, 4, 6, 40
EFFORT = ((250, 4, 6), (1200, 1, 2))  # up to so many keys: random starts besides, and how many are sifted
SEED = 1


def ordered(rows: Sequence[Sequence[str]], down: Neighbours, up: Neighbours, built: int = 1) -> Order:
    """Rows reordered for few crossings; the `built` lowest rows keep their order (that of building).

    >>> ordered([["a", "b"], ["x", "y"]], {"x": ["b"], "y": ["a"]}, {"a": ["y"], "b": ["x"]})
    (('a', 'b'), ('y', 'x'))
    """
    return _Ordering(down, up, built).best(tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class _Ordering:
    """What an ordering must respect: who stands next below and above, and the rows that stay."""

    down: Neighbours
    up: Neighbours
    built: int

    def best(self, given: Order) -> Order:
        """The order with the fewest crossings of all that are tried; the first that has none."""
        size = sum(map(len, given))
        starts, sifted = next(((few, best) for most, few, best in EFFORT if size <= most), (0, 0))
        found: list[Order] = []
        for start in self._starts(given, starts):
            for middle in (_mean, median):
                found.append(self._swept(start, middle))
                if not crossings(found[-1], self.down):
                    return found[-1]
        found.sort(key=self._crossings)
        return min((found[0], *map(self._polished, found[:sifted])), key=self._crossings)

    def _crossings(self, rows: Order) -> int:
        return crossings(rows, self.down)

    def _starts(self, given: Order, several: int) -> Iterator[Order]:
        yield given
        yield self._searched(given)
        chance = random.Random(SEED)
        for _ in range(several):
            yield tuple(
                row if index < self.built else tuple(chance.sample(row, len(row)))
                for index, row in enumerate(given)
            )

    def _searched(self, rows: Order) -> Order:
        """The upper rows in the order of a search in depth, which keeps together what hangs together."""
        seen: dict[str, int] = {}
        waiting = [key for row in reversed(rows) for key in reversed(row)]
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen[key] = len(seen)
                waiting += [*reversed(self.down.get(key, ())), *reversed(self.up.get(key, ()))]
        return tuple(
            row if index < self.built else tuple(sorted(row, key=seen.__getitem__))
            for index, row in enumerate(rows)
        )

    def _polished(self, rows: Order) -> Order:
        """Sifted, swept once more, and sifted again."""
        again = self._moved(self._swept(self._moved(rows, _sift, SIFTS), _mean), _sift, SIFTS)
        return min(rows, again, key=self._crossings)

    def _swept(self, rows: Order, middle: Callable[[list[int]], float]) -> Order:
        best = now = rows
        least, idle = crossings(now, self.down), 0
        for sweep in range(SWEEPS):
            if not least or idle > PATIENCE:
                break
            now = self._moved(self._sweep(now, middle, rising=not sweep % 2), _swap, SWAPS)
            count = crossings(now, self.down)
            idle = 0 if count < least else idle + 1
            if count < least:
                best, least = now, count
        return best

    def _sweep(self, rows: Order, middle: Callable[[list[int]], float], *, rising: bool) -> Order:
        found = list(rows)
        near = self.down if rising else self.up
        inner = range(self.built, len(rows))
        for index in inner if rising else reversed(inner):
            other = index - 1 if rising else index + 1
            if 0 <= other < len(found):
                place = {key: spot for spot, key in enumerate(found[other])}
                found[index] = _by_middle(found[index], place, near, middle)
        return tuple(found)

    def _moved(self, rows: Order, move: Callable[[list[str], _Ends], bool], rounds: int) -> Order:
        """The rows after moves within each row, for as long as they remove crossings."""
        found = [list(row) for row in rows]
        for _ in range(rounds):
            changed = False
            for index in range(self.built, len(found)):
                changed |= move(found[index], self._ends(found, index))
            if not changed:
                break
        return tuple(tuple(row) for row in found)

    def _ends(self, rows: Sequence[Sequence[str]], index: int) -> _Ends:
        """For each key of a row the places of its neighbours in the row below and in the row above."""
        sides = [
            {key: spot for spot, key in enumerate(rows[other])} if 0 <= other < len(rows) else {}
            for other in (index - 1, index + 1)
        ]
        return {
            key: tuple(
                sorted(place[end] for end in near.get(key, ()) if end in place)
                for place, near in zip(sides, (self.down, self.up), strict=True)
            )
            for key in rows[index]
        }


def _swap(row: list[str], ends: _Ends) -> bool:
    """Exchange neighbours where that removes crossings."""
    changed = False
    for spot in range(len(row) - 1):
        left, right = ends[row[spot]], ends[row[spot + 1]]
        if sum(map(_inverted, left, right)) > sum(map(_inverted, right, left)):
            row[spot], row[spot + 1] = row[spot + 1], row[spot]
            changed = True
    return changed


def _sift(row: list[str], ends: _Ends) -> bool:
    """Move each key, those with many edges first, to the place in the row where it crosses least."""
    changed = False
    for key in sorted(row, key=lambda key: -sum(map(len, ends[key]))):
        at = row.index(key)
        others = row[:at] + row[at + 1 :]
        costs = [0]
        for other in others:
            before, after = (map(_inverted, ends[other], ends[key]), map(_inverted, ends[key], ends[other]))
            costs.append(costs[-1] + sum(before) - sum(after))
        if costs[at] > min(costs):
            best = min(range(len(costs)), key=lambda spot: (costs[spot], abs(spot - at)))
            row[:] = [*others[:best], key, *others[best:]]
            changed = True
    return changed


def _inverted(left: list[int], right: list[int]) -> int:
    """How many edges of the left one end to the right of an edge of the right one."""
    return sum(bisect_left(right, end) for end in left)


def _mean(spots: list[int]) -> float:
    return sum(spots) / len(spots)


def _by_middle(
    row: tuple[str, ...], place: Mapping[str, int], near: Neighbours, middle: Callable[[list[int]], float]
) -> tuple[str, ...]:
    """Sort a row by the middles of the places of its neighbours; whoever has none keeps its spot."""
    ends = {key: [place[n] for n in near.get(key, ()) if n in place] for key in row}
    middles = {key: middle(spots) for key, spots in ends.items() if spots}
    movers = iter(sorted(middles, key=middles.__getitem__))
    return tuple(next(movers) if key in middles else key for key in row)


def crossings(rows: Sequence[Sequence[str]], down: Neighbours) -> int:
    """How many pairs of straight edges between neighbouring rows cross.

    >>> crossings([["a", "b"], ["x", "y"]], {"x": ["b"], "y": ["a"]})
    1
    """
    count = 0
    for lower, upper in zip(rows, rows[1:], strict=False):
        place = {key: spot for spot, key in enumerate(lower)}
        seen: list[int] = []
        for key in upper:
            ends = sorted(place[end] for end in down.get(key, ()) if end in place)
            count += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
