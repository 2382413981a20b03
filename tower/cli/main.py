"""The entry of the command line; what is not the program's own help is left to `tower.cli.run`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

from ..version import VERSION
from .entries import help_text
from .output import flush, prepare, say

OBJECTS = 50_000  # made between two searches for garbage; a search while modules are imported finds none


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    >>> main(["--version"])
    tower 0.1.0
    0
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:  # of a program that calls this, garbage is its own business
        gc.set_threshold(OBJECTS)
    prepare()
    try:
        if words in ([], ["--help"], ["-h"]):
            say(help_text())
            return 0
        if words == ["--version"]:
            say(f"tower {VERSION}")
            return 0
        code: int = import_module(f"{__package__}.run").run(words)
        return code
    finally:
        flush()
