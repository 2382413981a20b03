"""Every malformed thing gets one clear message and exit code 2: no traceback, nothing written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tower.api.bundled import bundled_text
from tower.cli.main import main
from tower.cli.output import painted

from .running import ROOT, TODAY, Runner, own_process, waiting

HEAD = "tower: 1\nname: t\n"
SEED = bundled_text("seed")
FILES = {
    "empty": "",
    "only a comment": "# nothing\n",
    "no mapping": "- 1\n",
    "a text": "hello\n",
    "no version": "name: t\n",
    "another version": "tower: 2\nname: t\n",
    "no name": "tower: 1\n",
    "broken YAML": "tower: 1\nname: [\n",
    "tabs": "tower: 1\n\tname: t\n",
    "unknown key": HEAD + "verifier: {}\n",
    "unknown key inside": HEAD + "verifiers: {v: {theroy: PA}}\n",
    "duplicate key": HEAD + "name: u\n",
    "duplicate node": HEAD + "verifiers: {x: a}\nartifacts: {x: b}\n",
    "wrong type": HEAD + "verifiers: [v]\n",
    "a list for a text": HEAD + "about: [x]\n",
    "undeclared theory": HEAD + "verifiers: {v: {theory: Peano}}\n",
    "undeclared node": HEAD + "checks: [{by: v, claim: P(x)}]\n",
    "undeclared property": HEAD + "verifiers: {v: a}\nchecks: [{by: v, claim: P(v)}]\n",
    "theory and error": HEAD + "verifiers: {v: {theory: PA, error: {false_accept: 0.1}}}\n",
    "claim cut at a comma": HEAD + "verifiers: {v: a}\nobservers: {o: {assumes: [sound(v, P(x))]}}\n",
    "claim that ends early": HEAD + "observers: {o: {assumes: ['sound(']}}\n",
    "assumes both": HEAD + "properties: {c: x}\nobservers: {o: {assumes: [c, not c]}}\n",
    "rate out of range": HEAD + "verifiers: {v: {error: {false_accept: 1.5}}}\n",
    "interval upside down": HEAD + "verifiers: {v: {error: {false_accept: [0.5, 0.1]}}}\n",
    "more failures than trials": HEAD + "verifiers: {v: {error: {false_accept: {failures: 3, trials: 2}}}}\n",
    "no date": HEAD + "observers: {o: {assumes: [{claim: c, expires: tomorrow}]}}\n",
    "31 February": HEAD + "properties: {c: x}\nobservers: {o: {assumes: [{claim: c, expires: 2027-02-31}]}}\n",
    "built by itself": HEAD + "optimizers: {a: {built_by: a}}\n",
    "building circle": HEAD + "optimizers: {a: {built_by: b}, b: {built_by: a}}\n",
    "two outer optimizers": HEAD + "optimizers: {a: {}, b: {}}\n",
    "nobody asks": HEAD,
    "weak proof": HEAD + "properties: {c: x}\nverifiers: {v: a}\nchecks: [{by: v, claim: c, how: proof}]\n",
    "k more than n": HEAD + "properties: {c: x}\nverifiers: {v: a}\nchecks: [{by: {at_least: 2, of: [v]}, claim: c}]\n",
    "bad axiom": HEAD + "theories: {A: {axioms: ['[PA]p ->']}}\n",
    "bad theory name": HEAD + "theories: {'a b': {}}\n",
    "bad class": HEAD + "properties: {P: {class: saftey}}\n",
    "unknown break": HEAD + "waivers: [{break: TWR999, at: [x], reason: y}]\n",
    "expects the impossible": HEAD + "observers: {o: {}}\nexpect: {breaks: [TWR000]}\n",
    "anchor": HEAD + "about: &a x\n",
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "tag": HEAD + "about: !!python/object/apply:os.system ['true']\n",
    "merge key": HEAD + "<<: {about: x}\n",
    "two documents": HEAD + "---\n" + HEAD,
    "deep nesting": "tower: " + "[" * 5000 + "]" * 5000 + "\n",
    "a name that is too long": "tower: 1\nname: " + "x" * 1000 + "\n",
    "a name of control characters": 'tower: 1\nname: "a\\x00b"\n',
    "a number that is too long": HEAD + "verifiers: {v: {error: {false_accept: 0." + "1" * 9999 + "}}}\n",
    "a strength that is no number": HEAD + "observers: {o: {assumes: ['consistent(PA, x)']}}\n",
}


@pytest.mark.parametrize("title", FILES)
def test_a_malformed_file_gets_one_message_with_its_position(run: Runner, title: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.tower.yaml"
    file.write_text(FILES[title])
    done = run("check", str(file), *TODAY)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    positioned = done.err.startswith(f"tower: {file}:")
    assert positioned or title in ("two outer optimizers", "nobody asks")
    assert len(done.err) < 2000


@pytest.mark.parametrize("command", ["why", "draw", "links", "ladder", "assumptions"])
def test_every_command_refuses_a_malformed_file(run: Runner, command: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.tower.yaml"
    file.write_text(FILES["unknown key"])
    words = {"why": ["P(x)"], "draw": ["-o", str(tmp_path / "x.svg")]}.get(command, [])
    done = run(command, str(file), *words, *TODAY)
    assert (done.code, done.out) == (2, "")
    assert "unknown key 'verifier', did you mean verifiers?" in done.err
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", bytes(range(256)) * 40, b"\x00" * 1000, b"PK\x03\x04" + b"\x00" * 100, b"\x1f\x8b\x08", b"%PDF-1.7"],
)
def test_binary_junk(run: Runner, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "junk.tower.yaml"
    file.write_bytes(content)
    done = run("check", str(file), *TODAY)
    assert done.code == 2
    assert done.err.startswith(f"tower: {file}")


def test_huge_lines_are_answered(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "huge.tower.yaml"
    for content in ("x" * 10_000_000, "tower: 1\nname: t\nabout: " + "y" * 10_000_000, "[" * 200_000, "- a\n" * 500_000):
        file.write_text(content)
        done = run("check", str(file), *TODAY)
        assert done.code in (0, 2)
        assert len(done.err) < 2000


def test_a_file_that_is_too_large_is_refused_by_its_size(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "sparse.tower.yaml"
    with file.open("wb") as stream:
        stream.truncate(10**10)
    done = run("check", str(file), *TODAY)
    assert (done.code, "too large" in done.err) == (2, True)


def test_what_is_no_file(run: Runner, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    unreadable = tmp_path / "unreadable"
    unreadable.write_text(SEED)
    unreadable.chmod(0)
    names = [str(tmp_path), str(tmp_path / "pipe"), str(tmp_path / "loop"), str(tmp_path / "nowhere"), "", "a\0b", "x" * 5000,
             "/dev/null", "/dev/zero"]
    for name in [*names, *([str(unreadable)] if os.geteuid() else [])]:
        done = run("check", name, *TODAY)
        assert (done.code, done.out) == (2, ""), name
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["chek", "seed"], ["--chek"], ["check"], ["check", "seed", "--format", "xml"], ["check", "seed", "--today", "soon"],
        ["check", "seed", "--nothing"], ["why", "seed"], ["explain", "TWR999"], ["draw"], ["gallery", "x", "y"],
        ["schema", "x"], ["new"], ["check", "seed", "--fail-on", "info"], ["prove", "p", "q"], ["explain", "TWR104", "--on"],
        ["check", "seed-lader"],
    ],
)
def test_wrong_usage(run: Runner, words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "tower: " in done.err


def test_the_nearest_name_is_offered(run: Runner) -> None:
    assert "did you mean seed-ladder" in run("check", "seed-lader").err


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_tower_never_ends_in_a_traceback(data: st.DataObject, tmp_path: Path) -> None:
    """Cut, doubled, shuffled or overwritten lines of a good file: an answer or one message."""
    lines = SEED.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["cut", "double", "swap", "write", "indent"])):
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, 20))]
            case "double":
                lines.insert(place, lines[place])
            case "swap":
                lines[place], lines[0] = lines[0], lines[place]
            case "write":
                lines[place] += data.draw(st.text(max_size=6))
            case _:
                lines[place] = " " * data.draw(st.integers(0, 6)) + lines[place].lstrip()
    file = tmp_path / "damaged.tower.yaml"
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    assert main(["check", str(file), *TODAY]) in (0, 1, 2)


# terminals, pipes, signals


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("ascii", ["demo", *TODAY]),
        ("latin-1", ["check", "seed", *TODAY]),
        ("koi8-r", ["explain", "TWR104"]),
        ("cp1252", ["--help"]),
    ],
)
def test_a_terminal_without_utf8(encoding: str, words: list[str], tmp_path: Path) -> None:
    done = own_process(*words, cwd=tmp_path, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding).lower()
    assert "loeb" in text or "löb" in text


def test_a_name_that_cannot_be_decoded(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tower", "check", b"\xff\xfe.yaml"], capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_changes_nothing() -> None:
    for words, code in ((["explain"], 0), (["check", "self-graded-eval", *TODAY], 1), (["--help"], 0)):
        read, write = os.pipe()
        os.close(read)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "tower", *words], stdout=write, stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
            )
        finally:
            os.close(write)
        assert (done.returncode, done.stderr) == (code, b"")


def test_an_interrupt_is_no_traceback() -> None:
    with waiting("prove", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"id": 1, "logic": "gl", "formula": "T"}\n')
        process.stdin.flush()
        assert b'"verdict": "theorem"' in process.stdout.readline()  # it has begun, and waits for more
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == b"tower: interrupted"


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert painted("GUARANTEED IF") == "GUARANTEED IF"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert painted("GUARANTEED IF") == "\x1b[32mGUARANTEED IF\x1b[0m"
    assert painted("COLLAPSED[2]") == "\x1b[31mCOLLAPSED[2]\x1b[0m"
    assert painted("no verdict") == "no verdict"
    assert painted("") == ""
    monkeypatch.setenv("NO_COLOR", "1")
    assert painted("GUARANTEED IF") == "GUARANTEED IF"


def test_a_limit_has_its_exit_code(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from tower.errors import LimitReached

    def give_up(*_: object, **__: object) -> None:
        raise LimitReached("1 step")

    monkeypatch.setattr("tower.cli.checking.checked", give_up)
    done = run("check", "seed")
    assert (done.code, done.err) == (3, "tower: gave up at a stated limit: 1 step\n")
    assert run("check", "seed", "nowhere").code == 2


def test_names_with_markup_are_printed_as_they_are(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "evil.tower.yaml"
    file.write_text('tower: 1\nname: "<script>alert(1)</script>"\nabout: "\\u001b[31mred\\u202e"\nobservers: {"\\"];evil[": {}}\n')
    done = run("check", str(file), *TODAY)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert '"];evil[' in done.out
