"""A list of checks, one a row, as CSV or Parquet: `verifier` and `subject`, and what else is known.

Further columns: `property` (`good` if nothing is said), `how` (test), `result` (accept), `checked` and
`digest` (what was checked, and what the subject is now), `sound` (why the verifier is relied on), and
`verifier_KIND` and `subject_KIND` for lineage of any kind (weights, key, person, ...).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import get_args

from ..errors import FileError
from ..model.claims import Holds, Sound
from ..model.nodes import shortened
from ..model.values import Check, How, Result
from .content import text_of
from .given import Found, Given
from .sketch import Artefact, Sketch

READER = "reader"
COLUMNS = ("verifier", "subject", "property", "how", "result", "checked", "digest", "sound")
_HOW, _RESULTS = get_args(How), get_args(Result)
_LONGEST_FIELD = 10_000

Row = dict[str, str]


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of an edge list; FileError with its row for everything that is wrong with it."""
    parquet = found.data.startswith(b"PAR1")
    rows = import_module(f"{__package__}.parquet").rows(found) if parquet else csv_rows(found)
    return edges(rows, found.path)


def csv_rows(found: Found) -> Iterator[Row]:
    """The rows of a CSV text, separated by commas, semicolons or tabs; FileError for a damaged one."""
    lines = io.StringIO(text_of(found.data, found.path), newline="")
    first = lines.readline()
    lines.seek(0)
    separator = next((sign for sign in ("\t", ";") if sign in first), ",")
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader)]
        for fields in reader:
            if fields and len(fields) != len(header):
                raise csv.Error(f"{len(fields)} fields where the first line names {len(header)}")
            if fields:
                yield dict(zip(header, (field.strip() for field in fields), strict=True))
    except (csv.Error, StopIteration) as error:
        raise FileError(f"no whole CSV: {error}", file=found.path, line=reader.line_num) from None


def edges(rows: Iterable[Row], file: str) -> Artefact:
    """The tower of some rows."""
    sketch = Sketch(file, "edge list", "who checks whom")
    sketch.observe(READER)
    for number, row in enumerate(rows, 1):
        if number == 1:
            _columns(row, file)
        _row(sketch, row, number, file)
    title = f"edge list of {len(sketch.checks)} checks"
    return Artefact(sketch.model, "edges", title)


def _columns(row: Row, file: str) -> None:
    missing = [name for name in ("verifier", "subject") if name not in row]
    wrong = [name for name in row if name not in COLUMNS and not name.startswith(("verifier_", "subject_"))]
    if missing or wrong:
        message = f"no column {missing[0]}" if missing else f"the column {shortened(wrong[0])} is not known"
        expected = f"{', '.join(COLUMNS)}, verifier_KIND, subject_KIND"
        raise FileError(message, file=file, line=1, expected=expected)


def _row(sketch: Sketch, row: Row, number: int, file: str) -> None:
    for name in ("verifier", "subject"):
        if not row[name]:
            raise FileError(f"row {number} has no {name}", file=file, expected="a name")
    by = sketch.node("verifiers", row["verifier"], _lineage(row, "verifier_"))
    of = sketch.node("verifiers", row["subject"], _lineage(row, "subject_"))
    if row.get("digest"):
        there = sketch.parts["verifiers"]
        there[of] = replace(there[of], digest=row["digest"])
    claim = Holds(sketch.says(sketch.names(row.get("property") or "good", "property"), ""), of)
    how = _word(row.get("how") or "test", _HOW, number, file)
    result = _word(row.get("result") or "accept", _RESULTS, number, file)
    sketch.check(Check((by,), claim, how, result=result, subject=row.get("checked", "")))  # type: ignore[arg-type]
    if row.get("sound"):
        sketch.assume(READER, Sound(by), row["sound"])


def _lineage(row: Row, prefix: str) -> Iterator[tuple[str, str]]:
    return ((name.removeprefix(prefix), value) for name, value in row.items() if name.startswith(prefix))


def _word(word: str, words: tuple[str, ...], number: int, file: str) -> str:
    if word not in words:
        message = f"row {number}: {shortened(word)} is not known"
        raise FileError(message, file=file, expected=" or ".join(words))
    return word
