"""Spark with separate worker processes gives the same answers, also when one of them is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # PySpark warns of itself

pytest.importorskip("pyspark", reason="needs the extra spark")

import pyarrow.parquet as pq  # noqa: E402

from tower.scale.engine import scan  # noqa: E402
from tower.scale.files import read  # noqa: E402
from tower.scale.generator import generate  # noqa: E402
from tower.scale.outside import in_session, scan_outside, spark  # noqa: E402

from .test_engines import chain, everything, plainly, told  # noqa: E402

MEMORY = 10**9


def executors() -> list[int]:
    """The worker processes of this process's Spark, by their ids."""
    parent, named = {}, set()
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                parent[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
                if b"CoarseGrainedExecutorBackend" in (each / "cmdline").read_bytes():
                    named.add(int(each.name))
            except OSError:
                continue
    return sorted(process for process in named if os.getpid() in lineage(process, parent))


def lineage(process: int, parent: dict[int, int]) -> Iterator[int]:
    while process in parent:
        process = parent[process]
        yield process


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """One cluster for all: the session that is there."""
    spark(MEMORY)
    yield
    in_session().stop()


def on_spark(path: Path, step: Any = lambda what: None) -> dict[str, Any]:
    with scan_outside(str(path), engine="spark", memory=MEMORY, step=step) as found:
        return told(found)


def test_a_generated_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.parquet"
    pq.write_table(generate(400, seed=7, text=True).rows, path)
    assert on_spark(path) == told(scan(read(path)))
    assert len(executors()) == 2  # separate processes, as many as were asked for


def test_a_killed_worker_changes_nothing(tmp_path: Path) -> None:
    path, killed = tmp_path / "graph.parquet", []
    pq.write_table(generate(400, seed=8).rows, path)

    def kill(what: str) -> None:
        if what == "round 2" and not killed:
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)

    assert on_spark(path, kill) == told(scan(read(path)))
    assert killed and killed[0] not in executors()


def test_everything_that_is_said_of_nodes(tmp_path: Path) -> None:
    """Every kind of row counts for what it counts in memory, and the part around a node is the same one."""
    path = tmp_path / "rows.parquet"
    pq.write_table(everything(), path)
    with scan_outside(str(path), engine="spark", memory=MEMORY) as found:
        assert told(found) == told(scan(read(path)))
        part = found.neighbourhood("bot", 2)
    assert plainly(part) == plainly(scan(read(path)).neighbourhood("bot", 2))


def test_a_long_chain(tmp_path: Path) -> None:
    pq.write_table(chain(40), tmp_path / "chain.parquet")
    assert on_spark(tmp_path / "chain.parquet") == told(scan(read(tmp_path / "chain.parquet")))
