"""On the Horn fragment propagation derives exactly what the logic calls honest (proofs/vacuity.md).

The fragment: acceptances, their proof objects re-checked, of plain claims and of soundness.  The
logic is asked twice: the question as propagation compiles it, and one written here from the
declarations alone, so that no error can be in both the rules and their translation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.propagation.towers import instance_towers, strong_towers
from tower.diagnosis.case import Case
from tower.diagnosis.judging import Judge
from tower.logic.pattern import Pattern
from tower.logic.vacuity import Acceptance, Question, judge as decide_honesty
from tower.model.claims import Claim, Consistent, Holds, Sound
from tower.model.validate import validate
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Model,
    Observer,
    Property,
    PropertyClass,
    Theory,
    Verifier,
)
from tower.propagation.compile import Writer
from tower.propagation.facts import Known
from tower.propagation.setting import Setting
from tower.syntax.formula import Box, Implies


def compare(model: Model) -> None:
    """Every plain claim: derivable by the rules iff the logic's verdict is GUARANTEED."""
    validate(model)
    case = Case(model, "o", date(2026, 1, 1))
    if case.edges.dead:
        return
    judge = Judge(case)
    for claim in (Holds("P", "x"), Holds("Q", "x")):
        standing = case.standing("o", claim)
        question = judge.compiled(standing, claim).question
        facts = tuple(replace(each, rechecked=True) for each in question.accepted)
        logic = decide_honesty(replace(question, accepted=facts)).verdict
        rules = Known(claim) in standing.reached
        assert rules == (logic == "GUARANTEED"), (claim, logic, rules)
        assert logic in ("GUARANTEED", "VACUOUS", "NOT_DERIVABLE")


def stated(model: Model, claim: Claim) -> Question:
    """The question by the book: declared edges, one for each proof of soundness, roots as edges to the asker."""
    reasons = {verifier.name: str(verifier.theory) for verifier in model.verifiers}
    writer = Writer(Setting(model))
    includes = {(lower, theory.name) for theory in model.theories for lower in theory.includes}
    reflects = {(lower, theory.name) for theory in model.theories for lower, _ in theory.reflects}
    con = {(lower, theory.name, number) for theory in model.theories for lower, number in theory.proves_con}
    accepted = []
    for check in model.checks:
        here = reasons[check.by[0]]
        match check.claim:
            case Sound(verifier, None):
                reflects.add((reasons[verifier], here))
            case Sound(verifier, what) if what is not None:
                body = writer.write(what)
                accepted.append(Acceptance(here, Implies(Box(reasons[verifier], body), body), rechecked=True))
            case what:
                accepted.append(Acceptance(here, writer.write(what), rechecked=True))
    for root in model.observers[0].assumes:
        match root.claim:
            case Sound(verifier, None):
                includes.add((reasons[verifier], "me"))
            case Consistent(theory, 0):
                con.add((theory, "me", 0))
            case other:
                raise AssertionError(other)
    goal = writer.write(claim)
    pattern = Pattern(
        (*(theory.name for theory in model.theories), "me"), includes=frozenset(includes),
        reflects=frozenset(reflects), con=frozenset(con), sigma1_atoms=frozenset(writer.sigma1),
        decidable_atoms=frozenset(writer.decidable),
    )
    return Question(pattern=pattern, accepted=tuple(accepted), theory="me", claim=goal)


def compare_with_the_book(model: Model) -> None:
    """Every plain claim: derivable by the rules iff the logic finds it honest, nothing shared with the rules."""
    validate(model)
    case = Case(model, "o", date(2026, 1, 1))
    if case.edges.dead:
        return
    for claim in (Holds("P", "x"), Q):
        rules = Known(claim) in case.standing("o", claim).reached
        assert rules == (decide_honesty(stated(model, claim)).verdict == "GUARANTEED"), (claim, rules)


Q = Holds("Q", "x")
NEVER = PropertyClass("pi", 1)


def tower_of(
    checks: dict[str, Claim], reasons: dict[str, str], root: Claim, *theories: Theory, of_any_kind: str = "",
) -> Model:
    """Proofs by verifiers in the theories named, for an observer with one assumption.

    P and Q are never-properties, but for the one that is of any kind.
    """
    return Model(
        "example", theories=theories, artifacts=(Artifact("x"),),
        properties=tuple(
            Property(name, PropertyClass() if name == of_any_kind else NEVER) for name in ("P", "Q")
        ),
        verifiers=tuple(Verifier(name, theory=theory) for name, theory in reasons.items()),
        checks=tuple(Check((by,), claim, "proof") for by, claim in checks.items()),
        observers=(Observer("o", assumes=(Assumption(root),)),),
    )


LOW, HIGH = Theory("A"), Theory("B", includes=("A",))
DERIVED = {
    "consistency above an inclusion": tower_of({"v": Q}, {"v": "A"}, Consistent("B"), LOW, HIGH),
    "soundness of another verifier in the theory": tower_of(
        {"v": Q, "w": Sound("u", Q)}, {"v": "B", "u": "B", "w": "A"}, Sound("w"), LOW, HIGH
    ),
    "soundness on the claim in a theory above": tower_of(
        {"v": Q, "w": Sound("u", Q)}, {"v": "A", "u": "B", "w": "D"}, Sound("w"), LOW, HIGH, Theory("D")
    ),
    "soundness on the claim in a theory that trusts the other one": tower_of(
        {"v": Q, "w": Sound("u", Q)}, {"v": "A", "u": "B", "w": "D"},
        Sound("w"), LOW, Theory("B", proves_con=(("A", 0),)), Theory("D"),
    ),
    "soundness on the claim in a theory that accepted it of the other one": tower_of(
        {"v": Q, "u": Sound("v", Q), "w": Sound("u", Q)}, {"v": "A", "u": "B", "w": "D"},
        Sound("w"), LOW, Theory("B"), Theory("D"),
    ),
    "soundness on the claim, accepted by a theory below": tower_of(
        {"v": Q, "t": Sound("v", Q), "w": Sound("u", Q)}, {"v": "A", "t": "C", "u": "B", "w": "D"},
        Sound("w"), LOW, Theory("C"), Theory("B", reflects=(("C", False),)), Theory("D"), of_any_kind="Q",
    ),
}


@pytest.mark.parametrize("model", DERIVED.values(), ids=DERIVED)
def test_rules_find_what_the_logic_finds(model: Model) -> None:
    compare(model)
    compare_with_the_book(model)
    assert Known(Q) in Case(model, "o", date(2026, 1, 1)).standing("o", Q).reached


LIMITED = {
    "by consistency of its theory": tower_of(
        {"v": Q, "w": Holds("P", "x"), "u": Sound("v")}, {"v": "D", "w": "D", "u": "A"},
        Consistent("D"), Theory("A"), Theory("D"), of_any_kind="P",
    ),
    "by a proof of a theory that is consistent": tower_of(
        {"v": Q, "w": Holds("P", "x"), "u": Sound("v")}, {"v": "D", "w": "D", "u": "A"},
        Consistent("A"), Theory("A"), Theory("D"), of_any_kind="P",
    ),
    "on a claim that it does not check": tower_of(
        {"v": Sound("u", Q), "w": Holds("P", "x"), "t": Sound("v", Holds("P", "x"))},
        {"v": "D", "w": "D", "t": "D", "u": "A"},
        Consistent("D"), Theory("A"), Theory("D", includes=("A",)), of_any_kind="P",
    ),
    "on the claim, by a theory that only knows the other one to be consistent": tower_of(
        {"v": Holds("P", "x"), "w": Sound("u", Holds("P", "x"))}, {"v": "A", "u": "B", "w": "D"},
        Sound("w"), LOW, Theory("B", proves_con=(("A", 0),)), Theory("D"), of_any_kind="P",
    ),
    "on the claim, by a theory that has nothing to do with the other one": tower_of(
        {"v": Holds("P", "x"), "w": Sound("u", Holds("P", "x"))}, {"v": "A", "u": "B", "w": "D"},
        Sound("w"), LOW, Theory("B"), Theory("D"),
    ),
    "on the claim, where the other one accepted it of itself": tower_of(
        {"v": Holds("P", "x"), "t": Sound("v", Holds("P", "x")), "w": Sound("u", Holds("P", "x"))},
        {"v": "A", "t": "A", "u": "B", "w": "D"}, Sound("w"), LOW, Theory("B"), Theory("D"),
    ),
}


@pytest.mark.parametrize("model", LIMITED.values(), ids=LIMITED)
def test_soundness_on_what_a_verifier_checks_is_not_soundness_on_everything(model: Model) -> None:
    """Consistency carries never-properties; a claim of no class needs more than that."""
    compare(model)
    compare_with_the_book(model)
    assert Known(Holds("P", "x")) not in Case(model, "o", date(2026, 1, 1)).standing("o", Q).reached


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(strong_towers() | instance_towers())
def test_rules_derive_what_is_honest(model: Model) -> None:
    compare(model)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(strong_towers() | instance_towers())
def test_rules_derive_what_is_honest_by_the_book(model: Model) -> None:
    compare_with_the_book(model)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(strong_towers() | instance_towers())
def test_rules_derive_what_is_honest_on_ten_thousand_towers(model: Model) -> None:
    compare(model)
    compare_with_the_book(model)
