"""`tower explain`: the page of a code; with --on, Löb's five ticks for the breaks of a tower."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from ...api.views import TowerReport
from ...diagnosis.codes import CODES
from ...diagnosis.explain import explain
from ...diagnosis.page import Page
from ...diagnosis.ticks import ticks
from ...draw.pages import page_lines
from ...draw.plain import Place, break_lines, hanging
from ...draw.text import clean
from ..beside import Beside, beside
from ..output import say
from ..sources import Places, asked, checked


@click.command()
@click.argument("code", required=False)
@click.option(
    "--on", "name", metavar="FILE", help="Show the five Löb ticks for the breaks of this tower."
)
@asked
@beside
def command(
    code: str | None, name: str | None, observer: str | None, today: date | None, given: Beside
) -> int:
    """Explain a code: what it means, an example, what lifts it.  Without CODE, list all."""
    if name is None:
        given.refused_for("a code: give --on too")
        if observer or today:
            raise click.UsageError("--observer and --today say nothing about a code: give --on too")
    if name is not None and code is None:
        raise click.UsageError("--on needs a CODE")
    if code is None:
        say("\n".join(_listed()))
        return 0
    page = explain(code)
    say("\n".join(page_lines(page)))
    if name is not None:
        loaded = given.read(name)
        report = checked(loaded, observer, today)
        say("\n".join(["", *_ticked(page, report, Places(loaded))]))
    return 0


def _listed() -> Iterator[str]:
    for entry in CODES.values():
        yield from hanging(f"  {entry.code}  {entry.kind:<15} {entry.severity:<8} ", entry.when)


def _ticked(page: Page, report: TowerReport, place: Place) -> Iterator[str]:
    found = [each for each in report.breaks if each.code == page.code]
    if not found:
        yield f"  {report.model.name} has no {page.code}."
    for each in found:
        yield from break_lines(each, place)
        yield "     Löb's theorem needs five ticks"
        for tick in ticks(report.model, each):
            yield from hanging(
                f"       [{'x' if tick.holds else ' '}] {tick.says:<50} ", clean(tick.because)
            )
        yield ""
