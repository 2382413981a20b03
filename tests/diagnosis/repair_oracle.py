"""The slow obvious way to find repairs: try every set of changes, cheapest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tower.diagnosis.changes import Change, prices
from tower.diagnosis.check import check
from tower.diagnosis.edits import clash
from tower.diagnosis.proposals import BEYOND
from tower.diagnosis.searching import Search, passes
from tower.diagnosis.trial import goal
from tower.model.values import Model

TODAY = date(2026, 11, 24)


def search(model: Model, *, warnings: bool = False, trials: int = 1000, proving: int = 400) -> Search:
    """A search for repairs of a tower, not yet run."""
    report = check(model, today=TODAY)
    wanted = [
        each for each in report.breaks
        if each.waived is None and each.code not in BEYOND and (warnings or each.severity == "error")
    ]
    return Search(goal(report, wanted), prices({}), trials, proving)


def every_set(found: Search, most: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every set of the changes that a search met, that costs no more than `most` and does not clash."""
    numbers = sorted(found.changes, key=lambda number: (found.price([number]), number))

    def larger(start: int, chosen: tuple[int, ...], cost: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        yield cost, chosen
        for place in range(start, len(numbers)):
            price = cost + found.price([numbers[place]])
            if price > most:
                return
            new = found.changes[numbers[place]].edits
            if not any(clash(new, found.changes[other].edits) for other in chosen):
                yield from larger(place + 1, (*chosen, numbers[place]), price)

    yield from larger(0, (), 0)


def brute(found: Search, most: int) -> list[int]:
    """The prices of all smallest repairs that cost no more than `most`, cheapest first."""
    good: list[tuple[int, ...]] = []
    for _, chosen in sorted(every_set(found, most), key=lambda each: (each[0], sorted(each[1]))):
        if any(set(smaller) <= set(chosen) for smaller in good):
            continue
        changes: list[Change] = [found.changes[number] for number in sorted(chosen)]
        if passes(found.goal.attempt(changes), frozenset()):
            good.append(chosen)
    return [found.price(chosen) for chosen in good]
