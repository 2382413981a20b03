"""Exchangeable verifiers: alike, of unknown common quality, so that their errors are not independent.

Source: de Finetti (1937); the beta mixture is textbook.  Valid for verifiers that are independent
*given* a quality drawn once from a beta distribution.
"""

from __future__ import annotations

from fractions import Fraction

from ...errors import InputError
from ..bounds import as_fraction


def all_accept_bad(
    a: Fraction | float | str, b: Fraction | float | str, verifiers: int
) -> Fraction:
    """P(all n accept a bad item) = E[Q^n], Q ~ Beta(a, b): it falls like n^-b, not exponentially.

    >>> all_accept_bad("0.1", "0.9", 2)
    Fraction(11, 200)
    """
    first, second = as_fraction(a, "a"), as_fraction(b, "b")
    if first <= 0 or second <= 0 or verifiers < 0:
        raise InputError(
            f"Beta({first}, {second}), {verifiers} verifiers", expected="positive parameters"
        )
    value = Fraction(1)
    for seen in range(verifiers):
        value *= (first + seen) / (first + second + seen)
    return value
