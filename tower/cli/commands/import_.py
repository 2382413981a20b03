"""`tower import`: a file of another format as a tower file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ...api.bundled import ENDING
from ...errors import FileError
from ...exchange import IMPORTERS, read_artefact
from ...model.save import dumps
from ..beside import Beside, beside
from ..output import say
from ..sources import as_loaded
from ..texts import write_new

_FORMS = "\n".join(f"  {form:<14}{each.reads}" for form, each in IMPORTERS.items())


@click.command("import", epilog=f"\b\nFORM is one of\n{_FORMS}")
@click.argument("form", metavar="FORM", type=click.Choice(list(IMPORTERS)))
@click.argument("source", metavar="FILE")
@click.option("-o", "--output", metavar="OUT", help="A new file to write (default: print it).")
@click.option("--top", default="", metavar="NAME", help="Which one, where FILE holds several.")
@beside
def command(form: str, source: str, output: str | None, top: str, given: Beside) -> int:
    """Turn FILE into a tower file, which can then say more than FILE does.

    A file that is there is never replaced.
    """
    made = read_artefact(source, replace(given.given, top=top), form)
    if made is None:
        raise FileError("this is no such file", file=source, expected=IMPORTERS[form].reads)
    given.used_by(as_loaded(made, source))
    model = given.assumed(made.model)
    if output is None:
        say(dumps(model), newline=False)
        return 0
    target = output if output.endswith((".yaml", ".yml")) else output + ENDING
    write_new(target, dumps(replace(model, name=model.name or Path(source).stem)))
    say(f"Wrote  {target}        tower check {target}")
    return 0
