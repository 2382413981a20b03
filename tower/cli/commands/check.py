"""`tower check`: claims, requirements and breaks of one or more towers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import click

from ...diagnosis.formulas import formula_of
from ...draw.plain import report_text
from ...exchange.baseline import Baseline
from ...late import Late
from ...model.keys import VERDICTS
from ...risk import bounds_of
from ..beside import Beside, beside
from ..checking import Asked, Checked, check_all
from ..exits import worst
from ..json_format import report_json
from ..output import painted, say
from ..sources import Places, asked, notes_of, title_of

_baselines = Late("tower.cli.baselines")
_github = Late("tower.exchange.github")
_junit = Late("tower.exchange.junit")
_sarif = Late("tower.exchange.sarif")
_watching = Late("tower.cli.watching")

FORMATS = ("text", "json", "sarif", "junit", "github")


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@asked
@beside
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print.")
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
    help="A claim that must hold (GUARANTEED if nothing is said), or how many must stand behind what is "
    "checked, such as 'persons >= 2'.",
)
@click.option("--baseline", metavar="FILE", help="Findings in this file do not fail.")
@click.option(
    "--write-baseline", metavar="FILE", help="Write what fails now as a baseline, and exit with 0."
)
@click.option("--watch", "watching", is_flag=True, help="Check again on every change; end with Ctrl-C.")
@click.option("--formulas", is_flag=True, help="Print claims as formulas of provability logic too.")
@click.option("--timing", is_flag=True, help="Print how long each check took.")
def command(
    sources: tuple[str, ...],
    observer: str | None,
    today: date | None,
    given: Beside,
    form: str,
    strict: bool,
    fail_on: str,
    require: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    watching: bool,
    formulas: bool,
    timing: bool,
) -> int:
    """Check towers: what is guaranteed, on which assumptions, and what breaks.

    Exits with 1 when a break of severity error is neither waived, nor in the baseline, nor explained
    by a requirement that is met; where the tower has requirements, only unmet, unexpected and expired
    ones fail.
    """
    wanted = Asked(observer, today, require, strict, fail_on == "warning", given)
    if watching:
        if form != "text" or write_baseline:
            raise click.UsageError("--watch prints text, and writes no baseline")
        return int(_watching.watch(sources, wanted, lambda: _known(baseline)))
    found = check_all(sources, wanted, _known(baseline))
    if write_baseline is not None:
        return int(_baselines.write_known(write_baseline, tuple(found)))
    if form in ("text", "json"):
        return worst(_shown(found, form, formulas, timing, baseline is not None))
    every = tuple(found)
    say(_whole(form, every, baseline is not None), newline=False)
    return worst(each.code for each in every)


def _known(path: str | None) -> Baseline:
    known: Baseline = Baseline() if path is None else _baselines.read_known(path)
    return known


def _shown(
    found: Iterable[Checked], form: str, formulas: bool, timing: bool, compared: bool
) -> Iterable[int]:
    """Print each report as soon as it is there; yield the exit codes."""
    for number, each in enumerate(found):
        if form == "json" and each.report is not None:
            known = each.known if compared else None
            say(json.dumps(report_json(each.report, each.seconds if timing else None, known)))
        elif each.report is not None:
            say(("\n" if number else "") + _text(each, formulas, timing))
        yield each.code


def _whole(form: str, every: tuple[Checked, ...], compared: bool) -> str:
    outcomes = [each.outcome for each in every]
    match form:
        case "sarif":
            written = _sarif.sarif(outcomes, compared=compared)
        case "junit":
            written = _junit.junit(outcomes)
        case _:
            written = _github.workflow_commands(outcomes)
    return str(written)


def _text(found: Checked, formulas: bool, timing: bool) -> str:
    report, loaded = found.report, found.loaded
    if report is None or loaded is None:
        return ""
    text = report_text(
        report,
        title=title_of(loaded),
        notes=notes_of(loaded),
        place=Places(loaded),
        formula=(lambda answer: formula_of(report, answer)) if formulas else None,
        bounds=bounds_of(report),
    )
    took = f" ({found.seconds:.2f} s)" if timing else ""
    known = f", {len(found.known)} known" if found.known else ""
    codes = sorted({each.code for each in report.breaks if each.waived is None})
    hint = f"        tower explain {codes[0]}" if codes else ""
    return "\n".join(map(_painted, text.splitlines())) + known + took + hint


def _painted(line: str) -> str:
    """A line with its verdict word in colour."""
    words = [word for word in VERDICTS if f"   {word}" in line]
    if not words:
        return line
    word = max(words, key=len)
    return line.replace(f"   {word}", f"   {painted(word)}", 1)
