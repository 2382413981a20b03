"""Endless towers at the prompt: the numbers of an `infinite:` schema in every form, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import Runner

ENDLESS = """\
tower: 1
name: endless
properties: {never_harms: {class: safety}}
optimizers: {designers: {objective: {loss: harm done}}}
infinite: {claim: never_harms, strength: 0, folded: false, base: EA, base_included: true,
           verified_in_base: false, error: 1/100, ratio: r}
"""


def test_a_file_says_it_in_every_form(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "endless.tower.yaml"
    file.write_text(ENDLESS.replace("ratio: r", "ratio: 1/2"))
    done = run("risk", str(file), "--today", "2026-01-01")
    assert done.code == 0 and "In the limit of endless levels" in done.out and "0.02" in done.out
    data = json.loads(run("risk", str(file), "--today", "2026-01-01", "--format", "json").out)
    assert [each["limit"]["bounds"][0]["high"] for each in data["claims"]] == ["1/50", "1/50"]
    tex = run("risk", str(file), "--today", "2026-01-01", "--format", "latex", "--symbolic").out
    assert r"\begin{tabular}" in tex and r"\[ \frac{1}{50} \]" in tex
    checked = run("check", str(file), "--today", "2026-01-01")
    assert checked.code == 0 and "0.02" in checked.out
    file.write_text(ENDLESS)
    swept = run(
        "risk", str(file), "never_harms", "--today", "2026-01-01", "--sweep", "r", "--to", "1/2", "--steps", "2"
    )
    assert swept.code == 0 and "0.02" in swept.out.splitlines()[-1]


def test_a_tower_without_numbers_says_so(run: Runner) -> None:
    done = run("risk", "waterfall", "--today", "2026-01-01")
    assert "neither `error` nor `unsound`" in done.out
    assert "whatever the errors are" in run("risk", "procrastination", "--today", "2026-01-01").out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("error: 1.5", "no probability"), ("error: -1", "no probability"), ("error: .nan", "number"),
        ("error: [0.3, 0.1]", "low"), ("ratio: 1/2", "ratio without error"),
        ("power: 2", "power without error"), ("error: 0.1, ratio: 2", "no probability"),
        ("error: 0.1, power: 0", "0"), ("error: 0.1, power: 100", "99"),
        ("error: 0.1, ratio: 0.5, power: 2", "ratio beside power"),
        ("error: 0.1, unsound: 0.1, false_accept: 0.1", "error beside unsound"),
        ("unsound: 0.1", "unsound without false_accept"),
        ("false_reject: 0.1", "false_reject without unsound"), ("errors: 0.1", "unknown key"),
    ],
)  # fmt: skip
def test_bad_numbers_of_a_schema_are_refused(run: Runner, tmp_path: Path, wrong: str, said: str) -> None:
    file = tmp_path / "bad.tower.yaml"
    file.write_text(ENDLESS.replace("error: 1/100, ratio: r", wrong))
    done = run("risk", str(file), "--today", "2026-01-01")
    assert (done.code, done.out) == (2, "") and said in done.err and str(file) in done.err
