"""Numbers that only have a name: bounds, posteriors, importances and limits as formulas.

A symbol stands for a probability; every formula here is exact for all values in [0, 1].  SymPy needs
care with limits: an infinite product stays unevaluated, and a limit of (1 - e)^n with nothing but
e > 0 known answers with an unusable sign.  So a product is summed up for finite n first, divergence
is settled by the sum of its terms, and symbols are replaced by q/(1 + q) with q > 0 inside a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import sympy

from ..errors import InputError, LimitReached
from ..model.values import Symbol
from .bdd import compile_structure
from .bounds import UNKNOWN, Bound, Given, as_interval
from .diagram import ONE, Diagrams, birnbaum, probability
from .structure import Event, Structure, acyclic

Formula: TypeAlias = sympy.Expr
Value: TypeAlias = Given | Symbol | sympy.Expr

MAX_THRESHOLD = 10
MAX_NODES = 2_000  # of a diagram whose formula anyone would read
ENCLOSED_FACTORS = 200
_GIVEN = ("each rate is that given that the levels before held",)


def formula_of(value: Value, name: str = "a number") -> Formula:
    """A number of the model as a formula; a symbol is real and not negative.

    >>> formula_of(0.1), formula_of(Symbol("epsilon"))
    (1/10, epsilon)
    """
    if isinstance(value, sympy.Expr):
        return value
    if isinstance(value, Symbol):
        return sympy.Symbol(value.name, real=True, nonnegative=True)
    interval = as_interval(value, name)
    if interval.low != interval.high:
        raise InputError(f"{name} is an interval", expected="a number or a symbol")
    return sympy.Rational(interval.low.numerator, interval.low.denominator)


def probability_formula(
    structure: Structure, values: Mapping[Event, Value], inverted: Set[Event] = frozenset()
) -> Formula:
    """The probability of the top under independence as a polynomial, shared leaves included.

    A leaf without a value is a symbol with its own name; gates in `inverted` happen when their inputs do
    not suffice.  LimitReached beyond `MAX_NODES` nodes.

    >>> from .structure import all_of, any_of
    >>> shared = Structure.of("f", {"f": any_of("g", "h"), "g": all_of("a", "b"), "h": all_of("a", "c")})
    >>> probability_formula(shared, {"b": 0.5, "c": Symbol("gamma")})
    a*(gamma + 1)/2
    """
    diagrams = _small(structure, inverted)
    found = probability(diagrams, _formulas(structure, values))
    return sympy.factor(sympy.expand(found[diagrams.parts[-1].event]))


def importance_formulas(
    structure: Structure, values: Mapping[Event, Value], inverted: Set[Event] = frozenset()
) -> dict[Event, dict[str, Formula]]:
    """Birnbaum, criticality, diagnostic importance, RAW and RRW of each leaf as formulas.

    >>> from .structure import any_of
    >>> importance_formulas(Structure.of("f", {"f": any_of("a", "b")}), {})["a"]["birnbaum"]
    1 - b
    """
    diagrams = _small(structure, inverted)
    odds = probability(diagrams, _formulas(structure, values))
    moves = birnbaum(diagrams, odds)
    top = sympy.expand(odds[diagrams.parts[-1].event])
    return {
        leaf: _measures(odds[leaf], top, sympy.expand(moves[leaf])) for leaf in structure.leaves
    }


def _measures(rate: Formula, top: Formula, moves: Formula) -> dict[str, Formula]:
    with_it, without = top + (1 - rate) * moves, top - rate * moves
    formulas = {
        "birnbaum": moves,
        "criticality": rate * moves / top,
        "diagnostic": rate * with_it / top,
        "raw": with_it / top,
        "rrw": top / sympy.expand(without),
    }
    return {name: sympy.simplify(formula) for name, formula in formulas.items()}


def unknown_formula(
    structure: Structure, values: Mapping[Event, Value], inverted: Set[Event] = frozenset()
) -> tuple[Formula, Formula]:
    """Lower and upper bound under unknown dependence, gate by gate, with Min and Max.

    Tight where nothing is shared (`Structure.is_read_once`), an outer bound elsewhere.

    >>> from .structure import any_of
    >>> unknown_formula(Structure.of("f", {"f": any_of("a", "b")}), {})
    (Max(a, b), Min(1, a + b))
    """
    plain = acyclic(structure)
    found = {leaf: (value, value) for leaf, value in _formulas(plain, values).items()}
    for event in plain.order:
        if event in plain.gate:
            gate = plain.gate[event]
            pairs = [found[source] for source in gate.of]
            low, high = _at_least(gate.at_least, pairs)
            found[event] = (1 - high, 1 - low) if event in inverted else (low, high)
    return found[plain.top]


def _at_least(count: int, pairs: Sequence[tuple[Formula, Formula]]) -> tuple[Formula, Formula]:
    if count <= 0:
        return sympy.Integer(1), sympy.Integer(1)
    if count > len(pairs):
        return sympy.Integer(0), sympy.Integer(0)
    complements = _most(len(pairs) - count + 1, [1 - low for low, _ in pairs])
    lows = [sympy.expand(1 - option) for option in complements]
    return _lattice(sympy.Max, lows), _lattice(sympy.Min, _most(count, [high for _, high in pairs]))


def _lattice(operation: type, options: list[Formula]) -> Formula:
    """Min or Max as it is written: SymPy's own simplification compares all pairs, for minutes."""
    distinct = list(dict.fromkeys(options))
    symbols = any(option.free_symbols for option in distinct)
    return operation(*distinct, evaluate=not symbols) if len(distinct) > 1 else distinct[0]


def _most(count: int, highs: Sequence[Formula]) -> list[Formula]:
    """Upper bounds, the least of which is sharp: any r dropped, the sum of the rest over count - r."""
    if count == len(highs):
        return list(highs)
    if count > 1 and len(highs) > MAX_THRESHOLD:
        raise LimitReached(f"{MAX_THRESHOLD} inputs of a threshold gate turned into a formula")
    sums = [
        sympy.Add(*kept) / (count - dropped)
        for dropped in range(count)
        for kept in combinations(highs, len(highs) - dropped)
    ]
    return [sympy.Integer(1), *sums]


def telescoped_formula(unsound: Sequence[Value], false_accept: Sequence[Value]) -> Formula:
    """The telescoped bound of an accreditation tower: sum of eps_k pi_{k-1}, plus the top.

    >>> telescoped_formula([Symbol("pi_0"), Symbol("pi_1")], [Symbol("epsilon_1")])
    epsilon_1*pi_0 + pi_1
    """
    pis, rates = [formula_of(p) for p in unsound], [formula_of(e) for e in false_accept]
    if len(pis) != len(rates) + 1:
        raise InputError(f"{len(pis)} priors for {len(rates)} verifiers", expected="one prior more")
    return sympy.Add(*(rate * pi for rate, pi in zip(rates, pis, strict=False)), pis[-1])


def posterior_formula(prior: Value, false_accept: Value, true_accept: Value) -> Formula:
    """P(bad | accepted) by Bayes.

    >>> posterior_formula(Symbol("p"), Symbol("e"), 1)
    e*p/(e*p - p + 1)
    """
    p, e, t = (formula_of(value) for value in (prior, false_accept, true_accept))
    return sympy.simplify(p * e / (p * e + (1 - p) * t))


def step_formula(prior: Value, false_accept: Value, true_accept: Value, above: Value) -> Formula:
    """One level of an infinite tower of equal levels: the Moebius map u -> T(u).

    >>> step_formula(Symbol("p"), Symbol("e"), Symbol("t"), 1)
    p
    """
    p, e, t, u = (formula_of(value) for value in (prior, false_accept, true_accept, above))
    slip, good = e * (1 - u) + u, t * (1 - u) + u
    return sympy.simplify(p * slip / (p * slip + (1 - p) * good))


def fixed_point_formula(prior: Value, false_accept: Value, true_accept: Value) -> Formula:
    """The risk of an infinite tower of equal levels in closed form: the larger root of T(u) = u.

    >>> limit = fixed_point_formula(0.05, 0.1, 0.95)
    >>> sympy.N(limit, 9)
    0.00579350176
    """
    p, e, t = (formula_of(value) for value in (prior, false_accept, true_accept))
    a = sympy.expand(p * (1 - e) + (1 - p) * (1 - t))
    b = sympy.expand(p * e + (1 - p) * t - p * (1 - e))
    if a == 0:
        return sympy.simplify(p * e / b)
    return sympy.simplify((-b + sympy.sqrt(sympy.expand(b * b + 4 * a * p * e))) / (2 * a))


def pays_formula(unsound_top: Value, false_accept: Value, unsound_next: Value) -> sympy.Basic:
    """When another meta-level lowers the telescoped bound, as an inequality.

    >>> pays_formula(Symbol("pi_n"), Symbol("epsilon"), Symbol("tau"))
    tau < pi_n*(1 - epsilon)
    """
    top, rate, following = (formula_of(v) for v in (unsound_top, false_accept, unsound_next))
    return sympy.Lt(following, top * (1 - rate))


@dataclass(frozen=True, slots=True)
class Endless:
    """The infinite product of 1 - eps_k, and the union bound beside it.

    `survives`: is the product positive?  `value` is its closed form, or the product itself where
    none is known; `enclosure` bounds a value without symbols.  `union` is the sum of the eps_k,
    which as a bound is vacuous from 1 on.
    """

    survives: bool
    value: Formula
    union: Formula
    enclosure: Bound | None


def endless(rate: Formula, index: sympy.Symbol) -> Endless:
    """An infinite tower with error `rate` at level `index` = 1, 2, ...: what is left in the limit.

    The product of 1 - eps_k, 0 <= eps_k < 1, is positive iff the sum of the eps_k is finite: levels
    of constant quality leave nothing.  Symbols stand for numbers strictly between 0 and 1.
    InputError where SymPy cannot tell about the sum.

    >>> k = sympy.Symbol("k", integer=True, positive=True)
    >>> endless(1 / (k + 1) ** 2, k).value, endless(sympy.Rational(1, 10), k).value
    (1/2, 0)
    """
    rate = sympy.sympify(rate)
    factor, series = rate.as_independent(index, as_Add=False)
    total = _total(series, index)
    if total is None:
        return Endless(False, sympy.Integer(0), sympy.oo, _point(Fraction(0)))
    union = sympy.simplify(factor * total)
    closed = _closed_product(rate, index)
    value = sympy.Product(1 - rate, (index, 1, sympy.oo)) if closed is None else closed
    enclosure = None if rate.free_symbols - {index} else _enclosed(rate, index, value)
    return Endless(True, value, union, enclosure)


def _total(series: Formula, index: sympy.Symbol) -> Formula | None:
    """The sum from 1 on; None where it is infinite.  The ratio of a geometric one is below 1."""
    ratio = (
        sympy.simplify(series.subs(index, index + 1) / series) if series != 0 else sympy.Integer(1)
    )
    if ratio.free_symbols and index not in ratio.free_symbols:
        return series.subs(index, 1) / (1 - ratio)
    try:
        finite = bool(sympy.Sum(series, (index, 1, sympy.oo)).is_convergent())
    except NotImplementedError as error:
        message = f"nobody knows whether the sum of {series} is finite"
        raise InputError(message, expected="a simpler rate") from error
    return sympy.summation(series, (index, 1, sympy.oo)) if finite else None


def _closed_product(rate: Formula, index: sympy.Symbol) -> Formula | None:
    """The limit of the finite products, where they have a closed form and SymPy finds its limit."""
    length = sympy.Symbol("n", integer=True, positive=True)
    finite = sympy.gammasimp(sympy.Product(1 - rate, (index, 1, length)).doit())
    if finite.has(sympy.Product):
        return None
    chances = {s: sympy.Dummy(s.name, positive=True) for s in finite.free_symbols - {length}}
    inside = finite.subs({s: q / (1 + q) for s, q in chances.items()})
    try:
        limit = sympy.limit(inside, length, sympy.oo)
    except NotImplementedError:
        return None
    if limit.has(sympy.Limit, sympy.oo, sympy.nan, sympy.sign):
        return None
    return sympy.simplify(limit.subs({q: s / (1 - s) for s, q in chances.items()}))


def _enclosed(rate: Formula, index: sympy.Symbol, value: Formula) -> Bound | None:
    """A rational value as it is; otherwise first factors times 1 - (what is left of the sum) .. 1."""
    if value.is_Rational:
        return _point(Fraction(int(value.p), int(value.q)))
    tail = sympy.summation(rate, (index, ENCLOSED_FACTORS + 1, sympy.oo))
    if not tail.is_Rational:
        return None
    head = Fraction(1)
    for level in range(1, ENCLOSED_FACTORS + 1):
        factor = sympy.Rational(1 - rate.subs(index, level))
        head *= Fraction(int(factor.p), int(factor.q))
    low = head * max(Fraction(0), 1 - Fraction(int(tail.p), int(tail.q)))
    note = f"{ENCLOSED_FACTORS} factors, and the sum of the rest"
    ends = (Fraction(int(low * ONE), ONE), Fraction(-int(-head * ONE // 1), ONE))
    return Bound(*ends, UNKNOWN, _GIVEN, False, note)


def _point(value: Fraction) -> Bound:
    return Bound(value, value, UNKNOWN, _GIVEN)


def latex(formula: Formula) -> str:
    """The formula for a paper.

    >>> latex(formula_of(Symbol("epsilon_1")) * 2)
    '2 \\\\epsilon_{1}'
    """
    return str(sympy.latex(formula))


def _formulas(structure: Structure, values: Mapping[Event, Value]) -> dict[Event, Formula]:
    for name in values:
        if name not in structure.leaves:
            raise InputError(f"a value for {name!r}, which is no leaf", expected="leaves")
    return {
        leaf: formula_of(values.get(leaf, Symbol(leaf)), f"the probability of {leaf!r}")
        for leaf in structure.leaves
    }


def _small(structure: Structure, inverted: Set[Event]) -> Diagrams:
    diagrams = compile_structure(structure, inverted=inverted)
    if diagrams.size > MAX_NODES:
        raise LimitReached(f"{MAX_NODES} nodes of a diagram turned into a formula")
    return diagrams
