"""How likely answers are to be wrong, for requirements, reports and pictures.

Closed forms first: they need no library, so what they settle is settled anywhere.  Without the extra
`risk` they are all there is; they hold, and may be too cautious.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib import import_module

from ..diagnosis.chances import Chance
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer
from ..errors import LimitReached, MissingExtra
from ..model.claims import Claim, Condition, Holds
from ..model.evidence import Evidence
from ..model.values import Coalition, Interval, Latent
from .boole import gate_by_gate
from .bounds import VACUOUS
from .failure import Failure, failure
from .leaves import joint_rates
from .rounding import at_most
from .structure import acyclic

MOST = 50  # answers of a report whose numbers are worked out beside it
LARGE = 200  # leaves, beyond which a report has the closed form; `tower risk` has the rest


def chance(
    judge: Judge, answer: Answer, enough: Fraction, evidence: Sequence[Evidence] = ()
) -> Chance:
    """How likely an answer is to be wrong, at most; exactly only where the closed form is not enough."""
    found = failure(judge, answer, evidence)
    if found is None:
        return Chance(Fraction(1))
    if not judge.case.model.dependence:
        outer = _closed_form(found)
        if outer.high <= enough:
            return Chance(outer.high, found.held)
    return Chance(_best(judge, answer, found).high, found.held)


def bounds_of(
    judge: Judge, answers: Iterable[Answer], evidence: Sequence[Evidence] = ()
) -> dict[Claim, str]:
    """How likely answers are to be wrong, for those on which a number has a say, `MOST` at most.

    Only of what is said of systems and conditions: how likely a verifier errs, the file says.
    """
    found: dict[Claim, str] = {}
    for answer in answers:
        about = isinstance(answer.claim, Holds | Condition)
        one = failure(judge, answer, evidence) if about else None
        if one is not None and one.figures:
            large = len(one.leaves) > LARGE
            bound = _without_the_extra(judge, one) if large else _best(judge, answer, one)
            found[answer.claim] = at_most(bound)
        if len(found) == MOST:
            break
    return found


def _best(judge: Judge, answer: Answer, found: Failure) -> Interval:
    """What is known, exactly if the extra `risk` is there; [0, 1] where a limit is met."""
    try:
        numbers = import_module(f"{__package__}.numbers")
    except MissingExtra:
        return _without_the_extra(judge, found)
    try:
        best: Interval = numbers.Numbers(judge.case.model, answer, found).bound.interval
    except LimitReached:
        return VACUOUS
    return best


def _closed_form(found: Failure) -> Interval:
    rates = joint_rates(found.leaves)
    plain = acyclic(found.structure)
    return gate_by_gate(plain, {event: rates.get(event, VACUOUS) for event in plain.leaves})


def _without_the_extra(judge: Judge, found: Failure) -> Interval:
    """Declared independence and shared causes keep the rates; collusion and latent events do not."""
    worse = any(isinstance(each, Coalition | Latent) for each in judge.case.model.dependence)
    return VACUOUS if worse else _closed_form(found)
