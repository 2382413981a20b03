"""Safety cases: well-formed by the rules of the notation, readable by gsn2x, and as green as the report."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings

from tower.draw import draw, formats
from tower.draw.gsn import scene
from tower.draw.gsn_case import Case, case, shortened
from tower.draw.gsn_yaml import page as exchange, quoted
from tower.draw.scene import Group, Outline, Scene, Stroke, Text
from tower.errors import InputError

from .samples import HOSTILE, SAMPLES, Sample, family, seed, towers
from .test_structure import check_structure
from .test_writers import CHECKS, check_svg

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


def groups(name: str) -> tuple[Scene, dict[str, Group]]:
    drawn = scene(*SAMPLES[name]())
    return drawn, {group.key: group for group in drawn.groups}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_element_has_the_shape_that_the_standard_gives_it(name: str) -> None:
    """Version 3 of the standard: circles, ovals with a letter, heads solid, hollow or open, crosses."""
    drawn, found = groups(name)
    for node in drawn.picture.nodes:
        outline = next(s for s in found[node.key].shapes if isinstance(s, Outline))
        texts = [s.text for s in found[node.key].shapes if isinstance(s, Text)]
        if node.kind in ("solution", "evidence"):
            assert outline.frame.width == outline.frame.height == 2 * outline.radius
        if node.kind == "assumption":
            assert len(outline.points) > 20 and "A" in texts
        if node.kind == "strategy":
            assert len(outline.points) == 4 and outline.points[0][0] > outline.points[3][0]
        crossed = sum(isinstance(s, Stroke) for s in found[node.key].shapes) == 2
        assert crossed == (node.struck == "error" and node.kind == "goal") == ("defeated" in texts)
    heads = {"supported": "solid", "context": "hollow", "aside": "hollow", "challenges": "open"}
    for wire in drawn.picture.wires:
        stroke = found[f"{wire.source} {wire.target}"].shapes[0]
        assert isinstance(stroke, Stroke) and stroke.head == heads[wire.kind]
        assert (stroke.line == "dashed") == (wire.kind == "challenges")


def test_what_is_in_doubt_says_so_and_is_not_crossed() -> None:
    _, found = groups("seed")
    texts = [shape.text for shape in found["G1"].shapes if isinstance(shape, Text)]
    assert "in doubt" in texts and "defeated" not in texts


def test_a_context_of_one_element_stands_beside_it() -> None:
    drawn, _ = groups("seed")
    assert drawn.rows["C1"] == drawn.rows["G1"] and drawn.boxes["C1"].x > drawn.boxes["G1"].right


def test_no_text_of_the_gallery_is_cut() -> None:
    for name in ("seed", "monitors", "cycle"):
        _, found = groups(name)
        for group in found.values():
            assert not any(s.text.endswith("…") for s in group.shapes if isinstance(s, Text)), group.key


def test_a_large_case_shows_what_is_challenged_and_counts_the_rest() -> None:
    model, report = family(400)
    whole = case(model, report)
    short = shortened(whole, report, 160)
    check_case(short)
    assert len(short.elements) <= 240 < len(whole.elements)
    told = next(element for element in short.elements if element.key == "G0")
    goals = sum(element.answer >= 0 for element in whole.elements)
    shown = sum(element.answer >= 0 for element in short.elements)
    assert told.text.startswith(f"and {goals - shown} more claims: ")
    kept = {element.key for element in short.elements}
    assert {e.challenges for e in whole.elements if e.kind == "counter"} <= kept
    check_structure(scene(model, report))


@pytest.mark.parametrize("fmt", formats("gsn"))
@pytest.mark.parametrize("name", ["seed", "monitors", "empty", "cycle"])
def test_a_case_is_drawn_in_every_format_that_says_so(name: str, fmt: str) -> None:
    if fmt in ("png", "pdf"):
        pytest.importorskip("resvg_py" if fmt == "png" else "reportlab")
    drawn = draw(*SAMPLES[name](), fmt, "gsn")
    if fmt in CHECKS:
        CHECKS[fmt](str(drawn))
    assert len(drawn) > 10


@pytest.mark.parametrize("fmt", ["html", "md"])
def test_a_page_about_the_tower_is_no_safety_case(fmt: str) -> None:
    with pytest.raises(InputError, match="no safety case"):
        draw(*SAMPLES["seed"](), fmt, "gsn")


def test_a_waived_break_defeats_nothing_and_says_so() -> None:
    model, report = SAMPLES["monitors"]()
    made = case(model, report).elements
    counters = [element for element in made if element.kind == "counter"]
    assert "on purpose" in counters[0].text and counters[0].urgency == "waived"
    assert not any(element.defeated for element in made)
