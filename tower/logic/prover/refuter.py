"""A small conflict-driven clause solver whose refutations come with hints.

The big solver says which assumptions are inconsistent; this one finds out why, step by step, so that
the checker need not search.  It keeps for good what follows from no assumption at all, and learns
clauses by the first unique implication point (Marques-Silva and Sakallah 1996), with minimisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from .limits import Budget

ASSUMED = -1
_DECAY = 1.0 / 0.95
_TIME_CHECK = 64  # conflicts between two looks at the clock


@dataclass(frozen=True, slots=True)
class Refutation:
    """Why premises are inconsistent.

    `core` are those that are used.  `entries` are pairs (local clause, numbers of the clauses that refute
    its denial, in the order in which they propagate); an empty local clause stands for what is kept.
    A local clause has the number -k, k counting local clauses from 1.
    """

    core: tuple[int, ...]
    entries: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


class Refuter:
    """Clauses over letters 1..n, and the search for refutations of assumptions.

    >>> from tower.logic.prover.limits import ProverLimits
    >>> refuter = Refuter(2, Budget(ProverLimits()))
    >>> refuter.add((-1, 2)), refuter.refute([1, -2])
    (0, Refutation(core=(-2, 1), entries=(((), (0,)),)))
    """

    def __init__(self, letters: int, budget: Budget) -> None:
        self.budget = budget
        self.clauses: list[tuple[int, ...]] = []
        self.gate: list[int] = []  # the letter that a clause defines, 0 for none
        self.lits: list[list[int]] = []
        self.watches: list[list[int]] = [[]]
        self.value: list[int] = [0]  # by literal: 1 true, -1 false, 0 open
        self.reason = [ASSUMED]
        self.level = [0]
        self.place = [0]
        self.trail: list[int] = []
        self.done = 0
        self.broken: int | None = None  # a clause that is false for good
        self.activity = [0.0]
        self.saved = [0]
        self.bump = 1.0
        self._everything = self._relevant = bytearray([1])
        self.widen(letters)

    def widen(self, letters: int) -> None:
        """Make room for letters up to a number; literals are indexed from both ends."""
        more = letters + 1 - len(self.reason)
        if more > 0:
            middle = len(self.reason)
            self.watches[middle:middle] = [[] for _ in range(2 * more)]
            self.value[middle:middle] = [0] * (2 * more)
            for column in (self.reason, self.level, self.place, self.saved):
                column.extend([ASSUMED if column is self.reason else 0] * more)
            self.activity.extend([0.0] * more)
            self._everything.extend([1] * more)

    def add(self, clause: Iterable[int], gate: int = 0) -> int:
        """Take a clause for good, perhaps one that helps to define a letter; return its number."""
        number = len(self.clauses)
        self.clauses.append(tuple(clause))
        self.gate.append(gate)
        self._watch(number)
        return number

    def _watch(self, number: int) -> None:
        """Start watching a clause; what it forces, with nothing assumed, is kept."""
        value = self.value
        lits = sorted(self.clauses[number], key=lambda lit: value[lit], reverse=True)
        self.lits.append(lits)
        if len(lits) > 1:
            self.watches[lits[0]].append(number)
            self.watches[lits[1]].append(number)
        if len(lits) == 1 or value[lits[1]] < 0:
            if value[lits[0]] < 0:
                self.broken = number
            elif value[lits[0]] == 0:
                self._assign(lits[0], number, 0)

    def _assign(self, lit: int, reason: int, level: int) -> None:
        letter = abs(lit)
        self.value[lit] = 1
        self.value[-lit] = -1
        self.reason[letter] = reason
        self.level[letter] = level
        self.place[letter] = len(self.trail)
        self.trail.append(lit)

    def _propagate(self, level: int, open_: list[int]) -> int | None:
        """Follow all consequences; return a contradicted clause.  `open_` collects literals to try."""
        value, watches, lits_of, trail = self.value, self.watches, self.lits, self.trail
        gate, relevant = self.gate, self._relevant
        while self.done < len(trail):
            false = -trail[self.done]
            self.done += 1
            watching = watches[false]
            keep: list[int] = []
            for place, number in enumerate(watching):
                if not relevant[gate[number]]:
                    keep.append(number)
                    continue
                lits = lits_of[number]
                if lits[0] == false:
                    lits[0], lits[1] = lits[1], false
                first = lits[0]
                if value[first] > 0:
                    keep.append(number)
                    continue
                for other in range(2, len(lits)):
                    lit = lits[other]
                    if value[lit] >= 0:
                        lits[1], lits[other] = lit, false
                        watches[lit].append(number)
                        open_.append(lit)
                        break
                else:
                    keep.append(number)
                    if value[first] < 0:
                        keep.extend(watching[place + 1:])
                        watches[false] = keep
                        return number
                    self._assign(first, number, level)
            watches[false] = keep
        return None

    def refute(self, premises: Iterable[int], relevant: bytearray | None = None) -> Refutation | None:
        """Refute premises, or return None when they are consistent.  LimitReached by the budget.

        With `relevant`, flags by letter, the definitions of other letters are left aside.
        """
        ignored: list[int] = []
        if self.broken is None:
            self._relevant = self._everything
            self.broken = self._propagate(0, ignored)
        if self.broken is not None:
            return _Explanation(self).base(self.broken)
        if relevant is not None:
            self._relevant = relevant
        kept = len(self.trail)
        search = _Search(self)
        clash = self._assume(premises)
        found = search.run() if clash is None else _Explanation(self).clash(clash)
        search.clean()
        self._undo(kept)
        self.done = kept
        return found

    def _assume(self, premises: Iterable[int]) -> int | None:
        """Make premises true; return one that is false already."""
        for lit in premises:
            if self.value[lit] < 0:
                return lit
            if self.value[lit] == 0:
                self._assign(lit, ASSUMED, 0)
        return None

    def _undo(self, size: int) -> None:
        value = self.value
        for lit in self.trail[size:]:
            value[lit] = value[-lit] = 0
        del self.trail[size:]


class _Search:
    """One search: local clauses on top of those of the refuter."""

    def __init__(self, refuter: Refuter) -> None:
        self.refuter = refuter
        self.first = len(refuter.clauses)
        self.hints: list[tuple[int, ...]] = []  # of each local clause
        self.born: list[int] = []  # trail length at base level when a local clause was learned
        self.starts: list[int] = []  # trail length at each decision
        self.open: list[int] = []
        self.heap: list[tuple[float, int]] = []

    def run(self) -> Refutation | None:
        """Search until the base level is contradicted or everything is satisfied."""
        refuter = self.refuter
        while True:
            conflict = refuter._propagate(len(self.starts), self.open)
            if conflict is None:
                if not self._decide():
                    return None
            elif not self.starts:
                return _Explanation(refuter, self).base(conflict)
            else:
                self._learn(conflict)

    def _decide(self) -> bool:
        """Make one literal true; False when none is open."""
        refuter = self.refuter
        for lit in self.open:
            if refuter.value[lit] == 0:
                heappush(self.heap, (-refuter.activity[abs(lit)], lit))
        self.open.clear()
        while self.heap:
            weight, lit = heappop(self.heap)
            if refuter.value[lit] == 0 and -weight >= refuter.activity[abs(lit)]:
                return self._choose(lit)
            if refuter.value[lit] == 0:
                heappush(self.heap, (-refuter.activity[abs(lit)], lit))
        for letter in range(1, len(refuter.reason)):
            if refuter.value[letter] == 0 and (refuter.watches[letter] or refuter.watches[-letter]):
                return self._choose(-letter)
        return False

    def _choose(self, lit: int) -> bool:
        refuter = self.refuter
        self.starts.append(len(refuter.trail))
        saved = refuter.saved[abs(lit)]
        refuter._assign(saved or lit, ASSUMED, len(self.starts))
        return True

    def _learn(self, conflict: int) -> None:
        """Learn a clause from a contradiction and go back to where it propagates."""
        refuter = self.refuter
        clause, hints = self._analyse(conflict)
        back = max((refuter.level[abs(lit)] for lit in clause[1:]), default=0)
        self._jump(back)
        refuter.clauses.append(clause)
        refuter.gate.append(0)
        number = len(refuter.clauses) - 1
        self.hints.append(hints)
        self.born.append(len(refuter.trail) if not self.starts else self.starts[0])
        refuter.budget.spend_cells(len(clause) + len(hints))
        if len(self.hints) % _TIME_CHECK == 0:
            refuter.budget.check_time()
        lits = list(clause)
        if len(lits) > 1:
            second = max(range(1, len(lits)), key=lambda place: refuter.level[abs(lits[place])])
            lits[1], lits[second] = lits[second], lits[1]
            refuter.watches[lits[0]].append(number)
            refuter.watches[lits[1]].append(number)
        refuter.lits.append(lits)
        refuter._assign(lits[0], number, back)
        refuter.bump *= _DECAY

    def _jump(self, level: int) -> None:
        refuter = self.refuter
        if level < len(self.starts):
            start = self.starts[level]
            for lit in refuter.trail[start:]:
                refuter.saved[abs(lit)] = lit
                heappush(self.heap, (-refuter.activity[abs(lit)], lit))
            refuter._undo(start)
            refuter.done = start
            del self.starts[level:]

    def _analyse(self, conflict: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The clause of the first unique implication point, its own literal first, and its hints."""
        refuter = self.refuter
        level, reason, trail = refuter.level, refuter.reason, refuter.trail
        current = len(self.starts)
        seen: set[int] = set()
        used = [conflict]
        others: list[int] = []
        count, place, number = 0, len(trail), conflict
        while True:
            for lit in refuter.clauses[number]:
                letter = abs(lit)
                if letter not in seen and level[letter]:
                    seen.add(letter)
                    self._raise(letter)
                    if level[letter] == current:
                        count += 1
                    else:
                        others.append(lit)
            place -= 1
            while abs(trail[place]) not in seen or level[abs(trail[place])] != current:
                place -= 1
            count -= 1
            if not count:
                break
            number = reason[abs(trail[place])]
            used.append(number)
        kept = [lit for lit in others if not self._implied(lit, seen, used)]
        order = sorted(used[1:], key=self._place_of)
        return (-trail[place], *kept), (*order, conflict)

    def _place_of(self, number: int) -> int:
        """Where on the trail a clause propagated."""
        return max(self.refuter.place[abs(lit)] for lit in self.refuter.clauses[number])

    def _implied(self, lit: int, seen: set[int], used: list[int]) -> bool:
        """Whether a literal of the new clause follows from the others in one step; notes the clause."""
        refuter = self.refuter
        number = refuter.reason[abs(lit)]
        if number == ASSUMED:
            return False
        for other in refuter.clauses[number]:
            letter = abs(other)
            if other != -lit and refuter.level[letter] and letter not in seen:
                return False
        used.append(number)
        return True

    def _raise(self, letter: int) -> None:
        refuter = self.refuter
        refuter.activity[letter] += refuter.bump
        if refuter.activity[letter] > 1e100:
            refuter.activity = [each * 1e-100 for each in refuter.activity]
            refuter.bump *= 1e-100
            self.heap = [(weight * 1e-100, lit) for weight, lit in self.heap]

    def clean(self) -> None:
        """Take the local clauses out again."""
        refuter = self.refuter
        touched = {lit for lits in refuter.lits[self.first:] for lit in lits[:2]}
        for lit in touched:
            refuter.watches[lit] = [each for each in refuter.watches[lit] if each < self.first]
        del refuter.lits[self.first:]
        del refuter.clauses[self.first:]
        del refuter.gate[self.first:]


class _Explanation:
    """The part of a search that its last contradiction needs, in order of time."""

    def __init__(self, refuter: Refuter, search: _Search | None = None) -> None:
        self.refuter = refuter
        self.first = len(refuter.clauses) if search is None else search.first
        self.hints = [] if search is None else search.hints
        self.born = [] if search is None else search.born
        self.core: set[int] = set()
        self.kept: dict[int, int] = {}  # clauses that propagated at base level, with the place on the trail
        self.local: set[int] = set()

    def base(self, conflict: int) -> Refutation:
        """Explain a contradiction at base level."""
        self._need(conflict)
        self.kept.pop(conflict, None)
        return Refutation(tuple(sorted(self.core)), tuple(self._entries(conflict)))

    def clash(self, lit: int) -> Refutation:
        """Explain why a premise is false before any search."""
        source = self.refuter.reason[abs(lit)]
        if source == ASSUMED:
            return Refutation((-lit, lit), (((), ()),))
        self.core.add(lit)
        return self.base(source)

    def _need(self, conflict: int) -> None:
        """Mark clauses and whatever made their base-level literals."""
        refuter = self.refuter
        clauses, level, value, reason, place = (
            refuter.clauses, refuter.level, refuter.value, refuter.reason, refuter.place)
        seen = {conflict}
        waiting = [conflict]
        while waiting:
            number = waiting.pop()
            more: list[int] = []
            if number >= self.first:
                self.local.add(number)
                more.extend(self._sources(number))
            for lit in clauses[number]:
                letter = lit if lit > 0 else -lit
                if value[lit] and not level[letter]:
                    source = reason[letter]
                    if source == ASSUMED:
                        self.core.add(-lit if value[lit] < 0 else lit)
                    elif source not in self.kept:
                        self.kept[source] = place[letter]
                        more.append(source)
            for each in more:
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)

    def _sources(self, number: int) -> tuple[int, ...]:
        return self.hints[number - self.first]

    def _entries(self, conflict: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Local clauses and base-level propagations, merged by time, local clauses renumbered."""
        refuter, place = self.refuter, self.kept
        steps = sorted(place, key=place.__getitem__)
        local = sorted(self.local)
        name = {number: -place_ for place_, number in enumerate(local, start=1)}
        entries: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        given = 0
        for number in local:
            ready = given
            while ready < len(steps) and place[steps[ready]] < self.born[number - self.first]:
                ready += 1
            if ready > given:
                entries.append(((), tuple(name.get(each, each) for each in steps[given:ready])))
                given = ready
            hints = tuple(name.get(each, each) for each in self._sources(number))
            entries.append((refuter.clauses[number], hints))
        last = tuple(name.get(each, each) for each in (*steps[given:], conflict))
        entries.append(((), last))
        return entries
