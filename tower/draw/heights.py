"""Heights: how far a node stands above what it checks, and a theory above what it trusts.

Things on a cycle stand at one height, so that an edge which does not go down is seen at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]  # from the upper end to the lower ends


def components(names: Iterable[str], below: Edges) -> Iterator[tuple[str, ...]]:
    """The strongly connected components, lower ones first (Tarjan 1972, without recursion).

    >>> list(components("abc", {"a": ["b"], "b": ["a", "c"]}))
    [('c',), ('b', 'a')]
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    closed: set[str] = set()
    for root in names:
        work = [] if root in index else [(root, iter(below.get(root, ())))]
        while work:
            name, rest = work[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                open_.append(name)
            following = next((lower for lower in rest if lower not in closed), None)
            if following is not None and following not in index:
                work.append((following, iter(below.get(following, ()))))
                continue
            if following is not None:
                low[name] = min(low[name], index[following])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == index[name]:
                yield _close(name, open_, closed)


def _close(root: str, open_: list[str], closed: set[str]) -> tuple[str, ...]:
    found = [open_.pop()]
    while found[-1] != root:
        found.append(open_.pop())
    closed.update(found)
    return tuple(found)


def heights(names: Iterable[str], below: Edges, floor: Mapping[str, int]) -> dict[str, int]:
    """For every name the longest way down, at least its `floor`; equal on a cycle.

    >>> heights("abc", {"a": ["b"], "b": ["c"]}, {"c": 0})
    {'c': 0, 'b': 1, 'a': 2}
    """
    found: dict[str, int] = {}
    for component in components(names, below):
        inside = set(component)
        least = max((floor.get(name, 0) for name in component), default=0)
        lower = (
            found[name] + 1 for upper in component for name in below.get(upper, ()) if name not in inside
        )
        level = max(lower, default=0)
        found.update((name, max(level, least)) for name in component)
    return found
