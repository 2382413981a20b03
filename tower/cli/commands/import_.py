"""`tower import`: a file of another format as a tower file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ...api.bundled import ENDING
from ...exchange import IMPORTERS, imported
from ...model.save import dumps
from ..output import say
from ..texts import read_bytes, write_new


@click.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(IMPORTERS)))
@click.argument("source", metavar="FILE")
@click.option("-o", "--output", metavar="OUT", help="A new file to write (default: print it).")
@click.option("--top", default="", metavar="NAME", help="Which one, where FILE holds several.")
def command(form: str, source: str, output: str | None, top: str) -> int:
    """Turn FILE into a tower file.  FORMAT is open-psa: a fault tree.

    A file that is there is never replaced.
    """
    model = imported(form, read_bytes(source, f"a file in the format {form}"), source, top)
    if output is None:
        say(dumps(model), newline=False)
        return 0
    target = output if output.endswith((".yaml", ".yml")) else output + ENDING
    write_new(target, dumps(replace(model, name=model.name or Path(source).stem)))
    say(f"Wrote  {target}        tower risk {target}")
    return 0
