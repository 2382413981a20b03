"""The plan of a picture: how every wire runs, and where every box stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from .argument import box
from .arrange import places
from .cards import Card
from .ordering import Order, ordered
from .picture import Mark, Picture
from .rows import Chain, Rows, chains, rows
from .scene import Frame
from .tags import label_width

Run: TypeAlias = Literal["chain", "flat", "arc", "loop", "link", "channel"]

PULL = 3  # how much more checks and enactments are kept straight than trust
APART, STOP_APART, LOOP, CLEAR = 26.0, 13.0, 26.0, 12.0
SHORTEST_LINK, ROW_GAP, TRACK, CHANNEL = 44.0, 48.0, 16.0, 24.0


@dataclass(frozen=True)
class Plan:
    """`boxes` and `stops` (x of wires that pass a row) with `bands`, the vertical extent of each row.

    `runs` says of every wire how it runs: *chain* between rows, *flat* or *arc* within a row, *loop*,
    *link* between neighbours on the built row, *channel* below the built row.  `tracks` are the
    heights of arcs and channels by wire.
    """

    picture: Picture
    rows: Rows
    order: Order
    runs: tuple[Run, ...]
    chains: Mapping[int, Chain]
    cards: Mapping[str, Card]
    boxes: Mapping[str, Frame]
    stops: Mapping[str, float]
    bands: tuple[Frame, ...]
    tracks: Mapping[int, float]
    height: float


def plan(picture: Picture) -> Plan:
    """Place every box of a picture; the origin is the upper left corner of the highest row's band."""
    levels = rows(picture)
    linked = {chain.wire: chain for chain in chains(picture, levels.height)}
    order = _order(picture, levels, linked)
    runs = tuple(_runs(picture, levels, order, linked))
    cards = _cards(picture, runs, linked)
    spots = _across(picture, order, runs, linked, cards, levels.built)
    tracks = _tracks(picture, runs, levels, spots)
    bands, offsets, bottom = _down(levels, cards, tracks)
    boxes = {
        key: _box(cards[key], spots[key], bands[levels.height[key]], levels.height[key] < levels.built)
        for key in cards
    }
    stops = {key: spot for key, spot in spots.items() if key not in cards}
    heights = {wire: offsets[row] + TRACK * (track + 1) for wire, (row, track) in tracks.items()}
    return Plan(picture, levels, order, runs, linked, cards, boxes, stops, bands, heights, bottom)


def _neighbours(
    linked: Mapping[int, Chain], pull: Mapping[int, int] | None = None
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Who stands next below and next above, as often as the wire between them pulls."""
    down: dict[str, list[str]] = {}
    up: dict[str, list[str]] = {}
    for chain in linked.values():
        for upper, lower in pairwise(chain.nodes):
            times = pull[chain.wire] if pull else 1
            down.setdefault(upper, []).extend([lower] * times)
            up.setdefault(lower, []).extend([upper] * times)
    return down, up


def _order(picture: Picture, levels: Rows, linked: Mapping[int, Chain]) -> Order:
    beside = [
        (wire.source, wire.target) for index, wire in enumerate(picture.wires) if index not in linked
    ]
    filled = [list(row) for row in levels.rows]
    for chain in linked.values():
        for stop in chain.stops:
            filled[int(stop.rpartition(":")[2])].append(stop)
    sides = [(wire.source, wire.target) for wire in picture.wires if wire.kind == "aside"]
    found = ordered(filled, *_neighbours(linked), levels.built)
    return tuple(_cleared(_sided(row, sides), beside) for row in found)


def _sided(row: tuple[str, ...], sides: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The row with contexts moved next to what they are the context of, the first to its right."""
    found = list(row)
    served: set[str] = set()
    for server, side in sides:
        if server in found and side in found:
            found.remove(side)
            found.insert(found.index(server) + (server not in served), side)
            served.add(server)
    return tuple(found)


def _cleared(row: tuple[str, ...], level: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The row with every stop that stands between two joined neighbours moved out to their left."""
    found = list(row)
    for ends in level:
        if not set(ends) <= set(found):
            continue
        low, high = sorted(found.index(end) for end in ends)
        between = found[low + 1 : high]
        if between and all(key.startswith("stop:") for key in between):
            found[low : high + 1] = [*between, found[low], found[high]]
    return tuple(found)


def _runs(picture: Picture, levels: Rows, order: Order, linked: Mapping[int, Chain]) -> Iterator[Run]:
    spot = {key: index for row in order for index, key in enumerate(row)}
    for index, wire in enumerate(picture.wires):
        step = spot[wire.target] - spot[wire.source]
        if index in linked:
            yield "chain"
        elif not step:
            yield "loop"
        elif levels.height[wire.source] < levels.built:
            yield "link" if step == 1 else "channel"
        else:
            yield "flat" if abs(step) == 1 and _first(picture, index) else "arc"


def _first(picture: Picture, index: int) -> bool:
    """Whether this is the first wire between its two ends, which may run straight."""
    ends = {picture.wires[index].source, picture.wires[index].target}
    return all({wire.source, wire.target} != ends for wire in picture.wires[:index])


def _cards(picture: Picture, runs: Sequence[Run], linked: Mapping[int, Chain]) -> dict[str, Card]:
    """Cards, with the tags of wires that have no room for them."""
    extra: dict[str, tuple[Mark, ...]] = {}
    for index, (wire, run) in enumerate(zip(picture.wires, runs, strict=False)):
        if run in ("flat", "link") or not wire.marks:
            continue
        holder = (
            linked[index].upper if run == "chain" else wire.target if run == "channel" else wire.source
        )
        extra[holder] = (*extra.get(holder, ()), *wire.marks)
    return {node.key: box(node, extra.get(node.key, ())) for node in picture.nodes}


def _across(
    picture: Picture,
    order: Order,
    runs: Sequence[Run],
    linked: Mapping[int, Chain],
    cards: Mapping[str, Card],
    built: int,
) -> dict[str, float]:
    beside: dict[frozenset[str], float] = {}
    loops = {wire.source for wire, run in zip(picture.wires, runs, strict=False) if run == "loop"}
    for wire, run in zip(picture.wires, runs, strict=False):
        if run in ("flat", "link"):
            ends = frozenset((wire.source, wire.target))
            beside[ends] = max(beside.get(ends, 0), SHORTEST_LINK, label_width(wire) + 2 * CLEAR + 6)

    def half(key: str) -> float:
        return (cards[key].width + APART) / 2 if key in cards else STOP_APART / 2

    def apart(left: str, right: str) -> float:
        halves = sum(cards[key].width / 2 for key in (left, right) if key in cards)
        gap = APART if left in cards and right in cards else STOP_APART
        return halves + max(gap, beside.get(frozenset((left, right)), 0)) + LOOP * (left in loops)

    pull = {
        index: PULL if wire.kind in ("checks", "enacts") else 1
        for index, wire in enumerate(picture.wires)
    }
    spot = {key: index for row in order for index, key in enumerate(row)}
    held = {
        wire.target: [(wire.source, apart(wire.source, wire.target) * (1 if right else -1))]
        for wire in picture.wires
        if wire.kind == "aside"
        for right in [spot[wire.target] > spot[wire.source]]
    }
    return places(order, *_neighbours(linked, pull), apart, half, built, held)


def _tracks(
    picture: Picture, runs: Sequence[Run], levels: Rows, spots: Mapping[str, float]
) -> dict[int, tuple[int, int]]:
    """The row above which each arc and channel runs, and its track there; -1 is below all rows.

    Arcs run above their row, channels below it.  Links from one builder share a track; otherwise a
    track is used by one wire at a time.
    """
    taken: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    found: dict[int, tuple[int, int]] = {}
    for index, (wire, run) in enumerate(zip(picture.wires, runs, strict=False)):
        if run not in ("arc", "channel"):
            continue
        row = levels.height[wire.source] - (run == "channel")
        low, high = sorted((spots[wire.source], spots[wire.target]))
        owner = wire.source if run == "channel" else str(index)
        track = 0
        while any(_clash(other, (low, high, owner)) for other in taken.get((row, track), ())):
            track += 1
        taken.setdefault((row, track), []).append((low, high, owner))
        found[index] = (row, track)
    return found


def _clash(one: tuple[float, float, str], other: tuple[float, float, str]) -> bool:
    return one[2] != other[2] and one[0] <= other[1] and other[0] <= one[1]


def _down(
    levels: Rows, cards: Mapping[str, Card], tracks: Mapping[int, tuple[int, int]]
) -> tuple[tuple[Frame, ...], dict[int, float], float]:
    """The vertical extent of each row (lowest first), where the tracks above it begin, and the end."""
    used: dict[int, int] = {}
    for row, track in tracks.values():
        used[row] = max(used.get(row, 0), track + 1)
    top = 0.0
    bands: list[Frame] = []
    offsets: dict[int, float] = {}
    for row in range(len(levels.rows) - 1, -2, -1):
        offsets[row] = top + (CHANNEL if row < levels.built - 1 else 0) - (ROW_GAP if bands else 0)
        top += TRACK * used[row] + CHANNEL if row in used else 0
        if row >= 0:
            height = max(cards[key].height for key in levels.rows[row])
            bands.append(Frame(0, top, 0, height))
            top += height + ROW_GAP + (CHANNEL if 0 < row < levels.built else 0)
    return tuple(reversed(bands)), offsets, top - (ROW_GAP if bands else 0)


def _box(drawn: Card, middle: float, band: Frame, lowest: bool) -> Frame:
    top = band.y if lowest else band.y + (band.height - drawn.height) / 2
    return Frame(middle - drawn.width / 2, top, drawn.width, drawn.height)
