"""What a scan on another engine finds: verdicts and breaks of weak towers, as tables of that engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from ..diagnosis.codes import CODES
from ..errors import InputError, LimitReached
from .findings import Block
from .keeping import Keep, Part
from .outer_breaks import OuterBreaks
from .outer_rows import COLUMNS, READY, SOUND, OuterRows, Summary
from .progress import Step
from .rows import NAMED
from .sheet import RESULTS
from .spoken import LINEAGE, NOBODY

ACCEPT, REJECT = RESULTS.index("accept"), RESULTS.index("reject")
HELD, BY_EXACT, ROOT, OPPOSED, SPOKEN = (1 << place for place in range(5))  # what is known of a claim


def outer_scan(rows: Any, name: str, keep: Keep, depth: int, step: Step) -> OuterScan:
    """The scan of a table of rows that an engine holds; InputError for rows that it does not."""
    for column in rows.columns:
        if column not in COLUMNS and int(rows[column].notnull().sum().execute() or 0):
            expected = f"the columns {', '.join(COLUMNS)}, or --engine memory"
            raise InputError(f"{name}: the column {column!r} says something", expected=expected)
    told = {column: rows[column] if column in rows.columns else ibis.null("string") for column in COLUMNS}
    return OuterScan(rows.select(**told), name, keep, depth, step)


@dataclass(frozen=True, eq=False)
class OuterScan(OuterRows):
    """A scan, worked out as far as it is asked for; it looks like `tower.scale.engine.Scan` from outside."""

    patterns = 0
    dead = 0
    limit = ""

    @cached_property
    def sheet(self) -> Summary:
        """Who asks, how many nodes and rows there are; InputError for rows that are not held here."""
        self.step("reading")
        asking = self._of("assumes").select("source").distinct().limit(NAMED + 1)
        who = asking.to_pyarrow()["source"].to_pylist() if self._number("assumes") else []
        if len(who) > 1:
            some = ", ".join(map(str, who[:NAMED]))
            raise InputError(
                f"{self.name}: several observers assume something: {some}", expected="one observer"
            )
        alike = self._number("checks") - int(self.checks.count().execute())
        counts = (("rows", sum(row["number"] for row in self._words)), ("repeated checks", alike))
        return Summary(str(who[0]) if who else NOBODY, range(int(self.kinds.count().execute())), counts)

    # who counts

    @cached_property
    def shared(self) -> Any:
        """Verifier and subject of a check that are one principal: by, node, and the first common cause."""
        rows = self._of(*LINEAGE)
        cause = rows.kind + ibis.literal(" ") + rows.target.cast("string")
        lineage = self.keep(rows.select(node=rows.source, cause=cause).distinct())
        told = self.checks.filter(self.checks.said <= REJECT).select("by", "node")
        both = told.join(lineage.select(by="node", cause="cause"), "by").semi_join(lineage, ["node", "cause"])
        agents = self.kinds.filter(self.kinds.b & self.kinds.c)
        both = self.keep(both.distinct())
        alone = both.filter(both.by == both.node).semi_join(agents, "node")
        both = both.filter(both.by != both.node).union(alone)
        return self.keep(both.group_by(["by", "node"]).agg(cause=both.cause.min()))

    @property
    def live(self) -> Any:
        """The checks that count."""
        told = self.checks.filter(self.checks.said <= REJECT)
        return told.anti_join(self.shared, ["by", "node"]) if self._number(*LINEAGE) else told

    # what holds

    @cached_property
    def _ready(self) -> tuple[Any, Any]:
        """The facts that needs are met: how many must hold, and the edges to them."""
        needs = self.needs
        edges = needs.select(
            fact=self.fact(needs.by, ibis.literal(READY)), before=self.fact(needs.node, needs.code)
        )
        found = edges.group_by("fact").agg(need=edges.count())
        return self.keep(found.filter(found.need > 1)), edges

    @cached_property
    def _arcs(self) -> Any:
        """From what makes each verifier reliable to what it said: fact, before, exact, said."""

        def found(part: Part) -> Any:
            needing = part(self.needing, "by").mutate(needs=True)
            joined = part(self.live, "by").left_join(needing, "by")
            code = ibis.ifelse(joined.needs.fill_null(False), READY, SOUND)
            return joined.select(
                "exact",
                "said",
                fact=self.fact(joined.node, joined.code),
                before=self.fact(joined.by, code),
            )

        return self.keep.apart(self._number("checks", "needs"), self.checks.by, found)

    def _edges(self, arcs: Any) -> Any:
        """From what makes verifiers reliable to what they accepted, and from needs to their being met."""
        return arcs.filter(arcs.said == ACCEPT).select("fact", "before").union(self._ready[1])

    @cached_property
    def _start(self) -> Any:
        return self.keep(self.roots.select(fact=self.fact(self.roots.node, self.roots.code)))

    @cached_property
    def held(self) -> Any:
        """The facts that hold."""
        self.step("what holds")
        return self.rounds.held(self._edges(self._arcs), self._ready[0], self._start)

    @cached_property
    def exactly(self) -> Any:
        """The facts that hold by exact attestations alone."""
        self.step("what holds exactly")
        edges = self._edges(self._arcs.filter(self._arcs.exact))
        found = self.rounds.held(edges, self._ready[0], self._start)
        self._no_return(edges, found)
        return found

    def _no_return(self, edges: Any, found: Any) -> None:
        """Give up where an assumption may follow from itself: which word it gets is a question of its own."""
        into = self.keep(edges.semi_join(self._start, "fact"))
        again = self.keep(into.semi_join(found.select(before="fact"), "before").select("fact").distinct())
        if not int(again.count().execute()):
            return
        used = edges.semi_join(found.select(before="fact"), "before").semi_join(found, "fact")
        ones = self.keep(self._ready[0].limit(0))
        after = used.semi_join(again.select(before="fact"), "before").select("fact").distinct()
        reached = self.rounds.held(self.keep(used), ones, self.keep(after))
        if int(reached.semi_join(again, "fact").count().execute()):
            raise LimitReached("assumptions that may follow from themselves, which the engine memory settles")

    @cached_property
    def opposed(self) -> Any:
        """The facts that somebody who is relied on rejected."""
        told = self._arcs.filter(self._arcs.said == REJECT).select("fact", "before")
        relied = self.keep(told).semi_join(self.held.select(before="fact"), "before")
        return self.keep(relied.select("fact").distinct())

    @cached_property
    def claims(self) -> Any:
        """Every claim with what is known of it: fact, mark (some of HELD, BY_EXACT, ROOT, OPPOSED)."""
        known = (
            (self.held, HELD),
            (self.exactly, BY_EXACT),
            (self._start, ROOT),
            (self.opposed, OPPOSED),
        )
        spoken = [t.select(fact=self.fact(t.node, t.code)) for t in (self.checks, self.needs, self.roots)]
        self.step("verdicts")

        def found(part: Part) -> Any:
            every = [(part(table, "fact"), mark) for table, mark in known]
            every += [(part(table, "fact"), SPOKEN) for table in spoken]
            whole = ibis.union(*(t.select("fact", mark=ibis.literal(mark, "int16")) for t, mark in every))
            marked = whole.group_by("fact").agg(mark=whole.mark.bit_or().cast("int16"))
            return marked.filter((marked.mark & SPOKEN) != 0)

        rows = 2 * self._number("checks", "needs", "assumes")
        return self.keep.apart(rows, spoken[0].fact, found)

    def verdicts(self, claims: Any) -> Any:
        """Some claims with their node, code and verdict."""
        node, code = self.about(claims.fact)
        told = [(claims.mark & mark) != 0 for mark in (HELD, BY_EXACT, ROOT, OPPOSED)]
        held, exact, root, opposed = told
        word = ibis.cases(
            (held & opposed, "CONTRADICTED"),
            (root, "ASSUMED"),
            (exact, "GUARANTEED"),
            (held, "SUPPORTED"),
            else_="UNSUPPORTED",
        )
        return claims.select("fact", "mark", node=node, code=code, verdict=word)

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many claims have each verdict, by the kind of what they are about."""
        self.sheet  # noqa: B018  refuse what is not held here before anything else
        claims = self.verdicts(self.claims).select("node", "verdict")

        def found(part: Part) -> Any:
            each = part(claims, "node").join(part(self.kinds, "node"), "node")
            return each.group_by("b", "c", "verdict").agg(number=each.count())

        rows = self._number("checks", "builds") + int(self.claims.count().execute())
        counts: Counter[tuple[str, str]] = Counter()
        for row in self.keep.apart(rows, claims.node, found).to_pyarrow().to_pylist():
            kind = ("artifact", "verifier", "optimizer", "agent")[2 * row["b"] + row["c"]]
            counts[kind, row["verdict"]] += int(row["number"])
        if children := self._children():
            counts["child", "UNSUPPORTED"] = children
        return dict(sorted(counts.items()))

    def _children(self) -> int:
        """What agents ask about what they build; without roots of their own they may accept nothing."""
        if not self._number("builds"):
            return 0
        mine = self.builds.filter(self.builds.base.cast("string") == self.sheet.observer)
        enacted = self.checks.filter(self.checks.code > READY).select(base="by", code="code")
        if int(mine.semi_join(enacted, "base").count().execute()):
            raise LimitReached("an observer that checks and builds, which the engine memory settles")

        def found(part: Part) -> Any:
            links = part(self.builds, "base")
            each = part(enacted, "base").semi_join(links, "base").distinct()
            asked = links.join(each, "base").select("base", "mesa", "code").distinct()
            return asked.agg(number=asked.count())

        numbers = self.keep.apart(2 * self._number("builds", "checks"), self.builds.base, found)
        return int(numbers.number.sum().execute())

    # breaks

    @cached_property
    def _breaks(self) -> OuterBreaks:
        return OuterBreaks(self)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The breaks, one block for each code that occurs."""
        self.step("breaks")
        return self._breaks.blocks()

    @property
    def failed(self) -> bool:
        """Whether there is a break of severity error."""
        return any(CODES[block.code].severity == "error" for block in self.blocks)

    @property
    def alone(self) -> int:
        """How many nodes are on closed circles."""
        return self._breaks.inside

    @property
    def standing_on(self) -> int:
        """How many nodes stand on closed circles without being on one."""
        return int(self._breaks.below.count().execute()) - self.alone

    def neighbourhood(self, node: str, radius: int = 2) -> Any:
        """Only the engine in memory cuts parts out."""
        raise InputError(f"the part around {node!r}", expected="--engine memory")
