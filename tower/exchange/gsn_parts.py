"""The elements of a safety case as gsn2x writes them (doc/src/yaml_syntax.md and ext_dialectic.md there)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from ..errors import FileError
from ..model.nodes import Node, read_nodes, shortened
from ..model.scalars import nearest

Kind: TypeAlias = Literal[
    "goal", "strategy", "solution", "assumption", "justification", "context", "counter", "evidence"
]
KINDS: tuple[str, ...] = get_args(Kind)
MOST_PARTS = 20_000

_PREFIXES: tuple[tuple[str, Kind], ...] = (
    ("CSn", "evidence"), ("CG", "counter"), ("Sn", "solution"), ("G", "goal"), ("A", "assumption"),
    ("J", "justification"), ("S", "strategy"), ("C", "context"),
)  # fmt: skip
_TYPES: Mapping[str, Kind] = {
    "Goal": "goal", "Strategy": "strategy", "Solution": "solution", "Assumption": "assumption",
    "Justification": "justification", "Context": "context", "CounterGoal": "counter",
    "CounterSolution": "evidence",
}  # fmt: skip
_SUPPORT = frozenset({"goal", "strategy", "solution", "counter", "evidence"})
_BESIDE = frozenset({"assumption", "justification", "context"})


@dataclass(frozen=True, slots=True)
class Part:
    """One element: what it says, what supports it, what stands beside it, what it speaks against."""

    key: str
    kind: Kind
    text: str = ""
    supported_by: tuple[str, ...] = ()
    in_context_of: tuple[str, ...] = ()
    challenges: str = ""
    undeveloped: bool = False
    defeated: bool = False
    defeated_relations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """A whole case: its name, "" where it has none, and its elements in the order of the file."""

    name: str
    all: tuple[Part, ...]

    @cached_property
    def by_key(self) -> dict[str, Part]:
        """The elements by name."""
        return {part.key: part for part in self.all}

    @cached_property
    def used(self) -> frozenset[str]:
        """What supports something."""
        return frozenset(key for part in self.all for key in part.supported_by)

    @cached_property
    def _against(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.all:
            if part.challenges and not part.defeated and part.challenges not in part.defeated_relations:
                found.setdefault(part.challenges, []).append(part)
        return found

    def challenging(self, key: str) -> tuple[Part, ...]:
        """What speaks against an element and is not defeated itself."""
        return tuple(self._against.get(key, ()))

    def of(self, kind: Kind) -> tuple[Part, ...]:
        """The elements of a kind."""
        return tuple(part for part in self.all if part.kind == kind)


def parts(text: str, file: str) -> Parts:
    """The elements of a case; FileError, with the place, for what is none.

    >>> [part.kind for part in parts("G1: {text: safe, undeveloped: true}", "x").all]
    ['goal']
    """
    root = read_nodes(text, file)
    if root.entries is None:
        raise _error("a safety case is a mapping of elements", root, file, "G1: {text: …}")
    named = {key: node for key, node in root.entries.items() if key != "module"}
    if len(named) > MOST_PARTS:
        raise _error(f"{len(named)} elements", root, file, f"at most {MOST_PARTS}")
    found = tuple(_part(key, node, file) for key, node in named.items())
    if not any(part.kind == "goal" for part in found):
        raise _error("there is no goal", root, file, "an element G1, G2, …")
    kinds = {part.key: part.kind for part in found}
    for part in found:
        _check_references(part, kinds, named[part.key], file)
    return Parts(_module(root.entries.get("module")), found)


def _error(message: str, node: Node, file: str, expected: str = "") -> FileError:
    return FileError(message, file=file, line=node.line, column=node.column, expected=expected)


def _module(node: Node | None) -> str:
    name = (node.entries or {}).get("name") if node else None
    return (name.text or "") if name else ""


def _part(key: str, node: Node, file: str) -> Part:
    if node.entries is None:
        raise _error(f"the element {key} is {node.kind}", node, file, "a mapping with a text")
    fields = node.entries
    challenged = _text(fields.get("challenges"), "challenges", file)
    return Part(
        key,
        _kind(key, fields.get("nodeType"), node, file),
        " ".join(_text(fields.get("text"), "text", file).split()),
        _names(fields.get("supportedBy"), "supportedBy", file),
        _names(fields.get("inContextOf"), "inContextOf", file),
        challenged.partition("->")[0].strip(),
        _flag(fields.get("undeveloped"), "undeveloped", file),
        _flag(fields.get("defeated"), "defeated", file),
        _names(fields.get("defeatedRelation"), "defeatedRelation", file),
    )


def _kind(key: str, declared: Node | None, node: Node, file: str) -> Kind:
    """The kind of an element: as declared, else by how its name begins."""
    if declared is not None:
        name = declared.text or ""
        if name not in _TYPES:
            message = f"no type {shortened(name)}{nearest(name, _TYPES)}"
            raise _error(message, declared, file, f"one of {', '.join(_TYPES)}")
        return _TYPES[name]
    kind = next((kind for prefix, kind in _PREFIXES if key.startswith(prefix)), None)
    if kind is None:
        starts = ", ".join(prefix for prefix, _ in _PREFIXES)
        message = f"the name {shortened(key)} says no type"
        raise _error(message, node, file, f"a name that begins with {starts}, or a nodeType")
    return kind


def _text(node: Node | None, field: str, file: str) -> str:
    if node is None:
        return ""
    if node.text is None:
        raise _error(f"{field} is {node.kind}", node, file, "a text")
    return node.text


def _names(node: Node | None, field: str, file: str) -> tuple[str, ...]:
    """One name, or a list of names."""
    if node is None or node.absent:
        return ()
    listed = node.items if node.items is not None else [node]
    return tuple(dict.fromkeys(_text(each, field, file) for each in listed))


def _flag(node: Node | None, field: str, file: str) -> bool:
    text = _text(node, field, file).lower()
    if text not in ("", "true", "false") and node is not None:
        raise _error(f"{field} is {shortened(text)}", node, file, "true or false")
    return text == "true"


def _check_references(part: Part, kinds: Mapping[str, Kind], node: Node, file: str) -> None:
    """Raise FileError for a name that does not exist, or that cannot stand where it stands."""
    for field, key, allowed in _references(part):
        if key not in kinds:
            raise _error(f"{part.key}: {field} names {shortened(key)}{nearest(key, kinds)}", node, file,
                         "an element of this file")  # fmt: skip
        if kinds[key] not in allowed:
            message = f"{part.key}: {key} is of type {kinds[key]}, which no {field} can name"
            raise _error(message, node, file, " or ".join(sorted(allowed)))
    if part.challenges and part.kind not in ("counter", "evidence"):
        message = f"{part.key} challenges, but is a {part.kind}"
        raise _error(message, node, file, "a CounterGoal or a CounterSolution")


def _references(part: Part) -> Iterator[tuple[str, str, frozenset[str]]]:
    yield from (("supportedBy", key, _SUPPORT) for key in part.supported_by)
    yield from (("inContextOf", key, _BESIDE) for key in part.in_context_of)
    if part.challenges:
        yield "challenges", part.challenges, frozenset(KINDS)
