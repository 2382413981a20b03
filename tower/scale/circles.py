"""Weak verifiers that vouch for each other with nothing from outside: closed circles, by columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .base import Base
from .names import Bits, Ints
from .percolation import Facts
from .sheet import CONSISTENT
from .trust import components


@dataclass(frozen=True, eq=False)
class Circles:
    """The strongly connected components of weak checks that nothing from outside supports.

    `held` are the nodes about which some claim holds for somebody.  Subjects that are theories follow
    the nodes in the numbering.
    """

    base: Base
    held: Bits

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """Who weakly checks what, as it counts: verifier and subject."""
        sheet = self.base.sheet
        checks, claims = sheet.checks, sheet.claims
        used = self.base.live & (checks.result == 0) & ~sheet.strong
        prop = claims.prop[checks.claim]
        subject = np.where(
            claims.of_node[checks.claim],
            claims.target[checks.claim],
            np.where(prop == CONSISTENT, claims.target[checks.claim] + len(sheet.nodes), -1),
        )
        used &= subject >= 0
        single = used & (checks.by >= 0)
        members = used[sheet.member_check]
        by = np.concatenate([checks.by[single], sheet.member[members]])
        return by, np.concatenate([subject[single], subject[sheet.member_check[members]]]).astype(np.int32)

    @cached_property
    def _count(self) -> int:
        return len(self.base.sheet.nodes) + len(self.base.sheet.theories)

    @cached_property
    def label(self) -> Ints:
        """The component of every node."""
        return components(*self.edges, self._count)

    @cached_property
    def closed(self) -> Bits:
        """The components that are circles with nothing from outside."""
        by, subject = self.edges
        label = self.label
        count = int(label.max(initial=-1)) + 1
        found = np.bincount(label, minlength=count) > 1
        found[label[by[by == subject]]] = True
        found[label[subject[label[by] != label[subject]]]] = False
        found[label[: len(self.held)][self.held]] = False
        return found

    @cached_property
    def inside(self) -> Bits:
        """The nodes on closed circles."""
        return self.closed[self.label]

    @cached_property
    def below(self) -> Bits:
        """The nodes on closed circles, and all that stands on them."""
        start = np.flatnonzero(self.inside)
        if not len(start):
            return np.zeros(self._count, bool)
        by, subject = self.edges
        level = np.zeros(len(by), np.int8)
        return Facts(self._count, by, subject, level, np.ones(self._count, np.int32)).held(start)

    @cached_property
    def groups(self) -> tuple[Any, Any]:
        """The members of the closed circles: where each circle begins, and the nodes."""
        nodes = np.flatnonzero(self.inside)
        nodes = nodes[np.argsort(self.label[nodes], kind="stable")]
        _, begin = np.unique(self.label[nodes], return_index=True)
        order = np.argsort(nodes[begin], kind="stable") if len(begin) else begin
        ends = np.append(begin, len(nodes))
        return [(int(ends[n]), int(ends[n + 1])) for n in order.tolist()], nodes

    @cached_property
    def inner(self) -> dict[int, list[tuple[int, int]]]:
        """The edges inside each closed circle, by its component, each once."""
        by, subject = self.edges
        at = np.flatnonzero(self.inside[by] & self.inside[subject] & (self.label[by] == self.label[subject]))
        found: dict[int, list[tuple[int, int]]] = {}
        pairs = np.unique(np.stack([by[at], subject[at]], axis=1), axis=0).tolist() if len(at) else []
        for one, other in pairs:
            found.setdefault(int(self.label[one]), []).append((one, other))
        return found
