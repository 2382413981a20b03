"""`tower test`: search for what refutes the assumptions of a tower, and keep what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from ...api.bundled import SHORT, bundled
from ...api.modules import load_module
from ...api.testing import BoundTower, assumed, bind, nothing_bound, source_files
from ...diagnosis.report import Break
from ...draw.findings import findings_json, findings_text
from ...errors import InputError
from ...evidence.calls import TIMEOUT
from ...evidence.file import beside as evidence_place, check_place, save_evidence
from ...evidence.finding import Finding
from ...evidence.question import link_claims
from ...gallery import module_of
from ...model.claim_parser import parse_claim
from ...model.claims import Claim
from ...model.evidence import Evidence
from ...model.file import Loaded
from ..beside import Beside, beside
from ..exits import FINDINGS, OK
from ..output import say
from ..progress import progress
from ..sources import checked, day, evidence_of

EXAMPLES = 200


@click.command()
@click.argument("name", metavar="SOURCE")
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--with", "module", metavar="MODULE.py", help="The module that binds the tower to code.")
@click.option("--link", metavar="'A -> B'", help="Test this link: aligned in training, robust in deployment.")
@click.option("--examples", default=EXAMPLES, show_default=True, help="How many draws, and hunted again.")
@click.option("--seed", default=0, show_default=True, help="The seed of both; the same one finds the same.")
@click.option("--timeout", default=TIMEOUT, show_default=True, help="Seconds that one call may take.")
@click.option("--evidence", "output", metavar="OUT", help="Where to keep it (default: beside FILE).")
@click.option("--no-write", is_flag=True, help="Keep nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@day
@beside
def command(
    name: str, claims: tuple[str, ...], module: str | None, link: str | None, examples: int, seed: int,
    timeout: float, output: str | None, no_write: bool, form: str, today: date | None,
    given: Beside,
) -> int:  # fmt: skip
    """Test assumptions: search for a system or a case that refutes them, and record what was found.

    A tower file names no code: --with gives the module that binds it.  Without CLAIM every assumption
    is tested.  Exits with 1 when one is refuted, cannot be relied on (it raises, hangs, prints, mutates
    or is flaky), or when there is nothing to run.
    """
    loaded = given.read(name)
    bound = _bound(loaded, name, module)
    wanted = _wanted(bound, claims, link)
    target = None if no_write else _target(loaded, output)
    if target is not None:
        check_place(target)
    with progress(len(wanted)) as watch:
        found = [bound[claim].test(
            examples=examples, seed=seed, timeout=timeout, today=today, watch=watch(str(claim))
        ) for claim in wanted]  # fmt: skip
    if target is not None and found:
        _keep(target, loaded, bound, found)
    breaks = _refuted(loaded, found, target, today)
    kept = str(target) if target is not None and target.exists() else None
    if form == "json":
        say(json.dumps(findings_json(loaded.model.name, found, breaks, kept)))
    else:
        say(findings_text(loaded.model.name, found, breaks, kept))
    return _code(found, bool(claims or link))


def _bound(loaded: Loaded, name: str, module: str | None) -> BoundTower:
    """The tower with the module that is named, or that is bundled with it; else with nothing."""
    if module is not None:
        return bind(loaded.model, load_module(module))
    given = SHORT.get(name, name)
    code = module_of(given) if not loaded.path and given in bundled() else None
    return nothing_bound(loaded.model) if code is None else bind(loaded.model, code)


def _wanted(bound: BoundTower, claims: Iterable[str], link: str | None) -> tuple[Claim, ...]:
    named = [parse_claim(text) for text in claims]
    if link is not None:
        named += link_claims(bound.model, bound.parts, link)
    return tuple(dict.fromkeys(named)) or assumed(bound.model)


def _target(loaded: Loaded, output: str | None) -> Path | None:
    """Where the evidence is kept; nowhere for a bundled tower unless said."""
    if output is None:
        return evidence_place(loaded.path) if loaded.path else None
    if not output.endswith(".json"):
        raise InputError(f"{output!r} as an evidence file", expected="a name that ends in .json")
    return Path(output)


def _keep(target: Path, loaded: Loaded, bound: BoundTower, found: Iterable[Finding]) -> None:
    files = source_files(bound.parts)
    ran = [each for each in found if not (each.trouble and each.trouble.kind == "nothing to run")]
    if ran:
        records = [each.record for each in ran if each.record]
        save_evidence(target, records, [(each.claim, files) for each in ran], Path(loaded.path).name)


def _refuted(
    loaded: Loaded, found: Iterable[Finding], target: Path | None, today: date | None
) -> tuple[Break, ...]:
    """The breaks of what was refuted: they say how far it takes things down."""
    new: list[Evidence] = [each.record for each in found if each.record]
    old = [each for each in evidence_of(loaded) if each.claim not in {record.claim for record in new}]
    report = checked(loaded, None, today, [*old, *new])
    wanted = {each.claim for each in found if each.status == "refuted"}
    breaks = (each for each in report.breaks if each.code == "TWR403")
    return tuple(
        each for each in breaks if wanted & {claim for _, claim in each.claims} or _about(each, wanted)
    )


def _about(found: Break, claims: Iterable[Claim]) -> bool:
    return any(found.reason.startswith(f"{claim} ") for claim in claims)


def _code(found: Iterable[Finding], asked: bool) -> int:
    """0 when something was tested and nothing is wrong; of what was asked for by name, everything."""
    troubles = [each.trouble.kind for each in found if each.trouble]
    refuted = any(each.status == "refuted" for each in found)
    broken = any(kind != "nothing to run" for kind in troubles)
    idle = bool(troubles) if asked else not any(each.trouble is None for each in found)
    return FINDINGS if refuted or broken or idle else OK
