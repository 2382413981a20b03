"""Levels: how many checks of checks a claim is away from what it is about.

P(x), conditions, alignment and gates are at level 0; `sound(v, C)` one above C; `sound(v)`,
`refines(v)` and `rate(v)` one above the highest claim that v checks; `consistent(T)` as soundness of
the highest verifier in T.  Inside a circle of checks all levels are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from .claims import Claim, Consistent, Not, Rate, Refines, Rfn, Sound
from .theories import canonical_name
from .values import Model


def _shape(claim: Claim) -> tuple[int, str | None]:
    """A claim's level as a number on top of the highest claim that some verifier checks (or of nothing)."""
    add = 0
    while True:
        match claim:
            case Not(inner):
                claim = inner
            case Sound(_, inner) | Rfn(_, inner) if inner is not None:
                claim, add = inner, add + 1
            case Sound(verifier, None) | Refines(verifier) | Rate(verifier):
                return add + 1, verifier
            case _:
                return add, None


@dataclass(frozen=True)
class Levels:
    """The levels of one model.

    >>> from tower.model.claims import Holds
    >>> Levels(Model("empty")).of_claim(Sound("v", Holds("P", "x")))
    1
    """

    model: Model

    def of_claim(self, claim: Claim) -> int:
        """The level of a claim."""
        add, verifier = _shape(claim)
        if verifier is not None:
            return add + max(0, self.accepted.get(verifier, 0))
        inner = _core(claim)
        if isinstance(inner, Consistent | Rfn):
            return add + 1 + max(self._in_theory(inner.theory), default=0)
        return add

    def of_node(self, name: str) -> int:
        """Where a node is drawn: a verifier one above what it accepts, everything else at 0."""
        if name in self.model.optimizer or name in self.model.artifact:
            return 0
        return 1 + max(0, self.accepted.get(name, 0))

    @cached_property
    def accepted(self) -> dict[str, int]:
        """For every verifier the highest level that it accepts; -1 for one that checks nothing."""
        graph = nx.DiGraph()
        direct: dict[str, int] = {}
        for check in self.model.checks:
            add, below = _shape(check.claim)
            for verifier in check.by:
                graph.add_node(verifier)
                if below is None:
                    direct[verifier] = max(direct.get(verifier, 0), self.of_claim(check.claim))
                else:
                    graph.add_edge(verifier, below, add=add)
        return _settled(graph, direct)

    def _in_theory(self, theory: str) -> Iterator[int]:
        for verifier in self._reasoning_in.get(canonical_name(theory), ()):
            yield max(0, self._simple.get(verifier, 0))

    @cached_property
    def _reasoning_in(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for verifier in self.model.verifiers:
            if verifier.theory is not None:
                found.setdefault(canonical_name(verifier.theory), []).append(verifier.name)
        return found

    @cached_property
    def _simple(self) -> dict[str, int]:
        """Levels without claims of consistency, which stand on these."""
        graph = nx.DiGraph()
        direct: dict[str, int] = {}
        for check in self.model.checks:
            add, below = _shape(check.claim)
            for verifier in check.by:
                graph.add_node(verifier)
                if below is not None:
                    graph.add_edge(verifier, below, add=add)
                elif not isinstance(_core(check.claim), Consistent | Rfn):
                    direct[verifier] = max(direct.get(verifier, 0), add)
        return _settled(graph, direct)


def _settled(graph: nx.DiGraph, direct: dict[str, int]) -> dict[str, int]:
    """Heights over a graph of "checks soundness of", one height for a whole circle."""
    condensed = nx.condensation(graph)
    levels: dict[str, int] = {}
    for number in reversed(list(nx.topological_sort(condensed))):
        members = condensed.nodes[number]["members"]
        below = [
            levels[name] + data["add"]
            for member in members for _, name, data in graph.out_edges(member, data=True)
            if name not in members
        ]
        height = max([*(direct.get(name, -1) for name in members), *below])
        levels.update(dict.fromkeys(members, height))
    return levels


def _core(claim: Claim) -> Claim:
    while isinstance(claim, Not) or (isinstance(claim, Sound | Rfn) and claim.claim is not None):
        claim = claim.claim  # type: ignore[assignment]
    return claim
