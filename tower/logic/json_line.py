"""One JSON object from one line, with every mistake as one message."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ..errors import InputError, TextError

LONGEST_LINE = 20_000_000  # characters


def read_line(text: str | bytes) -> dict[str, Any]:
    """The object of one line; InputError for anything else, duplicate keys, NaN or too deep nesting.

    >>> read_line('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    tower.errors.InputError: the key 'a' stands twice in one object
    """
    if len(text) > LONGEST_LINE:
        raise InputError("the line is too long", expected=f"at most {LONGEST_LINE} characters")
    try:
        found = json.loads(_decoded(text), object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise TextError(
            f"this is no JSON: {error.msg}", column=error.pos + 1, expected="an object"
        ) from error
    except RecursionError as error:
        raise InputError("the line is nested too deeply") from error
    except ValueError as error:
        raise InputError("the line holds a number that is too long") from error
    if not isinstance(found, dict):
        raise InputError(f"the line is {type(found).__name__}", expected="an object")
    return found


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError("the line is not UTF-8", column=error.start + 1) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise InputError(f"the key {shortened(twice)} stands twice in one object")
    return found


def _no_constant(name: str) -> object:
    raise InputError(f"{name} is no number of JSON")


def shortened(value: object) -> str:
    """A value as it is written in Python, cut to a length that fits in a message.

    >>> shortened("a"), len(shortened("a" * 99))
    ("'a'", 60)
    """
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
