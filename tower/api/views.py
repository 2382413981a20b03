"""Reports as people meet them at a prompt and in a notebook: the same values, with words and pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import field, fields
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnosis.case import Case
from ..diagnosis.check import check
from ..diagnosis.judging import Judge
from ..diagnosis.links import links
from ..diagnosis.report import Answer, Countermodel, Report
from ..draw.plain import report_text, verdict_text
from ..errors import InputError
from ..frozen import frozen
from ..late import Late
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Model
from ..risk import chances, numbers_for
from .claims import ClaimLike, NodeLike, claim_of, name_of
from .files import draw_report
from .glance import shortened
from .rows import Argument, Rows

if TYPE_CHECKING:
    from ..diagnosis.ladder import Rung
    from ..diagnosis.links import Link
    from ..diagnosis.register import Entry
    from ..risk.numbers import Numbers

_ladder = Late("tower.diagnosis.ladder")
_register = Late("tower.diagnosis.register")
_tables = Late("tower.draw.tables")


def check_model(
    model: Model,
    *,
    observer: str | None = None,
    today: date | None = None,
    evidence: Iterable[Evidence] = (),
) -> TowerReport:
    """Check a model on a day, by default this one.

    >>> from tower.model.values import Optimizer
    >>> check_model(Model("t", optimizers=(Optimizer("lab"),)), today=date(2026, 1, 1)).observer
    'lab'
    """
    records = tuple(evidence)
    day = day_of(today)
    found = check(model, observer=observer, today=day, evidence=records, chances=chances(records))
    parts = {each.name: getattr(found, each.name) for each in fields(found)}
    return TowerReport(**parts | {"answers": tuple(told(answer, found) for answer in found.answers)})


def day_of(today: date | None) -> date:
    """The day of a check, by default this one; InputError for what is no date.

    >>> day_of(date(2026, 1, 1)).year
    2026
    """
    if today is None:
        return date.today()
    if not isinstance(today, date):
        raise InputError(f"{today!r} is no day", expected="a datetime.date")
    return today.date() if isinstance(today, datetime) else today


@frozen
class TowerAnswer(Answer):
    """One answer with its evidence: `.why()`, `.countermodel`, `.certificate`, `.in_words()`, `.escapes`."""

    report: Report | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return verdict_text(self)

    __str__ = __repr__

    def why(self) -> Argument:
        """The derivation as numbered steps; empty when the claim does not hold."""
        asked = self.asker, self.decided or self.claim
        return Argument(() if self.report is None else self.report.engine.why(*asked))

    @cached_property
    def certificate(self) -> dict[str, Any] | None:
        """What the small checker needs to accept the verdict (`tower verify`); None if nothing does."""
        if self.report is None:
            return None
        return self.report.engine.certificate(self.asker, self.decided or self.claim)

    @cached_property
    def countermodel(self) -> Countermodel | None:
        """The worlds of which the first refutes the claim; None when it holds or no logic decides it."""
        if self.report is None:
            return None
        return self.report.engine.why_not(self.asker, self.decided or self.claim)

    def in_words(self) -> str:
        """The answer as one or two sentences, with the world that cannot be ruled out."""
        said = f"{self.text}, asked by {self.asker}: {verdict_text(self)}."
        return said if self.countermodel is None else f"{said} {self.countermodel.sentence}"

    @property
    def escapes(self) -> tuple[str, ...]:
        """What would lift the breaks that take the claim down."""
        found = () if self.report is None else self.report.breaks
        wanted = (self.asker, self.claim)
        return tuple(text for each in found if wanted in each.claims for text in each.repairs)


def told(answer: Answer, report: Report) -> TowerAnswer:
    """An answer of a report with its evidence at hand."""
    if isinstance(answer, TowerAnswer):
        return answer
    return TowerAnswer(**{each.name: getattr(answer, each.name) for each in fields(Answer)}, report=report)


@frozen
class TowerReport(Report):
    """A report that shows itself: a table at a prompt, the picture in a notebook.

    >>> from tower.model.values import Optimizer
    >>> print(check_model(Model("t", optimizers=(Optimizer("lab"),)), today=date(2026, 1, 1)))
    t                                                                                    observer: lab
    <BLANKLINE>
      0 claims, no breaks
    """

    def __repr__(self) -> str:
        return shortened(report_text(self))

    def __str__(self) -> str:
        return report_text(self)

    def ask(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """The answer to `asker` about `claim`; InputError when the report has none."""
        return told(super().ask(name_of(asker), claim_of(claim)), self)

    def __getitem__(self, claim: ClaimLike) -> TowerAnswer:
        return self.ask(self.observer, claim)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers)

    def __contains__(self, claim: object) -> bool:
        """Whether the observer asks for a claim, given as everywhere: a claim or its text."""
        if not isinstance(claim, str | Claim):
            return False
        return (self.observer, claim_of(claim)) in self._by_claim

    def may_accept(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """May `asker` accept a claim about what it builds, on the evidence that Pmeta had for it?"""
        wanted = name_of(asker), claim_of(claim)
        if wanted in self._by_claim:
            return self.ask(*wanted)
        return told(self.engine.may_accept(*wanted), self)

    def if_accepted(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """If `asker` accepts the claim, what does the observer know?"""
        answer = self.engine.if_accepted(name_of(asker), claim_of(claim), self.observer)
        return told(answer, self)

    def why(self, claim: ClaimLike, asker: NodeLike | None = None) -> Argument:
        """The derivation of a claim as numbered steps; empty when it does not hold."""
        return Argument(self.engine.why(*self._question(claim, asker)))

    def why_not(self, claim: ClaimLike, asker: NodeLike | None = None) -> Countermodel | None:
        """The world that the asker cannot rule out; None when the claim holds or is weak."""
        return self.engine.why_not(*self._question(claim, asker))

    def _question(self, claim: ClaimLike, asker: NodeLike | None) -> tuple[str, Claim]:
        answer = self.ask(self.observer if asker is None else asker, claim)
        return answer.asker, answer.claim

    def ladder(self) -> Rows[Rung]:
        """What each meta-level replaces, and what it leaves instead: the table of `tower ladder`."""
        rungs: tuple[Rung, ...] = _ladder.ladder(self)
        return Rows(rungs, _tables.LADDER, _tables.ladder_rows(rungs))

    def assumptions(self) -> Rows[Entry]:
        """Every assumption, and what falls without it: the table of `tower assumptions`."""
        entries: tuple[Entry, ...] = _register.register(self)
        return Rows(entries, _tables.REGISTER, _tables.register_rows(entries))

    def draw(
        self, path: str | os.PathLike[str], *, notation: str = "tower", force: bool = False
    ) -> Path:
        """Draw the report into a file, as `Tower.draw` does."""
        return draw_report(self, path, notation=notation, force=force)

    def risk(self, claim: ClaimLike, asker: NodeLike | None = None) -> Numbers:
        """How likely a claim is to be wrong, and which assumption that hangs on: `tower risk`.

        MissingExtra where the extra `risk` is not installed.
        """
        answer = self.ask(self.observer if asker is None else asker, claim)
        return numbers_for(self, answer.claim, answer.asker)

    def links(self) -> Rows[Link]:
        """Who builds whom, and whether there is a function to aim at: the table of `tower links`."""
        found = links(Judge(Case(self.model, self.observer, self.today)))
        return Rows(found, _tables.LINKS, _tables.link_rows(self.model, found))

    def _ipython_key_completions_(self) -> list[str]:
        """What may stand between the brackets of `report[...]`."""
        return [answer.text for answer in self.answers if answer.asker == self.observer]
