"""What theories know of each other on one claim: "if the other one proves it, it is so".

Soundness of a verifier on one claim speaks of all theories of which its theory knows as much: by inclusion,
by trust of the strength of the claim, or because one of its verifiers accepted it (`proofs/transport.md`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import LimitReached
from .base import Base
from .draft import EXACT, LOGIC, Draft
from .names import Bits, Ints
from .sheet import SOUND

MOST = 100_000  # pairs of theories that may know something of each other on one claim


@dataclass(eq=False)
class Reflecting:
    """Helpers of a draft for each pair of theories and claim, drawn as they are asked for.

    `need` is the strength of trust that carries each claim, `ready` the fact of each check that its needs are
    met.
    """

    base: Base
    draft: Draft
    alive: Bits
    need: Ints
    ready: Ints
    _drawn: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _waiting: list[tuple[int, int, int]] = field(default_factory=list)
    _tops: dict[int, dict[tuple[int, int], int]] = field(default_factory=dict)

    def add(self, known: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
        """The facts for a theory and a claim, with those of the theories of which it knows as much."""
        found = dict(known)
        for (top, claim), fact in known.items():
            for theory in self._wanted(claim).tolist():
                if theory != top and self.alive[theory] and self.alive[top] and self._may(top, theory, claim):
                    through = self._fact(top, theory, claim)
                    if (theory, claim) not in found:
                        found[theory, claim] = self._helper(1)
                    self._all([fact, through], found[theory, claim], LOGIC)
        while self._waiting:
            self._draw(*self._waiting.pop())
        return found

    def _may(self, top: int, theory: int, claim: int) -> bool:
        """Whether a theory could know it of another one: that is below it, or something was accepted."""
        return claim in self._proofs or (theory, -1) in self._relied(top)

    def _fact(self, top: int, theory: int, claim: int) -> int:
        key = top, theory, claim
        if key not in self._drawn:
            if len(self._drawn) >= MOST:
                raise LimitReached(f"{MOST} pairs of theories with soundness on single claims")
            self._drawn[key] = self._helper(1)
            self._waiting.append(key)
        return self._drawn[key]

    def _draw(self, top: int, theory: int, claim: int) -> None:
        """The ways in which one theory may know it of another."""
        head, relied = self._drawn[top, theory, claim], self._relied(top)
        for width in (-1, int(self.need[claim])):
            if (theory, width) in relied:
                self.draft.any([relied[theory, width]], [head])
        for check, own, below in self._proofs.get(claim, ()):
            accepted = self._fact(top, own, int(self.base.sheet.checks.claim[check]))
            self._all([accepted, self._fact(below, theory, claim), *self._met(check)], head, EXACT)

    def _met(self, check: int) -> list[int]:
        """The fact that the needs of a check are met; none where it has none, or for a declared edge."""
        return [int(self.ready[check])] if check >= 0 and self.ready[check] >= 0 else []

    def _all(self, parts: list[int], head: int, level: int) -> None:
        both = self._helper(len(parts))
        self.draft.any(parts, np.full(len(parts), both))
        self.draft.any([both], [head], level)

    def _helper(self, need: int) -> int:
        return int(self.draft.helpers([need])[0])

    # what is said of one claim

    def _wanted(self, claim: int) -> Ints:
        """The theories of the verifiers that check a claim, or whose soundness on it is spoken of."""
        claims, theories = self._speaking
        return np.unique(theories[np.searchsorted(claims, claim) : np.searchsorted(claims, claim, "right")])

    @cached_property
    def _speaking(self) -> tuple[Ints, Ints]:
        """Claims, rising, each with the theory of somebody who speaks of it."""
        sheet, checks, claims = self.base.sheet, self.base.sheet.checks, self.base.sheet.claims
        single = np.flatnonzero(checks.by >= 0)
        spoken = np.flatnonzero((claims.prop == SOUND) & (claims.extra >= 0))
        node = np.concatenate([checks.by[single], sheet.member, claims.target[spoken]])
        claim = np.concatenate([checks.claim[single], checks.claim[sheet.member_check], claims.extra[spoken]])
        theory = sheet.theory[node]
        kept = np.flatnonzero(theory >= 0)
        kept = kept[np.argsort(claim[kept], kind="stable")]
        return claim[kept], theory[kept]

    @cached_property
    def _proofs(self) -> dict[int, list[tuple[int, int, int]]]:
        """The proofs of soundness on each claim: the check, its theory and the theory that it speaks of."""
        sheet, checks, claims = self.base.sheet, self.base.sheet.checks, self.base.sheet.claims
        found: dict[int, list[tuple[int, int, int]]] = {}
        for check in np.flatnonzero(self.base.live & sheet.strong & (checks.result == 0)).tolist():
            what, own = int(checks.claim[check]), int(sheet.theory[checks.by[check]])
            if claims.prop[what] == SOUND and claims.extra[what] >= 0:
                below = int(sheet.theory[claims.target[what]])
                if below >= 0 and self.alive[below] and self.alive[own]:
                    found.setdefault(int(claims.extra[what]), []).append((check, own, below))
        return found

    # what a theory relies on

    def _relied(self, top: int) -> dict[tuple[int, int], int]:
        """The facts that a theory includes another (-1), or trusts it as far as a strength."""
        if top not in self._tops:
            self._tops[top] = self._rely(top)
        return self._tops[top]

    def _rely(self, top: int) -> dict[tuple[int, int], int]:
        widths = [-1, *self.base.strengths.tolist()]
        edges = self._edges_below(top)
        below = dict.fromkeys([top, *(lower for lower, *_ in edges)])
        if len(below) * len(widths) > MOST:
            raise LimitReached(f"{MOST} theories below one that has soundness on a single claim")
        facts = {(theory, width): self._helper(1) for theory in below for width in widths}
        self._all([], facts[top, -1], LOGIC)
        for lower, upper, strength, whole, check in edges:
            needs, level = self._met(check), LOGIC if check < 0 else EXACT
            if whole:
                self._all([facts[upper, -1], *needs], facts[lower, -1], level)
            for width in widths[1:]:
                if strength >= width:
                    self._all([facts[upper, -1], *needs], facts[lower, width], level)
                if strength >= width or whole:
                    self._all([facts[upper, width], *needs], facts[lower, width], level)
        return facts

    def _edges_below(self, top: int) -> list[tuple[int, int, int, bool, int]]:
        found, waiting, seen = [], [top], {top}
        while waiting:
            for edge in self._down.get(waiting.pop(), ()):
                found.append(edge)
                if edge[0] not in seen:
                    seen.add(edge[0])
                    waiting.append(edge[0])
        return found

    @cached_property
    def _down(self) -> dict[int, list[tuple[int, int, int, bool, int]]]:
        """The live edges down from each theory: lower, upper, strength, whether it includes, its check."""
        relation, lower, upper, strength, check = self.base.trust.columns
        kept = self.alive[lower] & self.alive[upper]
        columns: list[Any] = [each[kept].tolist() for each in (lower, upper, strength, relation != 2, check)]
        found: dict[int, list[tuple[int, int, int, bool, int]]] = {}
        for edge in zip(*columns, strict=True):
            found.setdefault(edge[1], []).append(edge)
        return found
