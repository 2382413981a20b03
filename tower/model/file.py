"""Load a tower file: YAML nodes in, a validated Model and the positions of its parts out."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import cast, get_args

from ..errors import FileError, InputError, ModelError
from . import scalars
from .claims import Claim
from .fields import Fields, Source
from .nodes import LARGEST, Node, Path, read_nodes
from .sections import (
    read_artifacts, read_checks, read_dependence, read_expect, read_infinite, read_observers,
    read_optimizers, read_properties, read_requires, read_theories, read_verifiers, read_waivers,
)
from .validate import validate
from .values import Model

VERSION = "1"


@dataclass(frozen=True)
class Positions:
    """Where things stand in a file; travels beside a model and takes no part in its equality."""

    file: str
    root: Node = field(repr=False)

    def find(self, path: Path) -> tuple[int, int]:
        """Line and column of a path such as ("checks", 0, "claim"); of its nearest parent if absent."""
        node = self.root
        place = (node.line, node.column)
        for step in path:
            if isinstance(step, int) and node.items is not None and step < len(node.items):
                node = node.items[step]
                place = (node.line, node.column)
            elif isinstance(step, str) and node.entries is not None and step in node.entries:
                place = (node.keys or {}).get(step, place)
                node = node.entries[step]
            else:
                break
        return place


@dataclass(frozen=True)
class Loaded:
    """A model with the positions of its parts and the path that it came from ("" for a text)."""

    model: Model
    positions: Positions
    path: str = ""


def load(path: str | os.PathLike[str]) -> Loaded:
    """Load a tower file; FileError with file, line and column for everything that is wrong with it."""
    name = os.fspath(path)
    return Loaded(*_parts(_content(FilePath(name)), name), path=name)


def load_text(text: str, name: str = "<text>") -> Loaded:
    """Load a tower from a text.

    >>> load_text("tower: 1\\nname: empty").model.name
    'empty'
    """
    return Loaded(*_parts(text, name))


def _content(path: FilePath) -> str:
    name = str(path)
    try:
        if path.is_dir():
            raise FileError("this is a directory", file=name, expected="a tower file")
        if path.exists() and not path.is_file():
            raise FileError("this is no regular file", file=name, expected="a tower file")
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror or error}", file=name) from None
    except ValueError as error:
        raise FileError(f"no file name: {error}", file=repr(name)) from None
    if len(data) > LARGEST:
        raise FileError("the file is too large", file=name, expected=f"at most {LARGEST} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError("not UTF-8 text", file=name, line=line, expected="a text in UTF-8") from None


def _parts(text: str, name: str) -> tuple[Model, Positions]:
    root = read_nodes(text, name)
    positions = Positions(name, root)
    model = _model(Source(name), root)
    try:
        validate(model)
    except ModelError as error:
        line, column = positions.find(error.path)
        raise FileError(error.message, file=name, line=line, column=column, expected=error.expected) from None
    return model, positions


def _model(source: Source, root: Node) -> Model:
    fields = Fields(source, root)
    version = fields.need("tower")
    if source.text(version) != VERSION:
        source.fail(version, f"version {source.text(version)[:20]!r} is not known", f"tower: {VERSION}")
    expect = fields.get("expect")
    infinite = fields.get("infinite")
    model = Model(
        name=source.name(fields.need("name")),
        about=fields.text("about"),
        sources=tuple(source.text(node) for node in source.listed(fields.at("sources"))),
        theories=read_theories(source, fields.at("theories")),
        properties=read_properties(source, fields.at("properties")),
        optimizers=read_optimizers(source, fields.at("optimizers")),
        artifacts=read_artifacts(source, fields.at("artifacts")),
        verifiers=read_verifiers(source, fields.at("verifiers")),
        checks=read_checks(source, fields.at("checks"), _strong(source, fields)),
        observers=read_observers(source, fields.at("observers")),
        dependence=read_dependence(source, fields.at("dependence")),
        requires=read_requires(source, fields.at("requires")),
        expect=None if expect is None else read_expect(source, expect),
        waivers=read_waivers(source, fields.at("waivers")),
        infinite=None if infinite is None else read_infinite(source, infinite),
    )
    fields.done()
    return model


def _strong(source: Source, fields: Fields) -> frozenset[str]:
    """The names that have a theory: their checks are proofs when nothing is said."""
    return frozenset(
        name
        for section in ("verifiers", "optimizers")
        for name, node in source.mapping(fields.at(section)).items()
        if node.entries is not None and "theory" in node.entries
    )
