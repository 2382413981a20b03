"""Rows to columns of numbers: each row is a sentence SOURCE KIND TARGET (`tower.scale` has the format)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..model.nodes import shortened
from ..model.scalars import nearest
from ..model.values import STRONGEST
from .names import (
    Bits,
    Ints,
    as_numbers,
    as_text,
    encode,
    plain,
    same,
    told,
    whole_numbers,
    word,
    words as text_column,
)

NODE_LINKS = ("builds", "checks", "needs")
KINDS_OF_ROW = (
    "builds",
    "checks",
    "needs",
    "assumes",
    "reasons_in",
    "includes",
    "reflects",
    "proves_con",
    "weights",
    "key",
    "person",
    "binary",
    "is",
    "pursues",
    "addresses",
    "rate",
    "capability",
    "digest",
)
REQUIRED = ("source", "kind", "target")
TEXTS = ("property", "how", "result", "about", "subject")
NUMBERS = ("check", "at_least", "strength")
FLAGS = ("amplified", "local")
COLUMNS = (*REQUIRED, *TEXTS, *NUMBERS, *FLAGS)
MOST = dict.fromkeys(NUMBERS, 10**9) | {"strength": STRONGEST}
NAMED = 3  # how many offenders a message names


def column_of(table: pa.Table, name: str) -> pa.ChunkedArray | None:
    """A column of a table; None where it is not there or says nothing."""
    if name not in table.column_names:
        return None
    column = table[name]
    return None if column.null_count == len(column) and name not in REQUIRED else column


def check_columns(table: pa.Table, what: str) -> None:
    """Raise InputError for a column that is missing, unknown, of a wrong type, or has empty places.

    >>> check_columns(pa.table({"source": ["a"], "kind": ["checks"]}), "t")
    Traceback (most recent call last):
    tower.errors.InputError: t has no column 'target'; expected the columns source, kind, target
    """
    check_schema(table.schema, what)
    for name in REQUIRED:
        _check_full(table[name], name, what)
    for name in table.column_names:
        _check_values(table[name], name, what)


def check_schema(schema: pa.Schema, what: str) -> None:
    """Raise InputError for a column that is missing, unknown or of a wrong type, before any row is read.

    >>> check_schema(pa.schema([("source", pa.string()), ("kind", pa.string())]), "t")
    Traceback (most recent call last):
    tower.errors.InputError: t has no column 'target'; expected the columns source, kind, target
    """
    for name in REQUIRED:
        if name not in schema.names:
            raise InputError(f"{what} has no column {name!r}", expected="the columns source, kind, target")
    for name, times in Counter(schema.names).items():
        if name not in COLUMNS:
            raise InputError(
                f"{what} has a column {shortened(name)}{nearest(name, COLUMNS)}",
                expected=f"columns among {', '.join(COLUMNS)}",
            )
        if times > 1:
            raise InputError(f"{what} has the column {name!r} {times} times", expected="each column once")
        _check_type(schema, name, what)


def _check_type(schema: pa.Schema, name: str, what: str) -> None:
    kind = schema.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    text, number = _is_text(kind), pa.types.is_integer(kind)
    fits = {"source": text or number, "target": text or number, "kind": text}
    fits |= dict.fromkeys(TEXTS, text) | dict.fromkeys(NUMBERS, number)
    fits |= dict.fromkeys(FLAGS, pa.types.is_boolean(kind))
    if not fits[name] and not pa.types.is_null(kind):
        wanted = "true or false" if name in FLAGS else "whole numbers" if name in NUMBERS else "text"
        also = " or whole numbers" if name in ("source", "target") else ""
        raise InputError(f"column {name!r} of {what} holds {told([kind])}", expected=f"{wanted}{also}")


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _check_full(column: pa.ChunkedArray, name: str, what: str) -> None:
    plain_ = _decoded(column)
    empty = pc.is_null(plain_) if column.null_count or plain_ is not column else None
    if pa.types.is_string(plain_.type) or pa.types.is_large_string(plain_.type):
        length = pc.binary_length(plain_)
        if pc.min(length).as_py() == 0:
            empty = pc.equal(pc.fill_null(length, 0), 0)
    count = 0 if empty is None else pc.sum(empty).as_py() or 0
    if count:
        row = int(pc.index(empty, True).as_py())
        raise InputError(
            f"column {name!r} of {what} is empty in {count} of {len(column)} rows, first in row {row + 1}",
            expected="a value in every row",
        )


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose dictionary has an empty place as its plain values; others as they are."""
    if not pa.types.is_dictionary(column.type):
        return column
    words = [chunk.dictionary for chunk in column.chunks]
    lost = any(each.null_count for each in words)
    blank = any(pc.min(pc.binary_length(each)).as_py() == 0 for each in words if _is_text(each.type))
    return column.cast(column.type.value_type) if lost or blank else column


def check_range(what: str, name: str, low: int | None, high: int | None) -> None:
    """Raise InputError where the least or the largest number of a column cannot be.

    >>> check_range("t", "check", -1, 7)
    Traceback (most recent call last):
    tower.errors.InputError: t: the check -1; expected a whole number from 0 to 1000000000
    """
    if name in ("source", "target"):
        least, most, below = -(2**63), 2**63 - 1, "whole numbers below 2^63"
    else:
        least, most = 0, MOST[name]
        below = f"a whole number from 0 to {most}"
    for value in (low, high):
        if value is not None and not least <= value <= most:
            raise InputError(f"{what}: the {name} {value}", expected=below)


def _check_values(column: pa.ChunkedArray, name: str, what: str) -> None:
    """Raise InputError for text that is not UTF-8, or a number that is too small or too large."""
    try:
        for chunk in column.chunks:
            part = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
            if _is_text(part.type):
                part.validate(full=True)
    except pa.ArrowInvalid as error:
        said = told([" ".join(str(error).split())])
        raise InputError(f"column {name!r} of {what}: {said}", expected="text in UTF-8") from None
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if name in NUMBERS or pa.types.is_uint64(kind):
        found = pc.min_max(column.cast(kind))
        check_range(what, name, found["min"].as_py(), found["max"].as_py())


@dataclass(frozen=True, eq=False)
class Rows:
    """Checked rows, split by their kind; `what` names the source in messages."""

    table: pa.Table
    what: str
    _at: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_columns(self.table, self.what)

    @cached_property
    def _kind(self) -> Any:
        coded = as_text(self.table["kind"]).dictionary_encode().combine_chunks()
        coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
        names = [str(name) for name in coded.dictionary.to_pylist()]
        wrong = [name for name in names if name not in KINDS_OF_ROW]
        if wrong:
            raise self.wrong("kind", wrong[0], KINDS_OF_ROW)
        places = np.array([KINDS_OF_ROW.index(name) for name in names] or [0], np.int8)
        return places[as_numbers(coded.indices)] if len(coded) else places[:0]

    def wrong(self, column: str, value: str, allowed: Sequence[str], kind: str = "") -> InputError:
        """What to raise for a value that is none of those allowed, with how often it occurs and where.

        With `kind`, in rows of that kind.
        """
        there = pc.equal(as_text(self.table[column]), word(value))
        there = pc.and_(there, pc.equal(as_text(self.table["kind"]), word(kind))) if kind else there
        count, row = pc.sum(there).as_py(), pc.index(there, True).as_py() + 1
        more = f" in {count} rows, first in row {row}" if count > 1 else f" in row {row}"
        return InputError(
            f"{self.what}: the {column} {shortened(value)}{more}{nearest(value, allowed)}",
            expected=f"one of {', '.join(filter(None, allowed))}",
        )

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def of(self, kind: str) -> pa.Table:
        """The rows of one kind."""
        return self._split(kind)[0]

    def numbers(self, kind: str) -> Any:
        """The positions of the rows of one kind in the source."""
        return self._split(kind)[1]

    def _split(self, kind: str) -> tuple[pa.Table, Any]:
        if kind not in self._at:
            places = np.flatnonzero(self._kind == KINDS_OF_ROW.index(kind)).astype(np.int32)
            self._at[kind] = self._taken(places), places
        return self._at[kind]  # type: ignore[no-any-return]

    def _taken(self, places: Any) -> pa.Table:
        """Some rows, in their order; no copy of rows that stand together."""
        if len(places) and places[-1] - places[0] + 1 == len(places):
            return self.table.slice(int(places[0]), len(places))
        return self.table.take(whole_numbers(places))

    def choices(self, table: pa.Table, column: str, words: Sequence[str], default: int) -> Ints:
        """A column of words as places in a list; `default` where nothing is said."""
        found = column_of(table, column)
        if found is None or not table.num_rows:
            return same(default, table.num_rows, np.int8)
        coded = as_text(found).dictionary_encode().combine_chunks()
        coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
        names = [str(name) for name in coded.dictionary.to_pylist()]
        for name in names:
            if name not in words:
                raise self.wrong(column, name, words, str(table["kind"][0]))
        small = np.int8 if len(words) < 128 else np.int32
        places = np.array([*(words.index(name) for name in names), default], small)
        indices = coded.indices
        if indices.null_count:
            indices = indices.fill_null(whole_numbers(np.array([len(names)], np.int32))[0])
        return np.asarray(places[as_numbers(indices)])

    def whole(self, table: pa.Table, column: str, default: int) -> Ints:
        """A column of whole numbers; `default` where nothing is said."""
        found = column_of(table, column)
        if found is None:
            return same(default, table.num_rows)
        return np.asarray(plain(pc.fill_null(found.cast(pa.int32()), default)), np.int32)

    def flags(self, table: pa.Table, column: str) -> Bits:
        """A column of truth values; false where nothing is said."""
        found = column_of(table, column)
        if found is None:
            return same(False, table.num_rows, bool)
        return np.asarray(pc.fill_null(found, False).to_numpy()).astype(bool)


def texts(table: pa.Table, column: str) -> pa.ChunkedArray:
    """A column as text, "" where nothing is said."""
    found = column_of(table, column)
    if found is None:
        return pa.chunked_array([text_column([""] * table.num_rows)])
    found = as_text(found)
    return pc.fill_null(found, word("")) if found.null_count else found


def listed(table: pa.Table, *columns: str) -> Iterator[tuple[str, ...]]:
    """The texts of a few columns, row by row; for tables that are small."""
    yield from zip(*(texts(table, name).to_pylist() for name in columns), strict=True)


def ends(tables: Sequence[tuple[pa.Table, str]]) -> tuple[list[Ints], Any]:
    """The source or target columns of several tables as numbers into one list of names."""
    return encode([table[column] for table, column in tables])
