"""One verdict, one tone, in every writer; and colours that everybody can read."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest
from hypothesis import given, settings

from tower.diagnosis.report import Verdict
from tower.draw import draw
from tower.draw.condense import condense
from tower.draw.html import colours
from tower.draw.layout import layout, placed
from tower.draw.outline import tone_of
from tower.draw.scene import Outline, Scene
from tower.draw.tones import DARK, LIGHT, LINES, TONES, contrast, tone

from .samples import SAMPLES, Sample, family, towers

THEMES = {"light": LIGHT, "dark": DARK}


def test_every_verdict_has_a_tone_and_only_guaranteed_is_good() -> None:
    assert set(TONES) == set(get_args(Verdict))
    assert [verdict for verdict in TONES if tone(verdict) == "good"] == ["GUARANTEED"]


def test_tones_differ_in_line_too() -> None:
    assert len(set(LINES.values())) == len(LINES) == len(set(TONES.values()))


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable(theme: str) -> None:
    """WCAG 2.1 AA: 4.5 for text, 3 for outlines that carry meaning."""
    palette = THEMES[theme]
    for name, paint in palette.items():
        assert contrast(paint.ink, paint.fill) >= 4.5, name
    for name in ("muted", "band", "canvas"):
        for ground in ("canvas", "band", "card"):
            assert contrast(palette[name].ink, palette[ground].fill) >= 4.5, (name, ground)
    for name in ("good", "partial", "assumed", "bad", "none", "error", "card", "strong", "weak", "build"):
        assert contrast(palette[name].stroke, palette["band"].fill) >= 3, name


@pytest.mark.parametrize("theme", THEMES)
def test_text_of_the_page_is_readable(theme: str) -> None:
    """WCAG 2.1 AA for everything that the page itself writes, in its own colours."""
    light, dark = re.findall(r":root\{([^}]*)\}", colours())
    ink = dict(pair.removeprefix("--").split(":") for pair in {"light": light, "dark": dark}[theme].split(";"))
    for name in ("good", "partial", "assumed", "bad", "none", "ground", "error", "warning", "waived"):
        assert contrast(ink[name], ink[f"{name}b"]) >= 4.5, name
    for text in ("ink", "quiet", "focus"):
        for ground in ("paper", "panel"):
            assert contrast(ink[text], ink[ground]) >= 4.5, (text, ground)
    assert contrast(ink["ground"], ink["paper"]) >= 4.5  # a stone that is switched off has no ground


def test_the_style_of_the_page_names_no_colour_of_its_own() -> None:
    style = files("tower.draw").joinpath("page.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w*[,{.: >])", re.sub(r"#[a-z]+[{,]", "", style))
    used = set(re.findall(r"var\(--(\w+)\)", style))
    assert used <= set(re.findall(r"--(\w+):", colours()))


def test_text_of_safety_cases_is_readable() -> None:
    """Boxes of the notation carry the text of cards, and stamps, on tinted grounds."""
    for palette in THEMES.values():
        for ground in ("card", "strong", "ground", "group", "bad", "partial"):
            assert contrast(palette["card"].ink, palette[ground].fill) >= 4.5, ground
        for stamp in ("bad", "partial"):
            assert contrast(palette[stamp].ink, palette["card"].fill) >= 4.5


def test_both_themes_paint_the_same_things() -> None:
    assert list(LIGHT) == list(DARK)


def green_shapes(scene: Scene) -> set[str]:
    """The keys of the groups in which something is painted in the good style."""
    return {
        group.key
        for group in scene.groups
        for shape in group.shapes
        if isinstance(shape, Outline) and shape.style == "good" and group.role.startswith("node")
    }


@settings(max_examples=30, deadline=None)
@given(towers())
def test_nothing_is_green_unless_it_is_guaranteed(sample: Sample) -> None:
    model, report = sample
    scene = layout(model, report)
    guaranteed = {a.text for a in report.answers if a.verdict == "GUARANTEED"}
    for node in scene.picture.nodes:
        for pill in node.pills:
            assert (pill.tone == "good") == (pill.word == "GUARANTEED")
        if tone_of(node) == "good":
            assert node.pills and all(pill.word == "GUARANTEED" for pill in node.pills)
    assert bool(guaranteed) == bool(green_shapes(scene)) or any(
        len(n.pills) > 4 for n in scene.picture.nodes
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_all_writers_agree_on_what_is_green(name: str) -> None:
    model, report = SAMPLES[name]()
    scene = layout(model, report)
    green = sum(tone_of(node) == "good" for node in scene.picture.nodes)
    assert str(draw(model, report, "mmd")).count(":::good") == green
    assert str(draw(model, report, "dot")).count(f'fillcolor="{LIGHT["good"].fill}"') == green
    pills = sum(pill.tone == "good" for node in scene.picture.nodes for pill in node.pills)
    svg = str(draw(model, report, "svg"))
    drawn = len(re.findall(r'<rect class="s-good', svg)) - len(
        re.findall(r'data-key="legend".*?s-good', svg, re.S)
    )
    assert drawn == pills
    tex = str(draw(model, report, "tex"))
    assert tex.count("fill=twfgood") == pills


def test_a_group_is_green_only_if_all_of_it_is() -> None:
    model, report = family(300)
    picture = condense(layout(*family(40)).picture, 10)
    for node in (*picture.nodes, *layout(model, report).picture.nodes):
        if node.kind == "group" and tone_of(node) == "good":
            assert {pill.word for pill in node.pills} == {"GUARANTEED"}
    assert placed(picture).boxes


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
