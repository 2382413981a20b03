"""SARIF: valid against the schema of the standard, and every word of a file is plain text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from hypothesis import given, strategies as st

from tower.api.bundled import bundled
from tower.diagnosis.codes import CODES
from tower.diagnosis.fingerprint import fingerprint
from tower.draw.text import clean
from tower.exchange.outcome import Outcome
from tower.exchange.sarif import sarif

from .outcomes import HOSTILE, hostile, outcome

FOLDER = Path(__file__).parent / "sarif-2.1.0"
SCHEMA = jsonschema.Draft4Validator(json.loads((FOLDER / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))


def valid(*outcomes: Outcome, compared: bool = False) -> dict[str, Any]:
    """The one run of a SARIF log that the schema accepts."""
    log = json.loads(sarif(outcomes, compared=compared))
    SCHEMA.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_the_schema_refuses_what_is_nearly_right() -> None:
    log = json.loads(sarif([outcome("github-self-approval")]))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not SCHEMA.is_valid(log)
    assert not SCHEMA.is_valid({"version": "2.1.0"})


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_tower_is_valid(name: str) -> None:
    found = outcome(name)
    run = valid(found)
    assert len(run["results"]) == len(found.breaks)
    for result, each in zip(run["results"], found.breaks, strict=True):
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == each.found.code
        assert result["level"] in (CODES[each.found.code].severity, "note")
        assert ("suppressions" in result) == (each.found.waived is not None)
        assert result["partialFingerprints"] == {"towerBreak/v1": fingerprint(each.found).digest}


def test_an_error_that_requirements_explain_is_a_note() -> None:
    levels = {result["ruleId"]: result["level"] for result in valid(outcome("seed-enacted"))["results"]}
    assert levels == {"TWR104": "note", "TWR301": "warning", "TWR302": "warning"}


def test_a_place_is_a_region_and_no_place_is_none() -> None:
    result = valid(outcome("github-self-approval"))["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert place["artifactLocation"] == {"uri": "oversight/github-self-approval.tower.yaml"}
    assert "region" not in valid(hostile("x"))["results"][0]["locations"][0]["physicalLocation"]


def test_a_baseline_is_told_only_where_there_was_one() -> None:
    assert all("baselineState" not in result for result in valid(hostile("x"))["results"])
    states = [result["baselineState"] for result in valid(hostile("x"), compared=True)["results"]]
    assert states == ["new", "new", "unchanged", "new"]


def test_a_source_that_cannot_be_read_is_a_notification() -> None:
    run = valid(Outcome("a.yaml", error="no tower", line=3, column=1), outcome("seed"))
    told = run["invocations"][0]
    assert not told["executionSuccessful"]
    assert told["toolExecutionNotifications"][0]["message"]["text"] == "no tower"
    assert valid(outcome("seed"))["invocations"][0] == {"executionSuccessful": True, "toolExecutionNotifications": []}


def read(text: str) -> str:
    """What a viewer shows of a plain message: doubled braces are one, and there are no links."""
    assert "](" not in text
    left = text.replace("{{", "").replace("}}", "")
    assert "{" not in left
    assert "}" not in left
    return text.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    run = valid(hostile(words))
    for result in run["results"]:
        shown = read(result["message"]["text"])
        assert shown.replace("] (", "](").startswith(clean(words))
        assert shown.isprintable()


@given(st.text(st.characters(codec=None)))
def test_any_words_make_a_valid_log(words: str) -> None:
    run = valid(hostile(words))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote(uri, errors="surrogatepass") == (words or "empty")
