"""`tower draw`: a picture or a report; the format follows the ending."""

from __future__ import annotations

from datetime import date

import click

from ... import scale
from ...api.files import draw_claim, draw_report
from ...draw import NOTATIONS
from ..beside import Beside, beside
from ..output import say
from ..sources import asked, checked
from .why import answer_to


@click.command()
@click.argument("name", metavar="SOURCE")
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
@click.option("--claim", metavar="CLAIM", help="Draw its derivation, or the world that cannot be ruled out.")
@click.option("--asker", metavar="NAME", help="Who asks about CLAIM (default: the observer).")
@click.option("--force", is_flag=True, help="Replace OUT even where it is no picture of this kind.")
@asked
@beside
def command(
    name: str,
    output: str | None,
    notation: str,
    claim: str | None,
    asker: str | None,
    force: bool,
    observer: str | None,
    today: date | None,
    given: Beside,
) -> int:
    """Draw a tower with its verdicts, or with --claim the evidence for one; the ending of OUT says how.

    Of a table of rows (see `tower scan --help`) the quotient is drawn: what is broken one by one, the
    rest in groups by their worst verdict.  A tower file is never replaced, nor anything that is no
    picture of the same kind.
    """
    if scale.form_of(name):
        given.refused_for("a table of rows")
        return _quotient(name, output, notation, force)
    loaded = given.read(name)
    if claim is None and asker is not None:
        raise click.UsageError("--asker is about a claim; give --claim too")
    if claim is not None and notation != NOTATIONS[0]:
        raise click.UsageError("--as is about the whole tower, --claim about one claim")
    report = checked(loaded, observer, today)
    stem = _file_name(loaded.model.name if claim is None else f"{loaded.model.name} {claim}")
    target = output or f"{stem}.svg"
    if claim is None:
        written = draw_report(report, target, notation=notation, force=force)
    else:
        written = draw_claim(answer_to(report, asker, claim), report, target, force=force)
    say(f"Wrote  {written}")
    return 0


def _quotient(name: str, output: str | None, notation: str, force: bool) -> int:
    """Draw a table of rows: what is broken one by one, the rest in groups."""
    model, report = scale.quotient(scale.scan(scale.read(name)))
    target = output or f"{_file_name(model.name)}.svg"
    say(f"Wrote  {draw_report(report, target, notation=notation, force=force)}")
    return 0


def _file_name(name: str) -> str:
    """A tower's name as a file name.

    >>> _file_name("a tower/../x")
    'a_tower____x'
    """
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name) or "tower"
