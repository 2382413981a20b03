"""Check one source after another for `tower check`: what was asked, and what each source came to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import field, replace
from datetime import date
from time import perf_counter

from ..api.views import TowerReport
from ..diagnosis.report import Break
from ..errors import FileError, InputError, LimitReached
from ..exchange.baseline import Baseline
from ..exchange.outcome import Outcome, Placed, State
from ..frozen import frozen
from ..model.file import Loaded
from .beside import Beside
from .exits import BAD, FINDINGS, GAVE_UP, OK
from .output import complain
from .requirements import with_requirements
from .sources import Places, checked, file_of

LIMIT = "gave up at a stated limit"


@frozen
class Asked:
    """What the command line asks of every source."""

    observer: str | None = None
    today: date | None = None
    require: tuple[str, ...] = ()
    strict: bool = False
    warnings: bool = False
    given: Beside = field(default_factory=Beside)


@frozen
class Checked:
    """One source with everything that was found; without a report, `outcome.error` says why."""

    outcome: Outcome
    loaded: Loaded | None = None
    report: TowerReport | None = None
    seconds: float = 0.0

    @property
    def code(self) -> int:
        """The exit code of this source."""
        if self.outcome.error:
            return GAVE_UP if self.outcome.gave_up else BAD
        if self.outcome.gave_up:
            return GAVE_UP
        return FINDINGS if self.outcome.failing else OK

    @property
    def known(self) -> tuple[Break, ...]:
        """The breaks that would count, and are in the baseline."""
        return tuple(each.found for each in self.outcome.breaks if each.state == "known")


def check_all(names: tuple[str, ...], asked: Asked, baseline: Baseline) -> Iterator[Checked]:
    """Check each source; what a baseline knows is used up by the sources in their order."""
    every: list[Loaded | None] = []
    for name in names:
        try:
            found = look(name, asked)
            every.append(found.loaded)
        except (InputError, LimitReached) as error:
            complain(f"tower: {error}")
            yield Checked(_failed(name, error))
            every.append(None)
            continue
        known, baseline = baseline.match(found.outcome.failing)
        yield replace(found, outcome=_marked(found.outcome, known))
    if all(every):
        asked.given.used_by(*filter(None, every))
    if baseline.size:
        complain(f"tower: {baseline.size} of the baseline no longer found; --write-baseline forgets them")


def _failed(name: str, error: InputError | LimitReached) -> Outcome:
    line, column = (error.line, error.column) if isinstance(error, FileError) else (0, 0)
    gave_up = isinstance(error, LimitReached)
    return Outcome(near(name), error=str(error), line=line, column=column, gave_up=gave_up)


def _marked(outcome: Outcome, known: tuple[bool, ...]) -> Outcome:
    """The outcome with its failing breaks marked as known, in order."""
    answers = iter(known)
    breaks = tuple(
        replace(each, state="known") if each.state == "fails" and next(answers) else each
        for each in outcome.breaks
    )
    return replace(outcome, breaks=breaks)


def look(name: str, asked: Asked) -> Checked:
    """Check one source without any baseline; InputError or LimitReached saying what is wrong with it."""
    began = perf_counter()
    loaded = read(name, asked)
    report = checked(loaded, asked.observer, asked.today)
    seconds = perf_counter() - began
    limited = any(each.verdict == "UNKNOWN" and LIMIT in each.note for each in report.answers)
    path = near(file_of(loaded)) if loaded.path else f"{loaded.model.name}.tower.yaml"
    outcome = Outcome(path, report, tuple(_placed(loaded, report, asked)), gave_up=limited)
    return Checked(outcome, loaded, report, seconds)


def read(name: str, asked: Asked) -> Loaded:
    """A source with what is given beside it, and the requirements of the command line."""
    loaded = asked.given.one_of(name)
    return replace(loaded, model=with_requirements(loaded.model, asked.require))


def near(path: str) -> str:
    """A path as seen from the working directory, with slashes; one outside of it stays as it is.

    >>> near("a/../b.tower.yaml")
    'b.tower.yaml'
    """
    try:
        seen = os.path.relpath(path)
    except (OSError, ValueError):  # another drive, or nothing that a path can be
        return path
    outside = seen.startswith(os.pardir) and not path.startswith(os.pardir)
    return (path if outside else seen).replace(os.sep, "/")


def _placed(loaded: Loaded, report: TowerReport, asked: Asked) -> Iterator[Placed]:
    failing = set(map(id, report.findings(strict=asked.strict, warnings=asked.warnings)))
    places = Places(loaded)
    for found in report.breaks:
        state: State = "fails" if id(found) in failing else "passes"
        line, _, column = places(found).partition(":")
        yield Placed(
            found, state if found.waived is None else "waived", int(line or 0), int(column or 0)
        )
