"""Exact numbers as short texts, rounded outward, so that what is printed still holds."""

from __future__ import annotations

import math
from fractions import Fraction

from ..model.values import Interval

DIGITS = 4


def at_most(interval: Interval) -> str:
    """How likely something is, at most, as a short text.

    >>> at_most(Interval(Fraction(0), Fraction(1, 3)))
    '≤ 0.3334'
    >>> at_most(Interval(Fraction(1, 8), Fraction(1, 8)))
    '0.125'
    """
    low, high = shown_interval(interval.low, interval.high)
    if low == high:
        return high
    return "unknown" if interval.high == 1 else f"≤ {high}"


def shown_interval(low: Fraction, high: Fraction) -> tuple[str, str]:
    """Both ends, rounded outward; a point that fits in the digits shows twice.

    >>> shown_interval(Fraction(1, 3), Fraction(2, 3))
    ('0.3333', '0.6667')
    """
    return shown(low, up=False), shown(high, up=True)


def shown(value: Fraction, up: bool = True) -> str:
    """A number with `DIGITS` significant digits, rounded up or down, never across it.

    >>> shown(Fraction(1, 3)), shown(Fraction(1, 3), up=False), shown(Fraction(1, 10**9))
    ('0.3334', '0.3333', '1e-09')
    """
    if value == 0:
        return "0"
    size = _exponent(abs(value))
    unit = Fraction(10) ** (size - DIGITS + 1)
    whole = math.ceil(value / unit) if up else math.floor(value / unit)
    return f"{float(whole * unit):.{DIGITS}g}"


def _exponent(value: Fraction) -> int:
    """The exponent of the leading decimal digit; the logarithm may be off by one."""
    guess = math.floor(math.log10(value.numerator) - math.log10(value.denominator))
    while Fraction(10) ** guess > value:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= value:
        guess += 1
    return guess
