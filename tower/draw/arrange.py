"""Coordinates: places from left to right for rows that are in order.

Each row is the least-squares answer to "stand above what you check, keep your distance", found by
pooling adjacent violators (isotonic regression).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from .ordering import Neighbours, Order

Springs: TypeAlias = Mapping[str, Sequence[tuple[str, float]]]

LEAST_PULLS, MOST_PULLS, WORK = 8, 240, 30_000  # of the coordinates: fewer for many keys


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
    held: Springs | None = None,
) -> dict[str, float]:
    """The x of every key: first packed, then drawn towards its neighbours, from below and above.

    On the `built` lowest rows neighbours also hold each other at the least distance, so that these
    rows stay short; `held` says of keys without neighbours beside whom they want to stand, and how far.
    `half` is half the width of a key, with the room it wants on each side.
    """
    gaps = [[apart(left, right) for left, right in zip(row, row[1:], strict=False)] for row in rows]
    springs = {
        key: pairs
        for row, between in zip(rows[:built], gaps, strict=False)
        for key, pairs in _springs(row, between).items()
    }
    held = held or {}
    springs = {**held, **springs}
    found: dict[str, float] = {}
    for row, between in zip(rows, gaps, strict=False):
        found.update(zip(row, spread([0.0] * len(row), between), strict=False))
    joined = {key: (*down.get(key, ()), *up.get(key, ())) for row in rows for key in row}
    pulls = max(LEAST_PULLS, min(MOST_PULLS, WORK // max(1, len(found))))
    for last in (*[False] * (pulls - 1), True):
        for index in range(1, len(rows)):
            _settle(rows[index], gaps[index], found, down if last else joined, held)
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
