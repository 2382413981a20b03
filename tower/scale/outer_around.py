"""The part around a node of a scan on another engine: its rows are fetched, and cut out in memory.

Fetched are all rows about what is inside, and of what is at its edge only what the part has to know: what
kind of node each is, how far each verifier speaks, which theories are dead, and what holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from ..errors import InputError, LimitReached
from ..model.claims import Holds
from ..model.scalars import class_word
from ..model.values import Model
from .base import Base
from .cutting import Cutter
from .engine import around
from .outer_theories import ROW
from .outer_words import ADOPTED, KINDS_OF_WIDTH, OF_THEORIES, SOUND, WIDTHS, is_number, told_about
from .reading import read_rows
from .rows import COLUMNS, FLAGS, NUMBERS, Rows
from .sheet import CONDITION, CONSISTENT, Sheet
from .spoken import NOBODY, OF_NODES
from .verdicts import VERDICTS
from .writing import Writer

TYPES = dict.fromkeys(NUMBERS, pa.int64()) | dict.fromkeys(FLAGS, pa.bool_())
ALL = -2  # in the place of a strength: what a theory proves is taken
ROLES = (("b", "optimizer"), ("c", "verifier"))


@dataclass(frozen=True, eq=False)
class Around:
    """What is within `radius` checks of a node of a `tower.scale.outer.OuterScan`."""

    scan: Any
    node: str
    radius: int

    def model(self) -> Model:
        """The part as a tower, as the engine in memory writes it; InputError for a node that is not there."""
        scan = self.scan
        scan.sheet  # noqa: B018  refuse what is not held before anything else
        if (scan.numbered and not is_number(self.node)) or not self._kinds([self.node]):
            raise InputError(f"no node {self.node!r} in {scan.name}", expected="the name of a node")
        sheet = read_rows(Rows(self._rows, scan.name), Path(scan.name).stem)
        cutter = Cutter(Base(sheet))
        place, every = sheet.nodes.find(self.node), np.ones(len(sheet.claims), bool)
        known, relied = self._known(sheet), self._relied(sheet)
        part = around(cutter, place, self.radius, known, relied, every)
        return Writer(cutter, part, plain=False).model()

    # what is near

    def _listed(self, column: str, values: Iterable[Any]) -> Any:
        """A table of names (texts) or numbers, of the type that they have in the tables of the scan."""
        found = list(dict.fromkeys(values))
        numbers = column == "number" or self.scan.numbered
        kind = pa.int64() if numbers else pa.string()
        return ibis.memtable(pa.table({column: pa.array([int(v) if numbers else v for v in found], kind)}))

    def _fetched(self, table: Any) -> list[dict[str, Any]]:
        """The rows of a table; LimitReached where they are too many."""
        kept = self.scan.keep(table)
        if int(kept.count().execute()) * ROW > self.scan.keep.memory:
            raise LimitReached(f"a part around {self.node} that does not fit under --memory")
        return list(kept.to_pyarrow().to_pylist())

    def _kinds(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """What nodes are: node, b, c."""
        kinds = self.scan.kinds.semi_join(self._listed("node", names), "node")
        return self._fetched(kinds.select("b", "c", node=kinds.node.cast("string")))

    @cached_property
    def _near(self) -> tuple[set[str], set[str], set[tuple[str, int]]]:
        """The nodes inside, those at the edge, and other claims inside (name, code)."""
        scan = self.scan
        inside: set[str] = set()
        other: set[tuple[str, int]] = set()
        edge = {self.node}
        for _ in range(self.radius):
            about = scan.checks.filter(scan.of_node(scan.checks.code))
            there = self._fetched(about.semi_join(self._listed("node", edge), "node").select("by", "number"))
            needs = list(self._needs(there))
            inside |= edge
            known = {need for need in needs if not self._of_node(need[1])}
            other |= known
            edge = {str(row["by"]) for row in there} | {name for name, _ in {*needs} - known}
            edge -= inside
        return inside, edge, other

    def _of_node(self, code: int) -> bool:
        return self.scan.form(code) not in ("consistent", "condition")

    def _needs(self, checks: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
        """The claims that some checks need: name, code."""
        scan = self.scan
        alone = self._listed("by", (row["by"] for row in checks if row["number"] is None))
        tables = [scan.needs.semi_join(alone, "by")]
        if scan.grouped:
            numbers = self._listed("number", (r["number"] for r in checks if r["number"] is not None))
            tables.append(scan.needs_of.semi_join(numbers, "number"))
        for table in tables:
            for row in self._fetched(table.select("node", "code").distinct()):
                yield str(row["node"]), row["code"]

    # the rows

    @cached_property
    def _raw(self) -> Any:
        """All rows, with texts for both ends."""
        rows = self.scan.source
        return rows.mutate(source=rows.source.cast("string"), target=rows.target.cast("string"))

    def _where(self, column: str, values: Iterable[str], *kinds: str) -> Any:
        rows = self._raw.filter(self._raw.kind.isin(kinds))
        return rows.semi_join(self._texts(column, values), column).select(*COLUMNS)

    @cached_property
    def _rows(self) -> pa.Table:
        """The rows that make the part."""
        rows = self._about_claims()
        rows += [self._silent(self._nobody, node, code) for node, code in self._holding]
        near = {self.node, *(name for row in rows for name in self._nodes(row))}
        rows += self._elsewhere(near - {self._nobody})
        names = {self.node, *(name for row in rows for name in self._nodes(row))}
        rows += self._fetched(self._where("source", names, *OF_NODES).distinct())
        if self.scan.observer not in names:
            rows += self._fetched(self._where("source", [self.scan.observer], "reasons_in").distinct())
        rows += self._links(names)
        names |= {row[end] for row in rows if row["kind"] == "builds" for end in ("source", "target")}
        rows += self._declared(names)
        rows.sort(key=lambda row: [str(row[name] or "") for name in COLUMNS])
        return pa.table(
            {name: pa.array([row[name] for row in rows], TYPES.get(name, pa.string())) for name in COLUMNS}
        )

    def _about_claims(self) -> list[dict[str, Any]]:
        """What is said of the claims inside, and assumed of those at the edge."""
        scan = self.scan
        inside, edge, other = self._near
        special = {name for name, _ in other}
        named = {old for old, new in scan.renamed.items() if new in special} if scan.reasoning else set()
        spoken = self._fetched(self._where("target", {*inside, *special, *named}, "checks").distinct())
        rows = [row for row in spoken if self._inside(row, inside, other)]
        by = {row["source"] for row in rows if row["check"] is None}
        numbers = {row["check"] for row in rows if row["check"] is not None}
        needs = self._raw.filter(self._raw.kind == "needs").select(*COLUMNS)
        if scan.grouped:
            bound = self._listed("number", numbers)
            rows += self._fetched(needs.semi_join(bound, needs.check == bound.number).distinct())
            needs = needs.filter(needs.check.isnull())
        rows += self._fetched(needs.semi_join(self._texts("source", by), "source").distinct())
        needed = {row["target"] for row in rows if row["kind"] == "needs"}
        about = {*inside, *edge, *special, *named, *needed}
        rows += self._fetched(self._where("target", about, "assumes").distinct())
        said = {row["about"] for row in rows if row["about"]}
        single = [scan._about(text) for text in said]
        codes = scan.codes_about
        single += [codes[code] for _, code in self._holding if code in codes]
        inner = {claim.subject if isinstance(claim, Holds) else claim.name for claim in single} - about
        return rows + self._fetched(self._where("target", inner, "assumes").distinct())

    @staticmethod
    def _texts(column: str, values: Iterable[str]) -> Any:
        return ibis.memtable(pa.table({column: pa.array(sorted(set(values)), pa.string())}))

    def _inside(self, row: dict[str, Any], inside: set[str], other: set[tuple[str, int]]) -> bool:
        """Whether a check is of a claim inside."""
        scan, name = self.scan, row["target"]
        if row["property"] == "condition":
            return (name, scan.first + scan.forms.index(("condition", 0))) in other
        if row["property"] == "consistent":
            code = scan.first + scan.forms.index(("consistent", row["strength"] or 0))
            return (str(scan.renamed.get(int(name) if scan.numbered else name, name)), code) in other
        return name in inside

    def _elsewhere(self, names: set[str]) -> Iterator[dict[str, Any]]:
        """What else some nodes check, as checks that say nothing, and what theories trust.

        Without theories it only matters what agents enact.
        """
        scan, inside = self.scan, self._near[0]
        agents = {row["node"] for row in self._kinds(names) if row["b"] and row["c"]}
        whose = self._listed("by", names if scan.reasoning else agents)
        spoken = scan.checks.semi_join(whose, "by")
        here = spoken.filter(scan.of_node(spoken.code)).semi_join(self._listed("node", inside), "node")
        spoken = spoken.anti_join(here.select("node", "code").distinct(), ["node", "code"])
        named = ibis.ifelse(scan.of_node(spoken.code), ibis.literal(""), spoken.node.cast("string"))
        scope = spoken.group_by("by", "code", name=named).agg(node=spoken.node.cast("string").min())
        for row in self._fetched(scope):
            if (row["node"], row["code"]) in self._near[2]:
                continue
            yield self._silent(str(row["by"]), row["node"], row["code"])
        if not scan.reasoning:
            return
        there = {(name, SOUND) for name in inside} | self._near[2]
        for row in scan.theories.created:
            if (str(row["node"]), row["code"]) not in there:
                yield self._silent(str(row["by"]), str(row["node"]), row["code"]) | {"result": None}
        edges = self._raw.filter(self._raw.kind.isin(OF_THEORIES))
        yield from self._fetched(edges.select(*COLUMNS).distinct())

    @cached_property
    def _nobody(self) -> str:
        """The name of nobody."""
        if self.scan.numbered:
            return str(1 + max((row["size"] or 0 for row in self.scan._words), default=0))
        tried = 0
        while self._kinds([name := f"nobody {tried}"]):
            tried += 1
        return name

    @cached_property
    def _holding(self) -> dict[tuple[str, int], str]:
        """The claims about what is at the edge that hold, by node and code, with their verdicts."""
        scan = self.scan
        edge = self._listed("node", self._near[1])
        claims = [t.filter(scan.of_node(t.code)).semi_join(edge, "node") for t in scan.spoken]
        spoken = [table.select(fact=scan.fact(table.node, table.code)) for table in claims]
        sound = scan.kinds.filter(scan.kinds.c).semi_join(edge, "node")
        spoken.append(sound.select(fact=scan.fact(sound.node, ibis.literal(SOUND))))
        return self._verdicts(ibis.union(*spoken, distinct=True))

    def _verdicts(self, facts: Any) -> dict[tuple[str, int], str]:
        """What holds of some claims, by node and code."""
        scan = self.scan
        told = scan.verdicts(scan.marked([facts])).filter(ibis._.mark & 1 != 0)
        rows = self._fetched(told.select("node", "code", "verdict"))
        return {(str(row["node"]), row["code"]): row["verdict"] for row in rows}

    def _silent(self, by: str, node: str, code: int) -> dict[str, Any]:
        """A check of a claim that says nothing."""
        scan = self.scan
        form, level = ("sound", -1) if code == SOUND else scan.forms[code - scan.first]
        said = {"property": form, "result": "decline"}
        said |= {"strength": level} if form == "consistent" else {}
        said |= {"about": str(scan.abouts[level])} if form == "sound" and level >= 0 else {}
        return dict.fromkeys(COLUMNS) | {"source": by, "kind": "checks", "target": node} | said

    def _nodes(self, row: dict[str, Any]) -> Iterator[str]:
        """The nodes that a row speaks of."""
        kind, form = row["kind"], row["property"]
        if kind in ("checks", "needs"):
            yield row["source"]
        if kind in ("checks", "needs", "assumes") and form not in ("consistent", "condition"):
            yield row["target"]
        if row["about"]:
            claim = self.scan._about(row["about"])
            if isinstance(claim, Holds):
                yield claim.subject

    def _links(self, names: set[str]) -> list[dict[str, Any]]:
        """The links between some nodes, and of each one link that says of what kind it is."""
        links = self._where("target", names, "builds")
        inner = links.semi_join(self._texts("source", names), "source")
        one = links.group_by("target").agg(source=links.source.min())
        return self._fetched(inner.union(links.semi_join(one, ["target", "source"])).distinct())

    def _declared(self, names: set[str]) -> Iterator[dict[str, Any]]:
        """What every node is, which class every property, and who asks."""
        scan, none = self.scan, dict.fromkeys(COLUMNS)
        for row in self._kinds(names - {self._nobody}):
            words = [word for role, word in ROLES if row[role]] or ["artifact"]
            yield from (none | {"source": row["node"], "kind": "is", "target": word} for word in words)
        if self._holding:
            yield none | {"source": self._nobody, "kind": "is", "target": "verifier"}
        for name, cls in scan.classes.items():
            yield none | {"source": name, "kind": "is", "target": class_word(cls)}
        if scan.observer != NOBODY:
            yield none | {"source": scan.observer, "kind": "is", "target": "observer"}

    # what holds

    def _relied(self, sheet: Sheet) -> Any:
        """What the observer knows in the whole of the theories of a sheet of these rows."""
        scan, trusted = self.scan, np.full(len(sheet.theories), -1, np.int32)
        adopted = np.zeros(len(sheet.theories), bool)
        if not scan.reasoning:
            return trusted, adopted
        places = {str(new): scan.places[old] for old, new in scan.renamed.items()}
        facts: dict[Any, tuple[int, int]] = {}
        for number, name in enumerate(sheet.theories):
            if name in places:
                codes = {WIDTHS + KINDS_OF_WIDTH * n: width for n, width in enumerate(scan.widths)}
                for code, width in {**codes, ADOPTED: ALL}.items():
                    facts[scan.value(places[name], code)] = number, width
        dead = {name for name, place in places.items() if place in scan.theories.dead}
        for held, of_dead in ((scan.held, False), *([(scan.in_spite, True)] if dead else [])):
            known = {f: said for f, said in facts.items() if (sheet.theories[said[0]] in dead) == of_dead}
            for number, width in self._among(known, held):
                adopted[number] |= width == ALL
                trusted[number] = max(trusted[number], -1 if width == ALL else width)
        return trusted, adopted

    def _among(self, facts: dict[Any, tuple[int, int]], held: Any) -> list[tuple[int, int]]:
        """What is said under those facts that hold."""
        if not facts:
            return []
        wanted = ibis.memtable(pa.table({"fact": pa.array(list(facts))}))
        return [facts[row["fact"]] for row in self._fetched(held.semi_join(wanted, "fact").select("fact"))]

    def _known(self, sheet: Sheet) -> Any:
        """The verdicts in the whole on the claims of a sheet of these rows; -1 where they do not hold."""
        spoken = [self._spoken(sheet, place) for place in range(len(sheet.claims))]
        whole = self.scan.numbered
        facts = [self.scan.value(int(name) if whole else name, code) for name, code in filter(None, spoken)]
        found = self._verdicts(ibis.memtable(pa.table({"fact": pa.array(facts)}))) if facts else {}
        verdicts = [found.get(claim, "") if claim else "" for claim in spoken]
        return np.array([VERDICTS.index(word) if word else -1 for word in verdicts], np.int32)

    def _spoken(self, sheet: Sheet, place: int) -> tuple[str, int] | None:
        """A claim of a sheet of these rows by its name and code in the scan, if it has one there."""
        scan, claims = self.scan, sheet.claims
        prop, target, extra = (int(each[place]) for each in (claims.prop, claims.target, claims.extra))
        if prop == CONSISTENT:
            form, name = ("consistent", extra), sheet.theories[target]
        elif prop == CONDITION:
            form, name = ("condition", 0), sheet.conditions[target]
        elif prop >= 0:
            form, name = (sheet.properties[prop], 0), sheet.nodes[target]
        else:
            about = [told_about(claim) for claim in scan.abouts] if extra >= 0 else []
            form = "sound", about.index(sheet.claim_text(extra)) if about else -1
            name = sheet.nodes[target]
        if name == self._nobody:
            return None
        if form == ("sound", -1):
            return name, SOUND
        return (name, scan.first + scan.forms.index(form)) if form in scan.forms else None
