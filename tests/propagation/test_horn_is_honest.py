"""On the Horn fragment propagation derives exactly what the logic calls honest (proofs/vacuity.md).

The fragment: acceptances, their proof objects re-checked, of plain claims and of soundness.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.propagation.towers import strong_towers
from tower.diagnosis.case import Case
from tower.diagnosis.judging import Judge
from tower.logic.vacuity import judge as decide_honesty
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
from tower.propagation.facts import Known


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


Q = Holds("Q", "x")
NEVER = PropertyClass("pi", 1)


def tower_of(checks: dict[str, Claim], reasons: dict[str, str], root: Claim, *theories: Theory) -> Model:
    """Proofs by verifiers in the theories named, for an observer with one assumption; Q is a never-property."""
    return Model(
        "example", theories=theories, artifacts=(Artifact("x"),),
        properties=(Property("P", NEVER), Property("Q", NEVER)),
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
}


@pytest.mark.parametrize("model", DERIVED.values(), ids=DERIVED)
def test_rules_find_what_the_logic_finds(model: Model) -> None:
    compare(model)
    assert Known(Q) in Case(model, "o", date(2026, 1, 1)).standing("o", Q).reached


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(strong_towers())
def test_rules_derive_what_is_honest(model: Model) -> None:
    compare(model)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(strong_towers())
def test_rules_derive_what_is_honest_on_ten_thousand_towers(model: Model) -> None:
    compare(model)
