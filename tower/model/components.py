"""The strongly connected components of a graph that is given as what lies below each name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Edges = Mapping[str, Sequence[str]]  # from the upper end to the lower ends

_Name = TypeVar("_Name", bound=Hashable)


def components(
    names: Iterable[_Name], below: Mapping[_Name, Sequence[_Name]]
) -> Iterator[tuple[_Name, ...]]:
    """The strongly connected components, lower ones first (Tarjan 1972, without recursion).

    >>> list(components("abc", {"a": ["b"], "b": ["a", "c"]}))
    [('c',), ('b', 'a')]
    """
    index: dict[_Name, int] = {}
    low: dict[_Name, int] = {}
    open_: list[_Name] = []
    closed: set[_Name] = set()
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


def _close(root: _Name, open_: list[_Name], closed: set[_Name]) -> tuple[_Name, ...]:
    found = [open_.pop()]
    while found[-1] != root:
        found.append(open_.pop())
    closed.update(found)
    return tuple(found)
