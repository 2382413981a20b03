"""Prove or refute outright, where the parts can be run on symbols of z3 or sympy.

`symbols` gives a system made of symbols and what is known of them: together all that can be produced.
The parts are run on it once, and the solver says whether a system can be what the claim excludes.  Python
decides `x == 3` and `if x:` about symbols without asking, so that running code on them may mean another
thing than running it on numbers: truth values of z3 symbols are refused while the parts run, comparisons
with `==` are refused for sympy, and the parts are run on sampled systems and must agree.

Neither library is imported here: whoever made the symbols has imported it.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice, product
from textwrap import dedent
from typing import Any

from ..errors import InputError
from .calls import Caller, Stopped, told
from .finding import Trouble
from .parts import Bound
from .question import Fact, Question

SAMPLES = 5  # systems on each side of each part on which symbols and numbers must agree
POINTS = 300  # points of a grid that sympy's expressions are compared on
_GRID = (0, 1, -1, 2, -2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a solver found: a proof that nothing refutes the claim, or a system that should."""

    by: str
    system: Any = None
    refuted: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why the solver could not say; the search goes on without it."""

    why: str


def decide(question: Question, bound: Bound, call: Caller) -> Decided | Undecided:
    """Whether a system of the symbols refutes; InputError where `symbols` does not give what it should."""
    made = call.made(f"the symbols of {bound.name}", bound.function)
    if not (isinstance(made, tuple) and len(made) == 2 and isinstance(made[1], list | tuple)):
        raise InputError(
            f"the symbols of {bound.name} give {told(made)}",
            expected="a pair: a system, a list of constraints",
        )
    system, constraints = made
    libraries = {_library(leaf) for leaf in leaves(system)} - {""}
    if len(libraries) != 1:
        raise InputError(
            f"{told(system)} is not made of symbols", expected="symbols of z3 or of sympy"
        )
    solve = _by_z3 if libraries == {"z3"} else _by_sympy
    try:
        return solve(question.facts, system, list(constraints), call)
    except Stopped as stopped:
        return Undecided(str(stopped.trouble))


def _library(value: object) -> str:
    """The library whose symbol or expression a value is."""
    for name, base in (("z3", "ExprRef"), ("sympy", "Basic")):
        library = sys.modules.get(name)
        if library is not None and isinstance(value, getattr(library, base)):
            return name
    return ""


def leaves(system: Any) -> Iterator[Any]:
    """The innermost parts of a system.

    >>> list(leaves({"a": (1, [2])}))
    [1, 2]
    """
    found: list[Any] = []
    rebuilt(system, lambda leaf: found.append(leaf))
    return iter(found)


def rebuilt(system: Any, put: Callable[[Any], Any]) -> Any:
    """The same system with other innermost parts.

    >>> rebuilt({"a": (1, [2])}, lambda leaf: -leaf)
    {'a': (-1, [-2])}
    """
    if isinstance(system, Mapping):
        return {key: rebuilt(value, put) for key, value in system.items()}
    if isinstance(system, tuple) and hasattr(system, "_fields"):
        return type(system)(*(rebuilt(value, put) for value in system))
    if isinstance(system, list | tuple):
        return type(system)(rebuilt(value, put) for value in system)
    if is_dataclass(system) and not isinstance(system, type):
        inner = {
            each.name: rebuilt(getattr(system, each.name), put)
            for each in fields(system)
            if each.init
        }
        return replace(system, **inner)
    return put(system)


def _by_z3(
    facts: tuple[Fact, ...], system: Any, constraints: list[Any], call: Caller
) -> Decided | Undecided:
    z3: Any = sys.modules["z3"]
    solver = z3.Solver()
    solver.set("timeout", max(1, int(call.timeout * 1000)))
    solver.add(*constraints)
    if solver.check() == z3.unsat:
        raise Stopped(Trouble("Error", f"nothing satisfies what is known of {told(system)}"))
    with _no_truth_values(z3):
        results = [call.made(fact.title, fact.function, system) for fact in facts]
    found = [z3.BoolVal(each) if isinstance(each, bool) else each for each in results]
    if not all(z3.is_bool(each) for each in found):
        return Undecided("the parts give no formula of z3")
    for fact, formula in zip(facts, found, strict=True):
        if not _agrees(solver, fact, formula, system, call):
            return Undecided(f"{fact.title} means another thing on symbols than on numbers")
    wanted = [
        each if fact.wanted else z3.Not(each) for fact, each in zip(facts, found, strict=True)
    ]
    answer = solver.check(*wanted)
    if answer == z3.unknown:
        return Undecided(f"z3 gave no answer: {solver.reason_unknown()}")
    name = f"z3 {z3.get_version_string()}"
    if answer == z3.unsat:
        return Decided(name)
    return Decided(name, _concrete(solver.model(), system), refuted=True)


@contextmanager
def _no_truth_values(z3: Any) -> Iterator[None]:
    """Refuse to treat a formula as true or false while the parts run on symbols."""

    def refuse(formula: object) -> bool:
        raise TypeError("the truth of a formula is not known: use z3.And, z3.Or, z3.Not, z3.If")

    classes = [z3.AstRef, z3.ExprRef, z3.BoolRef]
    own = [(each, "__bool__", vars(each).get("__bool__")) for each in classes]
    for each in classes:
        each.__bool__ = refuse
    try:
        yield
    finally:
        for each, name, before in own:
            if before is None:
                delattr(each, name)
            else:
                setattr(each, name, before)


def _agrees(solver: Any, fact: Fact, formula: Any, system: Any, call: Caller) -> bool:
    """Whether a part says of sampled systems what the formula says of them."""
    z3: Any = sys.modules["z3"]
    for side, truth in ((formula, True), (z3.Not(formula), False)):
        solver.push()
        solver.add(side)
        for _ in range(SAMPLES):
            if solver.check() != z3.sat:
                break
            model = solver.model()
            if call.holds(fact.title, fact.function, _concrete(model, system)) != truth:
                solver.pop()
                return False
            here = [leaf != model.eval(leaf, True) for leaf in leaves(system) if _library(leaf)]
            solver.add(z3.Or(*here))
        solver.pop()
    return True


def _concrete(model: Any, system: Any) -> Any:
    """The system that a model of z3 stands for."""
    z3: Any = sys.modules["z3"]

    def value(leaf: Any) -> Any:
        if not _library(leaf):
            return leaf
        found = model.eval(leaf, True)
        if z3.is_bool(found):
            return z3.is_true(found)
        if z3.is_int_value(found) or z3.is_bv_value(found):
            return found.as_long()
        if z3.is_rational_value(found):
            return Fraction(found.numerator_as_long(), found.denominator_as_long())
        if z3.is_string_value(found):
            return found.as_string()
        raise Stopped(Trouble("Error", f"z3 gives {told(found)}, which is no number of Python"))

    return rebuilt(system, value)


def _by_sympy(
    facts: tuple[Fact, ...], system: Any, constraints: list[Any], call: Caller
) -> Decided | Undecided:
    """A proof by sympy where what refutes is unsatisfiable in linear arithmetic; else the search goes on."""
    sympy: Any = sys.modules["sympy"]
    for fact in facts:
        if not _compares_safely(fact.function):
            return Undecided(
                f"{fact.title} compares with == or has no source: that means nothing on symbols"
            )
    found = [sympy.sympify(call.made(fact.title, fact.function, system)) for fact in facts]
    if not all(isinstance(each, sympy.logic.boolalg.Boolean) for each in found):
        return Undecided("the parts give no formula of sympy")
    if not _same_on_a_grid(facts, found, system, constraints, call):
        return Undecided("the parts mean another thing on symbols than on numbers")
    wanted = [
        each if fact.wanted else sympy.Not(each) for fact, each in zip(facts, found, strict=True)
    ]

    def ask() -> Any:
        return sympy.satisfiable(sympy.And(*constraints, *wanted), use_lra_theory=True)

    if call.made("sympy", ask) is False:
        return Decided(f"sympy {sympy.__version__}")
    return Undecided("sympy does not rule it out")


def _compares_safely(function: Callable[..., Any]) -> bool:
    """Whether a function holds no comparison that sympy answers by looking at the spelling."""
    try:
        tree = ast.parse(dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    structural = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
    return not any(
        isinstance(sign, structural)
        for node in ast.walk(tree) if isinstance(node, ast.Compare) for sign in node.ops
    )  # fmt: skip


def _same_on_a_grid(
    facts: tuple[Fact, ...], found: list[Any], system: Any, constraints: list[Any], call: Caller
) -> bool:
    """Whether the parts say of the points of a grid what their formulas say."""
    sympy: Any = sys.modules["sympy"]
    free = sorted(
        {each for leaf in leaves(system) for each in getattr(leaf, "free_symbols", ())}, key=str
    )
    for values in islice(product(_GRID, repeat=len(free)), POINTS):
        point = dict(zip(free, map(sympy.Integer, values), strict=True))
        if not all(sympy.sympify(each).subs(point) == sympy.true for each in constraints):
            continue
        concrete = rebuilt(system, partial(_number, point))
        for fact, formula in zip(facts, found, strict=True):
            if call.holds(fact.title, fact.function, concrete) != (
                formula.subs(point) == sympy.true
            ):
                return False
    return True


def _number(point: Mapping[Any, Any], leaf: Any) -> Any:
    return int(leaf.subs(point)) if _library(leaf) else leaf
