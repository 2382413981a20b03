"""A long scan says on a terminal what it is doing, and how much of it is done; nothing in a pipe."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra scale")
pytest.importorskip("rich", reason="needs the extra scale")

import pyarrow.parquet as pq  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import Progress  # noqa: E402

from tower.cli.phases import Phases, phases  # noqa: E402
from tower.scale.engine import scan  # noqa: E402
from tower.scale.files import read  # noqa: E402
from tower.scale.generator import generate  # noqa: E402
from tower.scale.telling import write_findings  # noqa: E402

ROOT = Path(__file__).parents[2]
IN_ORDER = ("reading", "numbering", "propagation", "components", "breaks", "writing")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    pq.write_table(generate(2000, seed=2).rows, tmp_path / "graph.parquet")
    return tmp_path / "graph.parquet"


def test_the_phases_of_a_scan_and_their_counts(graph: Path, tmp_path: Path) -> None:
    """In their order, each count within what there is of it, and never going back."""
    told: list[tuple[str, int, int]] = []

    def step(what: str, done: int = 0, total: int = 0) -> None:
        told.append((what, done, total))

    found = scan(read(graph, step), step)
    write_findings(found, str(tmp_path / "found.parquet"), "", step)
    names = list(dict.fromkeys(what.partition(":")[0] for what, *_ in told))
    assert names == list(IN_ORDER)
    assert all(done <= total or not total for _, done, total in told)
    for name in {what for what, *_ in told}:
        counts = [done for what, done, _ in told if what == name]
        assert counts == sorted(counts)
    rows = pq.read_metadata(graph).num_rows
    assert ("numbering", 0, rows) in told
    spread = [each for each in told if each[0] == "propagation: what holds"]
    assert len(spread) > 3 and spread[-1][1] >= int(found.answers.standing.facts.sum()) > 0


def shown(*steps: Any) -> str:
    """What stands on a terminal after some steps."""
    paper = io.StringIO()
    with Progress("{task.description} {task.fields[count]}", console=Console(file=paper, width=80)) as display:
        step = Phases(display)
        for each in steps:
            step(*each)
    return paper.getvalue()


def test_each_phase_is_a_line_with_its_last_count() -> None:
    text = shown(("reading",), ("propagation", 5, 9000), ("propagation", 1234, 9000), ("round 1",), ("round 12",))
    assert [line.split() for line in text.splitlines() if line.strip()] == [
        ["reading"], ["propagation", "1", "234", "of", "9", "000"], ["round", "12"]]  # fmt: skip


def test_nothing_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with phases() as step:
        step("reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def on_terminal(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output in a pipe, and standard error on a terminal of its own."""
    pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
    ours, theirs = pty.openpty()
    paths = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-m", "tower", *words],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, **paths},
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while some := os.read(ours, 4096):
                seen += some
        except OSError:  # the other end is closed
            pass
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(ours)
    return process.returncode, out, seen.decode()


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # Ibis on DuckDB
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_on_a_terminal(engine: str, graph: Path, run: Any) -> None:
    """It is told what is done; what is printed is the same as without a terminal."""
    code, out, seen = on_terminal("scan", str(graph), "--engine", engine)
    assert "reading" in seen and "breaks" in seen
    assert ("round" if engine == "duckdb" else "numbering") in seen
    done = run("scan", str(graph), "--engine", engine)
    assert (code, out) == (done.code, done.out) and not done.err
    assert seen.rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A"))  # it clears itself away
