"""What fits into a glance: the bounds of what is shown, and the pieces of which it consists.

`tower.api.display` shows whole values with them; reports at a prompt need no more than this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..draw.text import clean
from ..late import Late
from ..model.values import Model

_html = Late("html")

Bundle = dict[str, str]

MOST_DRAWN = 300  # nodes of a tower in one picture
MOST_CHECKED = 1_000  # things that a tower declares, for it to be checked by being looked at
MOST_WRITTEN = 400  # signs of a formula, about
MOST_WORLDS = 40
MOST_ROWS = 60
MOST_LINES = 120
MOST_WIDE = 1_000

PLAIN, SVG, HTML, LATEX = "text/plain", "image/svg+xml", "text/html", "text/latex"


def shortened(text: str, most: int = MOST_LINES) -> str:
    """A text of at most so many lines; the last one says how many are left out.

    >>> print(shortened("a\\nb\\nc\\nd", 3))
    a
    b
    … and 2 lines more
    """
    lines = text.split("\n")
    if len(lines) <= most:
        return text
    return "\n".join([*lines[: most - 1], f"… and {len(lines) - most + 1} lines more"])


_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


def fitting(svg: str, most: float = MOST_WIDE) -> str:
    """A picture no wider than a page: frontends show it as an image of its own size.

    >>> fitting('<svg width="1800" height="900" viewBox="0 0 1800 900">')
    '<svg width="1000" height="500" viewBox="0 0 1800 900">'
    """
    found = _SIZE.search(svg)
    if found is None or float(found[1]) <= most:
        return svg
    height = float(found[2]) * most / float(found[1])
    return f'{svg[: found.start()]}width="{most:g}" height="{height:g}"{svg[found.end() :]}'


def summary(model: Model) -> str:
    """A tower in one line: how many things of each kind it declares.

    >>> summary(Model("empty"))
    'tower empty: nothing declared yet'
    """
    counted = [
        _count(len(things), one, several)
        for things, one, several in (
            (model.theories, "theory", "theories"),
            (model.properties, "property", "properties"),
            (model.optimizers, "optimizer", "optimizers"),
            (model.artifacts, "artifact", "artifacts"),
            (model.verifiers, "verifier", "verifiers"),
            (model.checks, "check", "checks"),
            (model.observers, "observer", "observers"),
        )
        if things
    ]
    return f"tower {clean(model.name)}: {', '.join(counted) or 'nothing declared yet'}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


_LEFT = ' style="text-align:left"'


def html_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under headings, every cell escaped.

    >>> print(html_table(("a",), [("<b>",)]).replace("</tr>", "\\n"))
    <table><tr><th style="text-align:left">a</th>
    <tr><td style="text-align:left">&lt;b&gt;</td>
    </table>
    """
    cells = ["".join(f"<td{_LEFT}>{_html.escape(cell)}</td>" for cell in row) for row in rows]
    if len(cells) > MOST_ROWS + 2:
        cells[MOST_ROWS:] = [f"<td>… and {len(cells) - MOST_ROWS} more</td>"]
    head = "".join(f"<th{_LEFT}>{_html.escape(each)}</th>" for each in headings)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
