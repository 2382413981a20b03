"""Craig interpolants and Beth definitions in GL.

If GL ⊢ A → B there is an I in the common letters with GL ⊢ A → I and GL ⊢ I → B (Smoryński 1978;
Boolos 1993, ch. 8).  It is read off a closed tableau for A, ¬B in which every formula remembers
the side from which it came (Maehara's method).  In a tableau for left | right:

    left clashes alone: ⊥    right clashes alone: ⊤    p left, ¬p right: p    ¬p left, p right: ¬p
    a disjunction is split on the left: I₁ ∨ I₂, on the right: I₁ ∧ I₂
    a step to a world that refutes a box □C, with □Γ, Γ and □C, ¬C there: ◇I if □C is false on
    the left, □I if on the right   (sound by ◇¬C → ◇(¬C ∧ □C), which is Löb's axiom)

Both implications are decided before anything is returned.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tower.errors import InputError
from tower.logic.answers import GaveUp, Theorem
from tower.logic.closed import GL
from tower.logic.gl import Decider, gl_theorem
from tower.logic.glp import Refuted
from tower.logic.rewriting import conjoined, disjoined, fold_step, negated
from tower.logic.shortening import shortened
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    atoms,
    substitute,
    theories,
)

MAX_STEPS = 50_000  # tableau nodes

Side: TypeAlias = Literal["left", "right"]
Signed: TypeAlias = tuple[Formula, bool, Side]  # the formula is true (or false) here; whence
Interpolating: TypeAlias = Generator[tuple[Signed, ...], "Formula | None", "Formula | None"]


@dataclass(frozen=True, slots=True)
class Interpolant:
    """`formula` has only common letters, follows from the left and implies the right."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class NoInterpolant:
    """There is none, since the implication is no theorem: the model refutes it at world 0."""

    refuted: Refuted


@dataclass(frozen=True, slots=True)
class Definition:
    """GL ⊢ ⊡A(p) → (p ↔ formula), and p is not in the formula."""

    variable: str
    formula: Formula


def interpolant(
    left: Formula, right: Formula, decide: Decider = gl_theorem
) -> Interpolant | NoInterpolant | GaveUp:
    """A Craig interpolant of left → right in GL, short and checked.

    NoInterpolant if left → right is no theorem, GaveUp at a limit of the tableau or the decider.
    InputError for a modality other than [].

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> found = interpolant(parse("[](p & q)"), parse("[](q | r)"))
    >>> ascii(found.formula)
    '[]q'
    >>> type(interpolant(parse("[]p"), parse("p"))).__name__
    'NoInterpolant'
    """
    for theory in sorted(theories(And(left, right)) - {GL}):
        raise InputError(f"modality [{theory}] in a formula of GL", expected="only []")
    answer = decide(Implies(left, right))
    if isinstance(answer, Refuted):
        return NoInterpolant(answer)
    if isinstance(answer, GaveUp):
        return answer
    raw = _run(((left, True, "left"), (right, False, "right")))
    if isinstance(raw, GaveUp):
        return raw
    return _checked(left, shortened(raw, decide), right, decide)


def _checked(
    left: Formula, middle: Formula, right: Formula, decide: Decider
) -> Interpolant | GaveUp:
    """The last word is the decider's, and the letters are looked at."""
    for implication in (Implies(left, middle), Implies(middle, right)):
        answer = decide(implication)
        if isinstance(answer, GaveUp):
            return answer
        assert isinstance(answer, Theorem), "the tableau gave no interpolant"
    assert atoms(middle) <= atoms(left) & atoms(right), "a letter of one side only"
    return Interpolant(middle)


def beth_definition(
    formula: Formula, variable: str, decide: Decider = gl_theorem
) -> Definition | NoInterpolant | GaveUp:
    """The explicit definition of a letter that the formula defines implicitly.

    p is implicitly defined if GL ⊢ ⊡A(p) ∧ ⊡A(p′) → (p ↔ p′), with ⊡A for A ∧ □A; then an
    interpolant of ⊡A(p) ∧ p → (⊡A(p′) → p′) defines it (Beth's theorem for GL).

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> found = beth_definition(parse("p <-> ~[]p"), "p")
    >>> ascii(found.formula)
    '~[]F'
    """
    twin = Atom(_fresh(variable, atoms(formula) | {variable}))
    here = _always(formula)
    there = _always(substitute(formula, {variable: twin}))
    found = interpolant(And(here, Atom(variable)), Implies(there, twin), decide)
    if not isinstance(found, Interpolant):
        return found
    assert isinstance(decide(Implies(here, Iff(Atom(variable), found.formula))), (Theorem, GaveUp))
    return Definition(variable, found.formula)


def _always(formula: Formula) -> Formula:
    return And(formula, Box(GL, formula))


def _fresh(name: str, taken: Iterable[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _run(start: tuple[Signed, ...]) -> Formula | GaveUp:
    """Drive the tableau on an explicit stack: a node yields a child and is sent its interpolant."""
    solved: dict[frozenset[Signed], Formula | None] = {}
    stack = [(frozenset(start), _node(start))]
    answer: Formula | None = None
    for _ in range(MAX_STEPS):
        try:
            child = stack[-1][1].send(answer)
        except StopIteration as done:
            answer = solved[stack.pop()[0]] = done.value
            if not stack:
                assert answer is not None, "a theorem has a closed tableau"
                return answer
            continue
        key = frozenset(child)
        answer = solved.get(key)
        if key not in solved:
            stack.append((key, _node(child)))
    return GaveUp(f"{MAX_STEPS} tableau steps")


def _node(start: tuple[Signed, ...]) -> Interpolating:
    """The interpolant of a set of signed formulas, None if the set stays open."""
    here: dict[Signed, None] = {}
    todo = list(reversed(start))
    while todo:
        signed = todo.pop()
        closed = _clash(signed, here)
        if closed is not None:
            return closed
        if signed not in here:
            here[signed] = None
            todo += reversed(_consequences(signed))
    split = _choice(here)
    if split is None:
        return (yield from _successors(here))
    return (yield from _branches(split, here))


def _clash(signed: Signed, here: dict[Signed, None]) -> Formula | None:
    """The interpolant if the formula is refuted by itself or by what is there."""
    formula, value, side = signed
    if isinstance(formula, Constant) and formula.value != value:
        return FALSE if side == "left" else TRUE
    if (formula, not value, side) in here:
        return FALSE if side == "left" else TRUE
    if (formula, not value, _other(side)) in here:
        return formula if value == (side == "left") else negated(formula)
    return None


def _other(side: Side) -> Side:
    return "right" if side == "left" else "left"


def _consequences(signed: Signed) -> list[Signed]:
    """What must hold as well, without a choice."""
    formula, value, side = signed
    match formula, value:
        case Not(body), _:
            return [(body, not value, side)]
        case (And(left, right), True) | (Or(left, right), False):
            return [(left, value, side), (right, value, side)]
        case Implies(left, right), False:
            return [(left, True, side), (right, False, side)]
    return []


def _alternatives(signed: Signed) -> list[list[Signed]]:
    """The ways to make a formula that leaves a choice true (or false); none for the others."""
    formula, value, side = signed
    match formula, value:
        case (And(left, right), False) | (Or(left, right), True):
            return [[(left, value, side)], [(right, value, side)]]
        case Implies(left, right), True:
            return [[(left, False, side)], [(right, True, side)]]
        case Iff(left, right), _:
            return [
                [(left, True, side), (right, value, side)],
                [(left, False, side), (right, not value, side)],
            ]
    return []


def _choice(here: dict[Signed, None]) -> Signed | None:
    """A formula with a choice that is not made yet; one with a dead alternative if there is any."""
    found = None
    for signed in here:
        ways = _alternatives(signed)
        if not ways or any(all(part in here for part in way) for way in ways):
            continue
        found = found or signed
        if any(_clash(part, here) is not None for way in ways for part in way):
            return signed
    return found


def _branches(split: Signed, here: dict[Signed, None]) -> Interpolating:
    """Every alternative must close: I₁ ∨ I₂ on the left, I₁ ∧ I₂ on the right."""
    kept = tuple(signed for signed in here if signed is not split)
    join = disjoined if split[2] == "left" else conjoined
    joined: Formula | None = None
    for way in _alternatives(split):
        found = yield (*way, *kept)
        if found is None:
            return None
        joined = found if joined is None else join(joined, found)
    return joined


def _successors(here: dict[Signed, None]) -> Interpolating:
    """One false box whose world cannot exist is enough: ◇I on the left, □I on the right."""
    true = [signed for signed in here if isinstance(signed[0], Box) and signed[1]]
    beyond = [(box.body, True, side) for box, _, side in true if isinstance(box, Box)]
    for box, value, side in here:
        if isinstance(box, Box) and not value:
            found = yield ((box.body, False, side), (box, True, side), *beyond, *true)
            if found is not None and side == "left":
                return negated(fold_step(Box(GL, negated(found))))
            if found is not None:
                return fold_step(Box(GL, found))
    return None
