"""Who asks what in a model: the observer every claim that the file mentions, builders about their own.

The builder x of y asks `P(y)` when x enacts a check of P: it may accept y only if its own theory
proves the claim, on the same evidence that Pmeta had for x.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ..model.claims import Claim, Holds
from ..model.theories import canonical_name
from ..model.values import Model, Observer
from .rules import Asker
from .setting import Setting

Question: TypeAlias = tuple[str, Claim]


def mentioned(model: Model) -> tuple[Claim, ...]:
    """Every claim that a model speaks of, in order of first mention.

    >>> mentioned(Model("empty"))
    ()
    """
    return tuple(dict.fromkeys(_mentions(model)))


def _mentions(model: Model) -> Iterator[Claim]:
    for check in model.checks:
        yield check.claim
        yield from check.needs
    for observer in model.observers:
        yield from (root.claim for root in observer.assumes)
        yield from (claim for claim, _ in observer.prior)
    yield from (requirement.claim for requirement in model.requires)
    if model.expect is not None:
        yield from (claim for _, claim, _ in model.expect.verdicts)


def questions(model: Model, observer: str) -> tuple[Question, ...]:
    """All (asker, claim) pairs that a report answers."""
    asked = [(observer, claim) for claim in mentioned(model)]
    built = [(base, claim) for base, claim in built_claims(model)]
    named = [] if model.expect is None else [(asker, claim) for asker, claim, _ in model.expect.verdicts]
    required = [(need.observer, need.claim) for need in model.requires if need.observer]
    return tuple(dict.fromkeys([*asked, *built, *named, *required]))


def built_claims(model: Model) -> Iterator[tuple[str, Holds]]:
    """The claims P(y) of every builder of y that enacts a check of P."""
    for base in model.optimizers:
        for child in model.children.get(base.name, ()):
            for name in dict.fromkeys(name for _, name in base.enacts):
                yield base.name, Holds(name, child)


def builder_question(model: Model, asker: str, claim: Claim) -> Holds | None:
    """The claim itself if the asker builds its subject and enacts a check of its property."""
    if not isinstance(claim, Holds) or claim.subject not in model.children.get(asker, ()):
        return None
    enacts = model.optimizer[asker].enacts
    return claim if any(name == claim.property for _, name in enacts) else None


def asker_for(
    setting: Setting, name: str, claim: Claim | None = None, refuted: Iterable[Claim] = ()
) -> Asker:
    """The asker of a name: its theory, what it assumes (less what is refuted), what it supposes."""
    model = setting.model
    observer = model.observer.get(name, Observer(name))
    theory = observer.theory or setting.theory_of(name)
    out = frozenset(refuted)
    roots = frozenset(root.claim for root in observer.assumes if root.claim not in out)
    about = None if claim is None else builder_question(model, name, claim)
    return Asker(name, None if theory is None else canonical_name(theory), roots, about, out)
