"""Confidence, belief and bets, against exact sums."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.model.values import Trials
from tower.risk.statistics import (
    apply,
    clopper_pearson,
    confidence_after,
    e_value,
    merge_dependent,
    merge_independent,
    next_failure,
    rejects,
    trials_needed,
    worst_claim,
)

from .structures import chances, steady


def at_most(failures: int, trials: int, rate: Fraction) -> Fraction:
    terms = (comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(failures + 1))
    return sum(terms, Fraction(0))


@steady
@given(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.sampled_from(["0.9", "0.99"]),
)
def test_clopper_pearson_is_the_inverse_of_the_tail(
    counts: tuple[int, int], confidence: str
) -> None:
    failures, trials = counts
    upper = clopper_pearson(Trials(failures, trials), confidence).interval.high
    tail = 1 - Fraction(confidence)
    if failures == trials:
        assert upper == 1
        return
    assert at_most(failures, trials, upper) <= tail  # rounded up, so on the safe side
    assert at_most(failures, trials, upper * (1 - Fraction(1, 10**9))) > tail


def test_published_limits() -> None:
    assert float(clopper_pearson(Trials(0, 100)).interval.high) == pytest.approx(
        0.0295130, abs=5e-8
    )
    assert float(clopper_pearson(Trials(3, 100)).interval.high) == pytest.approx(
        0.0757107, abs=2e-7
    )
    both = clopper_pearson(Trials(3, 100), two_sided=True).interval
    assert float(both.low) == pytest.approx(0.00622997, abs=1e-8)


@given(st.integers(1, 400), st.sampled_from(["0.95", "0.99"]))
def test_the_number_of_clean_trials_is_the_least(inverse: int, confidence: str) -> None:
    rate, doubt = Fraction(1, inverse + 1), 1 - Fraction(confidence)
    count = trials_needed(rate, confidence)
    assert (1 - rate) ** count <= doubt < (1 - rate) ** (count - 1)


def test_clean_trials_and_the_interval_agree() -> None:
    assert clopper_pearson(Trials(0, 299)).interval.high <= Fraction(1, 100)
    assert clopper_pearson(Trials(0, 298)).interval.high > Fraction(1, 100)


@given(chances, chances)
def test_the_worst_claim_is_the_union_of_doubt_and_claim(doubt: Fraction, claim: Fraction) -> None:
    assert worst_claim(doubt, claim) == 1 - (1 - doubt) * (1 - claim)
    assert worst_claim(doubt, claim) >= max(doubt, claim)


@steady
@given(st.fractions("0.05", 1), st.integers(0, 60))
def test_no_prior_with_that_mass_at_nought_gives_more(theta: Fraction, tests: int) -> None:
    bound = next_failure(theta, tests)
    for step in range(1, 41):
        p = Fraction(step, 40)
        weight = (1 - theta) * (1 - p) ** tests
        assert weight * p / (theta + weight) <= bound


@steady
@given(chances, st.integers(0, 50), st.lists(st.tuples(chances, chances), min_size=1, max_size=4))
def test_confidence_after_tests_is_conservative(
    theta: Fraction, tests: int, rest: list[tuple[Fraction, Fraction]]
) -> None:
    """Any prior with P(rate = 0) = theta believes at least as much in the claim."""
    limit, total = Fraction(1, 4), sum(weight for _, weight in rest)
    if not theta or not total:
        return
    masses = [(Fraction(0), theta)] + [
        (rate, (1 - theta) * weight / total) for rate, weight in rest
    ]
    posterior = [(rate, mass * (1 - rate) ** tests) for rate, mass in masses]
    whole = sum(mass for _, mass in posterior)
    believed = sum(mass for rate, mass in posterior if rate <= limit) / whole
    assert believed >= confidence_after(theta, 0, limit, tests)


@given(chances.filter(lambda p: 0 < p < 1), chances, st.integers(0, 6))
def test_the_mean_of_an_e_value_is_one_under_its_null(
    null: Fraction, bet: Fraction, trials: int
) -> None:
    if bet >= null or trials == 0:
        return
    mean = sum(
        (
            comb(trials, k) * null**k * (1 - null) ** (trials - k) * e_value(k, trials, null, bet)
            for k in range(trials + 1)
        ),
        Fraction(0),
    )
    assert mean == 1


def test_an_e_value_keeps_its_level_under_optional_stopping() -> None:
    """Ville: the chance of ever reaching 1/alpha, by exact dynamic programming, stays below alpha."""
    null, bet, alpha = Fraction(3, 10), Fraction(1, 10), Fraction(1, 5)
    alive, crossed = {0: Fraction(1)}, Fraction(0)
    for trial in range(1, 40):
        now: dict[int, Fraction] = {}
        for failures, mass in alive.items():
            for more, chance in ((0, 1 - null), (1, null)):
                now[failures + more] = now.get(failures + more, Fraction(0)) + mass * chance
        alive = {}
        for failures, mass in now.items():
            if rejects(e_value(failures, trial, null, bet), alpha):
                crossed += mass
            else:
                alive[failures] = mass
    assert Fraction(0) < crossed <= alpha


def test_merging() -> None:
    assert merge_dependent([Fraction(40), Fraction(0)]) == 20
    assert merge_independent([Fraction(40), Fraction(0)]) == 0
    for merge in (merge_dependent, merge_independent):
        with pytest.raises(InputError, match="e-values"):
            merge([])
        with pytest.raises(InputError, match="e-values"):
            merge([Fraction(-1)])


def test_a_rate_is_not_used_off_its_population_without_a_word() -> None:
    found = clopper_pearson(Trials(9, 100, "honeypots"))
    assert apply(found, "honeypots").assumptions == ("with 95 % confidence",)
    with pytest.raises(InputError, match="measured on 'honeypots' is used on 'deployment'"):
        apply(found, "deployment")
    moved = apply(found, "deployment", because="honeypots look real")
    assert moved.interval == found.interval and "honeypots look real" in moved.assumptions[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: clopper_pearson(Trials(2, 1)),
        lambda: clopper_pearson(Trials(0, 0)),
        lambda: clopper_pearson(Trials(-1, 5)),
        lambda: clopper_pearson(Trials(1, 5), 1),
        lambda: clopper_pearson(Trials(1, 5), "0.5"),
        lambda: trials_needed(0),
        lambda: trials_needed("0.1", 0),
        lambda: e_value(0, 5, "0.1", "0.2"),
        lambda: e_value(0, 5, 1),
        lambda: confidence_after("0.9", "0.5", "0.1", 5),
        lambda: confidence_after(0, 0, 1, 5),
        lambda: next_failure("0.5", -1),
        lambda: worst_claim(float("nan"), 0),
    ],
)
def test_bad_evidence_is_refused(wrong: object) -> None:
    with pytest.raises(InputError):
        wrong()  # type: ignore[operator]
