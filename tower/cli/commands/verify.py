"""`tower verify`: re-check a certificate with the small checker alone."""

from __future__ import annotations

import click

from ...logic.checker import verify
from ..output import say
from ..texts import read_object


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
def command(paths: tuple[str, ...]) -> int:
    """Re-check the certificates in FILE...: what each shows, or exit 2 at the first that shows nothing."""
    for path in paths:
        shown = verify(read_object(path, "a certificate as JSON"))
        trusted = f", taking for granted that {', '.join(sorted(shown.sound))} is sound" if shown.sound else ""
        say(f"{path}: {shown.verdict}{trusted}: {shown.formula}")
    return 0
