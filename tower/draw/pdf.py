"""A scene as PDF, painted with reportlab (extra `draw`) and the font of this package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from ..errors import MissingExtra
from .fonts import FAMILY, font
from .scene import Outline, Point, Scene, Shape, Stroke, Text
from .svg import arrow_head
from .tones import LIGHT

SCALE = 0.75  # points for each pixel
LONGEST = 14_400  # points: what the format allows on a side

_WIDTHS = {
    "solid": 1.3,
    "thick": 3.0,
    "heavy": 3.4,
    "dashed": 1.4,
    "dotted": 1.6,
    "doubled": 1.2,
    "hatched": 1.3,
}
_DASHES = {"dashed": [6, 4], "dotted": [1, 3]}


def write(scene: Scene) -> bytes:
    """The PDF of a scene: one page of its size.  MissingExtra without reportlab."""
    if find_spec("reportlab") is None:
        raise MissingExtra("reportlab", "draw")
    scale = min(SCALE, LONGEST / max(scene.width, scene.height, 1))
    _register()
    out = BytesIO()
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(
        out, pagesize=(scene.width * scale, scene.height * scale), invariant=1, pageCompression=1
    )
    canvas.setTitle(scene.picture.name)
    canvas.setSubject(scene.picture.headline)
    canvas.scale(scale, -scale)
    canvas.translate(0, -scene.height)
    for group in scene.groups:
        for shape in group.shapes:
            _shape(shape, canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _register() -> None:
    metrics, fonts = (
        import_module("reportlab.pdfbase.pdfmetrics"),
        import_module("reportlab.pdfbase.ttfonts"),
    )
    for name, bold in ((FAMILY, False), (f"{FAMILY} Bold", True)):
        if name not in metrics.getRegisteredFontNames():
            metrics.registerFont(fonts.TTFont(name, BytesIO(font(bold=bold))))


def _shape(shape: Shape, canvas: Any) -> None:
    match shape:
        case Text():
            _text(shape, canvas)
        case Outline():
            _outline(shape, canvas)
        case Stroke():
            _stroke(shape, canvas)


def _text(text: Text, canvas: Any) -> None:
    name = f"{FAMILY} Bold" if text.bold else FAMILY
    canvas.saveState()
    canvas.setFillColor(LIGHT[text.style].ink)
    canvas.translate(text.x, text.y)
    canvas.scale(1, -1)
    canvas.setFont(name, text.size)
    put = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
    put[text.anchor](0, 0, text.text)
    canvas.restoreState()


def _pen(style: str, line: str, canvas: Any) -> None:
    canvas.setStrokeColor(LIGHT[style].stroke)
    canvas.setLineWidth(_WIDTHS.get(line, 1.0))
    canvas.setDash(_DASHES.get(line, []))


def _outline(area: Outline, canvas: Any) -> None:
    ring, _, style = area.style.rpartition(" ")
    canvas.setFillColor(LIGHT[style].fill)
    _pen(style, area.line, canvas)
    stroke, fill = int(area.line != "none"), int(not ring)
    canvas.drawPath(_area(area, canvas), stroke=stroke, fill=fill)
    if area.line == "hatched":
        _hatch(area, style, canvas)
    if area.line == "doubled":
        canvas.drawPath(_area(area, canvas, 2.5), stroke=1, fill=0)


def _area(area: Outline, canvas: Any, inset: float = 0.0) -> Any:
    path, frame = canvas.beginPath(), area.frame
    if area.points:
        path.moveTo(*area.points[0])
        for point in area.points[1:]:
            path.lineTo(*point)
        path.close()
        return path
    radius = min(area.radius, frame.width / 2, frame.height / 2)
    across, down = frame.width - 2 * inset, frame.height - 2 * inset
    path.roundRect(frame.x + inset, frame.y + inset, across, down, max(0.0, radius - inset))
    return path


def _hatch(area: Outline, style: str, canvas: Any) -> None:
    """Thin slanted lines inside an area."""
    frame = area.frame
    canvas.saveState()
    canvas.clipPath(_area(area, canvas), stroke=0, fill=0)
    canvas.setStrokeColor(LIGHT[style].stroke, alpha=0.35)
    canvas.setLineWidth(1)
    canvas.setDash([])
    start = frame.x - frame.height
    while start < frame.right:
        canvas.line(start, frame.bottom, start + frame.height, frame.y)
        start += 10
    canvas.restoreState()


def _head(stroke: Stroke, tip: Point, sides: Sequence[Point], canvas: Any) -> None:
    """The head of an arrow: filled, hollow, or two open lines."""
    fill = LIGHT[stroke.style].stroke if stroke.head == "solid" else LIGHT["canvas"].fill
    canvas.setFillColor(fill)
    _pen(stroke.style, "solid", canvas)
    path = canvas.beginPath()
    path.moveTo(*sides[0])
    path.lineTo(*tip)
    path.lineTo(*sides[1])
    if stroke.head != "open":
        path.close()
    canvas.drawPath(path, stroke=int(stroke.head != "solid"), fill=int(stroke.head != "open"))


def _stroke(stroke: Stroke, canvas: Any) -> None:
    points: tuple[Point, ...] = stroke.points
    if stroke.head:
        (tip, *sides), short = arrow_head(points)
        points = points if stroke.head == "open" else short
        _head(stroke, tip, sides, canvas)
    _pen(stroke.style, stroke.line, canvas)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for index, ((x0, y0), (x1, y1)) in enumerate(zip(points, points[1:], strict=False)):
        half = (y0 + y1) / 2
        if index in stroke.curved:
            path.curveTo(x0, half, x1, half, x1, y1)
        else:
            path.lineTo(x1, y1)
    canvas.drawPath(path, stroke=1, fill=0)
