"""The decider that the GL services ask: letterless formulas by their trace, the rest by types.

GL is J with one modality, so every refutation is a J-model whose one relation is that of []; for
a letterless formula it is the line of worlds up to the first rank where the formula fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tower.errors import InputError
from tower.logic.answers import GaveUp, Theorem
from tower.logic.closed import GL, is_theorem, trace
from tower.logic.glp import WORLDS, Answer, Refuted, j_theorem
from tower.logic.j_models import JModel
from tower.syntax.formula import Formula, atoms, theories

Decider: TypeAlias = Callable[[Formula], Answer]

LONGEST_LINE = 2_000  # worlds of a line that is written out


def gl_theorem(formula: Formula, worlds: int = WORLDS) -> Answer:
    """Is the formula a theorem of GL?  InputError for a modality other than [].

    >>> from tower.syntax.parser import parse
    >>> gl_theorem(parse("[]([]p->p)->[]p")), gl_theorem(parse("<>T -> ~[]<>T"))
    (Theorem(), Theorem())
    >>> len(gl_theorem(parse("[][]F -> []F")).model)
    2
    """
    for theory in sorted(theories(formula) - {GL}):
        raise InputError(f"modality [{theory}] in a formula of GL", expected="only []")
    return j_theorem(formula, worlds) if atoms(formula) else _letterless(formula)


def _letterless(formula: Formula) -> Answer:
    found = trace(formula)
    if is_theorem(found):
        return Theorem()
    rank = (~found & (found + 1)).bit_length() - 1  # the lowest 0
    if rank >= LONGEST_LINE:
        return GaveUp(f"a line of {LONGEST_LINE} worlds")
    return Refuted(formula, line(rank))


def line(rank: int) -> JModel:
    """The line of the ranks from `rank` down to 0; world 0 has the rank.

    >>> line(2).sees[0]
    (frozenset({1, 2}), frozenset({2}), frozenset())
    """
    worlds = range(rank + 1)
    sees = tuple(frozenset(range(world + 1, rank + 1)) for world in worlds)
    return JModel({0: sees}, (frozenset(),) * (rank + 1))
