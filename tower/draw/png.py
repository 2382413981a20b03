"""A scene as PNG, painted by resvg (extra `draw`) with the font of this package and no other."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from ..errors import LimitReached, MissingExtra
from .fonts import FAMILY, path
from .scene import Scene
from .svg import write as as_svg
from .tones import LIGHT

ZOOM, LEAST_ZOOM = 2.0, 0.3  # pixels for each unit of the scene: at best, and where text can still be read
MOST_PIXELS = 16_000_000


def write(scene: Scene) -> bytes:
    """The PNG of a scene, on a light ground.

    MissingExtra without resvg-py; LimitReached for a picture too large to hold in memory.
    """
    if find_spec("resvg_py") is None:
        raise MissingExtra("resvg-py", "draw")
    zoom = min(ZOOM, (MOST_PIXELS / (scene.width * scene.height)) ** 0.5)
    if zoom < LEAST_ZOOM:
        raise LimitReached(f"a picture of {MOST_PIXELS} pixels; draw it as SVG or HTML")
    resvg = import_module("resvg_py")
    drawn = resvg.svg_to_bytes(
        svg_string=as_svg(scene),
        background=LIGHT["canvas"].fill,
        skip_system_fonts=True,
        font_files=[path(), path(bold=True)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        zoom=zoom,
    )
    return bytes(drawn)
