"""A counterexample on record: what it takes down, how far, and that nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

import tower as tw
from tower.api.testing import assumed
from tower.api.views import TowerReport
from tower.model.claims import Aligned
from tower.model.evidence import Evidence

DAY = date(2026, 1, 1)
STANDING = ("GUARANTEED", "SUPPORTED", "ASSUMED")
GALLERY = [name for name in tw.bundled() if assumed(tw.from_gallery(name).model)]


def refuting(claim: str, *, stale: bool = False) -> list[Evidence]:
    return [Evidence(tw.parse_claim(claim), "refuted", counterexample="this one", stale=stale)]


def checked(name: str, claim: str, *, stale: bool = False) -> TowerReport:
    return tw.from_gallery(name).check(today=DAY, evidence=refuting(claim, stale=stale))


def codes(report: TowerReport) -> list[str]:
    return [found.code for found in report.breaks]


def test_a_refuted_assumption_says_how_far_it_takes_things_down() -> None:
    report = checked("seed", "gate(system)")
    found = next(each for each in report.breaks if each.code == "TWR403")
    assert found.reason == (
        "gate(system) is assumed but has a counterexample: this one; with it falls: P(system) is NOT_DERIVABLE for "
        "programmers (it was GUARANTEED), P(child) is NOT_DERIVABLE for programmers (it was GUARANTEED)"
    )
    assert {str(claim) for _, claim in found.claims} == {"gate(system)", "P(system)", "P(child)"}
    assert "TWR401" not in codes(report)  # somebody did assume it: it is not ungrounded but false
    assert "TWR403" in report["P(system)"].breaks


def test_a_stale_counterexample_takes_nothing_down() -> None:
    assert checked("seed", "gate(system)", stale=True)["P(system)"].verdict == "GUARANTEED"


@pytest.mark.parametrize(
    ("name", "refuted", "assumed_"),
    [("seed", "sound(Pmeta, P(system))", "sound(Pmeta)")],
)
def test_a_counterexample_to_a_weaker_claim_takes_the_assumption_down(name: str, refuted: str, assumed_: str) -> None:
    report = checked(name, refuted)
    assert report[assumed_].verdict == "NOT_DERIVABLE"
    assert any(found.reason.startswith(f"{assumed_} is assumed") for found in report.breaks)


def test_a_link_that_fails_in_training_is_not_robust() -> None:
    t = tw.Tower("t")
    lab = t.optimizer("lab", objective=tw.loss("score"))
    ai = t.optimizer("ai", built_by=lab)
    lab.assumes(tw.robust(lab, ai))
    report = t.check(today=DAY, evidence=refuting("aligned(lab -> ai)"))
    assert report[tw.robust(lab, ai)].verdict not in STANDING
    report = t.check(today=DAY, evidence=refuting("robust(lab -> ai)"))
    assert report[tw.robust(lab, ai)].verdict not in STANDING


def test_a_claim_with_a_counterexample_of_its_own_is_contradicted() -> None:
    report = checked("seed", "P(system)")
    assert (report["P(system)"].verdict, report["P(system)"].note) == ("CONTRADICTED", "it has a counterexample")
    assert "TWR403" in codes(report) and "TWR206" not in codes(report)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_refuting_one_assumption_takes_down_exactly_what_stands_on_it(data: st.DataObject) -> None:
    """Nothing stands on it any more; what has a leftover set without it stands as before.

    A link that is not aligned is not robust either.
    """
    name = data.draw(st.sampled_from(GALLERY))
    t = tw.from_gallery(name)
    claim = data.draw(st.sampled_from(assumed(t.model)))
    gone = {claim, replace(claim, robust=True) if isinstance(claim, Aligned) else claim}
    before, after = t.check(today=DAY), checked(name, str(claim))
    for answer in after.answers:
        was = before.ask(answer.asker, answer.claim)
        only = bool(was.assumptions) and all(gone & set(chosen) for chosen in was.assumptions)
        assert answer.claim != claim or answer.verdict not in STANDING
        if was.verdict in STANDING and not was.more and answer.claim not in gone:
            assert only or answer.verdict in STANDING, (answer.text, was.word)
        assert answer.verdict not in STANDING or not any(claim in chosen for chosen in answer.assumptions)
    found = next(each for each in after.breaks if each.code == "TWR403")
    for asker, fallen in found.claims:
        assert after.ask(asker, fallen).word != before.ask(asker, fallen).word
