"""`tower test`: what it finds, what it keeps, how it ends, and that nothing bad gets past it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from .running import ROOT, TODAY, Done, Runner, own_process

TOWER = """\
tower: 1
name: lab
properties:
  safe: {class: safety, testable: true}
optimizers:
  lab: {objective: {values: useful work}}
  training: {built_by: lab, objective: {loss: reward}}
  policy: {built_by: training, objective: mesa}
verifiers:
  audit: a person
checks:
  - {by: audit, claim: safe(policy)}
observers:
  lab:
    assumes: [sound(audit), aligned(training -> policy), robust(training -> policy)]
"""
PARTS = """\
from typing import NamedTuple
import tower as tw

class Policy(NamedTuple):
    goal: str

@tw.search("training -> policy", seeds=6)
def train(seed):
    return Policy("corner" if seed == BAD else "coin")

@tw.predicate("safe")
def safe(policy):
    return policy.goal == "coin"

@tw.accepts("audit")
def audit(policy):
    return True

@tw.training("training -> policy")
def levels():
    return ["coin in corner"]

@tw.deployment("training -> policy")
def anywhere():
    return ["coin in corner", "coin elsewhere"]

@tw.objective("training -> policy")
def loss(policy, level):
    return float(level == "coin elsewhere" and policy.goal == "corner")
"""
BAD, GOOD = f"BAD = 4\n{PARTS}", f"BAD = None\n{PARTS}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "lab.tower.yaml").write_text(TOWER)
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "good.py").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_refuted_assumption_is_found_kept_and_takes_its_guarantee_down(run: Runner, folder: Path) -> None:
    assert "SUPPORTED" in run("check", "lab.tower.yaml", *TODAY).out
    done = run("test", "lab.tower.yaml", "--with", "bad.py", *TODAY)
    assert (done.code, done.err) == (1, "")
    assert "Policy(goal='corner') is accepted by audit and lacks safe" in done.out
    assert "in training it met its objective on every case, 1 of 1" in done.out
    assert "with it falls:" in done.out and "Wrote  lab.evidence.json" in done.out
    after = run("check", "lab.tower.yaml", *TODAY)
    assert after.code == 1 and "TWR403 REFUTED" in after.out and "UNSUPPORTED" in after.out
    assert "TWR401" not in after.out  # what is refuted is not what nobody assumed
    assert "refuted, owner lab" in run("assumptions", "lab.tower.yaml", *TODAY).out


def test_good_parts_end_with_0_and_lift_untested(run: Runner, folder: Path) -> None:
    assert "TWR402 UNTESTED" in run("check", "lab.tower.yaml", *TODAY).out
    done = run("test", "lab.tower.yaml", "--with", "good.py", *TODAY)
    assert (done.code, done.err) == (0, "") and "3 tested." in done.out
    assert "verified" not in done.out.lower()
    assert "TWR402" not in run("check", "lab.tower.yaml", *TODAY).out
    (folder / "good.py").write_text(GOOD + "# changed\n")
    assert "its evidence is stale" in run("check", "lab.tower.yaml", *TODAY).out


def test_mended_code_lifts_the_refutation(run: Runner, folder: Path) -> None:
    (folder / "parts.py").write_text(BAD)
    assert run("test", "lab.tower.yaml", "--with", "parts.py", *TODAY).code == 1
    (folder / "parts.py").write_text(GOOD)
    assert run("test", "lab.tower.yaml", "--with", "parts.py", *TODAY).code == 0
    assert "TWR403" not in run("check", "lab.tower.yaml", *TODAY).out


def test_the_same_command_prints_and_writes_the_same_bytes(run: Runner, folder: Path) -> None:
    def once() -> tuple[Done, str]:
        done = run("test", "lab.tower.yaml", "--with", "bad.py", "--seed", "7", *TODAY)
        return done, (folder / "lab.evidence.json").read_text()

    assert once() == once()


def test_json_says_the_same(run: Runner, folder: Path) -> None:
    done = run("test", "lab.tower.yaml", "--with", "bad.py", "--format", "json", "--no-write", *TODAY)
    found = json.loads(done.out)
    assert done.code == 1 and found["evidence"] is None and not (folder / "lab.evidence.json").exists()
    by_claim = {each["claim"]: each for each in found["findings"]}
    assert by_claim["sound(audit)"]["status"] == "refuted"
    assert by_claim["aligned(training -> policy)"]["status"] == "tested"
    assert float(by_claim["aligned(training -> policy)"]["bound"]) > 0
    assert {each["kind"] for each in found["breaks"]} == {"REFUTED"}


def test_a_link_is_tested_in_training_and_in_deployment(run: Runner, folder: Path) -> None:
    done = run("test", "lab.tower.yaml", "--with", "bad.py", "--link", "training -> policy", *TODAY)
    assert done.code == 1 and "1 refuted, 1 tested." in done.out
    assert "Policy(goal='corner') on 'coin elsewhere' (deployment): loss 1, above 0" in done.out


def test_values_are_not_a_function(run: Runner, folder: Path) -> None:
    done = run("test", "lab.tower.yaml", "--with", "good.py", "--link", "lab -> training", *TODAY)
    assert done.code == 1 and "nothing to run: not a function   TWR302 NOT_A_FUNCTION" in done.out
    assert all(f"  {number}  {word}" in done.out for number, word in ((1, "assume"), (2, "elicit"), (3, "move")))
    assert not (folder / "lab.evidence.json").exists()
    bundled = run("test", "seed", "--link", "programmers -> system", *TODAY)
    assert bundled.code == 1 and "not a function" in bundled.out


def test_without_code_there_is_nothing_to_run(run: Runner, folder: Path) -> None:
    done = run("test", "lab.tower.yaml", *TODAY)
    assert done.code == 1 and done.out.count("nothing to run:") == 3 and "Wrote" not in done.out


def test_a_tower_that_assumes_nothing_has_nothing_to_run(run: Runner, folder: Path) -> None:
    (folder / "empty.tower.yaml").write_text("{tower: 1, name: empty, optimizers: {lab: {}}}\n")
    done = run("test", "empty.tower.yaml", *TODAY)
    assert done.code == 1 and "Nothing to run: nothing is assumed." in done.out


def test_one_claim_is_tested_by_name(run: Runner, folder: Path) -> None:
    done = run("test", "lab.tower.yaml", "sound(audit, safe(policy))", "--with", "bad.py", *TODAY)
    assert done.code == 1 and "1 assumption" in done.out
    after = run("check", "lab.tower.yaml", *TODAY)
    assert "sound(audit) is assumed but has a counterexample" in after.out


TROUBLES = {
    "Error": "raise ValueError('boom')",
    "Timeout": "while True: pass",
    "Prints": "print('here')",
    "Mutates": "policy.append(1)",
    "Flaky": "import itertools; COUNT = globals().setdefault('C', itertools.count()); return next(COUNT) % 2 == 0",
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_code_that_cannot_be_relied_on_is_named_and_the_run_goes_on(run: Runner, folder: Path, kind: str) -> None:
    body = PARTS.replace('return Policy("corner" if seed == BAD else "coin")', "return [seed]")
    body = body.replace('    return policy.goal == "coin"', f"    {TROUBLES[kind]}\n    return True")
    (folder / "parts.py").write_text(body.replace('policy.goal == "corner"', "False"))
    done = run("test", "lab.tower.yaml", "--with", "parts.py", "--timeout", "0.3", *TODAY)
    assert (done.code, done.err) == (1, "")
    assert f"     {kind}: the predicate of safe" in done.out and "on [" in done.out
    assert "1 untested, 2 tested." in done.out
    assert "sound(audit)" not in (folder / "lab.evidence.json").read_text()


MODULES = {
    "a syntax error": ("def (:\n", "broken.py:1:5: the module cannot be read"),
    "an error": ("x = 1\nx.y\n", "broken.py:2: the module raised AttributeError"),
    "an exit": ("import sys\nsys.exit(0)\n", "broken.py:2: the module raised SystemExit"),
    "no parts": ("x = 1\n", "binds nothing"),
    "no place": ("import tower as tw\n@tw.predicate('saef')\ndef f(x): return True\n", "did you mean safe"),
    "nulls": ("\0", "broken.py"),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_cannot_be_used_is_bad_input(run: Runner, folder: Path, name: str) -> None:
    text, says = MODULES[name]
    (folder / "broken.py").write_text(text)
    done = run("test", "lab.tower.yaml", "--with", "broken.py")
    assert (done.code, done.out) == (2, "") and says in done.err


WORDS = [
    (("--with", "nowhere.py"), "there is no such file"),
    (("--with", "lab.tower.yaml"), "no Python module"),
    (("--with", "."), "there is no such file"),
    (("--link", "training -> polcy"), "did you mean training -> policy"),
    (("--link", "training"), "is no link"),
    (("sound(nobody)",), "nobody"),
    (("sound(",), "column"),
    (("--examples", "0"), "0 examples"),
    (("--timeout", "-1"), "time limit"),
    (("--evidence", "out.txt"), "ends in .json"),
    (("--evidence", "nowhere/out.json"), "no evidence can be written here"),
    (("--seed", "x"), "not a valid integer"),
]


@pytest.mark.parametrize(("words", "says"), WORDS)
def test_words_that_mean_nothing_are_bad_input(run: Runner, folder: Path, words: tuple[str, ...], says: str) -> None:
    given = words if "--with" in words else ("--with", "good.py", *words)
    done = run("test", "lab.tower.yaml", *given)
    assert (done.code, done.out) == (2, "") and says in done.err


def test_a_file_of_the_users_is_never_replaced(run: Runner, folder: Path) -> None:
    (folder / "lab.evidence.json").write_text('{"mine": 1}')
    for words in (("test", "lab.tower.yaml", "--with", "good.py"), ("check", "lab.tower.yaml"), ("draw", "lab.tower.yaml")):
        done = run(*words)
        assert done.code == 2 and "this is no evidence file" in done.err
    assert (folder / "lab.evidence.json").read_text() == '{"mine": 1}'


def test_check_never_imports_what_was_tested_with(run: Runner, folder: Path) -> None:
    assert run("test", "lab.tower.yaml", "--with", "good.py", *TODAY).code == 0
    text = (folder / "good.py").read_text()
    (folder / "good.py").write_text(f"open('ran', 'w').close()\n{text}")
    assert own_process("check", "lab.tower.yaml", cwd=folder).returncode in (0, 1)
    assert not (folder / "ran").exists()


def test_a_module_can_import_what_lies_beside_it(run: Runner, folder: Path) -> None:
    (folder / "policies_of_mine.py").write_text("BAD = None\n")
    (folder / "parts.py").write_text(f"import policies_of_mine\nBAD = policies_of_mine.BAD\n{PARTS}")
    assert run("test", "lab.tower.yaml", "--with", "parts.py", *TODAY).code == 0
    assert "stale" not in run("check", "lab.tower.yaml", *TODAY).out
    (folder / "policies_of_mine.py").write_text("BAD = None  # changed\n")
    assert "its evidence is stale" in run("check", "lab.tower.yaml", *TODAY).out


def test_what_a_module_prints_stays_out_of_the_answer(run: Runner, folder: Path) -> None:
    (folder / "parts.py").write_text(f"print('loading')\n{GOOD}")
    done = run("test", "lab.tower.yaml", "--with", "parts.py", "--format", "json", *TODAY)
    assert json.loads(done.out) and done.err == "loading\n"


def test_there_is_a_progress_bar_on_a_terminal_only(folder: Path) -> None:
    words = [sys.executable, "-m", "tower", "test", "lab.tower.yaml", "--with", "good.py"]
    assert b"#" not in own_process(*words[3:], cwd=folder).stderr
    main, other = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=other, env=environment, timeout=60)
    os.close(other)
    shown = os.read(main, 1_000_000)
    os.close(main)
    assert done.returncode == 0 and b"100%" in shown and b"#" in shown and b"#" not in done.stdout
