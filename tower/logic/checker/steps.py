"""Theorem certificates: each step is one instance of the sequent rule, refuted by its hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import CertificateError
from ...syntax.formula import FALSE
from .question import Clause, Question, list_of, number_of


@dataclass
class _Lemma:
    """A clause that holds everywhere, or where `only` is a theory proved 1-consistent."""

    clause: Clause
    only: int | None


class _Refutation:
    """One step: a growing set of true literals that must end in a contradiction."""

    def __init__(
        self, question: Question, lemmas: list[_Lemma], theory: int | None, premises: list[int]
    ) -> None:
        self.question = question
        self.lemmas = lemmas
        self.theory = theory
        self.local: list[Clause] = []
        self.true: set[int] = set()
        self.order: list[int] = []  # the true literals, in the order in which they became true
        self.refuted = self._assume(premises)

    def _assume(self, literals: Iterable[int]) -> bool:
        """Make literals true; say whether that is a contradiction."""
        for literal in literals:
            if -literal in self.true:
                return True
            if literal not in self.true:
                self._set(literal)
        return False

    def _set(self, literal: int) -> None:
        self.true.add(literal)
        self.order.append(literal)

    def run(self, entries: list[Any]) -> None:
        """Work through all entries; CertificateError unless they end in a contradiction."""
        for entry in entries:
            if self.refuted:
                break
            literals, hints = list_of(entry, 2)
            if literals == []:
                self.refuted = self._follow(hints)
            else:
                self._learn(tuple(self.question.literals(literals)), hints)
        if not self.refuted:
            raise CertificateError("the premises are not refuted")

    def _learn(self, clause: Clause, hints: object) -> None:
        """Check one local clause, and forget what its check made true."""
        size = len(self.order)
        if not (self._assume(-each for each in clause) or self._follow(hints)):
            raise CertificateError("a local clause does not follow from its hints")
        self.true.difference_update(self.order[size:])
        del self.order[size:]
        self.local.append(clause)

    def _follow(self, hints: object) -> bool:
        """Propagate the clauses of each hint; say whether one was contradicted."""
        for hint in list_of(hints):
            if type(hint) is not int:
                raise CertificateError("expected numbers as hints")
            for clause in self._clauses(hint):
                found = self._unit(clause)
                if found == 0:
                    return True
                if found is not None:
                    self._set(found)
        return False

    def _unit(self, clause: Clause) -> int | None:
        """The only literal that is left, 0 if none is, None if the clause says nothing yet."""
        left = 0
        for literal in clause:
            if -literal not in self.true:
                if left or literal in self.true:
                    return None
                left = literal
        return left

    def _clauses(self, hint: int) -> tuple[Clause, ...]:
        nodes = self.question.nodes
        if 0 < hint < len(nodes):
            return (self._reflection(hint),) if nodes[hint][0] == "box" else self.question.meaning(hint)
        if -len(self.local) <= hint < 0:
            return (self.local[-hint - 1],)
        number = hint - len(nodes)
        if not 0 <= number < len(self.lemmas):
            raise CertificateError(f"hint {hint} names nothing that is known here")
        lemma = self.lemmas[number]
        if lemma.only is not None and (
            self.theory is None or lemma.only not in self.question.consistent(self.theory, 1)
        ):
            raise CertificateError(f"hint {hint} names a lemma that does not hold here")
        return (lemma.clause,)

    def _reflection(self, node: int) -> Clause:
        """The clause [h]a -> a, where it holds."""
        question = self.question
        _, lower, body = question.nodes[node]
        if self.theory is None:
            allowed = any(lower in question.below(each) for each in question.sound)
        else:
            allowed = lower in question.reflected(self.theory)
        if not allowed:
            raise CertificateError(f"node {node} is not reflected here")
        return -node, question.literal[body]


def check_steps(question: Question, steps: list[Any]) -> None:
    """Check that the steps, each resting on the ones before, end in a refutation of the denied goal."""
    lemmas: list[_Lemma] = []
    for number, step in enumerate(steps, start=1):
        try:
            if not isinstance(step, Mapping):
                raise CertificateError("expected an object")
            if number < len(steps):
                lemmas.append(_checked_lemma(question, lemmas, step))
            else:
                _check_goal(question, lemmas, step)
        except CertificateError as error:
            raise CertificateError(error.message, step=number) from None
    if not steps:
        raise CertificateError("there is no step")


def _check_goal(question: Question, lemmas: list[_Lemma], step: Mapping[str, Any]) -> None:
    if set(step) != {"goal", "by"} or type(step["goal"]) is not int or step["goal"] != question.goal:
        raise CertificateError("the last step is not about the goal")
    _Refutation(question, lemmas, None, [-question.literal[question.goal]]).run(list_of(step["by"]))


def _checked_lemma(question: Question, lemmas: list[_Lemma], step: Mapping[str, Any]) -> _Lemma:
    """Check one instance of the sequent rule, or of its companion for 1-consistency."""
    kind = "box" if "box" in step else "con"
    if set(step) != {kind, "from", "also", "by"}:
        raise CertificateError("missing or unknown field")
    if kind == "box":
        node = number_of(step["box"], 1, len(question.nodes) - 1)
        if question.nodes[node][0] != "box":
            raise CertificateError("a lemma must be about a box")
        theory, body = question.nodes[node][1:]
        conclusion, gift = [node], [node, -question.literal[body]]
    else:
        theory, conclusion, gift = number_of(step["con"], 0, len(question.theories) - 1), [], []
    start = question.literals(step["from"])
    premises = start + gift + _opened(question, theory, start, kind)
    premises += [_extra(question, theory, each) for each in question.literals(step["also"])]
    _Refutation(question, lemmas, theory, premises).run(list_of(step["by"]))
    return _Lemma(tuple(-each for each in start) + tuple(conclusion), None if kind == "box" else theory)


def _opened(question: Question, theory: int, start: list[int], kind: str) -> list[int]:
    """Check what a lemma starts from, and return the bodies that open in the theory."""
    opened: list[int] = []
    for literal in start:
        node = question.nodes[abs(literal)]
        if node[0] == "box" and literal > 0:
            if node[1] in question.below(theory):
                opened.append(question.literal[node[2]])
        elif node[0] == "atom" and node[1] in question.sigma and (literal > 0 or kind == "con"):
            continue
        elif not (node[0] == "atom" and node[1] in question.decidable or node[0] == "box" and kind == "con"):
            raise CertificateError(f"literal {literal} does not persist")
    return opened


def _extra(question: Question, theory: int, literal: int) -> int:
    """Check one further premise: a declared axiom, or the consistency of a theory."""
    if not question.below(theory).isdisjoint(question.owners.get(literal, ())):
        return literal
    node = question.nodes[abs(literal)]
    if literal < 0 and node[0] == "box" and node[1] in question.consistent(theory, 0) \
            and question.formulas[node[2]] is FALSE:
        return literal
    raise CertificateError(f"literal {literal} is neither an axiom nor a consistency of theory {theory}")


