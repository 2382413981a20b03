"""The report in a browser: load, click, switch off, search, step, keyboard, hostile names, a large tower.

Needs Python's playwright and a Chromium (Debian package `chromium`, or CHROMIUM names one); without
them these tests are skipped.  `make test-browser` runs them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tower.diagnosis.check import check
from tower.draw import draw
from tower.model.file import load_text
from tower.model.values import Artifact, Model, Property

from .samples import HOSTILE, SAMPLES, family, report

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")]

SEED = """
tower: 1
name: seed
properties: {P: {class: safety, hereditary: true}, Q: safety}
optimizers:
  programmers: {objective: {values: what they want}}
  system: {built_by: programmers, objective: {loss: reward}, theory: PA, enacts: {Pmeta: P}}
  child: {built_by: system, generic: true, objective: mesa, theory: PA, enacts: {Pmeta: P}}
verifiers:
  Pmeta: {theory: PA+Con}
  auditor: {}
checks:
  - {by: Pmeta, claim: P(system), how: proof}
  - {by: Pmeta, claim: Q(system), how: proof}
  - {by: auditor, claim: Q(system), how: test}
observers:
  programmers:
    assumes: [sound(Pmeta), gate(system), sound(auditor)]
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Open a page of text; every dialog, error and request is recorded in `page.trouble`."""
    opened = []

    def opening(text: str) -> Any:
        path = tmp_path / f"page{len(opened)}.html"
        path.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(8000)
        page.trouble = []
        page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda said: page.trouble.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: page.trouble.append(asked.url) if not asked.url.startswith("file:") else None,
        )
        page.goto(path.as_uri())
        opened.append(page)
        return page

    yield opening
    for page in opened:
        page.close()


@pytest.fixture
def seed(show: Any) -> Any:
    model = load_text(SEED).model
    return show(str(draw(model, check(model, today=date(2026, 11, 24)), "html")))


def pill(page: Any, asker: str, claim: str) -> str:
    page.locator("summary", has_text="claims").first.evaluate("e => e.parentElement.open = true")
    rows = page.locator("table tr").filter(has_text=claim)
    for row in rows.all():
        cells = row.locator("td").all()
        if cells and cells[0].inner_text() == asker and cells[1].inner_text() == claim:
            return str(cells[2].locator(".pill").inner_text())
    raise AssertionError((asker, claim))


def switch(page: Any, words: str) -> None:
    page.locator(".stone", has_text=words).click()


def test_the_first_screen_needs_no_scrolling(seed: Any) -> None:
    assert seed.locator("#headline").inner_text().startswith("Sound from outside")
    bottom = seed.locator(".ground").bounding_box()
    assert bottom["y"] + bottom["height"] <= 720
    assert seed.locator(".card h2").all_inner_texts()[:3] == [
        "May we accept it?",
        "May it accept what it builds?",
        "What do we know if it does?",
    ]
    assert seed.trouble == []


def test_switching_an_assumption_off_shows_what_falls(seed: Any) -> None:
    """Without the proof P(system) falls, and of Q(system) the test is left; without both nothing is."""
    before = seed.locator("#counter").inner_text()
    assert pill(seed, "programmers", "P(system)").startswith("GUARANTEED IF")
    switch(seed, "Pmeta is sound")
    assert pill(seed, "programmers", "P(system)").startswith("FALLS")
    assert pill(seed, "programmers", "Q(system)").startswith("SUPPORTED")
    switch(seed, "auditor is sound")
    assert pill(seed, "programmers", "Q(system)").startswith("FALLS")
    switch(seed, "auditor is sound")
    assert seed.locator("#headline").inner_text().startswith("Without")
    assert seed.locator(".tower-picture .fell").count() > 0
    assert seed.locator("#counter").inner_text() != before
    switch(seed, "Pmeta is sound")
    assert pill(seed, "programmers", "P(system)").startswith("GUARANTEED IF")
    assert seed.locator("#counter").inner_text() == before
    assert seed.trouble == []


def test_what_falls_is_what_a_check_without_the_assumption_says(seed: Any) -> None:
    """Every way to switch assumptions off agrees with checking the tower that lacks them."""
    roots = {"sound(Pmeta)": "Pmeta is sound", "gate(system)": "system builds only"}
    for left in ([], ["sound(Pmeta)"], ["gate(system)"]):
        out = [root for root in roots if root not in left]
        assumed = ", ".join([*left, "sound(auditor)"])
        model = load_text(SEED.replace("sound(Pmeta), gate(system), sound(auditor)", assumed)).model
        answers = check(model, today=date(2026, 11, 24))
        for root in out:
            switch(seed, roots[root])
        for claim in ("P(system)", "Q(system)"):
            told, expected = pill(seed, "programmers", claim), answers[claim].verdict
            stands = expected in ("GUARANTEED", "SUPPORTED", "ASSUMED")
            assert told.startswith(expected) if stands else told.startswith("FALLS"), (
                left,
                claim,
                told,
                expected,
            )
        for root in out:
            switch(seed, roots[root])


def test_clicking_and_the_keyboard_open_what_is_known_of_a_node(seed: Any) -> None:
    seed.locator('g[data-key="node:system"]').click()
    assert seed.locator("#panel h2").inner_text() == "system"
    assert (
        "GUARANTEED" in seed.locator("#panel").inner_text()
        and "why" in seed.locator("#panel").inner_text()
    )
    seed.keyboard.press("Escape")
    assert seed.locator("#panel").is_hidden()
    seed.locator('g[data-key="node:child"]').focus()
    seed.keyboard.press("Enter")
    assert seed.locator("#panel h2").inner_text() == "child"
    assert "cannot rule out" in seed.locator("#panel").inner_text()
    assert seed.locator("#panel svg").count() >= 1
    assert seed.trouble == []


def test_switches_work_from_the_keyboard_and_say_their_state(seed: Any) -> None:
    stone = seed.locator(".stone").first
    stone.focus()
    seed.keyboard.press("Space")
    assert stone.get_attribute("aria-checked") == "false" and stone.get_attribute("role") == "switch"
    seed.keyboard.press("Enter")
    assert stone.get_attribute("aria-checked") == "true"


def test_search_finds_and_dims(seed: Any) -> None:
    seed.locator("#search").fill("Pmeta@")
    assert seed.locator("#hits").inner_text() == "2 found"
    assert seed.locator(".tower-picture .found").count() == 2
    before = seed.locator("figure > svg").get_attribute("viewBox")
    seed.locator("#search").press("Enter")
    assert seed.locator("figure > svg").get_attribute("viewBox") != before
    seed.locator("#search").press("Escape")
    assert seed.locator(".tower-picture .found, .tower-picture .dim").count() == 0


def test_stepping_shows_verdicts_one_wave_after_another(seed: Any) -> None:
    hidden = []
    for _ in range(40):
        seed.locator("#step").click()
        hidden.append(seed.locator(".tower-picture .gone").count())
        if not seed.locator("#wave").inner_text():
            break
    assert hidden[0] > 0 and hidden[-1] == 0 and hidden == sorted(hidden, reverse=True)


def test_zoom_pan_and_back(seed: Any) -> None:
    svg = seed.locator("figure > svg")
    start = svg.get_attribute("viewBox")
    seed.locator("#in").click()
    closer = svg.get_attribute("viewBox")
    assert float(closer.split()[2]) < float(start.split()[2])
    seed.locator('g[data-key="node:system"]').focus()
    seed.keyboard.press("ArrowRight")
    assert svg.get_attribute("viewBox") != closer
    seed.locator("#fit").click()
    back = [float(n) for n in svg.get_attribute("viewBox").split()]
    assert back == pytest.approx([float(n) for n in start.split()], abs=0.01)


def test_swapping_changes_names_and_no_verdict(seed: Any) -> None:
    verdicts = seed.locator(".pill").all_inner_texts()
    name = seed.locator('g[data-key="node:programmers"] [data-part="name"]').first
    assert name.text_content() == "programmers"
    seed.locator("#swap").click()
    assert name.text_content() == "base optimizer"
    assert seed.locator(".pill").all_inner_texts() == verdicts
    assert seed.locator(".ringed").count() == 3
    seed.locator("#swap").click()
    assert name.text_content() == "programmers" and seed.locator("circle").count() == 0


def test_hostile_names_execute_nothing(show: Any) -> None:
    attack = "</script><img src=x onerror=alert(1)><svg onload=alert(2)>"
    names = (*HOSTILE, attack, "{{7*7}}", "javascript:alert(3)")
    model = Model(
        attack, attack, properties=(Property("P", about=attack),), artifacts=tuple(map(Artifact, names))
    )
    page = show(str(draw(model, report(model, attack, ()), "html")))
    page.locator("#search").fill("alert")
    page.locator('g[role="button"]').first.click()
    assert page.locator("img").count() == 0
    assert [line for line in page.trouble if "alert" not in line] == [] and not page.trouble


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_opens_without_trouble(show: Any, name: str) -> None:
    page = show(str(draw(*SAMPLES[name](), "html")))
    assert page.locator("#headline").inner_text()
    for stone in page.locator(".stone").all()[:3]:
        stone.click()
    assert page.trouble == []


def test_five_thousand_nodes_stay_usable(show: Any) -> None:
    page = show(str(draw(*family(2500), "html")))
    quick = page.evaluate(
        "() => { const start = performance.now(); document.querySelector('.stone').click();"
        " return performance.now() - start; }"
    )
    assert quick < 1000
    assert page.trouble == []


def test_without_script_the_page_still_tells(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "still.html"
    path.write_text(str(draw(*SAMPLES["seed"](), "html")), encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    assert "Stuck inside" in page.locator("h1").inner_text() and page.locator(".stone").count() == 2
    page.close()
