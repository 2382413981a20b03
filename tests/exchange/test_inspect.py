"""Evaluation logs that Inspect AI wrote (`recorded/make_inspect.py`): who graded whom; and broken archives."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as hypothesis_given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.errors import FileError, MissingExtra
from tower.exchange import Given, imported, read_artefact
from tower.exchange.principals import aliases_of

pytest.importorskip("zstandard", reason="needs the extra inspect")

RECORDED = Path(__file__).parent / "recorded" / "inspect"
CLAIM = "accurate(mockllm/subject)"


def checked(data: bytes, who: str = "") -> TowerReport:
    given = Given(aliases_of(who, "who.yaml")) if who else Given()
    return check_model(imported("inspect", data, "x.eval", given))


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


@pytest.mark.parametrize("name", ["default.eval", "default.json", "self.eval"])
def test_a_model_that_grades_itself_is_found(name: str, run: Runner) -> None:
    done = run("check", str(RECORDED / name), *TODAY)
    assert done.code == 1
    assert f"{CLAIM}   UNSUPPORTED   TWR201" in done.out
    assert "graded by mockllm/subject, the model that was evaluated" in " ".join(done.out.split())
    assert ("--model-role" in done.out) == name.startswith("default")


@pytest.mark.parametrize("name", ["bound.eval", "option.eval", "rule.eval"])
def test_another_grader_is_support(name: str, run: Runner) -> None:
    done = run("check", str(RECORDED / name), *TODAY)
    assert (done.code, done.err) == (0, "")
    answer = checked(recorded(name))[CLAIM]
    assert answer.verdict == "SUPPORTED"
    assert [str(root) for root in answer.assumptions[0]] == ["sound(match)" if name == "rule.eval" else "sound(model_graded_qa)"]


def test_a_vote_with_the_evaluated_model_has_a_vote_less() -> None:
    report = checked(recorded("vote.eval"))
    assert codes(report) == {"TWR201"}
    assert "2 of 3 are left where 2 must accept" in report.breaks[0].reason
    assert report[CLAIM].verdict == "SUPPORTED"
    assert {len(chosen) for chosen in report[CLAIM].assumptions} == {1}


def test_a_monitor_with_the_weights_of_what_it_watches() -> None:
    report = checked(recorded("monitor.eval"))
    assert (report["watched(mockllm/subject)"].verdict, codes(report)) == ("UNSUPPORTED", {"TWR201"})


def test_two_names_of_one_model() -> None:
    """What the log cannot know, a file of aliases says."""
    who = "weights:\n  mockllm/judge: mockllm/subject\n"
    assert codes(checked(recorded("bound.eval"))) == set()
    assert codes(checked(recorded("bound.eval"), who)) == {"TWR201"}


def test_the_archive_and_the_text_say_the_same() -> None:
    assert imported("inspect", recorded("default.eval")) == imported("inspect", recorded("default.json"))


def test_a_grader_that_nothing_binds_is_relied_on_by_nobody() -> None:
    """Another model graded, but nothing in the log says that it should."""
    events = [{"event": "span_begin", "id": "s", "type": "scorer", "name": "qa"}, {"event": "model", "model": "n", "span_id": "s"}]
    report = text(header(samples=[{"events": events}]))
    assert (report["accurate(m)"].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})


# what other versions and other runs write


def header(**more: Any) -> dict[str, Any]:
    return {"version": 2, "status": "success", "eval": {"task": "t", "model": "m", "scorers": [{"name": "qa"}]}, **more}


def text(value: dict[str, Any]) -> TowerReport:
    return checked(json.dumps(value).encode())


def test_steps_of_older_logs() -> None:
    events = [{"event": "step", "action": "begin", "type": "scorer", "name": "qa"}, {"event": "model", "model": "m"},
              {"event": "step", "action": "end", "type": "scorer", "name": "qa"}]  # fmt: skip
    assert codes(text(header(samples=[{"events": events}]))) == {"TWR201"}
    assert codes(text(header(samples=[{"events": [events[1], *events[::2], events[1]]}]))) == set()


def test_a_log_without_samples_does_not_say_who_graded() -> None:
    report = text(header())
    assert (report["accurate(m)"].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})


def test_scores_that_are_not_numbers() -> None:
    scores = [{"name": "qa", "scorer": "qa", "scored_samples": 0, "metrics": {"accuracy": {"value": float("nan")}}}]
    report = text(header(results={"scores": scores}, samples=[{"events": []}]))
    assert report["accurate(m)"].verdict == "UNSUPPORTED"


def test_spans_that_are_their_own_parents_end() -> None:
    events = [{"event": "span_begin", "id": "a", "parent_id": "b"}, {"event": "span_begin", "id": "b", "parent_id": "a"},
              {"event": "model", "model": "m", "span_id": "a"}]  # fmt: skip
    assert text(header(samples=[{"events": events}]))["accurate(m)"].verdict == "SUPPORTED"


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4),
                    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2))


@settings(max_examples=80, deadline=None)
@hypothesis_given(st.data())
def test_a_forged_log_never_ends_in_a_traceback(data: st.DataObject) -> None:
    value = json.loads(recorded("default.json"))
    for _ in range(3):
        place: Any = value
        while isinstance(place, dict | list) and place:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 2)) == 0:
                place[key] = data.draw(JSON)
                break
            place = place[key]
    with suppress(FileError):
        imported("inspect", json.dumps(value).encode(), "x.json")


# hostile archives


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


HEAD = json.dumps(header()).encode()


def refused(run: Runner, tmp_path: Path, data: bytes) -> str:
    file = tmp_path / "x.eval"
    file.write_bytes(data)
    done = run("check", str(file), *TODAY)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert [each.name for each in tmp_path.iterdir()] == ["x.eval"]
    return done.err


def test_a_bomb_is_not_unpacked(run: Runner, tmp_path: Path) -> None:
    bomb = archive(("header.json", b" " * 200_000_000))
    assert len(bomb) < 300_000
    assert "too large when unpacked" in refused(run, tmp_path, bomb)


def test_a_bomb_that_lies_about_its_size(run: Runner, tmp_path: Path) -> None:
    """The directory says that an entry is small; unpacking stops at the limit all the same."""
    bomb = bytearray(archive(("header.json", b" " * 200_000_000)))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 100)
    assert "too large when unpacked" in refused(run, tmp_path, bytes(bomb))


def test_names_in_an_archive_are_no_paths(tmp_path: Path) -> None:
    data = archive(("header.json", HEAD), ("samples/../../../evil.json", b"{}"), ("/etc/evil", b"x"))
    file = tmp_path / "x.eval"
    file.write_bytes(data)
    assert read_artefact(str(file)) is not None
    assert [each.name for each in tmp_path.iterdir()] == ["x.eval"]


@pytest.mark.parametrize("cut", [10, 100, 1000, -1, -30, -200])
def test_a_truncated_archive(cut: int, run: Runner, tmp_path: Path) -> None:
    refused(run, tmp_path, recorded("default.eval")[:cut])


def test_other_archives(run: Runner, tmp_path: Path) -> None:
    assert "it has no header" in refused(run, tmp_path, archive(("word/document.xml", b"<x/>")))
    assert "too deeply" in refused(run, tmp_path, archive(("header.json", b"[" * 200_000)))
    assert "no evaluated model" in refused(run, tmp_path, archive(("header.json", b"{}")))
    assert "not known" in refused(run, tmp_path, archive(("header.json", HEAD), method=zipfile.ZIP_BZIP2))


def test_a_changed_byte_is_noticed(run: Runner, tmp_path: Path) -> None:
    data = bytearray(archive(("header.json", HEAD), method=zipfile.ZIP_STORED))
    data[data.find(b'"task"') + 1] ^= 1
    assert "checksum" in refused(run, tmp_path, bytes(data))


def test_a_directory_of_a_million_entries_is_not_read(run: Runner, tmp_path: Path) -> None:
    directory = b"PK\x01\x02" + b"\x00" * 42
    count = 500_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory) * count, 4, 0)
    assert "too many entries" in refused(run, tmp_path, b"PK\x03\x04" + directory * count + end)


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise MissingExtra("zstandard", "inspect")

    monkeypatch.setattr("tower.exchange.archive.import_module", missing)
    with pytest.raises(MissingExtra, match=r'pip install "\.\[inspect\]"'):
        imported("inspect", recorded("default.eval"))
