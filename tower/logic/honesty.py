"""Which declared items are honest, and what is honestly derivable (`proofs/vacuity.md`).

An item (j, D) commits j to E when, without Löb's axiom and without any item, `[j]D` yields
`[j]([j]E -> E)` but not `[j]E`.  Honest items are a least fixpoint: those with a re-checked proof,
those that commit to nothing, and those all of whose commitments honest items have earned already.
"""

from __future__ import annotations

from functools import cached_property

from ..errors import CertificateError, LimitReached
from ..frozen import frozen
from ..syntax.formula import TRUE, Box, Formula, Implies, conjunction, subformulas, walk
from .answers import GaveUp, Limits, NonTheorem, Verdict
from .models import Model, check_countermodel, check_loop_model, truth
from .pattern import Pattern
from .questions import Declared, Item
from .tableau import decide
from .without_loeb import decide_without_loeb


@frozen(slots=True)
class Refutation:
    """A model in which a formula fails over a pattern; one of H₀ may have loops in its order."""

    pattern: Pattern
    formula: Formula
    model: Model
    loops: bool = False

    def check(self) -> None:
        """Check it independently of the decider; CertificateError says what fails."""
        check = check_loop_model if self.loops else check_countermodel
        check(self.pattern, self.formula, self.model)


@frozen
class Court:
    """The two deciders under fixed premises at the root and limits; LimitReached when one gives up."""

    limits: Limits
    premises: tuple[Formula, ...] = ()

    def lacks(self, pattern: Pattern, formula: Formula) -> Refutation | None:
        """A refutation in L_P, or None for a theorem."""
        goal = self._goal(formula)
        return _refutation(decide(pattern, goal, limits=self.limits), pattern, goal, loops=False)

    def honestly_lacks(self, pattern: Pattern, formula: Formula) -> Refutation | None:
        """A refutation in H₀, or None for a theorem."""
        goal = self._goal(formula)
        found = decide_without_loeb(pattern, goal, limits=self.limits)
        return _refutation(found, pattern, goal, loops=True)

    def _goal(self, formula: Formula) -> Formula:
        return Implies(conjunction(self.premises), formula) if self.premises else formula

    def fails_in(self, seen: list[Refutation], formula: Formula) -> bool:
        """Whether one of some models refutes this formula as well: checked, so only ever a shortcut."""
        goal = self._goal(formula)
        return any(_accepts(each, goal) for each in reversed(seen))


def _accepts(seen: Refutation, goal: Formula) -> bool:
    """Look first whether the goal fails at the root at all; the whole check is dearer."""
    if truth(seen.pattern, seen.model, subformulas(goal))[goal][0]:
        return False
    try:
        Refutation(seen.pattern, goal, seen.model, seen.loops).check()
    except CertificateError:
        return False
    return True


def _refutation(
    found: Verdict, pattern: Pattern, goal: Formula, *, loops: bool
) -> Refutation | None:
    match found:
        case GaveUp(limit):
            raise LimitReached(limit)
        case NonTheorem(model):
            return Refutation(pattern, goal, model, loops)
        case _:
            return None


class Honesty:
    """What a tower's items commit to, which of them are honest, and what these derive."""

    def __init__(self, declared: Declared, court: Court) -> None:
        self.declared = declared
        self.court = court
        self.bare = declared.pattern(declared.edges)
        self._committed: dict[Item, tuple[Formula, ...]] = {}

    @cached_property
    def vocabulary(self) -> tuple[Formula, ...]:
        """The subformulas of the tower and of the claim, but for T."""
        formulas = [
            *(item.formula for item in self.declared.all),
            *self.declared.known,
            self.declared.claim,
        ]
        return tuple(each for each in walk(formulas) if each is not TRUE)

    def commits(self, item: Item) -> tuple[Formula, ...]:
        """The formulas that an item commits its theory to."""
        if item not in self._committed:
            self._committed[item] = tuple(self._commitments(item))
        return self._committed[item]

    def _commitments(self, item: Item) -> list[Formula]:
        """Models that refute one commitment mostly refute the next one too, so they are tried first."""
        me, given = item.theory, Box(item.theory, item.formula)
        seen: list[Refutation] = []
        found = []
        for each in self.vocabulary:
            claim = Implies(given, Box(me, Implies(Box(me, each), each)))
            if self.court.fails_in(seen, claim):
                continue
            refutation = self.court.honestly_lacks(self.bare, claim)
            if refutation is not None:
                seen.append(refutation)
            elif self._unearned(me, given, each):
                found.append(each)
        return found

    def _unearned(self, me: str, given: Formula, each: Formula) -> bool:
        known = Box(me, each)
        return bool(
            self.court.honestly_lacks(self.bare, Implies(given, known))
            and self.court.lacks(self.bare, known)
        )

    @cached_property
    def honest(self) -> tuple[Item, ...]:
        """The honest items, in the order of declaration."""
        items = self.declared.items
        honest = {item for item in items if item in self.declared.earned or not self.commits(item)}
        while fresh := [
            item for item in items if item not in honest and self._redeemed(item, honest)
        ]:
            honest.update(fresh)
        return tuple(item for item in items if item in honest)

    def _redeemed(self, item: Item, honest: set[Item]) -> bool:
        pattern = self._with([each for each in self.declared.items if each in honest])
        return all(
            self.court.honestly_lacks(pattern, Box(item.theory, each)) is None
            for each in self.commits(item)
        )

    def _with(self, honest: list[Item]) -> Pattern:
        return self.declared.pattern([*self.declared.edges, *honest])

    @cached_property
    def overcommitted(self) -> tuple[Item, ...]:
        """The items that are not honest."""
        return tuple(item for item in self.declared.items if item not in self.honest)

    def lacks(self, item: Item) -> Refutation | None:
        """Why a theory does not honestly prove a formula, or None when it does.

        Either the formula itself or something that it commits the theory to is not honestly derivable.
        """
        pattern = self._with(list(self.honest))
        for each in (item.formula, *self.commits(item)):
            refutation = self.court.honestly_lacks(pattern, Box(item.theory, each))
            if refutation is not None:
                return refutation
        return None
