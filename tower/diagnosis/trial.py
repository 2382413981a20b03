"""Trying changes out: check the changed tower with the real engine, and list what is still wrong with it.

A repair removes the breaks that it is for; what these took down holds afterwards; no break is new; and no
guarantee is lost.  So neither silence (to drop the claim), nor begging (to assume it, but for what only
lacks a root), nor harm elsewhere passes for a repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..errors import InputError, LimitReached
from ..model.claims import Claim, Condition, about_a_system, parts, subjects
from ..model.evidence import Evidence
from ..model.validate import validate
from ..model.values import Expectation, Model
from ..propagation.asking import mentioned
from .chances import Chances, nothing_known
from .changes import Change, changed
from .check import Evidencer, check
from .difference import strength
from .fingerprint import Fingerprint, fingerprint
from .judging import Judge
from .report import Answer, Break, Report

_BY_NAME = frozenset({"TWR202", "TWR401"})  # what a named assumption of the claim itself may mend


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong after some changes: a break, or a claim that does not hold.

    `target` is the break that the repair is for and that this belongs to; None for harm done.
    """

    found: Break | None = None
    question: tuple[str, Claim] | None = None
    target: Fingerprint | None = None

    @property
    def names(self) -> frozenset[str]:
        """The names that it is about."""
        names: set[str] = set()
        claims = [] if self.question is None else [self.question[1]]
        if self.found is not None:
            names.update(self.found.nodes)
            names.update(end for edge in self.found.edges for end in (edge.source, edge.target))
            claims += [claim for _, claim in self.found.claims]
        for claim in claims:
            for part in parts(claim):
                names |= {part.name} if isinstance(part, Condition) else set(subjects(part))
        return frozenset(names)


@dataclass(frozen=True)
class Trial:
    """A tower after some changes; without a report it is no valid tower."""

    changes: tuple[Change, ...]
    model: Model
    report: Report | None
    troubles: tuple[Trouble, ...] = ()

    @cached_property
    def judge(self) -> Judge | None:
        """The judge behind the report."""
        engine = None if self.report is None else self.report.engine
        return engine.judge if isinstance(engine, Evidencer) else None


@dataclass(frozen=True)
class Goal:
    """What a repair of one tower is for: `targets` go, and nothing gets worse.

    `asked` is the report that the targets are from; `before` the one without the snapshot under
    `expect`, which is set aside because a repair changes what it says.
    """

    before: Report
    asked: Report
    targets: tuple[Break, ...]
    evidence: tuple[Evidence, ...] = ()
    chances: Chances = nothing_known

    def attempt(self, changes: Iterable[Change]) -> Trial:
        """Check the tower after some changes."""
        made = tuple(changes)
        model = changed(self.before.model, made)
        try:
            validate(model)
            report = self.checked(model)
        except (InputError, LimitReached):
            return Trial(made, model, None)
        return Trial(made, model, report, tuple(self._troubles(report)))

    def checked(self, model: Model) -> Report:
        """The report on a changed tower, asked as the one before."""
        who, day = self.before.observer, self.before.today
        return check(model, observer=who, today=day, evidence=self.evidence, chances=self.chances)

    def _troubles(self, after: Report) -> Iterator[Trouble]:
        left = Counter(fingerprint(found) for found in after.breaks if found.waived is None)
        still = {mark for mark in self._marks if left[mark]}
        for found in after.breaks:
            mark = fingerprint(found)
            if found.waived is None and (mark in still or self._new(mark, left[mark])):
                yield Trouble(found=found, target=mark if mark in still else None)
        spoken = frozenset(mentioned(after.model))
        now = {(each.asker, each.claim): each for each in after.answers}
        for question, target in self.asked_for:
            if target not in still and not self._holds(question, target, spoken, now, after):
                yield Trouble(question=question, target=target)

    @cached_property
    def _marks(self) -> frozenset[Fingerprint]:
        return frozenset(map(fingerprint, self.targets))

    @cached_property
    def _known(self) -> Counter[Fingerprint]:
        return Counter(fingerprint(found) for found in self.before.breaks if found.waived is None)

    def _new(self, mark: Fingerprint, count: int) -> bool:
        return count > self._known[mark]

    @cached_property
    def asked_for(self) -> tuple[tuple[tuple[str, Claim], Fingerprint | None], ...]:
        """The claims that must hold afterwards: what the targets took down, and what held before."""
        down = [(question, fingerprint(found)) for found in self.targets for question in found.claims]
        held = [((each.asker, each.claim), None) for each in self.asked.answers if strength(each)]
        return tuple(dict.fromkeys([*down, *held]))

    @cached_property
    def _was(self) -> dict[tuple[str, Claim], int]:
        return {(each.asker, each.claim): strength(each) for each in self.asked.answers}

    def _holds(
        self,
        question: tuple[str, Claim],
        target: Fingerprint | None,
        spoken: frozenset[Claim],
        now: dict[tuple[str, Claim], Answer],
        after: Report,
    ) -> bool:
        """Whether a claim holds, or is a claim about a verifier or theory that nobody makes any more."""
        if target is not None and not about_a_system(question[1]) and question[1] not in spoken:
            return True
        answer = now.get(question) or after.engine.may_accept(*question)
        if target is None:
            return strength(answer) >= self._was[question]
        by_name = target.code in _BY_NAME or not about_a_system(question[1])
        return bool(strength(answer)) or (by_name and answer.verdict == "ASSUMED")

    def unexpected(self, trial: Trial, expect: Expectation | None) -> frozenset[str]:
        """Where the changed tower differs from the snapshot as it was, in words."""
        whole = replace(trial.model, expect=expect)
        try:
            validate(whole)
        except InputError:  # the snapshot speaks of what is not there any more
            return frozenset(found.reason for found in self.asked.breaks)
        return frozenset(found.reason for found in self.checked(whole).breaks if found.code == "TWR405")

    def renewed(self, trial: Trial, expect: Expectation | None) -> Model:
        """The changed tower with its snapshot, where it had one, as it is now; what nobody says goes."""
        if expect is None or trial.report is None:
            return trial.model
        words = {(each.asker, each.claim): each.word for each in trial.report.answers}
        spoken = frozenset(mentioned(trial.model))
        verdicts = tuple(
            (asker, claim, words.get((asker, claim)) or trial.report.engine.may_accept(asker, claim).word)
            for asker, claim, _ in expect.verdicts
            if claim in spoken or about_a_system(claim)
        )
        whole = replace(trial.model, expect=Expectation(verdicts))
        if expect.breaks is None:
            return whole
        codes = sorted({found.code for found in self.checked(whole).breaks})
        return replace(whole, expect=Expectation(verdicts, tuple(codes)))


def goal(
    report: Report,
    targets: Iterable[Break],
    evidence: Iterable[Evidence] = (),
    chances: Chances = nothing_known,
) -> Goal:
    """The goal of removing some breaks of a report."""
    whole = Goal(report, report, tuple(targets), tuple(evidence), chances)
    return replace(whole, before=whole.checked(replace(report.model, expect=None)))
