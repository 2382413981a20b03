"""Reports as people meet them at a prompt and in a notebook: the same values, with words and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from ..diagnosis.check import check
from ..diagnosis.report import Answer, Countermodel, Report, Step
from ..draw import draw
from ..draw.plain import report_text, verdict_text
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Model
from .claims import ClaimLike, NodeLike, claim_of, name_of

MOST_DRAWN = 300  # nodes; a notebook shows larger towers as text


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
    found = check(model, observer=observer, today=today or date.today(), evidence=evidence)
    return TowerReport(**{each.name: getattr(found, each.name) for each in fields(found)})


@dataclass(frozen=True)
class TowerAnswer(Answer):
    """One answer with its evidence at hand: `.why()`, `.countermodel`, `.in_words()`, `.escapes`."""

    report: Report | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return verdict_text(self)

    __str__ = __repr__

    def why(self) -> tuple[Step, ...]:
        """The derivation as numbered steps; empty when the claim does not hold."""
        return () if self.report is None else self.report.why(self.claim, self.asker)

    @cached_property
    def countermodel(self) -> Countermodel | None:
        """The worlds of which the first refutes the claim; None when it holds or no logic decides it."""
        if self.report is None:
            return None
        return self.report.engine.why_not(self.asker, self.claim)

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


@dataclass(frozen=True)
class TowerReport(Report):
    """A report that shows itself: a table at a prompt, the picture in a notebook.

    >>> from tower.model.values import Optimizer
    >>> print(check_model(Model("t", optimizers=(Optimizer("lab"),)), today=date(2026, 1, 1)))
    t                                                                                    observer: lab
    <BLANKLINE>
      0 claims, no breaks
    """

    def __repr__(self) -> str:
        return report_text(self)

    __str__ = __repr__

    def ask(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """The answer to `asker` about `claim`; InputError when the report has none."""
        return self._told(super().ask(name_of(asker), claim_of(claim)))

    def __getitem__(self, claim: ClaimLike) -> TowerAnswer:
        return self.ask(self.observer, claim)

    def may_accept(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """May `asker` accept a claim about what it builds, on the evidence that Pmeta had for it?"""
        wanted = name_of(asker), claim_of(claim)
        if wanted in self._by_claim:
            return self.ask(*wanted)
        return self._told(self.engine.may_accept(*wanted))

    def if_accepted(self, asker: NodeLike, claim: ClaimLike) -> TowerAnswer:
        """If `asker` accepts the claim, what does the observer know?"""
        return self._told(self.engine.if_accepted(name_of(asker), claim_of(claim), self.observer))

    def why(self, claim: ClaimLike, asker: NodeLike | None = None) -> tuple[Step, ...]:
        """The derivation of a claim as numbered steps; empty when it does not hold."""
        return self.engine.why(*self._question(claim, asker))

    def why_not(self, claim: ClaimLike, asker: NodeLike | None = None) -> Countermodel | None:
        """The world that the asker cannot rule out; None when the claim holds or is weak."""
        return self.engine.why_not(*self._question(claim, asker))

    def _question(self, claim: ClaimLike, asker: NodeLike | None) -> tuple[str, Claim]:
        answer = self.ask(self.observer if asker is None else asker, claim)
        return answer.asker, answer.claim

    def _told(self, answer: Answer) -> TowerAnswer:
        parts = {each.name: getattr(answer, each.name) for each in fields(Answer)}
        return TowerAnswer(**parts, report=self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The picture where it can be shown, the table everywhere."""
        shown = {"text/plain": report_text(self)}
        model = self.model
        if len(model.optimizers) + len(model.verifiers) + len(model.artifacts) <= MOST_DRAWN:
            shown["image/svg+xml"] = str(draw(model, self, "svg"))
        return shown
