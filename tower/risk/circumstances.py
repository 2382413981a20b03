"""Unknown dependence where some rates are those among certain cases: of bad objects, of what was looked at.

A miss counts only together with its cases, so its chance there is the rate times theirs: with these
joint chances the upper end is as good as can be.  The lower end is that of the programme in which a
leaf tells nothing of its own cases, up to `SMALL` leaves; beyond, it is that of the joint chances,
which holds and need not be tight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from .bounds import CERTAIN, IMPOSSIBLE, Bound
from .frechet import EXACT_LEAVES, unknown
from .leaves import Leaf, joint_rates, rates_by_event
from .structure import Event, Structure, all_of, any_of

SMALL = 10
MANY = 2_000  # leaves, beyond which no programme is solved, however many small ones there are
MAX_GROUPS = 64
_LOOSE = "the lower end looks past what a rate is measured on"

Groups = Iterable[Sequence[Event]]


def unknown_among(
    structure: Structure, leaves: Sequence[Leaf], independent: Groups = ()
) -> Bound:
    """The chance of the top when nothing is known of dependence but what the rates speak of.

    >>> from fractions import Fraction
    >>> from ..model.values import Interval
    >>> from .structure import all_of
    >>> half = Interval(Fraction(1, 2), Fraction(1, 2))
    >>> guard = Structure.of("f", {"f": all_of("bad", "miss")})
    >>> print(unknown_among(guard, [Leaf("bad", half), Leaf("miss", half, given=("bad",))]))
    1/4 (unknown)
    """
    plain, left = settled(structure, leaves)
    groups = [group for group in (tuple(each) for each in independent) if len(group) > 1]
    present = set(plain.leaves)
    groups = [tuple(event for event in group if event in present) for group in groups]
    rates = {event: rate for event, rate in rates_by_event(left).items() if event in present}
    contexts = {leaf.event: leaf.context for leaf in left if leaf.event in present}
    proven = EXACT_LEAVES if len(present) <= MANY else 0
    if not any(contexts.values()):
        return unknown(plain, rates, groups, proven)
    joint = {event: rate for event, rate in joint_rates(left).items() if event in present}
    whole = unknown(plain, joint, exact_leaves=proven)
    if len(present) > SMALL:
        if whole.low == whole.high:
            return whole
        return replace(whole, exact=False, note="; ".join(filter(None, (whole.note, _LOOSE))))
    found = unknown(plain, rates, _around(groups, contexts, present))
    spoken = tuple(f"independent: {', '.join(group)}" for group in groups if len(group) > 1)
    return replace(found.within(whole), assumptions=spoken)


def settled(
    structure: Structure, leaves: Sequence[Leaf]
) -> tuple[Structure, tuple[Leaf, ...]]:
    """The structure with its impossible and certain leaves as constants.

    >>> from .structure import any_of
    >>> both = Structure.of("f", {"f": any_of("a", "b")})
    >>> settled(both, [Leaf("a"), Leaf("b", IMPOSSIBLE)])[0].leaves
    ('a',)
    """
    present = set(structure.leaves)
    fixed = {
        leaf.event: all_of() if leaf.rate == CERTAIN else any_of()
        for leaf in leaves
        if leaf.rate in (CERTAIN, IMPOSSIBLE) and leaf.event in present
    }
    if not fixed or structure.top in fixed:
        return structure, tuple(leaves)
    return Structure.of(structure.top, {**structure.gate, **fixed}), tuple(leaves)


def _around(
    groups: Sequence[tuple[Event, ...]],
    contexts: Mapping[Event, tuple[Event, ...]],
    present: set[Event],
) -> list[tuple[Event, ...]]:
    """Each leaf with its cases, and each declared group with those of its members."""
    own = [(event, *around) for event, around in contexts.items() if around]
    wide = [tuple(dict.fromkeys([*g, *(c for e in g for c in contexts.get(e, ()))])) for g in groups]
    kept = [tuple(event for event in group if event in present) for group in (*own, *wide)]
    return [group for group in kept if len(group) > 1]


def choices(blocks: Sequence[Sequence[Event]]) -> list[tuple[Event, ...]]:
    """Blocks that are independent of each other as groups with one event of each: no more is said.

    >>> choices([["a", "b"], ["c"]])
    [('a', 'c'), ('b', 'c')]
    """
    found: list[tuple[Event, ...]] = []
    for chosen in product(*blocks):
        found.append(tuple(dict.fromkeys(chosen)))
        if len(found) == MAX_GROUPS:
            break
    return found
