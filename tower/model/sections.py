"""Read the sections of a tower file into values, one function for each section."""

from __future__ import annotations

from typing import Any, cast, get_args

from ..errors import InputError
from ..syntax.parser import parse
from . import scalars
from .claims import Claim
from .codes import code_of
from .fields import Fields, Source
from .nodes import Node
from .values import (
    Artifact, Assumption, Check, Coalition, CommonCause, Dependence, Expectation, How, Hypotheses,
    Independent, Infinite, Interval, Latent, Lineage, LinkKind, Number, Objective, Observer, Optimizer,
    Property, PropertyClass, Requirement, Result, Theory, Trials, Verifier, Waiver,
)

RATES = ("false_accept", "false_reject")
VERDICTS = ("GUARANTEED", "ASSUMED", "SUPPORTED", "UNSUPPORTED", "VACUOUS", "COLLAPSED", "NOT_DERIVABLE",
            "CONTRADICTED", "UNKNOWN")


def _named(source: Source, node: Node) -> list[tuple[str, Node]]:
    """The entries of a section, their keys checked as names."""
    return [(source.named(name, entry), entry) for name, entry in source.mapping(node).items()]


def number(source: Source, node: Node) -> Number:
    """A number: exact, an interval, a symbol, or measured trials."""
    if node.items is not None:
        if len(node.items) != 2:
            source.fail(node, f"found a list of {len(node.items)}", "an interval [low, high]")
        low, high = (source.text(end) for end in node.items)
        return source.scalar(Node(node.line, node.column, text=""), lambda _: scalars.interval(low, high))
    if node.entries is not None:
        return _trials(source, node)
    return source.scalar(node, scalars.probability)


def _trials(source: Source, node: Node) -> Trials:
    fields = Fields(source, node)
    failures = source.scalar(fields.need("failures"), scalars.whole)
    trials = source.scalar(fields.need("trials"), lambda text: scalars.whole(text, 1))
    found = Trials(failures, trials, fields.text("population"))
    fields.done()
    if failures > trials:
        source.fail(node, f"{failures} failures in {trials} trials", "no more failures than trials")
    return found


def _maybe_number(source: Source, node: Node | None) -> Number | None:
    return None if node is None else number(source, node)


def _lineage(source: Source, node: Node | None) -> Lineage:
    if node is None:
        return ()
    pairs = [
        (kind, source.name(value))
        for kind, values in _named(source, node) for value in source.listed(values)
    ]
    return tuple(dict.fromkeys(pairs))


def read_theories(source: Source, node: Node) -> tuple[Theory, ...]:
    """theories: {A: {includes, reflects, proves_con, axioms, hypotheses, about}}."""
    return tuple(_theory(source, name, entry) for name, entry in _named(source, node))


def _theory(source: Source, name: str, node: Node) -> Theory:
    fields = Fields(source, node)
    hypotheses = Fields(source, fields.at("hypotheses"))
    found = Theory(
        name=name,
        includes=fields.names("includes"),
        reflects=tuple(_reflected(source, each) for each in source.listed(fields.at("reflects"))),
        proves_con=_proves_con(source, fields.at("proves_con")),
        axioms=tuple(_axiom(source, each) for each in source.listed(fields.at("axioms"))),
        hypotheses=Hypotheses(
            re=hypotheses.read("re", scalars.flag, True),
            contains_EA=hypotheses.read("contains_EA", scalars.flag, True),
            standard=hypotheses.read("standard", scalars.flag, True),
        ),
        about=fields.text("about"),
    )
    hypotheses.done()
    fields.done()
    return found


def _reflected(source: Source, node: Node) -> tuple[str, bool]:
    if node.entries is None:
        return source.name(node), False
    fields = Fields(source, node)
    found = source.name(fields.need("theory")), fields.read("local", scalars.flag, False)
    fields.done()
    return found


def _proves_con(source: Source, node: Node) -> tuple[tuple[str, int], ...]:
    """A mapping from theory to strength, or a list of theories (strength 0)."""
    if node.entries is None:
        return tuple((source.name(each), 0) for each in source.listed(node))
    return tuple((name, source.scalar(each, scalars.whole)) for name, each in _named(source, node))


def _axiom(source: Source, node: Node) -> str:
    text = source.text(node)
    source.scalar(node, parse)
    return text


def read_properties(source: Source, node: Node) -> tuple[Property, ...]:
    """properties: {P: {class, hereditary, testable, about}}; a text is short for `about`."""
    return tuple(_property(source, name, entry) for name, entry in _named(source, node))


def _property(source: Source, name: str, node: Node) -> Property:
    if node.text:
        return Property(name, about=node.text)
    fields = Fields(source, node)
    found = Property(
        name=name,
        cls=fields.read("class", scalars.property_class, PropertyClass()),
        hereditary=fields.read("hereditary", scalars.flag, False),
        testable=fields.read("testable", scalars.flag, False),
        about=fields.text("about"),
    )
    fields.done()
    return found


def read_optimizers(source: Source, node: Node) -> tuple[Optimizer, ...]:
    """optimizers: {x: {built_by, link, addresses, objective, theory, enacts, generic, …}}."""
    return tuple(_optimizer(source, name, entry) for name, entry in _named(source, node))


def _optimizer(source: Source, name: str, node: Node) -> Optimizer:
    if node.text:
        return Optimizer(name, about=node.text)
    fields = Fields(source, node)
    objective = fields.get("objective")
    found = Optimizer(
        name=name,
        built_by=fields.names("built_by"),
        link=cast(LinkKind, fields.read("link", lambda t: scalars.choice(t, get_args(LinkKind)), "searched")),
        addresses=fields.names("addresses"),
        objective=None if objective is None else _objective(source, objective),
        theory=fields.name("theory"),
        enacts=_enacts(source, fields.at("enacts")),
        generic=fields.read("generic", scalars.flag, False),
        **_common(source, fields),
    )
    fields.done()
    return found


def _common(source: Source, fields: Fields) -> dict[str, Any]:
    """The entries that every node may have."""
    return {
        "lineage": _lineage(source, fields.get("lineage")),
        "capability": fields.read("capability", lambda text: scalars.rational(text), None),
        "digest": fields.text("digest"),
        "about": fields.text("about"),
    }


def _objective(source: Source, node: Node) -> Objective:
    kinds = ("values", "loss", "mesa")
    if node.entries is None:
        return Objective(cast(Any, source.scalar(node, lambda text: scalars.choice(text, kinds))))
    entries = list(node.entries.items())
    if len(entries) != 1 or entries[0][0] not in kinds:
        source.fail(node, "an objective is of one kind", "values, loss or mesa with a text, e.g. {loss: reward}")
    kind, about = entries[0]
    return Objective(cast(Any, kind), source.text(about))


def _enacts(source: Source, node: Node) -> tuple[tuple[str, str], ...]:
    return tuple(
        (verifier, source.name(each))
        for verifier, names in _named(source, node) for each in source.listed(names)
    )


def read_artifacts(source: Source, node: Node) -> tuple[Artifact, ...]:
    """artifacts: {a: {lineage, digest, capability, about}}; a text is short for `about`."""
    return tuple(_artifact(source, name, entry) for name, entry in _named(source, node))


def _artifact(source: Source, name: str, node: Node) -> Artifact:
    if node.text:
        return Artifact(name, about=node.text)
    fields = Fields(source, node)
    found = Artifact(name, **_common(source, fields))
    fields.done()
    return found


def read_verifiers(source: Source, node: Node) -> tuple[Verifier, ...]:
    """verifiers: {v: {theory | error, lineage, spec, …}}; a text is short for `about`."""
    return tuple(_verifier(source, name, entry) for name, entry in _named(source, node))


def _verifier(source: Source, name: str, node: Node) -> Verifier:
    if node.text:
        return Verifier(name, about=node.text)
    fields = Fields(source, node)
    error = fields.get("error")
    found = Verifier(
        name=name,
        theory=fields.name("theory"),
        error=() if error is None else _error(source, error),
        spec=fields.text("spec"),
        **_common(source, fields),
    )
    fields.done()
    return found


def _error(source: Source, node: Node) -> tuple[tuple[str, Number], ...]:
    fields = Fields(source, node)
    found = tuple((key, number(source, rate)) for key in RATES if (rate := fields.get(key)) is not None)
    fields.done()
    if not found:
        source.fail(node, "no error rate", "false_accept or false_reject")
    return found


def read_checks(source: Source, node: Node, strong: frozenset[str]) -> tuple[Check, ...]:
    """checks: [{by, claim, how, needs, result, coverage, population, subject, amplified_by, about}]."""
    return tuple(_check(source, each, strong) for each in source.items(node))


def _check(source: Source, node: Node, strong: frozenset[str]) -> Check:
    fields = Fields(source, node)
    by, at_least, threshold = _by(source, fields.need("by"))
    proves = all(name in strong or name.rpartition("@")[2] in strong for name in by)
    default = "proof" if proves else "test"
    found = Check(
        by=by,
        claim=source.claim(fields.need("claim")),
        how=cast(How, fields.read("how", lambda text: scalars.choice(text, get_args(How)), default)),
        at_least=at_least,
        threshold=threshold,
        needs=fields.claims("needs"),
        result=cast(Result, fields.read("result", lambda t: scalars.choice(t, get_args(Result)), "accept")),
        coverage=_maybe_number(source, fields.get("coverage")),
        population=fields.text("population"),
        subject=fields.text("subject"),
        amplified_by=fields.text("amplified_by"),
        about=fields.text("about"),
    )
    fields.done()
    return found


def _by(source: Source, node: Node) -> tuple[tuple[str, ...], int, bool]:
    if node.entries is None:
        return (source.name(node),), 1, False
    fields = Fields(source, node)
    count = source.scalar(fields.need("at_least"), lambda text: scalars.whole(text, 1))
    names = tuple(source.name(each) for each in source.items(fields.need("of")))
    fields.done()
    if count > len(names):
        source.fail(node, f"at least {count} of {len(names)}", "no more than there are")
    if len(set(names)) < len(names):
        source.fail(node, "a verifier stands twice", "each verifier once")
    return names, count, True


def read_observers(source: Source, node: Node) -> tuple[Observer, ...]:
    """observers: {o: {theory, assumes, prior}}."""
    return tuple(_observer(source, name, entry) for name, entry in _named(source, node))


def _observer(source: Source, name: str, node: Node) -> Observer:
    fields = Fields(source, node)
    prior = fields.at("prior")
    found = Observer(
        name=name,
        theory=fields.name("theory"),
        assumes=tuple(_assumption(source, each) for each in source.listed(fields.at("assumes"))),
        prior=tuple(
            (_claim_key(source, prior, text), number(source, value))
            for text, value in source.mapping(prior).items()
        ),
    )
    fields.done()
    claims = [root.claim for root in found.assumes]
    if len(set(claims)) < len(claims):
        source.fail(node, f"{name} assumes a claim twice", "each claim once")
    return found


def _claim_key(source: Source, node: Node, text: str) -> Claim:
    line, column = (node.keys or {}).get(text, (node.line, node.column))
    return source.claim(Node(line, column, text=text))


def _assumption(source: Source, node: Node) -> Assumption:
    if node.entries is None:
        return Assumption(source.claim(node))
    fields = Fields(source, node)
    found = Assumption(
        claim=source.claim(fields.need("claim")),
        because=fields.text("because"),
        owner=fields.text("owner"),
        evidence=fields.text("evidence"),
        expires=fields.read("expires", lambda text: scalars.day(text), None),
        credence=_maybe_number(source, fields.get("credence")),
    )
    fields.done()
    return found


def read_requires(source: Source, node: Node) -> tuple[Requirement, ...]:
    """requires: [{claim, verdict, bound, observer}]."""
    return tuple(_requirement(source, each) for each in source.listed(node))


def _requirement(source: Source, node: Node) -> Requirement:
    if node.entries is None:
        return Requirement(source.claim(node))
    fields = Fields(source, node)
    found = Requirement(
        claim=source.claim(fields.need("claim")),
        verdict=fields.read("verdict", verdict, ""),
        bound=fields.read("bound", lambda text: scalars.rational(text), None),
        observer=fields.name("observer") or "",
    )
    fields.done()
    if found.bound is not None and not 0 <= found.bound <= 1:
        source.fail(node, f"the bound {found.bound} is no probability", "a number from 0 to 1")
    return found


def verdict(text: str) -> str:
    """A verdict word; COLLAPSED may carry a grade."""
    word, bracket, rest = text.partition("[")
    if bracket and word == "COLLAPSED" and rest.endswith("]") and rest[:-1].isdecimal():
        grade = int(rest[:-1])
        return f"COLLAPSED[{grade}]" if grade else "COLLAPSED"
    return scalars.choice(text, VERDICTS)


def read_expect(source: Source, node: Node) -> Expectation:
    """expect: {asker: {claim: verdict}, breaks: [codes]}."""
    entries = source.mapping(node)
    codes = entries.get("breaks")
    verdicts = tuple(
        (source.named(asker, claims), _claim_key(source, claims, text), source.scalar(word, verdict))
        for asker, claims in entries.items() if asker != "breaks"
        for text, word in source.mapping(claims).items()
    )
    if codes is None:
        return Expectation(verdicts)
    return Expectation(verdicts, tuple(code_of(source.text(each)) for each in source.items(codes)))


def read_waivers(source: Source, node: Node) -> tuple[Waiver, ...]:
    """waivers: [{break, at, reason, until}]."""
    return tuple(_waiver(source, each) for each in source.items(node))


def _waiver(source: Source, node: Node) -> Waiver:
    fields = Fields(source, node)
    found = Waiver(
        code=code_of(source.text(fields.need("break"))),
        at=tuple(source.name(each) for each in source.listed(fields.need("at"))),
        reason=source.text(fields.need("reason")),
        until=fields.read("until", lambda text: scalars.day(text), None),
    )
    fields.done()
    return found


def read_dependence(source: Source, node: Node) -> tuple[Dependence, ...]:
    """dependence: [{independent}, {common_cause, beta}, {latent, probability, defeats}, {coalition}]."""
    return tuple(_dependence(source, each) for each in source.items(node))


def _dependence(source: Source, node: Node) -> Dependence:
    fields = Fields(source, node)
    kinds = [kind for kind in ("independent", "common_cause", "latent", "coalition") if fields.get(kind)]
    if len(kinds) != 1:
        source.fail(node, "a dependence is of one kind", "independent, common_cause, latent or coalition")
    found: Dependence
    match kinds[0]:
        case "independent":
            found = Independent(tuple(source.name(each) for each in source.items(fields.need("independent"))))
        case "common_cause":
            pairs = _lineage(source, fields.need("common_cause"))
            if len(pairs) != 1:
                source.fail(node, "a common cause is one lineage", "one entry such as {organisation: lab}")
            found = CommonCause(pairs[0], number(source, fields.need("beta")))
        case "latent":
            found = Latent(source.name(fields.need("latent")), number(source, fields.need("probability")),
                           tuple(source.name(each) for each in source.items(fields.need("defeats"))))
        case _:
            found = Coalition(source.scalar(fields.need("coalition"), scalars.whole))
    fields.done()
    return found


def read_infinite(source: Source, node: Node) -> Infinite:
    """infinite: {claim, strength, folded, base, base_included, verified_in_base, sequence, proof}."""
    fields = Fields(source, node)
    proofs = ("none", "recursive", "elementary")

    def maybe(key: str) -> bool | None:
        return fields.read(key, lambda text: cast(bool | None, scalars.flag(text)), None)

    found = Infinite(
        claim=source.text(fields.need("claim")),
        strength=fields.read("strength", lambda text: cast(int | None, scalars.strength(text)), None),
        folded=maybe("folded"),
        base=fields.name("base"),
        base_included=maybe("base_included"),
        verified_in_base=maybe("verified_in_base"),
        sequence=cast(Any, fields.read(
            "sequence", lambda text: scalars.choice(text, ("elementary", "recursive")), cast(Any, None))),
        proof=cast(Any, fields.read("proof", lambda text: scalars.choice(text, proofs), cast(Any, None))),
    )
    fields.done()
    return found
