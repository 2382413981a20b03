"""The page of `tower demo`: the seed tower in three questions, every verdict word taken from a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..api.bundled import load_bundled
from ..api.naming import as_inner
from ..api.views import TowerAnswer, TowerReport, check_model, told
from ..diagnosis.case import Case
from ..diagnosis.formulas import formula_of
from ..diagnosis.judging import Judge
from ..diagnosis.ladder import TOLD, ladder
from ..diagnosis.links import Link, links
from ..diagnosis.report import Report
from ..draw.plain import hanging, padded
from ..draw.words import headline, in_words
from ..errors import CertificateError
from ..logic.checker.verdict import verify_verdict
from ..model.claims import Holds, Sound
from ..model.values import Assumption, Check, Verifier
from .output import painted

RIGHT = 70  # the column of the verdicts
ACCEPTED = Holds("P", "child")


@dataclass(frozen=True)
class Demo:
    """The towers of the page, each checked when it is spoken of."""

    today: date

    def report(self, name: str) -> TowerReport:
        """The report on a bundled tower."""
        return check_model(load_bundled(name).model, today=self.today)

    @cached_property
    def seed(self) -> TowerReport:
        """The seed tower."""
        return self.report("seed-enacted")

    @cached_property
    def system(self) -> TowerAnswer:
        """May the programmers accept the system?"""
        return self.seed["P(system)"]

    @cached_property
    def child(self) -> TowerAnswer:
        """May the system accept a child that works as it does?"""
        return self.seed.may_accept("system", ACCEPTED)

    @cached_property
    def higher(self) -> TowerReport:
        """The seed tower with Pmetameta on top."""
        model = self.seed.model
        observer = model.observers[0]
        top = Sound("Pmetameta")
        roots = (
            Assumption(top),
            *(each for each in observer.assumes if each.claim != Sound("Pmeta")),
        )
        return check_model(
            replace(
                model,
                verifiers=(*model.verifiers, Verifier("Pmetameta", theory="PA+Con^2")),
                checks=(*model.checks, Check(("Pmetameta",), Sound("Pmeta"), "proof")),
                observers=(replace(observer, assumes=roots),),
                expect=None,
            ),
            today=self.today,
        )

    def lines(self, *, formulas: bool = False) -> Iterator[str]:
        """The page, line by line."""
        yield from _opening()
        yield from self._first(formulas)
        yield from self._second(formulas)
        yield from self._third(formulas)
        yield from self._ways_out()
        yield from self._outer_or_inner()
        yield from self._evidence()

    def _first(self, formulas: bool) -> Iterator[str]:
        yield from _question(1, "May the programmers accept the system?", said(self.system))
        yield from self._formula(self.system, formulas)
        yield "     Pmeta proves P(system). Left for you to assume:"
        remarks = {"gate(system)": "   (being able to check is not enough)"}
        for root in self.system.assumptions[0]:
            yield f"       · {in_words(root, self.seed.model)}{remarks.get(str(root), '')}"
        rung = next(each for each in ladder(self.higher) if each.verifier == "Pmetameta")
        old, new = (in_words(each, self.higher.model) for each in (rung.replaces, rung.leaves))
        relation = "" if rung.relation is None else TOLD[rung.relation]
        yield from hanging(
            "     ", f'Put Pmetameta on top: "{new}" stands for "{old}"; it {relation}.'
        )
        yield "     A tower never loses its last assumption; it moves it to where you have evidence."
        yield ""

    def _second(self, formulas: bool) -> Iterator[str]:
        yield from _question(
            2, "May the system accept a child that works as it does?", said(self.child, codes=True)
        )
        yield from self._formula(self.child, formulas)
        outside = self.seed[ACCEPTED]
        yield "     Give both checkers the same evidence: the child does no harm itself and obeys its check."
        yield f"       Pmeta,  in PA + Con(PA)      {_concludes(outside):<27} {evidence(outside)}"
        yield f"       Pmeta', in PA                {_concludes(self.child):<27} {evidence(self.child)}"
        world = self.child.countermodel
        if world is not None:
            yield from hanging("     ", world.sentence.replace("child's child", "the grandchild"))
        trusting = self.report("seed-self-trust").ask("system", "P(grandchild)")
        schema = self.report("seed-self-schema").ask("system", ACCEPTED)
        yield "     Then let it simply trust its own check?"
        yield from _trust(
            "about the grandchild", trusting, 'it "accepts" the grandchild unseen, whatever it is'
        )
        yield from _trust(
            "about everything", schema, "a theory that proves its own soundness is inconsistent"
        )
        barren = self.report("seed-barren").ask("system", ACCEPTED)
        yield from hanging(
            "     ",
            f"A child that builds nothing is another matter: {said(barren)} {self._roots(barren)}. "
            "The obstacle is about builders.",
        )
        yield ""

    def _third(self, formulas: bool) -> Iterator[str]:
        known = self.seed.if_accepted("system", ACCEPTED)
        yield from _question(3, "If it accepts a child, what do the programmers know?", said(known))
        yield from self._formula(known, formulas)
        yield f"     Whatever the system's check accepts has P. On: {self._roots(known)}."
        yield f"     {headline(self.seed)}"
        yield ""

    def _roots(self, answer: TowerAnswer) -> str:
        """The smallest leftover set of an answer in words."""
        return " and ".join(in_words(root, self.seed.model) for root in answer.assumptions[0])

    def _ways_out(self) -> Iterator[str]:
        steps = [each for each in self.report("seed-ladder").answers if each.asker != "programmers"]
        good = sum(each.verdict == "GUARANTEED" for each in steps)
        fall = self.report("waterfall")["never_harms"]
        roots = f" {self._roots(fall)}" if fall.assumptions else ""
        yield "  Ways out, and what each one costs"
        yield f"     ladder      check in ever weaker theories       {good} builds, then {_last(steps)}"
        yield "     waterfall   consistency only, no last step      carries never-properties only:"
        yield f"                 {said(fall)}{roots}"
        yield "     look        check the child, not its kind       no rule to trust, work for every child"
        yield "     stay        the system proposes, Pmeta decides  the programmers stay in the loop"
        yield ""

    def _outer_or_inner(self) -> Iterator[str]:
        same = "every verdict is the same" if self._swapped() else "some verdicts differ"
        yield "  Outer or inner?"
        yield f"     Call the programmers a base optimizer, the system a mesa-optimizer: {same}."
        yield "     One thing does not swap, and it is not a theory:"
        yield ""
        yield "       link                    a function to aim at?          if you met it, would that do?"
        found = links(Judge(Case(self.seed.model, self.seed.observer, self.today)))
        yield from map(_row, found)
        yield ""
        if set(found[-1].open_modes) <= set(found[0].open_modes):
            modes = ", ".join(found[-1].open_modes).capitalize()
            yield f"     {modes}: each way to fail on the second"
            more = "tower draw seed-value-learning"
            yield f"{padded('     link is a way to fail on the first.', 62)}{more}"
        yield ""

    def _swapped(self) -> bool:
        """Whether the same tower under other names gets the same verdicts."""
        inner = check_model(as_inner(self.seed.model), today=self.today)
        return _verdicts(inner) == _verdicts(self.seed)

    def _evidence(self) -> Iterator[str]:
        yield (
            "  Each verdict carries a proof or a counterexample; the small checker accepted all"
            f" {rechecked(self._all())}."
        )

    def _all(self) -> Iterator[TowerAnswer]:
        """Every answer of the page: those of the seed tower, and what self-trust would give instead."""
        yield from (told(each, self.seed) for each in self.seed.answers)
        yield self.seed.if_accepted("system", ACCEPTED)
        for name in ("seed-self-trust", "seed-self-schema", "seed-barren"):
            report = self.report(name)
            yield from (told(each, report) for each in report.answers)

    def _formula(self, answer: TowerAnswer, wanted: bool) -> Iterator[str]:
        if wanted and (text := formula_of(self.seed, answer)):
            yield from hanging("     ", text)


def rechecked(answers: Iterable[TowerAnswer]) -> int:
    """How many verdicts there are, each accepted by the small checker; CertificateError if one is not."""
    found = 0
    for answer in answers:
        if answer.certificate is None:
            raise CertificateError(f"nothing shows {answer.text}: {answer.word}")
        verify_verdict(answer.certificate)
        found += 1
    return found


def _opening() -> Iterator[str]:
    yield ""
    yield "  You can check an AI. Why not let the AI check what it builds?"
    yield ""
    yield "      programmers ──▶ system ──▶ child ──▶ grandchild"
    yield "        values         a loss      whatever each one came to pursue"
    yield ""
    yield "      P          does no harm, and builds only things that have P"
    yield "      Pmeta      shows the programmers that the system has P       reasons in PA + Con(PA)"
    yield "      Pmeta'     the same process, run by the system on its child  reasons in PA"
    yield ""


def _question(number: int, text: str, verdict: str) -> Iterator[str]:
    yield f"{padded(f'  {number}  {text}', RIGHT)}{painted(verdict)}"
    yield f"     {'─' * len(text)}"


def said(answer: TowerAnswer, *, codes: bool = False) -> str:
    """A verdict as the margin shows it: GUARANTEED IF, or NO with the code that stands in the way."""
    if answer.verdict == "GUARANTEED":
        return "GUARANTEED IF"
    if answer.verdict != "NOT_DERIVABLE":
        return answer.word
    loeb = [f"{code} LÖB" for code in answer.breaks if code == "TWR104"]
    return f"NO   {loeb[0]}" if codes and loeb else "NO"


def _concludes(answer: TowerAnswer) -> str:
    return f"concludes {answer.text}" if answer.verdict == "GUARANTEED" else "cannot"


def evidence(answer: TowerAnswer) -> str:
    """What an answer rests on, counted."""
    if answer.countermodel is not None:
        return f"counterexample, {len(answer.countermodel.worlds)} worlds"
    return f"derivation, {len(answer.why())} lines"


def _trust(about: str, answer: TowerAnswer, why: str) -> Iterator[str]:
    yield f"       {about:<23} {painted(f'{answer.word:<11}')} {why}"


def _last(steps: Sequence[object]) -> str:
    stuck = [each for each in steps if getattr(each, "verdict", "") == "NOT_DERIVABLE"]
    return "stuck" if stuck else "on and on"


def _row(link: Link) -> str:
    arrow = padded(f"{link.base} ──▶ {link.mesa}", 24)
    gap = "" if link.closed else "GAP"
    return (
        f"       {arrow}{padded(_aim(link), 31)}{padded(_enough(link), 29)}{painted(gap)}".rstrip()
    )


def _aim(link: Link) -> str:
    return "yes  the loss" if link.callable else "no   values cannot be called"


def _enough(link: Link) -> str:
    return "no: same loss, another goal" if link.callable else "nothing to meet or to test"


def _verdicts(report: Report) -> list[tuple[str, int]]:
    return sorted((answer.word, len(answer.assumptions)) for answer in report.answers)
