"""A report as Markdown: the headline, the claims with what they stand on, and the breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..diagnosis.report import Report
from ..model.values import Model
from .text import clean
from .verdicts import Bounds, Footing
from .words import headline

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")


def escaped(text: str) -> str:
    r"""Text in which Markdown and HTML find nothing to do.

    >>> escaped("a_b <b>")
    'a\\_b \\<b\\>'
    """
    return _SPECIAL.sub(r"\\\1", clean(text))


def page(model: Model, report: Report, bounds: Bounds | None = None) -> str:
    """The report as Markdown; the tower is that of the report."""
    return markdown(replace(report, model=model), bounds)


def markdown(report: Report, bounds: Bounds | None = None) -> str:
    """The report as Markdown; `bounds` say how likely claims are to be wrong.

    >>> from datetime import date
    >>> from tower.model.values import Model
    >>> print(markdown(Report(Model("t"), "o", date(2026, 1, 1), (), (), None)), end="")
    **t**: Nothing is claimed.
    """
    return "\n".join(_lines(report, Footing.of(report.model, report, bounds))) + "\n"


def _lines(report: Report, footing: Footing) -> Iterator[str]:
    yield f"**{escaped(report.model.name)}**: {escaped(headline(report))}"
    if report.answers:
        yield "\n| asker | claim | verdict | on |\n|---|---|---|---|"
    for answer in report.answers:
        sets = (", ".join(map(str, chosen)) or "nothing" for chosen in answer.assumptions[:3])
        told = ", ".join(filter(None, (answer.word.replace("_", " "), footing.bound(answer, report))))
        cells = (answer.asker, answer.text, told, " or ".join(sets))
        yield f"| {' | '.join(map(escaped, cells))} |"
    for found in report.breaks:
        waived = " (waived)" if found.waived else ""
        where = escaped(", ".join(found.nodes))
        yield f"\n* **{found.code} {escaped(found.kind)}**{waived} {where}: {escaped(found.reason)}"
