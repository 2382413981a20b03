"""The safety case of a tower in the exchange form of gsn2x (see `tower.draw.gsn`)."""

from __future__ import annotations

from ..diagnosis.report import Report
from ..model.values import Model
from .gsn import exchange


def page(model: Model, report: Report) -> str:
    """The case as gsn2x YAML.

    >>> from datetime import date
    >>> empty = Model("t")
    >>> page(empty, Report(empty, "o", date(2026, 1, 1), (), (), None)).splitlines()[0]
    'G1:'
    """
    return exchange(model, report)
