"""What a scan on another engine finds: verdicts and breaks of weak towers, as tables of that engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import ibis

from ..diagnosis.codes import CODES
from ..errors import InputError, LimitReached
from .findings import Block
from .outer_breaks import OuterBreaks
from .rounds import Rounds
from .rows import KINDS_OF_ROW, NAMED
from .sheet import LINKS
from .spoken import DEFAULT, LINEAGE, NOBODY
from .verdicts import Step

COLUMNS = ("source", "kind", "target", "property", "how", "result")
ROWS = ("checks", "needs", "assumes", "builds", *LINEAGE)
EXACT = ("attestation",)

Keep: TypeAlias = Callable[[Any], Any]  # has an engine work a table out and hold on to it


@dataclass(frozen=True, eq=False)
class Summary:
    """What a summary tells of the rows."""

    observer: str
    nodes: range
    counts: tuple[tuple[str, int], ...]


def outer_scan(rows: Any, name: str, keep: Keep, memory: int, depth: int, step: Step) -> OuterScan:
    """The scan of a table of rows that an engine holds; InputError for rows that it does not."""
    for column in rows.columns:
        if column not in COLUMNS and int(rows[column].notnull().sum().execute() or 0):
            expected = f"the columns {', '.join(COLUMNS)}, or --engine memory"
            raise InputError(f"{name}: the column {column!r} says something", expected=expected)
    told = {column: rows[column] if column in rows.columns else ibis.null("string") for column in COLUMNS}
    return OuterScan(rows.select(**told), name, keep, memory, depth, step)


@dataclass(frozen=True, eq=False)
class OuterScan:
    """A scan, worked out as far as it is asked for; it looks like `tower.scale.engine.Scan` from outside."""

    rows: Any
    name: str
    keep: Keep
    memory: int
    depth: int
    step: Step
    patterns = 0
    dead = 0
    limit = ""

    @cached_property
    def rounds(self) -> Rounds:
        """Runs rounds on the engine."""
        return Rounds(self.keep, self.depth, self.step)

    def _of(self, *kinds: str) -> Any:
        return self.rows.filter(self.rows.kind.isin(kinds))

    # what the rows say

    @cached_property
    def sheet(self) -> Summary:
        """Who asks, how many nodes and rows there are; InputError for rows that are not held here."""
        self.step("reading")
        self._refuse()
        who = (
            self._of("assumes")
            .select("source")
            .distinct()
            .limit(NAMED + 1)
            .to_pyarrow()["source"]
            .to_pylist()
        )
        if len(who) > 1:
            some = ", ".join(map(str, who[:NAMED]))
            raise InputError(
                f"{self.name}: several observers assume something: {some}", expected="one observer"
            )
        total = int(self.rows.count().execute())
        alike = self._singles.count().execute() - self.checks.count().execute()
        counts = (("rows", total), ("repeated checks", int(alike)))
        return Summary(str(who[0]) if who else NOBODY, range(int(self.kinds.count().execute())), counts)

    def _refuse(self) -> None:
        for column in COLUMNS[:3]:
            empty = int(self.rows[column].isnull().sum().execute() or 0)
            if empty:
                raise InputError(
                    f"column {column!r} of {self.name} is empty in {empty} rows",
                    expected="a value in every row",
                )
        found = self.rows.group_by("kind").agg(number=self.rows.count()).to_pyarrow().to_pylist()
        for row in sorted(found, key=lambda each: str(each["kind"])):
            if row["kind"] not in KINDS_OF_ROW:
                raise InputError(
                    f"{self.name}: the kind {row['kind']!r} in {row['number']} rows",
                    expected=f"one of {', '.join(KINDS_OF_ROW)}",
                )
            if row["kind"] not in ROWS:
                raise InputError(
                    f"{self.name}: {row['number']} rows say {row['kind']}",
                    expected=f"only {', '.join(ROWS)}, or --engine memory",
                )
        self._words("property", ("consistent", "condition"), refuse=True)
        self._words("result", ("accept", "reject", "decline", "pending"), refuse=False)
        self._words("how", ("attestation", "test", "review", *LINKS), refuse=False)

    def _words(self, column: str, words: tuple[str, ...], *, refuse: bool) -> None:
        there = (
            self.rows.select(word=self.rows[column]).distinct().limit(1000).to_pyarrow()["word"].to_pylist()
        )
        for word in sorted(str(each) for each in there if each is not None):
            if (word in words) == refuse:
                expected = "another one, or --engine memory" if refuse else f"one of {', '.join(words)}"
                raise InputError(f"{self.name}: the {column} {word!r}", expected=expected)

    @cached_property
    def _properties(self) -> list[str]:
        used = self._of("checks", "needs", "assumes")
        found = used.select(word=used.property).distinct().to_pyarrow()["word"].to_pylist()
        return sorted({str(each) if each is not None else DEFAULT for each in found} - {"sound"})

    def _code(self, column: Any) -> Any:
        """The number of a property: 0 for soundness, 1 is left for needs that are met, then the others."""
        named = column.fill_null(DEFAULT)
        pairs = [("sound", 0), *((word, 2 + n) for n, word in enumerate(self._properties))]
        return named.cases(*pairs, else_=-1)

    def _fact(self, node: Any, code: Any) -> Any:
        """A fact about a node as one value: a number where nodes are numbers, else a text."""
        if node.type().is_integer():
            return node.cast("int64") * (2 + len(self._properties)) + code
        return code.cast("string") + ibis.literal(" ") + node

    @cached_property
    def _singles(self) -> Any:
        rows = self._of("checks")
        return rows.select(
            by=rows.source,
            node=rows.target,
            code=self._code(rows.property),
            exact=rows.how.fill_null("test").isin(EXACT),
            result=rows.result.fill_null("accept"),
        )

    @cached_property
    def checks(self) -> Any:
        """The checks, repeated ones once: by, node, code, exact, result."""
        return self.rounds.keep(self._singles.distinct())

    @cached_property
    def builds(self) -> Any:
        """The links, each once: base, mesa, link."""
        rows = self._of("builds")
        return self.rounds.keep(
            rows.select(base=rows.source, mesa=rows.target, link=rows.how.fill_null("searched")).distinct()
        )

    @cached_property
    def needs(self) -> Any:
        """Whose checks need which claim: by, node, code, each once."""
        rows = self._of("needs")
        found = rows.select(by=rows.source, node=rows.target, code=self._code(rows.property)).distinct()
        lost = found.anti_join(self.checks, "by")
        number = int(lost.count().execute())
        if number:
            some = lost.select("by").limit(NAMED).to_pyarrow()["by"].to_pylist()
            raise InputError(
                f"{self.name}: {number} rows with needs belong to no check: {', '.join(map(str, some))}",
                expected="a check by the same source",
            )
        return self.rounds.keep(found)

    @cached_property
    def roots(self) -> Any:
        """What the observer assumes: node, code."""
        rows = self._of("assumes")
        return self.rounds.keep(rows.select(node=rows.target, code=self._code(rows.property)).distinct())

    @cached_property
    def kinds(self) -> Any:
        """What every node is."""
        builders = self.builds.select(node="base").union(self.builds.select(node="mesa"))
        said = [
            self.checks.filter(ibis._.code == 0),
            self.roots.filter(self.roots.code == 0),
            self.needs.filter(self.needs.code == 0),
        ]
        checkers = self.checks.select(node="by")
        for table in said:
            checkers = checkers.union(table.select("node"))
        both = builders.mutate(b=True, c=False).union(checkers.mutate(b=False, c=True))
        other = self.checks.select("node").union(self.needs.select("node")).union(self.roots.select("node"))
        rows = self._of(*LINEAGE)
        other = other.union(rows.select(node="source"))
        both = both.union(other.mutate(b=False, c=False))
        found = both.group_by("node").agg(b=both.b.max(), c=both.c.max())
        kind = ibis.cases(
            (found.b & found.c, "agent"), (found.b, "optimizer"), (found.c, "verifier"), else_="artifact"
        )
        return self.rounds.keep(found.select("node", kind=kind))

    # who counts

    @cached_property
    def shared(self) -> Any:
        """Verifier and subject of a check that are one principal: by, node, and the first common cause."""
        rows = self._of(*LINEAGE)
        lineage = rows.select(
            node=rows.source, cause=rows.kind + ibis.literal(" ") + rows.target.cast("string")
        ).distinct()
        told = self.checks.filter(ibis._.result.isin(("accept", "reject"))).select("by", "node").distinct()
        both = told.join(lineage.select(by="node", cause="cause"), "by").semi_join(lineage, ["node", "cause"])
        agents = self.kinds.filter(self.kinds.kind == "agent")
        both = both.filter(both.by != both.node).union(
            both.filter(both.by == both.node).semi_join(agents, "node")
        )
        return self.rounds.keep(both.group_by(["by", "node"]).agg(cause=both.cause.min()))

    @cached_property
    def live(self) -> Any:
        """The checks that count."""
        told = self.checks.filter(ibis._.result.isin(("accept", "reject")))
        return self.rounds.keep(told.anti_join(self.shared, ["by", "node"]))

    # what holds

    @cached_property
    def _ready(self) -> tuple[Any, Any]:
        """The facts that needs are met: how many must hold, and the edges to them."""
        edges = self.needs.select(
            fact=self._fact(self.needs.by, ibis.literal(1)),
            before=self._fact(self.needs.node, self.needs.code),
        )
        return self.rounds.keep(edges.group_by("fact").agg(need=edges.count())), edges

    def _edges(self, checks: Any) -> Any:
        """From what makes each verifier reliable to what it accepted, and from needs to their being met."""
        needing = self.needs.select("by").distinct().mutate(needs=True)
        joined = checks.filter(checks.result == "accept").left_join(needing, "by")
        code = ibis.ifelse(joined.needs.fill_null(False), 1, 0)
        edges = joined.select(fact=self._fact(joined.node, joined.code), before=self._fact(joined.by, code))
        return self.rounds.keep(edges.distinct().union(self._ready[1]))

    @cached_property
    def _start(self) -> Any:
        return self.rounds.keep(self.roots.select(fact=self._fact(self.roots.node, self.roots.code)))

    @cached_property
    def _all(self) -> Any:
        return self._edges(self.live)

    @cached_property
    def held(self) -> Any:
        """The facts that hold."""
        self.step("what holds")
        return self.rounds.held(self._all, self._ready[0], self._start)

    @cached_property
    def exactly(self) -> Any:
        """The facts that hold by exact attestations alone."""
        self.step("what holds exactly")
        edges = self._edges(self.live.filter(ibis._.exact))
        found = self.rounds.held(edges, self._ready[0], self._start)
        self._no_return(edges, found)
        return found

    def _no_return(self, edges: Any, found: Any) -> None:
        """Give up where an assumption may follow from itself: which word it gets is a question of its own."""
        used = edges.semi_join(found.select(before="fact"), "before").semi_join(found, "fact")
        again = used.semi_join(self._start, "fact").select("fact").distinct()
        if not int(again.count().execute()):
            return
        ones = self.rounds.keep(self._ready[0].limit(0))
        after = used.semi_join(again.select(before="fact"), "before").select("fact").distinct()
        reached = self.rounds.held(self.rounds.keep(used.distinct()), ones, self.rounds.keep(after))
        if int(reached.semi_join(again, "fact").count().execute()):
            raise LimitReached("assumptions that may follow from themselves, which the engine memory settles")

    @cached_property
    def opposed(self) -> Any:
        """The facts that somebody who is relied on rejected."""
        needing = self.needs.select("by").distinct().mutate(needs=True)
        joined = self.live.filter(ibis._.result == "reject").left_join(needing, "by")
        code = ibis.ifelse(joined.needs.fill_null(False), 1, 0)
        told = joined.select(fact=self._fact(joined.node, joined.code), before=self._fact(joined.by, code))
        relied = self.rounds.keep(told).semi_join(self.held.select(before="fact"), "before")
        return self.rounds.keep(relied.select("fact").distinct())

    @cached_property
    def claims(self) -> Any:
        """Every claim with its verdict: node, code, kind, verdict."""
        spoken = [
            self.checks.select("node", "code"),
            self.needs.select("node", "code"),
            self.roots.select("node", "code"),
        ]
        every = spoken[0].union(spoken[1]).union(spoken[2]).distinct()
        found = self.rounds.keep(every.mutate(fact=self._fact(every.node, every.code)))
        known = (
            ("held", self.held),
            ("exact", self.exactly),
            ("root", self._start),
            ("opposed", self.opposed),
        )
        for name, table in known:
            found = self.rounds.keep(
                found.left_join(table.select("fact").mutate(**{name: True}), "fact").drop("fact_right")
            )
        found = self.rounds.keep(found.left_join(self.kinds, "node").drop("node_right"))
        word = ibis.cases(
            (found.held & found.opposed, "CONTRADICTED"),
            (found.root, "ASSUMED"),
            (found.exact, "GUARANTEED"),
            (found.held, "SUPPORTED"),
            else_="UNSUPPORTED",
        )
        return self.rounds.keep(found.select("node", "code", "fact", "kind", verdict=word))

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many claims have each verdict, by the kind of what they are about."""
        self.sheet  # noqa: B018  refuse what is not held here before anything else
        found = (
            self.claims.group_by(["kind", "verdict"]).agg(number=self.claims.count()).to_pyarrow().to_pylist()
        )
        counts = {(row["kind"], row["verdict"]): int(row["number"]) for row in found}
        children = int(self._children.count().execute())
        if children:
            counts["child", "UNSUPPORTED"] = children
        return dict(sorted(counts.items()))

    @cached_property
    def _children(self) -> Any:
        """What agents ask about what they build; without roots of their own they may accept nothing."""
        mine = self.builds.filter(self.builds.base.cast("string") == self.sheet.observer)
        enacted = self.checks.filter(ibis._.code > 0).select(base="by", code="code").distinct()
        if int(mine.semi_join(enacted, "base").count().execute()):
            raise LimitReached("an observer that checks and builds, which the engine memory settles")
        return self.builds.join(enacted, "base").select("base", "mesa", "code").distinct()

    # breaks

    def claim_text(self, node: Any, code: int) -> str:
        """A claim as text."""
        return f"{'sound' if not code else self._properties[code - 2]}({node})"

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
