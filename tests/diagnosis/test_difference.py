"""Differences: nothing moves against itself, what gets worse one way gets better the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from tower.api.bundled import bundled, load_bundled
from tower.diagnosis.check import check
from tower.diagnosis.difference import difference, strength
from tower.diagnosis.fingerprint import fingerprint
from tower.diagnosis.report import Report
from tower.model.values import Assumption, Model, Waiver

TODAY = date(2026, 11, 24)
REPORTS: dict[str, Report] = {}


def report(name: str) -> Report:
    if name not in REPORTS:
        REPORTS[name] = check(load_bundled(name).model, today=TODAY)
    return REPORTS[name]


@pytest.mark.parametrize("name", bundled())
def test_a_report_does_not_differ_from_itself(name: str) -> None:
    found = difference(report(name), report(name))
    assert found.empty
    assert not found.worse()


@given(st.sampled_from(bundled()), st.sampled_from(bundled()))
def test_the_way_back_is_the_opposite(one: str, other: str) -> None:
    there, back = difference(report(one), report(other)), difference(report(other), report(one))
    assert sorted(map(fingerprint, there.new)) == sorted(
        fingerprint(each) for each in report(other).breaks if each in there.new
    )
    turned = {(each.asker, each.claim): each for each in back.moved}
    assert set(turned) == {(each.asker, each.claim) for each in there.moved}
    for each in there.moved:
        assert (each.before, each.after) == (turned[each.asker, each.claim].after, turned[each.asker, each.claim].before)
        if strength(each.before) != strength(each.after):
            assert {each.direction, turned[each.asker, each.claim].direction} == {"worse", "better"}


def changed(name: str, **parts: object) -> Model:
    return replace(load_bundled(name).model, expect=None, **parts)


def test_one_more_assumption_is_worse_and_one_less_is_better() -> None:
    seed = report("seed-enacted")
    model = seed.model
    alone = check(changed("seed-enacted", observers=(replace(model.observers[0], assumes=model.observers[0].assumes[:1]),)),
                  today=TODAY)
    found = difference(seed, alone)
    assert found.worse()
    assert {str(each.claim): each.direction for each in found.moved if each.asker == "programmers"} == {
        "P(system)": "worse", "P(child)": "worse", "gate(system)": "other",
    }
    assert not difference(alone, seed).worse()


def test_the_same_verdict_on_other_assumptions_is_worse_both_ways() -> None:
    lean = load_bundled("lean-checkers").model
    kept = [
        check(replace(lean, expect=None, checks=tuple(each for each in lean.checks if each.by != (name,))), today=TODAY)
        for name in ("kernel", "external")
    ]
    for one, other in (kept, kept[::-1]):
        (moved,) = [each for each in difference(one, other).moved if str(each.claim) == "theorem"]
        assert moved.direction == "worse"
    whole = check(replace(lean, expect=None), today=TODAY)
    (moved,) = [each for each in difference(kept[0], whole).moved if str(each.claim) == "theorem"]
    assert moved.direction == "better"


def test_a_waiver_is_told_and_is_not_a_repair() -> None:
    plain, waived = report("self-graded-eval"), report("self-graded-eval-waived")
    found = difference(plain, waived)
    assert [each.code for each in found.waived] == ["TWR201"]
    assert found.gone == ()
    back = difference(waived, plain)
    assert [each.code for each in back.new] == ["TWR201"]
    assert back.worse()


def test_warnings_count_when_they_are_asked_for() -> None:
    before, after = report("seed-outer"), report("seed-outer")
    found = replace(difference(before, after), new=tuple(each for each in after.breaks if each.code == "TWR301"))
    assert found.worse()
    assert not found.worse(warnings=False)


def test_to_withdraw_what_nothing_stands_on_loses_nothing() -> None:
    model = load_bundled("github-self-approval").model
    less = replace(model.observers[0], assumes=model.observers[0].assumes[1:])
    found = difference(check(model, today=TODAY), check(replace(model, observers=(less,), expect=None), today=TODAY))
    assert [(str(each.claim), each.direction) for each in found.moved] == [("sound(alice)", "other")]
    assert not found.worse()


def test_what_becomes_a_mere_assumption_is_lost() -> None:
    model = load_bundled("x509-root").model
    more = replace(model.observers[0], assumes=(*model.observers[0].assumes, Assumption(model.checks[0].claim)))
    found = difference(check(model, today=TODAY), check(replace(model, observers=(more,), expect=None), today=TODAY))
    assert [(str(each.claim), each.direction) for each in found.moved] == [("genuine(leaf)", "worse")]


def test_an_expired_waiver_is_new() -> None:
    model = load_bundled("self-graded-eval-waived").model
    late = replace(model, expect=None, waivers=(Waiver("TWR201", ("grader",), "why", date(2026, 1, 1)),))
    found = difference(check(replace(model, expect=None), today=TODAY), check(late, today=TODAY))
    assert {each.code for each in found.new} == {"TWR201", "TWR406"}
