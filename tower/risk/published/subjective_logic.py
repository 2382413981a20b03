"""Subjective logic: opinions with belief, disbelief, uncertainty and a base rate.

Source: Josang, Subjective Logic (Springer, 2016), ch. 12 and 14; figures from the unit tests of
vs-uulm/go-subjectivelogic.  Valid as a calculus of opinions, not as a bound on a probability
(Dezert et al., 2014): a vacuous advisor still passes on the share of belief that its base rate says,
and cumulative fusion counts shared evidence twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...errors import InputError
from ..bounds import as_probability


@dataclass(frozen=True, slots=True)
class Opinion:
    """Belief, disbelief and uncertainty add to 1.

    >>> Opinion.of(0.6, 0.3, 0.1, 0.5).projected
    Fraction(13, 20)
    """

    belief: Fraction
    disbelief: Fraction
    uncertainty: Fraction
    base: Fraction

    @classmethod
    def of(cls, *parts: Fraction | float | str) -> Opinion:
        """From belief, disbelief, uncertainty, base rate as they are written."""
        if len(parts) != 4:
            raise InputError(f"an opinion of {len(parts)} numbers", expected="4")
        b, d, u, a = (as_probability(part, "a part of an opinion") for part in parts)
        return cls(b, d, u, a)

    def __post_init__(self) -> None:
        total = self.belief + self.disbelief + self.uncertainty
        if total != 1:
            raise InputError(f"an opinion adds to {total}", expected="1")

    @property
    def projected(self) -> Fraction:
        """Belief, and the base rate's share of the uncertainty."""
        return self.belief + self.base * self.uncertainty


def discount(advisor: Opinion, advice: Opinion) -> Opinion:
    """The advice as far as the advisor is trusted (probability-sensitive).

    >>> discount(Opinion.of(0, 0, 1, 0.5), Opinion.of(1, 0, 0, 0.5)).belief
    Fraction(1, 2)
    """
    trust = advisor.projected
    b, d = trust * advice.belief, trust * advice.disbelief
    return Opinion(b, d, 1 - b - d, advice.base)


def discount_chain(*opinions: Opinion) -> Opinion:
    """Advice through a line of advisors, the nearest first; it is folded from the far end.

    >>> sure, even = Opinion.of(1, 0, 0, 0.5), Opinion.of(0.5, 0.5, 0, 0.5)
    >>> discount_chain(sure, sure, even) == even
    True
    """
    if not opinions:
        raise InputError("a chain of no opinions", expected="at least one")
    *advisors, result = opinions
    for advisor in reversed(advisors):
        result = discount(advisor, result)
    return result


def fuse(first: Opinion, second: Opinion) -> Opinion:
    """Cumulative fusion, for *independent* evidence: shared evidence is counted twice.

    Two dogmatic opinions (no uncertainty) are weighed equally.

    >>> fuse(Opinion.of(0.4, 0, 0.6, 0.5), Opinion.of(0.7, 0, 0.3, 0.5)).belief
    Fraction(3, 4)
    """
    u, v = first.uncertainty, second.uncertainty
    whole = u + v - u * v
    if whole == 0:
        return average(first, second)
    b = (first.belief * v + second.belief * u) / whole
    d = (first.disbelief * v + second.disbelief * u) / whole
    return Opinion(b, d, 1 - b - d, _fused_base(first, second))


def _fused_base(first: Opinion, second: Opinion) -> Fraction:
    u, v = first.uncertainty, second.uncertainty
    weight = u + v - 2 * u * v
    if weight == 0:
        return (first.base + second.base) / 2
    return (first.base * v + second.base * u - (first.base + second.base) * u * v) / weight


def average(first: Opinion, second: Opinion) -> Opinion:
    """Averaging fusion, for dependent sources: the same opinion twice stays as it is.

    >>> shared = Opinion.of(0.6, 0.3, 0.1, 0.5)
    >>> average(shared, shared) == shared
    True
    """
    u, v = first.uncertainty, second.uncertainty
    if u + v == 0:
        u = v = Fraction(1)
    b = (first.belief * v + second.belief * u) / (u + v)
    d = (first.disbelief * v + second.disbelief * u) / (u + v)
    return Opinion(b, d, 1 - b - d, (first.base + second.base) / 2)
