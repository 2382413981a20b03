"""`tower scan`: verdicts and breaks of millions of edges, from a table of rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ... import scale
from ...errors import InputError, LimitReached, ModelError
from ...model.nodes import shortened
from ...model.save import dumps
from ..beside import Beside, beside
from ..exits import FINDINGS, OK
from ..output import say
from ..phases import phases
from ..scanning import summary, summary_json, write_findings

FORMAT = (scale.__doc__ or "").partition("\n\n")[2]
LEAST, MOST = 10**6, 10**15  # bytes
ENGINES = ("memory", "duckdb", "spark")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:([KMGT])(i?))?B?", re.IGNORECASE)


def bytes_of(_: click.Context, __: click.Parameter, text: str) -> int:
    """A size such as 2GB in bytes.

    >>> [bytes_of(None, None, size) for size in ("2GB", "512 M", "1GiB")]
    [2000000000, 512000000, 1073741824]
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(f"{text!r} is no size such as 2GB")
    step = 1024 if found[3] else 1000
    size = int(float(found[1][:40]) * step ** " KMGT".index((found[2] or " ").upper()))
    if not LEAST <= size <= MOST:
        raise click.BadParameter(f"{text[:40]!r} is no memory of a machine: from 1MB to 1000TB")
    return size


@click.command(epilog="\b\n" + FORMAT.replace("\n\n", "\n\n\b\n"))
@click.argument("name", metavar="SOURCE")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="memory",
    show_default=True,
    help="Where the work is done: here, in DuckDB on disk, or on Spark.",
)
@click.option(
    "--memory",
    default="2GB",
    show_default=True,
    callback=bytes_of,
    metavar="SIZE",
    help="How much memory the engines duckdb and spark may take.",
)
@click.option(
    "--depth",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    metavar="N",
    help="How many rounds the engines duckdb and spark may take; exit code 3 beyond.",
)
@click.option("-o", "--output", metavar="OUT", help="Write all findings: OUT ends in .parquet or .sarif.")
@click.option("--only", type=click.Choice(["error"]), help="Write findings of severity error alone.")
@click.option("--around", metavar="NODE", help="Print the part around NODE as a tower file instead.")
@click.option(
    "--radius",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="How many checks away that part reaches.",
)
@click.option("--observer", metavar="NAME", help="Who asks, of a tower file with several observers.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@beside
def command(
    name: str,
    engine: str,
    memory: int,
    depth: int,
    output: str | None,
    only: str | None,
    around: str | None,
    radius: int,
    observer: str | None,
    form: str,
    given: Beside,
) -> int:
    """Scan a graph of millions of edges: what is guaranteed, on whom it rests, who trusts only themselves.

    SOURCE is a Parquet, Arrow or CSV table of rows (below), a tower file, or what an importer knows.
    Exits with 1 when there is a break of severity error.
    """
    _refuse_what_says_nothing(engine, output, only, around)
    if engine != "memory" or scale.form_of(name):
        given.refused_for("a table of rows")
        if observer is not None:
            raise click.UsageError("--observer says nothing about a table of rows, which has one")
    if around is not None:
        with phases() as step, _scanned(name, given, engine, memory, depth, step) as found:
            part = _part(found, around, radius)
        say(part, newline=False)
        return OK
    with phases() as step, _scanned(name, given, engine, memory, depth, step) as found:
        told = summary_json(found) if form == "json" else summary(found, Path(name).name)
        written = [_written(found, output, name, only or "", step)] if output is not None else []
    say(json.dumps(told) if form == "json" else "\n".join([str(told), *written]))
    if found.limit:
        raise LimitReached(found.limit)
    return FINDINGS if found.failed else OK


def _part(found: Any, around: str, radius: int) -> str:
    """The part around a node as a tower file; InputError where no file can hold it."""
    part = found.neighbourhood(around, radius)
    try:
        return dumps(part)
    except ModelError as error:
        raise InputError(f"no tower file can hold the part around {shortened(around)}: {error}") from None


def _refuse_what_says_nothing(engine: str, output: str | None, only: str | None, around: str | None) -> None:
    """Refuse options that would be ignored beside the others."""
    given = {
        name
        for name in ("memory", "depth", "radius")
        if click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    for wrong, why in (
        (engine == "memory" and given & {"memory", "depth"}, "--memory and --depth are for other engines"),
        (only and output is None, "--only is of what -o writes"),
        (around is None and "radius" in given, "--radius is of the part that --around prints"),
        (around is not None and output is not None, "--around prints a tower file, -o writes findings"),
    ):
        if wrong:
            raise click.UsageError(why)


def _written(found: Any, output: str, name: str, only: str, step: Any) -> str:
    """Write the findings, unless a limit kept some of them from being found."""
    if found.limit:
        return f"Wrote nothing: {found.limit} was met, and the findings would not be all"
    return write_findings(found, output, name, only, step)


@contextmanager
def _scanned(name: str, given: Beside, engine: str, memory: int, depth: int, step: Any) -> Iterator[Any]:
    if engine != "memory":
        with scale.scan_outside(name, engine=engine, memory=memory, depth=depth, step=step) as found:
            yield found
        return
    yield scale.scan(sheet(name, given, step), step)


def sheet(name: str, given: Beside, step: Any) -> Any:
    """The sheet of a table, or of whatever `tower check` reads."""
    form = scale.form_of(name)
    return scale.read(name, step) if form else scale.sheet_of(given.read(name).model, given.observer)
