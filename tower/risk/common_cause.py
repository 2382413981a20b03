"""Common causes by the beta factor: a share of each failure is shared by all with that lineage.

A member i of a group fails by itself or by the common cause.  The cause has probability beta times
the least rate Q of the group, and the rest is chosen so that each member keeps its declared rate:
q_i = (Q_i - c) / (1 - c).  The *additive* convention, q_i = (1 - beta) Q, found in older tools lets
the rate drift to q_i + c - q_i c < Q; it is offered for comparison only.

A shared cause lowers the risk of a series system.  Since beta is an estimate of dependence and no
evidence of it, that is never used: the upper end is at least that of full independence.

Source: Fleming (1975); NUREG/CR-4780 (1988).  Independence of what is left is an assumption here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from ..errors import InputError
from ..model.values import CommonCause, Interval, Symbol, Trials
from .bdd import probability_of
from .bounds import COMMON_CAUSE, Bound, as_interval, as_probability
from .frechet import unknown
from .leaves import Leaf, in_common_cases, joint_rates, rates_by_event, refine
from .structure import Event, Structure, acyclic, any_of


@dataclass(frozen=True, slots=True)
class Split:
    """A rate as the chance of failing alone and the chance of the common cause."""

    alone: Fraction
    cause: Fraction


def split(
    rate: Fraction, beta: Fraction, convention: Literal["keeps rate", "additive"] = "keeps rate"
) -> Split:
    """A rate divided by the beta factor.

    >>> split(Fraction(1, 10), Fraction(1, 5))
    Split(alone=Fraction(4, 49), cause=Fraction(1, 50))
    >>> split(Fraction(1, 10), Fraction(1, 5), "additive")
    Split(alone=Fraction(2, 25), cause=Fraction(1, 50))
    """
    rate, beta = as_probability(rate, "a rate"), as_probability(beta, "a beta factor")
    cause = rate * beta
    if convention == "additive":
        return Split((1 - beta) * rate, cause)
    return Split(_alone(rate, cause), cause)


def _alone(rate: Fraction, cause: Fraction) -> Fraction:
    """What must be left beside a cause for the rate to come out; never below nothing."""
    return max(Fraction(0), rate - cause) / (1 - cause) if cause < 1 else Fraction(0)


def with_causes(
    structure: Structure, leaves: Sequence[Leaf], causes: Iterable[CommonCause]
) -> tuple[Structure, tuple[Leaf, ...]]:
    """Each declared cause as a leaf of its own, each member failing alone or by one of its causes.

    A lineage that only one leaf has shares nothing and changes nothing; one that no leaf has is an
    InputError.

    >>> lab = (("organisation", "lab"),)
    >>> tenth = Interval(Fraction(1, 10), Fraction(1, 10))
    >>> pair = [Leaf("a", tenth, lineage=lab), Leaf("b", tenth, lineage=lab)]
    >>> either = Structure.of("f", {"f": any_of("a", "b")})
    >>> with_causes(either, pair, [CommonCause(lab[0], Fraction(1, 10))])[0].leaves
    ('a alone', 'cause organisation: lab', 'b alone')
    """
    plain = acyclic(structure)
    present = set(plain.leaves)
    shared = [(cause, _cause_leaf(leaves, cause)) for cause in causes]
    split_up: dict[Event, list[Leaf]] = {}
    for cause, event in shared:
        group = [leaf for leaf in leaves if cause.lineage in leaf.lineage]
        if len(group) > 1:
            for leaf in group:
                split_up.setdefault(leaf.event, []).append(event)
    kept = [leaf for leaf in leaves if leaf.event not in split_up]
    alone = [_alone_leaf(leaf, split_up[leaf.event]) for leaf in leaves if leaf.event in split_up]
    used = {cause.event: cause for group in split_up.values() for cause in group}
    gates = {
        event: any_of(f"{event} alone", *(cause.event for cause in group))
        for event, group in split_up.items()
        if event in present
    }
    return refine(plain, gates), (*kept, *alone, *used.values())


def common_cause(
    structure: Structure, leaves: Sequence[Leaf], causes: Sequence[CommonCause]
) -> Bound:
    """The probability of the top with these causes, all else independent.

    >>> lab = (("organisation", "lab"),)
    >>> tenth = Interval(Fraction(1, 10), Fraction(1, 10))
    >>> pair = [Leaf("a", tenth, lineage=lab), Leaf("b", tenth, lineage=lab)]
    >>> from .structure import all_of
    >>> both = Structure.of("f", {"f": all_of("a", "b")})
    >>> print(common_cause(both, pair, [CommonCause(lab[0], Fraction(1, 10))]))
    1/55 (common cause)
    """
    split_up, parts = with_causes(structure, leaves, causes)
    present = set(split_up.leaves)
    rates = rates_by_event(parts)
    found = probability_of(split_up, {event: rates[event] for event in present if event in rates})
    plain = rates_by_event(leaves)
    plain_rates = {event: plain[event] for event in structure.leaves if event in plain}
    apart = probability_of(structure, plain_rates)
    rests = tuple(
        f"common cause {cause.lineage[0]}: {cause.lineage[1]}, beta {_shown(cause)}"
        for cause in causes
    )
    points = all(rates[event].low == rates[event].high for event in present if event in rates)
    notes = [found.note] * (not found.exact)
    notes += ["the ends of split rates are taken apart"] * (not points)
    notes += ["a shared cause is not let lower the risk"] * (apart.high > found.high)
    bound = Bound(
        found.low,
        max(found.high, apart.high),
        COMMON_CAUSE,
        (*rests, "all else independent"),
        not notes,
        "; ".join(notes),
    )
    together = joint_rates(leaves)
    kept = {event: together[event] for event in structure.leaves if event in together}
    return bound.within(unknown(structure, kept))  # rates are kept, so that holds as well


def _shown(cause: CommonCause) -> str:
    beta = _beta(cause)
    return str(beta.low) if beta.low == beta.high else f"{beta.low} to {beta.high}"


def _beta(cause: CommonCause) -> Interval:
    if isinstance(cause.beta, Symbol | Trials):
        raise InputError(
            f"the beta factor of {cause.lineage[1]!r}", expected="a number or an interval"
        )
    return as_interval(cause.beta, f"the beta factor of {cause.lineage[1]!r}")


def _cause_leaf(leaves: Sequence[Leaf], cause: CommonCause) -> Leaf:
    kind, value = cause.lineage
    group = [leaf for leaf in leaves if cause.lineage in leaf.lineage]
    if not group:
        known = ", ".join(sorted({f"{k}: {v}" for leaf in leaves for k, v in leaf.lineage}))
        raise InputError(
            f"a common cause {kind}: {value}, which nothing has", expected=f"one of {known}"
        )
    beta = _beta(cause)
    low = beta.low * min(leaf.rate.low for leaf in group)
    high = beta.high * min(leaf.rate.high for leaf in group)
    cause_leaf = Leaf(
        f"cause {kind}: {value}", Interval(low, high), origin=f"beta factor {_shown(cause)}"
    )
    return in_common_cases(cause_leaf, group)


def _alone_leaf(leaf: Leaf, causes: Sequence[Leaf]) -> Leaf:
    """What is left of a leaf beside its causes, from both ends; InputError where they exceed it."""
    least, most = (
        _either([getattr(cause.rate, end) for cause in causes]) for end in ("low", "high")
    )
    if least > leaf.rate.low and leaf.rate.low == leaf.rate.high:
        raise InputError(
            f"the causes of {leaf.event!r} are likelier than it is", expected="smaller beta factors"
        )
    point = leaf.rate.low == leaf.rate.high and least == most
    high = _alone(leaf.rate.high, least)
    low = high if point else _alone(leaf.rate.low, most)
    return replace(leaf, event=f"{leaf.event} alone", rate=Interval(low, high), lineage=())


def _either(chances: Iterable[Fraction]) -> Fraction:
    none = Fraction(1)
    for chance in chances:
        none *= 1 - chance
    return 1 - none
