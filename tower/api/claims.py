"""Claims, objectives and numbers as they are written in Python.

Wherever a claim, a node or a number is expected, the text of the file works too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol, TypeAlias, runtime_checkable

from ..errors import InputError
from ..model.claim_parser import parse_claim
from ..model.claims import (
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
    negation,
)
from ..model.scalars import check_number, end_of_interval, probability
from ..model.values import Interval, Lineage, Number, Objective, ObjectiveKind, Symbol, Trials


@runtime_checkable
class Named(Protocol):
    """Anything with a name: a handle of the builder."""

    @property
    def name(self) -> str:
        """The name under which it was declared."""


NodeLike: TypeAlias = Named | str
ClaimLike: TypeAlias = Claim | Named | str
NumberLike: TypeAlias = Number | int | float | str | tuple[int | float | str, int | float | str]
LineageLike: TypeAlias = Mapping[str, str | Iterable[str]]

_CLAIMS = (Aligned, Condition, Consistent, Gate, Holds, Not, Rate, Refines, Rfn, Sound)


def objective_of(objective: object) -> Objective | None:
    """An objective, checked; InputError for anything else.

    >>> objective_of(loss("reward")).about
    'reward'
    """
    if objective is not None and not isinstance(objective, Objective):
        raise InputError(f"{objective!r} is no objective", expected="values(…), loss(…) or mesa(…)")
    return objective


def _objective(kind: ObjectiveKind, about: str) -> Objective:
    if not isinstance(about, str):
        raise InputError(f"{kind}({about!r})", expected="words for what is selected for")
    return Objective(kind, about)


def values(about: str = "") -> Objective:
    """An objective that cannot be called: only judgements about it can be elicited.

    >>> values("what the programmers want").kind
    'values'
    """
    return _objective("values", about)


def loss(about: str = "") -> Objective:
    """An objective that is a function.

    >>> loss("reward").kind
    'loss'
    """
    return _objective("loss", about)


def mesa(about: str = "") -> Objective:
    """Whatever the built system came to pursue.

    >>> mesa().kind
    'mesa'
    """
    return _objective("mesa", about)


def sound(verifier: NodeLike, claim: ClaimLike | None = None) -> Claim:
    """If the verifier accepts the claim (without one: anything that it checks), then it holds.

    >>> str(sound("Pmeta", "P(system)"))
    'sound(Pmeta, P(system))'
    """
    return Sound(name_of(verifier), None if claim is None else claim_of(claim))


def rfn(theory: NodeLike, claim: ClaimLike | None = None) -> Claim:
    """If the theory proves the claim (without one: anything), then it holds.

    >>> str(rfn("PA", "P(system)"))
    'rfn(PA, P(system))'
    """
    return Rfn(name_of(theory), None if claim is None else claim_of(claim))


def gate(optimizer: NodeLike) -> Claim:
    """The optimizer builds only what its own enactment of the check accepted.

    >>> str(gate("system"))
    'gate(system)'
    """
    return Gate(name_of(optimizer))


def refines(verifier: NodeLike) -> Claim:
    """The verifier's implementation accepts only what its specification accepts.

    >>> str(refines("Pmeta"))
    'refines(Pmeta)'
    """
    return Refines(name_of(verifier))


def rate(verifier: NodeLike) -> Claim:
    """The verifier's declared error rate is right where it is used.

    >>> str(rate("monitor"))
    'rate(monitor)'
    """
    return Rate(name_of(verifier))


def consistent(theory: NodeLike, strength: int = 0) -> Claim:
    """The theory is n-consistent, n = `strength`.

    >>> str(consistent("PA", 1))
    'consistent(PA, 1)'
    """
    return Consistent(name_of(theory), strength)


def aligned(base: NodeLike, built: NodeLike) -> Claim:
    """The built system's objective agrees with its builder's on the training distribution.

    >>> str(aligned("programmers", "system"))
    'aligned(programmers -> system)'
    """
    return Aligned(name_of(base), name_of(built))


def robust(base: NodeLike, built: NodeLike) -> Claim:
    """The built system's objective agrees with its builder's in deployment too.

    >>> str(robust("programmers", "system"))
    'robust(programmers -> system)'
    """
    return Aligned(name_of(base), name_of(built), robust=True)


def not_(claim: ClaimLike) -> Claim:
    """The opposite of a claim.

    >>> str(not_("P(x)")), str(not_(not_("P(x)")))
    ('not P(x)', 'P(x)')
    """
    return negation(claim_of(claim))


def name_of(thing: NodeLike) -> str:
    """The name of a node, from itself or from its handle; InputError for anything else."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, Named):
        return thing.name
    raise InputError(f"{thing!r} names no node", expected="a name or what the builder returned")


def names_of(things: NodeLike | Iterable[NodeLike]) -> tuple[str, ...]:
    """The names of one node or of several."""
    if isinstance(things, str | Named):
        return (name_of(things),)
    return tuple(name_of(thing) for thing in things)


def claim_of(claim: ClaimLike) -> Claim:
    """A claim, from itself, from its text, or from the handle of a condition.

    >>> str(claim_of("sound(Pmeta)"))
    'sound(Pmeta)'
    """
    if isinstance(claim, str):
        return parse_claim(claim)
    if isinstance(claim, _CLAIMS):
        return claim
    if isinstance(claim, Named):
        return Condition(claim.name)
    raise InputError(f"{claim!r} is no claim", expected="a claim, its text, or a condition")


def claims_of(claims: ClaimLike | Iterable[ClaimLike]) -> tuple[Claim, ...]:
    """One claim or several.

    >>> [str(claim) for claim in claims_of(["determinism", "gate(x)"])]
    ['determinism', 'gate(x)']
    """
    if isinstance(claims, (str, Named, *_CLAIMS)):
        return (claim_of(claims),)
    return tuple(claim_of(claim) for claim in claims)


def number_of(number: NumberLike) -> Number:
    """An exact number: a float counts as what it is written as, a pair as an interval, a word as a symbol.

    >>> number_of(0.1), number_of((0, "1/5")), number_of("eps")
    (Fraction(1, 10), Interval(low=Fraction(0, 1), high=Fraction(1, 5)), Symbol(name='eps'))
    """
    match number:
        case Interval() | Symbol() | Trials():
            return number
        case Fraction():
            return probability(str(number))
        case bool():
            raise InputError(
                f"{number!r} is no number", expected="a number, an interval or a symbol"
            )
        case int() | float():
            return probability(repr(number))
        case str():
            return probability(number)
        case (low, high):
            found = Interval(end_of_interval(str(low)), end_of_interval(str(high)))
            check_number(found)
            return found
        case _:
            raise InputError(
                f"{number!r} is no number", expected="a number, an interval or a symbol"
            )


def lineage_of(lineage: LineageLike | None) -> Lineage:
    """Lineage as pairs; a kind may have several values.

    >>> lineage_of({"person": ["alice", "bob"], "key": "K1"})
    (('person', 'alice'), ('person', 'bob'), ('key', 'K1'))
    """
    pairs: list[tuple[str, str]] = []
    for kind, found in (lineage or {}).items():
        pairs += [(kind, found)] if isinstance(found, str) else [(kind, each) for each in found]
    return tuple(dict.fromkeys(pairs))
