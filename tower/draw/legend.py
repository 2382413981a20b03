"""The legend: a sample and a word for every mark that occurs in the picture, and for no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .cards import RING
from .picture import Picture
from .routes import head, look
from .scene import Frame, Group, Outline, Point, Shape, Stroke, Text, moved
from .surround import MARGIN
from .text import width
from .tones import LINES, TONES, Line

SAMPLE, SIZE, LEAD = 28.0, 11.5, 20.0


def legend(picture: Picture, across: float, top: float) -> tuple[Group, float]:
    """The legend from `top` downwards, and where it ends."""
    shapes: list[Shape] = []
    x, y = MARGIN + 8, top
    for sample, words in _entries(picture):
        room = width(words, SIZE)
        if x > MARGIN + 8 and x + SAMPLE + 6 + room > across - MARGIN:
            x, y = MARGIN + 8, y + LEAD
        shapes += [moved(shape, x, y) for shape in sample]
        shapes.append(Text(x + SAMPLE + 6, y + 4, words, SIZE, "muted", room=room))
        x += SAMPLE + room + 22
    return Group("legend", "legend", "what the marks mean", tuple(shapes)), y + (10 if shapes else -LEAD)


def _entries(picture: Picture) -> Iterator[tuple[tuple[Shape, ...], str]]:
    yield from _boxes(picture)
    yield from _case(picture)
    yield from _wires(picture)
    tones: dict[str, set[str]] = {}
    for pill in (pill for node in picture.nodes for pill in node.pills):
        tones.setdefault(pill.tone, set()).add(pill.word.partition("[")[0])
    for tone in dict.fromkeys(TONES.values()):
        if tone in tones:
            yield (
                (_patch(tone, LINES[tone], 7),),
                ", ".join(sorted(tones[tone])).replace("_", " ").lower(),
            )
    urgencies = {mark.urgency for mark in picture.marks}
    for urgency, words in (("error", "break"), ("warning", "warning"), ("waived", "waived on purpose")):
        if urgency in urgencies:
            yield (_patch(urgency, RING[urgency][1] if urgency == "waived" else "solid", 3),), words
    if picture.causes:
        yield (Outline(Frame(7, -7, 14, 14), "cause0", "solid", 3),), "shared cause"


def _patch(style: str, line: Line, radius: float) -> Outline:
    return Outline(Frame(0, -7, SAMPLE, 14), style, line, radius)


def _boxes(picture: Picture) -> Iterator[tuple[tuple[Shape, ...], str]]:
    glyphs = {node.glyph for node in picture.nodes}
    if "values" in glyphs:
        yield (_patch("card", "dashed", 5),), "values: not a function"
    if "loss" in glyphs:
        yield (*_sign("ƒ"),), "a loss: a function"
    if "mesa" in glyphs:
        yield (*_sign("?"),), "its own objective"
    if any(node.generic and node.kind == "optimizer" for node in picture.nodes):
        yield (_patch("card", "dotted", 5),), "any such system: nobody has looked"
    hexagon: tuple[Point, ...] = ((0, 0), (6, -7), (22, -7), (28, 0), (22, 7), (6, 7))
    styles = {bool(node.theory): node for node in picture.nodes if node.kind in ("verifier", "run")}
    if True in styles:
        yield (Outline(Frame(0, -7, SAMPLE, 14), "strong", points=hexagon),), "verifier in a theory"
    if False in styles:
        yield (Outline(Frame(0, -7, SAMPLE, 14), "weak", points=hexagon),), "verifier by evidence"
    if any(node.kind == "run" and "@" in node.name for node in picture.nodes):
        yield (
            (Outline(Frame(0, -7, SAMPLE, 14), "muted", "dashed", points=hexagon),),
            "v@x: v as x runs it",
        )


def _case(picture: Picture) -> Iterator[tuple[tuple[Shape, ...], str]]:
    """The elements of a safety case."""
    kinds = {node.kind for node in picture.nodes}
    slanted: tuple[Point, ...] = ((6, -7), (28, -7), (22, 7), (0, 7))
    area = Frame(0, -7, SAMPLE, 14)
    samples: dict[str, tuple[Outline, str]] = {
        "goal": (_patch("card", "solid", 0), "goal"),
        "strategy": (Outline(area, "card", points=slanted), "strategy"),
        "solution": (Outline(Frame(7, -7, 14, 14), "strong", radius=7), "solution"),
        "assumption": (_patch("ground", "solid", 7), "assumption (A)"),
        "context": (_patch("group", "solid", 7), "context"),
    }
    yield from (((shape,), words) for kind, (shape, words) in samples.items() if kind in kinds)
    if any(node.generic and node.kind == "goal" for node in picture.nodes):
        diamond: tuple[Point, ...] = ((14, -7), (21, 0), (14, 7), (7, 0))
        yield (Outline(Frame(7, -7, 14, 14), "card", points=diamond),), "undeveloped"
    if any(node.struck == "error" and node.kind == "goal" for node in picture.nodes):
        cross = (Stroke(((7, -7), (21, 7)), "bad"), Stroke(((7, 7), (21, -7)), "bad"))
        yield cross, "defeated"


def _sign(sign: str) -> tuple[Shape, ...]:
    ring = Outline(Frame(6, -8, 16, 16), "muted", "solid", 8)
    return ring, Text(14, 4, sign, 11, "muted", True, "middle", width(sign, 11, bold=True))


_WIRE_WORDS = {
    "builds": "builds",
    "enacts": "can run it",
    "trusts": "trusts (downwards)",
    "break": "would have to trust",
    "supported": "supported by",
    "context": "in the context of",
    "aside": "in the context of",
    "challenges": "challenges",
}


def _wires(picture: Picture) -> Iterator[tuple[tuple[Shape, ...], str]]:
    seen: set[str] = set()
    for wire in picture.wires:
        words = _WIRE_WORDS.get(wire.kind) or (
            "check at a break"
            if wire.urgency == "error"
            else "check that did not accept"
            if wire.dim
            else "check: evidence"
            if wire.weak
            else "check: proof, exact match"
        )
        if words in seen:
            continue
        seen.add(words)
        style, line = look(replace(wire, struck=None) if wire.kind == "challenges" else wire)
        yield (Stroke(((0, 0), (SAMPLE, 0)), style, line, head(wire)),), words
    if any(wire.gap for wire in picture.wires):
        bars = (10.0, 18.0)
        yield (
            tuple(Stroke(((x, -7), (x, 7)), "warning", "heavy") for x in bars),
            "gap: nobody addresses it",
        )
