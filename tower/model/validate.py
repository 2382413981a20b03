"""What every model must satisfy, whether it came from a file or from the builder.

Each violation is a ModelError with a path into the file's structure, so that a loader can point at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import get_args

from ..late import Late
from ..syntax.formula import theories
from .axioms import parse_axiom
from .keys import ERROR
from .nodes import Path
from .references import References, distinct, distinct_seconds, fail, fits, nameable
from .scalars import LARGEST_LEVEL, check_digits, check_number, choice, strength
from .scope import Scope, default_observer
from .theories import canonical_name
from .uses import validate_uses
from .values import (
    ADDRESSABLE,
    IDENTITY_KINDS,
    Artifact,
    LinkKind,
    Model,
    ObjectiveKind,
    Optimizer,
    Property,
    Theory,
    Verifier,
)

_difflib = Late("difflib")

__all__ = ["default_observer", "validate"]


def validate(model: Model) -> None:
    """Raise a ModelError at the first thing that is wrong.

    >>> from tower.model.values import Verifier, Fraction
    >>> validate(Model("t", verifiers=(Verifier("v", theory="PA", error=(("false_accept", Fraction(0)),)),)))
    Traceback (most recent call last):
    tower.errors.ModelError: v has a theory and an error rate; expected one: strong or weak, never both
    """
    names = References(Scope(model))
    _unique(model)
    for theory in model.theories:
        _theory(theory, names, ("theories", theory.name))
    for prop in model.properties:
        _property(prop, ("properties", prop.name))
    for optimizer in model.optimizers:
        _optimizer(optimizer, names, ("optimizers", optimizer.name))
    _building_ends(model)
    for artifact in model.artifacts:
        _node(artifact, ("artifacts", artifact.name))
    for verifier in model.verifiers:
        _verifier(verifier, names, ("verifiers", verifier.name))
    validate_uses(model, names)


def _unique(model: Model) -> None:
    """Optimizers, artifacts and verifiers share one namespace; the others have one each."""
    nameable(model.name, ("name",))
    seen: dict[str, str] = {}
    for section, things in (
        ("optimizers", model.optimizers),
        ("artifacts", model.artifacts),
        ("verifiers", model.verifiers),
    ):
        for thing in things:
            path: Path = (section, thing.name)
            nameable(thing.name, path)
            if thing.name in seen:
                found = f"{thing.name!r} is declared under {seen[thing.name]} already"
                fail(found, path, "a name of its own for each node")
            seen[thing.name] = section
    _names("theories", (theory.name for theory in model.theories), canonical_name)
    _names("properties", (prop.name for prop in model.properties), str)
    _names("observers", (observer.name for observer in model.observers), str)


def _names(section: str, names: Iterable[str], spelled: Callable[[str], str]) -> None:
    seen: set[str] = set()
    for name in names:
        nameable(name, (section, name))
        if spelled(name) in seen:
            fail(f"{name!r} stands twice under {section}", (section, name), "each of them once")
        seen.add(spelled(name))


def _theory(theory: Theory, names: References, path: Path) -> None:
    if any(sign.isspace() or sign in "[]<>" for sign in theory.name) or theory.name.startswith("-"):
        fail(
            f"{theory.name!r} cannot stand in a formula", path, "a name without blanks and brackets"
        )
    related = {
        "includes": theory.includes,
        "reflects": tuple(name for name, _ in theory.reflects),
        "proves_con": tuple(name for name, _ in theory.proves_con),
    }
    for key, others in related.items():
        for place, name in enumerate(others):
            names.theory(name, (*path, key, place))
        distinct(map(canonical_name, others), (*path, key), "theory")
    for name, number in theory.proves_con:
        fits(strength, str(number), (*path, "proves_con", name))
    for place, text in enumerate(theory.axioms):
        _axiom(text, names, (*path, "axioms", place))


def _axiom(text: str, names: References, path: Path) -> None:
    fits(parse_axiom, text, path)
    for name in sorted(theories(parse_axiom(text))):
        names.theory(name, path)


def _property(prop: Property, path: Path) -> None:
    least = 1 if prop.cls.kind in ("pi", "sigma") else 0
    if not least <= prop.cls.level <= least * LARGEST_LEVEL:
        fail(
            f"{prop.cls} is no class",
            (*path, "class"),
            f"Pi_n or Sigma_n with n from 1 to {LARGEST_LEVEL}",
        )


def _node(thing: Optimizer | Artifact | Verifier, path: Path) -> None:
    """What all nodes have in common."""
    place: Path = (*path, "lineage")
    for number, kind in enumerate(dict.fromkeys(kind for kind, _ in thing.lineage)):
        nameable(kind, (*place, number))
        _not_misspelt(kind, IDENTITY_KINDS, "a kind of lineage", (*place, number))
    for kind, value in thing.lineage:
        nameable(value, (*place, kind))
    distinct_seconds(thing.lineage, place, "cause")
    if thing.capability is not None:
        fits(check_digits, Fraction(thing.capability), (*path, "capability"))


def _not_misspelt(text: str, words: Iterable[str], what: str, path: Path) -> None:
    """Free text, but not one letter away from a word that means something."""
    close = [] if text in words else _difflib.get_close_matches(text, list(words), n=1, cutoff=0.8)
    if close:
        fail(
            f"{text!r} is not known, did you mean {close[0]}?",
            path,
            f"{what} such as {', '.join(sorted(words))}",
        )


def _optimizer(thing: Optimizer, names: References, path: Path) -> None:
    _node(thing, path)
    for place, base in enumerate(thing.built_by):
        names.optimizer(base, (*path, "built_by", place))
    distinct(thing.built_by, (*path, "built_by"), "builder")
    fits(lambda text: choice(text, get_args(LinkKind)), thing.link, (*path, "link"))
    for place, mode in enumerate(thing.addresses):
        _not_misspelt(mode, ADDRESSABLE, "a way to fail", (*path, "addresses", place))
    distinct(thing.addresses, (*path, "addresses"), "way to fail")
    if thing.objective is not None:
        fits(
            lambda text: choice(text, get_args(ObjectiveKind)),
            thing.objective.kind,
            (*path, "objective"),
        )
    if thing.theory is not None:
        names.theory(thing.theory, (*path, "theory"))
    for place, verifier in enumerate(dict.fromkeys(verifier for verifier, _ in thing.enacts)):
        names.verifier(verifier, (*path, "enacts", place))
    for verifier, prop in thing.enacts:
        names.property(prop, (*path, "enacts", verifier))
    distinct_seconds(thing.enacts, (*path, "enacts"), "property")


def _verifier(thing: Verifier, names: References, path: Path) -> None:
    _node(thing, path)
    if thing.theory is not None and thing.error:
        expected = "one: strong or weak, never both"
        fail(f"{thing.name} has a theory and an error rate", (*path, "error"), expected)
    if thing.theory is not None:
        names.theory(thing.theory, (*path, "theory"))
    for key, rate in thing.error:
        fits(lambda text: choice(text, ERROR), key, (*path, "error"))
        fits(check_number, rate, (*path, "error", key))
    distinct((key for key, _ in thing.error), (*path, "error"), "rate")


def _building_ends(model: Model) -> None:
    """Nobody builds, through however many others, who builds him."""
    waits = {thing.name: len(thing.built_by) for thing in model.optimizers}
    ready = [name for name, count in waits.items() if not count]
    while ready:
        for mesa in model.children.get(ready.pop(), ()):
            waits[mesa] -= 1
            if not waits[mesa]:
                ready.append(mesa)
    stuck = {name for name, count in waits.items() if count}
    if stuck:
        circle = _circle(model, next(name for name in waits if name in stuck), stuck)
        fail(f"{circle[0]} is built by what it builds: {' <- '.join(circle[:6])}",
             ("optimizers", circle[0], "built_by"), "somebody who was there before")  # fmt: skip


def _circle(model: Model, name: str, stuck: set[str]) -> list[str]:
    """From anyone who waits, back through builders who wait, until one comes twice."""
    way: dict[str, int] = {}
    while name not in way:
        way[name] = len(way)
        name = next(base for base in model.optimizer[name].built_by if base in stuck)
    return [*list(way)[way[name] :], name]
