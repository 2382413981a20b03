"""In which order the variables of a part are asked: the size of its diagram hangs on it.

Each order is that in which a depth-first walk from the top meets the leaves; they differ in which
input of a gate the walk enters first.  None is best everywhere (on the public Aralia set each of
them fails on a tree that another one solves), so the reader of this list tries several.

Sources: Bouissou, Bruyere and Rauzy, BDD based fault-tree processing: a comparison of variable ordering
heuristics, ESREL 1997; Minato, Ishiura and Yajima, Shared binary decision diagram with attributed
edges, DAC 1990, for the shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .structure import Event, Structure

Order = tuple[Event, ...]
Rank = Mapping[Event, float]


def orders(part: Structure) -> Iterator[Order]:
    """Orders of the leaves of an acyclic structure, each once, the one as it is written first.

    Then inputs with most below them first, with the largest share of the top, the deepest, the one
    with least below it, the shallowest.

    >>> from .structure import all_of, any_of
    >>> list(orders(Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")})))
    [('a', 'b', 'c'), ('b', 'c', 'a')]
    """
    tried: set[Order] = set()
    for order in _all(part):
        if order not in tried:
            tried.add(order)
            yield order


def _all(part: Structure) -> Iterator[Order]:
    yield part.leaves
    size, depth = _size(part), _depth(part)
    yield _walk(part, _turned(size))
    yield _walk(part, _turned(_share(part)))
    yield _walk(part, _turned(depth))
    yield _walk(part, size)
    yield _walk(part, depth)


def _turned(rank: Rank) -> Rank:
    return {event: -value for event, value in rank.items()}


def _walk(part: Structure, rank: Rank) -> Order:
    """Leaves as they are met, depth first, inputs of least rank first and else as they are written."""
    seen: set[Event] = set()
    found: list[Event] = []
    path = [part.top]
    while path:
        event = path.pop()
        if event in seen:
            continue
        seen.add(event)
        if event in part.gate:
            path += sorted(part.gate[event].of, key=rank.__getitem__)[::-1]
        else:
            found.append(event)
    return tuple(found)


def _size(part: Structure) -> Rank:
    """How many leaves are below each event, one counted on every path to it."""
    size: dict[Event, float] = {}
    for event in part.order:
        below = part.gate[event].of if event in part.gate else ()
        size[event] = sum(size[source] for source in below) if below else 1.0
    return size


def _depth(part: Structure) -> Rank:
    """The length of the longest way down."""
    depth: dict[Event, float] = {}
    for event in part.order:
        below = part.gate[event].of if event in part.gate else ()
        depth[event] = 1 + max((depth[source] for source in below), default=-1)
    return depth


def _share(part: Structure) -> Rank:
    """A unit at the top, which each gate hands on to its inputs in equal parts."""
    share = dict.fromkeys(part.order, 0.0)
    share[part.top] = 1.0
    for event in reversed(part.order):
        below = part.gate[event].of if event in part.gate else ()
        for source in below:
            share[source] += share[event] / len(below)
    return share
