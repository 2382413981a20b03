"""Claims: what is accepted, assumed, required or guaranteed, and how they are written.

A claim is one of `P(x)`, a condition `c`, `sound(v)`, `sound(v, C)`, `rfn(T)`, `rfn(T, C)`, `gate(x)`,
`refines(v)`, `rate(v)`, `consistent(T)`, `consistent(T, n)`, `aligned(a -> b)`,
`robust(a -> b)`, or `not` one of these.  `str(claim)` is the text of the file.
"""

from __future__ import annotations

from typing import TypeAlias

from ..frozen import frozen
from ..syntax.names import quoted as quoted

DEEPEST = 50  # claims inside one claim, in a file and from Python


@frozen(slots=True)
class Holds:
    """Property `property` holds of node `subject`: `P(x)`."""

    property: str
    subject: str

    def __str__(self) -> str:
        return f"{quoted(self.property)}({quoted(self.subject)})"


@frozen(slots=True)
class Condition:
    """A property of no system holds: `determinism`."""

    name: str

    def __str__(self) -> str:
        return quoted(self.name)


@frozen(slots=True)
class Sound:
    """If `verifier` accepts `claim` then `claim`; without one, for everything that it checks."""

    verifier: str
    claim: Claim | None = None

    def __str__(self) -> str:
        inner = "" if self.claim is None else f", {self.claim}"
        return f"sound({quoted(self.verifier)}{inner})"


@frozen(slots=True)
class Rfn:
    """If `theory` proves `claim` then `claim`; without one, for every claim (uniform reflection).

    This is the one that Löb's theorem speaks of.
    """

    theory: str
    claim: Claim | None = None

    def __str__(self) -> str:
        inner = "" if self.claim is None else f", {self.claim}"
        return f"rfn({quoted(self.theory)}{inner})"


@frozen(slots=True)
class Gate:
    """`optimizer` builds only what its own enactment of the check accepted."""

    optimizer: str

    def __str__(self) -> str:
        return f"gate({quoted(self.optimizer)})"


@frozen(slots=True)
class Refines:
    """The implementation of `verifier` accepts only what its specification accepts."""

    verifier: str

    def __str__(self) -> str:
        return f"refines({quoted(self.verifier)})"


@frozen(slots=True)
class Rate:
    """The declared error rate of `verifier` is right where it is used."""

    verifier: str

    def __str__(self) -> str:
        return f"rate({quoted(self.verifier)})"


@frozen(slots=True)
class Consistent:
    """`theory` is n-consistent, n = `strength`; 0 is plain consistency."""

    theory: str
    strength: int = 0

    def __str__(self) -> str:
        number = f", {self.strength}" if self.strength else ""
        return f"consistent({quoted(self.theory)}{number})"


@frozen(slots=True)
class Aligned:
    """The objective of `mesa` agrees with that of `base`: in training, or `robust`ly in deployment too."""

    base: str
    mesa: str
    robust: bool = False

    def __str__(self) -> str:
        return (
            f"{'robust' if self.robust else 'aligned'}({quoted(self.base)} -> {quoted(self.mesa)})"
        )


@frozen(slots=True)
class Not:
    """`claim` does not hold."""

    claim: Claim

    def __str__(self) -> str:
        return f"not {self.claim}"


Claim: TypeAlias = (
    Holds | Condition | Sound | Rfn | Gate | Refines | Rate | Consistent | Aligned | Not
)


def negation(claim: Claim) -> Claim:
    """The opposite claim; never a double `not`.

    >>> str(negation(negation(Condition("determinism"))))
    'determinism'
    """
    return claim.claim if isinstance(claim, Not) else Not(claim)


def parts(claim: Claim) -> tuple[Claim, ...]:
    """A claim and the claims inside it, outermost first.

    >>> [str(part) for part in parts(Not(Sound("v", Condition("c"))))]
    ['not sound(v, c)', 'sound(v, c)', 'c']
    """
    found = [claim]
    while (inner := getattr(found[-1], "claim", None)) is not None:
        found.append(inner)
    return tuple(found)


def subjects(claim: Claim) -> tuple[str, ...]:
    """The names of the nodes (or theories) that a claim speaks about, outermost first.

    >>> subjects(Sound("Pmeta", Holds("P", "system")))
    ('Pmeta',)
    """
    match claim:
        case Holds(_, subject):
            return (subject,)
        case Sound(name) | Refines(name) | Rate(name) | Gate(name) | Rfn(name) | Consistent(name):
            return (name,)
        case Aligned(base, mesa):
            return (base, mesa)
        case Not(inner):
            return subjects(inner)
        case Condition():
            return ()


def about_a_system(claim: Claim) -> bool:
    """Whether a claim is about a system or a condition, and not about who verifies or a theory.

    >>> about_a_system(Not(Condition("c")))
    True
    """
    inner = claim.claim if isinstance(claim, Not) else claim
    return isinstance(inner, Holds | Condition)
