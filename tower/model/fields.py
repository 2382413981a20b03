"""Read the entries of one mapping of a file, each with its position in every error."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from ..errors import FileError, InputError, TextError
from ..frozen import frozen
from .claim_parser import parse_claim
from .claims import Claim
from .nodes import Node, shortened
from .scalars import nearest

_Value = TypeVar("_Value")
_HALF = re.compile(r"(not\s+)?(sound|rfn|consistent)\s*\(")  # claims that may have a comma
_QUOTES = 'quotes around a claim with a comma inside [...] or {...}: "sound(v, P(x))"'


@frozen(slots=True)
class Source:
    """Where nodes came from, for errors; reads the shapes that every section uses."""

    file: str

    def error(self, place: tuple[int, int], message: str, expected: str = "") -> FileError:
        """A FileError at a line and column."""
        return FileError(message, file=self.file, line=place[0], column=place[1], expected=expected)

    def fail(self, node: Node, message: str, expected: str = "") -> NoReturn:
        """Raise a FileError at a node."""
        raise self.error((node.line, node.column), message, expected)

    def scalar(self, node: Node, read: Callable[[str], _Value]) -> _Value:
        """A scalar through a reader of texts."""
        text = self.text(node)
        try:
            return read(text)
        except TextError as error:
            raise self._inside(node, error) from None
        except InputError as error:
            self.fail(node, error.message, error.expected)

    def _inside(self, node: Node, error: TextError) -> FileError:
        """An error in the middle of a scalar: where the text stands as it is, its column is known."""
        if node.quoted:
            message = f"{error.message} (column {error.column} of the text)"
            return self.error((node.line, node.column), message, error.expected)
        return self.error(
            (node.line, node.column + error.column - 1), error.message, error.expected
        )

    def text(self, node: Node) -> str:
        """A text; an absent value is refused."""
        if node.text is None or node.absent:
            self.fail(node, f"found {node.kind}", "a text")
        return node.text

    def claim(self, node: Node) -> Claim:
        """A claim; one that a comma inside [...] or {...} cut in two is recognised as such."""
        try:
            return self.scalar(node, parse_claim)
        except FileError:
            if not node.quoted and _HALF.match(node.text or "") and cut_at_comma(node.text or ""):
                found = f"the claim {shortened(node.text or '')} is cut at a comma"
                raise self.error((node.line, node.column), found, _QUOTES) from None
            raise

    def key(self, node: Node, text: str) -> Node:
        """A key of a mapping as a node, so that it can be read like a value."""
        line, column = node.keys[text]
        return Node(line, column, text=text)

    def listed(self, node: Node) -> list[Node]:
        """A list; a single value stands for a list of one, an absent value for an empty list."""
        if node.items is not None:
            return node.items
        return [] if node.absent else [node]

    def items(self, node: Node) -> list[Node]:
        """A list, and nothing else (an absent value is an empty one)."""
        if node.items is None and not node.absent:
            self.fail(node, f"found {node.kind}", "a list")
        return node.items or []

    def mapping(self, node: Node) -> dict[str, Node]:
        """A mapping (an absent value is an empty one)."""
        if node.entries is None and not node.absent:
            self.fail(node, f"found {node.kind}", "a mapping")
        return node.entries or {}

    def texts(self, node: Node) -> tuple[str, ...]:
        """A text or a list of texts."""
        return tuple(self.text(each) for each in self.listed(node))


def cut_at_comma(text: str) -> bool:
    """Whether an unquoted text looks like half of a claim: its brackets do not match.

    >>> cut_at_comma("sound(v"), cut_at_comma("P(x))"), cut_at_comma("P(x)")
    (True, True, False)
    """
    return text.count("(") != text.count(")")


class Fields:
    """The entries of a mapping whose keys are known; any other key is an error at once."""

    def __init__(self, source: Source, node: Node, keys: Sequence[str]) -> None:
        self.source = source
        self.node = node
        self.entries = source.mapping(node)
        for key in self.entries:
            if key not in keys:
                raise self._unknown(key, keys)

    def _unknown(self, key: str, keys: Sequence[str]) -> FileError:
        place = self.node.keys[key]
        if cut_at_comma(key):
            return self.source.error(
                place, f"{shortened(key)} is what follows a comma in a claim", _QUOTES
            )
        expected = "one of " + ", ".join(keys)
        return self.source.error(
            place, f"unknown key {shortened(key)}{nearest(key, keys)}", expected
        )

    def get(self, key: str) -> Node | None:
        """The node of a key, None when it is absent."""
        return self.entries.get(key)

    def at(self, key: str) -> Node:
        """The node of a key; the mapping's own place, empty, when it is absent."""
        return self.entries.get(key) or Node(self.node.line, self.node.column, text="")

    def need(self, key: str) -> Node:
        """The node of a key that must be there."""
        found = self.entries.get(key)
        if found is None:
            self.source.fail(self.node, f"{key} is missing", f"an entry {key}: …")
        return found

    def text(self, key: str) -> str:
        """A text, "" when absent."""
        found = self.entries.get(key)
        return "" if found is None else self.source.text(found)

    def name(self, key: str) -> str | None:
        """A name, None when absent."""
        found = self.entries.get(key)
        return None if found is None else self.source.text(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        return self.source.texts(self.at(key))

    def claims(self, key: str) -> tuple[Claim, ...]:
        """A claim or a list of claims."""
        return tuple(self.source.claim(node) for node in self.source.listed(self.at(key)))

    def read(self, key: str, how: Callable[[str], _Value], default: _Value) -> _Value:
        """A scalar through a reader, or a default when absent."""
        found = self.entries.get(key)
        return default if found is None else self.source.scalar(found, how)

    def node_or(self, key: str, how: Callable[[Source, Node], _Value], default: _Value) -> _Value:
        """An entry of any shape through a reader of nodes, or a default when absent."""
        found = self.entries.get(key)
        return default if found is None else how(self.source, found)
