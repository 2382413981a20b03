"""The ledger of a chain of meta-levels: what each one replaces, and what is left instead (law 9).

Pmeta checks P(x), Pmetameta that Pmeta is sound, and so on.  Each level takes the leftover assumption
of the one below it away and leaves its own, which implies the old one; a tower never loses its last
assumption, it moves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..model.claims import Claim, Consistent, Refines, Rfn, Sound
from ..model.theories import canonical_name
from ..model.values import Model
from ..propagation.edges import Edges
from ..propagation.setting import Setting
from .report import Report

Relation: TypeAlias = Literal["stronger", "implies", "weak", "circular", "implementation"]

TOLD: dict[Relation, str] = {
    "stronger": "implies it, and not the other way round",
    "implies": "implies it, given that the check accepted",
    "weak": "replaces it by evidence, not by proof",
    "circular": "is what it should replace: trust comes back to itself",
    "implementation": "replaces the implementation by its proof; the theory is still to be trusted",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One meta-level: `verifier` at `level` checks `claim`, which `replaces` an assumption by another."""

    level: int
    verifier: str
    theory: str
    claim: Claim
    replaces: Claim | None
    leaves: Claim
    relation: Relation | None
    verdict: str


def ladder(report: Report) -> tuple[Rung, ...]:
    """The rungs of a report, lowest level first.

    >>> from datetime import date
    >>> from tower.diagnosis.check import check
    >>> from tower.model.file import load_text
    >>> tower = load_text('''
    ... tower: 1
    ... name: t
    ... properties: {p: x}
    ... verifiers: {low: {theory: PA}, high: {theory: PA+RFN}}
    ... checks: [{by: low, claim: p}, {by: high, claim: sound(low)}]
    ... observers: {o: {assumes: [sound(high)]}}
    ... ''').model
    >>> for rung in ladder(check(tower, today=date(2026, 1, 1))):
    ...     print(rung.level, rung.verifier, rung.replaces, "by", rung.leaves, rung.relation)
    0 low None by sound(low) None
    1 high sound(low) by sound(high) stronger
    """
    return tuple(
        sorted(_rungs(report), key=lambda rung: (rung.level, rung.verifier, str(rung.claim)))
    )


def _rungs(report: Report) -> Iterator[Rung]:
    model = report.model
    setting = Setting(model)
    edges = Edges(setting)
    own = {each.claim: each for each in report.answers if each.asker == report.observer}
    spoken = _spoken(model)
    for check in model.checks:
        replaces = check.claim if isinstance(check.claim, _ASSUMABLE) else None
        answer = own.get(check.claim)
        for verifier in check.by if check.result == "accept" else ():
            one = Sound(verifier, check.claim)
            relation = None if replaces is None else _relation(setting, edges, verifier, replaces)
            yield Rung(
                level=0 if answer is None else answer.level,
                verifier=verifier,
                theory=setting.theory_of(verifier) or "",
                claim=check.claim,
                replaces=replaces,
                leaves=one if one in spoken else Sound(verifier),
                relation=relation,
                verdict="" if answer is None else answer.word,
            )


_ASSUMABLE = (Sound, Refines, Consistent, Rfn)


def _spoken(model: Model) -> frozenset[Claim]:
    """What somebody checks or assumes: soundness on one claim is left only where it is among these."""
    assumed = (root.claim for observer in model.observers for root in observer.assumes)
    return frozenset([*(check.claim for check in model.checks), *assumed])


def _relation(setting: Setting, edges: Edges, verifier: str, below: Claim) -> Relation:
    upper = setting.theory_of(verifier)
    lower = _theory(setting, below)
    if upper is None or lower is None:
        return "weak"
    if isinstance(below, Refines):
        return "implementation"
    if upper == lower or _over(edges, lower, upper):
        return "circular"
    return "stronger" if _over(edges, upper, lower, strictly=True) else "implies"


def _theory(setting: Setting, claim: Claim) -> str | None:
    match claim:
        case Sound(verifier) | Refines(verifier):
            return setting.theory_of(verifier)
        case Consistent(theory) | Rfn(theory):
            return canonical_name(theory)
        case _:
            return None


def _over(edges: Edges, upper: str, lower: str, *, strictly: bool = False) -> bool:
    reach = edges.reach(upper).get(lower)
    if reach is None:
        return False
    return reach.strength is not None if strictly else reach.included or reach.strength is not None
