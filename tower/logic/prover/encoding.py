"""The clauses of one question, shared by every world, and what each is called in a certificate.

Besides the nodes there are letters that only assumptions make true.  For a box [k]B of the table: "it
was true in an earlier world".  For a theory: "this world is in D_i", "this world's theory reflects
T_i", "... proves 1-Con(T_i)"; and one for each axiom and consistency that some theory declares.
"""

from __future__ import annotations

from ...syntax.formula import Formula
from .labels import Labels, inconsistency
from .table import Clause, Table


class Encoding:
    """Letters and clauses; both only grow.

    `clauses` are all of them.  `hinted` are those that hints can name, with the name; the others state
    what follows from assumptions by the rule that certificates apply themselves.
    """

    def __init__(self, table: Table, labels: Labels) -> None:
        self.table = table
        self.labels = labels
        self.letters = table.size
        self.clauses: list[Clause] = []
        self.hinted: list[tuple[Clause, int]] = []
        self.lemmas = 0
        self.earlier = [0] * (table.size + 1)  # by box node, its letter "true earlier"
        self.origin: dict[int, int] = {}  # and back
        self.stated: dict[int, int] = {}  # letter of an axiom or a consistency -> its literal
        self.members: set[int] = set()  # letters "this world is in D_i"
        self._selectors: dict[tuple[str, str | Formula], int] = {}
        self._assumptions: dict[str, tuple[int, ...]] = {}
        self._of_theory: dict[str, list[int]] = {}
        for node in range(1, table.size + 1):
            for clause in table.clauses(node):
                self._add(clause, node)
        for node in table.boxes:
            self._of_theory.setdefault(table.theory[node], []).append(node)
            self._add_box(node)

    def _add(self, clause: Clause, name: int) -> None:
        self.clauses.append(clause)
        self.hinted.append((clause, name))

    def _letter(self) -> int:
        self.letters += 1
        return self.letters

    def _selector(self, kind: str, about: str | Formula) -> int:
        key = kind, about
        if key not in self._selectors:
            self._selectors[key] = self._letter()
        return self._selectors[key]

    def _add_box(self, node: int) -> None:
        theory, body = self.table.theory[node], self.table.left[node]
        earlier = self.earlier[node] = self._letter()
        self.origin[earlier] = node
        member = self._selector("in", theory)
        self.members.add(member)
        self.clauses.append((-earlier, node))
        self.clauses.append((-earlier, -member, body))
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
        found = [self._stating(axiom, table.literal_of(axiom)) for axiom in label.axioms]
        for lower in label.consistent:
            statement = inconsistency(lower)
            found.append(self._stating(statement, -table.number[statement]))
        found += [self._selector("in", low) for low in sorted(label.under) if low in self._of_theory]
        found += [self._selector("reflects", low) for low in sorted(label.reflected) if low in self._of_theory]
        found += [self._selector("stronger", low) for low in label.stronger]
        return found

    def _stating(self, formula: Formula, literal: int) -> int:
        """A letter that makes a literal true: that of the formula, or of its denial."""
        kind = "holds" if literal == self.table.literal_of(formula) else "fails"
        known = (kind, formula) in self._selectors
        letter = self._selector(kind, formula)
        if not known:
            self.stated[letter] = literal
            self.clauses.append((-letter, literal))
        return letter

    def sound(self, theories: list[str]) -> tuple[int, ...]:
        """The letters that make the root sound for theories."""
        trusted = self.labels.included(sorted(theories))
        return tuple(self._selector("reflects", low) for low in trusted if low in self._of_theory)

    def boxes_of(self, theory: str) -> list[int]:
        """The box nodes of a theory."""
        return self._of_theory.get(theory, [])
