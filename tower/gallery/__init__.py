"""Bundled towers: data, with their expectations; a module `name.py` beside one binds code to its parts."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from ..errors import InputError


def module_of(name: str) -> ModuleType | None:
    """The module that binds a bundled tower; None where it has no executable parts.

    >>> module_of("x509-root") is None
    True
    """
    inner = name.replace("-", "_").replace(".", "_")
    return import_module(f"{__name__}.{inner}") if find_spec(f"{__name__}.{inner}") else None


def gallery_module(name: str) -> ModuleType:
    """The module that binds a bundled tower; InputError where it has no executable parts."""
    found = module_of(name)
    if found is None:
        raise InputError(f"no code is bundled with {name!r}", expected="a tower of the laboratory")
    return found
