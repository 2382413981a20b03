"""Endless towers: what is left in the limit, from the numbers of an `infinite:` schema.

*Errors of levels*: level n fails with a chance that stays, falls by a ratio or falls with a power of n.
Whatever the levels have to do with each other, some level fails with at most the sum of the errors; if each
error is that given that the levels before it held, with exactly 1 minus the product of what is left, which
is certain unless the sum is finite: levels of constant quality leave nothing.

*Levels that vouch*: each is unsound as likely, and an unsound one accepts everything.  The sum of their
rates grows without end, so of unknown dependence nothing but the prior is left; if they are unsound
independently the share of bad ones among what all accept goes to the fixed point of a Moebius map.

A tower that logic rules out has no figure, however small its errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from ..diagnosis.infinite import ruled_out
from ..diagnosis.report import Answer
from ..errors import InputError
from ..model.values import Infinite, Interval, Model, Number
from .accreditation import Level, fixed_point
from .bounds import CERTAIN, INDEPENDENT, UNKNOWN, VACUOUS, Bound
from .figures import figure

FACTORS = 2_000  # that are multiplied one by one before the rest is enclosed
BITS = 256
_ONE = 1 << BITS
ANY_LEVEL = "some level fails"
ACCEPTED, WRONG = "bad, given that all accept", "bad, and all accept"
_GIVEN = "each error is that given that the levels before held"
_ALONE = "each error is that of its level, whatever the others do"
_VOUCHING = ("the levels are unsound independently", "an unsound level accepts everything")


@dataclass(frozen=True, slots=True)
class Limit:
    """What an endless tower leaves, each bound with its name, the one that counts first; or `why` nothing."""

    rows: tuple[tuple[str, Bound], ...]
    why: str = ""

    @property
    def bound(self) -> Bound | None:
        """The bound that needs nothing to be known of dependence; None where there is no figure."""
        return self.rows[0][1] if self.rows else None


def limit_of(model: Model, answer: Answer) -> Limit | None:
    """The limit for a claim of an endless tower; None for any other claim.

    >>> from ..model.claims import Condition
    >>> schema = Infinite("P", error=Fraction(1, 2), ratio=Fraction(1, 2))
    >>> found = limit_of(Model("t", infinite=schema), Answer("o", Condition("P for all n"), 0, "UNKNOWN"))
    >>> [(name, f"{float(bound.high):.6f}") for name, bound in found.rows]
    [('some level fails', '1.000000'), ('some level fails', '0.711212')]
    """
    schema = model.infinite
    why = ruled_out(model, answer.claim)
    if schema is None or why is None:
        return None
    if why:
        return Limit((), f"no figure, whatever the errors are: {why}")
    if schema.error is not None:
        return Limit(tuple(_of_errors(schema)))
    if schema.unsound is not None:
        return Limit(tuple(_of_vouching(schema)))
    return Limit((), "no figure: the endless tower has neither `error` nor `unsound`")


def edges_fail(schema: Infinite) -> Interval | None:
    """How likely some edge below a named level fails, at most; None where no error is declared.

    >>> edges_fail(Infinite("P", error=Fraction(1, 8), ratio=Fraction(1, 2))).high
    Fraction(1, 4)
    """
    if schema.error is None:
        return None
    return Interval(Fraction(0), _union(schema, _interval(schema.error).high))


def _interval(number: Number | None, missing: Interval = VACUOUS) -> Interval:
    return missing if number is None else figure(number, "a rate").interval


# errors of levels


def _of_errors(schema: Infinite) -> Iterator[tuple[str, Bound]]:
    first = _interval(schema.error)
    highest = _union(schema, first.high)
    tight = schema.power is None
    note = "" if tight else "the end of the sum is enclosed"
    yield ANY_LEVEL, Bound(first.low, highest, UNKNOWN, (_ALONE,), tight, note)
    most = 1 - _left(schema, first.high, _ratio(schema).high)[0]
    least = 1 - _left(schema, first.low, _ratio(schema).low)[1]
    exact = least == most
    rounded = "" if exact else f"{FACTORS} factors, and an enclosure of the rest"
    yield ANY_LEVEL, Bound(least, most, INDEPENDENT, (_GIVEN,), exact, rounded)


def _ratio(schema: Infinite) -> Interval:
    return _interval(schema.ratio, CERTAIN)


def _union(schema: Infinite, first: Fraction) -> Fraction:
    """The most that the sum of all errors is, or 1 where it is more or has no end."""
    ratio = _ratio(schema).high
    if first == 0:
        return first
    if not _is_finite(schema, first, ratio):
        return Fraction(1)
    if schema.power is None:
        return min(Fraction(1), first / (1 - ratio) if ratio < 1 else first)
    *errors, last = _errors(schema, first, ratio)
    head = Fraction(sum(high for _, high in errors), _ONE)
    return min(Fraction(1), head + _rest(schema, first, ratio, last)[1])


def _is_finite(schema: Infinite, first: Fraction, ratio: Fraction) -> bool:
    return first == 0 or (ratio < 1 if schema.power is None else schema.power > 1)


def _errors(schema: Infinite, first: Fraction, ratio: Fraction) -> Iterator[tuple[int, int]]:
    """The errors of `FACTORS` levels and of the next one, each enclosed in units of 2^-BITS."""
    low, high = first.numerator * _ONE // first.denominator, -(-first.numerator * _ONE // first.denominator)
    for level in range(1, FACTORS + 2):
        if schema.power is not None:
            yield low // level**schema.power, -(-high // level**schema.power)
            continue
        yield low, high
        low = low * ratio.numerator // ratio.denominator
        high = -(-high * ratio.numerator // ratio.denominator)


def _rest(
    schema: Infinite, first: Fraction, ratio: Fraction, last: tuple[int, int]
) -> tuple[Fraction, Fraction]:
    """The sum of the errors beyond `FACTORS` levels, enclosed: geometric, or by integrals."""
    if schema.power is None:
        scale = (1 - ratio) * _ONE if ratio < 1 else Fraction(_ONE)
        return last[0] / scale, last[1] / scale
    less = schema.power - 1
    return first / (less * (FACTORS + 1) ** less), first / (less * FACTORS**less)


def _left(schema: Infinite, first: Fraction, ratio: Fraction) -> tuple[Fraction, Fraction]:
    """The product of 1 - error over all levels, enclosed; 1 - x <= exp(-x) <= 1 - x + x^2 / 2."""
    if first in (0, 1) or (ratio == 0 and schema.power is None):
        return 1 - first, 1 - first
    if not _is_finite(schema, first, ratio):
        return Fraction(0), Fraction(0)
    *errors, last = _errors(schema, first, ratio)
    low = high = _ONE
    for least, most in errors:
        low = low * (_ONE - most) >> BITS
        high = -(-high * (_ONE - least) >> BITS)
    short, long = _rest(schema, first, ratio, last)
    return (
        Fraction(int(low * max(Fraction(0), 1 - long)), _ONE),
        Fraction(ceil(high * (1 - short + short * short / 2)), _ONE),
    )


# levels that vouch for each other


def _of_vouching(schema: Infinite) -> Iterator[tuple[str, Bound]]:
    prior, slips = _interval(schema.unsound), _interval(schema.false_accept)
    kept = _interval(schema.false_reject)
    keeps = Interval(1 - kept.high, 1 - kept.low)
    yield WRONG, Bound(Fraction(0), prior.high, UNKNOWN, ("nothing but the prior",))
    low = _fixed(prior.low, slips.low, keeps.high)
    high = _fixed(prior.high, slips.high, max(keeps.low, slips.high))
    if low is None or high is None or slips.high > keeps.high:
        note = "a sound level may accept bad ones more often than good ones"
        yield ACCEPTED, Bound(Fraction(0), Fraction(1), INDEPENDENT, _VOUCHING, False, note)
        return
    rests: tuple[str, ...] = _VOUCHING
    if keeps.low < slips.high:
        rests += ("a sound level accepts good ones no less often than bad ones",)
    exact = low.exact and high.exact
    yield ACCEPTED, Bound(low.low, high.high, INDEPENDENT, rests, exact, "" if exact else "a root, enclosed")


def _fixed(prior: Fraction, slips: Fraction, keeps: Fraction) -> Bound | None:
    """The limit grows with the prior and the slips, and falls with what is kept."""
    try:
        return fixed_point(Level(prior, slips, keeps))
    except InputError:
        return None
