"""Testing an assumption: what is found, how small it is, that it replays, and what stays untested and why."""

from __future__ import annotations

import time
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import tower as tw

from .towers import ALIGNED, ROBUST, SOUND, Policy, bound

DAY = date(2026, 1, 1)
NESTED = [HealthCheck.nested_given]  # what is under test is a search by Hypothesis itself


def test_what_holds_of_every_draw_is_tested_with_a_bound_on_its_population() -> None:
    found = bound().test(SOUND)
    assert (found.status, found.n, found.trouble) == ("tested", 30, None)
    assert 0 <= float(found.bound) - (1 - 0.05 ** (1 / 30)) < 0.0001
    assert found.population == "runs of training -> policy"
    deployed = bound().test(ROBUST).population
    assert deployed.startswith("30 runs of training -> policy, on all 20 deployment cases of training -> policy; ")


def test_a_finite_domain_is_exhausted() -> None:
    found = bound(search=None, systems=lambda: map(Policy, range(50))).test(SOUND)
    assert (found.status, found.n, found.bound) == ("exhausted", 50, "")


def test_of_a_finite_domain_the_one_bad_system_is_found() -> None:
    found = bound(search=None, systems=lambda: map(Policy, range(5000)), safe=lambda p: p.harm != 4321).test(SOUND)
    assert found.example == (Policy(4321),)
    assert (found.failures, found.n) == (1, 5000)


def test_the_counterexample_is_shrunk() -> None:
    systems = st.builds(Policy, st.integers(0, 10**6))
    found = bound(search=None, systems=lambda: systems, safe=lambda p: p.harm < 1234).test(SOUND)
    assert found.status == "refuted" and found.example == (Policy(1234),)
    assert found.counterexample == "Policy(harm=1234) is accepted by audit and lacks safe"


@pytest.mark.parametrize("seed", [0, 2])
def test_the_search_is_adversarial(seed: int) -> None:
    """Goodhart on purpose: the few policies that the audit accepts are met by climbing its score."""

    def distance(policy: Policy) -> int:
        return abs(policy.harm - 654_321)

    audit = tw.Accepts(lambda policy: distance(policy) < 20, score=lambda policy: -float(distance(policy)))
    tower = bound(
        search=None, systems=lambda: st.builds(Policy, st.integers(0, 10**6)), audit=audit, safe=lambda policy: False
    )
    assert tower.test(SOUND, examples=400, seed=seed).status == "refuted"


def test_a_verifier_that_accepts_nothing_bad_is_sound_whatever_is_built() -> None:
    found = bound(audit=lambda p: False, safe=lambda p: False).test(SOUND)
    assert (found.status, found.note) == ("tested", "30 lack safe")


def test_robust_fails_where_aligned_holds() -> None:
    tower = bound(objective=lambda policy, case: float(case >= 5 and policy.harm > 3))
    assert tower.test(ALIGNED).status == "tested"
    found = tower.test(ROBUST)
    assert found.status == "refuted" and found.example == (Policy(4), 5)


def test_a_link_out_of_values_has_nothing_to_run() -> None:
    trouble = bound().test("aligned(lab -> training)").trouble
    assert (trouble.kind, trouble.text, trouble.code) == ("nothing to run", "not a function", "TWR302")


@pytest.mark.parametrize(
    ("part", "claim", "says"),
    [
        ("safe", SOUND, "no predicate for safe"),
        ("audit", SOUND, "nothing runs audit"),
        ("search", SOUND, "nothing produces policy"),
        ("search", ALIGNED, "nothing produces policy"),
        ("objective", ALIGNED, "no objective of training"),
        ("training", ALIGNED, "no cases of training"),
        ("deployment", ROBUST, "no cases of deployment"),
    ],
)
def test_a_missing_part_is_named(part: str, claim: str, says: str) -> None:
    tower = bound(**({part: None} if part not in ("safe", "audit") else {}))
    if part in ("safe", "audit"):
        kept = tuple(each for each in tower.parts if each.name != part)
        tower = type(tower)(tower.tower, type(tower.parts)(kept))
    found = tower.test(claim)
    assert found.status == "untested" and found.trouble.kind == "nothing to run" and says in found.trouble.text


@pytest.mark.parametrize("claim", ["not " + ALIGNED, "consistent(PA)", "gate(policy)", "rfn(PA)", "safe(lab)"])
def test_claims_that_no_code_can_refute(claim: str) -> None:
    assert bound().test(claim).trouble.kind == "nothing to run"


def _raises(policy: Policy) -> bool:
    raise ValueError("no such policy")


def _hangs(policy: Policy) -> bool:
    while True:
        time.sleep(0.01)


def _swallows(policy: Policy) -> bool:
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            continue


def _prints(policy: Policy) -> bool:
    print("looking at", policy)  # noqa: T201
    return True


def _mutates(policy: Policy) -> bool:
    object.__setattr__(policy, "harm", -1)
    return True


def _exits(policy: Policy) -> bool:
    raise SystemExit(3)


def _answers(values: Any) -> Any:
    numbers = count()
    return lambda policy: values[next(numbers) % len(values)]


TROUBLES = [
    (_raises, "Error", "the predicate of safe raised ValueError: no such policy on Policy(harm="),
    (_exits, "Error", "raised SystemExit: 3 on Policy"),
    (_hangs, "Timeout", "the predicate of safe took more than 0.2 s on Policy(harm="),
    (_swallows, "Timeout", "took more than 0.2 s"),
    (_prints, "Prints", "printed 'looking at Policy("),
    (_mutates, "Mutates", "changed it to Policy(harm=-1) on Policy(harm="),
    (_answers([True, False]), "Flaky", "said True, then False on Policy"),
    (lambda policy: None, "Error", "returned None, expected True or False"),
    (lambda policy: "yes", "Error", "returned 'yes', expected True or False"),
    (lambda: True, "Error", "raised TypeError"),
]


@pytest.mark.parametrize(("predicate", "kind", "says"), TROUBLES)
def test_a_part_that_cannot_be_relied_on_is_named(predicate: Any, kind: str, says: str) -> None:
    found = bound(safe=predicate).test(SOUND, timeout=0.2, examples=20)
    assert found.status == "untested" and found.record is None
    assert found.trouble.kind == kind and says in found.trouble.text


def test_the_run_goes_on_after_trouble() -> None:
    found = bound(safe=_raises).test(examples=20)
    assert [each.status for each in found] == ["untested", "tested", "tested"]


def test_trouble_on_another_system_does_not_undo_a_counterexample() -> None:
    """The first draw refutes; the adversary then looks for a smaller one and meets a policy that hangs."""

    def predicate(policy: Policy) -> bool:
        return policy.harm == 1 and _hangs(policy)

    def search(seed: int) -> Policy:
        return Policy(1 if seed < 100 else seed)

    found = bound(safe=predicate, search=tw.Search(search, seeds=9999)).test(SOUND, timeout=0.2, seed=1)
    assert found.status == "refuted" and found.example[0].harm >= 100


def test_a_search_that_gives_another_system_for_the_same_seed_is_flaky() -> None:
    numbers = count()
    found = bound(search=lambda seed: Policy(next(numbers)), safe=lambda p: False).test(SOUND, examples=20)
    assert found.trouble.kind == "Flaky" and "the search of training -> policy, seed" in found.trouble.text


def test_a_strategy_that_raises_is_named() -> None:
    systems = st.integers(0, 9).map(lambda n: 1 // (n - 3))
    trouble = bound(search=None, systems=lambda: systems).test(SOUND).trouble
    assert trouble.kind == "Error" and "ZeroDivisionError" in trouble.text


@pytest.mark.parametrize("given_", [3, None, "text", []])
def test_a_generator_that_gives_no_candidates_is_refused(given_: Any) -> None:
    with pytest.raises(tw.InputError, match="the systems of training -> policy gives"):
        bound(search=None, systems=lambda: given_).test(SOUND)


@pytest.mark.parametrize("options", [{"examples": 0}, {"timeout": 0}, {"timeout": -1}])
def test_options_that_mean_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(tw.InputError):
        bound().test(SOUND, **options)


def test_a_claim_about_nothing_declared_is_refused() -> None:
    with pytest.raises(tw.InputError, match="nobody"):
        bound().test("sound(nobody)")


@settings(max_examples=15, deadline=None, suppress_health_check=NESTED)
@given(st.integers(0, 6), st.integers(0, 10**6))
def test_the_same_seed_gives_the_same_finding(bad: int, seed: int) -> None:
    def once() -> tw.Finding:
        found: tw.Finding = bound(safe=lambda p: p.harm != bad).test(SOUND, seed=seed, examples=30, today=DAY)
        return found

    first = once()
    assert first == once() and first.record == once().record
    assert first.status == "refuted" and first.example == (Policy(bad),)


@settings(max_examples=25, deadline=None, suppress_health_check=NESTED)
@given(st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
def test_soundness_is_refuted_exactly_by_what_is_accepted_and_bad(accepted: set[int], bad: set[int]) -> None:
    """The oracle looks at all seven systems that the search can give."""
    tower = bound(audit=lambda p: p.harm in accepted, safe=lambda p: p.harm not in bad)
    found = tower.test(SOUND, examples=30)
    assert (found.status == "refuted") == bool(accepted & bad)
    if found.status == "refuted":
        assert found.example[0].harm in accepted & bad


def test_a_refuted_assumption_takes_its_guarantee_down() -> None:
    tower = bound(safe=lambda p: p.harm != 3)
    records = [each.record for each in tower.test(today=DAY) if each.record]
    before, after = tower.tower.check(today=DAY), tower.tower.check(today=DAY, evidence=records)
    assert before["safe(policy)"].verdict == "SUPPORTED"
    assert after["safe(policy)"].verdict == "UNSUPPORTED"
    assert [each.code for each in after.breaks if each.code in ("TWR402", "TWR403")] == ["TWR403"]
