"""What the rows of a scan on another engine say of single nodes, as tables of that engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from ..errors import InputError, LimitReached
from ..model.nodes import shortened
from ..model.scalars import nearest, rational
from ..model.values import ADDRESSABLE
from .names import told
from .outer_words import OuterWords
from .reading import rate_of
from .sheet import LINKS, OBJECTIVES
from .spoken import NODE_WORDS

RANK = 200  # bytes that a capability takes in memory while all are put in order


@dataclass(frozen=True, eq=False)
class OuterNodes(OuterWords):
    """Rows that an engine holds, and what they say of single nodes."""

    def _said_of(self, kind: str) -> Any:
        """What rows of a kind say, each once: node, value (a text)."""
        rows = self._of(kind)
        found = rows.select(node=rows.source, value=rows.target.cast("string"))
        return self._once(found, "node", self.number(kind))

    def _values(self, table: Any) -> list[str]:
        """The different values, sorted; LimitReached where they do not fit in memory."""
        values = self.keep(table.select("value").distinct())
        if int(values.count().execute()) * RANK > self.keep.memory:
            raise LimitReached("more different values of nodes than --memory holds")
        return sorted(values.to_pyarrow()["value"].to_pylist())

    def _among(self, table: Any, allowed: Sequence[str]) -> None:
        """Refuse values that are none of those allowed."""
        for value in self._values(table):
            if value not in allowed:
                raise InputError(
                    f"{self.name}: the target {shortened(value)}{nearest(value, allowed)}",
                    expected=f"one of {', '.join(allowed)}",
                )

    def _single(self, table: Any, what: str, kind: str) -> Any:
        """A table with one value for each node; InputError naming a node that is given two."""
        twice = table.group_by("node").agg(number=table.count())
        twice = twice.filter(twice.number > 1).limit(1).to_pyarrow()["node"].to_pylist()
        if twice:
            raise InputError(
                f"{self.name}: {told(twice)} has more than one {what}",
                expected=f"at most one row with {kind} for each node",
            )
        return table

    @cached_property
    def digests(self) -> Any:
        """What nodes are now: node, value."""
        return self._single(self._said_of("digest"), "digest", "digest")

    @property
    def dated(self) -> bool:
        """Whether anything may have changed since it was checked."""
        return "subject" in self.there and bool(self.number("digest"))

    @cached_property
    def capabilities(self) -> Any:
        """The order of the declared capabilities: node, rank."""
        said = self._said_of("capability")
        try:
            known = {text: rational(text) for text in self._values(said)}
        except InputError as error:
            raise InputError(f"{self.name}: a capability: {error}") from None
        order = {value: place for place, value in enumerate(sorted(set(known.values())))}
        ranks = self._listed(("value", "rank"), [(text, order[value]) for text, value in known.items()])
        found = self.keep(said.join(ranks, "value").select("node", "rank").distinct())
        return self._single(found, "capability", "capability")

    @staticmethod
    def _listed(names: tuple[str, str], rows: Iterable[tuple[str, int]]) -> Any:
        texts, numbers = zip(*rows, strict=True)
        kinds = pa.string(), pa.int32()
        columns = {name: pa.array(c, k) for name, c, k in zip(names, (texts, numbers), kinds, strict=True)}
        return ibis.memtable(pa.table(columns))

    @cached_property
    def rated(self) -> Any:
        """Who has a rate of error: node."""
        said = self._said_of("rate")
        rates = {text: rate_of(text, self.name) for text in self._values(said)}
        order = {rate: place for place, rate in enumerate(dict.fromkeys(rates.values()))}
        places = self._listed(("value", "rate"), [(text, order[rate]) for text, rate in rates.items()])
        found = self.keep(said.join(places, "value").select("node", "rate").distinct())
        return self._single(found, "rate", "rate").select("node")

    @cached_property
    def objectives(self) -> Any:
        """What optimizers pursue: node, value."""
        found = self._said_of("pursues")
        self._among(found, [word for word in OBJECTIVES if word])
        return self._single(found, "objective", "pursues")

    @cached_property
    def addressed(self) -> Any:
        """What is done about the failures that optimizers may inherit: node, value."""
        found = self._said_of("addresses")
        self._among(found, ADDRESSABLE)
        return found

    # links

    @cached_property
    def builds(self) -> Any:
        """The links, each once: base, mesa, link."""
        rows = self._of("builds")
        links = rows.select(base=rows.source, mesa=rows.target, link=rows.how.fill_null(LINKS[0]))
        found = self._once(links, "base", self.number("builds"))
        if len({row["how"] or LINKS[0] for row in self._words if row["kind"] == "builds"}) > 1:
            self._single(found.select("link", node="mesa").distinct(), "kind of link", "builds")
        return found

    def _once(self, table: Any, key: str, rows: int) -> Any:
        """The rows of a table, repeated ones once."""
        return self.keep.apart(rows, table[key], lambda part: part(table, key).distinct())

    @cached_property
    def declared(self) -> Any:
        """What nodes are said to be: node, word."""
        said = self._of("is")
        word = said.target.cast("string")
        return said.filter(word.isin(NODE_WORDS)).select(node=said.source, word=word)

    @cached_property
    def optimizers(self) -> Any:
        """Who builds, is built, pursues or addresses something, or is said to be an optimizer: node."""
        said = self.declared
        found = [self.builds.select(node=self.builds[end]) for end in ("base", "mesa")]
        found += [self.objectives.select("node")] if self.number("pursues") else []
        found += [self.addressed.select("node")] if self.number("addresses") else []
        found.append(said.filter(said.word == "optimizer").select("node"))
        return self.keep(ibis.union(*found).distinct())
