"""The clauses of one question, shared by every world, and what each is called in a certificate.

The letters are the nodes, and for theories those that only assumptions make true: "the theory of
this world reflects T_i", "... proves 1-Con(T_i)".
"""

from __future__ import annotations

from .labels import Labels
from .table import Clause, Table


class Encoding:
    """Letters and clauses; both only grow.  `names` are the hints that stand for the clauses."""

    def __init__(self, table: Table, labels: Labels) -> None:
        self.table = table
        self.labels = labels
        self.letters = table.size
        self.clauses: list[Clause] = []
        self.names: list[int] = []
        self.lemmas = 0
        self._selectors: dict[tuple[str, str], int] = {}
        self.reflecting: dict[int, list[int]] = {}  # by the first kind of letter, the boxes of T_i
        self._assumptions: dict[str, tuple[int, ...]] = {}
        self._of_theory: dict[str, list[int]] = {}
        for node in range(1, table.size + 1):
            for clause in table.clauses(node):
                self._add(clause, node)
        for node in table.boxes:
            theory = table.theory[node]
            self._of_theory.setdefault(theory, []).append(node)
            selector = self._selector("reflects", theory)
            self.reflecting[selector] = self._of_theory[theory]
            self._add((-selector, -node, table.left[node]), node)

    def _add(self, clause: Clause, name: int) -> None:
        self.clauses.append(clause)
        self.names.append(name)

    def _selector(self, kind: str, theory: str) -> int:
        key = kind, theory
        if key not in self._selectors:
            self.letters += 1
            self._selectors[key] = self.letters
        return self._selectors[key]

    def lemma(self, clause: Clause) -> int:
        """Add the clause of a lemma; return its number."""
        self.lemmas += 1
        self._add(clause, self.table.size + self.lemmas)
        return self.lemmas

    def weaker(self, theory: str) -> int:
        """The letter "the theory of this world proves 1-Con of `theory`"."""
        return self._selector("stronger", theory)

    def assumptions(self, theory: str) -> tuple[int, ...]:
        """The letters that hold in every world of a theory."""
        if theory not in self._assumptions:
            label = self.labels[theory]
            reflected = [self._selector("reflects", low) for low in self._of_theory if low in label.reflected]
            stronger = [self._selector("stronger", low) for low in label.stronger]
            self._assumptions[theory] = (*reflected, *stronger)
        return self._assumptions[theory]

    def sound(self, theories: list[str]) -> tuple[int, ...]:
        """The letters that make the root sound for theories."""
        trusted = self.labels.included(sorted(theories))
        return tuple(self._selector("reflects", low) for low in trusted if low in self._of_theory)
