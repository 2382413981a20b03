"""What text pictures (Mermaid, DOT) show of a scene: labels, one tone per node, and rows in order."""

from __future__ import annotations

from .argument import ARGUMENT, STAMPS
from .picture import Mark, Node, Picture, Wire
from .scene import Scene
from .tones import Tone

_WORST: tuple[Tone, ...] = ("bad", "none", "partial", "assumed", "good")


def tone_of(node: Node) -> Tone | None:
    """The tone of a node is that of its worst verdict; None without any.

    >>> tone_of(Node("node:a", "optimizer", "a")) is None
    True
    """
    tones = {pill.tone for pill in node.pills}
    return next((tone for tone in _WORST if tone in tones), None)


def lines_of(node: Node) -> tuple[str, ...]:
    """Name, captions, verdicts and tags of a node, one line each."""
    pills = (
        f"{f'{pill.heading}: ' if pill.heading else ''}{pill.text}{f', {pill.bound}' if pill.bound else ''}"
        for pill in node.pills
    )
    shared = [f"shares {' '.join(node.tabs)}"] if node.tabs else []
    return (node.name, *node.captions, *pills, *shared, *_of_case(node), *map(mark_text, node.marks))


def _of_case(node: Node) -> tuple[str, ...]:
    """What the notation of safety cases marks: an element that is undeveloped, defeated or in doubt."""
    if node.kind not in ARGUMENT or node.kind in ("counter", "evidence"):
        return ()
    return (*(["undeveloped"] if node.generic else []), *([STAMPS[node.struck]] if node.struck else []))


def mark_text(mark: Mark) -> str:
    """A break as a line of text.

    >>> mark_text(Mark(0, "TWR301", "GAP", "waived", ""))
    'TWR301 GAP (waived)'
    """
    return mark.text + (" (waived)" if mark.urgency == "waived" else "")


def wire_text(wire: Wire) -> str:
    """What is written on a wire: its gap, its tags, or else its kind where that is not obvious."""
    gap = {"": "", "empty": "gap: no function", "function": "gap: ƒ is not enough"}[wire.gap]
    said = [gap, *map(mark_text, wire.marks)]
    if wire.kind in ("checks", "trusts", "challenges"):
        said.insert(0, wire.label or wire.kind)
    return ", ".join(filter(None, said))


def in_rows(scene: Scene) -> tuple[tuple[Node, ...], ...]:
    """The nodes of a scene row by row, highest first, each from left to right."""
    rows: dict[float, list[Node]] = {}
    for node in scene.picture.nodes:
        rows.setdefault(scene.rows[node.key], []).append(node)
    return tuple(
        tuple(sorted(rows[height], key=lambda node: scene.boxes[node.key].x))
        for height in sorted(rows, reverse=True)
    )


def ground_lines(picture: Picture) -> tuple[str, ...]:
    """The leftover assumptions, numbered.

    >>> ground_lines(Picture("t", "", "o", "", (), (), (), (), ()))
    ()
    """
    return tuple(f"{stone.number}  {stone.words}" for stone in picture.stones)


def note_lines(picture: Picture) -> tuple[str, ...]:
    """What the letters of shared causes mean, and the breaks that no box carries.

    >>> note_lines(Picture("t", "", "o", "", (), (), (), (), (), "9 nodes in 2 boxes"))
    ('9 nodes in 2 boxes',)
    """
    shared = (f"{cause.letter}: {cause.kind} {cause.value}" for cause in picture.causes)
    return (*([picture.note] if picture.note else []), *shared, *map(mark_text, picture.loose))
