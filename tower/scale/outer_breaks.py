"""The breaks of a scan on another engine: tables of that engine, told a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from ..diagnosis.report import Edge
from ..errors import LimitReached
from ..model.values import MODES
from .findings import Block, Finding, listed
from .names import encode
from .trust import components

INSIDE = 100  # bytes that one edge takes when circles are looked at in memory
PAGE = 10_000  # findings that are fetched at one time
_MODES = {"searched": ", ".join(MODES), "written": "bugs", "delegated": "incentives"}


def paged(code: str, table: Any, tell: Callable[[dict[str, Any]], Finding]) -> Block:
    """A block of findings that an engine keeps, fetched in pages, in the order of the columns."""
    ordered = table.order_by(list(table.columns))
    pages: dict[int, list[dict[str, Any]]] = {}

    def nth(number: int) -> Finding:
        page = number // PAGE
        if page not in pages:
            pages.clear()
            pages[page] = ordered.limit(PAGE, offset=page * PAGE).to_pyarrow().to_pylist()
        return tell(pages[page][number % PAGE])

    return Block(code, int(table.count().execute()), nth)


@dataclass(frozen=True, eq=False)
class OuterBreaks:
    """The breaks of a `tower.scale.outer.OuterScan`."""

    scan: Any

    def blocks(self) -> tuple[Block, ...]:
        """One block for each code that occurs."""
        found = (self._common(), self._cycles(), self._contradictions(), self._gaps(), self._ungrounded())
        return tuple(block for block in found if block.count)

    def _common(self) -> Block:
        shared = self.scan.shared
        one, other = ibis.least(shared.by, shared.node), ibis.greatest(shared.by, shared.node)

        def tell(row: dict[str, Any]) -> Finding:
            nodes = tuple(sorted((str(row["one"]), str(row["other"]))))
            edges = (Edge("shares", *nodes),)
            reason = (
                f"{' and '.join(nodes)} share {row['cause']}: they are one principal with what is checked"
            )
            return Finding("TWR201", nodes, edges, reason)

        pairs = shared.select(one=one, other=other, cause=shared.cause).distinct()
        return paged("TWR201", self.scan.keep(pairs), tell)

    def _contradictions(self) -> Block:
        claims = self.scan.claims
        told = claims.filter(claims.verdict == "CONTRADICTED").select("node", "code")

        def tell(row: dict[str, Any]) -> Finding:
            text = self.scan.claim_text(row["node"], row["code"])
            return Finding("TWR206", (str(row["node"]),), (), f"verifiers disagree on {text}", (text,))

        return paged("TWR206", self.scan.keep(told), tell)

    def _gaps(self) -> Block:
        def tell(row: dict[str, Any]) -> Finding:
            base, mesa = str(row["base"]), str(row["mesa"])
            reason = f"{base} -> {mesa} ({row['link']}): nobody addresses {_MODES[row['link']]}"
            return Finding("TWR301", tuple(sorted((base, mesa))), (Edge("builds", base, mesa),), reason)

        return paged("TWR301", self.scan.builds, tell)

    def _ungrounded(self) -> Block:
        scan, checks = self.scan, self.scan.checks
        out = scan.claims.filter(scan.claims.verdict == "UNSUPPORTED").select("node", "code")
        below = self.below.select(node="fact")
        needing = scan.needs.semi_join(below, "node").select("by").distinct()
        out = out.anti_join(below, "node").anti_join(checks.semi_join(needing, "by"), ["node", "code"])
        accepted = checks.filter(checks.result == "accept").select("node", "code").distinct()
        counted = scan.live.filter(ibis._.result == "accept")
        out = out.anti_join(accepted.anti_join(counted, ["node", "code"]), ["node", "code"])

        def tell(row: dict[str, Any]) -> Finding:
            text = scan.claim_text(row["node"], row["code"])
            return Finding(
                "TWR401",
                (str(row["node"]),),
                (),
                f"nothing that was assumed or verified supports {text}",
                (text,),
            )

        return paged("TWR401", self.scan.keep(out), tell)

    # circles

    @cached_property
    def _graph(self) -> Any:
        """Who checks what, as it counts: `before` checks `fact`."""
        live = self.scan.live
        return self.scan.rounds.keep(
            live.filter(live.result == "accept").select(before="by", fact="node").distinct()
        )

    def _trimmed(self, edges: Any) -> Any:
        """The edges without the nodes that no circle leads to, found round by round."""
        keep = self.scan.rounds.keep
        first = keep(edges.select(fact="before").distinct().anti_join(edges, "fact"))
        need = edges.group_by("fact").agg(need=edges.count())
        out = self.scan.rounds.held(edges, keep(need.filter(need.need > 1)), first)
        return keep(edges.anti_join(out.select(before="fact"), "before").anti_join(out, "fact"))

    @cached_property
    def _core(self) -> tuple[Any, list[Any], Any, Any]:
        """What is left of the graph when all is trimmed that is on no circle: names, and edges as numbers."""
        self.scan.step("circles")
        graph = self._trimmed(self._graph)
        back = self._trimmed(graph.select(before="fact", fact="before"))
        number = int(back.count().execute())
        if number * INSIDE > self.scan.memory:
            raise LimitReached(f"{number} edges on circles of checks, more than --memory holds")
        found = back.to_pyarrow()
        (by, subject), names = encode([found["fact"], found["before"]])
        return names, [by, subject], back, found

    @cached_property
    def groups(self) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """The closed circles: members and edges, as places in the names of the core."""
        names, (by, subject), back, _ = self._core
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
        """The nodes of the core that somebody outside it checks, or about which some claim holds."""
        core = back.select(fact="before").union(back.select("fact")).distinct()
        graph = self._graph.semi_join(core, "fact")
        outside = graph.anti_join(core.select(before="fact"), "before").select("fact").distinct()
        claims = self.scan.claims
        held = claims.semi_join(self.scan.held, "fact").select(fact="node").semi_join(core, "fact")
        found = outside.union(held).distinct().to_pyarrow()["fact"].to_pylist()
        return [names.find(str(name)) for name in found]

    def _cycles(self) -> Block:
        names = self._core[0]
        return listed("TWR202", (self._cycle(names, *group) for group in self.groups))

    def _cycle(self, names: Any, members: list[int], edges: list[tuple[int, int]]) -> Finding:
        nodes = tuple(sorted(names.some(members)))
        between = tuple(sorted(Edge("checks", names[one], names[other]) for one, other in edges))
        some = ", ".join(nodes[:12]) + (f" and {len(nodes) - 12} more" if len(nodes) > 12 else "")
        said = f"{some} checks itself" if len(nodes) == 1 else f"{some} vouch for each other"
        return Finding(
            "TWR202", nodes, between, f"{said}, and nothing from outside the circle supports any of them"
        )

    @cached_property
    def inside(self) -> int:
        """How many nodes are on closed circles."""
        return sum(len(members) for members, _ in self.groups)

    @cached_property
    def below(self) -> Any:
        """The nodes on closed circles and all that stands on them, in the column `fact`."""
        keep, kinds = self.scan.rounds.keep, self.scan.kinds
        places = [node for members, _ in self.groups for node in members]
        if not places:
            return keep(kinds.limit(0).select(fact="node"))
        values = self._core[0].values
        there = values[places] if isinstance(values, np.ndarray) else values.take(pa.array(places))
        start = kinds.semi_join(ibis.memtable(pa.table({"node": pa.array(there)})), "node").select(
            fact="node"
        )
        none = keep(kinds.limit(0).select(fact="node", need=ibis.literal(1)))
        return self.scan.rounds.held(self._graph, none, keep(start))
