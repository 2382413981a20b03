"""The search behind `tower.diagnosis.repairing.repairs`: first a repair soon, then nothing cheaper.

The space of a search are the sets of the changes that were proposed for a trouble met on the way.  The
search is in two parts, and both ask RC2 (Ignatiev, Morgado and Marques-Silva, RC2: an Efficient MaxSAT
Solver, 2019) for the cheapest set that what was learned allows, and try it out with the real engine:

1. What is still wrong after a trial becomes a `Guess`, which leads to a repair soon.
2. Cheaper sets are tried until the `Proof`s of the failed trials leave none: then nothing in the space is
   cheaper.  What is met here joins the space, and a cheaper repair takes the place of a dearer one.

Targets that nothing mends are given up one by one, at a price above all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from pysat.card import CardEnc
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from .changes import Change
from .edits import Put, clash, moved, places
from .fingerprint import Fingerprint, fingerprint
from .lessons import Guess, Proof, Teacher
from .mending_claims import claim_changes
from .neighbours import Neighbours
from .proposals import proposals
from .trial import Goal, Trial, Trouble
from .workshop import Workshop

Watch: TypeAlias = Callable[[int, int], object]  # told how much is done, and of how much
Chosen: TypeAlias = tuple[frozenset[int], frozenset[Fingerprint]]  # changes to make, targets given up

# breaks that only go when they themselves are mended; any other may come from another trouble
_ALONE = frozenset({
    "TWR101", "TWR102", "TWR201", "TWR203", "TWR204", "TWR205", "TWR301", "TWR302", "TWR403", "TWR406",
})  # fmt: skip


def unwatched(done: int, most: int) -> None:
    """Nobody watches."""


class Search:
    """One search: the changes met so far, by number from 1, and what the trials taught about them.

    `trials` bounds the checks, `proving` those of them that only look for something cheaper.  `limit` says
    that the first bound was met before there were as many repairs as asked for; `sure` is the price below
    which every set was tried or proved to mend nothing, None when that is so of all sets that matter.
    """

    def __init__(
        self, goal: Goal, costs: Mapping[str, int], trials: int, proving: int, watch: Watch = unwatched
    ) -> None:
        self.goal = goal
        self.watch = watch
        self.costs = costs
        self.trials = trials
        self.proving = proving
        self.tried = 0
        self.limit = ""
        self.sure: int | None = None
        self.numbers: dict[Change, int] = {}
        self.changes: dict[int, Change] = {}
        self.families: dict[object, set[int]] = {}
        self.kin: dict[int, set[int]] = {}  # those that go another number of steps the same way
        self.clashes: list[list[int]] = []
        self.guesses: dict[Guess, None] = {}
        self.proofs: dict[Proof, None] = {}
        self.found: dict[frozenset[int], Trial] = {}
        self._teacher = Teacher(goal, Neighbours(goal.before.model))
        self._trials: dict[frozenset[int], Trial] = {}
        self._proved: set[frozenset[int]] = set()
        self._ables: dict[tuple[object, object], tuple[list[int], int]] = {}  # with how many were looked at
        self._fewest = len(self._marks) - 1  # targets that have to be given up

    def run(self, most: int) -> list[Trial]:
        """The cheapest repairs, cheapest first; none if there is nothing to mend or nothing mends it."""
        if not self._marks:
            return []
        self._guess(most)
        while not self.limit and self._cheaper(most):
            self._guess(most)
        return [self.found[made] for made in self._best(most)]

    def price(self, made: Iterable[int]) -> int:
        """What some changes cost together."""
        return sum(self.costs[self.changes[number].kind] for number in made)

    def attempt(self, made: frozenset[int]) -> Trial | None:
        """Try changes out, once; None when the limit is met."""
        if made not in self._trials:
            if self.tried >= self.trials:
                return None
            self.tried += 1
            self.watch(self.tried, self.trials)
            self._trials[made] = self.goal.attempt(self.changes[number] for number in sorted(made))
        return self._trials[made]

    @cached_property
    def _marks(self) -> list[Fingerprint]:
        return sorted(set(map(fingerprint, self.goal.targets)))

    def _best(self, most: int) -> list[frozenset[int]]:
        """The cheapest of what was found, without what has a smaller repair inside."""
        smallest = [made for made in self.found if not any(other < made for other in self.found)]
        return sorted(smallest, key=lambda made: (self.price(made), len(made), sorted(made)))[:most]

    def _keep(self, made: frozenset[int], given_up: frozenset[Fingerprint]) -> None:
        """Keep a repair, without any change that it can do without."""
        if len(given_up) < self._fewest:
            self.found.clear()
        self._fewest = len(given_up)
        least = self._least(made, given_up)
        self.found[least] = self._trials[least]

    def _least(self, made: frozenset[int], given_up: frozenset[Fingerprint]) -> frozenset[int]:
        for number in sorted(made):
            fewer = self.attempt(made - {number})
            if fewer is not None and passes(fewer, given_up):
                return self._least(made - {number}, given_up)
        return made

    # a repair soon

    def _guess(self, most: int) -> None:
        """Find repairs until there are as many as asked for, or the guesses allow no more."""
        while len(self._best(most)) < most:
            chosen = self._cheapest(self._guessed())
            if chosen is None or len(chosen[1]) > self._fewest:
                return
            trial = self.attempt(chosen[0])
            if trial is None:
                self.limit = f"{self.trials} checks"
                return
            if passes(trial, chosen[1]):
                self._keep(*chosen)
            else:
                self._learn(chosen[0], trial)

    def _learn(self, made: frozenset[int], trial: Trial) -> None:
        if trial.report is None:
            self.guesses[Guess(made, frozenset(), None)] = None
            return
        near = self._teacher.neighbours.near
        told = [
            (trouble, trouble.names, frozenset(map(self._number, self._answers(trial, trouble))))
            for trouble in trial.troubles
        ]
        for trouble, names, own in told:
            if trouble.found is None or trouble.found.code not in _ALONE:
                own = own.union(*(answers for _, others, answers in told if near(others, names)))
            part = frozenset(each for each in made if near(self.changes[each].touches, names))
            self.guesses[Guess(part, own, trouble.target)] = None

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

    def _guessed(self) -> Iterator[list[int]]:
        for guess in self.guesses:
            kin = {number for answer in guess.answers for number in self.kin[answer]}
            yield self._clause(guess.made, kin, guess.target)

    # nothing cheaper

    def _cheaper(self, most: int) -> bool:
        """Whether a repair is found that is cheaper, or gives up fewer targets."""
        best = self._best(most)
        if self._fewest and best and self._tried_all(self._fewest - 1, None):
            return True
        bound = max(map(self.price, best)) if best else None
        return self._tried_all(self._fewest, bound)

    def _tried_all(self, fewest: int, bound: int | None) -> bool:
        """Try what the proofs leave below a price until something mends the tower; False if nothing does."""
        while True:
            self._prove()
            chosen = self._cheapest(self._known(), fewest)
            if chosen is None or (bound is not None and self.price(chosen[0]) >= bound):
                return False
            trial = self._proving(chosen[0])
            if trial is None:
                self.sure = self.price(chosen[0])
                return False
            if passes(trial, chosen[1]):
                self._keep(*chosen)
                return True
            self._learn(chosen[0], trial)

    def _proving(self, made: frozenset[int]) -> Trial | None:
        """Try changes out as `attempt` does, on the account of the proof."""
        if made not in self._trials:
            if not self.proving:
                return None
            self.proving -= 1
        return self.attempt(made)

    def _prove(self) -> None:
        """Read the proofs off the trials that are new."""
        for made, trial in self._trials.items():
            if made not in self._proved:
                self._proved.add(made)
                if trial.report is None or trial.troubles:
                    self.proofs.update(dict.fromkeys(self._teacher.proofs(trial, self.numbers)))

    def _known(self) -> Iterator[list[int]]:
        for proof in self.proofs:
            yield self._clause(proof.made, self._able(proof), proof.target)

    def _able(self, proof: Proof) -> list[int]:
        """The changes that can matter where something is wrong."""
        able, seen = self._ables.get((proof.effects, proof.names), ([], 0))
        new = (number for number in range(seen + 1, len(self.changes) + 1)
               if self._teacher.matters(self.changes[number], proof.effects, proof.names))
        able = [*able, *new]
        self._ables[proof.effects, proof.names] = able, len(self.changes)
        return able

    # the cheapest set that the lessons allow

    @property
    def _givers(self) -> dict[Fingerprint, int]:
        """The variable of each target that says that it is given up."""
        return {mark: len(self.changes) + 1 + place for place, mark in enumerate(self._marks)}

    def _clause(self, made: frozenset[int], answers: Iterable[int], target: Fingerprint | None) -> list[int]:
        clause = [*(-number for number in sorted(made)), *sorted(set(answers) - made)]
        return clause if target is None else [*clause, self._givers[target]]

    def _cheapest(self, lessons: Iterable[list[int]], fewest: int | None = None) -> Chosen | None:
        """The cheapest set of changes, with the targets given up; None when there is none left.

        To give a target up costs more than all changes; or so many may be given up for nothing.
        """
        givers = self._givers
        problem = WCNF()
        for clause in lessons:
            problem.append(clause)
        for made in self.found:
            problem.append([-number for number in sorted(made)])
        for clause in self.clashes:
            problem.append(clause)
        for number in self.changes:
            problem.append([-number], weight=self.price([number]))
        if fewest is not None:
            for clause in _at_most(fewest, list(givers.values())):
                problem.append(clause)
        else:
            for variable in givers.values():
                problem.append([-variable], weight=1 + self.price(self.changes))
        with RC2(problem) as solver:
            answer = solver.compute()
        if answer is None:
            return None
        true = {literal for literal in answer if literal > 0}
        given_up = frozenset(mark for mark, variable in givers.items() if variable in true)
        return frozenset(true & set(self.changes)), given_up


def _at_most(bound: int, variables: list[int]) -> list[list[int]]:
    """Clauses that let no more of the last variables be true."""
    found: list[list[int]] = CardEnc.atmost(variables, bound=bound, top_id=max(variables)).clauses
    return found


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
