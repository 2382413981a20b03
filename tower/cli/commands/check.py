"""`tower check`: claims, requirements and breaks of one or more towers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from time import perf_counter

import click

from ...api.views import TowerReport
from ...diagnosis.formulas import formula_of
from ...draw.plain import report_text
from ...errors import InputError, LimitReached
from ...model.claim_parser import parse_claim
from ...model.file import Loaded
from ...model.keys import VERDICTS
from ...model.validate import validate
from ...model.values import Model, Requirement
from ..exits import BAD, FINDINGS, GAVE_UP, OK, worst
from ..json_format import report_json
from ..output import complain, painted, say
from ..sources import Places, asked, checked, source

LIMIT = "gave up at a stated limit"


@click.command()
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@asked
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
@click.option(
    "--strict", is_flag=True, help="Every error fails, also where the tower has requirements."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="The least severity that fails.",
)
@click.option(
    "--require",
    multiple=True,
    metavar="'CLAIM[: VERDICT]'",
    help="A claim that must hold (GUARANTEED if nothing is said).",
)
@click.option("--formulas", is_flag=True, help="Print claims as formulas of provability logic too.")
@click.option("--timing", is_flag=True, help="Print how long each check took.")
def command(
    sources: tuple[str, ...],
    observer: str | None,
    today: date | None,
    form: str,
    strict: bool,
    fail_on: str,
    require: tuple[str, ...],
    formulas: bool,
    timing: bool,
) -> int:
    """Check towers: what is guaranteed, on which assumptions, and what breaks.

    Exits with 1 when a break of severity error is neither waived nor explained by a requirement that
    is met; where the tower has requirements, only unmet, unexpected and expired ones fail.
    """
    codes = []
    for number, name in enumerate(sources):
        try:
            began = perf_counter()
            loaded = _required(source(name), require)
            report = checked(loaded.model, observer, today)
            seconds = perf_counter() - began if timing else None
        except (InputError, LimitReached) as error:
            complain(f"tower: {error}")
            codes.append(BAD if isinstance(error, InputError) else GAVE_UP)
            continue
        if form == "json":
            say(json.dumps(report_json(report, seconds)))
        else:
            say(("\n" if number else "") + _text(loaded, report, formulas, seconds))
        codes.append(_code(report, strict, fail_on == "warning"))
    return worst(codes)


def _code(report: TowerReport, strict: bool, warnings: bool) -> int:
    if any(answer.verdict == "UNKNOWN" and LIMIT in answer.note for answer in report.answers):
        return GAVE_UP
    return FINDINGS if report.findings(strict=strict, warnings=warnings) else OK


def _required(loaded: Loaded, texts: tuple[str, ...]) -> Loaded:
    """The tower with the requirements of the command line added."""
    if not texts:
        return loaded
    more = tuple(requirement(text) for text in texts)
    model: Model = replace(loaded.model, requires=(*loaded.model.requires, *more))
    validate(model)
    return replace(loaded, model=model)


def requirement(text: str) -> Requirement:
    """A requirement as the command line writes it; InputError when it cannot be read.

    >>> str(requirement("P(x): SUPPORTED").claim), requirement("P(x): SUPPORTED").verdict
    ('P(x)', 'SUPPORTED')
    """
    claim, colon, verdict = text.rpartition(":")
    if colon and verdict.strip() in VERDICTS:
        return Requirement(parse_claim(claim.strip()), verdict.strip())
    return Requirement(parse_claim(text.strip()))


def _text(loaded: Loaded, report: TowerReport, formulas: bool, seconds: float | None) -> str:
    text = report_text(
        report,
        title=loaded.path or f"{loaded.model.name}.tower.yaml",
        place=Places(loaded),
        formula=(lambda answer: formula_of(report, answer)) if formulas else None,
    )
    took = "" if seconds is None else f" ({seconds:.2f} s)"
    codes = sorted({found.code for found in report.breaks if found.waived is None})
    hint = f"        tower explain {codes[0]}" if codes else ""
    return "\n".join(map(_painted, text.splitlines())) + took + hint


def _painted(line: str) -> str:
    """A line with its verdict word in colour."""
    words = [word for word in VERDICTS if f"   {word}" in line]
    if not words:
        return line
    word = max(words, key=len)
    return line.replace(f"   {word}", f"   {painted(word)}", 1)
