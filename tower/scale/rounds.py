"""The rounds of the propagation over Ibis expressions, the same on every engine that Ibis knows.

Facts are values of one column; a fact holds once enough distinct facts before it do.  Chains are
contracted first, by pointer doubling, so that a long chain costs as many rounds as its length has
binary digits; what is left costs one round for each level, up to a stated limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import LimitReached, MissingExtra

try:
    import ibis
except ImportError as error:  # pragma: no cover
    raise MissingExtra("Ibis", "scale") from error

DOUBLINGS = 40  # chains of up to 2**40 facts


@dataclass(eq=False)
class Rounds:
    """Runs rounds: `keep` has an engine work a table out and hold on to it; `depth` is the limit."""

    keep: Callable[[Any], Any]
    depth: int
    step: Callable[[str], None]

    def held(self, edges: Any, needs: Any, start: Any) -> Any:
        """The facts that hold: those of `start`, and whatever has enough facts before it that do.

        `edges` has distinct pairs of columns `before`, `fact`; `needs` says of some facts how many must
        hold (1 where nothing is said) in columns `fact`, `need`; all tables are worked out already.
        """
        chain = self._chains(edges, needs, start)
        heads = chain.select(before=chain.fact, origin=chain.origin)
        ahead = edges.anti_join(chain, "fact").left_join(heads, "before")
        ahead = ahead.select(fact=ahead.fact, before=ibis.coalesce(ahead.origin, ahead.before))
        ahead = ahead.group_by(["fact", "before"]).agg(weight=ahead.count())
        known = self._spread(self.keep(ahead), needs, start)
        follows = chain.semi_join(known.select(origin="fact"), "origin").select("fact")
        return self.keep(known.union(follows).distinct())

    def _chains(self, edges: Any, needs: Any, start: Any) -> Any:
        """For each fact with one fact before it the first one of its chain, in columns `fact`, `origin`."""
        single = edges.group_by("fact").agg(origin=edges.before.min(), number=edges.count())
        single = single.filter(single.number == 1).select("fact", "origin")
        chain = self.keep(single.anti_join(needs, "fact").anti_join(start, "fact"))
        left = -1
        for _ in range(DOUBLINGS):
            other = chain.select(origin=chain.fact, further=chain.origin)
            inner = int(chain.semi_join(other, "origin").count().execute())
            if inner == left or not inner:  # none is left, or only circles are
                return chain
            left = inner
            self.step(f"contracting chains: {inner} to go")
            joined = chain.left_join(other, "origin")
            chain = self.keep(joined.select("fact", origin=ibis.coalesce(joined.further, joined.origin)))
        return chain

    def _spread(self, edges: Any, needs: Any, start: Any) -> Any:
        """One round for each level: the facts that newly have enough before them."""
        known = wave = start
        counted = self.keep(needs.select("fact", met=(needs.need * 0).cast("int64")))
        for number in range(self.depth + 1):
            if not int(wave.count().execute()):
                return known
            if number == self.depth:
                raise LimitReached(f"{self.depth} rounds of propagation (--depth)")
            self.step(f"round {number + 1}")
            reached = edges.semi_join(wave.select(before="fact"), "before")
            many = (
                reached.semi_join(needs, "fact")
                .group_by("fact")
                .agg(met=lambda table: table.weight.sum().cast("int64"))
            )
            counted = self.keep(
                counted.union(many).group_by("fact").agg(met=lambda table: table.met.sum().cast("int64"))
            )
            enough = counted.join(needs, "fact")
            enough = enough.filter(enough.met >= enough.need).select("fact")
            simple = reached.anti_join(needs, "fact").select("fact")
            wave = self.keep(simple.union(enough).distinct().anti_join(known, "fact"))
            known = self.keep(known.union(wave))
        return known
