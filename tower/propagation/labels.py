"""Minimal sets of leftover assumptions: the label of a fact, as in an assumption-based
truth-maintenance system (de Kleer 1986).

A set of assumptions is an integer with one bit for each leaf, so union is `|` and inclusion a
mask.  A label is an antichain, smallest sets first, of at most `most` sets; `more` tells that a set
was dropped somewhere below.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from .facts import Fact, Leaf, Rule
from .fixpoint import Spread

MOST = 64  # how many minimal sets are kept for a fact

Label = tuple[int, ...]


def minimal(sets: Iterable[int]) -> list[int]:
    """The sets that contain no other one, smallest first.

    >>> minimal([0b111, 0b100, 0b011])
    [4, 3]
    """
    kept: list[int] = []
    for candidate in sorted(set(sets), key=lambda mask: (mask.bit_count(), mask)):
        if not any(smaller & candidate == smaller for smaller in kept):
            kept.append(candidate)
    return kept


@dataclass
class Labels:
    """The labels of all facts that hold in a fixpoint, computed on construction."""

    rules: Collection[Rule]
    spread: Spread
    most: int = MOST
    roots: list[Leaf] = field(default_factory=list)
    label: dict[Fact, Label] = field(default_factory=dict)
    cut: set[Fact] = field(default_factory=set)

    def __post_init__(self) -> None:
        live = [rule for rule in self.rules if rule.head in self.spread]
        users: dict[Fact, list[Rule]] = {}
        for rule in live:
            for premise in rule.body:
                users.setdefault(premise, []).append(rule)
        for fact in self.spread.wave:
            if isinstance(fact, Leaf):
                self.label[fact] = (1 << len(self.roots),)
                self.roots.append(fact)
        self._settle(live, users)

    def _settle(self, live: list[Rule], users: dict[Fact, list[Rule]]) -> None:
        ready = [rule for rule in live if self._open(rule)]
        ready.sort(key=lambda rule: self.spread.wave[rule.head])
        waiting = deque(ready)
        queued = set(map(id, ready))
        while waiting:
            rule = waiting.popleft()
            queued.discard(id(rule))
            if self._apply(rule):
                for user in users.get(rule.head, ()):
                    if id(user) not in queued and self._open(user):
                        queued.add(id(user))
                        waiting.append(user)

    def _open(self, rule: Rule) -> bool:
        return sum(premise in self.spread for premise in rule.body) >= rule.needed

    def _apply(self, rule: Rule) -> bool:
        """Add what a rule gives to the label of its head; say whether anything changed."""
        old = self.label.get(rule.head, ())
        new, cut = _product(self._choices(rule), self.most)
        merged = minimal((*old, *new))
        inherited = cut or any(premise in self.cut for premise in rule.body) or len(merged) > self.most
        changed = inherited and rule.head not in self.cut
        if inherited:
            self.cut.add(rule.head)
        kept = tuple(merged[: self.most])
        if kept != old:
            self.label[rule.head] = kept
            changed = True
        return changed

    def _choices(self, rule: Rule) -> Iterator[list[Label]]:
        """The ways to fire a rule: one list of labels for each choice of enough premises."""
        labelled = [self.label[premise] for premise in rule.body if self.label.get(premise)]
        if rule.needed == len(rule.body):
            if len(labelled) == len(rule.body):
                yield labelled
            return
        for chosen in combinations(labelled, rule.needed):
            yield list(chosen)

    def sets(self, fact: Fact) -> list[frozenset[Leaf]]:
        """The minimal sets of leaves on which a fact stands, smallest first; none if it does not."""
        return [self.leaves(mask) for mask in self.label.get(fact, ())]

    def leaves(self, mask: int) -> frozenset[Leaf]:
        """The leaves of one set."""
        return frozenset(leaf for number, leaf in enumerate(self.roots) if mask >> number & 1)


def _product(choices: Iterable[list[Label]], most: int) -> tuple[list[int], bool]:
    """All unions of one set from each label, minimal ones only, at most about `most`; and whether cut."""
    found: list[int] = []
    cut = False
    for labels in choices:
        partial = [0]
        for label in labels:
            partial = minimal(left | right for left in partial for right in label)
            cut = cut or len(partial) > 4 * most
            partial = partial[: 4 * most]
        found.extend(partial)
        if len(found) > 16 * most:
            return minimal(found), True
    return found, cut
