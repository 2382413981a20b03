"""The report as one page: the picture, three cards, and the assumptions as switches.  No network.

The page carries the derivation graph and runs the least fixpoint itself, so that switching an
assumption off shows exactly what falls.  All text of a tower is escaped, and the content security
policy of the page admits its own script alone.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html import escape
from importlib.resources import files

from ..diagnosis.report import Answer, Break, Report
from ..model.claims import Holds, subjects
from ..model.values import Model
from ..propagation.setting import Setting
from . import svg
from .compose import compose
from .condense import condense
from .layout import placed
from .page import embedded, page_data, told
from .picture import Picture
from .scene import Frame, Outline, Scene, Stroke
from .sketch import in_building_order
from .text import clean
from .tones import tone
from .verdicts import STANDING, Footing

_OUTSIDE = frozenset(
    {"title", "loose", "ground", "stone", "key", "legend"}
)  # the page shows these itself


def page(model: Model, report: Report) -> str:
    """The page of a tower and its report."""
    whole = compose(model, report)
    scene = placed(condense(whole))
    data = page_data(model, report, whole, scene)
    script, style = _resource("page.js"), _resource("page.css")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(whole.name)}</title><style>{style}</style></head><body>",
        '<div class="first">',
        *_header(report, whole),
        '<main><figure aria-label="the picture; arrow keys move it, plus and minus zoom">',
        f"{_picture(scene)}</figure>",
        *_side(model, report, whole),
        "</main>",
        *_ground(whole),
        "</div>",
        *_rest(report, whole),
        f'<script type="application/json" id="tower-data">{embedded(data)}</script>',
        f"<script>{script}</script></body></html>",
        "",
    ]
    return "\n".join(parts)


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _picture(scene: Scene) -> str:
    """The tower alone: what stands around it is on the page already."""
    groups = tuple(group for group in scene.groups if group.role not in _OUTSIDE)
    frames = [Frame(0, 0, 10, 10)] if not scene.boxes else []
    for group in groups:
        for shape in group.shapes:
            if isinstance(shape, Outline):
                frames.append(shape.frame)
            elif isinstance(shape, Stroke):
                frames += [Frame(x, y, 0, 0) for x, y in shape.points]
    left, top = min(frame.x for frame in frames), min(frame.y for frame in frames)
    right, bottom = max(frame.right for frame in frames), max(frame.bottom for frame in frames)
    view = Frame(left - 8, top - 8, right - left + 16, bottom - top + 16)
    return svg.write(replace(scene, groups=groups), view)


def _header(report: Report, picture: Picture) -> Iterator[str]:
    digest = sha256(repr(report.model).encode("utf-8", "backslashreplace")).hexdigest()[:12]
    by = f"observer {picture.observer or 'nobody'}"
    small = f"{picture.name} · {by} · {report.today.isoformat()} · model {digest}"
    yield f'<header><div><h1 id="headline" aria-live="polite">{escape(picture.headline)}</h1>'
    yield f'<p class="small">{escape(small)}</p></div>'
    yield '<div class="tools" role="toolbar" aria-label="view">'
    yield '<input id="search" type="search" placeholder="search" aria-label="search the picture">'
    yield '<span id="hits" class="small" aria-live="polite"></span>'
    for name, text, label in (
        ("in", "+", "zoom in"),
        ("out", "−", "zoom out"),
        ("fit", "fit", "show the whole picture"),
        ("step", "step ▸", "show the verdicts in the order in which they are reached"),
    ):
        yield f'<button id="{name}" type="button" aria-label="{label}">{text}</button>'
    yield '<button id="focus" type="button" aria-pressed="false">breaks only</button>'
    yield '<button id="swap" type="button" aria-pressed="false">swap human ↔ machine</button>'
    yield '<select id="copy" aria-label="copy the tower as"><option value="">copy as …</option>'
    for kind in ("svg", *_COPIES):
        yield f'<option value="{kind}">{kind}</option>'
    yield '</select><span id="wave" class="small" aria-live="polite"></span></div></header>'


_COPIES = ("markdown", "mermaid", "latex")


def _pill(index: int, answer: Answer, footing: Footing) -> str:
    text = clean(told(answer, footing))
    why = "why" if answer.verdict in STANDING else "why not"
    pill = f'<span class="pill {tone(answer.verdict)}" data-of="{index}">{escape(text)}</span>'
    return f'{pill}<button type="button" class="why" data-why="{index}">{why}</button>'


def _side(model: Model, report: Report, picture: Picture) -> Iterator[str]:
    yield '<div class="side"><div id="cards">'
    strong = model.infinite or any(optimizer.theory for optimizer in model.optimizers)
    yield from _strong(model, report) if strong else _weak(model, report, picture)
    yield '</div><div id="panel" class="card" tabindex="-1" hidden></div></div>'


_LINES = 6  # lines of a card


def _card(title: str, lines: list[str], empty: str = "Nothing is said of this.") -> str:
    left = len(lines) - _LINES
    shown = [*lines[:_LINES], *([f"and {left} more, in the list below the picture"] if left > 0 else [])]
    body = "".join(f"<p>{line}</p>" for line in shown or [empty])
    return f'<section class="card"><h2>{escape(title)}</h2>{body}</section>'


def _strong(model: Model, report: Report) -> Iterator[str]:
    """May we accept it?  May it accept what it builds?  What do we know if it does?"""
    footing = Footing.of(model, report)
    own, inner, after = [], [], []
    for index, answer in _from_base(model, report):
        pill = f"{escape(clean(answer.text))} {_pill(index, answer, footing)}"
        if answer.asker == report.observer:
            own.append(pill)
        elif set(subjects(answer.claim)) & set(model.children.get(answer.asker, ())):
            codes = f" {' '.join(answer.breaks)}" if answer.breaks else ""
            inner.append(f"{escape(clean(answer.asker))}: {pill}{escape(codes)}")
            if Setting(model).theory_of(answer.asker):
                known = report.if_accepted(answer.asker, answer.claim)
                after.append(f"{escape(clean(answer.text))} {_known_pill(known, footing)}")
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


def _known_pill(known: Answer, footing: Footing) -> str:
    """The pill of an answer that is not in the report; it falls with its sets where they have numbers."""
    numbered = all(root in footing.numbers for chosen in known.assumptions for root in chosen)
    text = told(known, footing) if numbered else _in_full(known)
    sets = f' data-sets="{json.dumps(footing.sets(known))}"' if numbered and footing.sets(known) else ""
    return f'<span class="pill {tone(known.verdict)}"{sets}>{escape(clean(text))}</span>'


def _in_full(answer: Answer) -> str:
    """A verdict with its assumptions as claims, for answers whose assumptions have no number."""
    if not answer.assumptions or answer.verdict != "GUARANTEED":
        return answer.word.replace("_", " ")
    return f"{answer.word} IF {{{', '.join(map(str, answer.assumptions[0]))}}}"


def _weak(model: Model, report: Report, picture: Picture) -> Iterator[str]:
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
    footing = Footing.of(model, report)
    own = [
        f"{escape(clean(answer.text))} {_pill(index, answer, footing)}"
        for index, answer in enumerate(report.answers)
        if answer.asker == report.observer
    ]
    yield _card("What holds", own)


def _ground(picture: Picture) -> Iterator[str]:
    by = escape(picture.observer or "nobody")
    yield '<section aria-label="assumptions"><p class="counter"><span id="counter"></span>'
    yield f'<span class="small"> · what is left for {by} to assume: switch one off</span></p>'
    yield '<div class="ground">'
    for stone in picture.stones:
        yield (
            f'<button type="button" class="stone" role="switch" aria-checked="true" '
            f'data-stone="{stone.number}" '
            f'title="{escape(stone.title)}"><b>{stone.number}</b><span>{escape(stone.words)}'
            f"<small>{escape(stone.claim)}</small></span><i></i></button>"
        )
    if not picture.stones:
        yield "<p>Nothing stands on an assumption here.</p>"
    yield "</div></section>"


def _rest(report: Report, picture: Picture) -> Iterator[str]:
    """Everything else, closed until somebody asks."""
    footing = Footing.of(report.model, report)
    yield f'<div class="rest"><details><summary>All {len(report.answers)} claims</summary><table>'
    yield "<tr><th>asker</th><th>claim</th><th>verdict</th><th>breaks</th></tr>"
    for index, answer in enumerate(report.answers):
        cells = (escape(clean(answer.asker)), escape(clean(answer.text)), _pill(index, answer, footing))
        codes = escape(" ".join(answer.breaks))
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}<td>{codes}</td></tr>"
    yield f"</table></details><details><summary>All {len(report.breaks)} breaks</summary>"
    for found in report.breaks:
        yield from _break(found)
    yield "</details>"
    if picture.about:
        yield f'<p class="small">{escape(picture.about)}</p>'
    yield "</div>"


def _break(found: Break) -> Iterator[str]:
    where = clean(", ".join(found.nodes))
    yield f"<details><summary>{escape(f'{found.code} {found.kind}')}: {escape(where)}</summary>"
    lines = [found.reason, found.loeb]
    lines += [f"waived: {found.waived.reason}"] if found.waived else []
    yield "".join(f"<p>{escape(clean(line))}</p>" for line in lines if line)
    if found.repairs:
        yield f"<ul>{''.join(f'<li>{escape(clean(text))}</li>' for text in found.repairs)}</ul>"
    yield "</details>"
