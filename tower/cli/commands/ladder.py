"""`tower ladder`: what each meta-level replaces."""

from __future__ import annotations

from datetime import date

import click

from ...diagnosis.ladder import ladder
from ...draw.plain import opposite, table
from ...draw.tables import LADDER, ladder_rows
from ...draw.text import clean
from ..beside import Beside, beside
from ..output import say
from ..sources import asked, checked


@click.command()
@click.argument("name", metavar="SOURCE")
@asked
@beside
def command(name: str, observer: str | None, today: date | None, given: Beside) -> int:
    """One row for each check, lowest level first: what it replaces, and what it leaves."""
    report = checked(given.read(name), observer, today)
    rungs = ladder(report)
    if not rungs:
        say(f"{clean(report.model.name)} has no checks, so nothing is replaced by anything.")
        return 0
    lines = [opposite(clean(report.model.name), f"observer: {clean(report.observer)}"), ""]
    lines += table([LADDER, *([clean(cell) for cell in row] for row in ladder_rows(rungs))])
    lines += [
        "",
        "  A tower never loses its last assumption; it moves it to where there is evidence.",
    ]
    say("\n".join(lines))
    return 0
