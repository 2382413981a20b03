"""The cards of a page: may we accept it, may it accept what it builds; or who made it, who checked it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from ..diagnosis.report import Answer, Report
from ..model.claims import Holds, subjects
from ..model.values import Model
from ..propagation.setting import Setting
from .page import told
from .picture import Picture
from .sketch import in_building_order
from .text import clean
from .tones import tone
from .verdicts import STANDING, Footing


def pill(index: int, answer: Answer, footing: Footing, report: Report) -> str:
    """The verdict of an answer, which the script keeps up to date, and the button that opens its evidence."""
    text = clean(told(answer, footing, report))
    why = "why" if answer.verdict in STANDING else "why not"
    shown = f'<span class="pill {tone(answer.verdict)}" data-of="{index}">{escape(text)}</span>'
    said = f'{why}: {escape(clean(answer.text))}'
    button = f'<button type="button" class="why" data-why="{index}" aria-label="{said}">{why}</button>'
    return f"{shown}{button}"


def side(model: Model, report: Report, picture: Picture, footing: Footing) -> Iterator[str]:
    """The cards, and the panel in which everything else opens."""
    yield '<div class="side"><div id="cards">'
    strong = model.infinite or any(optimizer.theory for optimizer in model.optimizers)
    yield from _strong(model, report, footing) if strong else _weak(model, report, picture, footing)
    yield '</div><div id="panel" class="card" role="region" aria-label="details" tabindex="-1" hidden>'
    yield "</div></div>"


_LINES = 6  # lines of a card


def _card(title: str, lines: list[str], empty: str = "Nothing is said of this.") -> str:
    left = len(lines) - _LINES
    shown = [*lines[:_LINES], *([f"and {left} more"] if left > 0 else [])]
    body = "".join(f"<p>{line}</p>" for line in shown or [empty])
    return f'<section class="card"><h2>{escape(title)}</h2>{body}</section>'


def _strong(model: Model, report: Report, footing: Footing) -> Iterator[str]:
    """May we accept it?  May it accept what it builds?  What do we know if it does?"""
    own, inner, after = [], [], []
    for index, answer in _from_base(model, report):
        shown = f"{escape(clean(answer.text))} {pill(index, answer, footing, report)}"
        if answer.asker == report.observer:
            own.append(shown)
        elif set(subjects(answer.claim)) & set(model.children.get(answer.asker, ())):
            codes = f" {' '.join(answer.breaks)}" if answer.breaks else ""
            inner.append(f"{escape(clean(answer.asker))}: {shown}{escape(codes)}")
            if Setting(model).theory_of(answer.asker):
                known = report.if_accepted(answer.asker, answer.claim)
                after.append(f"{escape(clean(answer.text))} {_known_pill(known, footing, report)}")
    nobody = "Nobody asks this: no system here checks what it builds."
    yield _card("May we accept it?", own)
    yield _card("May it accept what it builds?", inner, nobody)
    yield _card("What do we know if it does?", after, nobody)


def _from_base(model: Model, report: Report) -> list[tuple[int, Answer]]:
    """The answers about systems with their numbers, those about a base before its mesa, then the others."""
    order = {optimizer.name: index for index, optimizer in enumerate(in_building_order(model))}
    held = [
        (order.get(getattr(answer.claim, "subject", ""), len(order)), index, answer)
        for index, answer in enumerate(report.answers)
        if answer.verdict != "ASSUMED" or isinstance(answer.claim, Holds)
    ]
    return [(index, answer) for _, index, answer in sorted(held, key=lambda triple: triple[:2])]


def _known_pill(known: Answer, footing: Footing, report: Report) -> str:
    """The pill of an answer that is not in the report; it falls with its sets where they have numbers."""
    numbered = all(root in footing.numbers for chosen in known.assumptions for root in chosen)
    text = told(known, footing, report) if numbered else _in_full(known)
    sets = f' data-sets="{json.dumps(footing.sets(known))}"' if numbered and footing.sets(known) else ""
    return f'<span class="pill {tone(known.verdict)}"{sets}>{escape(clean(text))}</span>'


def _in_full(answer: Answer) -> str:
    """A verdict with its assumptions as claims, for answers whose assumptions have no number."""
    if not answer.assumptions or answer.verdict != "GUARANTEED":
        return answer.word.replace("_", " ")
    return f"{answer.word} IF {{{', '.join(map(str, answer.assumptions[0]))}}}"


def _weak(model: Model, report: Report, picture: Picture, footing: Footing) -> Iterator[str]:
    """Who made it, who checked it, what they share."""
    made = [
        f"{clean(mesa.name)}: made by {clean(', '.join(mesa.built_by))}"
        for mesa in in_building_order(model)
        if mesa.built_by
    ]
    checked = [
        f"{clean(str(check.claim))}: {f'{check.at_least} of ' if check.threshold else ''}"
        f"{clean(', '.join(check.by))}"
        f" ({check.how}{'' if check.result == 'accept' else ', ' + check.result})"
        for check in model.checks
    ]
    shared = [
        f"{cause.letter}: {cause.kind} {cause.value}: "
        f"{', '.join(picture.node[key].name for key in cause.members)}"
        for cause in picture.causes
    ]
    yield _card("Who made it", [escape(line) for line in made])
    yield _card("Who checked it", [escape(line) for line in checked])
    yield _card("What they share", [escape(line) for line in shared])
    own = [
        f"{escape(clean(answer.text))} {pill(index, answer, footing, report)}"
        for index, answer in enumerate(report.answers)
        if answer.asker == report.observer
    ]
    yield _card("What holds", own)


