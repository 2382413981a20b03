"""Graphs: what a tower looks like as one, what a changed one means, and what is none."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from tests.model.cases import SEED
from tower.errors import InputError
from tower.model.claims import Holds
from tower.model.file import load_text
from tower.model.graph import from_networkx, to_networkx
from tower.model.values import Model, Theory


def seed() -> Any:
    return to_networkx(load_text(SEED).model)


def test_the_seed_as_a_graph() -> None:
    graph = seed()
    assert dict(graph.nodes(data="kind")) == {
        "programmers": "optimizer", "system": "optimizer", "child": "optimizer", "Pmeta": "verifier",
    }  # fmt: skip
    assert sorted((a, b, kind) for a, b, kind in graph.edges(data="kind")) == [
        ("Pmeta", "system", "checks"),
        ("child", "Pmeta", "enacts"),
        ("programmers", "system", "builds"),
        ("system", "Pmeta", "enacts"),
        ("system", "child", "builds"),
    ]
    assert graph.nodes["child"]["theory"] == "PA"
    assert graph.nodes["child"]["generic"] is True
    assert graph.nodes["programmers"]["objective"] == {"values": "what the programmers want"}
    assert graph.graph["requires"] == [{"claim": "P(system)", "verdict": "GUARANTEED"}]


def test_a_changed_graph_is_a_changed_model() -> None:
    graph = seed()
    graph.add_node("grandchild", kind="optimizer", objective="mesa")
    graph.add_edge("child", "grandchild", kind="builds")
    graph.add_edge("Pmeta", "grandchild", kind="checks", claim="P(grandchild)", how="proof")
    model = from_networkx(graph)
    assert model.optimizer["grandchild"].built_by == ("child",)
    assert model.checks[-1].claim == Holds("P", "grandchild")
    assert len(model.checks) == 2


def test_a_removed_edge_is_gone() -> None:
    graph = seed()
    graph.remove_edge("system", "child")
    assert from_networkx(graph).optimizer["child"].built_by == ()


def test_theories_and_things_may_share_a_name() -> None:
    graph = to_networkx(load_text(
        "tower: 1\nname: t\noptimizers: {A: {}, '[A]': {}}\n"
        "theories: {A: {includes: B}, B: {proves_con: {PA: 2}}}\n"
    ).model)  # fmt: skip
    assert set(graph) == {"A", "[A]", "[A]'", "[B]", "[PA]"}
    assert from_networkx(graph).theory["B"] == Theory("B", proves_con=(("PA", 2),))


def test_a_theory_is_declared_by_its_edges() -> None:
    graph = nx.MultiDiGraph(tower=1, name="t")
    graph.add_node("x", kind="theory", name="PA+Con", declared=False)
    graph.add_node("y", kind="theory", name="PA", declared=False)
    graph.add_edge("x", "y", kind="reflects", local=True)
    assert from_networkx(graph).theories == (Theory("PA+Con", reflects=(("PA", True),)),)


def test_a_simple_graph_will_do() -> None:
    graph = nx.DiGraph(tower=1, name="t")
    graph.add_node("a", kind="optimizer", capability=0.5)
    graph.add_node("b", kind="optimizer")
    graph.add_edge("a", "b", kind="builds")
    assert from_networkx(graph).children == {"a": ("b",)}


def wrong(
    *nodes: tuple[Any, dict[str, Any]], edges: tuple[Any, ...] = (), **data: Any
) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(**{"tower": 1, "name": "t", **data})
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


A, V = ("a", {"kind": "optimizer"}), ("v", {"kind": "verifier"})


@pytest.mark.parametrize(
    "graph",
    [
        None,
        nx.Graph(tower=1, name="t"),
        nx.MultiDiGraph(),
        wrong(("a", {})),
        wrong(("a", {"kind": "human"})),
        wrong((1, {"kind": "optimizer"})),
        wrong(("a", {"kind": "optimizer", "name": 5})),
        wrong(("a", {"kind": "optimizer", "colour": "red"})),
        wrong(("a", {"kind": "optimizer", "about": object()})),
        wrong(("a", {"kind": "optimizer", "lineage": {1: "x"}})),
        wrong(A, ("b", {"kind": "optimizer", "name": "a"})),
        wrong(A, V, edges=(("a", "v", {}),)),
        wrong(A, V, edges=(("a", "v", {"kind": "loves"}),)),
        wrong(A, V, edges=(("a", "v", {"kind": "builds"}),)),
        wrong(A, V, edges=(("v", "a", {"kind": "includes"}),)),
        wrong(A, V, edges=(("a", "v", {"kind": "enacts"}),)),
        wrong(A, V, edges=(("v", "a", {"kind": "checks"}),)),
        wrong(A, V, edges=(("v", "a", {"kind": "checks", "claim": "gate(b)"}),)),
        wrong(A, V, edges=(
            ("v", "a", {"kind": "checks", "claim": "gate(a)", "check": 0}),
            ("v", "a", {"kind": "checks", "claim": "gate(a)", "check": 0}),
        )),
        wrong(A, V, edges=(
            ("v", "a", {"kind": "checks", "claim": "gate(a)", "check": 0, "at_least": 1}),
            ("v", "a", {"kind": "checks", "claim": "not gate(a)", "check": 0, "at_least": 1}),
        )),
        wrong(A, optimizers={"b": {}}),
        wrong(A, colour="red"),
        wrong(("T", {"kind": "theory"}), ("U", {"kind": "theory"}), edges=(
            ("T", "U", {"kind": "proves_con", "strength": 1}),
            ("T", "U", {"kind": "proves_con", "strength": 0}),
        )),
    ],
)  # fmt: skip
def test_what_is_no_tower(graph: Any) -> None:
    with pytest.raises(InputError):
        from_networkx(graph)


def test_the_empty_tower() -> None:
    assert from_networkx(to_networkx(Model("t"))) == Model("t")
