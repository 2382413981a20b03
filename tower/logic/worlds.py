"""What the worlds of a model of a trust pattern must satisfy, for tableaux that build them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ..syntax.formula import FALSE, Atom, Box, Formula, Implies, Not, Or
from .models import relevant
from .pattern import Pattern
from .saturation import Branch, Signed

State: TypeAlias = tuple[frozenset[Signed], str | None]  # what holds at a world, and its label


class Rules:
    """One question: its pattern, its Γ, and what worlds hand on to the worlds after them."""

    def __init__(self, pattern: Pattern, formula: Formula) -> None:
        self.pattern = pattern
        self.reading = pattern.reading
        self.gamma = relevant(pattern, formula)
        self.boxes = tuple(each for each in self.gamma if isinstance(each, Box))
        self.persistent = tuple(sorted(pattern.sigma1_atoms | pattern.decidable_atoms))
        self._always: dict[str, tuple[Signed, ...]] = {}
        self._place: dict[Formula, int] = {each: number for number, each in enumerate(self.gamma)}

    def ordered(self, signed: Iterable[Signed]) -> list[Signed]:
        """Signed formulas in an order that does not depend on the run."""
        return sorted(signed, key=lambda pair: (self._place[pair[0]], pair[1]))

    def _known(self, formulas: Iterable[Formula]) -> tuple[Signed, ...]:
        for each in formulas:
            self._place.setdefault(each, len(self._place))
        return tuple((each, True) for each in formulas)

    def always(self, label: str) -> tuple[Signed, ...]:
        """What every world with a label satisfies: axioms, reflection for Γ, consistency edges."""
        if label not in self._always:
            self._always[label] = self._known(list(dict.fromkeys(self._laws(label))))
        return self._always[label]

    def _laws(self, label: str) -> Iterator[Formula]:
        reading = self.reading
        for theory in reading.under[label]:
            yield from self.pattern.axioms_of.get(theory, ())
        for box in self.boxes:
            if box.theory in reading.reflected[label]:
                yield Implies(box, box.body)
        for theory in reading.needed[label]:
            yield Not(Box(theory, FALSE))
        if reading.finite[label]:
            letters = [Atom(name) for name in self.persistent]
            yield from (Or(each, Not(each)) for each in (*self.boxes, *letters))

    def root(self, formula: Formula) -> State:
        """The first world, at which the formula fails; every decidable letter is decided there."""
        letters = [Atom(name) for name in sorted(self.pattern.decidable_atoms)]
        decided = self._known([Or(each, Not(each)) for each in letters])
        self._known(letters)
        return frozenset([(formula, False), *decided]), None

    def carried(self, branch: Branch, label: str) -> list[Signed]:
        """What a world hands on to a later world with a label."""
        under = self.reading.under[label]
        handed: list[Signed] = []
        for box, value in branch.boxes.items():
            if value:
                handed.append((box, True))
                if box.theory in under:
                    handed.append((box.body, True))
        for name in self.persistent:
            truth = branch.value.get(Atom(name))
            if truth or (truth is False and name in self.pattern.decidable_atoms):
                handed.append((Atom(name), truth))
        self._known([formula for formula, _ in handed])
        return handed

    def after(self, branch: Branch, label: str, extra: Iterable[Signed]) -> State:
        """The state of a later world with a label, given what is asked of it in addition."""
        return frozenset([*extra, *self.carried(branch, label), *self.always(label)]), label

    def witnesses(self, branch: Branch, label: str | None) -> Iterator[State]:
        """The later worlds that edges of finite strength n >= 1 ask for.

        Such a world agrees with this one on every box of Γ and every Σ1 letter: its theory and all
        true Π1 sentences have a model (`n-Con` reflects Π_{n+1}, so all Boolean combinations of Σ1).
        """
        for theory in () if label is None else self.reading.finite[label]:
            letters = [Atom(name) for name in self.persistent]
            self._known(letters)
            same = [(each, branch.value[each]) for each in (*self.boxes, *letters)]
            yield self.after(branch, theory, same)
