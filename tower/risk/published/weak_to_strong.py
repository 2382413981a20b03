"""Weak-to-strong generalisation: how much of the gap a strong student recovers from a weak teacher.

Source: Burns et al., Weak-to-Strong Generalization, arXiv:2312.09390 (2023).  Valid when the ceiling
is above the weak supervisor; values above 1 and below 0 are legal.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ...errors import InputError
from ..bounds import as_fraction

Number = Fraction | float | str


def gap_recovered(weak: Number, student: Number, ceiling: Number) -> Fraction:
    """PGR = (student - weak) / (ceiling - weak).

    >>> gap_recovered("0.6", "0.7", "0.8")
    Fraction(1, 2)
    """
    low, middle, high = (as_fraction(value, "an accuracy") for value in (weak, student, ceiling))
    if high <= low:
        raise InputError(
            f"a ceiling of {high} over a supervisor at {low}", expected="a higher ceiling"
        )
    return (middle - low) / (high - low)


def bootstrap(start: Number, rungs: Iterable[tuple[Number, Number]]) -> Fraction:
    """Accuracy along a chain of students: a_k = (1 - r_k) a_{k-1} + r_k c_k.

    `rungs` are pairs of recovered gap and that rung's own ceiling.  Multiplying the r_k against one
    fixed ceiling is something else.

    >>> bootstrap("0.6", [("0.5", "0.8"), ("0.5", "0.9")])
    Fraction(4, 5)
    """
    value = as_fraction(start, "an accuracy")
    for recovered, ceiling in rungs:
        share = as_fraction(recovered, "a recovered gap")
        value = (1 - share) * value + share * as_fraction(ceiling, "a ceiling")
    return value
