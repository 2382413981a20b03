"""Which sets of leaf events make the top event happen: a monotone Boolean function as a rule system.

An *event* is a name.  A *gate* says how many of its inputs must happen; an event without a gate is a
*leaf*.  Cyclic rules mean their least fixpoint: what only supports itself does not happen.

The same shape is read in two directions.  As *support*, leaves are assumptions that hold, the top is
the claim and a minimal set is one way to derive it.  As *failure*, leaves are assumptions that are
broken and a minimal set is a minimal cut set.  `dual` turns one into the other.

Source: Barlow and Proschan, Statistical Theory of Reliability and Life Testing (1975), ch. 1-2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ..errors import InputError, LimitReached
from ..late import Late

Event: TypeAlias = str

_networkx = Late("networkx")

MAX_GATES = 1_000_000  # of an unrolled cyclic system


@dataclass(frozen=True, slots=True)
class Gate:
    """Happens when `at_least` of the events `of` happen: AND asks for all, OR for one.

    >>> Gate(2, ("a", "a"))
    Traceback (most recent call last):
    tower.errors.InputError: a gate names 'a' twice; expected distinct inputs
    """

    at_least: int
    of: tuple[Event, ...]

    def __post_init__(self) -> None:
        seen: set[Event] = set()
        for event in self.of:
            if event in seen:
                raise InputError(f"a gate names {event!r} twice", expected="distinct inputs")
            seen.add(event)
        # one spelling for "always" (0) and one for "never" (more than there are)
        object.__setattr__(self, "at_least", max(0, min(self.at_least, len(self.of) + 1)))

    @property
    def dual(self) -> Gate:
        """The gate of the complementary events: it happens when this one does not.

        >>> at_least(2, "a", "b", "c", "d").dual.at_least
        3
        """
        return Gate(len(self.of) - self.at_least + 1, self.of)


def all_of(*events: Event) -> Gate:
    """AND: of nothing, it always happens.

    >>> all_of("a", "b", "a")
    Gate(at_least=2, of=('a', 'b'))
    """
    distinct = tuple(dict.fromkeys(events))
    return Gate(len(distinct), distinct)


def any_of(*events: Event) -> Gate:
    """OR: of nothing, it never happens.

    >>> any_of().at_least > len(any_of().of)
    True
    """
    return Gate(1, tuple(dict.fromkeys(events)))


def at_least(count: int, *events: Event) -> Gate:
    """At least `count` of distinct events; InputError if one is named twice.

    >>> at_least(2, "a", "b", "c")
    Gate(at_least=2, of=('a', 'b', 'c'))
    """
    return Gate(count, events)


@dataclass(frozen=True)
class Structure:
    """The event `top` and the gates above the leaves; `rules` are sorted by name.

    >>> Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")}).leaves
    ('a', 'b', 'c')
    """

    top: Event
    rules: tuple[tuple[Event, Gate], ...]

    @classmethod
    def of(cls, top: Event, rules: Mapping[Event, Gate]) -> Structure:
        """The structure with these gates by name."""
        return cls(top, tuple(sorted(rules.items())))

    def __post_init__(self) -> None:
        if len(self.gate) != len(self.rules):
            raise InputError("an event has two gates", expected="one gate for each event")

    @cached_property
    def gate(self) -> dict[Event, Gate]:
        """Gates by the event that they define."""
        return dict(self.rules)

    @cached_property
    def order(self) -> tuple[Event, ...]:
        """Everything below the top, depth first, inputs before what they feed (but for cycles)."""
        return tuple(event for event, back in _depth_first(self.gate, self.top) if not back)

    @cached_property
    def leaves(self) -> tuple[Event, ...]:
        """Leaf events below the top in depth-first order, the variable order of the diagrams."""
        return tuple(event for event in self.order if event not in self.gate)

    @cached_property
    def is_cyclic(self) -> bool:
        """Does some event rest on itself?"""
        return any(back for _, back in _depth_first(self.gate, self.top))

    @cached_property
    def is_read_once(self) -> bool:
        """Does every event below the top feed exactly one gate?  Then nothing is shared."""
        inputs = [
            source for event in self.order if event in self.gate for source in self.gate[event].of
        ]
        return len(inputs) == len(set(inputs))


def horn(top: Event, clauses: Iterable[tuple[Event, Iterable[Event]]]) -> Structure:
    """The structure of a rule system: a head happens when all of some body happens.

    This is the shape of an AND/OR graph of derivations: one clause for each step, several for a
    head that is derived in several ways, no clause for an assumption.

    >>> ring = horn("x", [("x", ["y"]), ("y", ["x"]), ("y", ["a", "b"])])
    >>> happens(ring, []), happens(ring, ["a", "b"])
    (False, True)
    """
    bodies: dict[Event, list[Gate]] = {}
    for head, body in clauses:
        bodies.setdefault(head, []).append(all_of(*body))
    fresh = _Fresh(
        {*bodies, *(event for gates in bodies.values() for g in gates for event in g.of)}
    )
    rules: dict[Event, Gate] = {}
    for head, gates in bodies.items():
        if len(gates) == 1:
            rules[head] = gates[0]
            continue
        names = [fresh(f"{head} by {number}") for number in range(1, len(gates) + 1)]
        rules.update(zip(names, gates, strict=True))
        rules[head] = any_of(*names)
    return Structure.of(top, rules)


def happens(structure: Structure, events: Iterable[Event]) -> bool:
    """Does the top happen when exactly these leaves do?  Least fixpoint, in linear time.

    >>> both = Structure.of("f", {"f": at_least(2, "a", "b", "c")})
    >>> happens(both, {"a"}), happens(both, {"a", "c"})
    (False, True)
    """
    feeds: dict[Event, list[Event]] = {}
    missing: dict[Event, int] = {}
    for event in structure.order:
        if event in structure.gate:
            gate = structure.gate[event]
            missing[event] = gate.at_least
            for source in gate.of:
                feeds.setdefault(source, []).append(event)
    found = {event for event in events if event not in structure.gate}
    found |= {event for event, count in missing.items() if count == 0}
    waiting = list(found)
    while waiting:
        for fed in feeds.get(waiting.pop(), ()):
            missing[fed] -= 1
            if missing[fed] == 0:
                found.add(fed)
                waiting.append(fed)
    return structure.top in found


def dual(structure: Structure) -> Structure:
    """The structure of the complements: its top happens exactly when that of `structure` does not.

    A least fixpoint becomes a greatest one, so cycles are unrolled first: mutual vouching stays
    worthless in both readings.

    >>> failure = dual(horn("safe", [("safe", ["a", "b"]), ("safe", ["c"])]))
    >>> happens(failure, {"a"}), happens(failure, {"a", "c"})
    (False, True)
    """
    plain = acyclic(structure)
    return Structure.of(plain.top, {event: gate.dual for event, gate in plain.rules})


def acyclic(structure: Structure) -> Structure:
    """The same function of the leaves without cycles; LimitReached beyond `MAX_GATES` gates.

    Inside a strongly connected part with f feedback events, f + 1 rounds reach the least fixpoint:
    each round before the last makes a further feedback event true.

    >>> loop = Structure.of("x", {"x": any_of("y", "a"), "y": all_of("x", "b")})
    >>> acyclic(loop).is_cyclic, acyclic(loop).leaves
    (False, ('b', 'a'))
    """
    if not structure.is_cyclic:
        return structure
    fresh = _Fresh({*structure.gate, *structure.leaves})
    rules: dict[Event, Gate] = {}
    for members in _components(structure):
        rules.update(_unrolled(structure, members, fresh))
        if len(rules) > MAX_GATES:
            raise LimitReached(f"{MAX_GATES} gates of an unrolled cyclic system")
    return Structure.of(structure.top, rules)


def _unrolled(
    structure: Structure, members: list[Event], fresh: _Fresh
) -> Iterator[tuple[Event, Gate]]:
    """Gates of one strongly connected part, round by round; the last round keeps the names."""
    inside, feedback = set(members), _feedback(structure.gate, members)
    never = any_of()
    previous: dict[Event, Event] = {}
    for event in feedback:
        previous[event] = fresh(f"{event} in round 0")
        yield previous[event], never
    for turn in range(1, len(feedback) + 2):
        last = turn == len(feedback) + 1
        current = dict(previous)
        for event in members:
            gate = structure.gate[event]
            name = event if last else fresh(f"{event} in round {turn}")
            inputs = tuple(current[s] if s in inside else s for s in gate.of)
            yield name, Gate(gate.at_least, inputs)
            current[event] = name
        previous = current


def _feedback(gates: Mapping[Event, Gate], members: list[Event]) -> list[Event]:
    """Members that an earlier (or the same) member takes as input, in the given order."""
    position = {event: place for place, event in enumerate(members)}
    fed = {
        source
        for event in members
        for source in gates[event].of
        if position.get(source, -1) >= position[event]
    }
    return [event for event in members if event in fed]


def _components(structure: Structure) -> list[list[Event]]:
    """Gates that rest on each other, together; inside a part, in depth-first order."""
    place = {event: number for number, event in enumerate(structure.order)}
    graph = _networkx.DiGraph()
    graph.add_nodes_from(event for event in structure.order if event in structure.gate)
    graph.add_edges_from(
        (event, source)
        for event in structure.order
        if event in structure.gate
        for source in structure.gate[event].of
        if source in structure.gate
    )
    return [sorted(part, key=place.__getitem__) for part in _networkx.strongly_connected_components(graph)]


class _Fresh:
    """Gives names that are not taken, the wish itself where it is free."""

    def __init__(self, taken: set[Event]) -> None:
        self.taken = taken

    def __call__(self, wish: Event) -> Event:
        while wish in self.taken:
            wish += "'"
        self.taken.add(wish)
        return wish


def _depth_first(gates: Mapping[Event, Gate], top: Event) -> Iterator[tuple[Event, bool]]:
    """Events in finishing order with False, and with True each that is met while still open."""
    opened, closed = {top}, set[Event]()
    path: list[tuple[Event, Iterator[Event]]] = [(top, _inputs(gates, top))]
    while path:
        event, rest = path[-1]
        source = next(rest, None)
        if source is None:
            path.pop()
            closed.add(event)
            yield event, False
        elif source not in opened:
            opened.add(source)
            path.append((source, _inputs(gates, source)))
        elif source not in closed:
            yield source, True


def _inputs(gates: Mapping[Event, Gate], event: Event) -> Iterator[Event]:
    return iter(gates[event].of if event in gates else ())
