"""What a page about a code holds."""

from __future__ import annotations

from dataclasses import dataclass

from .codes import CODES, Code

YES = "Löb applies: the theory is r.e., contains EA, has a standard provability predicate, and vouches for "
NO = "This is not Löb: "


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `example` names a bundled tower, "" where none shows it."""

    code: str
    means: str
    story: str
    loeb: str
    lifts: tuple[str, ...]
    example: str = ""

    @property
    def entry(self) -> Code:
        """The entry of the table of codes."""
        return CODES[self.code]
