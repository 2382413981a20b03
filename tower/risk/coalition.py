"""The worst coalition: at most so many principals collude, and an attacker picks which.

A member makes all of its leaves happen.  The answer is a maximum over coalitions, never an average;
since the top is monotone, only coalitions of the full size need be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from ..errors import InputError
from ..model.values import Interval
from .bdd import compile_structure, evaluate
from .bounds import CERTAIN, COALITION, INDEPENDENT, UNKNOWN, Bound, Given, rates_of
from .cut_sets import minimal_sets
from .frechet import unknown
from .leaves import refine
from .structure import Event, Structure, acyclic, any_of

MAX_COALITIONS = 5_000

Members = Mapping[str, Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Worst:
    """The bound, and the coalition that reaches its upper end."""

    bound: Bound
    members: tuple[str, ...]


def worst_coalition(
    structure: Structure,
    given: Mapping[Event, Given],
    members: Members,
    size: int,
    rest: str = UNKNOWN,
    certain: Mapping[Event, Interval] | None = None,
) -> Worst:
    """The probability of the top when at most `size` members collude.

    The rest is of unknown dependence, or independent where `rest` says so.  A colluder's leaf
    happens, or has the chance in `certain`: in no more cases than it can count in.  With more than
    `MAX_COALITIONS` coalitions the upper end is that of all members together, and labelled.

    >>> from .structure import all_of
    >>> three = Structure.of("f", {"f": all_of("a", "b", "c")})
    >>> rates = {"a": "1/10", "b": "1/5", "c": "1/4"}
    >>> worst = worst_coalition(three, rates, {"x": ["a"], "y": ["b"], "z": ["c"]}, 1, INDEPENDENT)
    >>> print(worst.bound, worst.members)
    [1/200, 1/20] (coalition) ('x',)
    """
    if size < 0:
        raise InputError(f"a coalition of {size}", expected="at least 0 members")
    rates = rates_of(structure, given)
    value = _evaluator(structure, rest)
    base, names = value(rates), sorted(members)
    size = min(size, len(names))
    rests = (f"at most {size} of {', '.join(names)} collude", f"the rest is {rest}")
    if comb(len(names), size) > MAX_COALITIONS:
        top = value(_colluding(rates, members, names, certain))
        note = f"more than {MAX_COALITIONS} coalitions: all members at once"
        return Worst(Bound(base.low, top.high, COALITION, rests, False, note), tuple(names))
    tried = [
        (value(_colluding(rates, members, chosen, certain)), chosen)
        for chosen in combinations(names, size)
    ]
    top, chosen = max(tried, key=lambda pair: pair[0].high)  # the first of equals
    exact = base.exact and all(bound.exact for bound, _ in tried)
    note = "" if exact else "some coalition has only an outer bound"
    return Worst(Bound(base.low, top.high, COALITION, rests, exact, note), chosen)


def collusion_order(structure: Structure, members: Members) -> int | None:
    """How many members must collude to make the top happen with everything else intact.

    None if all of them together cannot.  The structure is robust against any smaller coalition.

    >>> from .structure import at_least
    >>> vote = Structure.of("f", {"f": at_least(2, "a", "b", "c")})
    >>> collusion_order(vote, {"x": ["a", "b"], "y": ["c"]})
    1
    """
    plain = acyclic(structure)
    owners: dict[Event, list[str]] = {leaf: [] for leaf in plain.leaves}
    for name, events in members.items():
        for event in events:
            if event in owners:
                owners[event].append(f"member {name}")
    gates = {leaf: any_of(*names) for leaf, names in owners.items()}
    return minimal_sets(refine(plain, gates), cap=1).order


def _evaluator(structure: Structure, rest: str) -> Callable[[Mapping[Event, Interval]], Bound]:
    if rest == INDEPENDENT:
        diagrams = compile_structure(structure)
        return lambda rates: evaluate(diagrams, rates)
    if rest == UNKNOWN:
        return lambda rates: unknown(structure, rates)
    raise InputError(f"the rest is {rest!r}", expected=f"{UNKNOWN} or {INDEPENDENT}")


def _colluding(
    rates: Mapping[Event, Interval],
    members: Members,
    chosen: Sequence[str],
    certain: Mapping[Event, Interval] | None,
) -> dict[Event, Interval]:
    happens = certain or {}
    mine = [event for name in chosen for event in members[name] if event in rates]
    return {**rates, **{event: happens.get(event, CERTAIN) for event in mine}}
