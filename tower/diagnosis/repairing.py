"""The cheapest sets of changes that mend a tower: weighted MaxSAT over what trial checks teach.

Every trouble that is met after some changes S becomes a clause: whoever makes (the relevant part of) S
must also make one of the changes that may mend that trouble.  RC2 (Ignatiev, Morgado and
Marques-Silva, RC2: an Efficient MaxSAT Solver, 2019) finds the cheapest set that satisfies all clauses;
it is tried out with the real engine, and teaches more.  What passes is a repair: nothing cheaper does,
among sets in which every change answers a trouble.  Targets that nothing mends are given up one by one,
at a price above all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from ..model.evidence import Evidence
from ..model.values import Model
from .chances import Chances, nothing_known
from .changes import Change, prices
from .check import check
from .edits import Put, clash, moved, places
from .fingerprint import Fingerprint, fingerprint
from .mending_claims import claim_changes
from .neighbours import Neighbours
from .proposals import BEYOND, proposals
from .report import Break, Report
from .trial import Goal, Trial, Trouble, goal
from .workshop import Workshop

TRIALS = 1000  # checks before the search gives up
Watch: TypeAlias = Callable[[int, int], object]  # told how much is done, and of how much


def unwatched(done: int, most: int) -> None:
    """Nobody watches."""


# breaks that only go when they themselves are mended; any other may come from another trouble
_ALONE = frozenset({
    "TWR101", "TWR102", "TWR201", "TWR203", "TWR204", "TWR205", "TWR301", "TWR302", "TWR403", "TWR406",
})  # fmt: skip


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
    """

    report: Report
    targets: tuple[Break, ...]
    repairs: tuple[Repair, ...]
    left: tuple[tuple[Break, str], ...]
    tried: int
    limit: str = ""


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
    search = _Search(goal(report, possible, records, chances), prices(costs or {}), trials, watch)
    found = search.run(most)
    mended = tuple(_repair(search, each, model, targets) for each in found)
    removed = mended[0].removes if mended else ()
    left = tuple((each, _why(each, search)) for each in targets if each not in removed)
    return Repairs(report, targets, mended, left, search.tried, search.limit)


def _targeted(found: Break, codes: frozenset[str], warnings: bool) -> bool:
    if found.waived is not None:
        return False
    if codes:
        return found.code in codes
    return warnings or found.severity == "error"


def _why(found: Break, search: _Search) -> str:
    if found.code in BEYOND:
        return BEYOND[found.code]
    checks = f"{search.tried} check" + ("" if search.tried == 1 else "s")
    return f"gave up after {checks}" if search.limit else "no set of known changes mends it"


def _repair(search: _Search, trial: Trial, model: Model, targets: tuple[Break, ...]) -> Repair:
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


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Whoever makes all of `made` must make one of `answers`, or give up `target`; changes by number."""

    made: frozenset[int]
    answers: frozenset[int]
    target: Fingerprint | None


class _Search:
    """One search: the changes met so far, by number from 1, and what the trials taught about them."""

    def __init__(
        self, goal: Goal, costs: Mapping[str, int], trials: int, watch: Watch = unwatched
    ) -> None:
        self.goal = goal
        self.watch = watch
        self.costs = costs
        self.trials = trials
        self.tried = 0
        self.limit = ""
        self.numbers: dict[Change, int] = {}
        self.changes: dict[int, Change] = {}
        self.families: dict[object, set[int]] = {}
        self.kin: dict[int, set[int]] = {}  # those that go another number of steps the same way
        self.clashes: list[list[int]] = []
        self.lessons: dict[_Lesson, None] = {}
        self.found: dict[frozenset[int], Trial] = {}
        self.neighbours = Neighbours(goal.before.model)
        self._trials: dict[frozenset[int], Trial] = {}

    def run(self, most: int) -> list[Trial]:
        """The cheapest repairs, cheapest first; none if there is nothing to mend or nothing mends it."""
        marks = frozenset(map(fingerprint, self.goal.targets))
        fewest = len(marks) - 1
        while len(self.found) < most and not self.limit:
            chosen = self._cheapest(sorted(marks))
            if chosen is None or len(chosen[1]) > fewest:
                break
            made, given_up = chosen
            trial = self.attempt(made)
            if trial is None:
                break
            if passes(trial, given_up):
                fewest = len(given_up)
                least = self._least(made, given_up)
                self.found[least] = self._trials[least]
            else:
                self._learn(made, trial)
        order = sorted(self.found, key=lambda made: (self.price(made), len(made), sorted(made)))
        return [self.found[made] for made in order]

    def price(self, made: Iterable[int]) -> int:
        """What some changes cost together."""
        return sum(self.costs[self.changes[number].kind] for number in made)

    def attempt(self, made: frozenset[int]) -> Trial | None:
        """Try changes out, once; None when the limit is met."""
        if made not in self._trials:
            if self.tried >= self.trials:
                self.limit = f"{self.trials} checks"
                return None
            self.tried += 1
            self.watch(self.tried, self.trials)
            self._trials[made] = self.goal.attempt(self.changes[number] for number in sorted(made))
        return self._trials[made]

    def _least(self, made: frozenset[int], given_up: frozenset[Fingerprint]) -> frozenset[int]:
        """The repair without any change that it can do without."""
        for number in sorted(made):
            fewer = self.attempt(made - {number})
            if fewer is not None and passes(fewer, given_up):
                return self._least(made - {number}, given_up)
        return made

    # lessons

    def _learn(self, made: frozenset[int], trial: Trial) -> None:
        if trial.report is None:
            self.lessons[_Lesson(made, frozenset(), None)] = None
            return
        near = self.neighbours.near
        told = [
            (trouble, trouble.names, frozenset(map(self._number, self._answers(trial, trouble))))
            for trouble in trial.troubles
        ]
        for trouble, names, own in told:
            if trouble.found is None or trouble.found.code not in _ALONE:
                own = own.union(*(answers for _, others, answers in told if near(others, names)))
            part = frozenset(each for each in made if near(self.changes[each].touches, names))
            self.lessons[_Lesson(part, own, trouble.target)] = None

    def _number(self, change: Change) -> int:
        """The number of a change; a new one is compared with all others."""
        if change not in self.numbers:
            number = len(self.numbers) + 1
            self.clashes += [
                [-number, -other] for other, there in self.changes.items() if clash(change.edits, there.edits)
            ]
            self.numbers[change], self.changes[number] = number, change
            self.kin[number] = self.families.setdefault(_family(change), set())
            self.kin[number].add(number)
        return self.numbers[change]

    def _answers(self, trial: Trial, trouble: Trouble) -> Iterator[Change]:
        """The changes that may mend a trouble, as changes of the tower before all changes."""
        if trial.judge is None:
            return
        before = self.goal.before.model
        where = places(before, [edit for change in trial.changes for edit in change.edits], trial.model)
        for change in _proposed(Workshop(trial.judge, before), trial, trouble):
            edits = moved(change.edits, where)
            if edits is not None:
                yield replace(change, edits=edits)

    # the cheapest set that the lessons allow

    def _cheapest(self, marks: list[Fingerprint]) -> tuple[frozenset[int], frozenset[Fingerprint]] | None:
        """The cheapest set of changes, with the targets given up; None when there is none left."""
        givers = {mark: len(self.changes) + 1 + place for place, mark in enumerate(marks)}
        problem = WCNF()
        for clause in self._clauses(givers):
            problem.append(clause)
        for number in self.changes:
            problem.append([-number], weight=self.price([number]))
        for variable in givers.values():
            problem.append([-variable], weight=1 + self.price(self.changes))
        with RC2(problem) as solver:
            answer = solver.compute()
        if answer is None:
            return None
        true = {literal for literal in answer if literal > 0}
        given_up = frozenset(mark for mark, variable in givers.items() if variable in true)
        return frozenset(true & set(self.changes)), given_up

    def _clauses(self, givers: Mapping[Fingerprint, int]) -> Iterator[list[int]]:
        """The lessons, what cannot go together, and nothing with a repair inside that was found already."""
        for lesson in self.lessons:
            clause = [-number for number in sorted(lesson.made)]
            kin = {number for answer in lesson.answers for number in self.kin[answer]}
            clause += sorted(kin - lesson.made)
            yield clause + ([givers[lesson.target]] if lesson.target is not None else [])
        yield from ([-number for number in sorted(made)] for made in self.found)
        yield from self.clashes


def passes(trial: Trial, given_up: frozenset[Fingerprint]) -> bool:
    """Whether nothing is wrong after a trial but what was given up."""
    return trial.report is not None and all(each.target in given_up for each in trial.troubles)


def _proposed(shop: Workshop, trial: Trial, trouble: Trouble) -> list[Change]:
    """The changes that may mend a trouble; of a claim also those that mend the breaks behind it."""
    if trouble.found is not None:
        return list(proposals(shop, trouble.found))
    if trouble.question is None or trial.report is None:
        return []
    answers = {(each.asker, each.claim): each for each in trial.report.answers}
    answer = answers.get(trouble.question)
    behind = [
        found for found in trial.report.breaks
        if trouble.question in found.claims or (answer is not None and found.code in answer.breaks)
    ]
    new = [*claim_changes(shop, *trouble.question)]
    return [*new, *(each for found in behind for each in proposals(shop, found))]


def _family(change: Change) -> object:
    """What changes have in common that give one place different values: who reasons in which theory."""
    put = next((edit for edit in change.edits if isinstance(edit, Put)), None)
    return change if change.kind != "raise" or put is None else (put.section, put.key, put.field)
