"""The page of a code as text."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnosis.page import Page
from .plain import hanging, opposite


def page_lines(page: Page) -> Iterator[str]:
    """What a code means, an example, whether Löb applies, what lifts it.

    >>> from tower.diagnosis.explain import explain
    >>> next(page_lines(explain("LOEB_STUCK"))).split()
    ['TWR104', 'LOEB_STUCK', 'error']
    """
    entry = page.entry
    yield opposite(f"{entry.code} {entry.kind}", entry.severity)
    yield ""
    yield from hanging("  ", f"Reported when {entry.when}.")
    yield ""
    yield from hanging("  ", page.means)
    yield ""
    yield from hanging("  For example: ", page.story, 2)
    yield from hanging("  ", page.loeb)
    if entry.verdict:
        yield from hanging("  A claim with no other support becomes ", f"{entry.verdict}.", 2)
    yield ""
    yield "  What lifts it"
    for number, text in enumerate(page.lifts, 1):
        yield from hanging(f"    {number}  ", text)
    if page.example:
        yield ""
        yield f"  See it: tower check {page.example}   tower explain {page.code} --on {page.example}"
