"""The plain decider of L_P: a tableau, correct before fast (formal core, section 2.4).

A world is a set of signed formulas; a box that must fail asks for a later world in which it holds
from there on (Löb), so that every step makes a new box true and the search ends.  An edge of finite
strength n >= 1 asks for a later world with the same boxes and the same Σ1 letters.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..errors import LimitReached
from ..syntax.formula import (
    FALSE, And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, conjunction, subformulas,
)
from .models import Model, World, relevant
from .pattern import Pattern, check_vocabulary

Signed: TypeAlias = tuple[Formula, bool]
State: TypeAlias = tuple[tuple[Signed, ...], str | None]  # in a fixed order, without repetition


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent before giving up: propositional steps, and worlds of a model."""

    steps: int = 20_000_000
    worlds: int = 200_000


@dataclass(frozen=True, slots=True)
class Theorem:
    """The formula is a theorem."""


@dataclass(frozen=True, slots=True)
class NonTheorem:
    """The formula is refuted at world 0 of the model."""

    model: Model


@dataclass(frozen=True, slots=True)
class GaveUp:
    """There is no answer: this limit was reached."""

    limit: str


Verdict: TypeAlias = Theorem | NonTheorem | GaveUp


@dataclass(slots=True)
class Branch:
    """A propositionally saturated world: its letters and boxes with their truth."""

    letters: dict[str, bool]
    boxes: dict[Box, bool]


@dataclass(slots=True)
class Tree:
    """A world of a tree model with the worlds right above it."""

    label: str | None
    atoms: frozenset[str]
    above: list[Tree] = field(default_factory=list)


@dataclass
class Budget:
    """Counts propositional steps; raises LimitReached when they are spent."""

    steps: int

    def spend(self) -> None:
        """Take one step."""
        self.steps -= 1
        if self.steps < 0:
            raise LimitReached("steps")


def branches(signed: Iterable[Signed], budget: Budget) -> Iterator[Branch]:
    """All open propositional saturations of a set of signed formulas, without recursion."""
    stack: list[tuple[list[Signed], dict[str, bool], dict[Box, bool]]] = [(list(signed), {}, {})]
    while stack:
        todo, letters, boxes = stack.pop()
        open_ = True
        choices: list[Signed] = []
        while open_ and (todo or choices):
            budget.spend()
            if not todo:
                formula, sign = choices.pop()
                options = _options(formula, sign)
                for option in options[1:]:
                    stack.append(([*option, *choices], dict(letters), dict(boxes)))
                todo.extend(options[0])
                continue
            formula, sign = todo.pop()
            match formula:
                case Constant(value):
                    open_ = value == sign
                case Atom(name):
                    open_ = letters.setdefault(name, sign) == sign
                case Box():
                    open_ = boxes.setdefault(formula, sign) == sign
                case _:
                    options = _options(formula, sign)
                    if len(options) == 1:
                        todo.extend(options[0])
                    else:
                        choices.append((formula, sign))
        if open_:
            yield Branch(letters, boxes)


def _options(formula: Formula, sign: bool) -> list[list[Signed]]:
    """The ways to make a compound formula true or false."""
    match formula:
        case Not(body):
            return [[(body, not sign)]]
        case And(left, right):
            return [[(left, True), (right, True)]] if sign else [[(left, False)], [(right, False)]]
        case Or(left, right):
            return [[(left, True)], [(right, True)]] if sign else [[(left, False), (right, False)]]
        case Implies(left, right):
            return [[(left, False)], [(right, True)]] if sign else [[(left, True), (right, False)]]
        case Iff(left, right):
            return [[(left, True), (right, sign)], [(left, False), (right, not sign)]]
        case _:
            return [[]]


class Search:
    """One question: the pattern, its Γ, and how the worlds after a world must look."""

    def __init__(self, pattern: Pattern, formula: Formula, limits: Limits) -> None:
        self.pattern = pattern
        self.reading = pattern.reading
        self.limits = limits
        self.budget = Budget(limits.steps)
        self.gamma = relevant(pattern, formula)
        self.boxes_of: dict[str, list[Box]] = {}
        for each in self.gamma:
            if isinstance(each, Box):
                self.boxes_of.setdefault(each.theory, []).append(each)
        self.always = {label: self._always(label) for label in pattern.theories}

    def _always(self, label: str) -> tuple[Signed, ...]:
        """What every world with a label satisfies: axioms, reflection for Γ, consistency edges."""
        reading = self.reading
        axioms = [
            axiom for theory in reading.under[label] for axiom in self.pattern.axioms_of.get(theory, ())
        ]
        sound: list[Formula] = [
            Implies(box, box.body) for theory in reading.reflected[label] for box in self.boxes_of.get(theory, [])
        ]
        consistent: list[Formula] = [Not(Box(theory, FALSE)) for theory, _ in reading.consistent[label]]
        split: list[Formula] = []
        if any(self._finite(label)):
            split = [Or(box, Not(box)) for boxes in self.boxes_of.values() for box in boxes]
        return tuple((each, True) for each in dict.fromkeys([*axioms, *sound, *consistent, *split]))

    def _finite(self, label: str) -> Iterator[tuple[str, int]]:
        """The theories whose n-consistency, 1 <= n < infinity, a label proves (and no more)."""
        reflected = self.reading.reflected[label]
        return ((name, n) for name, n in self.reading.consistent[label] if n >= 1 and name not in reflected)

    def root(self, formula: Formula, sign: bool = False) -> State:
        """The first world: the formula with its sign, every decidable letter decided."""
        decided = [(Or(Atom(name), Not(Atom(name))), True) for name in sorted(self.pattern.decidable_atoms)]
        return tuple(dict.fromkeys([(formula, sign), *decided])), None

    def carried(self, branch: Branch, label: str) -> list[Signed]:
        """What a world hands on to a later world with a label."""
        under = self.reading.under[label]
        handed: list[Signed] = []
        for box, value in branch.boxes.items():
            if value:
                handed.append((box, True))
                if box.theory in under:
                    handed.append((box.body, True))
        for name, value in branch.letters.items():
            if (value and name in self.pattern.sigma1_atoms) or name in self.pattern.decidable_atoms:
                handed.append((Atom(name), value))
        return handed

    def witnesses(self, branch: Branch, label: str | None) -> Iterator[State]:
        """The worlds that the finite-strength edges of a label ask for: nothing Σ1 is new in them."""
        for theory, _ in () if label is None else self._finite(label):
            same = [(box, value) for box, value in branch.boxes.items()]
            letters = [(Atom(name), branch.letters.get(name, False)) for name in sorted(self.pattern.sigma1_atoms)]
            signed = [*self.carried(branch, theory), *same, *letters, *self.always[theory]]
            yield tuple(dict.fromkeys(signed)), theory

    def successors(self, branch: Branch, label: str | None) -> Iterator[State]:
        """The later worlds that a saturated world needs, each with Löb's gift `[i]C`."""
        for box, value in branch.boxes.items():
            if not value:
                gift = [(box.body, False), (box, True)]
                signed = [*gift, *self.carried(branch, box.theory), *self.always[box.theory]]
                yield tuple(dict.fromkeys(signed)), box.theory
        yield from self.witnesses(branch, label)


def decide(pattern: Pattern, formula: Formula, *, limits: Limits = Limits()) -> Verdict:
    """Decide a formula over a pattern: a theorem, or a model that refutes it, or the limit reached.

    FormulaError when the formula speaks of a theory that the pattern does not have.

    >>> from tower.syntax.parser import parse
    >>> decide(Pattern(("0",)), parse("[]([]p->p)->[]p"))
    Theorem()
    >>> len(decide(Pattern(("0",)), parse("[]p->p")).model.worlds)
    1
    """
    check_vocabulary(pattern, formula)
    search = Search(pattern, formula, limits)
    try:
        tree = _run(_satisfied(search, search.root(formula), {}))
    except LimitReached as limit:
        return GaveUp(limit.limit)
    if tree is None:
        return Theorem()
    try:
        return NonTheorem(_model(tree, limits.worlds))
    except LimitReached as limit:
        return GaveUp(limit.limit)


Call: TypeAlias = Generator["Call", Tree | None, Tree | None]


Memo: TypeAlias = dict[tuple[frozenset[Signed], str | None], Tree | None]


def _satisfied(search: Search, state: State, memo: Memo) -> Call:
    """A tree model of a state, or None; a generator that yields the calls it would make."""
    signed, label = state
    key = frozenset(signed), label
    if key in memo:
        return memo[key]
    found: Tree | None = None
    if label not in search.reading.dead:
        for branch in branches(sorted(signed, key=_size_first), search.budget):
            above: list[Tree] = []
            for successor in search.successors(branch, label):
                tree = yield _satisfied(search, successor, memo)
                if tree is None:
                    break
                above.append(tree)
            else:
                true = frozenset(name for name, value in branch.letters.items() if value)
                found = Tree(label, true, above)
                break
    memo[key] = found
    return found


def _size_first(signed: Signed) -> tuple[int, bool]:
    return (len(signed[0].children), signed[1])


def _run(call: Call) -> Tree | None:
    """Run nested generator calls on an explicit stack."""
    stack: list[Call] = [call]
    result: Tree | None = None
    while stack:
        try:
            stack.append(stack[-1].send(result))
            result = None
        except StopIteration as stop:
            stack.pop()
            result = stop.value
    return result


def _model(tree: Tree, most: int) -> Model:
    """Number the worlds of a tree and close its order transitively."""
    worlds: list[World] = []
    less: set[tuple[int, int]] = set()
    waiting: list[tuple[Tree, tuple[int, ...]]] = [(tree, ())]
    while waiting:
        node, below = waiting.pop()
        number = len(worlds)
        worlds.append(World(node.label, node.atoms))
        less.update((low, number) for low in below)
        if len(worlds) > most or len(less) > 50 * most:
            raise LimitReached("worlds")
        waiting.extend((each, (*below, number)) for each in reversed(node.above))
    return Model(tuple(worlds), frozenset(less))


GL_PATTERN = Pattern(("0",))


def gl(formula: Formula, *, limits: Limits = Limits()) -> Verdict:
    """Decide GL, provability logic; the one modality is `[]` = `[0]`."""
    return decide(GL_PATTERN, formula, limits=limits)


def truth_formula(formula: Formula) -> Formula:
    """The GL formula that is a theorem iff the formula is one of S (Solovay 1976).

    >>> from tower.syntax.parser import parse
    >>> str(truth_formula(parse("[]p->p")))
    '([]p -> p) -> []p -> p'
    """
    sound = [Implies(each, each.body) for each in subformulas(formula) if isinstance(each, Box)]
    return Implies(conjunction(sound), formula) if sound else formula


def s(formula: Formula, *, limits: Limits = Limits()) -> Verdict:
    """Decide S, the true formulas; a refutation is a model of the corresponding GL formula."""
    return gl(truth_formula(formula), limits=limits)


