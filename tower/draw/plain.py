"""A report as plain text: what is required, what holds on which assumptions, and every break."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from ..diagnosis.headcount import shortfall
from ..diagnosis.report import Answer, Break, Report
from ..model.claims import Claim, subjects
from ..model.values import Check, Model
from ..propagation.setting import Setting, State
from .text import clean

WIDTH = 98
_LEAST_ROOM = 24  # columns that the last cell of a table has before others give way
STANDING = frozenset({"GUARANTEED", "ASSUMED", "SUPPORTED"})
MOST_SETS = 3  # assumption sets written out for one claim

Place = Callable[[Break], str]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("abc"), columns("日本"), columns("e\\u0301")
    (3, 4, 1)
    """
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def padded(text: str, room: int) -> str:
    """A text filled with blanks to a number of columns.

    >>> padded("日", 4) + "|"
    '日  |'
    """
    return text + " " * max(0, room - columns(text))


def table(rows: Sequence[Sequence[str]], indent: str = "  ", gap: int = 3) -> Iterator[str]:
    """Rows in aligned columns; cells are wrapped so that they fit on the page.

    >>> print(*table([("CLAIM", "ON"), ("P(x)", "nothing")]), sep="\\n")
      CLAIM   ON
      P(x)    nothing
    """
    if not rows:
        return
    rooms = _rooms(rows, columns(indent), gap)
    left = columns(indent) + sum(rooms)
    for row in rows:
        cells = [_wrapped(cell, room - gap) for cell, room in zip(row, rooms, strict=False)]
        cells.append(_wrapped(row[-1], max(20, WIDTH - left)))
        for line in zip_longest(*cells, fillvalue=""):
            head = "".join(padded(cell, room) for cell, room in zip(line, rooms, strict=False))
            yield (indent + head + line[-1]).rstrip()


def _rooms(rows: Sequence[Sequence[str]], indent: int, gap: int) -> list[int]:
    """The room of every column but the last; the widest give way until the last one has enough."""
    *wide, last = (max(columns(row[place]) for row in rows) for place in range(len(rows[0])))
    rooms = [each + gap for each in wide]
    wanted = min(last, _LEAST_ROOM)
    while rooms and WIDTH - indent - sum(rooms) < wanted and max(rooms) > _LEAST_ROOM:
        rooms[rooms.index(max(rooms))] -= 1
    return rooms


def _wrapped(text: str, room: int) -> list[str]:
    """A cell as lines; one that fits stays as it is."""
    if columns(text) <= room:
        return [text]
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def hanging(head: str, text: str, indent: int | None = None) -> Iterator[str]:
    """A head and a text after it, wrapped under itself.

    >>> list(hanging("  a  ", "b c"))
    ['  a  b c']
    """
    margin = " " * (columns(head) if indent is None else indent)
    lines = textwrap.wrap(
        text, max(20, WIDTH - columns(head)), break_long_words=False, break_on_hyphens=False
    )
    yield (head + (lines[0] if lines else "")).rstrip()
    if len(lines) > 1:
        rest = " ".join(lines[1:])
        room = max(20, WIDTH - len(margin))
        for line in textwrap.wrap(rest, room, break_long_words=False, break_on_hyphens=False):
            yield margin + line


def opposite(left: str, right: str) -> str:
    """Two texts at the two margins of one line.

    >>> opposite("a", "b") == "a" + " " * (WIDTH - 2) + "b"
    True
    """
    return padded(left, max(columns(left) + 2, WIDTH - columns(right))) + right


def verdict_text(answer: Answer) -> str:
    """The verdict with what it stands on: GUARANTEED is never said without its assumptions.

    >>> from tower.model.claims import Condition
    >>> verdict_text(Answer("o", Condition("c"), 0, "GUARANTEED", ((Condition("a"),),)))
    'GUARANTEED IF {a}'
    """
    if answer.verdict == "GUARANTEED":
        return f"GUARANTEED IF {on_text(answer)}"
    if answer.verdict in STANDING:
        return f"{answer.word} on {on_text(answer)}"
    return f"{answer.word} ({', '.join(answer.breaks)})" if answer.breaks else answer.word


def on_text(answer: Answer) -> str:
    """The assumption sets, smallest first.

    >>> from tower.model.claims import Condition
    >>> on_text(Answer("o", Condition("c"), 0, "GUARANTEED", ((Condition("a"),), (Condition("b"),))))
    '{a} or {b}'
    """
    sets = [f"{{{', '.join(map(str, chosen))}}}" for chosen in answer.assumptions[:MOST_SETS]]
    left = len(answer.assumptions) - len(sets)
    if left or answer.more:
        sets.append(f"{left} more" + (" and others" if answer.more else "") if left else "others")
    return " or ".join(sets) or "{}"


def report_text(
    report: Report,
    *,
    title: str = "",
    notes: Sequence[str] = (),
    place: Place | None = None,
    formula: Callable[[Answer], str] | None = None,
    bounds: Mapping[Claim, str] | None = None,
) -> str:
    """The whole report, with `notes` under its title.

    `place` says where a break stands in the file, `formula` what a claim becomes, `bounds` how likely a
    claim of the observer is to be wrong.

    >>> from datetime import date
    >>> print(report_text(Report(Model("t"), "o", date(2026, 1, 1), (), (), None)).splitlines()[-1])
      0 claims, no breaks
    """
    said = title or report.model.name
    return "\n".join(_lines(report, said, notes, place, formula, bounds or {}))


def _lines(
    report: Report,
    title: str,
    notes: Sequence[str],
    place: Place | None,
    formula: Callable[[Answer], str] | None,
    bounds: Mapping[Claim, str],
) -> Iterator[str]:
    yield opposite(clean(title), f"observer: {clean(report.observer)}")
    yield ""
    yield from _section(line for note in notes for line in hanging("  ", clean(note)))
    yield from _section(_required(report))
    if not _reasons(report.model):
        yield from _section(_weak(report))
    yield from _section(_claims(report, formula, bounds))
    for found in report.breaks:
        yield from _section(break_lines(found, place))
    yield f"  {tally(report)}"


def _reasons(model: Model) -> bool:
    """Whether anybody in a tower reasons in a theory."""
    return any(each.theory for each in model.verifiers) or any(
        each.theory for each in model.optimizers
    )


def _section(lines: Iterable[str]) -> Iterator[str]:
    written = list(lines)
    if written:
        yield from written
        yield ""


def _required(report: Report) -> Iterator[str]:
    unmet = {
        (asker, claim)
        for found in report.breaks
        if found.code == "TWR404"
        for asker, claim in found.claims
    }
    for head in report.model.headcounts:
        short = shortfall(Setting(report.model), head)
        said = f"  REQUIRED   {head.least} {head.word} behind what is checked"
        yield opposite(said, "met" if short is None else f"NOT MET: {len(short.names)}")
    for need in report.model.requires:
        asker = need.observer or report.observer
        wanted = need.verdict or ("" if need.bound is not None else "GUARANTEED")
        most = "" if need.bound is None else f"failure ≤ {need.bound}"
        said = f"  REQUIRED   {need.claim}: {' and '.join(filter(None, (wanted, most)))}"
        yield opposite(said, "NOT MET" if (asker, need.claim) in unmet else "met")


def _claims(
    report: Report, formula: Callable[[Answer], str] | None, bounds: Mapping[Claim, str]
) -> Iterator[str]:
    """The observer's own claims first; then those of everybody else, asker by asker."""
    askers = [report.observer, *sorted({each.asker for each in report.answers} - {report.observer})]
    rows: list[tuple[str, str, str, str]] = []
    for asker in askers:
        own = [answer for answer in report.answers if answer.asker == asker]
        if own and asker != report.observer:
            rows.append((f"asked by {clean(asker)}", "", "", ""))
        known = bounds if asker == report.observer else {}
        rows += [row for answer in own for row in _rows(answer, formula, known)]
    if rows:
        head = ("CLAIM", "VERDICT", "IS WRONG", "ON")
        kept = [0, 1, 2, 3] if bounds else [0, 1, 3]
        yield from table([tuple(row[place] for place in kept) for row in (head, *rows)])


def _rows(
    answer: Answer, formula: Callable[[Answer], str] | None, bounds: Mapping[Claim, str]
) -> Iterator[tuple[str, str, str, str]]:
    word = "GUARANTEED IF" if answer.verdict == "GUARANTEED" else answer.word
    yield clean(answer.text), word, bounds.get(answer.claim, ""), clean("; ".join(_on(answer)))
    if formula is not None and (written := formula(answer)):
        yield "", "", "", written


def _on(answer: Answer) -> Iterator[str]:
    if answer.verdict in STANDING:
        sets = answer.assumptions[:MOST_SETS]
        yield " or ".join(" · ".join(map(str, chosen)) or "nothing" for chosen in sets) or "nothing"
        if len(answer.assumptions) > MOST_SETS or answer.more:
            yield "other sets do as well"
    elif answer.would_hold_on:
        yield f"would hold on {' · '.join(map(str, answer.would_hold_on))}"
    if answer.breaks:
        yield ", ".join(answer.breaks)
    yield from answer.conditions
    if answer.note:
        yield answer.note


def break_lines(found: Break, place: Place | None = None) -> Iterator[str]:
    """One break: its code and nodes, why, whether Löb applies, and what lifts it.

    >>> print(*break_lines(Break("TWR202", ("a",), (), "a checks itself", ("ask b",))), sep="\\n")
      TWR202 CYCLE   a
         a checks itself
         To mend it
           1  ask b
    """
    where = "" if place is None else place(found)
    yield opposite(f"  {found.code} {found.kind}   {clean(', '.join(found.nodes))}", where).rstrip()
    yield from hanging("     ", clean(found.reason))
    for edge in found.edges if found.code in _CYCLES else ():
        yield f"       {clean(edge.source)} -> {clean(edge.target)}  {edge.kind}"
    if found.loeb:
        yield from hanging("     ", clean(found.loeb))
    if found.waived is not None:
        until = f" until {found.waived.until}" if found.waived.until else ""
        yield from hanging(
            "     ", clean(f"WAIVED{until}: {found.waived.reason} (this is never support)")
        )
    elif found.repairs:
        yield (
            "     What lifts it, each with its price" if found.code in _LOEB else "     To mend it"
        )
        for number, text in enumerate(found.repairs, 1):
            yield from hanging(f"       {number}  ", clean(text))


_LOEB = frozenset({"TWR101", "TWR102", "TWR103", "TWR104"})
_CYCLES = frozenset({"TWR102", "TWR202"})


def tally(report: Report) -> str:
    """The last line: how many claims, how many breaks, how many of them waived.

    >>> from datetime import date
    >>> tally(Report(Model("t"), "o", date(2026, 1, 1), (), (), None))
    '0 claims, no breaks'
    """
    waived = sum(found.waived is not None for found in report.breaks)
    errors = sum(found.severity == "error" and found.waived is None for found in report.breaks)
    said = [_count(len(report.answers), "claim")]
    if not report.breaks:
        return ", ".join([*said, "no breaks"])
    said.append(f"{_count(len(report.breaks), 'break')} ({_count(errors, 'error')}")
    said[-1] += f", {waived} waived)" if waived else ")"
    return ", ".join(said)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


# towers without any theory


def _weak(report: Report) -> Iterator[str]:
    """Who made each thing, who checked it, and what these share."""
    state = Setting(report.model).state
    checks: dict[Claim, list[tuple[Check, State]]] = {}
    for check, how in zip(report.model.checks, state, strict=True):
        checks.setdefault(check.claim, []).append((check, how))
    one_principal: dict[str, list[Break]] = {}
    for found in report.breaks:
        if found.code == "TWR201":
            one_principal.setdefault(found.nodes[0], []).append(found)
    for claim, by in checks.items():
        names = dict.fromkeys([*subjects(claim), *(name for check, _ in by for name in check.by)])
        shared = [found for name in names for found in one_principal.get(name, ())]
        told = [" and ".join(found.nodes) for found in shared if set(found.nodes) <= set(names)]
        yield from hanging("  ", clean(str(claim)))
        for subject in subjects(claim):
            yield from _made_by(report.model, subject)
        yield from _under("checked by", (_checked(*each) for each in by))
        yield from _under("shared", (f"{nodes}: one principal" for nodes in dict.fromkeys(told)))


def _under(heading: str, texts: Iterable[str]) -> Iterator[str]:
    """Texts under each other, the first one after a heading."""
    for number, text in enumerate(texts):
        yield from hanging(f"     {'' if number else heading:<13}", clean(text))


def _made_by(model: Model, name: str) -> Iterator[str]:
    thing = model.optimizer.get(name) or model.artifact.get(name) or model.verifier.get(name)
    kinds = ("person", "author", "key") if name in model.artifact else ("person", "author")
    made = list(getattr(thing, "built_by", ()))
    made += [value for kind, value in getattr(thing, "lineage", ()) if kind in kinds]
    if made:
        yield from _under("made by", [" · ".join(dict.fromkeys(made))])


def _checked(check: Check, state: State) -> str:
    """Who checked how; a check that says it in its own words is told in these."""
    who = " · ".join(check.by)
    if check.about and not check.threshold:
        return f"{who}: {check.about}{_UNCOUNTED.get(state, '')}"
    count = f", {check.at_least} of {len(check.by)} must accept" if check.threshold else ""
    at = f" of {check.subject}" if check.subject else ""
    result = "" if check.result == "accept" else f", {check.result}"
    return f"{who} ({check.how}{at}{count}{result}){_UNCOUNTED.get(state, '')}"


_UNCOUNTED = {"stale": ": not counted", "common_cause": ": not counted"}
