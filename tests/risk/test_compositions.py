"""Guards, accreditation tower and ladder: three compositions, each against enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.risk.accreditation import (
    Level,
    Tower,
    accreditation_structure,
    exact,
    exact_bound,
    fixed_point,
    material,
    pays,
    telescoped,
)
from tower.risk.bdd import probability_of
from tower.risk.frechet import unknown
from tower.risk.guards import (
    colluding_guards,
    guards_structure,
    independent_guards,
    posterior_of,
    unknown_guards,
)
from tower.risk.ladder import ladder, ladder_from_marginals, ladder_structure, trust_structure
from tower.risk.structure import dual, happens

from .structures import chances, steady

towers = st.integers(0, 3).flatmap(
    lambda n: st.builds(
        lambda *values: Tower(
            tuple(values[: n + 1]), tuple(values[n + 1 : 2 * n + 1]), tuple(values[2 * n + 1 :])
        ),
        *[chances] * (3 * n + 1),
    )
)


def by_looking(tower: Tower) -> tuple[Fraction, Fraction]:
    """P(bad and all accept) and P(all accept) over all states of the U_k."""
    joint = accept = Fraction(0)
    for unsound in product((False, True), repeat=len(tower.unsound)):
        chance = Fraction(1)
        for bad, prior in zip(unsound, tower.unsound, strict=True):
            chance *= prior if bad else 1 - prior
        for level, (miss, keep) in enumerate(
            zip(tower.false_accept, tower.true_accept, strict=True), 1
        ):
            rate = miss if unsound[level - 1] else keep
            chance *= Fraction(1) if unsound[level] else rate
        accept += chance
        joint += chance if unsound[0] else 0
    return joint, accept


@given(towers)
def test_the_exact_tower_is_that_of_enumeration(tower: Tower) -> None:
    found = exact(tower)
    assert (found.joint, found.accept) == by_looking(tower)


@given(towers)
def test_the_telescoped_bound_holds(tower: Tower) -> None:
    assert telescoped(tower).contains(exact_bound(tower))


@given(towers, chances, chances)
def test_another_level_pays_exactly_when_the_bound_falls(
    tower: Tower, eps: Fraction, tau: Fraction
) -> None:
    def union(t: Tower) -> Fraction:
        return sum((e * p for e, p in zip(t.false_accept, t.unsound, strict=False)), t.unsound[-1])

    taller = Tower(
        (*tower.unsound, tau), (*tower.false_accept, eps), (*tower.true_accept, Fraction(1))
    )
    assert pays(tower.unsound[-1], eps, tau) == (union(taller) < union(tower))


@given(towers)
def test_the_telescoped_structure_has_the_telescoped_failures(tower: Tower) -> None:
    levels = [(f"miss {k}", f"unsound {k}") for k in range(1, len(tower.unsound))]
    names = ["bad", *(unsound for _, unsound in levels)]
    rates = dict(zip(names, tower.unsound, strict=True))
    rates |= {miss: eps for (miss, _), eps in zip(levels, tower.false_accept, strict=True)}
    found = probability_of(accreditation_structure("bad", levels), rates)
    assert found.high <= sum(
        (e * p for e, p in zip(tower.false_accept, tower.unsound, strict=False)), tower.unsound[-1]
    )


@steady
@given(st.lists(chances, min_size=1, max_size=4))
def test_guards_are_contained_in_unknown_dependence(values: list[Fraction]) -> None:
    prior, *misses = values
    wide, narrow = unknown_guards(prior, misses), independent_guards(prior, misses)
    assert wide.contains(narrow)
    for colluders in range(len(misses) + 1):
        worst = colluding_guards(prior, misses, colluders)
        assert narrow.high <= worst.high <= prior
    structure = guards_structure("bad", [f"miss {k}" for k, _ in enumerate(misses)])
    rates = dict(zip(structure.leaves, values, strict=True))
    assert unknown(structure, rates).contains(
        wide
    )  # which also leaves open how misses depend on badness


def test_no_guard_leaves_the_prior() -> None:
    assert (
        unknown_guards(Fraction(1, 5), []).high
        == independent_guards(Fraction(1, 5), []).high
        == Fraction(1, 5)
    )


levels = st.builds(
    lambda p, rates: Level(p, *sorted(rates)), chances, st.tuples(chances, chances).map(lambda x: x)
).filter(lambda level: level.true_accept > 0)


@given(levels)
def test_the_fixed_point_is_the_limit_of_the_iterates(level: Level) -> None:
    if level.unsound == 0 and level.true_accept == 0:
        return
    limit = fixed_point(level)
    for end in (limit.low, limit.high):
        assert abs(level.step(end) - end) < Fraction(1, 2**200) or limit.low == limit.high
    value = level.unsound
    for _ in range(200):
        value = level.step(value)
        assert value >= limit.low
        value = Fraction(value.numerator * 2**80 // value.denominator + 1, 2**80)  # rounded up
    if level.slope(limit.high) < Fraction(9, 10):
        assert value - limit.high < Fraction(1, 2**40)


def test_the_rate_of_the_iterates_is_the_slope() -> None:
    level = Level(Fraction(1, 20), Fraction(1, 10), Fraction(19, 20))
    limit = fixed_point(level).high
    gaps = [level.risk(n) - limit for n in (3, 4)]
    assert float(gaps[1] / gaps[0]) == pytest.approx(float(level.slope(limit)), rel=1e-3)
    assert float(level.slope(limit)) == pytest.approx(0.04897, abs=5e-6)
    assert fixed_point(Level(Fraction(0), Fraction(1, 10), Fraction(1))).high == 0
    assert fixed_point(Level(Fraction(1), Fraction(1), Fraction(1))).high == 1


def test_a_ladder_is_the_chain_rule_and_marginals_are_less() -> None:
    wins = [Fraction(9, 10)] * 3
    assert ladder(wins).high == Fraction(729, 1000)
    assert ladder_from_marginals(wins).interval.low == Fraction(7, 10)
    assert ladder([]).low == 1
    failing = unknown(
        ladder_structure(["l1", "l2", "l3"]), dict.fromkeys(["l1", "l2", "l3"], "1/10")
    )
    assert 1 - failing.high == ladder_from_marginals(wins).low


def test_trust_comes_only_from_the_root() -> None:
    links = [("root", "a", "ra"), ("a", "b", "ab"), ("b", "c", "bc"), ("c", "a", "ca")]
    trust = trust_structure("root", links, "c")
    assert happens(trust, ["ra", "ab", "bc"]) and not happens(trust, ["ab", "bc", "ca"])
    assert happens(dual(trust), ["ra"])
    assert not happens(trust_structure("root", [], "c"), ())
    assert happens(trust_structure("root", [], "root"), ())
    assert trust_structure("root", [("root", "a", "trusted x")], "a").leaves == ("trusted x",)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Tower.of(["1/2"], ["1/2"]),
        lambda: Tower.of(["1/2", "3/2"], ["1/2"]),
        lambda: Tower.of([float("nan")], []),
        lambda: exact(Tower.of([0, 0], [0], [0])).posterior,
        lambda: posterior_of(Fraction(1, 2), Fraction(0), Fraction(0)),
        lambda: colluding_guards(Fraction(1), [], -1),
        lambda: Level(Fraction(2), Fraction(0), Fraction(1)),
        lambda: fixed_point(Level(Fraction(1, 2), Fraction(1, 2), Fraction(1, 4))),
        lambda: Level(Fraction(0), Fraction(0), Fraction(0)).step(Fraction(0)),
        lambda: material(Fraction(1, 2), [Fraction(-1)]),
        lambda: ladder([Fraction(3, 2)]),
    ],
)
def test_bad_towers_are_refused(wrong: object) -> None:
    with pytest.raises(InputError):
        wrong()  # type: ignore[operator]
