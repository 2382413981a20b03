"""How far long work is: a bar or a count on a terminal, and nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click


class _Bar:
    """A bar that moves by claims and by the share of the present one that is done."""

    def __init__(self, bar: Any) -> None:
        self._bar, self._begun = bar, -1

    def __call__(self, label: str) -> Callable[[int, int], None]:
        self._begun += 1
        begun = self._begun
        self._bar.label = label[:_LABEL]

        def watch(done: int, total: int) -> None:
            reached = _STEPS * begun + _STEPS * done // max(total, 1)
            self._bar.update(max(0, reached - self._bar.pos))

        return watch


_STEPS, _LABEL = 100, 40  # steps of the bar for one claim; characters of its label


@contextmanager
def progress(length: int) -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """A progress bar over some long steps: on a terminal; nothing in a pipe.

    What is given names a step and returns what is to be told of it: how much is done, and of how much.
    """
    if not sys.stderr.isatty() or not length:
        yield lambda label: lambda done, total: None
        return
    with click.progressbar(length=_STEPS * length, file=sys.stderr, show_pos=False) as bar:
        yield _Bar(bar)
        bar.update(max(0, _STEPS * length - bar.pos))


@contextmanager
def counted(what: str, patience: float = 1.0) -> Iterator[Callable[[int, int], None]]:
    """A count on one line of a terminal, once the work takes longer than `patience` seconds; else nothing.

    For work of which nobody knows how long it is: what is given is told how many steps are done, and of how
    many at most.
    """
    if not sys.stderr.isatty():
        yield lambda done, most: None
        return
    began, shown = monotonic(), False

    def watch(done: int, most: int) -> None:
        nonlocal shown
        if monotonic() - began >= patience:
            shown = True
            sys.stderr.write(f"\r  {done} {what}, at most {most}")
            sys.stderr.flush()

    try:
        yield watch
    finally:
        if shown:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
