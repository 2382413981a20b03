"""`tower check --watch`: check again what changed, and say what that changed.

Files are looked at a few times a second, with the evidence beside them.  Only a source whose file changed
is read again, and only a tower that says something else is checked again; then what moved is printed,
not the whole report.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..api.views import TowerReport
from ..diagnosis.difference import difference
from ..draw.difference import difference_lines
from ..draw.plain import tally
from ..draw.text import clean
from ..errors import InputError, LimitReached
from ..evidence.file import beside as evidence_file
from ..exchange.baseline import Baseline
from ..model.file import Loaded
from .checking import Asked, Checked, look, read
from .exits import OK
from .output import complain, say

PAUSE = 0.25  # seconds between two looks at the files

Stamp = tuple[int, int, int] | None  # of a file: when it changed, its size, which file it is


@dataclass
class Watched:
    """One source as it was last seen."""

    name: str
    stamps: tuple[Stamp, Stamp] = (None, None)  # of the source, and of the evidence beside it
    loaded: Loaded | None = None
    report: TowerReport | None = None
    trouble: str = ""
    told: bool = field(default=True)


def watch(
    names: tuple[str, ...],
    asked: Asked,
    known: Callable[[], Baseline],
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """Check, then again on every change until Ctrl-C; 0, because that is how it is meant to end."""
    watched = [Watched(name) for name in names]
    baseline = known()
    try:
        for each in watched:
            _again(each, asked, baseline, first=True)
        seen = [each.loaded for each in watched]
        if all(seen):
            asked.given.used_by(*filter(None, seen))
        say(f"Watching {len(names)} file{'s' if len(names) > 1 else ''}; Ctrl-C ends it.")
        while True:
            pause(PAUSE)
            for each in watched:
                _look_at(each, asked, baseline)
    except KeyboardInterrupt:
        say("")
        return OK


def _look_at(each: Watched, asked: Asked, baseline: Baseline) -> None:
    """Check a source again if its file changed; trouble is told once it has lasted for two looks."""
    if stamps(each.name) != each.stamps:
        _again(each, asked, baseline)
    elif not each.told:
        complain(f"tower: {each.trouble}")
        each.told = True


def stamps(name: str) -> tuple[Stamp, Stamp]:
    """The stamps of a source and of the evidence beside it."""
    return stamp(name), stamp(str(evidence_file(name)))


def stamp(name: str) -> Stamp:
    """What tells a changed file from the same one; None where there is no file.

    >>> stamp("no such file")
    """
    try:
        found = os.stat(name)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _again(each: Watched, asked: Asked, baseline: Baseline, first: bool = False) -> None:
    evidence = each.stamps[1]
    each.stamps = stamps(each.name)
    try:
        model = read(each.name, asked).model
        if each.loaded and model == each.loaded.model and each.stamps[1] == evidence:
            _settled(each)
            return
        found = look(each.name, asked)
    except (InputError, LimitReached) as error:
        each.trouble, each.told = str(error), first
        if first:
            complain(f"tower: {error}")
        return
    each.loaded, before, each.report = found.loaded, each.report, found.report
    each.trouble, each.told = "", True
    say("\n".join(_lines(each, found, before, baseline)))


def _settled(each: Watched) -> None:
    """The tower says what it said before: worth a word only after trouble."""
    if each.trouble and each.told and each.report is not None:
        say(f"{clean(each.name)}   as before: {tally(each.report)}")
    each.trouble, each.told = "", True


def _lines(
    each: Watched, found: Checked, before: TowerReport | None, baseline: Baseline
) -> list[str]:
    if found.report is None:
        return []
    known, _ = baseline.match(found.outcome.failing)
    failing = len(known) - sum(known)
    state = "ok" if not failing else f"{failing} finding{'' if failing == 1 else 's'}"
    lines = [f"{clean(each.name)}   {state}   {tally(found.report)}"]
    if before is not None:
        return [*lines, *difference_lines(difference(before, found.report))]
    shown = [broken for broken, there in zip(found.outcome.failing, known, strict=True) if not there]
    return [*lines, *(f"  {one.code} {one.kind}   {clean(one.reason)}" for one in shown)]
