"""What stands below the first screen of a page: all claims, and a page for every break."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..diagnosis.explain import explain
from ..diagnosis.report import Break, Report
from .html_cards import pill
from .picture import Picture
from .text import clean
from .verdicts import Footing

MOST_CHIPS, _CHIP = 6, 42  # breaks over the picture, and the signs of each


def chips(report: Report) -> Iterator[str]:
    """The breaks over the picture, each a link to its page: errors one by one, the others counted."""
    loud = [(n, b) for n, b in enumerate(report.breaks, 1) if b.severity == "error" and not b.waived]
    yield '<nav class="chips" aria-label="breaks">'
    for number, found in loud[:MOST_CHIPS]:
        where = clean(", ".join(found.nodes[:3]))
        name = f"{found.code} {found.kind}" + (f": {where}" if where and len(loud) > 1 else "")
        text = escape(name if len(name) <= _CHIP else f"{name[: _CHIP - 1]}…")
        yield f'<a class="chip error" href="#break-{number}" title="{escape(where)}">{text}</a>'
    if len(loud) > MOST_CHIPS:
        yield f'<a class="chip error" href="#breaks">and {len(loud) - MOST_CHIPS} more</a>'
    waived = sum(found.waived is not None for found in report.breaks)
    for count, word, style in (
        (len(report.breaks) - len(loud) - waived, "warning", "warning"),
        (waived, "waived break", "waived"),
    ):
        if count:
            yield f'<a class="chip {style}" href="#breaks">{count} {word}{"s" if count > 1 else ""}</a>'
    yield "</nav>"


def rest(report: Report, picture: Picture, footing: Footing) -> Iterator[str]:
    """Everything else, closed until somebody asks."""
    yield f'<div class="rest"><details id="claims"><summary>All {len(report.answers)} claims</summary><table>'
    yield "<tr><th>asker</th><th>claim</th><th>verdict</th><th>breaks</th></tr>"
    for index, answer in enumerate(report.answers):
        told = pill(index, answer, footing, report)
        cells = (escape(clean(answer.asker)), escape(clean(answer.text)), told)
        codes = escape(" ".join(answer.breaks))
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}<td>{codes}</td></tr>"
    yield "</table></details>"
    yield f'<details id="breaks"><summary>All {len(report.breaks)} breaks</summary>'
    numbers = {(answer.asker, answer.claim): index for index, answer in enumerate(report.answers)}
    for number, found in enumerate(report.breaks, 1):
        hit = [numbers[pair] for pair in found.claims if pair in numbers]
        yield from _break(number, found, hit, report, footing)
    for code in dict.fromkeys(found.code for found in report.breaks):
        yield from _code(code)
    yield "</details>"
    if picture.about:
        yield f'<p class="small">{escape(picture.about)}</p>'
    yield "</div>"


_MOST_HIT = 12  # claims that the page of a break lists


def _break(number: int, found: Break, hit: list[int], report: Report, footing: Footing) -> Iterator[str]:
    """The page of a break: what it is, what it takes down, what lifts it."""
    title = escape(f"{found.code} {found.kind}")
    yield f'<article class="break" id="break-{number}" data-code="{found.code}"><h3>{title}</h3>'
    where = [f"at {', '.join(found.nodes)}"] if found.nodes else []
    waived = [f"waived: {found.waived.reason}"] if found.waived else []
    yield "".join(
        f"<p>{escape(clean(line))}</p>" for line in (*where, found.reason, found.loeb, *waived) if line
    )
    if hit:
        yield "<h4>what it takes down</h4><ul>"
        for index in hit[:_MOST_HIT]:
            answer = report.answers[index]
            asked = "" if answer.asker == report.observer else f", asked by {answer.asker}"
            yield f"<li>{escape(clean(answer.text + asked))} {pill(index, answer, footing, report)}</li>"
        left = len(hit) - _MOST_HIT
        yield f"{f'<li>and {left} more</li>' if left > 0 else ''}</ul>"
    if found.repairs:
        listed = "".join(f"<li>{escape(clean(text))}</li>" for text in found.repairs)
        yield f"<h4>what lifts it</h4><ul>{listed}</ul>"
    yield f'<p class="more"><a href="#code-{found.code}">what {found.code} means</a></p></article>'


def _code(code: str) -> Iterator[str]:
    """What a code means, once for all its breaks."""
    told = explain(code)
    yield f'<article class="code" id="code-{code}"><h3>{code} {escape(told.entry.kind)}</h3>'
    yield "".join(f"<p>{escape(line)}</p>" for line in (told.means, told.story, told.loeb) if line)
    yield "</article>"
