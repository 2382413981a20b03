"""The verdict on every question: propagation first, the logic where the rules leave something open.

Order of verdicts (`proofs/vacuity.md`): COLLAPSED, CONTRADICTED, GUARANTEED, SUPPORTED,
UNSUPPORTED, VACUOUS, NOT_DERIVABLE; ASSUMED where nothing but assumptions was used.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ..errors import LimitReached, ModelError
from ..frozen import frozen
from ..logic.answers import Limits
from ..logic.honesty import Court
from ..logic.questions import conjuncts
from ..logic.vacuity import Judgement, judge
from ..model.claims import Claim, Consistent, Gate, Holds, Refines, Rfn, Sound, negation
from ..model.theories import canonical_name
from ..propagation.asking import Question
from ..propagation.compile import Compiled, compile_question, has_items
from ..propagation.facts import Adopted, Known, Opposed, Rule, Trusted
from ..propagation.fixpoint import spread
from ..propagation.standing import Standing, bits_of
from ..syntax.formula import FALSE, Box
from ..syntax.printer import ascii as printed
from .case import Case
from .infinite import infinite_answer
from .report import Answer, Verdict
from .shrinking import refinements, shrink

_COURT = Court(Limits())


@frozen
class Judge:
    """Answers the questions of one case."""

    case: Case

    @cached_property
    def answers(self) -> dict[tuple[str, Claim], Answer]:
        """Every question of the case with its answer."""
        return {question: self.answer(*question) for question in self.case.questions}

    @cached_property
    def questions_about(self) -> dict[Claim, tuple[Question, ...]]:
        """The questions of the case by their claim."""
        found: dict[Claim, list[Question]] = {}
        for question in self.answers:
            found.setdefault(question[1], []).append(question)
        return {claim: tuple(questions) for claim, questions in found.items()}

    def answer(self, asker: str, claim: Claim) -> Answer:
        """The answer to one question, whether or not the file mentions it."""
        question = asker, claim
        if question not in self._answered:
            self._answered[question] = self._answer(*question)
        return self._answered[question]

    @cached_property
    def _answered(self) -> dict[Question, Answer]:
        return {}

    def _answer(self, asker: str, claim: Claim) -> Answer:
        standing = self.case.standing(asker, claim)
        blank = Answer(asker, claim, self.case.levels.of_claim(claim), "UNKNOWN")
        endless = infinite_answer(self.case.model, blank)
        if endless is not None:
            return endless
        if self.contradicted(standing, claim):
            return replace(blank, verdict="CONTRADICTED")
        if Known(claim) in standing.reached:
            if claim in self.case.refuted:
                return replace(blank, verdict="CONTRADICTED", note="it has a counterexample")
            if self._on_contradictory_axioms(standing, claim):
                return replace(blank, verdict="COLLAPSED")
            return self._positive(standing, blank)
        if self._doubtful(standing, claim):
            return replace(blank, note=self._doubt(standing))
        if self.collapsed(standing, claim):
            return replace(blank, verdict="COLLAPSED")
        if not self.strong(standing, claim):
            return replace(blank, verdict="UNSUPPORTED", would_hold_on=standing.would_hold_on(claim))
        return self._open(standing, blank)

    def _positive(self, standing: Standing, blank: Answer) -> Answer:
        claim = blank.claim
        exactly = Known(claim) in standing.exactly
        labels = standing.exact_labels if exactly else standing.labels
        verdict: Verdict = "GUARANTEED" if exactly else "SUPPORTED"
        if standing.only_assumed(claim, labels):
            verdict = "ASSUMED"
        conditions = () if exactly else self._conditions(standing, claim)
        return replace(
            blank,
            verdict=verdict,
            assumptions=standing.leftover(claim, labels),
            more=Known(claim) in labels.cut,
            conditions=conditions,
        )

    def _conditions(self, standing: Standing, claim: Claim) -> tuple[str, ...]:
        """Where support holds: the coverage, population and subject of the checks that lead to it."""
        used = bits_of(standing.qualified.get(Known(claim), 0))
        checks = [self.case.model.checks[number] for number in used]
        found = []
        for check in checks:
            who = ", ".join(check.by)
            found += [f"{who}: coverage {check.coverage}"] if check.coverage is not None else []
            found += [f"{who}: on {check.population}"] if check.population else []
            found += [f"{who}: of {check.subject}"] if check.subject else []
        return tuple(found)

    # negative verdicts

    def contradicted(self, standing: Standing, claim: Claim) -> bool:
        """Whether the asker is reached by acceptances of a claim and of its opposite, or by a rejection."""
        about = standing.stated(claim)
        for_it = Known(about) in standing.reached
        against = Known(negation(claim)) in standing.reached or Opposed(about) in standing.reached
        return for_it and against

    def _doubtful(self, standing: Standing, claim: Claim) -> bool:
        edges = self.case.edges
        return bool(edges.doubtful) and not edges.dead and Known(claim) in standing.in_spite

    def _doubt(self, standing: Standing) -> str:
        missing = "; ".join(f"{name}: {flag}" for name, flag in sorted(self.case.edges.unfit.items()))
        return f"a hypothesis of Löb's theorem was withdrawn ({missing}), so nothing is decided"

    def collapsed(self, standing: Standing, claim: Claim) -> bool:
        """Whether a claim rests on theories that the trust edges make inconsistent."""
        return bool(self.case.edges.dead) and Known(claim) in standing.in_spite

    def _on_contradictory_axioms(self, standing: Standing, claim: Claim) -> bool:
        """Whether every derivation of a claim leads through a theory with contradictory axioms."""
        setting = self.case.setting
        if not any(theory.axioms for theory in self.case.model.theories):
            return False
        pattern = self.compiled(standing, claim).question.pattern
        try:
            dead = {name for name in pattern.theories if _COURT.lacks(pattern, Box(name, FALSE)) is None}
        except LimitReached:
            return False

        def touched(rule: Rule) -> bool:
            facts = (each for each in (rule.head, *rule.body) if isinstance(each, Adopted | Trusted))
            by = () if rule.check is None or rule.check < 0 else self.case.model.checks[rule.check].by
            return any(each.theory in dead for each in facts) or any(setting.theory_of(v) in dead for v in by)

        sane = [rule for rule in standing.cone.rules if not touched(rule)]
        return bool(dead) and Known(claim) not in spread(sane, standing.cone.leaves)

    def strong(self, standing: Standing, claim: Claim) -> bool:
        """Whether a claim belongs to the logic: somebody reasons about it in a theory."""
        setting = self.case.setting
        if standing.asker.theory is not None:
            return True
        if claim in setting.reasoned_about:
            return True
        match claim:
            case Sound(name) | Refines(name) | Gate(name):
                return setting.theory_of(name) is not None
            case Consistent() | Rfn():
                return True
            case Holds(_, subject) if setting.hereditary(claim):
                return setting.theory_of(subject) is not None
            case _:
                return False

    def _open(self, standing: Standing, blank: Answer) -> Answer:
        """What the rules do not derive: the logic decides where it could say more."""
        enough = standing.would_hold_on(blank.claim)
        if not (has_items(self.case.setting, standing.asker) or self._holds_inside(standing, blank.claim)):
            return replace(blank, verdict="NOT_DERIVABLE", would_hold_on=enough)
        try:
            found = self.judgement(standing, blank.claim)
        except LimitReached as limit:
            return replace(blank, note=str(limit))
        if found.verdict == "GUARANTEED":
            return self._by_logic(standing, blank)
        if found.verdict in ("VACUOUS", "COLLAPSED", "CONTRADICTED"):
            return replace(blank, verdict=found.verdict)
        return replace(blank, verdict="NOT_DERIVABLE", would_hold_on=enough)

    def _holds_inside(self, standing: Standing, claim: Claim) -> bool:
        """Whether a claim is about the soundness of accepting what holds anyway."""
        if not isinstance(claim, Sound | Rfn) or claim.claim is None:
            return False
        return Known(claim.claim) in self.case.standing(standing.asker.name, claim.claim).reached

    def _by_logic(self, standing: Standing, blank: Answer) -> Answer:
        """A claim that the logic derives where the rules find no path, on a minimal set of roots."""
        roots = (*self.compiled(standing, blank.claim).roots, *refinements(standing))
        found = shrink(self.case.model, standing.asker, blank.claim, roots)
        verdict: Verdict = "ASSUMED" if found.unchecked else "GUARANTEED"
        shown = tuple(sorted(found.roots, key=str))
        return replace(blank, verdict=verdict, assumptions=(shown,), more=found.more)

    def compiled(self, standing: Standing, claim: Claim) -> Compiled:
        """A question as formulas over a trust pattern."""
        return compile_question(self.case.setting, self.case.edges, standing, claim)

    def if_accepted(self, asker: str, claim: Claim, observer: str) -> Answer:
        """If the theory of `asker` proves a claim, what does the observer know?

        ModelError when the asker has no theory.
        """
        theory = self.case.setting.theory_of(asker)
        if theory is None:
            raise ModelError(f"{asker} has no theory", expected="somebody who accepts by proof")
        trusted = Rfn(theory, claim)
        standing = self.case.standing(observer, trusted)
        level = self.case.levels.of_claim(claim)
        blank = Answer(observer, claim, level, "NOT_DERIVABLE", decided=trusted)
        if Known(trusted) in standing.reached:
            labels = standing.labels
            sets = standing.leftover(trusted, labels)
            return replace(blank, verdict="GUARANTEED", assumptions=sets, more=Known(trusted) in labels.cut)
        if self.collapsed(standing, trusted):
            return replace(blank, verdict="COLLAPSED")
        return replace(blank, would_hold_on=standing.would_hold_on(trusted))

    def overcommitted_checks(self) -> dict[int, tuple[str, str]]:
        """The checks of single soundness claims that commit their theory to what it has not earned.

        Each is given as (theory, formula); a check is looked at only if trust can come back to it.
        """
        found = {}
        setting = self.case.setting
        for number in setting.instance_checks:
            check = setting.model.checks[number]
            theory = setting.theory_of(check.by[0]) or ""
            if not self._returns(check.claim, theory):
                continue
            standing = self.case.standing(self.case.observer, check.claim)
            compiled = self.compiled(standing, check.claim)
            accepted = zip(compiled.question.accepted, compiled.accepted_by, strict=True)
            stated = {part for each, by in accepted if by == number for part in conjuncts(each.claim)}
            items = judge(compiled.question).overcommitted
            own = [printed(item) for name, item in items if name == theory and item in stated]
            if own:
                found[number] = (theory, own[0])
        return found

    def _returns(self, claim: Claim, theory: str) -> bool:
        """Whether the theory that is trusted on a claim contains, or is led back to, the trusting one."""
        match claim:
            case Sound(verifier):
                lower = self.case.setting.theory_of(verifier)
            case Rfn(name):
                lower = canonical_name(name)
            case _:
                return False
        return lower is not None and lower in self._led_from(theory)

    def _led_from(self, theory: str) -> frozenset[str]:
        """The theories that may learn what a theory learns: by inclusion, by trust, or on a single claim.

        Plain consistency is enough for never-properties: what is wrong of one, a theory would prove.
        """
        setting = self.case.setting
        uses: dict[str, set[str]] = {}
        for number in setting.instance_checks:
            check = setting.model.checks[number]
            upper = setting.theory_of(check.by[0])
            claim = check.claim
            lower = setting.theory_of(claim.verifier) if isinstance(claim, Sound) else None
            if lower is not None and upper is not None:
                uses.setdefault(lower, set()).add(upper)
        reached, waiting = {theory}, [theory]
        while waiting:
            now = waiting.pop()
            above = {edge.upper for edge in self.case.edges.above.get(now, ())}
            for name in (above | uses.get(now, set())) - reached:
                reached.add(name)
                waiting.append(name)
        return frozenset(reached)

    def judgement(self, standing: Standing, claim: Claim) -> Judgement:
        """What the logic says of a question; LimitReached when it gives up."""
        key = standing.asker.name, claim
        if key not in self._judged:
            self._judged[key] = judge(self.compiled(standing, claim).question)
        return self._judged[key]

    @cached_property
    def _judged(self) -> dict[tuple[str, Claim], Judgement]:
        return {}
