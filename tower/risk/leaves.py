"""What is known of each leaf event, and the principals behind them.

Leaves that share an identity lineage (weights, key, person, binary) belong to one principal: where
they are failures of the same kind they are one event, and are merged before anything is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from ..errors import InputError
from ..model.values import IDENTITY_KINDS, Interval, Lineage
from .bounds import VACUOUS, check_interval
from .structure import Event, Gate, Structure, acyclic, any_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf event, its rate, the node whose failure it is and what that node shares with others.

    `kind` tells failures of one node apart (false accept, unsound, broken assumption); `origin` and
    `population` say where the rate comes from.  The rate is that among the cases in which the events
    `given` happen and those of `unless` do not: a false-accept rate speaks of bad objects alone.
    """

    event: Event
    rate: Interval = VACUOUS
    node: str = ""
    kind: str = ""
    lineage: Lineage = ()
    origin: str = ""
    population: str = ""
    given: tuple[Event, ...] = ()
    unless: tuple[Event, ...] = ()

    @property
    def context(self) -> tuple[Event, ...]:
        """The events that the rate looks past: by what a rate is, they tell nothing of the leaf."""
        return (*self.given, *self.unless)

    def __post_init__(self) -> None:
        check_interval(self.rate, f"the probability of {self.event!r}")


def rates_by_event(leaves: Iterable[Leaf]) -> dict[Event, Interval]:
    """The rate of each leaf; InputError where an event is described twice.

    >>> rates_by_event([Leaf("a")]) == {"a": VACUOUS}
    True
    """
    rates: dict[Event, Interval] = {}
    for leaf in leaves:
        if leaf.event in rates:
            raise InputError(f"two leaves for {leaf.event!r}", expected="one leaf for each event")
        rates[leaf.event] = leaf.rate
    return rates


def joint_rates(leaves: Sequence[Leaf]) -> dict[Event, Interval]:
    """The chance of each leaf together with the cases that its rate speaks of.

    >>> half = Interval(Fraction(1, 2), Fraction(1, 2))
    >>> both = [Leaf("bad", half), Leaf("miss", half, given=("bad",))]
    >>> joint_rates(both)["miss"].high
    Fraction(1, 4)
    """
    rates = rates_by_event(leaves)
    return {leaf.event: _jointly(leaf, rates) for leaf in leaves}


def _jointly(leaf: Leaf, rates: Mapping[Event, Interval]) -> Interval:
    around = [rates[event] for event in leaf.given]
    around += [Interval(1 - rates[event].high, 1 - rates[event].low) for event in leaf.unless]
    low = prod((each.low for each in around), start=Fraction(leaf.rate.low))
    return Interval(low, prod((each.high for each in around), start=Fraction(leaf.rate.high)))


def refine(structure: Structure, gates: Mapping[Event, Gate]) -> Structure:
    """The structure with gates over further leaves in the place of leaves.

    InputError for what is no leaf, and for an input that is the name of a gate already.

    >>> refine(Structure.of("f", {"f": any_of("a", "b")}), {"a": any_of("c", "d")}).leaves
    ('c', 'd', 'b')
    """
    leaves = set(structure.leaves)
    for event, gate in gates.items():
        if event not in leaves:
            raise InputError(f"cannot refine {event!r}", expected="a leaf of the structure")
        for source in gate.of:
            if source in structure.gate:
                raise InputError(f"{source!r} is a gate already", expected="the name of a leaf")
    return Structure.of(structure.top, {**structure.gate, **gates})


def merge_identities(
    structure: Structure, leaves: Sequence[Leaf]
) -> tuple[Structure, tuple[Leaf, ...]]:
    """One leaf for all failures of one kind of one principal.

    Its rate spans the declared ones.  Gates keep counting nodes: two of three monitors with the same
    weights fail together.

    >>> shared = (("weights", "w"),)
    >>> leaves = [Leaf("a", node="m", lineage=shared), Leaf("b", node="n", lineage=shared), Leaf("c")]
    >>> both, merged = merge_identities(Structure.of("f", {"f": Gate(2, ("a", "b", "c"))}), leaves)
    >>> both.leaves, [leaf.event for leaf in merged]
    (('a = b', 'c'), ['a = b', 'c'])
    """
    plain = acyclic(structure)
    present = set(plain.leaves)
    known = [leaf for leaf in leaves if leaf.event in present]
    gates: dict[Event, Gate] = {}
    merged: list[Leaf] = []
    for group in _principals(known):
        if len(group) == 1:
            merged.append(group[0])
            continue
        leaf = _union(group)
        merged.append(leaf)
        gates.update((member.event, any_of(leaf.event)) for member in group)
    return refine(plain, gates) if gates else plain, tuple(merged)


def _principals(leaves: Sequence[Leaf]) -> list[list[Leaf]]:
    """Leaves by principal and kind, in order of first appearance: joined where they share a key."""
    group = list(range(len(leaves)))

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    first: dict[tuple[str, str, str], int] = {}
    for number, leaf in enumerate(leaves):
        for pair in leaf.lineage:
            if pair[0] in IDENTITY_KINDS:
                other = first.setdefault((leaf.kind, *pair), number)
                low, high = sorted((root(other), root(number)))
                group[high] = low
    found: dict[int, list[Leaf]] = {}
    for number, leaf in enumerate(leaves):
        found.setdefault(root(number), []).append(leaf)
    return list(found.values())


def _union(group: Sequence[Leaf]) -> Leaf:
    group = sorted(group, key=lambda leaf: leaf.event)
    merged = Leaf(
        " = ".join(leaf.event for leaf in group),
        Interval(min(leaf.rate.low for leaf in group), max(leaf.rate.high for leaf in group)),
        " = ".join(dict.fromkeys(leaf.node for leaf in group)),
        group[0].kind,
        tuple(dict.fromkeys(pair for leaf in group for pair in leaf.lineage)),
        "; ".join(dict.fromkeys(leaf.origin for leaf in group if leaf.origin)),
        "; ".join(dict.fromkeys(leaf.population for leaf in group if leaf.population)),
    )
    return in_common_cases(merged, group)


def in_common_cases(leaf: Leaf, group: Sequence[Leaf]) -> Leaf:
    """The leaf with a rate among the cases that the rates of a whole group speak of.

    >>> in_common_cases(Leaf("c"), [Leaf("a", given=("bad", "seen")), Leaf("b", given=("bad",))]).given
    ('bad',)
    """
    first, *others = group
    return replace(
        leaf,
        given=tuple(e for e in first.given if all(e in each.given for each in others)),
        unless=tuple(e for e in first.unless if all(e in each.unless for each in others)),
    )


def members_of(leaves: Iterable[Leaf]) -> dict[str, tuple[Event, ...]]:
    """The leaves of each principal: whoever colludes makes all of them happen.

    >>> members_of([Leaf("miss", node="v"), Leaf("premise")])
    {'v': ('miss',)}
    """
    found: dict[str, tuple[Event, ...]] = {}
    for leaf in leaves:
        if leaf.node:
            found[leaf.node] = (*found.get(leaf.node, ()), leaf.event)
    return found
