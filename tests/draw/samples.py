"""Towers with hand-made reports for the pictures: what a check would say, without running one."""

from __future__ import annotations

import string
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from tower.diagnosis.report import Answer, Break, Countermodel, Edge, Report, Step
from tower.model.claims import Claim, Condition, Gate, Holds, Rate, Sound
from tower.model.values import (
    SAFETY,
    Artifact,
    Assumption,
    Check,
    Interval,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    Trials,
    Verifier,
    Waiver,
)

TODAY = date(2026, 11, 24)
Sample = tuple[Model, Report]


class Stub:
    """An engine for hand-made reports: it knows no derivation and lets nobody accept anything."""

    def why(self, asker: str, claim: Claim) -> tuple[Step, ...]:
        return ()

    def why_not(self, asker: str, claim: Claim) -> Countermodel | None:
        return None

    def certificate(self, asker: str, claim: Claim) -> None:
        return None

    def may_accept(self, asker: str, claim: Claim) -> Answer:
        return Answer(asker, claim, 0, "NOT_DERIVABLE")

    def if_accepted(self, asker: str, claim: Claim, observer: str) -> Answer:
        return Answer(observer, claim, 0, "GUARANTEED", ((Sound("Pmeta"),),))


def report(
    model: Model, observer: str, answers: tuple[Answer, ...], breaks: tuple[Break, ...] = ()
) -> Report:
    return Report(model, observer, TODAY, answers, breaks, Stub())


def seed() -> Sample:
    """The seed tower of product.md, `seed-enacted`."""
    model = Model(
        "seed-enacted",
        "The system enacts Pmeta, in its own theory, on whatever it builds.",
        properties=(Property("P", SAFETY, hereditary=True),),
        optimizers=(
            Optimizer("programmers", objective=Objective("values", "what the programmers want")),
            Optimizer(
                "system",
                ("programmers",),
                objective=Objective("loss", "reward"),
                theory="PA",
                enacts=(("Pmeta", "P"),),
            ),
            Optimizer(
                "child",
                ("system",),
                objective=Objective("mesa"),
                theory="PA",
                enacts=(("Pmeta", "P"),),
                generic=True,
            ),
        ),
        verifiers=(Verifier("Pmeta", "PA+Con"),),
        checks=(Check(("Pmeta",), Holds("P", "system"), "proof"),),
        observers=(
            Observer("programmers", assumes=(Assumption(Sound("Pmeta")), Assumption(Gate("system")))),
        ),
    )
    links = (("programmers", "system"), ("system", "child"))
    gaps = tuple(
        Break("TWR301", link, (Edge("builds", *link),), "nobody addresses it", ()) for link in links
    )
    breaks = (
        Break(
            "TWR104", ("system", "child"), (Edge("reflects", "PA", "PA"),), "it only trusts itself", ()
        ),
        *gaps,
        Break("TWR302", links[0], (Edge("builds", *links[0]),), "values cannot be called", ()),
    )
    answers = (
        Answer("programmers", Holds("P", "system"), 0, "GUARANTEED", ((Gate("system"), Sound("Pmeta")),)),
        Answer("system", Holds("P", "child"), 0, "NOT_DERIVABLE", breaks=("TWR104",)),
    )
    return model, report(model, "programmers", answers, breaks)


def chain() -> Sample:
    """The certificate chain of product.md: a self-loop that is grounded from outside."""
    claims = {name: Holds("genuine", name) for name in ("leaf", "intermediate", "root")}
    model = Model(
        "x509-root",
        properties=(Property("genuine"),),
        artifacts=(Artifact("leaf"),),
        verifiers=(
            Verifier("intermediate", lineage=(("key", "I1"),)),
            Verifier("root", lineage=(("key", "R1"),)),
        ),
        checks=(
            Check(("intermediate",), claims["leaf"], "attestation"),
            Check(("root",), claims["intermediate"], "attestation"),
            Check(("root",), claims["root"], "attestation"),
        ),
        observers=(
            Observer("relying_party", assumes=(Assumption(claims["root"], "it is in the root store"),)),
        ),
    )
    root = ((claims["root"],),)
    words = {"leaf": "GUARANTEED", "intermediate": "GUARANTEED", "root": "ASSUMED"}
    answers = tuple(Answer("relying_party", claims[name], 0, words[name], root) for name in words)
    return model, report(model, "relying_party", answers)


def monitors() -> Sample:
    """Untrusted monitoring: two of three, a shared cause, a waiver, no theory at all."""
    claim, weights = Holds("no_sabotage", "policy"), (("weights", "large-1"),)
    model = Model(
        "untrusted-monitoring",
        properties=(Property("no_sabotage", SAFETY), Property("bounded_collusion")),
        optimizers=(
            Optimizer("lab", objective=Objective("values")),
            Optimizer("policy", ("lab",), objective=Objective("loss"), lineage=weights),
        ),
        verifiers=(
            Verifier("monitor", error=(("false_accept", Fraction(3, 25)),), lineage=weights),
            Verifier(
                "trusted",
                error=(("false_accept", Trials(9, 100, "honeypots")),),
                lineage=(("organisation", "lab"),),
            ),
            Verifier(
                "red_team",
                error=(("false_accept", Interval(Fraction(1, 50), Fraction(1, 5))),),
                lineage=(("organisation", "lab"),),
            ),
        ),
        checks=(Check(("monitor", "trusted", "red_team"), claim, "test", 2, True),),
        observers=(Observer("lab", assumes=(Assumption(Condition("bounded_collusion")),)),),
    )
    waiver = Waiver("TWR201", ("monitor", "policy"), "a copy is watched by a copy on purpose")
    breaks = (
        Break(
            "TWR201",
            ("monitor", "policy"),
            (Edge("shares", "monitor", "policy"),),
            "same weights",
            (),
            waived=waiver,
        ),
        Break("TWR404", (), (), "a bound is not met", ()),
    )
    roots = (Condition("bounded_collusion"), Rate("red_team"), Rate("trusted"))
    return model, report(model, "lab", (Answer("lab", claim, 0, "SUPPORTED", (roots,)),), breaks)


def empty() -> Sample:
    model = Model("nothing yet")
    return model, report(model, "somebody", ())


def cycle() -> Sample:
    """Three verifiers that vouch for each other, and one that vouches for itself."""
    names = ("a", "b", "c")
    checks = tuple(
        Check((one,), Sound(other), "review")
        for one, other in zip(names, names[1:] + names[:1], strict=False)
    )
    loop = Check(("d",), Sound("d"), "proof")
    model = Model("cycle", verifiers=(*map(Verifier, names), Verifier("d", "PA")), checks=(*checks, loop))
    edges = tuple(Edge("checks", check.by[0], check.claim.verifier) for check in checks)
    breaks = (
        Break("TWR202", names, edges, "a cycle", ()),
        Break("TWR101", ("d",), (Edge("reflects", "PA", "PA"),), "trusts itself", ()),
    )
    answers = tuple(Answer("o", Sound(name), 1, "UNSUPPORTED") for name in names)
    return model, report(model, "o", (*answers, Answer("o", Sound("d"), 1, "COLLAPSED")), breaks)


def family(size: int) -> Sample:
    """One lab and many siblings, each watched: a long built row."""
    names = [f"agent {index}" for index in range(size)]
    model = Model(
        "family",
        properties=(Property("P"),),
        optimizers=(
            Optimizer("lab"),
            *(Optimizer(name, ("lab",), lineage=(("weights", "w"),)) for name in names),
        ),
        verifiers=tuple(Verifier(f"watcher {index}") for index in range(size)),
        checks=tuple(Check((f"watcher {i}",), Holds("P", name), "test") for i, name in enumerate(names)),
    )
    answers = tuple(
        Answer(
            "lab",
            Holds("P", name),
            0,
            ("GUARANTEED", "SUPPORTED", "UNSUPPORTED")[index % 3],
            ((Sound(f"watcher {index}"),),),
        )
        for index, name in enumerate(names)
    )
    breaks = tuple(
        Break("TWR201", (f"watcher {i}", name), (Edge("shares", f"watcher {i}", name),), "shared", ())
        for i, name in list(enumerate(names))[:: max(1, size // 5)]
    )
    return model, report(model, "lab", answers, breaks)


SAMPLES = {
    "seed": seed,
    "chain": chain,
    "monitors": monitors,
    "empty": empty,
    "cycle": cycle,
    "family": lambda: family(17),
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"];evil[',
    "a&b;<!--",
    "]]>",
    "\\input{x}$_%#&~^",
    "שלום עולם",
    "‮evil",
    "\x00\x07",
    "\ud800",
    "x" * 300,
    "very long name " * 20,
    "日本語の名前",
    "🗼" * 9,
    "'\"`",
    "end",
    "{{x}}",
    "a\nb",
    "%%{init}%%",
    "ﷺ",
)
LETTERS = st.text(
    st.sampled_from(string.ascii_letters + "<>&\"'\\{}[]#%$_ \u202eא\x00é"), min_size=1, max_size=12
)
NAMES = st.one_of(LETTERS, st.sampled_from(HOSTILE))
THEORIES = st.sampled_from([None, "PA", "PA+Con", "PA+RFN^2", "ZFC"])
VERDICTS = st.sampled_from(
    [
        "GUARANTEED",
        "ASSUMED",
        "SUPPORTED",
        "UNSUPPORTED",
        "VACUOUS",
        "COLLAPSED",
        "NOT_DERIVABLE",
        "CONTRADICTED",
        "UNKNOWN",
    ]
)


@st.composite
def towers(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> Sample:
    """Any tower with any verdicts and breaks: not what a check would say, but what a picture must bear."""
    chosen = draw(st.lists(names.filter(lambda name: "@" not in name), unique=True, max_size=9))
    cut = draw(st.integers(0, len(chosen)))
    systems, verifiers = chosen[:cut], chosen[cut:]
    optimizers = tuple(
        Optimizer(
            name,
            tuple(draw(st.lists(st.sampled_from(systems[:index]), max_size=2, unique=True)))
            if index
            else (),
            objective=draw(
                st.sampled_from([None, Objective("values"), Objective("loss", "ƒ"), Objective("mesa")])
            ),
            theory=draw(THEORIES),
            enacts=tuple((v, "P") for v in draw(st.lists(st.sampled_from(verifiers), max_size=1)))
            if verifiers
            else (),
            generic=draw(st.booleans()),
            lineage=tuple(draw(st.lists(st.sampled_from([("weights", "w"), ("key", "k")]), unique=True))),
        )
        for index, name in enumerate(systems)
    )
    subjects = (
        [Holds("P", name) for name in systems] + [Sound(name) for name in verifiers] + [Condition("c")]
    )
    claims = st.sampled_from(subjects)
    checks = (
        tuple(
            Check(
                tuple(by),
                draw(claims),
                draw(st.sampled_from(["proof", "attestation", "test", "review"])),
                threshold=len(by) > 1,
                result=draw(st.sampled_from(["accept", "reject"])),
            )
            for by in draw(
                st.lists(
                    st.lists(st.sampled_from(verifiers), min_size=1, max_size=3, unique=True), max_size=6
                )
            )
        )
        if verifiers
        else ()
    )
    model = Model(
        draw(names),
        draw(names),
        properties=(Property("P", about=draw(names)),),
        optimizers=optimizers,
        verifiers=tuple(Verifier(name, draw(THEORIES)) for name in verifiers),
        checks=checks,
    )
    answers = {
        claim: Answer("o", claim, 0, draw(VERDICTS), tuple(draw(st.lists(st.tuples(claims), max_size=2))))
        for claim in draw(st.lists(claims, max_size=5))
    }
    anyone = st.sampled_from([*chosen, "nobody"])
    edges = st.builds(
        Edge,
        st.sampled_from(["checks", "builds", "shares", "enacts", "reflects"]),
        anyone | st.just("PA"),
        anyone | st.sampled_from(["PA", "PA+Con"]),
    )
    breaks = st.builds(
        Break,
        st.sampled_from(["TWR104", "TWR201", "TWR301", "TWR302", "TWR404"]),
        st.lists(anyone, max_size=3).map(tuple),
        st.lists(edges, max_size=3).map(tuple),
        names,
        st.just(()),
    )
    found = tuple(draw(st.lists(breaks, max_size=4)))
    return model, report(model, "o", tuple(answers.values()), found)
