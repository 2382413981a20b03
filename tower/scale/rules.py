"""The rules of propagation as a graph of facts: what a sheet says, for its observer or for nobody's roots.

Numbered facts, in this order: that each claim holds, that each theory is adopted, that each is trusted
as far as each strength that occurs, that each claim is opposed, that soundness holds in full, what is there
for hereditary claims alone, and helpers.
The rules are those of `tower.propagation.rules`, and tests hold the two to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from ..model.values import INFINITE
from .base import PROOF, Base
from .draft import EXACT, LOGIC, OTHER, Draft
from .hereditary import Lines
from .names import Bits, Ints
from .percolation import Facts
from .progress import Step, quiet
from .reflecting import Reflecting
from .sheet import CONSISTENT, SOUND, Sheet

Reflected: TypeAlias = tuple[Any, Ints]  # keys of theory and claim, and the facts that stand for them


@dataclass(frozen=True, eq=False)
class Rules:
    """The graph of facts of a sheet: with its observer's roots or, without `asked`, with nobody's.

    With `collapsed`, dead theories count as if they were alive (to tell COLLAPSED from the rest);
    `building` is for a builder that asks about what it builds.
    """

    base: Base
    asked: bool = True
    collapsed: bool = False
    building: bool = False

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet behind the rules."""
        return self.base.sheet

    @cached_property
    def alive(self) -> Bits:
        """The theories on which anything may rest."""
        return ~self.base.trust.dead | self.collapsed

    def adopted(self, theory: Any) -> Any:
        """The fact that a theory is adopted."""
        return len(self.sheet.claims) + theory

    def trusted(self, theory: Any, strength: Any) -> Any:
        """The fact that a theory is trusted as far as a strength."""
        place = np.searchsorted(self.base.strengths, strength)
        return len(self.sheet.claims) + len(self.sheet.theories) * (1 + place) + theory

    @cached_property
    def _opposed(self) -> tuple[int, Ints]:
        """Where the facts that a claim is opposed begin, and the claims that have one."""
        checks = self.sheet.checks
        against = np.unique(checks.claim[self.base.live & (checks.result == 1)])
        return len(self.sheet.claims) + len(self.sheet.theories) * (1 + len(self.base.strengths)), against

    @cached_property
    def tenable(self) -> Bits:
        """The claims that do not vouch for a whole theory that is inconsistent."""
        claims = self.sheet.claims
        found = np.ones(len(claims), bool)
        whole = (claims.prop == SOUND) & (claims.extra < 0)
        theory = np.where(
            whole,
            self.sheet.theory[np.where(whole, claims.target, 0)] if len(self.sheet.nodes) else -1,
            np.where(claims.prop == CONSISTENT, claims.target, -1),
        )
        said = theory >= 0
        found[said] = self.alive[theory[said]]
        return found

    @cached_property
    def facts(self) -> Facts:
        """All edges between facts; without theories they are the same whoever asks."""
        key: tuple[bool, ...] = (self.asked, self.collapsed) if len(self.sheet.theories) else ()
        key += (self.building,) if len(self.lines.claims) else ()
        if key not in self.base.drawn:
            self.base.drawn[key] = self._facts()
        return self.base.drawn[key]

    def _facts(self) -> Facts:
        draft = Draft(self._begin_of_full + len(self._limited))
        if len(self.lines.claims):
            self.lines.draw(draft, self.building)
        ready = self._ready(draft)
        reflected, full = self._reflected(draft, ready), self._full(draft)
        self._singles(draft, ready, reflected, full)
        self._thresholds(draft, ready, reflected, full)
        if len(self.sheet.theories):
            self._soundness(draft, full)
            self._theories(draft, ready)
        self._on_one(draft, reflected, full)
        return self._allowed(draft.facts())

    def _allowed(self, facts: Facts) -> Facts:
        """The edges without those into what is not tenable."""
        claims = len(self.sheet.claims)
        kept = np.ones(len(facts.target), bool)
        of_claim = facts.target < claims
        kept[of_claim] = self.tenable[facts.target[of_claim]]
        if kept.all():
            return facts
        return Facts(facts.count, facts.source[kept], facts.target[kept], facts.level[kept], facts.need)

    @cached_property
    def start(self) -> Ints:
        """What holds from the outset: the roots, and what rated verifiers say."""
        found = [np.zeros(0, np.int32)]
        own = self.sheet.own_theory
        if self.asked:
            found.append(self.sheet.roots[self.tenable[self.sheet.roots]])
            if own >= 0 and self.alive[own]:
                claims = self.sheet.claims
                found += [
                    np.array([self.adopted(own)]),
                    np.flatnonzero((claims.prop == CONSISTENT) & (claims.target == own)).astype(np.int32),
                ]
        return np.unique(np.concatenate(found)).astype(np.int32)

    def held(self, level: int = OTHER, what: str = "propagation", step: Step = quiet) -> Bits:
        """The facts that hold by edges up to a level; `step` is told so under the name `what`."""
        step(what)
        facts = self.facts
        return facts.held(self._whole_start, level, lambda known: step(what, known, facts.count))

    @cached_property
    def _whole_start(self) -> Ints:
        always = np.flatnonzero(self.facts.need <= 0).astype(np.int32)
        return np.union1d(self.start, always).astype(np.int32)

    @property
    def first_of_opposed(self) -> int:
        """Where the facts about theories end, and those that claims are opposed begin."""
        return self._opposed[0]

    def opposed(self, held: Bits) -> Bits:
        """For each claim whether it is opposed by somebody who is relied on."""
        begin, against = self._opposed
        found = np.zeros(len(self.sheet.claims), bool)
        found[against] = held[begin : begin + len(against)]
        return found

    # checks

    def _ready(self, draft: Draft) -> Ints:
        """For every check the fact that its needs are met; -1 where it has none."""
        sheet = self.sheet
        if not len(sheet.need_group):
            return np.full(len(sheet.checks), -1, np.int32)
        groups = draft.helpers(np.bincount(sheet.need_group))
        draft.any(sheet.need_claim, groups[sheet.need_group])
        needs = sheet.checks.needs
        return np.where(needs >= 0, groups[needs], -1).astype(np.int32)

    @cached_property
    def _limited(self) -> Ints:
        """Soundness of strong verifiers that check nothing which needs all that their theory proves."""
        sheet, claims = self.sheet, self.sheet.claims
        if not len(sheet.theories):
            return np.zeros(0, np.int32)
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra < 0) & (sheet.strengths < INFINITE))
        return at[(sheet.theory[claims.target[at]] >= 0) & self.tenable[at]].astype(np.int32)

    @cached_property
    def _begin_of_full(self) -> int:
        begin, against = self._opposed
        return begin + len(against)

    @property
    def lines(self) -> Lines:
        """The hereditary claims."""
        return self.base.lines

    @cached_property
    def hereditary(self) -> tuple[Ints, Ints]:
        """The facts that are there for these alone, as `Lines.facts` tells them."""
        return self.lines.facts(Draft(self._begin_of_full + len(self._limited)))

    @cached_property
    def stated(self) -> Ints:
        """For each claim the fact that checks of it are evidence for: of a hereditary one, its base part."""
        found = np.arange(len(self.sheet.claims), dtype=np.int32)
        found[self.lines.claims] = self.hereditary[0]
        return found

    def stating(self, claims: Ints) -> Ints:
        """The facts that checks of some claims are evidence for; without hereditary ones, no copy."""
        return self.stated[claims] if len(self.lines.claims) else claims

    def claim_of(self, fact: int) -> int:
        """The claim that a fact is about: that it holds, or that it holds in full; -1 for any other fact."""
        if fact < len(self.sheet.claims):
            return fact
        place = fact - self._begin_of_full
        return int(self._limited[place]) if 0 <= place < len(self._limited) else -1

    def _full(self, draft: Draft) -> Ints:
        """For each claim the fact that it holds in full: `sound(v)` of all that the theory of v proves.

        `sound(v)` may be known as far as v has something to check; whoever assumes it assumes it of all.
        """
        full = np.arange(len(self.sheet.claims), dtype=np.int32)
        full[self._limited] = self._begin_of_full + np.arange(len(self._limited))
        roots = np.intersect1d(self._limited, self.sheet.roots) if self.asked else self._limited[:0]
        if len(roots):
            draft.any(np.repeat(draft.helpers([0]), len(roots)), full[roots])
        return full

    def _heads(self, checks: Ints) -> Ints:
        """The fact for which each check speaks: what its claim states, or that it is opposed."""
        claim = self.sheet.checks.claim[checks]
        reject = self.sheet.checks.result[checks] == 1
        if not reject.any():
            return self.stating(claim)
        return np.where(reject, self.against(claim), self.stating(claim)).astype(np.int32)

    def against(self, claims: Ints) -> Ints:
        """The facts that some claims are opposed; -1 where nobody rejected it."""
        begin, against = self._opposed
        if not len(against):
            return np.full(len(claims), -1, np.int32)
        place = np.minimum(np.searchsorted(against, claims), len(against) - 1)
        return np.where(against[place] == claims, begin + place, -1).astype(np.int32)

    def _levels(self, checks: Ints) -> Any:
        return np.where(self.base.exact[checks], EXACT, OTHER).astype(np.int8)

    def _singles(self, draft: Draft, ready: Ints, reflected: Reflected, full: Ints) -> None:
        """Checks by one verifier: by what makes it reliable, or by its needs alone."""
        checks, theory = self.sheet.checks, self.sheet.theory
        at = np.flatnonzero(self.base.live & (checks.by >= 0)).astype(np.int32)
        if len(self.sheet.theories):
            reasons = theory[checks.by[at]]
            at = at[(reasons < 0) | self.alive[reasons]]
        self._spoken(draft, ready, reflected, at, self._heads(at), self.sheet.strengths)
        claim = checks.claim[at]
        whole = at[(full[claim] != claim) & (checks.result[at] == 0)]
        all_of_it = np.full(len(self.sheet.claims), INFINITE, np.int32)
        self._spoken(draft, ready, reflected, whole, full[checks.claim[whole]], all_of_it)

    def _spoken(
        self, draft: Draft, ready: Ints, reflected: Reflected, at: Ints, heads: Ints, strengths: Ints
    ) -> None:
        """What some checks say, each for its head, by trust as far as each claim needs."""
        checks, levels = self.sheet.checks, self._levels(at)
        met = ready[at] >= 0
        draft.any(ready[at[met]], heads[met], levels[met])
        rated = ~met & self.sheet.rated[checks.by[at]]
        if rated.any():
            always = draft.helpers([0])
            draft.any(np.full(int(rated.sum()), always[0]), heads[rated], levels[rated])
        other = ~met & ~rated
        by = checks.by[at[other]]
        self._reliable(draft, reflected, by, at[other], heads[other], levels[other], strengths)

    def _reliable(
        self, draft: Draft, reflected: Reflected, by: Ints, checks: Ints, heads: Ints, levels: Any,
        strengths: Ints,
    ) -> None:
        """Edges from everything that makes a verifier reliable on the claim of a check."""
        sheet = self.sheet
        draft.any(sheet.claims.sound[by], heads, levels)
        self._by_pairs(draft, by, checks, heads, levels)
        strong = np.flatnonzero(sheet.theory[by] >= 0)
        if len(strong):
            reasons, claims = sheet.theory[by[strong]], sheet.checks.claim[checks[strong]]
            proved = sheet.checks.how[checks[strong]] == PROOF
            need = np.where(proved, strengths[claims], self._in_full[claims])
            draft.any(self.trusted(reasons, need), heads[strong], levels[strong])
            self._by_reflection(draft, reflected, reasons, checks[strong], heads[strong], levels[strong])
            proofs = strong[proved]
            draft.any(self.adopted(sheet.theory[by[proofs]]), heads[proofs], levels[proofs])

    @cached_property
    def _pairs(self) -> tuple[Any, Any]:
        """Soundness on one claim, as keys of verifier and claim, and the claims that say it."""
        claims = self.sheet.claims
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra >= 0))
        keys = claims.target[at].astype(np.int64) * len(claims) + claims.extra[at]
        order = np.argsort(keys)
        return keys[order], at[order].astype(np.int32)

    def _by_pairs(self, draft: Draft, by: Ints, checks: Ints, heads: Ints, levels: Any) -> None:
        keys, said = self._pairs
        if not len(keys):
            return
        wanted = by.astype(np.int64) * len(self.sheet.claims) + self.sheet.checks.claim[checks]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = np.flatnonzero(keys[at] == wanted)
        draft.any(said[at[hit]], heads[hit], levels[hit])

    def _thresholds(self, draft: Draft, ready: Ints, reflected: Reflected, full: Ints) -> None:
        """Of m principals of whom k accepted, any m - k + 1 that can be relied on are enough."""
        for check, groups in self.base.principals.groups.items():
            if not self.base.live[check]:
                continue
            need = len(groups) - int(self.sheet.checks.at_least[check]) + 1
            met = int(ready[check])
            (stands,) = draft.helpers([need]).tolist()
            for group in groups:
                draft.any([self._principal(draft, reflected, group, check, met >= 0)], [stands])
            head, level = self._heads(np.array([check])), self._levels(np.array([check]))
            if met >= 0:
                both = draft.helpers([2])
                draft.any([stands, met], both[[0, 0]])
                stands = int(both[0])
            draft.any([stands], head, level)
            claim = int(self.sheet.checks.claim[check])
            if full[claim] != claim and self.sheet.checks.result[check] == 0:
                draft.any([stands], [full[claim]], level)

    def _principal(
        self, draft: Draft, reflected: Reflected, group: tuple[int, ...], check: int, met: bool
    ) -> int:
        """The fact that every verifier of a principal can be relied on."""
        (whole,) = draft.helpers([len(group)]).tolist()
        for member in group:
            theory = int(self.sheet.theory[member])
            if theory >= 0 and not self.alive[theory]:
                continue  # nothing makes it reliable
            rated = bool(self.sheet.rated[member])
            (one,) = draft.helpers([0 if rated or met else 1]).tolist()
            draft.any([one], [whole])
            by, at, logic = np.array([member]), np.array([check]), np.array([LOGIC], np.int8)
            self._reliable(draft, reflected, by, at, np.array([one]), logic, self._in_full)
        return int(whole)

    # soundness and theories

    @cached_property
    def _in_full(self) -> Ints:
        """The strength of every claim, soundness of strong verifiers being of all that is proved."""
        found = self.sheet.strengths.copy()
        found[self._limited] = INFINITE
        return found

    def _soundness(self, draft: Draft, full: Ints) -> None:
        """A verifier is sound where its theory is trusted as far as everything that it checks."""
        claims, theory = self.sheet.claims, self.sheet.theory
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra < 0))
        at = at[theory[claims.target[at]] >= 0]
        reasons = theory[claims.target[at]]
        draft.any(self.trusted(reasons, self.sheet.strengths[at]), at)
        spoken = np.zeros(len(claims), bool)
        spoken[self.sheet.checks.claim] = True
        if self.asked:
            spoken[self.sheet.roots] = True
        said = at[spoken[at]]
        said = said[self.alive[theory[claims.target[said]]]]
        draft.any(full[said], self.adopted(theory[claims.target[said]]))

    @cached_property
    def _vouched(self) -> Ints:
        """The soundness of strong verifiers on single claims that is assumed, or accepted by anybody."""
        sheet, claims = self.sheet, self.sheet.claims
        accepted = sheet.checks.claim[self.base.live & (sheet.checks.result == 0)]
        said = np.concatenate([accepted, sheet.roots]) if self.asked else accepted
        spoken = np.unique(said[sheet.on_one[said]])
        at = spoken[sheet.theory[claims.target[spoken]] >= 0]
        return np.asarray(at.astype(np.int32))

    def _reflected(self, draft: Draft, ready: Ints) -> Reflected:
        """The facts "if this theory proves this claim, it is so": such soundness, and what follows below."""
        at, claims = self._vouched, self.sheet.claims
        keys, place = np.unique(
            self._key(self.sheet.theory[claims.target[at]], claims.extra[at]), return_inverse=True
        )
        facts = draft.helpers(np.ones(len(keys)))
        draft.any(at, facts[place.reshape(-1)])
        if not len(keys):
            return keys, facts
        count = len(self.sheet.claims)
        pairs = zip(keys.tolist(), facts.tolist(), strict=True)
        known = {(key // count, key % count): fact for key, fact in pairs}
        found = Reflecting(self.base, draft, self.alive, self._in_full, ready).add(known)
        wider = sorted((theory * count + what, fact) for (theory, what), fact in found.items())
        return np.array([key for key, _ in wider], np.int64), np.array([fact for _, fact in wider], np.int32)

    def _key(self, theory: Ints, claim: Ints) -> Any:
        return theory.astype(np.int64) * len(self.sheet.claims) + claim

    def _by_reflection(
        self, draft: Draft, reflected: Reflected, theory: Ints, checks: Ints, heads: Ints, levels: Any
    ) -> None:
        keys, facts = reflected
        if len(keys):
            wanted = self._key(theory, self.sheet.checks.claim[checks])
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            hit = np.flatnonzero(keys[at] == wanted)
            draft.any(facts[at[hit]], heads[hit], levels[hit])

    def _on_one(self, draft: Draft, reflected: Reflected, full: Ints) -> None:
        """Soundness on one claim: of the verifier at all, from trust, or of another in its theory."""
        claims = self.sheet.claims
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra >= 0)).astype(np.int32)
        if not len(at):
            return
        whole, strengths = claims.sound[claims.target[at]], self.sheet.strengths
        draft.any(np.where(strengths[whole] >= strengths[at], whole, full[whole]), at)
        reasons = self.sheet.theory[claims.target[at]]
        at, reasons = at[reasons >= 0], reasons[reasons >= 0]
        draft.any(self.trusted(reasons, self.sheet.strengths[at]), at)
        keys, facts = reflected
        if len(keys):
            wanted = self._key(reasons, claims.extra[at])
            place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            hit = np.flatnonzero(keys[place] == wanted)
            draft.any(facts[place[hit]], at[hit])

    def _theories(self, draft: Draft, ready: Ints) -> None:
        """Adoption goes down inclusions, trust down every edge that is strong enough."""
        relation, lower, upper, strength, check = self.base.trust.columns
        kept = np.flatnonzero(self.alive[lower] & self.alive[upper])
        needs = np.where(check >= 0, ready[check], -1)[kept] if len(ready) else np.full(len(kept), -1)
        lower, upper, strength = lower[kept], upper[kept], strength[kept]
        whole = relation[kept] != 2
        level = np.where(check[kept] >= 0, EXACT, LOGIC).astype(np.int8)
        self._edge(draft, whole, needs, self.adopted(upper), self.adopted(lower), level)
        for width in self.base.strengths.tolist():
            wide = strength >= width
            self._edge(draft, wide, needs, self.adopted(upper), self.trusted(lower, width), level)
            below = self.trusted(lower, width)
            self._edge(draft, wide | whole, needs, self.trusted(upper, width), below, level)
            self._consistencies(draft, width)

    def _edge(self, draft: Draft, used: Bits, needs: Any, source: Any, target: Any, level: Any) -> None:
        """Edges from facts of the upper theories to facts of the lower ones, some on needs as well."""
        free = used & (needs < 0)
        draft.any(source[free], target[free], level[free])
        bound = np.flatnonzero(used & (needs >= 0))
        if len(bound):
            both = draft.helpers(np.full(len(bound), 2))
            draft.any(source[bound], both)
            draft.any(needs[bound], both)
            draft.any(both, target[bound], level[bound])

    def _consistencies(self, draft: Draft, width: int) -> None:
        """Consistency that is known gives trust, and trust gives consistency."""
        claims, sheet = self.sheet.claims, self.sheet
        at = np.flatnonzero(claims.prop == CONSISTENT)
        if not len(at):
            return
        spoken = np.zeros(len(claims), bool)
        spoken[sheet.checks.claim] = True
        if self.asked:
            spoken[sheet.roots] = True
        enough = at[spoken[at] & (claims.extra[at] >= width) & self.alive[claims.target[at]]]
        draft.any(enough, self.trusted(claims.target[enough], width))
        same = at[claims.extra[at] == width]
        draft.any(self.trusted(claims.target[same], width), same)
