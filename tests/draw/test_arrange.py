"""Order and coordinates against slow, obvious oracles."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import pytest
from hypothesis import given, strategies as st

from tower.draw.arrange import places, spread
from tower.draw.heights import heights
from tower.draw.ordering import crossings, ordered
from tower.model.components import components

GRAPHS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16)


def below(edges: list[tuple[int, int]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for upper, lower in edges:
        found.setdefault(str(upper), []).append(str(lower))
    return found


@given(GRAPHS)
def test_components_are_those_of_networkx_lower_ones_first(edges: list[tuple[int, int]]) -> None:
    names = [str(n) for n in range(8)]
    found = list(components(names, below(edges)))
    graph = nx.DiGraph([(str(a), str(b)) for a, b in edges])
    graph.add_nodes_from(names)
    assert {frozenset(c) for c in found} == {
        frozenset(c) for c in nx.strongly_connected_components(graph)
    }
    order = {name: index for index, component in enumerate(found) for name in component}
    assert all(order[str(a)] >= order[str(b)] for a, b in edges)


@given(GRAPHS)
def test_heights_rise_along_every_edge_that_is_on_no_cycle(edges: list[tuple[int, int]]) -> None:
    names = [str(n) for n in range(8)]
    height = heights(names, below(edges), {"3": 2})
    of = {name: index for index, c in enumerate(components(names, below(edges))) for name in c}
    for a, b in edges:
        same = of[str(a)] == of[str(b)]
        assert height[str(a)] == height[str(b)] if same else height[str(a)] > height[str(b)]
    assert height["3"] >= 2


def test_a_deep_chain_needs_no_recursion() -> None:
    names = [str(n) for n in range(20_000)]
    chain = {upper: [lower] for upper, lower in zip(names[1:], names, strict=False)}
    assert heights(reversed(names), chain, {})["19999"] == 19_999


BIPARTITE = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=10, unique=True)


@given(BIPARTITE)
def test_crossings_are_counted_as_by_hand(edges: list[tuple[int, int]]) -> None:
    rows = [[f"l{n}" for n in range(5)], [f"u{n}" for n in range(5)]]
    down: dict[str, list[str]] = {}
    for upper, lower in edges:
        down.setdefault(f"u{upper}", []).append(f"l{lower}")
    slow = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(edges, 2))
    assert crossings(rows, down) == slow


@given(BIPARTITE)
def test_ordering_never_adds_crossings(edges: list[tuple[int, int]]) -> None:
    rows = [[f"l{n}" for n in range(5)], [f"u{n}" for n in range(5)]]
    down: dict[str, list[str]] = {}
    up: dict[str, list[str]] = {}
    for upper, lower in edges:
        down.setdefault(f"u{upper}", []).append(f"l{lower}")
        up.setdefault(f"l{lower}", []).append(f"u{upper}")
    found = ordered(rows, down, up)
    assert [sorted(row) for row in found] == rows and found[0] == tuple(rows[0])
    best = min(crossings([rows[0], p], down) for p in permutations(rows[1]))
    assert best <= crossings(found, down) <= crossings(rows, down)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=6), st.data())
def test_spread_is_the_least_squares_answer(wanted: list[int], data: st.DataObject) -> None:
    apart = data.draw(st.lists(st.integers(0, 9), min_size=len(wanted) - 1, max_size=len(wanted) - 1))
    found = spread(wanted, apart)
    assert all(b - a >= gap - 1e-9 for a, b, gap in zip(found, found[1:], apart, strict=False))

    def cost(places: list[float]) -> float:
        return sum((a - b) ** 2 for a, b in zip(places, wanted, strict=False))

    for index in range(len(wanted)):
        for step in (-0.01, 0.01):
            for moved in (
                found[:index] + [x + step for x in found[index:]],
                [x + step for x in found[: index + 1]] + found[index + 1 :],
            ):
                if all(b - a >= gap for a, b, gap in zip(moved, moved[1:], apart, strict=False)):
                    assert cost(moved) >= cost(found) - 1e-9


def test_places_keep_their_distance_and_close_empty_slits() -> None:
    rows = (("a", "b", "c"), ("u", "v"))
    down, up = {"u": ["a"], "v": ["c"]}, {"a": ["u"], "c": ["v"]}
    found = places(rows, down, up, lambda one, other: 40.0, lambda key: 10.0)
    assert [found[key] for key in "abc"] == sorted(found[key] for key in "abc")
    assert all(found[b] - found[a] >= 40 - 1 for row in rows for a, b in zip(row, row[1:], strict=False))
    assert found["u"] == pytest.approx(found["a"], abs=1) and found["v"] == pytest.approx(
        found["c"], abs=1
    )
    assert places((), {}, {}, lambda one, other: 1.0, lambda key: 1.0) == {}
