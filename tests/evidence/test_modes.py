"""The matrix of modes and links: each cell is played, counted, and told; what cannot be played is said."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import tower as tw
from tower.errors import InputError
from tower.evidence.modes import play
from tower.gallery import gallery_module
from tower.model.values import MODES, Model

PROGRAMMERS, SYSTEM = "programmers -> learner", "reward_model -> system"


def lab() -> Model:
    t = tw.Tower("t")
    base = t.optimizer("lab", objective=tw.loss("score"))
    t.optimizer("ai", built_by=base)
    return t.model


def link(system: object, trained: list[int], deployed: list[int]) -> tw.Link:
    return tw.Link(
        systems=lambda: [system], training=lambda: trained, deployment=lambda: deployed,
        objective=lambda found, case: float(case in found),  # a system is the set of cases that it loses
    )


def test_every_mode_shows_on_both_links_of_the_seed() -> None:
    cells = tw.modes(tw.from_gallery("seed-value-learning"), gallery_module("seed-value-learning"))
    assert {(cell.mode, cell.link) for cell in cells} == {(mode, where) for mode in MODES for where in (PROGRAMMERS, SYSTEM)}
    for cell in cells:
        assert cell.shows
        assert (cell.trained.status, cell.trained.failures) == ("exhausted", 0)
        assert 0 < cell.deployed.failures < cell.deployed.n
        assert len(cell.deployed.counterexample) < 150
    assert repr(cells).splitlines()[1].startswith("  proxy           met 120 of 120, lost ")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, 9)), st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_a_cell_counts_what_was_lost(lost: set[int], trained: list[int], deployed: list[int]) -> None:
    @tw.mode("bugs", "lab -> ai")
    def played() -> tw.Link:
        return link(frozenset(lost), trained, deployed)

    [cell] = play([played], lab())
    assert cell.trained.failures == sum(case in lost for case in trained)
    bad = [case for case in deployed if case in lost]
    assert cell.shows == (not any(case in lost for case in trained) and bool(bad))
    if bad:
        assert cell.deployed.failures == len(bad)


def test_one_function_may_play_several_cells() -> None:
    @tw.mode("proxy", "lab -> ai")
    @tw.mode("deceptive", "lab -> ai")
    def played() -> tw.Link:
        return link(frozenset({2}), [1], [1, 2])

    assert [cell.mode for cell in play([played])] == ["deceptive", "proxy"]


def raises() -> tw.Link:
    raise ValueError("no luck")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (raises, "Error: proxy on lab -> ai raised ValueError: no luck"),
        (lambda: tw.Link(systems=lambda: [1]), "nothing to run: no objective of lab"),
        (lambda: tw.Link(objective=lambda system, case: 0.0), "nothing to run: nothing produces ai"),
        (lambda: tw.Link(systems=lambda: [1], objective=lambda system, case: 0.0), "nothing to run: no cases of"),
        (lambda: tw.Link(systems=lambda: [1], objective=lambda system, case: "x", training=lambda: [1],
                         deployment=lambda: [1]), "expected a number"),
    ],
)
def test_what_cannot_be_played_is_said(make: object, said: str) -> None:
    [cell] = tw.modes(lab(), [tw.mode("proxy", "lab -> ai")(make)])  # type: ignore[arg-type]
    assert not cell.shows
    assert said in str(cell.trained.trouble)
    assert tw.modes(lab(), [make]).cells[0][1] == "untested"


def test_misuse_is_an_error() -> None:
    with pytest.raises(InputError, match="did you mean proxy"):
        tw.mode("proxi", "lab -> ai")
    with pytest.raises(InputError, match="no link"):
        tw.mode("proxy", "lab")
    with pytest.raises(InputError, match="no laboratory run"):
        tw.modes(lab(), [])
    with pytest.raises(InputError, match="proxy on ai -> lab: no link of t; expected one of lab -> ai"):
        tw.modes(lab(), [tw.mode("proxy", "ai -> lab")(lambda: link(frozenset(), [1], [1]))])
    with pytest.raises(InputError, match="gives 3; expected a tower.Link"):
        tw.modes(lab(), [tw.mode("proxy", "lab -> ai")(lambda: 3)])  # type: ignore[arg-type, return-value]
