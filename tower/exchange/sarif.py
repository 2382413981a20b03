"""A check as SARIF 2.1.0 (OASIS Standard), for code scanning and editors.

Results carry the fingerprint by which a baseline recognises them; waived ones are suppressed, sources
that could not be read are notifications.  Words from a file are plain text: braces and link brackets,
which SARIF would read as placeholders and links, are written so that they are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from ..diagnosis.codes import CODES
from ..diagnosis.explain import explain
from ..diagnosis.fingerprint import fingerprint
from ..draw.text import clean
from ..version import VERSION
from .github import told
from .outcome import Outcome, Placed

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(outcomes: Iterable[Outcome], *, compared: bool = False) -> str:
    """The outcomes as one run; `compared` says that a baseline was given.

    >>> json.loads(sarif([]))["runs"][0]["results"]
    []
    """
    every = tuple(outcomes)
    codes = sorted({each.found.code for outcome in every for each in outcome.breaks})
    run = {
        "tool": {"driver": {"name": "tower", "version": VERSION, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(every)],
        "results": [
            _result(outcome, each, codes, compared) for outcome in every for each in outcome.breaks
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    page, entry = explain(code), CODES[code]
    lifts = " ".join(f"({number}) {text}." for number, text in enumerate(page.lifts, 1))
    return {
        "id": code,
        "name": entry.kind,
        "shortDescription": _text(f"{entry.kind}: {entry.when}"),
        "fullDescription": _text(page.means),
        "help": _text(f"{page.loeb} What lifts it: {lifts}"),
        "defaultConfiguration": {"level": entry.severity},
    }


def _invocation(outcomes: tuple[Outcome, ...]) -> dict[str, Any]:
    wrong = [outcome for outcome in outcomes if outcome.error]
    return {
        "executionSuccessful": not wrong,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": _text(outcome.error),
                "locations": [_location(outcome.path, outcome.line, outcome.column)],
            }
            for outcome in wrong
        ],
    }


def _result(outcome: Outcome, each: Placed, codes: list[str], compared: bool) -> dict[str, Any]:
    found = each.found
    place = _location(outcome.path, each.line, each.column)
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _level(each),
        "message": _text(told(each)),
        "locations": [{**place, "logicalLocations": [{"name": clean(name)} for name in found.nodes]}],
        "partialFingerprints": {"towerBreak/v1": fingerprint(found).digest},
    }
    if compared:
        result["baselineState"] = "unchanged" if each.state == "known" else "new"
    if found.waived is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": clean(found.waived.reason)}]
    return result


def _level(each: Placed) -> str:
    """An error that no requirement needs is a note: it explains, and fails nothing."""
    severity = each.found.severity
    return "note" if each.state == "passes" and severity == "error" else severity


def _location(path: str, line: int, column: int) -> dict[str, Any]:
    uri = quote(path.encode("utf-8", "surrogatepass"), safe="/")
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if line:
        physical["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": physical}


def _text(text: str) -> dict[str, str]:
    """A message: braces doubled, and no bracket followed by a parenthesis, which would be a link.

    >>> _text("{0} [a](b)")
    {'text': '{{0}} [a] (b)'}
    """
    plain = clean(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")
    return {"text": plain}
