"""Levels: how many checks of checks a claim is away from what it is about.

`P(x)`, conditions, alignment and gates are at level 0; `sound(v, C)` and `rfn(T, C)` one above C;
`sound(v)`, `refines(v)` and `rate(v)` one above the highest claim that v checks; `consistent(T)` and
`rfn(T)` as soundness of the highest verifier in T; `not C` as C.  Inside a circle of checks all
levels are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from ..frozen import frozen
from ..logic.trust import TrustGraph
from .claims import Claim, Consistent, Not, Rate, Refines, Rfn, Sound, parts
from .scope import Scope
from .theories import canonical_name
from .values import Model

_Key: TypeAlias = tuple[str, str]  # ("verifier" or "theory", name): what a level can rest on


def _shape(claim: Claim) -> tuple[int, _Key | None]:
    """A claim's level as a number on top of what it rests on: a verifier, a theory, or nothing."""
    inside = parts(claim)
    above = sum(not isinstance(part, Not) for part in inside) - 1
    match inside[-1]:
        case Sound(name) | Refines(name) | Rate(name):
            return above + 1, ("verifier", name)
        case Consistent(name) | Rfn(name):
            return above + 1, ("theory", canonical_name(name))
        case _:
            return above, None


@frozen
class Levels:
    """The levels of one model.

    >>> from tower.model.claims import Holds
    >>> Levels(Model("empty")).of_claim(Sound("v", Holds("P", "x")))
    1
    """

    model: Model

    def of_claim(self, claim: Claim) -> int:
        """The level of a claim."""
        above, key = _shape(claim)
        return above + (0 if key is None else self._heights.get(key, 0))

    def of_node(self, name: str) -> int:
        """Where a node is drawn: a verifier one above what it accepts, everything else at 0."""
        if name in self.model.optimizer or name in self.model.artifact:
            return 0
        return 1 + self.accepted.get(name, 0)

    @cached_property
    def accepted(self) -> dict[str, int]:
        """For every verifier that checks something the highest level that it accepts."""
        used = dict.fromkeys(name for check in self.model.checks for name in check.by)
        return {name: self._heights["verifier", name] for name in used}

    @cached_property
    def _heights(self) -> dict[_Key, int]:
        direct: dict[_Key, int] = {}
        rests: dict[_Key, list[tuple[_Key, int]]] = {}
        for key, above, below in self._resting():
            if below is None:
                direct[key] = max(direct.get(key, 0), above)
            else:
                rests.setdefault(key, []).append((below, above))
        return _settled(direct, rests)

    def _resting(self) -> Iterator[tuple[_Key, int, _Key | None]]:
        """What each verifier and theory rests on: (who, how far above, what)."""
        scope = Scope(self.model)
        for verifier in self.model.verifiers:
            yield from _reasoning(scope, verifier.name)
        for check in self.model.checks:
            above, below = _shape(check.claim)
            for name in check.by:
                yield ("verifier", name), above, below
                yield from _reasoning(scope, name)


def _reasoning(scope: Scope, verifier: str) -> Iterator[tuple[_Key, int, _Key]]:
    """A theory is as high as the highest verifier that reasons in it."""
    theory = scope.theory_of(verifier)
    if theory is not None:
        yield ("theory", theory), 0, ("verifier", verifier)


def _settled(direct: dict[_Key, int], rests: dict[_Key, list[tuple[_Key, int]]]) -> dict[_Key, int]:
    """The least heights, one for a whole circle."""
    pairs = [(below, key) for key, found in rests.items() for below, _ in found]
    keys = dict.fromkeys([*direct, *(key for pair in pairs for key in pair)])
    heights: dict[_Key, int] = {}
    for circle in _circles(tuple(keys), pairs):
        members = set(circle)
        reached = [
            heights[below] + above
            for key in circle for below, above in rests.get(key, ()) if below not in members
        ]  # fmt: skip
        height = max([*reached, *(direct.get(key, 0) for key in circle)])
        heights.update(dict.fromkeys(circle, height))
    return heights


def _circles(keys: tuple[_Key, ...], pairs: list[tuple[_Key, _Key]]) -> Iterator[tuple[_Key, ...]]:
    """Strongly connected components, lower ones first."""
    names = {f"{number}": key for number, key in enumerate(keys)}
    numbers = {key: number for number, key in names.items()}
    graph = TrustGraph(
        tuple(names), frozenset((numbers[below], numbers[above]) for below, above in pairs)
    )
    for component in graph.components:
        yield tuple(names[number] for number in component)
