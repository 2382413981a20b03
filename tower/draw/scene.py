"""Where everything is: shapes with coordinates, in pixels, y downwards, ready to be painted.

A shape names a style (a row of the palette in `tower.draw.tones`) and a line; a writer knows
nothing about towers.  `of` tells a page what a shape belongs to, as the number of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .picture import Picture
from .tones import Line

Anchor: TypeAlias = Literal["start", "middle", "end"]
Head: TypeAlias = Literal["", "solid", "hollow", "open"]  # of an arrow; "" is a line without one
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """An upright rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: Frame) -> bool:
        """Whether the two share more than an edge.

        >>> Frame(0, 0, 2, 2).meets(Frame(1, 1, 2, 2)), Frame(0, 0, 1, 1).meets(Frame(1, 0, 1, 1))
        (True, False)
        """
        across = self.x < other.right and other.x < self.right
        return across and self.y < other.bottom and other.y < self.bottom

    def inside(self, other: Frame) -> bool:
        """Whether this lies wholly within `other`."""
        across = other.x <= self.x and self.right <= other.right
        return across and other.y <= self.y and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline and `room` the width that it may take."""

    x: float
    y: float
    text: str
    size: float
    style: str
    bold: bool = False
    anchor: Anchor = "start"
    room: float = 0.0
    of: str = ""

    @property
    def frame(self) -> Frame:
        """The area that the text covers, from its ascent to its descent."""
        left = {"start": self.x, "middle": self.x - self.room / 2, "end": self.x - self.room}[self.anchor]
        return Frame(left, self.y - 0.8 * self.size, self.room, self.size)


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed area: a rectangle with round corners (`radius`), or a polygon if `points` are given."""

    frame: Frame
    style: str
    line: Line = "solid"
    radius: float = 0.0
    points: tuple[Point, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """An open line through `points`; consecutive points with `curved` are joined by smooth curves.

    `curved` lists the indices i of segments (from point i to i+1) that bend, upright at both ends.
    """

    points: tuple[Point, ...]
    style: str
    line: Line = "solid"
    head: Head = ""
    curved: frozenset[int] = frozenset()


Shape: TypeAlias = Text | Outline | Stroke


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together: what they are (`role`), whose they are, and the full text."""

    role: str
    key: str
    title: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture with coordinates.

    `boxes` are the frames of the nodes by key, `rows` the numbers of their rows, lowest 0.
    """

    width: float
    height: float
    picture: Picture
    groups: tuple[Group, ...]
    boxes: Mapping[str, Frame]
    rows: Mapping[str, int]


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """The same shape elsewhere.

    >>> moved(Outline(Frame(0, 0, 1, 1), "card"), 2, 3).frame
    Frame(x=2, y=3, width=1, height=1)
    """
    match shape:
        case Text():
            return replace(shape, x=shape.x + dx, y=shape.y + dy)
        case Stroke():
            return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))
        case Outline(frame=frame):
            placed = Frame(frame.x + dx, frame.y + dy, frame.width, frame.height)
            return replace(shape, frame=placed, points=tuple((x + dx, y + dy) for x, y in shape.points))
