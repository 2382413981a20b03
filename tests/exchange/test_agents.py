"""Graphs that LangGraph and traces that the OpenTelemetry SDK made (`recorded/make_*.py`)."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as hypothesis_given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.cli.requirements import with_assumptions
from tower.errors import FileError
from tower.exchange import Given, imported
from tower.exchange.principals import aliases_of

RECORDED = Path(__file__).parent / "recorded"
GRAPH, TRACE = "acceptable(writer)", "passes_relevance(provider/m-5)"


def checked(form: str, data: bytes, who: str = "", assume: tuple[str, ...] = ()) -> TowerReport:
    given = Given(aliases_of(who, "who.yaml")) if who else Given()
    return check_model(with_assumptions(imported(form, data, "x", given), assume, None))


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


def test_a_critic_with_the_weights_of_the_writer(run: Runner) -> None:
    done = run("check", str(RECORDED / "langgraph/same.json"), *TODAY)
    assert done.code == 1
    assert "TWR201 COMMON_CAUSE   critic, writer" in done.out
    fixed = run("check", str(RECORDED / "langgraph/other.json"), *TODAY)
    assert (fixed.code, "acceptable(writer)   SUPPORTED   sound(critic)" in fixed.out) == (0, True)


def test_what_a_graph_does_not_say_is_not_guessed() -> None:
    """Not on which weights nodes run, and not that a critic is any good; a file or a word can say it."""
    quiet = recorded("langgraph/quiet.json")
    report = checked("langgraph", quiet)
    assert (report[GRAPH].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})
    apart = "weights: {critic: n-1, writer: m-5}"
    assert codes(checked("langgraph", quiet, apart)) == {"TWR401"}
    assert codes(checked("langgraph", quiet, assume=("sound(critic)",))) == {"TWR401"}
    assert checked("langgraph", quiet, apart, ("sound(critic)",))[GRAPH].verdict == "SUPPORTED"
    same = checked("langgraph", quiet, "weights: {critic: m-5, writer: m-5}", ("sound(critic)",))
    assert (same[GRAPH].verdict, codes(same)) == ("UNSUPPORTED", {"TWR201"})


def test_a_tool_loop_is_no_review(run: Runner) -> None:
    done = run("check", str(RECORDED / "langgraph/tools.json"), *TODAY)
    assert (done.code, "no node says that it checks another" in done.out) == (0, True)


def test_metadata_says_who_checks_whom() -> None:
    graph = json.loads(recorded("langgraph/other.json"))
    for node in graph["nodes"]:
        if node["id"] == "critic":
            node["id"], node["metadata"]["checks"] = "second", ["writer", "nobody"]
    assert checked("langgraph", json.dumps(graph).encode())[GRAPH].verdict == "SUPPORTED"


@pytest.mark.parametrize("name", ["same.jsonl", "same.otlp.json"])
def test_a_model_that_evaluates_itself(name: str, run: Runner) -> None:
    done = run("check", str(RECORDED / "opentelemetry" / name), "--assume", "sound(relevance-evaluator)", *TODAY)
    assert (done.code, "TWR201 COMMON_CAUSE   provider/m-5, relevance-evaluator" in done.out) == (1, True)
    assert imported("opentelemetry", recorded(f"opentelemetry/{name}")) == imported(
        "opentelemetry", recorded("opentelemetry/same.jsonl")
    )


def test_another_model_that_somebody_relies_on(run: Runner) -> None:
    file = str(RECORDED / "opentelemetry/other.jsonl")
    assert run("check", file, *TODAY).code == 1
    done = run("check", file, "--assume", "sound(relevance-evaluator): measured", *TODAY)
    assert (done.code, f"{TRACE}   SUPPORTED" in done.out) == (0, True)


def test_an_event_does_not_say_who_evaluated() -> None:
    data = recorded("opentelemetry/event.jsonl")
    report = checked("opentelemetry", data, assume=("sound(relevance-evaluator)",))
    assert (report[TRACE].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})
    known = checked("opentelemetry", data, "weights: {relevance-evaluator: n-1}", ("sound(relevance-evaluator)",))
    assert known[TRACE].verdict == "SUPPORTED"


def test_a_response_id_says_what_an_event_is_about() -> None:
    spans = [json.loads(line) for line in recorded("opentelemetry/event.jsonl").splitlines()]
    chat = next(span for span in spans if span["events"])
    event = {**chat["events"].pop(), "attributes": {"gen_ai.evaluation.name": "relevance", "gen_ai.response.id": "resp-1"}}
    apart = {"name": "later", "context": {"span_id": "0x1"}, "attributes": {"gen_ai.request.model": "n-1"}, "events": [event], "links": []}
    report = checked("opentelemetry", "\n".join(map(json.dumps, [*spans, apart])).encode(), assume=("sound(relevance-evaluator)",))
    assert report[TRACE].verdict == "SUPPORTED"


def test_spans_below_themselves_end() -> None:
    spans = [{"name": "a", "context": {"span_id": "1", "trace_id": "0"}, "parent_id": other, "attributes": {"gen_ai.evaluation.name": "x"}}
             for other in ("1", "2")] + [{"name": "b", "context": {"span_id": "2"}, "parent_id": "1"}]  # fmt: skip
    assert imported("opentelemetry", json.dumps(spans).encode()).checks == ()


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4),
                    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2))


@settings(max_examples=100, deadline=None)
@hypothesis_given(st.data())
def test_forged_artefacts_never_end_in_a_traceback(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["langgraph/same.json", "opentelemetry/same.otlp.json", "opentelemetry/event.jsonl"]))
    lines = recorded(name).splitlines() if name.endswith("l") else [recorded(name)]
    values = [json.loads(line) for line in lines]
    for _ in range(2):
        place: Any = values
        while isinstance(place, dict | list) and place:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 3)) == 0:
                place[key] = data.draw(JSON)
                break
            place = place[key]
    with suppress(FileError):
        imported(name.partition("/")[0], "\n".join(map(json.dumps, values)).encode(), "x")
