"""Unknown dependence: the bounds that hold for every joint distribution of the leaves.

Part by part: a gate whose inputs share nothing has a closed form (Boole, Frechet, Rueger); a part
with shared leaves is a linear programme, solved and proven up to `EXACT_LEAVES` leaves; a larger
one gets the closed forms gate by gate, which hold whatever is shared but need not be tight.  Parts
have no leaves in common, so the best of each can be had together and nothing is lost between them.

Sources: Frechet, Fund. Math. 25 (1935); Rueger, Metrika 25 (1978) for k of n; Hailperin (1965).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

from ..errors import InputError
from ..late import Late
from ..model.values import Interval
from .bdd import compile_part
from .boole import gate_by_gate
from .bounds import UNKNOWN, Bound, Given, ends, rates_of
from .modules import modules
from .structure import Event, Structure, acyclic

if TYPE_CHECKING:
    from .columns import Extreme

_columns = Late("tower.risk.columns")
EXACT_LEAVES = 20
MAX_ROWS = 600  # of the programme with declared independence

Rates = Mapping[Event, Interval]


def unknown(
    structure: Structure,
    given: Mapping[Event, Given],
    independent: Iterable[Sequence[Event]] = (),
    exact_leaves: int = EXACT_LEAVES,
    inverted: Set[Event] = frozenset(),
) -> Bound:
    """The probability of the top when nothing is known of how the leaves depend on each other.

    Gates in `inverted` happen when their inputs do not suffice: for structures without cycles, and no
    `independent` groups.

    Each group in `independent` is mutually independent; between groups nothing is known.  All pairs
    of a set are less than the set: pairwise independence is not mutual.

    >>> from .structure import all_of
    >>> three = Structure.of("f", {"f": all_of("a", "b", "c")})
    >>> tenth = dict.fromkeys("abc", 0.1)
    >>> print(unknown(three, tenth))
    [0, 1/10] (unknown)
    >>> print(unknown(three, tenth, independent=["ab", "ac", "bc"]))
    [0, 1/100] (unknown)
    >>> print(unknown(three, tenth, independent=["abc"]))
    1/1000 (unknown)
    >>> print(unknown(three, tenth, inverted={"f"}))
    [9/10, 1] (unknown)
    """
    rates = rates_of(structure, given)
    groups = [tuple(sorted(set(group))) for group in independent]
    groups = [_checked(structure, group) for group in groups if len(group) > 1]
    if groups and inverted:
        raise InputError("independent groups of a tree with not or xor", expected="unknown dependence")
    if groups:
        return _with_groups(structure, rates, groups, exact_leaves)
    found: dict[Event, Interval] = dict(rates)
    loose: list[str] = []
    parts = modules(structure)
    for part in parts:
        found[part.top], note = _part(part, found, exact_leaves, inverted)
        loose.extend([note] * bool(note))
    answer = found[parts[-1].top]
    return Bound(answer.low, answer.high, UNKNOWN, (), not loose, "; ".join(dict.fromkeys(loose)))


def _part(
    part: Structure, rates: Rates, exact_leaves: int, inverted: Set[Event]
) -> tuple[Interval, str]:
    """Bounds of one part, and why they are loose where they are."""
    outer = gate_by_gate(part, rates, inverted)
    if part.is_read_once:
        return outer, ""
    if len(part.leaves) > exact_leaves:
        many = f"more than {exact_leaves} leaves" if exact_leaves else "leaves"
        return outer, f"gate by gate where {many} are shared"
    pricer = _columns.PathPricer(compile_part(part, inverted=inverted))
    low, high = ends({leaf: rates[leaf] for leaf in part.leaves})
    least, most = _rows(low), _rows(high)
    if inverted.isdisjoint(part.gate):
        return _joined(_columns.extreme(pricer, least, -1), _columns.extreme(pricer, most, 1), outer)
    spare = _rows({leaf: high[leaf] - low[leaf] for leaf in high if low[leaf] < high[leaf]})
    return _joined(_columns.extreme(pricer, most, -1, spare), _columns.extreme(pricer, most, 1, spare), outer)


def _rows(rates: Mapping[Event, Fraction]) -> dict[tuple[Event, ...], Fraction]:
    return {(leaf,): rate for leaf, rate in rates.items()}


def _joined(least: Extreme, most: Extreme, outer: Interval) -> tuple[Interval, str]:
    low = max(outer.low, least.outer)
    high = min(outer.high, most.outer)
    note = "" if least.exact and most.exact else "the programme is proven only to a small gap"
    return Interval(low, high), note


def _checked(structure: Structure, group: tuple[Event, ...]) -> tuple[Event, ...]:
    for leaf in group:
        if leaf not in structure.leaves:
            raise InputError(f"independence of {leaf!r}, which is no leaf", expected="leaves")
    return group


def _with_groups(
    structure: Structure, rates: Rates, groups: list[tuple[Event, ...]], exact_leaves: int
) -> Bound:
    plain = acyclic(structure)
    rests = tuple(f"independent: {', '.join(group)}" for group in groups)
    rows = sum(2 ** len(group) for group in groups) + len(rates)
    if len(rates) > min(exact_leaves, _columns.TABLE_LEAVES) or rows > MAX_ROWS:
        free = unknown(structure, rates, exact_leaves=exact_leaves)
        note = (
            "the declared independence is not used: too many leaves for a programme over all sets"
        )
        return Bound(free.low, free.high, UNKNOWN, (), False, note)
    low, high = ends(rates)
    pricer = _columns.TablePricer(plain)
    answer, note = _joined(
        _columns.extreme(pricer, _moments(low, groups), -1),
        _columns.extreme(pricer, _moments(high, groups), 1),
        gate_by_gate(plain, rates),
    )
    return Bound(answer.low, answer.high, UNKNOWN, rests, not note, note)


def _moments(
    rates: Mapping[Event, Fraction], groups: list[tuple[Event, ...]]
) -> dict[tuple[Event, ...], Fraction]:
    """The chance of each leaf, and of each set within a group that happens together."""
    rows = _rows(rates)
    for group in groups:
        for size in range(2, len(group) + 1):
            for together in combinations(group, size):
                rows[together] = prod((rates[leaf] for leaf in together), start=Fraction(1))
    return rows
