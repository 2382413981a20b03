"""The cheapest sets of changes that mend a tower, each checked again with the real engine.

A set is made of changes that were proposed for a trouble met on the way (`tower.diagnosis.proposals`).
Nothing cheaper among all such sets mends the tower (`tower.diagnosis.searching`), or a limit is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..model.evidence import Evidence
from ..model.values import Model
from .chances import Chances, nothing_known
from .changes import Change, prices
from .check import check
from .fingerprint import fingerprint
from .proposals import BEYOND
from .report import Break, Report
from .searching import Search, Watch, unwatched
from .trial import Trial, goal

TRIALS = 1000  # checks before the search gives up
_PROVING = 10  # one of so many may go into the proof that nothing is cheaper


@dataclass(frozen=True, repr=False)
class Repair:
    """A set of changes that mends a tower: what it costs, and the changed tower with its own report."""

    changes: tuple[Change, ...]
    cost: int
    model: Model
    report: Report
    removes: tuple[Break, ...]

    def __repr__(self) -> str:
        return f"<Repair, price {self.cost}: {'; '.join(change.text for change in self.changes)}>"


@dataclass(frozen=True)
class Repairs:
    """The cheapest repairs, cheapest first, and what none of them mends.

    `left` pairs a break with the reason why no repair is known; `tried` counts the checks; `limit`
    says which stated limit was met ("" for none: the list is as long as was asked, or complete).
    Of all sets of the changes that were met none is cheaper; where `sure` is a price, that is known of
    the sets below that price, and there were too many others to try.
    """

    report: Report
    targets: tuple[Break, ...]
    repairs: tuple[Repair, ...]
    left: tuple[tuple[Break, str], ...]
    tried: int
    limit: str = ""
    sure: int | None = None


def repairs(
    model: Model,
    *,
    observer: str | None = None,
    today: date,
    evidence: Iterable[Evidence] = (),
    chances: Chances = nothing_known,
    costs: Mapping[str, int] | None = None,
    codes: Iterable[str] = (),
    warnings: bool = False,
    most: int = 3,
    trials: int = TRIALS,
    watch: Watch = unwatched,
) -> Repairs:
    """The cheapest sets of changes that remove the breaks of a tower.

    Mended are the errors that are not waived, with `warnings` the warnings too, or the breaks of the
    given `codes`; `evidence` and `chances` are as in `tower.diagnosis.check.check`.
    `costs` gives kinds of change (`tower.diagnosis.changes.KINDS`) other prices, `most`
    bounds the proposals, `trials` the checks; `watch` is told how many checks were made, and of how many
    at most.  InputError for an unknown observer, kind or price.

    >>> from tower.model.file import load_text
    >>> tower = load_text('''{tower: 1, name: t, properties: {p: x}, artifacts: {a: {digest: new}},
    ...   verifiers: {v: a person}, checks: [{by: v, claim: p(a), how: review, subject: old}],
    ...   observers: {o: {assumes: [sound(v)]}}}''').model
    >>> found = repairs(tower, today=date(2026, 1, 1), warnings=True)
    >>> [(each.cost, [change.text for change in each.changes]) for each in found.repairs[:1]]
    [(1, ['let v check p(a) again, of new'])]
    """
    records = tuple(evidence)
    report = check(model, observer=observer, today=today, evidence=records, chances=chances)
    targets = tuple(found for found in report.breaks if _targeted(found, frozenset(codes), warnings))
    possible = [found for found in targets if found.code not in BEYOND]
    wanted = goal(report, possible, records, chances)
    search = Search(wanted, prices(costs or {}), trials, trials // _PROVING, watch)
    found = search.run(most)
    mended = tuple(_repair(search, each, model, targets) for each in found)
    removed = mended[0].removes if mended else ()
    left = tuple((each, _why(each, search)) for each in targets if each not in removed)
    return Repairs(report, targets, mended, left, search.tried, search.limit, search.sure)


def _targeted(found: Break, codes: frozenset[str], warnings: bool) -> bool:
    if found.waived is not None:
        return False
    if codes:
        return found.code in codes
    return warnings or found.severity == "error"


def _why(found: Break, search: Search) -> str:
    if found.code in BEYOND:
        return BEYOND[found.code]
    checks = f"{search.tried} check" + ("" if search.tried == 1 else "s")
    if search.limit:
        return f"gave up after {checks}"
    cheap = "" if search.sure is None else f" that costs less than {search.sure}"
    return f"no set of known changes{cheap} mends it"


def _repair(search: Search, trial: Trial, model: Model, targets: tuple[Break, ...]) -> Repair:
    renewed = search.goal.renewed(trial, model.expect)
    report = search.goal.checked(renewed)
    there = {fingerprint(found) for found in report.breaks if found.waived is None}
    differs = search.goal.unexpected(trial, model.expect)
    removes = tuple(
        each for each in targets
        if (each.reason not in differs if each.code == "TWR405" else fingerprint(each) not in there)
        and (each.code == "TWR405" or each.code not in BEYOND)
    )
    cost = search.price(search.numbers[change] for change in trial.changes)
    return Repair(trial.changes, cost, renewed, report, removes)
