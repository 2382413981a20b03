"""Recursive reward modelling: does the error of each level add to that of the level below?

Source: Leike et al., Scalable Agent Alignment via Reward Modeling, arXiv:1811.07871 (2018), for the
scheme; the recursion e_k <= eps + lam e_{k-1} is the simplest model of it.  That errors do not pile up
(lam < 1) is an assumption of this model, never its result.
"""

from __future__ import annotations

from fractions import Fraction

from ...errors import InputError
from ..bounds import as_fraction

Number = Fraction | float | str


def error_after(start: Number, added: Number, carried: Number, levels: int) -> Fraction:
    """The bound on the error after so many levels.

    >>> error_after(0, "0.1", "0.5", 2)
    Fraction(3, 20)
    """
    value, eps, lam = (as_fraction(each, "an error") for each in (start, added, carried))
    if min(value, eps, lam) < 0 or levels < 0:
        raise InputError("a negative error or level", expected="numbers from 0 up")
    for _ in range(levels):
        value = eps + lam * value
    return value


def error_limit(added: Number, carried: Number) -> Fraction | None:
    """eps / (1 - lam); None where the errors pile up (lam >= 1) and there is no bound.

    >>> error_limit("0.1", "0.5"), error_limit("0.1", 1)
    (Fraction(1, 5), None)
    """
    eps, lam = as_fraction(added, "the added error"), as_fraction(carried, "the carried share")
    if min(eps, lam) < 0:
        raise InputError("a negative error", expected="numbers from 0 up")
    return eps / (1 - lam) if lam < 1 else None
