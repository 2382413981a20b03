"""Modules that bind code to a tower: a file that the user names, or the one beside a bundled tower."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from ..errors import FileError

PREFIX = "tower_bound_"


def load_module(path: str | os.PathLike[str]) -> ModuleType:
    """Run a Python file as a module of its own; its folder can be imported from, as for a script.

    FileError when it cannot be read or raises, with the line.  What it prints goes to standard error.
    """
    there = Path(path)
    if not there.is_file():
        raise FileError("there is no such file", file=str(path), expected="a Python module that binds code")
    name = PREFIX + there.stem
    spec = spec_from_file_location(name, there.resolve())
    if spec is None or spec.loader is None:
        raise FileError("this is no Python module", file=str(path), expected="a file NAME.py")
    module = module_from_spec(spec)
    folder = str(there.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    sys.modules[name] = module
    try:
        with redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise _failed(there, error) from error
    return module


def _failed(path: Path, error: BaseException) -> FileError:
    """What a module raised, at the last line of it that took part."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == str(path.resolve()):
        found = f"the module cannot be read: {error.msg}"
        return FileError(found, file=str(path), line=error.lineno or 0, column=error.offset or 0)
    lines = [each.lineno for each in extract_tb(error.__traceback__) if each.filename == str(path.resolve())]
    return FileError(f"the module raised {said}", file=str(path), line=(lines or [0])[-1] or 0)
