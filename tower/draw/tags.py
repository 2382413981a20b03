"""Tags on wires: the codes of the breaks, stacked beneath or upon the middle of a straight wire."""

from __future__ import annotations

from .cards import tag
from .picture import Wire
from .scene import Frame, Shape, moved


def label_width(wire: Wire) -> float:
    """How wide the tags of a wire are; 0 without any.

    >>> label_width(Wire("builds", "a", "b"))
    0.0
    """
    return max((tag(mark).width for mark in wire.marks), default=0.0)


def stacked(wire: Wire, centre: float, top: float) -> tuple[tuple[Shape, ...], Frame]:
    """The tags of a wire from `top` downwards, and the area that they cover."""
    shapes: list[Shape] = []
    at = top
    for mark in wire.marks:
        block = tag(mark)
        shapes += [moved(shape, centre - block.width / 2, at) for shape in block.shapes]
        at += block.height
    across = label_width(wire)
    return tuple(shapes), Frame(centre - across / 2, top, across, at - top)
