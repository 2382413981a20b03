"""Dempster's rule: combining independent bodies of evidence, and how it goes wrong.

Sources: Shafer, A Mathematical Theory of Evidence (1976); Zadeh's counterexample (1979): two experts
who disagree almost wholly become sure of what both thought all but impossible.  Valid for
*independent* evidence; the conflict is part of the answer and must be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import InputError
from ..bounds import as_probability

Masses = Mapping[frozenset[str], Fraction]


@dataclass(frozen=True, slots=True)
class Combined:
    """The masses after combination and the conflict that was divided away."""

    masses: tuple[tuple[tuple[str, ...], Fraction], ...]
    conflict: Fraction

    def mass(self, *outcomes: str) -> Fraction:
        """The mass of a set of outcomes, 0 where it has none."""
        return dict(self.masses).get(tuple(sorted(outcomes)), Fraction(0))


def combine(first: Masses, second: Masses) -> Combined:
    """Dempster's rule; InputError where the two contradict each other wholly.

    >>> a, b, c = frozenset("A"), frozenset("B"), frozenset("C")
    >>> rare = Fraction(1, 100)
    >>> zadeh = combine({a: 1 - rare, c: rare}, {b: 1 - rare, c: rare})
    >>> zadeh.conflict, zadeh.mass("C")
    (Fraction(9999, 10000), Fraction(1, 1))
    """
    _check(first)
    _check(second)
    found: dict[tuple[str, ...], Fraction] = {}
    conflict = Fraction(0)
    for one, weight in first.items():
        for other, share in second.items():
            both = tuple(sorted(one & other))
            if both:
                found[both] = found.get(both, Fraction(0)) + weight * share
            else:
                conflict += weight * share
    if conflict == 1:
        raise InputError(
            "the two bodies of evidence contradict each other", expected="some agreement"
        )
    kept = {outcomes: mass / (1 - conflict) for outcomes, mass in found.items() if mass}
    return Combined(tuple(sorted(kept.items())), conflict)


def _check(masses: Masses) -> None:
    total = sum((as_probability(mass, "a mass") for mass in masses.values()), Fraction(0))
    if total != 1 or frozenset() in masses:
        raise InputError(f"masses add to {total}", expected="1, and none on the empty set")
