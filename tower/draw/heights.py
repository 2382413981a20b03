"""Heights: how far a node stands above what it checks, and a theory above what it trusts.

Things on a cycle stand at one height, so that an edge which does not go down is seen at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.components import Edges, components


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
