"""Tables from files and to files: Parquet, Arrow, CSV in; findings out, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from ..errors import FileError, InputError
from . import form_of
from .names import told
from .progress import Step, quiet
from .reading import read_rows
from .rows import COLUMNS, FLAGS, NUMBERS, Rows, check_schema
from .sheet import Sheet

FORMS = "a Parquet, Arrow (IPC) or CSV file with the columns source, kind, target"
READ_AS = {
    name: pa.bool_() if name in FLAGS else pa.int32() if name in NUMBERS else pa.string() for name in COLUMNS
}


def read(path: str | os.PathLike[str], step: Step = quiet) -> Sheet:
    """The sheet of a file; FileError or InputError naming what is wrong with it."""
    step("reading")
    sheet = read_rows(Rows(table(path), Path(path).name), Path(path).stem, step)
    pa.default_memory_pool().release_unused()
    return sheet


def table(path: str | os.PathLike[str]) -> pa.Table:
    """The rows of a file; FileError where it is no table, damaged or cut short."""
    name = os.fspath(path)
    readers: dict[str, Callable[[str], pa.Table]] = {"parquet": _parquet, "arrow": _arrow, "csv": _csv}
    form = form_of(name)
    if not form:
        missing = not Path(name).exists()
        raise FileError(
            "there is no such file" if missing else "this is no table of rows", file=name, expected=FORMS
        )
    with reading(name):
        return readers[form](name)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what a library says of a damaged file into a FileError."""
    try:
        yield
    except (pa.ArrowException, OSError, EOFError) as error:
        said = told([" ".join(str(error).split())], 200)
        raise FileError(f"not readable: {said}", file=name, expected=FORMS) from None


def _parquet(name: str) -> pa.Table:
    names = pq.ParquetFile(name).schema_arrow
    check_schema(names, Path(name).name)
    words = [each for each in ("kind", "how", "result", "property") if each in names.names]
    return pq.ParquetFile(name, read_dictionary=words).read()


def _arrow(name: str) -> pa.Table:
    with pa.memory_map(name) as stream:
        return pa.ipc.open_file(stream).read_all()


def _csv(name: str) -> pa.Table:
    return pc.read_csv(name, convert_options=_converted())


def _converted() -> pc.ConvertOptions:
    return pc.ConvertOptions(column_types=READ_AS, null_values=[""], strings_can_be_null=True)


def schema(path: str, form: str) -> pa.Schema:
    """The columns of a file without its rows, and with them what can be told to be wrong."""
    if form == "parquet":
        return pq.ParquetFile(path).schema_arrow
    with pc.open_csv(path, convert_options=_converted()) as stream:
        return stream.schema


def write_parquet(rows: pa.Table, path: str) -> None:
    """Write a table whole or not at all; InputError where something is there, or the disk is full."""
    write(path, lambda part: pq.write_table(rows, part))


def write(path: str, put: Callable[[str], Any]) -> None:
    """Let `put` write a file beside its place, then move it there; nothing is ever replaced."""
    target = Path(path)
    if target.exists():
        raise InputError(f"{path!r} is there already", expected="a new file")
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=target.parent, prefix=".tower-")
        os.close(handle)
        put(part)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(part, 0o666 & ~mask)
        os.link(part, target)
    except (OSError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path!r} cannot be written: {why}; nothing was left behind") from None
    finally:
        if part:
            Path(part).unlink(missing_ok=True)
