"""What the rows of a scan on another engine say, as tables of that engine: narrow, each row once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from ..errors import InputError, LimitReached
from .keeping import Keep, Part
from .progress import Step
from .rounds import Rounds
from .rows import KINDS_OF_ROW, NAMED
from .sheet import LINKS, RESULTS
from .spoken import DEFAULT, LINEAGE

ENDS = ("source", "kind", "target")
COLUMNS = (*ENDS, "property", "how", "result")
ROWS = ("checks", "needs", "assumes", "builds", *LINEAGE)
EXACT = ("attestation",)
SOUND, READY, FIRST = 0, 1, 2  # codes: soundness, that needs are met, the first property
MOST_WORDS = 10_000  # combinations of kind, property, how and result
WIDEST = 2**62  # facts about nodes that are numbers are numbers up to this one


@dataclass(frozen=True, eq=False)
class Summary:
    """What a summary tells of the rows."""

    observer: str
    nodes: range
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class OuterRows:
    """Rows that an engine holds; `name` names the source in messages."""

    source: Any
    name: str
    keep: Keep
    depth: int
    step: Step

    @cached_property
    def rounds(self) -> Rounds:
        """Runs rounds on the engine."""
        return Rounds(self.keep, self.depth, self.step)

    # the words of the rows

    @cached_property
    def _words(self) -> list[dict[str, Any]]:
        """Every combination of words, with the number of its rows, the empty ends and the largest number."""
        rows = self.source
        size = [rows[end].abs().max() if self._numbered else ibis.literal(0) for end in ("source", "target")]
        found = rows.group_by("kind", "property", "how", "result").agg(
            number=rows.count(),
            source=rows["source"].isnull().sum(),
            target=rows["target"].isnull().sum(),
            size=ibis.greatest(*(each.fill_null(0).cast("int64") for each in size)),
        )
        words = found.limit(MOST_WORDS + 1).to_pyarrow().to_pylist()
        self._refuse(words)
        if len(words) > MOST_WORDS:
            raise LimitReached(f"{MOST_WORDS} different properties")
        return list(words)

    @cached_property
    def _numbered(self) -> bool:
        return all(self.source[end].type().is_integer() for end in ("source", "target"))

    def _refuse(self, words: list[dict[str, Any]]) -> None:
        for column in ENDS:
            empty = sum(row["number"] if row["kind"] is None else 0 for row in words)
            empty = empty if column == "kind" else sum(row[column] or 0 for row in words)
            if empty:
                raise InputError(
                    f"column {column!r} of {self.name} is empty in {empty} rows",
                    expected="a value in every row",
                )
        kinds: Counter[str] = Counter()
        for row in words:
            kinds[row["kind"]] += row["number"]
        for kind, number in sorted(kinds.items()):
            if kind not in KINDS_OF_ROW:
                raise InputError(
                    f"{self.name}: the kind {kind!r} in {number} rows",
                    expected=f"one of {', '.join(KINDS_OF_ROW)}",
                )
            if kind not in ROWS:
                raise InputError(
                    f"{self.name}: {number} rows say {kind}",
                    expected=f"only {', '.join(ROWS)}, or --engine memory",
                )
        self._among("property", words, ("consistent", "condition"), refuse=True)
        self._among("result", words, RESULTS, refuse=False)
        self._among("how", words, ("attestation", "test", "review", *LINKS), refuse=False)

    def _among(
        self, column: str, words: list[dict[str, Any]], known: tuple[str, ...], *, refuse: bool
    ) -> None:
        for word in sorted({str(row[column]) for row in words if row[column] is not None}):
            if (word in known) == refuse:
                expected = "another one, or --engine memory" if refuse else f"one of {', '.join(known)}"
                raise InputError(f"{self.name}: the {column} {word!r}", expected=expected)

    def _number(self, *kinds: str) -> int:
        return sum(row["number"] for row in self._words if row["kind"] in kinds)

    @cached_property
    def _properties(self) -> list[str]:
        used = [row["property"] for row in self._words if row["kind"] in ("checks", "needs", "assumes")]
        return sorted({DEFAULT if each is None else str(each) for each in used} - {"sound"})

    # nodes, claims and facts

    @cached_property
    def rows(self) -> Any:
        """The rows with both ends of one type: numbers where facts about them are, else texts."""
        largest = max((row["size"] or 0 for row in self._words), default=0)
        if self._numbered and largest < WIDEST >> self._bits:
            return self.source.mutate(**{end: self.source[end].cast("int64") for end in ("source", "target")})
        return self.source.mutate(**{end: self.source[end].cast("string") for end in ("source", "target")})

    def _of(self, *kinds: str) -> Any:
        return self.rows.filter(self.rows.kind.isin(kinds))

    @property
    def _bits(self) -> int:
        return (FIRST + len(self._properties)).bit_length()

    def _code(self, column: Any) -> Any:
        """The number of a property: 0 for soundness, 1 is left for needs that are met, then the others."""
        named = column.fill_null(DEFAULT)
        pairs = [("sound", SOUND), *((word, FIRST + n) for n, word in enumerate(self._properties))]
        return named.cases(*pairs, else_=-1).cast("int16")

    def fact(self, node: Any, code: Any) -> Any:
        """A fact about a node as one value: a number where nodes are numbers, else a text."""
        if node.type().is_integer():
            return node * (1 << self._bits) + code
        return code.cast("string") + ibis.literal(" ") + node

    def about(self, fact: Any) -> tuple[Any, Any]:
        """The node and the code that a fact is about."""
        if fact.type().is_integer():
            return fact >> self._bits, (fact & (1 << self._bits) - 1).cast("int16")
        end = fact.find(" ")
        return fact.substr(end + 1), fact.substr(0, end).cast("int16")

    def claim_text(self, node: Any, code: int) -> str:
        """A claim as text."""
        return f"{'sound' if not code else self._properties[code - FIRST]}({node})"

    # checks, links, needs, roots

    @cached_property
    def checks(self) -> Any:
        """The checks, repeated ones once: by, node, code, exact, said (a place in RESULTS)."""
        rows = self._of("checks")
        words = [(word, place) for place, word in enumerate(RESULTS)]
        singles = rows.select(
            by=rows.source,
            node=rows.target,
            code=self._code(rows.property),
            exact=rows.how.fill_null("test").isin(EXACT),
            said=rows.result.fill_null(RESULTS[0]).cases(*words, else_=-1).cast("int8"),
        )
        return self._once(singles, "by", self._number("checks"))

    def _once(self, table: Any, key: str, rows: int) -> Any:
        """The rows of a table, repeated ones once."""
        return self.keep.apart(rows, table[key], lambda part: part(table, key).distinct())

    @cached_property
    def builds(self) -> Any:
        """The links, each once: base, mesa, link."""
        rows = self._of("builds")
        links = rows.select(base=rows.source, mesa=rows.target, link=rows.how.fill_null("searched"))
        return self._once(links, "base", self._number("builds"))

    @cached_property
    def needs(self) -> Any:
        """Whose checks need which claim: by, node, code, each once."""
        rows = self._of("needs")
        needs = rows.select(by=rows.source, node=rows.target, code=self._code(rows.property))
        found = self._once(needs, "by", self._number("needs"))
        lost = self.keep.apart(
            self._number("needs"),
            found.by,
            lambda part: part(found, "by").anti_join(part(self.checks, "by"), "by"),
        )
        number = int(lost.count().execute())
        if number:
            some = lost.select("by").limit(NAMED).to_pyarrow()["by"].to_pylist()
            raise InputError(
                f"{self.name}: {number} rows with needs belong to no check: {', '.join(map(str, some))}",
                expected="a check by the same source",
            )
        return found

    @cached_property
    def needing(self) -> Any:
        """Who has needs, each once: by."""
        return self._once(self.needs.select("by"), "by", self._number("needs"))

    @cached_property
    def roots(self) -> Any:
        """What the observer assumes: node, code."""
        rows = self._of("assumes")
        roots = rows.select(node=rows.target, code=self._code(rows.property))
        return self._once(roots, "node", self._number("assumes"))

    @cached_property
    def kinds(self) -> Any:
        """What every node is: whether it builds or is built (`b`), or checks (`c`)."""
        spoken = [(self.checks, "node"), (self.needs, "node"), (self.roots, "node")]
        others = [(self.builds, "base"), (self.builds, "mesa"), (self.checks, "by")]

        def found(part: Part) -> Any:
            tables = [_role(part(table, end), end, end != "by", end == "by") for table, end in others]
            tables += [_role(part(table, end), end, False, ibis._.code == SOUND) for table, end in spoken]
            tables.append(_role(part(self._of(*LINEAGE), "source"), "source", False, False))
            whole = ibis.union(*tables)
            return whole.group_by("node").agg(b=whole.b.max(), c=whole.c.max())

        rows = 2 * self._number("builds", "checks") + self._number("needs", "assumes", *LINEAGE)
        return self.keep.apart(rows, self.rows["source"], found)


def _role(table: Any, end: str, builds: Any, checks: Any) -> Any:
    """One end of some rows, with what it makes of a node."""
    return table.select(node=table[end], b=builds, c=checks)
