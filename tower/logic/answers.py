"""What a decider answers, and what it may spend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ..errors import LimitReached
from ..frozen import frozen
from .models import Model


@frozen(slots=True)
class Limits:
    """What may be spent before giving up: steps of the search, worlds of a model, pairs of its order."""

    steps: int = 5_000_000
    worlds: int = 20_000
    pairs: int = 1_000_000


@frozen(slots=True)
class Theorem:
    """The formula is a theorem."""


@frozen(slots=True)
class NonTheorem:
    """The formula is refuted at world 0 of the model."""

    model: Model


@frozen(slots=True)
class GaveUp:
    """There is no answer: this limit was reached."""

    limit: str


Verdict: TypeAlias = Theorem | NonTheorem | GaveUp


@dataclass(slots=True)
class Budget:
    """Counts propositional steps."""

    steps: int

    def spend(self, steps: int = 1) -> None:
        """Take steps; LimitReached when they are all spent."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitReached("steps")


NO_LIMITS_GIVEN = Limits()
