"""A YAML text as a tree of plain nodes with positions; nothing is constructed, nothing is executed.

Only mappings, sequences and scalars; every scalar is text.  Tags, anchors, aliases, merge keys,
several documents, repeated keys and keys that are no text are refused with their position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from ..errors import FileError

LARGEST = 10_000_000  # bytes of one file
DEEPEST = 60  # levels of nesting
MOST_NODES = 2_000_000

Path: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a sequence (`items`) or a mapping (`entries`), with where it starts.

    `quoted` says that a scalar was quoted; an absent value is a plain scalar with the text "".
    """

    line: int
    column: int
    text: str | None = None
    quoted: bool = False
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    keys: dict[str, tuple[int, int]] | None = None

    @property
    def kind(self) -> str:
        """What the node is, in words for messages."""
        if self.entries is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        return "nothing" if not self.text and not self.quoted else f"the text {shortened(self.text or '')}"


def shortened(text: str, most: int = 40) -> str:
    """A text in quotes, cut to a length that fits in a message, control characters shown."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return repr(cut)


def read_nodes(text: str, file: str) -> Node:
    """The tree of a YAML text; FileError with position for everything that is not allowed.

    >>> read_nodes("a: [1, no]", "x").entries["a"].items[1].text
    'no'
    """
    try:
        return _Builder(text, file).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        raise FileError(f"not readable as YAML: {what}", file=file, line=line, column=column) from None
    except yaml.YAMLError as error:
        raise FileError(f"not readable as YAML: {' '.join(str(error).split())[:200]}", file=file) from None
    except (ValueError, OverflowError) as error:
        raise FileError(f"not readable as YAML: {error}", file=file) from None


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Builds nodes from parse events with an explicit stack."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.stack: list[tuple[Node, str | None]] = []
        self.root: Node | None = None
        self.count = 0

    def build(self) -> Node:
        loader = _LOADER(self.text)
        try:
            documents = 0
            for event in self._events(loader):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self._error("a second document", event, "one document")
                else:
                    self._take(event)
        finally:
            loader.dispose()
        if self.root is None:
            raise FileError("the file is empty", file=self.file, line=1, column=1, expected="tower: 1")
        return self.root

    def _events(self, loader: yaml.SafeLoader) -> Iterator[yaml.Event]:
        while loader.check_event():
            yield loader.get_event()

    def _error(self, message: str, event: yaml.Event, expected: str = "") -> FileError:
        mark = event.start_mark
        return FileError(message, file=self.file, line=mark.line + 1, column=mark.column + 1, expected=expected)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            return
        if not isinstance(event, yaml.NodeEvent):
            return
        self._refuse(event)
        mark = event.start_mark
        node = Node(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            node.text, node.quoted = event.value, event.style is not None
        elif isinstance(event, yaml.SequenceStartEvent):
            node.items = []
        else:
            node.entries, node.keys = {}, {}
        self._place(node, event)

    def _refuse(self, event: yaml.NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise self._error("the file has too many values", event, f"at most {MOST_NODES}")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._error("anchors and aliases are not read", event, "the value written out")
        if getattr(event, "tag", None) is not None:
            raise self._error(f"the tag {event.tag} is not read", event, "a plain value")
        if len(self.stack) > DEEPEST:
            raise self._error("the file is nested too deeply", event, f"at most {DEEPEST} levels")

    def _place(self, node: Node, event: yaml.NodeEvent) -> None:
        if not self.stack:
            self.root = node
        else:
            parent, key = self.stack[-1]
            if parent.items is not None:
                parent.items.append(node)
            elif key is None:
                self.stack[-1] = (parent, self._key(parent, node, event))
                return
            else:
                assert parent.entries is not None
                parent.entries[key] = node
                self.stack[-1] = (parent, None)
        if node.text is None:
            self.stack.append((node, None))

    def _key(self, parent: Node, node: Node, event: yaml.NodeEvent) -> str:
        if node.text is None:
            raise self._error(f"{node.kind} as a key", event, "a name")
        if node.text == "<<" and not node.quoted:
            raise self._error("merge keys are not read", event, "the entries written out")
        assert parent.entries is not None and parent.keys is not None
        if node.text in parent.entries:
            raise self._error(f"the key {shortened(node.text)} stands twice", event, "each key once")
        parent.keys[node.text] = (node.line, node.column)
        return node.text
