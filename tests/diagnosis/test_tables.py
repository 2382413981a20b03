"""The tables: the ladder of meta-levels, the register of assumptions, the five ticks, the pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

import tower as tw
from tower.api.bundled import bundled
from tower.diagnosis.codes import CODES
from tower.diagnosis.explain import PAGES
from tower.diagnosis.ladder import ladder
from tower.diagnosis.register import register
from tower.diagnosis.ticks import ticks
from tower.errors import InputError
from tower.model.claim_parser import parse_claim
from tower.model.claims import Rate, Refines
from tower.model.evidence import Evidence

TODAY = date(2026, 11, 24)
LOEB = {"TWR101", "TWR102", "TWR103", "TWR104"}


@settings(max_examples=11, deadline=None)
@given(st.integers(2, 12))
def test_each_level_replaces_the_assumption_of_the_one_below(height: int) -> None:
    """Law 9: over a strict edge the new leftover implies the old one, never the reverse."""
    t = tw.chain("P", theories=["PA", *(f"PA+RFN^{n}" for n in range(1, height))])
    rungs = ladder(t.check(today=TODAY))
    assert [rung.level for rung in rungs] == list(range(height))
    assert rungs[0].replaces is None
    for below, above in zip(rungs, rungs[1:], strict=False):
        assert above.replaces == below.leaves == parse_claim(f"sound({below.verifier})")
        assert above.relation == "stronger"


@pytest.mark.parametrize(
    ("theories", "relation"),
    [
        (["PA", "PA+Con"], "stronger"),
        (["PA", "PA"], "circular"),
        (["PA+Con", "PA"], "circular"),
        (["HOL", "EA"], "circular"),
        (["T", "U"], "stronger"),
        (["T", "V"], "stronger"),
    ],
)
def test_how_the_levels_relate(theories: list[str], relation: str) -> None:
    t = tw.Tower("t")
    t.observer("o")
    t.theory("T")
    t.theory("U", includes="T")
    t.theory("V")
    low = t.verifier("low", theory=theories[0]).checks(t.condition("c"))
    t.verifier("high", theory=theories[1]).checks(tw.sound(low))
    assert ladder(t.check(today=TODAY))[1].relation == relation


def test_a_check_of_one_claim_is_no_edge() -> None:
    t = tw.Tower("t")
    t.observer("o")
    t.theory("T")
    t.theory("U", includes="T")
    low = t.verifier("low", theory="T").checks(t.condition("c"))
    t.verifier("high", theory="U").checks(tw.sound(low, "c"))
    assert ladder(t.check(today=TODAY))[1].relation == "implies"


def test_weak_and_implementation_levels() -> None:
    relations = {rung.verifier: rung.relation for rung in ladder(tw.from_gallery("hol-in-hol").check(today=TODAY))}
    assert relations == {"candle": None, "HOL4": "stronger", "compiler": "weak"}
    lean = {rung.verifier: rung.relation for rung in ladder(tw.from_gallery("lean4lean").check(today=TODAY))}
    assert lean["kernel"] == "implementation"


# the register


@pytest.mark.parametrize("name", bundled())
def test_what_falls_falls(name: str) -> None:
    """Oracle: check again without the assumption; exactly the claims that the register names lose their verdict.

    `refines` and `rate` are left out: without a declaration they are taken as given, and shown; a claim
    that then stands on such a new assumption has lost the old ones.
    """
    t = tw.from_gallery(name)
    report = t.check(today=TODAY)
    for entry in register(report):
        if not entry.observer or entry.perhaps or isinstance(entry.claim, Refines | Rate):
            continue
        without = tw.Tower.from_model(_without(t.model, entry.claim)).check(today=TODAY, observer=report.observer)
        for answer in report.answers:
            stood = bool(answer.assumptions) and answer.claim != entry.claim
            if not stood or answer.asker != report.observer or isinstance(answer.claim, Refines):
                continue
            after = [each for each in without.answers if (each.asker, each.claim) == (answer.asker, answer.claim)]
            known = {root for chosen in answer.assumptions for root in chosen}
            kept = [chosen for each in after for chosen in each.assumptions if known.issuperset(chosen)]
            lost = not kept
            named = (answer.asker, answer.claim) in entry.falls
            assert named == lost or (not after and not named), (entry.claim, answer.claim)


def _without(model: object, claim: object) -> object:
    from dataclasses import replace

    observers = tuple(
        replace(each, assumes=tuple(root for root in each.assumes if root.claim != claim)) for each in model.observers
    )
    return replace(model, observers=observers, expect=None, requires=())


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ([], "assumed"),
        ([("tested", False)], "tested"),
        ([("tested", False), ("proved", False)], "proved"),
        ([("exhausted", False), ("tested", False)], "exhausted"),
        ([("tested", True)], "stale"),
        ([("refuted", True)], "stale"),
        ([("proved", False), ("refuted", False)], "refuted"),
    ],
)
def test_the_status_is_the_strongest_thing_that_can_be_said(records: list[tuple[str, bool]], status: str) -> None:
    t = tw.Tower("t")
    claim = t.condition("c")
    t.observer("o").assumes(claim)
    evidence = [Evidence(parse_claim("c"), word, n=7, bound="0.1", stale=stale) for word, stale in records]
    (entry,) = register(t.check(today=TODAY), evidence)
    assert entry.status == status
    assert ("7 examples, bound 0.1" in entry.evidence) == bool(records)


def test_an_expired_assumption_says_so() -> None:
    t = tw.Tower("t")
    t.observer("o").assumes(t.condition("c"), expires=date(2026, 1, 1))
    (entry,) = register(t.check(today=TODAY))
    assert entry.status == "expired"
    (entry,) = register(t.check(today=date(2026, 1, 1)))
    assert entry.status == "assumed"


def test_what_is_taken_as_given_is_listed() -> None:
    entries = register(tw.from_gallery("lean-checkers").check(today=TODAY))
    silent = {str(entry.claim): entry for entry in entries if not entry.observer}
    assert set(silent) == {"refines(kernel)", "refines(external)"}
    assert all(entry.status == "implied" and not entry.falls for entry in silent.values())


# ticks and pages


@pytest.mark.parametrize("name", bundled())
def test_a_break_is_of_a_loeb_kind_iff_it_has_five_ticks(name: str) -> None:
    """Law 11: a break with one of the five ticks missing is not of a LOEB kind."""
    report = tw.from_gallery(name).check(today=TODAY)
    for found in report.breaks:
        shown = ticks(report.model, found)
        assert len(shown) == 5
        if found.code in LOEB:
            assert all(tick.holds for tick in shown), (found, shown)
        elif found.code != "TWR105":
            assert not all(tick.holds for tick in shown), (found, shown)
        assert found.loeb.startswith("Löb applies because" if found.code in LOEB else "This is not Löb")


def test_a_withdrawn_hypothesis_takes_its_tick_away() -> None:
    from tower.diagnosis.report import Break, Edge
    from tower.model.values import Hypotheses

    t = tw.Tower("t")
    t.observer("o")
    t.theory("W", hypotheses=Hypotheses(standard=False))
    found = Break("TWR101", ("W",), (Edge("reflects", "W", "W"),), "", ())
    assert [tick.holds for tick in ticks(t.model, found)] == [True, True, False, True, True]


def test_every_code_has_one_page_and_no_other() -> None:
    assert list(PAGES) == list(CODES)
    for code, page in PAGES.items():
        assert page.means
        assert page.lifts
        assert page.loeb.startswith("Löb applies" if code in LOEB else "This is not Löb")
        assert not page.example or page.example in bundled()
    with pytest.raises(InputError, match="did you mean TWR104"):
        tw.explain("TWR1O4")
