"""Certificates for verdicts: what the small checker needs to accept each of them without search.

A claim that holds is a derivation, line by line, and where theories reason also a theorem of L_P; one
that does not is a model.  Format: `proofs/certificate-format.md`; checker: `tower.logic.checker.verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...errors import LimitReached
from ...logic.pattern import Pattern
from ...logic.prover import Proved, Refuted, prove
from ...logic.prover.writing import loop_model
from ...model.claims import Claim, Consistent, Refines, Rfn
from ...model.theories import canonical_name
from ...propagation.compile import compile_question
from ...propagation.edges import TrustEdge
from ...propagation.facts import Adopted, Known, Rule, Trusted
from ...propagation.standing import Standing
from ...syntax.formula import FALSE, Box
from ..infinite import infinite_claims
from ..judging import Judge
from ..report import Answer
from ..shrinking import on_some, refinements
from .given import given_shape
from .lines import Lines
from .logic import lines_for, pattern_of, readings
from .proof import LIMITS, Proof, part_shape, reasons_in_theories
from .shapes import claim_shape, claims_in

Certificate = dict[str, Any]


def certificate(judge: Judge, asker: str, claim: Claim) -> Certificate | None:
    """The certificate of one verdict.

    None where there is nothing to show: UNKNOWN, UNSUPPORTED (no evidence is left), CONTRADICTED
    between weak checks, and the rows of an infinite tower, whose laws are theorems of their own.
    """
    if claim in infinite_claims(judge.case.model):
        return None
    answer = judge.answer(asker, claim)
    standing = judge.case.standing(asker, claim)
    try:
        return _Maker(judge, answer, standing).made()
    except LimitReached:
        return None


@dataclass
class _Maker:
    """One answer on its way to a certificate."""

    judge: Judge
    answer: Answer
    standing: Standing

    def made(self) -> Certificate | None:
        match self.answer.verdict:
            case "GUARANTEED" | "ASSUMED" | "SUPPORTED":
                return self._held()
            case "NOT_DERIVABLE":
                return self._refuted()
            case "VACUOUS":
                return self._vacuous()
            case "COLLAPSED":
                return self._collapsed()
            case _:
                return None

    @property
    def claim(self) -> Claim:
        return self.answer.claim

    def _written(self, lines: Lines, **parts: Any) -> Certificate:
        empty: Certificate = {"lines": lines.shapes, "collapsed": [], "proof": None, "model": None}
        return {
            "format": "tower-verdict",
            "version": 1,
            "tower": self.judge.case.model.name,
            "asker": self.answer.asker,
            "claim": claim_shape(self.claim),
            "verdict": self.answer.verdict,
            "assumptions": [claim_shape(root) for root in sorted(lines.assumed, key=str)],
            "given": given_shape(lines),
            **empty,
            **parts,
        }

    # what holds

    def _held(self) -> Certificate | None:
        goal = Known(self.claim)
        if goal not in self.standing.reached:
            return self._held_by_logic()
        lines = Lines(self.standing, self.claim)
        lines.add(self._derivation(goal))
        lines.adopt()
        proof = Proof(lines).shape() if reasons_in_theories(lines) else None
        lines.conclude(goal)
        return self._written(lines, proof=proof)

    def _derivation(self, goal: Known) -> tuple[Rule, ...]:
        if self.answer.verdict != "ASSUMED":
            return self.standing.lines(goal)
        return self.standing.unchecked.leading_to([goal])

    def _held_by_logic(self) -> Certificate | None:
        """A claim that only the logic derives, on the assumptions that the answer names."""
        whole = (*self.judge.compiled(self.standing, self.claim).roots, *refinements(self.standing))
        gone = [root for root in whole if root not in self.answer.assumptions[0]]
        standing = on_some(self.judge.case.model, self.standing.asker, self.claim, gone)
        kept = [root for root in refinements(self.standing) if root not in gone]
        return self._theorem(standing, kept)

    def _theorem(
        self, standing: Standing, relied: Iterable[Refines] = (), **parts: Any
    ) -> Certificate | None:
        """A theorem about the claim; `relied` are the verifiers whose acceptances count."""
        compiled = compile_question(standing.setting, standing.edges, standing, self.claim)
        lines = lines_for(standing, self.claim, compiled)
        lines.assumed.update(dict.fromkeys(relied))
        axioms = readings(compiled, lines)
        pattern = pattern_of(compiled, lines, axioms)
        found = prove(pattern, Box(compiled.asker, compiled.question.claim), limits=LIMITS)
        if not isinstance(found, Proved):
            return None
        proof = part_shape(compiled.asker, axioms, found.certificate)
        return self._written(lines, proof=proof, **parts)

    # what does not

    def _refuted(self) -> Certificate | None:
        """A model of everything that was declared in which the asker does not prove the claim."""
        compiled = self.judge.compiled(self.standing, self.claim)
        lines = lines_for(self.standing, self.claim, compiled)
        axioms = readings(compiled, lines)
        pattern = pattern_of(compiled, lines, axioms)
        found = prove(pattern, Box(compiled.asker, compiled.question.claim), limits=LIMITS)
        if not isinstance(found, Refuted):
            return None
        model = part_shape(compiled.asker, axioms, found.certificate)
        return self._written(lines, model=model)

    def _vacuous(self) -> Certificate | None:
        """A theorem of L_P that is none without Löb's axiom: out of nothing but trust."""
        found = self.judge.judgement(self.standing, self.claim).h0_model
        if found is None:
            return None
        model = part_shape("", (), loop_model(found.pattern, found.formula, found.model))
        return self._theorem(self.standing, model=model)

    def _collapsed(self) -> Certificate | None:
        """The claim rests on theories that their edges or axioms make inconsistent."""
        goal, spite = Known(self.claim), self.standing.in_spite
        if goal not in spite:
            return self._theorem(self.standing, collapsed=self._inconsistent())
        lines = Lines(self.standing, self.claim)
        lines.add(spite.leading_to([goal]))
        lines.edges.update(dict.fromkeys(self._dead_edges()))
        collapsed = [self._dead(name) for name in self._dead_in(lines)]
        if not collapsed:
            return self._theorem(self.standing, collapsed=self._inconsistent())
        return self._written(lines, collapsed=collapsed)

    def _dead_in(self, lines: Lines) -> list[str]:
        """The dead theories that the lines speak of."""
        dead = self.judge.case.edges.dead
        named = {fact.theory for fact in lines.number if isinstance(fact, Adopted | Trusted)}
        named |= set(given_shape(lines)["theories"].values())
        spoken = (each for each in claims_in(self.claim) if isinstance(each, Rfn | Consistent))
        named |= {canonical_name(each.theory) for each in spoken}
        return sorted(name for name in named if name in dead)

    def _dead(self, name: str) -> Certificate:
        """The theorem that a theory on, or above, a cycle with a strict edge proves falsehood."""
        used = self._dead_edges()
        return _shown(
            Pattern(
                tuple(self.judge.case.edges.dead),
                frozenset((edge.lower, edge.upper) for edge in used if edge.relation == "includes"),
                frozenset((edge.lower, edge.upper) for edge in used if edge.relation == "reflects"),
                frozenset((edge.lower, edge.upper, edge.strength) for edge in used if not edge.includes),
            ),
            name,
        )

    def _dead_edges(self) -> list[TrustEdge]:
        edges = self.judge.case.edges
        return [edge for edge in edges.all if edge.lower in edges.dead and edge.upper in edges.dead]

    def _inconsistent(self) -> list[Certificate]:
        """The theorems that the theories on which the logic says it rests prove falsehood."""
        compiled = self.judge.compiled(self.standing, self.claim)
        lines = lines_for(self.standing, self.claim, compiled)
        pattern = pattern_of(compiled, lines, readings(compiled, lines))
        rests_on = self.judge.judgement(self.standing, self.claim).rests_on
        return [_shown(pattern, name) for name in rests_on]


def _shown(pattern: Pattern, theory: str) -> Certificate:
    found = prove(pattern, Box(theory, FALSE), limits=LIMITS)
    if not isinstance(found, Proved):
        raise LimitReached("a proof that a theory is inconsistent")
    return found.certificate
