"""Endless towers: finite ones of the same schema come as near to what is given as one likes."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from itertools import accumulate

import pytest
import sympy
from hypothesis import given, strategies as st

import tower as tw
from tower.model.claims import Condition
from tower.model.values import Infinite, Interval, Model, Number, Symbol, Trials
from tower.risk.accreditation import Tower, exact
from tower.risk.bdd import probability_of
from tower.risk.endless import ACCEPTED, Limit, limit_of
from tower.risk.formulas import formulas_of
from tower.risk.frechet import unknown
from tower.risk.numbers import numbers
from tower.risk.structure import Structure, any_of

from .structures import chances, steady

TODAY = date(2026, 1, 1)
LEVELS = 24  # of a finite tower
WATERFALL: dict[str, object] = {
    "strength": 0, "folded": False, "base": "EA", "base_included": True, "verified_in_base": False,
}  # fmt: skip
inner = chances.filter(lambda p: 0 < p < 1)


def limit(**fields: Number | int) -> Limit:
    schema = Infinite("P", 0, False, verified_in_base=False, **fields)  # type: ignore[arg-type]
    answer = tw.infinite("P", cls="safety", **WATERFALL).check(today=TODAY).ask("observer", "P")
    model = Model("t", properties=tw.infinite("P", cls="safety").model.properties, infinite=schema)
    found = limit_of(model, answer)
    assert found is not None
    return found


def errors(first: Fraction, ratio: Fraction | None, power: int | None) -> list[Fraction]:
    if power is not None:
        return [first / n**power for n in range(1, LEVELS + 1)]
    return [first * (Fraction(1) if ratio is None else ratio) ** n for n in range(LEVELS)]


@steady
@given(chances, st.none() | chances, st.none() | st.integers(1, 4))
def test_finite_towers_come_near_from_below(
    first: Fraction, ratio: Fraction | None, power: int | None
) -> None:
    if ratio is not None and power is not None:
        ratio = None
    fields = {"error": first, "ratio": ratio, "power": power}
    (_, free), (_, apart) = limit(**{k: v for k, v in fields.items() if v is not None}).rows  # type: ignore[arg-type]
    each = errors(first, ratio, power)
    names = [f"level {n}" for n in range(LEVELS)]
    finite = Structure.of("some", {"some": any_of(*names)})
    lost = list(accumulate((1 - e for e in each), lambda a, b: a * b))
    rates = dict(zip(names, each, strict=True))
    assert probability_of(finite, rates).high == 1 - lost[-1]  # what the truncation says
    assert 1 - lost[-1] <= apart.high
    assert unknown(finite, rates).high <= free.high and unknown(finite, rates).low == free.low == first
    assert free.contains(apart)
    falls = sum(each) < 1 and (power is None or power > 1) and (ratio is not None or power is not None)
    if falls:  # and the rest of the levels adds no more than the rest of the sum
        rest = each[-1] * (ratio / (1 - ratio) if ratio is not None and ratio < 1 else LEVELS)
        assert apart.low <= 1 - lost[-1] * (1 - min(Fraction(1), rest)) + Fraction(1, 10**6)
        assert free.high <= sum(each) + rest + Fraction(1, 10**6)
    elif first > 0 and not (ratio is not None and ratio < 1) and (power is None or power == 1):
        assert apart.low == 1 and free.high == 1  # levels of constant quality leave nothing


@steady
@given(inner, st.tuples(inner, inner).map(sorted), st.booleans())
def test_finite_towers_of_vouching_levels_come_near(
    prior: Fraction, rates: list[Fraction], told: bool
) -> None:
    slips, keeps = rates
    given_ = {"unsound": prior, "false_accept": slips} | ({"false_reject": 1 - keeps} if told else {})
    (_, joint), (name, apart) = limit(**given_).rows
    tall = exact(Tower((prior,) * 40, (slips,) * 39, (keeps,) * 39))
    assert name == ACCEPTED and joint.high == prior and tall.joint <= joint.high
    if told:
        assert apart.high - apart.low < Fraction(1, 10**60)
        assert tall.posterior >= apart.low  # it falls towards the limit
        if keeps - slips < Fraction(1, 2) or slips > Fraction(1, 10):
            assert abs(tall.posterior - apart.low) < Fraction(1, 20)
    else:
        assert apart.low <= tall.posterior <= apart.high  # whatever is kept of what is good


def test_published_values() -> None:
    halves = limit(error=Fraction(1, 2), ratio=Fraction(1, 2)).rows[1][1]
    assert float(1 - halves.high) == pytest.approx(0.288788095086602, abs=1e-15)
    assert halves.high - halves.low < Fraction(1, 10**60)
    squares = limit(error=Fraction(1, 2), power=2).rows[1][1]
    sine = math.sin(math.pi / math.sqrt(2)) / (math.pi / math.sqrt(2))
    assert squares.low <= Fraction(1 - sine) <= squares.high
    assert squares.high - squares.low < Fraction(1, 10**6)
    rates = {"unsound": 0.05, "false_accept": 0.1, "false_reject": 0.05}
    fixed = limit(**{k: Fraction(str(v)) for k, v in rates.items()}).rows[1][1]
    assert float(fixed.high) == pytest.approx(0.00579350176, abs=1e-11)


def test_intervals_counts_and_symbols_widen_the_limit() -> None:
    point = limit(error=Fraction(1, 10), ratio=Fraction(1, 2))
    wide = limit(error=Interval(Fraction(1, 20), Fraction(1, 5)), ratio=Fraction(1, 2))
    counted = limit(error=Trials(0, 299), ratio=Fraction(1, 2))
    symbol = limit(error=Symbol("eps"), ratio=Fraction(1, 2))
    for inside, outside in ((point, wide), (wide, symbol), (counted, symbol)):
        assert all(o.contains(i) for (_, i), (_, o) in zip(inside.rows, outside.rows, strict=True))
    assert 0.019 < float(counted.rows[0][1].high) < 0.02  # twice the rule of three


def test_a_level_that_takes_bad_for_good_has_no_limit() -> None:
    (_, joint), (_, apart) = limit(
        unsound=Fraction(1, 2), false_accept=Fraction(9, 10), false_reject=Fraction(1, 2)
    ).rows
    assert joint.high == Fraction(1, 2)
    assert (apart.low, apart.high, apart.exact) == (0, 1, False)


@pytest.mark.parametrize(
    ("cls", "fields", "why"),
    [
        ("safety", {"verified_in_base": True}, "proves that each vouches for the next"),
        ("safety", {"folded": True}, "folds back"),
        ("any", {}, "only never-properties"),
        ("any", {"strength": 2, "sequence": "elementary"}, "none is 2-consistent"),
    ],
)
def test_a_tower_that_logic_rules_out_has_no_figure(cls: str, fields: dict[str, object], why: str) -> None:
    made = tw.infinite("P", cls=cls, **{**WATERFALL, **fields}, error="1e-9", ratio="1/2")
    found = numbers(made.check(today=TODAY), "P")
    assert found.limit is not None and found.limit.bound is None and why in found.limit.why
    assert found.bound.high == 1 or not found.says_something
    assert formulas_of(found).formulas == ()


def test_a_figure_stands_under_both_claims_of_the_tower() -> None:
    made = tw.infinite("P", cls="safety", **WATERFALL, error="1/100", ratio="1/2")
    report = made.check(today=TODAY)
    named, everywhere = (numbers(report, claim) for claim in ("P", Condition("P for all n")))
    assert named.bound.high == everywhere.bound.high == Fraction(1, 50)
    assert named.held == ("consistent(T_0)",)
    assert named.unheld.high == 1
    assert tw.infinite("P", cls="safety", **WATERFALL).check(today=TODAY) is not None


def test_formulas_of_limits_take_the_values_of_the_limits() -> None:
    made = tw.infinite("P", cls="safety", **WATERFALL, error="1/100", power=2)
    said = dict(formulas_of(numbers(made.check(today=TODAY), "P")).formulas)
    (_, free), (_, apart) = limit(error=Fraction(1, 100), power=2).rows
    assert free.low <= sympy.Rational(1, 100) and abs(float(said["some level fails, at most"]) - free.high) < 1e-6
    assert apart.low <= Fraction(str(sympy.N(said["some level fails, given the levels before"], 30))) <= apart.high
    named = tw.infinite("P", cls="safety", **WATERFALL, error="eps", ratio="r")
    texts = [str(f) for _, f in formulas_of(numbers(named.check(today=TODAY), "P")).formulas]
    assert "Min(1, -eps/(r - 1))" in texts and any("Product" in text for text in texts)
    vouching = tw.infinite("P", unsound="p", false_accept="e", false_reject="f")
    found = dict(formulas_of(numbers(vouching.check(today=TODAY), "P")).formulas)
    value = found["bad, given that all accept, in the limit"].subs({"p": 0.05})
    at = {s: {"p": 0.05, "e": 0.1, "f": 0.05}[s.name] for s in value.free_symbols}
    assert float(value.subs(at)) == pytest.approx(0.00579350176, abs=1e-9)
