"""What the strategies give is valid by construction, has the fault that was planted, and shrinks to it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, find, given, settings, strategies as st

import tower as tw
from tower.diagnosis.codes import CODES
from tower.errors import InputError
from tower.logic.models import check_countermodel
from tower.logic.pattern import Pattern
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import Interval, Model
from tower.risk.structure import Structure, happens
from tower.strategies import (
    FAULTS,
    countermodels,
    planted,
    rated_structures,
    structures,
    systems,
    towers,
)
from tower.syntax.formula import Box, Formula

DAY = date(2026, 1, 1)
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kinds(t: tw.Tower) -> set[str]:
    return {found.code for found in t.check(today=DAY).breaks}


def size(t: tw.Tower) -> int:
    model = t.model
    sections = (model.theories, model.properties, model.optimizers, model.artifacts, model.verifiers, model.checks)
    return sum(map(len, sections))


@few
@given(towers())
def test_nothing_is_broken_in_a_sound_tower(t: tw.Tower) -> None:
    report = t.check(today=DAY)
    assert not report.breaks
    assert {answer.verdict for answer in report.answers} <= {"GUARANTEED", "SUPPORTED", "ASSUMED"}
    assert load_text(dumps(t.model)).model == t.model


def test_every_kind_of_break_can_be_planted() -> None:
    assert set(FAULTS) == {code for code in CODES if not code.startswith("TWR5")}


@pytest.mark.parametrize("code", FAULTS)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_planted_fault_is_found_and_saved(code: str, data: st.DataObject) -> None:
    t = data.draw(planted(code))
    assert code in kinds(t)
    assert load_text(dumps(t.model)).model == t.model


ALONE = {code: size(find(planted(code), lambda t: True, settings=settings(database=None))) for code in FAULTS}


@pytest.mark.parametrize("code", [
    "TWR201", "TWR402", pytest.param("TWR101", marks=pytest.mark.slow), pytest.param("TWR301", marks=pytest.mark.slow),
])  # fmt: skip
def test_a_planted_fault_shrinks_to_a_minimal_tower(code: str) -> None:
    """Found among all faults and all parts around it, what is left is that fault and nothing else."""
    wanted = find(
        planted(max_parts=2), lambda t: code in kinds(t), settings=settings(database=None, max_examples=2000, deadline=None)
    )
    assert size(wanted) == ALONE[code] <= 5
    assert all(not name[-1].isdigit() for name in (*wanted.model.verifier, *wanted.model.optimizer))


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(InputError, match="no kind of break"):
        planted("TWR999")
    assert find(planted("GAP"), lambda t: True).model.optimizers


@pytest.mark.parametrize("known", [tw.Tower, Model, Pattern, Structure, Interval, Box, Formula])
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_types_are_known_to_hypothesis(known: type, data: st.DataObject) -> None:
    assert isinstance(data.draw(st.from_type(known)), known)


@few
@given(countermodels())
def test_countermodels_refute(found) -> None:  # type: ignore[no-untyped-def]
    pattern, formula, model = found
    check_countermodel(pattern, formula, model)


@few
@given(structures(), rated_structures())
def test_structures_have_rates_for_their_leaves(bare: Structure, rated) -> None:  # type: ignore[no-untyped-def]
    assert not bare.is_cyclic and isinstance(happens(bare, bare.leaves), bool)
    assert set(rated[1]) == set(rated[0].leaves)


def test_systems_are_what_the_searches_find() -> None:
    t = tw.Tower("t")
    lab = t.optimizer("lab")
    ai = t.optimizer("ai", built_by=lab)
    bound = tw.bind(t, {"lab": tw.Link(search=tw.Search(lambda seed: -seed, seeds=5), systems=lambda: [1, 2])})
    for wanted in (-4, -3, -2, -1, 0, 1, 2):
        assert find(systems(bound, ai), lambda system, wanted=wanted: system == wanted) == wanted
    with pytest.raises(InputError, match="nothing produces lab"):
        systems(bound, lab)


ORDERS = {
    "hypothesis first": "import hypothesis.strategies as st, tower as tw; tw.Tower",
    "tower first": "import tower as tw; tw.Tower; import hypothesis.strategies as st",
    "a test first": (
        "import tower as tw; t = tw.Tower('t'); t.observer('o').assumes('c'); t.condition('c'); "
        "tw.bind(t, {'c': lambda case: True}).test(); import hypothesis.strategies as st"
    ),
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_tower_is_known_whichever_is_imported_first(order: str) -> None:
    code = (
        f"{ORDERS[order]}; from hypothesis import find; "
        "print(find(st.from_type(tw.Tower), lambda t: t.model.verifiers).model.verifiers[0].name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip()


def test_hypothesis_alone_imports_nothing_of_this_package() -> None:
    code = "import sys, hypothesis; print(*(name for name in sys.modules if name.split('.')[0] == 'tower'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"tower", "tower.version", "tower.hypothesis_plugin"}
