"""The rounds of the propagation over Ibis expressions, the same on every engine that Ibis knows.

Facts are values of one column; a fact holds once enough distinct facts before it do.  Each level costs a
round, up to a stated limit.  After the first few rounds the chains of what is left are contracted, by
pointer doubling, so that a long chain costs as many rounds as its length has binary digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import LimitReached, MissingExtra
from .keeping import Keep

try:
    import ibis
except ImportError as error:  # pragma: no cover
    raise MissingExtra("Ibis", "scale") from error

DOUBLINGS = 40  # chains of up to 2**40 facts
EAGER = 12  # rounds before chains are contracted; most graphs are no deeper
WAVES = 8  # how many waves are read as they are before they are put into one table


@dataclass(eq=False)
class Rounds:
    """Runs rounds: `keep` has an engine work a table out and hold on to it; `depth` is the limit."""

    keep: Keep
    depth: int
    step: Callable[[str], None]

    def held(self, edges: Any, needs: Any, start: Any) -> Any:
        """The facts that hold: those of `start`, and whatever has enough facts before it that do.

        `edges` has pairs of columns `before`, `fact`, distinct ones where `needs` says how many must
        hold (1 where it says nothing) in columns `fact`, `need`; all tables are worked out already.
        """
        needs = needs.filter(needs.need > 1)
        none = needs.limit(0).select("fact", met=needs.need.cast("int64"))
        spread = _Spread(self, needs, [start], none, not int(needs.count().execute()))
        eager = min(EAGER, self.depth // 2)
        if spread.run(edges.mutate(weight=ibis.literal(1)), eager):
            return spread.known
        left = self.keep(edges.anti_join(spread.known, "fact"))
        chain = self._chains(left, needs)
        if not spread.run(self._contracted(left, chain), self.depth - eager):
            raise LimitReached(f"{self.depth} rounds of propagation (--depth)")
        follows = chain.semi_join(spread.known.select(origin="fact"), "origin").select("fact")
        return self.keep(spread.known.union(follows))

    def _contracted(self, edges: Any, chain: Any) -> Any:
        """The edges into all that is in no chain, from the first fact of the chain that each comes from."""
        heads = chain.select(before=chain.fact, origin=chain.origin)
        ahead = edges.anti_join(chain, "fact").left_join(heads, "before")
        ahead = ahead.select(fact=ahead.fact, before=ibis.coalesce(ahead.origin, ahead.before))
        return self.keep(ahead.group_by(["fact", "before"]).agg(weight=ahead.count()))

    def _chains(self, edges: Any, needs: Any) -> Any:
        """For each fact with one fact before it the first one of its chain, in columns `fact`, `origin`."""
        single = edges.group_by("fact").agg(origin=edges.before.min(), last=edges.before.max())
        single = single.filter(single.origin == single.last).select("fact", "origin")
        chain = self.keep(single.anti_join(needs, "fact"))
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


@dataclass(eq=False)
class _Spread:
    """What holds so far, as waves, and how many facts before it do of each fact that needs several."""

    rounds: Rounds
    needs: Any
    waves: list[Any]
    counted: Any
    plain: bool  # no fact needs several
    number: int = 0

    @property
    def known(self) -> Any:
        """The facts that hold so far."""
        return ibis.union(*self.waves) if len(self.waves) > 1 else self.waves[0]

    def run(self, edges: Any, most: int) -> bool:
        """Run rounds until nothing is new; whether that took no more than `most`."""
        for _ in range(most):
            if not int(self.waves[-1].count().execute()):
                return True
            self.number += 1
            self.rounds.step(f"round {self.number}")
            self._wave(edges)
        return not int(self.waves[-1].count().execute())

    def _wave(self, edges: Any) -> None:
        """The facts that newly have enough before them."""
        keep = self.rounds.keep
        reached = keep(edges.semi_join(self.waves[-1].select(before="fact"), "before"))
        rows, enough = int(reached.count().execute()), self._enough(reached)
        if len(self.waves) >= WAVES:
            self.waves = [keep(self.known)]
        if keep.fits(rows, reached.fact):
            self.waves.append(keep(enough.distinct().anti_join(self.known, "fact")))
        else:
            fresh = keep.apart(rows, reached.fact, lambda part: part(enough, "fact").distinct())
            self.waves.append(keep(fresh.anti_join(self.known, "fact")))

    def _enough(self, reached: Any) -> Any:
        """What is reached and needs no more; those that need several are counted on the way."""
        if self.plain:
            return reached.select("fact")
        many = reached.semi_join(self.needs, "fact").select("fact", met=reached.weight.cast("int64"))
        counted = self.counted.union(many).group_by("fact").agg(met=lambda table: table.met.sum())
        counted = self.rounds.keep(counted.join(self.needs, "fact"))
        self.counted = counted.filter(counted.met < counted.need).select("fact", "met")
        enough = counted.filter(counted.met >= counted.need).select("fact")
        return reached.anti_join(self.needs, "fact").select("fact").union(enough)
