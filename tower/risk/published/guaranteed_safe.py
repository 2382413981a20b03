"""Guaranteed safe AI: a certificate bounds a probability in a model; reality adds its own doubts.

Source: Dalrymple et al., Towards Guaranteed Safe AI, arXiv:2405.06624 (2024), for the parts (world
model, specification, verifier); the union bound is elementary.  Valid
whatever the dependence of the parts.  The certificate's number alone bounds nothing real.
"""

from __future__ import annotations

from fractions import Fraction

from ..bounds import UNKNOWN, Bound, as_probability


def real_violation(
    certified: Fraction, model_inadequate: Fraction, spec_wrong: Fraction, checker_unsound: Fraction
) -> Bound:
    """P(harm) is at most the certified probability plus the three doubts, whatever their dependence.

    >>> real_violation(Fraction(1, 10**6), Fraction(1, 100), Fraction(1, 50), Fraction(1, 1000)).high
    Fraction(31001, 1000000)
    """
    parts = (certified, model_inadequate, spec_wrong, checker_unsound)
    total = sum((as_probability(part, "a doubt") for part in parts), Fraction(0))
    return Bound(Fraction(0), min(Fraction(1), total), UNKNOWN, (), False, "the union bound")


def violation_off_model(certified: Fraction, variation: Fraction) -> Bound:
    """P(violation) in a world within this total variation of the model.

    >>> violation_off_model(Fraction(1, 100), Fraction(1, 20)).high
    Fraction(3, 50)
    """
    base, distance = (as_probability(value, "a distance") for value in (certified, variation))
    rests = (f"the world is within {distance} of the model in total variation",)
    return Bound(
        max(Fraction(0), base - distance), min(Fraction(1), base + distance), UNKNOWN, rests
    )
