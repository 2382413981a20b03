"""The search for a countermodel, guided by counterexamples to its guesses.

A world is a propositional model of the nodes in which boxes are letters.  A box that it needs false
asks for a later world.  If there is none, the reason is a theorem, `from` → [i]C, and its clause
serves every world; so one solver serves them all, and no layers or loop checks are needed, since on
every step a new box becomes true.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..pattern import Pattern
from .encoding import Encoding
from .justify import Needs
from .labels import Labels
from .lemmas import Step, Translator
from .limits import Budget
from .pool import Pool
from .propositional import Propositional
from .refuter import Refuter
from .table import Table


@dataclass(slots=True)
class _Frame:
    """A world under construction; `about` says what it must refute (see `Step`)."""

    about: int | str | None
    label: str | None
    goals: list[int]  # literals that hold in it
    assumptions: list[int]
    open: list[int | str] = field(default_factory=list)  # needs not yet looked at, the last one first
    later: list[int] = field(default_factory=list)
    carried: int = -1  # boxes that all later worlds carry
    boxes: list[int] = field(default_factory=list)  # boxes that must be true
    false_boxes: list[int] = field(default_factory=list)  # only where every box is decided
    mask: int = 0
    atoms: frozenset[int] = frozenset()
    solved: bool = False


class Search:
    """One question; `run` ends with a countermodel (True) or with the goal as last step (False)."""

    def __init__(self, pattern: Pattern, table: Table, goal: int, sound: list[str], budget: Budget) -> None:
        self.table = table
        self.labels = Labels(pattern)
        self.encoding = Encoding(table, self.labels)
        self.budget = budget
        self.steps: list[Step] = []
        self.sigma = frozenset(table.atoms[name] for name in pattern.sigma1_atoms if name in table.atoms)
        self.decidable = frozenset(table.atoms[name] for name in pattern.decidable_atoms if name in table.atoms)
        self.pool = Pool(table, self.labels, self.sigma, self.decidable)
        self._sound = sound
        self._goal = goal
        self._solver = Propositional(self.encoding, budget)
        self._refuter: Refuter | None = None
        self._learned = 0

    def run(self) -> bool:
        """Search; LimitReached when a limit is met."""
        try:
            return self._run()
        finally:
            self._solver.close()

    def _run(self) -> bool:
        root = _Frame(None, None, [-self._goal], [-self._goal, *self.encoding.sound(self._sound)])
        stack = [root]
        while stack:
            self.budget.check_time()
            frame = stack[-1]
            if not frame.solved and not self._solve(frame):
                self._learn(frame)
                stack.pop()
                if not stack:
                    return False
                stack[-1].solved = False
                continue
            need = self._next_need(frame)
            if need is not None:
                stack.append(self._later(frame, need))
                continue
            stack.pop()
            self.budget.spend_world()
            number = self.pool.finish(frame.label, frame.atoms, tuple(frame.later))
            if stack:
                self._see(stack[-1], number)
        return True

    # ---- one world ----

    def _solve(self, frame: _Frame) -> bool:
        """Find a propositional model of a world and what it needs; False when there is none."""
        model = self._solver.model(frame.assumptions)
        if model is None:
            return False
        needs = Needs(self.table, model)
        needs.add(frame.goals)
        self._justify_reflection(frame, needs, model)
        decided = frame.label is not None and bool(self.labels[frame.label].stronger)
        if decided:
            needs.add(node if node in model else -node for node in (*self.table.boxes, *self.sigma))
        frame.boxes, false = needs.boxes()
        frame.false_boxes = false if decided else []
        number = self.table.box_number
        frame.mask = sum(1 << number[node] for node in frame.boxes)
        frame.atoms = frozenset(needs.letters()) | {atom for atom in self.decidable if atom in model}
        frame.open = [*sorted(false), *(self.labels[frame.label].stronger if decided and frame.label else ())]
        frame.later, frame.carried, frame.solved = [], -1, True
        return True

    def _justify_reflection(self, frame: _Frame, needs: Needs, model: set[int]) -> None:
        """Make [h]B -> B hold for every box of a reflected theory."""
        table, cost = self.table, self.table.cost
        lower = self.labels.included(sorted(self._sound)) if frame.label is None else \
            self.labels[frame.label].reflected
        for theory in sorted(lower):
            for node in self.encoding.boxes_of(theory):
                body = table.left[node]
                if node in model:
                    needs.add([body])
                elif -node not in needs.needed:
                    cheaper = body in model and cost[body] < cost[-node]
                    needs.add([body if cheaper else -node])

    def _next_need(self, frame: _Frame) -> int | str | None:
        """A need of a world that no later world serves yet."""
        while frame.open:
            need = frame.open.pop()
            if isinstance(need, str):
                return need
            if frame.carried >> self.table.box_number[need] & 1:
                found = self.pool.serving(need, frame.mask, frame.atoms)
                if found is None:
                    return need
                self._see(frame, found)
        return None

    def _see(self, frame: _Frame, number: int) -> None:
        frame.later.append(number)
        frame.carried &= self.pool.worlds[number].carries

    def _later(self, frame: _Frame, need: int | str) -> _Frame:
        """The world that a need asks for."""
        if isinstance(need, str):
            label, gift = need, [-node for node in frame.false_boxes]
            letters = [atom if atom in frame.atoms else -atom for atom in sorted(self.sigma | self.decidable)]
        else:
            label, gift = self.table.theory(need), [need, -self.table.left[need]]
            letters = [atom for atom in sorted(self.sigma) if atom in frame.atoms]
            letters += [atom if atom in frame.atoms else -atom for atom in sorted(self.decidable)]
        under = self.labels[label].under
        opened = [self.table.left[node] for node in frame.boxes if self.table.theory(node) in under]
        goals = [*self.encoding.duties(label), *frame.boxes, *opened, *letters, *gift]
        assumptions = [*self.encoding.assumptions(label), *(self.encoding.earlier[node] for node in frame.boxes),
                       *letters, *gift]
        return _Frame(need, label, goals, assumptions)

    # ---- lemmas ----

    def _learn(self, frame: _Frame) -> None:
        """Turn the inconsistency of a world into a step, and its clause into a clause for all."""
        refuter = self._caught_up()
        refutation = refuter.refute(self._solver.core())
        if refutation is None:
            raise AssertionError("the two propositional solvers disagree")
        step = Translator(self.encoding, refuter).step(frame.about, refutation)
        self.budget.spend_cells(sum(len(clause) + len(hints) for clause, hints in step.by) + len(step.start))
        self.steps.append(step)
        denied = tuple(-lit for lit in step.start)
        if isinstance(step.about, int):
            self.encoding.lemma((*denied, step.about))
        elif step.about is not None:
            self.encoding.lemma((*denied, -self.encoding.weaker(step.about)))

    def _caught_up(self) -> Refuter:
        """The refuter with all clauses so far."""
        encoding = self.encoding
        if self._refuter is None:
            self._refuter = Refuter(encoding.letters, self.budget)
        self._refuter.widen(encoding.letters)
        for clause in encoding.clauses[len(self._refuter.clauses):]:
            self._refuter.add(clause)
        return self._refuter
