"""How fast the numbers are: prints a table.

    python -m tests.benchmarks.risk

Generated trees have the shape of the Aralia set (`tests.benchmarks.aralia`): about as many events as
gates, nested AND, OR and votes, and events that are shared by neighbours.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeVar

from tower.errors import LimitReached
from tower.model.values import Interval
from tower.risk.bdd import evaluate
from tower.risk.bounds import Bound
from tower.risk.cut_sets import minimal_sets
from tower.risk.frechet import unknown
from tower.risk.importance import Importance, importance_of
from tower.risk.signed import Signed, signed_importance
from tower.risk.structure import Event, Gate, Structure, all_of, any_of

RATE = Fraction(1, 1000)
SIZES = ((100, 0.2, 40), (300, 0.15, 40), (1_000, 0.1, 20), (10_000, 0.05, 20), (10_000, 0.1, 10))

T = TypeVar("T")


def generated(gates: int, shared: float, window: int, seed: int) -> Structure:
    """A fault tree with so many gates; a share of the inputs are events used shortly before."""
    rng = random.Random(seed)
    rules: dict[Event, Gate] = {}
    events: list[Event] = []
    count, path = 1, [("g0", gates - 1)]

    def event() -> Event:
        if events and rng.random() < shared:
            return rng.choice(events[-window:])
        events.append(f"e{len(events)}")
        return events[-1]

    while path:
        name, budget = path.pop()
        width = rng.choice((2, 2, 3, 3, 4, 5))
        below = min(budget, rng.randint(1, width))
        inputs = [f"g{count + place}" for place in range(below)]
        count += below
        path.extend(zip(inputs, shares(rng, budget - below, below), strict=True))
        inputs += [event() for _ in range(max(width - below, 2 - below))]
        distinct = tuple(dict.fromkeys(inputs))
        kind = rng.random()
        least = 2 if kind < 0.1 and len(distinct) > 2 else len(distinct) if kind < 0.45 else 1
        rules[name] = Gate(least, distinct)
    return Structure.of("g0", rules)


def shares(rng: random.Random, total: int, parts: int) -> list[int]:
    """A total divided at random."""
    if parts == 0:
        return []
    cuts = sorted(rng.randint(0, total) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def timed(work: Callable[[], T]) -> tuple[float, T | str]:
    """Seconds, and the result or why there is none."""
    start = time.perf_counter()
    try:
        result: T | str = work()
    except LimitReached as error:
        result = str(error)
    return time.perf_counter() - start, result


def trees() -> Iterator[tuple[str, Signed, dict[Event, Interval]]]:
    for gates, shared, window in SIZES:
        for seed in (1, 2):
            structure = generated(gates, shared, window, seed)
            rates = dict.fromkeys(structure.leaves, Interval(RATE, RATE))
            yield f"generated {gates}/{shared}/{seed}", Signed(structure, frozenset()), rates


def fault_trees() -> None:
    print(f"{'tree':<24}{'gates':>7}{'events':>8}{'nodes':>10}{'P(top)':>12}", end="")
    print(f"{'compile':>9}{'P':>7}{'all importances':>17}{'100 cut sets':>14}   seconds")
    for name, tree, rates in trees():
        structure = tree.structure
        compiling, diagrams = timed(tree.diagrams)
        print(f"{name:<24}{len(structure.rules):>7}{len(structure.leaves):>8}", end="")
        if isinstance(diagrams, str):
            print(f"  {diagrams} after {compiling:.1f} s", flush=True)
            continue
        solving, bound = timed(lambda d=diagrams, r=rates: evaluate(d, r))  # type: ignore[misc]
        weighing, _ = timed(lambda t=tree, r=rates: weighed(t, r))  # type: ignore[misc]
        print(f"{diagrams.size:>10}{float(bound.high):>12.4e}{compiling:>9.2f}", end="")
        print(f"{solving:>7.2f}{weighing:>17.2f}", end="")
        if tree.inverted:
            print(f"{'not monotone':>14}", flush=True)
            continue
        cutting, _ = timed(lambda s=structure: minimal_sets(s, 100))  # type: ignore[misc]
        print(f"{cutting:>14.2f}", flush=True)


def weighed(tree: Signed, rates: dict[Event, Interval]) -> Importance:
    """All importances, of a tree with or without gates that are turned round."""
    return signed_importance(tree, rates) if tree.inverted else importance_of(tree.structure, rates)


def unknown_dependence() -> None:
    print("\nunknown dependence        leaves    seconds   bound")
    for leaves, terms, seed in ((12, 20, 1), (16, 30, 1), (20, 40, 1), (20, 60, 2)):
        rng = random.Random(seed)
        names = [f"l{i}" for i in range(leaves)]
        rules = {f"c{i}": all_of(*rng.sample(names, rng.randint(2, 4))) for i in range(terms)}
        structure = Structure.of("f", {**rules, "f": any_of(*rules)})
        rates = {name: Fraction(rng.randint(10, 900), 9973) for name in structure.leaves}
        seconds, bound = timed(lambda s=structure, r=rates: unknown(s, r))  # type: ignore[misc]
        print(
            f"{terms} random products  {len(structure.leaves):>10}{seconds:>11.2f}   {shown(bound)}"
        )
    structure = generated(500, 0.1, 20, 2)
    rates = dict.fromkeys(structure.leaves, RATE)
    seconds, bound = timed(lambda: unknown(structure, rates))
    print(f"{'generated tree':<20}{len(structure.leaves):>12}{seconds:>11.2f}   {shown(bound)}")


def shown(bound: Bound | str) -> str:
    if isinstance(bound, str):
        return bound
    return (
        f"[{float(bound.low):.4g}, {float(bound.high):.4g}] {'tight' if bound.exact else 'outer'}"
    )


if __name__ == "__main__":
    fault_trees()
    unknown_dependence()
