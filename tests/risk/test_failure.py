"""The failure of a claim is read off its derivations, with a leaf for every number that the file states."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

from tower.api.bundled import bundled, load_bundled
from tower.api.views import TowerReport, check_model
from tower.model.claims import Condition
from tower.model.evidence import Evidence
from tower.model.file import load_text
from tower.model.values import Interval
from tower.risk.accreditation import exact, telescoped
from tower.risk.bounds import IMPOSSIBLE, INDEPENDENT
from tower.risk.circumstances import unknown_among
from tower.risk.cut_sets import minimal_sets
from tower.risk.failure import PRIOR, failure
from tower.risk.leaves import Leaf
from tower.risk.numbers import Numbers, numbers
from tower.risk.structure import Structure, all_of, any_of, happens

from .structures import hitting_sets, states_of, steady, structures

TODAY = date(2026, 11, 24)
HEAD = "tower: 1\nname: t\nproperties: {P: x, calm: y}\nartifacts: {x: it}\n"


def checked(text: str, **more: object) -> TowerReport:
    return check_model(load_text(HEAD + text).model, today=TODAY, **more)  # type: ignore[arg-type]


def about(text: str, claim: str = "P(x)", evidence: tuple[Evidence, ...] = ()) -> Numbers:
    report = checked(text, evidence=evidence)
    return numbers(report, claim)


ONE = """verifiers: {v: {error: {false_accept: 0.2}}}
checks: [{by: v, claim: P(x), how: test%s}]
observers: {o: {%s}}
"""


def test_a_rate_is_the_chance_of_accepting_what_is_bad() -> None:
    found = about(ONE % ("", ""))
    assert (found.bound.low, found.bound.high, found.held) == (Fraction(1, 5), Fraction(1, 5), ("rate(v)",))


def test_reading_a_tenth_and_catching_four_fifths_misses_nearly_everything() -> None:
    """1 - 0.10 x 0.80 = 0.92, not 0.20: what is not looked at is missed."""
    found = about(ONE % (", coverage: 0.1", ""))
    assert found.bound.high == Fraction(92, 100)
    assert "check 1 draws at random what it looks at" in found.held
    assert found.unheld.high == 1  # for whoever can tell what will be read


def test_a_prior_is_multiplied_because_the_rate_is_that_of_bad_objects() -> None:
    found = about(ONE % ("", "prior: {P(x): 0.9}"))
    assert (found.bound.low, found.bound.high) == (Fraction(1, 50), Fraction(1, 50))
    assert about(ONE % (", coverage: 0.1", "prior: {P(x): 0.9}")).bound.high == Fraction(92, 1000)


def test_a_joint_is_told_from_a_posterior() -> None:
    text = ONE.replace("false_accept: 0.2", "false_accept: 0.2, false_reject: 0.5")
    found = about(text % ("", "prior: {P(x): 0.9}"))
    assert found.posterior is not None
    assert found.posterior.high == Fraction(2, 100) / (Fraction(2, 100) + Fraction(45, 100))
    assert about(ONE % ("", "prior: {P(x): 0.9}")).posterior is None  # nobody said what good ones suffer


def test_without_a_number_a_test_can_be_worth_nothing() -> None:
    text = "verifiers: {v: who}\nchecks: [{by: v, claim: P(x), how: test%s}]\nobservers: {o: {assumes: [%s]}}\n"
    assert (about(text % ("", "sound(v)")).bound.low, about(text % ("", "sound(v)")).bound.high) == (0, 1)
    assert about(text % (", needs: [calm]", "calm")).bound.high == 1
    assert about(text % ("", "{claim: sound(v), credence: 0.9}")).bound.high == Fraction(1, 10)
    assert about(text % (", needs: [calm]", "{claim: calm, credence: [0.7, 0.9]}")).bound.high == Fraction(3, 10)


def test_an_exact_check_stands_on_conditions_in_words() -> None:
    text = "verifiers: {v: who}\nchecks: [{by: v, claim: P(x), how: attestation}]\nobservers: {o: {assumes: [sound(v)]}}\n"
    found = about(text)
    assert (found.bound.high, found.held, found.says_something, found.unheld.high) == (0, ("sound(v)",), False, 1)


def test_what_nothing_holds_up_has_the_whole_interval() -> None:
    found = about("observers: {o: {prior: {P(x): 0.9}}}\n")
    assert (found.failure, found.bound.low, found.bound.high) == (None, 0, 1)


# the three ways to compose: the same numbers, three answers

RATES = "verifiers: {v: {error: {false_accept: 0.1}}, w: {error: {false_accept: 0.2}}}\n"
GUARDS = RATES + """checks: [{by: v, claim: P(x), how: test}, {by: w, claim: P(x), how: test}]
observers: {o: {}}
"""
ACCREDITATION = RATES + """checks: [{by: v, claim: P(x), how: test}, {by: w, claim: rate(v), how: test}]
observers: {o: {}}
"""
LADDER = RATES + """checks: [{by: v, claim: P(w), how: test, needs: [P(v)]}, {by: w, claim: P(x), how: test, needs: [P(w)]}]
observers: {o: {assumes: [P(v)]}}
"""


def test_guards_a_tower_and_a_ladder_are_three_things() -> None:
    found = {name: about(text) for name, text in [("guards", GUARDS), ("accreditation", ACCREDITATION), ("ladder", LADDER)]}
    apart = {}
    for name, each in found.items():
        assert each.assessment is not None
        assert {here.kind for here in each.compositions} == {name}
        apart[name] = next(b.high for b in each.assessment.bounds if b.mode == INDEPENDENT)
    assert apart["guards"] == Fraction(2, 100)
    assert apart["ladder"] == Fraction(28, 100)
    assert found["guards"].bound.high == Fraction(1, 10)
    # v misses, or was wrongly vouched for: how often v is unsound, nobody said
    assert found["accreditation"].bound.high == Fraction(3, 10)


TOWER = """verifiers:
  V1: {error: {false_accept: 1/10, false_reject: 1/20}}
  V2: {error: {false_accept: 1/10, false_reject: 1/10}}
checks: [{by: V1, claim: P(x), how: test}, {by: V2, claim: rate(V1), how: test}]
observers:
  o:
    prior: {P(x): 4/5, rate(V1): 19/20}
    assumes: [{claim: rate(V2), credence: 49/50}]
"""


def test_the_tower_of_the_literature_is_recognised_and_exact() -> None:
    found = about(TOWER)
    assert found.tower is not None
    assert found.bound.high == Fraction(9, 200)  # the telescoped bound, and no better without independence
    assert telescoped(found.tower).high == Fraction(9, 200)
    assert exact(found.tower).posterior == Fraction(9159, 337141)


def test_a_tower_with_more_below_or_an_interval_in_it_is_no_plain_tower() -> None:
    assert about(TOWER.replace("claim: rate(V1), how: test", "claim: rate(V1), how: test, coverage: 0.5")).tower is None
    assert about(TOWER.replace("credence: 49/50", "credence: [0.9, 1]")).tower is None


# dependence as the file declares it

THREE = """verifiers:
  a: {lineage: {organisation: lab}, error: {false_accept: 0.1}}
  b: {lineage: {organisation: lab}, error: {false_accept: 0.1}}
  c: {lineage: {weights: w}, error: {false_accept: 0.1}}
checks: [{by: {at_least: 3, of: [a, b, c]}, claim: P(x), how: test}]
observers: {o: {}}
"""


@pytest.mark.parametrize(
    ("dependence", "high"),
    [
        ("", Fraction(1, 10)),
        ("dependence: [{independent: [a, b]}]\n", Fraction(1, 100)),
        ("dependence: [{independent: [a, b, c]}]\n", Fraction(1, 1000)),
        ("dependence: [{independent: [a, b]}, {independent: [a, c]}, {independent: [b, c]}]\n", Fraction(1, 100)),
        ("dependence: [{coalition: 1}]\n", Fraction(1, 10)),
        ("dependence: [{coalition: 3}]\n", Fraction(1)),
        ("dependence: [{latent: z, probability: 0.05, defeats: [a, b, c]}]\n", Fraction(15, 100)),
    ],
)
def test_declared_dependence_is_used_and_nothing_else(dependence: str, high: Fraction) -> None:
    assert about(THREE + dependence).bound.high == high


def test_one_principal_is_counted_once() -> None:
    shared = THREE.replace("b: {lineage: {organisation: lab}", "b: {lineage: {weights: w}")
    found = about(shared.replace("at_least: 3", "at_least: 2") + "dependence: [{independent: [a, b]}]\n")
    assert found.bound.high == Fraction(1, 100)  # two principals of three verifiers, both must miss


MIXED = """verifiers:
  a: {lineage: {organisation: lab}, error: {false_accept: %s}}
  b: {lineage: {organisation: lab}, error: {false_accept: %s}}
checks:
  - {by: a, claim: P(x), how: test, needs: [calm]%s}
  - {by: b, claim: P(x), how: test}
observers:
  o: {prior: {P(x): %s}, assumes: [{claim: calm, credence: %s}]}
dependence: [%s]
"""
chances = st.sampled_from(["0", "0.1", "1/3", "0.5", "1", "[0.1, 0.4]", "[0, 1]", "e"])
declared = st.lists(
    st.sampled_from([
        "{independent: [a, b]}", "{independent: [a, calm]}", "{common_cause: {organisation: lab}, beta: 0.2}",
        "{latent: z, probability: [0, 0.1], defeats: [a, b]}", "{coalition: 1}",
    ]),
    unique=True, max_size=4,
)  # fmt: skip


@settings(deadline=None, max_examples=12)
@given(st.tuples(chances, chances, st.sampled_from(["", ", coverage: 0.5"]), chances, chances), declared)
def test_unknown_dependence_contains_every_other_answer(numbers_: tuple[str, ...], said: list[str]) -> None:
    found = about(MIXED % (*numbers_, ", ".join(said)))
    assert found.assessment is not None
    for bound in found.assessment.bounds:
        assert found.assessment.unknown.contains(bound), bound


# rates among bad objects, against the whole programme


@steady
@given(structures(leaves=3, gates=3), st.tuples(*[st.integers(1, 3)] * 4))
def test_rates_among_cases_are_the_programme_with_their_products(
    structure: Structure, quarters: tuple[int, ...]
) -> None:
    rates = dict(zip(("bad", "l0", "l1", "l2"), [Fraction(n, 4) for n in quarters], strict=True))
    whole = Structure.of("top", {**structure.gate, "top": all_of("bad", structure.top)})
    given_bad = [e for e in whole.leaves if e != "bad"][:1]
    leaves = [
        Leaf(e, Interval(rates[e], rates[e]), given=("bad",) if e in given_bad else ()) for e in whole.leaves
    ]
    found = unknown_among(whole, leaves)
    low, high = _programme(whole, rates, given_bad)
    assert float(found.low) == pytest.approx(low, abs=1e-7)
    assert float(found.high) == pytest.approx(high, abs=1e-7)


def _programme(structure: Structure, rates: dict[str, Fraction], given_bad: list[str]) -> tuple[float, float]:
    states = list(states_of(structure.leaves))
    rows = [[1.0] * len(states)]
    goals = [1.0]
    for leaf in structure.leaves:
        rows.append([float(leaf in state) for state in states])
        goals.append(float(rates[leaf]))
    for leaf in given_bad:
        rows.append([float({leaf, "bad"} <= state) for state in states])
        goals.append(float(rates[leaf] * rates["bad"]))
    top = np.array([float(happens(structure, state)) for state in states])
    ends = [linprog(sign * top, A_eq=rows, b_eq=goals, bounds=(0, 1)).fun * sign for sign in (1, -1)]
    return ends[0], ends[1]


def test_many_leaves_keep_a_valid_lower_end_and_say_so() -> None:
    names = [f"m{i}" for i in range(15)]
    half = Interval(Fraction(1, 2), Fraction(1, 2))
    structure = Structure.of("f", {"f": all_of("bad", "any"), "any": any_of(*names)})
    leaves = [Leaf("bad", half), *(Leaf(name, half, given=("bad",)) for name in names)]
    found = unknown_among(structure, leaves)
    assert (found.high, found.exact) == (Fraction(1, 2), False)
    assert found.low <= Fraction(1, 4)


# cut sets are the minimal broken assumptions


@pytest.mark.parametrize("name", bundled())
def test_cut_sets_break_every_leftover_set(name: str) -> None:
    """With the misses left out, what must break is exactly what hits every set of assumptions."""
    report = check_model(load_bundled(name).model, today=TODAY)
    judge = report.engine.judge  # type: ignore[attr-defined]
    for answer in report.answers:
        found = failure(judge, answer)
        if found is None or answer.more or answer.verdict != "SUPPORTED":
            continue
        roots = {str(root) for chosen in answer.assumptions for root in chosen}
        extra = {
            leaf.event: all_of() if leaf.kind == PRIOR else any_of()
            for leaf in found.leaves
            if leaf.event not in roots
        }
        bare = Structure.of(found.structure.top, {**found.structure.gate, **extra})
        wanted = hitting_sets([{str(root) for root in chosen} for chosen in answer.assumptions])
        assert [set(s) for s in minimal_sets(bare).sets] == [set(s) for s in wanted], answer.text


# evidence


TESTED = "properties: {P: x, calm: {testable: true, about: y}}"


def with_evidence(status: str, because: str = "", n: int = 299) -> Numbers:
    record = Evidence(Condition("calm"), status, n=n, population="at random")  # type: ignore[arg-type]
    root = f"{{claim: calm, because: {because}}}" if because else "calm"
    text = "verifiers: {v: who}\nchecks: [{by: v, claim: P(x), how: test, needs: [calm]}]\nobservers: {o: {assumes: [%s]}}\n"
    report = check_model(
        load_text((HEAD + text % root).replace("properties: {P: x, calm: y}", TESTED)).model,
        today=TODAY, evidence=[record],
    )  # fmt: skip
    return numbers(report, "P(x)")


def test_tests_leave_a_confidence_interval_on_their_population() -> None:
    found = with_evidence("tested", because="use is at random too")
    assert float(found.bound.high) == pytest.approx(0.00997, abs=1e-5)
    assert [leaf.population for leaf in found.failure.leaves] == ["at random"]  # type: ignore[union-attr]


def test_a_rate_is_not_moved_to_another_population_without_a_reason() -> None:
    assert with_evidence("tested").bound.high == 1


def test_what_was_searched_whole_or_proved_leaves_nothing() -> None:
    assert with_evidence("exhausted").bound.high == with_evidence("proved").bound.high == 0


def test_a_rate_of_another_population_is_not_used_at_all() -> None:
    text = ONE.replace("0.2", "{failures: 0, trials: 100, population: honeypots}")
    found = about(text % (", population: deployment", "assumes: [sound(v)]"))
    assert found.bound.high == 1
    assert found.failure is not None
    assert not found.failure.figures


# requirements


@pytest.mark.parametrize(
    ("text", "bound", "met"),
    [
        (ONE % ("", ""), "0.2", True),
        (ONE % ("", ""), "0.19", False),
        (GUARDS, "0.1", True),
        (GUARDS, "0.09", False),
        (GUARDS + "dependence: [{independent: [v, w]}]\n", "0.02", True),
        (GUARDS + "dependence: [{coalition: 2}]\n", "0.99", False),
        (GUARDS + "dependence: [{latent: z, probability: 0.5, defeats: [v, w]}]\n", "0.4", False),
        (ONE % ("", "prior: {P(x): 0.9}"), "0.02", True),
    ],
)
def test_a_required_bound_is_judged_by_the_number(text: str, bound: str, met: bool) -> None:
    report = checked(text + f"requires: [{{claim: P(x), bound: {bound}}}]\n")
    assert ("TWR404" not in {found.code for found in report.breaks}) == met


def test_what_is_held_is_named_where_a_bound_is_not_met() -> None:
    report = checked(ONE % ("", "") + "requires: [{claim: P(x), bound: 0.19}]\n")
    reason = next(found.reason for found in report.breaks if found.code == "TWR404")
    assert "at most 0.2 is known, if these hold: rate(v)" in reason


def test_the_held_are_those_in_some_minimal_set() -> None:
    report = check_model(load_bundled("seed-enacted").model, today=TODAY)
    assert numbers(report, report["P(system)"].claim).held == ("gate(system)", "sound(Pmeta)")


GALLERY = [
    ("untrusted-monitoring", "no_sabotage(policy)", "0.2"),
    ("untrusted-monitoring-honeypots", "no_sabotage(policy)", "0.25"),
    ("github-two-people", "reviewed(change)", "0.05"),
    ("weak-to-strong", "correct(strong)", "0.1"),
    ("swiss-cheese", "caught(agent)", "0.11"),
]


@pytest.mark.parametrize(("name", "claim", "high"), GALLERY)
def test_the_towers_of_the_gallery_carry_numbers(name: str, claim: str, high: str) -> None:
    report = check_model(load_bundled(name).model, today=TODAY)
    assert numbers(report, report[claim].claim).bound.high == Fraction(high)


def test_the_ladder_of_the_gallery_is_the_published_figure() -> None:
    report = check_model(load_bundled("nested-scalable-oversight").model, today=TODAY)
    found = numbers(report, report["trusted(strong)"].claim)
    assert 1 - float(found.bound.high) == pytest.approx(0.2756914077, abs=1e-9)


def test_swiss_cheese_shows_what_independence_buys() -> None:
    report = check_model(load_bundled("swiss-cheese").model, today=TODAY)
    found = numbers(report, report["caught(agent)"].claim).assessment
    assert found is not None
    apart = {bound.mode: bound.high for bound in found.bounds}
    assert apart["independent"] == Fraction(1, 10**4)
    assert float(apart["latent"]) == pytest.approx(0.010099)
    assert all(leaf.rate != IMPOSSIBLE or leaf.event.startswith("rate(") for leaf in found.leaves)


@pytest.mark.parametrize("name", bundled())
def test_every_claim_of_the_gallery_has_numbers_without_an_error(name: str) -> None:
    report = check_model(load_bundled(name).model, today=TODAY)
    for answer in report.answers:
        if answer.asker == report.observer:
            found = numbers(report, answer.claim)
            assert found.unheld.high >= found.bound.low
            if found.assessment is not None:
                assert all(found.assessment.unknown.contains(bound) for bound in found.assessment.bounds)

