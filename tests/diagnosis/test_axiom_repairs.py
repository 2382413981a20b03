"""Theories that their axioms make inconsistent: the smallest sets of axioms that have to go."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from tower.diagnosis.check import check
from tower.diagnosis.inconsistent import contradictory
from tower.diagnosis.judging import Judge
from tower.diagnosis.repairing import Repairs, repairs
from tower.errors import LimitReached
from tower.logic.answers import Limits, Theorem
from tower.logic.pattern import Pattern
from tower.logic.tableau import decide
from tower.model.file import load_text
from tower.model.values import Model
from tower.propagation.facts import Declared
from tower.syntax.formula import FALSE, Box
from tower.syntax.parser import parse

from .repair_oracle import TODAY, brute, search

AXIOMS = ("p", "~p", "q", "~q", "p -> q", "q -> ~p", "[A]p -> p", "[A]~p -> ~p", "p & q", "~[A]F")


def tower(axioms: tuple[str, ...]) -> Model:
    """`p` is asked of a verifier that reasons above the theory with the axioms."""
    listed = ", ".join(f'"{each}"' for each in axioms)
    return load_text(f"""
tower: 1
name: t
properties: {{p: half of it}}
theories: {{A: {{includes: [EA], axioms: [{listed}]}}, B: {{includes: [A]}}}}
verifiers: {{v: {{theory: B}}}}
checks: [{{by: v, claim: p, how: proof}}]
observers: {{o: {{assumes: [sound(v)]}}}}
""").model


def inconsistent(axioms: tuple[str, ...]) -> bool:
    """Asked of the plain decider, with nothing but these axioms."""
    pattern = Pattern(("A",), axioms=(("A", tuple(map(parse, axioms))),))
    return isinstance(decide(pattern, Box("A", FALSE), limits=Limits()), Theorem)


def fewest(axioms: tuple[str, ...]) -> int:
    """How many have to go, by trying all sets."""
    return next(
        number for number in range(len(axioms) + 1)
        for gone in combinations(axioms, number)
        if not inconsistent(tuple(each for each in axioms if each not in gone))
    )


def mended(axioms: tuple[str, ...]) -> Repairs:
    return repairs(tower(axioms), today=TODAY, most=3)


KNOWN = {
    ("[A]p -> p", "[A]~p -> ~p"): (2, {"take the axiom [A]p -> p back from A", "take the axiom [A]~p -> ~p back from A"}),
    ("[A]p -> p", "~p"): (2, {"take the axiom [A]p -> p back from A", "take the axiom ~p back from A"}),
    ("p & q", "~q", "s"): (2, {"take the axiom p & q back from A", "let the axiom p & q of A say only p",
                               "take the axiom ~q back from A"}),
}  # fmt: skip


@pytest.mark.parametrize("axioms", KNOWN)
def test_each_single_axiom_that_mends_is_proposed(axioms: tuple[str, ...]) -> None:
    cost, texts = KNOWN[axioms]
    found = mended(axioms)
    assert found.left == ()
    assert {repair.cost for repair in found.repairs} == {cost}
    assert {change.text for repair in found.repairs for change in repair.changes} == texts


def test_two_contradictions_need_two_changes() -> None:
    found = mended(("p", "~p", "q", "~q"))
    assert [(each.cost, len(each.changes)) for each in found.repairs[:1]] == [(4, 2)]
    assert not {each.code for each in found.repairs[0].report.breaks} & {"TWR101", "TWR206"}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(AXIOMS), min_size=2, max_size=5, unique=True).map(tuple))
def test_no_fewer_axioms_would_do(axioms: tuple[str, ...]) -> None:
    """The cheapest repair takes back as many as the smallest set that all sets were tried for."""
    model = tower(axioms)
    targets = [each for each in check(model, today=TODAY).breaks if each.code in ("TWR101", "TWR206")]
    if not targets:
        return
    assert inconsistent(axioms)
    found = repairs(model, today=TODAY, most=1, codes=("TWR101", "TWR206"))
    assert found.left == ()
    assert len(found.repairs[0].changes) == fewest(axioms)
    run = search(model)
    kept = [trial for trial in run.run(1) if not trial.troubles]
    prices = [run.price(run.numbers[change] for change in trial.changes) for trial in kept]
    assert prices == brute(run, max(prices, default=0))[:1]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(AXIOMS), min_size=2, max_size=6, unique=True).map(tuple))
def test_what_contradicts_itself_is_smallest(axioms: tuple[str, ...]) -> None:
    report = check(tower(axioms), today=TODAY)
    for broken in report.breaks:
        if broken.code not in ("TWR101", "TWR206"):
            continue
        judge = report.engine.judge  # type: ignore[attr-defined]
        assert isinstance(judge, Judge)
        core = contradictory(judge, broken.claims[0], broken.nodes[0])
        given_ = [each for each in core if isinstance(each, Declared)]
        texts = tuple(each.what for each in given_)
        if len(given_) == len(core):  # else a check takes part
            assert inconsistent(texts)
            assert not any(inconsistent(tuple(set(texts) - {each})) for each in texts)


def test_a_limit_is_no_proposal(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise LimitReached("steps")

    report = check(tower(("p", "~p")), today=TODAY)
    monkeypatch.setattr("tower.diagnosis.inconsistent._smallest", give_up)
    broken = next(each for each in report.breaks if each.code == "TWR206")
    assert contradictory(report.engine.judge, broken.claims[0], "A") == ()  # type: ignore[attr-defined]

