"""Binary decision diagrams as plain arrays, and the passes over them.

A diagram has variables in order and nodes bottom-up; node numbers 0 and 1 are the two ends.
`Diagrams` is one diagram for each independent part, bottom-up: a variable of a later part may be the
top of an earlier one.  Every pass is linear in the nodes and generic in what it counts with:
rationals, scaled integers, formulas.

Source: Rauzy, New algorithms for fault trees analysis, Reliability Eng. and System Safety 40 (1993).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from .structure import Event

Node: TypeAlias = tuple[int, int, int]  # place of the variable, node where it is false, where true
Weight: TypeAlias = Any  # a number or formula that the chosen arithmetic understands


@dataclass(frozen=True)
class Diagram:
    """One part: `nodes[i]` has number i + 2, its followers have smaller numbers."""

    event: Event
    variables: tuple[Event, ...]
    nodes: tuple[Node, ...]
    root: int

    def holds(self, events: set[Event]) -> bool:
        """Does the part happen when exactly these variables do?

        >>> Diagram("f", ("a",), ((0, 0, 1),), 2).holds({"a"})
        True
        """
        at = self.root
        while at > 1:
            place, low, high = self.nodes[at - 2]
            at = high if self.variables[place] in events else low
        return at == 1


@dataclass(frozen=True)
class Diagrams:
    """All parts bottom-up; the last one is the whole."""

    parts: tuple[Diagram, ...]

    @property
    def size(self) -> int:
        """Number of inner nodes.

        >>> Diagrams((Diagram("f", ("a",), ((0, 0, 1),), 2),)).size
        1
        """
        return sum(len(part.nodes) for part in self.parts)

    @cached_property
    def leaves(self) -> tuple[Event, ...]:
        """Variables that are no parts, in order."""
        tops = {part.event for part in self.parts}
        return tuple(v for part in self.parts for v in part.variables if v not in tops)


@dataclass(frozen=True)
class Arithmetic:
    """How to count: the two ends, `mix(q, a, b)` = q a + (1 - q) b, and the product."""

    zero: Weight
    one: Weight
    mix: Callable[[Weight, Weight, Weight], Weight]
    times: Callable[[Weight, Weight], Weight]


EXACT = Arithmetic(0, 1, lambda q, a, b: b + q * (a - b), lambda a, b: a * b)

BITS = 256
ONE = 1 << BITS
SCALED = Arithmetic(0, ONE, lambda q, a, b: b + (q * (a - b) >> BITS), lambda a, b: a * b >> BITS)


def probability(
    diagrams: Diagrams, rates: Mapping[Event, Weight], count: Arithmetic = EXACT
) -> dict[Event, Weight]:
    """The rates, and beside them the probability of each part when the leaves are independent.

    >>> one = Diagrams((Diagram("f", ("a", "b"), ((1, 0, 1), (0, 2, 1)), 3),))  # a or b
    >>> from fractions import Fraction
    >>> probability(one, {"a": Fraction(1, 2), "b": Fraction(1, 3)})["f"]
    Fraction(2, 3)
    """
    found = dict(rates)
    for part in diagrams.parts:
        found[part.event] = part_probability(part, found, count)
    return found


def part_probability(
    part: Diagram, rates: Mapping[Event, Weight], count: Arithmetic = EXACT
) -> Weight:
    """The probability of one part from those of its variables.

    >>> part_probability(Diagram("f", ("a",), ((0, 0, 1),), 2), {"a": 0.25})
    0.25
    """
    return _upward(part, rates, count)[part.root]


def _upward(part: Diagram, rates: Mapping[Event, Weight], count: Arithmetic) -> list[Weight]:
    values, mix = [count.zero, count.one], count.mix
    odds = [rates[variable] for variable in part.variables]
    for place, low, high in part.nodes:
        values.append(mix(odds[place], values[high], values[low]))
    return values


def birnbaum(
    diagrams: Diagrams, found: Mapping[Event, Weight], count: Arithmetic = EXACT
) -> dict[Event, Weight]:
    """How much the top moves with each event: P(top | event) - P(top | not event).

    `found` is what `probability` gave.  One pass down adds, for each variable, the chance of
    arriving at a node that asks for it times the difference that the answer makes; along nested
    parts the differences multiply.

    >>> one = Diagrams((Diagram("f", ("a", "b"), ((1, 0, 1), (0, 2, 1)), 3),))
    >>> birnbaum(one, probability(one, {"a": 0.5, "b": 0.25}))
    {'f': 1, 'a': 0.75, 'b': 0.5}
    """
    moves = {diagrams.parts[-1].event: count.one}
    for part in reversed(diagrams.parts):
        outer = moves[part.event]
        for variable, inner in zip(part.variables, _downward(part, found, count), strict=True):
            moves[variable] = count.times(outer, inner)
    return moves


def _downward(part: Diagram, found: Mapping[Event, Weight], count: Arithmetic) -> list[Weight]:
    values, times = _upward(part, found, count), count.times
    odds = [found[variable] for variable in part.variables]
    reach = [count.zero] * len(values)
    reach[part.root] = count.one
    moves = [count.zero] * len(odds)
    for number in range(len(values) - 1, 1, -1):
        place, low, high = part.nodes[number - 2]
        arrive = reach[number]
        moves[place] += times(arrive, values[high] - values[low])
        taken = times(arrive, odds[place])
        reach[high] += taken
        reach[low] += arrive - taken
    return moves


def cheapest(part: Diagram, costs: Mapping[Event, int | None]) -> int | None:
    """The least total cost of events that make the part happen; None if nothing does.

    An event of cost None cannot happen.

    >>> cheapest(Diagram("f", ("a", "b"), ((1, 0, 1), (0, 2, 1)), 3), {"a": 5, "b": 2})
    2
    """
    values: list[int | None] = [None, 0]
    for place, low, high in part.nodes:
        without, with_it, cost = values[low], values[high], costs[part.variables[place]]
        paid = None if with_it is None or cost is None else with_it + cost
        options = [value for value in (without, paid) if value is not None]
        values.append(min(options, default=None))
    return values[part.root]
