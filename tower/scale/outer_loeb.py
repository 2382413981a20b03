"""The breaks of the logic in a scan on another engine: circles of trust, and trust edges that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from ..diagnosis.report import Edge
from .engine import scan
from .findings import Finding
from .loeb import Loeb
from .outer_theories import strengths_of

LACK = ("lack", "theory", "width", "kind", "lower", "upper")
TYPES = (pa.string(), pa.int32(), pa.int16(), pa.string(), pa.string(), pa.string())


@dataclass(frozen=True, eq=False)
class OuterLoeb:
    """What the trust edges of a `tower.scale.outer.OuterScan`, and their absence, break."""

    scan: Any

    @cached_property
    def _loeb(self) -> Loeb:
        return Loeb(scan(self.scan.theories.sheet).answers)

    def circles(self) -> list[Finding]:
        """The circles of trust."""
        return self._loeb.circles()

    @cached_property
    def _asked(self) -> Any:
        """The proofs of what does not follow, with their needs met: by, fact, theory, width."""
        rows, checks = self.scan, self.scan.facts.live
        claims = rows.verdicts(rows.claims)
        claims = rows.keep(claims.filter(claims.verdict == "NOT_DERIVABLE").select("node", "code"))
        used = checks.filter(checks.proof & (checks.said == 0)).semi_join(claims, ["node", "code"])
        unmet = _unmet(rows, rows.needs)
        used = used.filter(used.number.notnull()).union(
            used.filter(used.number.isnull()).anti_join(unmet, "by")
        )
        if rows.grouped:
            used = used.filter(used.number.isnull()).union(
                used.filter(used.number.notnull()).anti_join(_unmet(rows, rows.needs_of), "number")
            )
        used = self._wide(rows.keep(used))
        fact = rows.fact(used.node, used.code)
        return rows.keep(used.select("by", "theory", "width", fact=fact).distinct())

    def _wide(self, used: Any) -> Any:
        return self.scan.facts.wide(used) if len(self.scan.widths) > 1 else used.mutate(
            width=strengths_of(self.scan, used.code, used.node)
        )  # fmt: skip

    @cached_property
    def lacks(self) -> Any:
        """Which trust edge each of these proofs lacks: lack (a code), by, kind, lower, upper, fact."""
        asked = self._asked
        pairs = (
            asked.select("theory", "width").distinct().to_pyarrow().to_pylist() if self._loeb.tops else []
        )
        place = {known: number for number, known in enumerate(self.scan.theories.place)}
        rows = []
        for row in sorted(pairs, key=lambda each: (each["theory"], each["width"])):
            width = self.scan.widths[row["width"]]
            for code, edge in self._loeb.missing(place[row["theory"]], width):
                rows.append((code, row["theory"], row["width"], edge.kind, edge.source, edge.target))
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(LACK)
        table = {name: pa.array(c, kind) for name, c, kind in zip(LACK, columns, TYPES, strict=True)}
        found = asked.join(ibis.memtable(pa.table(table)), ["theory", "width"])
        return self.scan.keep(found.select("lack", "by", "kind", "lower", "upper", "fact"))

    def lacking(self, code: str) -> Any:
        """The findings of one code, each with the facts that it takes down."""
        found = self.lacks.filter(self.lacks.lack == code).drop("lack")
        return self.scan.keep(
            found.group_by("by", "kind", "lower", "upper").agg(facts=found.fact.collect())
        )

    def tell(self, code: str, row: dict[str, Any]) -> Finding:
        """One of these findings."""
        claims = {self.scan.claim_text(*self.scan.told(fact)) for fact in row["facts"]}
        edge = Edge(row["kind"], row["lower"], row["upper"])
        return self._loeb.lack_told(code, str(row["by"]), edge, claims)


def _unmet(rows: Any, needs: Any) -> Any:
    """Needs that are not met."""
    facts = needs.mutate(fact=rows.fact(needs.node, needs.code))
    return rows.keep(facts.anti_join(rows.held, "fact"))
