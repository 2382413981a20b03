"""Towers in one call: the chain P, Pmeta, Pmetameta, … and the infinite tower."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import InputError
from ..model.claims import Claim
from ..model.values import PropertyClass
from .builder import Tower
from .claims import NodeLike, names_of, sound, values


def chain(
    name: str,
    theories: NodeLike | Iterable[NodeLike],
    *,
    subject: str = "system",
    cls: str | PropertyClass = "any",
) -> Tower:
    """The chain P, Pmeta, Pmetameta, …: one verifier for each theory, each vouched for by the next.

    The first checks `name(subject)`, every further one the soundness of the one before it; whoever
    built the subject assumes that the last one is sound.  InputError when there is no theory.

    >>> from datetime import date
    >>> t = chain("P", theories=["PA", "PA+RFN", "PA+RFN^2"])
    >>> t.check(today=date(2026, 1, 1))["P(system)"]
    GUARANTEED IF {sound(Pmetametameta)}
    """
    names = names_of(theories)
    if not names:
        raise InputError("a chain needs a theory", expected="at least one")
    tower = Tower(f"chain {name}")
    builder = tower.optimizer("programmers", objective=values())
    built = tower.optimizer(subject, built_by=builder)
    claim: Claim = tower.property(name, cls)(built)
    for height, theory in enumerate(names, 1):
        verifier = tower.verifier(name + "meta" * height, theory=theory)
        verifier.checks(claim, how="proof")
        claim = sound(verifier)
    builder.assumes(claim)
    return tower


def infinite(claim: str, *, cls: str | PropertyClass = "any", **fields: Any) -> Tower:
    """An infinite tower by its schema: `claim`, its class, and the fields of `infinite:` in a file.

    >>> from datetime import date
    >>> t = infinite("P", cls="safety", strength=0, folded=False, base="EA", verified_in_base=True)
    >>> t.check(today=date(2026, 1, 1))["P"]
    COLLAPSED (TWR105)
    """
    tower = Tower(f"infinite {claim}")
    tower.observer("observer")
    return tower.infinite(tower.condition(claim, cls), **fields)
