"""`tower verify`: re-check a certificate with the small checker alone."""

from __future__ import annotations

from typing import Any

import click

from ...draw.text import clean
from ...logic.checker import verify
from ...logic.checker.declared import said
from ...logic.checker.verdict import FORMAT, HELD, verify_verdict
from ..output import say
from ..texts import read_object


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
def command(paths: tuple[str, ...]) -> int:
    """Re-check certificates of formulas and of verdicts.

    Says what each of FILE... shows; exit 2 at the first that shows nothing.
    """
    for path in paths:
        data = read_object(path, "a certificate as JSON")
        say(f"{path}: {_verdict(data) if data.get('format') == FORMAT else _formula(data)}")
    return 0


def _formula(data: dict[str, Any]) -> str:
    shown = verify(data)
    given = ", ".join(sorted(shown.sound))
    trusted = f", taking for granted that {given} is sound" if given else ""
    return f"{shown.verdict}{trusted}: {shown.formula}"


def _verdict(data: dict[str, Any]) -> str:
    shown = verify_verdict(data)
    on = f" if {', '.join(map(said, shown.assumptions))}" if shown.verdict in HELD else ""
    return clean(f"{shown.verdict}{on}: {said(shown.claim)}, asked by {shown.asker} in {shown.tower}")
