"""What FILE means: a tower file, or the name of a bundled tower where there is no such file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ..api.bundled import SHORT, bundled, load_bundled
from ..api.views import TowerReport, check_model
from ..diagnosis.report import Break
from ..errors import InputError
from ..model.file import Loaded, load
from ..model.scalars import nearest
from ..model.values import Model

_Command = TypeVar("_Command", bound=Callable[..., Any])


def source(name: str) -> Loaded:
    """The tower of a file, or a bundled one; FileError or InputError saying what is wrong.

    >>> source("seed").model.name
    'seed-enacted'
    """
    if _there(name):
        return load(name)
    if name in SHORT or name in bundled():
        return load_bundled(name)
    raise InputError(
        f"{name!r} is neither a file nor a bundled tower{nearest(name, bundled())}",
        expected="a tower file, or a name that `tower gallery` lists",
    )


def _there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or with a null character
        return False


def day(command: _Command) -> _Command:
    """The option of every command whose answer can depend on the date."""
    option = click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _, __, value: value and value.date(),
        metavar="YYYY-MM-DD",
        help="The day to check for (default: this one).",
    )
    return option(command)


def asked(command: _Command) -> _Command:
    """The options of every command that checks: who asks, and on which day."""
    observer = click.option(
        "--observer", metavar="NAME", help="Who asks (default: the first observer)."
    )
    return observer(day(command))


def checked(model: Model, observer: str | None, today: date | None) -> TowerReport:
    """The report on a model; without a day, that of this one: the only clock of the program."""
    return check_model(model, observer=observer, today=today)


def place_of(found: Break, loaded: Loaded) -> str:
    """Where in the file a break stands, as line:column: the check or link that it is on, or its first node.

    >>> place_of(Break("TWR301", ("child", "system"), (), "", ()), source("seed-enacted"))
    '17:3'
    """
    for path in (*_check_paths(found, loaded.model), *_node_paths(found, loaded.model)):
        line, column = loaded.positions.find(path)
        return f"{line}:{column}"
    return ""


def _check_paths(found: Break, model: Model) -> list[tuple[str | int, ...]]:
    pairs = {(edge.source, edge.target) for edge in found.edges if edge.kind == "checks"}
    return [
        ("checks", number)
        for number, check in enumerate(model.checks)
        if any((verifier, target) in pairs for verifier in check.by for _, target in pairs)
        and any(verifier in {source for source, _ in pairs} for verifier in check.by)
    ]


def _node_paths(found: Break, model: Model) -> list[tuple[str | int, ...]]:
    sections: dict[str, Mapping[str, object]] = {
        "optimizers": model.optimizer,
        "verifiers": model.verifier,
        "artifacts": model.artifact,
        "observers": model.observer,
        "theories": model.theory,
    }
    return [
        (section, name)
        for name in found.nodes
        for section, things in sections.items()
        if name in things
    ]
