"""Valid models, by construction, that use every field; names are any printable text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tower.model.claims import (
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
)
from tower.model.codes import CODE_OF
from tower.model.keys import VERDICTS
from tower.model.scope import Scope
from tower.model.theories import BASES, canonical_name
from tower.model.values import (
    ANY,
    DECIDABLE,
    HEADCOUNTS,
    IDENTITY_KINDS,
    INFINITE,
    Artifact,
    Assumption,
    Check,
    Coalition,
    CommonCause,
    Dependence,
    Expectation,
    Headcount,
    Hypotheses,
    Independent,
    Infinite,
    Interval,
    Latent,
    Model,
    Number,
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
)

TRICKY = [
    "no", "on", "null", "~", "1e-4", "2027-06-30", "not", "sound", "a -> b", "a@b", "<<", "breaks",
    "the system", 'say "hi"', "back\\slash", "a, b", "P(x)", "#", "- a", "? a", ": ", "{a}", "[a]", "'",
    "é", "日本", "🙂", "&a", "*a", "!t", "%", "@x", "`", "x" * 200, "k" * 190, "1.5", "0x1F", "true", "a ", " a",
]  # fmt: skip

names = st.one_of(
    st.sampled_from(["P", "Q", "v", "w", "lab", "system", "PA"]),
    st.sampled_from(TRICKY),
    st.text(min_size=1, max_size=8).filter(lambda t: t.isprintable() and bool(t.strip())),
)
texts = st.one_of(
    st.just(""), st.sampled_from([*TRICKY, "two\nlines", " ", "\u2028 \x85 \x00 \ufeff", "tab\t "]),
    st.text(max_size=12).filter(lambda t: all(not 0xD800 <= ord(c) < 0xE000 for c in t)),
)  # fmt: skip
probabilities = st.one_of(
    st.fractions(0, 1),
    st.decimals(0, 1, places=4).map(Fraction),
    st.sampled_from([Fraction(0), Fraction(1)]),
)
capabilities = st.one_of(st.none(), st.integers(-3000, 3000).map(Fraction), st.fractions())


@st.composite
def trials(draw: st.DrawFn) -> Trials:
    count = draw(st.integers(1, 10**18))
    return Trials(draw(st.integers(0, count)), count, draw(texts))


def intervals() -> st.SearchStrategy[Interval]:
    return st.tuples(probabilities, probabilities).map(lambda ends: Interval(min(ends), max(ends)))


numbers: st.SearchStrategy[Number] = st.one_of(
    probabilities,
    intervals(),
    trials(),
    st.sampled_from([Symbol("eps"), Symbol("β_1"), Symbol("on")]),
)
classes = st.one_of(
    st.sampled_from([ANY, DECIDABLE]),
    st.builds(PropertyClass, st.sampled_from(["pi", "sigma"]), st.integers(1, 999)),
)
dates = st.one_of(st.none(), st.dates())
kinds = names.filter(  # what looks like a misspelt kind is refused
    lambda name: name in IDENTITY_KINDS or not get_close_matches(name, sorted(IDENTITY_KINDS), cutoff=0.8)
)
lineages = st.lists(st.tuples(kinds, names), max_size=3, unique=True).map(tuple)
theory_names = names.filter(
    lambda t: not any(c.isspace() or c in "[]<>" for c in t) and not t.startswith("-")
)
named_theories = st.builds(
    lambda base, tail: base + tail,
    st.sampled_from([*BASES, "IΣ1"]),
    st.sampled_from(["", "+Con", "+RFN"]),
) | st.sampled_from(["PA+Con^0", "PA+RFN^1", "PA+RFN^1000000", "ZFC+I+Con^3"])


@dataclass(frozen=True)
class Names:
    """The names that a model may refer to."""

    properties: list[str]
    optimizers: list[str]
    artifacts: list[str]
    verifiers: list[str]
    theories: list[str]
    observers: list[str]

    @property
    def nodes(self) -> list[str]:
        return [*self.optimizers, *self.artifacts, *self.verifiers]

    def theory(self) -> st.SearchStrategy[str]:
        return st.sampled_from(self.theories) | named_theories if self.theories else named_theories


@st.composite
def _names(draw: st.DrawFn) -> Names:
    nodes = draw(st.lists(names, max_size=6, unique=True))
    cut = draw(st.integers(0, len(nodes)))
    end = draw(st.integers(cut, len(nodes)))
    return Names(
        properties=draw(st.lists(names, max_size=3, unique=True)),
        optimizers=nodes[:cut],
        artifacts=nodes[cut:end],
        verifiers=nodes[end:],
        theories=draw(st.lists(theory_names, max_size=3, unique_by=canonical_name)),
        observers=draw(st.lists(names | st.sampled_from(nodes or ["o"]), max_size=3, unique=True)),
    )


def _some(items: list[Any], **limits: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return (
        st.lists(st.sampled_from(items), unique=True, **limits).map(tuple) if items else st.just(())
    )


def _theory(known: Names, name: str) -> st.SearchStrategy[Theory]:
    others = st.lists(known.theory(), max_size=3, unique_by=canonical_name)
    return st.builds(
        Theory,
        name=st.just(name),
        includes=others.map(tuple),
        reflects=st.tuples(others, st.booleans()).map(
            lambda pair: tuple((t, pair[1]) for t in pair[0])
        ),
        proves_con=st.tuples(others, st.integers(0, 999_999)).map(
            lambda pair: tuple((t, pair[1]) for t in pair[0])
        ),
        axioms=st.lists(st.sampled_from(["p", "[PA]p -> p", '~"a b"', "<ZFC>T"]), max_size=2).map(
            tuple
        ),
        hypotheses=st.builds(Hypotheses, st.booleans(), st.booleans(), st.booleans()),
        about=texts,
    )


def _optimizer(known: Names, place: int) -> st.SearchStrategy[Optimizer]:
    able = bool(known.verifiers and known.properties)
    return st.builds(
        Optimizer,
        name=st.just(known.optimizers[place]),
        built_by=_some(known.optimizers[:place]),
        link=st.sampled_from(["searched", "written", "delegated"]),
        addresses=_some(["proxy", "deceptive", "bugs", "my own way, really", "no"]),
        objective=st.none()
        | st.builds(Objective, st.sampled_from(["values", "loss", "mesa"]), texts),
        theory=st.none() | known.theory(),
        enacts=_some([(v, p) for v in known.verifiers for p in known.properties])
        if able
        else st.just(()),
        generic=st.booleans(),
        lineage=lineages,
        capability=capabilities,
        digest=texts,
        about=texts,
    )


def _verifier(known: Names, name: str) -> st.SearchStrategy[Verifier]:
    rates = st.dictionaries(st.sampled_from(["false_accept", "false_reject"]), numbers)
    ordered = rates.map(lambda found: tuple(sorted(found.items())))
    common = {"name": st.just(name), "lineage": lineages, "spec": texts, "digest": texts, "about": texts,
              "capability": capabilities}  # fmt: skip
    return st.builds(Verifier, theory=known.theory(), **common) | st.builds(
        Verifier, error=ordered, **common
    )


def claims(model: Model, known: Names) -> st.SearchStrategy[Claim]:
    """Claims about what a model declares."""
    scope = Scope(model)
    enacted = [f"{v}@{x.name}" for x in model.optimizers for v, _ in x.enacts]
    verifiers = [name for name in (*known.verifiers, *enacted) if scope.is_verifier(name)]
    links = [(base, x.name) for x in model.optimizers for base in x.built_by]
    simple: list[st.SearchStrategy[Claim]] = [
        st.builds(Consistent, known.theory(), st.integers(0, 3)),
        st.builds(Rfn, known.theory()),
    ]
    if known.properties:
        simple.append(st.builds(Condition, st.sampled_from(known.properties)))
    if known.properties and known.nodes:
        simple.append(
            st.builds(Holds, st.sampled_from(known.properties), st.sampled_from(known.nodes))
        )
    if known.optimizers:
        simple.append(st.builds(Gate, st.sampled_from(known.optimizers)))
    if verifiers:
        simple += [st.builds(shape, st.sampled_from(verifiers)) for shape in (Sound, Refines, Rate)]
    if links:
        simple.append(
            st.builds(
                lambda ends, robust: Aligned(*ends, robust), st.sampled_from(links), st.booleans()
            )
        )
    plain = st.one_of(simple)
    nested = st.recursive(plain, lambda inner: st.one_of([
        st.builds(Rfn, known.theory(), inner),
        *([st.builds(Sound, st.sampled_from(verifiers), inner)] if verifiers else []),
    ]), max_leaves=4)  # fmt: skip
    return st.one_of(nested, nested.map(Not))


def _checks(model: Model, known: Names, claim: st.SearchStrategy[Claim]) -> st.SearchStrategy[Any]:
    scope = Scope(model)
    enacted = [f"{v}@{x.name}" for x in model.optimizers for v, _ in x.enacts]
    verifiers = list(dict.fromkeys(n for n in (*known.verifiers, *enacted) if scope.is_verifier(n)))
    strong = [name for name in verifiers if scope.theory_of(name) is not None]
    weak = [name for name in verifiers if name not in strong]
    kinds = [(strong, ["proof", "attestation"]), (weak, ["attestation", "test", "review"])]
    able = [_check(names_, how, claim) for names_, how in kinds if names_]
    return st.lists(st.one_of(able), max_size=3).map(tuple) if able else st.just(())


@st.composite
def _check(
    draw: st.DrawFn, able: list[str], how: list[str], claim: st.SearchStrategy[Claim]
) -> Check:
    by = draw(st.lists(st.sampled_from(able), min_size=1, unique=True))
    threshold = len(by) > 1 or draw(st.booleans())
    return Check(
        by=tuple(by),
        claim=draw(claim),
        how=draw(st.sampled_from(how)),
        at_least=draw(st.integers(1, len(by))) if threshold else 1,
        threshold=threshold,
        needs=tuple(draw(st.lists(claim, max_size=2, unique=True))),
        result=draw(st.sampled_from(["accept", "reject", "decline", "pending"])),
        coverage=draw(st.none() | numbers),
        population=draw(texts),
        subject=draw(texts),
        amplified_by=draw(texts),
        about=draw(texts),
    )


@st.composite
def _observer(
    draw: st.DrawFn, known: Names, name: str, claim: st.SearchStrategy[Claim]
) -> Observer:
    assumed = draw(
        st.lists(claim, max_size=3, unique_by=lambda c: c.claim if isinstance(c, Not) else c)
    )
    return Observer(
        name=name,
        theory=draw(st.none() | known.theory()),
        assumes=tuple(
            Assumption(
                c, draw(texts), draw(texts), draw(texts), draw(dates), draw(st.none() | numbers)
            )
            for c in assumed
        ),
        prior=tuple((c, draw(numbers)) for c in draw(st.lists(claim, max_size=2, unique=True))),
    )


def _dependence(model: Model, known: Names) -> st.SearchStrategy[Dependence]:
    lineage = [
        pair for things in (model.optimizers, model.artifacts, model.verifiers)
        for thing in things for pair in thing.lineage
    ]  # fmt: skip
    kinds: list[st.SearchStrategy[Dependence]] = [st.builds(Coalition, st.integers(0, 9))]
    if len(known.nodes) > 1:
        kinds.append(st.builds(Independent, _some(known.nodes, min_size=2)))
    if lineage:
        kinds.append(st.builds(CommonCause, st.sampled_from(lineage), numbers))
    if known.nodes:
        kinds.append(st.builds(Latent, names, numbers, _some(known.nodes)))
    return st.one_of(kinds)


def _latent_name(entry: Dependence) -> object:
    return entry.name if isinstance(entry, Latent) else id(entry)


def _expectation(
    askers: list[str], claim: st.SearchStrategy[Claim], verdict: st.SearchStrategy[str]
) -> st.SearchStrategy[Expectation]:
    able = [asker for asker in askers if asker != "breaks"]
    entries = st.tuples(st.sampled_from(able), claim, verdict) if able else st.nothing()
    return st.builds(
        Expectation,
        st.lists(entries, max_size=3, unique_by=lambda entry: entry[:2]).map(tuple)
        if able
        else st.just(()),
        st.none() | _some(sorted(CODE_OF.values())),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A valid model."""
    known = draw(_names())
    things = Model(
        name=draw(names),
        about=draw(texts),
        sources=tuple(draw(st.lists(texts, max_size=2))),
        theories=tuple(draw(_theory(known, name)) for name in known.theories),
        properties=tuple(
            Property(name, draw(classes), draw(st.booleans()), draw(st.booleans()), draw(texts))
            for name in known.properties
        ),
        optimizers=tuple(draw(_optimizer(known, place)) for place in range(len(known.optimizers))),
        artifacts=tuple(
            Artifact(name, draw(lineages), draw(texts), draw(capabilities), draw(texts))
            for name in known.artifacts
        ),
        verifiers=tuple(draw(_verifier(known, name)) for name in known.verifiers),
    )
    claim = st.sampled_from(draw(st.lists(claims(things, known), min_size=1, max_size=4)))
    verdict = st.sampled_from([*VERDICTS, "COLLAPSED[1]"])
    askers = [*known.nodes, *known.observers]
    one_of = st.sampled_from
    return Model(
        **{key: getattr(things, key) for key in (
            "name", "about", "sources", "theories", "properties", "optimizers", "artifacts", "verifiers",
        )},
        checks=draw(_checks(things, known, claim)),
        observers=tuple(draw(_observer(known, name, claim)) for name in known.observers),
        dependence=tuple(draw(st.lists(_dependence(things, known), max_size=2, unique_by=_latent_name))),
        requires=tuple(draw(st.lists(st.builds(
            Requirement, claim, verdict | st.just(""), st.none() | probabilities,
            one_of(["", *askers]),
        ), max_size=2))),
        headcounts=tuple(draw(st.lists(
            st.builds(Headcount, one_of(sorted(HEADCOUNTS)), st.integers(1, 999)),
            max_size=2, unique_by=lambda need: need.word,
        ))),
        waivers=tuple(draw(st.lists(st.builds(
            Waiver, one_of(sorted(CODE_OF.values())), _some(askers),
            texts.filter(lambda t: bool(t.strip())), dates,
        ), max_size=2))),
        expect=draw(st.none() | _expectation(askers, claim, verdict)),
        infinite=draw(st.none() | _infinite(known, claim)),
    )  # fmt: skip


def _infinite(known: Names, claim: st.SearchStrategy[Claim]) -> st.SearchStrategy[Infinite]:
    flags = st.sampled_from([None, True, False])
    falling = st.fixed_dictionaries({"error": numbers}, optional={"ratio": numbers})
    powers = st.fixed_dictionaries({"error": numbers, "power": st.integers(1, 99)})
    vouching = st.fixed_dictionaries(
        {"unsound": numbers, "false_accept": numbers}, optional={"false_reject": numbers}
    )
    schemas = _schemas(known, claim, flags)
    return st.builds(lambda s, of: replace(s, **of), schemas, st.just({}) | falling | powers | vouching)


def _schemas(
    known: Names, claim: st.SearchStrategy[Claim], flags: st.SearchStrategy[bool | None]
) -> st.SearchStrategy[Infinite]:
    return st.builds(
        Infinite,
        claim=claim.map(str),
        strength=st.sampled_from([None, 0, 1, 999_999, INFINITE]),
        folded=flags,
        base=st.none() | known.theory(),
        base_included=flags,
        verified_in_base=flags,
        sequence=st.sampled_from([None, "elementary", "recursive"]),
        proof=st.sampled_from([None, "none", "recursive", "elementary"]),
    )
