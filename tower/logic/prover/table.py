"""The formulas of one question, numbered, and their gates.

Nodes count from 1, parts first, as in certificates; a literal is a node or its denial, and the literal
of a denied formula is the denied literal of its part.  A gate says that a literal is the conjunction of two
others, or that a node says of two literals that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from ...syntax.formula import FALSE, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, walk
from ..pattern import Pattern
from ..trust import TrustGraph

ATOM, BOX, CONJUNCTION, EQUIVALENCE, CONSTANT, DENIAL = range(6)
Clause: TypeAlias = tuple[int, ...]
_EXPENSIVE = 1_000_000  # a world
_MOST = 10**9
_WIDEST = 256  # parts up to which a conjunction is opened


class Table:
    """Numbered formulas; the lists are indexed by node, `cost` by literal.

    For a conjunction `joined` is the literal that means "both parts"; for the others it is the node.
    """

    def __init__(self, formulas: Iterable[Formula]) -> None:
        self.number: dict[Formula, int] = {}
        self.nodes: list[Formula] = []
        self.literal: list[int] = [0]
        self.kind: list[int] = [CONSTANT]
        self.joined: list[int] = [0]
        self.left: list[int] = [0]
        self.right: list[int] = [0]
        self.theory: list[str] = [""]  # of a box
        self.boxes: list[int] = []
        self.atoms: dict[str, int] = {}
        for formula in walk(formulas):
            self._add(formula)
        self.opening: dict[int, list[int]] = {}  # literal of a body -> its boxes
        for node in self.boxes:
            self.opening.setdefault(self.left[node], []).append(node)
        self.box_number = {node: place for place, node in enumerate(self.boxes)}
        self.cost = _costs(self)
        self._spread: dict[int, tuple[frozenset[int], frozenset[int]]] = {}

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.nodes)

    def literal_of(self, formula: Formula) -> int:
        """The literal of a formula of the table."""
        return self.literal[self.number[formula]]

    def _add(self, formula: Formula) -> None:
        here = len(self.nodes) + 1
        self.number[formula] = here
        self.nodes.append(formula)
        shape = type(formula)
        parts = [self.literal[self.number[part]] for part in formula.children]
        literal = joined = here
        kind = CONJUNCTION
        left, right = (*parts, 0, 0)[:2]
        if shape is Atom:
            kind = ATOM
            self.atoms[formula.args[0]] = here
        elif shape is Box:
            kind = BOX
            self.boxes.append(here)
        elif shape is Not:
            kind, literal = DENIAL, -left
        elif shape is Iff:
            kind = EQUIVALENCE
        elif shape is Constant:
            kind, left = CONSTANT, here if formula.args[0] else -here
        elif shape is Or:
            joined, left, right = -here, -left, -right
        elif shape is Implies:
            joined, right = -here, -right
        self.theory.append(formula.args[0] if kind == BOX else "")
        self.literal.append(literal)
        self.kind.append(kind)
        self.joined.append(joined)
        self.left.append(left)
        self.right.append(right)

    def clauses(self, node: int) -> tuple[Clause, ...]:
        """What a gate says, as clauses; none for atoms, boxes and denials."""
        n, a, b = self.joined[node], self.left[node], self.right[node]
        match self.kind[node]:
            case 2:
                return (-n, a), (-n, b), (n, -a, -b)
            case 3:
                return (-n, -a, b), (-n, a, -b), (n, a, b), (n, -a, -b)
            case 4:
                return ((a,),)
            case _:
                return ()

    def spread(self, node: int) -> tuple[frozenset[int], frozenset[int]]:
        """The parts of a conjunction, conjunctions among them opened up to a bound, and their denials."""
        if node not in self._spread:
            waiting, parts = [self.left[node], self.right[node]], set[int]()
            while waiting:
                lit = waiting.pop()
                part = abs(lit)
                if self.kind[part] == CONJUNCTION and lit == self.joined[part] and len(parts) < _WIDEST:
                    waiting += self.left[part], self.right[part]
                else:
                    parts.add(lit)
            self._spread[node] = frozenset(parts), frozenset(-lit for lit in parts)
        return self._spread[node]

    def shape(self, node: int, theory_number: dict[str, int]) -> list[Any]:
        """The node as it stands in a certificate."""
        formula = self.nodes[node - 1]
        match formula:
            case Atom(name):
                return ["atom", name]
            case Constant(value):
                return ["true" if value else "false"]
            case Box(theory, body):
                return ["box", theory_number[theory], self.number[body]]
            case _:
                word = type(formula).__name__.lower()
                return [word, *(self.number[part] for part in formula.children)]


def table_of(pattern: Pattern, formula: Formula) -> Table:
    """The table of a question: the formula, all axioms, and `[i]F` for the theories that others trust."""
    axioms = [each for _, found in pattern.axioms for each in found]
    edges = {lower for lower, _ in pattern.reflects} | {lower for lower, _, _ in pattern.con}
    return Table([*(Box(name, FALSE) for name in _lower_first(pattern, edges)), *axioms, formula])


def _lower_first(pattern: Pattern, theories: set[str]) -> list[str]:
    """Theories in an order in which the trusted come before the trusting."""
    if len(theories) < 2:
        return sorted(theories)
    graph = TrustGraph(pattern.theories, pattern.includes, pattern.reflects, pattern.con)
    return sorted(theories, key=lambda name: (graph.component_of[name], name))


def _costs(table: Table) -> list[int]:
    """For each literal a guess at what making it true takes: worlds above all."""
    size = table.size
    cost = [0] * (2 * size + 1)
    for node in range(1, size + 1):
        left, right = table.left[node], table.right[node]
        match table.kind[node]:
            case 1:
                cost[node], cost[-node] = 1, _EXPENSIVE
            case 2:
                joined = table.joined[node]
                cost[joined] = min(cost[left] + cost[right] + 1, _MOST)
                cost[-joined] = min(cost[-left], cost[-right]) + 1
            case 3:
                cost[node] = min(cost[left] + cost[right], cost[-left] + cost[-right], _MOST)
                cost[-node] = min(cost[left] + cost[-right], cost[-left] + cost[right], _MOST)
    return cost
