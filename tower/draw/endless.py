"""An infinite tower as a staircase that never lands: its first levels, and one for all the others."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.values import INFINITE, Infinite
from .picture import Node, Wire
from .text import clean

FIRST = ("T_0", "T_1", "T_2")
LAST = "level:…"


def levels(schema: Infinite, above: int) -> Iterator[Node]:
    """The levels from the top down, all above the altitude `above` of every other theory.

    >>> [node.name for node in levels(Infinite("P", strength=0), 0)]
    ['T_0', 'T_1', 'T_2', '…']
    """
    for number, name in enumerate(FIRST):
        yield Node(
            level_key(name),
            "verifier",
            name,
            (f"proves {_said(schema, f'T_{number + 1}')}",) if schema.strength is not None else (),
            theory=name,
            level=1,
            altitude=above + len(FIRST) + 1 - number,
            title=f"level {number} of an infinite tower",
        )
    told = "comes back to T_0" if schema.folded else "and so on: no last level"
    yield Node(LAST, "run", "…", (told,), theory="…", level=1, altitude=above + 1, title=told)


def steps(schema: Infinite) -> Iterator[Wire]:
    """Every level trusts the next; a folded tower rises again, which is the one step that cannot be."""
    keys = [*map(level_key, FIRST), LAST]
    names = (*FIRST, "…")
    for upper, lower, name in zip(keys, keys[1:], names[1:], strict=False):
        yield Wire("trusts", upper, lower, title=clean(_said(schema, name)))
    if schema.folded:
        yield Wire("break", LAST, keys[0], struck="error", title="the tower contains its own first level")


def level_key(name: str) -> str:
    """The key under which a level is drawn.

    >>> level_key("T_0")
    'level:T_0'
    """
    return f"level:{name}"


def _said(schema: Infinite, lower: str) -> str:
    return principle(schema.strength, lower)


def principle(strength: int | None, lower: str) -> str:
    """What a theory proves of a lower one, by the strength of the edge.

    >>> principle(0, "PA"), principle(2, "PA"), principle(INFINITE, "PA")
    ('Con(PA)', '2-Con(PA)', 'RFN(PA)')
    """
    if strength is None:
        return f"something of {lower}"
    if strength >= INFINITE:
        return f"RFN({lower})"
    return f"{strength}-Con({lower})" if strength else f"Con({lower})"
