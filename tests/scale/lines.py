"""Small tables of rows, written as lines such as "v checks x how=proof", and what a scan of them says."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tower.scale.engine import Scan, scan
from tower.scale.reading import read_rows
from tower.scale.rows import FLAGS, NUMBERS, Rows
from tower.scale.verdicts import VERDICTS


def table(*lines: str) -> pa.Table:
    """The rows that the lines say: source, kind, target, and further columns as name=value."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        source, kind, target, *more = line.split()
        said = dict(part.split("=") for part in more)
        rows.append({"source": source, "kind": kind, "target": target}
                    | {name: _value(name, text) for name, text in said.items()})  # fmt: skip
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], _type(name)) for name in names})


def _value(name: str, text: str) -> Any:
    return int(text) if name in NUMBERS else text == "true" if name in FLAGS else text


def _type(name: str) -> pa.DataType:
    return pa.int32() if name in NUMBERS else pa.bool_() if name in FLAGS else pa.string()


def scanned(*lines: str) -> Scan:
    """The scan of some lines."""
    return scan(read_rows(Rows(table(*lines), "lines")))


def verdicts(found: Scan) -> dict[str, str]:
    """The verdict on every claim that the rows speak of."""
    sheet = found.sheet
    return {
        sheet.claim_text(claim): VERDICTS[found.answers.verdict[claim]]
        for claim in range(len(sheet.claims))
        if sheet.claims.mentioned[claim]
    }


def breaks(found: Scan) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Every break: its code, its nodes, its edges as "source kind target"."""
    return [
        (each.code, each.nodes, tuple(f"{edge.source} {edge.kind} {edge.target}" for edge in each.edges))
        for block in found.blocks
        for each in block.some(block.count)
    ]
