"""The clauses of one question, shared by every world, and where each comes from.

Besides the nodes there are letters that only assumptions make true.  For a box [k]B of the table: "it
was true in an earlier world".  For a theory: "this world is in D_i", "this world's theory reflects
T_i", "... proves Con(T_i)", "... proves 1-Con(T_i)".
"""

from __future__ import annotations

from ...syntax.formula import Formula
from .labels import Labels, inconsistency
from .table import Clause, Table

PREMISE = 0  # the mark of clauses that a certificate states as premises


class Encoding:
    """Letters, clauses and the reference of each clause in a certificate (`PREMISE` for none).

    `letters` is the number of letters in use; clauses are handed out once by `fresh`.
    """

    def __init__(self, table: Table, labels: Labels) -> None:
        self.table = table
        self.labels = labels
        self.letters = table.size
        self.clauses: list[Clause] = []
        self.references: list[int] = []
        self.extra: dict[int, int] = {}  # premise clause -> the literal of `also` that it stands for
        self.lemmas = 0
        self.earlier: dict[int, int] = {}  # box node -> its letter "true earlier"
        self.origin: dict[int, int] = {}  # and back
        self._selectors: dict[tuple[str, str | Formula], int] = {}
        self._assumptions: dict[str, tuple[int, ...]] = {}
        self._duties: dict[str, tuple[int, ...]] = {}
        self._of_theory: dict[str, list[int]] = {}
        for node in range(1, table.size + 1):
            for clause in table.clauses(node):
                self._add(clause, node)
        for node in table.boxes:
            self._of_theory.setdefault(table.theory(node), []).append(node)
            self._add_box(node)

    def _add(self, clause: Clause, reference: int) -> None:
        self.clauses.append(clause)
        self.references.append(reference)

    def _letter(self) -> int:
        self.letters += 1
        return self.letters

    def _selector(self, kind: str, about: str | Formula) -> int:
        key = kind, about
        if key not in self._selectors:
            self._selectors[key] = self._letter()
        return self._selectors[key]

    def _add_box(self, node: int) -> None:
        theory, body = self.table.theory(node), self.table.left[node]
        earlier = self.earlier[node] = self._letter()
        self.origin[earlier] = node
        self._add((-earlier, node), PREMISE)
        self._add((-earlier, -self._selector("in", theory), body), PREMISE)
        self._add((-self._selector("reflects", theory), -node, body), node)

    def lemma(self, clause: Clause) -> int:
        """Add the clause of a lemma; return its number."""
        self.lemmas += 1
        self._add(clause, self.table.size + self.lemmas)
        return self.lemmas

    def weaker(self, theory: str) -> int:
        """The letter "the theory of this world proves 1-Con of `theory`"."""
        return self._selector("stronger", theory)

    def assumptions(self, theory: str) -> tuple[int, ...]:
        """The letters that make a world one of a theory."""
        if theory not in self._assumptions:
            self._assumptions[theory] = tuple(self._read(theory))
        return self._assumptions[theory]

    def _read(self, theory: str) -> list[int]:
        label, table = self.labels[theory], self.table
        found = [self._premise("axiom", axiom, table.literal_of(axiom)) for axiom in label.axioms]
        for lower in label.consistent:
            statement = inconsistency(lower)
            found.append(self._premise("consistent", statement, -table.number[statement]))
        found += [self._selector("in", low) for low in sorted(label.under) if low in self._of_theory]
        found += [self._selector("reflects", low) for low in sorted(label.reflected) if low in self._of_theory]
        found += [self._selector("stronger", low) for low in label.stronger]
        return found

    def _premise(self, kind: str, formula: Formula, literal: int) -> int:
        """A letter that makes a literal true, stated in certificates under `also`."""
        known = (kind, formula) in self._selectors
        letter = self._selector(kind, formula)
        if not known:
            self.extra[len(self.clauses)] = literal
            self._add((-letter, literal), PREMISE)
        return letter

    def sound(self, theories: list[str]) -> tuple[int, ...]:
        """The letters that make the root sound for theories."""
        trusted = self.labels.included(sorted(theories))
        return tuple(self._selector("reflects", low) for low in trusted if low in self._of_theory)

    def duties(self, theory: str) -> tuple[int, ...]:
        """The literals that hold in every world of a theory: its axioms and its consistency edges."""
        if theory not in self._duties:
            label, table = self.labels[theory], self.table
            axioms = [table.literal_of(axiom) for axiom in label.axioms]
            self._duties[theory] = (*axioms, *(-table.number[inconsistency(low)] for low in label.consistent))
        return self._duties[theory]

    def boxes_of(self, theory: str) -> list[int]:
        """The box nodes of a theory."""
        return self._of_theory.get(theory, [])

