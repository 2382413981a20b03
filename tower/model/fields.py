"""Read the entries of one mapping of a file, each with its position in every error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from ..errors import ClaimError, FileError, FormulaError, InputError
from .claim_parser import parse_claim
from .claims import Claim
from .nodes import Node
from .scalars import nearest

_Value = TypeVar("_Value")
_EMPTY = Node(0, 0, text="")


@dataclass(slots=True)
class Source:
    """Where a node came from, for errors."""

    file: str

    def fail(self, node: Node, message: str, expected: str = "") -> NoReturn:
        """Raise a FileError at a node."""
        raise FileError(message, file=self.file, line=node.line, column=node.column, expected=expected)

    def scalar(self, node: Node, read: Callable[[str], _Value]) -> _Value:
        """A scalar through a reader of texts."""
        if node.text is None:
            self.fail(node, f"found {node.kind}", "a single value")
        try:
            return read(node.text)
        except (ClaimError, FormulaError) as error:
            shift = 0 if node.quoted else error.column - 1
            raise FileError(
                error.message + (f" (column {error.column} of the text)" if node.quoted else ""),
                file=self.file, line=node.line, column=node.column + shift, expected=error.expected,
            ) from None
        except InputError as error:
            self.fail(node, error.message, error.expected)

    def text(self, node: Node) -> str:
        """A text; an absent value is refused."""
        if node.text is None or (not node.text and not node.quoted):
            self.fail(node, f"found {node.kind}", "a text")
        return node.text

    def name(self, node: Node) -> str:
        """A name: a text that is printable and not blank."""
        return self.named(self.text(node), node)

    def named(self, text: str, node: Node) -> str:
        """Check that a text can be a name."""
        if not text.strip() or not text.isprintable() or len(text) > 200:
            self.fail(node, "a name must be printable, not blank and at most 200 characters long", "a name")
        return text

    def claim(self, node: Node) -> Claim:
        """A claim."""
        if node.text is not None and node.text.count("(") > node.text.count(")") and not node.quoted:
            self.fail(node, f"the claim {node.text!r} is cut off at a comma",
                      'quotes around a claim with a comma inside [...] or {...}: "sound(v, P(x))"')
        return self.scalar(node, parse_claim)

    def listed(self, node: Node) -> list[Node]:
        """A list; a single value stands for a list of one, nothing for an empty list."""
        if node.items is not None:
            return node.items
        if node.entries is not None:
            self.fail(node, "found a mapping", "a list")
        return [] if not node.text and not node.quoted else [node]

    def items(self, node: Node) -> list[Node]:
        """A list, and nothing else (an absent value is an empty one)."""
        if node.items is None and (node.text is None or node.text or node.quoted):
            self.fail(node, f"found {node.kind}", "a list")
        return node.items or []

    def mapping(self, node: Node) -> dict[str, Node]:
        """A mapping (an absent value is an empty one)."""
        if node.entries is None and (node.text is None or node.text or node.quoted):
            self.fail(node, f"found {node.kind}", "a mapping")
        return node.entries or {}


class Fields:
    """The entries of a mapping; `done()` refuses those that nobody asked for."""

    def __init__(self, source: Source, node: Node) -> None:
        self.source = source
        self.node = node
        self.entries = source.mapping(node)
        self.asked: dict[str, None] = {}

    def get(self, key: str) -> Node | None:
        """The node of a key, None when it is absent."""
        self.asked[key] = None
        return self.entries.get(key)

    def at(self, key: str) -> Node:
        """The node of a key; the mapping's own place, empty, when it is absent."""
        return self.get(key) or Node(self.node.line, self.node.column, text="")

    def need(self, key: str) -> Node:
        """The node of a key that must be there."""
        found = self.get(key)
        if found is None:
            self.source.fail(self.node, f"{key} is missing", f"an entry {key}: …")
        return found

    def text(self, key: str) -> str:
        """A text, "" when absent."""
        found = self.get(key)
        return "" if found is None else self.source.text(found)

    def name(self, key: str) -> str | None:
        """A name, None when absent."""
        found = self.get(key)
        return None if found is None else self.source.name(found)

    def names(self, key: str) -> tuple[str, ...]:
        """A name or a list of names."""
        found = self.get(key)
        return () if found is None else tuple(self.source.name(node) for node in self.source.listed(found))

    def claims(self, key: str) -> tuple[Claim, ...]:
        """A claim or a list of claims."""
        found = self.get(key)
        return () if found is None else tuple(self.source.claim(node) for node in self.source.listed(found))

    def read(self, key: str, how: Callable[[str], _Value], default: _Value) -> _Value:
        """A scalar through a reader, or a default when absent."""
        found = self.get(key)
        return default if found is None else self.source.scalar(found, how)

    def done(self, also: Iterable[str] = ()) -> None:
        """Refuse unknown keys, with the nearest known one."""
        known = [*self.asked, *also]
        for key in self.entries:
            if key not in known:
                line, column = (self.node.keys or {}).get(key, (self.node.line, self.node.column))
                raise FileError(
                    f"unknown key {key!r}{nearest(key, known)}", file=self.source.file, line=line, column=column,
                    expected="one of " + ", ".join(sorted(known)),
                )
