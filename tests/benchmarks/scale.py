"""Time and memory of a scan, for each size of graph; run as `python -m tests.benchmarks.scale [--big | --huge]`.

Every figure is that of a process of its own.  The small rows compare with NetworkX building the same
graph and with SciPy's bare pass for components; `--big` adds 10⁷ and 5·10⁷ edges in memory and 10⁷ on
DuckDB under a cap of 2 GB, `--huge` 10⁸ on DuckDB under that cap alone (some twenty minutes).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SIZES = (10**5, 10**6)
PART = 10**7  # rows of one part of a file
OBSERVER = 2**31 - 2
HUGE = (("duckdb", 10**8),)
BIG = (("memory", 10**7), ("memory", 5 * 10**7), ("duckdb", 10**7))


def written(rows: int, folder: str) -> Path:
    """A generated graph of at least so many rows, on disk."""
    path = Path(folder) / f"{rows}.parquet"
    if not path.exists():
        own_process("write", str(path), str(rows))
    return path


def own_process(*words: str) -> list[str]:
    """What one measurement prints."""
    done = subprocess.run([sys.executable, "-m", "tests.benchmarks.scale", *words], capture_output=True, text=True, check=True)
    return done.stdout.split()


def write(path: str, rows: str) -> None:
    import pyarrow.parquet as pq

    left, number, writer = int(rows), 0, None
    while left:
        table = part(min(left, PART), number)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        left, number = left - len(table), number + 1
    writer.close()


def part(rows: int, number: int) -> pa.Table:
    """One of several graphs in one file: names of its own, and the same observer for all."""
    import numpy as np
    import pyarrow as pa

    from tower.scale.generator import generate

    table = generate(int(rows * 1.17), seed=1 + number).rows.slice(0, rows)
    for place, name in ((0, "source"), (2, "target")):
        ends = table[name].to_numpy() + np.int32(number * PART)
        if name == "source":
            ends[0] = OBSERVER  # the first row says what is assumed
        table = table.set_column(place, name, pa.array(ends))
    return table


def measure(what: str, path: str) -> None:
    """Do one thing; print wall time, processor time and the largest memory in GB."""
    began, used = {"memory": memory, "duckdb": duckdb, "networkx": networkx, "scipy": scipy}[what](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{perf_counter() - began:.3f} {process_time() - used:.3f} {peak:.2f}")


def memory(path: str) -> tuple[float, float]:
    from tower.scale.engine import scan
    from tower.scale.files import read

    began, used = perf_counter(), process_time()
    found = scan(read(path))
    assert found.counts and found.failed
    return began, used


def duckdb(path: str) -> tuple[float, float]:
    from tower.scale.outside import scan_outside

    began, used = perf_counter(), process_time()
    with scan_outside(path, memory=2 * 10**9) as found:
        assert found.counts and found.failed
    return began, used


def networkx(path: str) -> tuple[float, float]:
    import networkx as nx
    import pyarrow.parquet as pq

    rows = pq.read_table(path, columns=["source", "target"])
    pairs = list(zip(rows["source"].to_pylist(), rows["target"].to_pylist(), strict=True))
    began, used = perf_counter(), process_time()
    nx.DiGraph(pairs)
    return began, used


def scipy(path: str) -> tuple[float, float]:
    import numpy as np
    import pyarrow.parquet as pq
    from scipy import sparse
    from scipy.sparse import csgraph

    rows = pq.read_table(path, columns=["source", "target"])
    source, target = rows["source"].to_numpy(), rows["target"].to_numpy()
    count = int(max(source.max(), target.max())) + 1
    began, used = perf_counter(), process_time()
    matrix = sparse.csr_array((np.ones(len(source), np.int8), (source, target)), shape=(count, count))
    csgraph.connected_components(matrix, connection="strong")
    return began, used


def main(big: bool, huge: bool) -> None:
    print(f"{'engine':10}{'edges':>12}{'seconds':>10}{'CPU s':>10}{'GB':>8}{'µs/edge':>10}")
    with tempfile.TemporaryDirectory() as folder:
        rows = [*(("memory", size) for size in SIZES), ("networkx", 10**6), ("scipy", 10**6), ("duckdb", 10**6)]
        for engine, size in HUGE if huge else [*rows, *(BIG if big else ())]:
            wall, used, peak = own_process("measure", engine, str(written(size, folder)))
            print(f"{engine:10}{size:12}{wall:>10}{used:>10}{peak:>8}{float(used) / size * 1e6:10.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(*sys.argv[2:4])
    elif sys.argv[1:2] == ["measure"]:
        measure(*sys.argv[2:4])
    else:
        main("--big" in sys.argv, "--huge" in sys.argv)
