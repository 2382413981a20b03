"""The numbers of a claim as formulas: a symbol of the file stays one, an open number gets one.

What is a single value in the file is put in; an interval and what has no number become symbols
q_1, q_2, … that a legend explains.  A turned number (credence, prior, coverage) enters as 1 - it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy

from ..model.values import Number, Symbol
from .failure import Failure
from .figures import Figure
from .leaves import Leaf
from .numbers import Numbers
from .structure import Event, Structure, all_of, any_of
from .symbolic import (
    Formula,
    endless,
    fixed_point_formula,
    formula_of,
    importance_formulas,
    pays_formula,
    probability_formula,
    step_formula,
    telescoped_formula,
    unknown_formula,
)


@dataclass(frozen=True)
class Formulas:
    """Named formulas, and what each symbol that the file does not name stands for."""

    formulas: tuple[tuple[str, sympy.Basic], ...]
    legend: tuple[tuple[str, Event], ...]


def formulas_of(numbers: Numbers) -> Formulas:
    """The bounds and importances of a claim as formulas; LimitReached where nobody would read them."""
    limits = list(_endless(numbers))
    found = numbers.failure
    if found is None or not numbers.has_leaves:
        return Formulas(tuple(limits), ())
    values, legend = _values(found)
    structure = _settled(found)
    inside = {event: values[event] for event in structure.leaves}
    joint = {leaf.event: _joint(leaf, values) for leaf in found.leaves if leaf.event in inside}
    low, high = unknown_formula(structure, joint, found.inverted)
    said: list[tuple[str, sympy.Basic]] = [
        ("unknown, at most", high),
        ("unknown, at least", low),
        ("independent", probability_formula(structure, inside, found.inverted)),
    ]
    for leaf, measures in importance_formulas(structure, inside, found.inverted).items():
        said.append((f"Birnbaum importance of {leaf}", sympy.factor(measures["birnbaum"])))
    said += [*_tower(numbers), *limits]
    return Formulas(tuple(said), legend)


def _endless(numbers: Numbers) -> Iterator[tuple[str, sympy.Basic]]:
    """Of an endless tower: the sum of its errors and what their product leaves, or the fixed point."""
    schema = numbers.model.infinite
    if schema is None or numbers.limit is None or numbers.limit.bound is None:
        return
    if schema.error is None:
        p, e, r = (_named(each, name) for each, name in zip(
            (schema.unsound, schema.false_accept, schema.false_reject), ("unsound", "accepts", "rejects"),
            strict=True,
        ))  # fmt: skip
        yield "bad, given that all accept, in the limit", fixed_point_formula(p, e, 1 - r)
        yield "one level more, from u", step_formula(p, e, 1 - r, Symbol("u"))
        return
    k = sympy.Symbol("k", integer=True, positive=True)
    first = _named(schema.error, "error")
    ratio = sympy.Integer(1) if schema.ratio is None else _named(schema.ratio, "ratio")
    rate = first * ratio ** (k - 1) if schema.power is None else first / k**schema.power
    found = endless(rate, k)
    yield "some level fails, at most", _at_most_one(found.union)
    yield "some level fails, given the levels before", 1 - found.value


def _named(number: Number | None, name: str) -> Formula:
    """A number or symbol of the file as it is, and anything wider by a name."""
    return formula_of(number if isinstance(number, Fraction | Symbol) else Symbol(name))


def _at_most_one(union: Formula) -> Formula:
    return sympy.Integer(1) if union == sympy.oo else sympy.Min(1, union)


def _settled(found: Failure) -> Structure:
    """The structure with what is impossible or certain put in."""
    fixed = {
        leaf.event: all_of() if leaf.rate.low == 1 else any_of()
        for leaf in found.leaves
        if leaf.rate.low == leaf.rate.high and leaf.rate.low in (0, 1)
    }
    return Structure.of(found.structure.top, {**found.structure.gate, **fixed})


def _values(found: Failure) -> tuple[dict[Event, Formula], tuple[tuple[str, Event], ...]]:
    figures = dict(found.figures)
    values: dict[Event, Formula] = {}
    legend: list[tuple[str, Event]] = []
    for leaf in found.leaves:
        value = _value(leaf, figures.get(leaf.event))
        if value is None:
            name = f"q_{len(legend) + 1}"
            legend.append((name, leaf.event))
            value = formula_of(Symbol(name))
        values[leaf.event] = value
    return values, tuple(legend)


def _value(leaf: Leaf, known: Figure | None) -> Formula | None:
    if known is not None and isinstance(known.number, Symbol):
        value = formula_of(known.number)
        return 1 - value if known.turned else value
    if leaf.rate.low == leaf.rate.high:
        return formula_of(leaf.rate.low)
    return None


def _joint(leaf: Leaf, values: Mapping[Event, Formula]) -> Formula:
    """The chance of a leaf together with the cases that its rate speaks of."""
    around = [values[event] for event in leaf.given if event in values]
    around += [1 - values[event] for event in leaf.unless if event in values]
    return sympy.Mul(values[leaf.event], *around)


def _tower(numbers: Numbers) -> list[tuple[str, sympy.Basic]]:
    """Of an accreditation tower: the telescoped bound in general, and the endless tower of its top level."""
    tower = numbers.tower
    if tower is None:
        return []
    levels = len(tower.false_accept)
    pis = [Symbol(f"pi_{k}") for k in range(levels + 1)]
    rates = [Symbol(f"epsilon_{k}") for k in range(1, levels + 1)]
    top = (tower.unsound[-1], tower.false_accept[-1], tower.true_accept[-1])
    p, e, t, u = (Symbol(name) for name in ("p", "epsilon", "t", "u"))
    return [
        ("P(bad and all accept), at most", telescoped_formula(pis, rates)),
        ("another level pays if", pays_formula(pis[-1], Symbol("epsilon_next"), Symbol("pi_next"))),
        ("one level more, from u", step_formula(p, e, t, u)),
        ("endless equal levels", fixed_point_formula(p, e, t)),
        ("endless levels like the top one", fixed_point_formula(*top)),
    ]
