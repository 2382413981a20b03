"""Lemmas: what an unsatisfiable world teaches, with the refutation that a certificate needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from .encoding import Encoding
from .limits import Budget
from .refuter import Refutation, Refuter

Entry: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
Source: TypeAlias = tuple[str, int]  # where a premise comes from: the field of a step, and its literal
_GIVEN: Source = ("", 0)


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

    The refuter is given the premises of a step as the checker forms them, not the assumptions of the
    big solver, so that its hints are those that the checker needs.
    """

    def __init__(self, encoding: Encoding, budget: Budget) -> None:
        self.steps: list[Step] = []
        self._encoding = encoding
        self._budget = budget
        self._refuter = Refuter(encoding.letters, budget)

    def learn(self, about: int | str | None, label: str | None, core: Iterable[int]) -> None:
        """Refute the assumptions of a world, and add the lemma that this gives."""
        refuter, encoding = self._refuter, self._encoding
        refuter.widen(encoding.letters)
        for clause, _ in encoding.hinted[len(refuter.clauses):]:
            refuter.add(clause)
        sources = self._sources(about, label, core)
        refutation = refuter.refute(sources)
        if refutation is None:
            raise AssertionError("the two propositional solvers disagree")
        self._keep(self._step(about, refutation, sources))

    def _keep(self, step: Step) -> None:
        self._budget.spend_cells(sum(len(clause) + len(hints) for clause, hints in step.by) + len(step.start))
        self.steps.append(step)
        denied = tuple(-lit for lit in step.start)
        if isinstance(step.about, int):
            self._encoding.lemma((*denied, step.about))
        elif step.about is not None:
            self._encoding.lemma((*denied, -self._encoding.weaker(step.about)))

    def _sources(self, about: int | str | None, label: str | None, core: Iterable[int]) -> dict[int, Source]:
        """The premises that assumptions stand for, and where each comes from."""
        encoding, table = self._encoding, self._encoding.table
        under = frozenset() if label is None else encoding.labels[label].under
        sources: dict[int, Source] = {}
        if isinstance(about, int):
            sources[about] = sources[-table.left[about]] = _GIVEN
        for lit in core:
            if lit in encoding.origin:
                node = encoding.origin[lit]
                sources.setdefault(node, ("from", node))
                if table.theory[node] in under:
                    sources.setdefault(table.left[node], ("from", node))
            elif lit in encoding.stated:
                sources.setdefault(encoding.stated[lit], ("also", encoding.stated[lit]))
            elif lit not in encoding.members:
                persistent = abs(lit) <= table.size and about is not None
                sources.setdefault(lit, ("from", lit) if persistent else _GIVEN)
        return sources

    def _step(self, about: int | str | None, refutation: Refutation, sources: dict[int, Source]) -> Step:
        """The step that a refutation gives, in the words of certificates."""
        size = self._encoding.table.size
        hinted = self._encoding.hinted
        entries: list[Entry] = []
        uses: set[int] = set()
        for clause, hints in refutation.entries:
            names: list[int] = []
            last = 0
            for number in hints:
                name = number if number < 0 else hinted[number][1]
                if name != last:
                    names.append(name)
                    last = name
                    if name > size:
                        uses.add(name - size)
            entries.append((clause, tuple(names)))
        used = {sources[lit] for lit in refutation.core}
        start, also = (tuple(sorted(lit for field, lit in used if field == name)) for name in ("from", "also"))
        return Step(about, start, also, tuple(entries), tuple(sorted(uses)))
