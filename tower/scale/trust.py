"""Trust between theories by columns: created edges, collapse with its circles, and how far trust reaches.

The theories of a strongly connected component with a strict edge in it are dead, and so is whatever
includes or trusts one of them (Löb; `proofs/collapse.md`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ..logic.trust import Step, TrustGraph
from ..model.values import INFINITE
from .names import Bits, Ints
from .percolation import Facts
from .sheet import CONSISTENT, RELATIONS, SOUND, Sheet

TRIMS = 8  # how often the ends of chains are cut off before components are looked for


def components(source: Ints, target: Ints, count: int) -> Ints:
    """For each number the strongly connected component that it is in.

    >>> found = components(np.array([0, 1, 2]), np.array([1, 0, 0]), 3)
    >>> bool(found[0] == found[1]), bool(found[0] == found[2])
    (True, False)
    """
    source, target = _trimmed(source, target, count)
    inside = np.zeros(count, bool)
    inside[source] = inside[target] = True
    at = np.flatnonzero(inside)
    place = np.zeros(count, np.int32)
    place[at] = np.arange(len(at), dtype=np.int32)
    matrix = sparse.csr_array(
        (np.ones(len(source), np.int8), (place[source], place[target])), shape=(len(at), len(at))
    )
    number, found = csgraph.connected_components(matrix, directed=True, connection="strong")
    label = np.empty(count, np.int32)
    label[at] = found
    label[~inside] = np.arange(number, number + count - len(at), dtype=np.int32)
    return label


def _trimmed(source: Ints, target: Ints, count: int) -> tuple[Ints, Ints]:
    """The edges without those from where none leads, or to where none leads on: these are on no circle."""
    for _ in range(TRIMS):
        begun, ended = np.zeros(count, bool), np.zeros(count, bool)
        begun[source], ended[target] = True, True
        kept = ended[source] & begun[target]
        if 4 * int(kept.sum()) > 3 * len(source):  # what is left is dense enough
            return source, target
        source, target = source[kept], target[kept]
    return source, target


@dataclass(frozen=True, eq=False)
class Trust:
    """All trust edges of a sheet, declared ones first, with the check that each created one is from."""

    sheet: Sheet

    @cached_property
    def created(self) -> tuple[Ints, Any]:
        """The checks that are edges, and these edges as rows of relation, lower, upper, strength."""
        sheet, checks, claims = self.sheet, self.sheet.checks, self.sheet.claims
        used = sheet.strong & (checks.result == 0) & ~checks.stale
        prop, extra, target = (each[checks.claim] for each in (claims.prop, claims.extra, claims.target))
        vouches = np.flatnonzero(used & (prop == SOUND) & (extra < 0))
        vouches = vouches[sheet.theory[target[vouches]] >= 0]
        shows = np.flatnonzero(used & (prop == CONSISTENT))
        at = np.sort(np.concatenate([vouches, shows])).astype(np.int32)
        sound = prop[at] == SOUND
        lower = target[at].copy()
        lower[sound] = sheet.theory[target[at][sound]]
        return at, np.stack(
            [
                np.where(sound, RELATIONS.index("reflects"), RELATIONS.index("proves_con")),
                lower,
                sheet.theory[checks.by[at]],
                np.where(sound, INFINITE, extra[at]),
            ],
            axis=1,
        ).astype(np.int32)

    @cached_property
    def columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Relation, lower, upper, strength and check (-1: declared) of every edge."""
        edges, (check, rows) = self.sheet.edges, self.created
        parts = (edges.relation, edges.lower, edges.upper, edges.strength)
        whole = [np.concatenate([part, rows[:, n]]) for n, part in enumerate(parts)]
        none = np.full(len(edges), -1, np.int32)
        return whole[0], whole[1], whole[2], whole[3], np.concatenate([none, check])

    @cached_property
    def strict(self) -> Bits:
        """The edges that are trust, not only inclusion."""
        return self.columns[3] >= 0

    @cached_property
    def component(self) -> Ints:
        """The strongly connected component of every theory."""
        _, lower, upper, *_ = self.columns
        return components(lower, upper, len(self.sheet.theories))

    @cached_property
    def circles(self) -> Ints:
        """The components with a strict edge in them."""
        _, lower, upper, *_ = self.columns
        inside = self.strict & (self.component[lower] == self.component[upper])
        return np.unique(self.component[lower[inside]])

    @cached_property
    def dead(self) -> Bits:
        """The theories that the edges alone make inconsistent: on a circle, or above one."""
        _, lower, upper, *_ = self.columns
        count = len(self.sheet.theories)
        start = np.flatnonzero(np.isin(self.component, self.circles))
        if not len(start):
            return np.zeros(count, bool)
        level = np.zeros(len(lower), np.int32)
        return Facts(count, lower, upper, level, np.ones(count, np.int32)).held(start)

    def graph(self, theories: Ints) -> TrustGraph:
        """The trust graph among a few theories, as the object engine has it, in the order of their names."""
        relation, lower, upper, strength, _ = self.columns
        inside = np.zeros(len(self.sheet.theories), bool)
        inside[theories] = True
        at = np.flatnonzero(inside[lower] & inside[upper])
        found: dict[str, set[Any]] = {name: set() for name in (*RELATIONS, "local")}
        for edge in at.tolist():
            kind = RELATIONS[relation[edge]]
            pair = self.sheet.theories[lower[edge]], self.sheet.theories[upper[edge]]
            found[kind].add((*pair, int(strength[edge])) if kind == "proves_con" else pair)
            if kind == "reflects" and strength[edge] < INFINITE:
                found["local"].add(pair)
        return TrustGraph(
            tuple(sorted(self.sheet.theories.some(theories))),
            frozenset(found["includes"]),
            frozenset(found["reflects"]),
            frozenset(found["proves_con"]),
            frozenset(found["local"]),
        )

    def cycles(self) -> Iterator[tuple[Step, ...]]:
        """The circles with a strict edge that make theories inconsistent, each once."""
        if not len(self.circles):
            return
        seen: set[frozenset[Step]] = set()
        for why in self.graph(np.flatnonzero(np.isin(self.component, self.circles))).dead().values():
            if frozenset(why.cycle) not in seen:
                seen.add(frozenset(why.cycle))
                yield why.cycle

    def checks_of(self, step: Step) -> tuple[int, ...]:
        """The check that an edge is from, of several the first by name; () for a declared edge."""
        relation, lower, upper, _, check = self.columns
        kind, low, high = step
        names = self.sheet.theories
        fits = (relation == RELATIONS.index(kind)) & (lower == names.find(low)) & (upper == names.find(high))
        found = check[np.flatnonzero(fits)].tolist()
        return () if min(found) < 0 else (min(found, key=self._named),)

    def _named(self, check: int) -> tuple[str, str]:
        """Who checks, and what."""
        sheet = self.sheet
        return sheet.nodes[int(sheet.checks.by[check])], sheet.claim_text(int(sheet.checks.claim[check]))

    def reach(self, top: int) -> tuple[Bits, Ints]:
        """How a theory relies on every theory: whether it includes it, and the widest trust (-1: none).

        The strength of a path is the least of its strict edges; local reflection also serves as an
        inclusion.  One pass for each strength that occurs, from the widest down.
        """
        relation, lower, upper, strength, _ = self.columns
        count = len(self.sheet.theories)
        whole = relation != RELATIONS.index("proves_con")
        ones, none = np.ones(2 * count, np.int32), np.zeros(0, np.int32)
        included = Facts(
            count,
            upper[whole],
            lower[whole],
            none.repeat(0) if not whole.any() else np.zeros(int(whole.sum()), np.int32),
            ones[:count],
        ).held(np.array([top]))
        widest = np.full(count, -1, np.int32)
        flat = (strength < 0) | ((relation == RELATIONS.index("reflects")) & (strength < INFINITE))
        for width in np.unique(strength[self.strict]):
            wide = strength >= width
            source = [upper[flat], upper[flat] + count, upper[wide], upper[wide] + count]
            target = [lower[flat], lower[flat] + count, lower[wide] + count, lower[wide] + count]
            joined = np.concatenate(source)
            doubled = Facts(2 * count, joined, np.concatenate(target), np.zeros(len(joined), np.int32), ones)
            widest[doubled.held(np.array([top]))[count:]] = width
        return included, widest
