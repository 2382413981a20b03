"""What the builder returns: a tower and a name, with the verbs that add to the tower."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from ..model.claims import Holds
from ..model.values import Assumption, Check, How, Result
from .claims import (
    ClaimLike,
    NodeLike,
    NumberLike,
    claim_of,
    claims_of,
    name_of,
    names_of,
    number_of,
)
from .draft import Draft


@dataclass(frozen=True, repr=False)
class Handle:
    """A named thing of a tower in the making.

    >>> from tower.model.values import Model
    >>> str(Handle(Draft(Model("t")), "leaf"))
    'leaf'
    """

    tower: Draft
    name: str

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<{self.name} of {self.tower.name}>"

    def assumes(
        self,
        *claims: ClaimLike,
        because: str = "",
        owner: str = "",
        evidence: str = "",
        expires: date | None = None,
        credence: NumberLike | None = None,
    ) -> Self:
        """Let this node, as an observer, assume claims; the keywords hold for all of them."""
        known = None if credence is None else number_of(credence)
        for claim in claims:
            root = Assumption(claim_of(claim), because, owner, evidence, expires, known)
            self.tower.assume(self.name, root)
        return self


@dataclass(frozen=True, repr=False)
class Accepter(Handle):
    """One verifier, or at least `count` of some; `name` is how it is spoken of."""

    by: tuple[str, ...] = ()
    count: int = 1
    threshold: bool = False

    def checks(
        self,
        claim: ClaimLike,
        *,
        how: How | None = None,
        needs: ClaimLike | Iterable[ClaimLike] = (),
        result: Result = "accept",
        coverage: NumberLike | None = None,
        population: str = "",
        subject: str = "",
        amplified_by: str = "",
        about: str = "",
    ) -> Self:
        """Add one check; a proof if there is a theory and nothing else is said, a test otherwise.

        `needs` are claims without which the check says nothing; the rest as in the file.
        """
        check = Check(
            by=self.by or (self.name,),
            claim=claim_of(claim),
            how="test",
            at_least=self.count,
            threshold=self.threshold,
            needs=claims_of(needs),
            result=result,
            coverage=None if coverage is None else number_of(coverage),
            population=population,
            subject=subject,
            amplified_by=amplified_by,
            about=about,
        )
        self.tower.add_check(check, how)
        return self


@dataclass(frozen=True, repr=False)
class VerifierHandle(Accepter):
    """A verifier, or a verifier as somebody runs it."""

    def at(self, optimizer: NodeLike) -> VerifierHandle:
        """This verifier as an optimizer runs it, in the optimizer's theory."""
        return VerifierHandle(self.tower, f"{self.name}@{name_of(optimizer)}")


@dataclass(frozen=True, repr=False)
class OptimizerHandle(Handle):
    """An optimizer."""

    def enacts(
        self, verifier: NodeLike, properties: NodeLike | Iterable[NodeLike]
    ) -> OptimizerHandle:
        """Say that this optimizer can run a verifier, in its own theory, on what it builds."""
        self.tower.enact(self.name, [(name_of(verifier), each) for each in names_of(properties)])
        return self


@dataclass(frozen=True, repr=False)
class PropertyHandle(Handle):
    """A property; calling it on a node gives a claim."""

    def __call__(self, node: NodeLike) -> Holds:
        return Holds(self.name, name_of(node))


@dataclass(frozen=True, repr=False)
class ConditionHandle(Handle):
    """A property of no system; it stands for its own claim."""
