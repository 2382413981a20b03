"""Each known way to go wrong with such numbers, as a test that it is not done here."""

from __future__ import annotations

import json
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest
import sympy

from tower.risk.accreditation import Level, Tower, exact, fixed_point, material, telescoped
from tower.risk.bdd import probability_of
from tower.risk.cut_sets import minimal_sets
from tower.risk.frechet import unknown
from tower.risk.guards import independent_guards, posterior_of, unknown_guards
from tower.risk.importance import MEASURES, importance_of
from tower.risk.published import nested_oversight
from tower.risk.published.ai_control import safety
from tower.risk.published.assurance import conjunction
from tower.risk.published.littlewood_rushby import one_possibly_perfect, two_fallible
from tower.risk.published.subjective_logic import Opinion, discount
from tower.risk.statistics import e_value, rejects, trials_needed
from tower.risk.structure import Structure, all_of, any_of, dual, happens, horn
from tower.risk.symbolic import endless

from .structures import OR_AND, TWO_TRAINS, enumerated

FACTS = json.loads((Path(__file__).parent.parent / "facts" / "numbers.json").read_text())
TENTH = Fraction(1, 10)


def test_dependent_confidences_are_not_multiplied() -> None:
    case = conjunction(["0.95"] * 5)
    assert case.low == Fraction(3, 4) < Fraction(95, 100) ** 5
    assert unknown_guards(Fraction(1), [TENTH] * 3).high == TENTH > TENTH**3


def test_acceptance_of_the_bad_is_not_badness_of_the_accepted() -> None:
    assert posterior_of(Fraction(9, 10), TENTH, Fraction(9, 10)) == Fraction(1, 2) != TENTH


def test_a_joint_is_not_a_posterior() -> None:
    found = exact(Tower.of(["1/5", "1/20", "1/50"], ["1/10", "1/10"], ["19/20", "9/10"]))
    assert found.posterior == found.joint / found.accept > found.joint


def test_marginal_false_accepts_are_not_the_conditional_ones_of_a_tower() -> None:
    """Under deception whatever survived the first level is accepted by the next ones."""
    prior = Fraction(1, 5)
    assert material(prior, [TENTH, Fraction(1)]).high == prior * TENTH
    assert independent_guards(prior, [TENTH, TENTH]).high == prior * TENTH**2


def test_guards_are_not_an_accreditation_tower() -> None:
    """The same numbers: guards fail when all fail, a tower when any level does."""
    guards = independent_guards(Fraction(1, 5), [TENTH, TENTH]).high
    tower = telescoped(Tower.of(["1/5", "1/20", "1/50"], ["1/10", "1/10"])).high
    assert guards == Fraction(1, 500) < tower == Fraction(9, 200)


def test_a_chance_of_imperfection_is_not_a_failure_rate() -> None:
    rate = Fraction(1, 1000)
    assert one_possibly_perfect(rate, rate).high == rate**2
    assert two_fallible(rate, rate).high == rate


def test_pairwise_independence_is_not_mutual() -> None:
    three, rates = Structure.of("f", {"f": all_of(*"abc")}), dict.fromkeys("abc", TENTH)
    assert unknown(three, rates, ["ab", "ac", "bc"]).high == TENTH**2
    assert unknown(three, rates, ["abc"]).high == TENTH**3


def test_a_repeated_leaf_is_not_multiplied_twice() -> None:
    shared = Structure.of(
        "f", {"f": all_of("g", "h"), "g": any_of("a", "b"), "h": any_of("a", "c")}
    )
    rates = dict.fromkeys("abc", TENTH)
    gate_by_gate = (1 - (1 - TENTH) ** 2) ** 2
    assert probability_of(shared, rates).high == enumerated(shared, rates) == Fraction(109, 1000)
    assert gate_by_gate < Fraction(109, 1000)
    found = unknown(shared, rates)
    assert (found.low, found.high) == (TENTH, 2 * TENTH)


def test_attacks_are_not_averaged() -> None:
    assert safety({"usual": Fraction(0), "worst": Fraction(1, 2)}) == Fraction(1, 2)


def test_looking_until_it_fits_needs_an_e_value() -> None:
    """A fixed-size count has no level under stopping; the e-value asks for at least as many trials."""
    needed = trials_needed("0.01")
    assert rejects(e_value(0, needed, "0.01"), "0.05")
    assert not rejects(e_value(0, needed - 1, "0.01"), "0.05")
    assert not rejects(e_value(1, 10**4, "0.01"), "0.05")  # one failure is not forgotten


def test_the_rare_event_sum_and_the_cut_set_bound_are_not_the_answer() -> None:
    rates = {
        "p1": Fraction(6, 10),
        "p2": Fraction(7, 10),
        "v1": Fraction(4, 10),
        "v2": Fraction(5, 10),
    }
    products = [prod(rates[e] for e in cut) for cut in minimal_sets(TWO_TRAINS).sets]
    upper = 1 - prod(1 - value for value in products)
    assert (float(sum(products)), float(upper)) == pytest.approx((1.2, 0.766144))
    found = probability_of(TWO_TRAINS, rates)
    assert found.high == Fraction(646, 1000) and found.exact


def test_the_three_fussell_veselys_have_three_names() -> None:
    row = importance_of(OR_AND, {"a": "0.1", "b": "0.2", "c": "0.3"}).row("b")
    names = ("criticality", "fussell_vesely", "diagnostic")
    values = [row[name] for name in names]
    assert set(names) < set(MEASURES)
    assert [round(float(v.low), 6) for v in values if v is not None] == [
        0.350649,
        0.38961,
        0.480519,
    ]


def test_two_liars_do_not_certify_each_other() -> None:
    ring = horn("a is sound", [("a is sound", ["b is sound"]), ("b is sound", ["a is sound"])])
    assert not happens(ring, ())
    assert probability_of(dual(ring), {}).low == 1


def test_percentages_that_are_not_reproducible_are_not_claimed() -> None:
    record = next(
        r for r in FACTS["not_reproducible_or_record_only"] if r["id"] == "nso400_v2_abstract"
    )
    fits = {f["id"]: f for f in FACTS["facts"] if f["fn"] == "nso_fit_best"}
    for game, claimed in record["claimed"].items():
        fit = fits[f"nso400_{game}"]["args"]
        contest = nested_oversight.Contest.of_fits(
            tuple(fit["guard"]), tuple(fit["houdini"]), fit["start"]
        )
        assert abs(nested_oversight.best_plan(contest, fit["D"]).success - claimed) > 0.002
    assert "not reproducible" in (nested_oversight.__doc__ or "")


def test_a_vacuous_advisor_still_passes_on_half_the_belief() -> None:
    advice = discount(Opinion.of(0, 0, 1, "0.5"), Opinion.of("0.9", 0, "0.1", "0.5"))
    assert advice.belief == Fraction(9, 20)


def test_an_infinite_tower_of_constant_quality_leaves_nothing_or_a_floor() -> None:
    k = sympy.Symbol("k", integer=True, positive=True)
    constant = endless(sympy.Symbol("e", positive=True), k)
    assert not constant.survives and constant.value == 0 and constant.union == sympy.oo
    level = Level(Fraction(1, 20), TENTH, Fraction(19, 20))
    floor = fixed_point(level).low
    assert floor > 0 and level.risk(3) - floor < Fraction(1, 10**5)
