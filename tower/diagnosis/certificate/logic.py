"""Certificates of verdicts that only the logic gives: the compiled question, accounted for line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...logic.pattern import Pattern
from ...model.claims import Claim
from ...model.values import INFINITE
from ...propagation.compile import Compiled
from ...propagation.facts import SUPPOSED, Adopted, Fact, Known, Leaf, Root, Trusted
from ...propagation.fixpoint import cone, spread
from ...propagation.standing import Standing
from .lines import Lines
from .proof import Reading, grouped


def lines_for(standing: Standing, claim: Claim, compiled: Compiled) -> Lines:
    """Lines that say what the asker adopts and trusts, and on what every declared edge rests."""
    lines = Lines(standing, claim)
    wanted = [*_edges_to(compiled), *_premises(standing)]
    found = cone(wanted, standing.base().rules_for)
    reached = spread(found.rules, found.leaves)
    lines.add(reached.leading_to(each for each in wanted if each in reached))
    for edge in standing.edges.all:
        if all(isinstance(each, Leaf) or each in lines.number for each in edge.premises):
            for each in edge.premises:
                if isinstance(each, Leaf):
                    lines.say(each)
            lines.edges[edge] = None
    for root in (root for *_, root in compiled.sources if root is not None):
        lines.assumed[root] = None
    for number in compiled.accepted_by:
        if number != SUPPOSED:
            lines.checks.setdefault(number, len(lines.checks))
    return lines


def _edges_to(compiled: Compiled) -> Iterator[Fact]:
    me, pattern = compiled.asker, compiled.question.pattern
    for lower, upper in sorted(pattern.includes | pattern.reflects):
        if upper == me:
            yield Adopted(None, lower)
    for lower, upper in sorted(pattern.reflects):
        if upper == me:
            yield Trusted(None, lower, INFINITE)
    for lower, upper, strength in sorted(pattern.con):
        if upper == me:
            yield Trusted(None, lower, strength)


def _premises(standing: Standing) -> Iterator[Fact]:
    for edge in standing.edges.all:
        yield from (each for each in edge.premises if isinstance(each, Known))


def readings(compiled: Compiled, lines: Lines) -> list[Reading]:
    """Every axiom of the compiled question, and why it is one."""
    assumed: list[Root] = sorted(lines.assumed, key=str)
    found = []
    for each, number in zip(compiled.question.accepted, compiled.accepted_by, strict=True):
        if number == SUPPOSED:
            found.append(Reading(each.theory, each.claim, "the same evidence"))
        else:
            found.append(Reading(each.theory, each.claim, "check", lines.checks[number]))
    for theory, formula, root in compiled.sources:
        if root is None:
            found.append(Reading(theory, formula, "builds"))
        else:
            found.append(Reading(theory, formula, "assumption", assumed.index(root)))
    return list(dict.fromkeys(found))


def pattern_of(compiled: Compiled, lines: Lines, axioms: list[Reading]) -> Pattern:
    """The pattern of the compiled question with the declared edges themselves and all axioms."""
    asked, me = compiled.question.pattern, compiled.asker
    edges = lines.edges
    theories = {*asked.theories, *(end for edge in edges for end in (edge.lower, edge.upper))} - {me}
    return replace(
        asked,
        theories=(*sorted(theories), me),
        includes=frozenset((e.lower, e.upper) for e in edges if e.relation == "includes")
        | {pair for pair in asked.includes if pair[1] == me},
        reflects=frozenset((e.lower, e.upper) for e in edges if e.relation == "reflects")
        | {pair for pair in asked.reflects if pair[1] == me},
        con=frozenset((e.lower, e.upper, e.strength) for e in edges if e.relation == "proves_con")
        | {triple for triple in asked.con if triple[1] == me},
        axioms=grouped(axioms),
    )
