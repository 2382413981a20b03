"""Finite models of L_P, and the checker that accepts a model as a refutation.

Worlds in a strict order; each world but the first carries a theory as its label and belongs to every
theory that this one includes.  `[i]A` holds at a world when A holds at every later world of T_i.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ..errors import CertificateError
from ..frozen import frozen
from ..shown import Shown
from ..syntax.formula import And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, subformulas
from .pattern import Pattern


@frozen(slots=True)
class World:
    """One world: the theory that may reason there (None at the root) and the letters true in it."""

    label: str | None
    atoms: frozenset[str] = frozenset()


@frozen
class Model(Shown):
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
        """The shape of the JSON-lines contract.

        >>> Model((World(None), World("a", frozenset({"p"}))), frozenset({(0, 1)})).to_json()["less"]
        [[0, 1]]
        """
        return {
            "worlds": [
                {"label": world.label, "atoms": sorted(world.atoms)} for world in self.worlds
            ],
            "less": [list(pair) for pair in sorted(self.less)],
        }

    @staticmethod
    def from_json(data: object) -> Model:
        """Read that shape back; CertificateError for anything else.

        >>> Model.from_json({"worlds": [{"label": None, "atoms": []}], "less": []}).worlds
        (World(label=None, atoms=frozenset()),)
        """
        match data:
            case {"worlds": list(worlds), "less": list(less), **rest} if not rest:
                return Model(tuple(map(_world, worlds)), frozenset(map(_ordered, less)))
            case _:
                raise CertificateError("a model is an object with the lists worlds and less")


def _world(entry: object) -> World:
    match entry:
        case {"label": str() | None as label, "atoms": list(atoms), **rest} if not rest:
            if all(isinstance(name, str) for name in atoms):
                return World(label, frozenset(atoms))
    raise CertificateError("a world is an object with a label (a text or null) and a list of atoms")


def _ordered(entry: object) -> tuple[int, int]:
    match entry:
        case [int(low), int(high)] if not isinstance(low, bool) and not isinstance(high, bool):
            return low, high
    raise CertificateError("the order is a list of pairs of numbers of worlds")


def relevant(pattern: Pattern, formula: Formula) -> tuple[Formula, ...]:
    """Γ: the subformulas of the formula and of all axioms, and `[i]F` for every theory.

    >>> [str(each) for each in relevant(Pattern(("a",)), Atom("p"))]
    ['F', '[a]F', 'p']
    """
    first = pattern.vocabulary
    known = frozenset(first)
    return (*first, *(each for each in subformulas(formula) if each not in known))


def truth(pattern: Pattern, model: Model, formulas: Iterable[Formula]) -> dict[Formula, list[bool]]:
    """The truth of formulas (given children first) at every world.

    >>> from tower.syntax.formula import FALSE
    >>> model = Model((World(None), World("a")), frozenset({(0, 1)}))
    >>> list(truth(Pattern(("a",)), model, (FALSE, Box("a", FALSE))).values())
    [[False, False], [False, True]]
    """
    under = pattern.reading.under
    member = [frozenset(under[world.label] if world.label else ()) for world in model.worlds]
    value: dict[Formula, list[bool]] = {}
    for each in formulas:
        if isinstance(each, Box):
            value[each] = [
                all(value[each.body][high] for high in later if each.theory in member[high])
                for later in model.later
            ]
        else:
            value[each] = [_here(each, world, n, value) for n, world in enumerate(model.worlds)]
    return value


def _here(formula: Formula, world: World, n: int, value: dict[Formula, list[bool]]) -> bool:
    """The truth of a formula that is no box, from that of its parts at the same world."""
    match formula:
        case Atom(name):
            return name in world.atoms
        case Constant(fixed):
            return fixed
        case Not(body):
            return not value[body][n]
        case And(left, right):
            return value[left][n] and value[right][n]
        case Or(left, right):
            return value[left][n] or value[right][n]
        case Implies(left, right):
            return not value[left][n] or value[right][n]
        case Iff(left, right):
            return value[left][n] == value[right][n]
        case _:
            raise CertificateError(f"unknown shape {type(formula).__name__}")


def check_countermodel(pattern: Pattern, formula: Formula, model: Model) -> None:
    """Accept a model that refutes a formula at its root; CertificateError names what fails.

    Conditions (formal core, section 2.3): a strict order; labels are theories of the pattern;
    consistency edges have their later worlds; axioms hold; letters of declared classes persist; the
    model is sound for Γ, the subformulas of the formula and of all axioms, and `[i]F` for all i.

    >>> from tower.syntax.formula import FALSE
    >>> two = Model((World(None), World("a")), frozenset({(0, 1)}))
    >>> check_countermodel(Pattern(("a",)), Box("a", FALSE), two)
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
    for number, world in enumerate(model.worlds):
        if world.label is not None and world.label not in pattern.theories:
            raise CertificateError(f"world {number} has the unknown label {world.label}")
    gamma = relevant(pattern, formula)
    checked = _Checked(pattern, model, gamma, truth(pattern, model, gamma))
    for number, world in enumerate(model.worlds):
        checked.letters(number)
        if world.label is not None:
            checked.axioms(number, world.label)
            checked.consistency(number, world.label)
            checked.soundness(number, world.label)
    if checked.value[formula][0]:
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


@frozen(slots=True)
class _Checked:
    """A model with the truth of Γ at each of its worlds."""

    pattern: Pattern
    model: Model
    gamma: tuple[Formula, ...]
    value: dict[Formula, list[bool]]

    def letters(self, number: int) -> None:
        """Σ1 letters persist, decidable letters never change."""
        sigma1, decidable = self.pattern.sigma1_atoms, self.pattern.decidable_atoms
        here = self.model.worlds[number].atoms
        for later in self.model.later[number]:
            there = self.model.worlds[later].atoms
            if not here & sigma1 <= there:
                raise CertificateError(f"a Σ1 letter is lost between worlds {number} and {later}")
            if here & decidable != there & decidable:
                raise CertificateError(
                    f"a decidable letter changes between worlds {number} and {later}"
                )

    def axioms(self, number: int, label: str) -> None:
        """The axioms of every theory that lives at a world hold there."""
        for theory in self.pattern.reading.under[label]:
            for axiom in self.pattern.axioms_of.get(theory, ()):
                if not self.value[axiom][number]:
                    raise CertificateError(f"world {number} violates the axiom {axiom} of {theory}")

    def consistency(self, number: int, label: str) -> None:
        """Theories that are proved n-consistent have a later world, for n >= 1 an agreeing one."""
        reading = self.pattern.reading
        for theory, _ in reading.consistent[label]:
            agreeing = theory in reading.finite[label]
            if not any(
                self._lives(theory, later) and (not agreeing or self._agree(number, later))
                for later in self.model.later[number]
            ):
                raise CertificateError(f"world {number} lacks a later world of {theory}")

    def _lives(self, theory: str, number: int) -> bool:
        label = self.model.worlds[number].label
        return label is not None and theory in self.pattern.reading.under[label]

    def _agree(self, number: int, later: int) -> bool:
        """Whether two worlds agree on all boxes of Γ and all Σ1 letters."""
        new = self.model.worlds[later].atoms - self.model.worlds[number].atoms
        boxes = (self.value[each] for each in self.gamma if isinstance(each, Box))
        return not new & self.pattern.sigma1_atoms and all(
            box[number] == box[later] for box in boxes
        )

    def soundness(self, number: int, label: str) -> None:
        """What a reflected theory proves, as far as Γ speaks of it, holds."""
        reflected = self.pattern.reading.reflected[label]
        for box in self.gamma:
            if not isinstance(box, Box) or box.theory not in reflected:
                continue
            if self.value[box][number] and not self.value[box.body][number]:
                raise CertificateError(f"world {number} is not sound for {box}")
