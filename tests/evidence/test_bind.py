"""Code bound to a tower: what is found, what has no place, and that the tower stays what it was."""

from __future__ import annotations

from types import ModuleType

import pytest

import tower as tw
from tower.errors import InputError
from tower.evidence.bind import fit, parts_of

from .towers import bound, laboratory


def module(**names: object) -> ModuleType:
    found = ModuleType("user_parts")
    vars(found).update(names)
    return found


@tw.predicate("safe")
def safe(system: object) -> bool:
    return True


@tw.search("training -> policy", seeds=3)
def train(seed: int) -> int:
    return seed


@tw.training("training")
@tw.deployment("training")
def cases() -> list[int]:
    return [1]


def test_a_decorator_leaves_the_function_as_it_was() -> None:
    assert safe(1) is True and train(2) == 2 and cases() == [1]


def test_a_module_gives_its_parts_in_order_of_definition() -> None:
    found = parts_of(module(train=train, safe=safe, cases=cases, other=len, number=3))
    assert [(each.role, each.name, each.base, each.mesa) for each in found] == [
        ("search", "training -> policy", "training", "policy"),
        ("predicate", "safe", "", ""),
        ("deployment", "training", "training", ""),
        ("training", "training", "training", ""),
    ]
    assert fit(found, laboratory().model) is found


def test_a_function_bound_under_two_names_is_one_part() -> None:
    assert len(parts_of(module(safe=safe, also=safe)).entries) == 1


def test_binding_is_no_part_of_the_tower() -> None:
    tower = laboratory()
    before = tower.model
    tw.bind(tower, [safe, train])
    assert tower.model == before


@pytest.mark.parametrize(
    ("decorated", "says"),
    [
        (tw.predicate("saef"), "no such property, did you mean safe"),
        (tw.accepts("adit"), "no such verifier, did you mean audit"),
        (tw.search("trainin"), "no such optimizer, did you mean training"),
        (tw.search("training -> polity"), "no such node, did you mean policy"),
        (tw.search("lab -> policy"), "lab does not build policy"),
        (tw.objective("lab -> training"), "values are not a function"),
        (tw.objective("lab"), "values are not a function"),
    ],
)
def test_a_part_without_a_place_is_refused(decorated, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=says):
        tw.bind(laboratory(), [decorated(lambda *given: True)])


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ({"saef": bool}, "did you mean safe"),
        ({"safe": 3}, "'3' for 'safe' is no function"),
        ({3: bool}, "as a name"),
        ({"training ->": bool}, "is no link"),
        ({"training -> policy -> child": bool}, "is no link"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(code, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=says):
        tw.bind(laboratory(), code)


def test_two_functions_for_one_role_are_refused() -> None:
    first, second = tw.predicate("safe")(lambda system: True), tw.predicate("safe")(lambda system: False)
    with pytest.raises(InputError, match="two functions are the predicate of 'safe'"):
        tw.bind(laboratory(), [first, second])


def test_a_module_that_binds_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="module user_parts binds nothing"):
        tw.bind(laboratory(), module(helper=len))


def test_a_name_of_several_things_needs_a_part() -> None:
    tower = tw.Tower("t")
    tower.property("audit"), tower.verifier("audit")
    with pytest.raises(InputError, match="several things"):
        tw.bind(tower, {"audit": bool})
    assert tw.bind(tower, {"audit": tw.Predicate(bool)}).parts.named("predicate", "audit")


class Answers:
    """Answers to every name, and raises when asked for some."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__tower"):
            raise RuntimeError(name)
        return self


def test_other_things_in_a_module_do_no_harm() -> None:
    assert len(parts_of(module(safe=safe, odd=Answers(), pytest=pytest, number=3, kind=Answers)).entries) == 1


def test_what_cannot_be_marked_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be marked"):
        tw.predicate("safe")(len)
    with pytest.raises(InputError, match="is no function"):
        tw.predicate("safe")(3)  # type: ignore[type-var]


def test_a_search_without_seeds_is_refused() -> None:
    with pytest.raises(InputError, match="0 seeds"):
        tw.search("training", seeds=0)


def test_nothing_is_tested_that_is_not_bound() -> None:
    with pytest.raises(InputError, match="nothing is bound"):
        tw.test(laboratory())  # type: ignore[arg-type]


def test_the_parts_of_a_link_are_found_by_link_and_by_optimizer() -> None:
    tower = bound()
    assert len(tower.parts.building("search", "policy", ("training",))) == 1
    assert not tower.parts.building("search", "training", ("lab",))
