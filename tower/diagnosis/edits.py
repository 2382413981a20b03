"""Small edits of a model: the pieces of which changes are made, so that changes can be put together.

An edit names a part by its section and its key there (a name, or the position of a check or waiver);
several edits are applied at once, whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..model.values import Model

Key: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class New:
    """Declare a thing, unless one of its name (for a check: the same one) is there already."""

    section: str
    thing: Any


@dataclass(frozen=True, slots=True)
class Put:
    """Give one field of a part another value; "infinite" is the one section without keys."""

    section: str
    key: Key
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Add:
    """Append an entry to a field that holds several, unless it is there."""

    section: str
    key: Key
    field: str
    item: Any


@dataclass(frozen=True, slots=True)
class Drop:
    """Take an entry out of a field that holds several."""

    section: str
    key: Key
    field: str
    item: Any


@dataclass(frozen=True, slots=True)
class Swap:
    """Put one entry in the place of another, in a field that holds several."""

    section: str
    key: Key
    field: str
    item: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Cut:
    """Take a check or a waiver out of the model."""

    section: str
    key: int


Edit: TypeAlias = New | Put | Add | Drop | Swap | Cut


def clash(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Whether two lists of edits cannot both be made: they say different things of one place.

    >>> put = Put("verifiers", "v", "theory", "PA")
    >>> clash([put], [Put("verifiers", "v", "theory", "EA")]), clash([put], [put, Cut("checks", 0)])
    (True, False)
    """
    others = tuple(other)
    return any(_clash(mine, theirs) for mine in one for theirs in others)


def _clash(one: Edit, other: Edit) -> bool:
    if isinstance(one, New) or isinstance(other, New):
        return False
    if (one.section, one.key) != (other.section, other.key):
        return False
    if isinstance(one, Cut) or isinstance(other, Cut):
        return not (isinstance(one, Cut) and isinstance(other, Cut))
    if one.field != other.field:
        return False
    if isinstance(one, Put) or isinstance(other, Put):
        return one != other
    return one.item == other.item and one != other


def edited(model: Model, edits: Iterable[Edit]) -> Model:
    """The model after all edits; what they need must be there.  The result is not validated.

    >>> from tower.model.values import Verifier
    >>> model = Model("t", verifiers=(Verifier("v"),))
    >>> edited(model, [Put("verifiers", "v", "theory", "PA")]).verifiers[0].theory
    'PA'
    """
    made = tuple(dict.fromkeys(edits))
    for edit in made:
        if isinstance(edit, New):
            model = _declared(model, edit)
    for edit in made:
        if isinstance(edit, Put | Add | Drop | Swap):
            model = _changed(model, edit)
    cuts = {(edit.section, edit.key) for edit in made if isinstance(edit, Cut)}
    for section in sorted({section for section, _ in cuts}):
        things = getattr(model, section)
        left = tuple(each for place, each in enumerate(things) if (section, place) not in cuts)
        model = _with(model, section, left)
    return model


def _with(model: Model, section: str, value: Any) -> Model:
    parts: dict[str, Any] = {section: value}
    return replace(model, **parts)


def moved(edits: Iterable[Edit], places: Mapping[str, tuple[int | None, ...]]) -> tuple[Edit, ...] | None:
    """Edits of a changed model as edits of the one before it; None if a part is not in that one.

    `places` says for each section where the parts of the changed model stood before.

    >>> moved([Cut("checks", 0)], {"checks": (1, None)}), moved([Cut("checks", 1)], {"checks": (1, None)})
    ((Cut(section='checks', key=1),), None)
    """
    found: list[Edit] = []
    for edit in edits:
        if isinstance(edit, New) or not isinstance(edit.key, int):
            found.append(edit)
            continue
        place = places[edit.section][edit.key]
        if place is None:
            return None
        found.append(replace(edit, key=place))
    return tuple(found)


def places(before: Model, edits: Iterable[Edit], after: Model) -> dict[str, tuple[int | None, ...]]:
    """For the checks and waivers of a changed model, where they stood before; None for new ones.

    >>> model = Model("t", waivers=("a", "b"))
    >>> places(model, [Cut("waivers", 0)], edited(model, [Cut("waivers", 0)]))["waivers"]
    (1,)
    """
    cuts = {(edit.section, edit.key) for edit in edits if isinstance(edit, Cut)}
    found: dict[str, tuple[int | None, ...]] = {}
    for section in ("checks", "waivers"):
        old = [place for place in range(len(getattr(before, section))) if (section, place) not in cuts]
        new = len(getattr(after, section)) - len(old)
        found[section] = (*old, *(None for _ in range(new)))
    return found


def _declared(model: Model, edit: New) -> Model:
    things = getattr(model, edit.section)
    name = getattr(edit.thing, "name", None)
    if any(each == edit.thing or (name is not None and each.name == name) for each in things):
        return model
    return _with(model, edit.section, (*things, edit.thing))


def _changed(model: Model, edit: Put | Add | Drop | Swap) -> Model:
    found = getattr(model, edit.section)
    if not isinstance(found, tuple):
        return _with(model, edit.section, _one(found, edit))
    things = tuple(
        _one(each, edit) if edit.key == (place if isinstance(edit.key, int) else each.name) else each
        for place, each in enumerate(found)
    )
    return _with(model, edit.section, things)


def _one(thing: Any, edit: Put | Add | Drop | Swap) -> Any:
    if isinstance(edit, Put):
        return replace(thing, **{edit.field: edit.value})
    there = getattr(thing, edit.field)
    if isinstance(edit, Swap):
        swapped = tuple(edit.new if each == edit.item else each for each in there)
        return replace(thing, **{edit.field: swapped})
    if isinstance(edit, Drop):
        return replace(thing, **{edit.field: tuple(each for each in there if each != edit.item)})
    return thing if edit.item in there else replace(thing, **{edit.field: (*there, edit.item)})
