"""The least set of facts that holds, against rounds over all edges until nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("pyarrow", reason="needs the extra scale")

import networkx as nx  # noqa: E402
import numpy as np  # noqa: E402

from tower.scale.percolation import NARROW, Facts  # noqa: E402
from tower.scale.trust import components  # noqa: E402


def slowly(edges: set[tuple[int, int, int]], need: list[int], start: set[int], level: int) -> set[int]:
    """What holds: a fact does once enough distinct facts before it do."""
    known, size = set(start), -1
    while len(known) > size:
        size = len(known)
        for fact in range(len(need)):
            before = {source for source, target, n in edges if target == fact and n <= level}
            if len(before & known) >= need[fact]:
                known.add(fact)
    return known


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], list[int], set[int]]:
    """Graphs of facts, edges more than once among them; of one level, each is repeated beyond NARROW."""
    count = draw(st.integers(2, 9))
    ends = st.integers(0, count - 1)
    edges = draw(st.lists(st.tuples(ends, ends, st.integers(0, 2)), max_size=20))
    need = draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    return edges, need, draw(st.sets(ends, min_size=1, max_size=3))


def repeated(edges: Any, need: list[int], start: set[int], times: int) -> tuple[Any, list[int], set[int]]:
    """The same graph so many times beside itself."""
    size = len(need)
    return (
        [(source + size * n, target + size * n, level) for n in range(times) for source, target, level in edges],
        need * times,
        {fact + size * n for n in range(times) for fact in start},
    )  # fmt: skip


@pytest.mark.parametrize("times", [1, NARROW + 1])
@settings(max_examples=60, deadline=None)
@given(graph=graphs(), level=st.integers(0, 2))
def test_what_holds(times: int, graph: Any, level: int) -> None:
    """One by one, and in waves wide enough to be done all at once."""
    edges, need, start = repeated(*graph, times)
    columns = np.array(edges, np.int32).reshape(-1, 3).T
    facts = Facts(len(need), *columns, np.array(need, np.int32))
    found = facts.held(np.array(sorted(start), np.int32), level)
    slow = slowly(set(graph[0]), graph[1], graph[2], level)
    assert set(np.flatnonzero(found).tolist()) == {
        fact + len(graph[1]) * n for n in range(times) for fact in slow
    }


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_components_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(8))
    columns = np.array(edges, np.int32).reshape(-1, 2).T
    label = components(columns[0], columns[1], 8).tolist()
    mine = {frozenset(n for n in range(8) if label[n] == each) for each in label}
    assert mine == set(map(frozenset, nx.strongly_connected_components(graph)))
