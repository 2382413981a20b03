"""Infinite towers as finite schemas: which are impossible, which are possible, which nobody knows.

T_n proves the c-consistency of T_{n+1} (c = strength, INFINITE for reflection), for every n:

* folded (T_n is T_{n+p} for some p > 0): a Löb cycle; every T_n is inconsistent.
* R1, verified in a base that every T_n contains: every T_n is inconsistent.
* R1', strength at least 1 with elementary proofs: no T_n is 1-consistent.
* R2, strength at least 2, elementary sequence: no T_n is 2-consistent (arXiv:2512.05263).
* R3, strength 0, not verified in the base: not excluded (the consistency waterfall); it carries
  never-properties to each named generation, on the consistency of T_0.

No flag is ever inferred; where one is missing the answer is unknown.  Proofs: `proofs/infinite-towers.md`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..frozen import frozen
from ..model.values import Infinite

Law: TypeAlias = Literal["folded", "R1", "R1'", "R2", "R3", ""]


@frozen(slots=True)
class Regress:
    """What holds of an infinite tower: the law that decides, and its grade c.

    `grade` 0 says that every theory is inconsistent, c >= 1 that none is c-consistent, None that the
    tower is not excluded.  Without a law nothing is decided and `missing` says why.
    """

    law: Law
    grade: int | None
    reason: str
    missing: str = ""


def regress(schema: Infinite) -> Regress:
    """Decide an infinite tower by its schema.

    >>> regress(Infinite("P", strength=0, folded=False, base="EA", verified_in_base=True)).law
    'R1'
    >>> regress(Infinite("P", strength=2, folded=False, verified_in_base=False)).grade
    2
    """
    strength, folded = schema.strength, schema.folded
    if strength is None:
        return _unknown("strength")
    if folded is None:
        return _unknown("folded")
    if folded:
        return Regress("folded", 0, "the tower folds back on itself with a strict edge on the way")
    if _verified(schema):
        return Regress(
            "R1", 0, f"{schema.base}, which every level contains, proves that each vouches for the next",
        )
    if strength >= 1 and schema.proof == "elementary":
        return Regress("R1'", 1, "each level proves the 1-consistency of the next, by proofs that are "
                       "given elementarily; then none is 1-consistent")
    if strength >= 2 and schema.sequence != "recursive":
        return Regress("R2", 2, "each level proves the 2-consistency of the next; then none is 2-consistent")
    if strength >= 1:
        return _unknown("proof" if schema.proof != "elementary" and strength == 1 else "sequence")
    if schema.verified_in_base is None:
        return _unknown("verified_in_base")
    return Regress("R3", None, "plain consistency, not verified in a base inside the tower: not excluded")


def _verified(schema: Infinite) -> bool:
    return bool(schema.verified_in_base) and schema.base is not None and schema.base_included is not False


def _unknown(flag: str) -> Regress:
    return Regress("", None, f"the schema does not settle it: {flag} is missing or says too little", flag)
