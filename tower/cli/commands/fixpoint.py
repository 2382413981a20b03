"""`tower fixpoint`: the explicit fixed point of a modalised formula."""

from __future__ import annotations

import click

from ...logic.fixpoint import fixed_point
from ...syntax.parser import parse
from ..output import say


@click.command()
@click.argument("formula")
@click.option("--variable", default="p", show_default=True, help="The letter to be eliminated.")
def command(formula: str, variable: str) -> int:
    """The formula H without the variable such that GL proves H <-> FORMULA(H), short and checked."""
    found = fixed_point(parse(formula), variable)
    say(f"{variable} <-> {found.equation}\n{variable} <-> {found.solution}")
    return 0
