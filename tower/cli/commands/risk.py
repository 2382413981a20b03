"""`tower risk`: how likely a claim is to be wrongly accepted, and which assumption that hangs on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from ...api.files import write_whole
from ...api.views import TowerReport
from ...draw.plain import hanging, opposite, table
from ...draw.text import clean
from ...errors import InputError
from ...exchange import Given
from ...exchange.cut_sets import cut_sets_csv
from ...model.claim_parser import parse_claim
from ...model.scalars import rational
from ...model.values import Model
from ...risk.assess import Point
from ...risk.formulas import Formulas, formulas_of
from ...risk.leaves import rates_by_event
from ...risk.numbers import Numbers, goals, numbers, records_of
from ...risk.plot import sweep_plot
from ...risk.report import Table, as_latex, bound_data, formulas_table, sweep_table
from ...risk.sweeping import swept
from ...risk.symbolic import latex
from ...risk.telling import numbers_data, summary_table, tables
from ..output import painted, say
from ..sources import asked, beside, checked, source
from ..texts import write_new

_Thing = TypeVar("_Thing")

FORMAT = 1
PLOTS = ("svg", "png", "pdf")
MOST_STEPS = 10_000


@click.command()
@click.argument("name", metavar="FILE")
@click.argument("claim", required=False)
@asked
@beside
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "latex"]),
    default="text",
    help="How to print.",
)
@click.option("--symbolic", is_flag=True, help="Formulas too; numbers without a value are symbols.")
@click.option("--sweep", metavar="PARAMETER", help="A symbol, a place in the file, or an event.")
@click.option("--from", "start", default="0", metavar="P", help="The first value of the sweep (0).")
@click.option("--to", "stop", default="1", metavar="P", help="The last value of the sweep (1).")
@click.option("--steps", default=20, metavar="N", help="The steps of the sweep (20).")
@click.option("--plot", metavar="OUT", help="Draw the sweep: a new .svg, .png or .pdf.")
@click.option("--cut-sets", "sets", metavar="OUT", help="Write the minimal cut sets: a new .csv.")
def command(
    name: str,
    claim: str | None,
    observer: str | None,
    today: date | None,
    form: str,
    symbolic: bool,
    sweep: str | None,
    start: str,
    stop: str,
    steps: int,
    plot: str | None,
    sets: str | None,
    given: Given,
) -> int:
    """How likely is it that CLAIM does not hold although it is accepted, and what matters most?

    Without CLAIM: what the tower is for.  Dependence that is not declared is unknown, never
    independence.  PARAMETER is for example eps, or verifiers/v/error/false_accept, or dependence/1/beta.
    """
    report = checked(source(name, given), observer, today)
    chosen = (parse_claim(claim),) if claim else goals(report)
    found = [numbers(report, each) for each in _shown(chosen, "claims")]
    if sets is not None:
        _write_sets(_one(found, "--cut-sets"), sets)
    points = []
    if sweep is not None:
        values = _values(start, stop, steps)
        points = list(_shown(_points(_one(found, "--sweep"), report, sweep, values), "sweep", len(values)))
    elif plot is not None:
        raise InputError("--plot without --sweep", expected="a parameter to draw over")
    said = [formulas_of(each) for each in found] if symbolic else []
    if plot is not None and sweep is not None:
        _draw(plot, sweep, points)
    if form == "json":
        say(json.dumps(_data(report, found, said, sweep, points)))
    elif form == "latex":
        say("\n\n".join(_latex(found, said, sweep, points)))
    else:
        say("\n".join(_text(report, found, said, sweep, points)))
    return 0


def _one(found: Sequence[Numbers], option: str) -> Numbers:
    if len(found) != 1:
        told = ", ".join(str(each.claim) for each in found)
        raise InputError(f"{option} is about one claim", expected=f"one of {told}")
    return found[0]


def _values(start: str, stop: str, steps: int) -> list[Fraction]:
    low, high = rational(start), rational(stop)
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"{steps} steps", expected=f"1 to {MOST_STEPS}")
    return [low + (high - low) * each / steps for each in range(steps + 1)]


def _points(
    found: Numbers, report: TowerReport, parameter: str, values: Sequence[Fraction]
) -> Iterator[Point]:
    def again(model: Model) -> Numbers:
        other = checked(model, report.observer, report.today, records_of(report))
        return numbers(other, found.claim)

    return swept(found, parameter, values, again)


def _shown(things: Iterable[_Thing], what: str, count: int | None = None) -> Iterator[_Thing]:
    """The things one by one, with a progress bar on a terminal and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from things
        return
    with click.progressbar(things, label=what, length=count, file=sys.stderr) as bar:
        yield from bar


# files


def _write_sets(found: Numbers, target: str) -> None:
    sets, failure = found.cut_sets(), found.failure
    if sets is None or failure is None:
        raise InputError(f"{found.claim} has no cut sets", expected="a claim that holds")
    write_new(target, cut_sets_csv(sets, rates_by_event(failure.leaves)))


def _draw(target: str, parameter: str, points: Sequence[Point]) -> None:
    ending = Path(target).suffix.removeprefix(".").lower()
    if ending not in PLOTS:
        raise InputError(f"{target!r} does not say a format", expected=", ".join(f".{e}" for e in PLOTS))
    write_whole(Path(target), sweep_plot(parameter, points, ending))


# what is printed


def _text(
    report: TowerReport, found: Sequence[Numbers], said: Sequence[Formulas], parameter: str | None,
    points: Sequence[Point],
) -> Iterator[str]:  # fmt: skip
    yield opposite(clean(report.model.name), f"observer: {clean(report.observer)}")
    yield ""
    yield from _table(summary_table(found))
    for place, each in enumerate(found):
        for one in tables(each):
            yield ""
            yield from _table(one)
        if said:
            yield ""
            yield from _formulas(said[place])
    if parameter is not None:
        yield ""
        yield from _table(sweep_table(parameter, points))
    unsaid = [str(each.claim) for each in found if not each.says_something]
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


def _formulas(said: Formulas) -> Iterator[str]:
    yield from _table(_formula_table(said))


def _formula_table(said: Formulas) -> Table:
    told = formulas_table("Formulas", dict(said.formulas))
    legend = tuple(f"{name}: {event}" for name, event in said.legend)
    return Table(told.caption, told.headings, told.rows, legend)


def _latex(
    found: Sequence[Numbers], said: Sequence[Formulas], parameter: str | None, points: Sequence[Point]
) -> Iterator[str]:
    yield as_latex(summary_table(found))
    for place, each in enumerate(found):
        yield from map(as_latex, tables(each))
        if said:
            yield "\n".join(_equations(said[place]))
    if parameter is not None:
        yield as_latex(sweep_table(parameter, points))


def _equations(said: Formulas) -> Iterator[str]:
    for name, formula in said.formulas:
        yield f"% {' '.join(name.split())}"
        yield rf"\[ {latex(formula)} \]"
    yield from (f"% {name}: {' '.join(event.split())}" for name, event in said.legend)


def _data(
    report: TowerReport, found: Sequence[Numbers], said: Sequence[Formulas], parameter: str | None,
    points: Sequence[Point],
) -> dict[str, Any]:  # fmt: skip
    data: dict[str, Any] = {
        "format": FORMAT,
        "tower": report.model.name,
        "observer": report.observer,
        "claims": [numbers_data(each) for each in found],
    }
    for place, formulas in enumerate(said):
        data["claims"][place]["formulas"] = {
            name: {"text": str(formula), "latex": latex(formula)} for name, formula in formulas.formulas
        }
        data["claims"][place]["symbols"] = dict(formulas.legend)
    if parameter is not None:
        data["sweep"] = {"parameter": parameter, "points": [_point_data(each) for each in points]}
    return data


def _point_data(point: Point) -> dict[str, Any]:
    return {
        "value": str(point.value),
        "unknown": bound_data(point.unknown),
        "declared": bound_data(point.declared),
        "independent": bound_data(point.independent),
    }

