"""A model as a networkx MultiDiGraph with the file's own attribute names, and back; nothing is lost.

Nodes have a `kind` and a `name`: optimizer, artifact and verifier with their own entries, enactment
(`v@x`), theory (`declared` or only mentioned) and condition.  Edges have a `kind`:

* builds: from a builder to what it builds;
* enacts: from an optimizer to a verifier, with the `property`;
* checks: from a verifier to what the claim is about, with the check's own entries.  Edges with the
  same number `check` are one check; with `at_least` it is one by several;
* includes, reflects (with `local`), proves_con (with `strength`): from a theory to another.

Everything that is of no node (properties, observers, expect, …) is in `graph.graph`, as in a file.
`position` keeps the order of the file; edges without one come last.  Reading a graph takes nodes and
edges as they are, so that a changed graph is a changed model; enactments, conditions and theories
that are not declared come from what refers to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import networkx as nx

from ..errors import InputError
from .claims import Claim, Condition, Consistent, Not, Rfn, subjects
from .file import load_node
from .nodes import shortened
from .plain import (
    Entries,
    plain_artifact,
    plain_check,
    plain_node,
    plain_optimizer,
    plain_theory,
    plain_verifier,
    to_plain,
)
from .theories import canonical_name
from .values import Check, Model

Graph: TypeAlias = Any  # a networkx graph; its type parameters differ between releases

_SECTIONS = {
    "theory": "theories",
    "optimizer": "optimizers",
    "artifact": "artifacts",
    "verifier": "verifiers",
}
_RELATIONS = frozenset({"built_by", "enacts", "includes", "reflects", "proves_con"})  # become edges
_OWN = frozenset({"kind", "name", "declared"})
_OF_EDGES = frozenset({"kind", "check", "position", "at_least"})
_LAST = float("inf")


def to_networkx(model: Model) -> Graph:
    """A model as a graph; `from_networkx` gives the model back.

    >>> from tower.model.values import Optimizer
    >>> lab, ai = Optimizer("lab"), Optimizer("ai", built_by=("lab",))
    >>> list(to_networkx(Model("t", optimizers=(lab, ai))).edges(data="kind"))
    [('lab', 'ai', 'builds')]
    """
    return _Writer(model).graph


class _Writer:
    """Builds the graph of a model; `ids` knows the graph's node for a kind and a name."""

    def __init__(self, model: Model) -> None:
        entries = to_plain(model)
        sections = {*_SECTIONS.values(), "checks"}
        kept = {key: value for key, value in entries.items() if key not in sections}
        self.graph: Graph = nx.MultiDiGraph(**{"tower": 1, **kept})
        self.ids: dict[tuple[str, str], str] = {}
        self._things(model)
        self._theories(model)
        self._links(model)
        for number, check in enumerate(model.checks):
            self._check(number, check)

    def _node(self, kind: str, name: str, key: str, entries: Entries) -> None:
        """One node of the graph; where another kind has its key already, it gets a prime."""
        while key in self.graph:
            key += "'"
        self.ids[kind, name] = key
        kept = {entry: value for entry, value in entries.items() if entry not in _RELATIONS}
        self.graph.add_node(key, kind=kind, name=name, **kept)

    def _things(self, model: Model) -> None:
        for optimizer in model.optimizers:
            self._node("optimizer", optimizer.name, optimizer.name, plain_optimizer(optimizer))
        for artifact in model.artifacts:
            self._node("artifact", artifact.name, artifact.name, plain_artifact(artifact))
        for verifier in model.verifiers:
            self._node("verifier", verifier.name, verifier.name, plain_verifier(verifier))

    def _theories(self, model: Model) -> None:
        for theory in model.theories:
            name = canonical_name(theory.name)
            self._node("theory", name, f"[{name}]", {"declared": True, **plain_theory(theory)})
            self.graph.nodes[self.ids["theory", name]]["name"] = theory.name
        for theory in model.theories:
            own = self._theory(theory.name)
            for place, lower in enumerate(theory.includes):
                self._edge(own, self._theory(lower), "includes", place, name=lower)
            for place, (lower, local) in enumerate(theory.reflects):
                self._edge(own, self._theory(lower), "reflects", place, name=lower, local=local)
            for place, (lower, strength) in enumerate(theory.proves_con):
                self._edge(
                    own, self._theory(lower), "proves_con", place, name=lower, strength=strength
                )

    def _edge(self, source: str, target: str, kind: str, place: int, **entries: Any) -> None:
        self.graph.add_edge(source, target, kind=kind, position=place, **entries)

    def _theory(self, name: str) -> str:
        return self._mentioned("theory", canonical_name(name), "[{}]", {"declared": False})

    def _mentioned(self, kind: str, name: str, pattern: str, entries: Entries) -> str:
        """A node that stands for a name alone, made when it is first needed."""
        if (kind, name) not in self.ids:
            self._node(kind, name, pattern.format(name), entries)
        return self.ids[kind, name]

    def _thing(self, name: str) -> str:
        for kind in ("optimizer", "artifact", "verifier"):
            if (kind, name) in self.ids:
                return self.ids[kind, name]
        return self._mentioned("enactment", name, "{}", {})

    def _links(self, model: Model) -> None:
        for optimizer in model.optimizers:
            own = self.ids["optimizer", optimizer.name]
            for place, base in enumerate(optimizer.built_by):
                self._edge(self.ids["optimizer", base], own, "builds", place)
            for place, (verifier, prop) in enumerate(optimizer.enacts):
                self._edge(own, self._thing(verifier), "enacts", place, property=prop)

    def _check(self, number: int, check: Check) -> None:
        entries = plain_check(check)
        del entries["by"]
        if check.threshold:
            entries["at_least"] = check.at_least
        goal = self._subject(check.claim)
        for place, name in enumerate(check.by):
            self._edge(self._thing(name), goal, "checks", place, check=number, **entries)

    def _subject(self, claim: Claim) -> str:
        """The node that a claim is about; of a link what was built."""
        while isinstance(claim, Not):
            claim = claim.claim
        match claim:
            case Condition(name):
                return self._mentioned("condition", name, "({})", {})
            case Consistent(name) | Rfn(name):
                return self._theory(name)
            case _:
                return self._thing(subjects(claim)[-1])


def from_networkx(graph: Graph) -> Model:
    """The model of a graph such as `to_networkx` makes; InputError for one that is none.

    >>> graph = nx.MultiDiGraph(tower=1, name="t")
    >>> graph.add_node("lab", kind="optimizer")
    >>> from_networkx(graph).optimizers[0].name
    'lab'
    """
    if not isinstance(graph, nx.Graph) or not graph.is_directed():
        raise InputError("this is no directed networkx graph", expected="a MultiDiGraph")
    sections = _Reader(graph).entries()
    for key in sections.keys() & graph.graph.keys():
        raise InputError(f"graph.graph has {key}", expected="nodes and edges instead")
    entries = {**graph.graph, **sections}
    return load_node(plain_node(entries), "<graph>").model


class _Reader:
    """Collects the sections of a file from the nodes and edges of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sections: dict[str, Entries] = {section: {} for section in _SECTIONS.values()}
        self.names = {node: self._named(node, data) for node, data in graph.nodes(data=True)}

    def entries(self) -> Entries:
        checks: dict[object, list[tuple[str, Entries]]] = {}
        for source, target, data in self._edges():
            if data["kind"] == "checks":
                # an edge without a number is a check of its own
                number = data.get("check", (source, target, len(checks)))
                checks.setdefault(number, []).append((self.names[source], data))
            else:
                self._relation(source, target, data)
        numbered = sorted(checks.items(), key=lambda item: _order(item[0]))
        return {**self.sections, "checks": [_check(number, edges) for number, edges in numbered]}

    def _named(self, node: object, data: Entries) -> str:
        """The name of a node; what is declared is put in its section."""
        kind, name = data.get("kind"), data.get("name", node)
        if kind not in (*_SECTIONS, "enactment", "condition"):
            expected = "one of " + ", ".join([*_SECTIONS, "enactment", "condition"])
            raise InputError(
                f"node {shortened(str(node))} has the kind {kind!r}", expected=expected
            )
        if not isinstance(name, str):
            raise InputError(f"node {shortened(repr(node))} has no name", expected="a text")
        if kind in _SECTIONS and data.get("declared", True):
            self._declare(_SECTIONS[kind], name, data)
        return name

    def _declare(self, section: str, name: str, data: Entries) -> Entries:
        if name in self.sections[section]:
            raise InputError(
                f"{shortened(name)} stands twice under {section}", expected="each name once"
            )
        own = {key: value for key, value in data.items() if key not in _OWN}
        self.sections[section][name] = own
        return own

    def _edges(self) -> Iterator[tuple[Any, Any, Entries]]:
        """Edges in order of position, those without one last."""
        found = list(self.graph.edges(data=True))
        found.sort(key=lambda edge: _order(edge[2].get("position")))
        for source, target, data in found:
            if data.get("kind") not in ("builds", "checks", *_RELATIONS):
                what = f"the edge from {shortened(str(source))} has the kind {data.get('kind')!r}"
                raise InputError(
                    what, expected="builds, enacts, checks, includes, reflects or proves_con"
                )
            yield source, target, data

    def _relation(self, source: Any, target: Any, data: Entries) -> None:
        lower = data.get("name", self.names[target])
        match data["kind"]:
            case "builds":
                self._entry("optimizers", target).setdefault("built_by", []).append(
                    self.names[source]
                )
            case "enacts":
                enacts = self._entry("optimizers", source).setdefault("enacts", {})
                enacts.setdefault(self.names[target], []).append(data.get("property"))
            case "includes":
                self._entry("theories", source).setdefault("includes", []).append(lower)
            case "reflects":
                edge = {"theory": lower, "local": data.get("local", False)}
                self._entry("theories", source).setdefault("reflects", []).append(edge)
            case _:
                edges = self._entry("theories", source).setdefault("proves_con", {})
                if lower in edges:
                    raise InputError(
                        f"two edges to {shortened(lower)}", expected="the stronger one alone"
                    )
                edges[lower] = data.get("strength", 0)

    def _entry(self, section: str, node: Any) -> Entries:
        """The entries of a node that an edge belongs to; a theory with one is declared by it."""
        found: Entries | None = self.sections[section].get(self.names[node])
        if found is not None:
            return found
        if section == "theories" and self.graph.nodes[node]["kind"] == "theory":
            return self._declare(section, self.names[node], {})
        raise InputError(
            f"{shortened(self.names[node])} is not among the {section}", expected="one that is"
        )


def _order(position: object) -> float:
    return position if isinstance(position, int | float) else _LAST


def _check(number: object, edges: list[tuple[str, Entries]]) -> Entries:
    """One check from its edges, which must agree."""
    own = [{key: value for key, value in data.items() if key not in _OF_EDGES} for _, data in edges]
    if any(entries != own[0] for entries in own):
        raise InputError(
            f"the edges of check {number} disagree", expected="the same entries on each of them"
        )
    by = [name for name, _ in edges]
    count = edges[0][1].get("at_least")
    if count is None and len(by) > 1:
        raise InputError(
            f"check {number} is by {len(by)} verifiers", expected="at_least on its edges"
        )
    return {"by": by[0] if count is None else {"at_least": count, "of": by}, **own[0]}
