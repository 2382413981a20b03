"""The rows of a Parquet file, with the library PyArrow (extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import FileError, MissingExtra
from .content import LARGEST, MOST_THINGS, text
from .given import Found

try:
    import pyarrow
    import pyarrow.parquet
except ImportError as error:
    raise MissingExtra("PyArrow", "parquet") from error


def rows(found: Found) -> Iterator[dict[str, str]]:
    """Each row as texts, an absent value as the empty one; FileError for a damaged or too long file."""
    try:
        with found.opened() as stream:
            file = pyarrow.parquet.ParquetFile(stream)
            _limits(file.metadata, found.path)
            for batch in file.iter_batches(batch_size=1000):
                for row in batch.to_pylist():
                    yield {name.strip().lower(): text(value) for name, value in row.items()}
    except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
        what = " ".join(str(error).split())[:200]
        raise FileError(f"no Parquet file that can be read: {what}", file=found.path) from None


def _limits(metadata: pyarrow.parquet.FileMetaData, file: str) -> None:
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > MOST_THINGS or size > LARGEST:
        raise FileError("the table is too large", file=file, expected=f"at most {MOST_THINGS} rows")
