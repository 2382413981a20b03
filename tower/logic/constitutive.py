"""Constitutive definitions: action rules `c <-> A` by which behaviour follows provability.

They are definitions, not promises, when they form a closed modalised system: every letter of a
right-hand side is itself defined and stands under a box there (program equilibrium).  By the fixed
point theorem such a system defines its letters; any other definition is read as a description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..syntax.formula import Atom, Box, Formula, Iff, atoms


def defining(definitions: Mapping[str, Formula]) -> dict[str, Formula]:
    """The largest closed modalised part of a system of definitions.

    >>> from tower.syntax.parser import parse
    >>> system = {"c": parse("[a]d"), "d": parse("[a]c"), "e": parse("[a]x"), "f": parse("~f")}
    >>> sorted(defining(system))
    ['c', 'd']
    """
    kept = dict(definitions)
    while True:
        bad = [
            name
            for name, body in kept.items()
            if not atoms(body) <= kept.keys() or any(outside_boxes(body))
        ]
        if not bad:
            return kept
        kept = {name: body for name, body in kept.items() if name not in bad}


def outside_boxes(formula: Formula) -> Iterator[str]:
    """The letters of a formula that stand outside all boxes, each once.

    >>> from tower.syntax.parser import parse
    >>> list(outside_boxes(parse("p & [a]q")))
    ['p']
    """
    seen = {formula}
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if isinstance(now, Atom):
            yield now.name
        fresh = [] if isinstance(now, Box) else [each for each in now.children if each not in seen]
        seen.update(fresh)
        waiting += fresh


def as_formulas(definitions: Mapping[str, Formula]) -> tuple[Formula, ...]:
    """The definitions as biconditionals, in the order of the letters."""
    return tuple(Iff(Atom(name), body) for name, body in sorted(definitions.items()))
