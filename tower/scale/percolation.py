"""The least set of facts that holds: a fact holds once enough of the facts before it do.

A graph of facts with a threshold each: 1 for "any of them", all of them, or k of n.  Every edge is
followed once (Dowling and Gallier 1984).  Wide waves are done by columns, narrow ones one by one, so
that neither a broad graph nor a long chain is slow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from ..errors import LimitReached
from .names import Bits, Ints, Longs, distinct

ROUNDS, MOST = 1_000, 10**8  # of what follows in many cases at once
NARROW = 48  # facts in a wave below which doing them one by one is quicker

Progress = Callable[[int], None]


def _nobody(known: int) -> None:
    """Tell nobody how many facts hold."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Edges between numbered facts: `need` tells how many distinct facts before one must hold.

    `level` is 0 for an edge of pure logic, 1 for an exact check, 2 for another one.

    >>> facts = Facts(3, np.array([0, 1]), np.array([2, 2]), np.array([0, 1]), np.array([1, 1, 2]))
    >>> facts.held(np.array([0])).tolist(), facts.held(np.array([0, 1])).tolist()
    ([True, False, False], [True, True, True])
    """

    count: int
    source: Ints
    target: Ints
    level: Ints
    need: Ints

    def held(self, start: Ints, level: int = 2, told: Progress = _nobody) -> Bits:
        """What holds when `start` does, by edges up to a level; `told` hears how much that is so far."""
        known = np.zeros(self.count, bool)
        known[start] = True
        if not len(self.source) or not len(start):
            return known
        ends, after = self._after(level)
        spread = _Spread(ends, after, self.need.copy(), known, np.empty(self.count, np.int32))
        spread.run(np.flatnonzero(known), told)
        told(int(known.sum()))
        return known

    def beside(self, held: Bits, case: Longs, given: Ints, level: int = 2) -> Longs:
        """What holds beside `held` in each of several cases, each with facts that are given in it alone.

        As rising keys: the case times `count`, plus the fact.  LimitReached when it is too much.

        >>> facts = Facts(3, np.array([0, 1]), np.array([2, 2]), np.array([0, 0]), np.array([1, 1, 2]))
        >>> facts.beside(np.array([True, False, False]), np.array([0, 1]), np.array([1, 0])).tolist()
        [1, 2]
        """
        ends, after = self._after(level)
        missing = self.need - np.bincount(after[np.repeat(held, np.diff(ends))], minlength=self.count)
        wave = distinct((case.astype(np.int64) * self.count + given)[~held[given]])
        found, partly = wave, wave[:0]  # `partly`: a key for each fact before one for which one is not enough
        for _ in range(ROUNDS):
            if not len(wave):
                return found
            fact = wave % self.count
            size = ends[fact + 1] - ends[fact]
            places = np.repeat(ends[fact] - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
            keys = np.repeat(wave - fact, size) + after[places]
            keys = keys[~held[keys % self.count]]
            enough = missing[keys % self.count] <= 1
            met = keys[:0]
            if not enough.all():
                partly = np.sort(np.concatenate([partly, keys[~enough]]))
                asked = distinct(keys[~enough])
                times = np.searchsorted(partly, asked, "right") - np.searchsorted(partly, asked)
                met = asked[times >= missing[asked % self.count]]
            wave = np.setdiff1d(np.concatenate([keys[enough], met]), found)
            found = np.union1d(found, wave)
            if len(found) + len(partly) > MOST:
                break
        raise LimitReached(f"{ROUNDS} rounds or {MOST} facts that follow from what builders take as given")

    def _after(self, level: int) -> tuple[Any, Any]:
        """The facts after each fact, each once, by edges up to a level: ends and places."""
        if level not in self._kept:
            used = slice(None) if level >= 2 else self.level <= level
            self._kept[level] = adjacency(self.source[used], self.target[used], self.count)
        return self._kept[level]

    @cached_property
    def _kept(self) -> dict[int, tuple[Any, Any]]:
        return {}


def adjacency(source: Ints, target: Ints, count: int) -> tuple[Any, Any]:
    """For each number where its targets begin, and all targets, repeated ones left out.

    >>> ends, after = adjacency(np.array([1, 1, 0]), np.array([0, 0, 1]), 2)
    >>> ends.tolist(), after.tolist()
    ([0, 1, 2], [1, 0])
    """
    matrix = sparse.csr_array((np.ones(len(source), np.int8), (source, target)), shape=(count, count))
    return matrix.indptr, matrix.indices


@dataclass(eq=False)
class _Spread:
    ends: Any
    after: Any
    missing: Ints
    known: Bits
    last: Ints

    def run(self, wave: Any, told: Progress) -> None:
        known = 0
        while len(wave):
            known += len(wave)
            told(known)
            wave = self._wide(wave) if len(wave) > NARROW else self._narrow(wave)

    def _wide(self, wave: Any) -> Any:
        """All facts after a wave at once."""
        begin, size = self.ends[wave], self.ends[wave + 1] - self.ends[wave]
        total = int(size.sum())
        if not total:
            return wave[:0]
        places = np.repeat(begin - np.cumsum(size) + size, size) + np.arange(total, dtype=begin.dtype)
        reached = self.after[places]
        reached = reached[~self.known[reached]]
        last = self.missing[reached] <= 1
        fresh, counted = reached[last], reached[~last]
        if len(counted):
            np.subtract.at(self.missing, counted, 1)
            fresh = np.concatenate([fresh, counted[self.missing[counted] <= 0]])
        self.known[fresh] = True
        order = np.arange(len(fresh), dtype=np.int32)
        self.last[fresh] = order
        return fresh[self.last[fresh] == order]  # each once

    def _narrow(self, wave: Any) -> Any:
        """A few waves one fact after the other; gives back a wave that has become wide."""
        waiting = wave.tolist()
        ends, after, missing, known = self.ends, self.after, self.missing, self.known
        while waiting and len(waiting) <= NARROW:
            later = []
            for fact in waiting:
                begin, end = int(ends[fact]), int(ends[fact + 1])
                if end - begin > 4 * NARROW:
                    later.extend(self._wide(np.array([fact])).tolist())
                    continue
                for reached in after[begin:end].tolist():
                    missing[reached] -= 1
                    if missing[reached] <= 0 and not known[reached]:
                        known[reached] = True
                        later.append(reached)
            waiting = later
        return np.array(waiting, dtype=np.int64)
