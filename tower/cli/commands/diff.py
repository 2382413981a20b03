"""`tower diff`: what changed from one tower to another, for a review."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from ...diagnosis.difference import Difference, difference
from ...draw.difference import difference_lines
from ...draw.text import clean
from ..beside import Beside, beside
from ..exits import FINDINGS, OK
from ..json_format import FORMAT, break_json, moved_json
from ..output import say
from ..sources import asked, checked


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@asked
@beside
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="warning",
    help="The least severity of a new break that fails.",
)
def command(
    before: str,
    after: str,
    observer: str | None,
    today: date | None,
    given: Beside,
    form: str,
    fail_on: str,
) -> int:
    """Say what changed from tower A to tower B: guarantees lost and gained, breaks new and gone.

    Exits with 1 when something got worse: a guarantee was lost, or no longer stands on what it stood
    on, or a break that is not waived is new.
    """
    both = [given.one_of(name) for name in (before, after)]
    given.used_by(*both)
    was, now = (checked(each, observer, today) for each in both)
    found = difference(was, now)
    if form == "json":
        say(json.dumps(difference_json(found, fail_on == "warning")))
    else:
        say(f"{clean(before)} -> {clean(after)}\n")
        say("\n".join(difference_lines(found)))
    return FINDINGS if found.worse(warnings=fail_on == "warning") else OK


def difference_json(found: Difference, warnings: bool) -> dict[str, Any]:
    """A difference as plain data: a contract with other programs."""
    by = {name: [moved_json(each) for each in found.moved if each.direction == name] for name in _NAMES}
    return {
        "format": FORMAT,
        "before": found.before.model.name,
        "after": found.after.model.name,
        "worse": found.worse(warnings=warnings),
        **{_NAMES[name]: rows for name, rows in by.items()},
        "new": [break_json(each) for each in found.new],
        "gone": [break_json(each) for each in found.gone],
        "waived": [break_json(each) for each in found.waived],
    }


_NAMES = {"worse": "lost", "better": "gained", "other": "changed"}
