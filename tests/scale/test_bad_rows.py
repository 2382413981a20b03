"""Bad input is named and counted, ends with exit code 2, and leaves nothing that looks whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra scale")

import pyarrow.parquet as pq  # noqa: E402

from tower.errors import InputError  # noqa: E402
from tower.scale.engine import scan  # noqa: E402
from tower.scale.files import write  # noqa: E402
from tower.scale.generator import generate  # noqa: E402
from tower.scale.reading import read_rows  # noqa: E402
from tower.scale.rows import Rows  # noqa: E402

GOOD = {"source": ["v"], "kind": ["checks"], "target": ["x"]}
BAD = {
    "no target": ({"source": ["v"], "kind": ["checks"]}, "no column 'target'"),
    "unknown column": ({**GOOD, "propertie": ["P"]}, "did you mean property"),
    "wrong type": ({**GOOD, "source": [1.5]}, "holds double"),
    "text for a number": ({**GOOD, "check": ["one"]}, "whole numbers"),
    "empty places": ({"source": ["v", None, None], "kind": ["checks"] * 3, "target": ["x"] * 3}, "in 2 of 3 rows, first in row 2"),
    "unknown kind": ({"source": ["v", "v"], "kind": ["chekcs"] * 2, "target": ["x", "y"]}, "in 2 rows, first in row 1"),
    "unknown how": ({**GOOD, "how": ["guess"]}, "the how 'guess'"),
    "weak proof": ({**GOOD, "how": ["proof"]}, "without a theory"),
    "undeclared end": ({"source": ["v", "v"], "kind": ["is", "checks"], "target": ["verifier", "x"]}, "not declared: x"),
    "needs of nobody": ({"source": ["w"], "kind": ["needs"], "target": ["x"]}, "belong to no check: w"),
    "two observers": ({"source": ["a", "b"], "kind": ["assumes"] * 2, "target": ["x"] * 2}, "2 observers"),
    "two theories": ({"source": ["v", "v"], "kind": ["reasons_in"] * 2, "target": ["PA", "ZFC"]}, "more than one theory"),
    "negative check": ({**GOOD, "check": [-5]}, "the check -5"),
    "too many asked for": ({**GOOD, "check": [1], "at_least": [2]}, "more verifiers than it has"),
    "rows that differ": ({"source": ["v", "w"], "kind": ["checks"] * 2, "target": ["x", "y"], "check": [1, 1]}, "differ in claim"),
    "no class": ({"source": ["P"], "kind": ["is"], "target": ["safe"]}, "'safe' is no class"),
}  # fmt: skip


@pytest.mark.parametrize("columns, said", BAD.values(), ids=BAD)
@pytest.mark.parametrize("engine", ["memory"])
def test_bad_rows_are_named(
    columns: dict[str, Any], said: str, engine: str, tmp_path: Path, run: Callable[..., Any]
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "rows.parquet")
    done = run("scan", str(tmp_path / "rows.parquet"), "--engine", engine)
    assert done.code == 2 and said in done.err and not done.out


def test_a_truncated_file_is_named(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(generate(1000).rows, path)
    path.write_bytes(path.read_bytes()[:-100])
    for engine in ("memory", "duckdb"):
        done = run("scan", str(path), "--engine", engine)
        assert done.code == 2 and "rows.parquet: not readable" in done.err and not done.out


def test_no_table_at_all(tmp_path: Path, run: Callable[..., Any]) -> None:
    assert run("scan", str(tmp_path / "nothing.parquet")).code == 2
    (tmp_path / "x.csv").write_text("source,kind,target\nv,checks\n", encoding="utf-8")
    assert run("scan", str(tmp_path / "x.csv")).code == 2


def test_an_empty_table_is_a_table() -> None:
    rows = pa.table({name: pa.array([], pa.string()) for name in ("source", "kind", "target")})
    found = scan(read_rows(Rows(rows, "empty")))
    assert not found.counts and not found.blocks


@pytest.mark.slow
def test_a_million_times_the_same_edge() -> None:
    count = 10**6
    rows = pa.table({"source": ["v"] * count, "kind": ["checks"] * count, "target": ["v"] * count})
    found = scan(read_rows(Rows(rows, "same")))
    assert dict(found.sheet.counts)["repeated checks"] == count - 1
    assert [(block.code, block.count) for block in found.blocks] == [("TWR202", 1)]


def test_findings_are_written_whole_or_not_at_all(tmp_path: Path, run: Callable[..., Any]) -> None:
    path, out = tmp_path / "rows.parquet", tmp_path / "found.parquet"
    graph = generate(2000, seed=2)
    pq.write_table(graph.rows, path)
    assert run("scan", str(path), "-o", str(out)).code == 1
    codes = pq.read_table(out)["code"].to_pylist()
    assert codes.count("TWR202") == graph.planted.circles and codes.count("TWR201") == graph.planted.shared
    before = out.read_bytes()
    again = run("scan", str(path), "-o", str(out))
    assert again.code == 2 and out.read_bytes() == before
    assert run("scan", str(path), "-o", str(tmp_path / "found.sarif"), "--only", "error").code == 1
    assert (tmp_path / "found.sarif").read_text(encoding="utf-8").count("ruleId") >= graph.planted.circles


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    def full(part: str) -> None:
        Path(part).write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device; nothing was left behind"):
        write(str(tmp_path / "out.parquet"), full)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seed", range(3))
def test_what_is_planted_is_found(seed: int) -> None:
    graph = generate(5000, seed=seed, text=bool(seed % 2))
    found = scan(read_rows(Rows(graph.rows, "graph")))
    count = {block.code: block.count for block in found.blocks}
    assert count["TWR202"] == graph.planted.circles and count["TWR201"] == graph.planted.shared
    assert found.alone == 3 * graph.planted.circles
    assert generate(5000, seed=seed, text=bool(seed % 2)).rows.equals(graph.rows)


def test_the_part_around_a_node_is_a_tower_with_the_same_verdicts(
    tmp_path: Path, run: Callable[..., Any]
) -> None:
    (tmp_path / "x.csv").write_text(
        "source,kind,target,property,how\nI,checks,leaf,,attestation\nI,needs,I,,\nR,checks,I,,attestation\n"
        "R,needs,R,,\no,assumes,R,,\n", encoding="utf-8",
    )  # fmt: skip
    done = run("scan", str(tmp_path / "x.csv"), "--around", "leaf", "--radius", "1")
    (tmp_path / "leaf.tower.yaml").write_text(done.out, encoding="utf-8")
    checked = run("check", str(tmp_path / "leaf.tower.yaml"))
    assert checked.code == 0 and "P(leaf)" in checked.out and "GUARANTEED" in checked.out


def test_the_quotient_is_drawn_with_every_circle_that_is_told(tmp_path: Path, run: Callable[..., Any]) -> None:
    path, picture = tmp_path / "rows.parquet", tmp_path / "rows.svg"
    pq.write_table(generate(2000, seed=2).rows, path)
    assert run("draw", str(path), "-o", str(picture)).code == 0
    drawn = picture.read_text(encoding="utf-8")
    assert "TWR202" in drawn and "TWR201" in drawn and "agents, SUPPORTED" in drawn
