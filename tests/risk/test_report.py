"""Rows of values, and their texts: what is printed still holds."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.model.values import Coalition, Interval
from tower.risk import bdd
from tower.risk.assess import assess, sweep
from tower.risk.bounds import UNKNOWN, Bound
from tower.risk.cut_sets import minimal_sets
from tower.risk.importance import importance_of
from tower.risk.leaves import Leaf
from tower.risk.plot import sweep_plot
from tower.risk.report import (
    as_latex,
    as_text,
    bound_data,
    bounds_table,
    cut_sets_table,
    escaped,
    importance_data,
    importance_table,
    shown,
    sweep_table,
)
from tower.risk.structure import Structure, all_of, any_of

from .structures import OR_AND

TENTH = Interval(Fraction(1, 10), Fraction(1, 10))


@given(st.fractions(0, 1))
def test_shown_numbers_are_rounded_outward(value: Fraction) -> None:
    below, above = Fraction(shown(value, up=False)), Fraction(shown(value, up=True))
    assert below <= value <= above
    assert above - below <= Fraction(2, 1000) * max(above, Fraction(1, 10**300))


def test_tiny_and_huge_fractions_are_shown() -> None:
    assert shown(Fraction(1, 10**200)) == "1e-200"
    assert shown(Fraction(10**5000 + 1, 3 * 10**5000)) == "0.3334"


def test_the_bounds_as_text() -> None:
    leaves = [Leaf(name, TENTH, f"node {name}") for name in "abc"]
    found = assess(OR_AND, leaves, [Coalition(1)])
    lines = [" ".join(line.split()) for line in as_text(bounds_table(found)).splitlines()]
    assert lines == [
        "How likely is it that the guarantee fails?",
        "dependence from to bound assumes",
        "unknown 0.1 1 tight at most 1 of node a, node b, node c collude",
        "independent 0.109 0.109 tight independent: a, b, c",
        "coalition 0.1 1 tight at most 1 of node a, node b, node c collude; the rest is unknown",
        "worst coalition: node a",
    ]


def test_importances_name_what_may_swap_and_what_is_loose() -> None:
    either = Structure.of("f", {"f": any_of("a", "b")})
    wide = Interval(Fraction(1, 10), Fraction(1, 2))
    text = as_text(importance_table(importance_of(either, {"a": 0.2, "b": wide})))
    assert "may change places: b and a" in text
    assert "fussell-vesely" in text and "1-2" in text


def test_ratios_beyond_every_float_are_told() -> None:
    both = Structure.of("f", {"f": all_of("a", "b")})
    found = importance_of(both, dict.fromkeys("ab", Fraction(1, 10**350)))
    assert "1e+350" in as_text(importance_table(found))
    assert json.loads(json.dumps(importance_data(found)))[0]["raw"] == ["1e+350", "1e+350"]


def test_rows_and_names_that_nobody_reads_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bdd, "MINIMAL_WORK", 0)
    many = [f"event{number}" for number in range(40)]
    found = importance_of(Structure.of("f", {"f": any_of(*many)}), dict.fromkeys(many, Fraction(1, 9)))
    table = importance_table(found, 3)
    assert len(table.rows) == 3 and table.left == 37
    assert "and 28 more is bounded by" in " ".join(table.remarks)
    assert importance_table(found).left == 0


def test_cut_sets_say_when_there_are_more() -> None:
    assert "there are more than these 1" in as_text(cut_sets_table(minimal_sets(OR_AND, cap=1)))
    assert "there are more" not in as_text(cut_sets_table(minimal_sets(OR_AND)))


def test_data_is_json_without_infinities() -> None:
    rows = importance_data(importance_of(Structure.of("f", {"f": any_of("a")}), {"a": 0.5}))
    assert json.loads(json.dumps(rows, allow_nan=False))[0]["rrw"] == ["inf", "inf"]
    assert bound_data(Bound(Fraction(1, 3), Fraction(1, 2), UNKNOWN))["low"] == "1/3"
    assert math.isclose(
        bound_data(Bound(Fraction(1, 3), Fraction(1, 2), UNKNOWN))["low_float"], 1 / 3
    )


def test_names_cannot_break_out_of_latex() -> None:
    nasty = "\\input{x} $a_b$ %~^#&\n\\end{tabular}"
    text = escaped(nasty)
    assert "\n" not in text and "\\input{" not in text and "\\end{tabular}" not in text
    table = as_latex(cut_sets_table(minimal_sets(Structure.of("f", {"f": any_of(nasty)}))))
    assert table.count(r"\end{tabular}") == 1


def test_a_sweep_is_drawn_the_same_every_time() -> None:
    points = sweep(OR_AND, {"b": 0.5, "c": 0.5}, "a", ["0", "0.5", "1"])
    assert as_text(sweep_table("a", points)).count("\n") == 4
    assert sweep_plot("a_$x$", points, "png")[:4] == b"\x89PNG"


def test_a_bound_upside_down_is_refused() -> None:
    with pytest.raises(InputError, match="lower end first"):
        Bound(Fraction(1), Fraction(0), UNKNOWN)
    with pytest.raises(InputError, match="between 0 and 1"):
        Bound(Fraction(0), Fraction(2), UNKNOWN)
