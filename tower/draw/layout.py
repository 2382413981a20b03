"""One layout for every writer: a tower and its report become a scene of shapes with coordinates.

The engine is our own (`rows`, `ordering`, `arrange`, `plan`); CONTRIBUTING says what Graphviz did in
its place, and why it is not used.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..diagnosis.report import Report
from ..model.values import Model
from .compose import compose
from .condense import condense
from .legend import legend
from .picture import Picture
from .plan import Plan, plan
from .routes import wires
from .scene import Frame, Group, Scene, moved
from .surround import BRACKET, MARGIN, beside, brackets, causes, ground, ruler, ruler_width, title
from .verdicts import Bounds

NARROWEST = 560.0


def layout(model: Model, report: Report, bounds: Bounds | None = None) -> Scene:
    """Where everything of a tower is drawn; `bounds` say how likely claims are to be wrong.

    >>> from datetime import date
    >>> empty = Model("nothing yet")
    >>> layout(empty, Report(empty, "o", date(2026, 1, 1), (), (), None)).width
    560.0
    """
    return placed(condense(compose(model, report, bounds)))


def placed(picture: Picture) -> Scene:
    """Where everything of a picture is drawn."""
    drawn = plan(picture)
    left = MARGIN + ruler_width(drawn)
    edges = [edge for box in drawn.boxes.values() for edge in (box.x, box.right)] + list(
        drawn.stops.values()
    )
    low, high = min(edges, default=0.0), max(edges, default=0.0)
    side = BRACKET * len(beside(drawn))
    needed = left + 14 + (high - low) + 40 + side + MARGIN
    across = round(max(NARROWEST, needed), 1)
    heading, top = title(picture, across)
    slack = (across - needed) / 2
    dx, dy = left + 14 - low + slack, top + 22
    body = [*_boxes(drawn)]
    tower = _shifted([*wires(drawn), *body], dx, dy)
    marks = _shifted(list(brackets(drawn, high - low + 26 + low)), dx, dy)
    bands = _shifted(list(ruler(drawn, across, left)), 0, dy)
    stones, bottom = ground(picture, across, left, dy + drawn.height + 34)
    keys, bottom = causes(drawn, across, bottom + 24) if picture.causes else ((), bottom + 8)
    last, bottom = legend(picture, across, bottom + 12)
    boxes = {key: _moved(box, dx, dy) for key, box in drawn.boxes.items()}
    groups = (*heading, *bands, *stones, *tower, *marks, *keys, last)
    return Scene(across, round(bottom + MARGIN, 1), picture, groups, boxes, drawn.rows.height)


def framed(drawn: Plan) -> Scene:
    """A plan with its title and its legend: no ruler, no ground."""
    edges = [edge for box in drawn.boxes.values() for edge in (box.x, box.right)] + list(
        drawn.stops.values()
    )
    low, high = min(edges, default=0.0), max(edges, default=0.0)
    across = round(max(NARROWEST, high - low + 2 * MARGIN + 30), 1)
    heading, top = title(drawn.picture, across)
    dx, dy = (across - high - low) / 2, top + 22
    keys, bottom = legend(drawn.picture, across, dy + drawn.height + 34)
    groups = (*heading, *_shifted([*wires(drawn), *_boxes(drawn)], dx, dy), keys)
    boxes = {key: _moved(box, dx, dy) for key, box in drawn.boxes.items()}
    return Scene(across, round(bottom + MARGIN, 1), drawn.picture, groups, boxes, drawn.rows.height)


def _boxes(drawn: Plan) -> Sequence[Group]:
    groups = []
    for node in drawn.picture.nodes:
        box, card = drawn.boxes[node.key], drawn.cards[node.key]
        shapes = tuple(moved(shape, box.x, box.y) for shape in card.shapes)
        said = [
            node.name,
            *node.captions,
            node.title,
            *(p.title for p in node.pills),
            *(m.title for m in node.marks),
        ]
        groups.append(Group(f"node {node.kind}", node.key, ". ".join(filter(None, said)), shapes))
    return groups


def _moved(frame: Frame, dx: float, dy: float) -> Frame:
    return Frame(frame.x + dx, frame.y + dy, frame.width, frame.height)


def _shifted(groups: Sequence[Group], dx: float, dy: float) -> tuple[Group, ...]:
    return tuple(
        Group(group.role, group.key, group.title, tuple(moved(shape, dx, dy) for shape in group.shapes))
        for group in groups
    )
