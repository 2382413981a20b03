"""The demo page: a golden text, every verdict word of which is computed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tower.cli.demo import Demo

from .running import TODAY, Runner

GOLDEN = Path(__file__).parent / "demo.txt"
DAY = date(2026, 11, 24)


def test_the_page_is_the_golden_one(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("demo", *TODAY)
    assert (done.code, done.err) == (0, "")
    assert done.out == GOLDEN.read_text(encoding="utf-8")
    assert {each.name for each in tmp_path.iterdir()} == {"seed.svg", "seed.html"}
    assert run("demo", *TODAY).out == done.out


def test_the_page_fits(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 65
    assert max(map(len, lines)) <= 100
    assert not set("□◇⊢⊬∧∨¬") & set("".join(lines))


def test_formulas_only_when_asked(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "[asker]" in run("demo", "--formulas", *TODAY).out


def test_somebody_elses_files_are_left_alone(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seed.svg").write_text("<svg>mine</svg>")
    done = run("demo", *TODAY)
    assert done.code == 0
    assert (tmp_path / "seed.svg").read_text() == "<svg>mine</svg>"
    assert "Not written: 'seed.svg' is there already" in done.out
    assert "Wrote  seed.html" in done.out


def test_the_words_follow_the_tower() -> None:
    """Without the gate the page says something else: nothing on it is written by hand."""
    demo = Demo(DAY)
    lost = demo.report("seed-no-gate")
    changed = replace(demo)
    changed.__dict__["seed"] = lost
    with pytest.raises(IndexError):  # there is no assumption set to tell
        list(changed.lines())
    barren = replace(demo)
    barren.__dict__["seed"] = demo.report("seed-barren")
    text = "\n".join(barren.lines())
    assert "NO   TWR104" not in text
    assert text.count("GUARANTEED IF") > "\n".join(demo.lines()).count("GUARANTEED IF")


def test_every_verdict_word_is_one_of_a_report() -> None:
    words = set(re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b", GOLDEN.read_text(encoding="utf-8")))
    assert words <= {"GUARANTEED", "IF", "NO", "VACUOUS", "COLLAPSED", "GAP", "AI", "PA", "TWR104"}


def test_open_shows_the_report(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    run("demo", "--open", *TODAY)
    assert opened == [(tmp_path / "seed.html").resolve().as_uri()]
