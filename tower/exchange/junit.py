"""A check as JUnit XML, which nearly every service for continuous integration can show.

Each source is a suite.  A claim that is answered is a case; so is each break: it fails when it counts
for the exit code, and is skipped when it is waived or known.  So a suite fails exactly when the check does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as xml

from ..diagnosis.report import Answer
from ..draw.plain import verdict_text
from ..draw.text import clean
from .github import told
from .outcome import Outcome, Placed


def junit(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as one XML document, in ASCII, so that no terminal or pipe can change its meaning.

    >>> print(junit([Outcome("a.yaml", error="no tower")]), end="")
    <?xml version="1.0" encoding="utf-8"?>
    <testsuites name="tower" tests="1" failures="0" errors="1" skipped="0">
      <testsuite name="a.yaml" tests="1" failures="0" errors="1" skipped="0">
        <testcase classname="a.yaml" name="reading a.yaml">
          <error message="no tower" type="InputError">no tower</error>
        </testcase>
      </testsuite>
    </testsuites>
    """
    root = xml.Element("testsuites", name="tower")
    for outcome in outcomes:
        suite = xml.SubElement(root, "testsuite", name=_safe(outcome.name))
        suite.extend(_cases(outcome))
        _count(suite)
    _count(root)
    xml.indent(root)
    text = xml.tostring(root, encoding="us-ascii", xml_declaration=False).decode()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _count(element: xml.Element) -> None:
    tags = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for attribute, tag in tags.items():
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _cases(outcome: Outcome) -> Iterator[xml.Element]:
    if outcome.error:
        case = _case(outcome, f"reading {outcome.path}")
        kind = "LimitReached" if outcome.gave_up else "InputError"
        xml.SubElement(case, "error", message=_safe(outcome.error), type=kind).text = _safe(outcome.error)
        yield case
    for answer in () if outcome.report is None else outcome.report.answers:
        yield _claim(outcome, answer)
    for each in outcome.breaks:
        yield _break(outcome, each)


def _case(outcome: Outcome, name: str) -> xml.Element:
    return xml.Element("testcase", classname=_safe(outcome.name), name=_safe(name))


def _claim(outcome: Outcome, answer: Answer) -> xml.Element:
    """A claim never fails by itself: the breaks say whether what became of it counts."""
    case = _case(outcome, f"{answer.asker}: {answer.text}")
    xml.SubElement(case, "system-out").text = _safe(verdict_text(answer))
    return case


def _break(outcome: Outcome, each: Placed) -> xml.Element:
    found = each.found
    case = _case(outcome, f"{found.code} {found.kind} {', '.join(found.nodes)}".rstrip())
    place = ":".join([outcome.path, *(str(number) for number in (each.line, each.column) if number)])
    text = _safe(f"{place}: {told(each)}")
    match each.state:
        case "fails":
            xml.SubElement(case, "failure", message=_safe(found.reason), type=found.code).text = text
        case "waived":
            reason = found.waived.reason if found.waived is not None else ""
            xml.SubElement(case, "skipped", message=_safe(f"waived: {reason}"))
        case "known":
            xml.SubElement(case, "skipped", message="in the baseline")
        case _:
            xml.SubElement(case, "system-out").text = text
    return case


def _safe(text: str) -> str:
    """A text that XML can hold: control characters, which it cannot, made visible."""
    return clean(text)
