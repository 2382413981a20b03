"""Claims as formulas of provability logic, for those who ask for them."""

from __future__ import annotations

from ..errors import LimitReached
from ..syntax.formula import Box
from ..syntax.printer import unicode as printed
from .check import Evidencer
from .report import Answer, Report


def formula_of(report: Report, answer: Answer) -> str:
    """What the logic is asked: that the asker's theory proves the claim; "" for a weak claim.

    >>> from datetime import date
    >>> from tower.diagnosis.check import check
    >>> from tower.model.file import load_text
    >>> tower = load_text(
    ...     "{tower: 1, name: t, properties: {p: x}, verifiers: {v: {theory: PA}},"
    ...     " checks: [{by: v, claim: p}], observers: {o: {theory: PA}}}").model
    >>> report = check(tower, today=date(2026, 1, 1))
    >>> formula_of(report, report["p"])
    '[asker]p'
    """
    if not isinstance(report.engine, Evidencer):
        return ""
    judge = report.engine.judge
    standing = judge.case.standing(answer.asker, answer.claim)
    if not judge.strong(standing, answer.claim):
        return ""
    try:
        question = judge.compiled(standing, answer.claim).question
    except LimitReached:
        return ""
    return printed(Box(question.theory, question.claim))
