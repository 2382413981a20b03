"""What a scan found, as tables and as breaks that other writers of this package take."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from ..diagnosis.codes import CODES
from ..diagnosis.explain import explain
from ..diagnosis.report import Break
from .engine import Scan
from .files import write
from .findings import Block, Finding
from .progress import Step, quiet

BATCH = 100_000  # findings that are held as text at one time
EDGE = pa.struct([("kind", pa.string()), ("source", pa.string()), ("target", pa.string())])
SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("kind", pa.string()),
        ("severity", pa.string()),
        ("nodes", pa.list_(pa.string())),
        ("edges", pa.list_(EDGE)),
        ("claims", pa.list_(pa.string())),
        ("reason", pa.string()),
    ]
)


def batches(found: Scan, only: str = "") -> Iterator[pa.RecordBatch]:
    """All findings as rows, in the order of their codes; of one severity if asked."""
    for block in found.blocks:
        if only not in ("", CODES[block.code].severity):
            continue
        for begin in range(0, block.count, BATCH):
            yield _batch(block, begin, min(begin + BATCH, block.count))


def _batch(block: Block, begin: int, end: int) -> pa.RecordBatch:
    code = CODES[block.code]
    told = [block.tell(number) for number in range(begin, end)]
    return pa.record_batch(
        [
            [code.code] * len(told),
            [code.kind] * len(told),
            [code.severity] * len(told),
            pa.array([each.nodes for each in told], pa.list_(pa.string())),
            pa.array(
                [
                    [{"kind": e.kind, "source": e.source, "target": e.target} for e in each.edges]
                    for each in told
                ],
                pa.list_(EDGE),
            ),
            pa.array([each.claims for each in told], pa.list_(pa.string())),
            [each.reason for each in told],
        ],
        schema=SCHEMA,
    )


def write_findings(found: Scan, path: str, only: str = "", step: Step = quiet) -> int:
    """Write the findings as Parquet, of one severity if asked, whole or not at all; gives their number."""
    count = 0
    total = sum(block.count for block in found.blocks if only in ("", CODES[block.code].severity))

    def put(part: str) -> None:
        nonlocal count
        with pq.ParquetWriter(part, SCHEMA) as writer:
            for batch in batches(found, only):
                step("writing", count, total)
                writer.write_batch(batch)
                count += batch.num_rows

    write(path, put)
    return count


def breaks(found: Scan, most: int) -> tuple[Break, ...]:
    """The first findings of each code as breaks of a report, at most so many of each."""
    return tuple(as_break(each) for block in found.blocks for each in block.some(most))


def as_break(found: Finding) -> Break:
    """A finding as a break; what lifts it is what `tower explain` says."""
    page = explain(found.code)
    return Break(found.code, found.nodes, found.edges, found.reason, tuple(page.lifts), page.loeb)
