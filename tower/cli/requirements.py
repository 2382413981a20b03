"""Requirements and assumptions as the command line writes them."""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import InputError
from ..model.claim_parser import parse_claim
from ..model.keys import VERDICTS
from ..model.scalars import choice, whole
from ..model.scope import default_observer
from ..model.validate import validate
from ..model.values import HEADCOUNTS, Assumption, Headcount, Model, Observer, Requirement

_HEADS = re.compile(r"\s*(\w+)\s*>=\s*(\S+)\s*")


def with_requirements(model: Model, texts: tuple[str, ...]) -> Model:
    """The tower with the requirements of the command line added; InputError for one that is none."""
    if not texts:
        return model
    heads = {need.word: need for need in model.headcounts}
    claims = []
    for text in texts:
        need = requirement(text)
        if isinstance(need, Headcount):
            heads[need.word] = need
        else:
            claims.append(need)
    more = replace(
        model, requires=(*model.requires, *claims), headcounts=tuple(heads.values())
    )
    validate(more)
    return more


def requirement(text: str) -> Requirement | Headcount:
    """A requirement as the command line writes it; InputError when it cannot be read.

    >>> str(requirement("P(x): SUPPORTED").claim), requirement("P(x): SUPPORTED").verdict
    ('P(x)', 'SUPPORTED')
    >>> requirement("persons >= 2")
    Headcount(word='persons', least=2)
    """
    heads = _HEADS.fullmatch(text)
    if heads is not None:
        return Headcount(choice(heads[1], HEADCOUNTS), whole(heads[2], 1, 999))
    claim, colon, verdict = text.rpartition(":")
    if colon and verdict.strip() in VERDICTS:
        return Requirement(parse_claim(claim.strip()), verdict.strip())
    return Requirement(parse_claim(text.strip()))


def with_assumptions(model: Model, texts: tuple[str, ...], observer: str | None) -> Model:
    """The tower in which its observer assumes more; what is assumed is shown, never silent.

    >>> tower = Model("t", observers=(Observer("o"),))
    >>> str(with_assumptions(tower, ("consistent(PA): it is",), None).observers[0].assumes[0].claim)
    'consistent(PA)'
    """
    if not texts:
        return model
    who = observer or default_observer(model)
    there = model.observer.get(who, Observer(who))
    more = tuple(map(_assumption, texts))
    now = replace(there, assumes=(*there.assumes, *more))
    others = tuple(each for each in model.observers if each.name != who)
    kept = tuple(now if each.name == who else each for each in model.observers)
    said = replace(model, observers=kept if len(others) < len(kept) else (now, *others))
    validate(said)
    return said


def _assumption(text: str) -> Assumption:
    """CLAIM, or CLAIM: why."""
    try:
        return Assumption(parse_claim(text.strip()), because="said on the command line")
    except InputError:
        claim, colon, because = text.partition(":")
        if not colon:
            raise
        return Assumption(parse_claim(claim.strip()), because=because.strip())
