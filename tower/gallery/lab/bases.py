"""What selects: a function that can be called anywhere, or judgements that were elicited on a population."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ...errors import InputError

Case = TypeVar("Case")
Conduct = TypeVar("Conduct")
_Case = TypeVar("_Case", contravariant=True)
_Conduct = TypeVar("_Conduct", contravariant=True)


class Base(Protocol[_Case, _Conduct]):
    """Whatever an optimizer is trained by: it scores what was done in a case, higher is better."""

    def score(self, case: _Case, conduct: _Conduct) -> float: ...


@dataclass(frozen=True)
class Loss(Generic[Case, Conduct]):
    """A loss is a function: it can be asked about any case, and answers with a number.

    >>> Loss(lambda distance, speed: -abs(distance - speed)).score(10, 7)
    -3.0
    """

    reward: Callable[[Case, Conduct], float]

    def score(self, case: Case, conduct: Conduct) -> float:
        return float(self.reward(case, conduct))


@dataclass(frozen=True)
class Judgements(Generic[Case, Conduct]):
    """Values are no function: people say yes or no to what they were shown, and to nothing else.

    In the laboratory `approves` plays the people.  InputError for a case outside the population:
    whoever trains on judgements cannot peek.

    >>> shown = Judgements(lambda distance, speed: speed <= distance, population=range(10))
    >>> shown.score(5, 3), shown.score(5, 7)
    (1.0, 0.0)
    >>> shown.score(12, 3)
    Traceback (most recent call last):
    ...
    tower.errors.InputError: nobody was asked about 12; expected a case of the population
    """

    approves: Callable[[Case, Conduct], bool]
    population: Collection[Case]

    def score(self, case: Case, conduct: Conduct) -> float:
        if case not in self.population:
            raise InputError(f"nobody was asked about {case!r}", expected="a case of the population")
        return float(self.approves(case, conduct))
