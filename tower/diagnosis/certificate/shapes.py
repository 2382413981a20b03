"""Claims and facts as the lists of a verdict certificate (`proofs/certificate-format.md`)."""

from __future__ import annotations

from typing import Any

from ...model.claims import (
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
)
from ...model.theories import canonical_name
from ...model.values import INFINITE
from ...propagation.facts import (
    Adopted,
    Declared,
    Fact,
    Known,
    Opposed,
    Part,
    Reflected,
    Root,
    Stands,
    Trusted,
    Vouched,
)

Shape = list[Any]


def strength_shape(strength: int) -> int | str:
    """A strength: "all" for uniform reflection.

    >>> strength_shape(1), strength_shape(INFINITE)
    (1, 'all')
    """
    return "all" if strength >= INFINITE else strength


def claim_shape(root: Root) -> Shape:
    """A claim, or another assumption, as nested lists; theories by their canonical names.

    >>> claim_shape(Sound("v", Condition("c")))
    ['sound', 'v', ['condition', 'c']]
    """
    outer: list[Shape] = []
    while isinstance(root, Sound | Rfn | Not):
        match root:
            case Not(inner):
                outer.append(["not"])
            case Sound(name, inner):
                outer.append(["sound", name])
            case Rfn(name, inner):
                outer.append(["rfn", canonical_name(name)])
        if inner is None:
            return _wrapped(outer, None)
        root = inner
    return _wrapped(outer, _innermost(root))


def _wrapped(outer: list[Shape], inner: Shape | None) -> Shape:
    found = inner
    for each in reversed(outer):
        found = [*each, found]
    return found or []


def _innermost(root: Root) -> Shape:
    match root:
        case Holds(name, subject):
            return ["holds", name, subject]
        case Part(name, subject):
            return ["part", name, subject]
        case Condition(name):
            return ["condition", name]
        case Gate(name):
            return ["gate", name]
        case Refines(name):
            return ["refines", name]
        case Rate(name):
            return ["rate", name]
        case Consistent(theory, strength):
            return ["consistent", canonical_name(theory), strength]
        case Aligned(base, mesa, robust):
            return ["aligned", base, mesa, robust]
        case Declared(theory, relation, what, strength):
            return ["declared", theory, relation, what, strength_shape(strength)]
        case _:
            raise AssertionError(f"no shape for {root}")  # an asker's own theory is shown as a claim


def fact_shape(fact: Fact) -> Shape:
    """A fact as nested lists.

    >>> fact_shape(Trusted(None, "PA", 0))
    ['trusted', None, 'PA', 0]
    """
    match fact:
        case Known(what):
            return ["known", claim_shape(what)]
        case Opposed(what):
            return ["opposed", claim_shape(what)]
        case Adopted(top, theory):
            return ["adopted", top, theory]
        case Trusted(top, theory, strength):
            return ["trusted", top, theory, strength_shape(strength)]
        case Vouched(verifier):
            return ["vouched", verifier]
        case Reflected(top, theory, claim):
            return ["reflected", top, theory, claim_shape(claim)]
        case Stands(check, group):
            return ["stands", check, group]
        case _:
            raise AssertionError(f"{fact} is a premise, not a line")


def claims_in(shape: Claim | Root) -> tuple[Root, ...]:
    """A claim and the claims inside it.

    >>> [str(each) for each in claims_in(Sound("v", Condition("c")))]
    ['sound(v, c)', 'c']
    """
    found: list[Root] = [shape]
    while (inner := getattr(found[-1], "claim", None)) is not None:
        found.append(inner)
    return tuple(found)
