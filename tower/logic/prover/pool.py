"""Finished worlds, so that later worlds can see them instead of new ones.

Of a world only what it was made for is remembered: whatever else happens to be true in it is found
out by the checker, in the finished model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .labels import Labels
from .table import Table

_TRIED = 40  # recent worlds that are looked at for one need


@dataclass(frozen=True, slots=True)
class Finished:
    """A world: sets of boxes are bit masks by the number of the box.

    An earlier world may call the boxes in `keeps` true as far as this world and those after it are
    concerned; the boxes in `breaks` are false in every earlier world.
    """

    label: str | None
    atoms: frozenset[int]
    later: tuple[int, ...]
    keeps: int
    breaks: int


class Pool:
    """All finished worlds of a question, numbered in the order in which they were finished."""

    def __init__(
        self, table: Table, labels: Labels, persistent: frozenset[int], fixed: frozenset[int]
    ) -> None:
        self.worlds: list[Finished] = []
        self._table = table
        self._labels = labels
        self._persistent = persistent  # Σ1 letters
        self._fixed = fixed  # decidable letters
        self._refuting: dict[int, list[int]] = {}
        self._denials = {-body for body in table.opening}

    def finish(self, world: Finished, needed: set[int], fresh: Iterable[int]) -> int:
        """Add a world; return its number.

        `needed` are its literals, `fresh` the boxes among its `keeps` that no earlier world calls true.
        """
        place = len(self.worlds)
        keeps, breaks = world.keeps, world.breaks
        if world.label is not None:
            table, under = self._table, self._labels[world.label].under
            for node in fresh:
                if table.theory[node] in under and table.left[node] not in needed:
                    keeps &= ~(1 << table.box_number[node])
            for denial in self._denials & needed:
                for node in table.opening[-denial]:
                    if table.theory[node] in under:
                        breaks |= 1 << table.box_number[node]
                        self._refuting.setdefault(node, []).append(place)
        self.worlds.append(Finished(world.label, world.atoms, world.later, keeps, breaks))
        return place

    def serving(self, box: int, wanted: int, atoms: frozenset[int]) -> int | None:
        """A finished world that makes a box false and keeps all wanted boxes and letters."""
        for number in reversed(self._refuting.get(box, ())[-_TRIED:]):
            world = self.worlds[number]
            if not wanted & ~world.keeps and self._persist(atoms, world.atoms):
                return number
        return None

    def _persist(self, here: frozenset[int], there: frozenset[int]) -> bool:
        return here & self._persistent <= there and here & self._fixed == there & self._fixed
