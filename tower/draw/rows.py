"""Rows: which nodes stand at the same height, lowest row first, and the stops of wires between rows.

Height is trust.  A verifier always stands above what it checks; within that, a stronger theory
stands above a weaker one, and weak verifiers stand below all theories that they do not check.  A
row that would be too long is folded: the built row like text, from left to right and then down, a
row of verifiers in turn, so that those which are near each other do not share a fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

from ..model.components import components
from .picture import Node, Picture, Wire

Row = tuple[int, int]  # altitude of a theory (0: none), then the level inside it
HANGING = frozenset({"checks", "enacts", "supported", "context", "challenges"})  # the source stands above
LONGEST, LEAST = 12, 8  # the longest row that is not folded, and the shortest fold


@dataclass(frozen=True, slots=True)
class Rows:
    """`rows` are node keys, lowest first; `height` is the index of the row of each node.

    The first `built` rows hold what stands on the ground; `places` says of which unfolded row each
    row is a fold.
    """

    rows: tuple[tuple[str, ...], ...]
    height: Mapping[str, int]
    built: int
    places: tuple[Row, ...]


def rows(picture: Picture) -> Rows:
    """Assign every node to its row.

    >>> rows(Picture("t", "", "o", "", (), (), (), (), ())).rows
    ()
    """
    places = _places(picture.nodes, _hanging(picture.wires))
    whole: dict[Row, list[str]] = {}
    for node in picture.nodes:
        whole.setdefault(places[node.key], []).append(node.key)
    folded = {place: _folded(whole[place], text=place == (0, 0)) for place in sorted(whole)}
    found = tuple(fold for folds in folded.values() for fold in folds)
    height = {key: index for index, fold in enumerate(found) for key in fold}
    of = tuple(place for place, folds in folded.items() for _ in folds)
    return Rows(found, height, len(folded.get((0, 0), ())), of)


def _folded(row: list[str], *, text: bool) -> list[tuple[str, ...]]:
    """The folds of a row, lowest first."""
    if len(row) <= LONGEST:
        return [tuple(row)]
    longest = max(LEAST, isqrt(3 * len(row) // 2))
    folds = -(-len(row) // longest)
    if not text:
        return [tuple(row[start::folds]) for start in range(folds)]
    each = -(-len(row) // folds)
    return [tuple(row[start : start + each]) for start in range(0, len(row), each)][::-1]


def _hanging(wires: Sequence[Wire]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for wire in wires:
        if wire.kind in HANGING:
            below.setdefault(wire.source, []).append(wire.target)
    return below


def _places(nodes: Sequence[Node], below: Mapping[str, Sequence[str]]) -> dict[str, Row]:
    """The row of each node, lower components first; all of a cycle share one."""
    by_key = {node.key: node for node in nodes}
    found: dict[str, Row] = {}
    for component in components(by_key, below):
        inside = set(component)
        least = max(_least(by_key[key]) for key in component)
        lower = [found[key] for upper in component for key in below.get(upper, ()) if key not in inside]
        place = max([least, *(_over(below_it, least[0]) for below_it in lower)])
        found.update((key, place) for key in component)
    return found


def _least(node: Node) -> Row:
    return (0, 0) if node.grounded else (node.altitude, 0 if node.altitude else 1)


def _over(place: Row, altitude: int) -> Row:
    return (altitude, 0) if altitude > place[0] else (place[0], place[1] + 1)


@dataclass(frozen=True, slots=True)
class Chain:
    """A wire between two rows: its upper and lower end, and the stops in the rows between.

    `wire` is its index in the picture; a stop is the key `stop:WIRE:ROW`.
    """

    wire: int
    upper: str
    lower: str
    stops: tuple[str, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """All of it from top to bottom."""
        return (self.upper, *self.stops, self.lower)


def chains(picture: Picture, height: Mapping[str, int]) -> tuple[Chain, ...]:
    """The wires that join different rows, each from its upper to its lower end."""
    found = []
    for index, wire in enumerate(picture.wires):
        upper, lower = wire.source, wire.target
        if height[upper] < height[lower]:
            upper, lower = lower, upper
        if height[upper] > height[lower]:
            between = range(height[upper] - 1, height[lower], -1)
            found.append(Chain(index, upper, lower, tuple(f"stop:{index}:{row}" for row in between)))
    return tuple(found)
