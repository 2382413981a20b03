"""The plain decider of L_P: a tableau, correct before fast (formal core, section 2.4).

A world is a set of signed formulas.  A box that must fail asks for a later world in which it holds
from there on (Löb), so that every such step makes a new box true; an edge of finite strength n >= 1
asks for a later world of a lower theory that agrees on all boxes.  Hence the search ends.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import FormulaError, LimitReached
from ..syntax.formula import Box, Formula, Implies, conjunction, subformulas, theories
from .answers import NO_LIMITS_GIVEN, Budget, GaveUp, Limits, NonTheorem, Theorem, Verdict
from .models import Model, World
from .pattern import Pattern, check_vocabulary
from .saturation import Branch, branches
from .worlds import Rules, State

__all__ = [
    "GL_PATTERN",
    "GaveUp",
    "Limits",
    "NonTheorem",
    "Theorem",
    "Verdict",
    "check_one_modality",
    "decide",
    "gl",
    "s",
    "truth_formula",
]


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A finished world with the worlds right after it, and the boxes that fail because of these."""

    label: str | None
    atoms: frozenset[str]
    above: tuple[Tree, ...]
    refutes: frozenset[Box]


Call: TypeAlias = Generator["Call", Tree | None, Tree | None]
Later: TypeAlias = Generator[Call, Tree | None, tuple[Tree, ...] | None]


class Search:
    """One question on its way to an answer; finished states are remembered."""

    def __init__(self, pattern: Pattern, formula: Formula, limits: Limits) -> None:
        self.rules = Rules(pattern, formula)
        self.budget = Budget(limits.steps)
        self.done: dict[State, Tree | None] = {}

    def tree(self, formula: Formula) -> Tree | None:
        """A model in which the formula fails; None when it is a theorem."""
        return _run(self._satisfied(self.rules.root(formula)))

    def _satisfied(self, state: State) -> Call:
        """The world of a state with all that come after it, or None."""
        if state not in self.done:
            self.done[state] = yield self._built(state)
        return self.done[state]

    def _built(self, state: State) -> Call:
        signed, label = state
        if label in self.rules.reading.dead:
            return None
        self.budget.spend(len(signed))
        for branch in branches(self.rules.ordered(signed), self.budget):
            above = yield from self._after(branch, label)
            if above is not None:
                return self._world(branch, label, above)
        return None

    def _after(self, branch: Branch, label: str | None) -> Later:
        """The worlds after a saturated one, or None when one that it needs cannot be."""
        above: list[Tree] = []
        for state in self._needs(branch, label, above):
            tree = yield self._satisfied(state)
            if tree is None:
                return None
            above.append(tree)
        return tuple(above)

    def _needs(self, branch: Branch, label: str | None, above: list[Tree]) -> Iterator[State]:
        """The later worlds that are needed beside those in `above`, which grows meanwhile."""
        yield from self.rules.witnesses(branch, label)
        failing = [box for box, value in branch.boxes.items() if not value]
        for box in sorted(failing, key=self._weight, reverse=True):
            if not any(box in tree.refutes for tree in above):
                yield self.rules.after(branch, box.theory, [(box.body, False), (box, True)])

    def _weight(self, box: Box) -> int:
        """How many theories a world of this one speaks for: heavy ones first, they serve many."""
        return self.rules.reading.weight(box.theory)

    def _world(self, branch: Branch, label: str | None, above: tuple[Tree, ...]) -> Tree:
        self.budget.spend(len(self.rules.boxes))
        under = () if label is None else self.rules.reading.under[label]
        here = [
            box
            for box in self.rules.boxes
            if branch.value.get(box.body) is False and box.theory in under
        ]
        true = frozenset(name for name, value in branch.letters.items() if value)
        return Tree(label, true, above, frozenset(here).union(*(tree.refutes for tree in above)))


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


def _model(root: Tree, limits: Limits) -> Model:
    """Number the different worlds below a root and close their order transitively."""
    number: dict[Tree, int] = {}
    later: dict[Tree, frozenset[int]] = {}
    pairs = 0
    waiting = [root]
    while waiting:
        tree = waiting.pop()
        if tree in later:
            continue
        if tree not in number:
            number[tree] = len(number)
            waiting += [tree, *reversed(tree.above)]
        else:
            direct = frozenset(number[each] for each in tree.above)
            later[tree] = direct.union(*(later[each] for each in tree.above))
            pairs += len(later[tree])
        if len(number) > limits.worlds or pairs > limits.pairs:
            raise LimitReached("worlds" if pairs <= limits.pairs else "pairs")
    worlds = tuple(World(tree.label, tree.atoms) for tree in number)
    return Model(
        worlds, frozenset((number[tree], high) for tree, all_ in later.items() for high in all_)
    )


def decide(pattern: Pattern, formula: Formula, *, limits: Limits = NO_LIMITS_GIVEN) -> Verdict:
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
        tree = search.tree(formula)
        return Theorem() if tree is None else NonTheorem(_model(tree, limits))
    except LimitReached as limit:
        return GaveUp(limit.limit)


GL_PATTERN = Pattern(("0",))


def gl(formula: Formula, *, limits: Limits = NO_LIMITS_GIVEN) -> Verdict:
    """Decide GL, provability logic; FormulaError for a modality other than `[]` = `[0]`.

    >>> from tower.syntax.parser import parse
    >>> gl(parse("[]<>T -> []F"))
    Theorem()
    """
    check_one_modality(formula)
    return decide(GL_PATTERN, formula, limits=limits)


def check_one_modality(formula: Formula) -> None:
    """FormulaError when a formula has a modality other than `[]` = `[0]`.

    >>> check_one_modality(Box("0", Box("0", conjunction([]))))
    """
    other = sorted(theories(formula) - {"0"})
    if other:
        message = f"modality [{other[0]}] in a formula of one theory"
        raise FormulaError(message, expected="[] (which is [0])")


def truth_formula(formula: Formula) -> Formula:
    """The GL formula that is a theorem iff the formula is one of S (Solovay 1976).

    >>> from tower.syntax.parser import parse
    >>> str(truth_formula(parse("[]p->p")))
    '([]p -> p) -> []p -> p'
    """
    sound = [Implies(each, each.body) for each in subformulas(formula) if isinstance(each, Box)]
    return Implies(conjunction(sound), formula) if sound else formula


def s(formula: Formula, *, limits: Limits = NO_LIMITS_GIVEN) -> Verdict:
    """Decide S, the true formulas of one sound theory; a refutation refutes `truth_formula(formula)`.

    >>> from tower.syntax.parser import parse
    >>> s(parse("[]p -> p")), type(s(parse("[]([]p -> p)"))).__name__
    (Theorem(), 'NonTheorem')
    """
    return gl(truth_formula(formula), limits=limits)
