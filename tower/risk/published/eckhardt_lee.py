"""Diverse versions fail together more often than independent ones: hard inputs are hard for all.

Sources: Eckhardt and Lee, IEEE TSE 11 (1985); Littlewood and Miller, IEEE TSE 15 (1989).  Valid for
versions drawn independently from a population (or two), on demands that are equally likely here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ...errors import InputError
from ..bounds import as_probability


def both_fail(difficulty: Sequence[Fraction | float]) -> tuple[Fraction, Fraction]:
    """The product of the mean rates, and what is true: E[theta]^2 and E[theta^2].

    >>> both_fail([0, 0, 0, Fraction(1, 2)])
    (Fraction(1, 64), Fraction(1, 16))
    """
    return both_methods_fail(difficulty, difficulty)


def both_methods_fail(
    first: Sequence[Fraction | float], second: Sequence[Fraction | float]
) -> tuple[Fraction, Fraction]:
    """The same for two ways to build versions: q_A q_B, and q_A q_B + Cov.

    Different methods may find different inputs hard: the truth can lie below the product.

    >>> both_methods_fail([1, 0], [0, 1])
    (Fraction(1, 4), Fraction(0, 1))
    """
    if not first or len(first) != len(second):
        raise InputError(
            "difficulties of no demands, or of different ones", expected="one of each method"
        )
    a = [as_probability(theta, "a difficulty") for theta in first]
    b = [as_probability(theta, "a difficulty") for theta in second]
    demands = len(a)
    product = sum(a, Fraction(0)) * sum(b, Fraction(0)) / demands**2
    return product, sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0)) / demands
