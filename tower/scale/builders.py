"""What agents may accept of what they build: asked by each builder that checks, on its own evidence.

An agent without a theory has no roots: it may accept a claim about its child when checks that need no
assumption give it, or when its own review is known to be sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .names import Bits, Ints, distinct, distinct_rows, spans
from .sheet import Sheet
from .verdicts import CODE, Standing


@dataclass(frozen=True, eq=False)
class Builders:
    """The questions of all agents about what they build, and their answers."""

    observer: Standing
    nobody: Standing

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet behind the questions."""
        return self.observer.base.sheet

    @cached_property
    def questions(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Agent, property, child, and the claim (-1: nobody speaks of it) of every question, each once."""
        sheet = self.sheet
        links = np.flatnonzero(sheet.kinds[sheet.base] == 2) if len(sheet.base) else np.zeros(0, np.int64)
        if not len(links):
            none = np.zeros(0, np.int32)
            return none, none, none, none
        agent, prop = self._enacted
        ends = spans(agent, len(sheet.nodes))
        base, child = sheet.base[links], sheet.mesa[links]
        size = ends[base + 1] - ends[base]
        link = np.repeat(np.arange(len(links)), size)
        offset = np.arange(len(link)) - np.repeat(np.cumsum(size) - size, size)
        props, nodes = max(len(sheet.properties), 1), len(sheet.nodes)
        asked = base[link].astype(np.int64) * props + prop[ends[base[link]] + offset]
        keys = distinct(asked * nodes + child[link])  # fits while nodes² · properties < 2⁶³
        rest, mesa = keys // nodes, (keys % nodes).astype(np.int32)
        what = (rest % props).astype(np.int32)
        return (rest // props).astype(np.int32), what, mesa, self._claims(what, mesa)

    @cached_property
    def _enacted(self) -> tuple[Any, Any]:
        """The agents and the properties that they check, each pair once, by agent."""
        sheet, claims = self.sheet, self.sheet.claims
        single = np.flatnonzero(sheet.checks.by >= 0)
        by = np.concatenate([sheet.checks.by[single], sheet.member])
        prop = claims.prop[sheet.checks.claim[np.concatenate([single, sheet.member_check])]]
        used = (sheet.kinds[by] == 2) & (prop >= 0)
        return distinct_rows(by[used], prop[used], max(len(sheet.properties), 1))

    def _claims(self, prop: Ints, target: Ints) -> Ints:
        claims, nodes = self.sheet.claims, len(self.sheet.nodes)
        plain = np.flatnonzero(claims.prop >= 0)
        keys = claims.prop[plain].astype(np.int64) * nodes + claims.target[plain]
        wanted = prop.astype(np.int64) * nodes + target
        if not len(keys):
            return np.full(len(wanted), -1, np.int32)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, plain[at], -1).astype(np.int32)

    @cached_property
    def mine(self) -> Bits:
        """The questions that the observer itself asks as a builder."""
        return np.asarray(self.questions[0] == self.sheet.nodes.find(self.sheet.observer))

    @cached_property
    def held(self) -> Bits:
        """The questions whose claim holds for the builder."""
        return self._either("held")

    def _either(self, what: str) -> Bits:
        """For each question whether its claim, or the soundness of the builder's review, is so."""
        agent, _, _, claim = self.questions
        found = np.zeros(len(agent), bool)
        for standing, asks in ((self.observer, self.mine), (self.nobody, ~self.mine)):
            if asks.any():
                column = getattr(standing, what)
                known = np.append(column, False)[claim[asks]]
                found[asks] = known | column[self.sheet.claims.sound[agent[asks]]]
        return found

    def _own(self, what: str) -> Bits:
        """For each question whether its claim itself is so for the asker."""
        found = np.zeros(len(self.mine), bool)
        for standing, asks in ((self.observer, self.mine), (self.nobody, ~self.mine)):
            if asks.any():
                column = getattr(standing, what)[: len(self.sheet.claims)]
                found[asks] = np.append(column, False)[self.questions[3][asks]]
        return found

    @cached_property
    def verdict(self) -> Ints:
        """The verdict on every question."""
        found = np.where(self._own("strong"), CODE["NOT_DERIVABLE"], CODE["UNSUPPORTED"]).astype(np.int8)
        if self.observer.base.trust.dead.any():
            found[self._either("in_spite")] = CODE["COLLAPSED"]
        found[self.held] = CODE["SUPPORTED"]
        found[self._own("exactly")] = CODE["GUARANTEED"]
        found[self._own("unchecked")] = CODE["ASSUMED"]
        found[self.held & self._own("contested")] = CODE["CONTRADICTED"]
        return found
