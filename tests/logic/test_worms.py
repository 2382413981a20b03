"""Worms: the table of facts, the well-order, normal forms and meets."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError, LimitReached
from tower.logic.ordinals import OMEGA, ZERO, omega_power, ordinal
from tower.logic.worms import (
    MAX_LENGTH,
    MAX_LETTER,
    compare,
    equivalent,
    follows,
    less,
    meet,
    normal_form,
    worm,
    worm_of,
    worm_ordinal,
    worm_text,
)

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "logic.json").read_text())["facts"]
WORMS = [fact for fact in FACTS if fact["kind"] == "worm"]
SHORT = [letters for size in range(5) for letters in product(range(3), repeat=size)]

worms = st.lists(st.integers(0, 4), max_size=9).map(tuple)


def ordinal_by_definition(letters):
    """o(A) as the literature writes it, by recursion: the oracle."""
    if not letters:
        return ZERO
    parts, current = [], []
    for letter in letters:
        if letter:
            current.append(letter - 1)
        else:
            parts.append(tuple(current))
            current = []
    parts.append(tuple(current))
    total = ZERO
    for part in reversed(parts):
        total = total + omega_power(ordinal_by_definition(part))
    return total if not total.is_finite else ordinal(int(total) - 1)


@pytest.mark.parametrize("fact", WORMS, ids=[fact["id"] for fact in WORMS])
def test_facts(fact):
    assert str(worm_ordinal(fact["worm"])) == fact["o"]
    assert normal_form(fact["worm"]) == tuple(fact["normal_form"])


@given(worms)
def test_the_ordinal_is_the_one_of_the_definition(letters):
    assert worm_ordinal(letters) is ordinal_by_definition(letters)


@given(worms)
def test_the_normal_form_is_an_equivalent_worm_that_no_step_changes(letters):
    normal = normal_form(letters)
    assert worm_ordinal(normal) is worm_ordinal(letters)
    assert normal_form(normal) == normal
    assert len(normal) <= len(letters)


@given(worms, worms)
def test_equal_order_types_are_one_normal_form(left, right):
    assert equivalent(left, right) == (normal_form(left) == normal_form(right))


@given(worms)
def test_a_step_of_consistency_is_one_more(letters):
    assert worm_ordinal((0, *letters)) == worm_ordinal(letters) + 1
    assert less(letters, (0, *letters))


@given(worms, worms)
def test_the_meet_is_the_greatest_lower_bound(left, right):
    both = meet(left, right)
    assert follows(both, left)
    assert follows(both, right)
    assert equivalent(both, meet(right, left))
    assert equivalent(meet(both, left), both)


@given(worms, worms)
def test_what_follows_is_not_stronger(strong, weak):
    if follows(strong, weak):
        assert worm_ordinal(weak) <= worm_ordinal(strong)
    assert follows(strong, weak) or not equivalent(strong, weak)


def test_the_order_is_no_implication():
    """Naive mistake 10 of the design page."""
    assert less((0, 0), (1,))
    assert follows((1,), (0, 0))
    assert less((1,), (0, 1))
    assert not follows((0, 1), (1,))
    assert not follows((1,), (0, 1))
    assert equivalent((1, 0), (1,))
    assert not equivalent((0, 1), (1, 0))


@given(worms, worms)
def test_comparison_agrees_with_its_parts(left, right):
    found = compare(left, right)
    assert (found.left, found.right) == (worm_ordinal(left), worm_ordinal(right))
    assert (found.order == "weaker") == less(left, right)
    assert (found.order == "equal") == equivalent(left, right)
    assert found.left_proves_right == follows(left, right)
    assert found.comparable == (follows(left, right) or follows(right, left))


def test_order_types_of_all_short_worms_are_a_well_order_without_gaps_at_the_start():
    values = sorted({worm_ordinal(letters) for letters in SHORT})
    assert [str(value) for value in values[:7]] == ["0", "1", "2", "3", "4", "w", "w+1"]


@pytest.mark.parametrize("letters", [[-1], [0, "1"], [True], [1.0], [None]])
def test_what_is_no_worm(letters):
    with pytest.raises(InputError, match="letter"):
        worm(letters)


def test_limits_are_stated():
    with pytest.raises(LimitReached, match="letters up to"):
        worm_ordinal([MAX_LETTER + 1])
    with pytest.raises(LimitReached, match="worms of"):
        worm_of(ordinal(MAX_LENGTH + 1))


def test_huge_worms():
    assert normal_form([0, 1] * 50_000) == (0, *[1, 0] * 49_999, 1)
    assert normal_form(range(3000)) == tuple(range(3000))
    assert normal_form(range(3000, -1, -1)) == (3000,)
    assert worm_of(worm_ordinal((50_000,))) == (50_000,)
    assert follows([7] * 100, [3, 5] * 50)


def test_text():
    assert worm_text((2, 0)) == "<2><0>T"
    assert worm_ordinal((1,)) is OMEGA
