"""The graph of trust between theories: collapse, rank, and how far trust reaches.

An edge runs from the trusted to the trusting theory.  Reflection and consistency edges are strict.
A theory is dead when a strict edge lies on a cycle and the theory is on it or above it; otherwise a
rank function exists that never falls along an inclusion and rises along every strict edge
(`proofs/collapse.md`; Löb's theorem in one direction, iterated reflection over PA in the other).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from heapq import heappop, heappush
from typing import TypeAlias

from ..frozen import frozen

REFLECTION = 10**9  # the strength of uniform reflection

Step: TypeAlias = tuple[str, str, str]  # kind, lower theory, upper theory
State: TypeAlias = tuple[str, bool]  # a theory, and whether a strict edge lies on the way to it


@frozen(slots=True)
class Collapse:
    """Why `theory` is inconsistent: a `cycle` of edges with a strict one on it, and a `path` up from it."""

    theory: str
    cycle: tuple[Step, ...]
    _came: Mapping[str, Step] = field(repr=False, compare=False, hash=False)

    @property
    def path(self) -> tuple[Step, ...]:
        """The edges that lead from the component of the cycle up to the theory."""
        return _traced(self._came, self.theory)


@frozen(slots=True)
class Reach:
    """How one theory relies on `lower`: whether it includes it, and how strongly it trusts it.

    `strength` is None where no strict edge lies on any way.
    """

    lower: str
    included: bool
    strength: int | None
    _ways: _Ways = field(repr=False, compare=False, hash=False)

    @property
    def path(self) -> tuple[Step, ...]:
        """The edges up from the lower theory that have this strength; without one, the inclusions."""
        return self.inclusion if self.strength is None else self._ways.widest(self.lower)

    @property
    def inclusion(self) -> tuple[Step, ...]:
        """The inclusions and reflections that lead up from the lower theory; none if it is not included."""
        return self._ways.inclusion(self.lower)


@frozen(slots=True)
class _Ways:
    """How a search down from a theory came to each theory: kept once, read off on demand."""

    top: str
    included: Mapping[str, Step | None]
    came: Mapping[State, tuple[Step, bool]]

    def widest(self, lower: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        state = (lower, True)
        while state != (self.top, False):
            step, strict = self.came[state]
            steps.append(step)
            state = (step[2], strict)
        return tuple(steps)

    def inclusion(self, lower: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        while (step := self.included.get(lower)) is not None:
            steps.append(step)
            lower = step[2]
        return tuple(steps)


@frozen
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
        mentioned = (
            name for lower, edges in self.above.items() for name in (lower, *(e[1] for e in edges))
        )
        return tuple(dict.fromkeys((*self.theories, *mentioned)))

    @cached_property
    def components(self) -> tuple[tuple[str, ...], ...]:
        """Strongly connected components, lower ones first (Tarjan 1972, without recursion)."""
        return tuple(
            _components(self.names, {n: [e[1] for e in es] for n, es in self.above.items()})
        )

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
        home = self.component_of[start]
        waiting = [start]
        for name in waiting:
            if name == goal:
                break
            for kind, upper, _ in self.above.get(name, ()):
                if upper not in came and upper != start and self.component_of[upper] == home:
                    came[upper] = (kind, name, upper)
                    waiting.append(upper)
        return _traced(came, goal)

    def dead(self) -> dict[str, Collapse]:
        """The theories that the pattern alone makes inconsistent, each with its evidence.

        >>> graph = TrustGraph(("a", "b"), includes=frozenset({("a", "b")}), con=frozenset({("a", "a", 0)}))
        >>> graph.dead()["b"].path
        (('includes', 'a', 'b'),)
        """
        came: dict[str, Step] = {}
        found: dict[str, Collapse] = {}
        for cycle in self.strict_cycles():
            for name in self.components[self.component_of[cycle[0][1]]]:
                found.setdefault(name, Collapse(name, cycle, came))
        waiting = list(found)
        for name in waiting:
            for kind, upper, _ in self.above.get(name, ()):
                if upper not in found:
                    came[upper] = (kind, name, upper)
                    found[upper] = Collapse(upper, found[name].cycle, came)
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
                    for name in group
                    for _, lower, strength in self.below.get(name, ())
                    if self.component_of[lower] != self.component_of[name]
                ),
                default=0,
            )
            ranks.update(dict.fromkeys(group, height))
        return ranks

    def check_rank(self, ranks: Mapping[str, int]) -> bool:
        """Whether a rank shows that none of its theories is dead.

        Everything below a ranked theory is ranked, no higher, and lower below a strict edge.

        >>> graph = TrustGraph(("a", "b"), reflects=frozenset({("a", "b")}))
        >>> graph.check_rank({"a": 0, "b": 1}), graph.check_rank({"a": 0, "b": 0}), graph.check_rank({"b": 1})
        (True, False, False)
        """
        return all(
            lower in ranks and ranks[lower] + (strength >= 0) <= rank
            for upper, rank in ranks.items()
            for _, lower, strength in self.below.get(upper, ())
        )

    def strengths_to(self, upper: str) -> dict[str, Reach]:
        """How `upper` relies on every theory below it: inclusion, and widest trust with its path.

        The strength of a path is the least of its strict edges; inclusions cost nothing and are no
        trust by themselves; an inclusion is given by inclusions and reflections alone.

        >>> edges = {"reflects": frozenset({("a", "b")}), "con": frozenset({("b", "c", 1)})}
        >>> found = TrustGraph(("a", "b", "c"), **edges).strengths_to("c")["a"]
        >>> found.strength, found.included
        (1, False)
        """
        included = self._included(upper)
        widest, came = self._widest(upper)
        ways = _Ways(upper, included, came)
        return {
            lower: Reach(lower, lower in included, widest.get(lower), ways)
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

    def _uses(self, upper: str) -> Iterator[tuple[str, str, int]]:
        """The edges down from a theory; local reflection, weak trust, is also used as an inclusion."""
        for kind, lower, strength in self.below.get(upper, ()):
            yield kind, lower, strength
            if kind == "reflects" and strength < REFLECTION:
                yield kind, lower, -1

    def _widest(self, upper: str) -> tuple[dict[str, int], dict[State, tuple[Step, bool]]]:
        """Bottleneck Dijkstra (widest path) over pairs of a theory and whether a strict edge was used."""
        best: dict[State, int] = {(upper, False): REFLECTION}
        came: dict[State, tuple[Step, bool]] = {}
        heap = [(-REFLECTION, upper, False)]
        while heap:
            negative, name, strict = heappop(heap)
            if best[name, strict] > -negative:
                continue
            for kind, lower, strength in self._uses(name):
                width = -negative if strength < 0 else min(-negative, strength)
                state = (lower, strict or strength >= 0)
                if best.get(state, -1) < width:
                    best[state] = width
                    came[state] = ((kind, lower, name), strict)
                    heappush(heap, (-width, *state))
        return {name: width for (name, strict), width in best.items() if strict}, came


def _traced(came: Mapping[str, Step], goal: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    name = goal
    while name in came:
        steps.append(came[name])
        name = came[name][1]
    return tuple(reversed(steps))


def _components(names: tuple[str, ...], above: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """Tarjan's algorithm with an explicit stack; upper components are finished first, so turn them round."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    finished: set[str] = set()
    for root in names:
        work = [] if root in number else [(root, iter(above.get(root, ())))]
        while work:
            name, after = work[-1]
            if name not in number:
                number[name] = low[name] = len(number)
                stack.append(name)
            unfinished = (upper for upper in after if upper not in finished)
            fresh = next((upper for upper in unfinished if _lowers(low, name, upper)), None)
            if fresh is not None:
                work.append((fresh, iter(above.get(fresh, ()))))
                continue
            work.pop()
            if low[name] == number[name]:
                found.append(_popped(stack, name))
                finished.update(found[-1])
            elif work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
    return found[::-1]


def _lowers(low: dict[str, int], name: str, upper: str) -> bool:
    """Whether `upper` is new; if it is on the stack already, `name` reaches as low as it does."""
    if upper not in low:
        return True
    low[name] = min(low[name], low[upper])
    return False


def _popped(stack: list[str], name: str) -> tuple[str, ...]:
    place = len(stack) - 1
    while stack[place] != name:
        place -= 1
    group = tuple(stack[place:])
    del stack[place:]
    return group
