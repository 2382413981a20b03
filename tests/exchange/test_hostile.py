"""Files that mean no good, of every form: one message, bounded memory, nothing run, nothing fetched."""

from __future__ import annotations

import json
import socket
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from tests.cli.running import TODAY, Runner
from tower.exchange import IMPORTERS
from tower.exchange.content import LARGEST, MOST_THINGS

from .pulls import HEAD, by_agent, commit, pull, review, written

MANY = 60_000  # names, three times as many as are read
CONTENTS = {
    "nothing": b"", "one brace": b"{", "one bracket": b"[", "zip": b"PK\x03\x04", "parquet": b"PAR1", "null": b"\x00" * 99,
    "deep lists": b"[" * 300_000, "deep objects": b'{"a":' * 300_000, "closed deep": b"[" * 90_000 + b"]" * 90_000,
    "a long number": b'{"headRefOid": ' + b"9" * 99_999 + b"}", "twice": b'{"headRefOid": "a", "headRefOid": "b"}',
    "an unknown object": b'{"a": 1}', "an unknown list": b"[1, 2]", "no utf-8": b'{"headRefOid": "\xff"}',
    "half a surrogate": b'{"headRefOid": "\\ud800", "author": {"login": "\\ud800"}, "commits": [], "reviews": []}',
    "many names": json.dumps({"headRefOid": "1", "author": {}, "commits": [],
                              "reviews": [{"author": {"login": f"u{n}"}, "state": "APPROVED"} for n in range(MANY)]}).encode(),
    "many nodes": json.dumps({"nodes": [{"id": f"critic{n}"} for n in range(MANY)],
                              "edges": [{"source": "critic0", "target": f"critic{n}"} for n in range(MANY)]}).encode(),
    "many steps": json.dumps({"signed": {"_type": "layout", "steps": [{}] * 99}, "signatures": []}).encode(),
    "many rules": b"* @ann\n" * MANY,
    "many edges": b"verifier,subject\n" + b"".join(b"a%d,b%d\n" % (n, n) for n in range(MANY)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, no process, whatever a file says."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file reached out")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(subprocess, "Popen", never)
    monkeypatch.setattr("os.system", never)


@pytest.mark.parametrize("title", CONTENTS)
def test_one_message(title: str, run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(CONTENTS[title])
    done = run("check", str(file), *TODAY)
    if title == "half a surrogate":
        assert done.code in (1, 2)
        return
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert len(done.err) < 2000
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("form", IMPORTERS)
def test_every_form_refuses_another(form: str, run: Runner, tmp_path: Path) -> None:
    tower = tmp_path / "t.tower.yaml"
    tower.write_text("tower: 1\nname: t\n")
    other = "langgraph" if form == "pull-request" else "pull-request"
    for source in (str(tower), written(tmp_path, by_agent())):
        done = run("import", form if source == str(tower) else other, source)
        assert (done.code, done.out, done.err.count("\n")) == ((0, done.out, 0) if other == "pull-request" and source != str(tower) else (2, "", 1))


def test_a_file_that_is_too_large_is_not_read(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    with file.open("wb") as stream:
        stream.write(b'{"headRefOid": "')
        stream.truncate(100 * LARGEST)
    tracemalloc.start()
    done = run("check", str(file), *TODAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (done.code, "too large" in done.err) == (2, True)
    assert peak < 4 * LARGEST


def test_names_are_shown_and_never_obeyed(run: Runner, tmp_path: Path) -> None:
    evil = ["\x1b[2J\x1b[31mred", "../../etc/passwd", "a\u202eb", "'; rm -rf /", "<script>alert(1)</script>", "x" * 10_000, "::error::x",
            "a\nb", "\u0000", "%s%n{0}", "sound(alice)"]  # fmt: skip
    value = pull("alice", [commit(HEAD, "alice")], [review(name, when=n) for n, name in enumerate(evil)], title=evil[0])
    for form in ("text", "json", "sarif", "junit", "github"):
        done = run("check", written(tmp_path, value), "--format", form, *TODAY)
        assert done.code == 0
        assert not {"\x1b", "\u202e", "\u0000"} & set(done.out)
        assert "\n::error::x" not in done.out
    assert [each.name for each in tmp_path.iterdir()] == ["pr.json"]


def test_an_import_is_never_written_over_a_file(run: Runner, tmp_path: Path) -> None:
    source, target = written(tmp_path, by_agent()), tmp_path / "pr.tower.yaml"
    assert run("import", "pull-request", source, "-o", str(target)).code == 0
    before = target.read_bytes()
    again = run("import", "pull-request", source, "-o", str(target))
    assert (again.code, target.read_bytes()) == (2, before)
    assert run("check", str(target), *TODAY).code == run("check", source, *TODAY).code == 1
    assert len(before) < MOST_THINGS
