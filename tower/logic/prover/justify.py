"""What a propositional model really needs: the letters and boxes that make given literals true."""

from __future__ import annotations

from collections.abc import Iterable

from .table import ATOM, BOX, CONJUNCTION, EQUIVALENCE, Table


class Needs:
    """The literals that a world needs, grown goal by goal.

    `needed` are all of them; `boxes` and `false_boxes` the box nodes that must be true and false beyond
    those that were given as flat; `letters` the atom nodes that must be true.
    """

    __slots__ = ("_table", "_true", "boxes", "false_boxes", "letters", "needed")

    def __init__(self, table: Table, true: set[int], flat: Iterable[int] = ()) -> None:
        self._table = table
        self._true = true
        self.needed: set[int] = set(flat)
        self.boxes: list[int] = []
        self.false_boxes: list[int] = []
        self.letters: list[int] = []

    def close(self) -> None:
        """Forget the model, which is as large as the question: a deep search keeps many worlds."""
        self._true = set()

    def add(self, literals: Iterable[int]) -> None:
        """Justify literals, all of them true in the model; the cheaper side of a choice is taken.

        A side that is needed anyway costs nothing.
        """
        true, needed, spread = self._true, self.needed, self._table.spread
        kinds, joined, lefts, rights = (
            self._table.kind, self._table.joined, self._table.left, self._table.right)
        cost = self._table.cost
        waiting = list(literals)
        while waiting:
            lit = waiting.pop()
            if lit in needed:
                continue
            needed.add(lit)
            node = lit if lit > 0 else -lit
            kind = kinds[node]
            if kind == CONJUNCTION:
                parts, denied = spread(node)
                if lit == joined[node]:
                    waiting.extend(parts - needed)
                elif needed.isdisjoint(denied):
                    waiting.append(min(denied & true, key=lambda each: (cost[each], each)))
            elif kind == BOX:
                (self.boxes if lit > 0 else self.false_boxes).append(node)
            elif kind == EQUIVALENCE:
                left, right = lefts[node], rights[node]
                waiting.append(left if left in true else -left)
                waiting.append(right if right in true else -right)
            elif kind == ATOM and lit > 0:
                self.letters.append(node)
