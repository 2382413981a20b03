"""Declared axioms: formulas of a size that a tower file may hold."""

from __future__ import annotations

from ..errors import FormulaError
from ..syntax.formula import Formula
from ..syntax.parser import parse

LONGEST_AXIOM = 200_000  # characters


def parse_axiom(text: str) -> Formula:
    """Read a declared axiom; FormulaError for one that cannot be read or is too long.

    >>> print(parse_axiom("[B]p->p"))
    [B]p -> p
    """
    if len(text) > LONGEST_AXIOM:
        expected = f"at most {LONGEST_AXIOM} characters"
        raise FormulaError("the axiom is too long", column=LONGEST_AXIOM, expected=expected)
    return parse(text)
