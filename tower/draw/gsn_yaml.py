"""The safety case of a tower in the exchange form of gsn2x (github.com/jonasthewolf/gsn2x), which checks
and draws it: one mapping of element names to fields, with the dialectic extension of the standard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..diagnosis.report import Report
from ..model.values import Model
from .gsn_case import Element, case
from .verdicts import Bounds, Footing

_TYPES = {"counter": "CounterGoal", "evidence": "CounterSolution"}


def page(model: Model, report: Report, bounds: Bounds | None = None) -> str:
    """The case as gsn2x YAML; goals say how likely they are to be wrong where `bounds` does.

    >>> from datetime import date
    >>> empty = Model("t")
    >>> page(empty, Report(empty, "o", date(2026, 1, 1), (), (), None)).splitlines()[0]
    'G1:'
    """
    footing = Footing.of(model, report, bounds)
    lines = (
        line for element in case(model, report).elements for line in _lines(_sized(element, report, footing))
    )
    return "\n".join(lines) + "\n"


def _sized(element: Element, report: Report, footing: Footing) -> Element:
    bound = footing.bound(report.answers[element.answer], report) if element.answer >= 0 else ""
    return replace(element, text=f"{element.text} ({bound})") if bound else element


def _lines(element: Element) -> Iterator[str]:
    yield f"{element.key}:"
    yield f"  text: {quoted(element.text)}"
    if element.kind in _TYPES:
        yield f"  nodeType: {_TYPES[element.kind]}"
    if element.supported_by:
        yield f"  supportedBy: [{', '.join(element.supported_by)}]"
    if element.in_context_of:
        yield f"  inContextOf: [{', '.join(element.in_context_of)}]"
    if element.challenges:
        yield f"  challenges: {element.challenges}"
    for flag, name in ((element.undeveloped, "undeveloped"), (element.defeated, "defeated")):
        if flag:
            yield f"  {name}: true"


def quoted(text: str) -> str:
    """A double-quoted YAML scalar.

    >>> quoted('a "b": c')
    '"a \\\\"b\\\\": c"'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
