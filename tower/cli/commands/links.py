"""`tower links`: who builds whom, whether there is a function to aim at, and whether it would be enough."""

from __future__ import annotations

from datetime import date

import click

from ...diagnosis.case import Case
from ...diagnosis.judging import Judge
from ...diagnosis.links import INHERITED, Link, links
from ...draw.plain import opposite, table
from ...draw.text import clean
from ...model.values import Model
from ..output import say
from ..sources import asked, checked, source


@click.command()
@click.argument("name", metavar="FILE")
@asked
def command(name: str, observer: str | None, today: date | None) -> int:
    """One row for each link: the builder's objective, whether it can be called, what is known if it
    were met perfectly, and the status."""
    model = source(name).model
    report = checked(model, observer, today)
    rows = links(Judge(Case(model, report.observer, report.today)))
    if not rows:
        say(f"{clean(model.name)} has no link: nobody builds anybody.")
        return 0
    lines = [opposite(clean(model.name), f"observer: {clean(report.observer)}"), ""]
    head = ("LINK", "AIMS AT", "A FUNCTION?", "IF MET PERFECTLY", "STATUS")
    lines += table([head, *(_row(model, link) for link in rows)])
    lines += [
        "",
        "  Values cannot be called: there is nothing to test, only to assume, to elicit or to move.",
        "  A function can be met on every case that was tried, by a system that wants something else.",
    ]
    say("\n".join(lines))
    return 0


def _row(model: Model, link: Link) -> tuple[str, ...]:
    builder = model.optimizer.get(link.base)
    objective = None if builder is None else builder.objective
    about = "" if objective is None else objective.about or objective.kind
    return (
        clean(f"{link.base} -> {link.mesa} ({link.kind})"),
        clean(about or "not said"),
        function_word(link),
        enough_word(link),
        status_word(link),
    )


def function_word(link: Link) -> str:
    """Whether there is a function to aim at.

    >>> function_word(Link("a", "b", "searched", "values", False, (), "", ""))
    'no'
    """
    if not link.objective:
        return "not said"
    return "yes" if link.callable else "no"


def enough_word(link: Link) -> str:
    """What would be known if the objective were met perfectly in training.

    >>> enough_word(Link("a", "b", "written", "loss", True, (), "", ""))
    'it does what it says'
    """
    if not link.callable:
        return "nothing to meet"
    return {
        "searched": "the score, not the goal",
        "written": "it does what it says",
        "delegated": "the task, not the will",
    }[link.kind]


def status_word(link: Link) -> str:
    """What of the link is open.

    >>> status_word(Link("a", "b", "searched", "loss", True, ("proxy",), "", ""))
    'GAP: proxy'
    """
    if link.closed:
        known = link.robust or link.aligned
        return f"closed, {known}" if known else "closed: every mode is addressed"
    open_things = ["no function"] if link.objective_open else []
    everything = len(link.open_modes) == len(INHERITED[link.kind]) > 1
    open_things += ["every inherited mode"] if everything else list(link.open_modes)
    return f"GAP: {', '.join(open_things)}"
