"""Heads are counted after principals are merged: against an obvious count, by hand, and at the prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tests.cli.conftest import run
from tests.cli.running import TODAY, Runner
from tower.api.views import check_model
from tower.cli.requirements import requirement, with_requirements
from tower.diagnosis.headcount import counts
from tower.errors import InputError
from tower.model.claims import Holds
from tower.model.file import load_text
from tower.model.values import Artifact, Check, Headcount, Model, Observer, Property, Verifier
from tower.propagation.setting import Setting

__all__ = ["run"]

PEOPLE = ("ann", "bob", "cat")
KEYS = ("k1", "k2")
lineages = st.lists(
    st.sampled_from([*(("person", each) for each in PEOPLE), *(("key", each) for each in KEYS)]), max_size=2, unique=True
).map(tuple)


def tower(makers: tuple[tuple[str, str], ...], checkers: list[tuple[tuple[tuple[str, str], ...], str]]) -> Model:
    """A thing with its makers, and one check of it by each checker: accepted, rejected, or of another version."""
    names = [f"v{number}" for number in range(len(checkers))]
    return Model(
        "t", properties=(Property("good"),), artifacts=(Artifact("it", makers, digest="now"),),
        verifiers=tuple(Verifier(name, lineage=lineage) for name, (lineage, _) in zip(names, checkers, strict=True)),
        checks=tuple(
            Check((name,), Holds("good", "it"), "review", result="reject" if how == "reject" else "accept",
                  subject="then" if how == "stale" else "now")
            for name, (_, how) in zip(names, checkers, strict=True)
        ),
        observers=(Observer("o"),),
    )  # fmt: skip


def obvious(makers: tuple[tuple[str, str], ...], checkers: list[tuple[tuple[tuple[str, str], ...], str]], word: str) -> int:
    """Join whatever shares anything, again and again; then count the groups."""
    live = [set(lineage) for lineage, how in checkers if how == "accept"]
    groups = [({("maker", pair)}, {pair}) for pair in makers] + [({("checker", n)}, own) for n, own in enumerate(live)]
    joined = True
    while joined:
        joined = False
        for one in range(len(groups)):
            for other in range(one + 1, len(groups)):
                if groups[one][1] & groups[other][1]:
                    groups[one] = (groups[one][0] | groups[other][0], groups[one][1] | groups[other][1])
                    del groups[other]
                    joined = True
                    break
            if joined:
                break
    if word == "reviewers":
        return sum(all(kind == "checker" for kind, _ in members) for members, _ in groups)
    return sum(any(kind == {"persons": "person", "keys": "key"}[word] for kind, _ in pairs) for _, pairs in groups)


@settings(max_examples=150, deadline=None)
@given(lineages, st.lists(st.tuples(lineages, st.sampled_from(["accept", "reject", "stale"])), max_size=4),
       st.sampled_from(["persons", "keys", "reviewers"]), st.integers(1, 4))
def test_the_count_is_the_obvious_one(makers, checkers, word, least) -> None:
    model = tower(makers, checkers)
    wanted = obvious(makers, checkers, word)
    assert [len(count.names) for count in counts(Setting(model), word)] == ([wanted] if checkers else [])
    required = with_requirements(model, (f"{word} >= {least}",))
    unmet = [found for found in check_model(required).breaks if found.code == "TWR404"]
    assert bool(unmet) == (bool(checkers) and wanted < least)


def test_a_requirement_is_written_in_the_file_as_well(run: Runner, tmp_path: Path) -> None:
    text = (
        "tower: 1\nname: t\nproperties: {good: x}\nartifacts: {it: {lineage: {person: ann}}}\n"
        "verifiers: {v: {lineage: {person: ANY}}}\nchecks: [{by: v, claim: good(it), how: review}]\n"
        "observers: {o: {assumes: [sound(v)]}}\nheadcount: {persons: 2}\n"
    )
    for name, code in (("ann", 1), ("bob", 0)):
        file = tmp_path / f"{name}.tower.yaml"
        file.write_text(text.replace("ANY", name))
        done = run("check", str(file), *TODAY)
        assert (done.code, ("NOT MET: 1" in done.out)) == (code, code == 1)
        assert load_text(file.read_text()).model.headcounts == (Headcount("persons", 2),)
    assert run("check", str(tmp_path / "bob.tower.yaml"), "--require", "persons >= 3", *TODAY).code == 1


def test_strong_checks_are_not_a_matter_of_heads(run: Runner) -> None:
    assert run("check", "seed", "--require", "persons >= 2", *TODAY).code == 0


@pytest.mark.parametrize("text", ["people >= 2", "persons >= 0", "persons >= two", "persons >= 1000", "persons > 2", "persons"])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(InputError):
        with_requirements(Model("t"), (text,))


def test_spaces_do_not_matter() -> None:
    assert requirement("keys>=3") == requirement("  keys  >=  3 ") == Headcount("keys", 3)
