"""Order within rows, then places from left to right.

Layers are given (`tower.draw.rows`), so what is left of Sugiyama's method is the ordering, by
barycentres and exchanges of neighbours with the fewest crossings kept (Gansner et al. 1993, A
technique for drawing directed graphs), and the coordinates: each row is the least-squares answer to
"stand above what you check, keep your distance", found by pooling adjacent violators (isotonic
regression).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping, Sequence

Neighbours = Mapping[str, Sequence[str]]
Order = tuple[tuple[str, ...], ...]

SWEEPS, PATIENCE, SWAPS = 24, 4, 6  # of the ordering
LEAST_PULLS, MOST_PULLS, WORK = 8, 240, 30_000  # of the coordinates: fewer for many keys


def ordered(rows: Sequence[Sequence[str]], down: Neighbours, up: Neighbours, built: int = 1) -> Order:
    """Rows reordered for few crossings; the `built` lowest rows keep their order (that of building).

    >>> ordered([["a", "b"], ["x", "y"]], {"x": ["b"], "y": ["a"]}, {"a": ["y"], "b": ["x"]})
    (('a', 'b'), ('y', 'x'))
    """
    given = [tuple(row) for row in rows]
    tried = (_improved(start, down, up, built) for start in (given, _searched(given, down, up, built)))
    best: Sequence[tuple[str, ...]] = min(tried, key=lambda found: crossings(found, down))
    return tuple(best)


def _searched(
    rows: list[tuple[str, ...]], down: Neighbours, up: Neighbours, built: int
) -> list[tuple[str, ...]]:
    """The upper rows in the order of a search in depth, which keeps together what hangs together."""
    seen: dict[str, int] = {}
    waiting = [key for row in reversed(rows) for key in reversed(row)]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen[key] = len(seen)
            waiting += [*reversed(down.get(key, ())), *reversed(up.get(key, ()))]
    return [
        row if index < built else tuple(sorted(row, key=seen.__getitem__))
        for index, row in enumerate(rows)
    ]


def _improved(
    rows: list[tuple[str, ...]], down: Neighbours, up: Neighbours, built: int
) -> list[tuple[str, ...]]:
    best = now = rows
    least, idle = crossings(now, down), 0
    for sweep in range(SWEEPS):
        if not least or idle > PATIENCE:
            break
        now = _swapped(
            _sweep(now, up if sweep % 2 else down, built, rising=not sweep % 2), down, up, built
        )
        count = crossings(now, down)
        idle = 0 if count < least else idle + 1
        if count < least:
            best, least = now, count
    return best


def _sweep(
    rows: list[tuple[str, ...]], near: Neighbours, built: int, *, rising: bool
) -> list[tuple[str, ...]]:
    found = list(rows)
    inner = range(built, len(rows))
    for index in inner if rising else reversed(inner):
        other = index - 1 if rising else index + 1
        if 0 <= other < len(found):
            place = {key: spot for spot, key in enumerate(found[other])}
            found[index] = _by_mean(found[index], place, near)
    return found


def _swapped(
    rows: list[tuple[str, ...]], down: Neighbours, up: Neighbours, built: int
) -> list[tuple[str, ...]]:
    """The rows after exchanging neighbours wherever that removes crossings."""
    found = [list(row) for row in rows]
    for _ in range(SWAPS):
        changed = False
        for index in range(built, len(found)):
            sides = [
                {key: spot for spot, key in enumerate(found[other])} if 0 <= other < len(found) else {}
                for other in (index - 1, index + 1)
            ]
            ends = {
                key: tuple(
                    sorted(place[end] for end in near.get(key, ()) if end in place)
                    for place, near in zip(sides, (down, up), strict=True)
                )
                for key in found[index]
            }
            changed |= _swap_once(found[index], ends)
        if not changed:
            break
    return [tuple(row) for row in found]


def _swap_once(row: list[str], ends: Mapping[str, tuple[list[int], ...]]) -> bool:
    changed = False
    for spot in range(len(row) - 1):
        left, right = ends[row[spot]], ends[row[spot + 1]]
        if sum(map(_inverted, left, right)) > sum(map(_inverted, right, left)):
            row[spot], row[spot + 1] = row[spot + 1], row[spot]
            changed = True
    return changed


def _inverted(left: list[int], right: list[int]) -> int:
    """How many edges of the left one end to the right of an edge of the right one."""
    return sum(bisect_left(right, end) for end in left)


def _by_mean(row: tuple[str, ...], place: Mapping[str, int], near: Neighbours) -> tuple[str, ...]:
    """Sort a row by the mean places of its neighbours; whoever has none keeps its spot."""
    ends = {key: [place[n] for n in near.get(key, ()) if n in place] for key in row}
    means = {key: sum(spots) / len(spots) for key, spots in ends.items() if spots}
    movers = iter(sorted(means, key=means.__getitem__))
    return tuple(next(movers) if key in means else key for key in row)


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


def spread(wanted: Sequence[float], apart: Sequence[float]) -> list[float]:
    """The places nearest to `wanted` (least squares), neighbours `apart[i]` or more from each other.

    >>> spread([0, 0, 9], [4, 4])
    [-2.0, 2.0, 9.0]
    """
    shifts = [0.0]
    for gap in apart:
        shifts.append(shifts[-1] + gap)
    pools: list[tuple[float, int]] = []
    for want, shift in zip(wanted, shifts, strict=False):
        total, count = want - shift, 1
        while pools and pools[-1][0] * count >= total * pools[-1][1]:
            before, members = pools.pop()
            total, count = total + before, count + members
        pools.append((total, count))
    level = [total / count for total, count in pools for _ in range(count)]
    return [place + shift for place, shift in zip(level, shifts, strict=False)]


def places(
    rows: Order,
    down: Neighbours,
    up: Neighbours,
    apart: Callable[[str, str], float],
    half: Callable[[str], float],
    built: int = 1,
) -> dict[str, float]:
    """The x of every key: first packed, then drawn towards its neighbours, from below and above.

    On the `built` lowest rows neighbours also hold each other at the least distance, so that these
    rows stay short.  `half` is half the width of a key, with the room it wants on each side.
    """
    gaps = [[apart(left, right) for left, right in zip(row, row[1:], strict=False)] for row in rows]
    springs = {
        key: pairs
        for row, between in zip(rows[:built], gaps, strict=False)
        for key, pairs in _springs(row, between).items()
    }
    found: dict[str, float] = {}
    for row, between in zip(rows, gaps, strict=False):
        found.update(zip(row, spread([0.0] * len(row), between), strict=False))
    joined = {key: (*down.get(key, ()), *up.get(key, ())) for row in rows for key in row}
    pulls = max(LEAST_PULLS, min(MOST_PULLS, WORK // max(1, len(found))))
    for last in (*[False] * (pulls - 1), True):
        for index in range(1, len(rows)):
            _settle(rows[index], gaps[index], found, down if last else joined, {})
        for index in range(len(rows) - 1, -1, -1) if not last else ():
            _settle(rows[index], gaps[index], found, joined, springs)
    return {key: round(2 * place) / 2 for key, place in _squeezed(found, rows, gaps, half).items()}


def _squeezed(
    found: Mapping[str, float], rows: Order, gaps: Sequence[Sequence[float]], half: Callable[[str], float]
) -> dict[str, float]:
    """The same places with every empty upright slit closed as far as the distances in all rows allow."""
    after = {
        left: (right, gap)
        for row, between in zip(rows, gaps, strict=False)
        for left, right, gap in zip(row, row[1:], between, strict=False)
    }
    waiting: dict[str, tuple[str, float]] = {}
    placed: dict[str, float] = {}
    closed, right = 0.0, None
    for key in sorted(found, key=lambda key: found[key] - half(key)):
        left = found[key] - half(key) - closed
        if right is not None and left > right:
            near = (found[other] - closed - placed[last] - gap for last, (other, gap) in waiting.items())
            closed += max(0.0, min([left - right, *near]))
        waiting = {last: pair for last, pair in waiting.items() if pair[0] != key}
        placed[key] = found[key] - closed
        edge = placed[key] + half(key)
        right = edge if right is None else max(right, edge)
        if key in after:
            waiting[key] = after[key]
    return placed


Springs = Mapping[str, Sequence[tuple[str, float]]]


def _springs(row: Sequence[str], gaps: Sequence[float]) -> Springs:
    """For every key its neighbours in the row, and how far from them it would stand."""
    found: dict[str, list[tuple[str, float]]] = {key: [] for key in row}
    for left, right, gap in zip(row, row[1:], gaps, strict=False):
        found[right].append((left, gap))
        found[left].append((right, -gap))
    return found


def _settle(
    row: Sequence[str], gaps: Sequence[float], found: dict[str, float], near: Neighbours, springs: Springs
) -> None:
    wanted = [_mean(key, near.get(key, ()), springs.get(key, ()), found) for key in row]
    found.update(zip(row, spread(wanted, gaps), strict=False))


def _mean(
    key: str, ends: Sequence[str], springs: Sequence[tuple[str, float]], found: Mapping[str, float]
) -> float:
    count = len(ends) + len(springs)
    total = sum(found[end] for end in ends) + sum(found[other] + far for other, far in springs)
    return total / count if count else found[key]
