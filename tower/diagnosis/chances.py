"""How likely an answer is to be wrong, as far as requirements ask; the numbers come from above.

A bound without numbers is [0, 1], except that a guarantee cannot fail while its assumptions hold.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from ..frozen import frozen
from ..model.scalars import number_text
from ..model.values import Requirement
from .judging import Judge
from .report import Answer

PLACES = 10**6


@frozen(slots=True)
class Chance:
    """An answer is wrong with probability at most `most`, if what is `held` holds."""

    most: Fraction
    held: tuple[str, ...] = ()


Chances: TypeAlias = Callable[[Judge, Answer, Fraction], Chance]
"""Gives the chance of an answer; the number is the bound that would be enough."""


def nothing_known(judge: Judge, answer: Answer, enough: Fraction) -> Chance:
    """What is known of an answer without numbers: a guarantee cannot fail, all else can."""
    return Chance(Fraction(0 if answer.verdict in ("GUARANTEED", "ASSUMED") else 1))


def too_likely(judge: Judge, need: Requirement, answer: Answer, chances: Chances) -> str:
    """By how much an answer exceeds the bound that is asked of it, in words; empty when it does not."""
    if need.bound is None or need.bound == 1:
        return ""
    found = chances(judge, answer, need.bound)
    if found.most <= need.bound:
        return ""
    asked = f"to fail with probability at most {need.bound}"
    if found.most == 1:
        return f"{asked} (nothing narrows the bound [0, 1])"
    known = number_text(Fraction(ceil(found.most * PLACES), PLACES))
    held = f", if these hold: {', '.join(found.held)}" if found.held else ""
    return f"{asked} (at most {known} is known{held})"
