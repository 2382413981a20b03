"""All that can be said of one structure: a bound for each way in which its leaves may depend.

Identities are merged and latent events added first, so that every bound speaks of the same events.
Unknown dependence comes first and contains every other bound; nothing is independent by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import InputError, LimitReached
from ..model.values import Coalition, CommonCause, Dependence, Independent, Latent
from ..shown import Shown
from .bdd import compile_structure, evaluate, probability_of
from .bounds import DECLARED, INDEPENDENT, LATENT, Bound, Given, as_probability, rates_of
from .coalition import worst_coalition
from .common_cause import common_cause, with_causes
from .frechet import unknown
from .latent import with_latent
from .leaves import Leaf, members_of, merge_identities, rates_by_event
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
    latents = [each for each in declared if isinstance(each, Latent)]
    plain, merged = with_latent(plain, merged, latents)
    rates = _present(plain, merged)
    causes = [each for each in declared if isinstance(each, CommonCause)]
    free = unknown(plain, rates)
    known = _as_declared(plain, merged, declared, causes, set(structure.leaves))
    bounds = [free, *(bound.within(free) for bound in known)]
    apart = _independent(plain, rates, free)
    if latents:
        rests = tuple(f"latent {each.name} defeats {', '.join(each.defeats)}" for each in latents)
        apart = replace(apart, mode=LATENT, assumptions=(*rests, *apart.assumptions))
    bounds.append(apart)
    if causes:
        bounds.append(common_cause(plain, merged, causes))
    colluders: tuple[str, ...] = ()
    for each in declared:
        if isinstance(each, Coalition):
            worst = worst_coalition(plain, rates, members_of(merged), each.size)
            colluders = worst.members
            bounds.append(worst.bound)
            bounds[0] = _raised(bounds[0], worst.bound)
    return Assessment(plain, merged, tuple(bounds), colluders)


def _independent(structure: Structure, rates: Mapping[Event, Given], free: Bound) -> Bound:
    """The exact value, or where its diagram is too large what holds for every dependence."""
    try:
        return probability_of(structure, rates)
    except LimitReached as limit:
        return replace(
            free, mode=INDEPENDENT, exact=False, note=f"that of unknown dependence: {limit}"
        )


def _raised(free: Bound, worst: Bound) -> Bound:
    """Collusion changes the rates, so unknown dependence has to allow for it."""
    return replace(
        free,
        high=max(free.high, worst.high),
        assumptions=(*free.assumptions, worst.assumptions[0]),
        exact=free.exact and worst.exact,
        note=free.note or worst.note,
    )


def _described(structure: Structure, leaves: Sequence[Leaf]) -> list[Leaf]:
    known = rates_by_event(leaves)
    return [*leaves, *(Leaf(event) for event in structure.leaves if event not in known)]


def _present(structure: Structure, leaves: Sequence[Leaf]) -> dict[Event, Given]:
    rates = rates_by_event(leaves)
    return {event: rates[event] for event in structure.leaves}


def _as_declared(
    structure: Structure,
    leaves: Sequence[Leaf],
    declared: Sequence[Dependence],
    causes: Sequence[CommonCause],
    events: set[Event],
) -> list[Bound]:
    """Unknown dependence but for what is declared: groups and common causes; nothing if there are none."""
    groups = [
        _events_of(structure, leaves, each.names, events)
        for each in declared
        if isinstance(each, Independent)
    ]
    families = [[leaf.event for leaf in leaves if each.lineage in leaf.lineage] for each in causes]
    if not groups and not families:
        return []
    present = set(structure.leaves)
    together = [[event for event in group if event in present] for group in (*groups, *families)]
    apart = unknown(structure, _present(structure, leaves), together)
    if not causes:
        return [replace(apart, mode=DECLARED)]
    split, parts = with_causes(structure, leaves, causes)
    inside = [
        [_own(split, event) for event in (*group, *_causes_of(structure, split, group))]
        for group in together
    ]
    rates = rates_by_event(parts)
    found = unknown(split, _present(split, parts), inside)
    points = all(rates[event].low == rates[event].high for event in split.leaves)
    rests = tuple(f"common cause {each.lineage[0]}: {each.lineage[1]}" for each in causes)
    return [_not_lower(found, apart, points, rests)]


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


def _events_of(
    structure: Structure, leaves: Sequence[Leaf], names: Sequence[str], events: set[Event]
) -> list[Event]:
    """Leaf events of the named nodes or events; InputError for a name that is neither."""
    found: list[Event] = []
    for name in names:
        owned = [leaf.event for leaf in leaves if name in leaf.node.split(" = ")]
        if not owned and name in events:
            owned = [_own(structure, name)]
        if not owned:
            raise InputError(
                f"independence of {name!r}, which has no leaf", expected="a node or an event"
            )
        found.extend(owned)
    return list(dict.fromkeys(found))


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
    """One value of the swept leaf, and the bounds there."""

    value: Fraction
    unknown: Bound
    independent: Bound


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
        points.append(Point(value, unknown(structure, at), evaluate(diagrams, at)))
    return tuple(points)
