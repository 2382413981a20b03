"""The numbers of a report: for each claim how likely it is to be wrongly accepted, and on what.

A report never holds numbers; they stand beside it, one `Numbers` for each claim that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from ..diagnosis.check import Evidencer
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer, Report
from ..errors import InputError
from ..model.claims import Claim, Condition, Holds
from ..model.evidence import Evidence
from ..model.values import Interval, Model
from ..shown import Shown
from .accreditation import Tower
from .assess import Assessment, assess
from .bounds import UNKNOWN, VACUOUS, Bound
from .chain import chain_of, posterior_bound
from .circumstances import unknown_among
from .composition import Composition, compositions
from .cut_sets import CAP, CutSets, minimal_sets
from .declared import dependence_of
from .endless import Limit, limit_of
from .failure import NO_NUMBER, UNSEEN, Failure, failure
from .importance import Importance, importance_of
from .leaves import Leaf, rates_by_event
from .rounding import shown_interval
from .signed import Signed, assess_signed, signed_importance


@dataclass(frozen=True)
class Numbers(Shown):
    """What can be said of one claim.  Without a failure nothing holds the claim up: [0, 1]."""

    model: Model
    answer: Answer
    failure: Failure | None

    def __repr__(self) -> str:
        low, high = shown_interval(self.bound.low, self.bound.high)
        return f"<{self.claim} is wrong: {low} to {high} ({self.bound.mode})>"

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.answer.claim

    @cached_property
    def assessment(self) -> Assessment | None:
        """A bound for each way in which the leaves may depend."""
        found = self.failure
        if found is None:
            return None
        if found.inverted:
            return assess_signed(Signed(found.structure, found.inverted), found.leaves)
        return assess(found.structure, found.leaves, dependence_of(self.model, found))

    @property
    def bound(self) -> Bound:
        """The bound that counts: with the dependence that is declared, unknown beyond it."""
        if self.limit is not None and self.limit.bound is not None and not self.has_leaves:
            return self.limit.bound
        return NOTHING if self.assessment is None else self.assessment.declared

    @cached_property
    def limit(self) -> Limit | None:
        """What an endless tower leaves of the claim, or why nothing; None where it is of no such tower."""
        return limit_of(self.model, self.answer)

    @property
    def held(self) -> tuple[str, ...]:
        """The assumptions without a number, which the bound takes to hold."""
        return () if self.failure is None else self.failure.held

    @property
    def says_something(self) -> bool:
        """Whether any number stands behind the bound, or something that has none where it should."""
        return self.has_leaves or (self.limit is not None and self.limit.bound is not None)

    @property
    def has_leaves(self) -> bool:
        """Whether the number is one of leaves, not of the limit of an endless tower alone."""
        found = self.failure
        return found is not None and (
            bool(found.figures)
            or any(leaf.origin == NO_NUMBER for leaf in found.leaves)
            or found.is_tree
        )

    @cached_property
    def unheld(self) -> Bound:
        """The bound when nothing is taken to hold without a number."""
        found = self.failure
        if found is None:
            return self.bound
        if found.inverted and self.assessment is not None:
            return self.assessment.unknown
        leaves = [_unheld(each, found.held) for each in found.leaves]
        return unknown_among(found.structure, leaves)

    @cached_property
    def posterior(self) -> Bound | None:
        """P(bad | accepted), where the prior and the false rejections are declared; None elsewhere."""
        return None if self.failure is None else posterior_bound(self.model, self.answer, self.bound)

    @cached_property
    def tower(self) -> Tower | None:
        """The accreditation tower over the claim, where it is one with a number at each place."""
        return None if self.failure is None else chain_of(self.model, self.answer)

    @cached_property
    def compositions(self) -> tuple[Composition, ...]:
        """How the verifiers behind the claim are composed."""
        return () if self.failure is None else compositions(self.model, self.failure.checks)

    def cut_sets(self, cap: int = CAP) -> CutSets | None:
        """What must break together, smallest first; None where nothing holds, or `is_signed`."""
        found = self.failure
        return None if found is None or self.is_signed else minimal_sets(found.structure, cap)

    @property
    def is_signed(self) -> bool:
        """Whether gates are turned round (not, xor, ...), so that there are no minimal cut sets."""
        return self.failure is not None and bool(self.failure.inverted)

    @cached_property
    def importance(self) -> Importance | None:
        """Which leaf matters most, under independence with the declared latent events."""
        found = self.assessment
        if found is None:
            return None
        rates = rates_by_event(found.leaves)
        given = {event: rates[event] for event in found.structure.leaves}
        if self.failure is not None and self.failure.inverted:
            return signed_importance(Signed(found.structure, self.failure.inverted), given)
        return importance_of(found.structure, given)


def _unheld(leaf: Leaf, held: tuple[str, ...]) -> Leaf:
    """A leaf when nothing is held: what is not drawn at random may look past every bad object."""
    if leaf.event in held:
        return replace(leaf, rate=VACUOUS)
    return replace(leaf, rate=Interval(leaf.rate.low, Fraction(1))) if leaf.kind == UNSEEN else leaf


NOTHING = Bound(Fraction(0), Fraction(1), UNKNOWN, (), False, "nothing holds the claim up")


def numbers(report: Report, claim: Claim | str, asker: str | None = None) -> Numbers:
    """The numbers of a claim in a report, with the evidence of its check.

    InputError when the report has no answer about it, or was made by no check.
    """
    answer = report.ask(asker or report.observer, claim)
    engine = _engine(report)
    return numbers_of(engine.judge, answer, engine.records)


def numbers_of(judge: Judge, answer: Answer, evidence: Iterable[Evidence] = ()) -> Numbers:
    """The numbers of an answer, while its report is still being made."""
    return Numbers(judge.case.model, answer, failure(judge, answer, evidence))


def records_of(report: Report) -> tuple[Evidence, ...]:
    """The evidence that a report was made with; InputError for one that no check made."""
    return _engine(report).records


def _engine(report: Report) -> Evidencer:
    if not isinstance(report.engine, Evidencer):
        raise InputError("a report that was not made by a check", expected="one that was")
    return report.engine


def goals(report: Report) -> tuple[Claim, ...]:
    """The claims that a tower is about: those required, else those that are checked and that no other
    check needs; where there are none, all that the observer is told.

    >>> from datetime import date
    >>> from ..model.values import Check, Verifier
    >>> c = Condition("c")
    >>> model = Model("t", verifiers=(Verifier("v"),), checks=(Check(("v",), c, "test"),))
    >>> goals(Report(model, "o", date(2026, 1, 1), (Answer("o", c, 0, "UNSUPPORTED"),), (), None))
    (Condition(name='c'),)
    """
    told = {answer.claim: answer for answer in report.answers if answer.asker == report.observer}
    model = report.model
    required = [need.claim for need in model.requires if need.observer in ("", report.observer)]
    found = [claim for claim in dict.fromkeys(required) if claim in told]
    if not found:
        needed = {claim for check in model.checks for claim in check.needs}
        checked = dict.fromkeys(check.claim for check in model.checks)
        found = [each for each in checked if each in told and each not in needed and _first(each)]
    return tuple(found or told)


def _first(claim: Claim) -> bool:
    return isinstance(claim, Holds | Condition)

