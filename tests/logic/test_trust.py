"""Collapse, rank and the reach of trust, against saturation by the rules."""

from itertools import pairwise

from hypothesis import given, settings, strategies as st

from tower.logic.trust import REFLECTION, TrustGraph
from tower.strategies import trust_graphs

from . import oracles


def edges(graph):
    """All declared edges as steps, strict or not, with their strengths."""
    found = {("includes", *pair): None for pair in graph.includes}
    found |= {
        ("reflects", *pair): 0 if pair in graph.local else REFLECTION for pair in graph.reflects
    }
    for low, high, n in graph.con:
        found["proves_con", low, high] = max(n, found.get(("proves_con", low, high), 0))
    return found


def widths(graph, path):
    """The strengths that a path can be said to have: a local reflection may be used as an inclusion."""
    found = {None}
    for (kind, *pair), strength in path:
        free = (
            set(found)
            if strength is None or (kind == "reflects" and tuple(pair) in graph.local)
            else set()
        )
        found = free | {
            strength if w is None else min(w, strength) for w in found if strength is not None
        }
    return found


def connected(path):
    """Whether each step starts where the one before ends."""
    return all(one[2] == two[1] for one, two in pairwise(path))


@given(trust_graphs())
def test_dead_theories(graph):
    assert set(graph.dead()) == oracles.dead(graph)


@given(trust_graphs())
def test_the_evidence_of_a_collapse(graph):
    declared = edges(graph)
    for name, collapse in graph.dead().items():
        cycle, path = collapse.cycle, collapse.path
        assert {*cycle, *path} <= declared.keys()
        assert connected(cycle) and cycle[-1][2] == cycle[0][1]
        assert any(declared[step] is not None for step in cycle)
        assert len({step[1] for step in cycle}) == len(cycle)
        assert connected(path) and (path[-1][2] if path else name) == name
        first = path[0][1] if path else name
        assert graph.component_of[first] == graph.component_of[cycle[0][1]]


@given(trust_graphs())
def test_the_rank_is_a_certificate_for_the_living(graph):
    ranks = graph.rank()
    assert ranks.keys() == set(graph.names) - graph.dead().keys()
    assert graph.check_rank(ranks)


@given(trust_graphs(max_edges=3), st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)))
def test_no_rank_passes_for_a_dead_theory(graph, ranks):
    if graph.check_rank(ranks):
        assert not ranks.keys() & graph.dead().keys()


@settings(max_examples=200)
@given(trust_graphs(), st.sampled_from("abcd"))
def test_reach_is_saturation(graph, upper):
    includes, trust = oracles.saturated(graph)
    found = graph.strengths_to(upper)
    widest = {}
    for low, high, n in trust:
        if high == upper:
            widest[low] = max(n, widest.get(low, 0))
    assert {name for name, reach in found.items() if reach.included} == {
        a for a, b in includes if b == upper
    }
    assert {n: reach.strength for n, reach in found.items() if reach.strength is not None} == widest


@given(trust_graphs(), st.sampled_from("abcd"))
def test_the_path_of_a_reach(graph, upper):
    declared = edges(graph)
    for lower, reach in graph.strengths_to(upper).items():
        for path in (reach.path, reach.inclusion):
            assert connected(path) and set(path) <= declared.keys()
            assert not path or (path[0][1], path[-1][2]) == (lower, upper)
        assert reach.strength in widths(graph, [(step, declared[step]) for step in reach.path])
        assert reach.included == (bool(reach.inclusion) or lower == upper)
        assert all(kind != "proves_con" for kind, _, _ in reach.inclusion)


@given(st.integers(1, 6), st.integers(0, 5), st.sampled_from([0, 1, 7]))
def test_a_planted_cycle_is_found_and_its_top_dies_with_it(length, place, strength):
    names = [f"t{number}" for number in range(length)]
    ring = list(zip(names, [*names[1:], names[0]], strict=True))
    strict = ring[place % length]
    graph = TrustGraph(
        (*names, "top", "aside"),
        includes=frozenset({*ring, ("t0", "top")} - {strict}),
        con=frozenset({(*strict, strength)}),
        reflects=frozenset({("aside", "top")}),
    )
    assert graph.dead().keys() == {*names, "top"} and graph.rank() == {"aside": 0}
    assert len(graph.dead()["top"].cycle) == length


def test_a_diamond_and_a_circle_of_inclusions_are_no_collapse():
    diamond = TrustGraph(
        tuple("abcd"), reflects=frozenset({("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")})
    )
    assert not diamond.dead() and diamond.rank() == {"a": 0, "b": 1, "c": 1, "d": 2}
    circle = TrustGraph(("a", "b"), includes=frozenset({("a", "b"), ("b", "a")}))
    assert not circle.dead() and circle.check_rank(circle.rank())


def test_a_strict_loop_is_a_cycle_of_one_edge():
    graph = TrustGraph(("a",), con=frozenset({("a", "a", 0)}))
    assert graph.dead()["a"].cycle == (("proves_con", "a", "a"),)
    assert TrustGraph(("a",), includes=frozenset({("a", "a")})).dead() == {}


def test_local_reflection_includes_but_carries_no_strength():
    graph = TrustGraph(("a", "b"), reflects=frozenset({("a", "b")}), local=frozenset({("a", "b")}))
    reach = graph.strengths_to("b")["a"]
    assert (reach.included, reach.strength) == (True, 0)
    above = TrustGraph(
        ("0", "a", "b"), reflects=frozenset({("0", "a"), ("a", "b")}), local=graph.local
    )
    assert above.strengths_to("b")["0"].strength == REFLECTION  # b includes a, which reflects 0


def test_a_chain_of_twenty_thousand_theories():
    """Long chains are answered whole; `python -m tests.benchmarks.towers` says how fast."""
    names = tuple(f"t{number}" for number in range(20_000))
    graph = TrustGraph(names, reflects=frozenset(pairwise(names)), con=frozenset({("t0", "t0", 0)}))
    assert len(graph.dead()[names[-1]].path) == len(names) - 1
    assert len(graph.strengths_to(names[-1])["t0"].path) >= len(names) - 1
