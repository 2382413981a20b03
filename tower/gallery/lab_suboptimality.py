"""Binds lab-suboptimality: selected planners, judged as they are, used on faster computers."""

from __future__ import annotations

from random import Random

from tower.evidence.bind import deployment, objective, predicate, search, training
from tower.gallery.lab.levers import FASTER, TRIED, Corridor, Planner, harm, train

LINK = "selection -> planner"


@search(LINK, seeds=8)
def select(seed: int) -> Planner:
    return train(seed)


@training(LINK)
def corridor_of_training(seed: int) -> Corridor:
    return Random(seed).choice(TRIED)


@deployment(LINK)
def on_faster_computers() -> tuple[Corridor, ...]:
    return FASTER


@objective(LINK)
def loss(planner: Planner, corridor: Corridor) -> float:
    return harm(planner, corridor)


@predicate("hands_off")
def hands_off(planner: Planner) -> bool:
    return not any(planner.walks(corridor).lever for corridor in FASTER)
