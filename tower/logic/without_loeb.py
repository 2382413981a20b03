"""The plain decider of H₀: L_P without Löb's axiom (`proofs/vacuity.md`).

Like the tableau of L_P, but a world that must refute `[i]C` is not given `[i]C`.  States then repeat
and models have loops; a state can be realised iff it is in the greatest set of states each of which
has a saturation all of whose required later worlds are in the set.  That set is found from above:
states are struck out when their last saturation is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import LimitReached
from ..syntax.formula import Formula
from .answers import NO_LIMITS_GIVEN, Budget, GaveUp, Limits, NonTheorem, Theorem, Verdict
from .models import Model, World
from .pattern import Pattern, check_vocabulary
from .saturation import Branch, branches
from .worlds import Rules, State


@dataclass(slots=True)
class _Place:
    """A state: its saturations still to be tried, the one in use, and who relies on it."""

    untried: Iterator[Branch]
    branch: Branch | None = None
    needs: tuple[State, ...] = ()
    users: list[State] = field(default_factory=list)


class _Search:
    """The states reached from a question, with those struck out."""

    def __init__(self, pattern: Pattern, formula: Formula, limits: Limits) -> None:
        self.rules = Rules(pattern, formula)
        self.budget = Budget(limits.steps)
        self.places: dict[State, _Place] = {}
        self.lost: set[State] = set()
        self.root = self.rules.root(formula)

    def realised(self) -> bool:
        """Whether the root can be realised; then every kept state has its saturation in use."""
        agenda = [self.root]
        while agenda and self.root not in self.lost:
            state = agenda.pop()
            if state not in self.lost:
                agenda += self._settled(state)
        return self.root not in self.lost

    def _settled(self, state: State) -> list[State]:
        """Find a saturation that may stand; the states that must be looked at next."""
        place = self._place(state)
        if place.branch is not None and self.lost.isdisjoint(place.needs):
            return []
        for branch in place.untried:
            place.needs = tuple(self._needs(branch, state[1]))
            if self.lost.isdisjoint(place.needs):
                place.branch = branch
                return self._register(state, place.needs)
        self.lost.add(state)
        return place.users

    def _place(self, state: State) -> _Place:
        if state not in self.places:
            self.budget.spend(len(state[0]))
            self.places[state] = _Place(branches(self.rules.ordered(state[0]), self.budget))
        return self.places[state]

    def _register(self, user: State, needs: tuple[State, ...]) -> list[State]:
        fresh = [state for state in needs if state not in self.places]
        for state in needs:
            self._place(state).users.append(user)
        return fresh

    def _needs(self, branch: Branch, label: str | None) -> Iterator[State]:
        yield from self.rules.witnesses(branch, label)
        for box, value in branch.boxes.items():
            if not value:
                yield self.rules.after(branch, box.theory, [(box.body, False)])

    def model(self, limits: Limits) -> Model:
        """The kept states as worlds, each seeing what it needs and whatever those see."""
        order = self._reachable(limits.worlds)
        number = {state: place for place, state in enumerate(order)}
        direct = [frozenset(number[each] for each in self.places[state].needs) for state in order]
        worlds = tuple(World(state[1], self._true(state)) for state in order)
        return Model(worlds, _transitive(direct, limits.pairs))

    def _reachable(self, most: int) -> list[State]:
        order = [self.root]
        known = {self.root}
        for state in order:
            fresh = [each for each in dict.fromkeys(self.places[state].needs) if each not in known]
            known.update(fresh)
            order += fresh
            if len(order) > most:
                raise LimitReached("worlds")
        return order

    def _true(self, state: State) -> frozenset[str]:
        branch = self.places[state].branch
        return frozenset(
            name for name, value in (branch.letters if branch else {}).items() if value
        )


def _transitive(direct: list[frozenset[int]], most: int) -> frozenset[tuple[int, int]]:
    """The transitive closure of a relation given by the direct successors of each number."""
    pairs: set[tuple[int, int]] = set()
    for start in range(len(direct)):
        seen = set(direct[start])
        waiting = list(seen)
        while waiting:
            fresh = direct[waiting.pop()] - seen
            seen |= fresh
            waiting.extend(fresh)
        pairs.update((start, each) for each in seen)
        if len(pairs) > most:
            raise LimitReached("pairs")
    return frozenset(pairs)


def decide_without_loeb(
    pattern: Pattern, formula: Formula, *, limits: Limits = NO_LIMITS_GIVEN
) -> Verdict:
    """Decide a formula in H₀; a refutation is a transitive model that may have loops.

    >>> from tower.syntax.parser import parse
    >>> decide_without_loeb(Pattern(("0",)), parse("[]p -> [][]p"))
    Theorem()
    >>> type(decide_without_loeb(Pattern(("0",)), parse("[]([]p -> p) -> []p"))).__name__
    'NonTheorem'
    """
    check_vocabulary(pattern, formula)
    search = _Search(pattern, formula, limits)
    try:
        return NonTheorem(search.model(limits)) if search.realised() else Theorem()
    except LimitReached as limit:
        return GaveUp(limit.limit)
