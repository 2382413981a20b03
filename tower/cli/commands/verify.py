"""`tower verify`: re-check a certificate with the small checker alone."""

from __future__ import annotations

import click

from ...logic.checker import verify
from ..output import say
from ..texts import read_object


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
def command(paths: tuple[str, ...]) -> int:
    """Re-check certificates: what each of FILE... shows, or exit 2 at the first that shows nothing."""
    for path in paths:
        shown = verify(read_object(path, "a certificate as JSON"))
        given = ", ".join(sorted(shown.sound))
        trusted = f", taking for granted that {given} is sound" if given else ""
        say(f"{path}: {shown.verdict}{trusted}: {shown.formula}")
    return 0
