"""`tower why --certificate` writes what `tower verify` accepts, and nothing where nothing shows the verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import Runner

SAYS = {
    ("seed-enacted", "P(system)"): "GUARANTEED if gate(system), sound(Pmeta): P(system), asked by programmers",
    ("seed-enacted", "P(child)", "--asker", "system"): "NOT_DERIVABLE: P(child), asked by system",
    ("seed-self-trust", "P(grandchild)", "--asker", "child"): "VACUOUS: P(grandchild), asked by child",
    ("hol-own-consistency", "consistent(HOL)"): "COLLAPSED: consistent(HOL)",
    ("weak-to-strong", "correct(strong)"): "SUPPORTED if sound(held_out_truth): correct(strong)",
}


@pytest.mark.parametrize("words", SAYS, ids=lambda words: f"{words[0]}-{words[1]}")
def test_written_and_verified(run: Runner, words: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    done = run("why", *words, "--certificate", str(file))
    assert done.code == 0 and str(file) in done.out
    shown = run("verify", str(file))
    assert shown.code == 0 and SAYS[words] in shown.out


def test_nothing_is_written_over_and_nothing_where_there_is_no_evidence(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    done = run("why", "trusting-trust", "faithful(A)", "--certificate", str(file))
    assert done.code == 2 and "no certificate" in done.err and not file.exists()
    file.write_text("mine")
    assert run("why", "seed-enacted", "P(system)", "--certificate", str(file)).code == 2
    assert file.read_text() == "mine"


def test_a_forged_verdict_is_refused(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    run("why", "seed-enacted", "P(system)", "--certificate", str(file))
    data = json.loads(file.read_text())
    file.write_text(json.dumps({**data, "assumptions": data["assumptions"][:1]}))
    done = run("verify", str(file))
    assert done.code == 2 and "does not follow" in done.err
