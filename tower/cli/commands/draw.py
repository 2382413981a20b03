"""`tower draw`: a picture or a report; the format follows the ending."""

from __future__ import annotations

from datetime import date

import click

from ...api.files import draw_report
from ...draw import NOTATIONS
from ..output import say
from ..sources import asked, checked, source


@click.command()
@click.argument("name", metavar="FILE")
@click.option(
    "-o", "--output", metavar="OUT", help="Where to write (default: the name of the tower, as SVG)."
)
@click.option(
    "--as",
    "notation",
    type=click.Choice(NOTATIONS),
    default=NOTATIONS[0],
    help="The kind of picture.",
)
@click.option("--force", is_flag=True, help="Replace OUT even where it is no picture of this kind.")
@asked
def command(
    name: str,
    output: str | None,
    notation: str,
    force: bool,
    observer: str | None,
    today: date | None,
) -> int:
    """Draw a tower with its verdicts; the ending of OUT says the format.

    A tower file is never replaced, nor anything that is no picture of the same kind.
    """
    loaded = source(name)
    target = output or f"{_file_name(loaded.model.name)}.svg"
    report = checked(loaded, observer, today)
    say(f"Wrote  {draw_report(report, target, notation=notation, force=force)}")
    return 0


def _file_name(name: str) -> str:
    """A tower's name as a file name.

    >>> _file_name("a tower/../x")
    'a_tower____x'
    """
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name) or "tower"
