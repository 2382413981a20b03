"""The reflection calculus RC: does A ⊢ B hold for strictly positive formulas?

Strictly positive formulas are built from T, letters, & and ⟨n⟩; RC ⊢ A ⊢ B iff GLP ⊢ A → B, and
RC is complete for finite frames and decidable in polynomial time (Dashkov 2012, Beklemishev 2012).

The frame: the tree of A, one world per diamond, closed under  xRₙyRₙz ⇒ xRₙz,
xRₙy ⇒ xRₘy  and  xRₙy, xRₘz ⇒ yRₘz  (m < n).  On a tree the closure has a closed form that this
module uses.  Let r be the world reached from x by climbing while the edge above is labelled more
than m; then xRₘz iff z is a proper descendant of r over edges labelled at least m.  (The closure
contains these pairs, since worlds joined by Rₙ with n > m have the same Rₘ-successors, and these
pairs satisfy the three conditions.)  So one pass down and one pass up decide each diamond of B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tower.errors import InputError, LimitReached
from tower.logic.worms import worm
from tower.syntax.formula import TRUE, And, Atom, Box, Constant, Formula, Not, diamond

MAX_WORLDS = 1_000_000
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def diamond_parts(formula: Formula) -> tuple[int, Formula] | None:
    """(n, A) if the formula is ⟨n⟩A, else None; InputError if n is no natural number."""
    match formula:
        case Not(Box(theory, Not(body))):
            return modality(theory), body
        case Not(Box(theory, Constant(value=False))):
            return modality(theory), TRUE
    return None


def modality(theory: str) -> int:
    """The number of a modality of GLP; InputError for any other name.

    >>> modality("12")
    12
    """
    if not _NUMBER.fullmatch(theory):
        raise InputError(f"modality [{theory[:40]}]", expected="a number: [0], [1], [2], …")
    return int(theory)


def conjuncts(formula: Formula) -> Iterator[Formula]:
    """The conjuncts from left to right, each once, without T."""
    seen: set[Formula] = set()
    stack = [formula]
    while stack:
        top = stack.pop()
        if top in seen:
            continue
        seen.add(top)
        if isinstance(top, And):
            stack += [top.right, top.left]
        elif top is not TRUE:
            yield top


@dataclass(frozen=True, slots=True)
class PositiveModel:
    """The tree of a strictly positive formula; world 0 is its root, parents come first.

    `parents[w]` and `levels[w]` are the world above w and the label of the edge to it
    (-1 and -1 at the root); `bodies[w]` is the formula that made w.
    """

    parents: tuple[int, ...]
    levels: tuple[int, ...]
    bodies: tuple[Formula, ...]

    def __len__(self) -> int:
        return len(self.parents)

    def successors(self, world: int, level: int) -> Iterator[int]:
        """The worlds z with `world` R_level z, by the closed form above."""
        root = world
        while root and self.levels[root] > level:
            root = self.parents[root]
        reached = {root}
        for other in range(root + 1, len(self)):
            if self.parents[other] in reached and self.levels[other] >= level:
                reached.add(other)
                yield other


def positive_model(formula: Formula) -> PositiveModel:
    """The tree of a strictly positive formula; InputError if it is none, LimitReached if huge."""
    parents, levels, bodies = [-1], [-1], [formula]
    world = 0
    while world < len(bodies):
        for part in conjuncts(bodies[world]):
            diamond = _positive(part)
            if diamond is not None:
                parents.append(world)
                levels.append(diamond[0])
                bodies.append(diamond[1])
        if len(bodies) > MAX_WORLDS:
            raise LimitReached(f"{MAX_WORLDS} diamonds on the left")
        world += 1
    return PositiveModel(tuple(parents), tuple(levels), tuple(bodies))


def _positive(part: Formula) -> tuple[int, Formula] | None:
    diamond = diamond_parts(part)
    if diamond is None and not isinstance(part, Atom):
        raise InputError(
            f"{type(part).__name__} is not strictly positive", expected="only T, letters, & and <n>"
        )
    return diamond


def positive_subformulas(formula: Formula) -> list[Formula]:
    """The subformulas, each once, parts first; InputError unless strictly positive."""
    found: dict[Formula, None] = {}
    stack = [(formula, False)]
    while stack:
        top, ready = stack.pop()
        if ready:
            found[top] = None
        elif top not in found:
            stack.append((top, True))
            stack += [(part, False) for part in _direct_parts(top)]
    return list(found)


def _direct_parts(formula: Formula) -> tuple[Formula, ...]:
    if isinstance(formula, And):
        return formula.left, formula.right
    if formula is TRUE:
        return ()
    diamond = _positive(formula)
    return () if diamond is None else (diamond[1],)


@dataclass(frozen=True, slots=True)
class Forcing:
    """Where the subformulas of the right side hold: one byte, 0 or 1, per world.

    `below[⟨m⟩D]` marks the worlds with a proper descendant over edges ≥ m that forces D.
    """

    model: PositiveModel
    holds: dict[Formula, bytes]
    below: dict[Formula, bytes]

    def at(self, world: int, formula: Formula) -> bool:
        """Does the world force the formula?"""
        return bool(self.holds[formula][world])


def forcing(model: PositiveModel, formula: Formula) -> Forcing:
    """Model checking of a strictly positive formula in the closed tree, |model|·|formula|."""
    found = Forcing(model, {}, {})
    letters = [frozenset(conjuncts(body)) for body in model.bodies]
    for part in positive_subformulas(formula):
        if isinstance(part, And):
            sides = zip(found.holds[part.left], found.holds[part.right], strict=True)
            found.holds[part] = bytes(one & two for one, two in sides)
        elif diamond := diamond_parts(part):
            found.below[part] = _descends(model, diamond[0], found.holds[diamond[1]])
            found.holds[part] = _as_above(model, diamond[0], found.below[part])
        else:
            found.holds[part] = bytes(part is TRUE or part in here for here in letters)
    return found


def _descends(model: PositiveModel, level: int, goal: bytes) -> bytes:
    """The worlds with a proper descendant in `goal` over edges labelled at least `level`."""
    below = bytearray(len(model))
    for world in range(len(model) - 1, 0, -1):
        if model.levels[world] >= level and (goal[world] or below[world]):
            below[model.parents[world]] = 1
    return bytes(below)


def _as_above(model: PositiveModel, level: int, below: bytes) -> bytes:
    """`below`, where worlds under an edge above `level` answer as the world over the edge."""
    answer = bytearray(below)
    for world in range(1, len(model)):
        if model.levels[world] > level:
            answer[world] = answer[model.parents[world]]
    return bytes(answer)


@dataclass(frozen=True, slots=True)
class Entailed:
    """RC derives right from left."""


@dataclass(frozen=True, slots=True)
class NotEntailed:
    """RC does not derive it: the root of this model forces the left side and not the right."""

    model: PositiveModel


def rc_entails(left: Formula, right: Formula) -> Entailed | NotEntailed:
    """RC: does `left` ⊢ `right` hold?  Polynomial; InputError unless both are strictly positive.

    >>> from tower.syntax.parser import parse
    >>> rc_entails(parse("<1>p & <0>q"), parse("<1>(p & <0>q)"))
    Entailed()
    >>> from tower.syntax.printer import ascii
    >>> found = rc_entails(parse("<0>p"), parse("<0><0>p"))
    >>> found.model.parents, [ascii(body) for body in found.model.bodies]
    ((-1, 0), ['<>p', 'p'])
    """
    model = positive_model(left)
    if forcing(model, right).at(0, right):
        return Entailed()
    return NotEntailed(model)


def worm_formula(letters: Sequence[int]) -> Formula:
    """The strictly positive formula ⟨a₁⟩…⟨aₖ⟩T of a worm.

    >>> from tower.syntax.printer import ascii
    >>> ascii(worm_formula((1, 0)))
    '<1><>T'
    """
    formula: Formula = TRUE
    for letter in reversed(worm(letters)):
        formula = diamond(str(letter), formula)
    return formula
