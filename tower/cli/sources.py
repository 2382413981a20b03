"""What FILE means: a tower file, or the name of a bundled tower where there is no such file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ..api.bundled import SHORT, bundled, load_bundled
from ..api.views import TowerReport, check_model
from ..diagnosis.report import Break
from ..errors import InputError
from ..evidence.file import beside, load_evidence
from ..model.claims import subjects
from ..model.evidence import Evidence
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


def checked(
    tower: Loaded | Model,
    observer: str | None,
    today: date | None,
    evidence: Iterable[Evidence] | None = None,
) -> TowerReport:
    """The report on a tower with the evidence beside its file; without a day, that of this one.

    That is the only clock of the program.
    """
    model = tower.model if isinstance(tower, Loaded) else tower
    records = evidence_of(tower) if evidence is None else evidence
    return check_model(model, observer=observer, today=today, evidence=records)


def evidence_of(tower: Loaded | Model) -> tuple[Evidence, ...]:
    """The evidence beside the file of a tower; none for one without a file, or a bundled one."""
    if isinstance(tower, Model) or not tower.path:
        return ()
    return load_evidence(beside(tower.path), tower.model)


class Places:
    """Where in its file each break of a tower stands.

    >>> Places(source("seed-enacted"))(Break("TWR301", ("child", "system"), (), "", ()))
    '17:3'
    """

    def __init__(self, loaded: Loaded) -> None:
        self._positions = loaded.positions
        model = loaded.model
        self._checks = {
            (verifier, subject): number
            for number, check in reversed(list(enumerate(model.checks)))
            for verifier in check.by
            for subject in subjects(check.claim)
        }
        sections: dict[str, Mapping[str, object]] = {
            "theories": model.theory,
            "observers": model.observer,
            "artifacts": model.artifact,
            "verifiers": model.verifier,
            "optimizers": model.optimizer,
        }
        self._nodes = {name: section for section, things in sections.items() for name in things}

    def __call__(self, found: Break) -> str:
        """Line and column of the check that a break is on, else of its first node; "" for neither."""
        path = next(self._paths(found), None)
        return "" if path is None else "{}:{}".format(*self._positions.find(path))

    def _paths(self, found: Break) -> Iterator[tuple[str | int, ...]]:
        for edge in found.edges:
            number = self._checks.get((edge.source, edge.target))
            if edge.kind == "checks" and number is not None:
                yield "checks", number
        for name in found.nodes:
            if name in self._nodes:
                yield self._nodes[name], name
