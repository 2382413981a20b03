"""What a long run is doing, on a terminal: its phases with their counts and times; nothing in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

Step = Callable[..., None]
_COUNT = re.compile(r"[:0-9 ]*[0-9]")  # what of a name is a count, with all that follows it


@contextmanager
def phases() -> Iterator[Step]:
    """Give what is to be told `(name, done, total)` of each phase; it shows them while the block runs.

    Without a total, `done` alone is shown.  On a pipe, or where `rich` is missing, nobody is told.
    """
    display = _display() if sys.stderr.isatty() else None
    if display is None:
        yield _nobody
        return
    with display:
        yield Phases(display)


def _nobody(name: str, done: int = 0, total: int = 0) -> None:
    """Tell nobody."""


def _display() -> Any:
    """A display on standard error that clears itself away; None where there is none to be had."""
    try:
        rich, console = import_module("rich.progress"), import_module("rich.console")
    except ImportError:  # pragma: no cover
        return None
    columns = (
        rich.SpinnerColumn(finished_text="✓"),
        rich.TextColumn("{task.description}", markup=False),
        rich.TextColumn("{task.fields[count]}", markup=False, justify="right"),
        rich.TimeElapsedColumn(),
    )
    return rich.Progress(*columns, console=console.Console(file=sys.stderr), transient=True)


class Phases:
    """Shows one line for each phase: the same name again moves its count, a new one ends the last.

    >>> from rich.console import Console
    >>> from rich.progress import Progress
    >>> from io import StringIO
    >>> shown = Progress(console=Console(file=StringIO()))
    >>> step = Phases(shown)
    >>> step("reading", 0, 10); step("round 1"); step("round 2")
    >>> [(each.description, each.fields["count"], each.finished) for each in shown.tasks]
    [('reading', '0 of 10', True), ('round', '2', False)]
    """

    def __init__(self, display: Any) -> None:
        self._display = display
        self._tasks: dict[str, Any] = {}
        self._last = ""

    def __call__(self, name: str, done: int = 0, total: int = 0) -> None:
        """The phase `name` is being worked on, and `done` of it is done."""
        shown, count = _split(name, done, total)
        if shown != self._last and self._last:
            self._display.update(self._tasks[self._last], completed=1)
        self._last = shown
        if shown not in self._tasks:
            self._tasks[shown] = self._display.add_task(shown, total=1, count=count)
        self._display.update(self._tasks[shown], completed=0, count=count)


def _split(name: str, done: int, total: int) -> tuple[str, str]:
    """The name of a phase, and its count: what was told, or what stands at the end of the name."""
    found = _COUNT.search(name)
    if found is None or total or done:
        return name, f"{_number(done)} of {_number(total)}" if total else _number(done) if done else ""
    return name[: found.start()].strip(), name[found.start() :].lstrip(": ")


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")
