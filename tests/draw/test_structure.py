"""What a reader of any picture may rely on: nothing overlaps, nothing is lost, height is trust."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from tower.diagnosis.report import Answer
from tower.draw.compose import compose
from tower.draw.layout import layout
from tower.draw.ordering import crossings
from tower.draw.plan import Plan, plan
from tower.draw.routes import wires
from tower.draw.scene import Frame, Group, Outline, Scene, Stroke, Text
from tower.model.claims import Condition, Holds, Sound
from tower.model.values import Artifact, Check, Infinite, Model, Optimizer, Property, Verifier

from .samples import SAMPLES, Sample, family, report, towers

SLACK = 0.6  # coordinates are rounded


def grown(frame: Frame, by: float) -> Frame:
    return Frame(frame.x - by, frame.y - by, frame.width + 2 * by, frame.height + 2 * by)


def check_structure(scene: Scene) -> None:
    canvas = Frame(0, 0, scene.width, scene.height)
    boxes = list(scene.boxes.items())
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not grown(first, -SLACK).meets(grown(second, -SLACK)), (one, other)
    for group in scene.groups:
        for shape in group.shapes:
            check_inside(shape, canvas, group)
            if isinstance(shape, Text):
                check_text(shape, group, scene)
    check_texts_apart(scene)
    check_wires(scene)
    check_heights(scene)
    shown = {mark.number for mark in scene.picture.marks}
    assert shown == set(range(len(shown)))


def check_inside(shape: Text | Outline | Stroke, canvas: Frame, group: Group) -> None:
    if isinstance(shape, Stroke):
        assert all(Frame(x, y, 0, 0).inside(grown(canvas, SLACK)) for x, y in shape.points), group.key
    else:
        assert shape.frame.inside(grown(canvas, SLACK)), (group.key, shape)


def check_text(text: Text, group: Group, scene: Scene) -> None:
    """A text of a box stays in it; any other stays out of every box."""
    own = scene.boxes.get(group.key)
    if own is not None:
        assert text.frame.inside(grown(own, 12)), (group.key, text)
        assert text.frame.x >= own.x - SLACK and text.frame.right <= own.right + SLACK
        return
    for key, box in scene.boxes.items():
        assert not grown(text.frame, -SLACK).meets(box), (group.key, text.text, key)


def check_texts_apart(scene: Scene) -> None:
    texts = [
        (group.key, shape) for group in scene.groups for shape in group.shapes if isinstance(shape, Text)
    ]
    for (one, first), (other, second) in combinations(texts, 2):
        assert not grown(first.frame, -1.6).meets(grown(second.frame, -1.6)), (
            one,
            first.text,
            other,
            second.text,
        )


def check_wires(scene: Scene) -> None:
    """Every wire touches both of its ends, and no upright part of it runs through a box."""
    for group in scene.groups:
        if not group.role.startswith("wire"):
            continue
        strokes = [shape for shape in group.shapes if isinstance(shape, Stroke)]
        ends = [
            strokes[0].points[0],
            *(p for stroke in strokes for p in (stroke.points[0], stroke.points[-1])),
        ]
        wire = next(w for w in scene.picture.wires if f"{w.source} {w.target}" == group.key)
        for key in (wire.source, wire.target):
            box = grown(scene.boxes[key], 4 + SLACK)
            assert any(Frame(x, y, 0, 0).inside(box) for x, y in ends), (group.key, key, box, ends)
        for stroke in strokes:
            check_clear(stroke, {wire.source, wire.target}, scene)


def check_clear(stroke: Stroke, ends: set[str], scene: Scene) -> None:
    for index, ((x0, y0), (x1, y1)) in enumerate(zip(stroke.points, stroke.points[1:], strict=False)):
        area = Frame(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        for key, box in scene.boxes.items():
            if key not in ends:
                assert not area.meets(grown(box, -SLACK)), (ends, key, index)


def check_heights(scene: Scene) -> None:
    """Nobody hangs below what they check, or beside it unless they are on a cycle."""
    checks = [wire for wire in scene.picture.wires if wire.kind in ("checks", "enacts")]
    for wire in checks:
        upper, lower = scene.rows[wire.source], scene.rows[wire.target]
        assert upper > lower or on_cycle(wire.source, wire.target, checks), wire


def on_cycle(source: str, target: str, checks: list) -> bool:
    reached, waiting = set(), [target]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [wire.target for wire in checks if wire.source == key]
    return source in reached


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_well_drawn(name: str) -> None:
    check_structure(layout(*SAMPLES[name]()))


@settings(max_examples=25, deadline=None)
@given(towers())
def test_any_tower_is_well_drawn(sample: Sample) -> None:
    check_structure(layout(*sample))


def test_every_break_has_exactly_one_tag() -> None:
    scene = layout(*SAMPLES["seed"]())
    tags = [mark for place in (*scene.picture.nodes, *scene.picture.wires) for mark in place.marks]
    assert sorted(mark.number for mark in tags) == [0, 1, 2, 3]


def test_the_loebian_obstacle_is_the_only_wire_that_does_not_go_down() -> None:
    scene = layout(*SAMPLES["seed"]())
    level = [
        w
        for w in scene.picture.wires
        if w.kind != "builds" and scene.rows[w.source] <= scene.rows[w.target]
    ]
    assert [(wire.kind, wire.source, wire.target) for wire in level] == [
        ("break", "run:Pmeta@system", "run:Pmeta@child")
    ]


def test_a_gap_is_a_gap_in_the_arrow() -> None:
    """Empty where the builder's objective is no function, around ƒ where it is one."""
    scene = layout(*SAMPLES["seed"]())
    gaps = {wire.target: wire.gap for wire in scene.picture.wires if wire.kind == "builds"}
    assert gaps == {"node:system": "empty", "node:child": "function", "ghost:child": ""}
    groups = {group.key: group for group in scene.groups}
    lines = [
        s
        for s in groups["node:programmers node:system"].shapes
        if isinstance(s, Stroke) and s.line == "thick"
    ]
    (before, after) = (
        sorted(stroke.points[0][0] for stroke in lines),
        sorted(s.points[-1][0] for s in lines),
    )
    assert before[1] > after[0] + 10


def test_the_legend_shows_only_what_occurs() -> None:
    def words(name: str) -> set[str]:
        legend = next(group for group in layout(*SAMPLES[name]()).groups if group.role == "legend")
        return {shape.text for shape in legend.shapes if isinstance(shape, Text)}

    assert "shared cause" in words("monitors") and "shared cause" not in words("seed")
    assert "trusts (downwards)" in words("seed") and "trusts (downwards)" not in words("monitors")
    assert words("empty") == set()


def test_a_thousand_nodes_are_condensed_around_the_breaks() -> None:
    model, told = family(500)
    scene = layout(model, told)
    assert len(scene.picture.nodes) < 260
    for found in told.breaks:
        assert all(f"node:{name}" in scene.boxes for name in found.nodes)
    green = [node for node in scene.picture.nodes if any(pill.tone == "good" for pill in node.pills)]
    assert all(pill.word == "GUARANTEED" for node in green for pill in node.pills)


def test_wires_lie_under_boxes_and_breaks_above_other_wires() -> None:
    scene = layout(*SAMPLES["seed"]())
    roles = [group.role.split()[0] for group in scene.groups]
    assert max(i for i, role in enumerate(roles) if role == "wire") < roles.index("node")
    keys = [group.key for group in scene.groups if group.role.startswith("wire")]
    assert keys[-1] == "run:Pmeta@system run:Pmeta@child"


def test_a_claim_on_thousands_of_assumptions_keeps_its_ground_short() -> None:
    model = Model("many", artifacts=(Artifact("x"),), properties=(Property("P"),))
    roots = tuple(Condition(f"c{index}") for index in range(3000))
    answer = Answer("o", Holds("P", "x"), 0, "SUPPORTED", (roots,))
    scene = layout(model, report(model, "o", (answer,)))
    assert scene.height < 4000
    left = 3000 - len(scene.picture.stones) + 1
    assert scene.picture.stones[-1].words == f"and {left} more, numbered 40 to 3000"


def test_builders_on_a_cycle_are_drawn() -> None:
    optimizers = (Optimizer("a", ("b",)), Optimizer("b", ("a",)), Optimizer("s", ("s",)))
    model = Model("c", optimizers=optimizers)
    check_structure(layout(model, report(model, "o", ())))


def crossed(drawn: Plan) -> int:
    """How many pairs of wires cross between two rows as they are painted, by the places of their bends."""
    pieces: dict[int, list[tuple[float, float]]] = {}
    lines = {group.key: group for group in wires(drawn)}
    for index, chain in drawn.chains.items():
        wire = drawn.picture.wires[index]
        strokes = [s for s in lines[f"{wire.source} {wire.target}"].shapes if isinstance(s, Stroke)]
        points = [p for stroke in strokes for p in stroke.points]
        points.sort(key=lambda point: point[1])
        top = drawn.rows.height[chain.upper]
        for step in range(len(chain.nodes) - 1):
            row = top - step
            leaves = max((p for p in points if p[1] <= drawn.bands[row].bottom + 1), key=lambda p: p[1])
            lands = min((p for p in points if p[1] >= drawn.bands[row - 1].y - 43), key=lambda p: p[1])
            pieces.setdefault(row, []).append((leaves[0], lands[0]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for ends in pieces.values()
        for one, other in combinations(ends, 2)
    )


@settings(max_examples=25, deadline=None)
@given(towers())
def test_no_more_wires_cross_than_the_order_of_the_rows_makes_cross(sample: Sample) -> None:
    drawn = plan(compose(*sample))
    if len({(w.source, w.target) for w in drawn.picture.wires}) < len(drawn.picture.wires):
        return  # two wires with the same ends have one key
    down: dict[str, list[str]] = {}
    for chain in drawn.chains.values():
        for upper, lower in pairwise(chain.nodes):
            down.setdefault(upper, []).append(lower)
    assert crossed(drawn) <= crossings(drawn.order, down)


@settings(max_examples=25, deadline=None)
@given(towers())
def test_no_wire_arrives_under_a_tab_or_a_badge(sample: Sample) -> None:
    scene = layout(*sample)
    for group in scene.groups:
        for stroke in group.shapes if group.role.startswith("wire") else ():
            if not (isinstance(stroke, Stroke) and stroke.head):
                continue
            x, y = stroke.points[-1]
            for other in scene.groups:
                tabs = [s.frame for s in other.shapes if isinstance(s, Outline) and s.style.startswith("cause")]
                assert not any(tab.x - 3 < x < tab.right + 3 and tab.y < y < tab.bottom for tab in tabs)


def test_rows_of_one_theory_share_a_band() -> None:
    """A theory that vouches for itself is seen at one altitude, whoever speaks in it."""
    names = ("a", "b")
    model = Model(
        "t",
        verifiers=tuple(Verifier(name, "PA") for name in names),
        checks=(Check(("a",), Sound("b"), "proof"),),
    )
    bands = [group.title for group in layout(model, report(model, "o", ())).groups if group.role == "band"]
    assert bands == ["PA"]


def test_an_infinite_tower_is_drawn_level_by_level_and_rises_only_where_it_is_folded() -> None:
    for folded in (False, True):
        model = Model("t", infinite=Infinite("P", strength=0, folded=folded))
        scene = layout(model, report(model, "o", ()))
        rising = [w for w in scene.picture.wires if scene.rows[w.source] < scene.rows[w.target]]
        assert [node.name for node in scene.picture.nodes] == ["T_0", "T_1", "T_2", "…"]
        assert bool(rising) == folded and all(wire.urgency == "error" for wire in rising)
        check_structure(scene)


def test_a_cause_in_one_row_is_joined_over_the_row() -> None:
    apart = 0
    scene = layout(*SAMPLES["monitors"]())
    causes = {group.key: group for group in scene.groups if group.role == "cause"}
    letters = {cause.letter: cause for cause in scene.picture.causes}
    for letter, cause in letters.items():
        strokes = [s for s in causes[f"cause {letter}"].shapes if isinstance(s, Stroke)]
        one_row = len({scene.rows[key] for key in cause.members}) == 1
        assert len(strokes) == (1 + len(cause.members) if one_row else 1)
        apart += not one_row
    assert apart
