"""`tower assumptions`: the register."""

from __future__ import annotations

from datetime import date

import click

from ...diagnosis.register import Entry, register
from ...draw.plain import hanging, opposite
from ...draw.text import clean
from ..beside import Beside, beside
from ..output import say
from ..sources import asked, checked, evidence_of


@click.command()
@click.argument("name", metavar="SOURCE")
@asked
@beside
def command(name: str, observer: str | None, today: date | None, given: Beside) -> int:
    """The register of assumptions: owner, evidence, status, expiry, and what falls without each."""
    loaded = given.read(name)
    report = checked(loaded, observer, today)
    entries = register(report, evidence_of(loaded))
    lines = [opposite(clean(report.model.name), f"observer: {clean(report.observer)}"), ""]
    for number, entry in enumerate(entries, 1):
        lines += _lines(number, entry)
    say(
        "\n".join(
            lines
            if entries
            else [*lines, "  Nothing is assumed, and nothing stands on an assumption."]
        )
    )
    return 0


def _lines(number: int, entry: Entry) -> list[str]:
    expires = f", expires {entry.expires}" if entry.expires else ""
    owner = f"owner {clean(entry.owner)}" if entry.owner else "nobody's"
    lines = [
        opposite(f"  {number}  {clean(str(entry.claim))}", f"{entry.status}, {owner}{expires}")
    ]
    if entry.because:
        lines += hanging("       because   ", clean(entry.because))
    lines += hanging("       evidence  ", clean(entry.evidence) or "none")
    told = ", ".join(f"{claim} (asked by {asker})" for asker, claim in entry.falls)
    perhaps = "; more sets may exist" if entry.perhaps else ""
    lines += hanging(
        "       without   ", clean(f"{told} falls{perhaps}" if told else "nothing falls by itself")
    )
    return [*lines, ""]
