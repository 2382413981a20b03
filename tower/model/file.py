"""Load a tower file: YAML nodes in, a validated Model and the positions of its parts out."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from ..errors import FileError, ModelError
from ..frozen import frozen
from . import keys
from .fields import Fields, Source
from .nodes import LARGEST, Node, read_nodes, shortened
from .positions import Positions
from .read_things import (
    read_artifacts,
    read_optimizers,
    read_properties,
    read_theories,
    read_verifiers,
)
from .read_uses import (
    read_checks,
    read_dependence,
    read_expect,
    read_headcounts,
    read_infinite,
    read_observers,
    read_requires,
    read_waivers,
)
from .validate import validate
from .values import Model

VERSION = "1"


@frozen
class Loaded:
    """A model with the positions of its parts and the path that it came from ("" for a text)."""

    model: Model
    positions: Positions
    path: str = ""


def load(path: str | os.PathLike[str]) -> Loaded:
    """Load a tower file; FileError with file, line and column for everything that is wrong with it."""
    name = os.fspath(path)
    return Loaded(*_parts(read_nodes(_content(name), name), name), path=name)


def load_text(text: str, name: str = "<text>") -> Loaded:
    """Load a tower from a text.

    >>> load_text("tower: 1\\nname: empty").model.name
    'empty'
    """
    if len(text) > LARGEST:
        raise _too_large(name)
    return load_node(read_nodes(text, name), name)


def load_node(root: Node, name: str) -> Loaded:
    """Load a tower from a tree of nodes, wherever that came from.

    >>> from tower.model.nodes import read_nodes
    >>> load_node(read_nodes("{tower: 1, name: t}", "x"), "x").model.name
    't'
    """
    return Loaded(*_parts(root, name))


def _too_large(name: str) -> FileError:
    return FileError("the file is too large", file=name, expected=f"at most {LARGEST} bytes")


def _content(name: str) -> str:
    data = _bytes(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise FileError(
            "not UTF-8 text", file=name, line=line, column=column, expected="a text in UTF-8"
        ) from None


def _bytes(name: str) -> bytes:
    try:
        path = FilePath(name)
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
        raise _too_large(name)
    return data


def _parts(root: Node, name: str) -> tuple[Model, Positions]:
    positions = Positions(name, root)
    model = _model(Source(name), root)
    try:
        validate(model)
    except ModelError as error:
        line, column = positions.find(error.path)
        raise FileError(
            error.message, file=name, line=line, column=column, expected=error.expected
        ) from None
    return model, positions


def _model(source: Source, root: Node) -> Model:
    _version(source, root)
    fields = Fields(source, root, keys.TOWER)
    return Model(
        name=source.text(fields.need("name")),
        about=fields.text("about"),
        sources=fields.texts("sources"),
        theories=read_theories(source, fields.at("theories")),
        properties=read_properties(source, fields.at("properties")),
        optimizers=read_optimizers(source, fields.at("optimizers")),
        artifacts=read_artifacts(source, fields.at("artifacts")),
        verifiers=read_verifiers(source, fields.at("verifiers")),
        checks=read_checks(source, fields.at("checks"), _strong(fields)),
        observers=read_observers(source, fields.at("observers")),
        dependence=read_dependence(source, fields.at("dependence")),
        requires=read_requires(source, fields.at("requires")),
        headcounts=read_headcounts(source, fields.at("headcount")),
        expect=fields.node_or("expect", lambda *found: read_expect(*found), None),
        waivers=read_waivers(source, fields.at("waivers")),
        infinite=fields.node_or("infinite", lambda *found: read_infinite(*found), None),
    )


def _version(source: Source, root: Node) -> None:
    """Read first: a file of a later version may well have keys that this one does not know."""
    found = source.mapping(root).get("tower")
    if found is None:
        source.fail(root, "this is no tower file: its version is missing", f"tower: {VERSION}")
    if source.text(found) != VERSION:
        source.fail(
            found, f"version {shortened(source.text(found))} is not known", f"tower: {VERSION}"
        )


def _strong(fields: Fields) -> frozenset[str]:
    """The names that have a theory: their checks are proofs when nothing is said."""
    return frozenset(
        name
        for section in ("verifiers", "optimizers")
        for name, node in fields.source.mapping(fields.at(section)).items()
        if node.entries is not None and "theory" in node.entries
    )
