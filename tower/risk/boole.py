"""Boole's and Frechet's bounds at each gate: closed forms that hold whatever the dependence.

They are tight where nothing is shared, and need no library: what is judged by them can be judged
anywhere.

Sources: Frechet, Fund. Math. 25 (1935); Rueger, Metrika 25 (1978) for k of n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction

from ..model.values import Interval
from .bounds import CERTAIN, IMPOSSIBLE, UNKNOWN, Bound, Given, rates_of
from .structure import Event, Structure, acyclic


def gatewise(structure: Structure, given: Mapping[Event, Given]) -> Bound:
    """The closed form at each gate, from the leaves up: valid always, tight when nothing is shared.

    >>> from .structure import any_of
    >>> print(gatewise(Structure.of("f", {"f": any_of("a", "b")}), {"a": 0.2, "b": 0.3}))
    [3/10, 1/2] (unknown)
    """
    plain = acyclic(structure)
    answer = gate_by_gate(plain, rates_of(structure, given))
    tight = plain.is_read_once
    return Bound(answer.low, answer.high, UNKNOWN, (), tight, "" if tight else "gate by gate")


def at_least_bounds(count: int, inputs: Sequence[Interval]) -> Interval:
    """Sharp bounds on the chance that at least `count` events happen, whatever their dependence.

    The upper one is the least over r of the sum without the r largest, over count - r; the lower
    one is that of the complements.  `count` = all is AND, 1 is OR.

    >>> tenth = Interval(Fraction(1, 10), Fraction(1, 10))
    >>> at_least_bounds(2, [tenth, tenth, tenth])
    Interval(low=Fraction(0, 1), high=Fraction(3, 20))
    """
    if count <= 0:
        return CERTAIN
    if count > len(inputs):
        return IMPOSSIBLE
    high = _most(count, sorted(each.high for each in inputs))
    low = 1 - _most(len(inputs) - count + 1, sorted(1 - each.low for each in inputs))
    return Interval(low, high)


def _most(count: int, ascending: list[Fraction]) -> Fraction:
    total, best = sum(ascending, Fraction(0)), Fraction(1)
    for dropped in range(count):
        best = min(best, total / (count - dropped))
        total -= ascending[-1 - dropped]
    return best


def gate_by_gate(
    structure: Structure, rates: Mapping[Event, Interval], inverted: Set[Event] = frozenset()
) -> Interval:
    """The closed forms of an acyclic structure as they stand, from the leaves up.

    Gates in `inverted` happen when their inputs do not suffice.

    >>> from .structure import all_of
    >>> tenth = Interval(Fraction(1, 10), Fraction(1, 10))
    >>> both = Structure.of("f", {"f": all_of("a", "b")})
    >>> gate_by_gate(both, {"a": tenth, "b": tenth}).high
    Fraction(1, 10)
    """
    found: dict[Event, Interval] = {}
    for event in structure.order:
        if event not in structure.gate:
            found[event] = rates[event]
            continue
        gate = structure.gate[event]
        here = at_least_bounds(gate.at_least, [found[source] for source in gate.of])
        found[event] = Interval(1 - here.high, 1 - here.low) if event in inverted else here
    return found[structure.top]
