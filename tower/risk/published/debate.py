"""Doubly-efficient debate: how far an honest debater can be trusted, and how often it asks.

Source: Brown-Cohen, Irving and Piliouras, Scalable AI Safety via Doubly-Efficient Debate,
arXiv:2311.14125 (2023); constants from the machine-checked proof google-deepmind/debate.  Valid when
the probabilities that are debated are K-Lipschitz in the oracle and answers are w-correct; it counts
oracle queries and nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from ...errors import InputError

CORRECT = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Error of Alice (c), of Bob's acceptance (s), of the verifier (b), failure chances q and v."""

    lipschitz: int
    steps: int
    c: Fraction
    s: Fraction
    b: Fraction
    q: Fraction
    v: Fraction

    @classmethod
    def defaults(cls, lipschitz: int, steps: int) -> Parameters:
        """The constants of the proof.

        >>> Parameters.defaults(1, 10).q
        Fraction(1, 1100)
        """
        if lipschitz < 1 or steps < 0:
            raise InputError(f"K = {lipschitz}, t = {steps}", expected="K at least 1, t at least 0")
        unit = Fraction(1, 100 * lipschitz)
        return cls(
            lipschitz,
            steps,
            unit,
            2 * unit,
            5 * unit,
            Fraction(1, 100 * (steps + 1)),
            Fraction(1, 100),
        )


def completeness(p: Parameters) -> Fraction:
    """If the claim is right and Alice honest, the judge accepts at least this often.

    >>> float(completeness(Parameters.defaults(1, 10)))
    0.6402
    """
    return (1 - p.v) * (CORRECT - p.lipschitz * p.c - p.q * (p.steps + 1))


def soundness(p: Parameters) -> Fraction:
    """If the claim is wrong and Bob honest, the judge rejects at least this often.

    >>> float(soundness(Parameters.defaults(1, 10)))
    0.604395
    """
    return (1 - p.v) * (1 - p.q * (p.steps + 1)) * (CORRECT - p.lipschitz * p.b)


def samples(error: Fraction, chance: Fraction) -> int:
    """Queries that estimate a probability to within `error`, but for `chance` (Hoeffding).

    >>> samples(Fraction(1, 100), Fraction(1, 1100))
    38482
    """
    if not 0 < chance < 2 or error <= 0:
        raise InputError(f"error {error}, chance {chance}", expected="both positive")
    return math.ceil(-math.log(chance / 2) / (2 * float(error) ** 2))


@dataclass(frozen=True, slots=True)
class Queries:
    """Oracle queries of each side in a round, and of the verifier in all."""

    alice: int
    bob: int
    verifier: int


def queries(p: Parameters) -> Queries:
    """What the protocol asks; the verifier's total does not depend on the number of steps.

    >>> queries(Parameters.defaults(1, 10))
    Queries(alice=38482, bob=17103, verifier=105967)
    """
    bob_error, verifier_error = (p.b - p.s) / 2, (p.s - p.c) / 2
    return Queries(samples(p.c, p.q), samples(bob_error, p.q), samples(verifier_error, p.v))
