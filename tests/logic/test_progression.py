"""Places of theories: known ordinals, monotone progressions, limits that no level reaches."""

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import InputError, LimitReached
from tower.logic.answers import Theorem
from tower.logic.glp import glp_theorem
from tower.logic.ordinals import epsilon, omega_power
from tower.logic.progression import (
    MAX_LEVELS,
    base_gap,
    place,
    progression,
    reached_by,
    theory_name,
)
from tower.logic.rc import worm_formula
from tower.logic.worms import less, worm_ordinal
from tower.syntax.formula import Implies, diamond

BASES = ["EA", "PA", "PA+RFN", "PA+RFN^3"]
bases = st.sampled_from(BASES)
worms = st.lists(st.integers(0, 3), max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("base", "letters", "ordinal"),
    [
        ("EA", (), "0"),
        ("EA", (0, 0), "2"),
        ("EA", (1,), "w"),
        ("EA", (2,), "w^w"),
        ("PA", (), "e0"),
        ("PA", (0,), "e0*2"),
        ("PA", (1,), "w^(e0*2)"),
        ("PA", (0, 1), "w^(e0*2)+e0"),
        ("PA+RFN", (), "e1"),
        ("PA+RFN^2", (0,), "e2*2"),
    ],
)
def test_known_places(base, letters, ordinal):
    """Schmerl 1979; Beklemishev 2003: PA + Con(PA) at ε₀·2, PA + 1-Con(PA) at ε₀²."""
    assert str(place(base, letters).ordinal) == ordinal


@given(worms)
def test_over_ea_the_place_is_the_order_type(letters):
    assert place("EA", letters).ordinal is worm_ordinal(letters)


@given(bases, worms, worms)
def test_what_proves_the_consistency_is_placed_above(base, lower, upper):
    """The order of worms is the order of places over every base."""
    assert less(lower, upper) == (place(base, lower).ordinal < place(base, upper).ordinal)


@given(bases, worms)
def test_consistency_over_a_base_adds_the_base_once_more(base, letters):
    start, step = place(base, letters).ordinal, base_gap(base)
    expected = start + step if step else start + 1
    assert place(base, (0, *letters)).ordinal == expected


@given(worms)
def test_every_theory_over_a_base_is_below_the_next_base(letters):
    for lower, upper in zip(BASES, BASES[1:], strict=False):
        assert place(lower, letters).ordinal < place(upper).ordinal


@given(bases, st.integers(0, 3), st.integers(0, 8))
def test_progressions_rise_and_stay_below_their_limit(base, strength, levels):
    found = progression(base, strength, levels)
    ordinals = [each.ordinal for each in found.places]
    assert len(ordinals) == levels + 1
    assert all(low < high < found.limit for low, high in zip(ordinals, ordinals[1:], strict=False))
    assert ordinals[0] == base_gap(base)


@given(st.integers(0, 3), st.integers(1, 4))
@settings(deadline=None)
def test_each_level_proves_the_consistency_of_the_one_below_in_glp(strength, level):
    places = progression("EA", strength, level).places
    below, above = (worm_formula(each.worm) for each in places[-2:])
    claim = Implies(above, diamond(str(strength), below))
    assert isinstance(glp_theorem(claim), Theorem)


@pytest.mark.parametrize("strength", range(4))
def test_the_limit_over_ea_is_one_step_of_the_next_strength(strength):
    """Schmerl: no finite number of levels yields a single step of the next kind."""
    assert progression("EA", strength, 0).limit == place("EA", (strength + 1,)).ordinal
    assert reached_by("EA", strength, place("EA", (strength + 1,))) is None


def test_over_pa_the_next_strength_is_far_above_the_limit():
    con = progression("PA", 0, 3)
    assert con.limit == omega_power(epsilon(0) + 1) < place("PA", (1,)).ordinal
    assert con.transfers == "Pi1"
    assert progression("PA", 1, 0).transfers == "Pi2"


@given(bases, st.integers(0, 2), worms)
@settings(deadline=None)
def test_reached_by_is_the_first_level_that_is_enough(base, strength, letters):
    goal = place(base, letters)
    level = reached_by(base, strength, goal)
    if level is None:
        assert progression(base, strength, 0).limit <= goal.ordinal
        return
    reached = progression(base, strength, level).places
    assert reached[-1].ordinal >= goal.ordinal
    assert level == 0 or reached[-2].ordinal < goal.ordinal


def test_text():
    assert progression("PA", 0, 1).lines() == [
        "level  place     theory",
        "0      e0        PA",
        "1      e0*2      PA + Con",
        "limit  w^(e0+1)  every finite level together",
    ]
    assert theory_name("EA", (2, 2, 0, 1)) == "EA + 2-Con^2 Con 1-Con"


@pytest.mark.parametrize("base", ["", "ZFC", "PA+Con", "EA+RFN", "PA+RFN^0", "PA+RFN^-1", "pa"])
def test_unknown_bases(base):
    with pytest.raises(InputError, match="base theory"):
        place(base)


def test_misuse():
    with pytest.raises(InputError, match="natural numbers"):
        progression("EA", -1, 2)
    with pytest.raises(InputError, match="natural numbers"):
        progression("EA", 1, -2)
    with pytest.raises(LimitReached, match="levels"):
        progression("EA", 1, MAX_LEVELS + 1)
    with pytest.raises(InputError, match="letter 1"):
        place("EA", (-1,))
    assert progression("EA", 2, 0).places == (place("EA"),)
