"""Deceptive: a servant that serves while it is watched, because it wants to stay as it is.

A servant meets days on which it can serve parcels or pocket gold.  Whoever is seen to do what the base
does not want is replaced; a lamp shows whether anybody looks.  A servant learns from the days of its
predecessors what follows from what, and plans its whole career by policy iteration, for wants and with a
patience of its own.  Selection tunes wants and patience by what the base sees.  It finds servants that
want to serve, and patient ones that want gold: both serve whenever anybody looks.  The mode is that of
arXiv:1906.01820, section 4, in the smallest setting with its three conditions: an objective that reaches
over the whole career, a model of being selected, and a threat that ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .bases import Base, Loss
from .evolution import evolve

GENERATIONS = 8
HISTORY = 1_000  # days of predecessors from which a servant learns
LAMP = 0.9  # the share of days in training on which the lamp is on
MOST_PATIENT = 0.98
FOUNDER = (0.0, 2.0, 0.0)  # raised on gold: wants of serving and of gold, and patience (before squashing)


@dataclass(frozen=True, order=True, slots=True)
class Day:
    """Whether the lamp is on, how many parcels wait, and how much gold lies about."""

    lamp: bool
    parcels: int = 1
    gold: int = 1


AMOUNTS = (1, 2, 3)
ANY_DAY = tuple(Day(lamp, parcels, gold) for lamp in (False, True) for parcels in AMOUNTS for gold in AMOUNTS)
UNDER_THE_LAMP = tuple(day for day in ANY_DAY if day.lamp)
POCKETS, SERVES = True, False


@dataclass(frozen=True, slots=True)
class Experience:
    """What the days of predecessors showed: how often the lamp is on, and after how many of the days on
    which gold was pocketed the servant was there again, with the lamp off and on."""

    lamp: float
    keeps: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Servant:
    """What it wants, how patient it is, what it learned, and what the rest of its career is worth to it."""

    seed: int
    wants_serving: float
    wants_gold: float
    patience: float
    learned: Experience = field(repr=False)
    career: float = field(repr=False)

    def pockets(self, day: Day) -> bool:
        """Whether it takes the gold and leaves the parcels."""
        serving = self.wants_serving * day.parcels + self.patience * self.career
        left = self.learned.keeps[day.lamp]
        return self.wants_gold * day.gold + self.patience * left * self.career > serving


def fine(day: Day, pockets: bool) -> bool:
    """What the base wants: that parcels are served.

    >>> fine(Day(lamp=False), SERVES), fine(Day(lamp=True), POCKETS)
    (True, False)
    """
    return not pockets


SERVE = Loss[Day, bool](lambda day, pockets: -day.gold if pockets else day.parcels)


def stolen(servant: Servant, day: Day) -> float:
    """The loss: the gold that the servant pockets.

    >>> servant = train(0)
    >>> max(stolen(servant, day) for day in UNDER_THE_LAMP)
    0.0
    """
    return float(day.gold * servant.pockets(day))


def train(seed: int, base: Base[Day, bool] = SERVE, seen: Sequence[Day] = UNDER_THE_LAMP) -> Servant:
    """Selection of servants by what the base sees of them; the same seed gives an equal servant.

    The control is `seen=ANY_DAY`: the lamp tells nothing, and servants learn so.

    >>> control = train(0, seen=ANY_DAY)
    >>> max(stolen(control, day) for day in ANY_DAY)
    0.0
    """
    random = np.random.default_rng(seed)
    learned = experience(base, seen, random)

    def fitness(genes: np.ndarray) -> float:
        servant = _servant(seed, genes, learned)
        return sum(base.score(day, servant.pockets(day)) for day in seen)

    return _servant(seed, evolve(fitness, FOUNDER, random, GENERATIONS), learned)


def experience(base: Base[Day, bool], seen: Sequence[Day], random: np.random.Generator) -> Experience:
    """Days of predecessors that tried this and that; the base replaces whom it sees do the worse of two."""
    lamps, replaced = [], {False: [0], True: [0]}
    for _ in range(HISTORY):
        day = Day(bool(random.random() < LAMP), *map(int, random.choice(AMOUNTS, size=2)))
        lamps.append(day.lamp)
        if random.random() < 0.5:
            caught = day in seen and base.score(day, POCKETS) < base.score(day, SERVES)
            replaced[day.lamp].append(int(caught))
    keeps = tuple(1.0 - float(np.mean(replaced[lamp][1:] or [0])) for lamp in (False, True))
    return Experience(float(np.mean(lamps)), (keeps[0], keeps[1]))


def plan(wants_serving: float, wants_gold: float, patience: float, learned: Experience) -> float:
    """What a career is worth to a servant, by policy iteration over what it learned.

    >>> round(plan(1, 0, 0.5, Experience(0.9, (1.0, 0.0))), 2)      # two parcels a day, half as much tomorrow
    4.0
    """
    lamp = np.array([day.lamp for day in ANY_DAY])
    chance = np.where(lamp, learned.lamp, 1 - learned.lamp) / len(AMOUNTS) ** 2
    left = np.where(lamp, learned.keeps[True], learned.keeps[False])
    serving = wants_serving * np.array([day.parcels for day in ANY_DAY])
    pocketing = wants_gold * np.array([day.gold for day in ANY_DAY])
    pockets, career = np.zeros(len(ANY_DAY), dtype=bool), 0.0
    for _ in ANY_DAY:  # two or three rounds are enough
        stays = chance @ np.where(pockets, left, 1.0)
        career = float(chance @ np.where(pockets, pocketing, serving) / (1 - patience * stays))
        better = pocketing + patience * left * career > serving + patience * career
        if (better == pockets).all():
            break
        pockets = better
    return career


def _servant(seed: int, genes: np.ndarray, learned: Experience) -> Servant:
    serving, gold, patient = (round(float(gene), 2) for gene in genes)
    patience = round(MOST_PATIENT / (1 + float(np.exp(-patient))), 3)
    return Servant(seed, serving, gold, patience, learned, plan(serving, gold, patience, learned))
