"""`tower fix`: the cheapest sets of changes that mend a tower."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from ...api.bundled import ENDING
from ...diagnosis.changes import COSTS, KINDS
from ...diagnosis.codes import CODES, KINDS as WORDS
from ...diagnosis.repairing import TRIALS, Repair, Repairs, repairs
from ...draw.plain import opposite
from ...draw.repairs import repair_lines
from ...draw.text import clean
from ...errors import InputError
from ...model.file import load_text
from ...model.save import dumps
from ...model.scalars import nearest
from ...risk import chances
from ..beside import Beside, beside
from ..checking import Asked, read
from ..exits import FINDINGS, GAVE_UP, OK
from ..json_format import FORMAT, break_json
from ..output import say
from ..progress import counted
from ..sources import asked, evidence_of
from ..texts import write_new

BESIDE = ""  # --apply without a name: a new file beside the old one


@click.command()
@click.argument("name", metavar="SOURCE", required=False)
@asked
@beside
@click.option(
    "--break", "codes", multiple=True, metavar="CODE", help="Mend these breaks alone, such as TWR201."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="The least severity that is mended.",
)
@click.option(
    "--cost",
    "costs",
    multiple=True,
    metavar="KIND=N",
    help=f"The price of a kind of change: {', '.join(f'{kind}={cost}' for kind, cost in COSTS.items())}.",
)
@click.option(
    "--require",
    multiple=True,
    metavar="'CLAIM[: VERDICT]'",
    help="A claim that must hold, or a count such as 'persons >= 2', as in tower check.",
)
@click.option("--most", type=click.IntRange(1, 100), default=3, help="How many proposals at most.")
@click.option(
    "--checks", type=click.IntRange(1), default=TRIALS, help="After so many checks the search gives up."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option(
    "--apply",
    "target",
    metavar="[OUT]",
    is_flag=False,
    flag_value=BESIDE,
    help="Write the mended tower to a new file (beside the old one if nothing is said).",
)
@click.option("--choose", type=click.IntRange(1), default=1, help="Which proposal --apply takes.")
def command(
    name: str | None,
    observer: str | None,
    today: date | None,
    given: Beside,
    codes: tuple[str, ...],
    fail_on: str,
    costs: tuple[str, ...],
    require: tuple[str, ...],
    most: int,
    checks: int,
    form: str,
    target: str | None,
    choose: int,
) -> int:
    """Propose the cheapest sets of changes that remove the breaks of a tower.

    Each proposal was checked again before it is shown: the breaks are gone, what they took down holds,
    nothing new breaks and no guarantee is lost.  Exits with 0 when there is nothing to mend or the
    mended tower was written, with 1 when there are breaks, with 3 when the search gave up.
    """
    if name is None and target:
        name, target = target, BESIDE  # tower fix --apply FILE
    if name is None:
        raise click.UsageError("Missing argument 'SOURCE'.")
    loaded = read(name, Asked(observer, today, require, given=given))
    given.used_by(loaded)
    evidence = evidence_of(loaded)
    with counted("checks") as watch:
        found = repairs(
            loaded.model,
            observer=observer,
            today=today or date.today(),
            evidence=evidence,
            chances=chances(evidence),
            costs=_prices(costs),
            codes=[_code(text) for text in codes],
            warnings=fail_on == "warning",
            most=max(most, choose) if target is not None else most,
            trials=checks,
            watch=watch,
        )
    _show(name, found, form)
    if target is not None and found.repairs:
        _write(_beside(loaded.path, loaded.model.name) if target == BESIDE else target, found, choose, form)
    if found.limit:
        return GAVE_UP
    mended = target is not None and found.repairs and not found.left
    return OK if mended or not found.targets else FINDINGS


def _prices(texts: tuple[str, ...]) -> dict[str, int]:
    """Prices as the command line writes them; InputError when one cannot be read.

    >>> _prices(("assume=9",))
    {'assume': 9}
    """
    found = {}
    for text in texts:
        kind, equals, number = text.partition("=")
        if not equals or not number.isascii() or not number.isdigit() or len(number) > 9:
            hint = nearest(kind, KINDS)
            raise InputError(f"{text!r} is no price{hint}", expected="KIND=N, such as assume=9")
        found[kind] = int(number)
    return found


def _code(text: str) -> str:
    """The code of a code or of its word, such as TWR201 or COMMON_CAUSE."""
    if text in CODES:
        return text
    if text in WORDS:
        return WORDS[text].code
    hint = nearest(text, [*CODES, *WORDS])
    raise InputError(f"{text!r} is no code{hint}", expected="one that `tower explain` lists")


def _show(name: str, found: Repairs, form: str) -> None:
    if form == "json":
        say(json.dumps(repairs_json(found)))
        return
    say(opposite(clean(name), f"observer: {clean(found.report.observer)}"))
    say("")
    say("\n".join(repair_lines(found)))


def repairs_json(found: Repairs) -> dict[str, Any]:
    """Proposals as plain data: a contract with other programs."""
    return {
        "format": FORMAT,
        "tower": found.report.model.name,
        "observer": found.report.observer,
        "targets": [break_json(each) for each in found.targets],
        "repairs": [_repair(each) for each in found.repairs],
        "left": [{"code": each.code, "nodes": sorted(each.nodes), "reason": why} for each, why in found.left],
        "checks": found.tried,
        "limit": found.limit or None,
        "sure": found.sure,
    }


def _repair(each: Repair) -> dict[str, Any]:
    return {
        "cost": each.cost,
        "changes": [{"kind": change.kind, "text": change.text} for change in each.changes],
        "removes": [{"code": found.code, "nodes": sorted(found.nodes)} for found in each.removes],
        "breaks": sorted({found.code for found in each.report.breaks if found.waived is None}),
    }


def _beside(path: str, name: str) -> str:
    """The name of the mended tower where none was given."""
    old = Path(path) if path else Path(name + ENDING)
    ending = ENDING if old.name.endswith(ENDING) else old.suffix
    return str(old.with_name(old.name.removesuffix(ending) + ".fixed" + (ending or ENDING)))


def _write(path: str, found: Repairs, choose: int, form: str) -> None:
    """Write one proposal to a new file, once it reads back as what was checked."""
    if choose > len(found.repairs):
        raise InputError(f"there is no proposal {choose}", expected=f"1 to {len(found.repairs)}")
    model = found.repairs[choose - 1].model
    text = dumps(model)
    if load_text(text, path).model != model:
        raise InputError(f"proposal {choose} cannot be written as a file")
    write_new(path, text)
    if form == "text":
        say(f"  Wrote  {clean(path)}        tower diff {clean(found.report.model.name)} {clean(path)}")
