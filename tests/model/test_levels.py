"""Levels, against a definition that just iterates."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st

from tower.model.claim_parser import parse_claim
from tower.model.claims import Claim, Consistent, Holds, Not, Rate, Refines, Rfn, Sound
from tower.model.levels import Levels
from tower.model.values import Check, Model, Optimizer, Property, Verifier

VERIFIERS = tuple(f"v{n}" for n in range(5))
THEORIES = ("A", "B")


def slowly(model: Model, claim: Claim, fuel: int = 12) -> int:
    """The definition, unfolded; only right where nothing runs in a circle."""
    match claim:
        case Not(inner):
            return slowly(model, inner, fuel)
        case Sound(_, inner) | Rfn(_, inner) if inner is not None:
            return 1 + slowly(model, inner, fuel)
        case Sound(name) | Refines(name) | Rate(name):
            return 1 + highest(model, name, fuel)
        case Consistent(theory) | Rfn(theory):
            inside = [v.name for v in model.verifiers if v.theory == theory]
            return 1 + max((highest(model, name, fuel) for name in inside), default=0)
        case _:
            return 0


def highest(model: Model, verifier: str, fuel: int) -> int:
    if not fuel:
        raise RecursionError
    return max(
        (slowly(model, c.claim, fuel - 1) for c in model.checks if verifier in c.by), default=0
    )


claims = st.recursive(
    st.just(Holds("P", "x"))
    | st.builds(Sound, st.sampled_from(VERIFIERS))
    | st.builds(Refines, st.sampled_from(VERIFIERS))
    | st.builds(Rate, st.sampled_from(VERIFIERS))
    | st.builds(Consistent, st.sampled_from(THEORIES))
    | st.builds(Rfn, st.sampled_from(THEORIES)),
    lambda inner: (
        st.builds(Sound, st.sampled_from(VERIFIERS), inner)
        | st.builds(Rfn, st.sampled_from(THEORIES), inner)
        | st.builds(Not, inner.filter(lambda c: not isinstance(c, Not)))
    ),
    max_leaves=3,
)


@st.composite
def towers(draw: st.DrawFn) -> Model:
    verifiers = tuple(
        Verifier(name, draw(st.sampled_from((None, *THEORIES)))) for name in VERIFIERS
    )
    checks = draw(st.lists(st.tuples(st.sampled_from(VERIFIERS), claims), max_size=6))
    return Model(
        "t", optimizers=(Optimizer("x"),), properties=(Property("P"),), verifiers=verifiers,
        checks=tuple(Check((by,), claim, "attestation") for by, claim in checks),
    )  # fmt: skip


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
@given(towers(), claims)
def test_levels_are_as_defined(model: Model, claim: Claim) -> None:
    try:
        expected = slowly(model, claim)
    except RecursionError:
        Levels(model).of_claim(claim)  # a circle: only that there is an answer
        return
    assert Levels(model).of_claim(claim) == expected


def tower(*checks: tuple[str, str]) -> Levels:
    verifiers = (
        Verifier("v", "PA"),
        Verifier("w", "PA+Con"),
        Verifier("u", "PA+Con^2"),
        Verifier("weak"),
    )
    return Levels(Model(
        "t", optimizers=(Optimizer("x", theory="PA", enacts=(("v", "P"),)),), properties=(Property("P"),),
        verifiers=verifiers, checks=tuple(Check((by,), parse_claim(text), "proof") for by, text in checks),
    ))  # fmt: skip


def test_a_chain_of_soundness() -> None:
    levels = tower(("v", "P(x)"), ("w", "sound(v)"), ("u", "sound(w)"))
    assert [levels.of_claim(parse_claim(f"sound({name})")) for name in "vwu"] == [1, 2, 3]
    assert [levels.of_node(name) for name in ("x", "v", "w", "u", "weak")] == [0, 1, 2, 3, 1]


def test_a_chain_of_consistency() -> None:
    levels = tower(("v", "P(x)"), ("w", "consistent(PA)"), ("u", "consistent(PA+Con^1)"))
    assert levels.of_claim(parse_claim("consistent(PA+Con^2)")) == 3


def test_in_a_circle_all_are_equal() -> None:
    levels = tower(("v", "P(x)"), ("v", "sound(w)"), ("w", "sound(v)"), ("u", "sound(v)"))
    assert levels.of_claim(parse_claim("sound(v)")) == levels.of_claim(parse_claim("sound(w)"))
    assert levels.of_node("v") == levels.of_node("w")
    assert levels.of_node("u") == levels.of_node("v") + 1


def test_an_enactment_has_its_own_level() -> None:
    levels = tower(("v", "P(x)"), ("v@x", "sound(w)"), ("w", "sound(v)"))
    assert levels.of_node("v") == 1
    assert levels.of_node("v@x") == 3


def test_a_long_chain_is_no_problem() -> None:
    count = 10_000
    verifiers = tuple(Verifier(f"v{n}", "PA") for n in range(count))
    checks = tuple(Check((f"v{n + 1}",), Sound(f"v{n}"), "proof") for n in range(count - 1))
    levels = Levels(Model("t", verifiers=verifiers, checks=checks))
    assert levels.of_node(f"v{count - 1}") == count
