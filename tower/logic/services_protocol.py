"""JSON lines for RC, J, GLP, fixed points, traces, worms and program equilibrium.

Every handler takes the object of one line and returns the fields of its answer.  A line that is
wrong raises InputError (FormulaError with the column of the formula), a stated limit that is met
LimitReached; `tower.logic.protocol` finds the handlers in the two tables below, adds the id and
turns both into answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tower.errors import InputError, LimitReached
from tower.logic.answers import GaveUp, Theorem
from tower.logic.closed import is_theorem, is_true, trace, trace_text
from tower.logic.equilibrium import outcome
from tower.logic.fixpoint import fixed_point
from tower.logic.glp import Answer, glp_theorem, j_theorem
from tower.logic.rc import Entailed, rc_entails
from tower.logic.rewriting import tree_size
from tower.logic.worms import worm_of, worm_ordinal
from tower.syntax import printer
from tower.syntax.formula import Formula
from tower.syntax.parser import parse_in

MAX_WRITTEN = 1_000_000  # shared parts are printed once for each place where they stand

Line: TypeAlias = Mapping[str, Any]
Handler: TypeAlias = Callable[[Line], dict[str, Any]]


def answer_rc(line: Line) -> dict[str, Any]:
    """`lhs` ⊢ `rhs` in the reflection calculus; derivable is `theorem`.

    >>> answer_rc({"lhs": "<0>p", "rhs": "<0><0>p"})
    {'verdict': 'non-theorem'}
    """
    found = rc_entails(_formula(line, "lhs"), _formula(line, "rhs"))
    return {"verdict": "theorem" if isinstance(found, Entailed) else "non-theorem"}


def answer_j(line: Line) -> dict[str, Any]:
    """Is `formula` a theorem of J?

    >>> answer_j({"formula": "[0]p->[1]p"})
    {'verdict': 'non-theorem'}
    """
    return _verdict(j_theorem(_formula(line, "formula")))


def answer_glp(line: Line) -> dict[str, Any]:
    """Is `formula` a theorem of GLP?

    >>> answer_glp({"formula": "[0]p->[1]p"})
    {'verdict': 'theorem'}
    """
    return _verdict(glp_theorem(_formula(line, "formula")))


def answer_fixpoint(line: Line) -> dict[str, Any]:
    """The fixed point of the formula `fixpoint` for the letter `variable`, in GL.

    >>> answer_fixpoint({"fixpoint": "q & ~[]p", "variable": "p"})
    {'fixed_point': 'q & ~[]F'}
    """
    found = fixed_point(_formula(line, "fixpoint"), _text(line, "variable"))
    if tree_size(found.solution) > MAX_WRITTEN:
        raise LimitReached(f"{MAX_WRITTEN} symbols of a fixed point written out")
    return {"fixed_point": printer.ascii(found.solution)}


def answer_trace(line: Line) -> dict[str, Any]:
    """Truth by rank of the letterless formula `trace`, from 0 to where nothing changes any more.

    >>> answer_trace({"trace": "[][]F->[]F"})
    {'trace': '101', 'gl_theorem': False, 'true_in_N': True}
    """
    found = trace(_formula(line, "trace"))
    return {
        "trace": trace_text(found),
        "gl_theorem": is_theorem(found),
        "true_in_N": is_true(found),
    }


def answer_worm(line: Line) -> dict[str, Any]:
    """Order type and normal form of the worm whose letters are listed.

    >>> answer_worm({"worm": [2, 1]})
    {'o': 'w^w', 'normal_form': [2]}
    """
    if not isinstance(line["worm"], list):
        raise InputError("'worm' is no list", expected="a list of natural numbers")
    found = worm_ordinal(line["worm"])
    return {"o": str(found), "normal_form": list(worm_of(found))}


def answer_equilibrium(line: Line) -> dict[str, Any]:
    """The outcome of the match of `pair` among `agents`; there `[k]f` is □(¬□ᵏ⊥ → f).

    >>> answer_equilibrium({"equilibrium": {"agents": {"FB": "[]b"}, "pair": ["FB", "FB"]}})
    {'outcome': 'CC'}
    """
    match line["equilibrium"]:
        case {"agents": dict(texts), "pair": [str(row), str(column)]}:
            agents = {name: _formula(texts, name) for name in texts}
            return {"outcome": outcome(agents, row, column).moves}
    raise InputError(
        "'equilibrium' has another shape", expected='{"agents": {...}, "pair": [a, b]}'
    )


LOGICS: Mapping[str, Handler] = {"rc": answer_rc, "j": answer_j, "glp": answer_glp}
QUESTIONS: Mapping[str, Handler] = {
    "fixpoint": answer_fixpoint,
    "trace": answer_trace,
    "worm": answer_worm,
    "equilibrium": answer_equilibrium,
}


def _verdict(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, GaveUp):
        return {"verdict": "gave-up", "limit": answer.limit}
    return {"verdict": "theorem" if isinstance(answer, Theorem) else "non-theorem"}


def _text(line: Line, field: str) -> str:
    value = line.get(field)
    if not isinstance(value, str):
        raise InputError(f"field {field!r} is {type(value).__name__}", expected="a text")
    return value


def _formula(line: Line, field: str) -> Formula:
    return parse_in(field, _text(line, field))
