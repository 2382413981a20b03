"""M1, guards: several verifiers look at the same object, and it gets past all of them.

The chain rule is exact: P(bad and all accept) = P(bad) times each guard's false-accept rate *given
that the object is bad and the earlier guards accepted it*.  Rates measured one by one are not these.
They multiply only if the misses are independent given the bad object.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from ..errors import InputError
from .bounds import COALITION, INDEPENDENT, UNKNOWN, Bound, as_probability
from .structure import Structure, all_of

_SAME = "each rate is that of bad objects"


def guards_structure(bad: str, misses: Sequence[str]) -> Structure:
    """The failure: the object is bad and every guard misses it.

    >>> guards_structure("bad", ["miss 1", "miss 2"]).leaves
    ('bad', 'miss 1', 'miss 2')
    """
    return Structure.of(
        "bad and accepted by all", {"bad and accepted by all": all_of(bad, *misses)}
    )


def independent_guards(prior: Fraction, misses: Sequence[Fraction]) -> Bound:
    """P(bad and all accept) if the misses are independent given a bad object: the product.

    >>> print(independent_guards(Fraction(1, 5), [Fraction(1, 10), Fraction(1, 10)]))
    1/500 (independent)
    """
    value = prod(_checked(prior, misses), start=Fraction(1))
    return Bound(value, value, INDEPENDENT, (_SAME, "misses independent given a bad object"))


def unknown_guards(prior: Fraction, misses: Sequence[Fraction]) -> Bound:
    """P(bad and all accept) from the guards' own rates on bad objects, whatever their dependence.

    >>> print(unknown_guards(Fraction(1, 5), [Fraction(1, 10), Fraction(19, 20)]))
    [1/100, 1/50] (unknown)
    """
    first, *rates = _checked(prior, misses)
    low = max(Fraction(0), sum(rates, Fraction(0)) - (len(rates) - 1)) if rates else Fraction(1)
    return Bound(first * low, first * min(rates, default=Fraction(1)), UNKNOWN, (_SAME,))


def colluding_guards(prior: Fraction, misses: Sequence[Fraction], colluders: int) -> Bound:
    """The worst over coalitions: the `colluders` smallest factors drop out, the rest independent.

    >>> print(colluding_guards(Fraction(1, 5), [Fraction(1, 10), Fraction(1, 100)], 1))
    [1/5000, 1/50] (coalition)
    """
    if colluders < 0:
        raise InputError(f"{colluders} colluders", expected="at least 0")
    first, *rates = _checked(prior, misses)
    kept = sorted(rates)[colluders:]
    rests = (_SAME, f"at most {colluders} collude", "other misses independent given a bad object")
    high = first * prod(kept, start=Fraction(1))
    return Bound(first * prod(rates, start=Fraction(1)), high, COALITION, rests)


def posterior_of(prior: Fraction, false_accept: Fraction, true_accept: Fraction) -> Fraction:
    """P(bad | accepted) from P(accepted | bad): Bayes, never the rate itself.

    InputError where nothing is ever accepted.

    >>> posterior_of(Fraction(1, 2), Fraction(1, 10), Fraction(9, 10))
    Fraction(1, 10)
    >>> posterior_of(Fraction(9, 10), Fraction(1, 10), Fraction(9, 10))
    Fraction(1, 2)
    """
    bad, miss, keep = _checked(prior, [false_accept, true_accept])
    accepted = bad * miss + (1 - bad) * keep
    if accepted == 0:
        raise InputError("nothing is ever accepted", expected="a positive chance of acceptance")
    return bad * miss / accepted


def _checked(prior: Fraction, rates: Sequence[Fraction]) -> list[Fraction]:
    return [as_probability(prior, "the prior"), *(as_probability(r, "a rate") for r in rates)]
