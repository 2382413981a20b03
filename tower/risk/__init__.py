"""How much is left of a guarantee, and which assumption it hangs on.

`structure` says which broken leaves break the claim, `bounds` what an answer is.  The evaluators
(`bdd`, `frechet`, `common_cause`, `latent`, `coalition`) never assume independence by themselves.
`failure` makes the structure of a claim from its derivations, `numbers` all that is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from ..diagnosis.chances import Chance, Chances
from ..diagnosis.check import Evidencer
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer, Report
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Model

if TYPE_CHECKING:
    from .numbers import Numbers


def chances(evidence: Iterable[Evidence] = ()) -> Chances:
    """How likely answers are to be wrong, for the requirements of a check; worked out when asked."""
    records = tuple(evidence)

    def chance(judge: Judge, answer: Answer, enough: Fraction) -> Chance:
        required = import_module(f"{__name__}.required")
        found: Chance = required.chance(judge, answer, enough, records)
        return found

    return chance


def bounds_of(report: Report) -> dict[Claim, str]:
    """How likely the observer's answers are to be wrong, in a few signs, where numbers have a say.

    Empty for a report that no check made.

    >>> from datetime import date
    >>> from ..model.values import Model
    >>> bounds_of(Report(Model("t"), "o", date(2026, 1, 1), (), (), None))
    {}
    """
    if not isinstance(report.engine, Evidencer):
        return {}
    if not report.engine.records and not has_numbers(report.model):
        return {}
    required = import_module(f"{__name__}.required")
    mine = [answer for answer in report.answers if answer.asker == report.observer]
    found: dict[Claim, str] = required.bounds_of(report.engine.judge, mine, report.engine.records)
    return found


def numbers_for(report: Report, claim: Claim, asker: str) -> Numbers:
    """All numbers of a claim in a report; InputError when the report has no answer about it."""
    found: Numbers = import_module(f"{__name__}.numbers").numbers(report, claim, asker)
    return found


def has_numbers(model: Model) -> bool:
    """Whether a model states any number that bears on how likely something is to fail.

    >>> has_numbers(Model("t"))
    False
    """
    observers = [root.credence is not None for o in model.observers for root in o.assumes]
    levels = () if model.infinite is None else (model.infinite.error, model.infinite.unsound)
    return (
        any(each.error for each in model.verifiers)
        or any(check.coverage is not None for check in model.checks)
        or any(observer.prior for observer in model.observers)
        or any(observers)
        or any(each is not None for each in levels)
    )
