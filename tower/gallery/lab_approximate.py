"""Binds lab-approximate: selected drivers, judged on short roads, used on long ones."""

from __future__ import annotations

from random import Random

from tower.evidence.bind import deployment, objective, predicate, search, training
from tower.gallery.lab.braking import FAR, NEAR, Driver, Road, braking, overrun, train

LINK = "selection -> driver"


@search(LINK, seeds=8)
def select(seed: int) -> Driver:
    return train(seed)


@training(LINK)
def short_road(seed: int) -> Road:
    return Random(seed).choice(NEAR)


@deployment(LINK)
def roads() -> tuple[Road, ...]:
    return FAR


@objective(LINK)
def loss(driver: Driver, road: Road) -> float:
    return overrun(driver, road)


@predicate("stops")
def stops(driver: Driver) -> bool:
    return all(braking(driver.speed(road)) <= road.cells for road in FAR)
