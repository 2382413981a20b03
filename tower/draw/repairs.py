"""Proposed repairs as text: what they are for, what each costs, and what holds then."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnosis.repairing import Repair, Repairs
from .plain import hanging, opposite, verdict_text
from .text import clean

MOST_CLAIMS = 4  # whose new verdict is told


def repair_lines(found: Repairs) -> Iterator[str]:
    """The proposals, cheapest first; then what is left, and why.

    >>> from datetime import date
    >>> from tower.diagnosis.report import Report
    >>> from tower.model.values import Model
    >>> report = Report(Model("t"), "o", date(2026, 1, 1), (), (), None)
    >>> print(*repair_lines(Repairs(report, (), (), (), 0)), sep="\\n")
      nothing to mend
    """
    if not found.targets:
        yield "  nothing to mend"
        return
    for target in found.targets:
        yield f"  TO MEND   {target.code} {target.kind}   {clean(', '.join(target.nodes))}".rstrip()
        yield from hanging("            ", clean(target.reason))
    for number, repair in enumerate(found.repairs, 1):
        yield ""
        yield from _repair(number, repair)
    if found.left:
        yield ""
    for broken, why in found.left:
        head = f"  NO REPAIR KNOWN   {broken.code} {broken.kind}   {clean(', '.join(broken.nodes))}"
        yield head.rstrip()
        yield from hanging("                    ", clean(why))
    yield ""
    yield from _ending(found)


def _repair(number: int, repair: Repair) -> Iterator[str]:
    yield opposite(f"  {number}", f"price {repair.cost}")
    for change in repair.changes:
        yield from hanging(f"     {change.kind:<9} ", clean(change.text))
    down = dict.fromkeys(question for found in repair.removes for question in found.claims)
    answers = {(each.asker, each.claim): each for each in repair.report.answers}
    told = [answers[question] for question in down if question in answers]
    for answer in told[:MOST_CLAIMS]:
        said = f"{answer.text}, asked by {answer.asker}: {verdict_text(answer)}"
        yield from hanging("     then      ", clean(said))


def _ending(found: Repairs) -> Iterator[str]:
    checks = f"{found.tried} check" + ("" if found.tried == 1 else "s")
    if found.repairs:
        yield "  Each was checked again: what it mends is gone, nothing new breaks, no guarantee is lost."
    if found.limit:
        yield f"  Gave up at a stated limit: {found.limit}; there may be cheaper ones."
    elif found.sure is not None:
        yield f"  {checks}; every set of known changes that costs less than {found.sure} was ruled out."
    else:
        yield f"  {checks}; no cheaper set of the changes that were found to help does."
