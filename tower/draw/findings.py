"""What tests of assumptions found, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..diagnosis.codes import CODES
from ..diagnosis.links import ways
from ..diagnosis.report import Break
from ..evidence.finding import Finding
from ..model.claims import Aligned
from .plain import hanging, opposite
from .text import clean

_ORDER = ("refuted", "untested", "tested", "exhausted", "proved")


def findings_text(
    name: str, found: Sequence[Finding], breaks: Iterable[Break] = (), kept: str | None = None
) -> str:
    """The findings of one tower; `breaks` say what falls with what was refuted, `kept` is the evidence file.

    >>> print(findings_text("t", []))
    t                                                                                    0 assumptions
    <BLANKLINE>
      Nothing to run: nothing is assumed.
    """
    lines = [opposite(clean(name), counted(len(found), "assumption")), ""]
    for each in found:
        lines += _finding(each)
    lines += _falls(breaks)
    lines.append(f"  {_summary(found)}")
    if kept is not None:
        lines.append(f"  Wrote  {clean(kept)}")
    return "\n".join(lines)


def counted(number: int, word: str) -> str:
    """A number of things.

    >>> counted(1, "example"), counted(2, "example")
    ('1 example', '2 examples')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"


def _finding(found: Finding) -> Iterator[str]:
    yield opposite(f"  {clean(str(found.claim))}", _status(found))
    if found.trouble is not None:
        yield from _trouble(found)
    if found.counterexample:
        yield from hanging("     ", clean(found.counterexample))
    if found.status == "refuted":
        yield from hanging("     ", f"found again with --seed {found.seed} --examples {found.examples}")
    elif found.population:
        more = f"; {found.tried} more in the adversarial search" if found.tried else ""
        yield from hanging("     on   ", clean(f"{found.population}{more}"))
    if found.note:
        yield from hanging("     seen ", clean(found.note))
    yield ""


def _status(found: Finding) -> str:
    """The status with its numbers; nothing that was only tested is ever called verified."""
    match found.status:
        case "tested":
            bound = f", fails at most {found.bound} (95 % confidence)" if found.bound else ""
            return f"tested, {counted(found.n, 'example')}{bound}"
        case "exhausted":
            return f"exhausted, all {found.n}"
        case _:
            return found.status


def _trouble(found: Finding) -> Iterator[str]:
    trouble = found.trouble
    assert trouble is not None
    code = f"   {trouble.code} {CODES[trouble.code].kind}" if trouble.code else ""
    yield from hanging("     ", clean(str(trouble)) + code)
    if trouble.code and isinstance(found.claim, Aligned):
        yield "     Values cannot be called. What can be done:"
        for number, way in enumerate(ways(found.claim.base, found.claim.mesa), 1):
            yield from hanging(f"       {number}  ", clean(way))


def _falls(breaks: Iterable[Break]) -> Iterator[str]:
    """How far each refutation takes things down."""
    for each in breaks:
        yield f"  {each.code} {each.kind}   {clean(', '.join(each.nodes))}"
        yield from hanging("     ", clean(each.reason))
        yield ""


def _summary(found: Sequence[Finding]) -> str:
    if not found:
        return "Nothing to run: nothing is assumed."
    counts: Counter[str] = Counter(each.status for each in found)
    return ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status]) + "."


def findings_json(
    name: str, found: Sequence[Finding], breaks: Iterable[Break] = (), kept: str | None = None
) -> dict[str, Any]:
    """The same as plain data.

    >>> findings_json("t", [])["findings"]
    []
    """
    return {
        "tower": name,
        "findings": [_entry(each) for each in found],
        "breaks": [_fallen(each) for each in breaks],
        "evidence": kept,
    }


def _entry(found: Finding) -> dict[str, Any]:
    trouble = found.trouble
    return {
        "claim": str(found.claim),
        "status": found.status,
        "n": found.n,
        "tried": found.tried,
        "bound": found.bound or None,
        "population": found.population,
        "counterexample": found.counterexample or None,
        "trouble": trouble and {"kind": trouble.kind, "text": trouble.text, "code": trouble.code or None},
        "note": found.note,
        "seed": found.seed,
        "examples": found.examples,
    }


def _fallen(found: Break) -> dict[str, Any]:
    return {
        "code": found.code,
        "kind": found.kind,
        "reason": found.reason,
        "claims": [{"asker": asker, "claim": str(claim)} for asker, claim in found.claims],
    }
