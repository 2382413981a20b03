"""Unknown dependence contains every other mode; each mode against its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from tower.errors import InputError, LimitReached
from tower.model.values import Coalition, CommonCause, Independent, Interval, Latent, Symbol
from tower.risk import assess as assess_module, coalition as coalition_module, columns
from tower.risk.assess import assess, sweep
from tower.risk.bdd import compile_part, probability_of
from tower.risk.boole import at_least_bounds, gatewise
from tower.risk.bounds import COALITION, INDEPENDENT, UNKNOWN, VACUOUS
from tower.risk.coalition import collusion_order, worst_coalition
from tower.risk.columns import Extreme, PathPricer, TablePricer, extreme
from tower.risk.common_cause import common_cause, split, with_causes
from tower.risk.frechet import unknown
from tower.risk.latent import latent
from tower.risk.leaves import Leaf, members_of, merge_identities, rates_by_event, refine
from tower.risk.structure import Structure, all_of, any_of, at_least, happens

from .structures import (
    OR_AND,
    chances,
    enumerated,
    joint_distributions,
    marginals,
    rated,
    states_of,
    steady,
    structures,
    under,
)

Rated = tuple[Structure, dict[str, Fraction]]
LAB = ("organisation", "lab")


def point(value: Fraction | int | str) -> Interval:
    return Interval(Fraction(value), Fraction(value))


@steady
@given(structures(leaves=4, gates=4, cyclic=True), st.data())
def test_unknown_contains_every_joint_distribution(
    structure: Structure, data: st.DataObject
) -> None:
    joint = data.draw(joint_distributions(structure.leaves))
    rates = marginals(joint, structure.leaves)
    value = under(structure, joint)
    found, loose = unknown(structure, rates), gatewise(structure, rates)
    assert found.exact
    assert loose.low <= found.low <= value <= found.high <= loose.high


@steady
@given(structures(leaves=4, gates=4), st.data())
def test_it_contains_them_for_interval_rates_too(structure: Structure, data: st.DataObject) -> None:
    joint = data.draw(joint_distributions(structure.leaves))
    rates = marginals(joint, structure.leaves)
    wide = {
        leaf: Interval(rate * data.draw(chances), rate + (1 - rate) * data.draw(chances))
        for leaf, rate in rates.items()
    }
    found = unknown(structure, wide)
    assert found.low <= under(structure, joint) <= found.high


def by_programme(
    structure: Structure, rates: dict[str, Fraction], rows: set[tuple[str, ...]]
) -> list[float]:
    """The whole linear programme over all states, in floating point."""
    states = list(states_of(structure.leaves))
    goal = np.array([float(happens(structure, state)) for state in states])
    matrix = [[1.0] * len(states)] + [
        [float(state.issuperset(row)) for state in states] for row in rows
    ]
    right = [1.0] + [float(np.prod([float(rates[leaf]) for leaf in row])) for row in rows]
    return [
        sign * linprog(sign * goal, A_eq=np.array(matrix), b_eq=right, method="highs").fun
        for sign in (1, -1)
    ]


@steady
@given(rated(leaves=5, gates=5))
def test_unknown_is_the_whole_programme(case: Rated) -> None:
    structure, rates = case
    found = unknown(structure, rates)
    slow = by_programme(structure, rates, {(leaf,) for leaf in structure.leaves})
    assert [float(found.low), float(found.high)] == pytest.approx(slow, abs=1e-7)


@steady
@given(rated(leaves=5, gates=4), st.data())
def test_declared_groups_are_the_programme_with_their_rows(
    case: Rated, data: st.DataObject
) -> None:
    structure, rates = case
    if len(structure.leaves) < 2:
        return
    subset = st.lists(st.sampled_from(structure.leaves), unique=True, min_size=2, max_size=3)
    groups = data.draw(st.lists(subset, min_size=1, max_size=2))
    rows = {(leaf,) for leaf in structure.leaves}
    for group in groups:
        rows |= {tuple(sorted(c)) for size in (2, 3) for c in combinations(group, size)}
    found = unknown(structure, rates, groups)
    assert [float(found.low), float(found.high)] == pytest.approx(
        by_programme(structure, rates, rows), abs=1e-7
    )
    assert unknown(structure, rates).contains(found)


@steady
@given(rated(leaves=4, gates=4))
def test_all_leaves_in_one_group_is_independence(case: Rated) -> None:
    structure, rates = case
    found = unknown(structure, rates, [structure.leaves])
    assert found.low == found.high == enumerated(structure, rates)


@given(
    st.lists(st.tuples(chances, chances).map(sorted), min_size=1, max_size=5), st.integers(-1, 6)
)
def test_threshold_gates_have_the_closed_form(ends: list[list[Fraction]], count: int) -> None:
    inputs = [Interval(*pair) for pair in ends]
    names = [f"l{i}" for i in range(len(inputs))]
    vote = Structure.of("f", {"f": at_least(count, *names)})
    closed = at_least_bounds(count, inputs)
    for end, index in (("low", 0), ("high", 1)):
        rates = {name: getattr(each, end) for name, each in zip(names, inputs, strict=True)}
        slow = by_programme(vote, rates, {(name,) for name in names})
        assert float(getattr(closed, end)) == pytest.approx(slow[index], abs=1e-7)


LINEAGES = st.lists(
    st.sampled_from([LAB, ("data", "web"), ("weights", "w"), ("key", "k")]), unique=True, max_size=2
)


@st.composite
def towers(draw: st.DrawFn) -> tuple[Structure, list[Leaf]]:
    """A structure whose leaves have nodes, lineages and rates, some of them intervals."""
    structure = draw(structures(leaves=4, gates=4, cyclic=True))
    leaves = []
    for event in structure.leaves:
        low, high = sorted((draw(chances), draw(chances)))
        rate = Interval(low, high) if draw(st.booleans()) else Interval(low, low)
        leaves.append(Leaf(event, rate, f"node {event}", "miss", tuple(draw(LINEAGES))))
    return structure, leaves


@st.composite
def declarations(draw: st.DrawFn, leaves: list[Leaf]) -> list[object]:
    """Any of the four modes that fits these leaves, several at once."""
    nodes = [leaf.node for leaf in leaves]
    found: list[object] = []
    if nodes and draw(st.booleans()):
        found.append(
            Latent("Z", draw(chances), tuple(draw(st.lists(st.sampled_from(nodes), unique=True))))
        )
    shared = sorted(
        {pair for leaf in leaves for pair in leaf.lineage if pair in (LAB, ("data", "web"))}
    )
    if shared:
        found.append(CommonCause(draw(st.sampled_from(shared)), draw(chances)))
    if nodes and draw(st.booleans()):
        found.append(Independent(tuple(draw(st.lists(st.sampled_from(nodes), unique=True)))))
    if draw(st.booleans()):
        found.append(Coalition(draw(st.integers(0, 3))))
    return found


@steady
@given(towers(), st.data())
def test_unknown_contains_every_declared_mode(
    case: tuple[Structure, list[Leaf]], data: st.DataObject
) -> None:
    structure, leaves = case
    found = assess(structure, leaves, data.draw(declarations(leaves)))  # type: ignore[arg-type]
    for bound in found.bounds:
        assert found.unknown.contains(bound), bound.mode


def test_the_answer_for_twenty_leaves_is_proven() -> None:
    leaves = [f"l{i}" for i in range(20)]
    ring = {
        f"c{i}": all_of(leaves[i], leaves[(i + 7) % 20], leaves[(i + 11) % 20]) for i in range(20)
    }
    found = unknown(Structure.of("f", {**ring, "f": any_of(*ring)}), dict.fromkeys(leaves, "0.07"))
    assert found.exact and found.low == 0
    assert found.high == Fraction(7, 15)  # every state has at most a third of its weight in a set


def test_a_thousand_leaves_get_a_labelled_outer_bound() -> None:
    leaves = [f"l{i}" for i in range(1000)]
    pairs = {f"c{i}": all_of(leaves[i], leaves[(i + 1) % 1000]) for i in range(1000)}
    found = unknown(
        Structure.of("f", {**pairs, "f": any_of(*pairs)}), dict.fromkeys(leaves, "0.0001")
    )
    assert not found.exact and "gate by gate" in found.note
    assert (found.low, found.high) == (0, Fraction(1, 10))


def test_independence_beyond_the_programme_is_dropped_and_said() -> None:
    leaves = [f"l{i}" for i in range(21)]
    whole = Structure.of("f", {"f": all_of(*leaves)})
    found = unknown(whole, dict.fromkeys(leaves, "0.5"), [leaves[:2]])
    assert not found.exact and "not used" in found.note
    assert found.high == Fraction(1, 2)


def test_inconsistent_chances_are_refused() -> None:
    pricer = TablePricer(Structure.of("f", {"f": all_of("a", "b")}))
    rows = {("a",): Fraction(1, 2), ("b",): Fraction(1, 2), ("a", "b"): Fraction(3, 4)}
    with pytest.raises(InputError, match="no joint distribution"):
        extreme(pricer, rows, 1)


def test_wrong_prices_still_give_a_valid_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver is not trusted: with prices that are off, the bound is looser, never wrong."""
    true = columns._master

    def off(*arguments: object) -> tuple[dict[tuple[str, ...], float], *tuple[object, ...]]:
        prices, *rest = true(*arguments)  # type: ignore[arg-type]
        return {row: price + 0.3 for row, price in prices.items()}, *rest

    monkeypatch.setattr(columns, "_master", off)
    shared = Structure.of(
        "f", {"f": any_of("g", "h"), "g": all_of("a", "b"), "h": all_of("a", "c")}
    )
    found = unknown(shared, {"a": "1/2", "b": "1/3", "c": "1/4"})
    assert found.low == 0 and found.high >= Fraction(1, 2)


def test_an_extreme_is_exact_only_where_both_sides_meet() -> None:
    assert Extreme(Fraction(1, 2), Fraction(1, 2)).exact
    assert not Extreme(Fraction(1, 2), Fraction(1, 3)).exact
    assert not Extreme(Fraction(1, 2), None).exact


def test_both_pricers_agree() -> None:
    from_table = TablePricer(OR_AND)
    prices = {("a",): 3, ("b",): -2, ("c",): 1}
    from_path = PathPricer(compile_part(OR_AND))
    costs = [[cost for cost, _ in pricer.cheapest(prices)] for pricer in (from_table, from_path)]
    assert costs[0] == costs[1] == [-1, -2]


# --- common causes -----------------------------------------------------------------------------


@given(chances, chances)
def test_a_split_keeps_the_declared_rate(rate: Fraction, beta: Fraction) -> None:
    part = split(rate, beta)
    assert 1 - (1 - part.alone) * (1 - part.cause) == rate
    assert part.cause == rate * beta


def test_beta_nought_is_independence_and_beta_one_is_one_event() -> None:
    pair = [Leaf("a", point("1/10"), lineage=(LAB,)), Leaf("b", point("1/10"), lineage=(LAB,))]
    both = Structure.of("f", {"f": all_of("a", "b")})
    values = [common_cause(both, pair, [CommonCause(LAB, Fraction(beta))]).high for beta in (0, 1)]
    assert values == [Fraction(1, 100), Fraction(1, 10)]


def test_a_common_cause_never_lowers_a_series_risk() -> None:
    pair = [Leaf("a", point("1/10"), lineage=(LAB,)), Leaf("b", point("1/10"), lineage=(LAB,))]
    either = Structure.of("f", {"f": any_of("a", "b")})
    found = common_cause(either, pair, [CommonCause(LAB, Fraction(1, 2))])
    assert found.high == Fraction(19, 100) and found.low < found.high
    assert not found.exact and "not let lower" in found.note


def test_an_unknown_lineage_is_refused() -> None:
    with pytest.raises(InputError, match="which nothing has"):
        with_causes(OR_AND, [Leaf("a")], [CommonCause(LAB, Fraction(1, 2))])


def test_causes_likelier_than_the_leaf_are_refused() -> None:
    other = ("data", "web")
    leaves = [Leaf(name, point("1/10"), lineage=(LAB, other)) for name in "ab"]
    causes = [CommonCause(LAB, Fraction(3, 4)), CommonCause(other, Fraction(3, 4))]
    with pytest.raises(InputError, match="likelier than it is"):
        with_causes(Structure.of("f", {"f": all_of("a", "b")}), leaves, causes)


@pytest.mark.parametrize("beta", [Fraction(3, 2), Interval(Fraction(1), Fraction(0)), Symbol("b")])
def test_bad_beta_factors_are_refused(beta: object) -> None:
    pair = [Leaf("a", lineage=(LAB,)), Leaf("b", lineage=(LAB,))]
    both = Structure.of("f", {"f": all_of("a", "b")})
    with pytest.raises(InputError):
        common_cause(both, pair, [CommonCause(LAB, beta)])  # type: ignore[arg-type]


def test_a_lineage_of_one_changes_nothing() -> None:
    lone = [Leaf("a", point("1/10"), lineage=(LAB,)), Leaf("b", point("1/10"))]
    both = Structure.of("f", {"f": all_of("a", "b")})
    assert with_causes(both, lone, [CommonCause(LAB, Fraction(1, 2))])[0].leaves == ("a", "b")


# --- latent events -----------------------------------------------------------------------------


def test_a_latent_event_sets_a_floor_that_more_verifiers_do_not_lower() -> None:
    scheming = Fraction(1, 100)
    for count in (1, 3, 6):
        leaves = [Leaf(f"m{i}", point("1/10"), f"v{i}") for i in range(count)]
        all_miss = Structure.of("f", {"f": all_of(*(leaf.event for leaf in leaves))})
        defeats = tuple(leaf.node for leaf in leaves)
        found = latent(all_miss, leaves, [Latent("scheming", scheming, defeats)])
        assert found.low == scheming + (1 - scheming) * Fraction(1, 10**count)


def test_a_diverse_verifier_multiplies_the_floor() -> None:
    leaves = [Leaf("a", point("1/10"), "v"), Leaf("b", point("1/5"), "w")]
    both = Structure.of("f", {"f": all_of("a", "b")})
    found = latent(both, leaves, [Latent("Z", Fraction(1, 100), ("v",))])
    assert found.low >= Fraction(1, 100) * Fraction(1, 5)


def test_a_latent_event_that_defeats_nobody_known_is_refused() -> None:
    with pytest.raises(InputError, match="has no leaf"):
        latent(OR_AND, [Leaf("a", node="v")], [Latent("Z", Fraction(1, 2), ("w",))])


# --- coalitions --------------------------------------------------------------------------------


@settings(deadline=None, max_examples=12)
@given(rated(leaves=4, gates=4), st.integers(0, 3), st.sampled_from([UNKNOWN, INDEPENDENT]))
def test_the_worst_coalition_is_the_maximum(case: Rated, size: int, rest: str) -> None:
    structure, rates = case
    members = {f"m{leaf}": [leaf] for leaf in structure.leaves}
    found = worst_coalition(structure, rates, members, size, rest)
    evaluate = unknown if rest == UNKNOWN else probability_of
    values = [
        evaluate(structure, {**rates, **dict.fromkeys(chosen, Fraction(1))}).high
        for count in range(min(size, len(rates)) + 1)
        for chosen in combinations(structure.leaves, count)
    ]
    assert found.bound.high == max(values)
    assert found.bound.mode == COALITION


@steady
@given(structures(leaves=5, gates=5))
def test_the_collusion_order_is_the_least_size_that_is_certain(structure: Structure) -> None:
    members = {f"m{leaf}": [leaf] for leaf in structure.leaves}
    sizes = [
        size
        for size in range(len(structure.leaves) + 1)
        if worst_coalition(
            structure, dict.fromkeys(structure.leaves, 0), members, size, INDEPENDENT
        ).bound.high
    ]
    assert collusion_order(structure, members) == min(sizes, default=None)


def test_too_many_coalitions_give_a_labelled_outer_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalition_module, "MAX_COALITIONS", 2)
    vote = Structure.of("f", {"f": at_least(2, "a", "b", "c")})
    members = {name: [name] for name in "abc"}
    found = worst_coalition(vote, dict.fromkeys("abc", "1/10"), members, 1)
    assert (
        found.bound.high == 1
        and not found.bound.exact
        and "all members at once" in found.bound.note
    )


def test_bad_coalitions_are_refused() -> None:
    with pytest.raises(InputError, match="coalition of -1"):
        worst_coalition(OR_AND, {}, {}, -1)
    with pytest.raises(InputError, match="the rest is"):
        worst_coalition(OR_AND, {}, {}, 0, "optimistic")


# --- principals --------------------------------------------------------------------------------


def test_identities_are_merged_through_chains_but_not_across_kinds() -> None:
    leaves = [
        Leaf("a", point("1/10"), "v", "miss", (("weights", "w"),)),
        Leaf("b", point("1/5"), "u", "miss", (("weights", "w"), ("key", "k"))),
        Leaf("c", point("1/2"), "t", "miss", (("key", "k"),)),
        Leaf("d", point("1/2"), "t", "unsound", (("key", "k"),)),
        Leaf("e", point("1/2"), "s", "miss", (LAB,)),
    ]
    whole = Structure.of("f", {"f": all_of(*"abcde")})
    merged, found = merge_identities(whole, leaves)
    assert merged.leaves == ("a = b = c", "d", "e")
    assert found[0].rate == Interval(Fraction(1, 10), Fraction(1, 2))
    assert members_of(found) == {"v = u = t": ("a = b = c",), "t": ("d",), "s": ("e",)}


def test_two_of_three_with_one_set_of_weights_is_one_vote() -> None:
    shared = (("weights", "w"),)
    leaves = [
        Leaf("a", node="v", lineage=shared),
        Leaf("b", node="u", lineage=shared),
        Leaf("c", node="t"),
    ]
    merged, found = merge_identities(Structure.of("f", {"f": at_least(2, "a", "b", "c")}), leaves)
    assert collusion_order(merged, members_of(found)) == 1


def test_two_leaves_for_one_event_are_refused() -> None:
    with pytest.raises(InputError, match="two leaves for 'a'"):
        rates_by_event([Leaf("a"), Leaf("a")])
    with pytest.raises(InputError, match="lower end first"):
        Leaf("a", Interval(Fraction(1), Fraction(0)))
    with pytest.raises(InputError, match="a gate already"):
        refine(OR_AND, {"a": any_of("g")})
    with pytest.raises(InputError, match="cannot refine"):
        refine(OR_AND, {"g": any_of("x")})


# --- the assessment ----------------------------------------------------------------------------


def test_nothing_is_independent_by_default() -> None:
    both = Structure.of("f", {"f": all_of("a", "b")})
    found = assess(both, [Leaf("a", point("1/10")), Leaf("b", point("1/10"))])
    assert [bound.mode for bound in found.bounds] == [UNKNOWN, INDEPENDENT]
    assert found.unknown.high == Fraction(1, 10) and not found.unknown.assumptions
    assert found.bounds[1].assumptions == ("independent: a, b",)


def test_what_is_declared_is_used_and_named() -> None:
    leaves = [Leaf(name, point("1/10"), name) for name in "abc"]
    found = assess(Structure.of("f", {"f": all_of(*"abc")}), leaves, [Independent(("a", "b"))])
    declared = found.bounds[1]
    assert (declared.low, declared.high) == (0, Fraction(1, 100))
    assert declared.assumptions == ("independent: a, b",)


def test_a_group_with_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="independence of 'z'"):
        assess(OR_AND, [Leaf("a")], [Independent(("a", "z"))])


def test_an_undescribed_leaf_is_open() -> None:
    assert assess(OR_AND, []).unknown.interval == VACUOUS


def test_a_sweep_is_monotone_and_refuses_what_is_no_leaf() -> None:
    points = sweep(OR_AND, {"b": "1/2", "c": "1/2"}, "a", [0, "1/2", 1])
    assert [p.unknown.high for p in points] == [Fraction(1, 2), 1, 1]
    with pytest.raises(InputError, match="sweep over 'g'"):
        sweep(OR_AND, {}, "g", [0])


def test_a_diagram_too_large_leaves_what_holds_always(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise LimitReached("100 nodes")

    monkeypatch.setattr(assess_module, "probability_of", too_large)
    found = assess(OR_AND, [Leaf("a", point("1/10"))]).bounds[1]
    assert found.mode == INDEPENDENT and not found.exact
    assert (found.low, found.high) == (Fraction(1, 10), 1) and "100 nodes" in found.note


@pytest.mark.slow
@settings(deadline=None, max_examples=3_000)
@given(towers(), st.data())
def test_unknown_contains_every_declared_mode_at_length(
    case: tuple[Structure, list[Leaf]], data: st.DataObject
) -> None:
    structure, leaves = case
    found = assess(structure, leaves, data.draw(declarations(leaves)))  # type: ignore[arg-type]
    assert all(found.unknown.contains(bound) for bound in found.bounds)
