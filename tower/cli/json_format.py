"""The JSON of a report: a contract with other programs.  Every list is sorted, every claim as in the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..diagnosis.report import Answer, Break, Report

if TYPE_CHECKING:
    from ..diagnosis.difference import Moved

FORMAT = 1


def report_json(
    report: Report, seconds: float | None = None, known: Iterable[Break] | None = None
) -> dict[str, Any]:
    """A report as plain data; `seconds` only where timing was asked for, `known` where a baseline was.

    >>> from datetime import date
    >>> from tower.model.values import Model
    >>> report_json(Report(Model("t"), "o", date(2026, 1, 1), (), (), None))
    {'format': 1, 'tower': 't', 'observer': 'o', 'claims': [], 'breaks': []}
    """
    claims = sorted(
        map(answer_json, report.answers), key=lambda each: (each["asker"], each["claim"])
    )
    breaks = sorted(
        _breaks(report, known), key=lambda each: (each["code"], each["nodes"], repr(each))
    )
    found: dict[str, Any] = {
        "format": FORMAT,
        "tower": report.model.name,
        "observer": report.observer,
        "claims": claims,
        "breaks": breaks,
    }
    return found if seconds is None else {**found, "seconds": round(seconds, 4)}


def _breaks(report: Report, known: Iterable[Break] | None) -> list[dict[str, Any]]:
    """The breaks; with a baseline each says whether it is in there."""
    if known is None:
        return [break_json(found) for found in report.breaks]
    there = set(map(id, known))
    return [{**break_json(found), "baseline": id(found) in there} for found in report.breaks]


def answer_json(answer: Answer) -> dict[str, Any]:
    """One answer."""
    return {
        "asker": answer.asker,
        "claim": answer.text,
        "level": answer.level,
        "verdict": answer.word,
        "assumptions": sorted(sorted(map(str, chosen)) for chosen in answer.assumptions),
        "more": answer.more,
        "breaks": sorted(answer.breaks),
    }


def moved_json(moved: Moved) -> dict[str, Any]:
    """One claim whose answer changed."""
    return {
        "asker": moved.asker,
        "claim": str(moved.claim),
        "before": None if moved.before is None else answer_json(moved.before),
        "after": None if moved.after is None else answer_json(moved.after),
    }


def break_json(found: Break) -> dict[str, Any]:
    """One break."""
    until = (
        None
        if found.waived is None or found.waived.until is None
        else found.waived.until.isoformat()
    )
    return {
        "code": found.code,
        "kind": found.kind,
        "severity": found.severity,
        "nodes": sorted(found.nodes),
        "edges": [
            {"kind": edge.kind, "from": edge.source, "to": edge.target}
            for edge in sorted(found.edges)
        ],
        "reason": found.reason,
        "repairs": sorted(found.repairs),
        "waived": None if found.waived is None else {"reason": found.waived.reason, "until": until},
    }
