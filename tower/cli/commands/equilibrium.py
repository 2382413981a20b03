"""`tower equilibrium`: what modal agents do against each other, and why."""

from __future__ import annotations

import click

from ...logic.agents import parse_agents
from ...logic.equilibrium import outcome, outcome_table
from ..output import say
from ..texts import read_text


@click.command()
@click.argument("path", metavar="FILE")
@click.argument("pair", metavar="[ROW COLUMN]", nargs=-1)
def command(path: str, pair: tuple[str, ...]) -> int:
    """The outcome table of the agents in FILE (lines NAME = formula), or one match with its reason.

    In a formula a is "I cooperate with you", b "you cooperate with me", the name of another agent
    "you cooperate with it"; [k]f stands for [](~[]^k F -> f).
    """
    if len(pair) not in (0, 2):
        raise click.UsageError("name both players of a match, or none")
    agents = parse_agents(read_text(path, "agents, one NAME = formula a line"), path)
    if pair:
        found = outcome(agents, *pair)
        say("\n".join([f"{pair[0]} against {pair[1]}: {found.moves}", *found.lines()]))
        return 0
    table = outcome_table(agents)
    names = list(agents)
    width = max(4, *map(len, names)) + 2
    say("".join([" " * width, *(f"{name:<{width}}" for name in names)]).rstrip())
    for row in names:
        cells = (f"{table[row, column]:<{width}}" for column in names)
        say(f"{row:<{width}}{''.join(cells)}".rstrip())
    return 0
