"""Findings as annotations of GitHub Actions: one workflow command a line, shown beside the changed lines.

A runner takes every line that begins with `::` as a command, so nothing that a file says may begin one:
the escapes are those of the runner's own toolkit (`%`, CR, LF; in a property `:` and `,` too).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..draw.text import clean
from .outcome import Outcome, Placed


def workflow_commands(outcomes: Iterable[Outcome]) -> str:
    """Every unwaived break as an error or a warning, every unreadable source as an error.

    >>> print(workflow_commands([Outcome("a.yaml", error="no: tower", line=3)]), end="")
    ::error file=a.yaml,line=3,title=TWR900 INPUT::no: tower
    """
    return "".join(line + "\n" for outcome in outcomes for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    if outcome.error:
        title = "limit" if outcome.gave_up else "TWR900 INPUT"
        yield _command("error", outcome.path, outcome.line, outcome.column, title, outcome.error)
    for each in outcome.breaks:
        if each.state in ("fails", "passes"):
            level = "error" if each.state == "fails" else "warning"
            title = f"{each.found.code} {each.found.kind}"
            yield _command(level, outcome.path, each.line, each.column, title, told(each))


def told(each: Placed) -> str:
    """A break in one or two sentences: why, and the first thing that would mend it.

    >>> from tower.diagnosis.report import Break
    >>> told(Placed(Break("TWR202", ("a",), (), "a checks itself", ("ask b", "or c")), "fails"))
    'a checks itself. Fix: ask b'
    """
    fix = f". Fix: {each.found.repairs[0]}" if each.found.repairs else ""
    return clean(each.found.reason) + clean(fix)


def _command(level: str, path: str, line: int, column: int, title: str, text: str) -> str:
    properties = {"file": path, "line": line, "col": column, "title": title}
    said = ",".join(f"{key}={property_text(str(value))}" for key, value in properties.items() if value)
    return f"::{level} {said}::{message_text(text)}"


def message_text(text: str) -> str:
    """The text of a command, as the runner reads it back.

    >>> message_text("100 %\\n::error::x")
    '100 %25%0A::error::x'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_text(text: str) -> str:
    """A property of a command, as the runner reads it back.

    >>> property_text("a:b,c")
    'a%3Ab%2Cc'
    """
    return message_text(text).replace(":", "%3A").replace(",", "%2C")
