"""Answers and breaks of an infinite tower: one row for each named generation, one for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import ClaimError
from ..model.claim_parser import parse_claim
from ..model.claims import Claim, Condition, Consistent
from ..model.values import Infinite, Model
from ..propagation.infinite import Regress, regress
from ..propagation.setting import Setting
from .report import Answer, Break, Edge

_FIRST, _NEXT = "T_0", "T_1"
EDGES_HOLD = Condition("every edge below n holds")


def infinite_claims(model: Model) -> tuple[Claim, ...]:
    """The claims of an infinite tower: at each named generation, and for all of them as one sentence."""
    if model.infinite is None:
        return ()
    each = _claim(model.infinite)
    return each, _everywhere(each)


def _claim(schema: Infinite) -> Claim:
    try:
        return parse_claim(schema.claim)
    except ClaimError:
        return Condition(schema.claim)


def _everywhere(each: Claim) -> Claim:
    return Condition(f"{each} for all n")


def infinite_answer(model: Model, blank: Answer) -> Answer | None:
    """The answer to a claim of an infinite tower; None for any other claim."""
    if model.infinite is None or blank.claim not in infinite_claims(model):
        return None
    each = _claim(model.infinite)
    row = _row(blank, model.infinite, regress(model.infinite), Setting(model).strength(each))
    if blank.claim == each or row.verdict != "GUARANTEED":
        return row
    return replace(
        row, verdict="NOT_DERIVABLE", assumptions=(),
        note=f"{_FIRST} does not prove it as one sentence; from outside it holds if every edge is true",
    )


def _row(blank: Answer, schema: Infinite, found: Regress, need: int) -> Answer:
    if not found.law:
        return replace(blank, note=found.reason)
    if found.grade is not None and need >= found.grade:
        return replace(blank, verdict="COLLAPSED", grade=found.grade, note=found.reason)
    if need > (schema.strength or 0):
        return replace(blank, verdict="NOT_DERIVABLE", note=found.reason)
    roots = (Consistent(_FIRST, need), EDGES_HOLD)
    shown = tuple(sorted(roots, key=str))
    return replace(blank, verdict="GUARANTEED", assumptions=(shown,), note=found.reason)


def ruled_out(model: Model, claim: Claim) -> str | None:
    """Why no endless tower carries its claim, "" where it may; None for a claim that it is not about.

    A schema that names no strength is no tower of proofs, so logic has nothing against it.
    """
    if model.infinite is None or claim not in infinite_claims(model):
        return None
    found, need = regress(model.infinite), Setting(model).strength(_claim(model.infinite))
    if found.grade is not None and need >= found.grade:
        return found.reason
    if found.law and need > (model.infinite.strength or 0):
        return "plain consistency carries only never-properties"
    return ""


def infinite_breaks(model: Model, observer: str) -> Iterator[Break]:
    """LOEB_CYCLE where the tower is folded, DESCENT where it is ruled out, WEAK_LINK where it is too weak."""
    if model.infinite is None:
        return
    found = regress(model.infinite)
    each = _claim(model.infinite)
    need = Setting(model).strength(each)
    claims = tuple((observer, claim) for claim in infinite_claims(model))
    if found.law == "folded":
        yield _break("TWR102", found, claims, "Löb applies because the tower comes back to a theory "
                     "that it contains, with a strict edge on the way.")
    elif found.grade is not None:
        yield _break("TWR105", found, claims,
                     "This is not Löb's cycle but its shadow: an endless descent of trust.")
    elif found.law == "R3" and need > (model.infinite.strength or 0):
        yield _break("TWR106", found, claims,
                     "This is not Löb: plain consistency carries only never-properties.")


def _break(code: str, found: Regress, claims: tuple[tuple[str, Claim], ...], loeb: str) -> Break:
    return Break(
        code=code,
        nodes=(_FIRST, _NEXT),
        edges=(Edge("proves_con", _NEXT, _FIRST),),
        reason=f"{found.law}: {found.reason}",
        repairs=(
            "make the tower finite, with a named assumption at its end",
            "ask only for never-properties over plain consistency, not verified in a base inside the tower",
        ),
        loeb=loeb,
        claims=claims,
    )
