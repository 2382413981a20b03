"""Finished worlds: what is true in them, so that later worlds can see them instead of new ones."""

from __future__ import annotations

from dataclasses import dataclass

from .labels import Labels
from .table import ATOM, BOX, CONJUNCTION, CONSTANT, DENIAL, Table

_TRIED = 40  # recent worlds that are looked at for one need


@dataclass(frozen=True, slots=True)
class Finished:
    """A world: sets of boxes are bit masks by the number of the box.

    `carries` are the boxes that an earlier world may call true as far as this world and those after it
    are concerned.
    """

    label: str | None
    atoms: frozenset[int]
    later: tuple[int, ...]
    carries: int


class Pool:
    """All finished worlds of a question, numbered in the order in which they were finished."""

    def __init__(self, table: Table, labels: Labels, persistent: frozenset[int], fixed: frozenset[int]) -> None:
        self.worlds: list[Finished] = []
        self._table = table
        self._labels = labels
        self._persistent = persistent  # Σ1 letters
        self._fixed = fixed  # decidable letters
        self._refuting: dict[int, list[int]] = {}
        self._box_bits = [1 << place for place in range(len(table.boxes))]
        self._all = (1 << len(table.boxes)) - 1
        self._members: dict[str, list[tuple[int, int, int]]] = {}

    def finish(self, label: str | None, atoms: frozenset[int], later: tuple[int, ...]) -> int:
        """Add a world whose later worlds are finished; return its number."""
        true = self._all
        for number in later:
            true &= self.worlds[number].carries
        carries = true
        place = len(self.worlds)
        if label is not None:
            value = self._evaluate(atoms, true)
            for node, body, bit in self._boxes_of(label):
                if not value[body]:
                    carries &= ~bit
                    self._refuting.setdefault(node, []).append(place)
        self.worlds.append(Finished(label, atoms, later, carries))
        return place

    def _boxes_of(self, label: str) -> list[tuple[int, int, int]]:
        """The boxes that speak of the worlds with a label: node, literal of the body, bit."""
        if label not in self._members:
            under, table = self._labels[label].under, self._table
            self._members[label] = [
                (node, table.left[node], self._box_bits[place])
                for place, node in enumerate(table.boxes) if table.theory(node) in under
            ]
        return self._members[label]

    def _evaluate(self, atoms: frozenset[int], boxes: int) -> list[bool]:
        """The truth of every literal at a world."""
        table = self._table
        kinds, joined, lefts, rights = table.kind, table.joined, table.left, table.right
        value = [False] * (2 * table.size + 1)
        place = 0
        for node in range(1, table.size + 1):
            kind = kinds[node]
            if kind == CONJUNCTION:
                both = value[lefts[node]] and value[rights[node]]
                value[joined[node]] = both
                value[-joined[node]] = not both
                continue
            if kind == BOX:
                true = bool(boxes >> place & 1)
                place += 1
            elif kind == ATOM:
                true = node in atoms
            elif kind == DENIAL:
                continue
            elif kind == CONSTANT:
                true = lefts[node] > 0
            else:
                true = value[lefts[node]] == value[rights[node]]
            value[node] = true
            value[-node] = not true
        return value

    def serving(self, box: int, needed: int, atoms: frozenset[int]) -> int | None:
        """A finished world that makes a box false and lets all needed boxes and letters persist."""
        for number in reversed(self._refuting.get(box, ())[-_TRIED:]):
            world = self.worlds[number]
            if needed & ~world.carries == 0 and self._persist(atoms, world.atoms):
                return number
        return None

    def _persist(self, here: frozenset[int], there: frozenset[int]) -> bool:
        return here & self._persistent <= there and here & self._fixed == there & self._fixed
