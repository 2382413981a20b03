"""The least fixpoint, minimal sets and cheapest sets, against slow and obvious oracles."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings, strategies as st

from tower.model.claims import Condition
from tower.propagation.cheapest import cheapest
from tower.propagation.facts import Fact, Known, Leaf, Rule
from tower.propagation.fixpoint import cone, spread, spread_steps
from tower.propagation.labels import Labels, minimal

LEAVES = [Leaf(Condition(f"a{number}")) for number in range(5)]
FACTS: list[Fact] = [Known(Condition(f"f{number}")) for number in range(6)]


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """Rules with circles, thresholds and empty bodies."""
    found = []
    for head in draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=10)):
        body = draw(st.lists(st.sampled_from([*LEAVES, *FACTS]), max_size=4, unique=True))
        need = draw(st.integers(1, len(body))) if body and draw(st.booleans()) else -1
        found.append(Rule(head, tuple(body), "r", need=need))
    return found


def closure(rules: list[Rule], start: set[Fact]) -> set[Fact]:
    """Everything that follows, by trying all rules again and again."""
    known = set(start)
    while True:
        more = {rule.head for rule in rules if sum(each in known for each in rule.body) >= rule.needed}
        if more <= known:
            return known
        known |= more


@given(rule_sets(), st.sets(st.sampled_from(LEAVES)))
def test_the_fixpoint_is_what_follows(rules: list[Rule], start: set[Leaf]) -> None:
    assert set(spread(rules, start).wave) == closure(rules, set(start))


@given(rule_sets())
def test_circular_support_is_no_support(rules: list[Rule]) -> None:
    """Each fact was given by a rule whose needed premises came in earlier waves."""
    reached = spread(rules, LEAVES)
    for fact, rule in reached.by.items():
        earlier = sum(reached.wave.get(each, 10**6) < reached.wave[fact] for each in rule.body)
        assert earlier >= rule.needed


@given(rule_sets())
def test_the_waves_are_the_steps_of_the_fixpoint(rules: list[Rule]) -> None:
    steps = list(spread_steps(rules, LEAVES))
    assert {fact: number for number, step in enumerate(steps) for fact, _ in step} == spread(rules, LEAVES).wave


@given(rule_sets(), st.sampled_from(FACTS))
def test_a_cone_keeps_what_matters_to_its_goal(rules: list[Rule], goal: Fact) -> None:
    found = cone([goal], lambda fact: [rule for rule in rules if rule.head == fact])
    whole = goal in spread(rules, LEAVES)
    assert (goal in spread(found.rules, found.leaves)) == whole


def smallest_sets(rules: list[Rule], goal: Fact) -> set[frozenset[Leaf]]:
    """All minimal sets of leaves that give a goal, by trying every set."""
    good: list[frozenset[Leaf]] = []
    for size in range(len(LEAVES) + 1):
        for chosen in combinations(LEAVES, size):
            candidate = frozenset(chosen)
            if goal in closure(rules, set(candidate)) and not any(less <= candidate for less in good):
                good.append(candidate)
    return set(good)


@settings(deadline=None)
@given(rule_sets())
def test_labels_are_the_minimal_sets(rules: list[Rule]) -> None:
    labels = Labels(rules, spread(rules, LEAVES))
    for goal in FACTS:
        assert set(labels.sets(goal)) == smallest_sets(rules, goal)
        sizes = [len(found) for found in labels.sets(goal)]
        assert sizes == sorted(sizes)
        assert goal not in labels.cut


@settings(deadline=None)
@given(rule_sets(), st.integers(1, 2))
def test_cut_labels_say_so_and_stay_minimal(rules: list[Rule], most: int) -> None:
    labels = Labels(rules, spread(rules, LEAVES), most=most)
    for goal in FACTS:
        wanted = smallest_sets(rules, goal)
        found = labels.sets(goal)
        assert len(found) <= most
        if set(found) != wanted:
            assert goal in labels.cut


@settings(deadline=None)
@given(rule_sets(), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_a_cheapest_set_is_enough(rules: list[Rule], prices: list[int]) -> None:
    price = {leaf.root: cost for leaf, cost in zip(LEAVES, prices, strict=True)}
    found = cheapest(rules, LEAVES, lambda root: price[root])
    for goal in FACTS:
        assert (goal in found) == bool(smallest_sets(rules, goal))
        if goal in found:
            assert goal in closure(rules, {Leaf(root) for root in found[goal]})


def test_nothing_comes_from_nothing() -> None:
    assert spread([], []).wave == {}
    assert minimal([]) == []
    assert Labels([], spread([], [])).label == {}
