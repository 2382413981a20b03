"""A model and its report with the questions that drawing asks: who is drawn, where, and who runs what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..diagnosis.report import Report
from ..model.claims import Aligned, Claim, Condition, Consistent, Not, Rfn, subjects
from ..model.values import Model, Optimizer
from ..propagation.edges import Edges, TrustEdge
from ..propagation.setting import Setting
from .altitudes import altitudes, lower
from .endless import principle
from .verdicts import shown


@dataclass(frozen=True)
class Sketch:
    """A model and its report with the questions that drawing asks of them."""

    model: Model
    report: Report

    @cached_property
    def setting(self) -> Setting:
        """Who runs what in which theory."""
        return Setting(self.model)

    @cached_property
    def names(self) -> dict[str, str]:
        """The key of every node that can be drawn, by the name that the file uses."""
        declared = [*self.model.optimizer, *self.model.artifact, *self.model.verifier]
        keys = {name: f"node:{name}" for name in declared}
        for optimizer in in_building_order(self.model):
            for verifier, _ in optimizer.enacts:
                keys.setdefault(f"{verifier}@{optimizer.name}", f"run:{verifier}@{optimizer.name}")
        for name in (name for check in self.model.checks for name in check.by):
            keys.setdefault(name, f"run:{name}")
        for claim in self._claims():
            keys.update((name, f"run:{name}") for name in self._new_runs(claim, keys))
        return keys

    def _claims(self) -> Iterator[Claim]:
        yield from (check.claim for check in self.model.checks)
        yield from (answer.claim for answer in shown(self.report))

    def _new_runs(self, claim: Claim, keys: dict[str, str]) -> Iterator[str]:
        for name in subjects(claim):
            known = self.setting.runner(name) in self.model.optimizer if name not in keys else False
            if known and self.setting.spec(name) in self.model.verifier:
                yield name

    def theory_of(self, name: str) -> str:
        """The theory in which a named node reasons; empty for a weak one."""
        return self.setting.theory_of(name) or ""

    def strengths(self, name: str) -> Iterator[str]:
        """What the theory of a named node proves of the strongest drawn theory that it vouches for.

        Only what the theory is known or declared to prove counts; what a check adds is drawn as a check.
        """
        found = [edge for edge in self._vouching.get(self.theory_of(name), ()) if edge.lower in self._drawn]
        if found:
            best = max(found, key=lambda edge: (self.altitude.get(edge.lower, 0), edge.strength))
            yield f"proves {principle(best.strength, best.lower)}"

    @cached_property
    def _vouching(self) -> Mapping[str, tuple[TrustEdge, ...]]:
        found: dict[str, list[TrustEdge]] = {}
        for edge in self.edges.all:
            if edge.relation != "includes" and edge.check is None and edge.upper != edge.lower:
                found.setdefault(edge.upper, []).append(edge)
        return {upper: tuple(edges) for upper, edges in found.items()}

    @cached_property
    def _drawn(self) -> frozenset[str]:
        """The theories in which somebody who is drawn reasons."""
        return frozenset(filter(None, map(self.theory_of, self.names)))

    @cached_property
    def edges(self) -> Edges:
        """Which theory vouches for which."""
        return Edges(self.setting)

    @cached_property
    def altitude(self) -> Mapping[str, int]:
        """How high every theory stands."""
        return altitudes(self.edges)

    @cached_property
    def below(self) -> Mapping[str, list[str]]:
        """What every theory directly includes or trusts."""
        return lower(self.edges)

    @cached_property
    def runs(self) -> Mapping[str, tuple[str, ...]]:
        """The names `v@x` of what every optimizer x runs, by its name."""
        found: dict[str, list[str]] = {}
        for name, key in self.names.items():
            runner = self.setting.runner(name) if key.startswith("run:") else None
            if runner in self.model.optimizer:
                found.setdefault(runner, []).append(name)
        return {runner: tuple(names) for runner, names in found.items()}

    def place_of(self, claim: Claim) -> str:
        """The key of the node beside which a claim stands; a box of its own when it has no subject."""
        match claim:
            case Not(inner):
                return self.place_of(inner)
            case Aligned(_, mesa):
                return self.names.get(mesa, f"claim:{claim}")
            case Rfn(theory) | Consistent(theory):
                return self._in_theory.get(theory, f"claim:{claim}")
            case Condition():
                return f"claim:{claim}"
        return self.names.get(subjects(claim)[0], f"claim:{claim}")

    @cached_property
    def _in_theory(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, key in self.names.items():
            if name not in self.model.optimizer:
                found.setdefault(self.theory_of(name), key)
        return found

    def checked(self) -> Iterator[tuple[str, str]]:
        """Who looks at whom, by key: checks through their counters, and runs over their runners."""
        for index, check in enumerate(self.model.checks):
            subject = self.place_of(check.claim)
            upper = counter(index) if check.threshold else None
            if upper is not None:
                yield upper, subject
            yield from ((self.names[name], upper or subject) for name in check.by)
        for runner, names in self.runs.items():
            yield from ((self.names[name], f"node:{runner}") for name in names)


def counter(index: int) -> str:
    """The key of the box that counts the principals of check number `index`."""
    return f"count:{index}"


def in_building_order(model: Model) -> list[Optimizer]:
    """Optimizers from base to mesa: each line of building is followed before the next one begins."""
    seen: dict[str, Optimizer] = {}
    roots = [optimizer for optimizer in model.optimizers if not optimizer.built_by]
    waiting = [*reversed(model.optimizers), *reversed(roots)]
    while waiting:
        optimizer = waiting.pop()
        if optimizer.name not in seen:
            seen[optimizer.name] = optimizer
            built = model.children.get(optimizer.name, ())
            waiting.extend(model.optimizer[name] for name in reversed(built))
    return list(seen.values())


def builds_on(optimizer: Optimizer, model: Model) -> bool:
    """Whether it is left open what this generic optimizer will build and check."""
    return bool(optimizer.generic and optimizer.enacts and not model.children.get(optimizer.name))
