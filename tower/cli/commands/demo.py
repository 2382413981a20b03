"""`tower demo`: the seed tower, explained, with its picture."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ...api.files import draw_report
from ...api.views import TowerReport
from ...draw import formats
from ...errors import TowerError
from ..demo import Demo
from ..output import say
from ..sources import day

NAME = "seed"


@click.command()
@click.option("--formulas", is_flag=True, help="Print the question of each block as a formula too.")
@click.option("--open", "show", is_flag=True, help="Open the report in a browser.")
@day
def command(formulas: bool, show: bool, today: date | None) -> int:
    """Explain the seed tower on one page, and write its picture and its report here."""
    demo = Demo(today or date.today())
    say("\n".join(demo.lines(formulas=formulas)))
    written = list(_written(demo.seed))
    say("  Next   tower explain TWR104   tower why seed 'P(system)'   tower gallery")
    if show and written:
        webbrowser.open(written[-1].resolve().as_uri())
    return 0


def _written(report: TowerReport) -> Iterator[Path]:
    """Write what can be written; somebody else's file is left alone, and the page says so."""
    done = []
    for ending in ("svg", "html"):
        if ending not in formats():
            continue
        try:
            done.append(draw_report(report, f"{NAME}.{ending}"))
        except TowerError as error:
            say(f"  Not written: {error}")
    if done:
        say(f"  Wrote  {'   '.join(map(str, done))}")
    yield from done
