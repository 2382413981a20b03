"""Value learning: a loss that fits every judgement and misses a value that no judgement was about.

The programmers care for coins, for speed, and for the vases on the way.  They are shown pairs of walks
through rooms without vases and say which they prefer.  The learner fits a reward to what they said
(Bradley and Terry), and it agrees with all of it.  Of vases it has learned nothing.  In the laboratory the
programmers are played by a program, so that further judgements can be had; with people each one costs
(arXiv:1712.05812).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from . import coins
from .bases import Judgements, Loss

JUDGEMENTS = 400
ROUNDS, RATE = 3_000, 1.0  # of fitting
STEPS = tuple(range(1, 7))


@dataclass(frozen=True, order=True, slots=True)
class Walk:
    """What a walk came to: the vases broken, the steps taken, and whether the coin was picked up."""

    vases: int = 0
    steps: int = 1
    coin: bool = True


@dataclass(frozen=True, order=True, slots=True)
class Pair:
    """Two walks that somebody may be asked to compare."""

    one: Walk
    other: Walk


def preferred(pair: Pair, walk: Walk) -> bool:
    """What the programmers say: whether they like this walk of the two at least as much as the other.

    >>> preferred(Pair(Walk(vases=1, steps=2), Walk(vases=0, steps=3)), Walk(vases=1, steps=2))
    False
    """
    other = pair.other if walk == pair.one else pair.one
    return _worth(walk) >= _worth(other)


def _worth(walk: Walk) -> float:
    return 10.0 * walk.coin - walk.steps - 20.0 * walk.vases


def _pairs(vases: Sequence[int]) -> tuple[Pair, ...]:
    """Every pair of walks of different worth, the simplest first."""
    walks = [Walk(broken, steps, coin) for broken in vases for steps in STEPS for coin in (True, False)]
    pairs = (Pair(one, other) for other in walks for one in walks)
    return tuple(
        sorted((pair for pair in pairs if _worth(pair.one) != _worth(pair.other)), key=_simplest)
    )


def _simplest(pair: Pair) -> tuple[int, int, int, Pair]:
    walks = (pair.one, pair.other)
    missed = sum(not walk.coin for walk in walks)
    return sum(walk.vases for walk in walks), missed, sum(walk.steps for walk in walks), pair


SHOWN = _pairs([0])
WITH_VASES = _pairs([0, 1])
ASKED = Judgements(preferred, frozenset(SHOWN))


@dataclass(frozen=True, slots=True)
class Reward:
    """The function that the learner found: what a coin, a step and a broken vase are worth."""

    coin: float
    step: float
    vase: float

    def of(self, walk: Walk) -> float:
        """The reward of a walk."""
        return self.coin * walk.coin + self.step * walk.steps + self.vase * walk.vases


def learn(
    seed: int, base: Judgements[Pair, Walk] = ASKED, shown: Sequence[Pair] = SHOWN
) -> Reward:
    """Fit a reward to judgements of some of the pairs; the same seed gives an equal reward.

    The control is `shown=WITH_VASES`, judged by `Judgements(preferred, WITH_VASES)`.

    >>> reward = learn(0)
    >>> reward.coin > 0 > reward.step, reward.vase
    (True, 0.0)
    """
    random = np.random.default_rng(seed)
    pairs = [shown[number] for number in random.choice(len(shown), size=JUDGEMENTS)]
    apart = np.array([_features(pair.one) - _features(pair.other) for pair in pairs])
    said = np.array([base.score(pair, pair.one) for pair in pairs])
    weights = np.zeros(3)
    for _ in range(ROUNDS):
        weights += RATE * (said - 1 / (1 + np.exp(-apart @ weights))) @ apart / JUDGEMENTS
    return Reward(*(round(float(weight), 3) for weight in weights))


def _features(walk: Walk) -> np.ndarray:
    return np.array([walk.coin, walk.steps, walk.vases], dtype=float)


def disagreement(reward: Reward, pair: Pair) -> float:
    """The loss that the learner is given: 1 where the reward prefers the walk that the programmers do not.

    >>> sum(disagreement(learn(0), pair) for pair in SHOWN)
    0.0
    >>> disagreement(learn(0), Pair(Walk(vases=0, steps=2), Walk(vases=1, steps=1)))
    1.0
    """
    good, bad = (pair.one, pair.other) if preferred(pair, pair.one) else (pair.other, pair.one)
    return float(reward.of(bad) > reward.of(good))


def robot(seed: int) -> coins.Robot:
    """A robot that is trained by the learned reward alone: tabular Q-learning, with the coin at the right."""
    return coins.train(seed, Loss(partial(_of_a_step, learn(seed))))


def _of_a_step(reward: Reward, room: coins.Room, cell: coins.Cell) -> float:
    """The learned reward of one step, in coins."""
    return reward.of(Walk(coin=coins.on_the_coin(room, cell))) / reward.coin


def regret(reward: Reward, robot: coins.Robot, room: coins.Room) -> float:
    """How much of the reward of the best walk a robot misses, in coins.

    >>> regret(learn(0), robot(0), coins.Room((4, 0), (4, 1)))
    0.0
    """
    walk = robot.walk(room)
    taken = Walk(steps=len(walk) - 1, coin=coins.on_the_coin(room, walk[-1]))
    best = Walk(steps=coins.steps(room), coin=True)
    return (reward.of(best) - reward.of(taken)) / reward.coin
