"""Formulas agree with the numbers at random points, and limits with what is known."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from tower.errors import InputError, LimitReached
from tower.model.values import Interval, Symbol
from tower.risk import symbolic
from tower.risk.accreditation import Level, Tower, fixed_point, pays, telescoped
from tower.risk.bdd import probability_of
from tower.risk.boole import gatewise
from tower.risk.guards import posterior_of
from tower.risk.importance import importance_of
from tower.risk.structure import Structure, all_of, any_of, at_least
from tower.risk.symbolic import (
    endless,
    fixed_point_formula,
    formula_of,
    importance_formulas,
    latex,
    pays_formula,
    posterior_formula,
    probability_formula,
    step_formula,
    telescoped_formula,
    unknown_formula,
)

from .structures import OR_AND, chances, rated

few = settings(max_examples=12, deadline=None)
inner = chances.filter(lambda p: 0 < p < 1)
IMPORTANCES = importance_formulas(OR_AND, {})
K = sympy.Symbol("k", integer=True, positive=True)


def at(formula: sympy.Expr, **values: Fraction) -> Fraction:
    """The formula's value, symbols by name."""
    named = {symbol: sympy.Rational(str(values[symbol.name])) for symbol in formula.free_symbols}
    value = sympy.sympify(formula).xreplace(
        named
    )  # all at once: Min and Max of half a formula are slow
    return Fraction(int(value.p), int(value.q))


@few
@given(rated(leaves=4, gates=4))
def test_formulas_of_probability_take_the_values_of_the_evaluators(
    case: tuple[Structure, dict[str, Fraction]],
) -> None:
    structure, rates = case
    assert at(probability_formula(structure, {}), **rates) == probability_of(structure, rates).low
    low, high = unknown_formula(structure, {})
    numbers = gatewise(structure, rates)
    assert (at(low, **rates), at(high, **rates)) == (numbers.low, numbers.high)


@few
@given(st.tuples(inner, inner, inner))
def test_formulas_of_importance_take_the_values_of_the_evaluators(
    values: tuple[Fraction, ...],
) -> None:
    rates = dict(zip("abc", values, strict=True))
    numbers = importance_of(OR_AND, rates)
    for leaf, formulas in IMPORTANCES.items():
        for name, formula in formulas.items():
            value = numbers.row(leaf)[name]
            assert value is not None and at(formula, **rates) == value.low, (leaf, name)


@few
@given(inner, inner, inner, inner)
def test_formulas_of_towers(p: Fraction, e: Fraction, t: Fraction, u: Fraction) -> None:
    names = {"p": p, "e": e, "t": t, "u": u}
    P, E, T, U = (Symbol(name) for name in "petu")
    assert at(posterior_formula(P, E, T), **names) == posterior_of(p, e, t)
    assert at(step_formula(P, E, T, U), **names) == Level(p, e, t).step(u)
    union = at(telescoped_formula([P, U], [E]), **names)
    assert min(p, union) == telescoped(Tower((p, u), (e,), (t,))).high
    named = {
        s: sympy.Rational(str(names[s.name])) for s in (formula_of(P), formula_of(E), formula_of(T))
    }
    assert bool(pays_formula(P, E, T).subs(named)) == pays(p, e, t)


@few
@given(inner, st.tuples(inner, inner).map(sorted))
def test_the_fixed_point_formula_lies_in_its_enclosure(p: Fraction, rates: list[Fraction]) -> None:
    e, t = rates
    numbers = fixed_point(Level(p, e, t))
    value = fixed_point_formula(p, e, t)
    assert abs(sympy.N(value - sympy.Rational(str(numbers.high)), 40)) < 1e-30


def test_limits_of_towers() -> None:
    e, r = sympy.Symbol("e", positive=True), sympy.Symbol("r", positive=True)
    square = endless(1 / (K + 1) ** 2, K)
    assert (
        square.survives and square.value == Fraction(1, 2) and square.union == sympy.pi**2 / 6 - 1
    )
    halves = endless(sympy.Integer(2) ** -K, K)
    assert halves.enclosure is not None and halves.union == 1
    assert float(halves.enclosure.low) == float(halves.enclosure.high) == 0.288788095086602421278
    assert halves.enclosure.high - halves.enclosure.low < Fraction(1, 2**190)
    assert not endless(1 / (K + 1), K).survives and not endless(e, K).survives
    geometric = endless(e * r ** (K - 1), K)
    assert geometric.survives and sympy.simplify(geometric.union - e / (1 - r)) == 0
    assert endless(sympy.Integer(0), K).value == 1


def test_an_unknown_series_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(_: object) -> bool:
        raise NotImplementedError

    monkeypatch.setattr(sympy.Sum, "is_convergent", cannot)
    with pytest.raises(InputError, match="nobody knows"):
        endless(1 / (K + 1) ** 2, K)


def test_formulas_have_latex() -> None:
    assert latex(telescoped_formula([Symbol("pi_0"), Symbol("pi_1")], [Symbol("epsilon_1")])) == (
        r"\epsilon_{1} \pi_{0} + \pi_{1}"
    )


def test_bad_symbols_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="interval"):
        formula_of(Interval(Fraction(0), Fraction(1)))
    with pytest.raises(InputError, match="no leaf"):
        probability_formula(OR_AND, {"g": Symbol("x")})
    with pytest.raises(InputError, match="2 priors for 2"):
        telescoped_formula([0, 0], [0, 0])
    monkeypatch.setattr(symbolic, "MAX_NODES", 2)
    with pytest.raises(LimitReached, match="2 nodes"):
        probability_formula(OR_AND, {})
    with pytest.raises(LimitReached, match="10 inputs"):
        unknown_formula(Structure.of("f", {"f": at_least(5, *(f"l{i}" for i in range(12)))}), {})


def test_constant_gates_have_constant_formulas() -> None:
    assert unknown_formula(Structure.of("f", {"f": all_of()}), {}) == (1, 1)
    assert unknown_formula(Structure.of("f", {"f": any_of()}), {}) == (0, 0)
    assert probability_formula(Structure.of("f", {"f": any_of()}), {}) == 0
