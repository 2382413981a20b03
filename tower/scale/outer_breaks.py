"""The breaks of a scan on another engine: tables of that engine, told a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from ..diagnosis.report import Edge
from ..errors import LimitReached
from ..model.values import MODES
from .breaks import MOST_TOLD
from .findings import Block, Finding, listed
from .keeping import Keep
from .names import encode
from .trust import components

INSIDE = 100  # bytes that one edge takes when circles are looked at in memory
PAGE = 10_000  # findings that are fetched at one time
_MODES = {"searched": ", ".join(MODES), "written": "bugs", "delegated": "incentives"}


def paged(keep: Keep, code: str, table: Any, tell: Callable[[dict[str, Any]], Finding]) -> Block:
    """A block of findings that an engine keeps, in the order of the columns.

    The first page is fetched alone; whoever reads on has the engine order the whole table once.
    """
    ordered = table.order_by(list(table.columns))
    return Block(code, int(table.count().execute()), _Pages(keep, ordered, tell).nth)


@dataclass(eq=False)
class _Pages:
    """The rows of an ordered table, a page at a time."""

    keep: Keep
    ordered: Any
    tell: Callable[[dict[str, Any]], Finding]
    begin: int = 0
    page: list[dict[str, Any]] = field(default_factory=list)
    left: Iterator[Any] | None = None

    def nth(self, number: int) -> Finding:
        """One finding; cheap when they are asked for in their order."""
        if not self.page or number < self.begin:
            self.begin, self.left = 0, None
            self.page = self.ordered.limit(PAGE).to_pyarrow().to_pylist()
        while number >= self.begin + len(self.page):
            if self.left is None:  # from the beginning, as far as the first page was
                self.begin, self.left, self.page = 0, self.keep.stream(self.ordered, PAGE), []
            self.begin += len(self.page)
            self.page = next(self.left).to_pylist()
        return self.tell(self.page[number - self.begin])


@dataclass(frozen=True, eq=False)
class OuterBreaks:
    """The breaks of a `tower.scale.outer.OuterScan`."""

    scan: Any

    def blocks(self) -> tuple[Block, ...]:
        """One block for each code that occurs."""
        found = (
            self._common(),
            self._cycles(),
            self._contradictions(),
            self._gaps(),
            self._ungrounded(),
        )
        return tuple(block for block in found if block.count)

    def _common(self) -> Block:
        shared = self.scan.shared
        one, other = ibis.least(shared.by, shared.node), ibis.greatest(shared.by, shared.node)

        def tell(row: dict[str, Any]) -> Finding:
            nodes = tuple(sorted((str(row["one"]), str(row["other"]))))
            edges = (Edge("shares", *nodes),)
            both = " and ".join(nodes)
            reason = f"{both} share {row['cause']}: they are one principal with what is checked"
            return Finding("TWR201", nodes, edges, reason)

        pairs = shared.select(one=one, other=other, cause=shared.cause).distinct()
        return paged(self.scan.keep, "TWR201", self.scan.keep(pairs), tell)

    def _claims(self, *verdicts: str) -> Any:
        """The claims with some verdict: fact, node, code."""
        told = self.scan.verdicts(self.scan.claims)
        return self.scan.keep(told.filter(told.verdict.isin(verdicts)).select("fact", "node", "code"))

    def _contradictions(self) -> Block:
        checks = self.scan.checks.filter(self.scan.checks.said <= 1)
        told = self._claims("CONTRADICTED").join(checks, ["node", "code"])
        told = told.group_by("node", "code").agg(by=told.by.cast("string").collect())

        def tell(row: dict[str, Any]) -> Finding:
            text, names = self.scan.claim_text(row["node"], row["code"]), sorted(set(row["by"]))
            edges = tuple(Edge("checks", name, str(row["node"])) for name in names)
            reason = f"{', '.join(names[:MOST_TOLD])} disagree on {text}"
            return Finding("TWR206", tuple(names), edges, reason, (text,))

        return paged(self.scan.keep, "TWR206", self.scan.keep(told), tell)

    def _gaps(self) -> Block:
        def tell(row: dict[str, Any]) -> Finding:
            base, mesa = str(row["base"]), str(row["mesa"])
            reason = f"{base} -> {mesa} ({row['link']}): nobody addresses {_MODES[row['link']]}"
            return Finding("TWR301", tuple(sorted((base, mesa))), (Edge("builds", base, mesa),), reason)

        return paged(self.scan.keep, "TWR301", self.scan.builds, tell)

    def _ungrounded(self) -> Block:
        scan, checks = self.scan, self.scan.checks
        open_ = self._claims("UNSUPPORTED")
        below = self.below.select(node="fact")
        out = open_.anti_join(below, "node")
        about = scan.keep(checks.semi_join(out, ["node", "code"]))
        needing = scan.needs.semi_join(below, "node").select("by").distinct()
        out = out.anti_join(about.semi_join(needing, "by"), ["node", "code"])
        accepted = about.filter(about.said == 0)
        aside = accepted.anti_join(accepted.anti_join(scan.shared, ["by", "node"]), ["node", "code"])
        out = out.anti_join(aside, ["node", "code"])

        def tell(row: dict[str, Any]) -> Finding:
            text = scan.claim_text(row["node"], row["code"])
            reason = f"nothing that was assumed or verified supports {text}"
            return Finding("TWR401", (str(row["node"]),), (), reason, (text,))

        return paged(scan.keep, "TWR401", scan.keep(out.select("node", "code")), tell)

    # circles

    @property
    def _graph(self) -> Any:
        """Who checks what, as it counts: `before` checks `fact`."""
        live = self.scan.live
        return live.filter(live.said == 0).select(before="by", fact="node")

    @cached_property
    def _alone(self) -> Any:
        """The edges into nodes about which nothing holds, each once.

        A closed circle lies in these nodes whole.  Where a circle of the whole graph does not, one of its
        own edges leads from outside into each piece of it that is left.
        """
        claims = self.scan.verdicts(self.scan.claims)
        held = (claims.mark & 1) != 0
        bare = self.scan.keep(claims.filter(~held).select("node").distinct())
        about = claims.filter(held).semi_join(bare, "node").select("node").distinct()
        bare = self.scan.keep(bare.anti_join(self.scan.keep(about), "node"))
        return self.scan.keep(self._graph.semi_join(bare.select(fact="node"), "fact").distinct())

    def _trimmed(self, edges: Any) -> Any:
        """The edges without the nodes that no circle leads to, found round by round."""
        keep = self.scan.keep
        first = keep(edges.select(fact="before").distinct().anti_join(edges, "fact"))
        need = edges.group_by("fact").agg(need=edges.count())
        out = self.scan.rounds.held(edges, keep(need.filter(need.need > 1)), first)
        return keep(edges.anti_join(out.select(before="fact"), "before").anti_join(out, "fact"))

    @cached_property
    def _core(self) -> tuple[Any, list[Any], Any]:
        """What is left of these edges when all is trimmed that is on no circle: names, edges as numbers."""
        self.scan.step("circles")
        graph = self._trimmed(self._alone)
        back = self._trimmed(graph.select(before="fact", fact="before"))
        number = int(back.count().execute())
        if number * INSIDE > self.scan.keep.memory:
            raise LimitReached(f"{number} edges on circles of checks, more than --memory holds")
        found = back.to_pyarrow()
        (by, subject), names = encode([found["fact"], found["before"]])
        return names, [by, subject], back

    @cached_property
    def groups(self) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """The closed circles: members and edges, as places in the names of the core."""
        names, (by, subject), back = self._core
        if not len(names):
            return []
        label = components(by, subject, len(names))
        closed = np.bincount(label) > 1
        closed[label[by[by == subject]]] = True
        closed[label[subject[label[by] != label[subject]]]] = False
        closed[label[self._supported(names, back)]] = False
        found: dict[int, tuple[list[int], list[tuple[int, int]]]] = {}
        for node in np.flatnonzero(closed[label]).tolist():
            found.setdefault(int(label[node]), ([], []))[0].append(node)
        for one, other in sorted(set(zip(by.tolist(), subject.tolist(), strict=True))):
            if label[one] == label[other] and closed[label[one]]:
                found[int(label[one])][1].append((one, other))
        return list(found.values())

    def _supported(self, names: Any, back: Any) -> Any:
        """The nodes of the core that somebody outside it checks."""
        core = self.scan.keep(back.select(fact="before").union(back.select("fact")).distinct())
        into = self._alone.semi_join(core, "fact")
        outside = into.anti_join(core.select(before="fact"), "before").select("fact").distinct()
        return names.places(outside.to_pyarrow()["fact"])

    def _cycles(self) -> Block:
        names = self._core[0]
        return listed("TWR202", (self._cycle(names, *group) for group in self.groups))

    def _cycle(self, names: Any, members: list[int], edges: list[tuple[int, int]]) -> Finding:
        nodes = tuple(sorted(names.some(members)))
        between = tuple(sorted(Edge("checks", names[one], names[other]) for one, other in edges))
        more = f" and {len(nodes) - MOST_TOLD} more" if len(nodes) > MOST_TOLD else ""
        some = ", ".join(nodes[:MOST_TOLD]) + more
        said = f"{some} checks itself" if len(nodes) == 1 else f"{some} vouch for each other"
        return Finding(
            "TWR202",
            nodes,
            between,
            f"{said}, and nothing from outside the circle supports any of them",
        )

    @cached_property
    def inside(self) -> int:
        """How many nodes are on closed circles."""
        return sum(len(members) for members, _ in self.groups)

    @cached_property
    def below(self) -> Any:
        """The nodes on closed circles and all that stands on them, in the column `fact`."""
        keep, kinds = self.scan.keep, self.scan.kinds
        places = [node for members, _ in self.groups for node in members]
        if not places:
            return keep(kinds.limit(0).select(fact="node"))
        start = ibis.memtable(pa.table({"fact": self._core[0].taken(places)}))
        none = keep(kinds.limit(0).select(fact="node", need=ibis.literal(1)))
        return self.scan.rounds.held(self._graph, none, keep(start))
