"""Vacuity: which theorems come from nothing but trust in one's own proofs.

H₀ is L_P without Löb's axiom.  A declared item is honest if what it hands its theory was earned
without Löb; a claim is honest if H₀ and the honest items prove it.  What L_P proves and is not honest
is VACUOUS (definitions: `proofs/vacuity.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from ..errors import LimitReached, PatternError
from ..syntax.formula import (
    FALSE, TRUE, And, Atom, Box, Constant, Formula, Iff, Implies, Not, atoms, substitute, walk,
)
from .h0 import H0Model, refute_h0
from .models import Model
from .pattern import Pattern, check_vocabulary
from .tableau import GaveUp, Limits, NonTheorem, Theorem, decide

Item: TypeAlias = tuple[str, Formula]  # a theory and what it was given
Word: TypeAlias = Literal["GUARANTEED", "VACUOUS", "COLLAPSED", "CONTRADICTED", "NOT_DERIVABLE"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A theory accepted a formula; `rechecked` when its proof object was re-checked (then it is a fact)."""

    theory: str
    formula: Formula
    rechecked: bool = False


@dataclass(frozen=True)
class Question:
    """A claim at a theory, with everything that was declared.

    `pattern.axioms` holds all declared axioms; those that are listed as `abbreviations` or are the
    `constitutive` definitions c <-> β are no items.  `facts_true` are letters declared as true facts.
    """

    pattern: Pattern
    theory: str
    claim: Formula
    accepted: tuple[Acceptance, ...] = ()
    abbreviations: tuple[Formula, ...] = ()
    constitutive: tuple[tuple[str, Formula], ...] = ()
    facts_true: frozenset[str] = frozenset()

    def whole_pattern(self) -> Pattern:
        """The pattern with every acceptance as a theorem of its theory."""
        more: dict[str, tuple[Formula, ...]] = {}
        for each in self.accepted:
            more[each.theory] = (*more.get(each.theory, ()), each.formula)
        return self.pattern.with_axioms(more)


@dataclass(frozen=True)
class Judgement:
    """The verdict with its evidence.

    `vacuous_part` are the conjuncts that came from nowhere, `honest_core` the others; `overcommitted`
    the items that were never earned; `countermodel` refutes an underivable claim in L_P, `loops` the
    first vacuous conjunct in H₀; `conflicting` is a minimal set of acceptances that contradict.
    """

    verdict: Word
    vacuous_part: tuple[Formula, ...] = ()
    honest_core: tuple[Formula, ...] = ()
    overcommitted: tuple[Item, ...] = ()
    countermodel: Model | None = None
    loops: H0Model | None = None
    conflicting: tuple[Acceptance, ...] = ()


def judge(question: Question, *, limits: Limits = Limits()) -> Judgement:
    """The verdict on a question; LimitReached when a limit was met, PatternError when it is malformed.

    >>> from tower.syntax.parser import parse
    >>> pattern = Pattern(("a",), axioms=(("a", (parse("[a]s->s"),)),))
    >>> judge(Question(pattern, "a", parse("s"))).verdict
    'VACUOUS'
    """
    if question.theory not in question.pattern.theories:
        raise PatternError(f"theory {question.theory!r} is not declared", expected="a theory of the pattern")
    return _Court(question, limits).judgement()


def conjuncts(formula: Formula) -> Iterator[Formula]:
    """The parts of a formula at its top-level conjunctions, left to right."""
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if isinstance(now, And):
            waiting += [now.right, now.left]
        else:
            yield now


@dataclass
class _Court:
    question: Question
    limits: Limits
    extra_dead: frozenset[str] = frozenset()
    _h0: dict[tuple[Formula, tuple[Item, ...]], bool] = field(default_factory=dict)

    # what is given

    @cached_property
    def definitions(self) -> dict[str, tuple[Formula, ...]]:
        """Abbreviations and constitutive definitions, for every theory."""
        constitutive = [Iff(Atom(name), body) for name, body in self.question.constitutive]
        found = tuple(dict.fromkeys([*self.question.abbreviations, *constitutive]))
        return {name: found for name in self.question.pattern.theories} if found else {}

    @cached_property
    def _split(self) -> tuple[list[Item], list[tuple[str, str]]]:
        """Declared items and acceptances split at conjunctions; `<i>T` of j is an edge instead."""
        known = {formula for found in self.definitions.values() for formula in found}
        items: list[Item] = []
        edges: list[tuple[str, str]] = []
        given = [(name, each) for name, found in self.question.pattern.axioms for each in found]
        given += [(each.theory, each.formula) for each in self.question.accepted]
        for name, formula in given:
            for part in () if formula in known else conjuncts(formula):
                match part:
                    case Not(Box(lower, body)) if body in (FALSE, Not(TRUE)):
                        edges.append((lower, name))
                    case _:
                        items.append((name, part))
        return list(dict.fromkeys(items)), edges

    @property
    def items(self) -> list[Item]:
        return self._split[0]

    @cached_property
    def bare(self) -> Pattern:
        """The pattern with definitions and edges, and without items."""
        pattern = self.question.pattern
        edges = {(low, high, 0) for low, high in self._split[1]}
        bare = replace(pattern, con=pattern.con | edges, axioms=())
        dead = {name: (FALSE,) for name in sorted(self.extra_dead)}
        return bare.with_axioms(self.definitions).with_axioms(dead)

    def with_items(self, items: Iterable[Item]) -> Pattern:
        more: dict[str, tuple[Formula, ...]] = {}
        for name, formula in items:
            more[name] = (*more.get(name, ()), formula)
        return self.bare.with_axioms(more)

    @cached_property
    def rechecked(self) -> frozenset[Item]:
        return frozenset(
            (each.theory, part) for each in self.question.accepted if each.rechecked
            for part in conjuncts(each.formula)
        )

    # deciders

    def proves(self, pattern: Pattern, formula: Formula) -> bool:
        """L_P over a pattern."""
        found = decide(pattern, formula, limits=self.limits)
        if isinstance(found, GaveUp):
            raise LimitReached(found.limit)
        return isinstance(found, Theorem)

    def proves_h0(self, items: tuple[Item, ...], formula: Formula) -> bool:
        """H₀ over some items."""
        key = (formula, items)
        if key not in self._h0:
            self._h0[key] = refute_h0(self.h0_pattern(items), formula, limits=self.limits) is None
        return self._h0[key]

    def h0_pattern(self, items: tuple[Item, ...]) -> Pattern:
        """The pattern with some items and the boxes that the constitutive definitions alone make provable."""
        return self.with_items((*self.constituted, *items))

    @cached_property
    def constituted(self) -> tuple[Item, ...]:
        """`[i]D`, D a subformula of a constitutive definition, that L_P proves from definitions alone."""
        if not self.question.constitutive:
            return ()
        _check_constitutive(self.question)
        facts = {name: TRUE for name in self.question.facts_true}
        closed = {
            name: (*found, *(substitute(each, facts) for each in found))
            for name, found in self.definitions.items()
        }
        plain = {name: tuple(Atom(fact) for fact in sorted(facts)) for name in self.bare.theories if facts}
        pattern = self.bare.with_axioms(closed).with_axioms(plain)
        bodies = list(walk([body for _, body in self.question.constitutive]))
        return tuple(
            (name, body) for name in self.bare.theories for body in bodies
            if not isinstance(body, Constant) and self.proves(pattern, Box(name, body))
        )

    # honesty

    @cached_property
    def vocabulary(self) -> tuple[Formula, ...]:
        """Every subformula of the tower or the claim: what an item may commit its theory to."""
        given = [each for _, found in self.question.pattern.axioms for each in found]
        given += [each.formula for each in self.question.accepted]
        given += [each for found in self.definitions.values() for each in found]
        return tuple(walk([*dict.fromkeys(given), self.question.claim]))

    def commitments(self, theory: str, formula: Formula) -> list[Formula]:
        """What handing a formula to a theory makes it trust its own proofs of, unearned."""
        box = Box(theory, formula)
        return [
            each for each in self.vocabulary
            if self.proves_h0((), Implies(box, Box(theory, Implies(Box(theory, each), each))))
            and not self.proves_h0((), Implies(box, Box(theory, each)))
            and not self.proves(self.bare, Box(theory, each))
        ]

    @cached_property
    def _committed(self) -> dict[Item, list[Formula]]:
        return {item: self.commitments(*item) for item in self.items}

    @cached_property
    def honest_items(self) -> tuple[Item, ...]:
        """The least fixpoint: re-checked, harmless, or earned from honest items."""
        honest = [item for item in self.items if item in self.rechecked or not self._committed[item]]
        while True:
            given = tuple(honest)
            more = [
                item for item in self.items if item not in given
                and all(self.proves_h0(given, Box(item[0], each)) for each in self._committed[item])
            ]
            if not more:
                return given
            honest += more

    @cached_property
    def overcommitted(self) -> tuple[Item, ...]:
        """The items that were never earned."""
        return tuple(item for item in self.items if item not in self.honest_items)

    def dishonest(self) -> list[Formula]:
        """The conjuncts of the claim that are neither free nor honestly derived."""
        theory = self.question.theory
        return [
            part for part in conjuncts(self.question.claim)
            if not self.proves(self.bare, Box(theory, part)) and not self._honest(theory, part)
        ]

    def _honest(self, theory: str, part: Formula) -> bool:
        given = self.honest_items
        return self.proves_h0(given, Box(theory, part)) and all(
            self.proves_h0(given, Box(theory, each)) for each in self.commitments(theory, part)
        )

    # verdict

    def judgement(self) -> Judgement:
        question = self.question
        check_vocabulary(question.pattern, question.claim)
        bottom = Box(question.theory, FALSE)
        if self.proves(question.pattern, bottom):
            return Judgement("COLLAPSED")
        whole = question.whole_pattern()
        if question.accepted and self.proves(whole, bottom):
            return Judgement("CONTRADICTED", conflicting=self._conflict(bottom))
        found = decide(whole, Box(question.theory, question.claim), limits=self.limits)
        if isinstance(found, GaveUp):
            raise LimitReached(found.limit)
        if isinstance(found, NonTheorem):
            return Judgement("NOT_DERIVABLE", countermodel=found.model)
        return self._derivable(whole)

    def _derivable(self, whole: Pattern) -> Judgement:
        vacuous = self.dishonest()
        core = tuple(part for part in conjuncts(self.question.claim) if part not in vacuous)
        if not vacuous:
            return Judgement("GUARANTEED", honest_core=core, overcommitted=self.overcommitted)
        dead = frozenset(
            name for name in whole.theories if self.proves(whole, Box(name, FALSE))
        )
        if dead - self.extra_dead and not _Court(self.question, self.limits, dead).dishonest():
            return Judgement("COLLAPSED", overcommitted=self.overcommitted)
        goal = Box(self.question.theory, vacuous[0])
        loops = refute_h0(self.h0_pattern(self.honest_items), goal, limits=self.limits)
        return Judgement("VACUOUS", tuple(vacuous), core, self.overcommitted, loops=loops)

    def _conflict(self, bottom: Formula) -> tuple[Acceptance, ...]:
        """A minimal set of acceptances that contradict: drop each that is not needed."""
        kept = list(self.question.accepted)
        for each in self.question.accepted:
            fewer = [other for other in kept if other is not each]
            if self.proves(replace(self.question, accepted=tuple(fewer)).whole_pattern(), bottom):
                kept = fewer
        return tuple(kept)


def _check_constitutive(question: Question) -> None:
    """A constitutive system is closed and modalised: every letter in it is constitutive and boxed."""
    names = {name for name, _ in question.constitutive}
    for name, body in question.constitutive:
        closed = substitute(body, {fact: TRUE for fact in question.facts_true})
        foreign = sorted(atoms(closed) - names)
        if foreign:
            raise PatternError(f"the definition of {name} speaks of {foreign[0]}, which is not constitutive",
                               expected="constitutive letters and declared facts only")
        bare = _unboxed(closed) & names
        if bare:
            raise PatternError(f"the definition of {name} speaks of {sorted(bare)[0]} outside every box",
                               expected="every constitutive letter under a box")


def _unboxed(formula: Formula) -> set[str]:
    found: set[str] = set()
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if isinstance(now, Atom):
            found.add(now.name)
        elif not isinstance(now, Box):
            waiting.extend(now.children)
    return found


