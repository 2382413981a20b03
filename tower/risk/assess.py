"""All that can be said of one structure: a bound for each way in which its leaves may depend.

Identities are merged and latent events added first, so that every bound speaks of the same events.
Unknown dependence comes first and contains every other bound; nothing is independent by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import InputError, LimitReached
from ..model.values import Coalition, CommonCause, Dependence, Independent, Interval, Latent
from ..shown import Shown
from .bdd import compile_structure, evaluate, probability_of
from .bounds import (
    CERTAIN,
    DECLARED,
    IMPOSSIBLE,
    INDEPENDENT,
    LATENT,
    Bound,
    Given,
    as_probability,
    rates_of,
)
from .circumstances import choices, settled, unknown_among
from .coalition import Worst, worst_coalition
from .common_cause import common_cause, with_causes
from .frechet import unknown
from .latent import with_latent
from .leaves import Leaf, joint_rates, members_of, merge_identities, rates_by_event
from .structure import Event, Structure


@dataclass(frozen=True)
class Assessment(Shown):
    """The structure and leaves after merging, its bounds by mode, and the worst coalition."""

    structure: Structure
    leaves: tuple[Leaf, ...]
    bounds: tuple[Bound, ...]
    colluders: tuple[str, ...] = ()

    @property
    def unknown(self) -> Bound:
        """The bound that needs nothing to be known of dependence."""
        return self.bounds[0]

    @property
    def declared(self) -> Bound:
        """The bound that uses what was declared of dependence and nothing else."""
        return next((bound for bound in self.bounds if bound.mode == DECLARED), self.unknown)


def assess(
    structure: Structure, leaves: Sequence[Leaf], dependence: Iterable[Dependence] = ()
) -> Assessment:
    """Bounds under unknown dependence, as declared, if independent, and for each declared mode.

    A leaf of the structure that is not described counts as [0, 1].

    >>> from ..model.values import Interval
    >>> from .structure import all_of
    >>> tenth, lab = Interval(Fraction(1, 10), Fraction(1, 10)), (("organisation", "lab"),)
    >>> layers = [Leaf(name, tenth, name, "miss", lab) for name in "abcd"]
    >>> cheese = Structure.of("f", {"f": all_of(*"abcd")})
    >>> for bound in assess(cheese, layers, [CommonCause(lab[0], Fraction(1, 10))]).bounds:
    ...     print(bound.mode, round(float(bound.low), 6), round(float(bound.high), 6))
    unknown 0.0 0.1
    as declared 0.010068 0.010068
    independent 0.0001 0.0001
    common cause 0.010068 0.010068
    """
    declared = tuple(dependence)
    plain, merged = merge_identities(structure, _described(structure, leaves))
    plain, merged = with_latent(plain, merged, [e for e in declared if isinstance(e, Latent)])
    present = set(plain.leaves)
    merged = tuple(leaf for leaf in merged if leaf.event in present)
    free = unknown_among(plain, [_at_most(leaf) for leaf in merged])
    worst = _worst(plain, merged, declared)
    known = _as_declared(plain, merged, declared, set(structure.leaves))
    bounds = [_raised(bound.within(free), worst) for bound in (free, *known)]
    bounds += [bound.within(free) for bound in _apart(plain, merged, declared, free)]
    if worst is None:
        return Assessment(plain, merged, tuple(bounds))
    return Assessment(plain, merged, (*bounds, worst.bound), worst.members)


def _at_most(leaf: Leaf) -> Leaf:
    """A latent event need not be there: nothing is known of dependence, not even that."""
    return replace(leaf, rate=Interval(Fraction(0), leaf.rate.high)) if leaf.kind == LATENT else leaf


def _worst(
    structure: Structure, leaves: Sequence[Leaf], declared: Sequence[Dependence]
) -> Worst | None:
    """The worst coalition of the largest size that is declared."""
    sizes = [each.size for each in declared if isinstance(each, Coalition)]
    if not sizes:
        return None
    certain = joint_rates(
        [leaf if not leaf.context else replace(leaf, rate=CERTAIN) for leaf in leaves]
    )
    rates = joint_rates(leaves)
    return worst_coalition(
        structure, rates, members_of(leaves), max(sizes),
        certain={leaf.event: certain[leaf.event] if leaf.context else CERTAIN for leaf in leaves},
    )  # fmt: skip


def _raised(free: Bound, worst: Worst | None) -> Bound:
    """Collusion changes the rates, so every bound that is to hold has to allow for it."""
    if worst is None:
        return free
    return replace(
        free,
        low=min(free.low, worst.bound.low),
        high=max(free.high, worst.bound.high),
        assumptions=(*free.assumptions, worst.bound.assumptions[0]),
        exact=free.exact and worst.bound.exact,
        note=free.note or worst.bound.note,
    )


def _apart(
    structure: Structure, leaves: Sequence[Leaf], declared: Sequence[Dependence], free: Bound
) -> list[Bound]:
    """If all are independent: without the latent events, with them, and with the common causes."""
    latents = [leaf.event for leaf in leaves if leaf.kind == LATENT]
    causes = [each for each in declared if isinstance(each, CommonCause)]
    bare = [replace(e, rate=IMPOSSIBLE) if e.kind == LATENT else e for e in leaves]
    found = [_independent(structure, bare, free)]
    if latents:
        without = tuple(f"no {name}" for name in latents)
        found = [replace(found[0], assumptions=(*without, *found[0].assumptions))]
        rests = tuple(_told(each) for each in declared if isinstance(each, Latent))
        within = _independent(structure, leaves, free)
        found.append(replace(within, mode=LATENT, assumptions=(*rests, "all else independent")))
    return [*found, *([common_cause(structure, leaves, causes)] if causes else [])]


def _told(latent: Latent) -> str:
    return f"{latent.name} defeats {', '.join(latent.defeats)}"


def _independent(structure: Structure, leaves: Sequence[Leaf], free: Bound) -> Bound:
    """The exact value, or where its diagram is too large what holds for every dependence."""
    try:
        return _exactly(structure, leaves)
    except LimitReached as limit:
        return replace(
            free, mode=INDEPENDENT, exact=False, note=f"that of unknown dependence: {limit}"
        )


def _exactly(structure: Structure, leaves: Sequence[Leaf]) -> Bound:
    """The probability of the top if all leaves that can go either way are independent."""
    plain, left = settled(structure, leaves)
    rates = rates_by_event(left)
    return probability_of(plain, {event: rates[event] for event in plain.leaves})


def _described(structure: Structure, leaves: Sequence[Leaf]) -> list[Leaf]:
    known = rates_by_event(leaves)
    return [*leaves, *(Leaf(event) for event in structure.leaves if event not in known)]


def _as_declared(
    structure: Structure,
    leaves: Sequence[Leaf],
    declared: Sequence[Dependence],
    events: set[Event],
) -> list[Bound]:
    """Unknown dependence but for what is declared; nothing where nothing is.

    Collusion is part of unknown dependence already.
    """
    if all(isinstance(each, Coalition) for each in declared):
        return []
    causes = [each for each in declared if isinstance(each, CommonCause)]
    owners, known = _owners(leaves), events | {leaf.event for leaf in leaves}
    blocks = [
        [_events_of(structure, owners, name, known) for name in each.names]
        for each in declared
        if isinstance(each, Independent)
    ]
    groups = [group for each in blocks for group in choices(each)]
    found = _with_causes(structure, leaves, causes, groups)
    latents = tuple(_told(each) for each in declared if isinstance(each, Latent))
    return [replace(found, mode=DECLARED, assumptions=(*latents, *found.assumptions))]


def _with_causes(
    structure: Structure,
    leaves: Sequence[Leaf],
    causes: Sequence[CommonCause],
    groups: Sequence[Sequence[Event]],
) -> Bound:
    families = [[leaf.event for leaf in leaves if each.lineage in leaf.lineage] for each in causes]
    together = [*groups, *families]
    apart = _in_groups(structure, leaves, together)
    if not causes:
        return apart
    split, parts = with_causes(structure, leaves, causes)
    inside = [
        [_own(split, event) for event in (*group, *_causes_of(structure, split, group))]
        for group in together
    ]
    found = _in_groups(split, parts, inside)
    rates = rates_by_event(parts)
    points = all(rates[event].low == rates[event].high for event in split.leaves)
    rests = tuple(f"common cause {each.lineage[0]}: {each.lineage[1]}" for each in causes)
    return _not_lower(found, apart, points, rests)


def _in_groups(
    structure: Structure, leaves: Sequence[Leaf], groups: Sequence[Sequence[Event]]
) -> Bound:
    """What holds under the declared independence; exact by diagram where it covers everything."""
    open_leaves = {leaf.event for leaf in leaves if leaf.rate not in (CERTAIN, IMPOSSIBLE)}
    around = {leaf.event: leaf.context for leaf in leaves}
    for group in groups:
        covered = {*group, *(event for member in group for event in around.get(member, ()))}
        if open_leaves & set(structure.leaves) <= covered:
            try:
                return _exactly(structure, leaves)
            except LimitReached:
                break
    return unknown_among(structure, leaves, groups)


def _not_lower(found: Bound, apart: Bound, points: bool, rests: tuple[str, ...]) -> Bound:
    """A common cause is not let lower the answer below that of its members independent."""
    notes = [bound.note for bound in (found, apart) if not bound.exact]
    notes += ["the ends of split rates are taken apart"] * (not points)
    notes += ["a shared cause is not let lower the risk"] * (apart.high > found.high)
    return Bound(
        found.low,
        max(found.high, apart.high),
        DECLARED,
        (*rests, *found.assumptions),
        not notes,
        "; ".join(dict.fromkeys(notes)),
    )


def _owners(leaves: Sequence[Leaf]) -> dict[str, list[Event]]:
    """The leaf events of each node."""
    found: dict[str, list[Event]] = {}
    for leaf in leaves:
        for node in leaf.node.split(" = ") if leaf.node else ():
            found.setdefault(node, []).append(leaf.event)
    return found


def _events_of(
    structure: Structure, owners: Mapping[str, list[Event]], name: str, events: set[Event]
) -> list[Event]:
    """Leaf events of a named node or event; InputError for a name that is neither."""
    if name in owners:
        return owners[name]
    if name in events:
        return [_own(structure, name)]
    raise InputError(f"independence of {name!r}, which has no leaf", expected="a node or an event")


def _own(structure: Structure, event: Event) -> Event:
    """What a leaf that was refined became: the first input is always its own share."""
    while event in structure.gate:
        event = structure.gate[event].of[0]
    return event


def _causes_of(before: Structure, after: Structure, events: Sequence[Event]) -> list[Event]:
    """The causes that refinement gave these leaves."""
    gates = [
        after.gate[event] for event in events if event in after.gate and event not in before.gate
    ]
    return list(dict.fromkeys(cause for gate in gates for cause in gate.of[1:]))


@dataclass(frozen=True, slots=True)
class Point:
    """One value of what is swept, and the bounds there: also as declared, where something was."""

    value: Fraction
    unknown: Bound
    independent: Bound
    declared: Bound


def sweep(
    structure: Structure,
    given: Mapping[Event, Given],
    leaf: Event,
    values: Iterable[Fraction | float | str],
) -> tuple[Point, ...]:
    """The bounds while one leaf takes several values, in the order given.

    >>> from .structure import all_of
    >>> both = Structure.of("f", {"f": all_of("a", "b")})
    >>> [float(point.independent.high) for point in sweep(both, {"b": 0.5}, "a", [0, 0.5, 1])]
    [0.0, 0.25, 0.5]
    """
    rates = rates_of(structure, {name: rate for name, rate in given.items() if name != leaf})
    if leaf not in rates:
        raise InputError(f"a sweep over {leaf!r}", expected="a leaf of the structure")
    diagrams = compile_structure(structure)
    points = []
    for each in values:
        value = as_probability(each, f"a value of {leaf!r}")
        at = rates_of(structure, {**rates, leaf: value})
        free = unknown(structure, at)
        points.append(Point(value, free, evaluate(diagrams, at), free))
    return tuple(points)
