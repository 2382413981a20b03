"""The files in which bound code is written: evidence goes stale when one of them changes."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any


def files_of_functions(functions: Iterable[Callable[..., Any]]) -> tuple[str, ...]:
    """The files of some functions and of what their modules use beside them, sorted.

    What was typed at a prompt or is built in has no file.

    >>> files_of_functions([len]), [Path(each).name for each in files_of_functions([_file])]
    ((), ['code.py'])
    """
    return files_of_modules(module for each in functions if (module := _module(each)) is not None)


def files_of_modules(modules: Iterable[ModuleType]) -> tuple[str, ...]:
    """The files of some modules and of what they use that lies in the same folder or below, sorted."""
    found: set[str] = set()
    for module in modules:
        file = _file(module)
        if file is not None:
            found.update(_reached(module, Path(file).parent))
    return tuple(sorted(found))


def _reached(start: ModuleType, folder: Path) -> Iterator[str]:
    """The files of a module and of all modules of a folder that it uses, directly or not."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        file = _file(module)
        if id(module) in seen or file is None or not Path(file).is_relative_to(folder):
            continue
        seen.add(id(module))
        yield file
        waiting += _used(module)


def _used(module: ModuleType) -> Iterator[ModuleType]:
    for value in tuple(vars(module).values()):
        home = value if isinstance(value, ModuleType) else None
        if isinstance(value, FunctionType | type):
            home = sys.modules.get(value.__module__)
        if home is not None:
            yield home


def _module(function: Any) -> ModuleType | None:
    """The module in which a function, or the class of a callable, is written."""
    while isinstance(function, partial):
        function = function.func
    inner = inspect.unwrap(function) if callable(function) else function
    named = inner if isinstance(inner, FunctionType | type) or inspect.ismethod(inner) else type(inner)
    return sys.modules.get(getattr(named, "__module__", None) or "")


def _file(module: ModuleType) -> str | None:
    """The source file of a module, where there is one."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or not file.endswith(".py") or not os.path.isfile(file):
        return None
    return os.path.abspath(file)
