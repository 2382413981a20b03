"""Annotations: the runner reads back what was said, and nothing that a file says becomes a command."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from tower.draw.text import clean
from tower.exchange.github import message_text, property_text, workflow_commands
from tower.exchange.outcome import Outcome

from .outcomes import HOSTILE, hostile, outcome

COMMAND = re.compile(r"::(?P<level>error|warning) (?P<properties>[^:]*)::(?P<text>.*)")


def unescaped(text: str, *, inside: bool = False) -> str:
    """As the runner does it: the percent sign last."""
    more = {"%3A": ":", "%2C": ","} if inside else {}
    for code, sign in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, sign)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that a runner sees; every line must be one."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n")):
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = (each.split("=", 1) for each in match["properties"].split(","))
        found.append((match["level"], {key: unescaped(value, inside=True) for key, value in pairs},
                      unescaped(match["text"])))
    return found


@given(st.text())
def test_escapes_are_read_back(words: str) -> None:
    assert unescaped(message_text(words)) == words
    assert unescaped(property_text(words), inside=True) == words
    assert not set("\r\n") & set(message_text(words))
    assert not set("\r\n:,") & set(property_text(words))


def test_a_bundled_tower() -> None:
    (level, where, text), (second, _, _) = commands(workflow_commands([outcome("github-self-approval")]))
    assert (level, second) == ("error", "warning")
    assert where == {
        "file": "oversight/github-self-approval.tower.yaml", "line": "3", "col": "5", "title": "TWR201 COMMON_CAUSE",
    }
    assert text.startswith("alice and change share person alice")
    assert "Fix: use a verifier that does not share person alice" in text


def test_what_requirements_explain_is_a_warning_and_what_is_waived_is_silent() -> None:
    assert {level for level, _, _ in commands(workflow_commands([outcome("seed-enacted")]))} == {"warning"}
    assert workflow_commands([outcome("self-graded-eval-waived")]) == ""


def test_a_source_that_cannot_be_read() -> None:
    (level, where, text), = commands(workflow_commands([Outcome("a.yaml", error="no tower", line=2)]))
    assert (level, where["line"], where["title"], text) == ("error", "2", "TWR900 INPUT", "no tower")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    found = commands(workflow_commands([hostile(words)]))
    assert [level for level, _, _ in found] == ["error", "error", "warning"]
    assert found[1][1]["file"] == (words or "empty")
    assert found[1][2].startswith(clean(words))


@given(st.text(st.characters(codec=None)))
def test_no_words_make_a_command(words: str) -> None:
    assert len(commands(workflow_commands([hostile(words)]))) == 3
