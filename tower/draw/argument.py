"""Boxes of the Goal Structuring Notation (GSN Community Standard, version 3).

Goals are rectangles, strategies parallelograms, solutions circles, assumptions and justifications
ovals with their letter, contexts rounded rectangles; a hollow diamond marks what is undeveloped, a
cross what is defeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, hypot, pi, sin, sqrt

from .cards import (
    CAPTION,
    CHAMFER,
    NAME,
    PAD,
    SMALL,
    WAIST,
    Block,
    Blocks,
    Card,
    card,
    docked_pills,
    stack,
    text_line,
)
from .picture import Mark, Node
from .scene import Frame, Outline, Point, Shape, Stroke, Text
from .text import width, wrap
from .tones import Line

ARGUMENT = frozenset(
    {"goal", "strategy", "solution", "assumption", "justification", "context", "counter", "evidence"}
)
ROUND = frozenset({"solution", "assumption", "justification", "evidence"})
ROOM, ROUND_ROOM, MOST_LINES, ROUNDED = 190.0, 118.0, 24, 20.0  # of texts: the widest, and their lines
LETTERS = {"assumption": "A", "justification": "J"}
STAMPS = {"error": "defeated", "warning": "in doubt", "waived": "in doubt: accepted"}


def box(node: Node, extra: tuple[Mark, ...] = ()) -> Card:
    """The box of any node: of a tower as `card` draws it, of a safety case as its notation wants it.

    >>> box(Node("Sn1", "solution", "Sn1")).width == box(Node("Sn1", "solution", "Sn1")).height
    True
    """
    if node.kind not in ARGUMENT:
        return card(node, extra)
    blocks = _written(node)
    across, down = max(block.width for block in blocks), sum(block.height for block in blocks)
    frame = _frame(node, across, down)
    written, _ = stack(blocks, frame.width / 2, (frame.height - down) / 2)
    return Card(frame.width, frame.height, (*_drawn(node, frame), *written), WAIST)


def _written(node: Node) -> Blocks:
    room = ROUND_ROOM + min(90, len("".join(node.captions)) / 3) if node.kind in ROUND else ROOM
    name = [text_line(text, NAME, "card", bold=True) for text in wrap(node.name, room, NAME, bold=True)]
    told = [
        text_line(line, CAPTION, "card")
        for caption in node.captions
        for line in wrap(caption, room, CAPTION, lines=MOST_LINES)
    ]
    stamp = STAMPS[node.struck] if node.struck and not _against(node) else ""
    marked = [text_line(stamp, SMALL, "bad" if node.struck == "error" else "partial", bold=True)]
    apart = [Block(0, 5, ())] if node.pills else []
    return [*name, *told, *apart, *docked_pills(node.pills), *(marked if stamp else [])]


def _against(node: Node) -> bool:
    return node.kind in ("counter", "evidence")


def _frame(node: Node, across: float, down: float) -> Frame:
    if node.kind in ("solution", "evidence"):
        side = hypot(across, down) + 10
        return Frame(0, 0, side, side)
    if node.kind in ROUND:
        return Frame(0, 0, sqrt(2) * across + 14, sqrt(2) * down + 8)
    slant = 2 * CHAMFER if node.kind == "strategy" else 0
    return Frame(0, 0, max(across, 56) + 2 * PAD + slant, down + 2 * PAD)


def _drawn(node: Node, frame: Frame) -> Iterator[Shape]:
    style, line = _look(node)
    points = _slanted(frame) if node.kind == "strategy" else _oval(frame) if node.kind in LETTERS else ()
    radius = frame.width / 2 if node.kind in ROUND else ROUNDED if node.kind == "context" else 0.0
    yield Outline(frame, style, line, radius, points)
    if node.struck == "error" and not _against(node):
        yield from _cross(frame)
    if node.kind in LETTERS:
        letter = LETTERS[node.kind]
        room = width(letter, NAME, bold=True)
        yield Text(frame.right - 9, frame.bottom - 2, letter, NAME, style, True, "middle", room)
    if node.generic:
        yield _diamond(frame)


def _look(node: Node) -> tuple[str, Line]:
    if _against(node):
        tints = {"error": "bad", "warning": "partial", None: "group", "waived": "group"}
        return tints[node.struck], "dashed" if node.struck == "waived" else "solid"
    styles = {"solution": "strong", "assumption": "ground", "justification": "group", "context": "group"}
    return styles.get(node.kind, "card"), "solid"


def _slanted(frame: Frame) -> tuple[Point, ...]:
    x, y, right, bottom = frame.x, frame.y, frame.right, frame.bottom
    return (x + CHAMFER, y), (right, y), (right - CHAMFER, bottom), (x, bottom)


def _oval(frame: Frame) -> tuple[Point, ...]:
    cx, cy = frame.middle
    turns = (2 * pi * step / 48 for step in range(48))
    return tuple(
        (round(cx + frame.width / 2 * cos(turn), 1), round(cy + frame.height / 2 * sin(turn), 1))
        for turn in turns
    )


def _diamond(frame: Frame) -> Outline:
    """The mark of an element that is not developed, on its lower edge."""
    x, y, half = frame.middle[0], frame.bottom, 7.0
    points = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    return Outline(Frame(x - half, y - half, 2 * half, 2 * half), "card", "solid", 0, points)


def _cross(frame: Frame) -> Iterator[Stroke]:
    """The cross over an element that is defeated; it lies under the text."""
    x, y, right, bottom = frame.x + 3, frame.y + 3, frame.right - 3, frame.bottom - 3
    yield Stroke(((x, y), (right, bottom)), "bad", "solid")
    yield Stroke(((x, bottom), (right, y)), "bad", "solid")
