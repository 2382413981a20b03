"""Named theories: the edges given are few, and their closure is that of the infinite graph."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from tower.logic.trust import TrustGraph
from tower.model.theories import (
    BASES,
    NamedTheory,
    TheoryEdge,
    canonical_name,
    named_edges,
    named_theory,
)
from tower.model.values import INFINITE

INCLUDED = [("EA", "PRA"), ("PRA", "ISigma1"), ("ISigma1", "PA"), ("PA", "Z2"), ("Z2", "ZFC"),
            ("ZFC", "ZFC+I"), ("ZFC+I", "Lean")]  # fmt: skip
REFLECTED = [("EA", "PA"), ("PRA", "PA"), ("ISigma1", "PA"), ("PA", "Z2"), ("Z2", "HOL"), ("HOL", "ZFC"),
             ("ZFC", "ZFC+I"), ("ZFC+I", "Lean")]  # fmt: skip
HEIGHT = 5

Triple = tuple[str, str, int]  # lower, upper, strength; -1 for an inclusion


def power(base: str, kind: str, exponent: int) -> str:
    return str(NamedTheory(base, kind if exponent else "", exponent))


def whole_graph() -> set[Triple]:
    """Every edge up to a height, as the rules say, with nothing left out."""
    found = {(low, high, -1) for low, high in INCLUDED}
    found |= {(low, high, INFINITE) for low, high in REFLECTED}
    for base in BASES:
        for n in range(HEIGHT):
            for kind, strength in (("Con", 0), ("RFN", INFINITE)):
                low, high = power(base, kind, n), power(base, kind, n + 1)
                found |= {(low, high, -1), (low, high, strength)}
        for n in range(HEIGHT + 1):
            found.add((power(base, "Con", n), power(base, "RFN", 1), INFINITE))
    return found | {(power("PA", "RFN", n), "Z2", INFINITE) for n in range(HEIGHT + 1)}


def closure(edges: set[Triple]) -> set[Triple]:
    """Included, or trusted and how strongly, along every path; by hand and slowly.

    An inclusion carries trust on; trust of strength n in what trusts by m gives the smaller of both.
    Reflection includes.
    """
    best: dict[tuple[str, str, bool], int] = {}
    todo = [(low, high, strength) for low, high, strength in edges]
    todo += [(low, high, -1) for low, high, strength in edges if strength == INFINITE]
    while todo:
        low, high, strength = todo.pop()
        key = (low, high, strength < 0)
        if best.get(key, -2) >= strength:
            continue
        best[key] = strength
        for (a, b, _), other in list(best.items()):
            if b == low:
                todo.append((a, high, joined(other, strength)))
            if a == high:
                todo.append((low, b, joined(strength, other)))
    return {(low, high, strength) for (low, high, _), strength in best.items()}


def joined(first: int, second: int) -> int:
    """The strength of two edges in a row."""
    if first < 0 and second < 0:
        return -1
    return second if first < 0 else first if second < 0 else min(first, second)


def triples(edges: tuple[TheoryEdge, ...]) -> set[Triple]:
    return {(edge.lower, edge.upper, edge.strength) for edge in edges}


FULL = closure(whole_graph())
mentioned = st.sets(
    st.builds(power, st.sampled_from(list(BASES)), st.sampled_from(["Con", "RFN"]), st.integers(0, HEIGHT)),
    min_size=1, max_size=8,
)  # fmt: skip


@given(mentioned)
def test_the_closure_is_that_of_the_whole_graph(names: set[str]) -> None:
    kept = names | set(BASES)
    within = {edge for edge in FULL if {edge[0], edge[1]} <= kept}
    mine = {edge for edge in closure(triples(named_edges(names))) if {edge[0], edge[1]} <= kept}
    assert mine == within


@given(mentioned)
def test_edges_are_between_mentioned_names_bases_and_one_helper(names: set[str]) -> None:
    helpers = {
        f"{theory.base}+RFN"
        for name in names
        if (theory := named_theory(name)) and theory.kind == "Con"
    }
    for edge in named_edges(names):
        assert {edge.lower, edge.upper} <= names | set(BASES) | helpers
        assert edge.source
        assert (edge.strength < 0) == (edge.kind == "includes")


@given(mentioned)
def test_nothing_collapses(names: set[str]) -> None:
    edges = named_edges(names)
    graph = TrustGraph(
        tuple(sorted(names)),
        includes=frozenset((e.lower, e.upper) for e in edges if e.kind == "includes"),
        reflects=frozenset((e.lower, e.upper) for e in edges if e.kind == "reflects"),
        con=frozenset((e.lower, e.upper, e.strength) for e in edges if e.kind == "proves_con"),
    )
    assert not graph.dead()


def test_the_edges_between_bases_are_exactly_these() -> None:
    edges = named_edges(["PA"])
    assert [(e.lower, e.upper) for e in edges if e.kind == "includes"] == INCLUDED
    assert [(e.lower, e.upper) for e in edges if e.kind == "reflects"] == REFLECTED
    assert {e.kind for e in edges} == {"includes", "reflects"}


def test_a_huge_power_costs_nothing_and_a_ladder_a_few_edges_each() -> None:
    assert len(named_edges(["PA+RFN^1000000"])) == len(named_edges(["PA"])) + 2
    ladder = [f"PA+Con^{n}" for n in range(1000)]
    assert len(named_edges(ladder)) < 3 * len(ladder)


def test_powers_are_linked_in_order() -> None:
    names = [f"ZFC+RFN^{power}" for power in (10**6, 3, 70_000, 2, 999, 10**9 - 1)]
    edges = [(e.lower, e.upper) for e in named_edges(names) if "RFN" in e.upper]
    rising = ["ZFC", *(f"ZFC+RFN^{power}" for power in (2, 3, 999, 70_000, 10**6, 10**9 - 1))]
    assert edges == list(pairwise(rising))


def test_no_name_no_edge() -> None:
    assert named_edges([]) == ()
    assert named_edges(["mine", "PA+Foo"]) == ()


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("PA", "PA"),
        ("PA+Con", "PA+Con"),
        ("PA+Con^1", "PA+Con"),
        ("PA+Con^0", "PA"),
        ("PA+RFN^02", "PA+RFN^2"),
        ("ZFC+I", "ZFC+I"),
        ("ZFC+I+RFN", "ZFC+I+RFN"),
        ("IΣ1+Con", "ISigma1+Con"),
        ("Lean", "Lean"),
    ],
)
def test_one_spelling(name: str, spelling: str) -> None:
    assert str(named_theory(name)) == canonical_name(name) == spelling


@pytest.mark.parametrize(
    "name", ["", "pa", "PA+", "PA+Con^", "PA+Con^-1", "PA+Con+RFN", "PA+RFN+Con", "PA^2", "+Con"]
)
def test_other_names_are_not_of_the_grammar(name: str) -> None:
    assert named_theory(name) is None
    assert canonical_name(name) == name
