"""`tower why`: the derivation of a claim, or the world that cannot be ruled out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import click

from ...api.views import TowerAnswer, TowerReport
from ...diagnosis.formulas import formula_of
from ...diagnosis.report import Countermodel, Step
from ...draw.evidence import argument_lines, told, world_lines
from ...draw.plain import hanging, verdict_text
from ...draw.text import clean
from ...draw.tikz import escaped
from ...errors import InputError
from ...logic.checker.verdict import verify_verdict
from ..beside import Beside, beside
from ..output import painted, say
from ..sources import asked, checked
from ..texts import write_new


@click.command()
@click.argument("name", metavar="SOURCE")
@click.argument("claim")
@click.option("--not", "negative", is_flag=True, help="Tell the world that cannot be ruled out.")
@click.option("--asker", metavar="NAME", help="Who asks (default: the observer).")
@click.option("--latex", is_flag=True, help="Print for a LaTeX document.")
@click.option("--certificate", metavar="OUT", help="Write the certificate of the verdict to a new file.")
@click.option("--formulas", is_flag=True, help="Print the claim as a formula too.")
@asked
@beside
def command(
    name: str,
    claim: str,
    negative: bool,
    asker: str | None,
    latex: bool,
    certificate: str | None,
    formulas: bool,
    observer: str | None,
    today: date | None,
    given: Beside,
) -> int:
    """Say why a claim holds, as a numbered argument; with --not, the world in which it fails."""
    report = checked(given.read(name), observer, today)
    answer = answer_to(report, asker, claim)
    if certificate is not None:
        say(_written(answer, certificate))
        return 0
    lines = _countermodel(answer, latex) if negative else _argument(answer, latex)
    if formulas and (written := formula_of(report, answer)):
        say(f"  {written}\n")
    say("\n".join(lines))
    return 0


def _written(answer: TowerAnswer, path: str) -> str:
    """Write the certificate, which is accepted by the small checker first."""
    if answer.certificate is None:
        raise InputError(
            f"there is no certificate for {answer.text}: {verdict_text(answer)}",
            expected="a verdict that a derivation, a theorem or a model shows",
        )
    verify_verdict(answer.certificate)
    write_new(path, json.dumps(answer.certificate) + "\n")
    return f"Wrote {path}; re-check it with: tower verify {path}"


def answer_to(report: TowerReport, asker: str | None, claim: str) -> TowerAnswer:
    """The answer to whoever was named; else to the observer, or to the only one who asks."""
    wanted = [answer for answer in report.answers if answer.text == claim]
    if asker is None and wanted and all(answer.asker != report.observer for answer in wanted):
        asker = wanted[0].asker
    return report.ask(asker or report.observer, claim)


def _argument(answer: TowerAnswer, latex: bool) -> Iterator[str]:
    steps = answer.why()
    if latex:
        yield from (
            _latex(steps)
            if steps
            else [f"% {answer.text} has no derivation: {verdict_text(answer)}"]
        )
        return
    yield f"{clean(answer.text)}, asked by {clean(answer.asker)}: {painted(verdict_text(answer))}"
    yield ""
    yield from argument_lines(steps)
    if not steps:
        yield "  There is no derivation from what the file declares."
        if answer.would_hold_on:
            yield from hanging("  It would hold on  ", " · ".join(map(str, answer.would_hold_on)))
        if answer.countermodel is not None:
            yield f"  tower why FILE {answer.text!r} --not   tells the world that cannot be ruled out."


def _latex(steps: tuple[Step, ...]) -> Iterator[str]:
    yield r"\begin{enumerate}"
    for number, step in enumerate(steps, 1):
        from_ = ", ".join(rf"\ref{{step:{each + 1}}}" for each in step.premises)
        by = escaped(step.rule) + (f", from {from_}" if from_ else "")
        yield rf"  \item\label{{step:{number}}} {escaped(step.text)} \hfill ({by})"
    yield r"\end{enumerate}"


def _countermodel(answer: TowerAnswer, latex: bool) -> Iterator[str]:
    found = answer.countermodel
    if latex:
        yield from _latex_worlds(answer, found)
        return
    yield f"{clean(answer.text)}, asked by {clean(answer.asker)}: {painted(verdict_text(answer))}"
    yield ""
    if found is None:
        held = answer.verdict in ("GUARANTEED", "ASSUMED", "SUPPORTED")
        yield (
            "  It holds; there is no such world."
            if held
            else "  No logic decides this verdict; there is no such world to show."
        )
        return
    yield from world_lines(found)


def _latex_worlds(answer: TowerAnswer, found: Countermodel | None) -> Iterator[str]:
    if found is None:
        yield f"% {answer.text} has no countermodel: {verdict_text(answer)}"
        return
    yield escaped(found.sentence)
    yield r"\begin{enumerate}\setcounter{enumi}{-1}"
    yield from (rf"  \item {escaped(told(world))}" for world in found.worlds)
    yield r"\end{enumerate}"
