"""Realistic large graphs from a seed, with breaks planted where the caller knows of them.

A hierarchy of reviewers vouches for each other from one root; agents spawn agents, and each is reviewed;
signers sign what the layer below produced, if that layer holds; and a few things are wrong on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import InputError

KINDS = ("checks", "builds", "needs", "assumes", "person")
PROPERTIES = ("sound", "P")
HOWS = ("attestation", "review", "delegated")
BRANCH = 8  # whom one reviewer vouches for
LAYERS = 12  # of the supply chain
CIRCLE = 3  # verifiers of a planted circle
LEAST = 400  # rows


@dataclass(frozen=True, slots=True)
class Planted:
    """What is wrong on purpose, and how many agents, reviewers and products there are."""

    circles: int
    shared: int
    unreviewed: int
    reviewers: int
    agents: int
    products: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Rows in the format of `tower.scale`, and what was planted in them."""

    rows: pa.Table
    planted: Planted


def generate(rows: int, seed: int = 0, *, text: bool = False) -> Graph:
    """Up to so many rows, not less than 80 % of them; the same ones for the same seed.

    With `text` the names are texts, else numbers.

    InputError for fewer rows than it takes to plant something.

    >>> graph = generate(1000, seed=1)
    >>> graph.planted.circles, 800 < graph.rows.num_rows <= 1000
    (1, True)
    """
    if rows < LEAST:
        raise InputError(f"{rows} rows", expected=f"at least {LEAST}")
    size = Planted(
        circles=max(1, rows // 100_000),
        shared=max(1, rows // 50_000),
        unreviewed=max(1, rows // 20_000),
        reviewers=rows // 50,
        agents=rows // 5,
        products=rows // 5,
    )
    blocks = list(_blocks(size, np.random.default_rng(seed)))
    columns = [
        np.concatenate([np.broadcast_to(block[n], len(block[1])) for block in blocks]) for n in range(5)
    ]
    source, target, kind, prop, how = columns
    ends = [pa.array(column.astype(np.int32)) for column in (source, target)]
    if text:
        ends = [pa.array([f"n{value}" for value in column.tolist()]) for column in ends and (source, target)]
    return Graph(
        pa.table(
            {
                "source": ends[0],
                "kind": _words(kind, KINDS),
                "target": ends[1],
                "property": _words(prop, PROPERTIES),
                "how": _words(how, HOWS),
            }
        ),
        size,
    )


def _words(column: Any, words: tuple[str, ...]) -> pa.Array:
    """Places in a list of words as words; none where the place is negative."""
    codes = pa.array(column.astype(np.int8), mask=column < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(words))


def _blocks(size: Planted, random: Any) -> Iterable[tuple[Any, ...]]:
    """Source, target, kind, property and how of each kind of row."""
    reviewer = np.arange(size.reviewers)
    agent = size.reviewers + np.arange(size.agents)
    product = agent[-1] + 1 + np.arange(size.products)
    circle = product[-1] + 1 + np.arange(CIRCLE * size.circles)
    alone = circle[-1] + 1 + np.arange(size.circles)
    owner = np.array([alone[-1] + 1])
    yield owner, reviewer[:1], 3, 0, -1
    yield (reviewer[1:] - 1) // BRANCH, reviewer[1:], 0, 0, 1
    parent = (random.random(size.agents - 1) * np.arange(1, size.agents)).astype(np.int64)
    yield agent[parent], agent[1:], 1, -1, 2
    reviewed = agent[size.unreviewed :]
    by = random.integers(1, size.reviewers, len(reviewed))
    yield by, reviewed, 0, 1, 1
    yield from _supply(size, random, agent, product)
    after = circle.reshape(-1, CIRCLE)
    yield circle, np.roll(after, -1, axis=1).reshape(-1), 0, 0, 1
    yield after[:, 0], alone, 0, 1, 0
    some = random.choice(len(reviewed), size.shared, replace=False)
    person = np.arange(size.shared) + owner[0] + 1
    for end in (by[some], reviewed[some]):
        yield end, person, 4, -1, -1


def _supply(size: Planted, random: Any, agent: Any, product: Any) -> Iterable[tuple[Any, ...]]:
    """Products in layers: each is signed by an agent that stands on itself and on a product below."""
    signer = random.integers(0, size.agents, size.products)
    yield agent[signer], product, 0, 1, 0
    layer = np.sort(random.integers(0, LAYERS, size.products))
    first = np.searchsorted(layer, layer)
    below = (random.random(size.products) * np.maximum(first, 1)).astype(np.int64)
    used = np.unique(signer, return_index=True)[1]
    yield agent[signer[used]], agent[signer[used]], 2, 1, -1
    deep = used[layer[used] > 0]
    yield agent[signer[deep]], product[below[deep]], 2, 1, -1
