"""Numbers of a model as intervals: how likely the thing that they speak of is to fail.

A count of trials becomes a confidence interval, on its population; a symbol is any number until it is
given a value.  Credence, prior and coverage say how likely the good case is, so they are turned round.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Interval, Number, Symbol, Trials
from .bounds import IMPOSSIBLE, VACUOUS, as_interval
from .statistics import clopper_pearson, percent

EXACTLY = frozenset({"proved", "exhausted"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A chance of failure: its interval, where it is from, and what it was measured on.

    `number` is what the file says; `turned` when that is the chance of the good case.
    """

    interval: Interval
    origin: str
    population: str = ""
    number: Number | None = None
    turned: bool = False


def figure(number: Number, what: str, turned: bool = False) -> Figure:
    """The chance of failure that a number of the file gives; `turned` for a credence and the like.

    >>> from fractions import Fraction
    >>> figure(Fraction(9, 10), "credence", turned=True).interval.high
    Fraction(1, 10)
    >>> figure(Trials(0, 100, "honeypots"), "false accept").origin
    'false accept: Clopper-Pearson, 0 of 100, 95 % confidence'
    """
    if isinstance(number, Trials):
        counted = clopper_pearson(number)
        level = f"{percent(counted.confidence)} % confidence"
        said = f"{what}: {counted.method}, {level}"
        return Figure(counted.interval, said, number.population, number)
    if isinstance(number, Symbol):
        return Figure(VACUOUS, f"{what}: the symbol {number.name}", "", number, turned)
    given = as_interval(number, what)
    shown = Interval(1 - given.high, 1 - given.low) if turned else given
    return Figure(shown, what, "", number, turned)


def from_evidence(claim: Claim, records: Iterable[Evidence], reason: str = "") -> Figure | None:
    """The chance that an assumption fails, from the records about it; None where none can be used.

    Stale records do not count, refuted ones are dealt with before.  A search that was exhausted and a
    proof leave nothing; tests leave a confidence interval on their population, which is used as it is
    only when somebody gives a `reason` why that population is the one that matters.

    >>> from ..model.claims import Condition
    >>> tested = Evidence(Condition("c"), "tested", n=299, population="drawn at random")
    >>> found = from_evidence(Condition("c"), [tested], "cases in use are drawn alike")
    >>> round(float(found.interval.high), 4), found.population
    (0.01, 'drawn at random')
    >>> from_evidence(Condition("c"), [tested]) is None
    True
    """
    usable = [each for each in records if each.claim == claim and not each.stale]
    if any(each.status in EXACTLY for each in usable):
        how = next(each.status for each in usable if each.status in EXACTLY)
        return Figure(IMPOSSIBLE, how)
    tested = [each for each in usable if each.status == "tested" and each.n > 0]
    if not tested or not reason:
        return None
    best = max(tested, key=lambda each: each.n)
    found = figure(Trials(0, best.n, best.population), f"tested, {best.n} examples")
    return Figure(found.interval, found.origin, best.population, found.number)
