"""Satisfiability in J by a search for types on one incremental SAT solver.

Let Φ be the subformulas, closed under [m]ψ ⇒ [n]ψ for the modalities n > m that occur.  A type
is an assignment to the boxes and letters of Φ.  xRₙy holds between types iff for m < n they have
the same [m]-boxes; every [n]ψ of x gives ψ and all [n′]ψ, n′ ≥ n, in y; and y has an [n]-box that
x has not.  A formula is J-satisfiable iff some type makes it true and is realisable: every false
[n]ψ has a realisable Rₙ-successor with [n]ψ true and ψ false.  The tuple of [0]-boxes, [1]-boxes,
… grows lexicographically on the way, so the search ends (Beklemishev 2010 has the finite models).

Each box and letter is a SAT letter.  A successor is a model under assumptions; when there is
none, the assumptions that were to blame are, read back at x, a clause that every realisable
type satisfies, so one solver serves all worlds and never forgets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pysat.solvers import Solver

from tower.logic.answers import GaveUp
from tower.logic.j_models import JModel
from tower.logic.rc import modality
from tower.syntax.formula import (
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    subformulas,
)


@dataclass(frozen=True, slots=True)
class NoModel:
    """No J-model satisfies the formula."""


def j_satisfy(formula: Formula, worlds: int = 20_000) -> JModel | NoModel | GaveUp:
    """A J-model of the formula (true at world 0), or that there is none, or the limit met.

    `worlds` bounds how many candidate worlds are looked at.

    >>> from tower.syntax.parser import parse
    >>> j_satisfy(parse("[0]F & <0>T"))
    NoModel()
    >>> len(j_satisfy(parse("<0>p & <0>~p")))
    3
    """
    table = _Table(formula)
    with Solver(name="glucose4", bootstrap_with=table.clauses) as solver:
        solver.set_phases(list(table.boxes))
        return _Search(table, solver, table.literal[formula]).run(worlds)


CONFLICTS = 300_000  # of the SAT solver, for one candidate world

Type: TypeAlias = frozenset[int]  # the signed literals that hold at a world


@dataclass(frozen=True, slots=True)
class _BoxLetter:
    """What the SAT letter of [level]body needs to know: body, and [n]body for all n ≥ level."""

    level: int
    body: int
    upward: tuple[int, ...]


class _Table:
    """The formula in clauses, with one SAT letter per box and letter of Φ."""

    def __init__(self, formula: Formula) -> None:
        self.literal: dict[Formula, int] = {}
        self.clauses: list[list[int]] = [[1]]  # letter 1 is T
        self.letters: dict[int, str] = {}
        self.boxes: dict[int, _BoxLetter] = {}
        self.size = 1
        parts = subformulas(formula)
        levels = sorted({modality(part.theory) for part in parts if isinstance(part, Box)})
        self.by_body: dict[tuple[int, Formula], int] = {}
        for part in parts:
            self.literal[part] = self._encode(part, levels)

    def _new(self) -> int:
        self.size += 1
        return self.size

    def _encode(self, part: Formula, levels: Sequence[int]) -> int:
        match part:
            case Constant(value=value):
                return 1 if value else -1
            case Atom(name=name):
                letter = self._new()
                self.letters[letter] = name
                return letter
            case Not(body=body):
                return -self.literal[body]
            case Box(theory=theory, body=body):
                return self._box(modality(theory), body, levels)
        return self._connective(part)

    def _box(self, level: int, body: Formula, levels: Sequence[int]) -> int:
        upward: tuple[int, ...] = ()
        for higher in reversed([other for other in levels if other >= level]):
            letter = self.by_body.setdefault((higher, body), self.size + 1)
            self.size = max(self.size, letter)
            upward = (letter, *upward)
            self.boxes.setdefault(letter, _BoxLetter(higher, self.literal[body], upward))
            if _persists(body, higher):
                self.clauses.append([-self.literal[body], letter])
        return upward[0]

    def _connective(self, part: Formula) -> int:
        name = self._new()
        match part:
            case And(left=left, right=right):
                self._conjunction(name, self.literal[left], self.literal[right])
            case Or(left=left, right=right):
                self._conjunction(-name, -self.literal[left], -self.literal[right])
            case Implies(left=left, right=right):
                self._conjunction(-name, self.literal[left], -self.literal[right])
            case Iff(left=left, right=right):
                one, two = self.literal[left], self.literal[right]
                self.clauses += [[-name, -one, two], [-name, one, -two]]
                self.clauses += [[name, one, two], [name, -one, -two]]
        return name

    def _conjunction(self, name: int, left: int, right: int) -> None:
        self.clauses += [[-name, left], [-name, right], [name, -left, -right]]

    def demands(self, here: Type, unmet: int) -> dict[int, int]:
        """What a successor for the false box `unmet` must satisfy: literal -> reason at `here`."""
        wanted = self.boxes[unmet]
        demands = {unmet: -unmet, -wanted.body: -unmet}
        for letter, box in self.boxes.items():
            if box.level < wanted.level:
                signed = letter if letter in here else -letter
                demands.setdefault(signed, signed)
        true = [
            (letter, box)
            for letter, box in self.boxes.items()
            if box.level == wanted.level and letter in here
        ]
        # Of □A and □□A the second is the weaker reason.  The solver blames what it meets first, so
        # large boxes come first, and a box is blamed on its body's box before it is on itself.
        for letter, box in reversed(true):
            demands.setdefault(box.body, letter)
        for letter, box in reversed(true):
            for needed in box.upward:
                demands.setdefault(needed, letter)
        return demands

    def sees(self, level: int, here: Type, there: Type) -> bool:
        """here R_level there, by the definition at the head of this module."""
        grows = False
        for letter, box in self.boxes.items():
            if box.level < level and (letter in here) != (letter in there):
                return False
            if box.level == level and letter in here and not {box.body, *box.upward} <= there:
                return False
            grows = grows or (box.level == level and letter in there and letter not in here)
        return grows


def _persists(body: Formula, level: int) -> bool:
    """Axioms of J that the search need not find out: [m]A → [n][m]A, ⟨m⟩A → [n]⟨m⟩A for m < n."""
    match body:
        case Box(theory=theory):
            return modality(theory) <= level
        case Not(body=Box(theory=theory)):
            return modality(theory) < level
    return False


@dataclass(slots=True)
class _World:
    """A candidate world and its false boxes that still wait for a successor."""

    type: Type
    waiting: list[int]


@dataclass(slots=True)
class _Search:
    """Depth-first search for realisable types on an explicit stack."""

    table: _Table
    solver: Solver
    goal: int
    realised: list[Type] = field(default_factory=list)

    def run(self, limit: int) -> JModel | NoModel | GaveUp:
        """Look at no more than `limit` candidates."""
        stack: list[_World] = []
        for _ in range(limit):
            while stack and self._settle(stack[-1]):
                self.realised.append(stack.pop().type)
                if not stack:
                    return self._model(self.realised[-1])
            demands = self._demands(stack)
            self.solver.conf_budget(CONFLICTS)
            found = self.solver.solve_limited(assumptions=list(demands))
            if found is None:
                return GaveUp(f"{CONFLICTS} conflicts at one world")
            if found:
                stack.append(self._world())
            elif not stack:
                return NoModel()
            else:
                self._learn(demands, stack.pop())
        return GaveUp(f"{limit} worlds")

    def _demands(self, stack: list[_World]) -> dict[int, int]:
        return (
            self.table.demands(stack[-1].type, stack[-1].waiting[-1]) if stack else {self.goal: 0}
        )

    def _world(self) -> _World:
        model = frozenset(self.solver.get_model())
        return _World(model, [letter for letter in self.table.boxes if -letter in model])

    def _settle(self, world: _World) -> bool:
        """Drop the boxes that a realised world already serves; are none left?"""
        while world.waiting and self._witness(world.type, world.waiting[-1]) is not None:
            world.waiting.pop()
        return not world.waiting

    def _witness(self, here: Type, unmet: int) -> Type | None:
        demands = self.table.demands(here, unmet).keys()
        return next((other for other in reversed(self.realised) if demands <= other), None)

    def _learn(self, demands: Mapping[int, int], world: _World) -> None:
        """No type meets the demands: their reasons never hold together at one world."""
        core = self.solver.get_core() or []
        reasons = {demands[literal] for literal in core} | {-world.waiting[-1]}
        self.solver.add_clause(sorted(-reason for reason in reasons))

    def _model(self, root: Type) -> JModel:
        """The realised worlds that the root needs, under the relation between types."""
        worlds = {root: 0}
        queue = [root]
        while queue:
            here = queue.pop()
            for unmet in (letter for letter in self.table.boxes if -letter in here):
                witness = self._witness(here, unmet)
                if witness is not None and witness not in worlds:
                    worlds[witness] = len(worlds)
                    queue.append(witness)
        return JModel(self._relations(worlds), tuple(self._letters(world) for world in worlds))

    def _relations(self, worlds: Mapping[Type, int]) -> dict[int, tuple[frozenset[int], ...]]:
        levels = sorted({box.level for box in self.table.boxes.values()})
        return {
            level: tuple(
                frozenset(
                    number
                    for there, number in worlds.items()
                    if self.table.sees(level, here, there)
                )
                for here in worlds
            )
            for level in levels
        }

    def _letters(self, world: Type) -> frozenset[str]:
        return frozenset(name for letter, name in self.table.letters.items() if letter in world)
