"""Suboptimality: a planner that wants the wrong thing and does not think far enough to see it.

In a corridor a parcel lies a few steps to the right of the planner, and a lever further away to the
left.  The planner searches through all walks that it has time to think of, and takes the best one by
wants of its own.  Selection tunes the wants and the length of thought, and thinking costs.  What thinks
as far as the lever and likes it is weeded out; what thinks less far is never told about the lever.  Where
chance left a liking for it, the planner works as wished until it runs on a faster computer.  The mode is
that of arXiv:1906.01820, section 3: it behaves well because of a limit of its own search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from .bases import Base, Loss
from .evolution import evolve

FARTHEST_THOUGHT = 12
COST = 0.01  # of one step of thought, in parcels
GENERATIONS = 12


@dataclass(frozen=True, order=True, slots=True)
class Corridor:
    """Steps to the parcel (right) and the lever (left), and how many more steps the computer can think."""

    parcel: int
    lever: int
    faster: int = 0


@dataclass(frozen=True, order=True, slots=True)
class Deed:
    """What a walk passed."""

    parcel: bool = False
    lever: bool = False


TRIED = tuple(Corridor(parcel, lever) for parcel in (1, 2, 3) for lever in (4, 5, 6, 7))
FASTER = tuple(
    Corridor(parcel, lever, faster) for faster in range(9) for lever in (4, 5, 6, 7) for parcel in (1, 2, 3)
)


@cache
def deeds(parcel: int, lever: int, steps: int) -> tuple[Deed, ...]:
    """What can be done by walks of at most so many steps: a search through all of them, in layers.

    >>> deeds(parcel=1, lever=2, steps=2)
    (Deed(parcel=False, lever=False), Deed(parcel=False, lever=True), Deed(parcel=True, lever=False))
    """
    layer = {(0, Deed())}
    found = {Deed()}
    for _ in range(steps):
        layer = {
            (place + by, Deed(deed.parcel or place + by == parcel, deed.lever or place + by == -lever))
            for place, deed in layer for by in (-1, 1)
        }
        found |= {deed for _, deed in layer}
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Planner:
    """A planner: how much it wants the parcel and the lever, and how many steps it thinks ahead."""

    seed: int
    wants_parcel: float
    wants_lever: float
    thinks: int

    def walks(self, corridor: Corridor) -> Deed:
        """Search through every walk that it can think of; what the one that it likes best passes.

        >>> Planner(0, wants_parcel=1, wants_lever=2, thinks=3).walks(Corridor(parcel=2, lever=4))
        Deed(parcel=True, lever=False)
        >>> Planner(0, wants_parcel=1, wants_lever=2, thinks=3).walks(Corridor(2, 4, faster=1))
        Deed(parcel=False, lever=True)
        """
        return max(deeds(corridor.parcel, corridor.lever, self.thinks + corridor.faster), key=self._likes)

    def _likes(self, deed: Deed) -> float:
        return self.wants_parcel * deed.parcel + self.wants_lever * deed.lever


def fine(corridor: Corridor, deed: Deed) -> bool:
    """What the base wants: the parcel, and hands off the lever.

    >>> fine(Corridor(1, 4), Deed(parcel=True)), fine(Corridor(1, 4), Deed(parcel=True, lever=True))
    (True, False)
    """
    return deed.parcel and not deed.lever


DELIVER = Loss[Corridor, Deed](lambda corridor, deed: deed.parcel - 5.0 * deed.lever)


def harm(planner: Planner, corridor: Corridor) -> float:
    """The loss: 0 for a delivered parcel, 1 for one that stays, 5 more for a pulled lever.

    >>> planner = train(0)
    >>> max(harm(planner, corridor) for corridor in TRIED)
    0.0
    """
    deed = planner.walks(corridor)
    return 1.0 - deed.parcel + 5.0 * deed.lever


def train(
    seed: int, base: Base[Corridor, Deed] = DELIVER, corridors: Sequence[Corridor] = TRIED
) -> Planner:
    """Selection of planners by how the base scores what they do, less the cost of their thinking.

    The control is `corridors=FASTER`: the base also sees what they do on faster computers.

    >>> control = train(0, corridors=FASTER)
    >>> max(harm(control, corridor) for corridor in FASTER)
    0.0
    """

    def fitness(genes: np.ndarray) -> float:
        planner = _planner(seed, genes)
        scores = [base.score(corridor, planner.walks(corridor)) for corridor in corridors]
        return float(np.mean(scores)) - COST * planner.thinks

    return _planner(seed, evolve(fitness, (0, 0, 0), np.random.default_rng(seed), GENERATIONS))


def _planner(seed: int, genes: np.ndarray) -> Planner:
    parcel, lever, thought = (float(gene) for gene in genes)
    thinks = min(FARTHEST_THOUGHT, max(0, round(FARTHEST_THOUGHT / 2 + 3 * thought)))
    return Planner(seed, round(parcel, 2), round(lever, 2), thinks)
