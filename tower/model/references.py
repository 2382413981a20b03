"""Whatever a model refers to must be there; every refusal names the nearest thing that is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NoReturn, TypeVar

from ..errors import InputError, ModelError
from ..frozen import frozen
from .claims import (
    DEEPEST,
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Rate,
    Refines,
    Rfn,
    Sound,
    parts,
)
from .nodes import Path, shortened
from .scalars import nearest, strength
from .scope import Scope, split_enactment
from .theories import BASES

LONGEST_NAME = 200  # characters

_Value = TypeVar("_Value")


def fail(message: str, path: Path, expected: str) -> NoReturn:
    """Raise a ModelError.

    >>> fail("no such thing", ("checks", 0), "another")
    Traceback (most recent call last):
    tower.errors.ModelError: no such thing; expected another
    """
    raise ModelError(message, path=path, expected=expected)


def known(name: str, names: Collection[str], what: str, path: Path) -> None:
    """Refuse a name that is not among some names.

    >>> known("sytem", ["system"], "node", ())
    Traceback (most recent call last):
    tower.errors.ModelError: 'sytem' is no node, did you mean system?; expected a declared node: system
    """
    if name not in names:
        some = ", ".join(sorted(names)[:8])
        expected = f"a declared {what}" + (f": {some}" if some else "; there is none")
        fail(f"{shortened(name)} is no {what}{nearest(name, names)}", path, expected)


def nameable(name: object, path: Path) -> None:
    """Refuse what can be no name.

    >>> nameable("the system", ())
    """
    if (
        not isinstance(name, str)
        or not name.strip()
        or not name.isprintable()
        or len(name) > LONGEST_NAME
    ):
        fail(f"{shortened(str(name))} can be no name", path,
             f"a printable text, not blank, of at most {LONGEST_NAME} characters")  # fmt: skip


def fits(check: Callable[[_Value], object], value: _Value, path: Path) -> None:
    """Turn what a check of single values refuses into a ModelError.

    >>> fits(strength, "-1", ("requires", 0))
    Traceback (most recent call last):
    tower.errors.ModelError: '-1' does not fit; expected a whole number from 0 to 999999
    """
    try:
        check(value)
    except InputError as error:
        fail(error.message, path, error.expected)


def distinct(things: Iterable[object], path: Path, what: str) -> None:
    """Refuse a repetition, where it stands in a list or mapping.

    >>> distinct(["a", "b"], (), "name")
    """
    seen: set[object] = set()
    for place, thing in enumerate(things):
        if thing in seen:
            fail(f"{shortened(str(thing))} stands twice", (*path, place), f"each {what} once")
        seen.add(thing)


def distinct_seconds(pairs: Iterable[tuple[str, str]], path: Path, what: str) -> None:
    """Refuse a repetition among what a mapping gives to one key.

    >>> distinct_seconds([("weights", "a"), ("key", "a")], (), "cause")
    """
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    for first, seconds in found.items():
        distinct(seconds, (*path, first), what)


@frozen
class References:
    """Checks references against the names of one model.

    >>> from tower.model.values import Model
    >>> References(Scope(Model("t"))).claim(Gate("lab"), ("requires", 0))
    Traceback (most recent call last):
    tower.errors.ModelError: 'lab' is no optimizer; expected a declared optimizer; there is none
    """

    scope: Scope

    def node(self, name: str, path: Path) -> None:
        """A declared node, or an enactment."""
        if not self.scope.is_verifier(name):
            known(name, self.scope.nodes, "node", path)

    def optimizer(self, name: str, path: Path) -> None:
        """A declared optimizer."""
        known(name, self.scope.model.optimizer, "optimizer", path)

    def property(self, name: str, path: Path, what: str = "property") -> None:
        """A declared property or condition."""
        known(name, self.scope.model.property_, what, path)

    def asker(self, name: str, path: Path) -> None:
        """Somebody who can ask: an observer or a node."""
        if not self.scope.is_verifier(name):
            known(name, self.scope.askers, "observer or node", path)

    def verifier(self, name: str, path: Path) -> None:
        """A declared verifier, or one as an optimizer that enacts it runs it."""
        if self.scope.is_verifier(name):
            return
        spec, optimizer = split_enactment(name)
        if spec in self.scope.model.verifier and optimizer in self.scope.model.optimizer:
            fail(
                f"{optimizer} does not enact {spec}", path, f"enacts: {{{spec}: …}} at {optimizer}"
            )
        known(name, self.scope.model.verifier, "verifier", path)

    def theory(self, name: str, path: Path) -> None:
        """A declared theory, or one of the grammar of named theories."""
        if not self.scope.is_theory(name):
            hint = nearest(name, [*self.scope.declared_theories, *BASES])
            expected = "a declared theory, or BASE, BASE+Con^n, BASE+RFN^n with BASE one of "
            fail(f"{shortened(name)} is no theory{hint}", path, expected + ", ".join(BASES))

    def claim(self, claim: Claim, path: Path) -> None:
        """Everything that a claim speaks of."""
        inside = parts(claim)
        if len(inside) > DEEPEST + 1:
            fail("claims are nested too deeply", path, f"at most {DEEPEST} inside each other")
        for part in inside:
            self._one(part, path)

    def _one(self, claim: Claim, path: Path) -> None:
        match claim:
            case Holds(name, subject):
                self.property(name, path)
                self.node(subject, path)
            case Condition(name):
                self.property(name, path, "property or condition")
            case Sound(verifier) | Refines(verifier) | Rate(verifier):
                self.verifier(verifier, path)
            case Rfn(theory):
                self.theory(theory, path)
            case Consistent(theory, number):
                self.theory(theory, path)
                fits(strength, str(number), path)
            case Gate(optimizer):
                self.optimizer(optimizer, path)
            case Aligned(base, mesa):
                self.link(base, mesa, path)
            case _:  # not: its claim is a part of its own
                pass

    def link(self, base: str, mesa: str, path: Path) -> None:
        """Two optimizers of which the first builds the second."""
        self.optimizer(base, path)
        self.optimizer(mesa, path)
        if base not in self.scope.model.optimizer[mesa].built_by:
            fail(f"{base} does not build {mesa}", path, f"a link: built_by: {base} at {mesa}")
