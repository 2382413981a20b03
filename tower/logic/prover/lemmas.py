"""Lemmas: what an unsatisfiable world teaches, with the refutation that a certificate needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from .encoding import Encoding
from .limits import Budget
from .refuter import Refutation, Refuter
from .table import BOX, CONJUNCTION, EQUIVALENCE

Entry: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
Source: TypeAlias = tuple[str, int]  # where a premise comes from: the field of a step, and its literal
GIVEN: Source = ("", 0)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a certificate: what it is about, what it starts from, and its refutation.

    `about` is a box node for a lemma, the name of a theory for one about 1-consistency, None for the goal.
    `uses` are the numbers of the lemmas that the hints name.
    """

    about: int | str | None
    start: tuple[int, ...]
    also: tuple[int, ...]
    by: tuple[Entry, ...]
    uses: tuple[int, ...]


class Lemmas:
    """Refutes worlds again, with hints, and keeps the steps.
    """

    def __init__(self, encoding: Encoding, budget: Budget) -> None:
        self.steps: list[Step] = []
        self._encoding = encoding
        self._budget = budget
        self._refuter = Refuter(encoding.letters, budget)

    def learn(self, about: int | str | None, sources: dict[int, Source]) -> None:
        """Refute premises, given with their sources, and add the lemma that this gives."""
        refuter, encoding = self._refuter, self._encoding
        refuter.widen(encoding.letters)
        known, size = len(refuter.clauses), encoding.table.size
        for clause, name in zip(encoding.clauses[known:], encoding.names[known:], strict=True):
            refuter.add(clause, name if name <= size and encoding.table.kind[name] != BOX else 0)
        refutation = refuter.refute(sources, self._cone(sources))
        if refutation is None:
            raise AssertionError("the two propositional solvers disagree")
        self._keep(self._step(about, refutation, sources))

    def _cone(self, premises: Iterable[int]) -> bytearray:
        """Flags for the nodes that the premises are made of, and for 0."""
        table = self._encoding.table
        kinds, left, right = table.kind, table.left, table.right
        flags = bytearray(self._encoding.letters + 1)
        flags[0] = 1
        waiting = [lit for lit in premises if abs(lit) <= table.size]
        waiting += (left[node] for lit in premises for node in self._encoding.reflecting.get(lit, ()))
        while waiting:
            node = abs(waiting.pop())
            if not flags[node]:
                flags[node] = 1
                if kinds[node] in (CONJUNCTION, EQUIVALENCE):
                    waiting += left[node], right[node]
        return flags

    def _keep(self, step: Step) -> None:
        self._budget.spend_cells(sum(len(clause) + len(hints) for clause, hints in step.by) + len(step.start))
        self.steps.append(step)
        denied = tuple(-lit for lit in step.start)
        if isinstance(step.about, int):
            self._encoding.lemma((*denied, step.about))
        elif step.about is not None:
            self._encoding.lemma((*denied, -self._encoding.weaker(step.about)))

    def _step(self, about: int | str | None, refutation: Refutation, sources: dict[int, Source]) -> Step:
        """The step that a refutation gives, in the words of certificates."""
        size = self._encoding.table.size
        name_of = self._encoding.names
        entries: list[Entry] = []
        uses: set[int] = set()
        for clause, hints in refutation.entries:
            names: list[int] = []
            last = 0
            for number in hints:
                name = number if number < 0 else name_of[number]
                if name != last:
                    names.append(name)
                    last = name
                    if name > size:
                        uses.add(name - size)
            entries.append((clause, tuple(names)))
        used = {sources[lit] for lit in refutation.core}
        start = tuple(sorted(lit for field, lit in used if field == "from"))
        also = tuple(sorted(lit for field, lit in used if field == "also"))
        return Step(about, start, also, tuple(entries), tuple(sorted(uses)))
