"""Hereditary properties by columns: a system is safe, and so is whatever it builds.

A check speaks of the system itself alone: of the base part of its claim.  The whole claim follows from
what is built, or from the gate through which all of it must pass (`tower.propagation.rules`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .draft import Draft
from .names import Bits, Ints, spans
from .sheet import GATE, Sheet


@dataclass(frozen=True, eq=False)
class Lines:
    """The hereditary claims of a sheet, and how they lead to each other."""

    sheet: Sheet

    @cached_property
    def claims(self) -> Ints:
        """The hereditary claims."""
        prop = self.sheet.claims.prop
        if not self.sheet.hereditary.any():
            return np.zeros(0, np.int32)
        at = np.flatnonzero(prop >= 0).astype(np.int32)
        return np.asarray(at[self.sheet.hereditary[prop[at]]])

    @cached_property
    def place(self) -> Ints:
        """For each claim of the sheet its place among the hereditary ones; -1 for any other."""
        found = np.full(len(self.sheet.claims), -1, np.int32)
        found[self.claims] = np.arange(len(self.claims), dtype=np.int32)
        return found

    @cached_property
    def _subject(self) -> Ints:
        return np.asarray(self.sheet.claims.target[self.claims])

    @cached_property
    def links(self) -> tuple[Ints, Ints]:
        """Pairs of places: of a claim about a builder, and of the claim about each thing that it builds."""
        base, mesa = self.sheet.links
        ends = spans(base, len(self.sheet.nodes))
        size = ends[self._subject + 1] - ends[self._subject]
        upper = np.repeat(np.arange(len(self.claims), dtype=np.int32), size)
        at = np.arange(len(upper)) + np.repeat(ends[self._subject] - np.cumsum(size) + size, size)
        prop = self.sheet.claims.prop[self.claims][upper]
        return upper, self.place[self.sheet.place(prop, mesa[at])]

    @cached_property
    def size(self) -> Ints:
        """For each how many things its subject builds."""
        return np.bincount(self.links[0], minlength=len(self.claims)).astype(np.int32)

    @cached_property
    def enacting(self) -> Bits:
        """Those whose subject checks what it builds for the property itself."""
        found = np.zeros(len(self.claims), bool)
        agent, prop = self.sheet.enacted
        enacted = self.sheet.place(prop, agent)
        place = self.place[enacted[enacted >= 0]]
        found[place[place >= 0]] = True
        return found

    @cached_property
    def ending(self) -> Bits:
        """Those whose subject builds nothing, and would not check what it built."""
        return np.asarray((self.size == 0) & ~self.enacting)

    @cached_property
    def reviews(self) -> Ints:
        """For each the claim that the review of its subject is sound; of use where it is enacting."""
        return np.asarray(self.sheet.claims.sound[self._subject])

    def facts(self, draft: Draft) -> tuple[Ints, Ints]:
        """New facts, two for each: its subject is safe itself, and all that it builds fulfils the claim."""
        return draft.helpers(np.ones(len(self.claims), np.int32)), draft.helpers(np.maximum(self.size, 1))

    def draw(self, draft: Draft, building: bool) -> None:
        """The rules; for a builder that asks, nothing follows from what is known of the builder."""
        claims, (upper, lower), (parts, built) = self.claims, self.links, self.facts(draft)
        draft.any(claims, parts)
        draft.any(parts[self.ending], claims[self.ending])
        draft.any(claims[lower], built[upper])
        some = np.flatnonzero(self.size)
        self._all(draft, some, parts[some], built[some])
        at = np.flatnonzero(self.enacting)
        gate = self.sheet.place(np.full(len(at), GATE), self._subject[at])
        at, gate = at[gate >= 0], gate[gate >= 0]
        self._all(draft, at, parts[at], gate, self.reviews[at])
        if not building:
            draft.any(claims[upper], claims[lower])

    def _all(self, draft: Draft, at: Ints, *facts: Ints) -> None:
        """Claims that follow from several facts each."""
        whole = draft.helpers(np.full(len(at), len(facts)))
        for each in facts:
            draft.any(each, whole)
        draft.any(whole, self.claims[at])
