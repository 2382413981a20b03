"""The file of a baseline: read it, write it, and never write over anything else."""

from __future__ import annotations

from pathlib import Path

from ..api.files import write_whole
from ..errors import FileError, InputError
from ..exchange.baseline import Baseline, baseline_text, is_baseline, read_baseline
from .checking import Checked
from .exits import OK, worst
from .output import say
from .texts import read_object

EXPECTED = "a file that --write-baseline wrote"


def read_known(path: str) -> Baseline:
    """The baseline in a file; FileError saying what is wrong with it."""
    data = read_object(path, EXPECTED)
    try:
        return read_baseline(data)
    except InputError as error:
        raise FileError(error.message, file=path, expected=error.expected) from None


def write_known(path: str, found: tuple[Checked, ...]) -> int:
    """Write everything that fails as a baseline; the exit code.

    Nothing is written when a source could not be checked; a file that is there is replaced only if
    it is a baseline.  FileError or InputError saying why not.
    """
    bad = [each.code for each in found if each.outcome.error]
    if bad:
        return worst(bad)
    target = Path(path)
    if target.exists() and not _replaceable(path):
        raise FileError("the file is there already and is no baseline", file=path, expected="a new name")
    baseline = Baseline.of(
        broken for each in found for broken in (*each.outcome.failing, *each.known)
    )
    write_whole(target, baseline_text(baseline).encode(), force=True)
    findings = "1 finding" if baseline.size == 1 else f"{baseline.size} findings"
    say(f"Wrote  {path}   {findings} known        tower check --baseline {path} ...")
    return OK


def _replaceable(path: str) -> bool:
    try:
        return is_baseline(read_object(path, EXPECTED))
    except FileError:
        return False
