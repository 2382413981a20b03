"""What agents may accept of what they build: asked by each builder that checks, on its own evidence.

An agent without a theory has no roots: it may accept a claim about its child when checks that need no
assumption give it, or when its own review is known to be sound.  It takes as given that the child builds
only what its own check accepts, and nothing from what is known of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .draft import EXACT, LOGIC, OTHER
from .names import Bits, Ints, Longs, distinct, spans
from .rules import Rules
from .sheet import GATE, Sheet
from .verdicts import CODE, Standing


class Known(NamedTuple):
    """For each question whether its claim holds, whether what it states does, and whether that is opposed."""

    holds: Bits
    stated: Bits
    opposed: Bits


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
        agent, prop = sheet.enacted
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
        return (rest // props).astype(np.int32), what, mesa, sheet.place(what, mesa)

    @cached_property
    def mine(self) -> Bits:
        """The questions that the observer itself asks as a builder."""
        return np.asarray(self.questions[0] == self.sheet.nodes.find(self.sheet.observer))

    @cached_property
    def held(self) -> Bits:
        """The questions whose claim holds for the builder."""
        return self._known.holds

    def _asks(self) -> Iterator[tuple[Standing, Ints]]:
        """Who asks with which evidence, and the questions."""
        for standing, asks in ((self.observer, self.mine), (self.nobody, ~self.mine)):
            if asks.any():
                yield standing, np.flatnonzero(asks)

    @cached_property
    def _known(self) -> Known:
        """What holds for the builders."""
        return self._put((s, at, Case(self, s.rules, s.facts, OTHER, at)) for s, at in self._asks())

    @cached_property
    def _exactly(self) -> Known:
        return self._put((s, at, Case(self, s.rules, s.exactly, EXACT, at)) for s, at in self._asks())

    @cached_property
    def _unchecked(self) -> Known:
        return self._put((s, at, Case(self, s.rules, s.unchecked, LOGIC, at)) for s, at in self._asks())

    @cached_property
    def _in_spite(self) -> Known:
        return self._put(
            (s, at, Case(self, s.rules_in_spite, s.in_spite, OTHER, at)) for s, at in self._asks()
        )

    def _put(self, cases: Iterator[tuple[Standing, Ints, Case]]) -> Known:
        found = Known(*(np.zeros(len(self.mine), bool) for _ in Known._fields))
        for _, at, case in cases:
            for whole, part in zip(found, case.known(), strict=True):
                whole[at] = part
        return found

    @cached_property
    def _strong(self) -> Bits:
        """The questions whose claim belongs to the logic."""
        found = np.zeros(len(self.mine), bool)
        for standing, at in self._asks():
            found[at] = np.append(standing.strong, False)[self.questions[3][at]]
        return found

    @cached_property
    def verdict(self) -> Ints:
        """The verdict on every question."""
        found = np.where(self._strong, CODE["NOT_DERIVABLE"], CODE["UNSUPPORTED"]).astype(np.int8)
        if self.observer.base.trust.dead.any():
            found[self._in_spite.holds] = CODE["COLLAPSED"]
        found[self.held] = CODE["SUPPORTED"]
        found[self._exactly.holds] = CODE["GUARANTEED"]
        found[self._unchecked.holds] = CODE["ASSUMED"]
        found[self._known.stated & self._known.opposed] = CODE["CONTRADICTED"]
        return found


@dataclass(frozen=True, eq=False)
class Case:
    """Some questions with the facts that hold, by edges up to a level, whatever is asked."""

    builders: Builders
    rules: Rules
    held: Bits
    level: int
    at: Ints

    @cached_property
    def _columns(self) -> tuple[Ints, Ints, Ints]:
        """Agent, child and claim of the questions."""
        agent, _, child, claim = self.builders.questions
        return agent[self.at], child[self.at], claim[self.at]

    def known(self) -> Known:
        """What of each question holds.

        The review of the builder is evidence like that for the builder itself; it is a review, and not exact.
        """
        agent, child, claim = self._columns
        sheet, lines = self.rules.sheet, self.rules.lines
        facts = np.append(self.rules.stated, np.int32(-1))[claim] if len(lines.claims) else claim
        stated = self._holds(facts)
        if self.level == OTHER:
            stated |= self._holds(sheet.claims.sound[agent])
        holds = stated.copy()
        if len(lines.claims):
            line = np.append(lines.place, np.int32(-1))[claim]
            of_line = np.flatnonzero(line >= 0)
            place = line[of_line]
            built = self._holds(self.rules.hereditary[1][place], of_line) & (lines.size[place] > 0)
            gated = lines.enacting[place] & self._holds(sheet.claims.sound[child[of_line]], of_line)
            follows = stated[of_line] & (lines.ending[place] | built | gated)
            holds[of_line] = self._holds(claim[of_line], of_line) | follows
        return Known(holds, stated, self._opposed(holds))

    def _holds(self, facts: Ints, at: Ints | None = None) -> Bits:
        """Whether a fact holds, for each question (or those at some places); none is negative."""
        found = np.append(self.held, False)[facts]
        if len(self._given):
            case = np.arange(len(facts)) if at is None else at
            found |= np.isin(case * np.int64(len(self.held)) + facts, self._given) & (facts >= 0)
        return np.asarray(found)

    @cached_property
    def _given(self) -> Longs:
        """What follows in each question because the child builds only what its own check accepts."""
        sheet, child = self.rules.sheet, self._columns[1]
        gate = sheet.place(np.full(len(child), GATE), child)
        needed = np.zeros(len(sheet.claims) + 1, bool)  # what follows without any check, `known` tells
        needed[sheet.need_claim] = True
        at = np.flatnonzero((gate >= 0) & needed[gate] & ~np.append(self.held, True)[gate])
        return self.rules.facts.beside(self.held, at, gate[at], self.level)

    def _opposed(self, holds: Bits) -> Bits:
        """Whether what a question states is opposed, also by checks that need its claim itself."""
        child, claim = self._columns[1:]
        against = self.rules.against(claim)
        found = self._holds(against)
        at = np.flatnonzero((against >= 0) & ~found & holds)
        if self.level == OTHER and len(at):
            gate = self.rules.sheet.place(np.full(len(at), GATE), child[at])
            case, given = np.tile(at, 2), np.concatenate([claim[at], gate])
            case, given = case[given >= 0], given[given >= 0]
            wider = self.rules.facts.beside(self.held, case, given, self.level)
            found[at] = np.isin(at * np.int64(len(self.held)) + against[at], wider)
        return found
