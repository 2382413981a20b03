"""`tower diff` and `tower check --watch` from the prompt."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tower.api.bundled import bundled_text
from tower.cli.checking import Asked
from tower.cli.watching import watch
from tower.exchange.baseline import Baseline

from .running import TODAY, Runner, waiting


def test_diff_says_what_a_review_wants_to_know(run: Runner) -> None:
    found = run("diff", "seed", "seed-no-gate", *TODAY)
    assert (found.code, found.err) == (1, "")
    lines = found.out.splitlines()
    assert lines[0] == "seed -> seed-no-gate"
    assert "  LOST" in lines
    assert "        was  GUARANTEED IF {gate(system), sound(Pmeta)}" in lines
    assert "     TWR401 UNGROUNDED   system" in lines
    assert lines[-1] == "  2 lost or weaker, 0 gained or stronger, 1 new and 0 gone breaks"
    back = run("diff", "seed-no-gate", "seed", *TODAY)
    assert back.code == 0
    assert "  GAINED" in back.out
    assert "  GONE" in back.out
    same = run("diff", "seed", "seed", *TODAY)
    assert (same.code, same.out) == (0, "seed -> seed\n\n  nothing changed\n")


def test_diff_json_keeps_its_contract(run: Runner) -> None:
    found = run("diff", "seed", "seed-no-gate", "--format", "json", *TODAY)
    data = json.loads(found.out)
    assert set(data) == {"format", "before", "after", "worse", "lost", "gained", "changed", "new", "gone", "waived"}
    assert (data["worse"], found.code) == (True, 1)
    assert [each["claim"] for each in data["lost"]] == ["P(child)", "P(system)"]
    assert data["lost"][1]["before"]["verdict"] == "GUARANTEED"
    assert [each["claim"] for each in data["changed"]] == ["gate(system)"]
    assert data["changed"][0]["after"] is None
    assert [each["code"] for each in data["new"]] == ["TWR401"]


def test_diff_of_bad_input(run: Runner) -> None:
    assert run("diff", "seed").code == 2
    assert run("diff", "seed", "no-such").code == 2
    assert run("diff", "seed", "seed", "--observer", "nobody").code == 2
    assert run("diff", "github-self-approval", "github-two-people", *TODAY).code == 0


def test_diff_fails_on_what_it_is_told(run: Runner, tmp_path: Path) -> None:
    more = tmp_path / "more.tower.yaml"
    text = bundled_text("seed-outer").split("expect:")[0]
    more.write_text(text.replace("verifiers:", "  late: {built_by: child}\n\nverifiers:", 1))
    words = ("diff", "seed-outer", str(more), *TODAY)
    assert "TWR301 GAP   child, late" in run(*words).out
    assert run(*words).code == 1
    assert run(*words, "--fail-on", "error").code == 0


# watch


class Story:
    """Stands in for the pause between two looks: at each one the next thing happens to the file."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = list(steps)

    def __call__(self, seconds: float) -> None:
        assert 0 < seconds <= 1
        if not self.steps:
            raise KeyboardInterrupt
        self.steps.pop(0)()


def nothing() -> None:
    """Nothing happens."""


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], *texts: str | None) -> tuple[list[str], str]:
    """What is printed while a file holds one text after another; None: the file is gone."""
    file = tmp_path / "a.tower.yaml"

    def put(number: int, text: str | None) -> None:
        if text is None:
            file.unlink()
            return
        file.write_text(text)
        os.utime(file, ns=(number, number))

    put(1, texts[0])
    steps = [step for number, text in enumerate(texts[1:], 2) for step in (lambda n=number, t=text: put(n, t), nothing)]
    os.chdir(tmp_path)
    assert watch(("a.tower.yaml",), Asked(), Baseline, Story(*steps)) == 0
    found = capsys.readouterr()
    return found.out.splitlines(), found.err


@pytest.fixture(autouse=True)
def _back() -> object:
    before = Path.cwd()
    yield
    os.chdir(before)


def test_watch_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_gate, without = bundled_text("seed-enacted"), bundled_text("seed-no-gate")
    out, err = told(tmp_path, capsys, with_gate, without, with_gate)
    assert err == ""
    assert out[0] == "a.tower.yaml   ok   6 claims, 4 breaks (1 error)" or out[0].startswith("a.tower.yaml   ok")
    assert out[1] == "Watching 1 file; Ctrl-C ends it."
    assert out[2].startswith("a.tower.yaml   2 findings")
    assert "  LOST" in out
    assert "  GAINED" in out
    assert out.index("  LOST") < out.index("  GAINED")


def test_watch_is_silent_when_nothing_that_counts_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment is read and not checked; an untouched file is not even read."""
    calls: list[str] = []
    monkeypatch.setattr("tower.cli.watching.look", _counted(calls))
    text = bundled_text("seed-enacted")
    out, err = told(tmp_path, capsys, text, text + "# a comment\n", text)
    assert (len(out), err) == (3, "")
    assert calls == ["a.tower.yaml"]


def _counted(calls: list[str]) -> Callable[..., object]:
    from tower.cli.checking import look

    def counting(name: str, asked: Asked) -> object:
        calls.append(name)
        return look(name, asked)

    return counting


def test_watch_notices_the_evidence_beside_a_tower(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.tower.yaml"
    file.write_text(bundled_text("x509-root"))
    os.chdir(tmp_path)
    seen: list[str] = []

    def spoil() -> None:
        (tmp_path / "a.evidence.json").write_text("nonsense")

    watch(("a.tower.yaml",), Asked(), Baseline, Story(spoil, nothing, lambda: seen.append(capsys.readouterr().err)))
    assert "a.evidence.json" in seen[0]


def test_watch_survives_broken_and_deleted_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = bundled_text("seed-enacted")
    out, err = told(tmp_path, capsys, text, "tower: [", text, None, text, text.replace("gate(system)", "gate(nobody)"))
    assert [line for line in out if "as before" in line] == 2 * [out[2]]
    assert out[2].startswith("a.tower.yaml   as before: ")
    assert err.count("tower: ") == 3
    assert "neither a file nor a bundled tower" in err
    assert "Traceback" not in err


def test_a_file_that_is_broken_for_a_moment_is_no_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An editor that empties a file before it writes it: the next look sees it whole."""
    file = tmp_path / "a.tower.yaml"
    text = bundled_text("seed-enacted")
    file.write_text(text)
    os.chdir(tmp_path)

    def write(new: str) -> Callable[[], object]:
        return lambda: file.write_text(new)

    story = Story(write(""), write(text), nothing, write("tower:"), nothing, write(text))
    watch(("a.tower.yaml",), Asked(), Baseline, story)
    found = capsys.readouterr()
    assert found.err.count("tower: ") == 1
    assert found.out.count("as before") == 1


def test_watch_starts_with_trouble_and_with_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(tmp_path, capsys, "tower: 2", bundled_text("github-self-approval"))
    assert "version" in err
    assert any(line.startswith("a.tower.yaml   1 finding ") for line in out)
    assert any(line.startswith("  TWR201 COMMON_CAUSE") for line in out)


@pytest.mark.parametrize("words", [("--format", "json"), ("--write-baseline", "x.json")])
def test_watch_prints_text_only(words: tuple[str, ...], run: Runner) -> None:
    assert run("check", "seed", "--watch", *words).code == 2


def test_ctrl_c_ends_a_real_watch_cleanly(tmp_path: Path) -> None:
    file = tmp_path / "a.tower.yaml"
    file.write_text(bundled_text("seed-enacted"))
    with waiting("check", str(file), "--watch", *TODAY) as process:
        assert process.stdout is not None
        assert b"ok" in process.stdout.readline()
        assert b"Watching" in process.stdout.readline()
        time.sleep(0.1)
        file.write_text(bundled_text("seed-no-gate"))
        assert b"2 findings" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"Traceback" not in out
