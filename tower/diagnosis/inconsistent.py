"""Theories that their axioms make inconsistent, with or without Löb's theorem.

A theory that is given its own trust in claims which cannot all hold, `[A]p -> p` and `[A]~p -> ~p`,
proves all of them by Löb: LOEB_SCHEMA. One whose axioms contradict each other needs no Löb: CONTRADICTION.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from ..errors import LimitReached
from ..logic.answers import Limits
from ..logic.honesty import Court
from ..logic.pattern import Pattern
from ..model.claims import Claim
from ..propagation.compile import Compiled
from ..propagation.facts import Root
from ..syntax.formula import FALSE, Box, Formula
from .infinite import infinite_claims
from .judging import Judge
from .loeb import TICKS
from .report import Break, Edge

_COURT = Court(Limits())

Origin: TypeAlias = Root | int | None  # an axiom or an assumption, the number of a check, who builds whom


def inconsistent(judge: Judge) -> Iterator[Break]:
    """One break for every theory that collapses by what it is given, not by its trust edges."""
    found: dict[tuple[str, bool], list[tuple[str, Claim]]] = {}
    for question, answer in judge.answers.items():
        if answer.verdict == "COLLAPSED" and question[1] not in infinite_claims(judge.case.model):
            for name, loeb in _found(judge, question):
                found.setdefault((name, loeb), []).append(question)
    for (name, loeb), claims in found.items():
        yield _schema(name, claims) if loeb else _contradiction(name, claims)


def _found(judge: Judge, question: tuple[str, Claim]) -> list[tuple[str, bool]]:
    """The inconsistent theories behind one verdict, and whether each is so only by Löb's theorem."""
    standing = judge.case.standing(*question)
    if judge.collapsed(standing, question[1]):
        return []
    compiled = judge.compiled(standing, question[1])
    try:
        pattern, names = _dead(compiled)
        return [
            (question[0] if name == compiled.asker else name, _without_loeb(pattern, name)) for name in names
        ]
    except LimitReached:
        return []


def contradictory(judge: Judge, question: tuple[str, Claim], name: str) -> tuple[Origin, ...]:
    """A smallest part of what is given that makes the theory `name` behind a collapsed question inconsistent.

    Nothing of it can be left out; () where the theory is consistent, or a limit was met.
    """
    compiled = judge.compiled(judge.case.standing(*question), question[1])
    given: list[tuple[str, Formula, Origin]] = [*compiled.sources]
    given += [
        (each.theory, each.claim, number)
        for each, number in zip(compiled.question.accepted, compiled.accepted_by, strict=True)
    ]
    whole = compiled.question.pattern
    theory = compiled.asker if name == question[0] and name not in whole.theories else name
    try:
        return tuple(origin for *_, origin in _smallest(whole, theory, given))
    except LimitReached:
        return ()


def _smallest(
    pattern: Pattern, name: str, given: list[tuple[str, Formula, Origin]]
) -> list[tuple[str, Formula, Origin]]:
    if not _dies(pattern, name, given) or _dies(pattern, name, []):
        return []
    for each in tuple(given):
        fewer = [other for other in given if other is not each]
        if _dies(pattern, name, fewer):
            given = fewer
    return given


def _dies(pattern: Pattern, name: str, given: list[tuple[str, Formula, Origin]]) -> bool:
    """Whether a theory is inconsistent when nothing but this is given."""
    axioms: dict[str, tuple[Formula, ...]] = {}
    for theory, formula, _ in given:
        axioms[theory] = (*axioms.get(theory, ()), formula)
    known = name in pattern.theories
    return known and _COURT.lacks(replace(pattern, axioms=tuple(axioms.items())), Box(name, FALSE)) is None


def _without_loeb(pattern: Pattern, name: str) -> bool:
    return _COURT.honestly_lacks(pattern, Box(name, FALSE)) is not None


def _dead(compiled: Compiled) -> tuple[Pattern, list[str]]:
    """The lowest inconsistent theories; the asker's own only if there is no other."""
    asked = compiled.question
    accepted = tuple((each.theory, (each.claim,)) for each in asked.accepted)
    everything = replace(asked.pattern, axioms=(*asked.pattern.axioms, *accepted))
    for pattern in (asked.pattern, everything):
        dead = [name for name in pattern.theories if _COURT.lacks(pattern, Box(name, FALSE)) is None]
        if dead:
            others = [name for name in dead if name != compiled.asker]
            lowest = [name for name in others if not _above(pattern, name, others)]
            return pattern, lowest or others or dead
    return asked.pattern, []


def _above(pattern: Pattern, name: str, dead: list[str]) -> bool:
    """Whether a theory merely contains another dead one."""
    includes = pattern.includes
    return any((each, name) in includes and (name, each) not in includes for each in dead if each != name)


def _schema(name: str, claims: list[tuple[str, Claim]]) -> Break:
    return Break(
        code="TWR101",
        nodes=(name,),
        edges=(Edge("reflects", name, name),),
        reason=f"{name} is given trust in its own proofs of claims that cannot all hold; "
        "by Löb it proves all of them",
        repairs=("give the evidence for a claim instead of trust in one's own proof of it",
                 "let a strictly stronger theory, or somebody outside, vouch for it"),
        loeb=f"Löb applies because {name} is {TICKS}, and the proofs that it trusts are its own.",
        claims=tuple(claims),
    )


def _contradiction(name: str, claims: list[tuple[str, Claim]]) -> Break:
    return Break(
        code="TWR206",
        nodes=(name,),
        edges=(),
        reason=f"what {name} is given contradicts itself, so it proves everything",
        repairs=("take back one of the axioms that contradict each other",),
        loeb="This is not Löb: the axioms contradict each other without any trust in proofs.",
        claims=tuple(claims),
    )
