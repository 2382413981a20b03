"""Repairs, what-if and differences from Python."""

from __future__ import annotations

from datetime import date

import pytest

import tower as tw

TODAY = date(2026, 11, 24)


def test_a_tower_is_mended_and_checked_again() -> None:
    found = tw.fix(tw.from_gallery("github-self-approval"), today=TODAY)
    assert [each.cost for each in found.repairs] == [3, 6, 8]
    assert repr(found.repairs[0]).startswith("<Repair, price 3: take back the check of reviewed(change) by alice; ")
    after = tw.check(found.repairs[0].model, today=TODAY)
    assert not after.findings()
    assert not tw.diff(tw.check(tw.from_gallery("github-self-approval"), today=TODAY), after).worse()


def test_prices_and_codes_can_be_given() -> None:
    tower = tw.from_gallery("github-self-approval")
    dear = tw.fix(tower, today=TODAY, costs={"cut": 9, "verifier": 1}, most=1)
    assert [change.kind for change in dear.repairs[0].changes] == ["verifier"]
    assert {each.code for each in tw.fix(tower, today=TODAY, codes=["TWR203"]).targets} == {"TWR203"}
    with pytest.raises(tw.InputError, match="no kind of change"):
        tw.fix(tower, today=TODAY, costs={"nothing": 1})


def test_whatif_takes_claims_handles_and_texts() -> None:
    tower = tw.Tower("t")
    thing = tower.artifact("thing")
    ann = tower.verifier("ann")
    ann.checks(tower.property("P")(thing), how="review")
    me = tower.observer("me")
    me.assumes(tw.sound(ann))
    for without in (tw.sound(ann), "sound(ann)", ann, "ann"):
        assert [str(each.claim) for each in tw.whatif(tower, without, today=TODAY).falls] == ["P(thing)"]
