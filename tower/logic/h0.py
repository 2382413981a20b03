"""H₀: L_P without Löb's axiom, decided on finite state graphs.

The worlds are those of the tableau without Löb's gift: a later world does not get the box whose
failure asked for it, so states repeat and models may loop.  A formula is refutable iff its state
survives when every state that lacks a branch with surviving successors is removed again and again
(the greatest fixpoint).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import LimitReached
from ..syntax.formula import Box, Formula
from .pattern import Pattern, check_vocabulary
from .tableau import Branch, Limits, Search, Signed, State, branches

Key = tuple[frozenset[Signed], str | None]


@dataclass(frozen=True, slots=True)
class H0World:
    """A world of a looping model: its label, its true letters, its true boxes, the worlds after it."""

    label: str | None
    atoms: frozenset[str]
    boxes: tuple[Box, ...]
    later: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class H0Model:
    """A finite model with loops that refutes a formula of H₀ at world 0."""

    worlds: tuple[H0World, ...]


class _Loops(Search):
    """The search of the tableau without Löb's gift."""

    def successors(self, branch: Branch, label: str | None) -> Iterator[State]:
        """The later worlds that a saturated world needs."""
        for box, value in branch.boxes.items():
            if not value:
                signed = [(box.body, False), *self.carried(branch, box.theory), *self.always[box.theory]]
                yield tuple(dict.fromkeys(signed)), box.theory
        yield from self.witnesses(branch, label)


def refute_h0(pattern: Pattern, formula: Formula, *, limits: Limits = Limits()) -> H0Model | None:
    """A looping model in which the formula fails, None when H₀ proves it.  LimitReached at a limit.

    >>> from tower.syntax.parser import parse
    >>> refute_h0(Pattern(("0",)), parse("[]([]p->p)->[]p")) is None
    False
    >>> refute_h0(Pattern(("0",)), parse("[](p->q)->[]p->[]q")) is None
    True
    """
    check_vocabulary(pattern, formula)
    graph = _Graph(_Loops(pattern, formula, limits), limits)
    return graph.model(graph.search.root(formula))


class _Graph:
    """The reachable states with their branches, and which of them survive."""

    def __init__(self, search: _Loops, limits: Limits) -> None:
        self.search = search
        self.limits = limits
        self.options: dict[Key, list[tuple[Branch, list[Key]]]] = {}

    def model(self, root: State) -> H0Model | None:
        self._explore(root)
        self._remove_failing()
        start = _key(root)
        return self._extract(start) if self.options[start] else None

    def _explore(self, root: State) -> None:
        waiting = [root]
        while waiting:
            state = waiting.pop()
            key = _key(state)
            if key in self.options:
                continue
            if len(self.options) >= self.limits.worlds:
                raise LimitReached("worlds")
            self.options[key] = []
            for branch in branches(state[0], self.search.budget):
                after = list(self.search.successors(branch, state[1]))
                self.options[key].append((branch, [_key(each) for each in after]))
                waiting.extend(after)

    def _remove_failing(self) -> None:
        users: dict[Key, list[Key]] = {}
        for key, options in self.options.items():
            for _, after in options:
                for each in after:
                    users.setdefault(each, []).append(key)
        waiting = [key for key, options in self.options.items() if not options]
        while waiting:
            gone = waiting.pop()
            for key in users.get(gone, ()):
                before = self.options[key]
                left = [(branch, after) for branch, after in before if gone not in after]
                self.options[key] = left
                if before and not left:
                    waiting.append(key)

    def _extract(self, start: Key) -> H0Model:
        number: dict[Key, int] = {start: 0}
        order = [start]
        worlds = []
        for key in order:
            branch, after = self.options[key][0]
            for each in after:
                if each not in number:
                    number[each] = len(order)
                    order.append(each)
            true = frozenset(name for name, value in branch.letters.items() if value)
            boxes = tuple(box for box, value in branch.boxes.items() if value)
            worlds.append(H0World(key[1], true, boxes, tuple(number[each] for each in after)))
        return H0Model(tuple(worlds))


def _key(state: State) -> Key:
    return frozenset(state[0]), state[1]
