"""M2, the accreditation tower: V_1 checks the optimizer, V_2 checks V_1, and so on up.

U_0 = the optimizer is bad, U_k = V_k is unsound, A_k = V_k accepts its target.  `unsound` holds
P(U_0), ..., P(U_n), `false_accept` the rate at which a sound V_k accepts a bad target, `true_accept`
the rate at which it accepts a good one; an unsound verifier accepts everything.

* `telescoped` needs no independence between levels: only P(U_{k-1}, A_k, V_k sound) <= eps_k pi_{k-1}.
* `exact` assumes the U_k independent; it is then a sum over a chain.
* `material` multiplies rates measured *on what survived all lower levels*.  Rates on generic bad
  items are the wrong numbers there, and under deception the right ones go to 1.

An infinite tower of equal levels has as its risk the attracting fixed point of a Moebius map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, prod

from ..errors import InputError
from .bounds import INDEPENDENT, UNKNOWN, Bound, as_probability
from .structure import Gate, Structure, all_of, any_of

ROOT_BITS = 256
_RATES = "a sound verifier's false-accept rate is as stated on the bad targets that it meets"


@dataclass(frozen=True, slots=True)
class Tower:
    """n levels of verifiers with their rates, from the bottom up; the top one is itself unchecked.

    >>> Tower.of(["1/5", "1/20"], ["1/10"]).unsound
    (Fraction(1, 5), Fraction(1, 20))
    """

    unsound: tuple[Fraction, ...]
    false_accept: tuple[Fraction, ...]
    true_accept: tuple[Fraction, ...]

    @classmethod
    def of(
        cls,
        unsound: Sequence[Fraction | str | float],
        false_accept: Sequence[Fraction | str | float],
        true_accept: Sequence[Fraction | str | float] = (),
    ) -> Tower:
        """A tower from numbers as they are written; sound verifiers accept all good targets by default."""
        accepts = true_accept or [1] * len(false_accept)
        return cls(
            tuple(as_probability(value, f"P(U_{k})") for k, value in enumerate(unsound)),
            tuple(as_probability(value, f"eps_{k}") for k, value in enumerate(false_accept, 1)),
            tuple(as_probability(value, f"tau_{k}") for k, value in enumerate(accepts, 1)),
        )

    def __post_init__(self) -> None:
        levels = len(self.false_accept)
        if len(self.unsound) != levels + 1 or len(self.true_accept) != levels:
            raise InputError(
                f"{len(self.unsound)} priors for {levels} verifiers",
                expected="one more prior than verifiers, and two rates for each verifier",
            )


@dataclass(frozen=True, slots=True)
class Outcome:
    """P(bad and all accept), P(all accept), and P(bad | all accept)."""

    joint: Fraction
    accept: Fraction

    @property
    def posterior(self) -> Fraction:
        """The share of bad ones among the accepted; InputError where nothing is accepted.

        >>> Outcome(Fraction(1, 10), Fraction(1, 2)).posterior
        Fraction(1, 5)
        """
        if self.accept == 0:
            raise InputError("nothing is ever accepted", expected="a positive chance of acceptance")
        return self.joint / self.accept


def telescoped(tower: Tower) -> Bound:
    """P(bad and all accept) <= sum of eps_k pi_{k-1}, plus the unverified top; and <= pi_0.

    A joint probability: the posterior divides by P(all accept).

    >>> print(telescoped(Tower.of(["1/5", "1/20", "1/50"], ["1/10", "1/10"])).high)
    9/200
    """
    terms = [eps * pi for eps, pi in zip(tower.false_accept, tower.unsound, strict=False)]
    high = min(tower.unsound[0], sum(terms, tower.unsound[-1]))
    return Bound(Fraction(0), high, UNKNOWN, (_RATES,), False, "the telescoped union bound")


def exact(tower: Tower) -> Outcome:
    """Joint and acceptance probabilities if the U_k are independent, by summing from the top down.

    >>> exact(Tower.of(["1/5", "1/20", "1/50"], ["1/10"] * 2, ["19/20", "9/10"])).posterior
    Fraction(9159, 337141)
    """
    above_good, above_bad = Fraction(1), Fraction(1)  # P(all above accept | V_k good, bad)
    levels = zip(tower.unsound[1:], tower.false_accept, tower.true_accept, strict=True)
    for unsound, miss, keep in reversed(list(levels)):
        sound = (1 - unsound) * above_good
        always = unsound * above_bad
        above_good, above_bad = sound * keep + always, sound * miss + always
    joint = tower.unsound[0] * above_bad
    return Outcome(joint, joint + (1 - tower.unsound[0]) * above_good)


def exact_bound(tower: Tower) -> Bound:
    """The exact joint as a bound with its assumptions.

    >>> print(exact_bound(Tower.of(["1/5", "1/20"], ["1/10"])))
    29/1000 (independent)
    """
    joint = exact(tower).joint
    rests = ("the levels are unsound independently", "an unsound verifier accepts everything")
    return Bound(joint, joint, INDEPENDENT, rests)


def material(prior: Fraction, on_survivors: Sequence[Fraction]) -> Bound:
    """P(bad) times the acceptance rates on the failures that survived all lower levels: exact.

    >>> print(material(Fraction(1, 5), [Fraction(1, 10), Fraction(1, 2)]))
    1/100 (unknown)
    """
    rates = [as_probability(rate, "a rate on survivors") for rate in on_survivors]
    value = prod(rates, start=as_probability(prior, "the prior"))
    return Bound(value, value, UNKNOWN, ("each rate is that on what survived all lower levels",))


def accreditation_structure(bad: str, levels: Sequence[tuple[str, str]]) -> Structure:
    """The failure behind `telescoped`: some target is bad while a sound verifier accepts it, or the
    top is unsound.  `levels` holds the pairs (false accept by V_k, V_k unsound), bottom up.

    >>> accreditation_structure("bad", [("miss 1", "unsound 1")]).leaves
    ('bad', 'miss 1', 'unsound 1')
    """
    targets = [bad, *(unsound for _, unsound in levels)]
    top = targets.pop()
    rules: dict[str, Gate] = {
        f"{miss} on {target}": all_of(target, miss)
        for target, (miss, _) in zip(targets, levels, strict=True)
    }
    return Structure.of("accepted and bad", {**rules, "accepted and bad": any_of(*rules, top)})


def pays(unsound_top: Fraction, false_accept: Fraction, unsound_next: Fraction) -> bool:
    """Does another level lower the telescoped bound?  Iff tau_{n+1} < (1 - eps_{n+1}) pi_n.

    >>> pays(Fraction(1, 50), Fraction(1, 10), Fraction(1, 100))
    True
    >>> pays(Fraction(1, 50), Fraction(1, 10), Fraction(1, 50))
    False
    """
    return as_probability(unsound_next) < (1 - as_probability(false_accept)) * as_probability(
        unsound_top
    )


@dataclass(frozen=True, slots=True)
class Level:
    """Equal levels: prior of being unsound, false-accept and true-accept rate."""

    unsound: Fraction
    false_accept: Fraction
    true_accept: Fraction

    def __post_init__(self) -> None:
        for rate in (self.unsound, self.false_accept, self.true_accept):
            as_probability(rate, "a rate of a level")

    def step(self, above: Fraction) -> Fraction:
        """Posterior of one target when its verifier is unsound with probability `above`.

        >>> Level(Fraction(1, 20), Fraction(1, 10), Fraction(19, 20)).step(Fraction(0))
        Fraction(2, 363)
        """
        slip = self.false_accept * (1 - above) + above
        good = self.true_accept * (1 - above) + above
        accept = self.unsound * slip + (1 - self.unsound) * good
        if accept == 0:
            raise InputError("nothing is ever accepted", expected="a positive chance of acceptance")
        return self.unsound * slip / accept

    def risk(self, levels: int) -> Fraction:
        """Posterior of the optimizer under so many equal levels; 0 levels leave the prior.

        >>> float(Level(Fraction(1, 20), Fraction(1, 10), Fraction(19, 20)).risk(3))
        0.005798667759291958
        """
        value = self.unsound
        for _ in range(levels):
            value = self.step(value)
        return value

    def slope(self, at: Fraction) -> Fraction:
        """Derivative of `step`: the factor by which one more level shrinks the distance to the limit.

        >>> round(float(Level(Fraction(1, 20), Fraction(1, 10), Fraction(19, 20)).slope(Fraction(0))), 3)
        0.049
        """
        p, e, t = self.unsound, self.false_accept, self.true_accept
        accept = p * (e * (1 - at) + at) + (1 - p) * (t * (1 - at) + at)
        return p * (1 - p) * (t - e) / accept**2


def fixed_point(level: Level) -> Bound:
    """The risk of an infinite tower of equal levels: the limit of `Level.risk`.

    step(u) = u is a quadratic; the iterates from the prior are monotone and stop at the root next to
    it.  Where the discriminant is no square the ends enclose the root, rounded outward.  InputError
    for a verifier that accepts bad targets more often than good ones.

    >>> limit = fixed_point(Level(Fraction(1, 20), Fraction(1, 10), Fraction(19, 20)))
    >>> f"{float(limit.high):.11f}", limit.exact
    ('0.00579350176', False)
    """
    p, e, t = level.unsound, level.false_accept, level.true_accept
    if e > t:
        raise InputError(
            f"bad targets are accepted at {e}, good ones at {t}", expected="no fewer good"
        )
    level.step(p)
    low, high = _roots(p * (1 - e) + (1 - p) * (1 - t), p * e + (1 - p) * t - p * (1 - e), -p * e)
    ends = [value for value in (low, high) if value is not None]
    rests = ("the levels are unsound independently", "an unsound verifier accepts everything")
    if len(ends) == 1 or low == high:
        return Bound(ends[0], ends[0], INDEPENDENT, rests)
    return Bound(
        max(Fraction(0), min(ends)),
        min(Fraction(1), max(ends)),
        INDEPENDENT,
        rests,
        False,
        "a root, enclosed",
    )


def _roots(a: Fraction, b: Fraction, c: Fraction) -> tuple[Fraction, Fraction | None]:
    """Both ends of an enclosure of the larger root of a u^2 + b u + c, c <= 0 <= a."""
    if a == 0:
        return (-c / b if b else Fraction(0)), None
    square = b * b - 4 * a * c
    below, above = _root_of(square)
    return (below - b) / (2 * a), (above - b) / (2 * a)


def _root_of(square: Fraction) -> tuple[Fraction, Fraction]:
    """The square root of a rational, enclosed; both ends agree where it is rational."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top == square.numerator and bottom * bottom == square.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    unit = 1 << ROOT_BITS
    floor = isqrt(square.numerator * unit * unit // square.denominator)
    return Fraction(floor, unit), Fraction(floor + 1, unit)
