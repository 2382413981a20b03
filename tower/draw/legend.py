"""The legend: a sample and a word for every mark that occurs in the picture, and for no other."""

from __future__ import annotations

from collections.abc import Iterator

from .cards import RING
from .picture import Picture
from .routes import look
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
    if any(node.generic for node in picture.nodes):
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


def _sign(sign: str) -> tuple[Shape, ...]:
    ring = Outline(Frame(6, -8, 16, 16), "muted", "solid", 8)
    return ring, Text(14, 4, sign, 11, "muted", True, "middle", width(sign, 11, bold=True))


_WIRE_WORDS = {
    "builds": "builds",
    "enacts": "can run it",
    "trusts": "trusts (downwards)",
    "break": "would have to trust",
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
        style, line = look(wire)
        yield (Stroke(((0, 0), (SAMPLE, 0)), style, line, wire.kind != "enacts"),), words
    if any(wire.gap for wire in picture.wires):
        bars = (10.0, 18.0)
        yield (
            tuple(Stroke(((x, -7), (x, 7)), "warning", "heavy") for x in bars),
            "gap: nobody addresses it",
        )
