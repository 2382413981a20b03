"""Baselines: a finding is recognised by code and nodes, as often as it is known, and by nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tower.diagnosis.codes import CODES
from tower.diagnosis.fingerprint import fingerprint
from tower.diagnosis.report import Break, Edge
from tower.errors import InputError
from tower.exchange.baseline import Baseline, baseline_text, is_baseline, read_baseline

NAMES = st.lists(st.text(max_size=3), max_size=3).map(tuple)
BREAKS = st.builds(
    Break, code=st.sampled_from(sorted(CODES)), nodes=NAMES,
    edges=st.lists(st.builds(Edge, st.just("checks"), st.text(max_size=2), st.text(max_size=2)), max_size=2).map(tuple),
    reason=st.text(max_size=5), repairs=st.just(()),
)


@given(st.lists(BREAKS, max_size=8))
def test_what_is_written_is_read_back(found: list[Break]) -> None:
    baseline = Baseline.of(found)
    assert read_baseline(json.loads(baseline_text(baseline))) == baseline
    assert baseline_text(baseline).count("\n") == len(baseline.known) + 2 or not found


@given(st.lists(BREAKS, max_size=8), st.lists(BREAKS, max_size=4), st.randoms())
def test_only_new_findings_are_left(old: list[Break], new: list[Break], order: Any) -> None:
    """Whatever the order, the reasons and the edges: as many are known as there were of the same look."""
    both = [replace(each, reason="other words", edges=(), nodes=each.nodes[::-1]) for each in old] + new
    order.shuffle(both)
    known, left = Baseline.of(old).match(both)
    assert sum(known) == len(old)
    assert left == Baseline()
    unknown = [each for each, there in zip(both, known, strict=True) if not there]
    assert sorted(map(fingerprint, unknown)) == sorted(map(fingerprint, new))


@given(st.lists(BREAKS, min_size=1, max_size=8))
def test_what_is_no_longer_found_is_left(old: list[Break]) -> None:
    _, left = Baseline.of(old).match(old[1:])
    assert left == Baseline.of(old[:1])


@pytest.mark.parametrize(("one", "other"), [
    (("TWR201", ("a", "b")), ("TWR201", ("a",))), (("TWR201", ("a",)), ("TWR202", ("a",))),
    (("TWR201", ("a", "b")), ("TWR201", ("ab",))), (("TWR201", ("a",)), ("TWR201", ("a", "a"))),
])
def test_what_is_nearly_the_same_is_new(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> None:
    first, second = (Break(code, nodes, (), "", ()) for code, nodes in (one, other))
    assert Baseline.of([first]).match([second])[0] == (False,)
    assert fingerprint(first).digest != fingerprint(second).digest


GOOD = {"code": "TWR201", "nodes": ["a"]}
BAD: list[Any] = [
    {}, {"format": 1}, {"format": 2, "baseline": []}, {"format": True, "baseline": []}, {"format": "1", "baseline": []},
    {"format": 1, "baseline": {}}, {"format": 1, "baseline": [], "more": 1}, {"format": 1, "baseline": ["x"]},
    {"format": 1, "baseline": [{**GOOD, "code": "TWR999"}]}, {"format": 1, "baseline": [{**GOOD, "code": ["TWR201"]}]},
    {"format": 1, "baseline": [{**GOOD, "nodes": "a"}]}, {"format": 1, "baseline": [{**GOOD, "nodes": [1]}]},
    {"format": 1, "baseline": [{**GOOD, "count": 0}]}, {"format": 1, "baseline": [{**GOOD, "count": True}]},
    {"format": 1, "baseline": [{**GOOD, "count": 1.5}]}, {"format": 1, "baseline": [{**GOOD, "line": 3}]},
    {"format": 1, "baseline": [{"code": "TWR201"}]}, {"format": 1, "baseline": [None]},
]


@pytest.mark.parametrize("data", BAD, ids=repr)
def test_a_malformed_baseline_is_refused(data: Any) -> None:
    with pytest.raises(InputError):
        read_baseline(data)


def test_what_a_baseline_is() -> None:
    assert is_baseline({"format": 7, "baseline": []})
    assert not any(map(is_baseline, [[], None, "x", {"baseline": []}, {"format": 1, "baseline": 1}]))
    assert read_baseline({"format": 1, "baseline": [GOOD, GOOD]}).size == 2
