"""Lemmas: what an unsatisfiable world teaches, with the refutation that a certificate needs."""

from __future__ import annotations

from dataclasses import dataclass

from .encoding import PREMISE, Encoding
from .refuter import Refutation, Refuter

Entry = tuple[tuple[int, ...], tuple[int, ...]]


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


class Translator:
    """Turns refutations, which speak of clauses, into steps, which speak of nodes and lemmas."""

    def __init__(self, encoding: Encoding, refuter: Refuter) -> None:
        self._encoding = encoding
        self._refuter = refuter

    def step(self, about: int | str | None, refutation: Refutation) -> Step:
        """The step that a refutation of a world's assumptions gives."""
        encoding = self._encoding
        entries: list[Entry] = []
        also: set[int] = set()
        uses: set[int] = set()
        for clause, hints in refutation.entries:
            names: list[int] = []
            for number in hints:
                name = number if number < 0 else encoding.references[number]
                if name == PREMISE:
                    also.update([encoding.extra[number]] if number in encoding.extra else [])
                elif not names or names[-1] != name:
                    names.append(name)
                    uses.update([name - encoding.table.size] if name > encoding.table.size else [])
            if names or clause or len(refutation.entries) == 1:
                entries.append((clause, tuple(names)))
        start = self._start(about, refutation.core)
        return Step(about, start, tuple(sorted(also)), tuple(entries), tuple(sorted(uses)))

    def _start(self, about: int | str | None, core: tuple[int, ...]) -> tuple[int, ...]:
        """The persistent literals among the used assumptions."""
        encoding, table = self._encoding, self._encoding.table
        gifts = {about, -table.left[about]} if isinstance(about, int) else set()
        found: list[int] = []
        for lit in core:
            if lit in encoding.origin:
                found.append(encoding.origin[lit])
            elif abs(lit) <= table.size and lit not in gifts and about is not None:
                found.append(lit)
        return tuple(sorted(found))
