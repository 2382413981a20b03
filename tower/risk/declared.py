"""What a model declares of dependence, as far as one claim is concerned, in terms of its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..model.claims import Condition
from ..model.values import (
    Coalition,
    CommonCause,
    Dependence,
    Independent,
    Interval,
    Latent,
    Model,
    Number,
)
from .circumstances import choices
from .failure import Failure
from .figures import figure
from .structure import Event


def dependence_of(model: Model, failure: Failure) -> tuple[Dependence, ...]:
    """The declarations that touch the leaves of a failure; names of nodes become events.

    What speaks of nodes that the claim does not rest on changes nothing and is left out; independence
    of fewer than two events says nothing.  A symbol stands for every value.
    """
    if failure.dependence is not None:
        return failure.dependence
    return tuple(found for entry in model.dependence for found in _touching(entry, failure))


def _touching(entry: Dependence, failure: Failure) -> Iterator[Dependence]:
    nodes = {leaf.node for leaf in failure.leaves if leaf.node}
    match entry:
        case Independent(names):
            blocks = [events for name in names if (events := _events(name, failure))]
            if len(blocks) > 1:
                yield from map(Independent, choices(blocks))
        case CommonCause(lineage, beta):
            if any(lineage in leaf.lineage for leaf in failure.leaves):
                yield CommonCause(lineage, _share(beta, "beta"))
        case Latent(name, probability, defeats):
            hit = tuple(node for node in defeats if node in nodes)
            if hit:
                yield Latent(latent_event(name), _share(probability, name), hit)
        case Coalition():
            yield entry


def latent_event(name: str) -> Event:
    """The leaf of a latent event: no claim is called like this.

    >>> latent_event("scheming")
    'latent scheming'
    """
    return f"latent {name}"


def _share(number: Number, what: str) -> Interval | Fraction:
    if isinstance(number, Fraction):
        return number
    return figure(number, what).interval


def _events(name: str, failure: Failure) -> list[Event]:
    """The leaves of a node, of a condition or of what is assumed of a node; a latent event itself."""
    owned = [leaf.event for leaf in failure.leaves if leaf.node == name and leaf.event not in failure.held]
    told = [event for event, node in failure.speaks_of if node == name and event not in failure.held]
    named = str(Condition(name))
    condition = [leaf.event for leaf in failure.leaves if leaf.event == named]
    return list(dict.fromkeys([*owned, *told, *condition]))
