"""Parts of a sheet: claims with everything that they rest on, small enough to be an ordinary tower."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import LimitReached
from .base import Base
from .names import Ints
from .percolation import adjacency
from .rules import Rules
from .sheet import CONSISTENT, SOUND, Sheet
from .trust import components

MOST_FACTS = 5_000  # how much a part may rest on
_TOO_LARGE = f"a part that rests on more than {MOST_FACTS} facts"


@dataclass(frozen=True)
class Part:
    """The places of what a part consists of, each rising."""

    claims: tuple[int, ...]
    checks: tuple[int, ...]
    nodes: tuple[int, ...]
    theories: tuple[int, ...]
    given: tuple[tuple[int, str], ...] = ()  # claims beyond the part that hold in the whole, and how
    trusted: tuple[int, ...] = ()  # how far the observer trusts each of the theories in the whole; -1: not
    adopted: tuple[bool, ...] = ()  # whether it takes what each of them proves in the whole


@dataclass(frozen=True, eq=False)
class Cutter:
    """Cuts parts out of a sheet."""

    base: Base

    @cached_property
    def sheet(self) -> Sheet:
        """The whole."""
        return self.base.sheet

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.base, collapsed=True)

    @cached_property
    def _before(self) -> tuple[Any, Any]:
        facts = self._rules.facts
        return adjacency(facts.target, facts.source, facts.count)

    @cached_property
    def _label(self) -> Ints:
        """The strongly connected component of every fact: all facts of one rest on the same ones."""
        facts = self._rules.facts
        return components(facts.source, facts.target, facts.count)

    @cached_property
    def _beyond(self) -> set[int]:
        """The components whose facts rest on too much, as far as any was looked at."""
        return set()

    @cached_property
    def _checks_of(self) -> tuple[Any, Any]:
        return _by_place(self.sheet.checks.claim, len(self.sheet.claims))

    @cached_property
    def _on_one(self) -> tuple[Any, Any]:
        claims = self.sheet.claims
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra >= 0))
        order = at[np.argsort(claims.extra[at], kind="stable")]
        return claims.extra[order], order

    @cached_property
    def _scopes(self) -> tuple[Any, Any]:
        """The claims that each node checks, alone or in a threshold."""
        sheet = self.sheet
        single = np.flatnonzero(sheet.checks.by >= 0)
        by = np.concatenate([sheet.checks.by[single], sheet.member])
        claim = sheet.checks.claim[np.concatenate([single, sheet.member_check])]
        return adjacency(by, claim, max(len(sheet.nodes), len(sheet.claims)))

    def scope(self, node: int) -> list[int]:
        """The claims that a node checks."""
        ends, claims = self._scopes
        return list(claims[ends[node] : ends[node + 1]].tolist())

    def checks_of(self, claim: int) -> list[int]:
        """The checks of a claim, in the order of the rows."""
        ends, order = self._checks_of
        return list(order[ends[claim] : ends[claim + 1]].tolist())

    def about_one(self, claim: int) -> list[int]:
        """A claim, and the soundness of verifiers on it."""
        keys, order = self._on_one
        low, high = np.searchsorted(keys, [claim, claim + 1])
        return [claim, *order[low:high].tolist()]

    def related(self, claim: int) -> list[int]:
        """The claims that the logic has to look at together: those about one letter, or one scope."""
        claims = self.sheet.claims
        if claims.prop[claim] == SOUND and claims.extra[claim] >= 0:
            return self.about_one(int(claims.extra[claim]))
        if claims.prop[claim] == SOUND:
            inside = [each for each in self.scope(int(claims.target[claim])) if claims.prop[each] != SOUND]
            return [claim, *(one for each in inside for one in self.about_one(each))]
        return self.about_one(claim)

    def cone(self, claims: Iterable[int]) -> Part:
        """Claims with all that they rest on; LimitReached when that is too much for one part."""
        ends, before = self._before
        begin = self._rules.first_of_opposed
        wanted = np.array(sorted(set(claims)), np.int32)
        opposed = self._rules.against(wanted)
        waiting = [*wanted.tolist(), *self._rules.stated[wanted].tolist(), *opposed[opposed >= 0].tolist()]
        if self._beyond and self._label[waiting[0]] in self._beyond:
            raise LimitReached(_TOO_LARGE)
        seen = dict.fromkeys(waiting)
        while waiting:
            fact = waiting.pop()
            for other in before[ends[fact] : ends[fact + 1]].tolist():
                if other not in seen:
                    seen[other] = None
                    waiting.append(other)
            if len(seen) > MOST_FACTS:
                if len(wanted) == 1:
                    self._beyond.add(int(self._label[wanted[0]]))
                raise LimitReached(_TOO_LARGE)
        count, theories = len(self.sheet.claims), len(self.sheet.theories)
        known = {(fact - count) % theories for fact in seen if count <= fact < begin} if theories else set()
        return self._with_lines(self.part({self._rules.claim_of(fact) for fact in seen} - {-1}, known))

    def _with_lines(self, part: Part) -> Part:
        """A part with all that is built, through others too, by what a hereditary property is said of."""
        claims, lines = self.sheet.claims, self._rules.lines
        if not len(lines.claims):
            return part
        needs = [need for check in part.checks for need in self.needs(check)]
        about = [*part.claims, *needs]
        about += [int(claims.extra[c]) for c in about if claims.prop[c] == SOUND and claims.extra[c] >= 0]
        waiting = list(dict.fromkeys(c for c in about if lines.place[c] >= 0))
        seen = set(waiting)
        while waiting:
            for other in self.built_by(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
            if len(seen) > MOST_FACTS:
                raise LimitReached(f"a line of more than {MOST_FACTS} systems")
        nodes = {*part.nodes, *(int(claims.target[claim]) for claim in seen)}
        theories = {int(self.sheet.theory[node]) for node in nodes if self.sheet.theory[node] >= 0}
        return replace(
            part, nodes=tuple(sorted(nodes)), theories=tuple(sorted({*part.theories, *theories}))
        )

    def hereditary(self, claim: int) -> bool:
        """Whether a claim is of all that is built as well."""
        return bool(self._rules.lines.place[claim] >= 0)

    def built_by(self, claim: int) -> list[int]:
        """A hereditary claim of all that its subject builds; nothing for any other claim."""
        lines = self._rules.lines
        if lines.place[claim] < 0:
            return []
        low, high = np.searchsorted(lines.links[0], [lines.place[claim], lines.place[claim] + 1])
        return list(lines.claims[lines.links[1][low:high]].tolist())

    def builds(self, claim: int) -> list[int]:
        """A hereditary claim of the builders of its subject; nothing for any other claim."""
        claims = self.sheet.claims
        if self._rules.lines.place[claim] < 0:
            return []
        above = np.array(self.builders(int(claims.target[claim])), np.int32)
        return list(self.sheet.place(np.full(len(above), claims.prop[claim], np.int32), above).tolist())

    def part(self, claims: set[int], theories: set[int]) -> Part:
        """The part about some claims: their checks, and all that these name."""
        sheet = self.sheet
        checks = sorted(
            {check for claim in claims for check in self.checks_of(claim)} | self._created(theories)
        )
        claims = claims | {int(sheet.checks.claim[check]) for check in checks}
        needs = {need for check in checks for need in self.needs(check)}
        about = [*claims, *needs]
        about += [
            int(sheet.claims.extra[c])
            for c in about
            if sheet.claims.prop[c] == SOUND and sheet.claims.extra[c] >= 0
        ]
        nodes = {name for check in checks for name in self.by(check)}
        nodes |= {
            int(sheet.claims.target[c])
            for c in about
            if sheet.claims.of_node[c]
        }
        found = theories | {int(sheet.theory[node]) for node in nodes if sheet.theory[node] >= 0}
        found |= {int(sheet.claims.target[c]) for c in about if sheet.claims.prop[c] == CONSISTENT}
        found |= {sheet.own_theory} if sheet.own_theory >= 0 else set()
        return Part(
            tuple(sorted(claims)),
            tuple(checks),
            tuple(sorted(nodes)),
            tuple(sorted(found)),
        )

    def _created(self, theories: set[int]) -> set[int]:
        """The checks that are trust edges between some theories."""
        at, rows = self.base.trust.created
        ends, order = self._made
        down = (n for theory in theories for n in order[ends[theory] : ends[theory + 1]].tolist())
        return {int(at[n]) for n in down if int(rows[n, 1]) in theories}

    @cached_property
    def _made(self) -> tuple[Any, Any]:
        return _by_place(self.base.trust.created[1][:, 2], len(self.sheet.theories))

    @cached_property
    def _declared(self) -> tuple[Any, Any]:
        return _by_place(self.sheet.edges.upper, len(self.sheet.theories))

    def edges_down(self, theory: int) -> list[int]:
        """The declared edges of which a theory is the upper end."""
        ends, order = self._declared
        return list(order[ends[theory] : ends[theory + 1]].tolist())

    @cached_property
    def _built(self) -> tuple[Any, Any]:
        return _by_place(self.sheet.mesa, len(self.sheet.nodes))

    def builders(self, node: int) -> list[int]:
        """Who builds a node, each once, in the order of the rows."""
        ends, order = self._built
        return list(dict.fromkeys(self.sheet.base[order[ends[node] : ends[node + 1]]].tolist()))

    def by(self, check: int) -> tuple[int, ...]:
        """The verifiers of a check."""
        alone = int(self.sheet.checks.by[check])
        return (alone,) if alone >= 0 else self.base.principals.thresholds[check]

    @cached_property
    def _needs(self) -> Any:
        return np.searchsorted(
            self.sheet.need_group, np.arange(int(self.sheet.need_group.max(initial=-1)) + 2)
        )

    def needs(self, check: int) -> list[int]:
        """The claims without which a check says nothing."""
        group = int(self.sheet.checks.needs[check])
        if group < 0:
            return []
        return list(self.sheet.need_claim[self._needs[group] : self._needs[group + 1]].tolist())


def _by_place(column: Any, count: int) -> tuple[Any, Any]:
    """For each value where its rows begin, and the rows in the order of their values."""
    order = np.argsort(column, kind="stable")
    return np.searchsorted(column[order], np.arange(count + 1)), order
