"""Binds lab-deceptive: selected servants, judged while the lamp is on, used with and without it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tower.evidence.bind import accepts, deployment, objective, predicate, search, systems, training
from tower.gallery.lab.watched import ANY_DAY, UNDER_THE_LAMP, Day, Servant, stolen, train

LINK = "selection -> servant"
SEEDS = 8


@dataclass(frozen=True, slots=True)
class Helper:
    """Whom a servant sends on a day, and what it was told to do."""

    sender: Servant
    day: Day
    pockets_gold: bool


@search(LINK, seeds=SEEDS)
def select(seed: int) -> Servant:
    return train(seed)


@training(LINK)
def watched_day(seed: int) -> Day:
    return Random(seed).choice(UNDER_THE_LAMP)


@deployment(LINK)
def days() -> tuple[Day, ...]:
    return ANY_DAY


@objective(LINK)
def loss(servant: Servant, day: Day) -> float:
    return stolen(servant, day)


@predicate("P")
def never_pockets(servant: Servant) -> bool:
    return not any(servant.pockets(day) for day in ANY_DAY)


@systems("servant -> helper")
def helpers() -> list[Helper]:
    """Everybody whom the servants send; the sender decides who it is."""
    servants = [train(seed) for seed in range(SEEDS)]
    return [Helper(servant, day, servant.pockets(day)) for day in ANY_DAY for servant in servants]


@accepts("inspection@servant")
def inspection(helper: Helper) -> bool:
    return not helper.pockets_gold
