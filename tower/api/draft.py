"""A tower in the making: what is declared so far, in lists that only grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from ..errors import ModelError
from ..model.claims import Claim
from ..model.scope import split_enactment
from ..model.validate import validate
from ..model.values import Assumption, Check, How, Model, Number, Observer
from ..shown import Shown

NAMED = ("theories", "properties", "optimizers", "artifacts", "verifiers", "observers")
LISTED = ("checks", "dependence", "requires", "headcounts", "waivers")


class Draft(Shown):
    """What is declared so far; every method appends, and nothing is ever taken away.

    >>> Draft(Model("empty")).model.name
    'empty'
    """

    def __init__(self, model: Model) -> None:
        self._frame = model  # everything that is not a list
        self._lists: dict[str, list[Any]] = {
            each: list(getattr(model, each)) for each in NAMED + LISTED
        }
        self._places = {
            section: {thing.name: place for place, thing in enumerate(self._lists[section])}
            for section in NAMED
        }
        self._valid: Model | None = None

    @property
    def model(self) -> Model:
        """The tower so far, validated; ModelError when it contradicts itself."""
        if self._valid is None:
            whole = self.so_far
            try:
                validate(whole)
            except ModelError as error:
                raise _placed(error) from None
            self._valid = whole
        return self._valid

    @property
    def so_far(self) -> Model:
        """The tower so far, whether or not it contradicts itself."""
        lists: dict[str, Any] = {section: tuple(found) for section, found in self._lists.items()}
        return replace(self._frame, **lists)

    @property
    def name(self) -> str:
        """The name of the tower."""
        return self._frame.name

    def append(self, section: str, thing: object) -> None:
        """Add one thing at the end of a section."""
        self._lists[section].append(thing)
        self._valid = None

    def declare(self, section: str, name: str, thing: object) -> None:
        """Add a named thing; ModelError when the name is taken in its section."""
        if name in self._places[section]:
            raise ModelError(
                f"{name!r} is declared already", expected="a name of its own for each thing"
            )
        self._places[section][name] = len(self._lists[section])
        self.append(section, thing)

    def reframe(self, **fields: object) -> None:
        """Set what stands once in a tower: its expectation, its infinite schema."""
        self._frame = replace(self._frame, **cast(Any, fields))
        self._valid = None

    def enact(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Let an optimizer enact more."""
        now = self._at("optimizers", name)
        self._put(
            "optimizers", name, replace(now, enacts=tuple(dict.fromkeys((*now.enacts, *pairs))))
        )

    def assume(self, name: str, root: Assumption) -> None:
        """Let somebody assume a claim; whoever did not observe yet does from now on."""
        if name not in self._places["observers"]:
            self.declare("observers", name, Observer(name))
        now = self._at("observers", name)
        self._put("observers", name, replace(now, assumes=(*now.assumes, root)))

    def believe(self, name: str, claim: Claim, number: Number) -> None:
        """Give somebody a prior for a claim; whoever did not observe yet does from now on."""
        if name not in self._places["observers"]:
            self.declare("observers", name, Observer(name))
        now = self._at("observers", name)
        self._put("observers", name, replace(now, prior=(*now.prior, (claim, number))))

    def add_check(self, check: Check, how: How | None) -> None:
        """Add a check; without `how` a proof where all verifiers have a theory, else a test."""
        strong = all(self._reasons(name) for name in check.by)
        self.append("checks", replace(check, how=how or ("proof" if strong else "test")))

    def _reasons(self, name: str) -> bool:
        runner = split_enactment(name)[1]
        found = (("verifiers", name), ("optimizers", runner))
        things = [
            self._at(section, each) for section, each in found if each in self._places[section]
        ]
        return bool(things) and things[0].theory is not None

    def _at(self, section: str, name: str) -> Any:
        return self._lists[section][self._places[section][name]]

    def _put(self, section: str, name: str, thing: object) -> None:
        self._lists[section][self._places[section][name]] = thing
        self._valid = None


def _placed(error: ModelError) -> ModelError:
    """The same error with its place in words: what was built in Python has no lines to point at."""
    if not error.path:
        return error
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.path)
    message = f"in {where.lstrip('.')}: {error.message}"
    return ModelError(message, path=error.path, expected=error.expected)
