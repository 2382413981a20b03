"""Finite models of L_P, and the checker that accepts a model as a refutation.

Worlds in a strict order; each world but the first carries a theory as its label and belongs to every
theory that this one includes.  `[i]A` holds at a world when A holds at every later world of T_i.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import CertificateError
from ..syntax.formula import FALSE, And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, walk
from .pattern import Pattern


@dataclass(frozen=True, slots=True)
class World:
    """One world: the theory that may reason there (None at the root) and the letters true in it."""

    label: str | None
    atoms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Model:
    """Worlds and the strict order between them as pairs (earlier, later); world 0 is the root."""

    worlds: tuple[World, ...]
    less: frozenset[tuple[int, int]]

    @cached_property
    def later(self) -> tuple[tuple[int, ...], ...]:
        """For each world the worlds after it."""
        found: list[list[int]] = [[] for _ in self.worlds]
        for low, high in sorted(self.less):
            found[low].append(high)
        return tuple(tuple(each) for each in found)

    def to_json(self) -> dict[str, Any]:
        """The shape of the JSON-lines contract."""
        return {
            "worlds": [{"label": world.label, "atoms": sorted(world.atoms)} for world in self.worlds],
            "less": [list(pair) for pair in sorted(self.less)],
        }


def relevant(pattern: Pattern, formula: Formula) -> tuple[Formula, ...]:
    """Γ: the subformulas of the formula and of all axioms, and `[i]F` for every theory."""
    axioms = [each for _, found in pattern.axioms for each in found]
    return tuple(walk([*(Box(name, FALSE) for name in pattern.theories), *axioms, formula]))


def truth(pattern: Pattern, model: Model, formulas: Iterable[Formula]) -> dict[Formula, list[bool]]:
    """The truth of formulas (given children first) at every world."""
    under = pattern.reading.under
    member = [frozenset(under[world.label]) if world.label is not None else frozenset() for world in model.worlds]
    value: dict[Formula, list[bool]] = {}
    for each in formulas:
        value[each] = [_at(each, number, model, member, value) for number in range(len(model.worlds))]
    return value


def _at(
    formula: Formula, number: int, model: Model, member: list[frozenset[str]], value: dict[Formula, list[bool]]
) -> bool:
    match formula:
        case Atom(name):
            return name in model.worlds[number].atoms
        case Constant(fixed):
            return fixed
        case Not(body):
            return not value[body][number]
        case And(left, right):
            return value[left][number] and value[right][number]
        case Or(left, right):
            return value[left][number] or value[right][number]
        case Implies(left, right):
            return not value[left][number] or value[right][number]
        case Iff(left, right):
            return value[left][number] == value[right][number]
        case Box(theory, body):
            return all(value[body][later] for later in model.later[number] if theory in member[later])
        case _:
            raise CertificateError(f"unknown shape {type(formula).__name__}")


def check_countermodel(pattern: Pattern, formula: Formula, model: Model) -> None:
    """Accept a model that refutes a formula at its root; CertificateError names what fails.

    Conditions: a strict order; labels are theories of the pattern; consistency edges have their
    later worlds; axioms hold; letters of declared classes persist; the model is sound for Γ.

    >>> check_countermodel(Pattern(("a",)), Box("a", FALSE), Model((World(None), World("a")), frozenset({(0, 1)})))
    >>> check_countermodel(Pattern(("a",)), Box("a", FALSE), Model((World(None),), frozenset()))
    Traceback (most recent call last):
    tower.errors.CertificateError: the formula holds at the root
    """
    if any(low == high for low, high in model.less):
        raise CertificateError("a world comes after itself")
    check_loop_model(pattern, formula, model)


def check_loop_model(pattern: Pattern, formula: Formula, model: Model) -> None:
    """Accept a transitive model, loops allowed, that refutes a formula of H₀ (L_P without Löb).

    The conditions of `check_countermodel`, but the order need not be strict.
    """
    _check_order(model)
    gamma = relevant(pattern, formula)
    _check_labels(pattern, model)
    value = truth(pattern, model, gamma)
    for number, world in enumerate(model.worlds):
        if world.label is not None:
            _check_world(pattern, model, number, world.label, gamma, value)
        _check_letters(pattern, model, number)
    if value[formula][0]:
        raise CertificateError("the formula holds at the root")


def _check_order(model: Model) -> None:
    if not model.worlds:
        raise CertificateError("there is no world")
    size = len(model.worlds)
    if any(not (0 <= low < size and 0 <= high < size) for low, high in model.less):
        raise CertificateError("the order speaks of a world that is not there")
    later = [frozenset(each) for each in model.later]
    for low, high in sorted(model.less):
        if not later[high] <= later[low]:
            raise CertificateError(f"the order is not transitive at {low} < {high}")


def _check_labels(pattern: Pattern, model: Model) -> None:
    for number, world in enumerate(model.worlds):
        if world.label is not None and world.label not in pattern.reading.under:
            raise CertificateError(f"world {number} has the unknown label {world.label}")


def _check_world(
    pattern: Pattern, model: Model, number: int, label: str, gamma: tuple[Formula, ...],
    value: dict[Formula, list[bool]],
) -> None:
    reading = pattern.reading
    for theory in reading.under[label]:
        for axiom in pattern.axioms_of.get(theory, ()):
            if not value[axiom][number]:
                raise CertificateError(f"world {number} violates the axiom {axiom} of {theory}")
    for theory, strength in reading.consistent[label]:
        if not any(_serves(pattern, model, number, later, theory, strength, gamma, value)
                   for later in model.later[number]):
            raise CertificateError(f"world {number} lacks a later world of {theory}")
    for theory in reading.reflected[label]:
        for box in (each for each in gamma if isinstance(each, Box) and each.theory == theory):
            if value[box][number] and not value[box.body][number]:
                raise CertificateError(f"world {number} is not sound for {box}")


def _serves(
    pattern: Pattern, model: Model, number: int, later: int, theory: str, strength: int,
    gamma: tuple[Formula, ...], value: dict[Formula, list[bool]],
) -> bool:
    """Whether a later world witnesses the n-consistency of a theory: for n >= 1 nothing Σ1 is new in it."""
    label = model.worlds[later].label
    if label is None or theory not in pattern.reading.under[label]:
        return False
    if not strength or theory in pattern.reading.reflected.get(model.worlds[number].label or "", ()):
        return True
    boxes = all(value[each][number] == value[each][later] for each in gamma if isinstance(each, Box))
    new = (model.worlds[later].atoms - model.worlds[number].atoms) & pattern.sigma1_atoms
    return boxes and not new


def _check_letters(pattern: Pattern, model: Model, number: int) -> None:
    here = model.worlds[number].atoms
    for later in model.later[number]:
        there = model.worlds[later].atoms
        if not here & pattern.sigma1_atoms <= there:
            raise CertificateError(f"a Σ1 letter is lost between worlds {number} and {later}")
        if here & pattern.decidable_atoms != there & pattern.decidable_atoms:
            raise CertificateError(f"a decidable letter changes between worlds {number} and {later}")
