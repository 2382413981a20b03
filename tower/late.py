"""A module that is imported when something of it is first used: a command pays only for what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module by its whole name; `late.thing` imports the module and is its `thing`.

    For what few runs need: a format, a table, a reader.  Where it is asked for nothing is lost.

    >>> Late("decimal").Decimal("0.5")
    Decimal('0.5')
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
