"""What the graph cannot settle, asked of the object engine and its logic: once for each distinct pattern.

A pattern is the part of a sheet on which a claim rests, under names that do not depend on the sheet.
Equal patterns have equal answers, however many nodes they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from ..diagnosis.check import check
from ..diagnosis.inconsistent import inconsistent
from ..diagnosis.report import Answer, Break, Report
from ..errors import LimitReached
from ..model.values import Model
from .cutting import Cutter, Part
from .names import Ints
from .sheet import SOUND
from .verdicts import CODE, Standing
from .writing import Writer

DAY = date(2000, 1, 1)  # no verdict of an edge list depends on the day
MOST_PATTERNS = 2_000


@dataclass(frozen=True, eq=False)
class Patterns:
    """The answers to what is open, and the breaks of the logic that come with them."""

    standing: Standing

    @cached_property
    def cutter(self) -> Cutter:
        """Cuts the parts."""
        return Cutter(self.standing.base)

    @cached_property
    def _reports(self) -> dict[Model, Report]:
        return {}

    @property
    def asked(self) -> int:
        """How many distinct patterns were asked about."""
        return len(self._reports)

    @cached_property
    def _written(self) -> dict[Part, tuple[Writer, Report]]:
        return {}

    def _report(self, part: Part) -> tuple[Writer, Report]:
        if part not in self._written:
            self._written[part] = self._asked(part)
        return self._written[part]

    def _asked(self, part: Part) -> tuple[Writer, Report]:
        writer = Writer(self.cutter, part, plain=True)
        model = writer.model()
        if model not in self._reports:
            if len(self._reports) >= MOST_PATTERNS:
                raise LimitReached(f"{MOST_PATTERNS} distinct patterns for the logic")
            self._reports[model] = check(model, today=DAY)
        return writer, self._reports[model]

    @cached_property
    def settled(self) -> tuple[Ints, str]:
        """The verdicts with the open ones filled in, and the limit that was met, if one was."""
        found, limit = self.standing.verdict.copy(), ""
        open_ = np.flatnonzero(self.standing.open).tolist()
        for number, claim in enumerate(open_):
            self.standing.step("what the logic says", number, len(open_))
            try:
                found[claim] = CODE[self._answer(claim).verdict]
            except LimitReached as met:
                found[claim], limit = CODE["UNKNOWN"], met.limit
        return found, limit

    def _answer(self, claim: int) -> Answer:
        writer, report = self._report(self._part(claim))
        answer = report.engine.may_accept(report.observer, writer.claim(claim))
        if answer.verdict == "COLLAPSED":
            self._dead[report.model] = writer, report
        return answer

    @cached_property
    def _dead(self) -> dict[Model, tuple[Writer, Report]]:
        return {}

    def collapses(self) -> Iterator[tuple[Break, Writer]]:
        """The theories that what they are given makes inconsistent, behind verdicts that the logic gave."""
        self.settled  # noqa: B018  collects them
        for writer, report in self._dead.values():
            for found in inconsistent(report.engine.judge):  # type: ignore[attr-defined]
                yield found, writer

    def _part(self, claim: int) -> Part:
        inner = int(self.standing.base.sheet.claims.extra[claim])
        about = [claim, inner] if self.standing.base.sheet.on_one[claim] else [claim]
        if not self.standing.base_items:
            return self.cutter.cone(about)
        wanted, wider = set[int](), set(self.cutter.related(claim))
        while wider > wanted:  # what is said of one system of a line bears on the others
            wanted = wider
            part = self.cutter.cone(wanted)
            lines = [each for each in part.claims if self.cutter.hereditary(each)]
            wider = wanted.union(*map(self.cutter.about_one, lines))
        return part

    def breaks(self) -> Iterator[tuple[Break, Writer]]:
        """LOEB_VACUOUS for checks and claims that trust their own proofs, each letter once."""
        if not self.standing.base_items:
            return
        done: set[tuple[Any, ...]] = set()
        for claim in self._letters():
            try:
                writer, report = self._report(self.cutter.cone(self.cutter.about_one(claim)))
            except LimitReached:
                continue
            for found in report.breaks:
                key = (found.nodes, found.edges, claim)
                if found.code == "TWR103" and key not in done:
                    done.add(key)
                    yield found, writer

    def _letters(self) -> list[int]:
        """The claims on which the soundness of somebody is checked by proof."""
        claims = self.standing.base.sheet.claims
        at = np.flatnonzero((claims.prop == SOUND) & (claims.extra >= 0))
        return list(np.unique(claims.extra[at]).tolist())
