"""The optimizers of the laboratory: they really search, and their failures are not written into them.

For each a control, the same search without the cause of its failure, turns out to be robust.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tower.errors import InputError
from tower.gallery.lab import braking, coins, levers, padding, vases, watched
from tower.gallery.lab.bases import Judgements, Loss
from tower.gallery.lab.evolution import evolve

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

CONTROLS = {
    "proxy": (lambda seed: coins.train(seed, rooms=coins.ANYWHERE), coins.coins_left, coins.ANYWHERE),
    "approximate": (
        lambda seed: braking.train(seed, roads=braking.FAR, powers=braking.CURVED), braking.overrun, braking.FAR,
    ),
    "suboptimality": (lambda seed: levers.train(seed, corridors=levers.FASTER), levers.harm, levers.FASTER),
    "deceptive": (lambda seed: watched.train(seed, seen=watched.ANY_DAY), watched.stolen, watched.ANY_DAY),
    "value learning": (
        lambda seed: vases.learn(seed, Judgements(vases.preferred, frozenset(vases.WITH_VASES)), vases.WITH_VASES),
        vases.disagreement, vases.WITH_VASES,
    ),
}


@pytest.mark.parametrize("mode", CONTROLS)
@pytest.mark.parametrize("seed", range(3))
def test_without_the_cause_the_same_search_is_robust(mode: str, seed: int) -> None:
    train, loss, cases = CONTROLS[mode]
    found = train(seed)
    assert max(loss(found, case) for case in cases) == 0


SEARCHES = {
    "proxy": coins.train, "approximate": braking.train, "suboptimality": levers.train, "deceptive": watched.train,
    "goodhart": padding.fit, "value learning": vases.learn, "robots": vases.robot,
}


@pytest.mark.parametrize("mode", SEARCHES)
def test_a_seed_gives_one_system(mode: str) -> None:
    assert SEARCHES[mode](3) == SEARCHES[mode](3)
    assert SEARCHES[mode](3) != SEARCHES[mode](4)


def test_what_selection_finds_differs_from_seed_to_seed() -> None:
    """Some of the selected want what the base wants: the outcome is not written down anywhere."""
    planners = [levers.train(seed) for seed in range(12)]
    servants = [watched.train(seed) for seed in range(12)]
    for found, loss, cases in ((planners, levers.harm, levers.FASTER), (servants, watched.stolen, watched.ANY_DAY)):
        fallen = [any(loss(each, case) for case in cases) for each in found]
        assert 2 < sum(fallen) < 11


def test_who_trains_on_judgements_cannot_peek() -> None:
    asked: list[coins.Room] = []

    def approves(room: coins.Room, cell: coins.Cell) -> bool:
        asked.append(room)
        return coins.on_the_coin(room, cell)

    base = Judgements(approves, frozenset(coins.AT_THE_RIGHT))
    coins.train(0, base)
    assert set(asked) <= set(coins.AT_THE_RIGHT)
    with pytest.raises(InputError, match="nobody was asked"):
        coins.train(0, base, coins.ANYWHERE)


@unhurried
@given(st.integers(1, 3), st.integers(1, 4), st.integers(0, 6))
def test_a_planner_thinks_of_every_walk(parcel: int, lever: int, steps: int) -> None:
    walks = [()]
    for _ in range(steps):
        walks += [(*walk, by) for walk in walks for by in (-1, 1)]
    passed = set()
    for walk in set(walks):
        places = [sum(walk[:end]) for end in range(len(walk) + 1)]
        passed.add(levers.Deed(parcel in places, -lever in places))
    assert set(levers.deeds(parcel, lever, steps)) == passed


wants = st.floats(-3, 3).map(lambda number: round(number, 2))


@unhurried
@given(wants, wants, st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_servant_plans_its_best_career(
    serving: float, gold: float, patience: float, lamp: float, off: float, on: float
) -> None:
    """Policy iteration against value iteration, the slow obvious way."""
    learned = watched.Experience(lamp, (off, on))
    career = 0.0
    for _ in range(400):
        career = sum(
            (lamp if day.lamp else 1 - lamp) / 9
            * max(serving * day.parcels + patience * career,
                  gold * day.gold + patience * (on if day.lamp else off) * career)
            for day in watched.ANY_DAY
        )
    assert watched.plan(serving, gold, patience, learned) == pytest.approx(career, abs=1e-6)


@unhurried
@given(st.integers(0, 12))
def test_braking_is_slowing_down_step_by_step(speed: int) -> None:
    assert braking.braking(speed) == sum(range(speed + 1))


@unhurried
@given(st.sampled_from(coins.ANYWHERE))
def test_a_walk_is_made_of_steps_and_ends_at_the_coin_or_late(room: coins.Room) -> None:
    walk = ROBOT.walk(room)
    assert walk[0] == room.robot
    assert all(abs(a - c) + abs(b - d) == 1 for (a, b), (c, d) in zip(walk, walk[1:], strict=False))
    assert room.coin not in walk[:-1]
    assert walk[-1] == room.coin or len(walk) == coins.PATIENCE + 1


ROBOT = coins.train(0)


def test_the_robot_learned_to_walk_to_the_right_wall() -> None:
    """It does not lose its way: of the coins that it misses, it misses most at the wall where coins used to lie."""
    for robot in map(coins.train, range(4)):
        missed = [room for room in coins.ANYWHERE if coins.coins_left(robot, room)]
        at_the_wall = [room for room in missed if robot.walk(room)[-1][0] == coins.SIZE - 1]
        assert len(missed) > 150
        assert len(at_the_wall) > 0.8 * len(missed)


@pytest.mark.parametrize("seed", range(6))
def test_the_goodhart_curve_rises_and_falls(seed: int) -> None:
    judge = padding.fit(seed)
    policies = [policy for policy, _ in zip(padding.climb(judge), range(padding.HARDEST), strict=False)]
    scores, qualities = [judge.score(each) for each in policies], [padding.quality(each) for each in policies]
    assert all(below < above for below, above in zip(scores, scores[1:], strict=False))
    peak = qualities.index(max(qualities))
    assert 5 < peak < 60
    assert qualities[-1] < qualities[0]
    assert all(padding.good(each) for each in padding.ORDINARY if judge.accepts(each))
    assert sum(map(judge.accepts, padding.ORDINARY)) > 50


def test_a_learned_reward_agrees_with_every_judgement_and_knows_no_vases() -> None:
    for seed in range(4):
        reward = vases.learn(seed)
        assert not any(vases.disagreement(reward, pair) for pair in vases.SHOWN)
        assert reward.vase == 0


@unhurried
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=3), st.integers(0, 5))
def test_selection_gets_no_worse(wanted: list[float], seed: int) -> None:
    def fitness(genes: np.ndarray) -> float:
        return -float(np.abs(genes - wanted).sum())

    founder = [0.0] * len(wanted)
    found = [evolve(fitness, founder, np.random.default_rng(seed), generations) for generations in (0, 3, 9)]
    scores = [fitness(genes) for genes in found]
    assert scores == sorted(scores)


def test_a_loss_can_be_asked_anywhere() -> None:
    assert Loss[int, int](lambda case, conduct: case - conduct).score(10**9, 1) == 10**9 - 1
