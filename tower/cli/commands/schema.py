"""`tower schema`: the JSON Schema of tower files, for editors."""

from __future__ import annotations

import click

from ...model.schema import schema_text
from ..output import say


@click.command()
def command() -> int:
    """Print the JSON Schema of tower files; an editor completes them with it."""
    say(schema_text(), newline=False)
    return 0
