"""The derivation graph of a report, as numbers that a page can run: who falls when a stone is taken away.

The graph is that of the propagation itself, so what falls is exact: a claim stands as long as the
least fixpoint of the rules reaches it from the assumptions that are left (linear time, no
enumeration of sets).  A report that was not made by a check has no rules; there every minimal
assumption set is one rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..diagnosis.check import Evidencer
from ..diagnosis.report import Answer, Report
from ..propagation.facts import Fact, Known, Leaf, Own, Rule
from ..propagation.fixpoint import spread
from ..propagation.standing import Standing
from .verdicts import STANDING, Footing

OWN = -1


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: `head` holds if at least `need` of `body` do.  Facts are numbers."""

    head: int
    body: tuple[int, ...]
    need: int
    exact: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """One answer: its number, its graph and the fact that it is about.

    `own` is the stone that the asker's own theory is shown as (0: none); `bare` says of each
    assumption set of the answer whether it gives the claim without any check.
    """

    answer: int
    fact: int
    graph: int
    own: int
    bare: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The rules of one asker; `leaves` maps facts that need no rule to a stone.

    0 is never taken away; OWN is the asker's own theory, shown as what the claim at hand needs of it.
    """

    lines: tuple[Line, ...]
    leaves: Mapping[int, int]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivations:
    """All graphs of a report, and where its answers stand in them."""

    graphs: tuple[Graph, ...]
    goals: tuple[Goal, ...]


def derivations(report: Report, footing: Footing) -> Derivations:
    """The derivation graphs of every answer that stands.

    >>> from datetime import date
    >>> from tower.model.values import Model
    >>> derivations(Report(Model("t"), "o", date(2026, 1, 1), (), (), None), Footing({})).graphs
    ()
    """
    graphs: list[Graph] = []
    goals: list[Goal] = []
    shared: dict[int, tuple[int, dict[Fact, int]]] = {}
    for index, answer in enumerate(report.answers):
        if answer.verdict not in STANDING:
            continue
        standing = _standing(report, answer)
        if standing is None:
            graphs.append(_from_sets(answer, footing))
            goals.append(Goal(index, 0, len(graphs) - 1, 0, (False,) * len(answer.assumptions)))
            continue
        if id(standing) not in shared:
            numbers = _numbered(standing)
            shared[id(standing)] = len(graphs), numbers
            graphs.append(_from_rules(standing, numbers, footing))
        graph, numbers = shared[id(standing)]
        own = footing.numbers.get(standing.own(answer.claim), 0)
        goals.append(Goal(index, numbers[Known(answer.claim)], graph, own, _bare(answer, standing)))
    return Derivations(tuple(graphs), tuple(goals))


def _standing(report: Report, answer: Answer) -> Standing | None:
    """The propagation behind an answer; None where the rules do not give it (the logic did, or a hand)."""
    if not isinstance(report.engine, Evidencer):
        return None
    standing = report.engine.judge.case.standing(answer.asker, answer.claim)
    return standing if Known(answer.claim) in standing.reached else None


def _from_sets(answer: Answer, footing: Footing) -> Graph:
    stones = dict.fromkeys(root for chosen in answer.assumptions for root in chosen)
    facts = {root: index for index, root in enumerate(stones, 1)}
    exact = answer.verdict != "SUPPORTED"
    lines = tuple(
        Line(0, tuple(facts[root] for root in chosen), len(chosen), exact, answer.verdict != "ASSUMED")
        for chosen in answer.assumptions
    )
    leaves = {fact: footing.numbers.get(root, 0) for root, fact in facts.items()}
    return Graph(lines, leaves, (answer.text, *map(str, facts)))


def _numbered(standing: Standing) -> dict[Fact, int]:
    facts = dict.fromkeys(fact for rule in standing.cone.rules for fact in (rule.head, *rule.body))
    for fact in (*standing.cone.leaves, *standing.goals()):
        facts.setdefault(fact)
    return {fact: index for index, fact in enumerate(facts)}


def _from_rules(standing: Standing, numbers: Mapping[Fact, int], footing: Footing) -> Graph:
    lines = tuple(_line(rule, numbers) for rule in standing.cone.rules)
    leaves = {
        numbers[leaf]: OWN if isinstance(leaf.root, Own) else footing.numbers.get(leaf.root, 0)
        for leaf in standing.cone.leaves
    }
    return Graph(lines, leaves, tuple(str(getattr(fact, "what", fact)) for fact in numbers))


def _line(rule: Rule, numbers: Mapping[Fact, int]) -> Line:
    body = tuple(numbers[fact] for fact in rule.body)
    return Line(numbers[rule.head], body, rule.needed, rule.exact, rule.check is not None)


def _bare(answer: Answer, standing: Standing) -> tuple[bool, ...]:
    rules = [rule for rule in standing.cone.rules if rule.check is None]
    return tuple(
        Known(answer.claim) in spread(rules, _leaves(chosen, standing, answer))
        for chosen in answer.assumptions
    )


def _leaves(chosen: Iterable[object], standing: Standing, answer: Answer) -> list[Leaf]:
    roots = set(chosen)
    return [leaf for leaf in standing.cone.leaves if standing.shown(leaf.root, answer.claim) in roots]
