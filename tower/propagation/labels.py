"""Minimal sets of leftover assumptions: the label of a fact, as in an assumption-based
truth-maintenance system (de Kleer 1986).

A set of assumptions is an integer with one bit for each leaf, so union is `|` and inclusion a
mask.  Sets are settled in the order of their size, as Dijkstra settles distances: when one is taken
from the queue and contains no settled one, no smaller one can come later, so it is minimal and
final.  A fact keeps at most `most` sets; `cut` tells that there are more, or were more below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import combinations

from .facts import Fact, Leaf, Rule
from .fixpoint import Spread

MOST = 64  # how many minimal sets are kept for a fact


def minimal(sets: Iterable[int], most: int | None = None) -> list[int]:
    """The sets that contain no other one, smallest first; one more than `most` tells that there are more.

    >>> minimal([0b111, 0b100, 0b011])
    [4, 3]
    """
    kept: list[int] = []
    for candidate in sorted(set(sets), key=lambda mask: (mask.bit_count(), mask)):
        for smaller in kept:
            if smaller & candidate == smaller:
                break
        else:
            kept.append(candidate)
            if most is not None and len(kept) > most:
                break
    return kept


@dataclass
class Labels:
    """The labels of all facts that hold in a fixpoint, computed on construction."""

    rules: Collection[Rule]
    spread: Spread
    most: int = MOST
    roots: list[Leaf] = field(default_factory=list)
    label: dict[Fact, list[int]] = field(default_factory=dict)
    cut: set[Fact] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._live = [rule for rule in self.rules if rule.head in self.spread]
        self._users: dict[Fact, list[int]] = {}
        self._labelled = [0] * len(self._live)
        self._queue: list[tuple[int, int, Fact, int]] = []
        self._offers = 0
        for number, rule in enumerate(self._live):
            for premise in dict.fromkeys(rule.body):
                self._users.setdefault(premise, []).append(number)
            if not rule.needed:
                self._offer(rule.head, 0)
        for fact in self.spread.wave:
            if isinstance(fact, Leaf):
                self._offer(fact, 1 << len(self.roots))
                self.roots.append(fact)
        self._settle()
        self._spread_cuts()

    def _offer(self, fact: Fact, mask: int) -> None:
        self._offers += 1
        heappush(self._queue, (mask.bit_count(), self._offers, fact, mask))

    def _settle(self) -> None:
        while self._queue:
            _, _, fact, mask = heappop(self._queue)
            known = self.label.setdefault(fact, [])
            if any(smaller & mask == smaller for smaller in known):
                continue
            if len(known) >= self.most:
                self.cut.add(fact)
                continue
            known.append(mask)
            for number in self._users.get(fact, ()):
                self._labelled[number] += len(known) == 1
                rule = self._live[number]
                if self._labelled[number] >= rule.needed:
                    self._fire(rule, fact, mask)

    def _fire(self, rule: Rule, fact: Fact, mask: int) -> None:
        """Offer what a rule gives with a new set for one premise, and all settled sets for the others."""
        for others in self._choices(rule, fact):
            partial = [mask]
            for premise in others:
                unions = (left | right for left in partial for right in self.label[premise])
                partial = minimal(unions, 4 * self.most)
                if len(partial) > 4 * self.most:
                    self.cut.add(rule.head)
                    partial = partial[: 4 * self.most]
            for union in partial:
                self._offer(rule.head, union)

    def _choices(self, rule: Rule, fact: Fact) -> Iterator[tuple[Fact, ...]]:
        """The other premises of a rule, enough of them; a few hundred choices at most for a threshold."""
        body = dict.fromkeys(rule.body)
        others = [premise for premise in body if premise != fact and self.label.get(premise)]
        if rule.needed >= len(rule.body):
            yield tuple(others)
            return
        for number, chosen in enumerate(combinations(others, rule.needed - 1)):
            if number > 16 * self.most:
                self.cut.add(rule.head)
                return
            yield chosen

    def _spread_cuts(self) -> None:
        """What stands on a fact with a cut label may have more sets, too."""
        waiting = list(self.cut)
        while waiting:
            for number in self._users.get(waiting.pop(), ()):
                head = self._live[number].head
                if head not in self.cut:
                    self.cut.add(head)
                    waiting.append(head)

    @cached_property
    def position(self) -> dict[Leaf, int]:
        """The bit of each leaf."""
        return {leaf: number for number, leaf in enumerate(self.roots)}

    def sets(self, fact: Fact) -> list[frozenset[Leaf]]:
        """The minimal sets of leaves on which a fact stands, smallest first; none if it does not."""
        return [frozenset(self.leaves(mask)) for mask in self.label.get(fact, ())]

    def leaves(self, mask: int) -> tuple[Leaf, ...]:
        """The leaves of one set, in the order in which they were met."""
        found = []
        while mask:
            low = mask & -mask
            found.append(self.roots[low.bit_length() - 1])
            mask ^= low
        return tuple(found)
