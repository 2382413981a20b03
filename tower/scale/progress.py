"""How far a scan is: what is told to whoever wants to know."""

from __future__ import annotations

from typing import Protocol


class Step(Protocol):
    """Is told the phase that is being worked on, how much of it is done, and of how much; 0: not counted."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None: ...


def quiet(what: str, done: int = 0, total: int = 0) -> None:
    """Tell nobody how far it is."""
