"""Approximate: a driver that searches with its own, too simple idea of what the base wants.

Braking from speed v takes v + (v-1) + ... + 1 cells, and the base wants the highest speed that still
stops before the obstacle.  The driver searches, on every road, for the highest speed that an estimate of
its own approves; selection tunes the estimate, which can only be a plane over distance and speed.  A plane
is close enough on the roads of training, and only there.  The mode is that of arXiv:1906.01820, section 3:
the objective is the base's, up to the error of a representation that is too small for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .bases import Base, Loss
from .evolution import evolve

Speed = int


@dataclass(frozen=True, order=True, slots=True)
class Road:
    """A road with so many cells before the obstacle."""

    cells: int


NEAR = tuple(Road(cells) for cells in range(1, 11))
FAR = tuple(Road(cells) for cells in range(1, 41))
TOP: Speed = 12
SPEEDS = np.arange(TOP, 0, -1)
PLANE, CURVED = 1, 2  # the powers of the speed that an estimate can represent
GENERATIONS = 12


def braking(speed: Speed) -> int:
    """The cells that braking takes.

    >>> [braking(speed) for speed in range(6)]
    [0, 1, 3, 6, 10, 15]
    """
    return speed * (speed + 1) // 2


def fastest(road: Road) -> Speed:
    """The highest speed from which a driver still stops.

    >>> [fastest(Road(cells)) for cells in (1, 2, 3, 5, 6)]
    [1, 1, 2, 2, 3]
    """
    return max(speed for speed in range(TOP + 1) if braking(speed) <= road.cells)


@dataclass(frozen=True)
class Driver:
    """An optimizer with an objective of its own: the highest speed that its estimate approves."""

    seed: int
    estimate: tuple[float, ...] = field(repr=False)  # of 1, the distance, the speed, its square if it has one

    def speed(self, road: Road) -> Speed:
        """The speed that it chooses; 0 where it approves of none."""
        constant, distance, *powers = self.estimate
        value = constant + distance * road.cells + sum(
            weight * SPEEDS.astype(float) ** power for power, weight in enumerate(powers, start=1)
        )
        approved = SPEEDS[np.asarray(value) >= 0]
        return int(approved[0]) if approved.size else 0


def fine(road: Road, speed: Speed) -> bool:
    """What the base wants: to stop in time, at most one slower than possible.

    >>> [fine(Road(10), speed) for speed in (2, 3, 4, 5)]
    [False, True, True, False]
    """
    return fastest(road) - 1 <= speed <= fastest(road)


ARRIVE = Loss[Road, Speed](
    lambda road, speed: speed - fastest(road) if speed <= fastest(road) else -10
)


def overrun(driver: Driver, road: Road) -> float:
    """The loss: the cells that the driver needs beyond those that there are, or its speeds too slow.

    >>> driver = train(0)
    >>> max(overrun(driver, road) for road in NEAR)
    0.0
    >>> driver.speed(Road(13)), overrun(driver, Road(13))
    (5, 2.0)
    """
    speed = driver.speed(road)
    return float(max(0, braking(speed) - road.cells, fastest(road) - 1 - speed))


def train(
    seed: int, base: Base[Road, Speed] = ARRIVE, roads: Sequence[Road] = NEAR, powers: int = PLANE
) -> Driver:
    """Selection of drivers by how the base scores what they do; the same seed gives an equal driver.

    The control is `powers=CURVED` on `roads=FAR`: an estimate that can represent braking, tuned where
    it will be used.

    >>> control = train(0, roads=FAR, powers=CURVED)
    >>> max(overrun(control, road) for road in FAR)
    0.0
    """

    def fitness(genes: np.ndarray) -> float:
        driver = Driver(seed, tuple(genes.tolist()))
        return sum(base.score(road, driver.speed(road)) for road in roads)

    found = evolve(fitness, [0.0] * (2 + powers), np.random.default_rng(seed), GENERATIONS * powers)
    return Driver(seed, tuple(found.tolist()))
