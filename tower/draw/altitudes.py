"""Altitudes of theories: how high each stands above the theories that it includes or trusts."""

from __future__ import annotations

from collections.abc import Mapping

from ..propagation.edges import Edges
from .heights import heights


def altitudes(edges: Edges) -> Mapping[str, int]:
    """The altitude of every theory of a tower, from 1 up; theories on a cycle of edges are level."""
    below = lower(edges)
    return heights(edges.theories, below, dict.fromkeys(edges.theories, 1))


def lower(edges: Edges) -> dict[str, list[str]]:
    """The theories directly below each theory: what it includes or trusts.

    >>> from tower.model.values import Model
    >>> from tower.propagation.setting import Setting
    >>> lower(Edges(Setting(Model("t"))))
    {}
    """
    below: dict[str, list[str]] = {}
    for edge in edges.all:
        if edge.upper != edge.lower:
            below.setdefault(edge.upper, []).append(edge.lower)
    return below


def reaches(upper: str, wanted: str, below: Mapping[str, list[str]], altitude: Mapping[str, int]) -> bool:
    """Whether edges lead down from one theory to a lower one.

    >>> reaches("a", "c", {"a": ["b"], "b": ["c"]}, {"a": 3, "b": 2, "c": 1})
    True
    """
    seen: set[str] = set()
    waiting = [upper]
    while waiting:
        name = waiting.pop()
        if name == wanted:
            return altitude[upper] > altitude[wanted]
        if name not in seen and altitude[name] > altitude[wanted]:
            seen.add(name)
            waiting.extend(below.get(name, ()))
    return False
