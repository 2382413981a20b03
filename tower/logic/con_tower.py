"""The concrete tower of consistency: T₀ = T, Tᵢ₊₁ = Tᵢ + Con(Tᵢ), translated into GL.

T₁ is T + ¬□⊥, T₂ is T + ¬□□⊥, and so on, so "Tₙ proves A" is □(¬□ⁿ⊥ → A) by definition.  The
translation keeps every theorem of the pattern "each theory includes the one below and proves its
consistency", and GL proves more of it than the pattern does: these theories are concrete.
"""

from __future__ import annotations

from collections.abc import Mapping

from tower.errors import InputError
from tower.logic.agents import stronger_box
from tower.logic.gl import Decider, gl_theorem
from tower.logic.glp import Answer
from tower.logic.pattern import Pattern
from tower.logic.rc import modality
from tower.logic.rewriting import rebuilt
from tower.syntax.formula import Box, Formula


def con_tower_pattern(height: int) -> Pattern:
    """The pattern of T₀ … T_height: inclusion and consistency from each level to the next.

    >>> sorted(con_tower_pattern(2).con)
    [('0', '1', 0), ('1', '2', 0)]
    """
    if height < 0:
        raise InputError(f"a tower of height {height}", expected="0 or more")
    steps = [(str(level), str(level + 1)) for level in range(height)]
    con = frozenset((lower, upper, 0) for lower, upper in steps)
    return Pattern(tuple(map(str, range(height + 1))), frozenset(steps), con=con)


def in_gl(formula: Formula, levels: Mapping[str, int] | None = None) -> Formula:
    """The formula with [n]A read as □(¬□ⁿ⊥ → A), in the language of GL.

    `levels` gives the level of each named theory; without it, names are the levels.
    InputError for a theory without a level.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> ascii(in_gl(parse("[1]p -> [PA]p"), {"PA": 0, "1": 1}))
    '[](~[]F -> p) -> []p'
    """

    def change(part: Formula) -> Formula:
        return (
            stronger_box(_level(part.theory, levels), part.body) if isinstance(part, Box) else part
        )

    return rebuilt(formula, change)


def _level(theory: str, levels: Mapping[str, int] | None) -> int:
    if levels is None:
        return modality(theory)
    if theory not in levels:
        raise InputError(f"theory {theory} has no level", expected=", ".join(sorted(levels)))
    return levels[theory]


def con_tower_theorem(
    formula: Formula, levels: Mapping[str, int] | None = None, decide: Decider = gl_theorem
) -> Answer:
    """Is the formula true of the concrete tower over every sound T, provably?

    >>> from tower.syntax.parser import parse
    >>> con_tower_theorem(parse("[2]<1>T")), con_tower_theorem(parse("[1]p <-> [0](<0>T->p)"))
    (Theorem(), Theorem())
    >>> type(con_tower_theorem(parse("[2]([0]p->p)"))).__name__
    'Refuted'
    """
    return decide(in_gl(formula, levels))
