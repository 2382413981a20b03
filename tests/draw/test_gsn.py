"""Safety cases: well-formed by the rules of the notation, readable by gsn2x, and as green as the report."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings

from tower.draw import draw
from tower.draw.gsn import Case, case, exchange, quoted, scene

from .samples import HOSTILE, SAMPLES, Sample, seed, towers
from .test_structure import check_structure
from .test_writers import check_svg

PREFIX = {"goal": "G", "strategy": "S", "solution": "Sn", "assumption": "A", "context": "C"}
FIELDS = {"text", "nodeType", "supportedBy", "inContextOf", "challenges", "undeveloped", "defeated"}


def check_case(made: Case) -> None:
    """The validation rules of gsn2x (doc/src/checks.md): V01-V06, V10, V12, C01-C05, C08, C13, C14."""
    by_key = {element.key: element for element in made.elements}
    assert len(by_key) == len(made.elements)
    named = {key for element in made.elements for key in (*element.supported_by, *element.in_context_of)}
    tops = [e for e in made.elements if e.key not in named and e.kind not in ("counter", "evidence")]
    assert [element.key for element in tops] == ["G1"]
    for element in made.elements:
        if element.kind in PREFIX:
            assert re.fullmatch(PREFIX[element.kind] + r"\d+(_\d+)?", element.key)
        if element.kind in ("goal", "strategy"):
            assert element.undeveloped != bool(element.supported_by)
        assert element.text and element.key not in (*element.supported_by, *element.in_context_of)
        kinds = {by_key[key].kind for key in element.supported_by}
        allowed = {"counter": {"evidence"}}.get(element.kind, {"goal", "strategy", "solution"})
        assert kinds <= allowed
        assert {by_key[key].kind for key in element.in_context_of} <= {"assumption", "context"}
        assert len(set(element.supported_by)) == len(element.supported_by)
        if element.challenges:
            assert (element.kind, by_key[element.challenges].kind) == ("counter", "goal")
        if element.defeated:
            assert any(other.challenges == element.key for other in made.elements)
    check_acyclic({element.key: element.supported_by for element in made.elements})


def check_acyclic(below: dict[str, tuple[str, ...]]) -> None:
    left = dict(below)
    while left:
        free = [key for key, keys in left.items() if not set(keys) & set(left)]
        assert free, "circular support"
        for key in free:
            del left[key]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_well_formed_cases(name: str) -> None:
    model, report = SAMPLES[name]()
    check_case(case(model, report))
    check_structure_of_case(model, report)


def check_structure_of_case(model, report) -> None:
    drawn = scene(model, report)
    assert all(frame.inside(type(frame)(0, 0, drawn.width, drawn.height)) for frame in drawn.boxes.values())
    check_svg(str(draw(model, report, "svg", "gsn")))


@settings(max_examples=25, deadline=None)
@given(towers())
def test_any_tower_makes_a_well_formed_case(sample: Sample) -> None:
    check_case(case(*sample))
    check_structure(scene(*sample))
    loaded = yaml.safe_load(exchange(*sample))
    assert [*loaded] == [element.key for element in case(*sample).elements]
    assert all(set(fields) <= FIELDS for fields in loaded.values())


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_quoted_text_is_read_back(text: str) -> None:
    plain = "".join(c for c in text if c.isprintable())
    assert yaml.safe_load(quoted(plain)) == plain


def test_claims_are_goals_with_the_verdict_of_the_report() -> None:
    model, report = seed()
    pills = {node.key: node.pills[0] for node in scene(model, report).picture.nodes if node.pills}
    assert {key: (pill.word, pill.tone) for key, pill in pills.items()} == {"G2": ("GUARANTEED", "good")}


def test_what_does_not_hold_is_undeveloped_and_what_breaks_it_defeats_it() -> None:
    model, report = SAMPLES["cycle"]()
    made = {element.key: element for element in case(model, report).elements}
    goals = [element for element in made.values() if element.kind == "goal" and element.key != "G1"]
    assert goals and all(element.undeveloped for element in goals)
    assert {e.challenges for e in made.values() if e.kind == "counter"} == {"G1"}


def test_a_waived_break_defeats_nothing_and_says_so() -> None:
    model, report = SAMPLES["monitors"]()
    counters = [element for element in case(model, report).elements if element.kind == "counter"]
    assert "on purpose" in counters[0].text and not any(element.defeated for element in counters)
