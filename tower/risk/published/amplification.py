"""Reliability amplification: many small decisions, and majorities made of unreliable parts.

Sources: Christiano, Reliability Amplification (2016); von Neumann, Probabilistic Logics and the
Synthesis of Reliable Organisms from Unreliable Components (1956).  The union bound is always valid;
majorities are valid only for *independent* errors, never for copies of one model.
"""

from __future__ import annotations

import math
from fractions import Fraction

from ...errors import InputError
from ..bounds import INDEPENDENT, UNKNOWN, Bound, as_probability


def some_decision_fails(rate: Fraction, decisions: int) -> Bound:
    """P(any of so many decisions fails) whatever their dependence: at most the sum.

    >>> print(some_decision_fails(Fraction(1, 100), 10))
    [1/100, 1/10] (unknown)
    """
    each = as_probability(rate, "the failure rate")
    if decisions < 1:
        raise InputError(f"{decisions} decisions", expected="at least 1")
    return Bound(each, min(Fraction(1), decisions * each), UNKNOWN)


def some_independent_decision_fails(rate: Fraction, decisions: int) -> Bound:
    """The same if the failures are independent.

    >>> float(some_independent_decision_fails(Fraction(1, 100), 10).high)
    0.09561792499119551
    """
    each = as_probability(rate, "the failure rate")
    value = 1 - (1 - each) ** decisions
    return Bound(value, value, INDEPENDENT, ("decisions fail independently",))


def tree_fails(rate: Fraction, branching: int, depth: int) -> Bound:
    """P(any node of a full tree of delegations fails) is at most rate (B^(d+1) - 1)/(B - 1).

    >>> tree_fails(Fraction(1, 1000), 2, 3).high
    Fraction(3, 200)
    """
    if branching < 1 or depth < 0:
        raise InputError(f"branching {branching}, depth {depth}", expected="at least 1 and 0")
    nodes = sum(branching**level for level in range(depth + 1))
    return some_decision_fails(rate, nodes)


def majority_step(error: Fraction, noise: Fraction) -> Fraction:
    """The error of a majority of three independent inputs by a gate that errs itself.

    >>> majority_step(Fraction(0), Fraction(1, 20))
    Fraction(1, 20)
    """
    x, e = as_probability(error, "the error"), as_probability(noise, "the noise")
    return e + (1 - 2 * e) * (3 * x**2 - 2 * x**3)


def majority_limit(noise: float) -> float:
    """The error that repeated majorities settle at: 1/2 from a noise of 1/6 on.

    >>> round(majority_limit(0.05), 10)
    0.0590414482
    """
    e = float(as_probability(noise, "the noise"))
    if e >= 1 / 6:
        return 0.5
    return 0.5 - 0.5 * math.sqrt((1 - 6 * e) / (1 - 2 * e))
