"""The verdict on every claim of a sheet, by columns; the order of verdicts is that of `proofs/vacuity.md`.

What the graph cannot settle is marked `open` and left to `tower.scale.patterns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .assuming import Assuming
from .base import Base
from .draft import EXACT, LOGIC, OTHER
from .names import Bits, Ints
from .progress import Step, quiet
from .rules import Rules
from .sheet import CONSISTENT, GATE, SOUND
from .trust import components

VERDICTS = (
    "GUARANTEED",
    "ASSUMED",
    "SUPPORTED",
    "UNSUPPORTED",
    "VACUOUS",
    "COLLAPSED",
    "NOT_DERIVABLE",
    "CONTRADICTED",
    "UNKNOWN",
)
CODE = {name: number for number, name in enumerate(VERDICTS)}


@dataclass(frozen=True, eq=False)
class Standing:
    """What holds for the observer (`asked`), or for a builder without a theory and without roots.

    With `building` it is what either of them has to go on as the builder of what is asked about.
    """

    base: Base
    asked: bool = True
    step: Step = quiet
    building: bool = False

    @cached_property
    def rules(self) -> Rules:
        """The graph of facts."""
        return Rules(self.base, self.asked, building=self.building)

    @cached_property
    def rules_in_spite(self) -> Rules:
        """The graph of facts as if no theory were dead."""
        return Rules(self.base, self.asked, collapsed=True, building=self.building)

    def _spread(self, level: int, what: str) -> Bits:
        return self.rules.held(level, self._named(what), self.step)

    def _named(self, what: str) -> str:
        return f"propagation: {what}{' for builders' if self.building else ''}"

    @cached_property
    def facts(self) -> Bits:
        """Every fact that holds."""
        return self._spread(OTHER, "what holds")

    @cached_property
    def held(self) -> Bits:
        """The claims that hold."""
        return self.facts[: len(self.base.sheet.claims)]

    @cached_property
    def stated(self) -> Bits:
        """The claims of which holds what checks of them are evidence for."""
        return self.facts[self.rules.stated] if len(self.rules.lines.claims) else self.held

    @cached_property
    def contested(self) -> Bits:
        """The claims that somebody who is relied on rejected."""
        return self.rules.opposed(self.facts)

    @cached_property
    def exactly(self) -> Bits:
        """The facts that hold by proofs and exact attestations alone."""
        return self._spread(EXACT, "what holds exactly")

    @cached_property
    def unchecked(self) -> Bits:
        """The facts that hold without any check."""
        return self._spread(LOGIC, "what holds unchecked")

    @cached_property
    def relied(self) -> tuple[Ints, Bits]:
        """How far each theory is trusted (-1: not), and whether its theorems are taken.

        Of a dead one: if none were dead.
        """
        trusted, adopted = self._relied(self.facts, self.rules)
        dead = self.base.trust.dead
        if dead.any():
            in_spite = self._relied(self.in_spite, self.rules_in_spite)
            trusted[dead], adopted[dead] = in_spite[0][dead], in_spite[1][dead]
        return trusted, adopted

    def _relied(self, facts: Bits, rules: Rules) -> tuple[Ints, Bits]:
        every = np.arange(len(self.base.sheet.theories))
        trusted = np.full(len(every), -1, np.int32)
        for strength in self.base.strengths.tolist():
            trusted[facts[rules.trusted(every, strength)]] = strength
        return trusted, np.asarray(facts[rules.adopted(every)])

    @cached_property
    def in_spite(self) -> Bits:
        """The facts that would hold if no theory were dead."""
        told = self._named("what would hold if no theory were dead")
        return self.rules_in_spite.held(OTHER, told, self.step)

    @cached_property
    def strong(self) -> Bits:
        """The claims that belong to the logic: somebody reasons about them in a theory."""
        sheet = self.base.sheet
        claims, count = sheet.claims, len(sheet.claims)
        if self.asked and sheet.own_theory >= 0:
            return np.ones(count, bool)
        found = claims.prop == CONSISTENT
        sound = np.flatnonzero(claims.prop == SOUND)
        found[sound] = sheet.theory[claims.target[sound]] >= 0
        of_system = np.append(np.flatnonzero(claims.prop == GATE), self.rules.lines.claims)
        found[of_system] = sheet.theory[claims.target[of_system]] >= 0
        reasoned = np.unique(sheet.checks.claim[sheet.strong])
        found[reasoned] = True
        inner = claims.extra[reasoned[(claims.prop[reasoned] == SOUND) & (claims.extra[reasoned] >= 0)]]
        found[inner] = True
        return np.asarray(found)

    @cached_property
    def verdict(self) -> Ints:
        """The verdict on every claim, as a place in VERDICTS."""
        found = np.where(self.strong, CODE["NOT_DERIVABLE"], CODE["UNSUPPORTED"]).astype(np.int8)
        if self.base.trust.dead.any():
            found[self.in_spite[: len(found)]] = CODE["COLLAPSED"]
        count = len(found)
        found[self.held] = CODE["SUPPORTED"]
        found[self.held & self.exactly[:count]] = CODE["GUARANTEED"]
        found[self.held & self.unchecked[:count]] = CODE["ASSUMED"]
        found[self._both & self._settled[1]] = CODE["GUARANTEED"]
        found[self.stated & self.contested] = CODE["CONTRADICTED"]
        return found

    @cached_property
    def open(self) -> Bits:
        """What the graph leaves open: claims assumed and checked at once, or to be put to the logic."""
        both = self._both & ~self._settled[0] & ~self._settled[1]
        asked = (self.verdict == CODE["NOT_DERIVABLE"]) & (self.base_items | self._holds_inside)
        return np.asarray((both | asked) & self.base.sheet.claims.mentioned)

    @cached_property
    def _both(self) -> Bits:
        """The claims that are assumed, and to which checks lead as well."""
        count = len(self.base.sheet.claims)
        return np.asarray(self.held & self.unchecked[:count] & self._touched[:count] & self._returning)

    @cached_property
    def _settled(self) -> tuple[Bits, Bits]:
        """Of these the hereditary ones that are certainly ASSUMED, and those that are GUARANTEED."""
        if not self.asked or not self._both[self.rules.lines.claims].any():
            none = np.zeros(len(self._both), bool)
            return none, none
        return Assuming(self.rules).settled

    @cached_property
    def _holds_inside(self) -> Bits:
        """The claims about the soundness of accepting what holds anyway."""
        on_one, extra = self.base.sheet.on_one, self.base.sheet.claims.extra
        found = on_one.copy()
        found[on_one] = self.held[extra[on_one]]
        return found

    @cached_property
    def base_items(self) -> bool:
        """Whether the logic could say more: soundness on single claims is checked or assumed."""
        sheet = self.base.sheet
        on_one = (sheet.claims.prop == SOUND) & (sheet.claims.extra >= 0)
        if not on_one.any():
            return False
        instance = self.base.live & sheet.strong & (sheet.checks.result == 0) & on_one[sheet.checks.claim]
        return bool(instance.any()) or (self.asked and bool(on_one[sheet.roots].any()))

    @cached_property
    def _touched(self) -> Bits:
        """The facts of which some exact derivation uses a check."""
        facts = self.rules.facts
        used = (facts.level == EXACT) & self.exactly[facts.source] & self.exactly[facts.target]
        flow = (facts.level <= EXACT) & self.exactly[facts.source] & self.exactly[facts.target]
        spread = type(facts)(
            facts.count,
            facts.source[flow],
            facts.target[flow],
            np.zeros(int(flow.sum()), np.int8),
            np.ones(facts.count, np.int32),
        )
        return spread.held(np.unique(facts.target[used]))

    @cached_property
    def _returning(self) -> Bits:
        """The claims whose assumption may follow back from themselves, or that are no assumption."""
        sheet, facts = self.base.sheet, self.rules.facts
        found = np.ones(len(sheet.claims), bool)
        roots = sheet.roots if self.asked else sheet.roots[:0]
        found[roots] = False
        roots = roots[self._touched[roots]]
        if len(roots):
            label = components(facts.source, facts.target, facts.count)
            alone = np.bincount(label, minlength=facts.count)[label] == 1
            found[roots] = ~alone[roots]
        return found
