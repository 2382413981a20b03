"""Fixed points of GL: for A(p) with p under boxes only, the H without p with H ↔ A(H).

Existence and uniqueness: de Jongh, Sambin 1975; Bernardi 1976; the construction is the one of
Boolos 1993, ch. 8.  With □D₁ … □Dₙ the outermost boxes of A that contain p,

    Hₖ = fp(A[□Dₖ := ⊤]),     fp(A) = A[□Dₖ := □(Dₖ[p := Hₖ])].

Parts are shared and every different formula is solved once; the answer is then shortened, and
a decider is asked for H ↔ A(H).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tower.errors import InputError, LimitReached
from tower.logic.closed import GL, smallest_form
from tower.logic.closed_system import solve_system, unboxed_letters
from tower.logic.gl import Decider, gl_theorem
from tower.logic.glp import Answer, Refuted
from tower.logic.rewriting import folded, outer_parts, replaced_outside
from tower.logic.shortening import shortened, tidied
from tower.shown import Shown
from tower.syntax.formula import (
    TRUE,
    Atom,
    Box,
    Formula,
    Iff,
    atoms,
    subformulas,
    substitute,
    theories,
)
from tower.syntax.parser import as_formula

MAX_EQUATIONS = 800  # different formulas A that one fixed point may lead through


@dataclass(frozen=True, slots=True)
class FixedPoint(Shown):
    """`solution` solves variable ↔ equation; `answer` is the decider's about solution ↔ equation.

    `answer` is never Refuted; where the decider gave up, the solution rests on the theorem alone.
    """

    variable: str
    equation: Formula
    solution: Formula
    answer: Answer


def fixed_point(formula: Formula | str, variable: str, decide: Decider = gl_theorem) -> FixedPoint:
    """The fixed point of `formula`, or of its text, for `variable`, short and checked.

    InputError if the variable stands outside every box, or a modality is not []; LimitReached
    if the construction passes MAX_EQUATIONS formulas.

    >>> from tower.syntax.printer import ascii
    >>> for text in ("~[]p", "[]p -> q", "[]p -> []~p", "q & ~[]p", "[](~p | q)"):
    ...     print(ascii(fixed_point(text, "p").solution))
    ~[]F
    []q -> q
    [][]F -> []F
    q & ~[]F
    []q
    """
    return fixed_points({variable: as_formula(formula)}, decide)[variable]


def fixed_points(
    equations: Mapping[str, Formula], decide: Decider = gl_theorem
) -> dict[str, FixedPoint]:
    """The solutions of a system p ↔ A(p, q, …), q ↔ B(p, q, …), …, short and checked.

    Every letter of the system must stand under boxes on every right side; else InputError.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> found = fixed_points({"p": parse("[]q"), "q": parse("~[]p & r")})
    >>> ascii(found["p"].solution), ascii(found["q"].solution)
    ('[]F', '~[][]F & r')
    """
    _check(equations)
    solutions = {name: shortened(raw, decide) for name, raw in _solved(equations).items()}
    return {name: _checked(name, formula, solutions, decide) for name, formula in equations.items()}


def is_fixed_point(
    formula: Formula, variable: str, candidate: Formula, decide: Decider = gl_theorem
) -> Answer:
    """Is candidate ↔ formula(candidate) a theorem of GL?  Refuted comes with the model.

    >>> from tower.syntax.parser import parse
    >>> type(is_fixed_point(parse("[]([]p->F)"), "p", parse("[][]F"))).__name__
    'Refuted'
    """
    return decide(Iff(candidate, substitute(formula, {variable: candidate})))


def _check(equations: Mapping[str, Formula]) -> None:
    for name, formula in equations.items():
        for theory in sorted(theories(formula) - {GL}):
            raise InputError(f"modality [{theory}] in the equation of {name}", expected="only []")
        for letter in unboxed_letters(formula):
            if letter in equations:
                raise InputError(
                    f"{letter} stands outside every box in the equation of {name}",
                    expected=f"{letter} under [] only",
                )


def _checked(
    name: str, equation: Formula, solutions: Mapping[str, Formula], decide: Decider
) -> FixedPoint:
    answer = decide(Iff(solutions[name], substitute(equation, solutions)))
    assert not isinstance(answer, Refuted), f"the construction failed for {name}"
    return FixedPoint(name, equation, solutions[name], answer)


def _solved(equations: Mapping[str, Formula]) -> dict[str, Formula]:
    """Solutions, not shortened: by rank if the system is closed, else one letter at a time."""
    if all(atoms(formula) <= equations.keys() for formula in equations.values()):
        found = solve_system(equations)
        return {name: smallest_form(found[Atom(name)]) for name in equations}
    return _eliminated(equations)


def _eliminated(equations: Mapping[str, Formula]) -> dict[str, Formula]:
    """Solve the first letter, put the solution into the rest, go on; then put back, last first.

    The letters stay under boxes on the way, since those of a solution are so.
    """
    names = list(equations)
    partial: dict[str, Formula] = {}
    for name in names:
        current = equations[name]
        for earlier, solution in partial.items():
            current = substitute(current, {earlier: solution})
        partial[name] = raw_fixed_point(current, name)
    for name in reversed(names):
        final = {later: partial[later] for later in names[names.index(name) + 1 :]}
        partial[name] = tidied(substitute(partial[name], final))
    return partial


def raw_fixed_point(formula: Formula, variable: str, limit: int = MAX_EQUATIONS) -> Formula:
    """The fixed point as the construction gives it, with shared parts, neither short nor checked.

    The caller has seen to it that the variable stands under boxes only.  LimitReached after
    `limit` formulas: their number can grow exponentially with the outermost boxes.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> ascii(raw_fixed_point(parse("q & ~[]p"), "p"))
    'q & ~[]F'
    """
    solved: dict[Formula, Formula] = {}
    easier: dict[Formula, dict[Box, Formula]] = {}
    stack = [formula]
    while stack:
        top = stack[-1]
        if top not in easier:
            easier[top] = _without_each_box(top, variable)
            stack += [simpler for simpler in easier[top].values() if simpler not in easier]
        elif stack.pop() not in solved:
            known = {box: solved[simpler] for box, simpler in easier[top].items()}
            solved[top] = _assembled(top, variable, known)
        if len(easier) > limit:
            raise LimitReached(f"{limit} formulas on the way to a fixed point")
    return solved[formula]


def _without_each_box(formula: Formula, variable: str) -> dict[Box, Formula]:
    """For each outermost box □Dₖ with the variable: A[□Dₖ := ⊤]."""
    inside: set[Formula] = {Atom(variable)}
    for part in subformulas(formula):
        if not inside.isdisjoint(part.children):
            inside.add(part)
    boxes = [part for part in outer_parts(formula) if isinstance(part, Box) and part in inside]
    return {box: replaced_outside(formula, {box: TRUE}) for box in boxes}


def _assembled(formula: Formula, variable: str, solved: Mapping[Box, Formula]) -> Formula:
    """A[□Dₖ := □(Dₖ[p := Hₖ])]."""
    new: dict[Formula, Formula] = {
        box: Box(GL, folded(substitute(box.body, {variable: easier})))
        for box, easier in solved.items()
    }
    return tidied(replaced_outside(formula, new))
