"""Random towers of every kind that an edge list can hold: small, valid, rich in what may go wrong."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tower.model.claims import Claim, Condition, Consistent, Gate, Holds, Sound
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Theory,
    Verifier,
)

THEORIES = ("A", "B", "C", "PA", "PA+Con")
CLASSES = st.sampled_from(
    [PropertyClass(), PropertyClass("decidable"), PropertyClass("pi", 1), PropertyClass("sigma", 1)]
)
LINEAGE = st.lists(
    st.sampled_from([("weights", "w1"), ("weights", "w2"), ("person", "p1"), ("key", "k"), ("data", "d")]),
    max_size=2,
    unique=True,
).map(tuple)


@st.composite
def theories(draw: st.DrawFn) -> tuple[Theory, ...]:
    """Declared theories with edges in every direction: circles are frequent."""

    def some(name: str) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(THEORIES), max_size=1, unique=True)))

    return tuple(
        Theory(
            name,
            includes=some(name),
            reflects=tuple((low, draw(st.booleans())) for low in some(name)),
            proves_con=tuple((low, draw(st.integers(0, 1))) for low in some(name)),
        )
        for name in ("A", "B", "C")
    )


@st.composite
def held_towers(draw: st.DrawFn) -> Model:
    """Agents, verifiers and artifacts with lineages, rates, digests and capabilities; checks of everything."""
    strong = tuple(
        Verifier(f"s{n}", theory=draw(st.sampled_from(THEORIES))) for n in range(draw(st.integers(0, 2)))
    )
    weak = tuple(
        Verifier(
            f"w{n}",
            error=(("false_accept", Fraction(1, 10)),) if draw(st.integers(0, 3)) == 0 else (),
            lineage=draw(LINEAGE),
            digest=draw(st.sampled_from(["", "d1"])),
            capability=draw(_capability()),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    agents = draw(st.integers(0, 3))
    names = [f"a{n}" for n in range(agents)]
    checkers = [*(v.name for v in (*strong, *weak)), *(f"review@{name}" for name in names)]
    subjects = ["x", *(v.name for v in weak), *names]
    plain = st.builds(Holds, st.sampled_from(["P", "Q"]), st.sampled_from(subjects))
    inner = st.builds(Holds, st.just("P"), st.just("x")) | st.just(Condition("c"))
    claims = st.one_of(
        plain,
        plain,
        st.builds(Sound, st.sampled_from(checkers)),
        st.just(Condition("c")),
        st.builds(Consistent, st.sampled_from(THEORIES), st.integers(0, 1)),
        *([st.builds(Sound, st.sampled_from([v.name for v in strong]), inner)] if strong else []),
    )
    strong_names = {v.name for v in strong}
    checks = [draw(_check(checkers, strong_names, claims)) for _ in range(draw(st.integers(1, 6)))]
    for _ in range(draw(st.integers(0, 1)) if len(checkers) > 1 else 0):
        by = tuple(draw(st.lists(st.sampled_from(checkers), min_size=2, max_size=3, unique=True)))
        checks.append(Check(by, draw(claims), "attestation", draw(st.integers(1, len(by))), True,
                            draw(_needs(claims)), draw(_result())))  # fmt: skip
    enacted = {
        name: sorted(
            {c.claim.property for c in checks if f"review@{name}" in c.by and isinstance(c.claim, Holds)}
        )
        for name in names
    }
    checks = [check for check in checks if not _stray(check, enacted)]
    optimizers = tuple(
        Optimizer(name, built_by=(draw(st.sampled_from(names[:n])),) if n and draw(st.booleans()) else (),
                  link=draw(st.sampled_from(["searched", "written", "delegated"])),
                  addresses=tuple(draw(st.lists(st.sampled_from(["proxy", "bugs", "incentives"]), max_size=2, unique=True))),
                  objective=draw(st.sampled_from([None, Objective("values"), Objective("loss")])),
                  enacts=tuple(("review", prop) for prop in _enacts(checks, name)), lineage=draw(LINEAGE))
        for n, name in enumerate(names)
    )  # fmt: skip
    used = any(thing.enacts for thing in optimizers)
    roots = draw(st.lists(claims, max_size=3, unique=True))
    roots = [root for root in roots if not _stray(Check((), root, "test"), _all_enacted(optimizers))]
    return Model(
        "held", theories=draw(theories()), properties=(Property("P", draw(CLASSES)), Property("Q", draw(CLASSES)),
                                                       Property("c", draw(CLASSES))),
        optimizers=optimizers, artifacts=(Artifact("x", lineage=draw(LINEAGE), digest="d1"),),
        verifiers=(*strong, *weak, *([Verifier("review")] if used else [])), checks=tuple(checks),
        observers=(Observer("o", draw(st.sampled_from([None, None, "PA", "A"])), tuple(map(Assumption, roots))),),
    )  # fmt: skip


@st.composite
def line_towers(draw: st.DrawFn) -> Model:
    """Agents that build trees with shared children, where a property is hereditary, and gates are spoken of."""
    strong = tuple(
        Verifier(f"s{n}", theory=draw(st.sampled_from(THEORIES))) for n in range(draw(st.integers(0, 2)))
    )
    weak = tuple(
        Verifier(f"w{n}", lineage=draw(LINEAGE), capability=draw(_capability()),
                 error=(("false_accept", Fraction(1, 10)),) if draw(st.integers(0, 3)) == 0 else ())
        for n in range(draw(st.integers(1, 2)))
    )  # fmt: skip
    names = [f"a{n}" for n in range(draw(st.integers(2, 5)))]
    checkers = [*(v.name for v in (*strong, *weak)), *(f"review@{name}" for name in names)]
    systems = st.sampled_from(["x", "w0", *names, *names, *names])
    plain, gates = st.builds(Holds, st.sampled_from(["P", "P", "P", "Q"]), systems), st.builds(Gate, st.sampled_from(names))
    sound = st.builds(Sound, st.sampled_from(checkers))
    on_one = st.builds(Sound, st.sampled_from([v.name for v in strong]), plain) if strong else plain
    single = draw(st.integers(0, 3)) == 0
    claims = st.one_of(plain, plain, plain, gates, sound, *([on_one] if single else []), st.just(Condition("c")))
    strong_names = {v.name for v in strong}
    checks = [draw(_check(checkers, strong_names, claims)) for _ in range(draw(st.integers(2, 9)))]
    for _ in range(draw(st.integers(0, 1))):
        by = tuple(draw(st.lists(st.sampled_from(checkers), min_size=2, max_size=3, unique=True)))
        checks.append(Check(by, draw(claims), "attestation", draw(st.integers(1, len(by))), True,
                            draw(_needs(claims)), draw(_result())))  # fmt: skip
    enacted = {name: _enacts(checks, name) for name in names}
    checks = [check for check in checks if not _stray(check, enacted)]
    optimizers = tuple(_agent(draw, name, names[:n], _enacts(checks, name)) for n, name in enumerate(names))
    roots = draw(st.lists(st.one_of(claims, gates, sound), max_size=5, unique=True))
    roots = [root for root in roots if not _stray(Check((), root, "test"), _all_enacted(optimizers))]
    used = any(thing.enacts for thing in optimizers)
    who = "o" if single else draw(st.sampled_from(["o", "o", "o", "o", names[0]]))
    theory = draw(st.sampled_from([None, None, "PA", "A"])) if who == "o" else None
    return Model(
        "line", theories=draw(theories()) if draw(st.booleans()) else tuple(map(Theory, ("A", "B", "C"))),
        properties=(Property("P", draw(CLASSES), hereditary=True), Property("c", draw(CLASSES)),
                    Property("Q", draw(CLASSES), hereditary=draw(st.booleans()))),
        optimizers=optimizers, artifacts=(Artifact("x", lineage=draw(LINEAGE)),),
        verifiers=(*strong, *weak, *([Verifier("review")] if used else [])), checks=tuple(checks),
        observers=(Observer(who, theory, tuple(map(Assumption, roots))),),
    )  # fmt: skip


@st.composite
def assumed_lines(draw: st.DrawFn) -> Model:
    """Lines that are assumed to be safe, and attested or proved to be as well, by several verifiers."""
    names = [f"a{n}" for n in range(draw(st.integers(2, 6)))]
    weak, strong = ["w0", "w1", "w2"], ["s0", "s1"] if draw(st.booleans()) else []
    lines = st.sampled_from([Holds("P", name) for name in names])
    needs = st.lists(lines | st.just(Condition("c")), max_size=1).map(tuple) if draw(st.booleans()) else st.just(())
    checks = [
        Check((by,), Holds("P", name), "proof" if by in strong else "attestation", needs=draw(needs))
        for name in names for by in draw(st.lists(st.sampled_from([*weak, *strong]), max_size=2, unique=True))
    ]  # fmt: skip
    checks += [Check((draw(st.sampled_from(weak)),), Sound(by), "attestation", needs=draw(needs))
               for by in weak if draw(st.integers(0, 4)) == 0]  # fmt: skip
    agents = [name for name in names if draw(st.integers(0, 3)) == 0]
    checks += [Check((f"review@{name}",), Holds("P", "x"), "test") for name in agents]
    optimizers = tuple(
        Optimizer(name, tuple(draw(st.lists(st.sampled_from(names[:n]), max_size=2, unique=True))) if n else (),
                  enacts=(("review", "P"),) if name in agents else ())
        for n, name in enumerate(names)
    )  # fmt: skip
    sound = st.builds(Sound, st.sampled_from([*weak, *weak, *strong, *(f"review@{name}" for name in agents)]))
    gates = st.builds(Gate, st.sampled_from(agents)) if agents else sound
    roots = draw(st.lists(st.one_of(lines, sound, sound, gates, st.just(Condition("c"))), max_size=6, unique=True))
    roots = dict.fromkeys([draw(lines), *roots])
    return Model(
        "assumed lines", theories=(Theory("A"), Theory("B", reflects=draw(st.sampled_from([(), (("A", False),)])))),
        properties=(Property("P", PropertyClass("pi", 1), hereditary=True), Property("c")),
        optimizers=optimizers, artifacts=(Artifact("x"),), checks=tuple(checks),
        verifiers=(*map(Verifier, weak), *(Verifier(name, theory="AB"[n]) for n, name in enumerate(strong)),
                   *([Verifier("review")] if agents else [])),
        observers=(Observer("o", draw(st.sampled_from([None, None, "B"])) if strong else None,
                            tuple(map(Assumption, roots))),),
    )  # fmt: skip


def _agent(draw: st.DrawFn, name: str, before: list[str], enacts: list[str]) -> Optimizer:
    """Something that may be built by several of those before it; it may have a theory if it enacts nothing."""
    built_by = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
    theory = draw(st.sampled_from([None, None, "A", "PA"])) if not enacts else None
    return Optimizer(name, tuple(built_by), theory=theory, lineage=draw(LINEAGE),
                     enacts=tuple(("review", prop) for prop in enacts))  # fmt: skip


def _capability() -> st.SearchStrategy[Fraction | None]:
    return st.sampled_from([None, None, Fraction(1), Fraction(2)])


def _result() -> st.SearchStrategy[str]:
    return st.sampled_from(["accept", "accept", "accept", "reject", "pending"])


def _needs(claims: st.SearchStrategy[Claim]) -> st.SearchStrategy[tuple[Claim, ...]]:
    return st.lists(claims, max_size=1, unique=True).map(tuple)


@st.composite
def _check(draw: st.DrawFn, checkers: list[str], strong: set[str], claims: st.SearchStrategy[Claim]) -> Check:
    by = draw(st.sampled_from(checkers))
    how = draw(
        st.sampled_from(
            ["proof", "proof", "attestation"] if by in strong else ["attestation", "test", "review"]
        )
    )
    return Check(
        (by,),
        draw(claims),
        how,
        needs=draw(_needs(claims)),
        result=draw(_result()),
        subject=draw(st.sampled_from(["", "", "d1", "d2"])),
        amplified_by=draw(st.sampled_from(["", "debate"])),
    )


def _enacts(checks: list[Check], name: str) -> list[str]:
    return sorted(
        {c.claim.property for c in checks if f"review@{name}" in c.by and isinstance(c.claim, Holds)}
    )


def _all_enacted(optimizers: tuple[Optimizer, ...]) -> dict[str, list[str]]:
    return {thing.name: [prop for _, prop in thing.enacts] for thing in optimizers}


def _stray(check: Check, enacted: dict[str, list[str]]) -> bool:
    """Whether a check speaks of the review of somebody who reviews nothing."""
    text = " ".join([*check.by, str(check.claim), *map(str, check.needs)])
    return any(f"review@{name}" in text for name, props in enacted.items() if not props)
