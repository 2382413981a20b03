"""Selection: keep the best, vary them, again.  It sees scores and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Genes = np.ndarray
POPULATION, PARENTS = 40, 8
SMALLEST, LARGEST = -3.0, 0.5  # powers of ten of how far a child lies from its parent


def evolve(
    fitness: Callable[[Genes], float],
    founder: Sequence[float],
    random: np.random.Generator,
    generations: int,
) -> Genes:
    """The fittest genes that selection found, starting from normal variations of a founder.

    Parents compete with their children; of equals the one that came first stays, so that genes which
    do not show in the score drift only until something as good has been found.

    >>> found = evolve(lambda genes: -float(abs(genes - 3).sum()), (0, 0), np.random.default_rng(0), 60)
    >>> [round(float(each), 1) for each in found]
    [3.0, 3.0]
    """
    population = [founder + random.normal(size=len(founder)) for _ in range(POPULATION)]
    scored = _best([(fitness(genes), genes) for genes in population])
    for _ in range(generations):
        children = [_vary(scored[number % PARENTS][1], random) for number in range(POPULATION)]
        scored = _best([*scored, *((fitness(genes), genes) for genes in children)])
    return scored[0][1]


def _best(scored: list[tuple[float, Genes]]) -> list[tuple[float, Genes]]:
    return sorted(scored, key=lambda each: -each[0])[:PARENTS]


def _vary(genes: Genes, random: np.random.Generator) -> Genes:
    scale = 10 ** random.uniform(SMALLEST, LARGEST, size=genes.size)
    return genes + scale * random.normal(size=genes.size)
