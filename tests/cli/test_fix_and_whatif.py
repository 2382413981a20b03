"""`tower fix` and `tower whatif` from the prompt."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from tower.api.bundled import bundled_text
from tower.cli.progress import counted
from tower.model.file import load

from .running import TODAY, Runner

HOSTILE = """\
tower: 1
name: "::error::b"
properties: {"p <b>": x}
artifacts: {"::error::s": {lineage: {key: "k, \\"1\\""}}}
verifiers: {"v: #": {lineage: {key: "k, \\"1\\""}}}
checks: [{by: "v: #", claim: "\\"p <b>\\"(\\"::error::s\\")", how: review}]
observers: {"<o>": {assumes: ["sound(\\"v: #\\")"]}}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fix_proposes_cheapest_first(run: Runner) -> None:
    found = run("fix", "github-self-approval", *TODAY)
    assert (found.code, found.err) == (1, "")
    lines = found.out.splitlines()
    assert [line.split()[-1] for line in lines if "price" in line] == ["3", "6", "8"]
    assert "     recheck   let carol check reviewed(change) again, of 9f3c2e1" in lines
    assert "     then      reviewed(change), asked by repository: SUPPORTED on {sound(carol)}" in lines
    assert max(map(len, lines)) <= 100


def test_fix_json_keeps_its_contract(run: Runner) -> None:
    data = json.loads(run("fix", "github-self-approval", "--format", "json", *TODAY).out)
    assert set(data) == {"format", "tower", "observer", "targets", "repairs", "left", "checks", "limit", "sure"}
    assert [each["cost"] for each in data["repairs"]] == [3, 6, 8]
    assert set(data["repairs"][0]) == {"cost", "changes", "removes", "breaks"}
    assert data["repairs"][0]["changes"][0] == {
        "kind": "cut", "text": "take back the check of reviewed(change) by alice",
    }
    assert data["repairs"][0]["removes"] == [{"code": "TWR201", "nodes": ["alice", "change"]}]
    assert (data["left"], data["limit"], data["sure"]) == ([], None, None)


def test_fix_of_what_needs_none(run: Runner) -> None:
    found = run("fix", "x509-root", *TODAY)
    assert found.code == 0
    assert "nothing to mend" in found.out


def test_fix_says_what_it_cannot_mend(run: Runner, place: Path) -> None:
    text = bundled_text("x509-root").replace("genuine(leaf): GUARANTEED", "genuine(leaf): SUPPORTED")
    Path("a.tower.yaml").write_text(text)
    found = run("fix", "a.tower.yaml", *TODAY)
    assert found.code == 1
    assert "NO REPAIR KNOWN   TWR405 UNEXPECTED   leaf" in found.out
    applied = run("fix", "a.tower.yaml", "--apply", "b.tower.yaml", *TODAY)
    assert applied.code == 1
    assert not Path("b.tower.yaml").exists()


def test_fix_chooses_what_to_mend(run: Runner) -> None:
    one = json.loads(run("fix", "seed", "--break", "GAP", "--most", "1", "--format", "json", *TODAY).out)
    assert {each["code"] for each in one["targets"]} == {"TWR301"}
    more = json.loads(run("fix", "weak-to-strong", "--fail-on", "warning", "--most", "1", "--format", "json", *TODAY).out)
    assert {each["code"] for each in more["targets"]} == {"TWR205", "TWR301", "TWR302"}
    assert run("fix", "weak-to-strong", *TODAY).code == 0


def test_fix_meets_a_requirement(run: Runner) -> None:
    words = ("--require", "persons >= 4", "--most", "1", "--format", "json", *TODAY)
    data = json.loads(run("fix", "github-two-people", *words).out)
    assert [each["code"] for each in data["targets"]] == ["TWR404", "TWR405"]
    assert [change["kind"] for change in data["repairs"][0]["changes"]] == ["verifier"]
    assert data["left"] == []  # with it the tower is again what its file expects
    assert run("fix", "seed", "--require", "P(").code == 2


def test_fix_prices(run: Runner) -> None:
    words = ("fix", "github-self-approval", "--most", "1", "--format", "json", *TODAY)
    dear = json.loads(run(*words, "--cost", "cut=9", "--cost", "verifier=2").out)
    assert [change["kind"] for change in dear["repairs"][0]["changes"]] == ["verifier"]
    assert dear["repairs"][0]["cost"] == 2


@pytest.mark.parametrize("words", [
    ("--cost", "cut"), ("--cost", "cut=0"), ("--cost", "cut=-1"), ("--cost", "cut=1.5"), ("--cost", "cutt=1"),
    ("--cost", "cut=99999999999"), ("--cost", "cut=²"), ("--break", "TWR999"), ("--break", "gap"), ("--most", "0"),
    ("--checks", "0"), ("--observer", "nobody"), ("--choose", "0"), ("--format", "xml"),
])
def test_fix_refuses(words: tuple[str, ...], run: Runner) -> None:
    found = run("fix", "seed", *words, *TODAY)
    assert found.code == 2
    assert found.out == ""
    assert "Traceback" not in found.err


def test_fix_gives_up_at_a_stated_limit(run: Runner) -> None:
    found = run("fix", "seed-ladder", "--checks", "2", *TODAY)
    assert found.code == 3
    assert "Gave up at a stated limit: 2 checks" in found.out
    assert json.loads(run("fix", "seed-ladder", "--checks", "2", "--format", "json", *TODAY).out)["limit"] == "2 checks"


def test_apply_writes_a_new_file_and_never_over_the_old_one(run: Runner, place: Path) -> None:
    text = bundled_text("self-graded-eval")
    Path("a.tower.yaml").write_text(text)
    written = run("fix", "a.tower.yaml", "--apply", *TODAY)
    assert (written.code, written.err) == (0, "")
    assert Path("a.tower.yaml").read_text() == text
    assert run("check", "a.fixed.tower.yaml", *TODAY).code == 0
    again = run("fix", "a.tower.yaml", "--apply", *TODAY)
    assert again.code == 2
    assert "there already" in again.err
    for name in ("a.tower.yaml", "./a.tower.yaml", str(place / "a.tower.yaml")):
        assert run("fix", "a.tower.yaml", "--apply", name, *TODAY).code == 2
    assert Path("a.tower.yaml").read_text() == text
    assert run("fix", "a.tower.yaml", "--apply", "no/such/folder.yaml", *TODAY).code == 2


def test_apply_takes_names_and_proposals(run: Runner, place: Path) -> None:
    Path("a.tower.yaml").write_text(bundled_text("self-graded-eval"))
    assert run("fix", "a.tower.yaml", "--apply", "b.tower.yaml", "--choose", "2", *TODAY).code == 0
    assert "somebody other than grader" in Path("b.tower.yaml").read_text()
    assert run("fix", "a.tower.yaml", "--apply=c.yaml", "--format", "json", *TODAY).code == 0
    assert load("c.yaml").model.name == "self-graded-eval"
    assert run("fix", "--apply", "a.tower.yaml", *TODAY).code == 0
    assert Path("a.fixed.tower.yaml").exists()
    assert run("fix", "self-graded-eval", "--apply", *TODAY).code == 0
    assert Path("self-graded-eval.fixed.tower.yaml").exists()
    assert run("fix", "a.tower.yaml", "--apply", "d.yaml", "--choose", "50", *TODAY).code == 2
    assert run("fix").code == run("fix", "--apply").code == 2


def test_what_was_applied_is_better_in_a_review(run: Runner, place: Path) -> None:
    run("fix", "seed-no-gate", "--apply", "b.tower.yaml", *TODAY)
    found = run("diff", "seed-no-gate", "b.tower.yaml", *TODAY)
    assert found.code == 0
    assert "  GAINED" in found.out


def test_hostile_names_stay_names(run: Runner, place: Path) -> None:
    Path("a.tower.yaml").write_text(HOSTILE)
    found = run("fix", "a.tower.yaml", "--apply", *TODAY)
    assert found.code == 0
    assert all(line.isprintable() for line in found.out.splitlines())
    assert run("check", "a.fixed.tower.yaml", *TODAY).code == 0
    gone = run("whatif", "a.tower.yaml", "v: #", *TODAY)
    assert gone.code == 0
    assert all(line.isprintable() for line in gone.out.splitlines())


# whatif


def test_whatif_says_what_falls(run: Runner) -> None:
    found = run("whatif", "seed", "gate(system)", *TODAY)
    assert (found.code, found.err) == (1, "")
    lines = found.out.splitlines()
    assert "     P(system), asked by programmers" in lines
    assert "        was  GUARANTEED IF {gate(system), sound(Pmeta)}" in lines
    assert lines[-1] == "  2 of 2 guarantees fall"
    assert lines[1:] == run("whatif", "seed", "gate( system )", *TODAY).out.splitlines()[1:]


def test_whatif_nothing_falls(run: Runner) -> None:
    found = run("whatif", "github-self-approval", "alice", *TODAY)
    assert found.code == 0
    assert "TWR201" in found.out


def test_whatif_json_keeps_its_contract(run: Runner) -> None:
    data = json.loads(run("whatif", "github-two-people", "carol", "--format", "json", *TODAY).out)
    assert set(data) == {"format", "tower", "observer", "without", "falls", "weaker", "stands", "new", "gone"}
    assert [each["claim"] for each in data["falls"]] == ["reviewed(change)"]
    assert data["without"] == ["carol"]


def test_whatif_of_what_is_taken_as_given(run: Runner) -> None:
    found = run("whatif", "lean-checkers", "refines(kernel)", *TODAY)
    assert found.code == 1
    assert "now  GUARANTEED IF {refines(external), rfn(Lean)}" in found.out
    both = run("whatif", "lean-checkers", "refines(kernel)", "refines(external)", *TODAY)
    assert "1 of 1 guarantee falls" in both.out


def test_whatif_of_a_declared_edge(run: Runner) -> None:
    found = run("whatif", "godel-machine-parametric", "T_k proves consistent(T_k-1)", *TODAY)
    assert found.code == 1
    assert "never_harms(successor), asked by designers" in found.out


@pytest.mark.parametrize("what", ["nobody", "gate(nobody)", "P(", "", "programmers", "sound(system)", "\x00"])
def test_whatif_refuses(what: str, run: Runner) -> None:
    found = run("whatif", "seed", what, *TODAY)
    assert found.code == 2
    assert found.out == ""
    assert run("whatif", "seed").code == 2


def test_long_work_is_counted_on_a_terminal_alone(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = run("fix", "self-graded-eval", *TODAY)
    assert quiet.err == ""
    monkeypatch.setattr("tower.cli.commands.fix.counted", partial(counted, patience=0.0))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = run("fix", "self-graded-eval", *TODAY)
    assert shown.out == quiet.out
    assert "\r  2 checks, at most 1000" in shown.err
    assert shown.err.endswith("\r")


def test_short_work_is_not_counted(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tower.cli.commands.fix.counted", partial(counted, patience=600.0))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert run("fix", "self-graded-eval", *TODAY).err == ""
