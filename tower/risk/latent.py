"""A latent event that defeats several verifiers at once: scheming, a stolen key, a shared blind spot.

Declared rates were measured while the latent event did not happen, so it adds to them: each defeated
leaf happens by itself or because of it.  The risk has a floor, P(Z) times the chance that the rest
fails, which no number of defeated verifiers lowers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..errors import InputError
from ..model.values import Latent, Symbol, Trials
from .bdd import probability_of
from .bounds import LATENT, Bound, as_interval
from .leaves import Leaf, members_of, rates_by_event, refine
from .structure import Event, Gate, Structure, acyclic, any_of


def with_latent(
    structure: Structure, leaves: Sequence[Leaf], latents: Iterable[Latent]
) -> tuple[Structure, tuple[Leaf, ...]]:
    """Each latent event as a leaf, and each defeated leaf as itself or the latent event.

    InputError for a verifier that no leaf belongs to.

    >>> from fractions import Fraction
    >>> scheming = Latent("scheming", Fraction(1, 20), ("v", "w"))
    >>> pair = [Leaf("a", node="v"), Leaf("b", node="w")]
    >>> with_latent(Structure.of("f", {"f": any_of("a", "b")}), pair, [scheming])[0].leaves
    ('a otherwise', 'scheming', 'b otherwise')
    """
    plain = acyclic(structure)
    present, members = set(plain.leaves), members_of(leaves)
    hit: dict[Event, list[Event]] = {}
    hidden: list[Leaf] = []
    for latent in latents:
        hidden.append(_latent_leaf(latent))
        for node in latent.defeats:
            for event in _owned(members, node, latent.name):
                hit.setdefault(event, []).append(latent.name)
    gates: dict[Event, Gate] = {
        event: any_of(f"{event} otherwise", *causes)
        for event, causes in hit.items()
        if event in present
    }
    seen = [
        replace(leaf, event=f"{leaf.event} otherwise") if leaf.event in gates else leaf
        for leaf in leaves
    ]
    return refine(plain, gates), (*seen, *hidden)


def latent(structure: Structure, leaves: Sequence[Leaf], latents: Sequence[Latent]) -> Bound:
    """The probability of the top with these latent events, everything independent given them.

    >>> from fractions import Fraction
    >>> from ..model.values import Interval
    >>> from .structure import all_of
    >>> tenth = Interval(Fraction(1, 10), Fraction(1, 10))
    >>> pair = [Leaf("a", tenth, "v"), Leaf("b", tenth, "w")]
    >>> both = Structure.of("f", {"f": all_of("a", "b")})
    >>> print(latent(both, pair, [Latent("scheming", Fraction(1, 20), ("v", "w"))]))
    119/2000 (latent)
    """
    hidden, seen = with_latent(structure, leaves, latents)
    rates = rates_by_event(seen)
    found = probability_of(
        hidden, {event: rates[event] for event in hidden.leaves if event in rates}
    )
    rests = tuple(f"latent {each.name} defeats {', '.join(each.defeats)}" for each in latents)
    return Bound(
        found.low, found.high, LATENT, (*rests, "all else independent"), found.exact, found.note
    )


def _latent_leaf(latent: Latent) -> Leaf:
    if isinstance(latent.probability, Symbol | Trials):
        raise InputError(f"the probability of {latent.name!r}", expected="a number or an interval")
    rate = as_interval(latent.probability, f"the probability of {latent.name!r}")
    return Leaf(latent.name, rate, kind=LATENT, origin="declared latent event")


def _owned(members: dict[str, tuple[Event, ...]], node: str, latent: str) -> tuple[Event, ...]:
    for name, events in members.items():
        if node == name or node in name.split(" = "):
            return events
    raise InputError(
        f"{latent!r} defeats {node!r}, which has no leaf", expected=f"one of {sorted(members)}"
    )

