"""Structures compiled to binary decision diagrams (OxiDD), and exact probability by them.

Independent parts are compiled one by one, and variables are not reordered: on generated fault trees
of 10^4 gates this took half a second where CUDD took two.  A part whose diagram does not fit in little
room is tried in several `orders`; much room is for those that came furthest in less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import inf
from operator import and_, or_
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from ..errors import LimitReached, MissingExtra
from ..model.values import Interval
from .bounds import INDEPENDENT, Bound, Given, ends, rates_of
from .diagram import BITS, ONE, SCALED, Diagram, Diagrams, Node, probability
from .modules import modules
from .orders import Order, orders
from .structure import Event, Gate, Structure

try:
    from oxidd.bcdd import BCDDFunction as BDDFunction, BCDDManager as BDDManager
    from oxidd.util import BooleanOperator, DDMemoryError
except ImportError as error:  # pragma: no cover
    raise MissingExtra("oxidd", "risk") from error

CAPACITY = 1 << 24  # nodes
ROOMS = ((1 << 14, 6), (1 << 17, 6), (1 << 19, 3), (1 << 21, 2))  # nodes, and how many orders get them
CACHED = 4  # nodes for each entry of the cache
LAST = 2  # orders that get all the room there is
EXACT_BITS = 8_192  # of the denominators together: what can still be written down
EXACT_WORK = 2_000_000  # nodes times bits of the denominators, below which rationals stay exact
MINIMAL_WORK = 1_000_000  # nodes times variables, summed over the parts that are looked into

_Result = TypeVar("_Result")
_Way: TypeAlias = tuple[int, frozenset[Event]]  # room, and gates that are turned round
_compiled: WeakKeyDictionary[Structure, dict[_Way, Diagrams]] = WeakKeyDictionary()


def compile_structure(
    structure: Structure, max_nodes: int = CAPACITY, inverted: Set[Event] = frozenset()
) -> Diagrams:
    """The diagrams of a structure; LimitReached when they do not fit in `max_nodes` nodes.

    Gates in `inverted` happen when their inputs do not suffice: for structures without cycles.

    >>> from .structure import all_of, any_of
    >>> two_trains = {"f": all_of("one", "two"), "one": any_of("p1", "v1"), "two": any_of("p2", "v2")}
    >>> compile_structure(Structure.of("f", two_trains)).size
    6
    """
    kept, way = _compiled.setdefault(structure, {}), (max_nodes, frozenset(inverted))
    if way not in kept:
        parts = modules(structure)
        kept[way] = Diagrams(tuple(compile_part(part, max_nodes, inverted) for part in parts))
    return kept[way]


def compile_part(
    part: Structure, max_nodes: int = CAPACITY, inverted: Set[Event] = frozenset()
) -> Diagram:
    """One diagram for an acyclic structure as it stands, without looking for parts.

    >>> from .structure import at_least
    >>> len(compile_part(Structure.of("f", {"f": at_least(2, "a", "b", "c")})).nodes)
    4
    """
    return _with_room(part, max_nodes, lambda order, room: _build(part, order, room, inverted)[1])


@dataclass(frozen=True)
class Contribution:
    """What one variable adds to its part.

    `critical` happens where the variable makes the difference; `counts` where, the variable
    happening, a minimal set with it in it happens.
    """

    part: Event
    variable: Event
    critical: Diagram
    counts: Diagram


def contributions(structure: Structure, max_nodes: int = CAPACITY) -> Iterator[Contribution]:
    """For each variable of each part, from the top down, where its minimal sets happen.

    A minimal set with x in it happens in a state iff x does and x makes the difference in some
    smaller state: so the minimal sets need not be listed.  A part with more nodes times variables
    than is left of `MINIMAL_WORK` is left out, with all that is below it.

    >>> from .structure import all_of, any_of
    >>> or_and = Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")})
    >>> [(found.part, found.variable) for found in contributions(or_and)]
    [('f', 'a'), ('f', 'g'), ('g', 'b'), ('g', 'c')]
    """
    parts = tuple(zip(modules(structure), compile_structure(structure, max_nodes).parts, strict=True))
    open_tops, left = {parts[-1][0].top}, MINIMAL_WORK
    for part, diagram in reversed(parts):
        if part.top not in open_tops:
            continue
        work = len(diagram.nodes) * len(diagram.variables)
        if work <= left:
            left -= work
            found = _contributions(part, diagram.variables, max_nodes)
            open_tops.update(each.variable for each in found)
            yield from found


def probability_of(structure: Structure, given: Mapping[Event, Given]) -> Bound:
    """The probability of the top if all leaves are independent: exact, shared leaves included.

    The top is monotone, so the ends of intervals give the ends of the answer.  Rationals stay
    exact until `EXACT_WORK`; beyond it the ends are rounded outward and the bound says so.

    >>> from .structure import all_of, any_of
    >>> shared = Structure.of("f", {"f": any_of("g", "h"), "g": all_of("a", "b"), "h": all_of("a", "c")})
    >>> print(probability_of(shared, {"a": 0.1, "b": 0.5, "c": 0.5}))
    3/40 (independent)
    """
    rates = rates_of(structure, given)
    return evaluate(compile_structure(structure), rates)


def evaluate(diagrams: Diagrams, rates: Mapping[Event, Interval]) -> Bound:
    """`probability_of` for diagrams that are compiled already.

    >>> from .structure import any_of
    >>> print(evaluate(compile_structure(Structure.of("f", {"f": any_of("a")})),
    ...                {"a": Interval(Fraction(1, 4), Fraction(1, 2))}))
    [1/4, 1/2] (independent)
    """
    top, low, high = diagrams.parts[-1].event, *ends(rates)
    rests = (f"independent: {', '.join(sorted(rates))}",) if len(rates) > 1 else ()
    if stays_exact(diagrams, rates):
        values = [Fraction(probability(diagrams, each)[top]) for each in (low, high)]
        return Bound(values[0], values[1], INDEPENDENT, rests)
    lower, upper = (probability(diagrams, scaled(each), SCALED)[top] for each in (low, high))
    slack = 2 * (
        len(rates) + len(diagrams.parts)
    )  # each rounding moves the top by at most one unit
    return Bound(
        Fraction(max(0, lower - slack), ONE),
        Fraction(min(ONE, upper + slack), ONE),
        INDEPENDENT,
        rests,
        exact=False,
        note=f"ends rounded outward by less than 2^-{BITS - slack.bit_length() - 1}",
    )


def stays_exact(diagrams: Diagrams, rates: Mapping[Event, Interval]) -> bool:
    """Are rationals affordable?  Their size grows with the denominators of all leaves.

    >>> stays_exact(Diagrams(()), {})
    True
    """
    bits = sum(
        max(rate.low.denominator.bit_length(), rate.high.denominator.bit_length())
        for rate in rates.values()
    )
    return bits <= EXACT_BITS and bits * (diagrams.size + 1) <= EXACT_WORK


def scaled(rates: Mapping[Event, Fraction]) -> dict[Event, int]:
    """Rates in units of 2^-BITS, rounded down.

    >>> scaled({"a": Fraction(1, 2)})["a"] == ONE // 2
    True
    """
    return {leaf: rate.numerator * ONE // rate.denominator for leaf, rate in rates.items()}


class _Full(Exception):
    """No room is left; says how many gates were done."""

    def __init__(self, done: int) -> None:
        super().__init__()
        self.done = done


def _with_room(part: Structure, max_nodes: int, work: Callable[[Order, int], _Result]) -> _Result:
    """The result of `work(order, room)` for the first order that fits in the first room."""
    came: Counter[Order] = Counter()  # gates done, over all rooms so far
    for order, room in _attempts(part, max_nodes, came):
        try:
            return work(order, room)
        except _Full as full:
            came[order] += full.done
    raise LimitReached(f"{max_nodes} nodes of a decision diagram")


def _attempts(part: Structure, max_nodes: int, came: Counter[Order]) -> Iterator[tuple[Order, int]]:
    first, *more = [each for each in ROOMS if each[0] < max_nodes] + [(max_nodes, LAST)]
    yield from ((order, first[0]) for order in orders(part))
    for room, many in more:
        yield from [(order, room) for order, _ in came.most_common(many)]


def _build(
    part: Structure, order: Order, room: int, inverted: Set[Event] = frozenset()
) -> tuple[BDDFunction, Diagram]:
    """The function of a part over every second variable, and its arrays; _Full where they do not fit."""
    manager = BDDManager(room, max(room // CACHED, 1 << 10), 1)
    manager.add_vars(2 * len(order))
    value = {leaf: manager.var(2 * place) for place, leaf in enumerate(order)}
    feeds, never = _last_uses(part), manager.false()
    gates = [event for event in part.order if event in part.gate]
    try:
        for event in gates:
            gate = part.gate[event]
            happens = _gate(gate, [value[source] for source in gate.of], manager)
            value[event] = ~happens if event in inverted else happens
            for source in feeds.get(event, ()):
                value[source] = never  # so that the manager can reuse the nodes
    except DDMemoryError as error:
        raise _Full(sum(gate in value for gate in gates)) from error
    function = value[part.top]
    return function, _arrays(part.top, order, function, 2)


def _last_uses(part: Structure) -> dict[Event, list[Event]]:
    """For each gate, the gates that no later one reads."""
    last = {s: event for event in part.order if event in part.gate for s in part.gate[event].of}
    uses: dict[Event, list[Event]] = {}
    for source, event in last.items():
        if source in part.gate:
            uses.setdefault(event, []).append(source)
    return uses


def _gate(gate: Gate, inputs: list[BDDFunction], manager: BDDManager) -> BDDFunction:
    """Inputs that stand lowest in the order first, so that each step touches little."""
    never, always = manager.false(), manager.true()
    if gate.at_least == 0:
        return always
    if gate.at_least > len(inputs):
        return never
    lowest_first = sorted(inputs, key=_level, reverse=True)
    if gate.at_least == len(inputs):
        return reduce(and_, lowest_first)
    if gate.at_least == 1:
        return reduce(or_, lowest_first)
    row = [always] + [never] * gate.at_least  # row[j]: at least j of the inputs looked at
    for each in lowest_first:
        changed = [
            row[j] if row[j] == row[j - 1] else each.ite(row[j - 1], row[j])
            for j in range(1, len(row))
        ]
        row = [always, *changed]
    return row[-1]


def _level(function: BDDFunction) -> float:
    """Where the first variable that a function asks for stands in the order; constants are lowest."""
    level = function.node_level()
    return inf if level is None else int(level)


def _arrays(event: Event, names: tuple[Event, ...], root: BDDFunction, stride: int) -> Diagram:
    """Nodes of a function bottom-up, found with an explicit stack."""
    number: dict[BDDFunction, int] = {}
    nodes: list[Node] = []
    path: list[tuple[BDDFunction, tuple[BDDFunction, BDDFunction] | None]] = [(root, None)]
    while path:
        function, followers = path.pop()
        if followers is not None:
            high, low = followers
            nodes.append(((function.node_level() or 0) // stride, number[low], number[high]))
            number[function] = len(nodes) + 1
        elif function not in number:
            followers = function.cofactors()
            if followers is None:
                number[function] = int(function.valid())
                continue
            path.append((function, followers))
            path += [(each, None) for each in followers[::-1] if each not in number]
    return Diagram(event, names, tuple(nodes), number[root])


def _contributions(part: Structure, order: Order, max_nodes: int) -> tuple[Contribution, ...]:
    """In the order in which the part itself was compiled; nothing where they do not fit."""
    for room in [room for room, _ in ROOMS if room < max_nodes] + [max_nodes]:
        try:
            return tuple(_raised(part, order, room))
        except _Full:
            continue
    return ()


def _raised(part: Structure, order: Order, room: int) -> Iterator[Contribution]:
    """`counts` = x and there is a smaller state where x is critical, by one quantified product."""
    function, _ = _build(part, order, room)
    try:
        yield from _each_raised(part.top, order, function)
    except DDMemoryError as error:
        raise _Full(len(part.gate)) from error


def _each_raised(top: Event, order: Order, function: BDDFunction) -> Iterator[Contribution]:
    manager = function.manager
    below, smaller = manager.true(), manager.true()
    for place in reversed(range(len(order))):
        low, state = manager.var(2 * place), manager.var(2 * place + 1)
        below &= low
        smaller &= low.imp(state)
    for place, leaf in enumerate(order):
        critical = function.unique(manager.var(2 * place))
        somewhere = critical.apply_exists(BooleanOperator.AND, smaller, below)
        counts = somewhere & manager.var(2 * place + 1)
        yield Contribution(
            top, leaf, _arrays(top, order, critical, 2), _arrays(top, order, counts, 2)
        )
