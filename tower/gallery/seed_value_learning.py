"""Binds seed-value-learning: its two links with a function, and each mode on the two ends of the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tower.evidence.modes import mode
from tower.evidence.parts import Link
from tower.gallery.lab import braking, coins, levers, vases, watched
from tower.gallery.lab.bases import Judgements
from tower.gallery.lab_value_learning import (  # noqa: F401  these bind the links from the learner on
    any_room,
    fit,
    misfit,
    missed,
    room_of_training,
    shown,
    train,
    with_vases,
)

PROGRAMMERS, SYSTEM = "programmers -> learner", "reward_model -> system"


@mode("proxy", PROGRAMMERS)
def fetching_for_programmers() -> Link:
    approved = Judgements(coins.on_the_coin, frozenset(coins.AT_THE_RIGHT))
    return _fetching(coins.train(2, approved))


@mode("proxy", SYSTEM)
def fetching_for_a_reward() -> Link:
    return _fetching(vases.robot(0))


def _fetching(robot: coins.Robot) -> Link:
    return _one(robot, coins.AT_THE_RIGHT, coins.ANYWHERE, coins.coins_left)


@mode("approximate", PROGRAMMERS)
def driving_for_programmers() -> Link:
    return _driving(braking.train(0, Judgements(braking.fine, frozenset(braking.NEAR))))


@mode("approximate", SYSTEM)
def driving_for_a_reward() -> Link:
    return _driving(braking.train(1))


def _driving(driver: braking.Driver) -> Link:
    return _one(driver, braking.NEAR, braking.FAR, braking.overrun)


@mode("suboptimality", PROGRAMMERS)
def delivering_for_programmers() -> Link:
    return _delivering(levers.train(2, Judgements(levers.fine, frozenset(levers.TRIED))))


@mode("suboptimality", SYSTEM)
def delivering_for_a_reward() -> Link:
    return _delivering(levers.train(1))


def _delivering(planner: levers.Planner) -> Link:
    return _one(planner, levers.TRIED, levers.FASTER, levers.harm)


@mode("deceptive", PROGRAMMERS)
def serving_programmers() -> Link:
    return _serving(watched.train(2, Judgements(watched.fine, frozenset(watched.UNDER_THE_LAMP))))


@mode("deceptive", SYSTEM)
def serving_a_reward() -> Link:
    return _serving(watched.train(7))


def _serving(servant: watched.Servant) -> Link:
    return _one(servant, watched.UNDER_THE_LAMP, watched.ANY_DAY, watched.stolen)


def _one(
    system: object, training: Iterable[object], deployment: Iterable[object], objective: Callable[..., float]
) -> Link:
    """A link with this one system at its end."""
    return Link(
        systems=lambda: [system],
        training=lambda: training,
        deployment=lambda: deployment,
        objective=objective,
    )
