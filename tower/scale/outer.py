"""What a scan on another engine finds: verdicts and breaks, as tables of that engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from ..diagnosis.codes import CODES
from ..errors import LimitReached
from ..model.values import Model
from .draft import EXACT, LOGIC, OTHER
from .findings import Block
from .keeping import Keep, Part
from .outer_around import Around
from .outer_breaks import OuterBreaks
from .outer_builders import OuterBuilders, word_of
from .outer_facts import OuterFacts
from .outer_members import Principals
from .outer_rows import OuterRows, Summary
from .outer_theories import Theories
from .outer_words import ENDS, SOUND
from .progress import Step
from .rows import COLUMNS, FLAGS, NUMBERS, check_range

HELD, BY_EXACT, LOGICAL, OPPOSED, SPOKEN, STRONG, SPITE, MINE = (1 << place for place in range(8))
MARKS = (HELD, BY_EXACT, LOGICAL, OPPOSED, STRONG, SPITE, MINE)
KINDS = dict.fromkeys(NUMBERS, "int64") | dict.fromkeys(FLAGS, "boolean")
CLAIMS_OF_NODES = ("artifact", "verifier", "optimizer", "agent")


def outer_scan(rows: Any, name: str, keep: Keep, depth: int, step: Step) -> OuterScan:
    """The scan of a table of rows that an engine holds; InputError for rows that it does not."""
    columns = {column: _typed(rows, column) for column in rows.columns}
    found = _that_say_something(rows.select(**columns), name)
    none = {column: ibis.null(KINDS.get(column, "string")) for column in COLUMNS}
    kept = {
        column: columns[column].cast(KINDS[column]) if column in KINDS else columns[column]
        for column in COLUMNS
        if column in found or column in ENDS
    }
    return OuterScan(rows.select(**none | kept), found, name, keep, depth, step)


def _typed(rows: Any, column: str) -> Any:
    """A column as what it is of: a number may be written as text, and no property is named by no text."""
    values = rows[column]
    if values.type().is_unknown():  # of the type that says nothing
        return ibis.null(KINDS.get(column, "string"))
    if column in KINDS and values.type().is_string():
        return values.cast(KINDS[column])
    return values.nullif("") if column in ("property", "about", "subject") else values


def _that_say_something(rows: Any, name: str) -> frozenset[str]:
    """The columns that are not empty; InputError for those that hold a wrong number."""
    ranged = [column for column in rows.columns if column in NUMBERS or _is_long(rows[column])]
    said = {column: rows[column].notnull().sum() for column in rows.columns}
    said |= {f"min {column}": rows[column].min() for column in ranged}
    said |= {f"max {column}": rows[column].max() for column in ranged}
    counts = rows.agg(**said).to_pyarrow().to_pylist()[0]
    for column in ranged:
        check_range(name, column, counts[f"min {column}"], counts[f"max {column}"])
    found = frozenset(column for column in rows.columns if counts[column])
    return found - set(ENDS)


def _is_long(values: Any) -> bool:
    """Whether a column may hold numbers that no signed whole number of 64 bits is."""
    return bool(values.type() == ibis.dtype("uint64"))


@dataclass(frozen=True, eq=False)
class OuterScan(OuterRows):
    """A scan, worked out as far as it is asked for; it looks like `tower.scale.engine.Scan` from outside."""

    patterns = 0
    limit = ""
    of_the_logic = STRONG

    @cached_property
    def sheet(self) -> Summary:
        """Who asks, how many nodes and rows there are; InputError for rows that are not held here."""
        self.step("reading")
        self.classes  # noqa: B018  refuse what is no class, whoever needs it
        if self.reasoning and self.abouts:
            raise LimitReached(
                "soundness on single claims beside theories, which the engine memory settles"
            )
        rows = sum(row["number"] for row in self._words)
        observer = self.observer
        counts = (("rows", rows), ("repeated checks", self.repeated))
        return Summary(observer, range(int(self.kinds.count().execute())), counts)

    @cached_property
    def principals(self) -> Principals:
        """Who is one principal with whom."""
        return Principals(self)

    @cached_property
    def theories(self) -> Theories:
        """The edges between theories."""
        return Theories(self)

    @cached_property
    def facts(self) -> OuterFacts:
        """The rules as edges between facts."""
        return OuterFacts(self, self.principals, self.theories)

    @cached_property
    def builders(self) -> OuterBuilders:
        """What agents may accept of what they build."""
        return OuterBuilders(self)

    @property
    def dead(self) -> int:
        """How many theories the trust edges make inconsistent."""
        return len(self.theories.dead) if self.reasoning else 0

    # what holds

    @cached_property
    def held(self) -> Any:
        """The facts that hold."""
        self.step("what holds")
        return self.facts.held(OTHER)

    @cached_property
    def exactly(self) -> Any:
        """The facts that hold by proofs and exact attestations alone."""
        self.step("what holds exactly")
        found = self.facts.held(EXACT)
        self._no_return(self.facts.edges(EXACT), found)
        return found

    @cached_property
    def unchecked(self) -> Any:
        """The facts that hold without any check."""
        return self.facts.held(LOGIC) if self.reasoning or self.abouts else self.facts.start

    def _no_return(self, edges: Any, found: Any) -> None:
        """Give up where what is assumed is checked as well: which word it gets is a question of its own.

        An assumption that is checked stays one unless it may follow from itself.
        """
        into = self.keep(edges.semi_join(self.facts.start, "fact"))
        again = self.keep(into.semi_join(found.select(before="fact"), "before").select("fact").distinct())
        if int(again.count().execute()):
            used = edges.semi_join(found.select(before="fact"), "before").semi_join(found, "fact")
            after = used.semi_join(again.select(before="fact"), "before").select("fact").distinct()
            if int(self._flow(used, after).semi_join(again, "fact").count().execute()):
                raise LimitReached(
                    "assumptions that may follow from themselves, which the engine memory settles"
                )
        if self.reasoning or self.abouts:
            self._checked_as_well(found)

    def _flow(self, edges: Any, start: Any) -> Any:
        """All that edges lead to from somewhere, one before being enough."""
        none = self.keep(self.facts.start.limit(0).select("fact", need=ibis.literal(1)))
        return self.rounds.held(self.keep(edges), none, self.keep(start))

    def _checked_as_well(self, found: Any) -> None:
        """Give up for claims that hold both without a check and by one."""
        known = found.select(before="fact")
        used = (
            self.facts.checked.semi_join(known, "before").semi_join(found, "fact").select("fact").distinct()
        )
        edges = self.facts.edges(EXACT).semi_join(known, "before").semi_join(found, "fact")
        both = self._flow(edges, used).semi_join(self.unchecked, "fact").anti_join(self.facts.start, "fact")
        spoken = ibis.union(*(t.select(fact=self.fact(t.node, t.code)) for t in self.spoken))
        if int(both.semi_join(spoken, "fact").count().execute()):
            raise LimitReached("claims that are checked and follow anyway, which the engine memory settles")

    @cached_property
    def claims(self) -> Any:
        """Every claim with what is known of it: fact, mark (some of HELD, BY_EXACT, LOGICAL, ...)."""
        return self.marked([table.select(fact=self.fact(table.node, table.code)) for table in self.spoken])

    def marked(self, spoken: list[Any]) -> Any:
        """The facts in some tables with what is known of them, each once."""
        known = [(self.held, HELD), (self.exactly, BY_EXACT), (self.unchecked, LOGICAL)]
        known += [(self.facts.opposed(self.held), OPPOSED), *self._special()]
        known += [(self.builders.mine, MINE)] if self.builders.building else []
        marks = list(dict.fromkeys([SPOKEN, *(mark for _, mark in known)]))
        self.step("verdicts")

        def found(part: Part) -> Any:
            every = [(part(table, "fact"), mark) for table, mark in known]
            every += [(part(table, "fact"), SPOKEN) for table in spoken]
            whole = ibis.union(*(t.select("fact", mark=ibis.literal(mark, "int16")) for t, mark in every))
            there = {f"m{mark}": (whole.mark == mark).cast("int16").max() * mark for mark in marks}
            marked = whole.group_by("fact").agg(**there)  # an engine may have no sum of bits
            total = sum((marked[name] for name in list(there)[1:]), marked[f"m{SPOKEN}"])
            return marked.filter(marked[f"m{SPOKEN}"] > 0).select("fact", mark=total.cast("int16"))

        rows = 2 * self.number("checks", "needs", "assumes")
        return self.keep.apart(rows, spoken[0].fact, found)

    def _special(self) -> list[tuple[Any, int]]:
        """The facts that belong to the logic, and those that would hold if no theory were dead."""
        if not self.reasoning:
            return []
        checks, strong = self.checks, self.strong
        codes = [code for code, (form, _) in enumerate(self.forms, self.first) if form == "consistent"]
        proved = checks.filter(checks.proof & ~checks.several).select("node", "code")
        tables = [proved, *(t.filter(t.code.isin(codes)).select("node", "code") for t in self.spoken)]
        found = [(table.select(fact=self.fact(table.node, table.code)), STRONG) for table in tables]
        found.append((strong.select(fact=self.fact(strong.node, ibis.literal(SOUND))), STRONG))
        return found + ([(self.in_spite, SPITE)] if self.dead else [])

    @cached_property
    def in_spite(self) -> Any:
        """The facts that would hold if no theory were dead."""
        self.step("what would hold if no theory were dead")
        return OuterFacts(self, self.principals, self.theories, collapsed=True).held(OTHER)

    def verdicts(self, claims: Any) -> Any:
        """Some claims with their node, code and verdict."""
        node, code = self.about(claims.fact)
        held, exact, root, opposed, strong, spite, mine = ((claims.mark & mark) != 0 for mark in MARKS)
        held = held | mine if self.builders.same else held
        spite = spite | mine if self.builders.same_in_spite else spite
        strong = strong | ibis.literal(self.own_theory >= 0)
        word = word_of(held=held, exact=exact, root=root, opposed=opposed, spite=spite, strong=strong)
        return claims.select("fact", "mark", node=node, code=code, verdict=word)

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many claims have each verdict, by the kind of what they are about."""
        self.sheet  # noqa: B018  refuse what is not held here before anything else
        claims = self.verdicts(self.claims).select("node", "code", "verdict")
        about = claims.filter(self.of_node(claims.code))

        def found(part: Part) -> Any:
            each = part(about, "node").join(part(self.kinds, "node"), "node")
            return each.group_by("b", "c", "verdict").agg(number=each.count())

        rows = self.number("checks", "builds") + int(self.claims.count().execute())
        counts: Counter[tuple[str, str]] = Counter()
        for row in self.keep.apart(rows, about.node, found).to_pyarrow().to_pylist():
            counts[CLAIMS_OF_NODES[2 * row["b"] + row["c"]], row["verdict"]] += int(row["number"])
        if len(self.forms) > len(self.properties):
            other = claims.filter(~self.of_node(claims.code)).group_by("code", "verdict")
            for row in other.agg(number=ibis._.count()).to_pyarrow().to_pylist():
                form = self.forms[row["code"] - self.first][0]
                counts["theory" if form == "consistent" else form, row["verdict"]] += int(row["number"])
        counts.update(self.builders.counts())
        return dict(sorted((key, number) for key, number in counts.items() if number))

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
        return int(self._breaks.below.count().execute()) + len(self._breaks.theories_below) - self.alone

    def neighbourhood(self, node: str, radius: int = 2) -> Model:
        """The part around a node as a tower; InputError for a node that is not there.

        LimitReached where it does not fit in memory.
        """
        self.step(f"the part around {node}")
        return Around(self, node, radius).model()
