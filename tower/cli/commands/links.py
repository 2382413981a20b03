"""`tower links`: who builds whom, whether there is a function to aim at, and whether it would be enough."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import click

from ...api.bundled import SHORT
from ...api.modules import load_module
from ...diagnosis.case import Case
from ...diagnosis.judging import Judge
from ...diagnosis.links import Link, links
from ...draw.modes import modes_json, modes_text
from ...draw.plain import opposite, table
from ...draw.tables import LINKS, link_rows
from ...draw.text import clean
from ...errors import InputError
from ...evidence.modes import Cell, play, runs_of
from ...gallery import module_of
from ...model.file import Loaded
from ..beside import Beside, beside
from ..output import say
from ..progress import progress
from ..sources import asked, checked


@click.command()
@click.argument("name", metavar="SOURCE")
@click.option("--modes", is_flag=True, help="Run each way to fail on each link, in the laboratory.")
@click.option("--with", "module", metavar="MODULE.py", help="The module with the laboratory runs.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@asked
@beside
def command(
    name: str, modes: bool, module: str | None, form: str, observer: str | None, today: date | None,
    given: Beside,
) -> int:
    """One row for each link: the builder's objective, whether it can be called, what is known if it
    were met perfectly, and the status.

    --modes gives a matrix instead: the ways to fail and the links, and in each cell what a seeded run of
    a small optimizer did where its builder judged it and where it is used.
    """
    loaded = given.read(name)
    if modes and (observer or today):
        expected = "neither: the runs are the same for whoever asks, on every day"
        raise InputError("--modes with --observer or --today", expected=expected)
    if modes:
        given.refused_for("the runs of --modes")
        return _modes(loaded, _runs(loaded, name, module), form)
    if module is not None:
        raise InputError("--with without --modes", expected="both: a module plays the modes")
    report = checked(loaded, observer, today)
    rows = links(Judge(Case(loaded.model, report.observer, report.today)))
    if form == "json":
        say(json.dumps(_plain(loaded, report.observer, rows)))
    elif not rows:
        say(f"{clean(loaded.model.name)} has no link: nobody builds anybody.")
    else:
        say("\n".join(_told(loaded, report.observer, rows)))
    return 0


def _told(loaded: Loaded, observer: str, rows: list[Link]) -> Iterator[str]:
    yield opposite(clean(loaded.model.name), f"observer: {clean(observer)}")
    yield ""
    cells = ([clean(cell) for cell in row] for row in link_rows(loaded.model, rows))
    yield from table([LINKS, *cells])
    yield ""
    yield "  Values cannot be called: there is nothing to test, only to assume, to elicit or to move."
    yield "  A function can be met on every case that was tried, by a system that wants something else."


def _plain(loaded: Loaded, observer: str, rows: list[Link]) -> dict[str, Any]:
    """The rows as plain data; a link is closed when nothing about it is open."""
    kept = ("base", "mesa", "kind", "objective", "callable", "open_modes", "aligned", "robust", "closed")
    links = [{name: getattr(row, name) for name in kept} for row in rows]
    return {"tower": loaded.model.name, "observer": observer, "links": links}


def _runs(loaded: Loaded, name: str, module: str | None) -> ModuleType:
    """The module that is named, or that is bundled with the tower; InputError where there is none."""
    found = load_module(module) if module else None if loaded.path else module_of(SHORT.get(name, name))
    if found is None:
        raise InputError(
            f"no laboratory run is bound to {name!r}",
            expected="--with MODULE.py, with functions decorated with tower.mode",
        )
    return found


def _modes(loaded: Loaded, runs: ModuleType, form: str) -> int:
    cells: list[Cell] = []
    with progress(1) as watch:
        step, total = watch("the laboratory"), len(runs_of(runs))
        for cell in play(runs, loaded.model):
            cells.append(cell)
            step(len(cells), total)
    say(json.dumps(modes_json(loaded.model, cells)) if form == "json" else modes_text(loaded.model, cells))
    return 0
