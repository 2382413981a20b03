"""The propositional part of a formula as a sympy expression; boxes become letters of their own."""

from __future__ import annotations

from typing import Any

from sympy import Symbol, false, true
from sympy.logic import boolalg

from ..errors import LimitReached
from .formula import And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or
from .printer import ascii as printed

DEEPEST = 100  # connectives inside each other, a chain of one & or | counted once; sympy recurses

_SHAPES: dict[type[Formula], Any] = {
    Not: boolalg.Not,
    And: boolalg.And,
    Or: boolalg.Or,
    Implies: boolalg.Implies,
    Iff: boolalg.Equivalent,
}


def to_sympy(formula: Formula) -> Any:
    """A sympy Boolean with one symbol for each letter and for each outermost box.

    LimitReached for more than DEEPEST connectives inside each other.

    >>> from tower.syntax.parser import parse
    >>> to_sympy(parse("p & q & ~[]q"))
    p & q & ~[]q
    """
    value: dict[Formula, Any] = {}
    depth: dict[Formula, int] = {}
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if now in value:
            continue
        parts = _parts(now)
        missing = [part for part in parts if part not in value]
        if missing:
            waiting += [now, *missing]
            continue
        depth[now] = 1 + max((depth[part] for part in parts), default=0)
        if depth[now] > DEEPEST:
            raise LimitReached(f"more than {DEEPEST} connectives inside each other")
        value[now] = _made(now, [value[part] for part in parts])
    return value[formula]


def _made(formula: Formula, parts: list[Any]) -> Any:
    match formula:
        case Constant(truth):
            return true if truth else false
        case Atom() | Box():
            return Symbol(printed(formula))
        case _:
            return _SHAPES[type(formula)](*parts)


def _parts(formula: Formula) -> tuple[Formula, ...]:
    """What an expression is made from; a chain of one & or | is a single step."""
    match formula:
        case Atom() | Constant() | Box():
            return ()
        case And() | Or():
            return tuple(_chain(formula))
        case _:
            return formula.children


def _chain(formula: Formula) -> list[Formula]:
    """The different operands of a chain, from left to right."""
    seen: dict[Formula, None] = {}
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if now not in seen:
            seen[now] = None
            waiting.extend(reversed(now.children if type(now) is type(formula) else ()))
    return [each for each in seen if type(each) is not type(formula)]
