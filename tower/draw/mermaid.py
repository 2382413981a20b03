"""A scene as Mermaid text, for pages that draw it themselves (GitHub, GitLab, wikis)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import LimitReached
from .condense import condense
from .layout import placed
from .outline import ground_lines, in_rows, lines_of, note_lines, tone_of, wire_text
from .picture import Node, Wire
from .scene import Scene
from .tones import LIGHT

MOST_EDGES, MOST_CHARACTERS = 500, 50_000  # beyond these GitHub refuses to draw
FEWEST, MOST_HELD = 4, 20  # boxes that a quotient keeps, and boxes that hold the ground down

_SHAPES = {
    "optimizer": ("(", ")"),
    "artifact": ("[", "]"),
    "condition": ("([", "])"),
    "verifier": ("{{", "}}"),
    "run": ("{{", "}}"),
    "count": ("((", "))"),
    "group": ("[[", "]]"),
    "ghost": ("((", "))"),
    "goal": ("[", "]"),
    "strategy": ("[/", "/]"),
    "solution": ("((", "))"),
    "assumption": ("([", "])"),
    "justification": ("([", "])"),
    "context": ("(", ")"),
    "counter": ("[", "]"),
    "evidence": ("((", "))"),
}
_PLAIN = frozenset(" .,:-+='/()?…·→ƒ")


def write(scene: Scene) -> str:
    """The Mermaid text of a scene, of its quotient where GitHub would refuse the whole.

    >>> from tower.draw.picture import Picture
    >>> print(write(Scene(9, 9, Picture("t", "", "o", "", (), (), (), (), ()), (), {}, {})), end="")
    flowchart TB
    """
    text, most = _written(scene), len(scene.picture.nodes)
    while len(text) > MOST_CHARACTERS or len(scene.picture.wires) + MOST_HELD > MOST_EDGES:
        most //= 2
        if most < FEWEST:
            raise LimitReached(f"{MOST_CHARACTERS} characters or {MOST_EDGES} edges of Mermaid")
        text, scene = _written(rescene := placed(condense(scene.picture, most))), rescene
    return text


def _written(scene: Scene) -> str:
    rows = in_rows(scene)
    ids = {node.key: f"n{index}" for index, node in enumerate(node for row in rows for node in row)}
    lines = ["flowchart TB"]
    for row in rows:
        lines += [f"  {_node(node, ids[node.key])}" for node in row]
    for index, wire in enumerate(scene.picture.wires):
        lines.append(f"  {ids[wire.source]} {_arrow(wire)} {ids[wire.target]}")
        if wire.urgency == "error":
            lines.append(f"  linkStyle {index} stroke:{LIGHT['error'].stroke},stroke-width:3px")
    lines += [f"  {line}" for line in _ground(scene, ids)]
    lines += [f"  {line}" for line in _classes(scene)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text for a quoted label: everything but letters, digits and harmless signs as a number.

    >>> escaped('"];evil[<b>')
    '#34;#93;#59;evil#91;#60;b#62;'
    """
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)


def _node(node: Node, name: str) -> str:
    left, right = _SHAPES[node.kind]
    label = "<br/>".join(map(escaped, lines_of(node)))
    tone = tone_of(node)
    return f'{name}{left}"{label}"{right}' + (f":::{tone}" if tone else "")


def _arrow(wire: Wire) -> str:
    label = escaped(wire_text(wire))
    arrow = {"builds": "==>", "enacts": "-.-", "trusts": "-->", "break": "==>"}.get(wire.kind)
    arrow = arrow or ("-.->" if wire.weak or wire.kind == "challenges" else "-->")
    return f'{arrow}|"{label}"|' if label else arrow


def _ground(scene: Scene, ids: Mapping[str, str]) -> Iterator[str]:
    """The leftover assumptions as a strip; what is not seen keeps it under everything that stands on it."""
    if scene.picture.stones:
        paint = LIGHT["ground"]
        yield 'subgraph ground["ground"]'
        for index, text in enumerate(ground_lines(scene.picture)):
            yield f'  g{index}["{escaped(text)}"]:::ground'
        yield "end"
        yield f"style ground fill:none,stroke:{paint.stroke}"
        lowest = [node for node in scene.picture.nodes if not scene.rows[node.key]]
        yield from (f"{ids[node.key]} ~~~ ground" for node in lowest[:MOST_HELD])
    for index, text in enumerate(note_lines(scene.picture)):
        yield f'm{index}["{escaped(text)}"]'


def _classes(scene: Scene) -> Iterator[str]:
    tones = {tone_of(node) for node in scene.picture.nodes} - {None}
    used = sorted(str(tone) for tone in tones) + (["ground"] if scene.picture.stones else [])
    dashes = {
        "bad": ",stroke-width:3px",
        "none": ",stroke-dasharray:5 4",
        "assumed": ",stroke-dasharray:2 3",
    }
    for name in used:
        paint = LIGHT[name]
        rest = dashes.get(name, "")
        yield f"classDef {name} fill:{paint.fill},stroke:{paint.stroke},color:{paint.ink}{rest}"
