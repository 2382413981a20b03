"""Read what is said of the things in a tower: checks, observers, dependence, requirements, waivers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast, get_args

from . import keys, scalars
from .codes import code_of
from .fields import Fields, Source
from .nodes import Node
from .read_things import number, pairs
from .values import (
    HEADCOUNTS,
    Assumption,
    Check,
    Coalition,
    CommonCause,
    Dependence,
    Expectation,
    Headcount,
    How,
    Independent,
    Infinite,
    Latent,
    Number,
    Observer,
    Requirement,
    Result,
    Waiver,
)


def read_checks(source: Source, node: Node, strong: frozenset[str]) -> tuple[Check, ...]:
    """checks: [{by, claim, how, …}]; `strong` are the names whose checks are proofs if nothing is said."""
    return tuple(_check(source, each, strong) for each in source.items(node))


def _check(source: Source, node: Node, strong: frozenset[str]) -> Check:
    fields = Fields(source, node, keys.CHECK)
    by, at_least, threshold = _by(source, fields.need("by"))
    proves = all(name in strong or name.rpartition("@")[2] in strong for name in by)
    return Check(
        by=by,
        claim=source.claim(fields.need("claim")),
        how=fields.read("how", _how, "proof" if proves else "test"),
        at_least=at_least,
        threshold=threshold,
        needs=fields.claims("needs"),
        result=fields.read("result", _result, "accept"),
        coverage=_maybe_number(fields, "coverage"),
        population=fields.text("population"),
        subject=fields.text("subject"),
        amplified_by=fields.text("amplified_by"),
        about=fields.text("about"),
    )


def _how(text: str) -> How:
    return cast(How, scalars.choice(text, get_args(How)))


def _result(text: str) -> Result:
    return cast(Result, scalars.choice(text, get_args(Result)))


def _maybe_number(fields: Fields, key: str) -> Number | None:
    found = fields.get(key)
    return None if found is None else number(fields.source, found)


def _by(source: Source, node: Node) -> tuple[tuple[str, ...], int, bool]:
    if node.items is not None:
        source.fail(node, "found a list of verifiers", "how many of them: {at_least: k, of: [...]}")
    if node.entries is None:
        return (source.text(node),), 1, False
    fields = Fields(source, node, keys.THRESHOLD)
    count = source.scalar(fields.need("at_least"), scalars.whole)
    return source.texts(fields.need("of")), count, True


def read_observers(source: Source, node: Node) -> tuple[Observer, ...]:
    """observers: {o: {theory, prior, assumes}}."""
    return tuple(_observer(name, source, entry) for name, entry in source.mapping(node).items())


def _observer(name: str, source: Source, node: Node) -> Observer:
    fields = Fields(source, node, keys.OBSERVER)
    prior = fields.at("prior")
    return Observer(
        name=name,
        theory=fields.name("theory"),
        assumes=tuple(_assumption(source, each) for each in source.listed(fields.at("assumes"))),
        prior=tuple(
            (source.claim(source.key(prior, text)), number(source, value))
            for text, value in source.mapping(prior).items()
        ),
    )


def _assumption(source: Source, node: Node) -> Assumption:
    if node.entries is None:
        return Assumption(source.claim(node))
    fields = Fields(source, node, keys.ASSUMPTION)
    return Assumption(
        claim=source.claim(fields.need("claim")),
        because=fields.text("because"),
        owner=fields.text("owner"),
        evidence=fields.text("evidence"),
        expires=fields.read("expires", lambda text: scalars.day(text), None),
        credence=_maybe_number(fields, "credence"),
    )


def read_requires(source: Source, node: Node) -> tuple[Requirement, ...]:
    """requires: [{claim, verdict, bound, observer}]; a claim alone is short for {claim}."""
    return tuple(_requirement(source, each) for each in source.listed(node))


def _requirement(source: Source, node: Node) -> Requirement:
    if node.entries is None:
        return Requirement(source.claim(node))
    fields = Fields(source, node, keys.REQUIREMENT)
    return Requirement(
        claim=source.claim(fields.need("claim")),
        verdict=fields.read("verdict", scalars.verdict, ""),
        bound=fields.read("bound", lambda text: scalars.end_of_interval(text), None),
        observer=fields.name("observer") or "",
    )


def read_headcounts(source: Source, node: Node) -> tuple[Headcount, ...]:
    """headcount: {persons: 2}: how many must stand behind every claim that is checked."""
    return tuple(
        Headcount(source.scalar(source.key(node, word), _counted), source.scalar(least, scalars.whole))
        for word, least in source.mapping(node).items()
    )


def _counted(text: str) -> str:
    return scalars.choice(text, HEADCOUNTS)


def read_expect(source: Source, node: Node) -> Expectation:
    """expect: {asker: {claim: verdict}, breaks: [codes]}."""
    entries = source.mapping(node)
    verdicts = tuple(
        (asker, source.claim(source.key(claims, text)), source.scalar(word, scalars.verdict))
        for asker, claims in entries.items() if asker != "breaks"
        for text, word in source.mapping(claims).items()
    )  # fmt: skip
    codes = entries.get("breaks")
    return Expectation(verdicts, None if codes is None else _codes(source, codes))


def _codes(source: Source, node: Node) -> tuple[str, ...]:
    return tuple(code_of(source.text(each)) for each in source.items(node))


def read_waivers(source: Source, node: Node) -> tuple[Waiver, ...]:
    """waivers: [{break, at, reason, until}]."""
    return tuple(_waiver(source, each) for each in source.items(node))


def _waiver(source: Source, node: Node) -> Waiver:
    fields = Fields(source, node, keys.WAIVER)
    return Waiver(
        code=code_of(source.text(fields.need("break"))),
        at=source.texts(fields.need("at")),
        reason=source.text(fields.need("reason")),
        until=fields.read("until", lambda text: scalars.day(text), None),
    )


def read_dependence(source: Source, node: Node) -> tuple[Dependence, ...]:
    """dependence: [{independent}, {common_cause, beta}, {latent, probability, defeats}, {coalition}]."""
    return tuple(_dependence(source, each) for each in source.items(node))


def _dependence(source: Source, node: Node) -> Dependence:
    kinds = [kind for kind in source.mapping(node) if kind in keys.DEPENDENCE]
    if len(kinds) != 1:
        source.fail(node, "a dependence is of one kind", "one of " + ", ".join(keys.DEPENDENCE))
    return _DEPENDENCE[kinds[0]](Fields(source, node, keys.DEPENDENCE[kinds[0]]))


def _common_cause(fields: Fields) -> CommonCause:
    shared = pairs(fields.source, fields.need("common_cause"))
    if len(shared) != 1:
        fields.source.fail(
            fields.node, "a common cause is one lineage", "one entry such as {organisation: lab}"
        )
    return CommonCause(shared[0], number(fields.source, fields.need("beta")))


def _latent(fields: Fields) -> Latent:
    source = fields.source
    probability = number(source, fields.need("probability"))
    return Latent(
        source.text(fields.need("latent")), probability, source.texts(fields.need("defeats"))
    )


def _coalition(fields: Fields) -> Coalition:
    return Coalition(fields.source.scalar(fields.need("coalition"), scalars.whole))


_DEPENDENCE: dict[str, Callable[[Fields], Dependence]] = {
    "independent": lambda fields: Independent(fields.source.texts(fields.need("independent"))),
    "common_cause": _common_cause,
    "latent": _latent,
    "coalition": _coalition,
}


def read_infinite(source: Source, node: Node) -> Infinite:
    """infinite: {claim, strength, folded, base, …, and the numbers of its levels}."""
    fields = Fields(source, node, keys.INFINITE)
    return Infinite(
        claim=_claim_text(source, fields.need("claim")),
        strength=fields.read("strength", lambda text: scalars.strength_or_reflection(text), None),
        folded=_maybe_flag(fields, "folded"),
        base=fields.name("base"),
        base_included=_maybe_flag(fields, "base_included"),
        verified_in_base=_maybe_flag(fields, "verified_in_base"),
        sequence=fields.read("sequence", lambda text: _sequence(text), None),
        proof=fields.read("proof", lambda text: _proof(text), None),
        power=fields.read("power", lambda text: scalars.whole(text, 1, keys.MOST_POWER), None),
        **{key: _maybe_number(fields, key) for key in keys.ENDLESS_NUMBERS},
    )


def _claim_text(source: Source, node: Node) -> str:
    source.claim(node)
    return source.text(node)


def _maybe_flag(fields: Fields, key: str) -> bool | None:
    return fields.read(key, lambda text: scalars.flag(text), None)


_Sequence = Literal["elementary", "recursive"]
_Proof = Literal["none", "recursive", "elementary"]


def _sequence(text: str) -> _Sequence:
    return cast(_Sequence, scalars.choice(text, get_args(_Sequence)))


def _proof(text: str) -> _Proof:
    return cast(_Proof, scalars.choice(text, get_args(_Proof)))
