"""Independent parts of a structure: gates whose leaves feed nothing else.

A part can be replaced by a single event, whatever else there is, so every evaluator works part by
part: most large fault trees are many small ones.

Source: Dutuit and Rauzy, A linear-time algorithm to find modules of fault trees, IEEE Trans.
Reliability 45 (1996): a gate is a module when everything below it is met only while it is open.
"""

from __future__ import annotations

from collections.abc import Iterator

from .structure import Event, Gate, Structure, acyclic


def modules(structure: Structure) -> tuple[Structure, ...]:
    """Bottom-up, one structure for each module, whose leaves are leaves or earlier tops.

    The last one is the top itself; a bare leaf becomes a gate of its own.

    >>> from .structure import all_of, any_of
    >>> parts = modules(Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")}))
    >>> [(part.top, part.leaves) for part in parts]
    [('g', ('b', 'c')), ('f', ('a', 'g'))]
    """
    plain = acyclic(structure)
    if plain.top not in plain.gate:
        return (Structure.of(f"only {plain.top}", {f"only {plain.top}": Gate(1, (plain.top,))}),)
    tops = set(_module_gates(plain))
    tops.add(plain.top)
    return tuple(_part(plain, event, tops) for event in plain.order if event in tops)


def _part(structure: Structure, top: Event, tops: set[Event]) -> Structure:
    """The gates from `top` down to the next modules."""
    rules, waiting = {}, [top]
    while waiting:
        event = waiting.pop()
        if event in rules or event not in structure.gate or (event in tops and event != top):
            continue
        rules[event] = structure.gate[event]
        waiting.extend(structure.gate[event].of)
    return Structure.of(top, rules)


def _module_gates(structure: Structure) -> Iterator[Event]:
    first, last, left = _visits(structure)
    early: dict[Event, int] = {}
    late: dict[Event, int] = {}
    for event in structure.order:
        early[event], late[event] = first[event], last[event]
        if event not in structure.gate:
            continue
        inputs = structure.gate[event].of
        lowest = min((early[source] for source in inputs), default=first[event])
        highest = max((late[source] for source in inputs), default=first[event])
        if inputs and first[event] < lowest and highest < left[event]:
            yield event
        early[event], late[event] = min(lowest, first[event]), max(highest, last[event])


def _visits(structure: Structure) -> tuple[dict[Event, int], dict[Event, int], dict[Event, int]]:
    """When each event is first met, last met, and (a gate) first left, in a depth-first walk."""
    first: dict[Event, int] = {}
    last: dict[Event, int] = {}
    left: dict[Event, int] = {}
    clock, path = 0, [(structure.top, False)]
    while path:
        event, leaving = path.pop()
        clock += 1
        if leaving:
            left[event] = clock
            continue
        last[event] = clock
        if event in first:
            continue
        first[event] = clock
        if event in structure.gate:
            path.append((event, True))
            path.extend((source, False) for source in reversed(structure.gate[event].of))
    return first, last, left
