"""Published models: laws and figures beyond the facts file, and what each refuses."""

from __future__ import annotations

import ast
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import tower
from tower.errors import InputError
from tower.risk.published import (
    ai_control,
    amplification,
    assurance,
    debate,
    dempster_shafer,
    eckhardt_lee,
    exchangeable,
    guaranteed_safe,
    littlewood_rushby,
    nested_oversight as nso,
    reward_modelling,
    subjective_logic,
    weak_to_strong,
)

from .structures import chances

PUBLISHED = Path(tower.__file__).parent / "risk" / "published"


def test_nothing_imports_the_published_models() -> None:
    for path in Path(tower.__file__).parent.rglob("*.py"):
        if path.parent == PUBLISHED:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import | ast.ImportFrom)
                else []
            )
            assert not any("published" in name.split(".") for name in names), path


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_each_says_its_source_and_when_it_is_valid(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text())) or ""
    assert "Source" in words and ("alid" in words or "assumption" in words)


def test_the_gap_sweep() -> None:
    contest = nso.Contest.of_fits(
        (1.5305382247861692, -622.9317463747565), (0.8344154600833648, 173.2206142928111), 1103
    )
    expected = {
        100: (0.3445, 1),
        200: (0.2453, 1),
        400: (0.1106, 1),
        800: (0.0518, 3),
        1600: (0.0416, 7),
    }
    for gap, (success, steps) in expected.items():
        plan = nso.best_plan(contest, gap)
        assert (plan.success, plan.steps) == (pytest.approx(success, abs=1e-4), steps)
    assert nso.even_plan(contest, 0, 1).success == pytest.approx(0.4593, abs=1e-4)


@pytest.mark.parametrize(
    ("contest", "gap", "even", "optimal"),
    [
        (nso.Contest(1, 2, -800), 1000, 0.0081315, 0.0112328),
        (nso.Contest(1, 3, -2000), 1000, 0.191597, 0.196005),
        (nso.Contest(1, 1, -200), 500, 0.183644, 0.183644),
    ],
)
def test_optimal_spacing(contest: nso.Contest, gap: float, even: float, optimal: float) -> None:
    assert nso.best_plan(contest, gap).success == pytest.approx(even, abs=1e-6)
    assert nso.best_plan(contest, gap, "optimal").success == pytest.approx(optimal, abs=1e-6)


def test_backdoor_with_optimal_spacing() -> None:
    contest = nso.Contest.of_fits(
        (0.7192614624976502, 552.0221384375485), (1.9518243250891987, -1361.61176329289), 1103
    )
    assert nso.best_plan(contest, 400, "optimal").success == pytest.approx(0.277409, abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(
    st.floats(0.2, 3),
    st.floats(0.2, 3),
    st.floats(-2000, 500),
    st.floats(10, 2000),
    st.integers(1, 8),
)
def test_optimal_spacing_is_never_worse_and_stationary(
    g: float, h: float, lead: float, gap: float, steps: int
) -> None:
    contest = nso.Contest(g, h, lead)
    even, best = nso.even_plan(contest, gap, steps), nso.optimal_plan(contest, gap, steps)
    assert best.success >= even.success * (1 - 1e-12)
    assert best.levels[0] == 0 and best.levels[-1] == pytest.approx(gap)
    for place in range(1, steps):
        for nudge in (-0.5, 0.5):
            moved = [min(gap, max(0, x + nudge * (i == place))) for i, x in enumerate(best.levels)]
            assert contest.success(moved) <= best.success * (1 + 1e-4)


def test_infinitely_fine_ladders_fail() -> None:
    contest = nso.Contest(1, 1, -200)
    assert nso.even_plan(contest, 500, 2000).success < 1e-100 < nso.best_plan(contest, 500).success


def test_the_critical_slope_on_a_grid() -> None:
    for g, h in ((1.0, 1.0), (1.0, 3.0), (2.0, 3.0)):
        gap, critical = 40_000, nso.critical_slope(g, h)
        for ratio, single in ((critical + 0.02, True), (critical - 0.02, False)):
            contest = nso.Contest(g, h, ratio * gap - h * gap)
            assert (nso.best_plan(contest, gap).steps == 1) == single or not single


def test_ratings_come_back_from_their_own_win_shares() -> None:
    rows, columns = [-120.0, 40.0, 210.0], [-300.0, 60.0, 110.0]
    wins = [[nso.win_probability(a, b) for b in columns] for a in rows]
    found = nso.fit_ratings(wins, [[50.0] * 3] * 3)
    assert sum(found.rows) + sum(found.columns) == pytest.approx(0, abs=1e-6)
    for estimate, true in zip((*found.rows, *found.columns), (*rows, *columns), strict=True):
        assert estimate == pytest.approx(true, abs=0.1)


def test_extreme_ratings_do_not_overflow() -> None:
    assert nso.win_probability(0, 10**6) == 0.0 and nso.win_probability(10**6, 0) == 1.0


def test_reading_a_tenth_and_catching_four_fifths_misses_up_to_92_percent() -> None:
    assert ai_control.read_and_catch(Fraction(1, 10), Fraction(4, 5)).low == Fraction(92, 100)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), chances)
def test_the_audit_budget_is_kept(honest: list[float], budget: Fraction) -> None:
    threshold = ai_control.threshold_for(honest, budget)
    assert ai_control.catch_rate(honest, threshold) <= budget


@given(chances, st.integers(1, 6))
def test_all_attacks_caught_is_bounded_without_independence(rate: Fraction, attacks: int) -> None:
    wide = ai_control.all_caught(rate, attacks)
    assert wide.contains(ai_control.all_caught(rate, attacks, independent=True))


def test_majorities() -> None:
    e = Fraction(1, 20)
    limit = amplification.majority_limit(0.05)
    x = Fraction(1, 20)
    for _ in range(60):
        x = amplification.majority_step(x, e).limit_denominator(10**15)
    assert float(x) == pytest.approx(limit)
    assert amplification.majority_limit(1 / 6) == 0.5 == amplification.majority_limit(0.4)
    assert float(
        amplification.some_independent_decision_fails(Fraction(1, 100), 10).high
    ) == pytest.approx(0.0956179)
    assert amplification.some_decision_fails(Fraction(1, 2), 10).high == 1


def test_debate_does_not_ask_more_for_longer_debates() -> None:
    asked = [debate.queries(debate.Parameters.defaults(1, t)).verifier for t in (0, 10, 1000)]
    assert len(set(asked)) == 1


def test_errors_that_pile_up_have_no_limit() -> None:
    assert reward_modelling.error_limit("0.1", "1.2") is None
    near = reward_modelling.error_after(1, "0.1", "0.5", 60)
    assert abs(near - Fraction(1, 5)) < Fraction(1, 10**15)


def test_a_certificate_alone_bounds_nothing_real() -> None:
    assert guaranteed_safe.real_violation(
        Fraction(0), Fraction(1, 10), Fraction(0), Fraction(0)
    ).high == Fraction(1, 10)
    shifted = guaranteed_safe.violation_off_model(Fraction(1, 2), Fraction(1, 10))
    assert (shifted.low, shifted.high) == (Fraction(2, 5), Fraction(3, 5))


@given(st.lists(chances, min_size=1, max_size=6))
def test_hard_inputs_are_hard_for_all(difficulty: list[Fraction]) -> None:
    product, true = eckhardt_lee.both_fail(difficulty)
    assert true >= product


def test_exchangeable_verifiers_decay_slowly() -> None:
    values = [exchangeable.all_accept_bad("0.1", "0.9", n) for n in range(1, 6)]
    assert [round(float(v), 5) for v in values] == [0.1, 0.055, 0.0385, 0.02984, 0.02447]


opinions = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), chances).filter(
    lambda x: sum(x[:3])
)


@given(opinions, opinions)
def test_fused_and_discounted_opinions_are_opinions(x: tuple[int, ...], y: tuple[int, ...]) -> None:
    one, two = (
        subjective_logic.Opinion(*(Fraction(part, sum(o[:3])) for part in o[:3]), Fraction(o[3]))
        for o in (x, y)
    )
    for result in (
        subjective_logic.fuse(one, two),
        subjective_logic.average(one, two),
        subjective_logic.discount(one, two),
    ):
        assert 0 <= result.projected <= 1
    assert subjective_logic.average(one, one) == one
    assert subjective_logic.fuse(one, two) == subjective_logic.fuse(two, one)


def test_believed_and_recovered() -> None:
    assert littlewood_rushby.believed(Fraction(0), Fraction(1, 10), Fraction(1, 10)) == Fraction(
        1, 100
    )
    assert weak_to_strong.gap_recovered("0.6", "0.9", "0.8") > 1
    assert weak_to_strong.gap_recovered("0.6", "0.5", "0.8") < 0
    assert assurance.conjunction([]).low == 1
    assert ai_control.roc(0, 1, 0.25) == pytest.approx(0.25)
    assert ai_control.joint_evidence((0.9, 0.1), (0.9, 0.1)) == pytest.approx(2 * math.log(9))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: nso.best_plan(nso.Contest(1, 1, 0), 10, "odd"),
        lambda: nso.even_plan(nso.Contest(1, 1, 0), 10, 0),
        lambda: nso.double_relu(1, 0, 1, 2, 1),
        lambda: nso.fit_ratings([[1.5]], [[10]]),
        lambda: nso.fit_ratings([[0.5, 0.5]], [[10]]),
        lambda: ai_control.threshold_for([], Fraction(1, 10)),
        lambda: ai_control.threshold_for([float("nan")], Fraction(1, 10)),
        lambda: ai_control.catch_rate([], 0),
        lambda: ai_control.all_caught(Fraction(1, 2), 0),
        lambda: ai_control.roc(0, 1, 1),
        lambda: ai_control.joint_evidence((0, 1), (1, 1)),
        lambda: weak_to_strong.gap_recovered("0.8", "0.9", "0.8"),
        lambda: debate.Parameters.defaults(0, 1),
        lambda: debate.samples(Fraction(0), Fraction(1, 2)),
        lambda: amplification.tree_fails(Fraction(1, 2), 0, 1),
        lambda: amplification.some_decision_fails(Fraction(1, 2), 0),
        lambda: reward_modelling.error_limit(-1, 0),
        lambda: reward_modelling.error_after(0, 0, 0, -1),
        lambda: eckhardt_lee.both_methods_fail([], []),
        lambda: exchangeable.all_accept_bad(0, 1, 2),
        lambda: subjective_logic.Opinion.of(1, 1, 0, 0),
        lambda: subjective_logic.Opinion.of(1, 0, 0),
        lambda: subjective_logic.discount_chain(),
        lambda: dempster_shafer.combine(
            {frozenset("A"): Fraction(1)}, {frozenset("B"): Fraction(1)}
        ),
        lambda: dempster_shafer.combine(
            {frozenset("A"): Fraction(1, 2)}, {frozenset("A"): Fraction(1)}
        ),
    ],
)
def test_bad_input_is_refused(wrong: object) -> None:
    with pytest.raises(InputError):
        wrong()  # type: ignore[operator]
