"""The theories of a scan on another engine: there are few of them, so their edges are looked at in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import ibis
import pyarrow as pa

from ..errors import LimitReached
from ..model.scalars import class_word
from ..model.values import INFINITE
from .draft import EXACT, LOGIC
from .outer_rows import OuterRows
from .outer_words import ADOPTED, KINDS_OF_WIDTH, MADE, OF_THEORIES, READY, READY_OF, SOUND, WIDTHS
from .reading import read_rows
from .rows import Rows
from .sheet import RELATIONS, Sheet
from .trust import Trust

ROW = 1000  # bytes that a row takes in memory, with all that is made of it
TYPES = {"strength": pa.int32(), "local": pa.bool_()}


@dataclass(frozen=True, eq=False)
class Theories:
    """The trust edges of some rows, and the facts about theories that they carry."""

    rows: OuterRows

    @cached_property
    def created(self) -> list[dict[str, Any]]:
        """The checks that are trust edges: by, node, code, number, needs; LimitReached for too many."""
        rows, checks = self.rows, self.rows.checks
        used = checks.filter(checks.proof & (checks.said == 0) & ~checks.several & ~checks.stale)
        sound = used.filter(used.code == SOUND).semi_join(rows.strong, "node")
        codes = [code for code, (form, _) in enumerate(rows.forms, rows.first) if form == "consistent"]
        whole = sound.union(used.filter(used.code.isin(codes)))
        if int(whole.count().execute()) * ROW > rows.keep.memory:
            raise LimitReached("more trust edges between theories than --memory holds")
        whole = whole.left_join(rows.needing.mutate(needs=True), "by").drop("by_right")
        whole = whole.mutate(needs=whole.needs.fill_null(False) & whole.number.isnull())
        if rows.grouped:
            needing = rows.needs_of.select("number").distinct().mutate(also=True)
            whole = whole.left_join(needing, "number").drop("number_right")
            whole = whole.mutate(needs=whole.needs | whole.also.fill_null(False))
        found = whole.select("by", "node", "code", "number", "needs").to_pyarrow().to_pylist()
        return sorted(
            found, key=lambda row: (str(row["by"]), str(row["node"]), row["code"], row["number"] or 0)
        )

    @cached_property
    def sheet(self) -> Sheet:
        """The rows about theories alone, as a sheet: with the checks that are edges, in their order."""
        rows, observer = self.rows, self.rows.observer
        told = list(map(self._check, self.created)) + list(self._declared())
        for name in set(rows.renamed.values()):
            told.append((observer, "assumes", name, "consistent", 0, None, None))
        told += [(observer, "assumes", node, "sound", None, None, None) for node in self._vouched]
        inside = {row[end] for row in self.created for end in ("by", "node")} | set(self._vouched)
        names = {number: name for name, number in rows.places.items()}
        where = ibis.memtable({"node": sorted(inside, key=str)}) if inside else None
        reasons = rows.strong.semi_join(where, "node").to_pyarrow().to_pylist() if where is not None else []
        told += [
            (row["node"], "reasons_in", names[row["theory"]], None, None, None, None)
            for row in sorted(reasons, key=lambda row: str(row["node"]))
        ]
        if rows.own_theory >= 0:
            told.append((observer, "reasons_in", names[rows.own_theory], None, None, None, None))
        columns = ("source", "kind", "target", "property", "strength", "local", "how")
        values = zip(*told, strict=True) if told else [()] * len(columns)
        table = {
            name: pa.array(
                [None if v is None else v if name in TYPES else str(v) for v in column],
                TYPES.get(name, pa.string()),
            )
            for name, column in zip(columns, values, strict=True)
        }
        return read_rows(Rows(pa.table(table), rows.name), rows.name)

    def _check(self, row: dict[str, Any]) -> tuple[Any, ...]:
        if row["code"] == SOUND:
            return row["by"], "checks", row["node"], "sound", None, None, "proof"
        level = self.rows.forms[row["code"] - self.rows.first][1]
        return row["by"], "checks", row["node"], "consistent", level, None, "proof"

    def _declared(self) -> Iterator[tuple[Any, ...]]:
        rows = self.rows
        there = rows.rows.filter(rows.rows.kind.isin(OF_THEORIES))
        said = there.select("source", "kind", "target", "strength", "local").distinct()
        for row in said.order_by(list(said.columns)).to_pyarrow().to_pylist():
            yield (row["source"], row["kind"], row["target"], None, row["strength"], row["local"], None)
        for name, each in rows.classes.items():
            yield name, "is", class_word(each), None, None, None, None

    @cached_property
    def _vouched(self) -> list[Any]:
        """One verifier of each theory whose soundness is assumed: the first by name."""
        rows = self.rows
        roots = rows.roots.filter(rows.roots.code == SOUND).join(rows.strong, "node")
        first = roots.group_by("theory").agg(name=roots.node.cast("string").min())
        found = first.to_pyarrow()["name"].to_pylist()
        return sorted(map(int, found) if rows.numbered else found, key=str)

    @cached_property
    def trust(self) -> Trust:
        """The edges and what collapses."""
        return Trust(self.sheet)

    @cached_property
    def place(self) -> list[int]:
        """For each theory of the sheet its number in the rows; those that no row speaks of follow."""
        known = {str(new): self.rows.places[old] for old, new in self.rows.renamed.items()}
        fresh = count(len(set(known.values())))
        return [known[name] if name in known else next(fresh) for name in self.sheet.theories]

    @cached_property
    def dead(self) -> list[int]:
        """The theories that the edges alone make inconsistent."""
        return [place for place, dead in zip(self.place, self.trust.dead.tolist(), strict=True) if dead]

    @cached_property
    def consistencies(self) -> list[tuple[int, int, int, bool, bool]]:
        """The claims that theories are consistent: theory, strength, code, whether checked, or assumed."""
        rows = self.rows
        places = {new: rows.places[old] for old, new in rows.renamed.items()}
        codes = {
            code: level for code, (form, level) in enumerate(rows.forms, rows.first) if form == "consistent"
        }
        found: dict[tuple[int, int, int], list[bool]] = {}
        for table in rows.spoken if codes else ():
            some = table.filter(table.code.isin(list(codes))).select("node", "code").distinct()
            for row in some.to_pyarrow().to_pylist():
                key = places[row["node"]], codes[row["code"]], row["code"]
                said = found.setdefault(key, [False, False])
                said[0] |= table is rows.checks
                said[1] |= table is rows.roots
        return [(*key, checked, assumed) for key, (checked, assumed) in sorted(found.items())]

    def consistent(self, theory: int, code: int) -> Any:
        """The fact that a theory is consistent."""
        names = {self.rows.places[old]: new for old, new in self.rows.renamed.items()}
        return self.rows.value(names[theory], code)

    def arcs(self, *, asked: bool, collapsed: bool) -> TheoryArcs:
        """What carries trust from theory to theory: with what the observer assumes, or, without `asked`,

        with nobody's roots; with `collapsed` as if the dead theories were alive.
        """
        return TheoryArcs(self, asked, frozenset() if collapsed else frozenset(self.dead))


@dataclass(eq=False)
class TheoryArcs:
    """Facts about theories: adoption goes down inclusions, trust down every edge that is strong enough."""

    theories: Theories
    asked: bool
    dead: frozenset[int]
    edges: list[tuple[Any, Any, int]] = field(default_factory=list)
    needs: list[tuple[Any, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        relation, lower, upper, strength, check = (part.tolist() for part in self.theories.trust.columns)
        place = self.theories.place
        for kind, low, high, width, made in zip(relation, lower, upper, strength, check, strict=True):
            if not {place[low], place[high]} & self.dead:
                self._edge(RELATIONS[kind] != "proves_con", place[low], place[high], width, made)
        for theory, level, code, checked, assumed in self.theories.consistencies:
            said = checked or (assumed and self.asked)
            if theory not in self.dead:
                self._consistency(theory, level, self.theories.consistent(theory, code), said)

    def _widths(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.theories.rows.widths)

    def _trusted(self, theory: int, place: int) -> Any:
        return self.theories.rows.value(theory, WIDTHS + KINDS_OF_WIDTH * place)

    def _edge(self, whole: bool, lower: int, upper: int, strength: int, check: int) -> None:
        value = self.theories.rows.value
        if whole:
            self._arc(value(upper, ADOPTED), value(lower, ADOPTED), check)
        for place, width in self._widths():
            if strength >= width:
                self._arc(value(upper, ADOPTED), self._trusted(lower, place), check)
            if strength >= width or whole:
                self._arc(self._trusted(upper, place), self._trusted(lower, place), check)

    def _arc(self, before: Any, fact: Any, check: int) -> None:
        if check < 0:
            self.edges.append((before, fact, LOGIC))
            return
        row = self.theories.created[check]
        if row["needs"]:
            rows = self.theories.rows
            ready = (
                rows.value(row["by"], READY)
                if row["number"] is None
                else rows.value(row["number"], READY_OF)
            )
            both = rows.value(len(self.needs), MADE)
            self.needs.append((both, 2))
            self.edges += [(before, both, LOGIC), (ready, both, LOGIC)]
            before = both
        self.edges.append((before, fact, EXACT))

    def _consistency(self, theory: int, level: int, claim: Any, said: bool) -> None:
        for place, width in self._widths():
            if said and level >= width:
                self.edges.append((claim, self._trusted(theory, place), LOGIC))
            if level == width:
                self.edges.append((self._trusted(theory, place), claim, LOGIC))


def strengths_of(rows: OuterRows, code: Any, node: Any) -> Any:
    """The place in the widths of the strength that claims need; soundness is INFINITE here."""
    place = {width: number for number, width in enumerate(rows.widths)}
    cases = []
    for number, (form, level) in enumerate(rows.forms, rows.first):
        if form == "consistent":
            cases.append((number, place[level]))
        elif form in rows.classes:
            cases.append((number, place[rows.classes[form].strength]))
    last = ibis.literal(place[INFINITE])
    found = code.cases(*cases, else_=last) if cases else last
    condition = [number for number, (form, _) in enumerate(rows.forms, rows.first) if form == "condition"]
    if condition and rows.classes and not rows.numbered:
        named = [(name, place[each.strength]) for name, each in rows.classes.items()]
        found = ibis.ifelse(code == condition[0], node.cases(*named, else_=last), found)
    return found.cast("int16")
