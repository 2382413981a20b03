"""The part of a tower that a verdict certificate uses, as its field `given`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...model.claims import Claim, Condition, Gate, Holds, Not, Refines, Sound
from ...model.values import INFINITE
from ...propagation.compile import LONGEST_LINE
from ...propagation.edges import TrustEdge
from ...propagation.facts import Declared, Known, Leaf, Part, Root, Rule, Trusted
from ...propagation.setting import Setting
from ...propagation.standing import Standing
from ...syntax.formula import atoms
from ...syntax.parser import parse
from .lines import Lines
from .shapes import Shape, claim_shape, claims_in, strength_shape


def given_shape(lines: Lines) -> dict[str, Any]:
    """Everything that the lines speak of."""
    standing, setting = lines.standing, lines.standing.setting
    for rule in lines.rules:
        for number in _checks_for(rule, setting):
            lines.checks.setdefault(number, len(lines.checks))
    claims = list(dict.fromkeys(_claims(lines)))
    optimizers = _optimizers(claims, standing)
    listed = {
        claim.verifier: setting.listed_scope(claim.verifier)
        for claim in claims if isinstance(claim, Sound) and claim.claim is None
    }
    nodes = dict.fromkeys([*_verifiers(claims, lines), *optimizers])
    theories = {name: setting.theory_of(name) for name in nodes}
    asker = standing.asker
    return {
        "theory": asker.theory,
        "about": None if asker.about is None else claim_shape(asker.about),
        "theories": {name: theory for name, theory in sorted(theories.items()) if theory is not None},
        "edges": [_edge(edge) for edge in lines.edges],
        "properties": dict(sorted(_properties(claims, setting))),
        "scopes": {
            claim.verifier: strength_shape(setting.strength(claim))
            for claim in claims if isinstance(claim, Sound) and claim.claim is None
        },
        "builds": {name: list(setting.model.children.get(name, ())) for name in optimizers},
        "enacts": [
            [name, verifier, what] for name in optimizers
            for verifier, what in _enacts(setting, name)
        ],
        "listed": {name: [claim_shape(each) for each in scope] for name, scope in listed.items()},
        "letters": {letter: claim_shape(claim) for letter, claim in _letters(lines)},
        "checks": [_check(number, setting) for number in lines.checks],
    }


def _checks_for(rule: Rule, setting: Setting) -> Iterator[int]:
    """The acceptances by which a gate was relied on through another verifier's theory."""
    if rule.name != "builds only what its check accepted" or not isinstance(rule.head, Known):
        return
    uppers = {each.top for each in rule.body if isinstance(each, Trusted) and each.top is not None}
    claim = rule.head.what
    if isinstance(claim, Holds) and uppers:
        for number in setting.by_statement.get((Part(claim.property, claim.subject), "accept"), ()):
            by = setting.model.checks[number].by[0]
            if setting.theory_of(by) in uppers and Known(Sound(by, claim)) in rule.body:
                yield number


def _claims(lines: Lines) -> Iterator[Root]:
    found = [rule.head.what for rule in lines.rules if isinstance(rule.head, Known)]
    leaves = [each.root for rule in lines.rules for each in rule.body if isinstance(each, Leaf)]
    checks = [lines.standing.setting.model.checks[number] for number in lines.checks]
    needs = [need for check in checks for need in (check.claim, *check.needs)]
    premises = [each.what for edge in lines.edges for each in edge.premises if isinstance(each, Known)]
    letters = [claim for _, claim in _letters(lines)]
    assumed = [root for root in lines.assumed if not isinstance(root, Declared)]
    for claim in (lines.claim, *found, *leaves, *needs, *premises, *letters, *assumed):
        for each in claims_in(claim):
            yield each
            if isinstance(each, Sound) and each.claim is None:
                yield from lines.standing.setting.listed_scope(each.verifier)


def _letters(lines: Lines) -> Iterator[tuple[str, Claim]]:
    """The letters of assumed axioms that are the text of a claim."""
    for root in lines.assumed:
        if isinstance(root, Declared) and root.relation == "axiom":
            for letter in sorted(atoms(parse(root.what))):
                claim = lines.standing.setting.claim_of(letter)
                if claim is not None:
                    yield letter, claim


def _verifiers(claims: Iterable[Root], lines: Lines) -> Iterator[str]:
    for claim in claims:
        if isinstance(claim, Sound | Refines):
            yield claim.verifier
    for number in lines.checks:
        yield from lines.standing.setting.model.checks[number].by


def _optimizers(claims: Iterable[Root], standing: Standing) -> list[str]:
    """The optimizers that claims speak of, and those that build them."""
    model = standing.setting.model
    named = [claim.subject for claim in claims if isinstance(claim, Holds | Part)]
    named += [claim.optimizer for claim in claims if isinstance(claim, Gate)]
    named += [standing.asker.name]
    known = [name for name in dict.fromkeys(named) if name in model.optimizer]
    if any(each.hereditary for each in model.properties):
        known = _lines_of(known, standing)
    bases = [base for name in known for base in model.optimizer[name].built_by if base in model.optimizer]
    return sorted({*known, *bases})


def _lines_of(names: list[str], standing: Standing) -> list[str]:
    """Some optimizers and all that they start by building, as far as one formula unfolds."""
    model = standing.setting.model
    found, waiting = dict.fromkeys(names), list(names)
    while waiting and len(found) <= LONGEST_LINE:
        for child in model.children.get(waiting.pop(), ()):
            if child in model.optimizer and child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)


def _enacts(setting: Setting, name: str) -> tuple[tuple[str, str], ...]:
    return setting.model.optimizer[name].enacts


def _properties(claims: Iterable[Root], setting: Setting) -> Iterator[tuple[str, Shape]]:
    for claim in claims:
        found = setting.property_of(claim) if isinstance(claim, Holds | Part | Condition) else None
        if found is not None:
            denied = setting.strength(Not(Condition(found.name)))
            yield found.name, [strength_shape(found.cls.strength), strength_shape(denied), found.hereditary]
            part = f"safe_{found.name}"
            while part in setting.model.property_:
                yield part, ["all", "all", False]
                part += "'"


def _edge(edge: TrustEdge) -> Shape:
    premises: list[Root] = []
    for each in edge.premises:
        if isinstance(each, Known):
            premises.append(each.what)
        elif isinstance(each, Leaf):
            premises.append(each.root)
    shown = [claim_shape(each) for each in premises]
    return [edge.lower, edge.upper, strength_shape(min(edge.strength, INFINITE)), edge.includes, shown]


def _check(number: int, setting: Setting) -> dict[str, Any]:
    check = setting.model.checks[number]
    return {
        "by": list(check.by),
        "claim": claim_shape(check.claim),
        "about": claim_shape(setting.about(check)),
        "how": check.how,
        "result": check.result,
        "needs": [claim_shape(need) for need in check.needs],
        "at_least": check.at_least,
        "groups": [list(group) for group in setting.principals[number].groups],
        "rated": [name for name in check.by if setting.rated(name)],
        "inverted": bool(setting.inverted(check)),
    }


