"""`tower risk`: how likely a claim is to be wrongly accepted, and which assumption that hangs on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import click

from ...api.files import write_whole
from ...errors import InputError
from ...exchange import Found
from ...exchange.cut_sets import cut_sets_csv
from ...exchange.fault_numbers import below, numbers_of_tree, tree_in
from ...late import Late
from ...model.claim_parser import parse_claim
from ...model.scalars import rational
from ...model.values import Model
from ...risk.assess import Point
from ...risk.leaves import rates_by_event
from ...risk.numbers import Numbers, goals, numbers, records_of
from ...risk.sweeping import swept
from ...risk.telling import NO_SETS
from ..beside import Beside, beside
from ..output import say
from ..risk_text import Told, as_data, as_plain, as_tex
from ..sources import asked, checked
from ..texts import read_bytes, write_new

PLOTS = ("svg", "png", "pdf")
MOST_STEPS = 10_000
_formulas = Late("tower.risk.formulas")
_plot = Late("tower.risk.plot")
_HEAD = 65_536  # bytes of a file that say whether it is a fault tree

_Thing = TypeVar("_Thing")
Again = Callable[[Model], Numbers]


@click.command()
@click.argument("name", metavar="SOURCE")
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
    given: Beside,
) -> int:
    """How likely is it that CLAIM does not hold although it is accepted, and what matters most?

    Without CLAIM: what the tower is for.  Dependence that is not declared is unknown, never
    independence.  PARAMETER is for example eps, or verifiers/v/error/false_accept, or dependence/1/beta.
    """
    told, again = _worked_out(name, claim, observer, today, given)
    if sets is not None:
        _write_sets(_one(told.found, "--cut-sets"), sets)
    points: list[Point] = []
    if sweep is not None:
        values = _values(start, stop, steps)
        each = swept(_one(told.found, "--sweep"), sweep, values, again)
        points = list(_shown(each, "sweep", len(values)))
    elif plot is not None:
        raise InputError("--plot without --sweep", expected="a parameter to draw over")
    if plot is not None and sweep is not None:
        _draw(plot, sweep, points)
    said = [_formulas.formulas_of(each) for each in told.found] if symbolic else []
    _print(Told(told.tower, told.observer, told.found, said, sweep, points), form)
    return 0


def _print(told: Told, form: str) -> None:
    if form == "json":
        say(json.dumps(as_data(told)))
    elif form == "latex":
        say("\n\n".join(as_tex(told)))
    else:
        say("\n".join(as_plain(told)))


def _worked_out(
    name: str, claim: str | None, observer: str | None, today: date | None, given: Beside
) -> tuple[Told, Again]:
    """The numbers of a source, and how to get those of its claim in a changed model."""
    whole = None if given else _tree(name, claim)
    if whole is not None:
        return Told(whole.model.name, whole.answer.asker, [whole]), lambda _: whole
    report = checked(given.read(name), observer, today)
    chosen = (parse_claim(claim),) if claim else goals(report)
    found = [numbers(report, each) for each in _shown(chosen, "claims")]

    def again(model: Model) -> Numbers:
        other = checked(model, report.observer, report.today, records_of(report))
        return numbers(other, chosen[0])

    return Told(report.model.name, report.observer, found), again


def _tree(name: str, claim: str | None) -> Numbers | None:
    """The numbers of a fault tree, or of a gate of it, as it stands; None for anything else."""
    try:
        with Path(name).open("rb") as stream:
            if b"<opsa-mef" not in stream.read(_HEAD):
                return None
    except (OSError, ValueError):  # whatever is wrong with it is said where it is read
        return None
    tree = tree_in(Found(name, read_bytes(name, "a tower file or a fault tree")))
    if tree is not None and claim is not None:
        tree = below(tree, parse_claim(claim))
    return None if tree is None else numbers_of_tree(tree)


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


def _shown(things: Iterable[_Thing], what: str, count: int | None = None) -> Iterator[_Thing]:
    """The things one by one, with a progress bar on a terminal and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from things
        return
    with click.progressbar(things, label=what, length=count, file=sys.stderr) as bar:
        yield from bar


# files


def _write_sets(found: Numbers, target: str) -> None:
    if found.is_signed:
        raise InputError(NO_SETS, expected="a tree of and, or and atleast")
    sets, failure = found.cut_sets(), found.failure
    if sets is None or failure is None:
        raise InputError(f"{found.claim} has no cut sets", expected="a claim that holds")
    write_new(target, cut_sets_csv(sets, rates_by_event(failure.leaves)))


def _draw(target: str, parameter: str, points: Sequence[Point]) -> None:
    ending = Path(target).suffix.removeprefix(".").lower()
    if ending not in PLOTS:
        raise InputError(f"{target!r} does not say a format", expected=", ".join(f".{e}" for e in PLOTS))
    write_whole(Path(target), _plot.sweep_plot(parameter, points, ending))
