"""The search for a countermodel, guided by counterexamples to its guesses.

A world is a propositional model of the nodes in which boxes are letters.  A box that it needs false
asks for a later world.  If there is none, the reason is a theorem, `from` → [i]C, and its clause
serves every world; so one solver serves them all, and no layers or loop checks are needed, since on
every step a new box becomes true.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..pattern import Pattern
from ..trust import TrustGraph
from .encoding import Encoding
from .justify import Needs
from .labels import Labels, inconsistency
from .lemmas import GIVEN, Lemmas, Source
from .limits import Budget
from .pool import Finished, Pool
from .propositional import Propositional
from .table import Table


@dataclass(slots=True)
class _Frame:
    """A world under construction; `about` says what it must refute (see `Step`).

    What holds in it: the boxes of earlier worlds (`flat`, as a bit mask `carried`) and the `goals`, among
    them what else was `kept` from the world before; the `selectors` say what theory it is of.
    """

    about: int | str | None
    label: str | None
    flat: list[int]
    carried: int
    kept: list[int]
    goals: list[int]
    selectors: tuple[int, ...]
    needs: Needs | None = None  # of the present model
    open: list[int | str] = field(default_factory=list)  # needs not yet looked at, the last one first
    later: list[int] = field(default_factory=list)
    boxes: list[int] = field(default_factory=list)  # boxes that must be true
    false_boxes: list[int] = field(default_factory=list)
    mask: int = 0  # boxes that must be true, as a bit mask
    broken: int = 0  # boxes that later worlds make false
    atoms: frozenset[int] = frozenset()


class Search:
    """One question; `run` ends with a countermodel (True) or with the goal as last step (False)."""

    def __init__(self, pattern: Pattern, table: Table, goal: int, sound: list[str], budget: Budget) -> None:
        labels = Labels(pattern)
        self._table = table
        self._labels = labels
        self._encoding = Encoding(table, labels)
        self._budget = budget
        self._sigma = sorted(table.atoms[name] for name in pattern.sigma1_atoms if name in table.atoms)
        self._decidable = sorted(table.atoms[name] for name in pattern.decidable_atoms if name in table.atoms)
        self._dead = _dead(pattern) if any(strength for _, _, strength in pattern.con) else frozenset()
        self._sound = sound
        self._goal = goal
        self._solver = Propositional(self._encoding, budget)
        self._lemmas = Lemmas(self._encoding, budget)
        self._pool = Pool(table, labels, frozenset(self._sigma), frozenset(self._decidable))
        self.steps = self._lemmas.steps
        self.worlds = self._pool.worlds

    def run(self) -> bool:
        """Search; LimitReached when a limit is met."""
        try:
            return self._run()
        finally:
            self._solver.close()

    def _run(self) -> bool:
        stack = [_Frame(None, None, [], 0, [], [-self._goal], self._encoding.sound(self._sound))]
        while stack:
            self._budget.check_time()
            frame = stack[-1]
            if frame.needs is None and not self._solve(frame):
                self._lemmas.learn(frame.about, self._sources(frame, self._solver.core()))
                stack.pop()
                if not stack:
                    return False
                stack[-1].needs = None
                continue
            need = self._next_need(frame)
            if need is not None:
                stack.append(self._later(frame, need))
            else:
                stack.pop()
                number = self._finish(frame)
                if stack:
                    self._see(stack[-1], number)
        return True

    def _solve(self, frame: _Frame) -> bool:
        """Find a propositional model of a world and what it needs; False when there is none."""
        model = self._solver.model([*frame.selectors, *frame.flat, *frame.goals])
        if model is None:
            return False
        needs = frame.needs = Needs(self._table, model, frame.flat)
        needs.add(frame.goals)
        self._justify_reflection(frame, needs, model)
        if frame.label is not None and self._labels[frame.label].stronger:
            needs.add(node if node in model else -node for node in (*self._table.boxes, *self._sigma))
        needs.close()
        number = self._table.box_number
        frame.boxes = frame.flat + needs.boxes
        frame.false_boxes = sorted(needs.false_boxes)
        frame.mask = frame.carried
        for node in needs.boxes:
            frame.mask |= 1 << number[node]
        frame.atoms = frozenset(needs.letters).union(atom for atom in self._decidable if atom in model)
        frame.open = self._in_order(frame.label, frame.false_boxes)
        frame.later, frame.broken = [], 0
        return True

    def _in_order(self, label: str | None, boxes: list[int]) -> list[int | str]:
        """Needs, the first one last: worlds of finite-strength edges show most boxes false at once.

        In a dead theory they could go on for ever; there the boxes alone are contradictory.
        """
        edges = () if label is None else self._labels[label].stronger
        return [*edges, *boxes] if label in self._dead else [*boxes, *edges]

    def _justify_reflection(self, frame: _Frame, needs: Needs, model: set[int]) -> None:
        """Make [h]B -> B hold for every box of a reflected theory."""
        left, cost = self._table.left, self._table.cost
        lower = self._labels.included(sorted(self._sound)) if frame.label is None else \
            self._labels[frame.label].reflected
        if not lower:
            return
        boxes = [node for node in self._table.boxes if self._table.theory[node] in lower]
        needs.add([left[node] for node in boxes if node in model])
        for node in boxes:
            if node not in model and -node not in needs.needed:
                body = left[node]
                cheaper = body in model and cost[body] < cost[-node]
                needs.add((body if cheaper else -node,))

    def _next_need(self, frame: _Frame) -> int | str | None:
        """A need of a world that no later world serves yet."""
        while frame.open:
            need = frame.open.pop()
            if isinstance(need, str):
                return need
            if not frame.broken >> self._table.box_number[need] & 1:
                found = self._pool.serving(need, frame.mask, frame.atoms)
                if found is None:
                    return need
                self._see(frame, found)
        return None

    def _see(self, frame: _Frame, number: int) -> None:
        frame.later.append(number)
        frame.broken |= self._pool.worlds[number].breaks

    def _later(self, frame: _Frame, need: int | str) -> _Frame:
        """The world that a need asks for."""
        table = self._table
        gift: list[int] = []
        kept = [atom if atom in frame.atoms else -atom for atom in self._decidable]
        if isinstance(need, str):
            label = need
            kept += [atom if atom in frame.atoms else -atom for atom in self._sigma]
            kept += [-node for node in frame.false_boxes]
        else:
            label, gift = table.theory[need], [need, -table.left[need]]
            kept += [atom for atom in self._sigma if atom in frame.atoms]
        under, theory, left = self._labels[label].under, table.theory, table.left
        opened = [left[node] for node in frame.boxes if theory[node] in under]
        goals = [*self._duties(label), *opened, *kept, *gift]
        return _Frame(need, label, frame.boxes, frame.mask, kept, goals, self._encoding.assumptions(label))

    def _duties(self, theory: str) -> tuple[int, ...]:
        """The literals that hold in every world of a theory: its axioms and its consistency edges."""
        label, table = self._labels[theory], self._table
        axioms = [table.literal_of(axiom) for axiom in label.axioms]
        return (*axioms, *(-table.number[inconsistency(lower)] for lower in label.consistent))

    def _sources(self, frame: _Frame, core: list[int]) -> dict[int, Source]:
        """Where the inconsistent premises of a world come from, in the words of a certificate."""
        if frame.label is None:
            return dict.fromkeys(core, GIVEN)
        gift = (frame.about, -self._table.left[frame.about]) if isinstance(frame.about, int) else ()
        duties, kept = self._duties(frame.label), {*frame.flat, *frame.kept}
        sources: dict[int, Source] = {}
        for lit in core:
            if lit in gift or abs(lit) > self._table.size:
                sources[lit] = GIVEN
            elif lit in duties:
                sources[lit] = "also", lit
            else:
                sources[lit] = "from", lit if lit in kept else self._opening(frame, lit)
        return sources

    def _opening(self, frame: _Frame, body: int) -> int:
        """The box of earlier worlds that opens to a literal."""
        table = self._table
        under = frozenset() if frame.label is None else self._labels[frame.label].under
        return next(node for node in table.opening[body]
                    if table.theory[node] in under and frame.carried >> table.box_number[node] & 1)

    def _finish(self, frame: _Frame) -> int:
        """Put a world whose needs are served into the pool."""
        self._budget.spend_world()
        needs = frame.needs
        assert needs is not None
        world = Finished(frame.label, frame.atoms, tuple(frame.later), frame.mask, frame.broken)
        return self._pool.finish(world, needs.needed, needs.boxes)


def _dead(pattern: Pattern) -> frozenset[str]:
    graph = TrustGraph(pattern.theories, pattern.includes, pattern.reflects, pattern.con)
    return frozenset(graph.dead())
