"""The report as one page: the picture, three cards, and the assumptions as switches.  No network.

The page carries the derivation graph and runs the least fixpoint itself, so that switching an
assumption off shows exactly what falls.  All text of a tower is escaped, and the content security
policy of the page admits its own script alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from ..diagnosis.report import Report
from ..errors import CertificateError
from ..logic.checker.verdict import verify_verdict
from ..model.values import Model
from . import svg
from .compose import compose
from .condense import condense
from .html_breaks import chips, rest
from .html_cards import side
from .layout import placed
from .page import embedded, page_data
from .picture import Picture, Stone
from .scene import Frame, Outline, Scene, Stroke
from .tones import DARK, LIGHT, Paint
from .verdicts import Bounds, Footing

MOST_RECHECKED = 60  # answers whose certificates are made and checked for a page

_OUTSIDE = frozenset(
    {"title", "loose", "ground", "stone", "key", "legend"}
)  # the page shows these itself


def page(model: Model, report: Report, bounds: Bounds | None = None) -> str:
    """The page of a tower and its report; `bounds` say how likely claims are to be wrong."""
    whole = compose(model, report, bounds)
    footing = Footing.of(model, report, bounds)
    scene = placed(condense(whole))
    data = page_data(model, report, whole, scene, footing)
    script = _resource("fixpoint.js") + _resource("page.js")
    style = colours() + _resource("page.css")
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
        '<main><figure tabindex="0" role="group" aria-label="the picture: arrow keys move it, plus and '
        'minus zoom, 0 shows the whole; tab goes from box to box, enter opens one, c folds it">',
        f"{_picture(scene)}</figure>",
        *side(model, report, whole, footing),
        "</main>",
        *_ground(whole),
        "</div>",
        *rest(report, whole, footing),
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
    parts = (picture.name, by, report.today.isoformat(), f"model {digest}", rechecked(report))
    small = " · ".join(filter(None, parts))
    yield f'<header><h1 id="headline" aria-live="polite">{escape(picture.headline)}</h1>'
    yield f'<p class="small">{escape(small)}</p><div class="row">'
    yield from chips(report)
    yield '<div class="tools" role="toolbar" aria-label="view">'
    yield '<input id="search" type="search" placeholder="search" aria-label="search the picture">'
    yield '<span id="hits" class="small" aria-live="polite"></span>'
    for name, text, label in (
        ("in", "+", "zoom in"),
        ("out", "−", "zoom out"),
        ("fit", "fit", "show the whole picture"),
        ("step", "step ▸", "step: show the verdicts in the order in which they are reached"),
    ):
        yield f'<button id="{name}" type="button" aria-label="{label}">{text}</button>'
    yield '<button id="focus" type="button" aria-pressed="false">breaks only</button>'
    yield '<button id="unfold" type="button" hidden>unfold all</button>'
    if any(node.kind == "optimizer" for node in picture.nodes):
        yield '<button id="swap" type="button" aria-pressed="false">swap human ↔ machine</button>'
    yield '<select id="copy" aria-label="copy the tower as"><option value="">copy as …</option>'
    for kind in ("svg", *_COPIES):
        yield f'<option value="{kind}">{kind}</option>'
    yield '</select><span id="wave" class="small" role="status"></span></div></div></header>'


def rechecked(report: Report) -> str:
    """How many verdicts the small checker accepts from their certificates alone; empty for large reports."""
    if not report.answers or len(report.answers) > MOST_RECHECKED:
        return ""
    found = (report.engine.certificate(answer.asker, answer.claim) for answer in report.answers)
    count = sum(given is not None and _accepted(given) for given in found)
    return f"{count} of {len(report.answers)} verdicts re-checked"


def _accepted(certificate: Mapping[str, Any]) -> bool:
    try:
        verify_verdict(certificate)
    except CertificateError:
        return False
    return True


_COPIES = ("gsn", "markdown", "mermaid", "latex")


def _ground(picture: Picture) -> Iterator[str]:
    by = escape(picture.observer or "nobody")
    yield '<section aria-label="assumptions"><p class="counter"><span id="counter"></span>'
    yield f'<span class="small"> · what is left for {by} to assume: switch one off</span></p>'
    yield '<div class="ground">'
    for stone in picture.stones:
        yield (
            f'<button type="button" class="stone" role="switch" aria-checked="true" '
            f'data-stone="{stone.number}" title="{escape(stone.title)}" '
            f'aria-description="{escape(stone.title)}"><b>{stone.number}</b>'
            f"<span>{escape(stone.words)}{_written(stone)}</span><i></i></button>"
        )
    if not picture.stones:
        yield "<p>Nothing stands on an assumption here.</p>"
    yield "</div></section>"


def _written(stone: Stone) -> str:
    """The claim of a stone, where its words do not say the same."""
    return f"<small>{escape(stone.claim)}</small>" if stone.claim.strip('"') != stone.words else ""


_TONES = ("good", "partial", "assumed", "bad", "none", "ground", "error", "warning", "waived")


def colours() -> str:
    """The colours of a page as style variables: those of the pictures, for light and for dark."""
    return f":root{{{_variables(LIGHT)}}}@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"


def _variables(palette: Mapping[str, Paint]) -> str:
    own = {
        "ink": palette["canvas"].ink, "quiet": palette["muted"].ink, "paper": palette["canvas"].fill,
        "panel": palette["band"].fill, "edge": palette["band"].stroke, "focus": palette["strong"].stroke,
    }  # fmt: skip
    for name in _TONES:
        paint = palette[name]
        own |= {name: paint.ink, f"{name}b": paint.fill, f"{name}e": paint.stroke}
    return ";".join(f"--{name}:{colour}" for name, colour in own.items())
