"""Hereditary claims that stand on an assumption about their line, and to which checks lead as well.

Such a claim is ASSUMED where all that checks give rests on assumptions from which that of its line follows
too: these are the weaker ones (`tower.propagation.standing`).  Here without a look at each claim on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .draft import EXACT, LOGIC
from .names import Bits, Ints
from .percolation import Facts
from .rules import Rules

MOST = 16  # assumptions about lines, and assumptions on which each of them may rest


@dataclass(frozen=True, eq=False)
class Assuming:
    """What is settled of the hereditary claims that follow from one assumption about their line alone."""

    rules: Rules

    @cached_property
    def settled(self) -> tuple[Bits, Bits]:
        """The claims that are certainly ASSUMED, and those that are certainly GUARANTEED."""
        count = len(self.rules.sheet.claims)
        assumed, guaranteed = np.zeros(count, bool), np.zeros(count, bool)
        roots = self.rules.start[np.isin(self.rules.start, self.rules.lines.claims)]
        if not 0 < len(roots) <= MOST:
            return assumed, guaranteed
        lines = [self._held(np.array([root]), LOGIC)[:count] for root in roots.tolist()]
        alone = np.sum(lines, axis=0) == 1
        for root, line in zip(roots.tolist(), lines, strict=True):
            sure, checked = self._settle(root)
            guaranteed |= line & alone & checked
            assumed |= line & alone & sure & ~checked
        return assumed, guaranteed

    def _settle(self, root: int) -> tuple[Bits, Bits]:
        """Of the line of one assumption: which claims are settled, and which of these by checks alone."""
        count = len(self.rules.sheet.claims)
        others = self.rules.start[self.rules.start != root]
        held = self._held(others, EXACT)
        if not held[root]:
            return np.ones(count, bool), held[:count]
        behind = self._behind(root)
        used = others[behind[others]]
        if len(used) > MOST or self._reasons(behind):
            return np.zeros(count, bool), np.zeros(count, bool)
        checked = self._held(used[:0], EXACT)[:count]
        sure = not self._held(np.array([root]), EXACT)[used].any()
        for each in used.tolist():
            without = self._held(others[others != each], EXACT)
            if without[root]:
                sure = False  # the assumption about the line may rest on others than all of them
            else:
                checked = checked | without[:count]
        return np.full(count, sure), checked

    def _held(self, start: Ints, level: int) -> Bits:
        """What holds on some assumptions alone."""
        always = np.flatnonzero(self.rules.facts.need <= 0)
        return self.rules.facts.held(np.union1d(start, always), level)

    def _behind(self, fact: int) -> Bits:
        """All facts on which one may rest."""
        facts = self.rules.facts
        level, need = np.zeros(len(facts.source), np.int8), np.ones(facts.count, np.int32)
        return Facts(facts.count, facts.target, facts.source, level, need).held(np.array([fact]))

    def _reasons(self, behind: Bits) -> bool:
        """Whether theories are among some facts: what is declared of them is assumed as well."""
        count = len(self.rules.sheet.claims)
        return bool(behind[count : self.rules.first_of_opposed].any())
