"""The graph of trust between theories: collapse, rank, and how far trust reaches.

An edge runs from the trusted to the trusting theory.  Reflection and consistency edges are strict.
A theory is dead when a strict edge lies on a cycle and the theory is on it or above it; otherwise a
rank function exists that never falls along an inclusion and rises along every strict edge
(`proofs/collapse.md`; Löb's theorem in one direction, iterated reflection over PA in the other).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import TypeAlias

REFLECTION = 10**9  # the strength of uniform reflection

Step: TypeAlias = tuple[str, str, str]  # kind, lower theory, upper theory


@dataclass(frozen=True, slots=True)
class Collapse:
    """Why a theory is inconsistent: a `cycle` of edges with a strict one on it, and the `path` up from it."""

    cycle: tuple[Step, ...]
    path: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """How one theory relies on another: whether it includes it, how strongly it trusts it, by which path.

    `strength` is None where no strict edge lies on any way; `path` is one that reaches it.
    """

    included: bool
    strength: int | None
    path: tuple[Step, ...]


@dataclass(frozen=True)
class TrustGraph:
    """Theories and their edges; pairs (i, j) say that T_j includes, reflects, proves Con of T_i.

    >>> TrustGraph(("a", "b"), reflects=frozenset({("a", "b"), ("b", "a")})).dead()["a"].cycle
    (('reflects', 'a', 'b'), ('reflects', 'b', 'a'))
    """

    theories: tuple[str, ...]
    includes: frozenset[tuple[str, str]] = frozenset()
    reflects: frozenset[tuple[str, str]] = frozenset()
    con: frozenset[tuple[str, str, int]] = frozenset()
    local: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def above(self) -> dict[str, tuple[tuple[str, str, int], ...]]:
        """For each theory its edges upward as (kind, upper theory, strength; -1 for an inclusion)."""
        found: dict[str, list[tuple[str, str, int]]] = {}
        for lower, upper in sorted(self.includes):
            found.setdefault(lower, []).append(("includes", upper, -1))
        for lower, upper in sorted(self.reflects):
            strength = 0 if (lower, upper) in self.local else REFLECTION
            found.setdefault(lower, []).append(("reflects", upper, strength))
        for lower, upper, strength in sorted(self.con):
            found.setdefault(lower, []).append(("proves_con", upper, strength))
        return {lower: tuple(edges) for lower, edges in found.items()}

    @cached_property
    def below(self) -> dict[str, tuple[tuple[str, str, int], ...]]:
        """For each theory its edges downward as (kind, lower theory, strength)."""
        found: dict[str, list[tuple[str, str, int]]] = {}
        for lower, edges in self.above.items():
            for kind, upper, strength in edges:
                found.setdefault(upper, []).append((kind, lower, strength))
        return {upper: tuple(edges) for upper, edges in found.items()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every theory, those that only edges mention included."""
        mentioned = (name for lower, edges in self.above.items() for name in (lower, *(e[1] for e in edges)))
        return tuple(dict.fromkeys((*self.theories, *mentioned)))

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """Strongly connected components, lower ones first (Tarjan 1972, without recursion)."""
        return tuple(_components(self.names, {n: [e[1] for e in es] for n, es in self.above.items()}))

    @cached_property
    def component_of(self) -> dict[str, int]:
        """The position of each theory's component."""
        return {name: number for number, group in enumerate(self.components) for name in group}

    def strict_cycles(self) -> Iterator[tuple[Step, ...]]:
        """One cycle with a strict edge for every component that has one, self-loops each on their own."""
        done: set[int] = set()
        for lower in self.names:
            for kind, upper, strength in self.above.get(lower, ()):
                home = self.component_of[lower]
                if strength < 0 or self.component_of[upper] != home:
                    continue
                if lower == upper:
                    yield ((kind, lower, upper),)
                elif home not in done:
                    done.add(home)
                    yield ((kind, lower, upper), *self._way(upper, lower))

    def _way(self, start: str, goal: str) -> tuple[Step, ...]:
        """A shortest way upward inside one component."""
        came: dict[str, Step] = {}
        waiting = [start]
        for name in waiting:
            if name == goal:
                break
            for kind, upper, _ in self.above.get(name, ()):
                if upper not in came and upper != start and self.component_of[upper] == self.component_of[start]:
                    came[upper] = (kind, name, upper)
                    waiting.append(upper)
        return _traced(came, goal)

    def dead(self) -> dict[str, Collapse]:
        """The theories that the pattern alone makes inconsistent, each with its evidence."""
        found: dict[str, Collapse] = {}
        for cycle in self.strict_cycles():
            group = self.components[self.component_of[cycle[0][1]]]
            for name in group:
                found.setdefault(name, Collapse(cycle))
        waiting = list(found)
        for name in waiting:
            for kind, upper, _ in self.above.get(name, ()):
                if upper not in found:
                    found[upper] = Collapse(found[name].cycle, (*found[name].path, (kind, name, upper)))
                    waiting.append(upper)
        return found

    def rank(self) -> dict[str, int]:
        """A rank for every theory that is not dead: the longest way of strict edges below it."""
        dead = self.dead()
        ranks: dict[str, int] = {}
        for group in self.components:
            if group[0] in dead:
                continue
            height = max(
                (
                    ranks[lower] + (strength >= 0)
                    for name in group for _, lower, strength in self.below.get(name, ())
                    if self.component_of[lower] != self.component_of[name]
                ),
                default=0,
            )
            ranks.update(dict.fromkeys(group, height))
        return ranks

    def check_rank(self, ranks: dict[str, int]) -> bool:
        """Whether a rank never falls along an inclusion and rises along every strict edge."""
        return all(
            ranks[upper] >= ranks[lower] + (strength >= 0)
            for lower, edges in self.above.items() if lower in ranks
            for _, upper, strength in edges if upper in ranks
        )

    def strengths_to(self, upper: str) -> dict[str, Reach]:
        """How `upper` relies on every theory below it: inclusion, and widest trust with its path.

        The strength of a path is the least of its strict edges; inclusions cost nothing and are no
        trust by themselves; an inclusion is given by inclusions and reflections alone.
        """
        included = self._included(upper)
        widest, came = self._widest(upper)
        return {
            lower: Reach(lower in included, widest.get(lower), _path(came, included, lower, upper))
            for lower in dict.fromkeys((*included, *widest))
        }

    def _included(self, upper: str) -> dict[str, Step | None]:
        found: dict[str, Step | None] = {upper: None}
        waiting = [upper]
        for name in waiting:
            for kind, lower, _ in self.below.get(name, ()):
                if kind != "proves_con" and lower not in found:
                    found[lower] = (kind, lower, name)
                    waiting.append(lower)
        return found

    def _widest(self, upper: str) -> tuple[dict[str, int], dict[tuple[str, bool], tuple[Step, bool]]]:
        """Bottleneck Dijkstra over (theory, whether a strict edge was used)."""
        best: dict[tuple[str, bool], int] = {(upper, False): REFLECTION}
        came: dict[tuple[str, bool], tuple[Step, bool]] = {}
        heap = [(-REFLECTION, upper, False)]
        while heap:
            negative, name, strict = heappop(heap)
            if best[name, strict] > -negative:
                continue
            for kind, lower, strength in self.below.get(name, ()):
                width = -negative if strength < 0 else min(-negative, strength)
                state = (lower, strict or strength >= 0)
                if best.get(state, -1) < width:
                    best[state] = width
                    came[state] = ((kind, lower, name), strict)
                    heappush(heap, (-width, *state))
        return {name: width for (name, strict), width in best.items() if strict}, came


def _path(
    came: dict[tuple[str, bool], tuple[Step, bool]], included: dict[str, Step | None], lower: str, upper: str
) -> tuple[Step, ...]:
    steps: list[Step] = []
    if (lower, True) in came:
        state = (lower, True)
        while state in came and (state != (upper, False)):
            step, strict = came[state]
            steps.append(step)
            state = (step[2], strict)
        return tuple(steps)
    name = lower
    while (found := included.get(name)) is not None:
        steps.append(found)
        name = found[2]
    return tuple(steps)


def _traced(came: dict[str, Step], goal: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    name = goal
    while name in came:
        steps.append(came[name])
        name = came[name][1]
    return tuple(reversed(steps))


def _components(names: tuple[str, ...], above: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """Tarjan's algorithm with an explicit stack; the components come out upper ones first."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in names:
        if root in number:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            name, position = work.pop()
            if not position:
                number[name] = low[name] = len(number)
                stack.append(name)
                on_stack.add(name)
            after = above.get(name, [])
            while position < len(after):
                upper = after[position]
                position += 1
                if upper not in number:
                    work += [(name, position), (upper, 0)]
                    break
                if upper in on_stack:
                    low[name] = min(low[name], low[upper])
            else:
                if low[name] == number[name]:
                    found.append(_popped(stack, on_stack, name))
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[name])
    return found[::-1]


def _popped(stack: list[str], on_stack: set[str], name: str) -> tuple[str, ...]:
    group: list[str] = []
    while not group or group[-1] != name:
        group.append(stack.pop())
        on_stack.discard(group[-1])
    return tuple(reversed(group))
