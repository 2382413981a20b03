"""Countermodels and derivations as pictures, and the derivation graph that a page runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

import tower.gallery
from tower.diagnosis.check import check
from tower.diagnosis.report import Answer, Countermodel, Report, Step, World
from tower.draw.compose import compose
from tower.draw.derivations import OWN, Derivations, derivations
from tower.draw.frames import countermodel, derivation
from tower.draw.layout import placed
from tower.draw.page import embedded, page_data
from tower.draw.svg import write
from tower.draw.verdicts import STANDING, Footing
from tower.model.file import load
from tower.model.values import Requirement

from .samples import SAMPLES, seed
from .test_writers import check_svg

TODAY = date(2026, 11, 24)
GALLERY = sorted(Path(tower.gallery.__file__).parent.glob("*.yaml"))


def reached(found: Derivations, number: int, off: frozenset[int], *, exact: bool) -> bool:
    """Whether an answer is reached without some stones: rules applied until nothing changes."""
    goal = found.goals[number]
    graph = found.graphs[goal.graph]
    known = {fact for fact, stone in graph.leaves.items() if (goal.own if stone == OWN else stone) not in off}
    lines = [line for line in graph.lines if line.exact or not exact]
    while True:
        new = {line.head for line in lines if sum(fact in known for fact in line.body) >= line.need} - known
        if not new:
            return goal.fact in known
        known |= new


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name.partition(".")[0])
def test_the_graph_gives_the_verdicts_and_falls_with_the_minimal_sets(path: Path) -> None:
    """With all stones every verdict; without some, a claim holds iff a minimal set of it is left."""
    model = load(path).model
    report = check(model, today=TODAY)
    footing = Footing.of(model, report)
    found = derivations(report, footing)
    stones = range(1, len(footing.numbers) + 1)
    for number, goal in enumerate(found.goals):
        answer = report.answers[goal.answer]
        exact = answer.verdict != "SUPPORTED"
        assert reached(found, number, frozenset(), exact=exact)
        if answer.more:
            continue
        sets = [set(chosen) for chosen in footing.sets(answer)]
        for off in (frozenset(some) for size in (1, 2) for some in combinations(stones, size)):
            holds = reached(found, number, off, exact=exact)
            left = any(not chosen & off for chosen in sets)
            assert holds >= left, (answer.text, off)
            if holds > left:  # a stronger assumption than the minimal one is still there
                assert stands_without(report, answer, {r for r, n in footing.numbers.items() if n in off})


def stands_without(report: Report, answer: Answer, gone: set[object]) -> bool:
    """Whether a claim stands in the tower whose observers do not assume some things."""
    observers = tuple(
        replace(each, assumes=tuple(a for a in each.assumes if a.claim not in gone))
        for each in report.model.observers
    )
    asked = (Requirement(answer.claim, "SUPPORTED", observer=answer.asker),)
    model = replace(report.model, observers=observers, requires=asked)
    again = check(model, observer=report.observer, today=TODAY)
    return again.ask(answer.asker, answer.claim).verdict in STANDING


def test_a_page_knows_every_answer_and_nothing_else_executable() -> None:
    model, report = seed()
    picture = compose(model, report)
    data = page_data(model, report, picture, placed(picture), Footing.of(model, report))
    assert len(data["answers"]) == len(report.answers) and "</" not in embedded(data)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_hand_made_reports_fall_with_their_sets(sample) -> None:
    model, report = sample()
    footing = Footing.of(model, report)
    found = derivations(report, footing)
    for number, goal in enumerate(found.goals):
        answer = report.answers[goal.answer]
        for stone in range(1, len(footing.numbers) + 1):
            left = any(stone not in chosen for chosen in footing.sets(answer))
            exact = answer.verdict != "SUPPORTED"
            assert reached(found, number, frozenset({stone}), exact=exact) == left


def test_a_countermodel_is_drawn_with_all_its_worlds() -> None:
    worlds = (World(None, ("p", "<b>"), (1, 2)), World("PA", (), (2,)), World("PA", ("q",)))
    scene = countermodel(Countermodel(worlds, "p and <script> but not q"))
    check_svg(write(scene))
    assert list(scene.boxes) == ["0", "1", "2"]
    assert scene.boxes["0"].right < scene.boxes["1"].x < scene.boxes["2"].x
    texts = [shape.text for group in scene.groups for shape in group.shapes if hasattr(shape, "text")]
    assert "nothing is the case" in texts and "a world of PA" in texts


def test_loops_and_nonsense_do_not_stop_the_drawing() -> None:
    looped = Countermodel((World("a", (), (0, 1, 99)), World("b", (), (0,))), "")
    check_svg(write(countermodel(looped)))
    check_svg(write(countermodel(Countermodel((), "no world at all"))))
    check_svg(write(derivation(())))


def test_a_derivation_is_numbered_and_says_what_it_uses() -> None:
    steps = (Step("sound(v)", "assumption"), Step("accepted", "a check"), Step("P(x)", "by both", (0, 1)))
    scene = derivation(steps, "P(x)")
    check_svg(write(scene))
    assert [group.key for group in scene.groups if group.role == "wire uses"] == ["0 2", "1 2"]
    texts = [shape.text for group in scene.groups for shape in group.shapes if hasattr(shape, "text")]
    assert "3  P(x)" in texts


def test_every_countermodel_of_the_gallery_is_drawn() -> None:
    drawn = 0
    for path in GALLERY[:12]:
        report = check(load(path).model, today=TODAY)
        for answer in report.answers:
            found = report.why_not(answer.claim, answer.asker)
            if found is not None:
                check_svg(write(countermodel(found)))
                drawn += 1
    assert drawn > 0
