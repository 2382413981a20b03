"""A tower as a safety case in the Goal Structuring Notation (GSN Community Standard, version 3).

Claims are goals; the checks that were accepted are solutions under a strategy; leftover assumptions
are assumptions; a claim without support is undeveloped; a break is a counter goal that challenges
the goal it takes down: *in doubt* for a warning, *defeated* where the claim does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..diagnosis.report import Answer, Break, Report
from ..model.claims import Claim
from ..model.values import Check, Model
from .heights import heights
from .layout import framed
from .picture import Node, NodeKind, Picture, Pill, Wire
from .plan import plan
from .scene import Scene
from .text import clean
from .tones import tone
from .verdicts import STANDING, Footing
from .words import headline, in_words

Kind: TypeAlias = Literal["goal", "strategy", "solution", "assumption", "context", "counter", "evidence"]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a case.  `challenges` names the element that a counter goal speaks against."""

    key: str
    kind: Kind
    text: str
    supported_by: tuple[str, ...] = ()
    in_context_of: tuple[str, ...] = ()
    undeveloped: bool = False
    challenges: str = ""
    defeated: bool = False
    answer: int = -1


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
    whole = [top, context, *found, *stones, *counters]
    down = {element.challenges for element in counters if element.defeated}
    return Case(
        clean(model.name),
        tuple(
            replace(element, defeated=element.key in down)
            if element.kind != "counter"
            else replace(element, defeated=False)
            for element in whole
        ),
    )


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
    lost = (
        found.severity == "error"
        and not found.waived
        and target in words
        and words[target] not in STANDING
    )
    waived = f" (accepted on purpose: {found.waived.reason})" if found.waived else ""
    text = clean(f"{found.code} {found.kind}: {found.reason}{waived}")
    yield Element(f"CG{number}", "counter", text, (f"CSn{number}",), challenges=target, defeated=lost)
    yield Element(f"CSn{number}", "evidence", clean(found.loeb) or f"found by the check of {found.code}")


_SHAPES: Mapping[Kind, NodeKind] = {
    "goal": "goal",
    "strategy": "strategy",
    "solution": "solution",
    "assumption": "assumption",
    "context": "context",
    "counter": "counter",
    "evidence": "solution",
}


def scene(model: Model, report: Report) -> Scene:
    """The case as a picture, laid out like a tower: what supports stands below, what challenges above."""
    made = case(model, report)
    footing = Footing.of(model, report)
    level = _levels(made)
    nodes = tuple(
        replace(_node(element, report, footing), altitude=level[element.key]) for element in made.elements
    )
    wires = tuple(wire for element in made.elements for wire in _wires(element))
    about = "Goal structure: goals, strategies, solutions, assumptions; counter goals challenge."
    return framed(
        plan(
            Picture(
                made.name,
                about,
                clean(report.observer),
                clean(headline(report)),
                nodes,
                wires,
                (),
                (),
                (),
            )
        )
    )


def _levels(made: Case) -> Mapping[str, int]:
    """The height of every element; what supports nothing further hangs right below what it serves."""
    below = {
        e.key: (*e.supported_by, *e.in_context_of, *([e.challenges] if e.challenges else []))
        for e in made.elements
    }
    found = heights(below, below, {})
    served: dict[str, int] = {}
    for upper, lower in ((upper, key) for upper, keys in below.items() for key in keys):
        served[lower] = min(served.get(lower, found[upper]), found[upper])
    leaves = {key: served[key] - 1 for key, keys in below.items() if not keys and key in served}
    return {key: leaves.get(key, height) + 1 for key, height in found.items()}


def _node(element: Element, report: Report, footing: Footing) -> Node:
    text = element.text + (" (defeated)" if element.defeated else "")
    pills = (
        (_pill(report.answers[element.answer], element.answer, footing),) if element.answer >= 0 else ()
    )
    struck: Literal["error"] | None = "error" if element.defeated else None
    return Node(
        element.key,
        _SHAPES[element.kind],
        element.key,
        (text,),
        generic=element.undeveloped,
        level=1,
        pills=pills,
        struck=struck,
        title=element.text,
    )


def _pill(answer: Answer, number: int, footing: Footing) -> Pill:
    word = answer.word
    return Pill(
        clean(answer.text),
        clean(answer.asker),
        "",
        word,
        tone(answer.verdict),
        footing.sets(answer),
        f"{clean(answer.text)}: {word}",
        number,
    )


def _wires(element: Element) -> Iterator[Wire]:
    for key in element.supported_by:
        yield Wire("supported", element.key, key, title=f"{element.key} is supported by {key}")
    for key in element.in_context_of:
        yield Wire("context", element.key, key, title=f"{element.key} in the context of {key}")
    if element.challenges:
        title = f"{element.key} challenges {element.challenges}"
        yield Wire("challenges", element.key, element.challenges, title=title)


def exchange(model: Model, report: Report) -> str:
    """The case in the YAML of gsn2x (github.com/jonasthewolf/gsn2x), which checks and draws it."""
    return "\n".join(line for element in case(model, report).elements for line in _lines(element)) + "\n"


_TYPES = {"counter": "CounterGoal", "evidence": "CounterSolution"}


def _lines(element: Element) -> Iterator[str]:
    yield f"{element.key}:"
    yield f"  text: {quoted(element.text)}"
    if element.kind in _TYPES:
        yield f"  nodeType: {_TYPES[element.kind]}"
    if element.supported_by:
        yield f"  supportedBy: [{', '.join(element.supported_by)}]"
    if element.in_context_of:
        yield f"  inContextOf: [{', '.join(element.in_context_of)}]"
    if element.challenges:
        yield f"  challenges: {element.challenges}"
    for flag, name in ((element.undeveloped, "undeveloped"), (element.defeated, "defeated")):
        if flag:
            yield f"  {name}: true"


def quoted(text: str) -> str:
    """A double-quoted YAML scalar.

    >>> quoted('a "b": c')
    '"a \\\\"b\\\\": c"'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
