"""Derivations of the reflection calculus, made from the decision and re-checked step by step.

Rules (Beklemishev 2012, Dashkov 2012):  A ⊢ A;  A ⊢ T;  A ∧ B ⊢ A;  A ∧ B ⊢ B;  cut;
A ⊢ B, A ⊢ C ⇒ A ⊢ B ∧ C;  A ⊢ B ⇒ ⟨n⟩A ⊢ ⟨n⟩B;  ⟨n⟩⟨n⟩A ⊢ ⟨n⟩A;  ⟨n⟩A ⊢ ⟨m⟩A for m < n;
⟨n⟩A ∧ ⟨m⟩B ⊢ ⟨n⟩(A ∧ ⟨m⟩B) for m < n.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from tower.errors import CertificateError
from tower.logic.rc import (
    Forcing,
    NotEntailed,
    diamond_parts,
    forcing,
    positive_model,
    positive_subformulas,
)
from tower.syntax import printer
from tower.syntax.formula import TRUE, And, Formula, diamond

Rule: TypeAlias = Literal[
    "same", "true", "left", "right", "cut", "pair", "diamond", "four", "lower", "join"
]


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `left` ⊢ `right` by `rule` from the earlier lines `premises`, counted from 0."""

    left: Formula
    right: Formula
    rule: Rule
    premises: tuple[int, ...] = ()

    def __str__(self) -> str:
        after = " ".join(str(premise + 1) for premise in self.premises)
        return f"{printer.ascii(self.left)} |- {printer.ascii(self.right)}   {self.rule} {after}".rstrip()


Derivation: TypeAlias = tuple[Step, ...]


def check_derivation(derivation: Derivation) -> tuple[Formula, Formula]:
    """The pair (A, B) with A ⊢ B that the derivation shows; CertificateError at a wrong step.

    >>> from tower.syntax.parser import parse
    >>> a = parse("<1>p")
    >>> check_derivation((Step(a, parse("<0>p"), "lower"),))[1] is parse("<0>p")
    True
    """
    if not derivation:
        raise CertificateError("an empty derivation shows nothing")
    for place, step in enumerate(derivation):
        if not all(0 <= premise < place for premise in step.premises):
            raise CertificateError("a premise is not an earlier line", step=place + 1)
        if not _follows(step, [derivation[premise] for premise in step.premises]):
            raise CertificateError(f"this is no instance of {step.rule!r}", step=place + 1)
    return derivation[-1].left, derivation[-1].right


def _follows(step: Step, premises: list[Step]) -> bool:
    left, right = step.left, step.right
    match step.rule, premises, left, right:
        case "same", [], _, _:
            return left is right
        case "true", [], _, _:
            return right is TRUE
        case "left", [], And(left=part), _:
            return part is right
        case "right", [], And(right=part), _:
            return part is right
        case "cut", [one, two], _, _:
            return one.left is left and one.right is two.left and two.right is right
        case "pair", [one, two], _, And(left=first, right=second):
            return one.left is two.left is left and (one.right, two.right) == (first, second)
        case "diamond", [one], _, _:
            return _is_boxed(one, diamond_parts(left), diamond_parts(right))
    return not premises and _is_axiom(step)


def _is_boxed(
    one: Step, left: tuple[int, Formula] | None, right: tuple[int, Formula] | None
) -> bool:
    if left is None or right is None:
        return False
    return left[0] == right[0] and (left[1], right[1]) == (one.left, one.right)


def _is_axiom(step: Step) -> bool:
    """The three axioms about diamonds."""
    right = diamond_parts(step.right)
    if right is None:
        return False
    if step.rule == "join":
        return _is_join(step.left, *right)
    left = diamond_parts(step.left)
    if left is None:
        return False
    if step.rule == "four":
        return left == (right[0], step.right)
    return step.rule == "lower" and left[0] > right[0] and left[1] is right[1]


def _is_join(left: Formula, level: int, body: Formula) -> bool:
    if not (isinstance(left, And) and isinstance(body, And)):
        return False
    lower = diamond_parts(left.right)
    same = diamond_parts(left.left) == (level, body.left) and left.right is body.right
    return same and lower is not None and lower[0] < level


def rc_derive(left: Formula, right: Formula) -> Derivation | NotEntailed:
    """A derivation of `left` ⊢ `right`, of polynomial size, or the model that refutes it.

    Let F(x, C) be the formula of world x together with those diamonds ⟨l⟩D of C, l below the
    label of the edge to x, that x forces.  By induction on C: if x forces C then F(x, C) ⊢ C.
    For ⟨m⟩D a path to a world that forces D is lifted step by step, and the diamonds that a
    world shares with the world above it are carried down by `join`.

    >>> from tower.syntax.parser import parse
    >>> for step in rc_derive(parse("<2>p"), parse("<0>p")):
    ...     print(step)
    <2>p |- <>p   lower
    """
    model = positive_model(left)
    found = forcing(model, right)
    if not found.at(0, right):
        return NotEntailed(model)
    writer = _Writer(found)
    for formula, worlds in _needed(writer, right):
        for world in worlds:
            writer.prove(world, formula)
    return _only_needed(writer.steps, writer.proved[0, right])


def _needed(writer: _Writer, goal: Formula) -> Iterator[tuple[Formula, list[int]]]:
    """The pairs (C, x) whose sequent the derivation uses, smaller formulas first."""
    wanted: dict[Formula, dict[int, None]] = {goal: {0: None}}
    order = positive_subformulas(goal)
    for formula in reversed(order):
        for world in list(wanted.get(formula, ())):
            for other, part in writer.needs(world, formula):
                wanted.setdefault(part, {})[other] = None
    for formula in order:
        yield formula, list(wanted.get(formula, ()))


def _only_needed(steps: list[Step], goal: int) -> Derivation:
    """The lines on which line `goal` rests, renumbered."""
    used = {goal}
    for place in range(goal, -1, -1):
        if place in used:
            used.update(steps[place].premises)
    number = {place: new for new, place in enumerate(sorted(used))}
    return tuple(
        Step(step.left, step.right, step.rule, tuple(number[premise] for premise in step.premises))
        for step in (steps[place] for place in sorted(used))
    )


@dataclass(slots=True)
class _Writer:
    """Writes the sequents F(x, C) ⊢ C of `rc_derive`, each once."""

    found: Forcing
    steps: list[Step] = field(default_factory=list)
    known: dict[tuple[Formula, Formula], int] = field(default_factory=dict)
    proved: dict[tuple[int, Formula], int] = field(default_factory=dict)

    def emit(self, left: Formula, right: Formula, rule: Rule, *premises: int) -> int:
        """The number of the line `left` ⊢ `right`, written now unless it is there."""
        if (left, right) not in self.known:
            self.known[left, right] = len(self.steps)
            self.steps.append(Step(left, right, rule, premises))
        return self.known[left, right]

    def cut(self, one: int, two: int) -> int:
        """From A ⊢ B and B ⊢ C to A ⊢ C."""
        first, second = self.steps[one], self.steps[two]
        if first.right is first.left:
            return two
        if second.right is second.left:
            return one
        return self.emit(first.left, second.right, "cut", one, two)

    def pair(self, one: int, two: int) -> int:
        """From A ⊢ B and A ⊢ C to A ⊢ B ∧ C."""
        first, second = self.steps[one].right, self.steps[two].right
        return self.emit(self.steps[one].left, And(first, second), "pair", one, two)

    def project(self, whole: Formula, part: Formula) -> int:
        """`whole` ⊢ `part` for a conjunct, or a conjunction inside, of `whole`."""
        line = self.emit(whole, whole, "same")
        for turn in _way(whole, part):
            here = self.steps[line].right
            assert isinstance(here, And)
            step = self.emit(here, here.left if turn == "left" else here.right, turn)
            line = self.cut(line, step)
        return line

    def carried(self, world: int, formula: Formula) -> list[Formula]:
        """The diamonds of `formula` that hold here because they hold in the world above."""
        height = self.found.model.levels[world]
        diamonds = ((part, diamond_parts(part)) for part in positive_subformulas(formula))
        return [
            part
            for part, parts in diamonds
            if parts is not None and parts[0] < height and self.found.at(world, part)
        ]

    def context(self, world: int, formula: Formula) -> Formula:
        """F(world, formula)."""
        whole = self.found.model.bodies[world]
        for part in self.carried(world, formula):
            whole = And(whole, part)
        return whole

    def narrowed(self, whole: Formula, world: int, formula: Formula) -> int:
        """`whole` ⊢ F(world, formula), where `whole` has all that is in it."""
        line = self.project(whole, self.found.model.bodies[world])
        for part in self.carried(world, formula):
            line = self.pair(line, self.project(whole, part))
        return line

    def path(self, world: int, formula: Formula) -> list[int]:
        """Worlds from `world` down to the one that makes the diamond `formula` true there."""
        parts = diamond_parts(formula)
        assert parts is not None
        (level, body), model = parts, self.found.model
        way = [world]
        while len(way) == 1 or not self.found.at(way[-1], body):
            way.append(
                next(
                    child
                    for child in range(way[-1] + 1, len(model))
                    if model.parents[child] == way[-1]
                    and model.levels[child] >= level
                    and (self.found.at(child, body) or self.found.below[formula][child])
                )
            )
        return way

    def needs(self, world: int, formula: Formula) -> Iterator[tuple[int, Formula]]:
        """The sequents that `prove(world, formula)` uses."""
        if isinstance(formula, And):
            yield from ((world, formula.left), (world, formula.right))
        parts = diamond_parts(formula)
        if parts is None or parts[0] < self.found.model.levels[world]:
            return
        way = self.path(world, formula)
        for upper, lower in pairwise(way):
            yield from ((upper, part) for part in self.carried(lower, parts[1]))
        yield way[-1], parts[1]

    def prove(self, world: int, formula: Formula) -> None:
        """Write F(world, formula) ⊢ formula, given the sequents that it needs."""
        whole, parts = self.context(world, formula), diamond_parts(formula)
        if formula is TRUE:
            line = self.emit(whole, TRUE, "true")
        elif isinstance(formula, And):
            line = self.pair(
                self.weakened(whole, world, formula.left),
                self.weakened(whole, world, formula.right),
            )
        elif parts is None or parts[0] < self.found.model.levels[world]:
            line = self.project(whole, formula)
        else:
            line = self.lifted(whole, world, formula, parts[1])
        self.proved[world, formula] = line

    def weakened(self, whole: Formula, world: int, formula: Formula) -> int:
        """`whole` ⊢ `formula` from F(world, formula) ⊢ `formula`."""
        return self.cut(self.narrowed(whole, world, formula), self.proved[world, formula])

    def lifted(self, whole: Formula, world: int, goal: Formula, body: Formula) -> int:
        """`whole` ⊢ `goal` = ⟨m⟩`body` along the path to a world that forces `body`."""
        way = self.path(world, goal)
        line = self.proved[way[-1], body]
        for upper, lower in reversed(list(pairwise(way))):
            line = self.raised(self.carry(upper, lower, body), line, goal)
        return self.cut(self.narrowed(whole, world, body), line)

    def raised(self, carry: int, line: int, goal: Formula) -> int:
        """From G ⊢ ⟨n⟩H and H ⊢ B to G ⊢ ⟨m⟩D; `goal` is ⟨m⟩D, m ≤ n, B is D or ⟨m⟩D."""
        parts, edge = diamond_parts(goal), diamond_parts(self.steps[carry].right)
        assert parts is not None
        assert edge is not None
        body = self.steps[line].right
        high, low = diamond(str(edge[0]), body), diamond(str(parts[0]), body)
        line = self.cut(carry, self.emit(self.steps[carry].right, high, "diamond", line))
        if high is not low:
            line = self.cut(line, self.emit(high, low, "lower"))
        return line if low is goal else self.cut(line, self.emit(low, goal, "four"))

    def carry(self, upper: int, lower: int, formula: Formula) -> int:
        """F(upper, formula) ⊢ ⟨n⟩F(lower, formula), n the label of the edge between them."""
        model, whole = self.found.model, self.context(upper, formula)
        level, inside = str(model.levels[lower]), model.bodies[lower]
        line = self.project(whole, diamond(level, inside))
        for part in self.carried(lower, formula):
            line = self.pair(line, self.weakened(whole, upper, part))
            inside = And(inside, part)
            line = self.cut(line, self.emit(self.steps[line].right, diamond(level, inside), "join"))
        return line


def _way(whole: Formula, part: Formula) -> list[Rule]:
    """The turns from `whole` down its conjunctions to `part`."""
    came: dict[Formula, tuple[Formula, Rule]] = {}
    stack = [whole]
    while (top := stack.pop()) is not part:
        if isinstance(top, And):
            sides: tuple[tuple[Formula, Rule], ...] = ((top.right, "right"), (top.left, "left"))
            for child, turn in sides:
                if child not in came and child is not whole:
                    came[child] = (top, turn)
                    stack.append(child)
    turns: list[Rule] = []
    while part is not whole:
        part, turn = came[part]
        turns.append(turn)
    return turns[::-1]
