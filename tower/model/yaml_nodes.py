"""A YAML text as a tree of plain nodes with positions; nothing is constructed, nothing is executed.

Only mappings, sequences and scalars; every scalar is text.  Tags, anchors, aliases, merge keys,
several documents, repeated keys and keys that are no text are refused with their position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..errors import FileError
from .nodes import DEEPEST, MOST_NODES, Node, shortened


def nodes_of(text: str, file: str) -> Node:
    """The tree of a YAML text; FileError with position for everything that is not allowed.

    >>> nodes_of("a: [1, no]", "x").entries["a"].items[1].text
    'no'
    """
    try:
        return _Builder(file).build(text)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, file) from None
    except yaml.reader.ReaderError as error:
        raise _unprintable(error, text, file) from None
    except (yaml.YAMLError, ValueError) as error:
        what = " ".join(str(error).split())[:200]
        raise FileError(f"not readable as YAML: {what}", file=file) from None


def _unreadable(error: yaml.MarkedYAMLError, file: str) -> FileError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    what = " ".join(str(error.problem or error.context or "not YAML").split())
    if "nesting depth" in what:  # the scanner reads ahead and may meet its own limit before ours
        return _too_deep(file, line, column)
    return FileError(f"not readable as YAML: {what}", file=file, line=line, column=column)


def _too_deep(file: str, line: int, column: int) -> FileError:
    return FileError(
        "the file is nested too deeply",
        file=file, line=line, column=column, expected=f"at most {DEEPEST} levels",
    )  # fmt: skip


def _unprintable(error: yaml.reader.ReaderError, text: str, file: str) -> FileError:
    """A character that YAML does not allow; the parser counts bytes of UTF-8."""
    before = text.encode("utf-8", "replace")[: error.position]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return FileError(
        "a character that no YAML file may contain",
        file=file, line=line, column=column, expected="printable text",
    )  # fmt: skip


_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Any: its events have no types


@dataclass(slots=True)
class _Builder:
    """Builds nodes from parse events with an explicit stack of (open node, key that waits)."""

    file: str
    stack: list[tuple[Node, str | None]] = field(default_factory=list)
    root: Node | None = None
    count: int = 0

    def build(self, text: str) -> Node:
        parser = _PARSER(text)
        try:
            for event in _events(parser):
                self._take(event)
        finally:
            parser.dispose()
        if self.root is None:
            raise FileError(
                "the file is empty", file=self.file, line=1, column=1, expected="tower: 1"
            )
        return self.root

    def _error(self, message: str, event: Any, expected: str) -> FileError:
        mark = event.start_mark
        return FileError(
            message, file=self.file, line=mark.line + 1, column=mark.column + 1, expected=expected
        )

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._refuse(event)
            self._place(_node(event), event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._error("a second document", event, "one document")

    def _refuse(self, event: Any) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise self._error("the file has too many values", event, f"at most {MOST_NODES}")
        if event.anchor is not None:
            raise self._error("anchors and aliases are not read", event, "the value written out")
        if event.tag is not None:
            raise self._error(f"the tag {shortened(event.tag)} is not read", event, "a plain value")
        if len(self.stack) > DEEPEST:
            raise _too_deep(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _place(self, node: Node, event: Any) -> None:
        if not self.stack:
            self.root = node
        else:
            parent, key = self.stack[-1]
            if parent.items is not None:
                parent.items.append(node)
            elif key is None:
                self.stack[-1] = (parent, self._key(parent, node, event))
                return
            elif parent.entries is not None:
                parent.entries[key] = node
                self.stack[-1] = (parent, None)
        if node.text is None:
            self.stack.append((node, None))

    def _key(self, parent: Node, node: Node, event: Any) -> str:
        if node.text is None:
            raise self._error(f"{node.kind} as a key", event, "a name")
        if node.text == "<<" and not node.quoted:
            raise self._error("merge keys are not read", event, "the entries written out")
        if node.text in parent.keys:
            raise self._error(
                f"the key {shortened(node.text)} stands twice", event, "each key once"
            )
        parent.keys[node.text] = (node.line, node.column)
        return node.text


def _events(parser: Any) -> Iterator[Any]:
    while parser.check_event():
        yield parser.get_event()


def _node(event: Any) -> Node:
    mark = event.start_mark
    node = Node(mark.line + 1, mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        node.text, node.quoted = event.value, bool(event.style)  # "" and None are plain
    elif isinstance(event, yaml.SequenceStartEvent):
        node.items = []
    else:
        node.entries = {}
    return node
