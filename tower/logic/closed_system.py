"""Closed systems of equations p ↔ A(p, q, …) in GL, solved rank by rank.

If every letter of every right side stands under a box, the truth of the letters at a rank is
settled by the ranks below, so the system has exactly one solution, and it is letterless
(de Jongh, Sambin).  The state of a rank is which boxes hold there.  A box that fails stays false
at all higher ranks, so after at most as many ranks as there are boxes the state repeats, and
from there on nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tower.errors import InputError
from tower.logic.closed import EVERYWHERE, GL, Trace, trace_step
from tower.logic.rewriting import outer_parts
from tower.syntax.formula import Atom, Box, Formula, subformulas


def solve_system(equations: Mapping[str, Formula]) -> dict[Formula, Trace]:
    """The traces of the letters, and of all subformulas, of a closed modalised system of GL.

    InputError if a letter has no equation, or stands outside the boxes of a right side.

    >>> from tower.syntax.parser import parse
    >>> found = solve_system({"p": parse("~[]p"), "q": parse("[]p -> []q")})
    >>> found[parse("p")], found[parse("q")]
    (-2, -1)
    """
    check_system(equations)
    order = _evaluation_order(equations)
    boxes = [part for part in order if isinstance(part, Box)]
    now: dict[Formula, Trace] = dict.fromkeys(boxes, EVERYWHERE)
    before: dict[Formula, Trace] | None = None
    columns: list[dict[Formula, Trace]] = []
    while now != before:
        columns.append(_column(order, equations, now))
        before, now = now, {box: now[box] & columns[-1][box.body] for box in boxes}
    return {part: _joined([column[part] for column in columns]) for part in order}


def check_system(equations: Mapping[str, Formula]) -> None:
    """InputError unless the system is closed, modalised and in the language of GL.

    >>> from tower.syntax.parser import parse
    >>> check_system({"p": parse("p & []F")})
    Traceback (most recent call last):
    ...
    tower.errors.InputError: letter p stands outside every box in the equation of p; expected []…p…
    """
    for name, formula in equations.items():
        for part in subformulas(formula):
            if isinstance(part, Atom) and part.name not in equations:
                raise InputError(f"letter {part.name} has no equation", expected="a closed system")
            if isinstance(part, Box) and part.theory != GL:
                raise InputError(
                    f"modality [{part.theory}] in the equation of {name}", expected="[]"
                )
        for letter in unboxed_letters(formula):
            raise InputError(
                f"letter {letter} stands outside every box in the equation of {name}",
                expected=f"[]…{letter}…",
            )


def unboxed_letters(formula: Formula) -> list[str]:
    """The letters with an occurrence under no box, in order.

    >>> from tower.syntax.parser import parse
    >>> unboxed_letters(parse("p & [](q & r) -> r"))
    ['p', 'r']
    """
    return [part.name for part in outer_parts(formula) if isinstance(part, Atom)]


def _evaluation_order(equations: Mapping[str, Formula]) -> list[Formula]:
    """All subformulas, each after what its value at one rank rests on."""
    placed: dict[Formula, None] = {}
    parts = [part for formula in equations.values() for part in subformulas(formula)]
    letters: list[Formula] = [Atom(name) for name in equations]
    stack = [(part, False) for part in reversed([*parts, *letters])]
    while stack:
        top, ready = stack.pop()
        if ready:
            placed[top] = None
        elif top not in placed:
            stack.append((top, True))
            stack += [(part, False) for part in _rests_on(top, equations)]
    return list(placed)


def _rests_on(part: Formula, equations: Mapping[str, Formula]) -> Iterable[Formula]:
    if isinstance(part, Box):
        return ()
    return (equations[part.name],) if isinstance(part, Atom) else part.children


def _column(
    order: Iterable[Formula], equations: Mapping[str, Formula], boxes: Mapping[Formula, Trace]
) -> dict[Formula, Trace]:
    """Truth at one rank, all ones or 0, given which boxes hold there."""
    known: dict[Formula, Trace] = {}
    for part in order:
        if isinstance(part, Box):
            known[part] = boxes[part]
        elif isinstance(part, Atom):
            known[part] = known[equations[part.name]]
        else:
            known[part] = trace_step(part, known)
    return known


def _joined(ranks: list[Trace]) -> Trace:
    """The trace with these values (all ones or 0) by rank, the last one for ever after."""
    start = sum(1 << rank for rank, value in enumerate(ranks[:-1]) if value)
    return start | ranks[-1] << len(ranks) - 1
