"""A scene as TikZ: a `tikzpicture` that needs no more than the package tikz with its patterns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from .scene import Outline, Point, Scene, Shape, Stroke, Text
from .svg import num
from .tones import LIGHT

SCALE = 0.75  # points for each pixel: 96 pixels and 72 points make an inch

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': r"{\ttfamily\char34}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": "{-}",
}
_SIGNS = {
    "→": r"$\to$",
    "·": r"$\cdot$",
    "…": r"\dots{}",
    "ƒ": "$f$",
    "⊢": r"$\vdash$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "×": r"$\times$",
    "∅": r"$\emptyset$",
    "∞": r"$\infty$",
    "–": "--",
    "—": "---",
    "Σ": r"$\Sigma$",
    "Π": r"$\Pi$",
    "Ö": r"\"O",
    "ö": r"\"o",
    "Ä": r"\"A",
    "ä": r"\"a",
    "Ü": r"\"U",
    "ü": r"\"u",
    "é": r"\'e",
    "è": r"\`e",
    "ß": r"\ss{}",
    "¬": r"$\neg$",
    "∧": r"$\wedge$",
    "∨": r"$\vee$",
    "∀": r"$\forall$",
    "∃": r"$\exists$",
    "⊥": r"$\bot$",
    "⊤": r"$\top$",
    "⟨": r"$\langle$",
    "⟩": r"$\rangle$",
}
_LINES = {
    "none": "draw=none",
    "solid": "line width=.8pt",
    "thick": "line width=2pt",
    "heavy": "line width=2.2pt",
    "dashed": "line width=.9pt,dashed",
    "dotted": "line width=1pt,densely dotted",
    "doubled": "line width=.6pt,double",
    "hatched": "line width=.8pt",
}


_HEADS = {"": "", "solid": "->,", "hollow": "-{Latex[open]},", "open": "-{Straight Barb},"}


def write(scene: Scene) -> str:
    r"""The TikZ text of a scene.

    >>> from tower.draw.picture import Picture
    >>> write(Scene(9, 9, Picture("t", "", "o", "", (), (), (), (), ()), (), {}, {})).splitlines()[-1]
    '\\end{tikzpicture}'
    """
    lines = [
        f"% {_comment(scene.picture.name)}; needs tikz with its libraries arrows.meta and patterns",
        rf"\begin{{tikzpicture}}[x={SCALE}pt,y=-{SCALE}pt,>=latex,every node/.style={{inner sep=0pt}}]",
        *_colours(),
    ]
    kept = (group for group in scene.groups if group.role not in ("band", "legend"))
    lines += [line for group in kept for shape in group.shapes for line in _shape(shape)]
    return "\n".join([*lines, r"\end{tikzpicture}", ""])


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def _colours() -> Iterator[str]:
    for name, paint in LIGHT.items():
        for part, colour in (("f", paint.fill), ("s", paint.stroke), ("i", paint.ink)):
            yield rf"\definecolor{{tw{part}{name}}}{{HTML}}{{{colour[1:].upper()}}}"


def escaped(text: str) -> str:
    r"""Text for LaTeX; a character that plain LaTeX cannot set becomes a question mark.

    >>> escaped(r"\input{x}_1")
    '\\textbackslash{}input\\{x\\}\\_1'
    """
    return "".join(_ESCAPES.get(c) or _SIGNS.get(c) or (c if c.isascii() else _spelled(c)) for c in text)


def _spelled(character: str) -> str:
    """The plain letter under an accent; nothing for an accent alone, a question mark for the rest."""
    plain = unicodedata.normalize("NFKD", character)[0]
    if plain.isascii() and plain.isalnum():
        return plain
    return "" if unicodedata.combining(character) else "?"


def _shape(shape: Shape) -> Iterator[str]:
    match shape:
        case Text():
            yield _text(shape)
        case Outline():
            yield from _outline(shape)
        case Stroke():
            yield _stroke(shape)


def _text(text: Text) -> str:
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    face = r"\sffamily" + (r"\bfseries" if text.bold else "")
    size = text.size * SCALE
    font = rf"\fontsize{{{size:.1f}pt}}{{{size * 1.2:.1f}pt}}\selectfont{face}"
    options = rf"anchor={anchor},text=twi{text.style},font={{{font}}}"
    return rf"\node[{options}] at {_at((text.x, text.y))} {{{escaped(text.text)}}};"


def _at(point: Point) -> str:
    return f"({num(point[0])},{num(point[1])})"


def _outline(area: Outline) -> Iterator[str]:
    ring, _, style = area.style.rpartition(" ")
    options = f"draw=tws{style},{_LINES[area.line]}"
    filled = options if ring else f"fill=twf{style},{options}"
    yield rf"\path[{filled}] {_area(area)};"
    if area.line == "hatched":
        yield rf"\path[pattern=north east lines,pattern color=tws{style}!35] {_area(area)};"


def _area(area: Outline) -> str:
    if area.points:
        return " -- ".join(map(_at, area.points)) + " -- cycle"
    frame = area.frame
    corners = f"[rounded corners={area.radius * SCALE:.1f}pt] " if area.radius else ""
    return f"{corners}{_at((frame.x, frame.y))} rectangle {_at((frame.right, frame.bottom))}"


def _stroke(stroke: Stroke) -> str:
    parts = [_at(stroke.points[0])]
    for index, (start, end) in enumerate(zip(stroke.points, stroke.points[1:], strict=False)):
        half = (start[1] + end[1]) / 2
        bend = (
            f".. controls {_at((start[0], half))} and {_at((end[0], half))} .."
            if index in stroke.curved
            else "--"
        )
        parts.append(f"{bend} {_at(end)}")
    return rf"\draw[{_HEADS[stroke.head]}draw=tws{stroke.style},{_LINES[stroke.line]}] {' '.join(parts)};"
