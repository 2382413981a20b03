"""Towers as rows, and sheets as towers: what an edge list can hold, and what it cannot, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from ..errors import InputError
from ..model.claims import Claim, Condition, Consistent, Gate, Holds, Sound, subjects
from ..model.scalars import class_word, number_text
from ..model.scope import asking, split_enactment
from ..model.values import ANY, IDENTITY_KINDS, Check, Model, Observer, Optimizer, Theory, Verifier
from .reading import read_rows
from .rows import COLUMNS, Rows
from .sheet import Sheet
from .spoken import DECLARED, HEREDITARY, SPECIAL

Row = dict[str, Any]
TYPES = {
    "check": pa.int32(),
    "at_least": pa.int32(),
    "strength": pa.int32(),
    "amplified": pa.bool_(),
    "local": pa.bool_(),
}


def sheet_of(model: Model, observer: str | None = None) -> Sheet:
    """A tower as a sheet; InputError naming the first thing that an edge list cannot hold.

    >>> from tower.model.values import Artifact, Property
    >>> checks = (Check(("v",), Holds("P", "x"), "review"),)
    >>> seen = Model("t", properties=(Property("P"),), artifacts=(Artifact("x"),),
    ...              verifiers=(Verifier("v"),), checks=checks, observers=(Observer("o"),))
    >>> sheet = sheet_of(seen)
    >>> sheet.claim_text(1), len(sheet.checks)
    ('P(x)', 1)
    """
    sheet = read_rows(Rows(rows_of(model, observer), model.name), model.name)
    return replace(sheet, aside=set_aside(model))


def set_aside(model: Model) -> tuple[str, ...]:
    """What a tower says that is part of no verdict on a claim, and that a scan does not look at.

    >>> from tower.model.values import Property
    >>> set_aside(Model("t", properties=(Property("P", testable=True),)))
    ('evidence for testable properties',)
    """
    return tuple(
        what
        for what, there in (
            ("requirements", (*model.requires, *model.headcounts)),
            ("expected verdicts and breaks", model.expect is not None),
            ("waivers", model.waivers),
            ("dates of expiry", any(_expiring(model))),
            ("evidence for testable properties", any(prop.testable for prop in model.properties)),
        )
        if there
    )


def _expiring(model: Model) -> Iterator[bool]:
    return (root.expires is not None for each in model.observers for root in each.assumes)


def rows_of(model: Model, observer: str | None = None) -> pa.Table:
    """A tower as a table of rows, in the format that `tower scan` reads; InputError as in `sheet_of`."""
    who = asking(model, observer)
    _refuse(model, who)
    rows = list(_rows(model, who))
    columns = {
        name: pa.array([row.get(name) for row in rows], TYPES.get(name, pa.string())) for name in COLUMNS
    }
    return pa.table(columns)


def _cannot(what: str) -> InputError:
    return InputError(f"an edge list cannot hold {what}", expected="a tower without it, or tower check")


def _refuse(model: Model, who: str) -> None:
    """Raise InputError for the first thing that has no row."""
    others = {observer.name for observer in model.observers} - {who}
    for what, there in (
        ("an infinite tower", model.infinite),
        ("several observers of whom another one builds", others & {*model.optimizer}),
        ("declared axioms", any(theory.axioms for theory in model.theories)),
        ("hypotheses that were withdrawn", any(False in _flags(theory) for theory in model.theories)),
        ("a property with a name that rows give to other claims", SPECIAL.keys() & {*model.property_}),
        ("rates on a population", any(check.population for check in model.checks)),
    ):
        if there:
            raise _cannot(what)
    theories = {theory.name for theory in model.theories}
    if theories & {*model.optimizer, *model.artifact, *model.verifier}:
        raise _cannot("a theory and a node of one name")
    thing = model.optimizer.get(who)
    observer = model.observer.get(who)
    if thing is not None and observer is not None and observer.theory not in (None, thing.theory):
        raise _cannot("an observer with another theory than the optimizer of that name")
    if who in model.verifier:
        raise _cannot("an observer that is a verifier")
    _refuse_enactments(model)


def _flags(theory: Theory) -> tuple[bool, bool, bool]:
    return theory.hypotheses.re, theory.hypotheses.contains_EA, theory.hypotheses.standard


def _refuse_enactments(model: Model) -> None:
    """An agent is one node: it enacts one verifier, in no theory, on exactly what it checks."""
    checked: dict[str, set[str]] = {}
    for check in model.checks:
        for name in check.by:
            if name not in model.verifier and isinstance(check.claim, Holds):
                checked.setdefault(name, set()).add(check.claim.property)
    for thing in model.optimizers:
        names = {verifier for verifier, _ in thing.enacts}
        if not names:
            continue
        if thing.theory is not None:
            raise _cannot("enactments in a theory")
        if len(names) > 1 or model.verifier[next(iter(names))].error:
            raise _cannot("an optimizer that enacts several verifiers, or one with a rate")
        enacted = {prop for _, prop in thing.enacts}
        if checked.get(f"{next(iter(names))}@{thing.name}", set()) != enacted:
            raise _cannot("an optimizer that enacts what it never checks, or checks what it does not enact")
    spoken = {name for name in _spoken(model) if name not in model.verifier}
    used = {verifier for thing in model.optimizers for verifier, _ in thing.enacts}
    if used & {name for check in model.checks for name in (*check.by, *subjects(check.claim))}:
        raise _cannot("a verifier that is enacted and checks by itself")
    for name in spoken:
        if split_enactment(name)[1] not in model.optimizer:
            raise _cannot(f"the verifier {name}")


def _spoken(model: Model) -> Iterator[str]:
    for check in model.checks:
        yield from check.by
        if isinstance(check.claim, Sound):
            yield check.claim.verifier


def _rows(model: Model, who: str) -> Iterator[Row]:
    for prop in model.properties:
        if prop.cls != ANY:
            yield _row(prop.name, "is", class_word(prop.cls))
        if prop.hereditary:
            yield _row(prop.name, "is", HEREDITARY)
    yield from _theory_rows(model)
    enacted = {verifier for thing in model.optimizers for verifier, _ in thing.enacts}
    for word, things in (
        ("optimizer", model.optimizers),
        ("artifact", model.artifacts),
        ("verifier", model.verifiers),
    ):
        for thing in things:
            if thing.name not in enacted:
                yield from _node_rows(word, thing)
    for number, check in enumerate(model.checks):
        yield from _check_rows(number, check, model)
    observer = model.observer.get(who, Observer(who))
    yield _row(who, "is", "observer")
    if observer.theory is not None and who not in model.optimizer:
        yield _row(who, "reasons_in", observer.theory)
    for root in observer.assumes:
        yield {**_row(who, "assumes", ""), **_claim(root.claim, model)}


def _row(source: str, kind: str, target: str) -> Row:
    return {"source": source, "kind": kind, "target": target}


def _theory_rows(model: Model) -> Iterator[Row]:
    for theory in model.theories:
        yield from (_row(theory.name, "includes", lower) for lower in theory.includes)
        yield from (
            _row(theory.name, "reflects", lower) | {"local": local} for lower, local in theory.reflects
        )
        for lower, strength in theory.proves_con:
            yield _row(theory.name, "proves_con", lower) | {"strength": strength}


def _node_rows(word: str, thing: Any) -> Iterator[Row]:
    name = thing.name
    yield _row(name, "is", word)
    yield from (_row(name, kind, value) for kind, value in thing.lineage if kind in IDENTITY_KINDS)
    if thing.capability is not None:
        yield _row(name, "capability", number_text(Fraction(thing.capability)))
    if thing.digest:
        yield _row(name, "digest", thing.digest)
    theory = getattr(thing, "theory", None)
    if theory is not None:
        yield _row(name, "reasons_in", theory)
    if isinstance(thing, Optimizer):
        yield from (_row(base, "builds", name) | {"how": thing.link} for base in thing.built_by)
        yield from (_row(name, "addresses", mode) for mode in thing.addresses)
        if thing.objective is not None:
            yield _row(name, "pursues", thing.objective.kind)
    elif isinstance(thing, Verifier) and thing.error:
        yield _row(name, "rate", _rate(thing.error))


def _rate(error: Any) -> str:
    """A rate of error as a row has it: the one number that is declared, or that there is one."""
    (_, number), *more = error
    return DECLARED if more or not isinstance(number, Fraction) else number_text(number)


def _check_rows(number: int, check: Check, model: Model) -> Iterator[Row]:
    said = {
        "how": check.how,
        "result": check.result,
        "check": number,
        "subject": check.subject or None,
        "amplified": bool(check.amplified_by),
    } | ({"at_least": check.at_least} if check.threshold else {})
    for name in check.by:
        yield _row(_node(name, model), "checks", "") | _claim(check.claim, model) | said
    for need in check.needs:
        yield _row(_node(check.by[0], model), "needs", "") | _claim(need, model) | {"check": number}


def _node(name: str, model: Model) -> str:
    """An enactment v@x is x itself."""
    return name if name in model.verifier else split_enactment(name)[1]


def _claim(claim: Claim, model: Model) -> Row:
    match claim:
        case Holds(name, subject) if subject in {*model.optimizer, *model.artifact, *model.verifier}:
            return {"property": name, "target": subject}
        case Gate(optimizer):
            return {"property": "gate", "target": optimizer}
        case Condition(name):
            return {"property": "condition", "target": name}
        case Consistent(theory, strength):
            return {"property": "consistent", "target": theory, "strength": strength}
        case Sound(verifier, None):
            return {"property": "sound", "target": _node(verifier, model)}
        case Sound(verifier, Holds() | Condition() as inner):
            return {"property": "sound", "target": _node(verifier, model), "about": str(inner)}
        case _:
            raise _cannot(f"the claim {claim}")


def texts_of(claims: Iterable[Claim], model: Model) -> dict[str, Claim]:
    """Claims by the text that a sheet of the model gives them."""
    return {_text(claim, model): claim for claim in claims}


def _text(claim: Claim, model: Model) -> str:
    match claim:
        case Sound(verifier, inner):
            on_one = (
                ""
                if inner is None
                else f", {inner.property}({inner.subject})"
                if isinstance(inner, Holds)
                else f", {inner}"
            )
            return f"sound({_node(verifier, model)}{on_one})"
        case Holds(name, subject):
            return f"{name}({subject})"
        case Gate(optimizer):
            return f"gate({optimizer})"
        case _:
            return str(claim)
