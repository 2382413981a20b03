"""A model as plain data (dictionaries, lists, texts) in the shape of a file, and back.

What has its default is left out, keys stand in the order of the file, numbers are exact texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from ..errors import InputError
from . import keys
from .nodes import Node, shortened
from .scalars import class_word, number_text
from .values import (
    ANY,
    INFINITE,
    Artifact,
    Assumption,
    Check,
    Coalition,
    CommonCause,
    Dependence,
    Expectation,
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
    Requirement,
    Symbol,
    Theory,
    Trials,
    Verifier,
    Waiver,
)

Plain: TypeAlias = Any  # dict, list, str, int or bool, as JSON knows them
Entries: TypeAlias = dict[str, Plain]


class Bare(str):
    """A text that is no text to a reader of the file but a number, a date or a word: never quoted."""

    __slots__ = ()


def to_plain(model: Model) -> Entries:
    """The whole file as plain data; tower and name are always there.

    >>> to_plain(Model("t", optimizers=(Optimizer("lab"),)))
    {'tower': 1, 'name': 't', 'optimizers': {'lab': {}}}
    """
    return {
        "tower": 1,
        "name": model.name,
        **_kept({
            "about": model.about,
            "sources": list(model.sources),
            "theories": {thing.name: _short(plain_theory(thing)) for thing in model.theories},
            "properties": {thing.name: _short(plain_property(thing)) for thing in model.properties},
            "optimizers": {thing.name: _short(plain_optimizer(thing)) for thing in model.optimizers},
            "artifacts": {thing.name: _short(plain_artifact(thing)) for thing in model.artifacts},
            "verifiers": {thing.name: _short(plain_verifier(thing)) for thing in model.verifiers},
            "infinite": None if model.infinite is None else _infinite(model.infinite),
            "checks": [plain_check(check) for check in model.checks],
            "observers": {thing.name: _observer(thing) for thing in model.observers},
            "dependence": [_dependence(entry) for entry in model.dependence],
            "requires": [_requirement(need) for need in model.requires],
            "headcount": {need.word: need.least for need in model.headcounts},
            "waivers": [_waiver(waiver) for waiver in model.waivers],
        }),
        **({} if model.expect is None else {"expect": _expect(model.expect)}),
    }  # fmt: skip


def _kept(entries: Entries) -> Entries:
    """What is worth writing: neither None, nor False, nor empty."""
    return {
        key: value for key, value in entries.items()
        if value is not None and value is not False and value not in ("", [], {})
    }  # fmt: skip


def _short(entries: Entries) -> Plain:
    """A text stands for {about: text}."""
    return entries["about"] if entries.keys() == {"about"} else entries


def _one_or_more(names: Iterable[str]) -> Plain:
    found = list(names)
    return found[0] if len(found) == 1 else found


def _mapped(pairs: Iterable[tuple[str, str]]) -> Entries:
    """Pairs as a mapping from the first to the second, or to a list of them."""
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return {first: _one_or_more(seconds) for first, seconds in found.items()}


def plain_number(value: Number | None) -> Plain:
    """A number as a file writes it.

    >>> plain_number(Interval(Fraction(0), Fraction(1, 3)))
    ['0', '1/3']
    """
    match value:
        case None:
            return None
        case Interval(low, high):
            return [Bare(number_text(low)), Bare(number_text(high))]
        case Symbol(name):
            return Bare(name)
        case Trials(failures, trials, population):
            return {"failures": failures, "trials": trials, **_kept({"population": population})}
        case _:
            return Bare(number_text(Fraction(value)))


def plain_theory(theory: Theory) -> Entries:
    """A theory's entries."""
    return _kept({
        "includes": _one_or_more(theory.includes),
        "reflects": _one_or_more(_reflected(*each) for each in theory.reflects),
        "proves_con": dict(theory.proves_con),
        "axioms": list(theory.axioms),
        "hypotheses": _hypotheses(theory.hypotheses),
        "about": theory.about,
    })  # fmt: skip


def _reflected(name: str, local: bool) -> Plain:
    return {"theory": name, "local": True} if local else name


def _hypotheses(hypotheses: Hypotheses) -> Entries:
    return {key: False for key in keys.HYPOTHESES if not getattr(hypotheses, key)}


def plain_property(prop: Property) -> Entries:
    """A property's entries."""
    return _kept({
        "class": None if prop.cls == ANY else Bare(class_word(prop.cls)),
        "hereditary": prop.hereditary,
        "testable": prop.testable,
        "about": prop.about,
    })  # fmt: skip


def plain_optimizer(thing: Optimizer) -> Entries:
    """An optimizer's entries."""
    return _kept({
        "built_by": _one_or_more(thing.built_by),
        "link": "" if thing.link == "searched" else Bare(thing.link),
        "addresses": list(thing.addresses),
        "generic": thing.generic,
        "objective": None if thing.objective is None else _objective(thing.objective),
        "lineage": _mapped(thing.lineage),
        "theory": thing.theory,
        "enacts": _mapped(thing.enacts),
        **_identity(thing),
    })  # fmt: skip


def _identity(thing: Optimizer | Artifact | Verifier) -> Entries:
    return {
        "capability": None if thing.capability is None else Bare(number_text(Fraction(thing.capability))),
        "digest": thing.digest,
        "about": thing.about,
    }  # fmt: skip


def _objective(objective: Objective) -> Plain:
    return {objective.kind: objective.about} if objective.about else Bare(objective.kind)


def plain_artifact(thing: Artifact) -> Entries:
    """An artifact's entries."""
    return _kept({"lineage": _mapped(thing.lineage), **_identity(thing)})


def plain_verifier(thing: Verifier) -> Entries:
    """A verifier's entries."""
    return _kept({
        "theory": thing.theory,
        "lineage": _mapped(thing.lineage),
        "error": {key: plain_number(rate) for key, rate in thing.error},
        "spec": thing.spec,
        **_identity(thing),
    })  # fmt: skip


def plain_check(check: Check) -> Entries:
    """A check's entries; how it is done is always said."""
    return {
        "by": {"at_least": check.at_least, "of": list(check.by)} if check.threshold else check.by[0],
        "claim": str(check.claim),
        "how": Bare(check.how),
        **_kept({
            "result": "" if check.result == "accept" else Bare(check.result),
            "coverage": plain_number(check.coverage),
            "population": check.population,
            "subject": check.subject,
            "amplified_by": check.amplified_by,
            "needs": [str(need) for need in check.needs],
            "about": check.about,
        }),
    }  # fmt: skip


def _observer(observer: Observer) -> Entries:
    return _kept({
        "theory": observer.theory,
        "prior": {str(claim): plain_number(value) for claim, value in observer.prior},
        "assumes": [_assumption(root) for root in observer.assumes],
    })  # fmt: skip


def _assumption(root: Assumption) -> Plain:
    more = _kept({
        "credence": plain_number(root.credence),
        "because": root.because,
        "owner": root.owner,
        "evidence": root.evidence,
        "expires": _day(root.expires),
    })  # fmt: skip
    return {"claim": str(root.claim), **more} if more else str(root.claim)


def _day(day: date | None) -> Bare | None:
    return None if day is None else Bare(day.isoformat())


def _dependence(entry: Dependence) -> Entries:
    match entry:
        case Independent(names):
            return {"independent": list(names)}
        case CommonCause(lineage, beta):
            return {"common_cause": _mapped([lineage]), "beta": plain_number(beta)}
        case Latent(name, probability, defeats):
            return {
                "latent": name,
                "probability": plain_number(probability),
                "defeats": list(defeats),
            }
        case Coalition(size):
            return {"coalition": size}


def _requirement(need: Requirement) -> Plain:
    more = _kept({
        "verdict": Bare(need.verdict),
        "bound": plain_number(need.bound),
        "observer": need.observer,
    })  # fmt: skip
    return {"claim": str(need.claim), **more} if more else str(need.claim)


def _waiver(waiver: Waiver) -> Entries:
    return {
        "break": Bare(waiver.code),
        "at": list(waiver.at),
        "reason": waiver.reason,
        **_kept({"until": _day(waiver.until)}),
    }  # fmt: skip


def _expect(expect: Expectation) -> Entries:
    found: Entries = {}
    for asker, claim, word in expect.verdicts:
        found.setdefault(asker, {})[str(claim)] = Bare(word)
    return (
        found
        if expect.breaks is None
        else {**found, "breaks": [Bare(code) for code in expect.breaks]}
    )


def _infinite(infinite: Infinite) -> Entries:
    strength = "reflection" if infinite.strength == INFINITE else infinite.strength
    said = {key: getattr(infinite, key) for key in keys.INFINITE} | {"strength": strength}
    said |= {key: plain_number(said[key]) for key in keys.ENDLESS_NUMBERS}
    bare = {"strength", "sequence", "proof"}
    return {
        key: Bare(value) if key in bare and isinstance(value, str) else value
        for key, value in said.items() if value is not None
    }  # fmt: skip


def plain_node(value: object) -> Node:
    """Plain data as a tree that the file's reader reads; InputError for what is no plain data.

    >>> plain_node({"a": [1, True]}).entries["a"].items[1].text
    'true'
    """
    if isinstance(value, Mapping):
        entries = {_key(key): plain_node(entry) for key, entry in value.items()}
        return Node(0, 0, entries=entries, keys=dict.fromkeys(entries, (0, 0)))
    if isinstance(value, list | tuple):
        return Node(0, 0, items=[plain_node(item) for item in value])
    return Node(0, 0, text=_text(value), quoted=value is not None)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise InputError(f"{shortened(repr(key))} as a key", expected="a text")
    return key


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float() | date():
            return str(value)
        case Fraction():
            return number_text(value)
        case _:
            raise InputError(
                f"{shortened(repr(value))} cannot stand in a tower", expected="plain data"
            )
