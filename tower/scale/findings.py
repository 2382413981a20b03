"""The breaks of a sheet, by columns: what `tower.diagnosis` finds, with the nodes and edges on each.

One block for each code; a block holds numbers, and tells texts only of the entries that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..diagnosis.report import Edge
from .sheet import Sheet

NOT_LOEB = "This is not Löb: "


@dataclass(frozen=True, slots=True)
class Finding:
    """One break as it is told: names, edges, the reason, and the claims that it takes down."""

    code: str
    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    reason: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Block:
    """All breaks of one code: how many, and each as it is told."""

    code: str
    count: int
    tell: Callable[[int], Finding]

    def some(self, most: int) -> list[Finding]:
        """The first few."""
        return [self.tell(number) for number in range(min(self.count, most))]


def listed(code: str, found: Iterable[Finding]) -> Block:
    """A block of breaks that are few enough to be told at once."""
    all_of_them = tuple(sorted(found, key=lambda each: (each.nodes, each.edges, each.reason)))
    return Block(code, len(all_of_them), all_of_them.__getitem__)


def of_pairs(
    code: str, sheet: Sheet, pairs: tuple[Any, Any], edge: str, reason: Callable[[str, str, int], str]
) -> Block:
    """A block of breaks on pairs of nodes, each pair once."""
    one, other = pairs

    def tell(number: int) -> Finding:
        first, second = sheet.nodes[one[number]], sheet.nodes[other[number]]
        return Finding(
            code, tuple(sorted((first, second))), (Edge(edge, first, second),), reason(first, second, number)
        )

    return Block(code, len(one), tell)


def distinct_pairs(one: Any, other: Any, count: int) -> tuple[Any, Any, Any]:
    """Pairs of numbers each once, in their order, with the place of the first of each.

    >>> one, other, first = distinct_pairs(np.array([1, 0, 1]), np.array([0, 0, 0]), 2)
    >>> one.tolist(), other.tolist(), first.tolist()
    ([0, 1], [0, 0], [1, 0])
    """
    keys = one.astype(np.int64) * count + other
    found, first = np.unique(keys, return_index=True)
    return (found // max(count, 1)).astype(np.int32), (found % max(count, 1)).astype(np.int32), first
