"""Read a text or a JSON object from a file that somebody named, with every mistake as one message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import FileError, InputError
from ..logic.json_line import LONGEST_LINE, read_line


def read_bytes(path: str, expected: str) -> bytes:
    """The content of a regular file of at most LONGEST_LINE bytes; FileError otherwise."""
    file = Path(path)
    try:
        if not file.is_file():
            raise FileError("this is no regular file", file=path, expected=expected)
        with file.open("rb") as stream:
            data = stream.read(LONGEST_LINE + 1)
    except (OSError, ValueError) as error:
        raise FileError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}", file=path
        ) from None
    if len(data) > LONGEST_LINE:
        raise FileError(
            "the file is too large", file=path, expected=f"at most {LONGEST_LINE} bytes"
        )
    return data


def read_text(path: str, expected: str) -> str:
    """A file as UTF-8 text; FileError when it is none."""
    try:
        return read_bytes(path, expected).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("not UTF-8 text", file=path, expected=expected) from None


def read_object(path: str, expected: str) -> dict[str, Any]:
    """A JSON object from a file; FileError when it is none."""
    data = read_bytes(path, expected)
    try:
        return read_line(data)
    except InputError as error:
        raise FileError(str(error), file=path) from None


def write_new(path: str, text: str) -> None:
    """Write a file that is not there yet; FileError when it is, or cannot be written."""
    try:
        with Path(path).open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise FileError("the file is there already", file=path, expected="a new name") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise FileError(f"cannot be written: {why}", file=path) from None
