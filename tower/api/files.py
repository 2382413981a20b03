"""Save and draw: the functions that write files.  What is written is written whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..diagnosis.report import Answer, Report
from ..draw import draw, draw_evidence, formats
from ..errors import InputError
from ..late import Late
from ..model.save import save as save_file
from ..model.values import Model
from ..risk import bounds_of
from .draft import Draft

_tempfile = Late("tempfile")

_ENOUGH = 100_000  # bytes of what is there that are looked at
_SAME = 8  # bytes in which two files of one format agree
_TOWER = re.compile(rb"""^\s*\{?\s*["']?tower["']?\s*:""", re.MULTILINE)  # a tower file says so
_MARKED = {
    ".svg": b"tower-picture",
    ".html": b"tower-picture",
}  # what a page or an SVG of ours says of itself


def save(tower: Draft | Model, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Save a tower as a file; InputError when the file is there and `overwrite` is not said."""
    model = tower.model if isinstance(tower, Draft) else tower
    save_file(model, path, overwrite=overwrite)
    return Path(path)


def draw_report(
    report: Report, path: str | os.PathLike[str], *, notation: str = "tower", force: bool = False
) -> Path:
    """Draw a report into a file; its ending says the format, `notation` the kind of picture.

    A file that is there is replaced only if it is a picture of the same kind, or with `force`; a
    tower file never.  InputError with the reason otherwise.
    """
    target = Path(path)
    form = format_of(target.name, notation)
    drawn = draw(report.model, report, form, notation, bounds_of(report))
    return write_whole(target, drawn.encode() if isinstance(drawn, str) else drawn, force=force)


def draw_claim(
    answer: Answer, report: Report, path: str | os.PathLike[str], *, force: bool = False
) -> Path:
    """Draw the evidence for an answer into a file: its derivation, or the world that cannot be ruled out.

    InputError where there is neither, and for what may not be replaced.
    """
    target = Path(path)
    steps = report.why(answer.claim, answer.asker)
    found = steps or report.why_not(answer.claim, answer.asker)
    if not found:
        message = f"{answer.text} has neither a derivation nor a world that refutes it: {answer.word}"
        raise InputError(message, expected="a claim that holds, or one that a logic decides")
    drawn = draw_evidence(found, answer.text, format_of(target.name))
    return write_whole(target, drawn.encode() if isinstance(drawn, str) else drawn, force=force)


def format_of(name: str, notation: str = "tower") -> str:
    """The format that the ending of a file name says; InputError when it says none.

    A safety case as YAML is its exchange form.

    >>> format_of("seed.svg"), format_of("case.gsn.yaml"), format_of("case.yaml", "gsn")
    ('svg', 'gsn.yaml', 'gsn.yaml')
    """
    if notation == "gsn" and name.lower().endswith((".yaml", ".yml")):
        return "gsn.yaml"
    fitting = [
        each
        for each in formats()
        if name.lower().endswith(f".{each}") and len(name) > len(each) + 1
    ]
    if not fitting:
        known = ", ".join(f".{each}" for each in formats())
        raise InputError(f"{name!r} does not say a format", expected=f"an ending {known}")
    return max(fitting, key=len)


def write_whole(target: Path, content: bytes, *, force: bool = False) -> Path:
    """Write a picture or page in one step, so that nobody ever sees half of it.

    InputError when something else is there, or when it cannot be written.
    """
    try:
        _refuse(target, content, force)
        with _tempfile.NamedTemporaryFile(dir=target.parent, prefix=".tower-", delete=False) as part:
            part.write(content)
        _settle(Path(part.name), target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{str(target)!r} cannot be written: {reason}") from None
    return target


def _settle(part: Path, target: Path) -> None:
    """Put a finished file in its place, with the rights that a new file would have."""
    try:
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _refuse(target: Path, content: bytes, force: bool) -> None:
    """Raise InputError when writing would take something away."""
    if not target.exists():
        return
    if not target.is_file():
        raise InputError(
            f"{str(target)!r} is no regular file", expected="the name of a new file or of a picture"
        )
    with target.open("rb") as stream:
        there = stream.read(_ENOUGH)
    if _TOWER.search(there):
        raise InputError(f"{str(target)!r} is a tower file", expected="another name for a picture")
    if not (force or _same_kind(target.suffix.lower(), there, content)):
        raise InputError(
            f"{str(target)!r} is there already and is no picture of this kind",
            expected="another name, or --force",
        )


def _same_kind(ending: str, there: bytes, content: bytes) -> bool:
    mark = _MARKED.get(ending, b"")
    return not there or (there[:_SAME] == content[:_SAME] and mark in there)
