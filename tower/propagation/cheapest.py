"""One cheapest set of assumptions for every fact: Knuth's generalisation of Dijkstra (1977).

Rules are AND nodes, facts OR nodes; the price of a set is the sum of the prices of its members, and
a member used twice is paid once along the chosen derivation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from heapq import heappop, heappush

from .facts import Fact, Leaf, Root, Rule


def cheapest(
    rules: Collection[Rule], leaves: Iterable[Leaf], price: Callable[[Root], int]
) -> dict[Fact, frozenset[Root]]:
    """For every fact that can hold, the assumptions of a cheapest derivation.

    >>> from tower.model.claims import Condition
    >>> from tower.propagation.facts import Known
    >>> a, b = Condition("a"), Condition("b")
    >>> rules = [Rule(Known(b), (Leaf(a),), "x"), Rule(Known(b), (Leaf(b),), "y")]
    >>> cheapest(rules, [Leaf(a), Leaf(b)], lambda root: 1 if root == a else 5)[Known(b)]
    frozenset({Condition(name='a')})
    """
    search = _Search(list(rules), price)
    for leaf in leaves:
        search.offer(leaf, frozenset([leaf.root]))
    return search.run()


class _Search:
    def __init__(self, rules: list[Rule], price: Callable[[Root], int]) -> None:
        self.rules = rules
        self.price = price
        self.offers = 0  # breaks ties, so that the answer depends on nothing but the order of rules
        self.waits = [rule.needed for rule in rules]
        self.users: dict[Fact, list[int]] = {}
        self.heap: list[tuple[int, int, Fact, frozenset[Root]]] = []
        self.settled: dict[Fact, frozenset[Root]] = {}
        for number, rule in enumerate(rules):
            for premise in dict.fromkeys(rule.body):
                self.users.setdefault(premise, []).append(number)
            if not rule.needed:
                self.offer(rule.head, frozenset())

    def offer(self, fact: Fact, roots: frozenset[Root]) -> None:
        cost = sum(self.price(root) for root in roots)
        self.offers += 1
        heappush(self.heap, (cost, self.offers, fact, roots))

    def run(self) -> dict[Fact, frozenset[Root]]:
        while self.heap:
            _, _, fact, roots = heappop(self.heap)
            if fact in self.settled:
                continue
            self.settled[fact] = roots
            for number in self.users.get(fact, ()):
                self.waits[number] -= 1
                rule = self.rules[number]
                if self.waits[number] == 0 and rule.head not in self.settled:
                    self.offer(rule.head, self._together(rule))
        return self.settled

    def _together(self, rule: Rule) -> frozenset[Root]:
        known = [self.settled[premise] for premise in rule.body if premise in self.settled]
        return frozenset().union(*known)
