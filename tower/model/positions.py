"""Where the parts of a tower stand in its file."""

from __future__ import annotations

from dataclasses import dataclass, field

from .nodes import Node, Path


@dataclass(frozen=True)
class Positions:
    """Where things stand in a file; travels beside a model and takes no part in its equality."""

    file: str
    root: Node = field(repr=False)

    def find(self, path: Path) -> tuple[int, int]:
        """Line and column of a path such as ("checks", 0, "claim"); of its nearest parent if absent.

        A number counts the entries of a list or of a mapping.

        >>> from tower.model.nodes import read_nodes
        >>> Positions("x", read_nodes("a:\\n  b: [1, 2]", "x")).find(("a", "b", 1))
        (2, 10)
        """
        node = self.root
        place = (node.line, node.column)
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, place = found
        return place


def _step(node: Node, step: str | int) -> tuple[Node, tuple[int, int]] | None:
    """The part of a node that a step leads to, and where that part is named."""
    if isinstance(step, int) and node.items is not None and step < len(node.items):
        part = node.items[step]
        return part, (part.line, part.column)
    if isinstance(step, int) and node.entries is not None and step < len(node.entries):
        step = list(node.entries)[step]
    if isinstance(step, str) and node.entries is not None and step in node.entries:
        return node.entries[step], node.keys[step]
    return None
