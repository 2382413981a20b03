"""Nested scalable oversight: a line of overseers, each a little weaker than what it watches.

Source: Engels, Baek, Kantamneni and Tegmark, Scaling Laws for Scalable Oversight, arXiv:2504.18530
(2025).  Domain ratings are linear in general ratings, with slopes sG for guards and sH for what they
guard ("Houdinis"); the domain rating of the first guard is 0, `lead` is the Houdini's lead in domain
rating at equal general rating, `gap` the general rating to be climbed.

Valid when each win probability is that *given that the guard is trusted*: then the product is the
chain rule.  Ratings supply wins measured apart, so this is an assumption.  The percentages 13.5,
51.7, 10.0 and 9.4 in later abstracts are not reproducible from public data and are not reproduced.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import InputError, MissingExtra

try:
    import numpy as np
    from scipy.optimize import minimize
except ImportError as error:  # pragma: no cover
    raise MissingExtra("SciPy", "risk") from error

SCALE = math.log(10) / 400
MAX_STEPS = 10_000


def win_probability(rating: float, other: float) -> float:
    """The chance that the first beats the other (Elo, Bradley and Terry).

    >>> round(win_probability(0, 400), 6)
    0.090909
    """
    return math.exp(-_softplus(SCALE * (other - rating)))


@dataclass(frozen=True, slots=True)
class Contest:
    """Slopes of guards and Houdinis, and the Houdinis' lead in domain rating at the start."""

    guard_slope: float
    houdini_slope: float
    lead: float

    @classmethod
    def of_fits(
        cls, guard: tuple[float, float], houdini: tuple[float, float], start: float
    ) -> Contest:
        """From (slope, intercept) of domain on general rating, with the first guard at `start`.

        >>> Contest.of_fits((1, 0), (2, -1000), 1100).lead
        100
        """
        lead = (houdini[1] - guard[1]) + start * (houdini[0] - guard[0])
        return cls(guard[0], houdini[0], lead)

    def gaps(self, levels: Sequence[float]) -> list[float]:
        """How far each Houdini is ahead of its guard, for the general levels of the guards and top.

        >>> Contest(1, 1, 10).gaps([0, 5, 10])
        [15, 15]
        """
        return [
            self.houdini_slope * above + self.lead - self.guard_slope * below
            for below, above in zip(levels, levels[1:], strict=False)
        ]

    def success(self, levels: Sequence[float]) -> float:
        """The chance that every guard wins its step.

        >>> round(Contest(1, 1, 10).success([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 12)
        0.000707984491
        """
        return math.exp(-sum(_softplus(SCALE * ahead) for ahead in self.gaps(levels)))


@dataclass(frozen=True, slots=True)
class Plan:
    """A number of steps, the levels, and the chance that all of them are won."""

    steps: int
    levels: tuple[float, ...]
    success: float


def even_plan(contest: Contest, gap: float, steps: int) -> Plan:
    """Equal steps in general rating, as in the paper.

    >>> round(even_plan(Contest(1, 1, -200), 500, 2).success, 6)
    0.183644
    """
    _check_steps(steps)
    levels = tuple(gap * i / steps for i in range(steps + 1))
    return Plan(steps, levels, contest.success(levels))


def optimal_plan(contest: Contest, gap: float, steps: int) -> Plan:
    """The best levels between 0 and the gap for so many steps: a convex problem.

    Even steps are best only where both slopes are equal (Jensen).

    >>> round(optimal_plan(Contest(1, 2, -800), 1000, 6).success, 7)
    0.0112328
    """
    even = even_plan(contest, gap, steps)
    if steps == 1 or gap == 0:
        return even

    def cost(inner: np.ndarray) -> tuple[float, np.ndarray]:
        levels = np.concatenate([[0.0], gap * inner, [gap]])
        ahead = SCALE * (
            contest.houdini_slope * levels[1:] + contest.lead - contest.guard_slope * levels[:-1]
        )
        losses = 1 / (1 + np.exp(-np.clip(ahead, -700, 700)))
        slope = contest.houdini_slope * losses[:-1] - contest.guard_slope * losses[1:]
        return float(np.sum(np.logaddexp(0, ahead))), gap * SCALE * slope

    start = np.arange(1, steps) / steps
    options = {"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10_000, "maxfun": 10**6, "maxcor": 30}
    found = minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=[(0, 1)] * (steps - 1), options=options
    )
    levels = (0.0, *(float(gap * x) for x in found.x), gap)
    plan = Plan(steps, levels, contest.success(levels))
    return plan if plan.success > even.success else even


def best_plan(contest: Contest, gap: float, spacing: str = "even", least_scan: int = 20) -> Plan:
    """The number of steps with the greatest success, with "even" or "optimal" spacing.

    More steps are tried for as long as the best is the last one; infinitely many steps never pay,
    since the loss in each does not vanish.

    >>> best_plan(Contest(1, 2, -800), 1000).steps, best_plan(Contest(1, 2, -800), 1000, "optimal").steps
    (4, 6)
    """
    planner = {"even": even_plan, "optimal": optimal_plan}.get(spacing)
    if planner is None:
        raise InputError(f"a spacing {spacing!r}", expected="even or optimal")
    best = planner(contest, gap, 1)
    steps = 1
    while steps < max(least_scan, 2 * best.steps) and steps < MAX_STEPS:
        steps += 1
        plan = planner(contest, gap, steps)
        best = plan if plan.success > best.success else best
    return best


def critical_slope(guard_slope: float, houdini_slope: float) -> float:
    """The ratio of domain gap to general gap above which a single step is best, for large gaps.

    >>> critical_slope(1, 3)
    2.0
    """
    return (guard_slope + houdini_slope) / 2


def equal_slope_steps(slope: float, lead: float, gap: float) -> float:
    """The continuous optimum for equal slopes: c / (logit(q) - a), where H(q)/q = -a.

    q is the loss in each step, H the binary entropy in nats; it does not depend on the gap.  With
    a lead of 0 or more a single step is best.

    >>> round(equal_slope_steps(1, -200, 500), 4)
    1.9078
    """
    a, c = lead * SCALE, slope * gap * SCALE
    if a >= 0:
        return 1.0
    low, high = 1e-300, 1 - 1e-16
    for _ in range(2000):
        q = math.sqrt(low * high)
        entropy = -q * math.log(q) - (1 - q) * math.log1p(-q)
        low, high = (q, high) if entropy > -a * q else (low, q)
    return c / (math.log(low) - math.log1p(-low) - a)


def double_relu(x: float, least: float, most: float, start: float, stop: float) -> float:
    """Domain rating from general rating: linear from `start` to `stop`, constant outside.

    >>> double_relu(5, 0, 10, 4, 8), double_relu(99, 0, 10, 4, 8)
    (2.5, 10)
    """
    if not start < stop or not least <= most:
        raise InputError(
            "a double ReLU runs backwards", expected="start below stop, least below most"
        )
    if x <= start:
        return least
    return most if x >= stop else least + (most - least) * (x - start) / (stop - start)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of rows (guards) and columns (Houdinis) with mean 0 over all of them."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]


def fit_ratings(wins: Sequence[Sequence[float]], games: Sequence[Sequence[float]]) -> Ratings:
    """Maximum-likelihood ratings from the share of games that each row wins against each column.

    InputError for shares outside [0, 1].  The likelihood has no maximum where a side wins every
    game; the ratings are then where the search stops.

    >>> fitted = fit_ratings([[10 / 11]], [[50]])
    >>> round(fitted.rows[0] - fitted.columns[0])
    400
    """
    share, count = np.asarray(wins, dtype=float), np.asarray(games, dtype=float)
    if share.shape != count.shape or share.ndim != 2 or not np.all((share >= 0) & (share <= 1)):
        raise InputError("a win matrix", expected="shares in [0, 1], and as many numbers of games")
    height, width = share.shape

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        ahead = point[:height, None] - point[None, height:]
        value = float(np.sum(count * (np.logaddexp(0, ahead) - share * ahead)))
        slope = count * (1 / (1 + np.exp(-ahead)) - share)
        return value, np.concatenate([slope.sum(axis=1), -slope.sum(axis=0)])

    found = minimize(
        loss,
        np.zeros(height + width),
        jac=True,
        method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 10_000},
    ).x
    ratings = (found - found.mean()) / SCALE
    return Ratings(tuple(map(float, ratings[:height])), tuple(map(float, ratings[height:])))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _check_steps(steps: int) -> None:
    if steps < 1:
        raise InputError(f"{steps} steps", expected="at least 1")
