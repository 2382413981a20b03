"""Evidence records: what was found when an assumption was tested.  Making them is a later layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .claims import Claim

Status: TypeAlias = Literal["tested", "exhausted", "proved", "refuted"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record: the claim, its status, and what is needed to judge it.

    `n` counts the examples, `bound` is the failure bound they give, `stale` says that the subject
    changed since; a stale record does not count.
    """

    claim: Claim
    status: Status
    n: int = 0
    bound: str = ""
    population: str = ""
    counterexample: str = ""
    date: str = ""
    seed: str = ""
    digest: str = ""
    stale: bool = False
