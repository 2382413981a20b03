"""What SOURCE means: a tower file, an artefact of another tool, or the name of a bundled tower."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ..api.bundled import SHORT, bundled, load_bundled
from ..api.views import TowerReport, check_model
from ..diagnosis.report import Break
from ..errors import FileError, InputError, ModelError
from ..evidence.file import beside as evidence_file, load_evidence
from ..exchange import Artefact, Given, read_artefact
from ..exchange.principals import Aliases
from ..exchange.sketch import printable
from ..frozen import frozen
from ..model.claims import subjects
from ..model.evidence import Evidence
from ..model.file import Loaded, load
from ..model.nodes import Node
from ..model.positions import Positions
from ..model.scalars import nearest
from ..model.validate import validate
from ..model.values import Model

_Command = TypeVar("_Command", bound=Callable[..., Any])


@frozen
class Imported(Loaded):
    """What an artefact became: nothing in it has a place in a tower file."""

    artefact: Artefact | None = None


def source(name: str, given: Given | None = None) -> Loaded:
    """The tower of a file or an artefact, or a bundled one, its principals merged.

    FileError or InputError saying what is wrong.

    >>> source("seed").model.name
    'seed-enacted'
    """
    beside = given or Given()
    loaded = _source(name, beside)
    return loaded if isinstance(loaded, Imported) else _merged(loaded, beside.aliases)


def _source(name: str, given: Given) -> Loaded:
    if _there(name):
        made = read_artefact(name, given)
        return load(name) if made is None else as_loaded(made, name)
    if name in SHORT or name in bundled():
        return load_bundled(name)
    raise InputError(
        f"{name!r} is neither a file nor a bundled tower{nearest(name, bundled())}",
        expected="a tower file, or a name that `tower gallery` lists",
    )


def as_loaded(made: Artefact, path: str) -> Imported:
    """What an artefact became, as a source."""
    return Imported(made.model, Positions(path, Node(1, 1)), path, made)


def _merged(loaded: Loaded, aliases: Aliases) -> Loaded:
    if not aliases.known:
        return loaded
    model = aliases.merged(loaded.model)
    validate(model)
    return replace(loaded, model=model)


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


def title_of(loaded: Loaded) -> str:
    """What a report is about: the file of a tower, or the artefact in words."""
    if isinstance(loaded, Imported) and loaded.artefact is not None:
        return loaded.artefact.title
    return loaded.path or f"{loaded.model.name}.tower.yaml"


def file_of(loaded: Loaded) -> str:
    """The file to which a finding belongs: of a pull request the first that it changes."""
    if isinstance(loaded, Imported) and loaded.artefact is not None and loaded.artefact.files:
        return printable(loaded.artefact.files[0])
    return loaded.path


def notes_of(loaded: Loaded) -> tuple[str, ...]:
    """What an artefact cannot show, and who was said to be who."""
    if isinstance(loaded, Imported) and loaded.artefact is not None:
        return loaded.artefact.notes
    return ()


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
    try:
        return check_model(model, observer=observer, today=today, evidence=records)
    except ModelError as error:
        if isinstance(tower, Model):
            raise
        line, column = tower.positions.find(error.path)
        raise FileError(
            error.message, file=tower.positions.file, line=line, column=column, expected=error.expected
        ) from None


def evidence_of(tower: Loaded | Model) -> tuple[Evidence, ...]:
    """The evidence beside the file of a tower; none for one without a file, or a bundled one."""
    if isinstance(tower, Model) or not tower.path:
        return ()
    return load_evidence(evidence_file(tower.path), tower.model)


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
        path = next(self._paths(found), None) if self._positions.root.entries else None
        return "" if path is None else "{}:{}".format(*self._positions.find(path))

    def _paths(self, found: Break) -> Iterator[tuple[str | int, ...]]:
        for edge in found.edges:
            number = self._checks.get((edge.source, edge.target))
            if edge.kind == "checks" and number is not None:
                yield "checks", number
        for name in found.nodes:
            if name in self._nodes:
                yield self._nodes[name], name
