"""What the rows of a scan on another engine say, as tables of that engine: narrow, each row once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from ..errors import InputError
from ..model.claims import Holds
from .keeping import Part
from .names import told
from .outer_nodes import OuterNodes
from .outer_words import EXACT
from .rows import NAMED
from .sheet import RESULTS
from .spoken import LINEAGE, NOBODY, OF_NODES


@dataclass(frozen=True, eq=False)
class Summary:
    """What a summary tells of the rows."""

    observer: str
    nodes: range
    counts: tuple[tuple[str, int], ...]
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class OuterRows(OuterNodes):
    """Rows that an engine holds, as tables."""

    @cached_property
    def observer(self) -> str:
        """Who assumes; InputError where several do."""
        rows = self.rows
        asks = (rows.kind == "assumes") | ((rows.kind == "is") & (rows.target.cast("string") == "observer"))
        there = self.number("assumes", "is")
        asking = rows.filter(asks).select("source").distinct()
        who = asking.limit(NAMED + 1).to_pyarrow()["source"].to_pylist() if there else []
        if len(who) > 1:
            number = int(asking.count().execute())
            raise InputError(
                f"{self.name}: {number} observers assume something: {told(who[:NAMED])}",
                expected="one observer for each scan",
            )
        return str(who[0]) if who else NOBODY

    # theories

    @cached_property
    def places(self) -> dict[Any, int]:
        """Theories by the names that they have in the rows, numbered by their canonical names."""
        names = sorted(set(self.renamed.values()), key=str)
        place = {name: number for number, name in enumerate(names)}
        return {old: place[new] for old, new in self.renamed.items()}

    @cached_property
    def strong(self) -> Any:
        """Who reasons in which theory: node, theory; InputError for a node with two."""
        rows = self._of("reasons_in")
        rows = rows.filter(rows.source.cast("string") != self.observer)
        places = ibis.memtable({"target": list(self.places), "theory": list(self.places.values())})
        found = self.keep(rows.join(places, "target").select(node="source", theory="theory").distinct())
        return self._single(found, "theory", "reasons_in")

    @cached_property
    def own_theory(self) -> int:
        """The theory of whoever asks; -1 for none."""
        rows = self._of("reasons_in")
        rows = rows.filter(rows.source.cast("string") == self.observer).select("target").limit(1)
        names = rows.to_pyarrow()["target"].to_pylist() if self.number("reasons_in") else []
        return self.places[names[0]] if names else -1

    # checks

    @cached_property
    def _said(self) -> Any:
        """The rows of checks: by, node, code, how, exact, said.

        Where any row says such a thing also theory and proof, number, and what `_doubted` adds.
        """
        rows = self._of("checks")
        words = [(word, place) for place, word in enumerate(RESULTS)]
        said = rows.result.fill_null(RESULTS[0]).cases(*words, else_=-1).cast("int8")
        more = {"number": rows.check, "least": rows.at_least} if self.grouped else {}
        more |= {"subject": rows.subject} if self.dated else {}
        ranked = "amplified" in self.there or self.number("capability")
        more |= {"amplified": rows.amplified.fill_null(False)} if ranked else {}
        found = rows.select(by=rows.source, **self.claim(rows), how=rows.how, said=said, **more)
        if self.reasoning:
            strong = self.strong.select(by="node", theory="theory")
            found = found.left_join(strong, "by").drop("by_right")
            found = found.mutate(theory=found.theory.fill_null(-1).cast("int32"))
            found = found.mutate(
                how=ibis.coalesce(found.how, ibis.ifelse(found.theory >= 0, "proof", "test"))
            )
            found = found.mutate(proof=found.how == "proof")
            self._fitting(found)
        elif any(row["how"] == "proof" for row in self._words if row["kind"] == "checks"):
            self._fitting(found.mutate(theory=ibis.literal(-1), proof=found.how == "proof"))
        found = found.mutate(how=found.how.fill_null("test"))
        return self._doubted(found.mutate(exact=found.how.isin(EXACT)))

    def _doubted(self, found: Any) -> Any:
        """Rows of checks with what takes from their weight, each where any row says such a thing.

        `stale`: of what has changed since; `rated`: by somebody with a rate; `weak`: by somebody less
        capable than the subject, with nothing that amplifies it.
        """
        if self.dated:
            now = self.digests.select("node", now="value")
            found = found.left_join(now, "node").drop("node_right")
            made = self.optimizers.mutate(made=True)
            found = found.left_join(made, "node").drop("node_right")
            digested = self.of_node(found.code) & ~(
                self.of_soundness(found.code) & found.made.fill_null(False)
            )
            stale = (digested & (found.subject != found.now)).fill_null(False)
            found = found.mutate(stale=stale).drop("subject", "now", "made")
        if self.number("rate"):
            found = found.left_join(self.rated.select(by="node", rated=True), "by").drop("by_right")
            found = found.mutate(rated=found.rated.fill_null(False))
        if self.number("capability"):
            ranks = self.capabilities
            found = found.left_join(ranks.select(by="node", low="rank"), "by").drop("by_right")
            found = found.left_join(ranks.select("node", high="rank"), "node").drop("node_right")
            weak = self.of_node(found.code) & ~found.amplified & (found.low < found.high)
            found = found.mutate(weak=weak.fill_null(False)).drop("low", "high")
        return found

    def _fitting(self, found: Any) -> None:
        """Refuse proofs by somebody without a theory, and tests by somebody in one."""
        for bad, what in (
            ((found.theory < 0) & found.proof, "is a proof by a verifier without a theory"),
            ((found.theory >= 0) & found.how.isin(("test", "review")),
             "is no proof, but its verifier reasons in a theory"),
        ):  # fmt: skip
            number = int(found.filter(bad).count().execute())
            if number:
                who = found.filter(bad).select("by").limit(1).to_pyarrow()["by"].to_pylist()
                raise InputError(
                    f"{self.name}: {number} checks: the check by {told(who)} {what}",
                    expected="a verifier that can do it",
                )

    @property
    def grouped(self) -> bool:
        """Whether some checks are numbered."""
        return "check" in self.there or "at_least" in self.there

    @cached_property
    def numbers(self) -> Any:
        """The numbered checks: number, node, code, exact, said, stale, least, whether by several."""
        rows = self._said
        if int(rows.filter(rows.number.isnull() & (rows.least.fill_null(0) > 0)).count().execute()):
            raise InputError(
                f"{self.name}: at_least in rows that have no number",
                expected="a number in the column check, or --engine memory",
            )
        rows = rows.filter(rows.number.notnull())
        columns = [
            name
            for name in ("node", "code", "how", "said", "least", "stale", "amplified")
            if name in rows.columns
        ]
        doubt = ibis.or_(
            *(rows[name] for name in ("rated", "weak") if name in rows.columns), ibis.literal(False)
        )
        stale = rows.stale.max() if self.dated else ibis.literal(False)
        apart = {f"many_{name}": rows[name].nunique() + rows[name].isnull().max().cast("int64")
                 for name in columns}  # fmt: skip
        found = self.keep(
            rows.group_by("number").agg(
                size=rows.count(), members=rows.by.nunique(), least=rows.least.max().fill_null(0), **apart,
                node=rows.node.min(), code=rows.code.min(), said=rows.said.min(),
                exact=(rows.exact & ~doubt).min(), stale=stale,
            )
        )  # fmt: skip
        several = (found["size"] > 1) | (found.least > 0)
        self._agree(found, several, [found[f"many_{name}"] > 1 for name in columns])
        least = ibis.ifelse(found.least > 0, found.least, found["size"])
        return self.keep(
            found.select("number", "node", "code", "exact", "said", "stale", least=least, several=several)
        )

    def _agree(self, found: Any, several: Any, differ: list[Any]) -> None:
        """Refuse numbered checks whose rows contradict each other, or ask for what cannot be."""
        whole = "one claim, how and result for each check"
        repeated, too_many = several & (found.members < found["size"]), found.least > found["size"]
        for which, what, expected in (
            (ibis.or_(*differ), "differ in what they say", whole),
            (repeated, "have a verifier twice", "each verifier once in a check"),
            (too_many, "ask for more verifiers than they have", "a verifier that can do it"),
        ):
            some = found.filter(which).select("number").limit(NAMED).to_pyarrow()["number"].to_pylist()
            if some:
                checks = ", ".join(map(str, some))
                raise InputError(f"{self.name}: rows of check {checks} {what}", expected=expected)

    @cached_property
    def checks(self) -> Any:
        """The checks, repeated ones once: by, node, code, exact, said (a place in RESULTS).

        Also theory and proof (-1 and false where nobody reasons), number, whether it is one of several,
        and `stale`, `rated`, `weak` as in `_doubted`.
        """
        said, rows = self._said.drop("how"), self.number("checks")
        said = said.drop("amplified") if "amplified" in said.columns else said
        for doubt in ("rated", "weak"):
            said = said.mutate(exact=said.exact & ~said[doubt]) if doubt in said.columns else said
        if self.grouped:
            numbers = self.numbers.select("number", "several")
            said = said.left_join(numbers, "number").drop("number_right", "least")
            said = said.mutate(several=said.several.fill_null(False))
        found = self._once(said, "by", rows)
        if not self.reasoning:
            found = found.mutate(theory=ibis.literal(-1, "int32"), proof=ibis.literal(False))
        if not self.grouped:
            found = found.mutate(number=ibis.null("int64"), several=ibis.literal(False))
        lacking = {"stale", "rated", "weak"} - set(found.columns)
        return found.mutate(**dict.fromkeys(sorted(lacking), ibis.literal(False)))

    @cached_property
    def repeated(self) -> int:
        """How many checks by one verifier say the same as another one."""
        if not self.grouped and not self.reasoning and not self.dated and not self.number("capability"):
            return self.number("checks") - int(self.checks.count().execute())
        said = self._said
        if self.grouped:
            said = said.left_join(self.numbers.select("number", "several"), "number")
            said = said.filter(~said.several.fill_null(False))
        once = said.select("by", "node", "code", "exact", "said").distinct()
        return int(said.count().execute()) - int(once.count().execute())

    @cached_property
    def needs(self) -> Any:
        """Whose unnumbered checks need which claim: by, node, code, each once."""
        rows = self._of("needs")
        rows = rows.filter(rows.check.isnull()) if self.grouped else rows
        found = self._once(rows.select(by=rows.source, **self.claim(rows)), "by", self.number("needs"))
        if not self.number("needs"):
            return found
        there = self.checks.filter(self.checks.number.isnull()) if self.grouped else self.checks

        def lost(part: Part) -> Any:
            return part(found, "by").anti_join(part(there, "by"), "by").select("by")

        self._lost(self.keep.apart(self.number("needs"), found.by, lost), "by")
        return found

    @cached_property
    def needs_of(self) -> Any:
        """Which numbered check needs which claim: number, node, code, each once."""
        rows = self._of("needs")
        rows = rows.filter(rows.check.notnull())
        found = self.keep(rows.select(number=rows.check, **self.claim(rows)).distinct())
        if self.grouped:
            self._lost(self.keep(found.anti_join(self.numbers, "number").select("number")), "number")
        return found

    def _lost(self, lost: Any, column: str) -> None:
        number = int(lost.count().execute())
        if number:
            some = lost.select(column).limit(NAMED).to_pyarrow()[column].to_pylist()
            raise InputError(
                f"{self.name}: {number} rows with needs belong to no check: {told(some)}",
                expected="a check by the same source",
            )

    @cached_property
    def needing(self) -> Any:
        """Who has needs, each once: by."""
        return self._once(self.needs.select("by"), "by", self.number("needs"))

    @cached_property
    def roots(self) -> Any:
        """What the observer assumes: node, code."""
        rows = self._of("assumes")
        return self._once(rows.select(**self.claim(rows)), "node", self.number("assumes"))

    @cached_property
    def spoken(self) -> list[Any]:
        """The tables that speak of claims."""
        return [self.checks, self.needs, self.roots, *([self.needs_of] if self.grouped else [])]

    # nodes

    @cached_property
    def kinds(self) -> Any:
        """What every node is: whether it builds or is built (`b`), or checks (`c`)."""
        others = [(self.builds, "base"), (self.builds, "mesa"), (self.checks, "by"), (self.needs, "by")]
        said, silent = self.declared, self._of(*LINEAGE, "digest", "capability")

        def found(part: Part) -> Any:
            tables = [
                _role(part(table, end), end, end != "by", table is self.checks) for table, end in others
            ]
            claims = [part(table, "node") for table in self.spoken]
            claims = [table.filter(self.of_node(table.code)) for table in claims]
            tables += [_role(table, "node", False, self.of_soundness(table.code)) for table in claims]
            tables.append(_role(part(silent, "source"), "source", False, False))
            if self.number("is"):
                there = part(said, "node")
                tables.append(_role(there, "node", there.word == "optimizer", there.word == "verifier"))
            tables += [_role(part(table, "node"), "node", b, not b) for table, b in self._made]
            named = [self.inner(claim)[0] for claim in self.abouts if isinstance(claim, Holds)]
            if named:
                about = self.keep(ibis.memtable(pa.table({"node": pa.array(named)})))
                tables.append(_role(part(about, "node"), "node", False, False))
            if self.reasoning:
                tables.append(_role(part(self.strong, "node"), "node", False, False, reasons=True))
            whole = ibis.union(*tables)
            found = whole.group_by("node").agg(b=whole.b.max(), c=whole.c.max(), r=whole.r.max())
            return found.select("node", "b", "r", c=found.c | (found.r & ~found.b))

        rows = 2 * self.number("builds", "checks") + self.number("needs", "assumes", *OF_NODES)
        found = self.keep.apart(rows, self.rows["source"], found)
        self._declared(found, said)
        return found

    @property
    def _made(self) -> list[tuple[Any, bool]]:
        """Who is an optimizer (true) or a verifier by what is said of it alone."""
        found = [(self.objectives, True)] if self.number("pursues") else []
        found += [(self.addressed, True)] if self.number("addresses") else []
        return found + ([(self.rated, False)] if self.number("rate") else [])

    def _declared(self, found: Any, said: Any) -> None:
        """Refuse nodes that are not declared where some are, and what builds, checks and reasons at once."""
        bad = [
            (
                found.filter(found.b & found.c & found.r),
                "nodes build, check and reason in a theory",
                "a verifier of its own that checks",
            )
        ]
        if self.number("rate"):
            rated = found.semi_join(self.rated, "node")
            bad += [
                (
                    rated.filter(rated.r),
                    "nodes have a theory and a rate",
                    "one: strong or weak, never both",
                ),
                (
                    rated.filter(rated.b),
                    "nodes have a rate and build",
                    "a verifier of its own that has the rate",
                ),
            ]
        if self.number("is") and int(said.count().execute()):
            lost = found.anti_join(said.select("node"), "node")
            expected = "a row NODE is optimizer, verifier or artifact for every node, or for none"
            bad.append((lost, "ends of edges are nodes that are not declared", expected))
            made = found.filter(found.b | found.c)
            artifacts = said.filter(said.word == "artifact").select("node")
            what = "nodes are said to be artifacts, and build, are built or check"
            wrong = made.semi_join(artifacts, "node")
            bad.append((wrong, what, "optimizer, verifier, or nothing said of it"))
        for which, what, expected in bad if self.reasoning or len(bad) > 1 else ():
            number = int(which.count().execute())
            if number:
                some = which.select("node").limit(NAMED).to_pyarrow()["node"].to_pylist()
                raise InputError(f"{self.name}: {number} {what}: {told(some)}", expected=expected)


def _role(table: Any, end: str, builds: Any, checks: Any, *, reasons: bool = False) -> Any:
    """One end of some rows, with what it makes of a node."""
    return table.select(node=table[end], b=builds, c=checks, r=reasons)
