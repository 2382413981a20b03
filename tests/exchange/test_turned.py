"""Fault trees with not, xor and the like against an evaluator of the formulas as they are written."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tests.risk.structures import chance_of, chances, states_of
from tower.errors import InputError
from tower.exchange.fault_numbers import numbers_of_tree
from tower.exchange.fault_towers import tower_of
from tower.exchange.open_psa import FaultTree, fault_tree
from tower.model.values import Interval
from tower.risk import signed as module
from tower.risk.assess import Assessment
from tower.risk.bounds import INDEPENDENT
from tower.risk.signed import Signed, signed_importance, signed_probability

from .test_open_psa import wrapped

Formula: TypeAlias = "str | tuple[str, int, int, tuple[Formula, ...]]"
State = frozenset[str]
Rates = dict[str, Fraction]

LEAVES = tuple(f"l{i}" for i in range(10))
PAIRS, MANY = ("xor", "iff", "imply"), ("and", "or", "nand", "nor")


@st.composite
def formulas(draw: st.DrawFn, leaves: tuple[str, ...], depth: int = 3) -> Formula:
    kind = draw(st.sampled_from(("leaf", "not", "atleast", "cardinality", *PAIRS, *MANY)))
    if depth == 0 or (kind == "leaf" and depth < 3):
        return draw(st.sampled_from(leaves))
    if kind in ("atleast", "cardinality"):
        inputs = tuple(draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=4, unique=True)))
        least = draw(st.integers(0, len(inputs)))
        most = draw(st.integers(least, len(inputs))) if kind == "cardinality" else len(inputs)
        return kind, least, most, inputs
    size = 1 if kind in ("not", "leaf") else 2 if kind in PAIRS else draw(st.integers(1, 3))
    inner = formulas(leaves, depth - 1)
    return "or" if kind == "leaf" else kind, 0, 0, tuple(draw(inner) for _ in range(size))


def xml(formula: Formula) -> str:
    if isinstance(formula, str):
        return f'<basic-event name="{formula}"/>'
    kind, least, most, inputs = formula
    limits = f' min="{least}"' if kind in ("atleast", "cardinality") else ""
    limits += f' max="{most}"' if kind == "cardinality" else ""
    return f"<{kind}{limits}>{''.join(map(xml, inputs))}</{kind}>"


def true(formula: Formula, state: State) -> bool:
    if isinstance(formula, str):
        return formula in state
    kind, least, most, inputs = formula
    values = [true(each, state) for each in inputs]
    match kind:
        case "and" | "nand":
            return all(values) == (kind == "and")
        case "or" | "nor":
            return any(values) == (kind == "or")
        case "xor" | "iff":
            return (values[0] != values[1]) == (kind == "xor")
        case "not" | "imply":
            return not values[0] or values[-1] and kind == "imply"
        case _:
            return least <= sum(values) <= most


def read(formula: Formula) -> FaultTree:
    return fault_tree(wrapped(f'<define-gate name="g">{xml(formula)}</define-gate>'), top="g")


def signed(tree: FaultTree) -> Signed:
    return Signed(tree.structure, tree.inverted)


def chance(formula: Formula, rates: Rates) -> Fraction:
    states = states_of(tuple(rates))
    return sum((chance_of(state, rates) for state in states if true(formula, state)), Fraction(0))


@settings(deadline=None, max_examples=120)
@given(st.data(), st.integers(1, 6))
def test_probability_is_that_of_enumeration(data: st.DataObject, count: int) -> None:
    formula = data.draw(formulas(LEAVES[:count]))
    tree = read(formula)
    rates = {leaf: data.draw(chances) for leaf in tree.structure.leaves}
    found = signed_probability(signed(tree), rates)
    assert found.exact
    assert found.low == found.high == chance(formula, rates)


@settings(deadline=None, max_examples=10)
@given(st.data())
def test_probability_is_that_of_enumeration_up_to_ten_leaves(data: st.DataObject) -> None:
    formula: Formula = ("xor", 0, 0, (data.draw(formulas(LEAVES)), ("cardinality", 2, 5, LEAVES)))
    tree = read(formula)
    rates = {leaf: data.draw(chances) for leaf in tree.structure.leaves}
    assert signed_probability(signed(tree), rates).low == chance(formula, rates)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_importance_is_that_of_enumeration(data: st.DataObject) -> None:
    formula = data.draw(formulas(LEAVES[:4]))
    tree = read(formula)
    rates = {leaf: data.draw(chances) for leaf in tree.structure.leaves}
    found, top = signed_importance(signed(tree), rates), chance(formula, rates)
    for leaf, rate in rates.items():
        row = found.row(leaf)
        with_it, without = (chance(formula, {**rates, leaf: Fraction(end)}) for end in (1, 0))
        said = {name: None if value is None else value.low for name, value in row.measures}
        assert said["birnbaum"] == with_it - without
        assert said["fussell_vesely"] is None
        if top:
            assert said["diagnostic"] == rate * with_it / top
            assert said["raw"] == with_it / top
            assert said["criticality"] == rate * (with_it - without) / top
            assert said["rrw"] == (top / without if without else float("inf"))


@settings(deadline=None, max_examples=40)
@given(st.data(), st.booleans())
def test_intervals_contain_every_point_in_them(data: st.DataObject, wide: bool) -> None:
    formula = data.draw(formulas(LEAVES[:4]))
    tree = read(formula)
    leaves = tree.structure.leaves
    ends = {leaf: sorted((data.draw(chances), data.draw(chances))) for leaf in leaves}
    given = {leaf: Interval(*each) for leaf, each in ends.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_OPEN", 0 if wide else 8)
        found, ranges = signed_probability(signed(tree), given), signed_importance(signed(tree), given)
    corners = [chance(formula, dict(zip(leaves, each, strict=True))) for each in _corners(list(ends.values()))]
    assert found.low <= min(corners) <= max(corners) <= found.high
    if found.exact:
        assert (found.low, found.high) == (min(corners), max(corners))
    inside = {leaf: data.draw(st.sampled_from(each)) for leaf, each in ends.items()}
    for row in signed_importance(signed(tree), inside).rows:
        wide_row = ranges.row(row.leaf)["birnbaum"]
        point = row["birnbaum"]
        assert wide_row is not None and point is not None
        assert wide_row.low <= point.low <= wide_row.high


def _corners(ends: list[list[Fraction]]) -> list[list[Fraction]]:
    found: list[list[Fraction]] = [[]]
    for low, high in ends:
        found = [[*each, end] for each in found for end in (low, high)]
    return found


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_unknown_dependence_contains_every_joint_distribution(data: st.DataObject) -> None:
    formula: Formula = ("not", 0, 0, (data.draw(formulas(LEAVES[:3])),))
    tree = read(formula)
    states = list(states_of(tree.structure.leaves))
    weights = data.draw(st.lists(st.integers(1, 6), min_size=len(states), max_size=len(states)))
    joint = {s: Fraction(w, sum(weights)) for s, w in zip(states, weights, strict=True)}
    rates = {leaf: sum(w for s, w in joint.items() if leaf in s) for leaf in tree.structure.leaves}
    free = _assessed(tree, rates).unknown
    assert free.low <= sum(w for s, w in joint.items() if true(formula, s)) <= free.high


def _assessed(tree: FaultTree, rates: dict[str, Fraction | int]) -> Assessment:
    from_rates = [
        module.Leaf(leaf, Interval(Fraction(rate), Fraction(rate))) for leaf, rate in rates.items()
    ]
    return module.assess_signed(signed(tree), from_rates)


@pytest.mark.parametrize("many", [False, True])
def test_rounding_stays_outside(monkeypatch: pytest.MonkeyPatch, many: bool) -> None:
    tree = read(("xor", 0, 0, ("l0", ("iff", 0, 0, ("l1", "l2")))))
    third = Fraction(1, 3)
    exact = signed_probability(signed(tree), dict.fromkeys(LEAVES[:3], third))
    monkeypatch.setattr(module, "stays_exact", lambda *_: False)
    monkeypatch.setattr(module, "MAX_OPEN", -1 if many else 8)
    found = signed_probability(signed(tree), dict.fromkeys(LEAVES[:3], third))
    assert found.low <= exact.low <= found.high
    assert found.high - found.low < Fraction(1, 2**200)
    assert not found.exact


XOR = wrapped(
    '<define-gate name="g"><xor><basic-event name="a"/><not><basic-event name="b"/></not></xor></define-gate>'
    '<define-basic-event name="a"><float value="0.5"/></define-basic-event>'
    '<define-basic-event name="b"><float value="0.25"/></define-basic-event>'
)


def test_a_tree_with_xor_is_no_tower_and_has_no_cut_sets() -> None:
    tree = fault_tree(XOR)
    with pytest.raises(InputError, match="not or xor"):
        tower_of(tree)
    found = numbers_of_tree(tree)
    assert found.is_signed and found.cut_sets() is None
    assert found.bound.low == found.bound.high == Fraction(1, 2)
    assert found.unheld == found.assessment.unknown  # type: ignore[union-attr]
    assert found.assessment.bounds[-1].mode == INDEPENDENT  # type: ignore[union-attr]


def test_the_command_says_what_it_has_and_what_not(run: Runner, tmp_path: Path) -> None:
    file, sets = tmp_path / "t.xml", tmp_path / "s.csv"
    file.write_bytes(XOR)
    done = run("risk", str(file), *TODAY)
    assert done.code == 0
    assert "no minimal cut sets: the tree has not or xor" in done.out
    claim = json.loads(run("risk", str(file), *TODAY, "--format", "json").out)["claims"][0]
    assert claim["bound"]["high"] == "1/2"
    assert claim["cut_sets"] == {"complete": False, "sets": []}
    sweep = json.loads(run("risk", str(file), *TODAY, "--format", "json", "--sweep", "a", "--steps", "1").out)
    assert [point["declared"]["high"] for point in sweep["sweep"]["points"]] == ["3/4", "1/4"]
    refused = run("risk", str(file), *TODAY, "--cut-sets", str(sets))
    assert (refused.code, refused.out) == (2, "") and "no minimal cut sets" in refused.err
    told = run("risk", str(file), *TODAY, "--symbolic")
    assert told.code == 0 and "Birnbaum importance of a" in told.out
    gate = json.loads(run("risk", str(file), "works(g)", *TODAY, "--format", "json").out)["claims"][0]
    assert gate == claim
    assert run("risk", str(file), "works(a)", *TODAY).code == run("risk", str(file), "works(none)", *TODAY).code == 2
    assert not sets.exists()
