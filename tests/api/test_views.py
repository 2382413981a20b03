"""Reports at a prompt and in a notebook; outer and inner; files that are written whole or not at all."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

import tower as tw
from tower.api.bundled import bundled, bundled_text
from tower.api.files import draw_report, write_whole
from tower.api.naming import inner_names
from tower.draw import formats
from tower.errors import InputError
from tower.model.values import Model, Optimizer

TODAY = date(2026, 11, 24)


def report(name: str = "seed"):
    return tw.from_gallery(name).check(today=TODAY)


def test_a_report_is_a_table_at_a_prompt() -> None:
    text = repr(report())
    assert text == str(report())
    assert "P(system)         GUARANTEED IF   gate(system) · sound(Pmeta)" in text
    assert "TWR104 LOEB_STUCK" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_report_is_a_picture_in_a_notebook() -> None:
    bundle = report()._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == repr(report())
    assert bundle["image/svg+xml"].startswith("<svg ")
    assert tw.from_gallery("seed")._repr_mimebundle_()["image/svg+xml"].startswith("<svg ")


def test_a_huge_tower_is_no_picture_in_a_notebook() -> None:
    t = tw.Tower("huge")
    for number in range(400):
        t.optimizer(f"x{number}")
    t.observer("o")
    assert list(t._repr_mimebundle_()) == ["text/plain"]


def test_a_guarantee_is_never_said_without_its_assumptions() -> None:
    for name in bundled():
        for line in repr(report(name)).splitlines():
            if "GUARANTEED" in line and "REQUIRED" not in line and "expects" not in line:
                assert "GUARANTEED IF" in line, line


def test_an_answer_has_its_evidence_at_hand() -> None:
    holds = report()["P(system)"]
    assert [step.text for step in holds.why()][-1] == "P(system)"
    assert holds.countermodel is None
    assert holds.escapes == ()
    assert holds.in_words() == "P(system), asked by programmers: GUARANTEED IF {gate(system), sound(Pmeta)}."
    assert report().why("P(system)") == holds.why()
    assert report().why_not("P(child)", "system") == report().may_accept("system", "P(child)").countermodel


def test_answers_are_values() -> None:
    one, other = report()["P(system)"], report()["P(system)"]
    assert one == other
    assert hash(one) == hash(other)
    assert report() == report()


@pytest.mark.parametrize("name", bundled())
def test_outer_is_inner(name: str) -> None:
    """Everyone renamed by their place: every verdict, every break, every number of sets stays."""
    tower = tw.from_gallery(name)
    if tower.model.infinite is not None and not tower.model.optimizers:
        return
    plain, inner = tower.check(today=TODAY), tower.as_inner().check(today=TODAY)
    shape = [sorted((a.word, len(a.assumptions), a.level, a.breaks) for a in r.answers) for r in (plain, inner)]
    assert shape[0] == shape[1]
    assert [each.code for each in plain.breaks] == [each.code for each in inner.breaks]
    names = {thing.name.partition(" ")[0] for thing in inner.model.optimizers}
    assert names <= {"base", "mesa-optimizer", "mesa-mesa-optimizer", "mesa-mesa-mesa-optimizer"}


def test_each_inner_link_tells_its_modes() -> None:
    inner = tw.from_gallery("untrusted-monitoring").as_inner().model
    assert inner.optimizer["mesa-optimizer"].about == "found by the base optimizer; inherits deceptive"
    written = Model("t", optimizers=(Optimizer("a"), Optimizer("b", ("a",), link="written", addresses=("bugs",))))
    told = tw.as_inner(written).optimizers[1].about
    assert told == "written by the base optimizer; every inherited mode is addressed"


def test_inner_names_are_distinct_and_avoid_others() -> None:
    things = tuple(Optimizer(f"x{n}", (f"x{n - 1}",) if n else ()) for n in range(7))
    names = inner_names(Model("t", optimizers=(*things, Optimizer("y"), Optimizer("z", ("y",)))))
    assert len(set(names.values())) == len(names)
    t = tw.Tower("t")
    t.optimizer("lab")
    t.verifier("base optimizer")
    assert t.as_inner().model.optimizers[0].name == "base optimizer'"


# files


@pytest.mark.parametrize("ending", [each for each in formats() if each not in ("png", "pdf")])
def test_a_picture_is_drawn_twice_into_the_same_file(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"seed.{ending}"
    assert draw_report(report(), target) == target
    first = target.read_bytes()
    draw_report(report(), target)
    assert target.read_bytes() == first
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("name", ["x.tower.yaml", "x.yaml", "x.json", "x", "x.docx", ".svg", ""])
def test_what_is_no_picture_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        draw_report(report(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [bundled_text("seed"), "{tower: 1, name: x}", ' {"tower": 1}', "# mine\ntower: 1\n"])
@pytest.mark.parametrize("name", ["seed.svg", "seed.gsn.yaml"])
def test_a_tower_file_is_never_replaced(there: str, name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    target.write_text(there)
    for force in (False, True):
        with pytest.raises(InputError, match="is a tower file"):
            draw_report(report(), target, force=force)
    assert target.read_text() == there


@pytest.mark.parametrize("there", ["my notes", "<svg>not ours</svg>", "<?xml version='1.0'?>"])
def test_somebody_elses_file_is_left_alone(there: str, tmp_path: Path) -> None:
    target = tmp_path / "seed.svg"
    target.write_text(there)
    with pytest.raises(InputError, match="no picture of this kind"):
        draw_report(report(), target)
    assert target.read_text() == there
    draw_report(report(), target, force=True)
    assert target.read_text().startswith("<svg ")


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    os.mkfifo(tmp_path / "pipe.svg")
    for name in ("folder.svg", "pipe.svg"):
        with pytest.raises(InputError, match="no regular file"):
            draw_report(report(), tmp_path / name, force=True)
    with pytest.raises(InputError, match="cannot be written"):
        draw_report(report(), tmp_path / "nowhere" / "x.svg")
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "a\0b.svg", b"")


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "seed.svg"
    draw_report(report(), target)
    first = target.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left"):
        draw_report(report("x509-root"), target)
    assert target.read_bytes() == first
    assert [each.name for each in tmp_path.iterdir()] == ["seed.svg"]


def test_saving_and_loading(tmp_path: Path) -> None:
    tower = tw.from_gallery("seed")
    path = tw.save(tower, tmp_path / "x.tower.yaml")
    assert tw.load(path).model == tower.model
    with pytest.raises(InputError, match="exists already"):
        tw.save(tower.model, path)
    tw.save(tower, path, overwrite=True)
    assert tw.check(tw.load(path), today=TODAY, observer="system")["P(system)"].asker == "system"
