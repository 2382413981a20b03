"""The numbers of claims as text, LaTeX and JSON, with formulas and a sweep where these were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..draw.plain import hanging, opposite, table
from ..draw.text import clean
from ..late import Late
from ..risk.assess import Point
from ..risk.numbers import Numbers
from ..risk.report import Table, as_latex, bound_data, formulas_table, sweep_table
from ..risk.telling import numbers_data, summary_table, tables
from .output import painted

if TYPE_CHECKING:
    from ..risk.formulas import Formulas

FORMAT = 1
_symbolic = Late("tower.risk.symbolic")


@dataclass(frozen=True)
class Told:
    """What was worked out for a tower: numbers, formulas for each of them or none, and a sweep."""

    tower: str
    observer: str
    found: Sequence[Numbers]
    formulas: Sequence[Formulas] = ()
    parameter: str | None = None
    points: Sequence[Point] = ()


def as_plain(told: Told) -> Iterator[str]:
    """The whole as lines of text."""
    yield opposite(clean(told.tower), f"observer: {clean(told.observer)}")
    yield ""
    yield from _table(summary_table(told.found))
    for place, each in enumerate(told.found):
        for one in tables(each):
            yield ""
            yield from _table(one)
        if told.formulas:
            yield ""
            yield from _table(_formula_table(told.formulas[place]))
    if told.parameter is not None:
        yield ""
        yield from _table(sweep_table(told.parameter, told.points))
    unsaid = [str(each.claim) for each in told.found if not each.says_something]
    if unsaid:
        yield ""
        yield from hanging("  -  ", f"no number has a say in it: {', '.join(map(clean, unsaid))}")


def _table(told: Table) -> Iterator[str]:
    if told.caption:
        yield from hanging("  ", clean(told.caption))
    rows = [tuple(map(clean, row)) for row in (told.headings, *told.rows)]
    for line in table(rows):
        yield painted_line(line)
    for remark in told.remarks:
        yield from hanging("    ", clean(remark))


def painted_line(line: str) -> str:
    """A line of a table with its verdict word in colour.

    >>> painted_line("  a   b")
    '  a   b'
    """
    for word in ("GUARANTEED", "SUPPORTED", "UNSUPPORTED", "ASSUMED"):
        if f"   {word}" in line:
            return line.replace(f"   {word}", f"   {painted(word)}", 1)
    return line


def _formula_table(said: Formulas) -> Table:
    told = formulas_table("Formulas", dict(said.formulas))
    legend = tuple(f"{name}: {event}" for name, event in said.legend)
    return Table(told.caption, told.headings, told.rows, legend)


def as_tex(told: Told) -> Iterator[str]:
    """The whole as LaTeX: tabulars and displayed formulas."""
    yield as_latex(summary_table(told.found))
    for place, each in enumerate(told.found):
        yield from map(as_latex, tables(each))
        if told.formulas:
            yield "\n".join(_equations(told.formulas[place]))
    if told.parameter is not None:
        yield as_latex(sweep_table(told.parameter, told.points))


def _equations(said: Formulas) -> Iterator[str]:
    for name, formula in said.formulas:
        yield f"% {' '.join(name.split())}"
        yield rf"\[ {_symbolic.latex(formula)} \]"
    yield from (f"% {name}: {' '.join(event.split())}" for name, event in said.legend)


def as_data(told: Told) -> dict[str, Any]:
    """The whole as plain data: a contract with other programs."""
    claims = [numbers_data(each) for each in told.found]
    for claim, formulas in zip(claims, told.formulas, strict=False):
        claim["formulas"] = {
            name: {"text": str(formula), "latex": _symbolic.latex(formula)}
            for name, formula in formulas.formulas
        }
        claim["symbols"] = dict(formulas.legend)
    data: dict[str, Any] = {
        "format": FORMAT, "tower": told.tower, "observer": told.observer, "claims": claims,
    }  # fmt: skip
    if told.parameter is not None:
        data["sweep"] = {"parameter": told.parameter, "points": [_point_data(each) for each in told.points]}
    return data


def _point_data(point: Point) -> dict[str, Any]:
    return {
        "value": str(point.value),
        "unknown": bound_data(point.unknown),
        "declared": bound_data(point.declared),
        "independent": bound_data(point.independent),
    }
