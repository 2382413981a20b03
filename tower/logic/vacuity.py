"""VACUOUS and the other verdicts of the logic, by the definitions of `proofs/vacuity.md`.

Löb's axiom is the only one that makes a theorem out of nothing but trust.  So a derivable claim is
honest when it is derivable without that axiom (in H₀) from honest items; an item that hands a
theory its own trust, `[j]E -> E`, is honest once E has been derived without it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal, TypeAlias

from ..frozen import frozen
from ..syntax.formula import FALSE, TRUE, Box, Formula, walk
from .answers import NO_LIMITS_GIVEN, Limits
from .honesty import Court, Honesty, Refutation
from .pattern import Pattern
from .questions import Acceptance, Declared, Item, Question, conjuncts

__all__ = ["Acceptance", "Judgement", "Question", "Refutation", "Word", "judge"]

Word: TypeAlias = Literal["COLLAPSED", "CONTRADICTED", "GUARANTEED", "VACUOUS", "NOT_DERIVABLE"]


@frozen(slots=True)
class Judgement:
    """The verdict on a question, with its evidence.

    `vacuous_part` are the dishonest conjuncts of the claim and `honest_core` the others;
    `overcommitted` the items that commit a theory to what it has not earned (not asked for when the
    theory is inconsistent); `conflicting` a minimal set of acceptances behind CONTRADICTED;
    `rests_on` the inconsistent theories behind COLLAPSED; `descriptive` the definitions declared
    constitutive that are no part of a closed modalised system and were read as descriptions.
    """

    verdict: Word
    vacuous_part: tuple[Formula, ...] = ()
    honest_core: tuple[Formula, ...] = ()
    overcommitted: tuple[tuple[str, Formula], ...] = ()
    countermodel: Refutation | None = None
    h0_model: Refutation | None = None
    conflicting: tuple[Acceptance, ...] = ()
    rests_on: tuple[str, ...] = ()
    descriptive: tuple[str, ...] = ()


def judge(question: Question, *, limits: Limits = NO_LIMITS_GIVEN) -> Judgement:
    """The verdict of the logic on a question.

    PatternError when the question speaks of undeclared theories; LimitReached when a decider gives up.

    >>> from tower.syntax.parser import parse
    >>> self_trust = Pattern(("a",), axioms=(("a", (parse("[a]safe -> safe"),)),))
    >>> judge(Question(pattern=self_trust, theory="a", claim=parse("safe"))).verdict
    'VACUOUS'
    """
    return _Case(question, limits).judgement()


class _Case:
    """One question on its way to a verdict, in the order of precedence of the verdicts."""

    def __init__(self, question: Question, limits: Limits) -> None:
        self.question = question
        self.declared = Declared(question)
        self.theory = question.theory
        self.limits = limits
        self.court = Court(limits, self.declared.known)
        self.full = self.declared.pattern(self.declared.all)

    def judgement(self) -> Judgement:
        about = self.declared.descriptive
        if self._inconsistent(self.declared.pattern(self.declared.axioms), self.theory):
            return Judgement("COLLAPSED", rests_on=(self.theory,), descriptive=about)
        if self._inconsistent(self.full, self.theory):
            return Judgement("CONTRADICTED", conflicting=self._conflict(), descriptive=about)
        countermodel = self.court.lacks(self.full, Box(self.theory, self.declared.claim))
        if countermodel is not None:
            return Judgement(
                "NOT_DERIVABLE",
                overcommitted=self._overcommitted,
                countermodel=countermodel,
                descriptive=about,
            )
        return self._derivable()

    def _inconsistent(self, pattern: Pattern, theory: str) -> bool:
        return self.court.lacks(pattern, Box(theory, FALSE)) is None

    def _conflict(self) -> tuple[Acceptance, ...]:
        """A minimal set of acceptances with which the theory is inconsistent: drop what can be dropped."""
        kept = list(range(len(self.question.accepted)))
        for number in tuple(kept):
            fewer = [each for each in kept if each != number]
            items = [item for each in fewer for item in self.declared.accepted[each]]
            if self._inconsistent(
                self.declared.pattern([*self.declared.axioms, *items]), self.theory
            ):
                kept = fewer
        return tuple(self.question.accepted[number] for number in kept)

    @cached_property
    def honesty(self) -> Honesty:
        """Honesty from the declarations alone."""
        return self._honesty(())

    def _honesty(self, inconsistent: tuple[str, ...]) -> Honesty:
        """Honesty with some theories granted to be inconsistent."""
        granted = tuple(Box(name, FALSE) for name in inconsistent)
        return Honesty(
            self.declared, Court(self.limits, (*self.declared.known, *self._behaviour, *granted))
        )

    @cached_property
    def _behaviour(self) -> tuple[Formula, ...]:
        """What the constitutive definitions alone make theories prove about themselves."""
        definitions = self.declared.definitions
        pattern = self.declared.pattern(self.declared.edges, definitions)
        court = Court(self.limits, definitions)
        parts = [each for each in walk(definitions) if each is not TRUE and each not in definitions]
        boxes = (Box(name, each) for name in self.question.pattern.theories for each in parts)
        return tuple(box for box in boxes if court.lacks(pattern, box) is None)

    @cached_property
    def _overcommitted(self) -> tuple[tuple[str, Formula], ...]:
        return tuple((item.theory, item.formula) for item in self.honesty.overcommitted)

    def _derivable(self) -> Judgement:
        about, dishonest = self.declared.descriptive, self._dishonest(self.honesty)
        if not dishonest:
            return Judgement(
                "GUARANTEED",
                honest_core=self._parts,
                overcommitted=self._overcommitted,
                descriptive=about,
            )
        rests_on = self._rests_on()
        if rests_on:
            return Judgement("COLLAPSED", rests_on=rests_on, descriptive=about)
        return Judgement(
            "VACUOUS",
            vacuous_part=tuple(dishonest),
            honest_core=tuple(part for part in self._parts if part not in dishonest),
            overcommitted=self._overcommitted,
            h0_model=next(iter(dishonest.values())),
            descriptive=about,
        )

    @cached_property
    def _parts(self) -> tuple[Formula, ...]:
        """The conjuncts of the claim, each once."""
        return tuple(dict.fromkeys(conjuncts(self.declared.claim)))

    @cached_property
    def _open_parts(self) -> tuple[Formula, ...]:
        """The conjuncts that need an item: those that pattern and definitions alone do not yield."""
        bare = self.declared.pattern(self.declared.edges)
        return tuple(part for part in self._parts if self.court.lacks(bare, Box(self.theory, part)))

    def _dishonest(self, honesty: Honesty) -> dict[Formula, Refutation]:
        """The conjuncts of the claim that are not honest, each with a model of H₀ that shows it."""
        found = ((part, honesty.lacks(Item(self.theory, part))) for part in self._open_parts)
        return {part: refutation for part, refutation in found if refutation is not None}

    def _rests_on(self) -> tuple[str, ...]:
        """A minimal set of inconsistent theories on whose proofs the claim rests; none when it does not."""
        kept = [
            name for name in self.question.pattern.theories if self._inconsistent(self.full, name)
        ]
        if not kept or self._dishonest(self._honesty(tuple(kept))):
            return ()
        for name in tuple(kept):
            fewer = [each for each in kept if each != name]
            if not self._dishonest(self._honesty(tuple(fewer))):
                kept = fewer
        return tuple(kept)
