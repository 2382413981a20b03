"""Check a tower: answer every question, find every break, keep the evidence at hand.

`check` is the one entry; everything below it is pure.  Data flows one way: model, setting, edges,
propagation for each asker, verdicts, breaks, report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

from ..frozen import frozen
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.scope import asking
from ..model.values import Model
from . import independence, links, loeb, roots
from .case import Case
from .chances import Chances, nothing_known
from .headcount import headcounts_not_met
from .inconsistent import inconsistent
from .infinite import infinite_breaks
from .judging import Judge
from .report import Answer, Break, Countermodel, Report, Step
from .telling import countermodel, derivation
from .vacuous import vacuous


def check(
    model: Model,
    *,
    observer: str | None = None,
    today: date,
    evidence: Iterable[Evidence] = (),
    chances: Chances = nothing_known,
) -> Report:
    """Everything that can be said of a tower, for one observer on one day.

    Without `observer` the model's default one is taken.  `evidence` are the records beside the
    tower; a refuted assumption no longer holds.  `chances` says how likely an answer is to be wrong,
    where a requirement asks for a bound.  InputError when the observer is unknown.

    >>> from datetime import date
    >>> from tower.model.file import load_text
    >>> tower = load_text("tower: 1\\nname: t\\noptimizers: {lab: {}}").model
    >>> check(tower, today=date(2026, 1, 1)).observer
    'lab'
    """
    who = asking(model, observer)
    records = tuple(evidence)
    refuted = roots.refuted_claims(model, records)
    judge = Judge(Case(model, who, today, refuted))
    before = Judge(Case(model, who, today)) if refuted else judge
    found = _breaks(judge, before, records, chances)
    answers = _with_codes(judge, found)
    return Report(model, who, today, answers, tuple(found), Evidencer(judge, records))


def _breaks(
    judge: Judge, before: Judge, evidence: tuple[Evidence, ...], chances: Chances
) -> list[Break]:
    """Every break; `before` knows what would hold if nothing were refuted."""
    circles = independence.Circles(judge)
    stuck = list(loeb.weak_or_stuck(judge))
    found = [
        *loeb.collapses(judge), *inconsistent(judge), *vacuous(judge),
        *stuck, *loeb.descents(judge, stuck),
        *infinite_breaks(judge.case.model, judge.case.observer),
        *independence.common_causes(judge), *circles.breaks(), *independence.stale_checks(judge),
        *independence.off_population(judge), *independence.inversions(judge),
        *independence.contradictions(judge), *links.gaps(judge),
        *roots.ungrounded(judge, circles), *roots.untested(judge, evidence),
        *roots.refuted(judge, before, evidence),
        *roots.expired(judge), *roots.not_met(judge, chances), *headcounts_not_met(judge.case.setting),
    ]
    found += roots.unexpected(judge, found)
    return sorted(roots.waived(found, judge.case.model.waivers, judge), key=_order)


def _order(found: Break) -> tuple[str, tuple[str, ...], tuple[object, ...], str]:
    return found.code, found.nodes, tuple(map(str, found.edges)), found.reason


def _with_codes(judge: Judge, breaks: Iterable[Break]) -> tuple[Answer, ...]:
    """The answers with the codes of the breaks behind them, sorted by asker and claim."""
    codes: dict[tuple[str, Claim], set[str]] = {}
    for found in breaks:
        for question in found.claims:
            codes.setdefault(question, set()).add(found.code)
    answers = [
        replace(answer, breaks=tuple(sorted(codes.get(question) or _inherited(judge, question, codes))))
        for question, answer in judge.answers.items()
    ]
    return tuple(sorted(answers, key=lambda answer: (answer.asker, answer.text)))


def _inherited(
    judge: Judge, question: tuple[str, Claim], codes: dict[tuple[str, Claim], set[str]]
) -> set[str]:
    """The codes of the claims that a claim without a break of its own lacks."""
    if judge.answers[question].verdict not in ("NOT_DERIVABLE", "UNSUPPORTED"):
        return set()
    missing = judge.case.standing(*question).missing(question[1])
    return {code for root in missing for code in codes.get((question[0], root), ())}  # type: ignore[arg-type]


@frozen
class Evidencer:
    """Makes derivations and countermodels when they are asked for; knows the records of the check."""

    judge: Judge
    records: tuple[Evidence, ...] = ()

    def why(self, asker: str, claim: Claim) -> tuple[Step, ...]:
        """The derivation of a claim that holds; empty when it does not."""
        return derivation(self.judge, asker, claim)

    def why_not(self, asker: str, claim: Claim) -> Countermodel | None:
        """The world that cannot be ruled out; None when the claim holds or no logic decides it."""
        answer = self.judge.answer(asker, claim)
        return countermodel(self.judge, answer) if answer.verdict == "NOT_DERIVABLE" else None

    def certificate(self, asker: str, claim: Claim) -> dict[str, Any] | None:
        """The certificate of the verdict on a claim; None where there is nothing to show."""
        made = import_module(f"{__package__}.certificate")  # needs the prover, and few ask
        found: dict[str, Any] | None = made.certificate(self.judge, asker, claim)
        return found

    def may_accept(self, asker: str, claim: Claim) -> Answer:
        """May `asker` accept a claim about what it builds, on the same evidence?"""
        return self.judge.answer(asker, claim)

    def if_accepted(self, asker: str, claim: Claim, observer: str) -> Answer:
        """If `asker` proves the claim, what does the observer know?"""
        return self.judge.if_accepted(asker, claim, observer)
