"""The breaks of a scan on another engine: tables of that engine, told a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from ..diagnosis.report import Edge
from ..errors import LimitReached
from ..model.values import ADDRESSABLE
from .breaks import INHERITED, MOST_TOLD, gap_told, inversion_told, no_function_told, stale_told
from .findings import Block, Finding, listed
from .keeping import Keep
from .names import encode
from .outer_loeb import OuterLoeb
from .trust import components

INSIDE = 100  # bytes that one edge takes when circles are looked at in memory
PAGE = 10_000  # findings that are fetched at one time


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


def _one(names: list[str], cause: str, whom: str) -> Finding:
    """Several nodes that are one principal."""
    edges = tuple(Edge("shares", one, other) for one, other in zip(names, names[1:], strict=False))
    reason = f"{' and '.join(names)} share {cause}: they are one principal{whom}"
    return Finding("TWR201", tuple(names), edges, reason)


def _built(code: str, base: str, mesa: str, reason: str) -> Finding:
    """A finding about a link."""
    return Finding(code, tuple(sorted((base, mesa))), (Edge("builds", base, mesa),), reason)


def _pair(row: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """The names of a pair in their order, and what they share."""
    return tuple(sorted((str(row["one"]), str(row["other"])))), row["cause"]


@dataclass(frozen=True, eq=False)
class OuterBreaks:
    """The breaks of a `tower.scale.outer.OuterScan`."""

    scan: Any

    def blocks(self) -> tuple[Block, ...]:
        """One block for each code that occurs."""
        found = [self._common(), self._cycles(), self._contradictions(), *self._gaps(), self._ungrounded()]
        found += [self._stale()] if self.scan.dated else []
        found += [self._inversions()] if self.scan.number("capability") else []
        found += self._of_logic() if self.scan.reasoning else []
        return tuple(sorted((block for block in found if block.count), key=lambda block: block.code))

    def _common(self) -> Block:
        shared = self.scan.principals.shared
        one, other = ibis.least(shared.by, shared.node), ibis.greatest(shared.by, shared.node)
        pairs = self.scan.keep(shared.select(one=one, other=other, cause=shared.cause).distinct())
        first, merged = paged(self.scan.keep, "TWR201", pairs, self._pair), self._merged(pairs)
        count = first.count
        return Block(
            "TWR201", count + len(merged), lambda n: first.tell(n) if n < count else merged[n - count]
        )

    def _pair(self, row: dict[str, Any]) -> Finding:
        names, cause = _pair(row)
        return _one(list(names), cause, " with what is checked")

    def _merged(self, pairs: Any) -> list[Finding]:
        """The verifiers of one check that are one principal, each set once, unless it is a pair as well."""
        groups: dict[int, list[dict[str, Any]]] = {}
        for row in self.scan.principals.merged if self.scan.grouped else ():
            groups.setdefault(row["group"], []).append(row)
        told = {
            (tuple(sorted(str(row["by"]) for row in each)), each[0]["cause"]) for each in groups.values()
        }
        if told:
            causes = ibis.memtable({"cause": sorted({cause for _, cause in told})})
            for page in self.scan.keep.stream(self.scan.keep(pairs.semi_join(causes, "cause")), PAGE):
                told -= {_pair(row) for row in page.to_pylist()}
        return [_one(list(names), cause, "") for names, cause in sorted(told)]

    @cached_property
    def _loeb(self) -> OuterLoeb:
        return OuterLoeb(self.scan)

    def _of_logic(self) -> list[Block]:
        """Circles of trust, and trust edges that are missing or too weak."""
        circles = self._loeb.circles()
        found = [
            listed(code, (each for each in circles if each.code == code)) for code in ("TWR101", "TWR102")
        ]
        for code in ("TWR104", "TWR106"):
            found.append(
                paged(self.scan.keep, code, self._loeb.lacking(code), partial(self._loeb.tell, code))
            )
        return found

    def _claims(self, *verdicts: str) -> Any:
        """The claims with some verdict: fact, node, code."""
        told = self.scan.verdicts(self.scan.claims)
        return self.scan.keep(told.filter(told.verdict.isin(verdicts)).select("fact", "node", "code"))

    def _contradictions(self) -> Block:
        checks = self.scan.checks.filter(self.scan.checks.said <= 1)
        claims = self._claims("CONTRADICTED").select("node", "code")
        asked = self.scan.builders.contradicted()
        claims = self.scan.keep(ibis.union(claims, *asked, distinct=True)) if asked else claims
        told = claims.join(checks, ["node", "code"])
        told = told.group_by("node", "code").agg(by=told.by.cast("string").collect())

        def tell(row: dict[str, Any]) -> Finding:
            text, names = self.scan.claim_text(row["node"], row["code"]), sorted(set(row["by"]))
            form = self.scan.form(row["code"])
            about = () if form == "condition" else names
            edges = tuple(Edge("checks", name, str(row["node"])) for name in about)
            reason = f"{', '.join(names[:MOST_TOLD])} disagree on {text}"
            return Finding("TWR206", tuple(names), edges, reason, (text,))

        return paged(self.scan.keep, "TWR206", self.scan.keep(told), tell)

    def _stale(self) -> Block:
        """Checks of what has changed since: each by one verifier once, each numbered one once."""
        scan, checks = (
            self.scan,
            self.scan.checks.filter(self.scan.checks.stale & (self.scan.checks.said <= 1)),
        )
        number = ibis.ifelse(checks.several, checks.number, ibis.null("int64"))
        told = checks.mutate(number=number).select("node", "code", "number", "by", "several").distinct()
        alone = told.filter(~told.several)
        several = told.filter(told.several).group_by("node", "code", "number")
        table = alone.select("node", "code", "number", by=ibis.array([alone.by.cast("string")]))
        if scan.grouped:
            table = table.union(several.agg(by=ibis._.by.cast("string").collect()))

        def tell(row: dict[str, Any]) -> Finding:
            by, subject = sorted(row["by"]), str(row["node"])
            return stale_told(by, subject, scan.claim_text(row["node"], row["code"]))

        return paged(scan.keep, "TWR203", scan.keep(table), tell)

    def _inversions(self) -> Block:
        """Who checks somebody declared more capable, each pair once."""
        scan, live = self.scan, self.scan.facts.live
        pairs = live.filter(live.weak).select("by", "node")
        if scan.grouped:
            members = scan.checks.filter(scan.checks.several & scan.checks.weak)
            pairs = pairs.union(members.semi_join(scan.principals.several, "number").select("by", "node"))

        def tell(row: dict[str, Any]) -> Finding:
            one, other = str(row["by"]), str(row["node"])
            edges, reason = (Edge("checks", one, other),), inversion_told(one, other)
            return Finding("TWR205", tuple(sorted((one, other))), edges, reason)

        return paged(scan.keep, "TWR205", scan.keep(pairs.distinct()), tell)

    def _gaps(self) -> list[Block]:
        """Links with something open, and links out of values."""
        scan, links = self.scan, self._links
        open_ = [
            (links.link == link) & ~links[mode] for link, modes in INHERITED.items() for mode in modes
        ] if scan.number("addresses") else [ibis.literal(True)]  # fmt: skip
        of_values = links.filter(links.valued)

        def gap(row: dict[str, Any]) -> Finding:
            base, mesa, link = str(row["base"]), str(row["mesa"]), row["link"]
            modes = [mode for mode in INHERITED[link] if not row.get(mode)]
            return _built("TWR301", base, mesa, gap_told(base, mesa, link, row["valued"], modes))

        def no_function(row: dict[str, Any]) -> Finding:
            base, mesa = str(row["base"]), str(row["mesa"])
            return _built("TWR302", base, mesa, no_function_told(base, mesa))

        return [
            paged(scan.keep, "TWR301", links.filter(ibis.or_(links.valued, *open_)), gap),
            paged(scan.keep, "TWR302", of_values.select("base", "mesa"), no_function),
        ]

    @cached_property
    def _links(self) -> Any:
        """The links, with whether they lead out of values (`valued`), and what is addressed."""
        scan, links = self.scan, self.scan.builds
        if scan.number("pursues"):
            pursued = scan.objectives.filter(scan.objectives.value == "values")
            links = links.left_join(pursued.select(base="node", valued=True), "base").drop("base_right")
            links = links.mutate(valued=links.valued.fill_null(False))
        else:
            links = links.mutate(valued=ibis.literal(False))
        if scan.number("addresses"):
            said = scan.addressed
            flags = said.group_by(mesa="node").agg(
                **{mode: (said.value == mode).max() for mode in ADDRESSABLE}
            )
            links = links.left_join(flags, "mesa").drop("mesa_right")
            links = links.mutate(**{mode: links[mode].fill_null(False) for mode in ADDRESSABLE})
        return scan.keep(links)

    def _ungrounded(self) -> Block:
        scan = self.scan
        bare = self._claims("UNSUPPORTED")
        bare = bare.filter(~scan.of_node(bare.code)).union(
            bare.filter(scan.of_node(bare.code)).anti_join(self.below.select(node="fact"), "node")
        )
        about = scan.keep(scan.checks.semi_join(bare, ["node", "code"]))
        out = bare.anti_join(self._needing(about), ["node", "code"])
        if scan.reasoning:
            lost = self._claims("NOT_DERIVABLE").anti_join(self._loeb.lacks, "fact")
            out = out.union(lost)
            about = scan.keep(scan.checks.semi_join(scan.keep(out), ["node", "code"]))
        out = out.anti_join(self._aside(about), ["node", "code"])

        def tell(row: dict[str, Any]) -> Finding:
            text, form = scan.claim_text(row["node"], row["code"]), scan.form(row["code"])
            nodes = (str(row["node"]),) if form not in ("consistent", "condition") else ()
            return Finding(
                "TWR401", nodes, (), f"nothing that was assumed or verified supports {text}", (text,)
            )

        return paged(scan.keep, "TWR401", scan.keep(out.select("node", "code")), tell)

    def _needing(self, about: Any) -> Any:
        """The claims of checks in need of something that stands on a closed circle."""
        scan, below = self.scan, self.below.select(node="fact")

        def stands(needs: Any) -> Any:
            found = needs.filter(scan.of_node(needs.code)).semi_join(below, "node")
            if self.theories_below:
                codes = [
                    code for code, (form, _) in enumerate(scan.forms, scan.first) if form == "consistent"
                ]
                names = needs.node.isin(self.theories_below)
                found = found.union(needs.filter(needs.code.isin(codes) & names))
            return found

        found = about.filter(about.number.isnull()).semi_join(stands(scan.needs), "by")
        if scan.grouped:
            numbered = about.filter(about.number.notnull())
            found = found.union(numbered.semi_join(stands(scan.needs_of), "number"))
        return found.select("node", "code")

    def _aside(self, about: Any) -> Any:
        """The claims all of whose acceptances do not count."""
        alone = about.filter((about.said == 0) & ~about.several & ~about.stale)
        counted = self.scan.principals.apart(alone.filter(~alone.proof)).union(alone.filter(alone.proof))
        accepted = about.filter(about.said == 0)
        if self.scan.grouped:
            members = about.filter((about.said == 0) & about.several)
            counted = counted.union(members.semi_join(self.scan.principals.several, "number"))
        return accepted.anti_join(counted, ["node", "code"])

    # circles

    @property
    def _weak(self) -> Any:
        """The weak checks that accept, as they count: by, node, code."""
        live, scan = self.scan.facts.live, self.scan
        found = live.filter((live.said == 0) & ~live.proof).select("by", "node", "code")
        if scan.grouped:
            members = scan.checks.filter(scan.checks.several & (scan.checks.said == 0))
            found = found.union(
                members.semi_join(scan.principals.several, "number").select("by", "node", "code")
            )
        return found

    @property
    def _graph(self) -> Any:
        """Who weakly checks which node, as it counts: `before` checks `fact`."""
        weak = self._weak
        return weak.filter(self.scan.of_node(weak.code)).select(before="by", fact="node")

    @cached_property
    def theories_below(self) -> list[Any]:
        """The theories whose consistency somebody checks who stands on a closed circle."""
        codes = [
            code for code, (form, _) in enumerate(self.scan.forms, self.scan.first) if form == "consistent"
        ]
        if not codes or not self.groups:
            return []
        weak = self._weak
        found = weak.filter(weak.code.isin(codes)).semi_join(self.below.select(by="fact"), "by")
        return sorted(found.select("node").distinct().to_pyarrow()["node"].to_pylist(), key=str)

    @cached_property
    def _alone(self) -> Any:
        """The edges into nodes about which nothing holds, each once.

        A closed circle lies in these nodes whole.  Where a circle of the whole graph does not, one of its
        own edges leads from outside into each piece of it that is left.
        """
        claims = self.scan.verdicts(self.scan.claims)
        claims = claims.filter(self.scan.of_node(claims.code))
        held = (claims.mark & 1) != 0
        bare = self.scan.keep(claims.filter(~held).select("node").distinct())
        about = claims.filter(held).semi_join(bare, "node").select("node").distinct()
        bare = self.scan.keep(bare.anti_join(self.scan.keep(about), "node"))
        for accepted in self.scan.builders.accepted():
            bare = self.scan.keep(bare.anti_join(accepted, "node"))
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
            "TWR202", nodes, between, f"{said}, and nothing from outside the circle supports any of them"
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
