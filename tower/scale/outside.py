"""Scan a graph that does not fit in memory: on DuckDB, with a cap, or on Spark.

The same questions over the same rows: who is checked by whom, on what it rests, who trusts only
themselves.  Hereditary properties and gates, which only the engine `memory` holds, are refused by name.
What has to be asked of the logic is a limit.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError, LimitReached, MissingExtra
from . import form_of
from .files import reading, schema
from .keeping import InFolder, Keep, OnDisk
from .names import told
from .outer import OuterScan, outer_scan
from .progress import Step, quiet
from .rows import check_schema

try:
    import ibis
    from duckdb import ConversionException, InvalidInputException, IOException, OutOfMemoryException
except ImportError as error:  # pragma: no cover
    raise MissingExtra("Ibis", "scale") from error

BESIDE = 500 * 10**6  # bytes that the process takes beside what DuckDB counts as its memory
PLACES = 2  # processes of a local cluster
AS_TEXT: dict[str, dict[str, Any]] = {  # how CSV is read
    "duckdb": {"all_varchar": True, "header": True, "delim": ",", "quote": '"', "escape": '"'},
    "spark": {"inferSchema": False},
}


@contextmanager
def scan_outside(
    path: str,
    *,
    engine: str = "duckdb",
    memory: int = 2 * 10**9,
    depth: int = 64,
    step: Step = quiet,
) -> Iterator[OuterScan]:
    """Scan a Parquet or CSV file on another engine, in at most `memory` bytes and `depth` rounds.

    What was worked out is kept until the block ends.  InputError for rows that this engine does not
    hold or a disk that is full, LimitReached beyond the depth or the memory.
    """
    form = form_of(path)
    if form not in ("parquet", "csv"):
        expected = "a Parquet or CSV file, or --engine memory"
        raise InputError(f"{path!r} is not for the engine {engine}", expected=expected)
    where, alone = tempfile.mkdtemp(prefix="tower-scan-"), engine == "spark" and not in_session()
    try:
        with reading(path):
            check_schema(schema(path, form), Path(path).name)
            cap = max(memory - BESIDE, memory // 2)
            connection = duckdb(where, cap) if engine == "duckdb" else spark(memory)
            csv = AS_TEXT[engine]
            rows = connection.read_parquet(path) if form == "parquet" else connection.read_csv(path, **csv)
            put = OnDisk(connection) if engine == "duckdb" else InFolder(connection, Path(where))
            yield outer_scan(rows, Path(path).name, Keep(put, cap), depth, step)
    except OutOfMemoryException:
        raise LimitReached(f"{memory // 10**6} MB of memory (--memory)") from None
    except (ConversionException, InvalidInputException, IOException) as error:
        said = told([" ".join(str(error).split())], 200)
        raise InputError(f"{engine} could not go on: {said}; no findings are told") from None
    finally:
        if alone and (session := in_session()):
            session.stop()
        shutil.rmtree(where, ignore_errors=True)


def duckdb(where: str, memory: int) -> Any:
    """DuckDB in a folder, with a cap on its memory."""
    connection = ibis.duckdb.connect(str(Path(where) / "scan.duckdb"), temp_directory=where)
    connection.raw_sql(f"SET memory_limit = '{max(memory // 10**6, 1)}MB'")
    connection.raw_sql("SET preserve_insertion_order = false")
    connection.raw_sql("SET enable_progress_bar = false")  # it would be printed among the findings
    return connection


def _session_class() -> Any:
    try:
        return ibis.util.import_object("pyspark.sql.SparkSession")
    except (ImportError, AttributeError) as error:
        raise MissingExtra("PySpark", "spark") from error


def in_session() -> Any:
    """The Spark session of this process; None where there is none."""
    return _session_class().getActiveSession()


def spark(memory: int) -> Any:
    """Spark: the session that is there, or a local cluster of separate processes."""
    each = max(memory // PLACES // 2**20, 512)
    session = (
        _session_class()
        .builder.master(f"local-cluster[{PLACES},1,{each}]")
        .config("spark.executor.memory", f"{each}m")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(PLACES))
        .config("spark.default.parallelism", str(PLACES))
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.ansi.enabled", "true")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)
