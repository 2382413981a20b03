"""Read what other tools wrote: whole, within stated limits, and with every mistake as one message.

Nothing here is executed and nothing is fetched: a file is bytes, and JSON is data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import FileError
from ..model.nodes import shortened

LARGEST = 64_000_000  # bytes of one file, or of one entry of an archive, unpacked
MOST_THINGS = 20_000  # nodes and checks of one artefact

Json: TypeAlias = Any  # what a JSON text holds
Entries: TypeAlias = dict[str, Json]


def read_bytes(path: str, expected: str = "a file", large: tuple[bytes, ...] = ()) -> bytes:
    """The content of a regular file of at most LARGEST bytes; FileError otherwise.

    Of a file that begins with one of `large` that beginning alone.
    """
    try:
        file = Path(path)
        if file.exists() and not file.is_file():
            raise FileError("this is no regular file", file=path, expected=expected)
        with file.open("rb") as stream:
            data = stream.read(max(map(len, large), default=0))
            if data not in large or not large:
                data += stream.read(LARGEST + 1 - len(data))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise FileError(f"cannot be read: {why}", file=path, expected=expected) from None
    if len(data) > LARGEST:
        raise FileError("the file is too large", file=path, expected=f"at most {LARGEST} bytes")
    return data


def text_of(data: bytes, file: str) -> str:
    """Bytes as text in UTF-8; FileError when they are none.

    >>> text_of(b"\\xef\\xbb\\xbfa", "x")
    'a'
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError("not UTF-8 text", file=file, line=line, expected="text in UTF-8") from None


def json_of(data: bytes, file: str) -> Json:
    """What a JSON text holds; FileError for anything else, duplicate keys or too deep nesting.

    >>> json_of(b'{"a": 1, "a": 2}', "x")
    Traceback (most recent call last):
    tower.errors.FileError: x: the key 'a' stands twice in one object; expected each key once
    """
    text = text_of(data, file)
    try:
        return json.loads(text, object_pairs_hook=_Unique(file))
    except json.JSONDecodeError as error:
        message = f"this is no whole JSON text: {error.msg}"
        raise FileError(message, file=file, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise FileError("the file is nested too deeply", file=file) from None
    except ValueError:
        raise FileError("the file holds a number that is too long", file=file) from None


class _Unique:
    """Makes an object of pairs; a key that stands twice could mean one thing here and one elsewhere."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __call__(self, pairs: list[tuple[str, Json]]) -> Entries:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            message = f"the key {shortened(twice)} stands twice in one object"
            raise FileError(message, file=self.file, expected="each key once")
        return found


def json_lines(data: bytes, file: str) -> list[Json]:
    """The values of a text with one JSON value a line; blank lines are passed over.

    >>> json_lines(b'{"a": 1}\\n\\n{"a": 2}\\n', "x")
    [{'a': 1}, {'a': 2}]
    """
    return [json_of(line, file) for line in data.splitlines() if line.strip()]


# what stands in data whose shape nobody has checked


def entries(value: Json) -> Entries:
    """An object as it is, anything else as an empty one.

    >>> entries({"a": 1}), entries(None)
    ({'a': 1}, {})
    """
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Entries]:
    """The objects of a list; anything else is passed over.

    >>> items([{"a": 1}, 2]), items("no")
    ([{'a': 1}], [])
    """
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Json) -> str:
    """A text as it is, a number as it is written, anything else as the empty text.

    >>> text("a"), text(412), text(None)
    ('a', '412', '')
    """
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
