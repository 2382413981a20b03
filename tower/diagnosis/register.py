"""The register of assumptions: owner, evidence, status, expiry, and what falls without each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Assumption
from .report import Answer, Report

Status: TypeAlias = Literal[
    "assumed", "tested", "exhausted", "proved", "refuted", "stale", "expired", "implied"
]
STANDING = frozenset({"GUARANTEED", "SUPPORTED", "ASSUMED"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One assumption.  `observer` made it ("" for what is taken as given without being declared).

    `falls` are the claims (with their askers) that lose every leftover set with it; `perhaps` says
    that a claim has further sets that were not enumerated, so that it may survive after all.
    """

    claim: object
    observer: str
    owner: str
    because: str
    evidence: str
    status: Status
    expires: date | None
    falls: tuple[tuple[str, Claim], ...]
    perhaps: bool = False


def register(report: Report, evidence: Iterable[Evidence] = ()) -> tuple[Entry, ...]:
    """Every assumption on which something stands or that somebody declared, in order of declaration.

    >>> from datetime import date
    >>> from tower.diagnosis.check import check
    >>> from tower.model.file import load_text
    >>> tower = load_text(
    ...     "{tower: 1, name: t, properties: {p: x}, verifiers: {v: a person}, "
    ...     "checks: [{by: v, claim: p}], observers: {o: {assumes: [sound(v)]}}}").model
    >>> for entry in register(check(tower, today=date(2026, 1, 1))):
    ...     print(entry.claim, entry.status, [str(claim) for _, claim in entry.falls])
    sound(v) assumed ['p']
    """
    records: dict[Claim, list[Evidence]] = {}
    for record in evidence:
        records.setdefault(record.claim, []).append(record)
    declared = [
        (observer.name, root) for observer in report.model.observers for root in observer.assumes
    ]
    entries = [
        _declared(report, name, root, records.get(root.claim, [])) for name, root in declared
    ]
    known = {root.claim for _, root in declared}
    silent = {
        str(root): root
        for answer in report.answers
        for chosen in answer.assumptions
        for root in chosen
        if root not in known
    }
    return (*entries, *(_given(report, silent[text]) for text in sorted(silent)))


def _declared(report: Report, observer: str, root: Assumption, records: list[Evidence]) -> Entry:
    falls, perhaps = _falls(report, root.claim)
    told = [root.evidence, *(_told(record) for record in records)]
    return Entry(
        claim=root.claim,
        observer=observer,
        owner=root.owner or observer,
        because=root.because,
        evidence="; ".join(filter(None, told)),
        status=_status(root, records, report.today),
        expires=root.expires,
        falls=falls,
        perhaps=perhaps,
    )


def _given(report: Report, root: object) -> Entry:
    falls, perhaps = _falls(report, root)
    return Entry(
        root, "", "", "taken as given, never silently", "", "implied", None, falls, perhaps
    )


def _told(record: Evidence) -> str:
    found = f"{record.status}, {record.n} examples" if record.n else record.status
    bound = f", bound {record.bound}" if record.bound else ""
    return found + bound + (f" on {record.population}" if record.population else "")


def _status(root: Assumption, records: list[Evidence], today: date) -> Status:
    """The strongest thing that can be said; a counterexample outweighs everything."""
    live = {record.status for record in records if not record.stale}
    if "refuted" in live:
        return "refuted"
    if root.expires is not None and root.expires < today:
        return "expired"
    ranked: tuple[Status, ...] = ("proved", "exhausted", "tested")
    best = next((status for status in ranked if status in live), None)
    if best is None:
        return "stale" if records else "assumed"
    return best


def _falls(report: Report, root: object) -> tuple[tuple[tuple[str, Claim], ...], bool]:
    """The claims whose every leftover set holds the assumption, and whether more sets may exist."""
    hit = [answer for answer in report.answers if _stands_on(answer, root)]
    return tuple((answer.asker, answer.claim) for answer in hit), any(answer.more for answer in hit)


def _stands_on(answer: Answer, root: object) -> bool:
    sets = answer.assumptions
    return (
        answer.verdict in STANDING
        and bool(sets)
        and answer.claim != root
        and all(root in chosen for chosen in sets)
    )
