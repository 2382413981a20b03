"""What holds in a scan on another engine: the rules of propagation as edges between facts, in rounds.

The rules are those of `tower.scale.rules`, and tests hold the two to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from .draft import EXACT, LOGIC, OTHER
from .keeping import Part
from .outer_members import Principals
from .outer_rows import OuterRows
from .outer_theories import Theories, TheoryArcs, strengths_of
from .outer_words import (
    ADOPTED,
    ANYWAY,
    KINDS_OF_WIDTH,
    READY,
    READY_OF,
    SOUND,
    STANDS,
    VOUCHED,
    WIDTHS,
)
from .sheet import RESULTS

ACCEPT, REJECT = RESULTS.index("accept"), RESULTS.index("reject")


@dataclass(frozen=True, eq=False)
class OuterFacts:
    """Facts and the edges between them: with the observer's roots or, without `asked`, with nobody's.

    With `collapsed`, dead theories count as if they were alive.
    """

    rows: OuterRows
    principals: Principals
    theories: Theories
    asked: bool = True
    collapsed: bool = False

    @cached_property
    def dead(self) -> list[int]:
        """The theories on which nothing may rest."""
        return self.theories.dead if self.rows.reasoning and not self.collapsed else []

    def _alive(self, table: Any) -> Any:
        return table.filter(table.theory.notin(self.dead)) if self.dead else table

    @cached_property
    def _untenable(self) -> Any:
        """The claims that vouch for a whole theory that is inconsistent."""
        strong = self.rows.strong
        facts = [
            strong.filter(strong.theory.isin(self.dead)).select(
                fact=self.rows.fact(strong.node, ibis.literal(SOUND))
            )
        ]
        lost = [
            self.theories.consistent(t, code)
            for t, _, code, *_ in self.theories.consistencies
            if t in self.dead
        ]
        if lost:
            facts.append(ibis.memtable(pa.table({"fact": pa.array(lost)})))
        return self.rows.keep(ibis.union(*facts) if lost else facts[0])

    def _tenable(self, table: Any) -> Any:
        return table.anti_join(self._untenable, "fact") if self.dead else table

    # what makes somebody reliable

    def wide(self, table: Any) -> Any:
        """Checks with the place of the strength that their claims need: soundness of all that is proved."""
        return table.mutate(width=strengths_of(self.rows, table.code, table.node))

    def _fit(self, table: Any) -> Any:
        """Checks with what `_reliable` has to know of their claims."""
        if self.rows.reasoning:
            return self.wide(table)
        if not self.rows.abouts:
            return table
        found = table.left_join(self._pairs, ["by", "node", "code"])
        return found.drop("by_right", "node_right", "code_right")

    @cached_property
    def _pairs(self) -> Any:
        """Who is said to be sound on one claim, which one, and the code for it: by, node, code, one."""
        rows, codes = self.rows, self.rows.codes_about
        inner = [rows.inner(claim) for claim in codes.values()]
        columns = {
            "one": pa.array(list(codes), pa.int16()),
            "node": pa.array([node for node, _ in inner]),
            "code": pa.array([code for _, code in inner], pa.int16()),
        }
        said = [t.filter(t.code.isin(list(codes))).select(by="node", one="code") for t in rows.spoken]
        claims = rows.keep(ibis.memtable(pa.table(columns)))
        return rows.keep(ibis.union(*said, distinct=True).join(claims, "one"))

    @cached_property
    def scope(self) -> Any:
        """How much trust all that somebody checks needs: by, scope (a place in the widths)."""
        checks, most = self.rows.checks, len(self.rows.widths) - 1
        width = ibis.ifelse(checks.code == SOUND, most, strengths_of(self.rows, checks.code, checks.node))
        checks = checks.select("by", width=width)
        return self.rows.keep(checks.group_by("by").agg(scope=checks.width.max()))

    def _reliable(self, table: Any) -> Any:
        """The fact that makes the verifier of a check reliable on its claim."""
        if not self.rows.reasoning:
            one = table.one.fill_null(SOUND) if self.rows.abouts else ibis.literal(SOUND)
            return self._or_anyway(table, self.rows.fact(table.by, one))
        far = WIDTHS + KINDS_OF_WIDTH * table.width + 1 + table.proof.cast("int16")
        return self._or_anyway(table, self.rows.fact(table.by, ibis.ifelse(table.theory >= 0, far, SOUND)))

    def _or_anyway(self, table: Any, reliable: Any) -> Any:
        """What makes a verifier reliable; whoever has a rate says what it says anyway."""
        if not self.rows.number("rate"):
            return reliable
        return ibis.ifelse(table.rated, self.rows.value(0, ANYWAY), reliable)

    def _logic(self) -> list[tuple[Any, int]]:
        """The edges that no check of its own makes, and how each is known."""
        rows, fact = self.rows, self.rows.fact
        needs = rows.needs
        found = [
            needs.select(fact=fact(needs.by, ibis.literal(READY)), before=fact(needs.node, needs.code))
        ]
        if rows.grouped:
            needs = rows.needs_of
            ready = fact(needs.number, ibis.literal(READY_OF))
            found += [needs.select(fact=ready, before=fact(needs.node, needs.code)), self._standing[0]]
        if rows.abouts:
            found.append(
                self._pairs.select(
                    fact=fact(self._pairs.by, self._pairs.one),
                    before=fact(self._pairs.by, ibis.literal(SOUND)),
                ).distinct()
            )
        if not rows.reasoning:
            return [(table.select("fact", "before"), LOGIC) for table in found]
        found += [*self._relied(), *self._soundness()]
        inner = [(self._tenable(table.select("fact", "before")), LOGIC) for table in found]
        return inner + [(self._tenable(table), level) for table, level in (*self._given(), *self._told())]

    def _told(self) -> list[tuple[Any, int]]:
        """From what makes a check of soundness count to the soundness that it tells, of all proved."""
        node, code = self.rows.about(self.arcs.fact)
        told = self.arcs.mutate(node=node, code=code).filter(self.arcs.said == ACCEPT)
        told = told.filter(told.code == SOUND).semi_join(self._alive(self.rows.strong), "node")
        vouched = told.mutate(fact=self.rows.fact(told.node, ibis.literal(VOUCHED)))
        return [(vouched.filter(vouched.level == at).select("fact", "before"), at) for at in (EXACT, OTHER)]

    def _given(self) -> list[tuple[Any, int]]:
        """The edges between theories, by how they are known."""
        by_level: dict[int, list[tuple[Any, Any]]] = {}
        for before, fact, level in self._carried.edges:
            by_level.setdefault(level, []).append((before, fact))
        found = []
        for level, edges in sorted(by_level.items()):
            columns = zip(*edges, strict=True)
            table = dict(zip(("before", "fact"), map(pa.array, columns), strict=True))
            found.append((ibis.memtable(pa.table(table)).select("fact", "before"), level))
        return found

    @cached_property
    def _carried(self) -> TheoryArcs:
        return self.theories.arcs(asked=self.asked, collapsed=self.collapsed)

    def _relied(self) -> list[Any]:
        """Somebody in a theory is relied on as sound, as trusted so far, or as adopted where it proves."""
        checks = self._alive(self.rows.checks.filter(self.rows.checks.theory >= 0))
        asked = self.rows.keep(
            self.wide(checks).select("by", "theory", "width", "proof", "rated").distinct()
        )
        fact, relied = self.rows.fact, self._reliable(asked)
        proofs = asked.filter(asked.proof)
        return [
            asked.select(fact=relied, before=fact(asked.by, ibis.literal(SOUND))),
            asked.select(fact=relied, before=fact(asked.theory, WIDTHS + KINDS_OF_WIDTH * asked.width)),
            proofs.select(fact=self._reliable(proofs), before=fact(proofs.theory, ibis.literal(ADOPTED))),
        ]

    def _soundness(self) -> list[Any]:
        """A verifier is sound where its theory is trusted as far as all that it checks.

        Such soundness goes as far as that; the theory is adopted where somebody says more.
        """
        rows, fact, most = self.rows, self.rows.fact, len(self.rows.widths) - 1
        strong = self._alive(rows.strong).left_join(self.scope, rows.strong.node == self.scope.by)
        wide = strong.scope.fill_null(most).cast("int16")
        trusted = strong.select(
            fact=fact(strong.node, ibis.literal(SOUND)),
            before=fact(strong.theory, WIDTHS + KINDS_OF_WIDTH * wide),
        )
        roots = [self._adopted(rows.roots, SOUND)] if self.asked else []
        return [trusted, *roots, self._adopted(rows.checks, VOUCHED)]

    def _adopted(self, said: Any, code: int) -> Any:
        """From what says that verifiers are sound on everything to their theories, which are adopted."""
        fact = self.rows.fact
        strong = self._alive(self.rows.strong).semi_join(said.filter(said.code == SOUND), "node")
        return strong.select(
            fact=fact(strong.theory, ibis.literal(ADOPTED)), before=fact(strong.node, ibis.literal(code))
        )

    # checks

    @cached_property
    def live(self) -> Any:
        """The checks by one verifier that count."""
        checks = self.rows.checks
        told = checks.filter((checks.said <= REJECT) & ~checks.several & ~checks.stale)
        weak = self.principals.apart(told.filter(~told.proof))
        return weak.union(told.filter(told.proof)) if self.rows.reasoning else weak

    @cached_property
    def arcs(self) -> Any:
        """From what makes each check count to what it said: fact, before, level, said."""
        rows = self.rows

        def found(part: Part) -> Any:
            checks = self._alive(part(self.live, "by"))
            checks = self._fit(checks)
            joined = checks.left_join(part(rows.needing, "by").mutate(needs=True), "by")
            needs = joined.needs.fill_null(False) & joined.number.isnull()
            before = ibis.ifelse(needs, rows.fact(joined.by, ibis.literal(READY)), self._reliable(joined))
            if rows.grouped:
                numbers = rows.needs_of.select("number").distinct().mutate(also=True)
                joined = joined.mutate(before=before).left_join(numbers, "number").drop("number_right")
                ready = rows.fact(joined.number, ibis.literal(READY_OF))
                before = ibis.ifelse(joined.also.fill_null(False), ready, joined.before)
            level = ibis.ifelse(joined.exact, EXACT, OTHER).cast("int8")
            return joined.select(
                "said", fact=rows.fact(joined.node, joined.code), before=before, level=level
            )

        whole = rows.keep.apart(rows.number("checks", "needs"), rows.checks.by, found)
        whole = whole.union(self._of_several()) if rows.grouped else whole
        return rows.keep(self._tenable(whole)) if rows.grouped or self.dead else whole

    @cached_property
    def _standing(self) -> tuple[Any, Any, Any]:
        return self.principals.stands(self.dead, self._reliable, self._fit)

    def _of_several(self) -> Any:
        """The edges to what checks by several say: from their needs, or from enough of their verifiers."""
        rows, live = self.rows, self.principals.several
        needing = rows.needs_of.select("number").distinct()
        free = live.anti_join(needing, "number")
        free = free.mutate(before=rows.fact(free.number, ibis.literal(STANDS)))
        bound = live.semi_join(needing, "number").semi_join(self._standing[2], "number")
        bound = bound.mutate(before=rows.fact(bound.number, ibis.literal(READY_OF)))
        whole = free.union(bound)
        level = ibis.ifelse(whole.exact, EXACT, OTHER).cast("int8")
        return whole.select("said", fact=rows.fact(whole.node, whole.code), before="before", level=level)

    # what holds

    @cached_property
    def _need(self) -> Any:
        """How many facts before it each fact needs, where it is several."""
        edges = [table for table, _ in self._logic()[: 2 if self.rows.grouped else 1]]
        found = [each.group_by("fact").agg(need=each.count()) for each in edges]
        found = [each.filter(each.need > 1) for each in found]
        if self.rows.grouped:
            found.append(self._standing[1])
        if self.rows.reasoning and self._carried.needs:
            facts, needs = zip(*self._carried.needs, strict=True)
            found.append(ibis.memtable(pa.table({"fact": pa.array(facts), "need": pa.array(needs)})))
        whole = ibis.union(*found) if len(found) > 1 else found[0]
        return self.rows.keep(whole)

    @cached_property
    def start(self) -> Any:
        """What holds from the outset: what is assumed, and what the theory of the observer proves."""
        rows, own = self.rows, self.rows.own_theory
        roots = self._tenable(rows.roots.select(fact=rows.fact(rows.roots.node, rows.roots.code)))
        roots = roots if self.asked else roots.limit(0)
        mine = [rows.value(0, ANYWAY)] if rows.number("rate") else []
        if self.asked and own >= 0 and own not in self.dead:
            mine.append(rows.value(own, ADOPTED))
            mine += [
                self.theories.consistent(t, code)
                for t, _, code, *_ in self.theories.consistencies
                if t == own
            ]
        if not mine:
            return rows.keep(roots)
        return rows.keep(roots.union(ibis.memtable(pa.table({"fact": pa.array(mine)}))).distinct())

    def edges(self, level: int) -> Any:
        """The edges of accepted checks and of the logic up to a level."""
        used = [self.arcs.filter((self.arcs.said == ACCEPT) & (self.arcs.level <= level))] if level else []
        tables = [*used, *self._inner(level)]
        return ibis.union(*(table.select("fact", "before") for table in tables))

    def _inner(self, level: int) -> list[Any]:
        return [table for table, at in self._kept_logic if at <= level]

    @cached_property
    def _kept_logic(self) -> list[tuple[Any, int]]:
        if not self.rows.reasoning and not self.rows.grouped:
            return self._logic()
        by_level: dict[int, list[Any]] = {}
        for table, level in self._logic():
            by_level.setdefault(level, []).append(table)
        return [
            (self.rows.keep(ibis.union(*tables) if len(tables) > 1 else tables[0]), level)
            for level, tables in sorted(by_level.items())
        ]

    @property
    def checked(self) -> Any:
        """The edges of exact checks that accept."""
        used = self.arcs.filter((self.arcs.said == ACCEPT) & (self.arcs.level == EXACT))
        inner = [table for table, at in self._kept_logic if at == EXACT]
        return ibis.union(used.select("fact", "before"), *(t.select("fact", "before") for t in inner))

    def held(self, level: int) -> Any:
        """The facts that hold by edges up to a level."""
        return self.rows.rounds.held(self.edges(level), self._need, self.start)

    def opposed(self, held: Any) -> Any:
        """The facts that somebody who is relied on rejected."""
        told = self.arcs.filter(self.arcs.said == REJECT).select("fact", "before")
        relied = self.rows.keep(told).semi_join(held.select(before="fact"), "before")
        return self.rows.keep(relied.select("fact").distinct())
