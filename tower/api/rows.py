"""Answers that are tuples, and that show themselves as an argument or as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Self, TypeVar

from ..diagnosis.report import Step
from ..draw import draw_derivation
from ..draw.evidence import argument_lines
from ..draw.plain import table
from ..draw.text import clean
from ..shown import asked_for
from .glance import HTML, MOST_ROWS, PLAIN, SVG, Bundle, fitting, html_table, shortened

_Item = TypeVar("_Item")


class Argument(tuple[Step, ...]):
    """The steps of a derivation; a numbered argument at a prompt, a picture in a notebook.

    >>> Argument((Step("a", "assumption"), Step("b", "a says so", (0,))))
      1  a   assumption
      2  b   a says so, from 1
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(argument_lines(self)) or "no derivation"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> Bundle:
        shown = {PLAIN: shortened(repr(self))}
        if 0 < len(self) <= MOST_ROWS:
            shown[SVG] = fitting(draw_derivation(self))
        return asked_for(shown, include, exclude)


class Rows(tuple[_Item, ...]):
    """Values with a table that says them: `headings` and one row of cells for each value.

    >>> Rows([1, 2], ("NUMBER", "WORD"), [("1", "one"), ("2", "two")])
      NUMBER   WORD
      1        one
      2        two
    """

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    def __new__(cls, items: Iterable[_Item], headings: Sequence[str], cells: Iterable[Sequence[str]]) -> Self:
        made = super().__new__(cls, items)
        made.headings, made.cells = tuple(headings), tuple(tuple(map(clean, row)) for row in cells)
        return made

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self), self.headings, self.cells

    def __repr__(self) -> str:
        return "\n".join(table([self.headings, *self.cells])) if self else "nothing"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> Bundle:
        shown = {PLAIN: shortened(repr(self))}
        if self:
            shown[HTML] = html_table(self.headings, self.cells)
        return asked_for(shown, include, exclude)
