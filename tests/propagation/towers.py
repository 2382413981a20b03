"""Random towers for the laws: small, valid by construction, rich in trust edges and checks of checks."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tower.model.claims import Claim, Condition, Consistent, Holds, Sound
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

THEORIES = ("A", "B", "C", "D")
CLASSES = st.sampled_from([
    PropertyClass(), PropertyClass("decidable"), PropertyClass("pi", 1), PropertyClass("sigma", 1),
])


@st.composite
def upward_theories(draw: st.DrawFn) -> tuple[Theory, ...]:
    """Theories whose edges only go up the alphabet: nothing can be dead."""
    return tuple(
        Theory(
            name,
            includes=draw(_some(THEORIES[:number])),
            reflects=tuple((lower, False) for lower in draw(_some(THEORIES[:number]))),
            proves_con=tuple((lower, 0) for lower in draw(_some(THEORIES[:number]))),
        )
        for number, name in enumerate(THEORIES)
    )


def _some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    if not names:
        return st.just(())
    most = st.integers(0, min(2, len(names)))
    return most.flatmap(
        lambda count: st.lists(st.sampled_from(names), min_size=count, max_size=count, unique=True).map(tuple)
    )


@st.composite
def strong_towers(draw: st.DrawFn) -> Model:
    """Strong verifiers only: acceptances of plain claims, of soundness, of consistency."""
    theories = draw(upward_theories())
    verifiers = tuple(
        Verifier(f"v{number}", theory=draw(st.sampled_from(THEORIES)))
        for number in range(draw(st.integers(1, 4)))
    )
    names = [verifier.name for verifier in verifiers]
    properties = tuple(Property(name, draw(CLASSES)) for name in ("P", "Q"))
    plain = st.sampled_from([Holds("P", "x"), Holds("Q", "x")])
    claims = st.one_of(
        plain,
        st.builds(Sound, st.sampled_from(names), plain),
        st.builds(Sound, st.sampled_from(names)),
    )
    checks = draw(st.lists(st.builds(_proof, st.sampled_from(names), claims), min_size=1, max_size=6))
    roots = draw(st.lists(
        st.one_of(st.builds(Sound, st.sampled_from(names)), st.builds(Consistent, st.sampled_from(THEORIES))),
        min_size=1, max_size=3, unique=True,
    ))
    return Model(
        "random", theories=theories, properties=properties, artifacts=(Artifact("x"),), verifiers=verifiers,
        checks=tuple(dict.fromkeys(checks)),
        observers=(Observer("o", assumes=tuple(map(Assumption, roots))),),
    )


@st.composite
def instance_towers(draw: st.DrawFn) -> Model:
    """Strong towers in which much is accepted about the soundness of verifiers on one claim."""
    model = draw(strong_towers())
    names = st.sampled_from([verifier.name for verifier in model.verifiers])
    plain = st.sampled_from([Holds("P", "x"), Holds("Q", "x")])
    proofs = draw(st.lists(st.builds(_proof, names, plain), min_size=1, max_size=2))
    instances = draw(st.lists(st.builds(_proof, names, st.builds(Sound, names, plain)), min_size=1, max_size=6))
    return replace(model, checks=tuple(dict.fromkeys((*model.checks[:3], *instances, *proofs))))


def _proof(verifier: str, claim: Claim) -> Check:
    return Check((verifier,), claim, "proof")


@st.composite
def mixed_towers(draw: st.DrawFn) -> Model:
    """Strong and weak verifiers, shared lineages, thresholds, needs and assumptions of every kind."""
    strong = draw(strong_towers())
    lineages = st.sampled_from([(), (("weights", "w1"),), (("person", "p1"),), (("data", "d"),)])
    weak = tuple(Verifier(f"w{number}", lineage=draw(lineages)) for number in range(draw(st.integers(1, 4))))
    names = [verifier.name for verifier in weak]
    everybody = [*names, *(verifier.name for verifier in strong.verifiers)]
    plain = st.sampled_from([Holds("P", "x"), Holds("Q", "x"), *(Holds("P", name) for name in names)])
    claims = st.one_of(plain, st.builds(Sound, st.sampled_from(everybody), st.none() | plain))
    needs = st.lists(st.sampled_from([Condition("c"), Holds("Q", "x")]), max_size=1).map(tuple)
    hows = st.sampled_from(["attestation", "test", "review"])
    single = st.builds(lambda name, claim, how, need: Check((name,), claim, how, needs=need),
                       st.sampled_from(names), claims, hows, needs)
    checks = draw(st.lists(single, min_size=1, max_size=5))
    if len(names) > 1:
        several = draw(st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True))
        count = draw(st.integers(1, len(several)))
        checks.append(Check(tuple(several), draw(claims), draw(hows), at_least=count, threshold=True))
    roots = draw(st.lists(claims | st.just(Condition("c")), max_size=3, unique=True))
    assumed = {root.claim: None for root in strong.observers[0].assumes} | dict.fromkeys(roots)
    return Model(
        "mixed", theories=strong.theories, properties=(*strong.properties, Property("c")),
        artifacts=strong.artifacts, verifiers=(*strong.verifiers, *weak),
        checks=tuple(dict.fromkeys((*strong.checks, *checks))),
        observers=(Observer("o", assumes=tuple(map(Assumption, assumed))),),
    )
