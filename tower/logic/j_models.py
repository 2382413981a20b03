"""Finite models of J: frames, their conditions, and truth in them.

J is GLP without monotonicity, [m]A → [n]A; unlike GLP it has finite models (Beklemishev 2010).
A J-frame has one transitive irreflexive relation Rₙ per modality such that, for m < n,
xRₙy implies (xRₘz iff yRₘz), and xRₘyRₙz implies xRₘz.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from tower.errors import InputError
from tower.logic.rc import modality
from tower.syntax.formula import (
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    subformulas,
)


@dataclass(frozen=True, slots=True)
class JModel:
    """`sees[n][w]` are the worlds v with wRₙv; `letters[w]` are true at w; world 0 is the root.

    A modality that `sees` does not name has the empty relation.
    """

    sees: Mapping[int, tuple[frozenset[int], ...]]
    letters: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.letters)


def is_j_frame(model: JModel) -> bool:
    """Does the model meet every condition of a J-frame?

    >>> one_step = (frozenset({1}), frozenset())
    >>> is_j_frame(JModel({0: one_step}, (frozenset(), frozenset())))
    True
    >>> is_j_frame(JModel({0: one_step, 1: one_step}, (frozenset(), frozenset())))
    False
    """
    relations = sorted(model.sees.items())
    if not model or any(len(relation) != len(model) for _, relation in relations):
        return False
    return all(_is_strict_order(relation) for _, relation in relations) and all(
        _is_compatible(lower, upper)
        for (m, lower), (n, upper) in product(relations, relations)
        if m < n
    )


def _is_strict_order(relation: tuple[frozenset[int], ...]) -> bool:
    return all(
        y != x and 0 <= y < len(relation) and relation[y] <= seen
        for x, seen in enumerate(relation)
        for y in seen
    )


def _is_compatible(lower: tuple[frozenset[int], ...], upper: tuple[frozenset[int], ...]) -> bool:
    same = all(lower[y] == lower[x] for x, seen in enumerate(upper) for y in seen)
    return same and all(upper[y] <= seen for seen in lower for y in seen)


def j_extent(model: JModel, formula: Formula) -> frozenset[int]:
    """The worlds where the formula is true.

    >>> from tower.syntax.parser import parse
    >>> sorted(j_extent(JModel({}, (frozenset({"p"}), frozenset())), parse("p & [3]F")))
    [0]
    """
    known: dict[Formula, frozenset[int]] = {}
    for part in subformulas(formula):
        known[part] = _extent(model, part, known)
    return known[formula]


def _extent(
    model: JModel, part: Formula, known: Mapping[Formula, frozenset[int]]
) -> frozenset[int]:
    worlds = frozenset(range(len(model)))
    match part:
        case Constant(value=value):
            return worlds if value else frozenset()
        case Atom(name=name):
            return frozenset(w for w in worlds if name in model.letters[w])
        case Not(body=body):
            return worlds - known[body]
        case And(left=left, right=right):
            return known[left] & known[right]
        case Or(left=left, right=right):
            return known[left] | known[right]
        case Implies(left=left, right=right):
            return (worlds - known[left]) | known[right]
        case Iff(left=left, right=right):
            return worlds - (known[left] ^ known[right])
        case Box(theory=theory, body=body):
            sees = model.sees.get(modality(theory))
            return (
                worlds if sees is None else frozenset(w for w in worlds if sees[w] <= known[body])
            )
    raise InputError(f"{part!r} is no formula")
