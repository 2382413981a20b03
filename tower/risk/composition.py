"""The three ways to compose verifiers, told apart by how a model file writes them.

* *guards*: several verifiers look at the same thing (`by: {at_least: 2, of: [a, b, c]}`, or several
  checks of one claim); it gets through when enough of them miss it: AND.
* *accreditation*: a check whose claim is about a verifier (`sound(v)`, `rate(v)`, `refines(v)`); it
  fails when any level does: a bad target accepted, or an unsound top: OR.
* *ladder*: each overseer hands on what it must have itself (`claim: trusted(x), by: v,
  needs: [trusted(v)]`); every step must be won: OR over the steps, without priors in between.

The same numbers give different answers in each, so an answer says which ones it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.claims import Claim, Holds, Rate, Refines, Sound
from ..model.values import Check, Model

GUARDS, ACCREDITATION, LADDER = "guards", "accreditation", "ladder"


@dataclass(frozen=True, slots=True)
class Composition:
    """One place where verifiers are composed: how, of which claim, and in words."""

    kind: str
    claim: Claim
    told: str


def compositions(model: Model, checks: Sequence[int]) -> tuple[Composition, ...]:
    """The compositions among the checks at these positions, in the order of the file.

    >>> from ..model.claims import Condition
    >>> two = tuple(Check((name,), Condition("c"), "test") for name in "ab")
    >>> compositions(Model("t", checks=two), [0, 1])[0].told
    'a and b must all miss it'
    """
    used = [model.checks[number] for number in checks]
    by_claim: dict[Claim, list[Check]] = {}
    for check in used:
        by_claim.setdefault(check.claim, []).append(check)
    return tuple(found for claim, group in by_claim.items() for found in _of(claim, group))


def _of(claim: Claim, checks: list[Check]) -> Iterator[Composition]:
    for check in checks:
        if check.threshold and len(check.by) > 1:
            told = f"{check.at_least} of {', '.join(check.by)} must miss it"
            yield Composition(GUARDS, claim, told)
        elif _hands_on(check):
            yield Composition(LADDER, claim, f"handed on by {check.by[0]}, who needs it too")
    apart = list(dict.fromkeys(name for each in checks if not each.threshold for name in each.by))
    if len(apart) > 1:
        yield Composition(GUARDS, claim, f"{' and '.join(apart)} must all miss it")
    if isinstance(claim, Sound | Rate | Refines):
        names = ", ".join(dict.fromkeys(name for check in checks for name in check.by))
        yield Composition(ACCREDITATION, claim, f"{names} vouches for {claim.verifier}")


def _hands_on(check: Check) -> bool:
    claim = check.claim
    if not isinstance(claim, Holds):
        return False
    return any(Holds(claim.property, verifier) in check.needs for verifier in check.by)
