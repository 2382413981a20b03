"""What an evaluator answers: an interval, how it was reached, and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ..errors import InputError
from ..model.nodes import shortened
from ..model.scalars import rational
from ..model.values import Interval, Symbol, Trials
from ..shown import Shown
from .structure import Event, Structure

Given: TypeAlias = (
    Fraction | int | float | str | Decimal | Interval
)  # a probability as a caller writes it

CERTAIN = Interval(Fraction(1), Fraction(1))
IMPOSSIBLE = Interval(Fraction(0), Fraction(0))
VACUOUS = Interval(Fraction(0), Fraction(1))

UNKNOWN, INDEPENDENT, COMMON_CAUSE = "unknown", "independent", "common cause"
LATENT, COALITION, DECLARED = "latent", "coalition", "as declared"


@dataclass(frozen=True, slots=True)
class Bound(Shown):
    """The probability lies in [low, high], given the dependence `mode` and the `assumptions`.

    `exact` says that both ends are the best possible ones.  An outer bound (`exact` False) is valid
    but perhaps not tight, and `note` says why.

    >>> print(Bound(Fraction(1, 10), Fraction(1, 5), UNKNOWN))
    [1/10, 1/5] (unknown)
    >>> print(Bound(Fraction(1, 8), Fraction(1, 8), INDEPENDENT, exact=False, note="rounded"))
    1/8 (independent; outer bound: rounded)
    """

    low: Fraction
    high: Fraction
    mode: str
    assumptions: tuple[str, ...] = ()
    exact: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        check_interval(Interval(self.low, self.high), f"the {self.mode} bound")

    def __str__(self) -> str:
        value = str(self.low) if self.low == self.high else f"[{self.low}, {self.high}]"
        outer = "" if self.exact else f"; outer bound: {self.note}"
        return f"{value} ({self.mode}{outer})"

    def contains(self, other: Bound) -> bool:
        """Does every probability that `other` allows lie within this bound?

        >>> wide, point = (Bound(Fraction(0), Fraction(n), UNKNOWN) for n in (1, 0))
        >>> wide.contains(point), point.contains(wide)
        (True, False)
        """
        return self.low <= other.low and other.high <= self.high

    def within(self, other: Bound) -> Bound:
        """This bound where `other`, which holds too, does not know better.

        >>> wide, half = (Bound(Fraction(0), Fraction(1, n), UNKNOWN, exact=False) for n in (1, 2))
        >>> wide.within(half).high
        Fraction(1, 2)
        """
        return replace(self, low=max(self.low, other.low), high=min(self.high, other.high))

    @property
    def interval(self) -> Interval:
        """The bound as a number of the model.

        >>> Bound(Fraction(0), Fraction(1), UNKNOWN).interval == VACUOUS
        True
        """
        return Interval(self.low, self.high)


def as_fraction(value: Fraction | float | str | Decimal, name: str = "a number") -> Fraction:
    """The exact rational that was written: 0.1 is one tenth, not its nearest binary double.

    >>> as_fraction(0.1), as_fraction("2/3"), as_fraction(Decimal("0.05"))
    (Fraction(1, 10), Fraction(2, 3), Fraction(1, 20))
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, bool) or not isinstance(value, Fraction | int | float | str | Decimal):
        raise InputError(f"{name} is {value!r}", expected="a number")
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise InputError(f"{name} is {value}", expected="a finite number")
    if isinstance(value, str | Decimal):
        return _written(str(value), name)
    return Fraction(repr(value) if isinstance(value, float) else value)


def _written(text: str, name: str) -> Fraction:
    """The number that a text writes, whose digits are counted before anything is made of it."""
    try:
        return rational(text.strip())
    except InputError as error:
        raise InputError(f"{name} is {shortened(text)}", expected="a number such as 0.1 or 1/10") from error


def as_probability(
    value: Fraction | float | str | Decimal, name: str = "a probability"
) -> Fraction:
    """A rational in [0, 1]; InputError naming what lies outside.

    >>> as_probability(1.5, "the rate of v")
    Traceback (most recent call last):
    tower.errors.InputError: the rate of v is 3/2; expected a probability between 0 and 1
    """
    fraction = as_fraction(value, name)
    if not 0 <= fraction <= 1:
        raise InputError(f"{name} is {fraction}", expected="a probability between 0 and 1")
    return fraction


def as_interval(value: Given, name: str = "a probability") -> Interval:
    """A point or an interval of the model as an interval; refuses what has no value of its own.

    >>> as_interval(0.25) == Interval(Fraction(1, 4), Fraction(1, 4))
    True
    """
    if isinstance(value, Trials):
        raise InputError(
            f"{name} is a count of trials", expected="an interval made from it by `statistics`"
        )
    if isinstance(value, Symbol):
        raise InputError(f"{name} is the symbol {value.name}", expected="a number, or `symbolic`")
    if isinstance(value, Interval):
        return check_interval(value, name)
    point = as_probability(value, name)
    return Interval(point, point)


def check_interval(interval: Interval, name: str = "an interval") -> Interval:
    """The interval itself, or InputError where it is upside down or leaves [0, 1].

    >>> check_interval(Interval(Fraction(1), Fraction(0)), "the rate of v")
    Traceback (most recent call last):
    tower.errors.InputError: the rate of v runs from 1 down to 0; expected the lower end first
    """
    low, high = as_probability(interval.low, name), as_probability(interval.high, name)
    if low > high:
        raise InputError(f"{name} runs from {low} down to {high}", expected="the lower end first")
    return interval if (low, high) == (interval.low, interval.high) else Interval(low, high)


def rates_of(structure: Structure, given: Mapping[Event, Given]) -> dict[Event, Interval]:
    """An interval for each leaf: what was given, and [0, 1] where nothing was said.

    InputError for a number about something that is no leaf: it would silently count for nothing.

    >>> from .structure import any_of
    >>> rates_of(Structure.of("f", {"f": any_of("a", "b")}), {"a": "1/10"})["b"] == VACUOUS
    True
    """
    leaves = set(structure.leaves)
    for name in given:
        if name not in leaves:
            known = ", ".join(sorted(leaves)[:10])
            raise InputError(
                f"a probability for {name!r}, which is no leaf", expected=f"one of {known}"
            )
    return {
        leaf: as_interval(given[leaf], f"the probability of {leaf!r}") if leaf in given else VACUOUS
        for leaf in structure.leaves
    }


def ends(rates: Mapping[Event, Interval]) -> tuple[dict[Event, Fraction], dict[Event, Fraction]]:
    """The lower and the upper ends, where a monotone top is least and most likely.

    >>> ends({"a": VACUOUS})
    ({'a': Fraction(0, 1)}, {'a': Fraction(1, 1)})
    """
    low = {leaf: interval.low for leaf, interval in rates.items()}
    high = {leaf: interval.high for leaf, interval in rates.items()}
    return low, high
