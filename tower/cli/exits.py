"""Exit codes: 0 no finding, 1 findings, 2 usage or bad input, 3 gave up at a stated limit."""

from __future__ import annotations

from collections.abc import Iterable

OK, FINDINGS, BAD, GAVE_UP = 0, 1, 2, 3
INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C


def worst(codes: Iterable[int]) -> int:
    """The exit code of several: the highest, 2 over all.

    >>> worst([0, 3, 2, 1]), worst([0, 3, 1]), worst([])
    (2, 3, 0)
    """
    found = set(codes)
    return BAD if BAD in found else max(found, default=OK)
