"""From evidence to an interval: tests, counts, beliefs, bets; each on the population it was made on.

A confidence statement is no probability: "95 % confident that the rate is below p" says how often
the procedure errs.  Whoever uses its interval as a rate assumes that this was not such a time, so
the confidence travels with the interval.

Sources: Clopper and Pearson, Biometrika 26 (1934); Bishop et al., IEEE TSE 37 (2011), and Zhao et
al., Reliability Eng. and System Safety 197 (2020) for conservative Bayesian inference; Ville (1939)
and Vovk and Wang, Annals of Statistics 49 (2021) for e-values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, prod

from mpmath import mp, mpf  # type: ignore[import-untyped]

from ..errors import InputError
from ..model.values import Interval, Trials
from .bounds import as_fraction, as_probability

CONFIDENCE = Fraction(19, 20)
DIGITS = 12  # significant digits that ends are rounded outward to
EXACT_DIGITS = 8_192  # bits of a power, beyond which it is rounded to the safe side
HUGE = 700  # natural logarithm that e-values are cut off at
_WORKING = 50
_UNIT = 200  # binary digits of the terms of a sum

Level = Fraction | float | str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rate lies in `interval`, by `method`, on `population`, with that confidence (1: certain)."""

    interval: Interval
    method: str
    population: str
    confidence: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Applied:
    """An interval in use, and what using it there assumes."""

    interval: Interval
    assumptions: tuple[str, ...]


def apply(evidence: Evidence, population: str, because: str = "") -> Applied:
    """The interval on a population: as it is on its own, elsewhere only with a reason.

    Without a reason, off its population, it is an InputError.  With one, the reason is an assumption.

    >>> tested = clopper_pearson(Trials(0, 100, "honeypots"))
    >>> apply(tested, "deployment")
    Traceback (most recent call last):
    tower.errors.InputError: a rate measured on 'honeypots' is used on 'deployment'; expected a reason
    >>> apply(tested, "deployment", because="honeypots look real").assumptions
    ('with 95 % confidence', 'measured on honeypots, used on deployment: honeypots look real')
    """
    confidence = [f"with {percent(evidence.confidence)} % confidence"] * (evidence.confidence < 1)
    if evidence.population == population:
        return Applied(evidence.interval, tuple(confidence))
    if not because:
        raise InputError(
            f"a rate measured on {evidence.population!r} is used on {population!r}",
            expected="a reason",
        )
    moved = f"measured on {evidence.population}, used on {population}: {because}"
    return Applied(evidence.interval, (*confidence, moved))


def clopper_pearson(
    trials: Trials, confidence: Level = CONFIDENCE, two_sided: bool = False
) -> Evidence:
    """A confidence interval for a failure rate that holds its level whatever the rate is.

    One-sided it runs from 0 to the upper limit.  The trials must be independent and their number
    fixed in advance: for stopping when it looks good, use `e_value`.

    >>> round(float(clopper_pearson(Trials(0, 100)).interval.high), 7)
    0.029513
    """
    _check_trials(trials)
    level = _level(confidence)
    tail = (1 - level) / 2 if two_sided else 1 - level
    if tail >= Fraction(1, 2):
        raise InputError(f"a one-sided confidence of {level}", expected="more than 1/2")
    upper = _upper_limit(trials.failures, trials.trials, tail)
    lower = Fraction(0)
    if two_sided:
        lower = 1 - _upper_limit(trials.trials - trials.failures, trials.trials, tail)
    method = f"Clopper-Pearson, {trials.failures} of {trials.trials}"
    return Evidence(Interval(lower, upper), method, trials.population, level)


def trials_needed(rate: Level, confidence: Level = CONFIDENCE) -> int:
    """The number of failure-free tests that shows a rate below `rate` with that confidence.

    >>> trials_needed("0.01"), trials_needed("0.001", "0.99")
    (299, 4603)
    """
    limit, level = as_probability(rate, "a rate"), _level(confidence)
    if limit in (0, 1):
        raise InputError(
            f"tests for a rate of {limit}", expected="a rate between 0 and 1, ends excluded"
        )
    with mp.workdps(_WORKING):
        return int(mp.ceil(mp.log(_mp(1 - level)) / mp.log1p(-_mp(limit))))


def worst_claim(doubt: Level, claim: Level) -> Fraction:
    """P(failure) for someone who is sure but for `doubt` that the rate is at most `claim`: x + y - xy.

    Being 99 % sure of 1e-5 gives no 1e-3: the doubt itself is charged in full.

    >>> float(worst_claim("0.01", "0.00001"))
    0.0100099
    """
    x, y = as_probability(doubt, "the doubt"), as_probability(claim, "the claimed rate")
    return x + y - x * y


def confidence_after(prior: Level, best: Level, rate: Level, clean_tests: int) -> Fraction:
    """The least posterior P(rate <= `rate`) after clean tests, if P(rate <= `best`) was `prior`.

    Conservative over all priors with that one property: the rest of the belief sits just above
    `rate`.  A uniform prior, or the mean plugged in, would give more than is known.  Rounded down
    after very many tests.

    >>> round(float(confidence_after("0.9", 0, "0.001", 1000)), 9)
    0.960748572
    """
    theta, eps = as_probability(prior, "the prior"), as_probability(best, "the better rate")
    limit = as_probability(rate, "the rate")
    if eps > limit:
        raise InputError(f"a better rate of {eps}", expected=f"at most {limit}")
    _check_count(clean_tests)
    if (theta == 0 or (eps == 1 and clean_tests)) and (theta == 1 or (limit == 1 and clean_tests)):
        raise InputError(
            "these tests cannot all be clean under this belief", expected="a possible outcome"
        )
    if _digits(clean_tests, eps, limit) > EXACT_DIGITS:
        return _confidence_rounded(theta, eps, limit, clean_tests)
    good, bad = theta * (1 - eps) ** clean_tests, (1 - theta) * (1 - limit) ** clean_tests
    return good / (good + bad)


def _confidence_rounded(theta: Fraction, eps: Fraction, limit: Fraction, tests: int) -> Fraction:
    if theta in (0, 1):
        return theta
    with mp.workdps(_WORKING):
        odds = (
            mp.log(_mp(1 - theta))
            - mp.log(_mp(theta))
            + tests * (mp.log1p(-_mp(limit)) - mp.log1p(-_mp(eps)))
        )
        return 1 - _up(1 / (1 + mp.exp(-odds)))


def _digits(power: int, *values: Fraction) -> int:
    """About how many bits a power of these takes."""
    return power * max(value.denominator.bit_length() for value in values)


def next_failure(perfect: Level, clean_tests: int) -> Fraction:
    """The greatest P(the next demand fails) after clean tests, if P(rate = 0) was `perfect`.

    Conservative over all priors with that mass at 0: the rest sits at the rate for which surviving
    so far and failing next is worst.  Rounded up.

    >>> f"{float(next_failure('0.9', 1000)):.9e}"
    '3.927982360e-05'
    """
    theta = as_probability(perfect, "the chance of perfection")
    _check_count(clean_tests)
    if theta == 0:
        return Fraction(1)  # all belief may sit at a rate next to 1, whatever was survived
    with mp.workdps(_WORKING):
        return _up(_worst_next(_mp(theta), clean_tests))


def _worst_next(theta: mpf, tests: int) -> mpf:
    """The maximum over p of (1-theta) p (1-p)^n / (theta + (1-theta)(1-p)^n): unimodal, by bisection.

    The derivative has the sign of theta (1 - (n+1) p) + (1-theta) (1-p)^(n+1), which falls in p.
    """

    def rising(p: mpf) -> bool:
        return bool(theta * (1 - (tests + 1) * p) + (1 - theta) * (1 - p) ** (tests + 1) > 0)

    p = _bisect(rising)
    survive = (1 - p) ** tests
    return (1 - theta) * p * survive / (theta + (1 - theta) * survive)


def e_value(failures: int, trials: int, null_rate: Level, bet: Level = 0) -> Fraction:
    """Evidence against "the rate is at least `null_rate`": a likelihood ratio against the rate `bet`.

    It may be looked at after every trial: P(it ever reaches 1/alpha) <= alpha under the null.  With
    bet = 0 one failure ruins it; bet on a positive rate below the null where some are expected.
    Rounded down after very many trials.

    >>> e_value(0, 299, "0.01") >= 20
    True
    >>> e_value(1, 299, "0.01")
    Fraction(0, 1)
    """
    null, rate = as_probability(null_rate, "the null rate"), as_probability(bet, "the bet")
    _check_trials(Trials(failures, trials))
    if rate >= null or null == 1:
        raise InputError(
            f"a bet on {rate} against {null}", expected="a bet below a null rate below 1"
        )
    if _digits(trials, rate, null) > EXACT_DIGITS and (failures == 0 or rate > 0):
        return _e_value_rounded(failures, trials, null, rate)
    return (rate / null) ** failures * ((1 - rate) / (1 - null)) ** (trials - failures)


def _e_value_rounded(failures: int, trials: int, null: Fraction, rate: Fraction) -> Fraction:
    """Rounded down; what exceeds every level that matters is cut off."""
    with mp.workdps(_WORKING):
        power = (trials - failures) * (mp.log1p(-_mp(rate)) - mp.log1p(-_mp(null)))
        if failures:
            power += failures * (mp.log(_mp(rate)) - mp.log(_mp(null)))
        value = mp.exp(min(power, mpf(HUGE))) * (1 - mpf(10) ** -30)
        return Fraction(int(mp.floor(mp.ldexp(value, 160))), 1 << 160)


def merge_dependent(values: Sequence[Fraction]) -> Fraction:
    """One e-value from several of any dependence: their mean, and nothing better is valid.

    >>> merge_dependent([Fraction(30), Fraction(0), Fraction(6)])
    Fraction(12, 1)
    """
    checked = _e_values(values)
    return sum(checked, Fraction(0)) / len(checked)


def merge_independent(values: Sequence[Fraction]) -> Fraction:
    """One e-value from independent or sequential ones: their product.  Wrong for dependent ones.

    >>> merge_independent([Fraction(3), Fraction(4)])
    Fraction(12, 1)
    """
    return prod(_e_values(values), start=Fraction(1))


def rejects(value: Fraction, alpha: Level) -> bool:
    """Is the e-value enough to reject at this level, at whatever time it was looked at?

    >>> rejects(Fraction(20), "0.05"), rejects(Fraction(19), "0.05")
    (True, False)
    """
    level = as_probability(alpha, "the level")
    return level > 0 and _e_values([value])[0] >= 1 / level


def _e_values(values: Sequence[Fraction]) -> list[Fraction]:
    checked = [as_fraction(value, "an e-value") for value in values]
    if not checked or min(checked) < 0:
        raise InputError("e-values are missing or negative", expected="at least one, none below 0")
    return checked


def _upper_limit(failures: int, trials: int, tail: Fraction) -> Fraction:
    """The rate p at which P(at most so many failures) falls to `tail`, rounded up."""
    if failures >= trials:
        return Fraction(1)
    with mp.workdps(_WORKING):
        goal = _mp(tail)
        if failures == 0:
            return _up(1 - mp.power(goal, mpf(1) / trials))
        share = mpf(failures) / trials  # up to here at least half of the chance lies
        return _up(_bisect(lambda p: bool(_at_most(failures, trials, p) > goal), share))


def _at_most(failures: int, trials: int, rate: mpf) -> mpf:
    """P(at most so many failures) for a rate above their share: terms fall from the last one on."""
    if rate == 1:
        return mpf(0)
    ways = mp.loggamma(trials + 1) - mp.loggamma(failures + 1) - mp.loggamma(trials - failures + 1)
    last = mp.exp(ways + failures * mp.log(rate) + (trials - failures) * mp.log1p(-rate))
    odds = int(mp.ldexp((1 - rate) / rate, _UNIT))
    term, total = 1 << _UNIT, 0
    for count in range(failures, -1, -1):
        total += term
        term = (term * odds >> _UNIT) * count // (trials - count + 1)
        if term < total >> 130:
            break
    return last * mp.ldexp(total, -_UNIT)


def _bisect(holds: Callable[[mpf], bool], start: mpf | int = 0) -> mpf:
    """The largest p in [start, 1] up to which it holds; the error is far below the digits kept."""
    low, high = mpf(start), mpf(1)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return high


def _mp(value: Fraction) -> mpf:
    return mpf(value.numerator) / value.denominator


def _up(value: mpf) -> Fraction:
    """The next number with `DIGITS` significant digits above a probability."""
    if value <= 0:
        return Fraction(0)
    scale = Fraction(10) ** (DIGITS - 1 - int(mp.floor(mp.log10(value))))
    exact = Fraction(int(mp.floor(mp.ldexp(value, 160))), 1 << 160) + Fraction(1, 1 << 160)
    return min(Fraction(1), Fraction(ceil(exact * scale)) / scale)


def _level(confidence: Level) -> Fraction:
    level = as_probability(confidence, "the confidence")
    if level in (0, 1):
        raise InputError(f"a confidence of {level}", expected="one between 0 and 1, ends excluded")
    return level


def percent(level: Fraction) -> str:
    percent = 100 * level
    return str(floor(percent)) if percent.denominator == 1 else f"{float(percent):g}"


def _check_count(count: int) -> None:
    if count < 0:
        raise InputError(f"{count} tests", expected="at least 0")


def _check_trials(trials: Trials) -> None:
    if not 0 <= trials.failures <= trials.trials or trials.trials == 0:
        raise InputError(
            f"{trials.failures} failures of {trials.trials} trials",
            expected="at least one trial, and no more failures than trials",
        )
