"""A scene as DOT text, for Graphviz: the same rows, left to Graphviz to place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from textwrap import wrap

from .outline import ground_lines, in_rows, lines_of, note_lines, tone_of, wire_text
from .picture import Node, Wire
from .routes import head
from .scene import Head, Scene
from .tones import LIGHT

LINE = 30  # characters of a line in a box

_SHAPES = {
    "optimizer": "box",
    "artifact": "note",
    "condition": "box",
    "verifier": "hexagon",
    "run": "hexagon",
    "count": "ellipse",
    "group": "box3d",
    "ghost": "circle",
    "goal": "box",
    "strategy": "parallelogram",
    "solution": "circle",
    "assumption": "ellipse",
    "justification": "ellipse",
    "context": "box",
    "counter": "box",
    "evidence": "circle",
}
_HEADS: dict[Head, str] = {"": "none", "solid": "normal", "hollow": "empty", "open": "vee"}


def write(scene: Scene) -> str:
    """The DOT text of a scene.

    >>> from tower.draw.picture import Picture
    >>> write(Scene(9, 9, Picture('a"b', "", "o", "", (), (), (), (), ()), (), {}, {})).splitlines()[0]
    'digraph "a\\\\"b" {'
    """
    rows = in_rows(scene)
    ids = {node.key: f"n{index}" for index, node in enumerate(node for row in rows for node in row)}
    lines = [
        f"digraph {quoted(scene.picture.name)} {{",
        '  rankdir=TB; node [fontname="Arial,sans-serif"]; edge [fontname="Arial,sans-serif"];',
    ]
    for row in rows:
        lines.append("  { rank=same;")
        lines += [f"    {ids[node.key]} {_node(node)};" for node in row]
        lines.append("  }")
    joined = {frozenset((ids[wire.source], ids[wire.target])) for wire in scene.picture.wires}
    lines += [
        f"  {one} -> {other} [style=invis];"
        for one, other in _pinned(rows, ids)
        if {one, other} not in joined
    ]
    lines += [f"  {_edge(wire, ids)};" for wire in scene.picture.wires]
    lines += [f"  {line}" for line in _ground(scene)]
    return "\n".join([*lines, "}", ""])


def _pinned(rows: Sequence[Sequence[Node]], ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs that keep every row in its order, and every row over the next."""
    for row in rows:
        yield from pairwise(ids[node.key] for node in row)
    yield from pairwise(ids[row[0].key] for row in rows)


def quoted(text: str) -> str:
    """A quoted DOT string in which nothing is an escape sequence.

    >>> print(quoted('"];evil[\\\\N'))
    "\\"];evil[\\\\N"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(lines: tuple[str, ...]) -> str:
    return '"' + "\\n".join(quoted(line)[1:-1] for line in lines) + '"'


def _attributes(pairs: dict[str, str]) -> str:
    return "[" + ", ".join(f"{key}={value}" for key, value in pairs.items()) + "]"


def _node(node: Node) -> str:
    tone = tone_of(node)
    paint = LIGHT[tone or "card"]
    dashed = node.kind in ("run", "ghost", "condition") or node.generic or tone in ("none", "assumed")
    styles = [
        "filled",
        *(["dashed"] if dashed else []),
        *(["rounded"] if node.kind in ("optimizer", "context") else []),
    ]
    return _attributes(
        {
            "label": _label(tuple(part for line in lines_of(node) for part in wrap(line, LINE) or [""])),
            "shape": _SHAPES[node.kind],
            "style": quoted(",".join(styles)),
            "fillcolor": quoted(paint.fill),
            "color": quoted(paint.stroke),
            "fontcolor": quoted(paint.ink),
            "peripheries": "2" if tone == "bad" else "1",
        }
    )


def _edge(wire: Wire, ids: dict[str, str]) -> str:
    loud = wire.urgency == "error" and wire.kind != "builds"
    dashed = wire.weak or wire.kind == "challenges"
    style = "dotted" if wire.kind == "enacts" else "dashed" if dashed else "solid"
    thick = "3" if loud or wire.kind == "builds" else "1"
    flat = "false" if wire.kind in ("builds", "break", "aside") else "true"
    return f"{ids[wire.source]} -> {ids[wire.target]} " + _attributes(
        {
            "label": _label((wire_text(wire),)),
            "style": style,
            "penwidth": thick,
            "color": quoted(LIGHT["error" if loud else "build"].stroke),
            "fontcolor": quoted(LIGHT["bad" if loud else "canvas"].ink),
            "arrowhead": _HEADS[head(wire)],
            "constraint": flat,
        }
    )


def _ground(scene: Scene) -> Iterator[str]:
    if scene.picture.stones:
        paint = LIGHT["ground"]
        label = _label(("ground", *ground_lines(scene.picture)))
        look = {"label": label, "shape": "box", "style": "filled", "fillcolor": quoted(paint.fill)}
        yield f"ground {_attributes(look)};"
        yield "{ rank=sink; ground; }"
    if notes := note_lines(scene.picture):
        yield f"notes {_attributes({'label': _label(notes), 'shape': 'plaintext'})};"
