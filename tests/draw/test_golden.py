"""The pictures of the gallery, byte for byte, and their structure (see `golden.py` for making them)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tower.diagnosis.check import check
from tower.draw.compose import compose
from tower.draw.layout import layout
from tower.draw.ordering import crossings
from tower.draw.plan import plan
from tower.model.file import load

from .golden import GALLERY, GOLDEN, TODAY, kinds, pictures
from .test_structure import check_structure
from .test_writers import CHECKS

IDS = [path.name.removesuffix(".tower.yaml") for path in GALLERY]


@pytest.mark.parametrize("path", GALLERY, ids=IDS)
def test_gallery_pictures_are_golden(path: Path) -> None:
    for name, text in pictures(path).items():
        golden = GOLDEN / name
        assert golden.exists(), f"{name} is missing: python -m tests.draw.golden, then look at it"
        assert text == golden.read_text(encoding="utf-8"), f"{name} changed: see tests/draw/golden.py"
        kind = name.rpartition(".")[2]
        if kind in CHECKS:
            CHECKS[kind](text)


@pytest.mark.parametrize("path", GALLERY, ids=IDS)
def test_gallery_pictures_are_well_drawn(path: Path) -> None:
    model = load(path).model
    report = check(model, today=TODAY)
    scene = layout(model, report)
    check_structure(scene)
    tags = [mark for place in (*scene.picture.nodes, *scene.picture.wires) for mark in place.marks]
    assert sorted(mark.number for mark in (*tags, *scene.picture.loose)) == [*range(len(report.breaks))]


@pytest.mark.parametrize("path", GALLERY, ids=IDS)
def test_gallery_wires_hardly_cross(path: Path) -> None:
    """Two crossings at most in every bundled tower."""
    model = load(path).model
    drawn = plan(compose(model, check(model, today=TODAY)))
    down: dict[str, list[str]] = {}
    for chain in drawn.chains.values():
        for upper, lower in zip(chain.nodes, chain.nodes[1:], strict=False):
            down.setdefault(upper, []).append(lower)
    assert crossings(drawn.order, down) <= 2


def test_no_golden_picture_is_left_over() -> None:
    wanted = {f"{name}.{kind}" for name in IDS for kind in kinds(name)}
    assert {path.name for path in GOLDEN.iterdir()} == wanted
