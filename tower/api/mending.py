"""Mend a tower, take something out of it, compare two reports: `tower fix`, `whatif` and `diff` in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..diagnosis.difference import Difference, difference
from ..diagnosis.repairing import TRIALS, Repairs, repairs
from ..diagnosis.report import Report
from ..diagnosis.whatif import WhatIf, whatif as without_them
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.values import Model
from ..risk import chances
from .claims import ClaimLike, NodeLike, name_of
from .draft import Draft


def fix(
    tower: Draft | Model,
    *,
    observer: NodeLike | None = None,
    today: date | None = None,
    evidence: Iterable[Evidence] = (),
    costs: Mapping[str, int] | None = None,
    codes: Iterable[str] = (),
    warnings: bool = False,
    most: int = 3,
    trials: int = TRIALS,
) -> Repairs:
    """The cheapest sets of changes that mend a tower, each checked again; `.repairs[0].model` is mended.

    `costs` sets the prices of kinds of change, `codes` chooses the breaks (all errors if nothing is
    said, with `warnings` the warnings too).  InputError for an unknown observer, kind or price.

    >>> from tower.api.entry import from_gallery
    >>> fix(from_gallery("x509-no-store"), today=date(2026, 1, 1)).repairs[0]
    <Repair, price 4: let relying_party assume genuine(root) by name>
    """
    records = tuple(evidence)
    return repairs(
        _model(tower), observer=_name(observer), today=today or date.today(), evidence=records,
        chances=chances(records), costs=costs, codes=codes, warnings=warnings, most=most, trials=trials,
    )  # fmt: skip


def whatif(
    tower: Draft | Model,
    *without: ClaimLike | NodeLike,
    observer: NodeLike | None = None,
    today: date | None = None,
    evidence: Iterable[Evidence] = (),
) -> WhatIf:
    """What falls without some assumptions and nodes.  InputError for what is neither.

    >>> from tower.api.entry import from_gallery
    >>> found = whatif(from_gallery("seed"), "gate(system)", today=date(2026, 1, 1))
    >>> [str(each.claim) for each in found.falls]
    ['P(child)', 'P(system)']
    """
    records = tuple(evidence)
    words = [name_of(each) if not isinstance(each, Claim) else str(each) for each in without]
    return without_them(
        _model(tower), words, observer=_name(observer), today=today or date.today(), evidence=records,
        chances=chances(records),
    )  # fmt: skip


def diff(before: Report, after: Report) -> Difference:
    """What changed from one report to another: guarantees lost or gained, breaks new or gone.

    >>> from tower.api.entry import check, from_gallery
    >>> day = date(2026, 1, 1)
    >>> found = diff(*(check(from_gallery(name), today=day) for name in ("seed", "seed-no-gate")))
    >>> found.worse(), [each.code for each in found.new]
    (True, ['TWR401'])
    """
    return difference(before, after)


def _model(tower: Draft | Model) -> Model:
    return tower.model if isinstance(tower, Draft) else tower


def _name(observer: NodeLike | None) -> str | None:
    return None if observer is None else name_of(observer)
