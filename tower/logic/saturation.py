"""All ways to make a set of formulas true or false at one world, boxes taken as letters.

A tableau with propagation: a choice with a satisfied side is dropped, one with a single side left
is no choice.  Sides that ask for further worlds (a false box) are tried last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..syntax.formula import And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or
from .answers import Budget

Signed: TypeAlias = tuple[Formula, bool]
Option: TypeAlias = list[Signed]


@dataclass(slots=True)
class Branch:
    """A saturated world: every formula that has a truth value there, in the order of finding."""

    value: dict[Formula, bool]
    choices: list[list[Option]] = field(default_factory=list)

    @property
    def boxes(self) -> dict[Box, bool]:
        """The boxes with their truth."""
        return {each: value for each, value in self.value.items() if isinstance(each, Box)}

    @property
    def letters(self) -> dict[str, bool]:
        """The letters with their truth."""
        return {each.name: value for each, value in self.value.items() if isinstance(each, Atom)}

    def settle(self, todo: list[Signed], budget: Budget) -> bool:
        """Take over signed formulas with all that they force; False if they clash."""
        while todo:
            if not self._take(todo, budget):
                return False
            kept: list[list[Option]] = []
            for options in self.choices:
                budget.spend()
                live = self._live(options)
                if live is None:
                    continue
                if not live:
                    return False
                if len(live) == 1:
                    todo.extend(live[0])
                else:
                    kept.append(live)
            self.choices = kept
        return True

    def _take(self, todo: list[Signed], budget: Budget) -> bool:
        while todo:
            budget.spend()
            formula, sign = todo.pop()
            known = self.value.setdefault(formula, sign)
            if known != sign or (isinstance(formula, Constant) and formula.value != sign):
                return False
            options = options_of(formula, sign)
            if len(options) == 1:
                todo.extend(pair for pair in options[0] if self.value.get(pair[0]) is not pair[1])
            elif options:
                self.choices.append(options)
        return True

    def _live(self, options: list[Option]) -> list[Option] | None:
        """The sides that are still possible; None when one of them holds already."""
        live = []
        for option in options:
            known = [self.value.get(formula) for formula, _ in option]
            if all(value is sign for value, (_, sign) in zip(known, option, strict=True)):
                return None
            if all(
                value is None or value is sign
                for value, (_, sign) in zip(known, option, strict=True)
            ):
                live.append(option)
        return live


def options_of(formula: Formula, sign: bool) -> list[Option]:
    """The ways to make a formula true or false: none needed for a letter, a constant or a box.

    >>> p, q = Atom("p"), Atom("q")
    >>> options_of(Implies(p, q), True) == [[(p, False)], [(q, True)]]
    True
    """
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
            return []


def branches(signed: Iterable[Signed], budget: Budget) -> Iterator[Branch]:
    """All open saturations of a set of signed formulas, no two alike, without recursion.

    >>> p, q = Atom("p"), Atom("q")
    >>> [branch.letters for branch in branches([(Or(p, q), True)], Budget(99))]
    [{'p': True}, {'p': False, 'q': True}]
    """
    stack: list[tuple[Branch, list[Signed]]] = [(Branch({}), list(signed)[::-1])]
    while stack:
        branch, todo = stack.pop()
        if not branch.settle(todo, budget):
            continue
        if not branch.choices:
            yield branch
            continue
        first, *rest = sorted(branch.choices[0], key=_needs_worlds)
        denied = [(formula, not sign) for formula, sign in first] if len(first) == 1 else []
        for option in reversed(rest):
            stack.append((Branch(dict(branch.value), list(branch.choices)), [*option, *denied]))
        stack.append((branch, list(first)))


def _needs_worlds(option: Option) -> int:
    return sum(_asks(formula, sign) for formula, sign in option)


def _asks(formula: Formula, sign: bool) -> bool:
    """Whether a signed formula is a box that must fail."""
    while isinstance(formula, Not):
        formula, sign = formula.body, not sign
    return isinstance(formula, Box) and not sign
