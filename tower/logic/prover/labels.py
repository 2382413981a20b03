"""What a world of a theory owes to the pattern: read lazily, one theory at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...syntax.formula import FALSE, Box, Formula
from ..pattern import Pattern


@dataclass(frozen=True, slots=True)
class Label:
    """The duties of the worlds of a theory.

    It includes the theories `under`, itself among them, and reflects `reflected`; `consistent` are
    theories whose consistency it declares or inherits directly, so many that the others follow;
    `stronger` those with a finite strength of at least 1.
    """

    under: frozenset[str]
    reflected: frozenset[str]
    consistent: tuple[str, ...]
    stronger: tuple[str, ...]
    axioms: tuple[Formula, ...]


class Labels:
    """The labels of a pattern.

    >>> from tower.logic.pattern import Pattern
    >>> chain = Pattern(("a", "b", "c"), reflects=frozenset({("a", "b"), ("b", "c")}))
    >>> sorted(Labels(chain)["c"].reflected), Labels(chain)["c"].consistent
    (['a', 'b'], ('b',))
    """

    def __init__(self, pattern: Pattern) -> None:
        self._axioms = pattern.axioms_of
        self._includes: dict[str, list[str]] = {}
        self._reflects: dict[str, list[str]] = {}
        self._con: dict[str, list[tuple[str, int]]] = {}
        for lower, upper in sorted(pattern.includes):
            self._includes.setdefault(upper, []).append(lower)
        for lower, upper in sorted(pattern.reflects):
            self._reflects.setdefault(upper, []).append(lower)
        for lower, upper, strength in sorted(pattern.con):
            self._con.setdefault(upper, []).append((lower, strength))
        self._known: dict[str, Label] = {}

    def __getitem__(self, theory: str) -> Label:
        if theory not in self._known:
            self._known[theory] = self._read(theory)
        return self._known[theory]

    def included(self, theories: list[str]) -> dict[str, None]:
        """Everything that some of the theories include, nearest first."""
        seen = dict.fromkeys(theories)
        waiting = list(seen)
        for now in waiting:
            for lower in (*self._reflects.get(now, ()), *self._includes.get(now, ())):
                if lower not in seen:
                    seen[lower] = None
                    waiting.append(lower)
        return seen

    def _read(self, theory: str) -> Label:
        under = self.included([theory])
        direct = [lower for each in under for lower in self._reflects.get(each, ())]
        reflected = frozenset(self.included(direct)) if direct else frozenset()
        edges = [edge for each in under for edge in self._con.get(each, ())]
        return Label(
            frozenset(under),
            reflected,
            self._widest(dict.fromkeys([*direct, *(lower for lower, _ in edges)])),
            tuple(dict.fromkeys(low for low, strength in edges if strength and low not in reflected)),
            tuple(dict.fromkeys(axiom for each in under for axiom in self._axioms.get(each, ()))),
        )

    def _widest(self, theories: Iterable[str]) -> tuple[str, ...]:
        """Theories that together include all of these; those that an earlier one includes go."""
        covered: set[str] = set()
        found: list[str] = []
        for theory in theories:
            if theory not in covered:
                found.append(theory)
                covered.update(self.included([theory]))
        return tuple(found)


def inconsistency(theory: str) -> Formula:
    """The theory proves falsity."""
    return Box(theory, FALSE)
