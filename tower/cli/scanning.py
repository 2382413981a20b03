"""What `tower scan` prints and writes: a summary that a person reads first, and the findings whole."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..diagnosis.codes import CODES
from ..errors import InputError
from ..exchange.outcome import Outcome, Placed
from ..exchange.sarif import sarif
from .phases import Step

MOST_SARIF = 25_000  # results that readers of SARIF take of one run
EXAMPLES = 3
_KINDS = ("optimizer", "agent", "verifier", "artifact", "theory", "condition", "child")
_MANY = {"theory": "theories", "child": "children"}
_HOLDS = ("GUARANTEED", "ASSUMED", "SUPPORTED")
_ORDER = (*_HOLDS, "UNSUPPORTED", "NOT_DERIVABLE", "VACUOUS", "COLLAPSED", "CONTRADICTED", "UNKNOWN")


def number(count: int) -> str:
    """A number as a person reads it.

    >>> number(1234567)
    '1 234 567'
    """
    return f"{count:,}".replace(",", " ")


def several(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> several(1, "claim"), several(2, "claim"), several(2, "this", "these")
    ('1 claim', '2 claims', '2 these')
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def summary(found: Any, title: str) -> str:
    """What a person reads first: one sentence, the verdicts by kind, the breaks by code."""
    sheet = found.sheet
    counts = dict(sheet.counts)
    lines = [
        f"{_shortened(title)}    {several(counts['rows'], 'row')} · {several(len(sheet.nodes), 'node')}    "
        f"observer: {_shortened(sheet.observer)}",
        "",
        *_first(found),
        "",
        *_table(found.counts),
    ]
    repeated = counts.get("repeated checks", 0)
    lines += (
        [f"  {several(repeated, 'check')} said the same as another one: counted once"] if repeated else []
    )
    lines += [f"  Not looked at here, but by `tower check`: {', '.join(sheet.aside)}."] if sheet.aside else []
    for block in found.blocks:
        lines += ["", *_block(block)]
    errors = sum(block.count for block in found.blocks if CODES[block.code].severity == "error")
    more = sum(block.count for block in found.blocks) - errors
    hint = f"        tower explain {found.blocks[0].code}" if found.blocks else ""
    return "\n".join([*lines, "", f"  {several(errors, 'finding')}, {several(more, 'warning')}.{hint}"])


def _first(found: Any) -> list[str]:
    """The sentence that matters most."""
    total = sum(found.counts.values())
    good = sum(count for (_, word), count in found.counts.items() if word in _HOLDS)
    alone = next((block.count for block in found.blocks if block.code == "TWR202"), 0)
    dead = next((block.count for block in found.blocks if block.code in ("TWR101", "TWR102")), 0)
    holds = "holds" if total == 1 else "hold"
    lines = [f"  {number(good)} of {several(total, 'claim')} {holds} for {_shortened(found.sheet.observer)}."]
    if alone:
        nodes = several(found.alone, "node")
        lines.append(
            f"  {nodes} in {several(alone, 'closed circle')} trust only themselves"
            f"; {several(found.standing_on, 'node stands', 'nodes stand')} on them."
        )
    if dead:
        lines.append(
            f"  Trust runs in circles: {several(found.dead, 'theory is', 'theories are')} inconsistent."
        )
    return lines


def _table(counts: dict[tuple[str, str], int]) -> list[str]:
    kinds = sorted({kind for kind, _ in counts}, key=_KINDS.index)
    words = [word for word in _ORDER if any(found == word for _, found in counts)]
    if not kinds:
        return ["  No row speaks of a claim."]
    rows = [["CLAIMS ABOUT", *words]]
    rows += [
        [
            _MANY.get(kind, f"{kind}s"),
            *(number(counts.get((kind, word), 0)) for word in words),
        ]
        for kind in kinds
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  "
        + "   ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]


def _block(block: Any) -> list[str]:
    code = CODES[block.code]
    lines = [f"  {code.code} {code.kind}   {number(block.count)}   {code.severity}   {code.when}"]
    lines += [f"     {_shortened(each.reason)}" for each in block.some(EXAMPLES)]
    left = block.count - EXAMPLES
    return [*lines, f"     … and {number(left)} more"] if left > 0 else lines


def _shortened(text: str, most: int = 160) -> str:
    plain = "".join(sign if sign.isprintable() else "�" for sign in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def summary_json(found: Any) -> dict[str, Any]:
    """The summary for programs: verdicts by kind, breaks by code with a few examples."""
    verdicts: dict[str, dict[str, int]] = {}
    for (kind, word), count in found.counts.items():
        verdicts.setdefault(kind, {})[word] = count
    return {
        "observer": found.sheet.observer,
        "nodes": len(found.sheet.nodes),
        **{k.replace(" ", "_"): v for k, v in found.sheet.counts},
        "verdicts": verdicts,
        "patterns": found.patterns,
        "breaks": {
            block.code: {
                "kind": CODES[block.code].kind,
                "severity": CODES[block.code].severity,
                "count": block.count,
                "examples": [
                    {"nodes": list(each.nodes), "reason": each.reason} for each in block.some(EXAMPLES)
                ],
            }
            for block in found.blocks
        },
        "exit": 3 if found.limit else int(found.failed),
        "limit": found.limit,
        "set_aside": list(found.sheet.aside),
    }


def write_findings(found: Any, target: str, path: str, only: str, step: Step) -> str:
    """Write all findings, whole or not at all; InputError for an ending that is no format."""
    telling, files = (import_module(f"tower.scale.{name}") for name in ("telling", "files"))
    ending = target.rpartition(".")[2].lower()
    if ending == "parquet":
        count = telling.write_findings(found, target, only, step)
        return f"Wrote  {target}    {several(count, 'finding')}"
    if ending not in ("sarif", "json"):
        raise InputError(f"{target!r} does not say a format", expected="an ending .parquet or .sarif")
    blocks = [block for block in found.blocks if CODES[block.code].severity == "error" or not only]
    total = sum(block.count for block in blocks)
    if total > MOST_SARIF:
        raise InputError(
            f"{number(total)} findings are too many for SARIF, whose readers take {number(MOST_SARIF)}",
            expected="an ending .parquet, or --only error",
        )
    step("writing", 0, total)
    placed = tuple(
        Placed(telling.as_break(each), "fails" if CODES[block.code].severity == "error" else "passes")
        for block in blocks
        for each in block.some(block.count)
    )
    text = sarif([Outcome(path, breaks=placed)])
    files.write(target, lambda part: _put(part, text))
    return f"Wrote  {target}    {several(total, 'finding')}"


def _put(part: str, text: str) -> None:
    with open(part, "w", encoding="utf-8") as stream:
        stream.write(text)
