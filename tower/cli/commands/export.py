"""`tower export`: a tower as a graph, for other tools."""

from __future__ import annotations

import click

from ...errors import InputError
from ...exchange import EXPORTS, exported
from ..beside import Beside, beside
from ..output import say
from ..texts import write_new


@click.command()
@click.argument("name", metavar="SOURCE")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    required=True,
    help="A new file: .graphml, or .json for node-link JSON.",
)
@beside
def command(name: str, output: str, given: Beside) -> int:
    """Write a tower as a graph that other tools read; `tower check` reads it back, nothing lost.

    A file that is there is never replaced.
    """
    ending = output.rpartition(".")[2].lower()
    if ending not in EXPORTS or ending == output:
        raise InputError(
            f"{output!r} does not say a format",
            expected=f"an ending {', '.join(f'.{each}' for each in EXPORTS)}",
        )
    write_new(output, exported(given.read(name).model, ending))
    say(f"Wrote  {output}        tower check {output}")
    return 0
