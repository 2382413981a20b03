"""Boxes: a node as a card of text, pills and tags, drawn at the origin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from .picture import Mark, Node, Pill, Urgency
from .scene import Frame, Outline, Point, Shape, Stroke, Text, moved
from .text import BREAKS, ellipsize, widest, width, wrap
from .tones import LINES, Line

NAME, CAPTION, SMALL, WORD, TAG = 15.5, 13.0, 12.5, 12.5, 11.5  # font sizes
ROOM, TAG_ROOM, FLAT_ROOM, PILL_ROOM = (
    142.0,
    112.0,
    138.0,
    152.0,
)  # the widest text in a box, a tag of one line, a pill of one line, of more
PAD, CHAMFER, BADGE, TAB, WAIST, TAB_LEFT, INSET = 11.0, 12.0, 20.0, 16.0, 22.0, 8.0, 15.0
MOST_PILLS, MOST_MARKS, MOST_TABS = 4, 4, 4
RING: dict[Urgency | None, tuple[str, Line]] = {
    "error": ("error", "thick"),
    "warning": ("warning", "solid"),
    "waived": ("waived", "dashed"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A box at the origin: its size, its shapes, and the height at which build arrows meet it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    waist: float


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a card: its size and its shapes, drawn at the origin."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


Blocks: TypeAlias = list[Block]


def card(node: Node, extra: tuple[Mark, ...] = ()) -> Card:
    """The box of a node; `extra` are marks of wires that have no room for a tag of their own."""
    if node.kind == "ghost":
        return _ghost(node)
    marks = (*node.marks, *extra)
    head = _head(node)
    docked = [*docked_pills(node.pills), *_docked_marks(marks)]
    tabs = _tabs(node.tabs)
    side = PAD + (CHAMFER / 2 if _pointed(node) else 0)
    left, right = corners(node)
    inner = max(56.0, *(block.width for block in (*head, *docked)), left + right - side)
    total = inner + 2 * side
    shapes, bottom = stack(head, total / 2, PAD)
    more, bottom = stack(docked, total / 2, bottom + (4 if docked else 0))
    height = bottom + PAD - 2
    frame = Frame(0, 0, total, height)
    decoration = (*_body(node, frame), *_badge(node, frame), *tabs)
    return Card(total, height, (*decoration, *shapes, *more), WAIST)


def corners(node: Node) -> tuple[float, float]:
    """How much of the upper edge, from the left and from the right, tabs and the badge take.

    >>> corners(Node("node:a", "optimizer", "a", tabs=("A",), glyph="loss"))
    (34.0, 32.0)
    """
    least = CHAMFER + 10 if _pointed(node) else INSET
    tabs = TAB_LEFT + len(node.tabs[:MOST_TABS]) * (TAB + 2) + 8 if node.tabs else 0.0
    return max(least, tabs), max(least, BADGE + 12.0 if node.glyph else 0.0)


def _pointed(node: Node) -> bool:
    return node.kind in ("verifier", "run")


def stack(blocks: Blocks, centre: float, top: float) -> tuple[list[Shape], float]:
    """Blocks one below the other around `centre`, from `top`; and where they end."""
    shapes: list[Shape] = []
    for block in blocks:
        shapes += [moved(shape, centre - block.width / 2, top) for shape in block.shapes]
        top += block.height
    return shapes, top


def _head(node: Node) -> Blocks:
    room = _name_room(node.name)
    name = [
        text_line(text, NAME, "card", bold=True, of="name") for text in wrap(node.name, room, NAME, bold=True)
    ]
    captions = [
        text_line(line, CAPTION, "muted")
        for caption in node.captions[:3]
        for line in wrap(caption, ROOM, CAPTION)
    ]
    return [*name, *captions]


def _name_room(name: str) -> float:
    """The room of a name: more than usual for one word that would be broken, up to a limit."""
    word = max((width(piece.rstrip(), NAME, bold=True) for piece in BREAKS.split(name)), default=0.0)
    return max(ROOM, word if word <= 1.6 * ROOM else 0.0)


def text_line(text: str, size: float, style: str, *, bold: bool = False, of: str = "") -> Block:
    """One line of text as a block."""
    room = width(text, size, bold=bold)
    line = Text(room / 2, size, text, size, style, bold, "middle", room, of)
    return Block(room, size * 1.25, (line,))


def docked_pills(pills: tuple[Pill, ...]) -> Blocks:
    """The first pills of a node, and how many there are more."""
    blocks = [_pill(pill) for pill in pills[:MOST_PILLS]]
    left = len(pills) - MOST_PILLS
    return blocks + ([text_line(f"and {left} more", SMALL, "muted")] if left > 0 else [])


def _pill(pill: Pill) -> Block:
    headings = wrap(pill.heading, PILL_ROOM, SMALL)
    words = _told(pill)
    beside = widest(headings, SMALL) + 7 + widest(words, WORD, bold=True)
    if beside <= FLAT_ROOM and len(words) == len(headings) == 1 and not pill.bound:
        return _flat_pill(headings[0], words[0], pill)
    lines = [
        *(Text(0, 0, text, SMALL, pill.tone) for text in headings),
        *(Text(0, 0, text, WORD, pill.tone, True) for text in words),
        *(Text(0, 0, text, SMALL, pill.tone) for text in _bound(pill)),
    ]
    inner = max(widest((*headings, *_bound(pill)), SMALL), widest(words, WORD, bold=True)) + 18
    shapes: list[Shape] = [_capsule(inner, 5 + 15 * len(lines), pill)]
    for row, line in enumerate(lines):
        room = width(line.text, line.size, bold=line.bold)
        shapes.append(
            replace(line, x=inner / 2, y=14 + 15.0 * row, anchor="middle", room=room, of=_of(pill))
        )
    return Block(inner, 5 + 15 * len(lines) + 5, tuple(shapes))


def _bound(pill: Pill) -> tuple[str, ...]:
    return wrap(pill.bound, PILL_ROOM, SMALL) if pill.bound else ()


def _told(pill: Pill) -> tuple[str, ...]:
    """The verdict on one line, or its word and below it what it stands on."""
    if width(pill.text, WORD, bold=True) <= PILL_ROOM:
        return (pill.text,)
    parts = (pill.word.replace("_", " "), pill.footing.strip())
    return tuple(line for part in parts if part for line in wrap(part, PILL_ROOM, WORD, bold=True))


def _flat_pill(heading: str, word: str, pill: Pill) -> Block:
    first, second = width(heading, SMALL), width(word, WORD, bold=True)
    total = first + 7 + second + 20
    said = Text(10, 15, heading, SMALL, pill.tone, room=first, of=_of(pill))
    told = Text(17 + first, 15, word, WORD, pill.tone, True, room=second, of=_of(pill))
    return Block(total, 27, (_capsule(total, 22, pill), said, told))


def _capsule(across: float, height: float, pill: Pill) -> Outline:
    return Outline(Frame(0, 0, across, height), pill.tone, LINES[pill.tone], 9, of=_of(pill))


def _of(pill: Pill) -> str:
    return str(pill.number) if pill.number >= 0 else ""


def _docked_marks(marks: tuple[Mark, ...]) -> Blocks:
    blocks = [tag(mark) for mark in marks[:MOST_MARKS]]
    left = len(marks) - MOST_MARKS
    return blocks + ([text_line(f"and {left} breaks more", SMALL, "muted")] if left > 0 else [])


def tag(mark: Mark) -> Block:
    """A filled tag with the code and the kind of a break."""
    kind = f"{mark.kind} (waived)" if mark.urgency == "waived" else mark.kind
    whole = f"{mark.code} {kind}"
    lines = (whole,) if width(whole, TAG, bold=True) <= TAG_ROOM else (mark.code, kind)
    total = widest(lines, TAG, bold=True) + 12
    shapes: list[Shape] = [Outline(Frame(0, 0, total, 4 + 14 * len(lines)), mark.urgency, "solid", 3)]
    for row, line in enumerate(lines):
        room = width(line, TAG, bold=True)
        shapes.append(Text(total / 2, 12.5 + 14 * row, line, TAG, mark.urgency, True, "middle", room))
    return Block(total, 8 + 14 * len(lines), tuple(shapes))


def _tabs(letters: tuple[str, ...]) -> Iterable[Shape]:
    for index, letter in enumerate(letters[:MOST_TABS]):
        text = letter if index < MOST_TABS - 1 or len(letters) <= MOST_TABS else "…"
        style = cause_style(letter)
        left = TAB_LEFT + index * (TAB + 2)
        yield Outline(Frame(left, -TAB / 2, TAB, TAB), style, "solid", 3)
        text = ellipsize(text, TAB, TAG, bold=True)
        room = width(text, TAG, bold=True)
        yield Text(left + TAB / 2, 4.2, text, TAG, style, True, "middle", room)


def cause_style(letter: str) -> str:
    """The style of a shared cause, by its letter.

    >>> cause_style("A"), cause_style("E")
    ('cause0', 'cause0')
    """
    return f"cause{(ord(letter[-1]) - ord('A')) % 4}"


def _body(node: Node, frame: Frame) -> Iterable[Shape]:
    style, line, radius = _look(node)
    points = _hexagon(frame) if _pointed(node) else ()
    ring = RING.get(node.struck)
    if ring:
        around = Frame(frame.x - 3, frame.y - 3, frame.width + 6, frame.height + 6)
        outer = _hexagon(around) if _pointed(node) else ()
        yield Outline(around, f"ring {ring[0]}", ring[1], radius + 3, outer)
    if node.kind == "group":
        yield Outline(Frame(4, -4, frame.width, frame.height), style, line, radius)
    yield Outline(frame, style, line, radius, points)
    if node.kind == "artifact":
        edge = frame.right - 12
        yield Stroke(((edge, 0), (edge, 12), (frame.right, 12)), style)


def _look(node: Node) -> tuple[str, Line, float]:
    match node.kind:
        case "verifier" | "run":
            return ("strong" if node.theory else "weak"), ("dashed" if node.kind == "run" else "solid"), 0
        case "optimizer":
            line: Line = "dotted" if node.generic else "dashed" if node.glyph == "values" else "solid"
            return "card", line, 11
        case "artifact":
            return "card", "solid", 0
        case "condition":
            return "group", "dashed", 14
    return "group", "solid", 15 if node.kind == "count" else 6


def _hexagon(frame: Frame) -> tuple[Point, ...]:
    x, y, right, bottom = frame.x, frame.y, frame.right, frame.bottom
    middle = frame.middle[1]
    return (
        (x + CHAMFER, y),
        (right - CHAMFER, y),
        (right, middle),
        (right - CHAMFER, bottom),
        (x + CHAMFER, bottom),
        (x, middle),
    )


def _badge(node: Node, frame: Frame) -> Iterable[Shape]:
    if not node.glyph:
        return
    spot = Frame(frame.right - BADGE - 4, -BADGE / 2, BADGE, BADGE)
    if node.glyph == "values":
        yield from _cloud(spot)
        return
    sign = "ƒ" if node.glyph == "loss" else "?"
    yield Outline(spot, "muted", "solid", BADGE / 2)
    room = width(sign, 13, bold=True)
    yield Text(spot.middle[0], spot.middle[1] + 4.6, sign, 13, "muted", True, "middle", room)


def _cloud(spot: Frame) -> Iterable[Shape]:
    """Two humps on a flat base: what cannot be called has no sharp outline."""
    x, y = spot.x, spot.y
    for left, top, size in ((0, 7, 10), (4, 2, 12), (10, 7, 10)):
        yield Outline(Frame(x + left, y + top, size, size), "muted", "solid", size / 2)
    yield Outline(Frame(x + 3, y + 6, 14, 9), "muted", "none", 4)


def _ghost(node: Node) -> Card:
    """What a generic system will build: nobody has seen it."""
    side = 46.0
    ring = Outline(Frame(0, 0, side, side), "muted", "dashed", side / 2)
    text = Text(
        side / 2,
        side / 2 + 4,
        node.name,
        NAME,
        "muted",
        True,
        "middle",
        width(node.name, NAME, bold=True),
    )
    return Card(side, side, (ring, text), side / 2)
