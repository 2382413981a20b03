"""Wires as lines: straight links, smooth chains between rows, arcs, channels and loops.

Inside a row a wire runs upright, in a lane of its own; it bends only between rows, where no box
is.  So no wire ever crosses a box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from .argument import ROUND
from .arrange import spread
from .cards import CHAMFER, INSET, corners
from .picture import Picture, Wire
from .plan import LOOP, Plan
from .rows import Chain
from .scene import Frame, Group, Head, Point, Shape, Stroke, Text
from .tags import stacked
from .text import width
from .tones import Line

PORT = 13.0
GAP, GAP_FUNCTION = 9.0, 13.0  # half a gap, and half a gap around ƒ
LEAD, BUILD_LEAD = 13.0, 42.0  # the straight end of a wire, and of one that may have a gap


_Port: TypeAlias = tuple[float, float, int]  # its place in the order, the x that it wants, the wire


@dataclass(frozen=True, slots=True)
class _Ports:
    """The x at which a wire meets its upper end and its lower end."""

    upper: Mapping[int, float]
    lower: Mapping[int, float]


def wires(drawn: Plan) -> Iterator[Group]:
    """The wires of a plan, each as one group, quiet ones first so that breaks lie on top."""
    ports = _ports(drawn)
    for index in painted_order(drawn.picture):
        wire = drawn.picture.wires[index]
        shapes = tuple(_shapes(index, wire, drawn, ports))
        title = ". ".join([wire.title, *(mark.title for mark in wire.marks)])
        yield Group(f"wire {wire.kind}", f"{wire.source} {wire.target}", title, shapes)


def painted_order(picture: Picture) -> list[int]:
    """The numbers of the wires in the order in which they are painted."""
    order = {None: 0, "waived": 1, "warning": 2, "error": 3}
    return sorted(range(len(picture.wires)), key=lambda index: order[picture.wires[index].urgency])


def _shapes(index: int, wire: Wire, drawn: Plan, ports: _Ports) -> Iterator[Shape]:
    match drawn.runs[index]:
        case "chain":
            yield from _chain(index, wire, drawn, ports)
        case "link":
            yield from _link(wire, drawn)
        case "flat":
            yield from _flat(wire, drawn)
        case "loop":
            yield _loop(wire, drawn.boxes[wire.source])
        case "arc":
            yield _arc(wire, drawn, drawn.tracks[index])
        case "channel":
            yield from _channel(wire, drawn, drawn.tracks[index])


def look(wire: Wire) -> tuple[str, Line]:
    """The style and the line of a wire.

    >>> look(Wire("builds", "a", "b")), look(Wire("enacts", "a", "b"))
    (('build', 'thick'), ('muted', 'dotted'))
    """
    if wire.urgency == "error" and wire.kind not in ("builds", "challenges"):
        return "error", "heavy"
    match wire.kind:
        case "break":
            return "warning", "thick"
        case "builds":
            return "build", "thick"
        case "enacts":
            return "muted", "dotted"
        case "trusts":
            return "strong", "solid"
        case "challenges":
            return wire.struck or "waived", "dashed"
        case _:
            return ("muted" if wire.dim else "card"), ("dashed" if wire.weak else "solid")


def head(wire: Wire) -> Head:
    """The head of a wire's arrow; those of a safety case are set by the notation.

    >>> head(Wire("checks", "a", "b")), head(Wire("context", "G1", "C1"))
    ('solid', 'hollow')
    """
    heads: Mapping[str, Head] = {"enacts": "", "context": "hollow", "aside": "hollow", "challenges": "open"}
    return heads.get(wire.kind, "solid")


def _ports(drawn: Plan) -> _Ports:
    """Where wires meet boxes: as near to straight as the box and its other wires allow.

    The wires of a box are in the order of what they come from, or of what they go to, so that none
    crosses another on its way.
    """
    below: dict[str, list[_Port]] = {}
    above: dict[str, list[_Port]] = {}
    for index, chain in drawn.chains.items():
        first, last = _ends(chain, drawn)
        inner = [drawn.stops[stop] for stop in chain.stops]
        onward = inner[0] if inner else drawn.boxes[chain.lower].middle[0]
        before = inner[-1] if inner else drawn.boxes[chain.upper].middle[0]
        below.setdefault(chain.upper, []).append((onward, first, index))
        above.setdefault(chain.lower, []).append((before, last, index))
    return _Ports(_shared(below, drawn, _lower_edge), _shared(above, drawn, _upper_edge))


def _upper_edge(key: str, drawn: Plan) -> tuple[float, float]:
    """Where a wire may arrive from above: between the tabs and the badge."""
    box, node = drawn.boxes[key], drawn.picture.node[key]
    if node.kind in ROUND:
        return box.middle[0] - 6, box.middle[0] + 6
    left, right = corners(node)
    return box.x + left, box.right - right


def _lower_edge(key: str, drawn: Plan) -> tuple[float, float]:
    box = drawn.boxes[key]
    return box.x + INSET, box.right - INSET


def _ends(chain: Chain, drawn: Plan) -> tuple[float, float]:
    """Where a wire would leave and arrive if it were alone: straight down where that is possible."""
    upper = drawn.boxes[chain.upper]
    if chain.stops:
        return drawn.stops[chain.stops[0]], drawn.stops[chain.stops[-1]]
    low, high = _upper_edge(chain.lower, drawn)
    arrival = min(max(upper.middle[0], low), high)
    return arrival, arrival


def _shared(
    ends: Mapping[str, list[_Port]],
    drawn: Plan,
    edge: Callable[[str, Plan], tuple[float, float]],
) -> dict[int, float]:
    found: dict[int, float] = {}
    for key, wanted in ends.items():
        low, high = edge(key, drawn)
        wanted.sort()
        gap = min(PORT, (high - low) / max(1, len(wanted) - 1))
        held = [min(max(x, low), high) for _, x, _ in wanted]
        spots = spread(held, [gap] * (len(held) - 1))
        last = high - gap * (len(spots) - 1)
        bases = (min(max(spot - gap * i, low), last) for i, spot in enumerate(spots))
        found.update(
            (index, base + gap * i)
            for i, ((*_, index), base) in enumerate(zip(wanted, bases, strict=False))
        )
    return found


def _chain(index: int, wire: Wire, drawn: Plan, ports: _Ports) -> Iterator[Shape]:
    """A wire between rows; its arrow points at the target even where that is the upper end."""
    chain = drawn.chains[index]
    upper, lower = drawn.boxes[chain.upper], drawn.boxes[chain.lower]
    start, end = ports.upper[index], ports.lower[index]
    low, high = (
        drawn.bands[drawn.rows.height[chain.lower]].y,
        drawn.bands[drawn.rows.height[chain.upper]].bottom,
    )
    points: list[Point] = [
        (start, upper.bottom),
        (start, high + (0 if chain.upper == wire.source else LEAD)),
    ]
    for stop in chain.stops:
        band = drawn.bands[int(stop.rpartition(":")[2])]
        points += [(drawn.stops[stop], band.y), (drawn.stops[stop], band.bottom)]
    lead = BUILD_LEAD if wire.kind == "builds" else LEAD
    points += [(end, low - lead), (end, lower.y)]
    if chain.upper != wire.source:
        points.reverse()
    if wire.kind == "builds":
        yield from _gapped(tuple(points), wire)
    else:
        yield Stroke(tuple(points), *look(wire), head(wire), bends(points))


def _link(wire: Wire, drawn: Plan) -> Iterator[Shape]:
    """A build arrow between neighbours, with the gap in its middle and the tags beneath."""
    base, mesa = drawn.boxes[wire.source], drawn.boxes[wire.target]
    y = base.y + drawn.cards[wire.source].waist
    ghostly = drawn.picture.node[wire.target].kind == "ghost"
    y = mesa.middle[1] if ghostly and mesa.height < 60 else y
    start, end = (base.right, y), (mesa.x, y)
    yield from _gapped((start, end), wire, dashed=ghostly)
    centre = (base.right + mesa.x) / 2
    yield from stacked(wire, centre - 2, y + 13)[0]


def _gapped(points: tuple[Point, ...], wire: Wire, *, dashed: bool = False) -> Iterator[Shape]:
    """A build arrow whose last segment has a real gap: empty, or around ƒ."""
    style = "build"
    line: Line = "dashed" if dashed else "thick"
    bent = bends(points)
    if not wire.gap:
        yield Stroke(points, style, line, "solid", bent)
        return
    (x0, y0), (x1, y1) = points[-2:]
    length = abs(x1 - x0) + abs(y1 - y0)
    across, along = (x1 - x0) / length, (y1 - y0) / length
    half = GAP_FUNCTION if wire.gap == "function" else GAP
    cx, cy = (x0 + x1) / 2 - 4 * across, (y0 + y1) / 2 - 4 * along
    near, far = (cx - half * across, cy - half * along), (cx + half * across, cy + half * along)
    yield Stroke((*points[:-1], near), style, line, curved=bent)
    yield Stroke((far, (x1, y1)), style, line, "solid")
    for x, y in (near, far):
        yield Stroke(
            ((x - 8 * along, y - 8 * across), (x + 8 * along, y + 8 * across)), "warning", "heavy"
        )
    if wire.gap == "function":
        yield Text(cx, cy + 5, "ƒ", 15, "card", True, "middle", width("ƒ", 15, bold=True))


def bends(points: Sequence[Point]) -> frozenset[int]:
    """The segments that run neither upright nor across.

    >>> bends([(0, 0), (0, 5), (3, 9)])
    frozenset({1})
    """
    return frozenset(
        i for i, (one, two) in enumerate(pairwise(points)) if one[0] != two[0] and one[1] != two[1]
    )


def _flat(wire: Wire, drawn: Plan) -> Iterator[Shape]:
    """A wire that does not go down: straight across, with its tag upon it."""
    source, target = drawn.boxes[wire.source], drawn.boxes[wire.target]
    y = (source.middle[1] + target.middle[1]) / 2
    rightwards = source.x < target.x
    slant = CHAMFER / 2 if drawn.picture.node[wire.source].kind == "strategy" else 0
    start, end = (source.right - slant, target.x) if rightwards else (source.x + slant, target.right)
    style, line = look(wire)
    yield Stroke(((start, y), (end, y)), style, line, head(wire))
    yield from stacked(wire, (start + end) / 2 - (4 if rightwards else -4), y - 9)[0]


def _loop(wire: Wire, box: Frame) -> Stroke:
    style, line = look(wire)
    out, top, low = box.right + LOOP - 8, box.middle[1] - 10, box.middle[1] + 10
    left = box.right - 4
    points = ((left, top), (out, top), (out, low), (left + 2, low))
    return Stroke(points, style, line, head(wire))


def _arc(wire: Wire, drawn: Plan, track: float) -> Stroke:
    source, target = drawn.boxes[wire.source], drawn.boxes[wire.target]
    side = 10 if source.x < target.x else -10
    first, last = source.middle[0] + side, target.middle[0] - side
    style, line = look(wire)
    points = ((first, source.y), (first, track), (last, track), (last, target.y))
    return Stroke(points, style, line, head(wire))


def _channel(wire: Wire, drawn: Plan, track: float) -> Iterator[Shape]:
    base, mesa = drawn.boxes[wire.source], drawn.boxes[wire.target]
    out, into = base.middle[0], mesa.middle[0] - 12
    points = ((out, base.bottom), (out, track), (into, track), (into, mesa.bottom))
    yield from _gapped(points, wire, dashed=drawn.picture.node[wire.target].kind == "ghost")
