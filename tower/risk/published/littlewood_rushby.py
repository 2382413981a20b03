"""A channel that fails sometimes beside one that may be perfect.

Source: Littlewood and Rushby, Reasoning about the Reliability of Diverse Two-Channel Systems in
Which One Channel Is "Possibly Perfect", IEEE TSE 38 (2012).  Valid for a *probability of
non-perfection* of B, which is an event about B once and for all.  B's probability of failure on
demand must not be put in its place: two fallible channels do not multiply.
"""

from __future__ import annotations

from fractions import Fraction

from ..bounds import UNKNOWN, Bound, as_probability


def one_possibly_perfect(failure_of_a: Fraction, imperfection_of_b: Fraction) -> Bound:
    """P(both fail on a demand) <= pfd_A pnp_B, at the known values of both.

    >>> one_possibly_perfect(Fraction(1, 1000), Fraction(1, 1000)).high
    Fraction(1, 1000000)
    """
    pfd = as_probability(failure_of_a, "pfd_A")
    pnp = as_probability(imperfection_of_b, "pnp_B")
    rests = ("A's failure on a demand does not depend on whether B is perfect",)
    return Bound(Fraction(0), pfd * pnp, UNKNOWN, rests)


def two_fallible(failure_of_a: Fraction, failure_of_b: Fraction) -> Bound:
    """P(both fail on a demand) for two channels that both can fail: no product.

    >>> print(two_fallible(Fraction(1, 1000), Fraction(1, 1000)))
    [0, 1/1000] (unknown)
    """
    a, b = as_probability(failure_of_a, "pfd_A"), as_probability(failure_of_b, "pfd_B")
    return Bound(max(Fraction(0), a + b - 1), min(a, b), UNKNOWN)


def believed(
    common_doubt: Fraction, failure_of_a: Fraction, imperfection_of_b: Fraction
) -> Fraction:
    """The bound on the mean under uncertainty about both: C + (1 - C) P_A P_B.

    C is the doubt that hits both beliefs at once; without it the means may not be multiplied either.

    >>> believed(Fraction(1, 10), Fraction(1, 10), Fraction(1, 10))
    Fraction(109, 1000)
    """
    c, a, b = (
        as_probability(v, "a belief") for v in (common_doubt, failure_of_a, imperfection_of_b)
    )
    return c + (1 - c) * a * b
