"""Whether a claim keeps the bound that is asked of it: closed forms first, the full answer if need be.

The closed forms need no library, so a requirement that they settle is settled anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module

from ..diagnosis.chances import Chance
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer
from ..errors import MissingExtra
from ..model.evidence import Evidence
from ..model.values import Coalition
from .boole import gate_by_gate
from .bounds import VACUOUS
from .failure import Failure, failure
from .leaves import joint_rates
from .structure import acyclic


def chance(
    judge: Judge, answer: Answer, enough: Fraction, evidence: Iterable[Evidence] = ()
) -> Chance:
    """How likely an answer is to be wrong, at most; exactly only where the closed form is not enough.

    Without the extra `risk` the closed form is all there is: it holds, and may be too cautious.
    """
    found = failure(judge, answer, evidence)
    if found is None:
        return Chance(Fraction(1))
    if not judge.case.model.dependence:
        outer = _closed_form(found)
        if outer <= enough:
            return Chance(outer, found.held)
    try:
        numbers = import_module(f"{__package__}.numbers")
    except MissingExtra:
        return Chance(_without_the_extra(judge, found), found.held)
    bound = numbers.numbers_of(judge, answer, evidence).bound
    return Chance(bound.high, found.held)


def _closed_form(found: Failure) -> Fraction:
    rates = joint_rates(found.leaves)
    plain = acyclic(found.structure)
    return gate_by_gate(plain, {event: rates.get(event, VACUOUS) for event in plain.leaves}).high


def _without_the_extra(judge: Judge, found: Failure) -> Fraction:
    """Declared independence helps only the full answer; collusion and latent events would harm."""
    worse = [each for each in judge.case.model.dependence if isinstance(each, Coalition)]
    latent = any(getattr(each, "defeats", ()) for each in judge.case.model.dependence)
    return Fraction(1) if worse or latent else _closed_form(found)
