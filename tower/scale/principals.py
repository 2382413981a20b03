"""Who is one principal with whom: shared identity lineage, by columns.

Principals are merged before anything is counted: a weak check by somebody who shares an identity with
the subject does not count, and of the verifiers of a threshold those that share one count once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .names import Bits, Ints, spans
from .sheet import SOUND, Sheet


@dataclass(frozen=True, eq=False)
class Shared:
    """Sets of nodes that are one principal behind a check: the check, the nodes, and the cause."""

    check: Ints
    nodes: tuple[tuple[int, ...], ...]
    cause: Ints


@dataclass(frozen=True, eq=False)
class Principals:
    """The principals behind the checks of a sheet.

    `dropped` are the single checks whose verifier is one with the subject; `group` numbers, for each
    member of a threshold, the principal that it belongs to (-1: dropped).
    """

    sheet: Sheet

    @cached_property
    def subject(self) -> Ints:
        """The node that each check is about; -1 for a theory or a condition."""
        claims = self.sheet.claims
        return np.where(claims.of_node, claims.target, -1).astype(np.int32)[self.sheet.checks.claim]

    @cached_property
    def single(self) -> tuple[Bits, Ints]:
        """For each check whether its one verifier is one with the subject, and by which cause (-1: none)."""
        sheet, by = self.sheet, self.sheet.checks.by
        cause = np.full(len(by), -1, np.int32)
        asked = np.flatnonzero((by >= 0) & (self.subject >= 0) & ~sheet.strong)
        if len(sheet.cause) and len(asked):
            cause[asked] = self._common(by[asked], self.subject[asked], self._itself[asked])
        return cause >= 0, cause

    @cached_property
    def _spans(self) -> tuple[Any, Any]:
        return spans(self.sheet.cause_node, len(self.sheet.nodes)), self.sheet.cause

    @cached_property
    def _itself(self) -> Bits:
        """The checks of something as a verifier, which whoever checks it may be: that is a circle.

        The properties of an agent are those of the optimizer, apart from the review that it runs.
        """
        sheet, prop = self.sheet, self.sheet.claims.prop[self.sheet.checks.claim]
        return np.asarray((prop == SOUND) | (sheet.kinds[np.maximum(self.subject, 0)] != 2))

    def _common(self, one: Ints, other: Ints, itself: Bits) -> Ints:
        """The first cause that each pair of nodes shares; nobody shares with `itself`."""
        ends, causes = self._spans
        size = ends[one + 1] - ends[one]
        places = np.flatnonzero((size > 0) & ((one != other) | ~itself))
        found = np.full(len(one), -1, np.int32)
        if not len(places):
            return found
        size = size[places]
        pair = np.repeat(places, size)
        offset = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size)
        cause = causes[ends[one[pair]] + offset]
        space = max(len(self.sheet.causes), 1)
        key = self.sheet.cause_node.astype(np.int64) * space + causes
        wanted = other[pair].astype(np.int64) * space + cause
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        hit = np.flatnonzero(key[at] == wanted)[::-1]  # the first hit of a pair is written last
        found[pair[hit]] = cause[hit]
        return found

    @cached_property
    def thresholds(self) -> dict[int, tuple[int, ...]]:
        """The members of each threshold, in the order of the rows."""
        found: dict[int, list[int]] = {}
        for check, member in zip(self.sheet.member_check.tolist(), self.sheet.member.tolist(), strict=True):
            found.setdefault(check, []).append(member)
        return {check: tuple(members) for check, members in found.items()}

    def causes_of(self, node: int) -> frozenset[int]:
        """The identities of one node."""
        ends, causes = self._spans
        return frozenset(causes[ends[node] : ends[node + 1]].tolist())

    @cached_property
    def groups(self) -> dict[int, tuple[tuple[int, ...], ...]]:
        """For each threshold its principals as groups of verifiers, those one with the subject left out."""
        return {check: self._groups(check)[0] for check in self.thresholds}

    def _groups(self, check: int) -> tuple[tuple[tuple[int, ...], ...], list[tuple[tuple[int, ...], int]]]:
        subject = int(self.subject[check])
        own = self.causes_of(subject) if subject >= 0 else frozenset()
        left: list[int] = []
        shared: list[tuple[tuple[int, ...], int]] = []
        for member in self.thresholds[check]:
            common = own & self.causes_of(member)
            if common and (member != subject or not self._itself[check]):
                shared.append(((member, subject), min(common)))
            else:
                left.append(member)
        groups = self._merged(left)
        shared += [(group, self._first(group)) for group in groups if len(group) > 1]
        return tuple(groups), shared

    def _merged(self, members: list[int]) -> list[tuple[int, ...]]:
        groups: list[tuple[frozenset[int], tuple[int, ...]]] = []
        for member in members:
            causes = self.causes_of(member)
            names: tuple[int, ...] = (member,)
            apart = []
            for there, inside in groups:
                if there & causes:
                    causes, names = causes | there, inside + names
                else:
                    apart.append((there, inside))
            groups = [*apart, (causes, names)]
        return [names for _, names in groups]

    def _first(self, group: tuple[int, ...]) -> int:
        return next(
            min(self.causes_of(one) & self.causes_of(other))
            for one in group
            for other in group
            if one != other and self.causes_of(one) & self.causes_of(other)
        )

    @cached_property
    def live(self) -> Bits:
        """The checks that count: accepted or rejected, of what is still there, by enough principals."""
        checks = self.sheet.checks
        found = (checks.result <= 1) & ~checks.stale & ~self.single[0]
        for check, groups in self.groups.items():
            found[check] &= len(groups) >= checks.at_least[check]
        return found

    def shared(self) -> Shared:
        """Every set of nodes that turned out to be one principal, with the check and the cause."""
        told = self.sheet.checks.result <= 1
        dropped, cause = self.single
        at = np.flatnonzero(dropped & told)
        check, causes = at.tolist(), cause[at].tolist()
        nodes: list[tuple[int, ...]] = list(
            zip(self.sheet.checks.by[at].tolist(), self.subject[at].tolist(), strict=True)
        )
        for threshold in self.thresholds:
            for group, common in self._groups(threshold)[1] if told[threshold] else ():
                check.append(threshold)
                nodes.append(group)
                causes.append(common)
        return Shared(np.array(check, np.int32), tuple(nodes), np.array(causes, np.int32))
