"""AI control: a monitor with a threshold, an audit budget, and an attacker who picks the attack.

Sources: Greenblatt et al., AI Control, arXiv:2312.06942 (2023); Hua et al., arXiv:2507.15886 (2025)
for two monitors.  Valid when the rates were measured on the attacks that this policy would make, and
the audit budget is the share of *honest* work that is flagged: it is no P(bad | flagged).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...errors import InputError
from ..bounds import COALITION, INDEPENDENT, UNKNOWN, Bound, as_probability


def threshold_for(honest: Sequence[float], budget: Fraction) -> float:
    """The lowest threshold at which no more than `budget` of the honest scores lie strictly above.

    >>> threshold_for([0.1, 0.2, 0.3, 0.9], Fraction(1, 4))
    0.3
    """
    allowed = math.floor(as_probability(budget, "the audit budget") * len(honest))
    if not honest or any(math.isnan(score) for score in honest):
        raise InputError("honest scores are missing or undefined", expected="at least one number")
    ordered = sorted(honest, reverse=True)
    return ordered[allowed] if allowed < len(ordered) else -math.inf


def catch_rate(attacks: Sequence[float], threshold: float) -> Fraction:
    """The share of attack scores above the threshold.

    >>> catch_rate([0.5, 0.2, 0.8, 0.9], 0.3)
    Fraction(3, 4)
    """
    if not attacks or any(math.isnan(score) for score in attacks):
        raise InputError("attack scores are missing or undefined", expected="at least one number")
    return Fraction(sum(score > threshold for score in attacks), len(attacks))


def safety(undetected: Mapping[str, Fraction]) -> Fraction:
    """1 minus the *largest* P(an attack succeeds undetected) over attack policies, never their mean.

    >>> safety({"subtle": Fraction(1, 5), "loud": Fraction(0)})
    Fraction(4, 5)
    """
    rates = [as_probability(rate, f"the success of {name!r}") for name, rate in undetected.items()]
    return 1 - max(rates, default=Fraction(0))


def all_caught(catch: Fraction, attacks: int, independent: bool = False) -> Bound:
    """P(every one of so many attacks is caught): the power only if misses are declared independent.

    >>> print(all_caught(Fraction(9, 10), 3))
    [7/10, 9/10] (unknown)
    >>> print(all_caught(Fraction(9, 10), 3, independent=True))
    729/1000 (independent)
    """
    rate = as_probability(catch, "the catch rate")
    if attacks < 1:
        raise InputError(f"{attacks} attacks", expected="at least 1")
    if independent:
        return Bound(rate**attacks, rate**attacks, INDEPENDENT, ("misses are independent",))
    return Bound(max(Fraction(0), 1 - attacks * (1 - rate)), rate, UNKNOWN)


def read_and_catch(coverage: Fraction, catch: Fraction) -> Bound:
    """What a monitor that reads only a share of the work misses, at best and where the attacker picks.

    Reading 10 % and catching 80 % of that misses up to 92 % if the share is drawn at random, and
    everything if the policy can tell what will be read.

    >>> print(read_and_catch(Fraction(1, 10), Fraction(4, 5)))
    [23/25, 1] (coalition)
    """
    seen = as_probability(coverage, "the coverage") * as_probability(catch, "the catch rate")
    return Bound(1 - seen, Fraction(1), COALITION, ("lower end: what is read is drawn at random",))


def joint_evidence(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The log likelihood ratio of two monitors' scores: what to put the threshold on.

    Each pair is the density of the score under attack and under honest work, the second monitor's
    given the first one's score.  Thresholds on the sum or product of raw scores are not this.

    >>> joint_evidence((0.8, 0.2), (0.5, 0.5)) == math.log(4)
    True
    """
    if min(*first, *second) <= 0:
        raise InputError("a density of 0 or less", expected="positive densities")
    return math.log(first[0] / first[1]) + math.log(second[0] / second[1])


def roc(intercept: float, slope: float, false_positive: float) -> float:
    """The catch rate at a false-positive rate on a curve that is straight in log odds.

    >>> roc(2.0, 1.0, 0.5) == 1 / (1 + math.exp(-2))
    True
    """
    if not 0 < false_positive < 1:
        raise InputError(
            f"a false-positive rate of {false_positive}", expected="one between 0 and 1"
        )
    odds = intercept + slope * math.log(false_positive / (1 - false_positive))
    return 1 / (1 + math.exp(-odds))
