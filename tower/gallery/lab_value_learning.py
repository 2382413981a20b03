"""Binds lab-value-learning: rewards fitted to judgements, and robots trained by the fitted rewards."""

from __future__ import annotations

from functools import cache
from random import Random

from tower.evidence.bind import deployment, objective, search, training
from tower.gallery.lab.coins import ANYWHERE, AT_THE_RIGHT, Robot, Room
from tower.gallery.lab.vases import (
    SHOWN,
    WITH_VASES,
    Pair,
    Reward,
    disagreement,
    learn,
    regret,
    robot,
)

LEARNED, BUILT = "learner -> reward_model", "reward_model -> system"


@search(LEARNED, seeds=4)
def fit(seed: int) -> Reward:
    return learn(seed)


@training(LEARNED)
def shown(seed: int) -> Pair:
    return Random(seed).choice(SHOWN)


@deployment(LEARNED)
def with_vases() -> tuple[Pair, ...]:
    return WITH_VASES


@objective(LEARNED)
def misfit(reward: Reward, pair: Pair) -> float:
    return disagreement(reward, pair)


@search(BUILT, seeds=4)
def train(seed: int) -> Robot:
    return robot(seed)


@training(BUILT)
def room_of_training(seed: int) -> Room:
    return Random(seed).choice(AT_THE_RIGHT)


@deployment(BUILT)
def any_room() -> tuple[Room, ...]:
    return ANYWHERE


@objective(BUILT)
def missed(robot: Robot, room: Room) -> float:
    return regret(_reward(robot.seed), robot, room)


@cache
def _reward(seed: int) -> Reward:
    return learn(seed)
