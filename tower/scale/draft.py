"""Edges between facts while they are collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .names import Ints
from .percolation import Facts

LOGIC, EXACT, OTHER = 0, 1, 2  # how an edge between facts is known


@dataclass(eq=False)
class Draft:
    """Edges between facts while they are collected."""

    count: int
    source: list[Any] = field(default_factory=list)
    target: list[Any] = field(default_factory=list)
    level: list[Any] = field(default_factory=list)
    need: list[Any] = field(default_factory=list)

    def any(self, source: Any, target: Any, level: Any = LOGIC) -> None:
        """Each source is enough for its target."""
        source = np.asarray(source, np.int32)
        if len(source):
            self.source.append(source)
            self.target.append(np.broadcast_to(np.asarray(target, np.int32), source.shape))
            self.level.append(np.broadcast_to(np.asarray(level, np.int8), source.shape))

    def helpers(self, need: Any) -> Ints:
        """New facts that hold when so many of the facts before them do."""
        need = np.asarray(need, np.int32)
        first = self.count
        self.count += len(need)
        self.need.append((first, need))
        return np.arange(first, self.count, dtype=np.int32)

    def facts(self) -> Facts:
        """Everything that was collected."""
        need = np.ones(self.count, np.int32)
        for first, many in self.need:
            need[first : first + len(many)] = many
        parts = [
            np.concatenate(part) if part else np.zeros(0, np.int32)
            for part in (self.source, self.target, self.level)
        ]
        return Facts(self.count, parts[0], parts[1], parts[2], need)
