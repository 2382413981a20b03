"""`tower links`: who builds whom, whether there is a function to aim at, and whether it would be enough."""

from __future__ import annotations

from datetime import date

import click

from ...diagnosis.case import Case
from ...diagnosis.judging import Judge
from ...diagnosis.links import links
from ...draw.plain import opposite, table
from ...draw.tables import LINKS, link_rows
from ...draw.text import clean
from ..output import say
from ..sources import asked, checked, source


@click.command()
@click.argument("name", metavar="FILE")
@asked
def command(name: str, observer: str | None, today: date | None) -> int:
    """One row for each link: the builder's objective, whether it can be called, what is known if it
    were met perfectly, and the status."""
    model = source(name).model
    report = checked(model, observer, today)
    rows = links(Judge(Case(model, report.observer, report.today)))
    if not rows:
        say(f"{clean(model.name)} has no link: nobody builds anybody.")
        return 0
    lines = [opposite(clean(model.name), f"observer: {clean(report.observer)}"), ""]
    cells = ([clean(cell) for cell in row] for row in link_rows(model, rows))
    lines += table([LINKS, *cells])
    lines += [
        "",
        "  Values cannot be called: there is nothing to test, only to assume, to elicit or to move.",
        "  A function can be met on every case that was tried, by a system that wants something else.",
    ]
    say("\n".join(lines))
    return 0
