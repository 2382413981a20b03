"""Assurance 2.0: confidence in a case from doubts in its leaves, by the sum of doubts.

Source: Bloomfield and Rushby, Assurance 2.0, SRI-CSL-25-01R2, arXiv:2604.00034 (2025), and Adams and
Levine on the probability logic of valid arguments.  Valid for a *sound* argument: logic first,
numbers after.  The product of the confidences is no bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..bounds import UNKNOWN, Bound, as_probability


def conjunction(confidences: Sequence[Fraction | float | str]) -> Bound:
    """P(all subclaims hold) >= 1 - sum of doubts, and at most the least confidence.

    >>> print(conjunction(["0.95"] * 5))
    [3/4, 19/20] (unknown)
    """
    values = [as_probability(value, "a confidence") for value in confidences]
    low = max(Fraction(0), 1 - sum((1 - value for value in values), Fraction(0)))
    return Bound(low, min(values, default=Fraction(1)), UNKNOWN)
