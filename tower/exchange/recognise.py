"""Which form a file has, by its content: magic bytes, or the keys of its JSON."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ..errors import FileError
from .content import MOST_THINGS, Json, entries, json_lines, json_of
from .given import Found

_MAGIC = ((b"PK\x03\x04", "inspect"), (b"PAR1", "edges"))
LARGE = tuple(magic for magic, _ in _MAGIC)  # how the files begin that are never read whole
_PEM = re.compile(rb"^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----", re.MULTILINE)
_DER = re.compile(rb"\x30[\x82-\x84]")
_OPEN_PSA = re.compile(rb"<opsa-mef[\s>]")
_GSN = re.compile(rb"""^["']?C?G[\w.-]*["']?[ \t]*:(\s|$)""", re.MULTILINE)  # a goal
_GSN_FIELD = re.compile(rb"(supportedBy|inContextOf|undeveloped|nodeType|challenges)[ \t]*:")
_GRAPHML = re.compile(rb"<graphml[\s>]")
_TOWER = re.compile(rb"""^["']?tower["']?\s*:""", re.MULTILINE)
_FLOW = re.compile(rb"""["']?tower["']?\s*:""")  # in braces that are no JSON
_HEAD = 65_536  # bytes of a text that are looked at


def recognise(found: Found) -> tuple[str, Found] | None:
    """The form of what was found, with its JSON; None for what may be a tower file.

    FileError where a file begins in one form and does not go on in it.
    """
    for magic, form in _MAGIC:
        if found.data.startswith(magic):
            return form, found
    begins = found.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begins in (b"{", b"["):
        return _json(found)
    return None if _TOWER.search(found.data[:_HEAD]) else _text(found)


def in_folder(path: str) -> tuple[str, tuple[str, ...]]:
    """The layout in a folder, and the links beside it; of anything else the path itself.

    Names inside metadata are never used to find a file.
    """
    folder = Path(path)
    if not _is_folder(folder):
        return path, ()
    names = sorted(each.name for each in islice(folder.iterdir(), MOST_THINGS))
    layouts = [name for name in names if name.endswith(".layout")]
    if len(layouts) != 1:
        message = f"a folder with {len(layouts)} layouts"
        raise FileError(message, file=path, expected="a tower file, or a folder with one NAME.layout")
    links = (str(folder / name) for name in names if name.endswith(".link"))
    return str(folder / layouts[0]), tuple(links)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _text(found: Found) -> tuple[str, Found] | None:
    data, head = found.data, found.data[:_HEAD]
    forms = (
        ("x509", _PEM.search(data) or _DER.match(data)),
        ("open-psa", _OPEN_PSA.search(head)),
        ("gsn", _GSN.search(head) and _GSN_FIELD.search(head)),
        ("graph", _GRAPHML.search(head)),
        ("edges", _edges(head)),
        ("policy", _readable(head) and _owners(head)),
    )
    return next(((form, found) for form, fits in forms if fits), None)


def _readable(head: bytes) -> bool:
    """Whether the beginning is text; its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head


_COLUMNS = re.compile(rb'[\s"]*(verifier|subject)[\s"]*[,;\t]', re.IGNORECASE)


def _edges(head: bytes) -> bool:
    """Whether the first line names the columns of an edge list."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return _COLUMNS.search(line + b",") is not None and b":" not in line


_RULE = re.compile(rb"\S+(\s+(@[\w.-]+(/[\w.-]+)?|[^\s@]+@[^\s@]+))*\s*(#.*)?")


def _owners(head: bytes) -> bool:
    """Whether every line is a rule of a CODEOWNERS file, and one of them names somebody."""
    lines = [line.strip() for line in head.splitlines()]
    rules = [line for line in lines if line and not line.startswith((b"#", b"["))]
    return any(b"@" in line for line in rules) and all(_RULE.fullmatch(line) for line in rules)


def _json(found: Found) -> tuple[str, Found] | None:
    try:
        value = json_of(found.data, found.path)
    except FileError:
        if _FLOW.search(found.data[:_HEAD]):
            return None
        if b"\n{" not in found.data.strip():
            raise
        value = json_lines(found.data, found.path)
    if "tower" in entries(value):
        return None
    form = form_of(value)
    if form is None:
        raise FileError(
            "JSON that no importer knows", file=found.path,
            expected="a tower, or what `tower import --help` lists",
        )  # fmt: skip
    return form, replace(found, value=value)


def form_of(value: Json) -> str | None:
    """The form of a JSON value; None when no importer knows it.

    >>> form_of({"resourceSpans": []}), form_of({"signed": {}, "signatures": []}), form_of({"a": 1})
    ('opentelemetry', 'in-toto', None)
    """
    first = value[0] if isinstance(value, list) and value else value
    return next((form for form, fits in _SHAPES if fits(entries(first))), None)


def _has(*keys: str) -> Callable[[dict[str, Json]], bool]:
    return lambda value: value.keys() >= set(keys)


_SHAPES: tuple[tuple[str, Callable[[dict[str, Json]], bool]], ...] = (
    ("pull-request", _has("headRefOid")),
    ("pull-request", _has("author", "commits", "reviews")),
    ("in-toto", _has("signed", "signatures")),
    ("in-toto", _has("payload", "payloadType", "signatures")),
    ("in-toto", _has("predicateType", "subject")),
    ("in-toto", lambda value: "dsseEnvelope" in value),
    ("inspect", _has("eval", "status")),
    ("opentelemetry", _has("resourceSpans")),
    ("opentelemetry", lambda value: "trace_id" in entries(value.get("context"))),
    ("graph", lambda value: "nodes" in value and "tower" in entries(value.get("graph"))),
    ("langgraph", _has("nodes", "edges")),
    ("policy", _has("required_pull_request_reviews")),
    ("policy", lambda value: value.get("type") == "pull_request" or "rules" in value),
)  # fmt: skip
