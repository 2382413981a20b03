"""A tower as the elements of a safety case (GSN Community Standard, version 3, with dialectics).

Claims are goals; the checks that were accepted are solutions under a strategy; leftover assumptions
are assumptions; a claim without support is undeveloped; a break is a counter goal that challenges
the goal it takes down, which is *defeated* where the claim does not hold, else *in doubt*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..diagnosis.report import Answer, Break, Report
from ..model.claims import Claim
from ..model.values import Check, Model
from .picture import Urgency, loudest
from .text import clean
from .verdicts import STANDING, Footing
from .words import headline, in_words

Kind: TypeAlias = Literal["goal", "strategy", "solution", "assumption", "context", "counter", "evidence"]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a case.

    `challenges` names the element that a counter goal speaks against, and `urgency` how loudly;
    of a challenged element, error says that it is defeated, and anything less that it is in doubt.
    """

    key: str
    kind: Kind
    text: str
    supported_by: tuple[str, ...] = ()
    in_context_of: tuple[str, ...] = ()
    undeveloped: bool = False
    challenges: str = ""
    urgency: Urgency | None = None
    answer: int = -1

    @property
    def defeated(self) -> bool:
        """Whether a challenge took this element down."""
        return self.urgency == "error" and self.kind not in ("counter", "evidence")


@dataclass(frozen=True, slots=True)
class Case:
    """A whole case, its top goal first."""

    name: str
    elements: tuple[Element, ...]


def case(model: Model, report: Report) -> Case:
    """The argument of a report for its observer.

    >>> from datetime import date
    >>> empty = Model("t")
    >>> [e.key for e in case(empty, Report(empty, "o", date(2026, 1, 1), (), (), None)).elements]
    ['G1', 'C1']
    """
    argued = {
        answer.claim: (index, answer)
        for index, answer in enumerate(report.answers)
        if answer.asker == report.observer and answer.verdict != "ASSUMED"
    }
    goals = {claim: f"G{number}" for number, claim in enumerate(argued, 2)}
    footing = Footing.of(model, report)
    found = [element for pair in argued.values() for element in _argued(pair, goals, footing, model)]
    used = dict.fromkeys(key for element in found for key in element.in_context_of)
    stones = [
        Element(f"A{number}", "assumption", clean(in_words(root, model)))
        for root, number in footing.numbers.items()
        if f"A{number}" in used
    ]
    below = {key for element in found for key in element.supported_by}
    tops = tuple(key for key in goals.values() if key not in below)
    top = Element(
        "G1", "goal", clean(f"{model.name}: {headline(report)}"), tops, ("C1",), undeveloped=not tops
    )
    context = Element("C1", "context", clean(f"asked by {report.observer} on {report.today.isoformat()}"))
    counters = [
        e for number, b in enumerate(report.breaks, 1) for e in _counter(number, b, goals, report)
    ]
    heard: dict[str, list[Urgency | None]] = {}
    for element in counters:
        if element.challenges:
            heard.setdefault(element.challenges, []).append(element.urgency)
    answers = (replace(e, urgency=loudest(heard.get(e.key, ()))) for e in (top, context, *found, *stones))
    return Case(clean(model.name), (*answers, *counters))


def _argued(
    pair: tuple[int, Answer], goals: Mapping[Claim, str], footing: Footing, model: Model
) -> Iterator[Element]:
    """A goal, and if it stands the strategy below it with its solutions and assumptions."""
    index, answer = pair
    key = goals[answer.claim]
    text = clean(f"{answer.text}: {in_words(answer.claim, model)}")
    if answer.verdict not in STANDING:
        yield Element(key, "goal", text, undeveloped=True, answer=index)
        return
    strategy = f"S{key[1:]}"
    yield Element(key, "goal", text, (strategy,), answer=index)
    checks = [
        (number, check) for number, check in enumerate(model.checks, 1) if _accepts(check, answer.claim)
    ]
    solutions = [Element(f"Sn{key[1:]}_{number}", "solution", _said(check)) for number, check in checks]
    if not solutions:
        solutions = [
            Element(
                f"Sn{key[1:]}_0", "solution", "a derivation from the other checks and the assumptions"
            )
        ]
    needs = dict.fromkeys(
        goals[need]
        for _, check in checks
        for need in check.needs
        if need in goals and _later(need, answer, goals)
    )
    numbers = sorted({number for chosen in footing.sets(answer)[:1] for number in chosen})
    told = "argument from what was checked" + (
        f", {answer.word.lower()} only" if answer.verdict == "SUPPORTED" else ""
    )
    context = tuple(f"A{number}" for number in numbers)
    yield Element(strategy, "strategy", told, (*(s.key for s in solutions), *needs), context)
    yield from solutions


def _accepts(check: Check, claim: Claim) -> bool:
    return check.claim == claim and check.result == "accept"


def _later(need: Claim, answer: Answer, goals: Mapping[Claim, str]) -> bool:
    """Whether a goal may stand below another: only later ones may, so that no argument is circular."""
    return int(goals[need][1:]) > int(goals[answer.claim][1:])


def _said(check: Check) -> str:
    who = ", ".join(check.by)
    return clean(
        f"{f'{check.at_least} of ' if check.threshold else ''}{who}: {check.how} of {check.claim}"
    )


def _counter(number: int, found: Break, goals: Mapping[Claim, str], report: Report) -> Iterator[Element]:
    """A break as a counter goal with its evidence; it challenges the first goal that it takes down."""
    hit = [goals[claim] for asker, claim in found.claims if asker == report.observer and claim in goals]
    target = hit[0] if hit else "G1"
    words = {key: report[claim].verdict for claim, key in goals.items()}
    lost = found.severity == "error" and target in words and words[target] not in STANDING
    urgency: Urgency = "waived" if found.waived else "error" if lost else "warning"
    waived = f" (accepted on purpose: {found.waived.reason})" if found.waived else ""
    text = clean(f"{found.code} {found.kind}: {found.reason}{waived}")
    yield Element(f"CG{number}", "counter", text, (f"CSn{number}",), challenges=target, urgency=urgency)
    evidence = clean(found.loeb) or f"found by the check of {found.code}"
    yield Element(f"CSn{number}", "evidence", evidence, urgency=urgency)


def shortened(made: Case, report: Report, most: int) -> Case:
    """The case itself while it has at most `most` elements; else its challenged and undeveloped goals first.

    What is left out is one goal that says how many claims have which verdict.
    """
    if len(made.elements) <= most:
        return made
    counters = [e for e in made.elements if e.kind in ("counter", "evidence")][: most // 2]
    goals = [e for e in made.elements if e.answer >= 0]
    by_key = {element.key: element for element in made.elements}
    kept = dict.fromkeys(["G1", "C1"])
    for goal in sorted(goals, key=lambda goal: (goal.urgency is None, not goal.undeveloped)):
        if len(kept) < most // 2:
            kept.update(dict.fromkeys(_with_support(goal, by_key)))
    left = [report.answers[goal.answer].word for goal in goals if goal.key not in kept]
    tally = ", ".join(f"{left.count(word)} {word}" for word in dict.fromkeys(left))
    more = Element("G0", "goal", f"and {len(left)} more claims: {tally}", undeveloped=True)
    shown = [element for element in made.elements if element.key in kept]
    shown += [*([more] if left else []), *counters]
    keys = {element.key for element in shown}
    return Case(made.name, tuple(_within(element, keys) for element in shown))


def _with_support(goal: Element, by_key: Mapping[str, Element]) -> Iterator[str]:
    """A goal with its strategy, its solutions and its assumptions, but not with other goals."""
    yield goal.key
    for key in goal.supported_by:
        yield key
        strategy = by_key[key]
        yield from (other for other in strategy.supported_by if by_key[other].kind == "solution")
        yield from strategy.in_context_of


def _within(element: Element, keys: AbstractSet[str]) -> Element:
    """The element with what refers to others that are drawn, and the tally under the top goal."""
    supports = tuple(key for key in element.supported_by if key in keys)
    if element.key == "G1" and "G0" in keys:
        supports = (*supports, "G0")
    return replace(
        element,
        supported_by=supports,
        in_context_of=tuple(key for key in element.in_context_of if key in keys),
        challenges=element.challenges if element.challenges in keys else "G1" if element.challenges else "",
    )
