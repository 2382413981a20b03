"""LOEB_VACUOUS: what was proved from nothing but trust in proofs of it, each with what bears on it."""

from __future__ import annotations

from collections.abc import Iterator

from ..logic.questions import Question, conjuncts
from ..model.claims import Claim, Sound, parts
from ..model.values import Check
from ..syntax.formula import atoms
from ..syntax.printer import ascii as printed
from .judging import Judge
from .loeb import TICKS
from .report import Break, Edge


def vacuous(judge: Judge) -> Iterator[Break]:
    """LOEB_VACUOUS for every overcommitted item, and for the claims that came from nowhere."""
    found: dict[tuple[str, str], list[tuple[str, Claim]]] = {}
    circular: dict[tuple[Check, ...], list[tuple[str, Claim]]] = {}
    for question, answer in judge.answers.items():
        if answer.verdict != "VACUOUS":
            continue
        items = _overcommitted(judge, *question)
        for item in items:
            found.setdefault(item, []).append(question)
        if not items:
            circular.setdefault(_trusting(judge, question[1]), []).append(question)
    for number, item in judge.overcommitted_checks().items():
        check = judge.case.model.checks[number]
        yield _vacuous(item[0], str(check.claim), found.pop(item, []), check.by)
    for (theory, text), claims in found.items():
        yield _vacuous(theory, text, claims, ())
    for checks, claims in circular.items():
        yield _circular(judge, checks, claims)


def _overcommitted(judge: Judge, asker: str, claim: Claim) -> list[tuple[str, str]]:
    """The overcommitted items that bear on a claim, as theory and formula."""
    standing = judge.case.standing(asker, claim)
    items = judge.judgement(standing, claim).overcommitted
    letters = bearing(judge.compiled(standing, claim).question)
    found = [(theory, formula, atoms(formula)) for theory, formula in items]
    return [(theory, printed(formula)) for theory, formula, own in found if not own or own & letters]


def bearing(question: Question) -> frozenset[str]:
    """The letters of a claim, and those that what is declared joins to them.

    Of a theory that is consistent no theorem needs an item that shares no letter with it, however far.

    >>> from tower.logic.pattern import Pattern
    >>> from tower.syntax.parser import parse
    >>> given = Pattern(("a",), axioms=(("a", (parse("p -> q"), parse("r & (q -> s)"))),))
    >>> sorted(bearing(Question(pattern=given, theory="a", claim=parse("s"))))
    ['p', 'q', 's']
    """
    declared = [part for _, axioms in question.pattern.axioms for each in axioms for part in conjuncts(each)]
    declared += [part for each in question.accepted for part in conjuncts(each.claim)]
    groups = [*map(atoms, [*declared, *question.abbreviations, *question.facts_true])]
    groups += [atoms(body) | {name} for name, body in question.constitutive]
    found = atoms(question.claim)
    while joined := [group for group in groups if group & found and not group <= found]:
        found = found.union(*joined)
    return found


def _trusting(judge: Judge, claim: Claim) -> tuple[Check, ...]:
    """The checks that give trust in proofs of what a claim is about; all such checks where none is on it."""
    setting = judge.case.setting
    checks = tuple(setting.model.checks[number] for number in setting.instance_checks)
    return tuple(check for check in checks if parts(check.claim)[-1] == parts(claim)[-1]) or checks


def _circular(judge: Judge, checks: tuple[Check, ...], claims: list[tuple[str, Claim]]) -> Break:
    """Theories that trust each other's proofs of a claim, which nobody gave evidence for."""
    setting = judge.case.setting
    nodes = sorted({name for check in checks for name in check.by})
    edges = sorted({
        Edge("reflects", setting.theory_of(check.claim.verifier) or "", setting.theory_of(check.by[0]) or "")
        for check in checks if isinstance(check.claim, Sound)
    })
    texts = ", ".join(sorted({str(claim) for _, claim in claims}))
    return Break(
        code="TWR103",
        nodes=tuple(nodes) or tuple(sorted({asker for asker, _ in claims})),
        edges=tuple(edges),
        reason=f"{texts} follows by Löb's axiom from trust in each other's proofs, and from nothing else",
        repairs=("give evidence for the claim to one of them from outside the circle",
                 "let trust go one way only"),
        loeb=f"Löb applies because every theory on the circle is {TICKS}, and the trust comes back to it.",
        claims=tuple(claims),
    )


def _vacuous(theory: str, formula: str, claims: list[tuple[str, Claim]], by: tuple[str, ...]) -> Break:
    return Break(
        code="TWR103",
        nodes=tuple(sorted(by)) or (theory,),
        edges=(Edge("reflects", theory, theory),),
        reason=f"{theory} is given {formula}: for {theory} that is the same as being given the claim itself, "
        "so what follows was proved from nothing",
        repairs=("give the evidence for the claim instead of trust in one's own proof of it",
                 "let a strictly stronger theory, or somebody outside, vouch for it"),
        loeb=f"Löb applies because {theory} is {TICKS}, and the proofs that it trusts are its own.",
        claims=tuple(claims),
    )
