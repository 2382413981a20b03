"""Certificates as JSON objects (`proofs/certificate-format.md`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...syntax.formula import Atom, Formula
from ..checker import WITHOUT_LOEB
from ..models import Model
from ..pattern import Pattern
from .lemmas import Step
from .pool import Finished
from .table import Table, table_of

Certificate = dict[str, Any]


def _common(pattern: Pattern, table: Table, goal: int, sound: Sequence[str], verdict: str) -> Certificate:
    number = {name: place for place, name in enumerate(pattern.theories)}
    return {
        "format": "tower-certificate",
        "version": 1,
        "verdict": verdict,
        "theories": list(pattern.theories),
        "includes": [[number[lower], number[upper]] for lower, upper in sorted(pattern.includes)],
        "reflects": [[number[lower], number[upper]] for lower, upper in sorted(pattern.reflects)],
        "con": [[number[lower], number[upper], n] for lower, upper, n in sorted(pattern.con)],
        "axioms": [[number[name], table.number[each]] for name, found in pattern.axioms for each in found],
        "sigma1_atoms": sorted(pattern.sigma1_atoms),
        "decidable_atoms": sorted(pattern.decidable_atoms),
        "nodes": [table.shape(node, number) for node in range(1, table.size + 1)],
        "goal": goal,
        "sound": sorted(number[name] for name in sound),
    }


def theorem(
    pattern: Pattern, table: Table, goal: int, sound: Sequence[str], steps: Sequence[Step]
) -> Certificate:
    """The certificate that ends in the last step; lemmas that nothing uses are left out."""
    needed = {len(steps) - 1}
    for place in reversed(range(len(steps))):
        if place in needed:
            needed.update(number - 1 for number in steps[place].uses)
    kept = sorted(needed)
    renumbered = {table.size + old + 1: table.size + new for new, old in enumerate(kept, start=1)}
    theory = {name: place for place, name in enumerate(pattern.theories)}
    certificate = _common(pattern, table, goal, sound, "theorem")
    certificate["steps"] = [_step(steps[old], goal, renumbered, theory) for old in kept]
    return certificate


def _step(step: Step, goal: int, renumbered: dict[int, int], theory: dict[str, int]) -> dict[str, Any]:
    by = [[list(clause), [renumbered.get(hint, hint) for hint in hints]] for clause, hints in step.by]
    if step.about is None:
        return {"goal": goal, "by": by}
    about = {"con": theory[step.about]} if isinstance(step.about, str) else {"box": step.about}
    return {**about, "from": list(step.start), "also": list(step.also), "by": by}


def refutation(
    pattern: Pattern, table: Table, goal: int, sound: Sequence[str], worlds: Sequence[Finished]
) -> Certificate:
    """The certificate of a model whose root is the last of the finished worlds."""
    place = {old: new for new, old in enumerate(reachable(worlds))}
    theory = {name: number for number, name in enumerate(pattern.theories)}
    certificate = _common(pattern, table, goal, sound, "non-theorem")
    certificate["worlds"] = [_world(worlds[old], theory, place) for old in place]
    return certificate


def _world(world: Finished, theory: dict[str, int], place: dict[int, int]) -> list[Any]:
    label = None if world.label is None else theory[world.label]
    return [label, sorted(world.atoms), sorted(place[later] for later in set(world.later))]


def loop_model(pattern: Pattern, formula: Formula, model: Model) -> Certificate:
    """The certificate that a transitive model, perhaps with loops, refutes a formula of H₀."""
    table = table_of(pattern, formula)
    theory = {name: number for number, name in enumerate(pattern.theories)}
    certificate = _common(pattern, table, table.number[formula], (), WITHOUT_LOEB)
    certificate["worlds"] = [
        [
            None if world.label is None else theory[world.label],
            sorted(table.number[Atom(name)] for name in world.atoms if Atom(name) in table.number),
            list(later),
        ]
        for world, later in zip(model.worlds, model.later, strict=True)
    ]
    return certificate


def reachable(worlds: Sequence[Finished]) -> list[int]:
    """The worlds that the last one sees, later ones after earlier ones, itself first."""
    seen = {len(worlds) - 1}
    for number in reversed(range(len(worlds))):
        if number in seen:
            seen.update(worlds[number].later)
    return sorted(seen, reverse=True)
