"""The plain nodes of a file, with positions: mappings, sequences and scalars, every scalar a text.

The reader of YAML is imported when there is YAML to read; artefacts are mostly JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ..late import Late

_yaml_nodes = Late("tower.model.yaml_nodes")

LARGEST = 10_000_000  # bytes of one file
DEEPEST = 60  # levels of nesting
MOST_NODES = 1_000_000  # values of one file

Path: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a sequence (`items`) or a mapping (`entries`), with where it starts.

    `quoted` says that a scalar was quoted; an absent value is a plain scalar with the text "".
    `keys` tells where each key of a mapping stands.
    """

    line: int
    column: int
    text: str | None = None
    quoted: bool = False
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def absent(self) -> bool:
        """Whether nothing was written, not even an empty text in quotes."""
        return self.text == "" and not self.quoted

    @property
    def kind(self) -> str:
        """What the node is, in words for messages."""
        if self.entries is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        return "nothing" if self.absent else f"the text {shortened(self.text or '')}"


def shortened(text: str, most: int = 40) -> str:
    """A text in quotes, cut to a length that fits in a message, control characters shown.

    >>> shortened("a" * 100, 5)
    "'aaaa…'"
    """
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def read_nodes(text: str, file: str) -> Node:
    """The tree of a YAML text; FileError with position for everything that is not allowed.

    >>> read_nodes("a: [1, no]", "x").entries["a"].items[1].text
    'no'
    """
    root: Node = _yaml_nodes.nodes_of(text, file)
    return root
