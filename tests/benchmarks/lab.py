"""What the laboratory costs: `python -m tests.benchmarks.lab`.  One training run, and the whole test of a tower."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

import tower as tw
from tower.gallery.lab import braking, coins, levers, padding, vases, watched

RUNS = 5
SEARCHES: dict[str, Callable[[int], object]] = {
    "lab-proxy": coins.train,
    "lab-approximate": braking.train,
    "lab-suboptimality": levers.train,
    "lab-deceptive": watched.train,
    "lab-goodhart": padding.fit,
    "lab-value-learning": vases.robot,
}


def cost(work: Callable[[], object]) -> float:
    """Seconds of processor time; other work on the machine does not count."""
    began = process_time()
    work()
    return process_time() - began


def main() -> None:
    """Print the table: seconds of processor time."""
    chain = tw.from_gallery("seed-value-learning")
    print(f"{'tower':22}{'one run':>9}{'whole test':>12}   medians of {RUNS} runs")
    for name, search in SEARCHES.items():
        run = median(cost(partial(search, seed)) for seed in range(RUNS))
        bound = tw.bind(tw.from_gallery(name), tw.gallery_module(name))
        print(f"{name:22}{run:9.3f}{median(cost(bound.test) for _ in range(RUNS)):12.2f}")
    matrix = median(cost(lambda: tw.modes(chain, tw.gallery_module(chain.name))) for _ in range(RUNS))
    print(f"{'the matrix of modes':22}{'':9}{matrix:12.2f}")


if __name__ == "__main__":
    main()
