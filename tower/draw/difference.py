"""What changed between two reports, as text for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diagnosis.difference import Difference, Moved, strength
from ..diagnosis.report import Answer, Break
from .plain import hanging, verdict_text
from .text import clean


def difference_lines(found: Difference) -> Iterator[str]:
    """The changes under their headings, worse ones first; the last line counts them.

    >>> from datetime import date
    >>> from tower.diagnosis.difference import difference
    >>> from tower.diagnosis.report import Report
    >>> from tower.model.values import Model
    >>> report = Report(Model("t"), "o", date(2026, 1, 1), (), (), None)
    >>> print(*difference_lines(difference(report, report)), sep="\\n")
      nothing changed
    """
    worse = [each for each in found.moved if each.direction == "worse"]
    better = [each for each in found.moved if each.direction == "better"]
    yield from moved_lines("LOST", (each for each in worse if _less_true(each)))
    yield from moved_lines("STANDS ON SOMETHING ELSE", (each for each in worse if not _less_true(each)))
    yield from break_lines("NEW", found.new)
    yield from moved_lines("GAINED", better)
    yield from break_lines("GONE", found.gone)
    yield from break_lines("NOW WAIVED", found.waived)
    yield from moved_lines("CHANGED", (each for each in found.moved if each.direction == "other"))
    yield f"  {tally(found)}"


def tally(found: Difference) -> str:
    """The last line: how much got worse, how much better."""
    if found.empty:
        return "nothing changed"
    worse = sum(each.direction == "worse" for each in found.moved)
    better = sum(each.direction == "better" for each in found.moved)
    return (
        f"{worse} lost or weaker, {better} gained or stronger, "
        f"{len(found.new)} new and {len(found.gone)} gone breaks"
    )


def _less_true(moved: Moved) -> bool:
    return strength(moved.after) < strength(moved.before)


def moved_lines(heading: str, moved: Iterable[Moved]) -> Iterator[str]:
    """Claims under a heading, each with what was said of it and what is said now; nothing for none."""
    rows = list(moved)
    if rows:
        yield f"  {heading}"
    for each in rows:
        yield f"     {clean(str(each.claim))}, asked by {clean(each.asker)}"
        yield from hanging("        was  ", clean(_told(each.before)))
        yield from hanging("        now  ", clean(_told(each.after)))
    if rows:
        yield ""


def _told(answer: Answer | None) -> str:
    return "not asked" if answer is None else verdict_text(answer)


def break_lines(heading: str, breaks: tuple[Break, ...]) -> Iterator[str]:
    """Breaks under a heading; nothing for none."""
    if breaks:
        yield f"  {heading}"
    for found in breaks:
        yield f"     {found.code} {found.kind}   {clean(', '.join(found.nodes))}".rstrip()
        yield from hanging("        ", clean(found.reason))
    if breaks:
        yield ""
