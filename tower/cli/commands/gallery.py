"""`tower gallery`: the bundled towers with their verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from ...api.bundled import bundled, bundled_text, load_bundled
from ...diagnosis.report import Report
from ...draw.plain import table
from ...draw.text import clean
from ..output import say
from ..sources import asked, checked


@click.command()
@click.argument("name", required=False)
@asked
def command(name: str | None, observer: str | None, today: date | None) -> int:
    """List the bundled towers with the verdicts that are computed for them now; with NAME, print its file."""
    if name is not None:
        say(bundled_text(name), newline=False)
        return 0
    say("\n".join(table([("TOWER", "VERDICTS", "BREAKS"), *_rows(observer, today)])))
    return 0


def _rows(observer: str | None, today: date | None) -> Iterator[tuple[str, str, str]]:
    for name in bundled():
        report = checked(load_bundled(name).model, observer, today)
        said = list(_verdicts(report))
        codes = sorted({found.code for found in report.breaks})
        for number, text in enumerate(said or [""]):
            yield (name if not number else "", text, " ".join(codes) if not number else "")


def _verdicts(report: Report) -> Iterator[str]:
    """The verdicts of the claims that the tower is about: those that its file expects."""
    expect = report.model.expect
    for asker, claim, _ in () if expect is None else expect.verdicts:
        who = "" if asker == report.observer else f"{asker}: "
        yield clean(f"{who}{claim} {report.ask(asker, claim).word}")
