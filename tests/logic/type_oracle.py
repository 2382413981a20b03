"""Exact and obvious deciders over all types: truth values of every box of Γ and every letter, with a label.

In L_P a type can be realised when the later types that it needs can (a least fixpoint, as Löb's
axiom makes models well-founded); in H₀ when it survives the striking out of types that lack one (a
greatest fixpoint).  Nothing is shared with the tableaux but Γ and the saturation of oracles.py.
"""

from itertools import product

from tower.logic.models import relevant
from tower.syntax.formula import FALSE, And, Atom, Box, Iff, Implies, Not, Or, atoms, walk

from .oracles import INFINITE, saturated

MEANING = {
    Not: lambda x: not x,
    And: lambda x, y: x and y,
    Or: lambda x, y: x or y,
    Implies: lambda x, y: not x or y,
    Iff: lambda x, y: x == y,
}


class Types:
    """All types over Γ that obey the laws of their label, and the questions about them."""

    def __init__(self, pattern, formula):
        self.pattern = pattern
        gamma = relevant(pattern, formula)
        self.boxes = [each for each in gamma if isinstance(each, Box)]
        letters = {name for each in gamma for name in atoms(each)}
        self.basis = [*self.boxes, *(Atom(name) for name in sorted(letters))]
        includes, trust = saturated(pattern.reading.graph)
        self.under = {None: set()} | {
            b: {a for a, c in includes if c == b} for b in pattern.theories
        }
        self.trust = {b: {(a, n) for a, c, n in trust if c == b} for b in pattern.theories}
        self.gamma = [each for each in walk(gamma) if each not in self.basis]

    def fits(self):
        """Whether there are few enough of them."""
        return len(self.basis) <= 7

    def all(self):
        """Every lawful type, as (label, truth of every formula of Γ)."""
        for label in (None, *self.pattern.theories):
            for row in product((False, True), repeat=len(self.basis)):
                value = dict(zip(self.basis, row, strict=True))
                for each in self.gamma:
                    parts = [value[child] for child in each.children]
                    value[each] = MEANING[type(each)](*parts) if parts else each.value
                if label is None or self.lawful(label, value):
                    yield label, value

    def lawful(self, label, value):
        """Axioms hold, what is trusted is consistent, and what is reflected is sound."""
        if any(value[Box(lower, FALSE)] for lower, _ in self.trust[label]):
            return False
        axioms = [
            each
            for name, found in self.pattern.axioms
            if name in self.under[label]
            for each in found
        ]
        sound = {a for a, n in self.trust[label] if n == INFINITE and a in self.under[label]}
        return all(value[each] for each in axioms) and all(
            value[box.body] or not value[box] for box in self.boxes if box.theory in sound
        )

    def later(self, one, two):
        """Whether a world of the second type may come after one of the first."""
        (_, before), (label, after) = one, two
        if label is None:
            return False
        for box in self.boxes:
            if before[box] and not (
                after[box] and (box.theory not in self.under[label] or after[box.body])
            ):
                return False
        letters = [each for each in self.basis if isinstance(each, Atom)]
        return all(
            (after[each] or not before[each] or each.name not in self.pattern.sigma1_atoms)
            and (after[each] == before[each] or each.name not in self.pattern.decidable_atoms)
            for each in letters
        )

    def satisfied(self, one, others, loeb):
        """Whether some types are all that a type needs after it."""
        label, value = one
        after = [two for two in others if self.later(one, two)]
        for box in self.boxes:
            if not value[box] and not any(
                box.theory in self.under[name] and not found[box.body] and (found[box] or not loeb)
                for name, found in after
            ):
                return False
        strong = (
            []
            if label is None
            else [
                a for a, n in self.trust[label] if n >= 1 and (a, INFINITE) not in self.trust[label]
            ]
        )
        return all(
            any(a in self.under[two[0]] and self.agree(value, two[1]) for two in after)
            for a in strong
        )

    def agree(self, one, two):
        """Whether two types agree on all boxes and all letters of a class."""
        classes = self.pattern.sigma1_atoms | self.pattern.decidable_atoms
        return all(
            one[each] == two[each]
            for each in self.basis
            if isinstance(each, Box) or each.name in classes
        )


def refutable(pattern, formula, loeb=True):
    """Whether the formula fails at the root of some model; None where there are too many types."""
    types = Types(pattern, formula)
    if not types.fits():
        return None
    found = list(types.all())
    kept = [] if loeb else found
    while True:
        now = [one for one in found if types.satisfied(one, kept, loeb)]
        if len(now) == len(kept):
            return any(label is None and not value[formula] for label, value in now)
        kept = now
