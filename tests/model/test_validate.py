"""Models from Python: what a file would refuse is refused there too, and the rules about names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.model.cases import EVERYTHING
from tests.model.strategies import models
from tower.errors import ModelError
from tower.model.claims import DEEPEST, Claim, Condition, Consistent, Holds, Not, Sound
from tower.model.file import load_text
from tower.model.scope import Scope, default_observer, observer_theory
from tower.model.validate import validate
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Coalition,
    CommonCause,
    Expectation,
    Infinite,
    Interval,
    Latent,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Requirement,
    Symbol,
    Theory,
    Trials,
    Verifier,
    Waiver,
    loss,
    mesa,
    values,
)

P = Property("P")
LAB = Optimizer("lab", theory="PA", enacts=(("v", "P"),))
BASE = Model(
    "t", properties=(P, Property("c")), optimizers=(LAB, Optimizer("ai", built_by=("lab",))),
    artifacts=(Artifact("leaf"),), verifiers=(Verifier("v", theory="PA+Con"), Verifier("weak")),
)  # fmt: skip
CLAIM = Holds("P", "ai")


def test_the_base_is_fine() -> None:
    validate(BASE)


def rate(value: Any) -> dict[str, Any]:
    return {
        "verifiers": (
            Verifier("v", theory="PA"),
            Verifier("weak", error=(("false_accept", value),)),
        )
    }


def check(*by: str, claim: Claim = CLAIM, how: Any = "test", **more: Any) -> dict[str, Any]:
    return {"checks": (Check(by, claim, how, **more),)}


def deep(depth: int) -> Claim:
    claim: Claim = CLAIM
    for _ in range(depth):
        claim = Sound("weak", claim)
    return claim


WRONG: list[dict[str, Any]] = [
    {"name": ""},
    {"name": "two\nlines"},
    {"name": 5},
    {"optimizers": (LAB, LAB)},
    {"optimizers": (LAB, Optimizer("v"))},
    {"optimizers": (LAB, Optimizer("a", built_by=("lab", "lab")))},
    {"optimizers": (LAB, Optimizer("a", built_by=("leaf",)))},
    {"optimizers": (LAB, Optimizer("a", link="serched"))},  # type: ignore[arg-type]
    {"optimizers": (LAB, Optimizer("a", objective=Objective("money")))},  # type: ignore[arg-type]
    {"optimizers": (LAB, Optimizer("a", addresses=("bugs", "bugs")))},
    {"optimizers": (LAB, Optimizer("a", lineage=(("key", "k"), ("key", "k"))))},
    {"optimizers": (LAB, Optimizer("a", lineage=(("key", ""),)))},
    {"optimizers": (LAB, Optimizer("a", enacts=(("v", "P"), ("v", "P"))))},
    {"optimizers": (LAB, Optimizer("a", capability=Fraction(10**401)))},
    {"artifacts": (Artifact("a", lineage=(("weigths", "w"),)),)},
    {"properties": (P, P)},
    {"properties": (Property("P", PropertyClass("pi", 0)), Property("c"))},
    {"properties": (Property("P", PropertyClass("any", 2)), Property("c"))},
    {"properties": (Property("P", PropertyClass("sigma", 1000)), Property("c"))},
    {"theories": (Theory("A"), Theory("A"))},
    {"theories": (Theory("A", includes=("PA", "PA")),)},
    {"theories": (Theory("A", proves_con=(("PA", 10**6),)),)},
    {"theories": (Theory("A", proves_con=(("PA", 0), ("PA", 1))),)},
    {"theories": (Theory("A", axioms=("p ->",)),)},
    {"theories": (Theory("-A"),)},
    rate(0.1),
    rate(Fraction(11, 10)),
    rate(Fraction(-1, 10)),
    rate(Interval(Fraction(1, 2), Fraction(1, 4))),
    rate(Interval(Fraction(0), Fraction(2))),
    rate(Symbol("nan")),
    rate(Symbol("a b")),
    rate(Trials(2, 1)),
    rate(Trials(0, 0)),
    rate(Trials(-1, 1)),
    rate(Fraction(1, 10**400)),
    {
        "verifiers": (
            Verifier("v", theory="PA"),
            Verifier("weak", error=(("false_alarm", Fraction(0)),)),
        )
    },
    check("nobody"),
    check("weak", "weak", threshold=True),
    check("weak", "v"),
    check(),
    check("weak", at_least=2, threshold=True),
    check("weak", how="proven"),
    check("weak", result="maybe"),
    check("weak", how="proof"),
    check("v", "weak", how="proof", threshold=True),
    check("v", "weak", how="test", threshold=True),
    check("v", how="test"),
    check("v@lab", how="review"),
    check("v@ai", how="proof"),
    check("weak", needs=(CLAIM, CLAIM)),
    check("weak", coverage=Fraction(2)),
    check("weak", claim=Holds("Q", "ai")),
    check("weak", claim=Not(Holds("P", "nobody"))),
    check("weak", claim=Condition("d")),
    check("weak", claim=Consistent("PA", -1)),
    check("weak", claim=Consistent("PA", 10**6)),
    check("weak", claim=deep(DEEPEST + 1)),
    check("weak", claim=deep(100_000)),
    {"observers": (Observer("o"), Observer("o"))},
    {"observers": (Observer("o", assumes=(Assumption(CLAIM), Assumption(CLAIM))),)},
    {"observers": (Observer("o", assumes=(Assumption(CLAIM), Assumption(Not(CLAIM)))),)},
    {"observers": (Observer("o", assumes=(Assumption(CLAIM, credence=Fraction(2)),)),)},
    {"observers": (Observer("o", prior=((CLAIM, Fraction(1)), (CLAIM, Fraction(0)))),)},
    {"dependence": (CommonCause(("key", "k"), Fraction(0)),)},
    {"dependence": (Latent("l", Fraction(0), ("nobody",)),)},
    {"dependence": (Latent("l", Fraction(0), ()), Latent("l", Fraction(0), ()))},
    {"requires": (Requirement(CLAIM, verdict="FINE"),)},
    {"requires": (Requirement(CLAIM, bound=Fraction(2)),)},
    {"requires": (Requirement(CLAIM, observer="nobody"),)},
    {"waivers": (Waiver("COMMON_CAUSE", (), "r"),)},
    {"waivers": (Waiver("TWR101", (), ""),)},
    {"waivers": (Waiver("TWR101", ("v", "v"), "r"),)},
    {"expect": Expectation((("lab", CLAIM, "FINE"),))},
    {"expect": Expectation((("lab", CLAIM, "UNKNOWN"), ("lab", CLAIM, "VACUOUS")))},
    {"expect": Expectation((), ("GAP",))},
    {"observers": (Observer("breaks"),), "expect": Expectation((("breaks", CLAIM, "UNKNOWN"),))},
    {"infinite": Infinite("P(")},
    {"infinite": Infinite("P", strength=-1)},
    {"infinite": Infinite("P", base="Peano")},
    {"infinite": Infinite("P", proof="long")},  # type: ignore[arg-type]
]


@pytest.mark.parametrize("change", WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_one_mistake_is_enough(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError) as caught:
        validate(replace(BASE, **change))
    assert caught.value.path
    assert caught.value.expected


@pytest.mark.parametrize(
    "change",
    [
        check("v", how="attestation"),
        check("v@lab", how="proof"),
        check("weak", claim=deep(DEEPEST)),
        check("weak", claim=Holds("P", "v")),
        check("weak", claim=Holds("P", "v@lab")),
        {"waivers": (Waiver("TWR101", ("v@lab", "PA+Con^7", "c", "lab"), "r", date(2027, 1, 1)),)},
        {"dependence": (Coalition(0), Latent("l", Fraction(1), ("v@lab", "weak")))},
        {"observers": (Observer("lab", assumes=(Assumption(CLAIM), Assumption(Not(Condition("c"))))),)},
        {"theories": (Theory("A", includes=("B",)), Theory("B", includes=("A",), axioms=("[PA]p -> <A>q",)))},
    ],
)  # fmt: skip
def test_these_are_no_mistakes(change: dict[str, Any]) -> None:
    validate(replace(BASE, **change))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(models())
def test_generated_models_are_valid(model: Model) -> None:
    validate(model)


def test_the_default_observer() -> None:
    assert default_observer(BASE) == "lab"
    assert default_observer(replace(BASE, observers=(Observer("o"), Observer("lab")))) == "o"
    for outer in ((), (LAB, Optimizer("other"))):
        with pytest.raises(ModelError) as caught:
            default_observer(replace(BASE, optimizers=outer))
        assert "observer" in caught.value.expected
    assert default_observer(load_text(EVERYTHING).model) == "lab"


def test_the_theory_of_an_observer() -> None:
    model = replace(
        BASE, observers=(Observer("o", theory="IΣ1"), Observer("lab"), Observer("weak"))
    )
    found = [observer_theory(model, name) for name in ("o", "lab", "v", "v@lab", "weak", "nobody")]
    assert found == ["ISigma1", "PA", "PA+Con", "PA", None, None]


def test_an_enactment_is_its_optimizer_running_it() -> None:
    lab = replace(LAB, lineage=(("weights", "w"),))
    scope = Scope(
        replace(BASE, optimizers=(lab,), verifiers=(Verifier("v", lineage=(("key", "k"),)),))
    )
    assert scope.is_verifier("v@lab")
    assert not scope.is_verifier("lab")
    assert not scope.is_verifier("weak@lab")
    assert scope.theory_of("v@lab") == "PA"
    assert scope.lineage_of("v@lab") == (("weights", "w"),)
    assert scope.lineage_of("v") == (("key", "k"),)


def test_a_declared_name_is_no_enactment() -> None:
    scope = Scope(replace(BASE, verifiers=(Verifier("v"), Verifier("v@lab", theory="ZFC"))))
    assert scope.enactment("v@lab") is None
    assert scope.theory_of("v@lab") == "ZFC"


def test_objectives() -> None:
    assert (values("a"), loss("b"), mesa()) == (
        Objective("values", "a"), Objective("loss", "b"), Objective("mesa"),
    )  # fmt: skip


def test_a_long_line_of_builders_is_no_problem() -> None:
    count = 20_000
    line = tuple(Optimizer(f"o{n}", built_by=(f"o{n - 1}",) if n else ()) for n in range(count))
    validate(Model("t", optimizers=line))
    ring = (replace(line[0], built_by=(f"o{count - 1}",)), *line[1:])
    with pytest.raises(ModelError, match="built by what it builds"):
        validate(Model("t", optimizers=ring))
