"""`tower progression`: how far n levels of consistency or reflection reach."""

from __future__ import annotations

import click

from ...logic.progression import progression
from ..output import say


@click.command()
@click.option("--base", default="EA", show_default=True, help="EA, PA, PA+RFN or PA+RFN^n.")
@click.option(
    "--strength",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Each level adds its own n-consistency; 0 is plain consistency.",
)
@click.option("--levels", type=click.IntRange(min=0), default=4, show_default=True)
def command(base: str, strength: int, levels: int) -> int:
    """One line for each level with its ordinal, and the limit that no level reaches."""
    say("\n".join(progression(base, strength, levels).lines()))
    return 0
