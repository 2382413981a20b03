"""Claims and checks told apart: equal claims are one, rows with one number are one check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from .names import Bits, Ints, Longs, Names, compact, distinct_rows, same
from .rows import NAMED
from .sheet import SOUND, Checks, Claims


def told_apart(
    inner: Any, verifiers: Ints, spoken: Sequence[Any], nodes: int, properties: int
) -> tuple[list[Ints], Claims]:
    """Columns of property, target and extra as claims, each once, and which claim every row speaks of.

    First stands the soundness of every verifier, then the properties of nodes, then the rest.  Of
    soundness on one claim the extra is a place in `inner`.

    >>> none, parts = np.zeros((3, 0), int), [np.array([[0, -1, 0], [1, 0, 1], [-1, -1, -1]])]
    >>> places, claims = told_apart(none, np.array([0]), parts, 2, 1)
    >>> places[0].tolist(), claims.prop.tolist(), claims.mentioned.tolist()
    ([1, 0, 1], [-1, 0], [True, True])
    """
    prop, target, extra = (np.concatenate([part[n] for part in (inner, *spoken)]) for n in range(3))
    on_one, sound = (prop == SOUND) & (extra >= 0), np.full(nodes, -1, np.int32)
    sound[verifiers] = np.arange(len(verifiers), dtype=np.int32)
    found = np.empty(len(prop), np.int32)
    everything = np.flatnonzero((prop == SOUND) & ~on_one)
    found[everything] = sound[target[everything]]
    plain = prop >= 0
    keys, place = compact(prop[plain].astype(np.int64) * nodes + target[plain], properties * nodes)
    found[plain] = len(verifiers) + place
    heads = [_triples(SOUND, verifiers), _triples(keys // max(nodes, 1), keys % max(nodes, 1))]
    for part in (np.flatnonzero(prop < SOUND), np.flatnonzero(on_one)):
        if len(part):
            after = found[extra[part]] if prop[part[0]] == SOUND else extra[part]
            apart, back = np.unique(np.stack([prop[part], target[part], after]), axis=1, return_inverse=True)
            found[part] = sum(len(head[0]) for head in heads) + back.reshape(-1)
            heads.append(apart)
    whole = [np.concatenate([head[n] for head in heads]).astype(np.int32) for n in range(3)]
    first = len(inner[0])
    mentioned = np.zeros(len(whole[0]), bool)
    mentioned[found[first:]] = True
    ends = np.cumsum([len(part[0]) for part in spoken])[:-1]
    return list(np.split(found[first:], ends)), Claims(whole[0], whole[1], whole[2], mentioned, sound)


def _triples(prop: Any, target: Any) -> Any:
    return np.broadcast_to(np.asarray(prop), target.shape), target, np.full(len(target), -1, np.int32)


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
    claims: int

    @cached_property
    def _plain(self) -> bool:
        """Whether every row is a check of its own."""
        return bool((self.number < 0).all())

    @cached_property
    def _group(self) -> tuple[Ints, Any]:
        """For every row its check, and for every check its first row; checks in the order of rows."""
        if self._plain:
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
        if self._plain:
            return same(1, len(self.by))
        return np.bincount(self._group[0], minlength=len(self._group[1]))

    @cached_property
    def _threshold(self) -> Bits:
        return np.asarray((self._size > 1) | (self.least[self._first] > 0))

    @property
    def _first(self) -> Any:
        """The first rows of the checks, as what a column is to be taken at."""
        return slice(None) if self._plain else self._group[1]

    def checks(self) -> Checks:
        """The checks; InputError for a count that cannot be, or a proof by somebody without a theory."""
        first = self._first
        least = self.least[first]
        least = np.where(least > 0, least, self._size).astype(np.int32) if least.any() else self._size
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
        if bad.any():
            rows = self.row[at][bad]
            who = self.nodes.told(self.by[at][bad][:1])
            raise InputError(
                f"{self.what}: {len(rows)} checks: the check by {who} in row {int(rows[0]) + 1} {what}",
                expected="a verifier that can do it",
            )

    def members(self) -> tuple[Ints, Ints]:
        """The verifiers of the thresholds: check and verifier, each pair once."""
        group = self._group[0]
        if not self._threshold.any():
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        inside = self._threshold[group]
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
        first = self._first
        none = np.full(len(self._size), -1, np.int32)
        if not len(self.need_by):
            return none, np.zeros(0, np.int32), np.zeros(0, np.int32)
        spare = len(self.nodes)
        wanted = np.where(self.need_number < 0, self.need_by, spare + self.need_number.astype(np.int64))
        number, by = self.number[first], self.by[first]
        offered = np.where(number < 0, by, spare + number.astype(np.int64))
        there = np.zeros(int(max(wanted.max(), offered.max(initial=0))) + 1, bool)
        there[offered] = True
        lost = ~there[wanted]
        if lost.any():
            names = self.nodes.told(self.need_by[lost][:NAMED])
            raise InputError(
                f"{self.what}: {int(lost.sum())} rows with needs belong to no check: {names}",
                expected="a check by the same source, or with the same number",
            )
        space = int(max(wanted.max(), offered.max())) + 1
        keys, place = compact(wanted, space)
        group_of = np.full(space, -1, np.int32)
        group_of[keys] = np.arange(len(keys), dtype=np.int32)
        return group_of[offered], *distinct_rows(place, self.need_claim, self.claims)

    def needs(self) -> tuple[Ints, Ints]:
        """The groups of needs: pairs of group and claim."""
        return self._needs[1:]
