"""Breaks of the logic in a sheet: circles of trust, claims that trust only themselves, missing edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..diagnosis.report import Edge
from ..logic.trust import Step
from ..model.values import INFINITE
from .breaks import Answers
from .findings import Block, Finding, listed
from .names import Bits, Ints
from .percolation import Facts
from .sheet import SOUND
from .verdicts import CODE


@dataclass(frozen=True, eq=False)
class Loeb:
    """What the trust edges, and their absence, break."""

    answers: Answers

    def blocks(self) -> Iterator[Block]:
        """All blocks; empty ones too."""
        cycles = [*self.circles(), *self._inconsistent()]
        for code in ("TWR101", "TWR102"):
            yield listed(code, (found for found in cycles if found.code == code))
        yield listed("TWR103", self._vacuous())
        for code in ("TWR104", "TWR106"):
            yield listed(code, (found for found in self._lacks[1] if found.code == code))

    def circles(self) -> list[Finding]:
        """The circles of trust, each once."""
        return [self._cycle(cycle) for cycle in self.answers.base.trust.cycles()]

    def _cycle(self, cycle: tuple[Step, ...]) -> Finding:
        sheet, trust = self.answers.sheet, self.answers.base.trust
        names: list[str] = []
        for check in (check for step in cycle for check in trust.checks_of(step)):
            claim = int(sheet.checks.claim[check])
            names.append(sheet.nodes[int(sheet.checks.by[check])])
            if sheet.claims.prop[claim] == SOUND:
                names.append(sheet.nodes[int(sheet.claims.target[claim])])
        theories = [end for _, lower, upper in cycle for end in (lower, upper)]
        edges = tuple(Edge(*step) for step in cycle)
        around = " -> ".join([*(lower for _, lower, _ in cycle), cycle[-1][2]])
        alone = self._is_schema(cycle)
        reason = (
            f"{cycle[0][1]} is said to prove its own soundness or consistency; by Löb it is then inconsistent"
            if alone
            else f"trust runs in a circle, {around}, with a strict edge on it; all of it is inconsistent"
        )
        return Finding("TWR101" if alone else "TWR102", tuple(sorted(set(names or theories))), edges, reason)

    def _is_schema(self, cycle: tuple[Step, ...]) -> bool:
        strict = [step[1:] for step in cycle if step[0] != "includes"]
        if len(cycle) == 1:
            return True
        if len(strict) != 1:
            return False
        relation, lower, upper, *_ = self.answers.base.trust.columns
        names = self.answers.sheet.theories
        low, high = (names.find(name) for name in strict[0])
        return bool(((relation == 0) & (lower == low) & (upper == high)).any())

    def _inconsistent(self) -> list[Finding]:
        """The theories that collapse by what they are given, told by the object engine; each once."""
        found = {}
        for each, writer in self.answers.patterns.collapses():
            back = writer.names()
            nodes = tuple(back.get(name, name) for name in each.nodes)
            edges = tuple(Edge("reflects", name, name) for name in nodes)
            reason = (
                f"{nodes[0]} is given trust in its own proofs of claims that cannot all hold; "
                "by Löb it proves all of them"
            )
            if each.code == "TWR101":  # rows say nothing that contradicts itself without Löb
                found[nodes] = Finding("TWR101", nodes, edges, reason)
        return list(found.values())

    def _vacuous(self) -> Iterator[Finding]:
        """What follows from trust in one's own proofs alone, told by the object engine."""
        for found, writer in self.answers.patterns.breaks():
            back = writer.names()
            yield Finding(
                "TWR103",
                tuple(sorted(back.get(name, name) for name in found.nodes)),
                tuple(
                    Edge(edge.kind, back.get(edge.source, edge.source), back.get(edge.target, edge.target))
                    for edge in found.edges
                ),
                "what follows here was proved from nothing: by Löb's axiom, from trust in one's own proofs",
            )

    # trust edges that are missing or too weak

    @cached_property
    def tops(self) -> list[int]:
        """The theories whose theorems the observer relies on directly."""
        sheet = self.answers.sheet
        if sheet.own_theory >= 0:
            return [sheet.own_theory]
        claims = sheet.claims
        roots = [int(root) for root in sheet.roots if claims.prop[root] == SOUND and claims.extra[root] < 0]
        roots = [root for root in roots if sheet.theory[claims.target[root]] >= 0]
        roots.sort(key=sheet.claim_text)
        return list(dict.fromkeys(int(sheet.theory[claims.target[root]]) for root in roots))

    @cached_property
    def lacking(self) -> Bits:
        """The claims of which a missing or weak trust edge says why they do not hold."""
        return self._lacks[0]

    @cached_property
    def _lacks(self) -> tuple[Bits, list[Finding]]:
        sheet, checks = self.answers.sheet, self.answers.sheet.checks
        explained = np.zeros(len(sheet.claims), bool)
        if not self.tops:
            return explained, []
        open_ = (self.answers.verdict == CODE["NOT_DERIVABLE"]) & sheet.claims.mentioned
        open_ &= ~self.answers.standing.stated  # of what is known of a system itself, no edge is missing
        used = self.answers.base.live & sheet.strong & (checks.result == 0) & open_[checks.claim]
        found: dict[tuple[str, str, Edge], set[str]] = {}
        for check in np.flatnonzero(used).tolist():
            for code, edge in self._lack(check):
                explained[checks.claim[check]] = True
                key = code, sheet.nodes[int(checks.by[check])], edge
                found.setdefault(key, set()).add(sheet.claim_text(int(checks.claim[check])))
        return explained, [self.lack_told(*key, claims) for key, claims in found.items()]

    def _lack(self, check: int) -> Iterator[tuple[str, Edge]]:
        """The trust edges that are missing between the observer and the theory of a check."""
        sheet, cutter = self.answers.sheet, self.answers.patterns.cutter
        if all(self.answers.standing.held[need] for need in cutter.needs(check)):
            theory = int(sheet.theory[sheet.checks.by[check]])
            yield from self.missing(theory, int(sheet.strengths[sheet.checks.claim[check]]))

    def missing(self, theory: int, need: int) -> Iterator[tuple[str, Edge]]:
        """The trust edges that are missing between the observer and a theory, for claims of a strength."""
        sheet = self.answers.sheet
        trusting = [top for top in self.tops if self._widest(top)[theory] >= 0]
        if trusting:
            yield from (("TWR106", edge) for edge in self._too_weak(theory, trusting[0], need))
        elif sheet.own_theory >= 0:
            top = self.tops[0]
            code = "TWR104" if self._above[theory] else "TWR106"
            kind = "reflects" if need >= INFINITE else "proves_con"
            yield code, Edge(kind, sheet.theories[theory], sheet.theories[top])

    @cached_property
    def _reached(self) -> dict[int, Ints]:
        return {}

    def _widest(self, top: int) -> Ints:
        if top not in self._reached:
            self._reached[top] = self.answers.base.trust.reach(top)[1]
        return self._reached[top]

    @cached_property
    def _above(self) -> Bits:
        """The theories above the first top, itself included."""
        return self._closure(self.tops[0], up=True)

    def _closure(self, theory: int, *, up: bool) -> Bits:
        _, lower, upper, *_ = self.answers.base.trust.columns
        count = len(self.answers.sheet.theories)
        source, target = (lower, upper) if up else (upper, lower)
        facts = Facts(count, source, target, np.zeros(len(lower), np.int8), np.ones(count, np.int32))
        return facts.held(np.array([theory]))

    @cached_property
    def _weak(self) -> dict[tuple[int, int, int], list[Edge]]:
        return {}

    def _too_weak(self, lower: int, upper: int, need: int) -> list[Edge]:
        """The first edge on the widest path that is too weak for what it should carry."""
        key = lower, upper, need
        if key not in self._weak:
            between = self._closure(upper, up=False) & self._closure(lower, up=True)
            graph = self.answers.base.trust.graph(np.flatnonzero(between))
            names = self.answers.sheet.theories
            path = graph.strengths_to(names[upper])[names[lower]].path
            strengths = {
                (kind, low, high): strength
                for low, rows in graph.above.items()
                for kind, high, strength in rows
            }
            self._weak[key] = [
                Edge(*step) for step in path if step[0] != "includes" and strengths[step] < need
            ][:1]
        return self._weak[key]

    def lack_told(self, code: str, by: str, edge: Edge, claims: set[str]) -> Finding:
        """A missing trust edge as it is told, with the claims that it takes down."""
        said = "sound" if edge.kind == "reflects" else "consistent"
        reason = (
            f"{edge.target} would have to prove that {edge.source} is {said}, above it already"
            if code == "TWR104"
            else f"{edge.target} does not trust {edge.source} far enough for this claim"
        )
        return Finding(code, (by,), (edge,), reason, tuple(sorted(claims)))
