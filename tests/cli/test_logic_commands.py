"""The commands of the logic: prove, verify, fixpoint, worm, progression, equilibrium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tower.cli.main import main

LOEB = "[]([]p->p)->[]p"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of one command."""
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        ((LOEB,), 0, "theorem of GL"),
        (("[]p->p",), 1, "non-theorem of GL"),
        (("[]p->p", "--logic", "s"), 0, "theorem of S"),
        (("[]([]p->p)", "--logic", "s"), 1, "non-theorem of S"),
        (("[a]p->[b][a]p", "--logic", "lp"), 0, "theorem of L_P"),
    ],
)
def test_prove_and_verify(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], code: int, word: str
) -> None:
    """Every answer's certificate is accepted by the checker, and says the same."""
    file = tmp_path / "certificate.json"
    assert run(capsys, "prove", *arguments, "--certificate", str(file))[:2] == (code, word + "\n")
    checked = run(capsys, "verify", str(file))
    assert checked[0] == 0 and f": {word.split()[0]}" in checked[1]
    again = run(capsys, "prove", *arguments, "--certificate", str(file))
    assert again[0] == 2 and "there already" in again[2]


def test_a_forged_certificate_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    run(capsys, "prove", "[]p->p", "--certificate", str(file))
    data = json.loads(file.read_text())
    data["verdict"] = "theorem"
    file.write_text(json.dumps(data))
    code, out, err = run(capsys, "verify", str(file))
    assert (code, out) == (2, "") and err.startswith("tower: ")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("fixpoint", "~[]p"), "p <-> ~[]F"),
        (("fixpoint", "q & ~[]x", "--variable", "x"), "x <-> q & ~[]F"),
        (("worm", "1,0,1"), "w*2"),
        (("worm", "1", "0,1"), "neither implies the other"),
        (("worm", "1", "0,0"), "the first implies the second"),
        (("progression", "--levels", "2"), "limit"),
        (("progression", "--base", "PA", "--levels", "1"), "e0*2"),
    ],
)
def test_services(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: str) -> None:
    code, out, _ = run(capsys, *arguments)
    assert code == 0 and expected in out


def test_equilibrium(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "agents.txt"
    file.write_text("FB = []b\nDB = F\n")
    code, table, _ = run(capsys, "equilibrium", str(file))
    assert code == 0 and [line.split() for line in table.splitlines()] == [
        ["FB", "DB"], ["FB", "CC", "DD"], ["DB", "DD", "DD"],
    ]
    assert "FB against DB: DD" in run(capsys, "equilibrium", str(file), "FB", "DB")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("prove", "[1]p"), ("prove", "p q"), ("prove",), ("prove", "p", "--pattern", "nowhere.json"),
        ("verify", "nowhere.json"), ("fixpoint", "p"), ("fixpoint", "[1]p"), ("worm", "x"), ("worm", "-1"),
        ("progression", "--base", "ZFC"), ("progression", "--levels", "-1"), ("equilibrium", "nowhere.txt"),
        ("equilibrium", "nowhere.txt", "one"),
    ],
)
def test_bad_input_is_one_message(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "") and err and "Traceback" not in err


def test_a_derivation_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "prove", LOEB, "--proof")
    assert code == 0 and "by Löb □p" in out
    assert r"\begin{enumerate}" in run(capsys, "prove", LOEB, "--proof", "--latex")[1]
    assert run(capsys, "prove", LOEB, "--latex")[0] == 2
