"""The matrix of modes and links as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..evidence.finding import Finding
from ..evidence.modes import Cell
from ..model.values import Model
from .plain import WIDTH, columns, hanging, opposite, table
from .text import clean

GAP = 3  # between two columns of a table


def modes_text(model: Model, cells: Sequence[Cell]) -> str:
    """The matrix, what was lost in each cell, and which columns only a laboratory can fill.

    >>> print(modes_text(Model("t"), []))
    t                                                                                0 laboratory runs
    <BLANKLINE>
      MODE
    """
    lines = [opposite(clean(model.name), f"{len(cells)} laboratory run{'' if len(cells) == 1 else 's'}"), ""]
    rows = [[clean(text) for text in row] for row in matrix(cells)]
    lines += table(rows if _fits(rows) else list(_listed(rows)))
    if not cells:
        return "\n".join(lines)
    lines += ["", "  met: of the cases on which the builder judged.  lost: of those in deployment, such as"]
    for cell in cells:
        lines += hanging(f"    {cell.mode}, {clean(cell.link)}:  ", clean(_lost_on(cell.deployed)), 6)
    return "\n".join([*lines, *_played(model, cells)])


def _fits(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the columns stand side by side on a page."""
    return sum(max(map(columns, column)) + GAP for column in zip(*rows, strict=True)) <= WIDTH


def _listed(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The matrix with a line for each cell, for a page that is too narrow for it."""
    yield ("MODE", "LINK", "FOUND")
    for mode, *words in rows[1:]:
        yield from ((mode, link, word) for link, word in zip(rows[0][1:], words, strict=True))


def matrix(cells: Sequence[Cell]) -> Iterator[tuple[str, ...]]:
    """A row of headings, the modes and the links, then a row for each mode.

    >>> list(matrix([]))
    [('MODE',)]
    """
    links = list(dict.fromkeys(cell.link for cell in cells))
    found = {(cell.mode, cell.link): cell for cell in cells}
    yield ("MODE", *links)
    for mode in dict.fromkeys(cell.mode for cell in cells):
        row = (found.get((mode, link)) for link in links)
        yield (mode, *("not run" if cell is None else _word(cell) for cell in row))


def _word(cell: Cell) -> str:
    trained, deployed = cell.trained, cell.deployed
    words = []
    if trained.status != "untested":
        words.append(f"met {trained.n - trained.failures} of {trained.n}")
    if deployed.status != "untested":
        words.append(f"lost {deployed.failures} of {deployed.n}")
    return ", ".join(words) or "untested"


def _lost_on(found: Finding) -> str:
    return str(found.trouble) if found.trouble else found.counterexample or "nothing"


def _played(model: Model, cells: Sequence[Cell]) -> Iterator[str]:
    """What stands under the links on which values were played by a program."""
    for base, mesa in dict.fromkeys((cell.base, cell.mesa) for cell in cells):
        objective = model.optimizer[base].objective if base in model.optimizer else None
        if objective is not None and objective.kind == "values":
            yield ""
            text = (
                f"{base} -> {mesa}: values cannot be called.  Here a program plays {base}; it judges what "
                "it is shown in training, and only in a laboratory can it be asked about the rest."
            )
            yield from hanging("  ", clean(text))


def modes_json(model: Model, cells: Sequence[Cell]) -> dict[str, Any]:
    """The same as plain data.

    >>> modes_json(Model("t"), [])
    {'tower': 't', 'cells': []}
    """
    return {"tower": model.name, "cells": [_cell(cell) for cell in cells]}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "mode": cell.mode,
        "link": cell.link,
        "shows": cell.shows,
        "training": _finding(cell.trained),
        "deployment": _finding(cell.deployed),
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "status": found.status,
        "n": found.n,
        "lost": found.failures,
        "counterexample": found.counterexample or None,
        "trouble": None if found.trouble is None else str(found.trouble),
    }
