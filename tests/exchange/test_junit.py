"""JUnit: well-formed whatever a file says, and its counts agree with the exit code."""

from __future__ import annotations

from xml.etree import ElementTree as xml

import pytest
from hypothesis import given, strategies as st

from tower.api.bundled import bundled
from tower.draw.text import clean
from tower.exchange.junit import junit
from tower.exchange.outcome import Outcome

from .outcomes import HOSTILE, hostile, outcome


@pytest.mark.parametrize("name", bundled())
def test_a_suite_fails_exactly_when_the_check_does(name: str) -> None:
    found = outcome(name)
    suite = xml.fromstring(junit([found]).encode())[0]
    assert found.report is not None
    assert int(suite.attrib["failures"]) == len(found.failing) == len(suite.findall("testcase/failure"))
    assert int(suite.attrib["tests"]) == len(found.report.answers) + len(found.breaks) == len(suite)
    assert int(suite.attrib["skipped"]) == sum(each.state == "waived" for each in found.breaks)
    assert suite.attrib["errors"] == "0"


def test_counts_add_up_over_the_suites() -> None:
    root = xml.fromstring(junit([outcome("seed"), Outcome("a", error="b"), outcome("github-self-approval")]).encode())
    for key in ("tests", "failures", "errors", "skipped"):
        assert int(root.attrib[key]) == sum(int(suite.attrib[key]) for suite in root)
    assert (root.attrib["failures"], root.attrib["errors"]) == ("1", "1")


def test_known_and_waived_are_skipped() -> None:
    root = xml.fromstring(junit([hostile("x")]).encode())
    assert [each.attrib["message"] for each in root.iter("skipped")] == ["waived: x", "in the baseline"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    root = xml.fromstring(junit([hostile(words)]).encode("utf-8"))
    failure = next(root.iter("failure"))
    assert failure.attrib["message"] == clean(words)
    assert {each.tag for each in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out",
    }


@given(st.text(st.characters(codec=None)))
def test_any_words_are_well_formed(words: str) -> None:
    root = xml.fromstring(junit([hostile(words)]).encode("utf-8"))
    assert len(root[0]) == 5
