"""Names of a graph: each is known by a small number, and told as text only when somebody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..errors import LimitReached, MissingExtra

try:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError as error:  # pragma: no cover
    raise MissingExtra("numpy, SciPy and PyArrow", "scale") from error

Ints: TypeAlias = "np.ndarray[Any, Any]"  # of int32
Longs: TypeAlias = "np.ndarray[Any, Any]"  # of int64
Bits: TypeAlias = "np.ndarray[Any, Any]"  # of bool

MOST = 2**31 - 2  # what an int32 can number
TOLD = 80  # letters of a name that a message tells
_SPARE = 4  # how many times more numbers than names may be left out before a search is cheaper


@dataclass(frozen=True, eq=False)
class Names:
    """Texts or whole numbers by position.

    >>> Names(pa.array(["a", "b"]))[1], len(Names(np.array([7, 9]))), Names(np.array([7, 9]))[0]
    ('b', 2, '7')
    """

    values: Any  # a pyarrow array of strings, or a numpy array of whole numbers

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, place: int) -> str:
        return str(self.values[int(place)])

    def told(self, places: Sequence[int] | Ints) -> str:
        """The names at some places, as a message tells them.

        >>> Names(pa.array(["a", "b" * 5000])).told([0, 1])[:10]
        'a, bbbbbbb'
        """
        return told(self.some(places))

    def __iter__(self) -> Iterator[str]:
        return (str(value) for value in self.values)

    def some(self, places: Sequence[int] | Ints) -> list[str]:
        """The names at some places."""
        return [self[place] for place in places]

    def column(self, places: Ints) -> pa.Array:
        """The names at some places as a column of text."""
        if isinstance(self.values, np.ndarray):
            return whole_numbers(self.values[places]).cast(pa.string())
        return self.values.take(whole_numbers(places))

    def taken(self, places: Sequence[int]) -> pa.Array:
        """The names at some places, of the type that they have.

        >>> Names(np.array([7, 9])).taken([1]).to_pylist()
        [9]
        """
        numbers = np.asarray(places, np.int64)
        if isinstance(self.values, np.ndarray):
            return whole_numbers(self.values[numbers])
        return self.values.take(whole_numbers(numbers))

    def places(self, names: pa.ChunkedArray) -> Longs:
        """The places of names that are all there.

        >>> Names(pa.array(["a", "b"])).places(pa.chunked_array([["b"]])).tolist()
        [1]
        """
        values = whole_numbers(self.values) if isinstance(self.values, np.ndarray) else self.values
        return np.asarray(plain(pc.index_in(names, value_set=values.cast(names.type))), np.int64)

    def find(self, name: str) -> int:
        """The place of a name; -1 where there is none.

        >>> Names(pa.array(["a", "b"])).find("b"), Names(np.array([7, 9])).find("8")
        (1, -1)
        """
        if isinstance(self.values, np.ndarray):
            if not name.lstrip("-").isdigit():
                return -1
            found = np.flatnonzero(self.values == int(name))
            return int(found[0]) if len(found) else -1
        return int(pc.index(self.values, name).as_py())


def told(names: Iterable[Any], most: int = TOLD) -> str:
    """Names as a message tells them: not too long, and no control characters.

    >>> print(told(["a", "b" * 9, "c\\n"], 5))
    a, bbbb…, c\\n
    """
    return ", ".join(_escaped(str(name), most) for name in names)


def _escaped(text: str, most: int) -> str:
    short = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in short)


def whole_numbers(values: Any) -> pa.Array:
    """A numpy array of whole numbers as a column, without a copy.

    `pyarrow.array` looks whether its argument is of pandas, and so imports pandas wherever it is
    installed; that takes longer than to read a hundred thousand rows.

    >>> whole_numbers(np.array([1, 2], np.int32)).to_pylist()
    [1, 2]
    """
    plain_values = np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(plain_values.dtype)
    return pa.Array.from_buffers(kind, len(plain_values), [None, pa.py_buffer(plain_values)])


def words(values: Sequence[str]) -> pa.Array:
    """Texts as a column, without pandas.

    >>> words(["a", "", "bc"]).to_pylist()
    ['a', '', 'bc']
    """
    coded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, coded)], dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(coded), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(coded))]
    )


def word(value: str) -> pa.Scalar:
    """A text as a value to compare a column with, without pandas."""
    return words([value])[0]


def same(value: Any, count: int, kind: Any = np.int32) -> np.ndarray[Any, Any]:
    """A column that says the same everywhere, in no memory; it cannot be written to.

    >>> same(-1, 3).tolist()
    [-1, -1, -1]
    """
    return np.broadcast_to(np.asarray(value, kind), (count,))


def spans(rising: Any, count: int) -> Longs:
    """For each number below `count` where its run begins in a rising column, and where the last one ends.

    >>> spans(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    ends = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rising, minlength=count), out=ends[1:])
    return ends


def encode(columns: Sequence[pa.ChunkedArray]) -> tuple[list[Ints], Names]:
    """Columns of names as numbers into one list of names, each name once.

    >>> codes, names = encode([pa.chunked_array([["x", "y"]]), pa.chunked_array([["y", "z"]])])
    >>> [part.tolist() for part in codes], list(names)
    ([[0, 1], [1, 2]], ['x', 'y', 'z'])
    """
    columns = [_without_dictionary(column) for column in columns]
    filled = [column for column in columns if len(column)]
    if not filled:
        return [np.zeros(0, np.int32) for _ in columns], Names(words([]))
    if all(pa.types.is_integer(column.type) for column in filled):
        return _numbers(columns)
    return _texts([as_text(column) for column in columns])


def _without_dictionary(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose dictionary is of numbers as these numbers; any other one as it is."""
    kind = column.type
    numbers = pa.types.is_dictionary(kind) and pa.types.is_integer(kind.value_type)
    return column.cast(kind.value_type) if numbers else column


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as plain text."""
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _texts(columns: Sequence[pa.ChunkedArray]) -> tuple[list[Ints], Names]:
    whole = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    coded = whole.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # nothing was there to combine
        coded = coded.chunk(0)
    if len(coded.dictionary) > MOST:  # pragma: no cover
        raise LimitReached(f"{MOST} names")
    numbers = as_numbers(coded.indices).astype(np.int32, copy=False)
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return list(np.split(numbers, ends)), Names(coded.dictionary)


def _numbers(columns: Sequence[pa.ChunkedArray]) -> tuple[list[Ints], Names]:
    parts = [plain(column) for column in columns]
    low = min(int(part.min()) for part in parts if len(part))
    high = max(int(part.max()) for part in parts if len(part))
    total = sum(len(part) for part in parts)
    if high - low > min(_SPARE * total + 1000, MOST):
        found, inverse = np.unique(np.concatenate(parts), return_inverse=True)
        ends = np.cumsum([len(part) for part in parts])[:-1]
        return list(np.split(inverse.astype(np.int32), ends)), Names(found)
    there = np.zeros(high - low + 1, bool)
    for part in parts:
        there[part - low] = True
    kept = np.flatnonzero(there)
    if len(kept) == len(there):
        return [(part - low).astype(np.int32) for part in parts], Names(kept + low)
    place = (np.cumsum(there, dtype=np.int64) - 1).astype(np.int32)
    return [place[part - low] for part in parts], Names(kept + low)


def plain(column: pa.ChunkedArray) -> Any:
    """A column of numbers as one numpy array, of int32 or int64: narrower ones cannot be reckoned with."""
    if column.type not in (pa.int32(), pa.int64()):
        column = column.cast(pa.int64())
    parts = [as_numbers(chunk) for chunk in column.chunks if len(chunk)]
    return np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else np.zeros(0, np.int32)


def as_numbers(column: pa.Array) -> Any:
    """An array of whole numbers without empty places as one of numpy, without a copy and without pandas.

    >>> as_numbers(pa.array([1, 2, 3], pa.int32())[1:]).tolist()
    [2, 3]
    """
    kind = column.type.to_pandas_dtype()
    data = column.buffers()[1]
    return np.frombuffer(data, kind, len(column), column.offset * np.dtype(kind).itemsize)


def distinct_rows(one: Ints, other: Ints, space: int) -> tuple[Ints, Ints]:
    """Pairs of numbers, the second below `space`, each once and rising.

    >>> first, second = distinct_rows(np.array([1, 0, 1]), np.array([0, 0, 0]), 1)
    >>> first.tolist(), second.tolist()
    ([0, 1], [0, 0])
    """
    keys = one.astype(np.int64)
    keys *= space
    keys += other
    keys = distinct(keys)
    return (keys // max(space, 1)).astype(np.int32), (keys % max(space, 1)).astype(np.int32)


def distinct(keys: Longs) -> Longs:
    """Whole numbers from 0, each once and rising.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    if len(keys) < 2 or (keys[1:] > keys[:-1]).all():
        return keys
    space = int(keys.max()) + 1
    if space <= _SPARE * len(keys) + 1000:
        there = np.zeros(space, bool)
        there[keys] = True
        return np.asarray(np.flatnonzero(there))
    keys = np.sort(keys)
    return np.asarray(keys[np.append(True, keys[1:] != keys[:-1])])


def compact(keys: Longs, space: int) -> tuple[Longs, Ints]:
    """The distinct keys, rising, and for each entry the place of its key among them.

    >>> found, places = compact(np.array([5, 2, 5]), 8)
    >>> found.tolist(), places.tolist()
    ([2, 5], [1, 0, 1])
    """
    if space > _SPARE * len(keys) + 1000:
        found, inverse = np.unique(keys, return_inverse=True)
        return found, inverse.astype(np.int32)
    there = np.zeros(space, bool)
    there[keys] = True
    place = (np.cumsum(there, dtype=np.int64) - 1).astype(np.int32)
    return np.flatnonzero(there), place[keys]
