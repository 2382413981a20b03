"""Claims and checks told apart: equal claims are one, rows with one number are one check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from .names import Bits, Ints, Longs, Names, compact
from .rows import NAMED
from .sheet import SOUND, Checks, Claims


def told_apart(
    inner: Any, verifiers: Ints, spoken: Sequence[Any], nodes: int, properties: int
) -> tuple[list[Ints], Claims]:
    """Rows of (property, target, extra) as claims, each once, and which claim every row speaks of.

    First stands the soundness of every verifier, then the properties of nodes, then the rest.  Of
    soundness on one claim the extra is a place in `inner`.

    >>> parts = [np.array([[0, 1, -1], [-1, 0, -1], [0, 1, -1]])]
    >>> places, claims = told_apart(np.zeros((0, 3), int), np.array([0]), parts, 2, 1)
    >>> places[0].tolist(), claims.prop.tolist(), claims.mentioned.tolist()
    ([1, 0, 1], [-1, 0], [True, True])
    """
    rows = np.concatenate([inner, *spoken]).astype(np.int64)
    on_one = (rows[:, 0] == SOUND) & (rows[:, 2] >= 0)
    plain, everything = rows[:, 0] >= 0, (rows[:, 0] == SOUND) & ~on_one
    sound = np.full(nodes, -1, np.int32)
    sound[verifiers] = np.arange(len(verifiers), dtype=np.int32)
    found = np.empty(len(rows), np.int64)
    found[everything] = sound[rows[everything, 1]]
    keys, place = compact(rows[plain, 0] * nodes + rows[plain, 1], properties * nodes)
    found[plain] = len(verifiers) + place
    heads = [_triples(SOUND, verifiers), _triples(keys // max(nodes, 1), keys % max(nodes, 1))]
    for part in (~plain & ~everything & ~on_one, on_one):
        if part is on_one:
            rows[part, 2] = found[: len(inner)][rows[part, 2]]
        if part.any():
            apart, back = np.unique(rows[part], axis=0, return_inverse=True)
            found[part] = sum(map(len, heads)) + back.reshape(-1)
            heads.append(apart)
    whole = np.concatenate(heads)
    mentioned = np.zeros(len(whole), bool)
    mentioned[found[len(inner) :]] = True
    prop, target, extra = (np.ascontiguousarray(whole[:, n]).astype(np.int32) for n in range(3))
    ends = np.cumsum([len(part) for part in spoken])[:-1]
    places = found[len(inner) :].astype(np.int32)
    return list(np.split(places, ends)), Claims(prop, target, extra, mentioned, sound)


def _triples(prop: Any, target: Any) -> Any:
    found = np.full((len(target), 3), -1, np.int64)
    found[:, 0], found[:, 1] = prop, target
    return found


@dataclass(frozen=True, eq=False)
class CheckRows:
    """The rows of checks and of needs; rows with one number are one check of several verifiers."""

    what: str
    by: Ints
    claim: Ints
    how: Ints
    result: Ints
    stale: Bits
    amplified: Bits
    number: Ints
    least: Ints
    row: Longs
    need_by: Ints
    need_claim: Ints
    need_number: Ints
    theory: Ints
    nodes: Names

    @cached_property
    def _group(self) -> tuple[Ints, Any]:
        """For every row its check, and for every check its first row; checks in the order of rows."""
        if (self.number < 0).all():
            rows = np.arange(len(self.by), dtype=np.int32)
            return rows, rows
        alone = self.number < 0
        keys = np.where(alone, np.arange(len(self.by)) + 10**10, self.number)
        _, first, back = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        place = np.empty(len(first), np.int32)
        place[order] = np.arange(len(first), dtype=np.int32)
        group = place[back.reshape(-1)]
        first = first[order]
        self._agree(group, first)
        return group, first

    def _agree(self, group: Ints, first: Any) -> None:
        """Rows of one check must say the same of it."""
        for name in ("claim", "how", "result", "least", "stale", "amplified"):
            column = getattr(self, name)
            wrong = np.flatnonzero(column != column[first][group])
            if len(wrong):
                row = int(wrong[0])
                raise InputError(
                    f"{self.what}: rows of check {self.number[row]} differ in {name} ({len(wrong)} rows), "
                    f"first in row {int(self.row[row]) + 1}",
                    expected="one claim, how and result for each check",
                )

    @cached_property
    def _size(self) -> Any:
        return np.bincount(self._group[0], minlength=len(self._group[1]))

    @cached_property
    def _threshold(self) -> Bits:
        return np.asarray((self._size > 1) | (self.least[self._group[1]] > 0))

    def checks(self) -> Checks:
        """The checks; InputError for a count that cannot be, or a proof by somebody without a theory."""
        first = self._group[1]
        least = np.where(self.least[first] > 0, self.least[first], self._size).astype(np.int32)
        self._refuse(least > self._size, first, "asks for more verifiers than it has")
        strong = self.theory[self.by] >= 0
        self._refuse(~strong & (self.how == 0), slice(None), "is a proof by a verifier without a theory")
        self._refuse(
            strong & (self.how >= 2), slice(None), "is no proof, but its verifier reasons in a theory"
        )
        by = np.where(self._threshold, -1, self.by[first]).astype(np.int32)
        return Checks(
            by,
            self.claim[first],
            self.how[first],
            self.result[first],
            self.stale[first],
            self.amplified[first],
            self._needs[0],
            least,
            self.row[first],
        )

    def _refuse(self, bad: Bits, at: Any, what: str) -> None:
        rows = self.row[at][bad]
        if len(rows):
            who = self.nodes[self.by[at][bad][0]]
            raise InputError(
                f"{self.what}: {len(rows)} checks: the check by {who} in row {int(rows[0]) + 1} {what}",
                expected="a verifier that can do it",
            )

    def members(self) -> tuple[Ints, Ints]:
        """The verifiers of the thresholds: check and verifier, each pair once."""
        group = self._group[0]
        inside = self._threshold[group]
        if not inside.any():
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        pairs = np.stack([group[inside], self.by[inside]], axis=1)
        distinct = np.unique(pairs, axis=0)
        if len(distinct) < len(pairs):
            raise InputError(
                f"{self.what}: {len(pairs) - len(distinct)} verifiers stand twice in one check",
                expected="each verifier once in a check",
            )
        _, at = np.unique(pairs, axis=0, return_index=True)
        kept = pairs[np.sort(at)]
        return np.ascontiguousarray(kept[:, 0]), np.ascontiguousarray(kept[:, 1])

    @cached_property
    def _needs(self) -> tuple[Ints, Ints, Ints]:
        """The group of needs of every check, and the groups as pairs of group and claim, each once."""
        group, first = self._group
        none = np.full(len(first), -1, np.int32)
        if not len(self.need_by):
            return none, np.zeros(0, np.int32), np.zeros(0, np.int32)
        spare = len(self.nodes)
        wanted = np.where(self.need_number < 0, self.need_by, spare + self.need_number.astype(np.int64))
        number, by = self.number[first], self.by[first]
        offered = np.where(number < 0, by, spare + number.astype(np.int64))
        lost = ~np.isin(wanted, offered)
        if lost.any():
            names = [self.nodes[n] for n in self.need_by[lost][:NAMED]]
            raise InputError(
                f"{self.what}: {int(lost.sum())} rows with needs belong to no check: {', '.join(names)}",
                expected="a check by the same source, or with the same number",
            )
        keys, place = np.unique(wanted, return_inverse=True)
        at = np.minimum(np.searchsorted(keys, offered), len(keys) - 1)
        of_check = np.where(keys[at] == offered, at, -1).astype(np.int32)
        pairs = np.unique(np.stack([place.reshape(-1), self.need_claim], axis=1), axis=0).astype(np.int32)
        return of_check, np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])

    def needs(self) -> tuple[Ints, Ints]:
        """The groups of needs: pairs of group and claim."""
        return self._needs[1:]
