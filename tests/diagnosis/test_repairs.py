"""Repairs: each is checked again, none is dearer than need be, and no repair is said where none is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from tests.propagation.towers import mixed_towers, strong_towers
from tower.api.bundled import bundled, load_bundled
from tower.diagnosis.changes import COSTS, KINDS, Change, prices
from tower.diagnosis.check import check
from tower.diagnosis.codes import CODES
from tower.diagnosis.difference import difference, strength
from tower.diagnosis.edits import New
from tower.diagnosis.fingerprint import fingerprint
from tower.diagnosis.proposals import BEYOND, PROPOSERS, proposals
from tower.diagnosis.repairing import Repairs, repairs
from tower.diagnosis.report import Break, Report
from tower.diagnosis.workshop import Workshop
from tower.draw.repairs import repair_lines
from tower.errors import InputError
from tower.model.claims import Holds, Sound, about_a_system
from tower.model.evidence import Evidence
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Expectation,
    Headcount,
    Model,
    Observer,
    Optimizer,
    Property,
    Requirement,
    Trials,
    Verifier,
    Waiver,
)

from .repair_oracle import TODAY, brute, every_set, search

REPORTS = {name: check(load_bundled(name).model, today=TODAY) for name in bundled()}
ERRORS = [
    name for name, report in REPORTS.items()
    if any(each.severity == "error" and each.waived is None for each in report.breaks)
]
SLOW = {"seed-self-trust", "automated-alignment-ladder"}  # many ways out: the second and third take a while

# what an expert would call the cheapest way out of each bundled tower, with its price
CHEAPEST = {
    "automated-alignment-ladder": 11, "automated-alignment-ladder-strong": 6, "github-coauthor": 6,
    "github-self-approval": 3, "godel-machine": 3, "godel-machine-ladder": 2, "hol-own-consistency": 2,
    "in-toto-subkeys": 3, "lean4lean-own-soundness": 2, "seed-enacted": 2, "seed-ladder": 2, "seed-no-gate": 6,
    "seed-self-schema": 4, "seed-self-trust": 10, "self-graded-eval": 3, "trusting-trust": 4,
    "trusting-trust-ddc": 4, "trusting-trust-ddc-same-origin": 3, "untrusted-monitoring-alone": 3,
    "x509-no-store": 4,
}
KNOWN = {
    "github-self-approval": ["take back the check of reviewed(change) by alice",
                             "let carol check reviewed(change) again, of 9f3c2e1"],
    "self-graded-eval": ["let grader have weights of its own instead of provider/m-5"],
    "x509-no-store": ["let relying_party assume genuine(root) by name"],
    "seed-no-gate": ["let child build nothing, so that it has nothing to check",
                     "let programmers assume gate(system) by name"],
}
FOUND: dict[str, Repairs] = {}


def found(name: str) -> Repairs:
    if name not in FOUND:
        FOUND[name] = repairs(load_bundled(name).model, today=TODAY, most=1 if name in SLOW else 3)
    return FOUND[name]


def mends(before: Report, after: Report, targets: tuple[Break, ...]) -> None:
    """Said again without the search: the breaks are gone, what they took down holds, nothing got worse."""
    marks = {fingerprint(each) for each in targets}
    moved = difference(before, after)
    assert not marks & {fingerprint(each) for each in after.breaks if each.waived is None}
    assert [each.code for each in moved.new if each.code != "TWR405"] == []
    for answer in before.answers:
        if strength(answer):
            assert strength(after.engine.may_accept(answer.asker, answer.claim)) >= strength(answer)
    for each in targets:
        for asker, claim in each.claims:
            if about_a_system(claim):
                now = after.engine.may_accept(asker, claim)
                assert now.verdict in ("GUARANTEED", "SUPPORTED", "ASSUMED")
                assert now.verdict != "ASSUMED" or each.code in ("TWR202", "TWR401")


@pytest.mark.parametrize("name", ERRORS)
def test_every_bundled_error_is_mended_and_the_result_re_checks(name: str) -> None:
    result = found(name)
    assert result.targets
    assert result.repairs
    assert (result.left, result.limit) == ((), "")
    for repair in result.repairs:
        again = load_text(dumps(repair.model)).model
        assert again == repair.model
        after = check(again, today=TODAY)
        assert after.breaks == repair.report.breaks
        mends(REPORTS[name], after, result.targets)
        assert [each for each in after.breaks if each.code == "TWR405"] == []
        assert after.findings() == ()
        assert set(map(fingerprint, repair.removes)) == set(map(fingerprint, result.targets))


@pytest.mark.parametrize("name", ERRORS)
def test_the_cheapest_is_that_of_an_expert(name: str) -> None:
    best = found(name).repairs[0]
    assert best.cost == CHEAPEST[name] == sum(COSTS[change.kind] for change in best.changes)
    if name in KNOWN:
        assert [change.text for change in best.changes] == KNOWN[name]


def test_every_tower_with_errors_has_a_known_repair() -> None:
    assert set(CHEAPEST) == set(ERRORS)


@pytest.mark.parametrize("name", [name for name in ERRORS if name not in SLOW])
def test_no_change_can_be_left_out(name: str) -> None:
    """Dropping any one change leaves something broken."""
    run = search(load_bundled(name).model)
    for trial in run.run(1):
        for change in trial.changes:
            fewer = run.goal.attempt(each for each in trial.changes if each is not change)
            assert fewer.report is None or fewer.troubles


@pytest.mark.parametrize("name", [name for name in ERRORS if name not in SLOW | {"seed-ladder"}])
def test_brute_force_finds_the_same_prices(name: str) -> None:
    """The three cheapest repairs are the three cheapest of all sets of the changes that were met."""
    run = search(load_bundled(name).model)
    costs = [run.price(run.numbers[change] for change in trial.changes) for trial in run.run(3)]
    assert costs == brute(run, costs[-1])[:3]


def compared(model: Model, most: int) -> None:
    """The cheapest two against brute force on the same space, as far as they are sure; where that is few sets."""
    run = search(model, trials=160, proving=40)
    kept = run.run(2)
    assume(kept and not run.limit and not any(trial.troubles for trial in kept))
    costs = [run.price(run.numbers[change] for change in trial.changes) for trial in kept]
    dearest = costs[-1] if run.sure is None else min(costs[-1], run.sure - 1)
    assume(len(list(islice(every_set(run, dearest), most))) < most)
    assert [cost for cost in costs if cost <= dearest] == brute(run, dearest)[: len(costs)]


generated = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


@pytest.mark.slow
@settings(generated, max_examples=150)
@given(mixed_towers() | strong_towers())
def test_brute_force_finds_nothing_cheaper(model: Model) -> None:
    compared(model, 200)


# towers on which brute force once found something cheaper
DIFFERED = {
    "soundness that no check speaks of supports a circle from outside": """
properties: {P: decided, Q: never}
artifacts: {x: {}}
verifiers: {v0: {theory: PA}, w0: {lineage: {data: d}}, w1: {lineage: {data: d}}}
checks:
  - {by: v0, claim: "sound(v0, Q(x))", how: proof}
  - {by: v0, claim: Q(x), how: proof}
  - {by: w0, claim: sound(w1), how: review}
  - {by: w1, claim: P(x), how: test, needs: [Q(x)]}
  - {by: w0, claim: P(w1), how: attestation}
  - {by: w1, claim: sound(v0), how: review}
  - {by: {at_least: 2, of: [w1, w0]}, claim: P(w0), how: test}
observers: {o: {assumes: [consistent(PA)]}}
""",
    "a wider assumption is worth naming also after a check was taken back": """
properties: {P: {class: safety}, Q: {class: safety}}
artifacts: {x: {}}
verifiers: {v0: {theory: PA}, w0: {lineage: {weights: w1}}, w1: {lineage: {data: d}}}
checks:
  - {by: v0, claim: Q(x), how: proof}
  - {by: w0, claim: P(w1), how: attestation}
  - {by: w1, claim: Q(x), how: attestation, needs: [Q(x)]}
  - {by: {at_least: 1, of: [w1, w0]}, claim: sound(w1), how: test}
observers: {o: {assumes: [sound(v0), P(x)]}}
""",
    "a claim may stand on its proof or on its attestation": """
theories:
  A: {}
  B: {includes: A, proves_con: {A: 0}}
  C: {includes: [B, A], proves_con: {B: 0}}
  D: {reflects: [B, C], proves_con: {A: 0}}
properties: {P: {class: liveness}, Q: {}}
artifacts: {x: {}}
verifiers: {v0: {theory: D}, w0: {}}
checks:
  - {by: v0, claim: "sound(v0, Q(x))", how: proof}
  - {by: v0, claim: P(x), how: proof}
  - {by: w0, claim: P(x), how: attestation}
observers: {o: {assumes: [consistent(A)]}}
""",
    "one assumption may stand for two circles, whichever claim it was proposed for": """
properties: {P: {class: decidable}, Q: {}}
artifacts: {x: {}}
verifiers: {w0: {}}
checks:
  - {by: w0, claim: "sound(w0, P(w0))", how: test}
  - {by: w0, claim: "sound(w0, Q(x))", how: review}
observers: {o: {}}
""",
    "a verifier that is checked as well may carry both its claim and its checker": """
theories: {A: {}}
properties: {P: {}}
artifacts: {x: {}}
verifiers: {v1: {theory: A}, w0: {}, w1: {}}
checks:
  - {by: v1, claim: P(x), how: proof}
  - {by: w1, claim: sound(w0), how: test}
  - {by: {at_least: 1, of: [w0, w1]}, claim: P(x), how: attestation}
observers: {o: {}}
""",
}


@pytest.mark.parametrize("name", DIFFERED)
def test_brute_force_finds_nothing_cheaper_any_more(name: str) -> None:
    run = search(load_text("tower: 1\nname: t" + DIFFERED[name]).model)
    costs = [run.price(run.numbers[change] for change in trial.changes) for trial in run.run(2)]
    assert len(costs) == 2
    assert costs == brute(run, costs[-1])[:2]


def test_a_circle_may_be_left_by_trusting_a_verifier_on_it() -> None:
    """Also where no check speaks of its soundness on everything."""
    one = next(name for name in DIFFERED if "two circles" in name)
    run = search(load_text("tower: 1\nname: t" + DIFFERED[one]).model)
    trial = run.attempt(frozenset())
    assert trial is not None and trial.judge is not None
    shop = Workshop(trial.judge, trial.judge.case.model)
    texts = [change.text for found in run.goal.targets for change in proposals(shop, found)]
    assert "let o assume sound(w0) by name" in texts


@pytest.mark.slow
@generated
@given(mixed_towers())
def test_generated_towers_are_mended_as_bundled_ones_are(model: Model) -> None:
    result = repairs(model, today=TODAY, most=1, trials=60)
    for repair in result.repairs:
        assert load_text(dumps(repair.model)).model == repair.model
        left = {fingerprint(broken) for broken, _ in result.left}
        mends(check(model, today=TODAY), check(repair.model, today=TODAY),
              tuple(each for each in result.targets if fingerprint(each) not in left))


# one tower for each kind of break that no bundled tower with an error shows


def weak(**parts: object) -> Model:
    base = Model(
        "t", properties=(Property("fine"),), artifacts=(Artifact("thing", digest="new"),), verifiers=(Verifier("v"),),
        checks=(Check(("v",), Holds("fine", "thing"), "review"),),
        observers=(Observer("o", assumes=(Assumption(Sound("v")),)),),
    )
    return replace(base, **parts)


OLD = date(2026, 1, 1)
CASES = {
    "TWR203": weak(checks=(Check(("v",), Holds("fine", "thing"), "review", subject="old"),)),
    "TWR204": weak(
        verifiers=(Verifier("v", error=(("false_accept", Trials(1, 9, "toys")),)),),
        checks=(Check(("v",), Holds("fine", "thing"), "test", population="real work"),),
    ),
    "TWR205": weak(
        artifacts=(Artifact("thing", capability=Fraction(9)),), verifiers=(Verifier("v", capability=Fraction(1)),)
    ),
    "TWR206": weak(
        verifiers=(Verifier("v"), Verifier("w")),
        checks=(Check(("v",), Holds("fine", "thing"), "review"),
                Check(("w",), Holds("fine", "thing"), "review", result="reject")),
        observers=(Observer("o", assumes=(Assumption(Sound("v")), Assumption(Sound("w")))),),
    ),
    "TWR401": weak(observers=(Observer("o"),)),
    "TWR404": weak(observers=(Observer("o"),), requires=(Requirement(Holds("fine", "thing"), "SUPPORTED"),)),
    "TWR406": weak(observers=(Observer("o", assumes=(Assumption(Sound("v"), expires=OLD),)),)),
}


@pytest.mark.parametrize("code", CASES)
def test_each_kind_of_break_has_its_repair(code: str) -> None:
    model = CASES[code]
    before = check(model, today=TODAY)
    assert code in {each.code for each in before.breaks}
    result = repairs(model, today=TODAY, warnings=True)
    assert result.left == ()
    mends(before, check(result.repairs[0].model, today=TODAY), result.targets)


def test_waivers_are_looked_at_again_or_withdrawn() -> None:
    model = weak(waivers=(Waiver("TWR201", ("v",), "meant", OLD),))
    result = repairs(model, today=TODAY)
    assert [[change.kind for change in each.changes] for each in result.repairs] == [["renew"], ["withdraw"]]
    assert result.repairs[0].model.waivers[0].until == TODAY + timedelta(days=90)
    assert result.repairs[1].model.waivers == ()


def test_a_refuted_assumption_is_withdrawn_and_what_stood_on_it_stands_on_something_else() -> None:
    result = repairs(weak(), today=TODAY, evidence=[Evidence(Sound("v"), "refuted")])
    best = result.repairs[0]
    assert [each.code for each in result.targets] == ["TWR403"]
    assert "withdraw" in {change.kind for change in best.changes}
    assert Sound("v") not in {root.claim for root in best.model.observers[0].assumes}


def test_too_few_people_are_more_people() -> None:
    model = weak(
        artifacts=(Artifact("thing", lineage=(("person", "ann"),)),),
        verifiers=(Verifier("v", lineage=(("person", "bob"),)),), headcounts=(Headcount("persons", 4),),
    )
    result = repairs(model, today=TODAY)
    assert [[change.kind for change in each.changes] for each in result.repairs[:1]] == [["verifier", "verifier"]]


def test_every_code_has_proposals_or_a_reason() -> None:
    assert set(PROPOSERS) | set(BEYOND) == set(CODES)
    assert not set(PROPOSERS) & set(BEYOND)


# what is no repair


def test_silence_is_no_repair() -> None:
    """To drop the check, and with it the claim, removes the break and mends nothing."""
    run = search(load_bundled("self-graded-eval").model)
    run.run(1)
    cut = [change for change in run.changes.values() if change.kind == "cut"]
    trial = run.goal.attempt(cut)
    assert trial.report is not None
    assert trial.report.findings() == ()
    assert [str(each.question and each.question[1]) for each in trial.troubles] == ["accurate(subject)"]


def test_to_assume_the_claim_itself_is_no_repair() -> None:
    run = search(load_bundled("seed-enacted").model)
    run.run(1)
    model = run.goal.before.model
    begged = replace(model, observers=(*model.observers, Observer("system", assumes=(Assumption(Holds("P", "child")),))))
    report = run.goal.checked(begged)
    assert report.ask("system", "P(child)").verdict == "ASSUMED"
    assert list(run.goal._troubles(report))


def test_a_waiver_is_never_proposed() -> None:
    for name in ERRORS:
        for repair in found(name).repairs:
            assert repair.model.waivers == load_bundled(name).model.waivers


def test_harm_elsewhere_is_no_repair() -> None:
    """Raising the system alone takes P(system) from the programmers."""
    run = search(load_bundled("seed-enacted").model)
    run.run(3)
    raised = [each for each in run.changes.values() if each.text == "let system reason in PA+Con instead of PA"]
    lost = [str(each.question[1]) for each in run.goal.attempt(raised).troubles if each.question]
    assert "P(system)" in lost


def test_a_new_break_is_no_repair() -> None:
    run = search(load_bundled("seed-outer").model, warnings=True)
    late = Change("cut", "one more generation", (New("optimizers", Optimizer("late", built_by=("child",))),))
    new = [each.found.nodes for each in run.goal.attempt([late]).troubles if each.found and each.target is None]
    assert new == [("child", "late")]


# no repair known


def test_where_only_the_author_knows_no_repair_is_said() -> None:
    model = replace(load_bundled("x509-root").model, expect=Expectation((), ("TWR201",)))
    result = repairs(model, today=TODAY)
    assert [each.code for each in result.targets] == ["TWR405"]
    assert result.repairs == ()
    assert [(each.code, why) for each, why in result.left] == [("TWR405", BEYOND["TWR405"])]


def test_untested_assumptions_are_left_to_tests() -> None:
    model = weak(properties=(Property("fine", testable=True),),
                 observers=(Observer("o", assumes=(Assumption(Holds("fine", "thing")),)),))
    result = repairs(model, today=TODAY, warnings=True)
    assert [each.code for each in result.targets] == ["TWR402"]
    assert (result.repairs, [why for _, why in result.left]) == ((), [BEYOND["TWR402"]])


def test_what_can_be_mended_is_mended_although_something_is_left() -> None:
    stale = replace(CASES["TWR203"], requires=(Requirement(Holds("fine", "thing"), "COLLAPSED"),))
    result = repairs(stale, today=TODAY, warnings=True)
    assert [broken.code for broken, _ in result.left] == ["TWR404"]
    assert [[change.kind for change in each.changes] for each in result.repairs[:1]] == [["recheck"]]


def test_nothing_to_mend() -> None:
    result = repairs(load_bundled("x509-root").model, today=TODAY)
    assert (result.targets, result.repairs, result.left, result.limit) == ((), (), (), "")


def test_a_waived_break_is_not_mended() -> None:
    assert repairs(load_bundled("self-graded-eval-waived").model, today=TODAY, warnings=True).targets == ()


# prices, limits, order


def test_prices_decide() -> None:
    model = load_bundled("github-self-approval").model
    for costs, kinds in (({}, ["cut", "recheck"]), ({"verifier": 1}, ["verifier"]), ({"recheck": 5}, ["verifier"])):
        best = repairs(model, today=TODAY, costs=costs, most=1).repairs[0]
        assert [change.kind for change in best.changes] == kinds
        assert best.cost == sum({**COSTS, **costs}[kind] for kind in kinds)


@pytest.mark.parametrize("costs", [{"assumption": 1}, {"cut": 0}, {"cut": -1}, {"cut": True}, {"cut": 1.5}, {"cut": 10**7}])
def test_a_price_is_a_whole_number_of_a_known_kind(costs: dict[str, int]) -> None:
    with pytest.raises(InputError):
        prices(costs)


def test_kinds_have_words_and_prices() -> None:
    assert set(KINDS) == set(COSTS)


def test_the_limit_is_said() -> None:
    result = repairs(load_bundled("seed-ladder").model, today=TODAY, trials=3)
    assert result.limit == "3 checks"
    assert result.tried == 3
    none = repairs(load_bundled("seed-self-trust").model, today=TODAY, trials=1)
    assert none.repairs == ()
    assert none.left[0][1] == "gave up after 1 check"


def test_how_far_it_is_sure_is_said() -> None:
    """With no checks left for the proof, nothing is known of the sets that were not tried on the way."""
    model = load_bundled("seed-no-gate").model
    few, many = (repairs(model, today=TODAY, trials=trials) for trials in (25, 1000))
    assert (few.limit, many.limit, many.sure) == ("", "", None)
    assert few.sure is not None
    assert few.sure <= few.repairs[-1].cost
    assert "was ruled out" in "\n".join(repair_lines(few))


def test_the_answer_is_the_same_every_time() -> None:
    name = "automated-alignment-ladder-strong"
    again = repairs(load_bundled(name).model, today=TODAY)
    assert [each.changes for each in again.repairs] == [each.changes for each in found(name).repairs]


def test_breaks_that_have_nothing_to_do_with_each_other_are_learned_of_once() -> None:
    """Ten changes, each approved by its author: the price adds up and the checks do not multiply."""
    numbers = range(10)
    model = Model(
        "many", properties=(Property("fine"),),
        artifacts=tuple(Artifact(f"a{n}", lineage=(("person", f"p{n}"),)) for n in numbers),
        verifiers=tuple(Verifier(f"v{n}", lineage=(("person", f"p{n}"),)) for n in numbers),
        checks=tuple(Check((f"v{n}",), Holds("fine", f"a{n}"), "review") for n in numbers),
        observers=(Observer("o", assumes=tuple(Assumption(Sound(f"v{n}")) for n in numbers)),),
    )
    result = repairs(model, today=TODAY, most=1)
    assert result.repairs[0].cost == 10 * COSTS["verifier"]
    assert result.tried < 40


def test_a_contradiction_is_mended_by_one_side() -> None:
    result = repairs(CASES["TWR206"], today=TODAY, most=2)
    kept = [each.model.checks[0].result for each in result.repairs if len(each.model.checks) == 1]
    assert kept == ["accept"]


