"""What falls without something: never more than with it, and exactly what no other set carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tower.api.bundled import bundled, load_bundled
from tower.diagnosis.check import check
from tower.diagnosis.difference import strength
from tower.diagnosis.whatif import whatif
from tower.errors import InputError
from tower.model.claims import Claim, Consistent, Rfn
from tower.model.scope import Scope
from tower.propagation.facts import Declared

from .repair_oracle import TODAY

ASSUMED = [
    (name, str(root.claim)) for name in bundled() for observer in load_bundled(name).model.observers
    for root in observer.assumes
]
NODES = [(name, node) for name in bundled() for node in Scope(load_bundled(name).model).nodes]


@pytest.mark.parametrize(("name", "text"), ASSUMED)
def test_what_falls_is_what_every_set_held(name: str, text: str) -> None:
    """For an assumption of one observer, the labels of the report before say the same."""
    model = load_bundled(name).model
    before = check(model, today=TODAY)
    found = whatif(model, [text], today=TODAY)
    expected = {
        (each.asker, each.text) for each in before.answers
        if strength(each) and not each.more and each.assumptions and each.text != text
        and all(text in map(str, chosen) for chosen in each.assumptions)
    }
    fallen = {(each.asker, str(each.claim)) for each in found.falls}
    assert expected <= fallen | {(each.asker, str(each.claim)) for each in found.weaker}
    for each in (*found.falls, *found.weaker):
        assert all(text not in map(str, chosen) for chosen in each.after.assumptions)
    assert all((each.asker, each.text) not in fallen for each in found.stands)


@pytest.mark.parametrize(("name", "node"), NODES)
def test_a_tower_without_a_node_is_a_tower(name: str, node: str) -> None:
    model = load_bundled(name).model
    try:
        found = whatif(model, [node], today=TODAY)
    except InputError as error:
        assert "asks" in str(error) or "nobody" in str(error)
        return
    left = Scope(found.difference.after.model)
    assert node not in left.nodes
    assert {each.asker for each in found.falls} <= {each.asker for each in found.difference.before.answers}


@pytest.mark.parametrize("name", bundled())
def test_whatever_an_answer_stands_on_can_be_taken_away(name: str) -> None:
    """Every leftover assumption but one's own theory is a question that has an answer."""
    model = load_bundled(name).model
    report = check(model, today=TODAY)
    for root in {root for each in report.answers for chosen in each.assumptions for root in chosen}:
        if isinstance(root, Claim | Declared):
            try:
                whatif(model, [str(root)], today=TODAY)
            except InputError as error:
                assert isinstance(root, Consistent | Rfn)
                assert "reasons in" in str(error)


def test_a_group_loses_a_member_and_stays() -> None:
    model = load_bundled("untrusted-monitoring").model
    found = whatif(model, ["monitor"], today=TODAY)
    assert found.falls == ()
    assert found.difference.after.model.checks[0].by == ("trusted", "red_team")
    assert [str(each.claim) for each in whatif(model, ["red_team"], today=TODAY).falls] == ["no_sabotage(policy)"]


def test_the_one_who_asks_stays() -> None:
    with pytest.raises(InputError, match="is the one who asks"):
        whatif(load_bundled("seed").model, ["programmers"], today=TODAY)


def test_without_nothing_nothing_falls() -> None:
    model = replace(load_bundled("seed").model, expect=None)
    found = whatif(model, [], today=TODAY)
    assert found.falls == found.weaker == ()
    assert found.difference.empty
