"""Bad input is named and counted, ends with exit code 2, and leaves nothing that looks whole."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra scale")

import pyarrow.parquet as pq  # noqa: E402

from tests.exchange.pulls import HEAD, commit, pull, review, written  # noqa: E402
from tower.errors import InputError  # noqa: E402
from tower.scale.engine import scan  # noqa: E402
from tower.scale.files import write  # noqa: E402
from tower.scale.generator import generate  # noqa: E402
from tower.scale.reading import read_rows  # noqa: E402
from tower.scale.rows import Rows  # noqa: E402

from . import lines  # noqa: E402

GOOD = {"source": ["v"], "kind": ["checks"], "target": ["x"]}
BAD = {
    "no target": ({"source": ["v"], "kind": ["checks"]}, "no column 'target'"),
    "unknown column": ({**GOOD, "propertie": ["P"]}, "did you mean property"),
    "wrong type": ({**GOOD, "source": [1.5]}, "holds double"),
    "text for a number": ({**GOOD, "check": ["one"]}, "whole numbers"),
    "empty places": ({"source": ["v", None, None], "kind": ["checks"] * 3, "target": ["x"] * 3}, "in 2 of 3 rows"),
    "unknown kind": ({"source": ["v", "v"], "kind": ["chekcs"] * 2, "target": ["x", "y"]}, "the kind 'chekcs' in 2 rows"),
    "unknown how": ({**GOOD, "how": ["guess"]}, "the how 'guess'"),
    "weak proof": ({**GOOD, "how": ["proof"]}, "without a theory"),
    "undeclared end": ({"source": ["v", "v"], "kind": ["is", "checks"], "target": ["verifier", "x"]}, "not declared: x"),
    "needs of nobody": ({"source": ["w"], "kind": ["needs"], "target": ["x"]}, "belong to no check: w"),
    "two observers": ({"source": ["a", "b"], "kind": ["assumes"] * 2, "target": ["x"] * 2}, "2 observers"),
    "two theories": ({"source": ["v", "v"], "kind": ["reasons_in"] * 2, "target": ["PA", "ZFC"]}, "more than one theory"),
    "negative check": ({**GOOD, "check": [-5]}, "the check -5"),
    "too many asked for": ({**GOOD, "check": [1], "at_least": [2]}, "for more verifiers than"),
    "rows that differ": ({"source": ["v", "w"], "kind": ["checks"] * 2, "target": ["x", "y"], "check": [1, 1]}, "rows of check 1 differ in"),
    "an empty name": ({**GOOD, "target": [""]}, "'target' of rows.parquet is empty in 1 of 1 rows"),
    "no number of 64 bits": ({**GOOD, "source": pa.array([2**64 - 1], pa.uint64())}, "the source 18446744073709551615"),
    "an artifact that checks": ({"source": ["v", "v", "x"], "kind": ["is", "checks", "is"], "target": ["artifact", "x", "artifact"]}, "1 nodes are said to be artifacts"),
    "two classes": ({"source": ["P", "P"], "kind": ["is"] * 2, "target": ["safety", "liveness"]}, "more than one class"),
    "class of no property": ({"source": ["sound"], "kind": ["is"], "target": ["safety"]}, "is no property"),
    "no claim": ({**GOOD, "property": ["sound"], "about": ["P(("]}, "rows.parquet: about 'P(('"),
    "no capability": ({"source": ["v"], "kind": ["capability"], "target": ["many"]}, "rows.parquet: a capability: 'many'"),
    "two objectives": ({"source": ["x"] * 2, "kind": ["pursues"] * 2, "target": ["loss", "values"]}, "more than one objective"),
    "no rate": ({"source": ["v"], "kind": ["rate"], "target": ["banana"]}, "rows.parquet: a rate: 'banana'"),
    "no probability": ({"source": ["v"], "kind": ["rate"], "target": ["2"]}, "the rate '2'; expected a number from 0 to 1"),
    "two rates": ({"source": ["v"] * 2, "kind": ["rate"] * 2, "target": ["0.1", "0.2"]}, "v has more than one rate"),
    "no such failure": ({"source": ["x", "m"], "kind": ["addresses", "builds"], "target": ["x", "x"]}, "the target 'x'"),
    "control characters": ({**GOOD, "kind": ["c\x1b[31m"]}, "the kind 'c\\x1b[31m' in"),
    "a huge kind": ({**GOOD, "kind": ["c" * 10**6]}, "c…' in"),
    "a huge undeclared name": ({"source": ["v", "v"], "kind": ["is", "checks"], "target": ["verifier", "x" * 10**6]}, "x…"),
    "no class": ({"source": ["P"], "kind": ["is"], "target": ["safe"]}, "'safe' is no class"),
    "a column of nothing": ({**GOOD, "source": pa.nulls(1)}, "'source' of rows.parquet is empty in 1 of 1 rows"),
    "lists": ({**GOOD, "property": [["P"]]}, "column 'property' of rows.parquet holds list<"),
    "structures": ({**GOOD, "how": [{"a": 1}]}, "column 'how' of rows.parquet holds struct<"),
    "bytes": ({**GOOD, "target": [b"x"]}, "column 'target' of rows.parquet holds binary"),
    "decimals": ({**GOOD, "check": [Decimal("1.5")]}, "column 'check' of rows.parquet holds decimal"),
    "times": ({**GOOD, "source": [datetime(2026, 1, 1)]}, "column 'source' of rows.parquet holds timestamp"),
    "numbers for a word": ({**GOOD, "property": [1]}, "column 'property' of rows.parquet holds int64"),
    "a check beyond 64 bits": ({**GOOD, "check": pa.array([2**64 - 1], pa.uint64())}, "the check 18446744073709551615"),
    "a strength below 0": ({**GOOD, "strength": [-1]}, "the strength -1; expected a whole number from 0 to 999999"),
    "a huge verifier": ({**GOOD, "source": ["v" * 10**6], "how": ["proof"]}, "v… "),
    "letters that steer": ({**GOOD, "source": ["v\x1b[31m\u202e"], "how": ["proof"]}, "by v\\x1b[31m\\u202e"),
    "a how of another kind": ({**GOOD, "how": ["searched"]}, "the how 'searched'"),
    "two ways to build": ({"source": ["a", "b"], "kind": ["builds"] * 2, "target": ["c"] * 2, "how": ["written", "searched"]}, "c has more than one kind of link"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # Ibis on DuckDB
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("name", BAD)
def test_bad_rows_are_named(name: str, engine: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    columns, said = BAD[name]
    pq.write_table(pa.table(columns), tmp_path / "rows.parquet")
    done = run("scan", str(tmp_path / "rows.parquet"), "--engine", engine)
    assert done.code == 2 and said in done.err and not done.out
    assert len(done.err) < 1000 and "\x1b" not in done.err


FILES = {
    "nothing in it": (b"", "the file is empty"),
    "no table": (bytes(range(256)) * 20, "not UTF-8"),
    "junk between the marks of Parquet": (b"PAR1" + bytes(range(256)) + b"PAR1", "not readable"),
    "junk after the mark of Arrow": (b"ARROW1\0\0" + bytes(range(256)), "not readable"),
    "a column twice": (b"source,kind,target,target\nv,checks,x,y\n", "the column 'target' 2 times"),
    "a row that is longer": (b"source,kind,target\nv,checks,x,y\n", "Expected 3 columns, got 4"),
    "a quote that never ends": (b'source,kind,target\n"v,checks,x\n', "not readable"),
    "an empty name": (b'source,kind,target\n"",checks,x\n', "is empty in 1 of 1 rows"),
    "Latin letters of one byte": (b"source,kind,target\nv\xe9,checks,x\n", "invalid UTF8"),
    "two bytes a letter": ("source,kind,target\nv,checks,x\n".encode("utf-16"), "not UTF-8"),
    "a number that is too large": (b"source,kind,target,check\n1,checks,2,99999999999\n", "99999999999"),
    "neither true nor false": (b"source,kind,target,amplified\n1,checks,2,maybe\n", "maybe"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("column", ["property", "check", "target"])
def test_a_column_that_is_there_twice(column: str, engine: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    rows = pa.table({**GOOD, "property": ["P"], "check": [1]})
    pq.write_table(rows.append_column(column, rows[column]), tmp_path / "rows")
    (tmp_path / "text").write_text(f"source,kind,target,property,check,{column}\nv,checks,x,P,1,1\n")
    for name in ("rows", "text"):
        done = run("scan", str(tmp_path / name), "--engine", engine)
        assert done.code == 2 and f"{name} has the column '{column}' 2 times" in done.err and not done.out


LATE = {"number": "v,checks,x,1,true,", "truth": "v,checks,x,1,maybe", "row": "v,checks", "letter": "v\udce9,checks,x,1,true"}


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # Ibis on DuckDB
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("last", LATE.values(), ids=LATE)
def test_a_bad_row_at_the_end_of_a_long_file(last: str, engine: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    text = "source,kind,target,check,local\n" + "v,checks,x,1,true\n" * 100_000 + last + "\n"
    (tmp_path / "rows").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run("scan", str(tmp_path / "rows"), "--engine", engine)
    assert done.code == 2 and done.err.count("\n") == 1 and len(done.err) < 500 and not done.out


ODD = {
    "kind": pa.DictionaryArray.from_arrays(pa.array([0], pa.uint64()), pa.array(["checks"])),
    "source": pa.DictionaryArray.from_arrays(pa.array([0], pa.uint64()), pa.array(["v"])),
    "target": pa.DictionaryArray.from_arrays(pa.array([0], pa.uint8()), pa.array([7], pa.uint64())),
    "check": pa.DictionaryArray.from_arrays(pa.array([0], pa.uint64()), pa.array([7], pa.uint16())),
    "at_least": pa.array([1], pa.uint64()),
}


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_words_and_numbers_by_place_are_what_they_stand_for(form: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    """Whatever the type of the places and of the numbers."""
    for name, column in ODD.items():
        rows = pa.table({**GOOD, "check": [7], name: column})
        if form == "arrow":
            path = arrow(tmp_path / name, rows)
        else:
            pq.write_table(rows, path := tmp_path / name)
        done = run("scan", str(path), "--format", "json")
        assert done.code == 1 and '"artifact": {"UNSUPPORTED": 1}' in done.out


@pytest.mark.parametrize("content, said", FILES.values(), ids=FILES)
def test_bad_files_are_named(content: bytes, said: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    (tmp_path / "rows").write_bytes(content)
    done = run("scan", str(tmp_path / "rows"))
    assert done.code == 2 and said in done.err and not done.out


def arrow(path: Path, table: Any) -> Path:
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    return path


def test_bad_columns_of_an_arrow_file_are_named(tmp_path: Path, run: Callable[..., Any]) -> None:
    """Text that is not UTF-8, and an empty place that only the dictionary of a column has."""
    ends, letters = pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0])), pa.py_buffer(b"\xff\xfe")
    broken = pa.Array.from_buffers(pa.string(), 1, [None, ends, letters])
    done = run("scan", str(arrow(tmp_path / "text", pa.table({**GOOD, "source": broken}))))
    assert done.code == 2 and "'source' of text: Invalid UTF8" in done.err
    lost = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["v", None]))
    rows = pa.table({"source": lost, "kind": ["checks"] * 2, "target": ["x"] * 2})
    done = run("scan", str(arrow(tmp_path / "lost", rows)))
    assert done.code == 2 and "is empty in 1 of 2 rows, first in row 2" in done.err


@pytest.mark.parametrize("kinds", [(pa.int8(), pa.int8()), (pa.int8(), pa.int64()), (pa.uint8(), pa.int32())])
def test_numbers_of_any_width_are_names(kinds: tuple[Any, Any], tmp_path: Path, run: Callable[..., Any]) -> None:
    """The ends of what each type holds stay what they are."""
    source = [127, 0] if kinds[0] == pa.uint8() else [127, -128]
    ends = pa.array(source, kinds[0]), pa.array([-128 if kinds[0] != pa.uint8() else -1, 127], kinds[1])
    found = scan(read_rows(Rows(pa.table({"source": ends[0], "kind": ["checks"] * 2, "target": ends[1]}), "t")))
    assert set(found.sheet.nodes) == {str(value) for end in ends for value in end.to_pylist()}


def test_spreadsheet_files_are_read(tmp_path: Path, run: Callable[..., Any]) -> None:
    """A mark of the order of bytes, line ends of two letters, quotes, empty lines."""
    text = '\ufeffsource,kind,target\r\nv,checks,x\r\n\r\n"a,b",checks,"x ""q"""\r\n'
    (tmp_path / "rows.csv").write_bytes(text.encode())
    done = run("scan", str(tmp_path / "rows.csv"), "--format", "json")
    assert done.code == 1 and '"rows": 2' in done.out and "x \\\"q\\\"" in done.out


def test_control_characters_stay_out_of_the_terminal(tmp_path: Path, run: Callable[..., Any]) -> None:
    name = "v\x1b[31m\n\u202e"
    rows = {"source": [name, name], "kind": ["checks", "assumes"], "target": [name, "x"]}
    pq.write_table(pa.table(rows), tmp_path / "rows.parquet")
    done = run("scan", str(tmp_path / "rows.parquet"))
    assert done.code == 1 and "\x1b" not in done.out and "\u202e" not in done.out


@pytest.mark.parametrize("words", [
    ("--engine", "duckdb", "--memory", "nonsense"), ("--engine", "duckdb", "--memory", "0"),
    ("--engine", "duckdb", "--memory", "-1"), ("--engine", "duckdb", "--memory", "99999999TB"),
    ("--engine", "duckdb", "--depth", "0"), ("--memory", "2GB"), ("--depth", "3"), ("--only", "error"),
    ("--radius", "1"), ("--around", "v", "--radius", "-1"), ("--around", "v", "-o", "x.parquet"), ("-o", ""),
    ("--around", "nobody"), ("-o", "x.txt"),
])  # fmt: skip
def test_options_that_say_nothing(words: tuple[str, ...], tmp_path: Path, run: Callable[..., Any]) -> None:
    """Nonsense, and what would be ignored, is refused before anything is told or written."""
    pq.write_table(pa.table(GOOD), tmp_path / "rows.parquet")
    done = run("scan", str(tmp_path / "rows.parquet"), *words)
    assert done.code == 2 and done.err and not done.out
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


def on_a_small_disk(*words: str, limit: str = "", cwd: Path) -> Any:
    """The command line where no file grows beyond a few kilobytes."""
    command = f"{limit} exec {shlex.quote(sys.executable)} -m tower {shlex.join(words)}"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment, cwd=cwd)


@pytest.mark.parametrize("ending", ["parquet", "sarif"])
def test_findings_for_which_the_disk_is_too_small(ending: str, tmp_path: Path) -> None:
    """A real write that stops half way: nothing is left that looks whole, and nothing is told."""
    pq.write_table(generate(20_000, seed=1).rows, tmp_path / "rows.parquet")
    words = ("scan", "rows.parquet", "-o", f"found.{ending}")
    done = on_a_small_disk(*words, limit="ulimit -f 4;", cwd=tmp_path)
    assert done.returncode == 2 and "nothing was left behind" in done.stderr and not done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_summary_for_which_the_disk_is_full(tmp_path: Path) -> None:
    pq.write_table(pa.table(GOOD), tmp_path / "rows.parquet")
    done = on_a_small_disk("scan", "rows.parquet", limit="exec >/dev/full;", cwd=tmp_path)
    assert done.returncode == 2 and "cannot be written: No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_findings_that_a_limit_kept_from_being_found_are_not_written(
    tmp_path: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ("t reasons_in A", "u reasons_in A", "t checks u property=sound about=P(x)", "u checks x result=pending")
    pq.write_table(lines.table(*rows, "o assumes t property=sound"), tmp_path / "rows.parquet")
    words = ("scan", str(tmp_path / "rows.parquet"), "-o", str(tmp_path / "found.parquet"))
    monkeypatch.setattr("tower.scale.patterns.MOST_PATTERNS", 0)
    done = run(*words)
    assert done.code == 3 and "UNKNOWN" in done.out and "Wrote nothing: 0 distinct patterns" in done.out
    assert "gave up at a stated limit" in done.err and not (tmp_path / "found.parquet").exists()
    monkeypatch.undo()
    assert run(*words).code == 1 and (tmp_path / "found.parquet").exists()


def test_findings_replace_nothing_and_go_nowhere_else(tmp_path: Path, run: Callable[..., Any]) -> None:
    pq.write_table(pa.table(GOOD), tmp_path / "rows.parquet")
    (tmp_path / "link.parquet").symlink_to(tmp_path / "nowhere")
    for target in ("rows.parquet", "link.parquet", "none/found.parquet"):
        done = run("scan", str(tmp_path / "rows.parquet"), "-o", str(tmp_path / target))
        assert done.code == 2 and not done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.parquet", "rows.parquet"]


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


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize(("lines", "said"), [
    ("review,checks,x\nreview,builds,y\n", ""),
    ("review,checks,x\na,checks,x\na,builds,x\n", ""),
    ("meter,rate,0.125\nmeter,checks,x\nmeter,capability,1200\n", ""),
    ("v@x,checks,x\nv@x,builds,y\n", "no tower file can hold the part around 'x'"),
    ("x,builds,x\nx,checks,x\n", "no tower file can hold the part around 'x'"),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # Ibis on DuckDB
def test_a_part_is_a_tower_file_or_refused(
    lines: str, said: str, engine: str, tmp_path: Path, run: Callable[..., Any]
) -> None:
    """Whatever the nodes are called; rates and capabilities are those of the rows."""
    (tmp_path / "x.csv").write_text("source,kind,target\n" + lines, encoding="utf-8")
    done = run("scan", str(tmp_path / "x.csv"), "--engine", engine, "--around", "x")
    assert done.code == (2 if said else 0) and said in done.err
    (tmp_path / "part.tower.yaml").write_text(done.out, encoding="utf-8")
    assert said or run("check", str(tmp_path / "part.tower.yaml")).code in (0, 1)
    assert "0.125" not in lines or ("0.125" in done.out and "1200" in done.out)


def test_the_quotient_is_drawn_with_every_circle_that_is_told(tmp_path: Path, run: Callable[..., Any]) -> None:
    path, picture = tmp_path / "rows.parquet", tmp_path / "rows.svg"
    pq.write_table(generate(2000, seed=2).rows, path)
    assert run("draw", str(path), "-o", str(picture)).code == 0
    drawn = picture.read_text(encoding="utf-8")
    assert "TWR202" in drawn and "TWR201" in drawn and "agents, SUPPORTED" in drawn


@pytest.mark.parametrize("words", [("--assume", "sound(v)"), ("--policy", "CODEOWNERS"), ("--trust", "roots.pem")])
def test_what_is_given_beside_a_source_is_refused_for_rows(
    words: tuple[str, ...], tmp_path: Path, run: Callable[..., Any]
) -> None:
    """Rows say all of it themselves; a tower and an artefact take it."""
    (tmp_path / "rows.csv").write_text("source,kind,target\nv,checks,x\n", encoding="utf-8")
    done = run("scan", str(tmp_path / "rows.csv"), *words)
    assert done.code == 2 and "say nothing about a table of rows" in done.err


def test_what_is_assumed_counts_in_the_scan_of_an_artefact(tmp_path: Path, run: Callable[..., Any]) -> None:
    path = written(tmp_path, pull("alice", [commit(HEAD, "alice")], [review("bob", member="NONE")]))
    before, after = run("scan", path), run("scan", path, "--assume", "sound(bob)")
    assert (before.code, after.code) == (1, 0)
