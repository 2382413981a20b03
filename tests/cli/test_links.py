"""`tower links`: the rows, the matrix of modes, as text and as plain data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tower.model.values import MODES

from .running import Runner

PROGRAMMERS, SYSTEM = "programmers -> learner", "reward_model -> system"


def test_the_matrix_at_the_prompt(run: Runner) -> None:
    done = run("links", "seed-value-learning", "--modes")
    assert done.code == 0
    assert all(len(line) <= 100 for line in done.out.splitlines())
    for mode in MODES:
        assert f"  {mode} " in done.out
    assert f"{PROGRAMMERS}: values cannot be called." in done.out
    assert f"{SYSTEM}: values" not in done.out
    cells = json.loads(run("links", "seed-value-learning", "--modes", "--format", "json").out)["cells"]
    assert len(cells) == 8
    assert all(cell["shows"] and cell["deployment"]["lost"] for cell in cells)
    assert run("links", "seed-value-learning", "--modes").out == done.out


def test_a_module_of_ones_own(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "t.tower.yaml").write_text("{tower: 1, name: t, optimizers: {lab: {}, ai: {built_by: lab}}}")
    (tmp_path / "runs.py").write_text(
        "import tower as tw\n\n@tw.mode('proxy', 'lab -> ai')\ndef half() -> tw.Link:\n"
        "    return tw.Link(systems=lambda: ['half'], training=lambda: [1], deployment=lambda: [1, 2],\n"
        "                   objective=lambda system, case: case - 1)\n"
    )
    done = run("links", str(tmp_path / "t.tower.yaml"), "--modes", "--with", str(tmp_path / "runs.py"))
    assert (done.code, "met 1 of 1, lost 1 of 2" in done.out) == (0, True)


def test_a_matrix_too_wide_for_the_page_is_a_list(run: Runner, tmp_path: Path) -> None:
    names = [f"a builder with a long name {number}" for number in range(3)]
    nodes = ", ".join(f"'{name}': {{}}, 'by {name}': {{built_by: ['{name}']}}" for name in names)
    (tmp_path / "t.tower.yaml").write_text("{tower: 1, name: t, optimizers: {" + nodes + "}, observers: {o: {}}}")
    played = "\n".join(
        f"@tw.mode('bugs', '\"{name}\" -> \"by {name}\"')\ndef run{number}() -> tw.Link:\n"
        "    return tw.Link(systems=lambda: [1], training=lambda: [1], deployment=lambda: [1, 2], objective=lambda s, c: c - s)\n"
        for number, name in enumerate(names)
    )
    (tmp_path / "runs.py").write_text(f"import tower as tw\n\n{played}")
    done = run("links", str(tmp_path / "t.tower.yaml"), "--modes", "--with", str(tmp_path / "runs.py"))
    assert done.code == 0, done.err
    assert "  MODE   LINK " in done.out
    assert " ".join(done.out.split()).count("met 1 of 1, lost 1 of 2") == 3
    assert all(len(line) <= 100 for line in done.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["seed", "--modes"], "no laboratory run is bound to 'seed'"),
        (["lab-proxy", "--modes"], "no laboratory run is bound"),
        (["seed", "--with", "x.py"], "--with without --modes"),
        (["seed-value-learning", "--modes", "--observer", "learner"], "--modes with --observer"),
        (["seed", "--modes", "--with", "nothing.py"], "there is no such file"),
    ],
)
def test_bad_input_is_said(run: Runner, arguments: list[str], said: str) -> None:
    done = run("links", *arguments)
    assert done.code == 2
    assert said in done.err


def test_links_as_plain_data(run: Runner) -> None:
    found = json.loads(run("links", "seed", "--format", "json").out)
    assert [(row["base"], row["callable"]) for row in found["links"]] == [("programmers", False), ("system", True)]
