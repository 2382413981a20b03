"""Where an engine keeps the tables that it worked out: on disk, and part by part where they are large.

An engine that spills what does not fit still needs some of the memory at once for each of its threads.
A table that is worked out in parts, each on the rows whose key falls into it, needs as little as one part.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from ..errors import MissingExtra

try:
    from duckdb import Error
except ImportError as error:  # pragma: no cover
    raise MissingExtra("DuckDB", "scale") from error

NUMBER, TEXT = 40, 120  # bytes of memory that a row takes while it is grouped or joined, by its key

Part: TypeAlias = Callable[[Any, str], Any]  # the rows of a table whose key is in one part


class Put(Protocol):
    """Has an engine work out some tables and hold on to their rows as one table."""

    def __call__(self, first: Any, *more: Any) -> Any:
        """That table."""

    def stream(self, table: Any, rows: int) -> Iterator[Any]:
        """The rows of a table as record batches."""


@dataclass(frozen=True)
class Keep:
    """Has an engine work tables out, within a memory cap, and hold on to them."""

    put: Put
    memory: int

    def __call__(self, table: Any) -> Any:
        """A table, worked out."""
        return self.put(table)

    def stream(self, table: Any, rows: int) -> Any:
        """The rows of a table that is kept, as record batches of about so many rows."""
        return self.put.stream(table, rows)

    def fits(self, rows: int, key: Any) -> bool:
        """Whether so many rows with such a key are worked out at once."""
        return parts_of(rows, key, self.memory) == 1

    def apart(self, rows: int, key: Any, make: Callable[[Part], Any]) -> Any:
        """A table worked out in parts, as many as `rows` rows with such a key need under the cap.

        `make` is given what cuts a part out of each table that it reads, by the column of the key.
        """
        parts = parts_of(rows, key, self.memory)
        return self.put(*(make(partial(_part, number=number, of=parts)) for number in range(parts)))


def parts_of(rows: int, key: Any, memory: int) -> int:
    """How many parts it takes for so many rows to fit.

    >>> import ibis
    >>> parts_of(10**8, ibis.literal(1), 2 * 10**9), parts_of(10, ibis.literal("a"), 10**6)
    (2, 1)
    """
    return max(1, -(-rows * (NUMBER if key.type().is_integer() else TEXT) // memory))


def _part(table: Any, column: str, *, number: int, of: int) -> Any:
    if of == 1:
        return table
    place = table[column].hash() % of  # of any sign: engines differ
    return table.filter((place + of) % of == number)


@dataclass(frozen=True, eq=False)
class OnDisk:
    """Keeps tables in the file of a DuckDB connection, each for as long as some expression reads it."""

    connection: Any
    numbers: Any = field(default_factory=count)

    def __call__(self, first: Any, *more: Any) -> Any:
        """The rows of all tables as one table in the file."""
        name = f"kept{next(self.numbers)}"
        table = self.connection.create_table(name, first)
        for each in more:
            self.connection.insert(name, each)
        weakref.finalize(table.op(), self._drop, name)
        return table

    def stream(self, table: Any, rows: int) -> Iterator[Any]:
        """The rows of a table, read beside whatever else the connection does."""
        found = self.connection.con.cursor().sql(self.connection.compile(table))
        return iter(found.to_arrow_reader(rows))

    def _drop(self, name: str) -> None:
        with suppress(Error):  # the scan is over
            self.connection.drop_table(name, force=True)


@dataclass(frozen=True, eq=False)
class InFolder:
    """Keeps tables as files in a folder: no plan grows from round to round, no worker takes one with it."""

    connection: Any
    where: Path
    numbers: Any = field(default_factory=count)

    def stream(self, table: Any, rows: int) -> Iterator[Any]:
        """The rows of a table."""
        return iter(self.connection.to_pyarrow_batches(table, chunk_size=rows))

    def __call__(self, first: Any, *more: Any) -> Any:
        """The rows of all tables as one table, read back from its files, of the types that it had."""
        path = self.where / str(next(self.numbers))
        for number, table in enumerate((first, *more)):
            self.connection.to_parquet_dir(table, str(path / str(number)))
        return self.connection.read_parquet(str(path / "*")).cast(first.schema())
