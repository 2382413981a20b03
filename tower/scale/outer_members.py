"""Checks by several verifiers on another engine: who is one principal, and how many have to be reliable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from ..errors import LimitReached
from .outer_rows import OuterRows
from .outer_words import GROUP, STANDS
from .spoken import LINEAGE

MEMBER = 500  # bytes that a member of a check takes in memory, where several are one principal


@dataclass(frozen=True, eq=False)
class Principals:
    """Who is one principal with whom, behind the checks of some rows."""

    rows: OuterRows

    @cached_property
    def lineage(self) -> Any:
        """Identities: node, cause."""
        rows = self.rows._of(*LINEAGE)
        cause = rows.kind + ibis.literal(" ") + rows.target.cast("string")
        return self.rows.keep(rows.select(node=rows.source, cause=cause).distinct())

    @cached_property
    def shared(self) -> Any:
        """Verifier and subject of a check that are one principal: by, node, and the first common cause."""
        checks, kinds = self.rows.checks, self.rows.kinds
        told = checks.filter((checks.said <= 1) & (~checks.proof | checks.several))
        told = told.filter(self.rows.of_node(told.code) & ~self._itself(told)).select("by", "node")
        both = told.join(self.lineage.select(by="node", cause="cause"), "by")
        both = self.rows.keep(both.semi_join(self.lineage, ["node", "cause"]).distinct())
        agents = kinds.filter(kinds.b & kinds.c)
        alone = both.filter(both.by == both.node).semi_join(agents, "node")
        both = both.filter(both.by != both.node).union(alone)
        return self.rows.keep(both.group_by(["by", "node"]).agg(cause=both.cause.min()))

    def apart(self, checks: Any) -> Any:
        """The checks, or members of checks, by somebody who is not one with the subject."""
        if not self.rows.number(*LINEAGE):
            return checks
        about = self.rows.of_node(checks.code) & ~self._itself(checks)
        return checks.filter(about).anti_join(self.shared, ["by", "node"]).union(checks.filter(~about))

    def _itself(self, checks: Any) -> Any:
        """Whether a check is of its verifier as a verifier: that is a circle, and no common cause."""
        return self.rows.of_soundness(checks.code) & (checks.by == checks.node)

    @cached_property
    def _left(self) -> Any:
        """The members of checks by several that count: number, by, theory."""
        checks = self.rows.checks
        told = checks.filter(checks.several & (checks.said <= 1))
        return self.rows.keep(self.apart(told).select("number", "by", "theory", "proof", "rated"))

    @cached_property
    def merged(self) -> list[dict[str, Any]]:
        """Members of one check that are one principal: number, by, theory, group, and a cause they share."""
        if not self.rows.number(*LINEAGE):
            return []
        left = self._left.join(self.lineage.select(by="node", cause="cause"), "by")
        often = left.group_by(["number", "cause"]).agg(many=left.count())
        left = self.rows.keep(left.semi_join(often.filter(often.many > 1), ["number", "cause"]))
        if int(left.count().execute()) * MEMBER > self.rows.keep.memory:
            raise LimitReached("more members of checks that are one principal than --memory holds")
        return _groups(left.to_pyarrow().to_pylist())

    @cached_property
    def members(self) -> Any:
        """The members of checks by several, with the group of those that are one with another (else -1)."""
        if not self.merged:
            return self._left.mutate(group=ibis.literal(-1, "int64"))
        by = pa.array([row["by"] for row in self.merged])
        number = pa.array([row["number"] for row in self.merged], pa.int64())
        group = pa.array([row["group"] for row in self.merged], pa.int64())
        merged = ibis.memtable(pa.table({"number": number, "by": by, "group": group}))
        found = self._left.left_join(merged, ["number", "by"]).drop("number_right", "by_right")
        return self.rows.keep(found.mutate(group=found.group.fill_null(-1)))

    @cached_property
    def several(self) -> Any:
        """The checks by several that count: number, node, code, exact, said, least, principals."""
        numbers, members = self.rows.numbers, self.members
        heads = members.group_by("number").agg(
            alone=(members.group < 0).sum(), groups=members.group.nunique(where=members.group >= 0)
        )
        live = numbers.several & (numbers.said <= 1) & ~numbers.stale
        found = numbers.filter(live).join(heads, "number")
        found = found.mutate(principals=(found.alone + found.groups).cast("int64"))
        return self.rows.keep(
            found.filter(found.principals >= found.least).drop("alone", "groups", "several", "stale")
        )

    def stands(self, dead: list[int], reliable: Any, wide: Any) -> tuple[Any, Any, Any]:
        """How the checks by several without needs stand, and which ones with needs would.

        Gives edges (before, fact) from reliable members, how many facts some facts need, and the numbers
        of the checks that have enough principals alive; `reliable` gives the fact about a
        member, once `wide` has said how far it has to be trusted.
        """
        fact, live = self.rows.fact, self.several
        claims = live.select("number", "node", "code")
        members = self.members.join(claims, "number")
        members = wide(members)
        members = members.mutate(alive=members.theory.notin(dead) if dead else ibis.literal(True))
        stand = fact(members.number, ibis.literal(STANDS))
        group = fact(members.group, ibis.literal(GROUP))
        grouped = members.filter(members.group >= 0)
        inner = members.filter(members.alive).select(
            before=reliable(members), fact=ibis.ifelse(members.group < 0, stand, group)
        )
        outer = grouped.select(before=group, fact=stand).distinct()
        size = grouped.group_by("number", "group").agg(size=grouped.count(), alive=grouped.alive.min())
        needs = live.select(
            fact=fact(live.number, ibis.literal(STANDS)),
            need=(live.principals - live.least + 1).cast("int64"),
        ).union(size.select(fact=fact(size.group, ibis.literal(GROUP)), need=size["size"].cast("int64")))
        alone = members.filter(members.alive & (members.group < 0)).select("number")
        alive = alone.union(size.filter(size.alive).select("number"))
        alive = alive.group_by("number").agg(alive=alive.count())
        enough = live.left_join(alive, "number").drop("number_right")
        enough = enough.filter(enough.alive.fill_null(0) >= enough.principals - enough.least + 1)
        return inner.union(outer), needs, enough.select("number")


def _groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members of checks that share a cause, directly or through others, each member once.

    >>> found = _groups([{"number": 1, "by": name, "cause": "k"} for name in "ab"])
    >>> [(row["by"], row["group"], row["cause"]) for row in found]
    [('a', 0, 'k'), ('b', 0, 'k')]
    """
    first: dict[tuple[Any, Any], Any] = {}
    head: dict[tuple[Any, Any], tuple[Any, Any]] = {}

    def find(key: tuple[Any, Any]) -> tuple[Any, Any]:
        while head.setdefault(key, key) != key:
            head[key] = key = head[head[key]]
        return key

    ordered = sorted(rows, key=lambda row: (row["number"], row["cause"], str(row["by"])))
    for row in ordered:
        key = row["number"], row["by"]
        head[find(key)] = find(first.setdefault((row["number"], row["cause"]), key))
    causes: dict[tuple[Any, Any], str] = {}
    for row in ordered:
        causes.setdefault(find((row["number"], row["by"])), row["cause"])
    groups = {key: number for number, key in enumerate(causes)}
    once = {(row["number"], row["by"]): row for row in ordered}
    return [{**row, "group": groups[find(key)], "cause": causes[find(key)]} for key, row in once.items()]
