"""The same rows on every engine: the same verdicts, the same breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis", reason="needs the extra scale")

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings, strategies as st  # noqa: E402

from tower.cli.scanning import summary_json  # noqa: E402
from tower.errors import LimitReached  # noqa: E402
from tower.scale import keeping, outer_breaks  # noqa: E402
from tower.scale.engine import scan  # noqa: E402
from tower.scale.files import read  # noqa: E402
from tower.scale.generator import generate  # noqa: E402
from tower.scale.outside import scan_outside  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # Ibis on DuckDB
few = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
)
NODES = [f"n{number}" for number in range(7)]


@st.composite
def weak_rows(draw: st.DrawFn) -> pa.Table:
    """Rows of a weak tower: everybody checks everybody, circles and shared causes are frequent."""
    node = st.sampled_from(NODES)
    check = st.tuples(
        node,
        st.just("checks"),
        node,
        st.sampled_from([None, "sound", "sound", "Q"]),
        st.sampled_from([None, "attestation"]),
        st.sampled_from([None, None, None, "reject"]),
    )
    rows = draw(st.lists(check, min_size=2, max_size=12))
    by = sorted({row[0] for row in rows})
    need = st.tuples(st.sampled_from(by), st.just("needs"), node, st.sampled_from([None, "sound", "Q"]))
    rows += [(*row, None, None) for row in draw(st.lists(need, max_size=3))]
    rows += [
        ("o", "assumes", target, what, None, None)
        for target, what in draw(st.lists(st.tuples(node, st.sampled_from(["sound", None])), max_size=2))
    ]
    links = draw(st.lists(st.tuples(st.sampled_from(NODES[:3]), st.sampled_from(NODES[3:])), max_size=2))
    rows += [(base, "builds", mesa, None, "delegated", None) for base, mesa in links]
    causes = draw(st.lists(st.tuples(node, st.sampled_from(["p", "q"])), max_size=4))
    rows += [(name, "person", cause, None, None, None) for name, cause in causes]
    columns = list(zip(*rows, strict=True))
    names = ("source", "kind", "target", "property", "how", "result")
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )


def told(found: Any) -> dict[str, Any]:
    """Everything that a scan finds, in an order of its own."""
    whole = summary_json(found)
    whole["findings"] = sorted(
        (each.code, each.nodes, each.edges, each.reason)
        for block in found.blocks
        for each in block.some(block.count)
    )
    return {
        key: whole[key]
        for key in ("verdicts", "findings", "observer", "nodes", "rows", "repeated_checks", "exit")
    }


def both(rows: pa.Table, path: Path, engine: str = "duckdb", **options: Any) -> None:
    pq.write_table(rows, path)
    here = told(scan(read(path)))
    with scan_outside(str(path), engine=engine, **options) as found:
        assert told(found) == here


@few
@given(rows=weak_rows())
def test_random_rows_on_duckdb(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        both(rows, tmp_path_factory.mktemp("rows") / "rows.parquet", memory=10**9)
    except LimitReached as limit:  # said, and settled by the engine in memory
        assert "the engine memory settles" in str(limit)


@pytest.mark.parametrize("text", [False, True])
def test_a_generated_graph_on_duckdb(text: bool, tmp_path: Path) -> None:
    both(generate(3000, seed=5, text=text).rows, tmp_path / "graph.parquet", memory=10**9)


@pytest.mark.parametrize("text", [False, True])
def test_in_many_parts(text: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out in parts, and told in pages, is the same."""
    monkeypatch.setattr(keeping, "NUMBER", 4 * 10**6)
    monkeypatch.setattr(keeping, "TEXT", 4 * 10**6)
    monkeypatch.setattr(outer_breaks, "PAGE", 100)
    both(generate(400, seed=9, text=text).rows, tmp_path / "graph.parquet", memory=10**9)


def test_names_stay_as_they_are_written(tmp_path: Path) -> None:
    """In a CSV file 7 and 07 are two; a number may be as large as it likes."""
    lines = ["source,kind,target,property", "o,assumes,7,sound", "7,checks,07,sound", "07,checks,x,"]
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n")
    rows = {"source": [1, 2, -3], "kind": ["assumes", "checks", "checks"], "target": [2, -3, 2**63 - 1]}
    pq.write_table(pa.table({**rows, "property": ["sound", "sound", None]}), tmp_path / "large.parquet")
    for name in ("rows.csv", "large.parquet"):
        with scan_outside(str(tmp_path / name), memory=10**9) as found:
            assert told(found) == told(scan(read(tmp_path / name)))


def chain(length: int) -> pa.Table:
    """A tower of reviewers, each of whom vouches for the next one; the top is assumed sound."""
    return pa.table(
        {
            "source": [*(f"v{n}" for n in range(length)), "o"],
            "kind": [*["checks"] * length, "assumes"],
            "target": [*(f"v{n + 1}" for n in range(length)), "v0"],
            "property": ["sound"] * (length + 1),
        }
    )


def test_long_chains_are_contracted(tmp_path: Path) -> None:
    """A thousand levels of meta-review take fewer than eight rounds."""
    both(chain(1000), tmp_path / "chain.parquet", memory=10**9, depth=8)


def test_beyond_the_depth_it_gives_up(tmp_path: Path, run: Callable[..., Any]) -> None:
    """A ladder whose every step has two ways up is no chain: it takes a round for each step."""
    rungs = 30
    rows = [
        (f"{side}{n}", "checks", f"{other}{n + 1}") for n in range(rungs) for side in "ab" for other in "ab"
    ]
    table = pa.table(
        {
            "source": [*(row[0] for row in rows), "o", "o"],
            "kind": [*(row[1] for row in rows), "assumes", "assumes"],
            "target": [*(row[2] for row in rows), "a0", "b0"],
            "property": ["sound"] * (len(rows) + 2),
        }
    )
    both(table, tmp_path / "ladder.parquet", memory=10**9, depth=40)
    done = run("scan", str(tmp_path / "ladder.parquet"), "--engine", "duckdb", "--depth", "5")
    assert done.code == 3 and "5 rounds" in done.err and not done.out


def test_beyond_the_memory_it_gives_up(tmp_path: Path, run: Callable[..., Any]) -> None:
    """What does not fit under the cap is told as a limit, with nothing that looks like an answer."""
    pq.write_table(generate(100_000, seed=3).rows, tmp_path / "graph.parquet")
    done = run("scan", str(tmp_path / "graph.parquet"), "--engine", "duckdb", "--memory", "2MB")
    assert done.code == 3 and "2 MB of memory" in done.err and not done.out
