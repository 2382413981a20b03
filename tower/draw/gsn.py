"""A safety case as a picture in the Goal Structuring Notation: what supports stands below, what
challenges above, and what only one element is in the context of beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..diagnosis.report import Answer, Report
from ..model.values import Model
from .gsn_case import Case, Element, Kind, case, shortened
from .heights import heights
from .layout import framed
from .picture import Node, NodeKind, Picture, Pill, Wire
from .plan import plan
from .scene import Scene
from .text import clean
from .tones import tone
from .verdicts import Bounds, Footing
from .words import headline

MOST, MOST_BESIDE = 160, 2  # elements that are drawn one by one, and contexts beside one element

_SHAPES: Mapping[Kind, NodeKind] = {
    "goal": "goal",
    "strategy": "strategy",
    "solution": "solution",
    "assumption": "assumption",
    "context": "context",
    "counter": "counter",
    "evidence": "evidence",
}


def scene(model: Model, report: Report, bounds: Bounds | None = None) -> Scene:
    """The case as a picture; of a large one the challenged and the undeveloped goals, and a tally."""
    made = shortened(case(model, report), report, MOST)
    footing, sides = Footing.of(model, report, bounds), _beside(made)
    level = _levels(made, sides)
    nodes = tuple(
        replace(_node(element, report, footing), altitude=level[element.key]) for element in made.elements
    )
    wires = tuple(wire for element in made.elements for wire in _wires(element, sides))
    drawn = Picture(
        made.name, "", clean(report.observer), clean(headline(report)), nodes, wires, (), (), ()
    )
    return framed(plan(drawn))


def _beside(made: Case) -> frozenset[str]:
    """The contexts that stand beside the one element that they belong to: two at most for each."""
    owners: dict[str, list[str]] = {}
    for element in made.elements:
        for key in element.in_context_of:
            owners.setdefault(key, []).append(element.key)
    taken: dict[str, int] = {}
    sides = []
    for key, elements in owners.items():
        owner = elements[0]
        if len(elements) == 1 and taken.get(owner, 0) < MOST_BESIDE:
            taken[owner] = taken.get(owner, 0) + 1
            sides.append(key)
    return frozenset(sides)


def _levels(made: Case, sides: frozenset[str]) -> Mapping[str, int]:
    """The height of every element: as deep as its longest line of support from the top, from 1 up.

    A counter goal stands above what it challenges; a context at the side stands level with its element.
    """
    serves: dict[str, list[str]] = {}
    for element in made.elements:
        for key in (*element.supported_by, *element.in_context_of):
            serves.setdefault(key, []).append(element.key)
    case_ = [element.key for element in made.elements if element.kind not in ("counter", "evidence")]
    depth = heights(case_, serves, {})
    deepest = max(depth.values(), default=0)
    levels = {key: 2 + deepest - low for key, low in depth.items()}
    for element in made.elements:
        if element.challenges:
            levels[element.key] = levels[element.challenges] + 1
            levels.update(dict.fromkeys(element.supported_by, levels[element.challenges]))
        levels.update(dict.fromkeys(sides & {*element.in_context_of}, levels.get(element.key, 1)))
    return levels


def _node(element: Element, report: Report, footing: Footing) -> Node:
    asked = report.answers[element.answer] if element.answer >= 0 else None
    pills = (_pill(asked, element.answer, footing, report),) if asked else ()
    return Node(
        element.key,
        _SHAPES[element.kind],
        element.key,
        (element.text,),
        generic=element.undeveloped,
        level=1,
        pills=pills,
        struck=element.urgency,
        title=element.text,
    )


def _pill(answer: Answer, number: int, footing: Footing, report: Report) -> Pill:
    word = answer.word
    return Pill(
        clean(answer.text),
        clean(answer.asker),
        "",
        word,
        tone(answer.verdict),
        footing.sets(answer),
        f"{clean(answer.text)}: {word}",
        number,
        footing.bound(answer, report),
    )


def _wires(element: Element, sides: frozenset[str]) -> Iterator[Wire]:
    for key in element.supported_by:
        yield Wire("supported", element.key, key, title=f"{element.key} is supported by {key}")
    for key in element.in_context_of:
        title = f"{element.key} in the context of {key}"
        yield Wire("aside" if key in sides else "context", element.key, key, title=title)
    if element.challenges:
        title = f"{element.key} challenges {element.challenges}"
        yield Wire("challenges", element.key, element.challenges, struck=element.urgency, title=title)


