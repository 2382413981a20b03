"""`tower whatif`: what falls without some assumptions and nodes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from ...diagnosis.whatif import WhatIf, whatif
from ...draw.difference import break_lines, moved_lines
from ...draw.plain import hanging, opposite
from ...draw.text import clean
from ...risk import chances
from ..beside import Beside, beside
from ..exits import FINDINGS, OK
from ..json_format import FORMAT, answer_json, break_json, moved_json
from ..output import say
from ..sources import asked, evidence_of


@click.command()
@click.argument("name", metavar="SOURCE")
@click.argument("without", metavar="WHAT...", nargs=-1, required=True)
@asked
@beside
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
def command(
    name: str,
    without: tuple[str, ...],
    observer: str | None,
    today: date | None,
    given: Beside,
    form: str,
) -> int:
    """Say what falls without WHAT: assumptions, such as 'gate(system)', and nodes, by name.

    Exits with 1 when a guarantee falls or stands on something else.
    """
    loaded = given.read(name)
    evidence = evidence_of(loaded)
    found = whatif(
        loaded.model,
        without,
        observer=observer,
        today=today or date.today(),
        evidence=evidence,
        chances=chances(evidence),
    )
    if form == "json":
        say(json.dumps(whatif_json(found)))
    else:
        say("\n".join(_lines(name, found)))
    return FINDINGS if found.falls or found.weaker else OK


def _lines(name: str, found: WhatIf) -> Iterator[str]:
    observer = found.difference.before.observer
    yield opposite(clean(f"{name} without {', '.join(found.without)}"), f"observer: {clean(observer)}")
    yield ""
    yield from moved_lines("FALLS", found.falls)
    yield from moved_lines("STANDS ON SOMETHING ELSE", found.weaker)
    yield from break_lines("NEW", found.difference.new)
    yield from break_lines("GONE", found.difference.gone)
    if found.stands:
        told = ", ".join(f"{each.text} (asked by {each.asker})" for each in found.stands)
        yield from hanging("  STANDS   ", clean(told))
        yield ""
    fallen, all_ = len(found.falls), len(found.falls) + len(found.weaker) + len(found.stands)
    yield f"  {fallen} of {all_} guarantee{'' if all_ == 1 else 's'} fall{'s' if fallen == 1 else ''}"


def whatif_json(found: WhatIf) -> dict[str, Any]:
    """What falls as plain data: a contract with other programs."""
    return {
        "format": FORMAT,
        "tower": found.difference.before.model.name,
        "observer": found.difference.before.observer,
        "without": list(found.without),
        "falls": [moved_json(each) for each in found.falls],
        "weaker": [moved_json(each) for each in found.weaker],
        "stands": [answer_json(each) for each in found.stands],
        "new": [break_json(each) for each in found.difference.new],
        "gone": [break_json(each) for each in found.difference.gone],
    }
