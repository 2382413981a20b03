"""The propositional part of a formula as a sympy expression; boxes become letters of their own."""

from __future__ import annotations

from typing import Any

from sympy import Symbol, false, true
from sympy.logic.boolalg import And as SympyAnd
from sympy.logic.boolalg import Equivalent
from sympy.logic.boolalg import Implies as SympyImplies
from sympy.logic.boolalg import Not as SympyNot
from sympy.logic.boolalg import Or as SympyOr

from .formula import And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, subformulas
from .printer import ascii as printed

_SHAPES: dict[type[Formula], Any] = {
    Not: SympyNot, And: SympyAnd, Or: SympyOr, Implies: SympyImplies, Iff: Equivalent,
}


def to_sympy(formula: Formula) -> Any:
    """A sympy Boolean with one symbol for each letter and for each outermost box.

    >>> from tower.syntax.parser import parse
    >>> to_sympy(parse("p & ~[]q"))
    p & ~[]q
    """
    value: dict[Formula, Any] = {}
    for each in subformulas(formula):
        match each:
            case Atom(name):
                value[each] = Symbol(name)
            case Constant(truth):
                value[each] = true if truth else false
            case Box():
                value[each] = Symbol(printed(each))
            case _:
                value[each] = _SHAPES[type(each)](*(value[child] for child in each.children))
    return value[formula]
