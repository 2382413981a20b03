"""Write a model as a tower file: keys in a fixed order, one entry per line, names as declared.

Comments are not kept.  `load_text(dumps(model)).model == model`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import FileError, InputError
from . import keys
from .nodes import shortened
from .plain import Bare, Entries, Plain, to_plain
from .validate import validate
from .values import Model

_PLAIN = re.compile(r"[^\W\d_][\w ./+^'()@>=-]*")
_BARE = re.compile(r"[\w./+-]+")  # not COLLAPSED[1], whose brackets would open a list
_WORDS = frozenset(
    {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"}
)
_LONGEST_KEY = 500  # characters; YAML wants a question mark before keys of more than 1024
_DEPTH = dict.fromkeys(keys.TOWER[4:], 1) | {"infinite": 0, "expect": 2, "observers": 3}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def dumps(model: Model) -> str:
    """A model as the text of a tower file.

    Raises ModelError for an invalid model, InputError for a text that no file can hold.

    >>> from tower.model.values import Optimizer, loss
    >>> print(dumps(Model("t", optimizers=(Optimizer("the lab", objective=loss("reward")),))))
    tower: 1
    name: t
    <BLANKLINE>
    optimizers:
      the lab: {objective: {loss: reward}}
    <BLANKLINE>
    """
    validate(model)
    return "\n".join(_lines(to_plain(model))) + "\n"


def save(model: Model, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Write a model to a file, whole or not at all; an existing file is kept unless `overwrite`.

    Raises ModelError for an invalid model, FileError where the file exists or cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Model("t"), f"{folder}/t.tower.yaml")
    ...     print(Path(folder, "t.tower.yaml").read_text())
    tower: 1
    name: t
    <BLANKLINE>
    """
    data = dumps(model).encode("utf-8")
    name = os.fspath(path)
    try:
        _write(Path(name), data, overwrite)
    except FileExistsError:
        raise FileError(
            "the file exists already", file=name, expected="a new name, or overwrite=True"
        ) from None
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise FileError(f"cannot be written: {what}", file=name) from None


def _write(path: Path, data: bytes, overwrite: bool) -> None:
    """A failure leaves what was there: an old file is replaced only by a whole new one."""
    goal = Path(os.path.realpath(path)) if overwrite else path
    written = goal.with_name(f".{goal.name[:200]}.{os.getpid()}.new") if overwrite else goal
    with written.open("xb") as stream:
        try:
            stream.write(data)
            stream.flush()
        except OSError:
            written.unlink()
            raise
    if overwrite:
        os.replace(written, goal)


def _lines(entries: Entries) -> Iterator[str]:
    for key, value in entries.items():
        depth = _DEPTH.get(key, 0)
        if depth:
            yield ""
        yield from _entry(key, value, "", depth)


def _entry(key: str, value: Plain, indent: str, depth: int) -> Iterator[str]:
    """One entry, spread over lines for so many levels as `depth` says."""
    if not depth or not value or not _spreads(value):
        yield from _line(key, _flow(value), indent)
        return
    yield f"{indent}{_scalar(key)}:"
    if isinstance(value, dict):
        for inner, part in value.items():
            yield from _entry(inner, part, indent + "  ", depth - 1)
    else:
        yield from (f"{indent}  - {_flow(part)}" for part in value)


def _line(key: str, value: str, indent: str) -> Iterator[str]:
    written = _scalar(key)
    if len(written) > _LONGEST_KEY:
        yield f"{indent}? {written}"
        yield f"{indent}: {value}"
    else:
        yield f"{indent}{written}: {value}"


def _spreads(value: Plain) -> bool:
    """Mappings and lists get a line for each entry; lists of bare words do not."""
    words = isinstance(value, list) and all(isinstance(part, Bare) for part in value)
    return isinstance(value, dict | list) and not words


def _flow(value: Plain) -> str:
    """Plain data on one line."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_scalar(key)}: {_flow(part)}" for key, part in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _scalar(value)


def _scalar(value: str | int) -> str:
    """A single value, in quotes where it might be read as anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, Bare) and _BARE.fullmatch(value)):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"{shortened(repr(value))} where a text belongs", expected="a text")
    plain = _PLAIN.fullmatch(value) and value[-1] != " " and value.lower() not in _WORDS
    return value if plain else '"' + "".join(map(_escaped, value)) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    number = ord(sign)
    if 0xD800 <= number < 0xE000:
        raise InputError(f"no file can hold the character {sign!r}", expected="a text in Unicode")
    return f"\\x{number:02x}" if number < 256 else f"\\U{number:08x}"
