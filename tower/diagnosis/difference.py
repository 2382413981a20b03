"""What changed between two reports: guarantees lost or gained, breaks new or gone.

A guarantee is worse when its verdict is, and also when it no longer stands on what it stood on: some
old set of assumptions holds no new one.  What is only assumed is no guarantee: to withdraw it loses none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..model.claims import Claim
from .fingerprint import fingerprint
from .report import Answer, Break, Report

Direction: TypeAlias = Literal["worse", "better", "other"]

_STRENGTH = {"GUARANTEED": 2, "SUPPORTED": 1}


def strength(answer: Answer | None) -> int:
    """How much an answer is worth: 0 for one that does not hold, is only assumed, or is not there.

    >>> strength(None)
    0
    """
    return 0 if answer is None else _STRENGTH.get(answer.verdict, 0)


@dataclass(frozen=True, slots=True)
class Moved:
    """One claim whose answer changed; `before` or `after` is None where a report does not speak of it."""

    asker: str
    claim: Claim
    before: Answer | None
    after: Answer | None

    @property
    def direction(self) -> Direction:
        """worse, better, or other: a change between two answers that guarantee nothing."""
        was, now = strength(self.before), strength(self.after)
        if was != now:
            return "worse" if now < was else "better"
        if self.before is None or self.after is None or not was:
            return "other"
        return "better" if _covers(self.before, self.after) else "worse"


def _covers(before: Answer, after: Answer) -> bool:
    """Whether every set of assumptions that was enough before is enough after."""
    new = [frozenset(map(str, chosen)) for chosen in after.assumptions]
    return all(any(each <= frozenset(map(str, chosen)) for each in new) for chosen in before.assumptions)


@dataclass(frozen=True)
class Difference:
    """Everything that changed from `before` to `after`; waived breaks count as no break."""

    before: Report
    after: Report
    moved: tuple[Moved, ...]
    new: tuple[Break, ...]
    gone: tuple[Break, ...]
    waived: tuple[Break, ...]

    def worse(self, *, warnings: bool = True) -> bool:
        """Whether something got worse: a guarantee, or a new break (of severity error, if not `warnings`)."""
        breaks = any(warnings or found.severity == "error" for found in self.new)
        return breaks or any(each.direction == "worse" for each in self.moved)

    @property
    def empty(self) -> bool:
        """Whether nothing changed that a report speaks of."""
        return not (self.moved or self.new or self.gone or self.waived)


def difference(before: Report, after: Report) -> Difference:
    """What changed from one report to another.

    >>> from datetime import date
    >>> from tower.model.values import Model
    >>> report = Report(Model("t"), "o", date(2026, 1, 1), (), (), None)
    >>> difference(report, report).empty
    True
    """
    was, now = _open(before), _open(after)
    return Difference(
        before,
        after,
        tuple(_moved(before, after)),
        new=_less(now, was),
        gone=_less(was, (found for found in after.breaks)),
        waived=_less((found for found in after.breaks if found.waived), _waived(before)),
    )


def _open(report: Report) -> tuple[Break, ...]:
    return tuple(found for found in report.breaks if found.waived is None)


def _waived(report: Report) -> tuple[Break, ...]:
    return tuple(found for found in report.breaks if found.waived is not None)


def _less(these: Iterable[Break], those: Iterable[Break]) -> tuple[Break, ...]:
    """The breaks of one report without those of another, each as often as it is there."""
    left = Counter(map(fingerprint, those))
    kept = []
    for found in these:
        key = fingerprint(found)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(found)
    return tuple(kept)


def _moved(before: Report, after: Report) -> Iterable[Moved]:
    was = {(each.asker, each.claim): each for each in before.answers}
    now = {(each.asker, each.claim): each for each in after.answers}
    for asker, claim in sorted({**was, **now}, key=lambda question: (question[0], str(question[1]))):
        old, new = was.get((asker, claim)), now.get((asker, claim))
        if _said(old) != _said(new):
            yield Moved(asker, claim, old, new)


def _said(answer: Answer | None) -> tuple[object, ...]:
    """What of an answer is compared: its verdict, and on what it stands."""
    if answer is None:
        return ()
    return (answer.word, tuple(tuple(map(str, chosen)) for chosen in answer.assumptions))
