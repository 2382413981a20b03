"""Where the parts of a tower stand in its file."""

from __future__ import annotations

from dataclasses import field

from ..frozen import frozen
from .nodes import Node, Path

_NAMED = frozenset(
    {"theories", "properties", "optimizers", "artifacts", "verifiers", "observers", "expect"}
)


@frozen
class Positions:
    """Where things stand in a file; travels beside a model and takes no part in its equality."""

    file: str
    root: Node = field(repr=False)

    def find(self, path: Path) -> tuple[int, int]:
        """Line and column of a path such as ("checks", 0, "claim"); of its nearest parent if absent.

        A number counts the entries of a list, or the keys of a mapping.  What is named in a section
        stands where its name does, any other entry where its value does.

        >>> from tower.model.nodes import read_nodes
        >>> positions = Positions("x", read_nodes("optimizers:\\n  lab: {link: written}", "x"))
        >>> positions.find(("optimizers", "lab")), positions.find(("optimizers", "lab", "link"))
        ((2, 3), (2, 15))
        """
        node = self.root
        place = (node.line, node.column)
        for depth, step in enumerate(path):
            key = _key(node, step)
            part = _part(node, step if key is None else key)
            if part is None:
                break
            by_name = isinstance(step, int) or (depth == 1 and path[0] in _NAMED)
            place = node.keys[key] if key is not None and by_name else (part.line, part.column)
            node = part
        return place


def _key(node: Node, step: str | int) -> str | None:
    """The key of a mapping that a step names or counts."""
    keys = list(node.entries or ())
    if isinstance(step, int):
        return keys[step] if step < len(keys) else None
    return step if step in keys else None


def _part(node: Node, step: str | int) -> Node | None:
    if node.entries is not None and isinstance(step, str):
        return node.entries.get(step)
    if node.items is not None and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
