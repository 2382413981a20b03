"""A scene as SVG: one file, no script, no font, light and dark, the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from xml.sax.saxutils import escape

from .scene import Frame, Group, Outline, Point, Scene, Shape, Stroke, Text
from .text import clean, known
from .tones import DARK, LIGHT, Paint

FONT = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
ARROW, HALF = 9.0, 4.5  # length and half the width of an arrow head

_LINES = {
    "none": "stroke:none",
    "solid": "stroke-width:1.3",
    "thick": "stroke-width:3",
    "heavy": "stroke-width:3.4",
    "dashed": "stroke-width:1.4;stroke-dasharray:6 4",
    "dotted": "stroke-width:1.8;stroke-dasharray:.1 4;stroke-linecap:round",
    "doubled": "stroke-width:1.2",
    "hatched": "stroke-width:1.3",
}


def write(scene: Scene, view: Frame | None = None) -> str:
    """The SVG text of a scene, or of the part of it that `view` shows.

    >>> from tower.draw.picture import Picture
    >>> write(Scene(10, 10, Picture("a<b", "", "", "", (), (), (), (), ()), (), {}, {})).count("a&lt;b")
    1
    """
    return "\n".join(
        (
            *_head(scene, view or Frame(0, 0, scene.width, scene.height)),
            *(line for group in scene.groups for line in _group(group)),
            "</svg>",
            "",
        )
    )


def _head(scene: Scene, view: Frame) -> Iterator[str]:
    picture = scene.picture
    mark = sha256(f"{picture.name}\0{picture.headline}".encode("utf-8", "replace")).hexdigest()[:8]
    x, y, width, height = num(view.x), num(view.y), num(view.width), num(view.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tower-picture" role="img" width="{width}" '
        f'height="{height}" viewBox="{x} {y} {width} {height}" style="max-width:100%;height:auto" '
        f'aria-labelledby="t{mark} d{mark}">'
    )
    yield f'<title id="t{mark}">{escape(picture.name)}</title>'
    yield f'<desc id="d{mark}">{escape(". ".join(filter(None, (picture.headline, picture.about))))}</desc>'
    yield f"<style>{style_sheet()}</style>"
    yield f"<defs>{_hatches()}</defs>"
    yield f'<rect class="canvas" x="{x}" y="{y}" width="{width}" height="{height}"/>'


def style_sheet() -> str:
    """The style rules of all pictures: every colour twice, for light and for dark."""
    dark = "".join(_rules(DARK))
    lines = "".join(f".tower-picture .l-{name}{{{rule}}}" for name, rule in _LINES.items())
    base = f".tower-picture text{{font-family:{FONT};stroke:none}}.tower-picture .b{{font-weight:bold}}"
    rest = ".tower-picture .w{fill:none;stroke-linejoin:round}.tower-picture .ring{fill:none}"
    return f"{base}{rest}{''.join(_rules(LIGHT))}@media (prefers-color-scheme:dark){{{dark}}}{lines}"


def _rules(palette: Mapping[str, Paint]) -> Iterator[str]:
    yield f".tower-picture .canvas{{fill:{palette['canvas'].fill}}}"
    for name, paint in palette.items():
        yield f".tower-picture .s-{name}{{fill:{paint.fill};stroke:{paint.stroke}}}"
        yield f".tower-picture .w.s-{name},.tower-picture .ring.s-{name}{{fill:none}}"
        yield f".tower-picture .a-{name}{{fill:{paint.stroke};stroke:none}}"
        yield f".tower-picture text.t-{name}{{fill:{paint.ink}}}"
    yield f".tower-picture .hollow{{fill:{palette['canvas'].fill}}}"


def _hatches() -> str:
    pattern = (
        '<pattern id="tower-hatch-{0}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        '<path d="M0 0V7" class="s-{0} l-solid" stroke-opacity=".35"/></pattern>'
    )
    return "".join(pattern.format(name) for name in ("partial", "ground"))


def num(value: float) -> str:
    """A coordinate with at most one decimal.

    >>> num(2.0), num(1.26), num(-0.01)
    ('2', '1.3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _group(group: Group) -> Iterator[str]:
    role = group.role.split()[-1]
    yield f'<g class="g-{role}" data-key="{_quoted(group.key)}"><title>{escape(group.title)}</title>'
    for shape in group.shapes:
        yield from _shape(shape)
    yield "</g>"


def _quoted(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})


def _shape(shape: Shape) -> Iterator[str]:
    match shape:
        case Text():
            yield _text(shape)
        case Outline():
            yield from _outline(shape)
        case Stroke():
            yield from _stroke(shape)


def _text(text: Text) -> str:
    classes = f"t-{text.style}" + (" b" if text.bold else "")
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    pinned = "" if known(text.text) else f' textLength="{num(text.room)}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text class="{classes}" x="{num(text.x)}" y="{num(text.y)}" font-size="{num(text.size)}"'
        f"{anchor}{pinned}{_of(text)}>{escape(text.text)}</text>"
    )


def _of(shape: Text | Outline) -> str:
    kind = "answer" if shape.of.isdigit() else "part"
    return f' data-{kind}="{shape.of}"' if shape.of else ""


def _outline(area: Outline) -> Iterator[str]:
    ring, _, style = area.style.rpartition(" ")
    classes = f"{ring} s-{style} l-{area.line}".strip()
    yield _closed(area, f'class="{classes}"')
    if area.line == "hatched":
        yield _closed(area, f'fill="url(#tower-hatch-{style})"')
    if area.line == "doubled":
        yield _closed(area, f'class="ring s-{style} l-{area.line}"', inset=2.5)


def _closed(area: Outline, attributes: str, inset: float = 0.0) -> str:
    attributes += _of(area)
    if area.points:
        return f'<path {attributes} d="M{_joined(area.points)}Z"/>'
    frame = area.frame
    x, y = frame.x + inset, frame.y + inset
    width, height = frame.width - 2 * inset, frame.height - 2 * inset
    radius = f' rx="{num(max(0, area.radius - inset))}"' if area.radius else ""
    place = f'x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"'
    return f"<rect {attributes} {place}{radius}/>"


def _joined(points: tuple[Point, ...]) -> str:
    return "L".join(f"{num(x)} {num(y)}" for x, y in points)


def _stroke(stroke: Stroke) -> Iterator[str]:
    points = stroke.points
    if stroke.head:
        (tip, *sides), short = arrow_head(points)
        points = points if stroke.head == "open" else short
        if stroke.head == "open":
            line = _joined((sides[0], tip, sides[1]))
            yield f'<path class="w s-{stroke.style} l-solid" d="M{line}"/>'
        else:
            kind = f"a-{stroke.style}" if stroke.head == "solid" else f"s-{stroke.style} hollow l-solid"
            yield f'<path class="{kind}" d="M{_joined((tip, *sides))}Z"/>'
    yield f'<path class="w s-{stroke.style} l-{stroke.line}" d="{curve(points, stroke.curved)}"/>'


def arrow_head(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The triangle at the end of a line, and the line shortened so that it ends inside the triangle.

    >>> arrow_head(((0, 0), (20, 0)))
    (((20, 0), (11.0, 4.5), (11.0, -4.5)), ((0, 0), (12.0, 0.0)))
    """
    tip, before = points[-1], next((p for p in reversed(points) if p != points[-1]), None)
    if before is None:
        return (tip, tip, tip), points
    length = ((tip[0] - before[0]) ** 2 + (tip[1] - before[1]) ** 2) ** 0.5
    ux, uy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - ARROW * ux, tip[1] - ARROW * uy)
    inner = (tip[0] - (ARROW - 1) * ux, tip[1] - (ARROW - 1) * uy)
    sides = ((back[0] - HALF * uy, back[1] + HALF * ux), (back[0] + HALF * uy, back[1] - HALF * ux))
    return (tip, *sides), (*points[:-1], inner)


def curve(points: tuple[Point, ...], curved: frozenset[int]) -> str:
    """The path data of a line; bent segments are upright at both ends.

    >>> curve(((0, 0), (10, 20)), frozenset({0}))
    'M0 0C0 10 10 10 10 20'
    """
    parts = [f"M{num(points[0][0])} {num(points[0][1])}"]
    for index, ((x0, y0), (x1, y1)) in enumerate(zip(points, points[1:], strict=False)):
        if index in curved:
            half = num((y0 + y1) / 2)
            parts.append(f"C{num(x0)} {half} {num(x1)} {half} {num(x1)} {num(y1)}")
        else:
            parts.append(f"L{num(x1)} {num(y1)}")
    return "".join(parts)
