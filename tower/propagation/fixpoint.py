"""The least fixpoint of a set of rules, as a generator of steps; circular support is no support.

Dowling and Gallier (1984): every rule counts down the facts that it still waits for, so the whole
fixpoint costs time linear in the size of the rules.  Each step is the set of facts that became
known in one wave; drawing the waves one by one shows the tower being checked level by level.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeAlias

from ..frozen import frozen
from .facts import Fact, Leaf, Rule

Wave: TypeAlias = tuple[tuple[Fact, Rule | None], ...]


@frozen
class Cone:
    """All facts and rules on which some goals can depend."""

    rules: tuple[Rule, ...]
    leaves: tuple[Leaf, ...]


def cone(goals: Iterable[Fact], rules_for: Callable[[Fact], Iterable[Rule]]) -> Cone:
    """Collect the rules that can lead to the goals, asking `rules_for` once for each fact met.

    >>> from tower.model.claims import Condition
    >>> from tower.propagation.facts import Known, Leaf, Rule
    >>> a = Condition("a")
    >>> cone([Known(a)], lambda fact: [Rule(fact, (Leaf(a),), "assumed")]).leaves
    (Leaf(root=Condition(name='a')),)
    """
    seen: dict[Fact, None] = dict.fromkeys(goals)
    waiting = list(seen)
    rules: list[Rule] = []
    while waiting:
        fact = waiting.pop()
        if isinstance(fact, Leaf):
            continue
        for rule in rules_for(fact):
            rules.append(rule)
            for premise in rule.body:
                if premise not in seen:
                    seen[premise] = None
                    waiting.append(premise)
    leaves = tuple(fact for fact in seen if isinstance(fact, Leaf))
    return Cone(tuple(rules), leaves)


@frozen
class Spread:
    """A finished fixpoint: for each fact that holds, the wave in which it did and the rule it used."""

    wave: dict[Fact, int]
    by: dict[Fact, Rule]

    def __contains__(self, fact: Fact) -> bool:
        return fact in self.wave

    def leading_to(self, goals: Iterable[Fact]) -> tuple[Rule, ...]:
        """The rules by which some goals hold, premises first, each rule once.

        >>> from tower.model.claims import Condition
        >>> from tower.propagation.facts import Known, Leaf, Rule
        >>> a, b = Condition("a"), Condition("b")
        >>> rules = [Rule(Known(b), (Known(a),), "checked"), Rule(Known(a), (Leaf(a),), "assumed")]
        >>> [rule.name for rule in spread(rules, [Leaf(a)]).leading_to([Known(b)])]
        ['assumed', 'checked']
        """
        order: dict[Fact, None] = {}
        waiting = [(goal, False) for goal in goals][::-1]
        while waiting:
            fact, ready = waiting.pop()
            if fact in order or fact not in self.by:
                continue
            if ready:
                order[fact] = None
                continue
            waiting.append((fact, True))
            waiting.extend((premise, False) for premise in reversed(self._earlier(fact)))
        return tuple(self.by[fact] for fact in order)

    def _earlier(self, fact: Fact) -> list[Fact]:
        """The premises that a fact stands on: later ones of a threshold may stand on the fact itself."""
        own = self.wave[fact]
        return [premise for premise in self.by[fact].body if self.wave.get(premise, own) < own]


def spread_steps(rules: Collection[Rule], start: Iterable[Fact]) -> Iterator[Wave]:
    """Yield wave after wave of (fact, rule that gave it); the first wave is `start`.

    >>> from tower.model.claims import Condition
    >>> from tower.propagation.facts import Known, Leaf, Rule
    >>> a, b = Condition("a"), Condition("b")
    >>> rules = [Rule(Known(a), (Leaf(a),), "assumed"), Rule(Known(b), (Known(a),), "checked")]
    >>> [[str(fact.what) for fact, rule in wave] for wave in list(spread_steps(rules, [Leaf(a)]))[1:]]
    [['a'], ['b']]
    """
    waits = [rule.needed for rule in rules]
    users: dict[Fact, list[int]] = {}
    order = list(rules)
    for number, rule in enumerate(order):
        for premise in dict.fromkeys(rule.body):
            users.setdefault(premise, []).append(number)
    wave: dict[Fact, Rule | None] = dict.fromkeys(start)
    for number, rule in enumerate(order):
        if not waits[number]:
            wave.setdefault(rule.head, rule)
    known: set[Fact] = set(wave)
    while wave:
        yield tuple(wave.items())
        later: dict[Fact, Rule | None] = {}
        for fact in wave:
            for number in users.get(fact, ()):
                waits[number] -= 1
                head = order[number].head
                if not waits[number] and head not in known:
                    known.add(head)
                    later[head] = order[number]
        wave = later


def gathered(rules: Collection[Rule], reached: Spread, own: Callable[[Rule], int]) -> dict[Fact, int]:
    """For every fact that holds, the union of the bits of all rules that lead to it, however it is derived.

    >>> from tower.model.claims import Condition
    >>> from tower.propagation.facts import Known, Leaf, Rule
    >>> a, b = Condition("a"), Condition("b")
    >>> rules = [Rule(Known(a), (Leaf(a),), "x"), Rule(Known(b), (Known(a),), "y")]
    >>> gathered(rules, spread(rules, [Leaf(a)]), lambda rule: 1 if rule.name == "x" else 2)[Known(b)]
    3
    """
    live = [rule for rule in rules if sum(each in reached for each in rule.body) >= rule.needed]
    users: dict[Fact, list[Rule]] = {}
    for rule in live:
        for premise in rule.body:
            users.setdefault(premise, []).append(rule)
    bits = dict.fromkeys(reached.wave, 0)
    waiting = deque(sorted(live, key=lambda rule: reached.wave[rule.head]))
    while waiting:
        rule = waiting.popleft()
        more = own(rule)
        for premise in rule.body:
            more |= bits.get(premise, 0)
        if more | bits[rule.head] != bits[rule.head]:
            bits[rule.head] |= more
            waiting.extend(users.get(rule.head, ()))
    return bits


def spread(rules: Collection[Rule], start: Iterable[Fact]) -> Spread:
    """The least fixpoint: the last of the steps."""
    wave: dict[Fact, int] = {}
    by: dict[Fact, Rule] = {}
    for number, step in enumerate(spread_steps(rules, start)):
        for fact, rule in step:
            wave[fact] = number
            if rule is not None:
                by[fact] = rule
    return Spread(wave, by)
