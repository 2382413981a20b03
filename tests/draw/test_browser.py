"""The report in a browser: load, click, switch off, search, step, keyboard, hostile names, a large tower.

Needs Python's playwright and a Chromium (Debian package `chromium`, or CHROMIUM names one); without
them these tests are skipped.  `make test-browser` runs them.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tower.diagnosis.check import check
from tower.diagnosis.report import Answer, Break, Edge, Report
from tower.draw import draw
from tower.model.claims import Condition, Holds
from tower.model.file import load_text
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    Theory,
    Verifier,
    Waiver,
)

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
    model = load_text(SEED).model
    count = len(check(model, today=date(2026, 11, 24)).answers)
    assert f"{count} of {count} verdicts re-checked" in seed.locator("header").inner_text()
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


def test_every_break_has_a_page_with_its_explanation_and_repairs(seed: Any) -> None:
    seed.locator(".chip.error").first.click()
    seed.locator("#cards").wait_for(state="hidden")  # the page follows its address a moment later
    told = seed.locator("#panel").inner_text()
    assert seed.locator("#panel h2").inner_text() == "TWR104 LOEB_STUCK"
    for said in ("what it takes down", "what lifts it", "ladder", "what TWR104 means", "Löb applies"):
        assert said in told, said
    assert seed.locator(".tower-picture .found").count() == 2
    seed.locator("#panel a", has_text="next break").click()
    seed.locator("#panel h2", has_text="GAP").wait_for()
    seed.keyboard.press("Escape")
    seed.locator("#panel").wait_for(state="hidden")
    seed.wait_for_function("() => !location.hash")
    assert seed.locator("#panel").is_hidden() and seed.locator("#cards").is_visible()
    assert seed.locator(".tower-picture .found").count() == 0 and "#" not in seed.url
    assert seed.trouble == []


def test_a_link_to_a_break_opens_its_page(show: Any) -> None:
    model = load_text(SEED).model
    page = show(str(draw(model, check(model, today=date(2026, 11, 24)), "html")))
    page.goto(page.url + "#break-2")
    page.reload()
    assert "GAP" in page.locator("#panel h2").inner_text()
    assert page.evaluate("window.scrollY") == 0 and page.trouble == []


def test_the_tag_of_a_break_leads_to_its_page(seed: Any) -> None:
    seed.locator("g.g-break").focus()
    seed.keyboard.press("Enter")
    assert seed.locator("#panel h2").inner_text() == "TWR104 LOEB_STUCK"


def test_folding_hides_what_only_one_box_leads_to(seed: Any) -> None:
    seed.locator('g[data-key="node:system"]').focus()
    seed.keyboard.press("c")
    gone = {g.get_attribute("data-key") for g in seed.locator("g.folded[role=button]").all()}
    assert gone == {"node:child", "ghost:child", "run:Pmeta@system", "run:Pmeta@child"}
    assert seed.locator('g[data-key="node:system"] .badge').text_content() == "+4"
    assert all(seed.locator("g.g-break").nth(i).is_hidden() for i in range(seed.locator("g.g-break").count()))
    seed.locator("#unfold").click()
    assert seed.locator(".folded").count() == 0 and seed.locator(".badge").count() == 0
    seed.locator('g[data-key="node:system"]').click()
    seed.locator("#panel button.fold").click()
    assert seed.locator(".folded").count() > 0
    assert seed.trouble == []


def test_copies_are_what_the_writers_write(seed: Any) -> None:
    model = load_text(SEED).model
    report = check(model, today=date(2026, 11, 24))
    seed.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    for kind, fmt in (("gsn", "gsn.yaml"), ("markdown", "md"), ("mermaid", "mmd"), ("latex", "tex")):
        seed.locator("#copy").select_option(kind)
        seed.wait_for_function("window.copied !== undefined")
        assert seed.evaluate("window.copied") == draw(model, report, fmt), kind
        seed.evaluate("() => { delete window.copied; }")
    seed.locator("#copy").select_option("svg")
    seed.wait_for_function("window.copied !== undefined")
    assert seed.evaluate("window.copied").startswith("<svg")


def test_a_reader_of_the_screen_is_told_what_everything_is(seed: Any) -> None:
    """Every control has a name, every switch a state, every box its verdicts; the picture is one group."""
    nameless = seed.evaluate(
        "() => Array.from(document.querySelectorAll('button,input,select,a,[role=button],[role=link]'))"
        ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim())).length"
    )
    assert nameless == 0
    assert seed.locator("html").get_attribute("lang") == "en"
    assert seed.locator("figure").get_attribute("tabindex") == "0"
    label = seed.locator('g[data-key="node:system"]').get_attribute("aria-label")
    assert "GUARANTEED" in label and seed.locator("#headline").get_attribute("aria-live") == "polite"
    for stone in seed.locator(".stone").all():
        assert stone.get_attribute("role") == "switch" and stone.get_attribute("aria-checked") == "true"


def test_all_of_the_page_is_reached_by_tab(seed: Any) -> None:
    seen = set()
    for _ in range(60):
        seed.keyboard.press("Tab")
        seen.add(seed.evaluate("() => document.activeElement.id || document.activeElement.dataset.key"
                               " || document.activeElement.className || document.activeElement.tagName"))  # fmt: skip
    assert {"search", "step", "swap", "copy", "node:system", "run:Pmeta@child", "why", "stone"} <= seen


def test_the_picture_moves_by_keys_alone(seed: Any) -> None:
    svg = seed.locator("figure > svg")
    start = svg.get_attribute("viewBox")
    seed.locator("figure").focus()
    for key in ("ArrowLeft", "ArrowUp", "+"):
        before = svg.get_attribute("viewBox")
        seed.keyboard.press(key)
        assert svg.get_attribute("viewBox") != before
    seed.keyboard.press("0")
    back = [float(n) for n in svg.get_attribute("viewBox").split()]
    assert back == pytest.approx([float(n) for n in start.split()], abs=0.01)


def graphs(count: int) -> list[dict[str, Any]]:
    """Random derivation graphs, with repeated facts, empty bodies, circles, and stones taken away."""
    chance = random.Random(7)
    made = []
    for _ in range(count):
        facts = chance.randint(1, 9)
        lines = []
        for _ in range(chance.randint(0, 14)):
            body = [chance.randrange(facts) for _ in range(chance.randint(0, 4))]
            lines.append([chance.randrange(facts), body, chance.randint(0, len(body)), chance.random() < 0.7])
        leaves = [[fact, chance.randint(-1, 4)] for fact in range(facts) if chance.random() < 0.5]
        off = [stone for stone in range(1, 5) if chance.random() < 0.4]
        made.append({"lines": lines, "leaves": leaves, "off": off, "own": chance.randint(0, 4)})
    return made


def least(graph: dict[str, Any]) -> set[int]:
    """The least fixpoint by the definition: apply every rule until nothing is new."""
    stones = ((fact, graph["own"] if stone == -1 else stone) for fact, stone in graph["leaves"])
    known = {fact for fact, stone in stones if stone not in graph["off"]}
    while True:
        new = {head for head, body, need, _ in graph["lines"] if sum(f in known for f in body) >= need} - known
        if not new:
            return known
        known |= new


def test_the_script_runs_the_least_fixpoint_exactly(show: Any) -> None:
    page = show("<!DOCTYPE html><title>t</title>")
    page.add_script_tag(content=files("tower.draw").joinpath("fixpoint.js").read_text(encoding="utf-8"))
    some = graphs(600)
    found = page.evaluate(
        "(all) => all.map((g) => Array.from(fixpoint(g, g.own, new Set(g.off), () => true).entries()))", some
    )
    for graph, waves in zip(some, found, strict=True):
        assert {fact for fact, _ in waves} == least(graph)
        assert all(wave >= 0 for _, wave in waves)
    exact = page.evaluate(
        "(all) => all.map((g) => Array.from(fixpoint(g, g.own, new Set(g.off), (l) => l[3]).keys()))", some
    )
    for graph, facts in zip(some, exact, strict=True):
        assert set(facts) == least({**graph, "lines": [line for line in graph["lines"] if line[3]]})


ATTACK = "</script><img src=x onerror=alert(1)><svg onload=alert(2)>\"'`--><a href='javascript:alert(3)'>"


def hostile() -> Report:
    """A tower with markup in every field that people fill, and a report that repeats it."""
    names = {kind: f"{kind} {ATTACK}" for kind in ("base", "mesa", "spec", "item", "P", "when", "who")}
    root = Assumption(Condition(names["when"]), ATTACK, ATTACK, ATTACK)
    shared = ((ATTACK, ATTACK),)
    model = Model(
        ATTACK, ATTACK, (ATTACK,),
        theories=(Theory(f"T {ATTACK}", about=ATTACK),),
        properties=(Property(names["P"], about=ATTACK), Property(names["when"], about=ATTACK)),
        optimizers=(
            Optimizer(names["base"], objective=Objective("values", ATTACK), about=ATTACK),
            Optimizer(names["mesa"], (names["base"],), objective=Objective("loss", ATTACK), about=ATTACK,
                      theory=f"T {ATTACK}", enacts=((names["spec"], names["P"]),), lineage=shared),
        ),
        artifacts=(*(Artifact(name) for name in HOSTILE), Artifact(names["item"], about=ATTACK, lineage=shared)),
        verifiers=(Verifier(names["spec"], about=ATTACK, lineage=shared),),
        checks=(Check((names["spec"],), Holds(names["P"], names["mesa"]), "test", about=ATTACK),),
        observers=(Observer(names["who"], assumes=(root,)),),
    )  # fmt: skip
    claim = Holds(names["P"], names["mesa"])
    answers = (
        Answer(names["who"], claim, 0, "SUPPORTED", ((root.claim,),), conditions=(ATTACK,), note=ATTACK),
        Answer(names["base"], claim, 0, "NOT_DERIVABLE", note=ATTACK),
    )
    breaks = tuple(
        Break(code, (names["base"], names["mesa"]), (Edge("builds", names["base"], names["mesa"]),), ATTACK,
              (ATTACK,), ATTACK, ((names["who"], claim),), waived)
        for code, waived in (("TWR301", None), ("TWR201", Waiver("TWR201", (ATTACK,), ATTACK)))
    )  # fmt: skip
    return report(model, names["who"], answers, breaks)


def test_markup_in_every_field_executes_nothing(show: Any) -> None:
    found = hostile()
    page = show(str(draw(found.model, found, "html", bounds={found.answers[0].claim: ATTACK})))
    page.locator("#search").fill("alert")
    page.locator("#search").press("Enter")
    for index in range(page.locator('figure g[role="button"]').count()):
        page.locator('figure g[role="button"]').nth(index).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    for control in ("step", "swap", "focus"):
        page.locator(f"#{control}").click()
    for stone in page.locator(".stone").all():
        stone.click()
    page.locator(".chip").last.click()
    page.goto(page.url.partition("#")[0] + "#break-1")
    page.locator("#panel button.why").first.click()
    assert page.locator("img, iframe, object, embed, svg [onload], a[href^=javascript]").count() == 0
    assert page.locator("script").count() == 2 and page.trouble == []
    assert ATTACK in page.locator("body").inner_text()


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
    page.locator("#search").fill("agent 1234")
    hits = page.locator('figure g.found[role="button"]')
    assert hits.count() == 1
    hits.first.focus()
    page.keyboard.press("Enter")
    assert "agent 1234" in page.locator("#panel .members").inner_text()
    page.keyboard.press("Escape")
    page.locator("#search").fill("")
    page.locator(".stone").first.click()
    size = page.evaluate("() => document.documentElement.outerHTML.length")
    assert size < 6_000_000 and page.trouble == []


def test_without_script_the_page_still_tells(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "still.html"
    path.write_text(str(draw(*SAMPLES["seed"](), "html")), encoding="utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    assert "Stuck inside" in page.locator("h1").inner_text() and page.locator(".stone").count() == 2
    page.close()
