"""What a propositional model really needs: the letters and boxes that make given literals true."""

from __future__ import annotations

from collections.abc import Container, Iterable

from .table import ATOM, BOX, CONJUNCTION, EQUIVALENCE, Table


class Needs:
    """Boxes that must be true and false, letters that must be true and false, by node."""

    __slots__ = ("_table", "_true", "needed")

    def __init__(self, table: Table, true: Container[int]) -> None:
        self._table = table
        self._true = true
        self.needed: set[int] = set()

    def add(self, literals: Iterable[int]) -> None:
        """Justify literals, all of them true in the model; the cheaper side of a choice is taken.

        A side that is needed anyway costs nothing.
        """
        table, true, needed = self._table, self._true, self.needed
        kinds, joined, lefts, rights = table.kind, table.joined, table.left, table.right
        cost = table.cost
        waiting = list(literals)
        while waiting:
            lit = waiting.pop()
            if lit in needed:
                continue
            needed.add(lit)
            node = lit if lit > 0 else -lit
            kind = kinds[node]
            if kind == CONJUNCTION:
                left, right = lefts[node], rights[node]
                if lit == joined[node]:
                    waiting.append(left)
                    waiting.append(right)
                elif -left not in true:
                    waiting.append(-right)
                elif -right not in true or -left in needed:
                    waiting.append(-left)
                elif -right not in needed:
                    waiting.append(-left if cost[-left] <= cost[-right] else -right)
            elif kind == EQUIVALENCE:
                left, right = lefts[node], rights[node]
                waiting.append(left if left in true else -left)
                waiting.append(right if right in true else -right)

    def boxes(self) -> tuple[list[int], list[int]]:
        """The boxes that must be true, and those that must be false."""
        kinds = self._table.kind
        true = [lit for lit in self.needed if lit > 0 and kinds[lit] == BOX]
        false = [-lit for lit in self.needed if lit < 0 and kinds[-lit] == BOX]
        return true, false

    def letters(self) -> list[int]:
        """The letters that must be true."""
        kinds = self._table.kind
        return [lit for lit in self.needed if lit > 0 and kinds[lit] == ATOM]
