"""What trials teach a search for repairs: guesses, which lead to a repair soon, and proofs, which hold.

A guess takes the changes that are proposed for a trouble for all that can mend it.  It is a good guess, but
a change proposed for another trouble may mend this one as well.  A proof names every change of which it
cannot be ruled out that it matters, so that no repair is ever against it:

* changes elsewhere in the tower leave a trouble as it is (`tower.diagnosis.neighbours`);
* what only adds evidence and assumptions removes no break of the structure: no collapse by trust edges,
  no shared cause, no check that is stale, misplaced or by somebody less capable;
* what only takes checks and assumptions away gives no claim that neither the rules nor the logic derive,
  not even where nothing is collapsed; and such a claim is not derived with less evidence either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ..model.claims import Claim, about_a_system
from ..model.values import Model
from ..propagation.facts import Known
from .changes import Change
from .edits import Add, Cut, Drop, Edit, New
from .fingerprint import Fingerprint
from .judging import Judge
from .neighbours import Neighbours
from .trial import Goal, Trial, Trouble

_STRUCTURE = frozenset({"TWR201", "TWR203", "TWR204", "TWR205"})  # breaks of checks as they are declared


class Effect(Enum):
    """What a change can do to what holds."""

    ADDS = "names assumptions, and lets somebody new check"
    TAKES = "takes checks and assumptions back"
    OTHER = "anything"


ANY = frozenset(Effect)


def effect(change: Change, origin: Model) -> Effect:
    """The effect of a change of a tower.

    >>> effect(Change("cut", "", (Cut("checks", 0),)), Model("t")).name
    'TAKES'
    """
    if all(_adds(edit, origin) for edit in change.edits):
        return Effect.ADDS
    return Effect.TAKES if all(map(_takes, change.edits)) else Effect.OTHER


def _adds(edit: Edit, origin: Model) -> bool:
    if isinstance(edit, New) and edit.section == "observers":
        return edit.thing.name in origin.observer
    new = isinstance(edit, New) and edit.section in ("verifiers", "checks")
    return new or (isinstance(edit, Add) and edit.section == "observers")


def _takes(edit: Edit) -> bool:
    cut = isinstance(edit, Cut) and edit.section == "checks"
    return cut or (isinstance(edit, Drop) and edit.section == "observers")


@dataclass(frozen=True, slots=True)
class Guess:
    """Whoever makes all of `made` is best advised to make one of `answers`, or to give up `target`."""

    made: frozenset[int]
    answers: frozenset[int]
    target: Fingerprint | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whoever makes all of `made` must make another change that can matter, or give up `target`.

    What can matter has one of the `effects`, and touches the neighbourhood of `names` (None: it need not).
    """

    made: frozenset[int]
    effects: frozenset[Effect]
    names: frozenset[str] | None
    target: Fingerprint | None


@dataclass(frozen=True)
class Teacher:
    """Reads proofs off trials of one tower; numbers stand for changes."""

    goal: Goal
    neighbours: Neighbours

    def matters(self, change: Change, effects: frozenset[Effect], names: frozenset[str] | None) -> bool:
        """Whether a change can matter: it has one of the effects, and can be felt where the names are."""
        return effect(change, self._origin) in effects and self._near(change, names)

    def proofs(self, trial: Trial, numbers: dict[Change, int]) -> Iterator[Proof]:
        """Everything that a failed trial proves: at least one proof, against which its own changes are."""
        judge = trial.judge
        if judge is None:
            yield Proof(frozenset(numbers[change] for change in trial.changes), ANY, None, None)
            return
        for (asker, claim), target in self.goal.asked_for:
            if (target is None or about_a_system(claim)) and _underivable(judge, asker, claim):
                names = Trouble(question=(asker, claim)).names
                part = self._part(trial, numbers, names, ANY - {Effect.ADDS})
                yield Proof(part, ANY - {Effect.TAKES}, names, target)
        for trouble in trial.troubles:
            effects = ANY - {Effect.ADDS} if _structural(judge, trouble) else ANY
            part = self._part(trial, numbers, trouble.names, effects)
            yield Proof(part, effects, trouble.names, trouble.target)

    def _part(
        self, trial: Trial, numbers: dict[Change, int], names: frozenset[str], effects: frozenset[Effect]
    ) -> frozenset[int]:
        return frozenset(
            numbers[change] for change in trial.changes if self.matters(change, effects, names)
        )

    def _near(self, change: Change, names: frozenset[str] | None) -> bool:
        """Whether a change can be felt there; who asks for the first time asks everywhere."""
        if names is None:
            return True
        return _asks(change, self._origin) or self.neighbours.near(change.touches, names)

    @property
    def _origin(self) -> Model:
        return self.goal.before.model


def _asks(change: Change, origin: Model) -> bool:
    """Whether a change declares an observer that was none."""
    new = (edit.thing for edit in change.edits if isinstance(edit, New) and edit.section == "observers")
    return any(each.name not in origin.observer for each in new)


def _structural(judge: Judge, trouble: Trouble) -> bool:
    """Whether a trouble is a break that only the structure decides, whoever assumes and adds what."""
    found = trouble.found
    if found is None or found.code not in _STRUCTURE | {"TWR101", "TWR102"}:
        return False
    cycles = {tuple(why.cycle) for why in judge.case.edges.dead.values()}
    around = tuple((edge.kind, edge.source, edge.target) for edge in found.edges)
    return found.code in _STRUCTURE or around in cycles


def _underivable(judge: Judge, asker: str, claim: Claim) -> bool:
    """Whether neither the rules nor the logic give a claim, nor would if nothing were collapsed."""
    if Known(claim) in judge.case.standing(asker, claim).in_spite:
        return False
    return judge.answer(asker, claim).verdict in ("NOT_DERIVABLE", "UNSUPPORTED")
