"""The rules that lead to a fact: each stands on earlier ones alone, and none is there for nothing."""

from __future__ import annotations

from hypothesis import given, strategies as st

from tower.model.claims import Condition
from tower.propagation.facts import Fact, Known, Leaf, Rule
from tower.propagation.fixpoint import spread

NAMES = st.sampled_from("abcdefg")


@st.composite
def rule_lists(draw: st.DrawFn) -> list[Rule]:
    found = []
    for head, body in draw(st.lists(st.tuples(NAMES, st.lists(NAMES, min_size=1, max_size=3, unique=True)), max_size=12)):
        least = draw(st.integers(1, len(body)))
        found.append(Rule(Known(Condition(head)), tuple(Known(Condition(name)) for name in body), "rule", least))
    return found


@given(rule_lists(), st.sets(NAMES, max_size=3), st.lists(NAMES, max_size=3))
def test_premises_come_first_and_all_lead_to_a_goal(rules: list[Rule], roots: set[str], goals: list[str]) -> None:
    leaves = [Leaf(Condition(name)) for name in sorted(roots)]
    rules = [*rules, *(Rule(Known(leaf.root), (leaf,), "assumed") for leaf in leaves)]
    found = spread(rules, leaves)
    wanted: list[Fact] = [Known(Condition(name)) for name in goals]
    lines = found.leading_to(wanted)
    known: set[Fact] = set(leaves)
    used: set[Fact] = set(wanted)
    for rule in lines:
        assert len({*rule.body} & known) >= rule.needed
        assert rule.head not in known
        known.add(rule.head)
    for rule in reversed(lines):
        assert rule.head in used
        used |= set(rule.body)
    assert {each for each in wanted if each in found} <= known
