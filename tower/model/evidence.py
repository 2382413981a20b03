"""Evidence records: what was found when an assumption was tested.  Making them is a later layer."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..frozen import frozen
from .claims import Claim

Status: TypeAlias = Literal["tested", "exhausted", "proved", "refuted"]


@frozen(slots=True)
class Evidence:
    """One record: the claim, its status, and what is needed to judge it.

    `n` counts the examples, `bound` is the failure bound they give at `confidence` on `population`;
    `seed` and `examples` replay it.  `digest` is of the claim, of what the tower says of its subject
    and of the bound `sources`; `stale` says that one of these changed since, and that the record
    does not count.
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
    examples: int = 0
    confidence: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""
