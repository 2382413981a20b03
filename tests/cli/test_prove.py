"""`tower prove`: one formula, or JSON lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tower.cli.commands.prove import lines_of, read_pattern
from tower.errors import FileError
from tower.logic.models import Model, check_countermodel
from tower.logic.pattern import Pattern
from tower.syntax.parser import parse

from .running import Runner, own_process

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "logic.json").read_text(encoding="utf-8"))
PATTERN = {"theories": ["low", "high"], "includes": [["low", "high"]], "reflects": [["low", "high"]], "con": []}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["[]([]p -> p) -> []p"], 0),
        (["[]p -> p"], 1),
        (["□(□p → p) → □p"], 0),
        (["[]p -> p", "--logic", "s"], 0),
        (["[]p -> p", "--logic", "gl"], 1),
        (["[PA]p -> [PA][PA]p", "--logic", "lp"], 0),
        (["[]p ->"], 2),
        (["[PA]p"], 2),
        (["p", "--logic", "k4"], 2),
        ([], 2),
        (["p", "--jsonl"], 2),
        (["p", "--logic", "gl", "--pattern", "x.json"], 2),
    ],
)
def test_one_formula(run: Runner, words: list[str], code: int) -> None:
    assert run("prove", *words).code == code


def test_a_pattern_from_a_file(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(PATTERN))
    assert run("prove", "[high]([low]p -> p)", "--pattern", str(file)).code == 0
    assert run("prove", "[low]([low]p -> p)", "--pattern", str(file)).code == 1
    assert run("prove", "[other]p", "--pattern", str(file)).code == 2


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[1]", b"\xff\xfe", b'{"theories": 1}', b'{"theories": [], "theories": []}', b"[" * 10**5]
)
def test_a_wrong_pattern_is_named(run: Runner, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(content)
    with pytest.raises(FileError, match="p.json"):
        read_pattern(str(file))
    done = run("prove", "p", "--pattern", str(file))
    assert (done.code, "p.json" in done.err) == (2, True)


def test_no_pattern_there(run: Runner, tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "nowhere"), "a\0b"):
        assert run("prove", "p", "--pattern", name).code == 2


def test_models_and_timing(run: Runner) -> None:
    text = run("prove", "[]p -> [][]F", "--models", "--timing").out
    assert "non-theorem of GL (" in text
    assert "world 0" in text


def lines(questions: list[object]) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in questions).encode()


def answers(*words: str, questions: list[object]) -> tuple[int, list[dict[str, object]]]:
    done = own_process("prove", "--jsonl", *words, stdin=lines(questions))
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_facts_through_the_command_line() -> None:
    facts = FACTS["facts"] if isinstance(FACTS, dict) else FACTS
    logic = {"GL": "gl", "S": "s", "trust-pattern": "lp"}
    asked = [
        {"id": number, "logic": logic[fact["kind"]], "formula": fact["formula"],
         **({"pattern": fact["pattern"]} if "pattern" in fact else {})}
        for number, fact in enumerate(facts) if fact.get("kind") in logic and "formula" in fact
    ]
    assert len(asked) > 100
    code, found = answers("--models", questions=asked)
    assert code == 0
    assert [each["id"] for each in found] == [each["id"] for each in asked]
    for question, answer in zip(asked, found, strict=True):
        assert answer["verdict"] == facts[question["id"]]["expect"]
        if question["logic"] == "lp" and answer["verdict"] == "non-theorem":
            pattern = Pattern.from_json(question["pattern"])
            check_countermodel(pattern, parse(question["formula"]), Model.from_json(answer["model"]))


def test_the_verdicts_through_the_command_line() -> None:
    facts = json.loads((Path(__file__).parents[1] / "facts" / "verdicts.json").read_text(encoding="utf-8"))["facts"]
    fields = ("pattern", "abbreviations", "constitutive", "accepted", "facts_true", "theory", "claim")
    asked = [
        {"id": fact["id"], "logic": "verdict", **{key: fact[key] for key in fields if key in fact}} for fact in facts
    ]
    code, found = answers(questions=asked)
    assert code == 0
    assert [each["verdict"] for each in found] == [fact["verdict"] for fact in facts]


def test_a_line_that_cannot_be_read_stops_nothing() -> None:
    questions = b'{"id": 1, "logic": "gl", "formula": "[]p &"}\nrubbish\n\n{"id": 2, "logic": "gl", "formula": "T"}\n'
    done = own_process("prove", "--jsonl", stdin=questions)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert set(found[0]["error"]) == {"code", "message", "column"}
    assert (found[0]["id"], found[0]["error"]["column"]) == (1, 6)
    assert found[1]["id"] is None
    assert found[2] == {"id": 2, "verdict": "theorem"}


def test_timing_adds_seconds() -> None:
    _, found = answers("--timing", questions=[{"id": 1, "logic": "gl", "formula": "T"}])
    assert set(found[0]) == {"id", "verdict", "seconds"}


def test_an_empty_input_is_answered() -> None:
    done = own_process("prove", "--jsonl")
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_line_that_is_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tower.cli.commands.prove.LONGEST_LINE", 8)
    stream = io.BytesIO(b"x" * 25 + b"\nshort\n" + b"y" * 10 + b"\nend")
    found = list(lines_of(stream))
    assert [len(line) for line in found] == [10, 6, 10, 3]
    assert found[1] == b"short\n"
    assert found[3] == b"end"
