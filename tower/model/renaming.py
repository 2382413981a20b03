"""The same model under other names: nodes and observers are renamed everywhere at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import ModelError
from .claims import (
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
)
from .values import (
    Check,
    Dependence,
    Expectation,
    Independent,
    Latent,
    Model,
    Observer,
    Optimizer,
    Requirement,
    Waiver,
)


def renamed(model: Model, by: Mapping[str, str]) -> Model:
    """Rename nodes and observers; names that are not in `by` stay.

    ModelError when two nodes would come to share a name.

    >>> from tower.model.values import Artifact
    >>> renamed(Model("t", artifacts=(Artifact("a"),)), {"a": "b"}).artifacts[0].name
    'b'
    """
    return _Renamer(model, by).model()


class _Renamer:
    def __init__(self, model: Model, by: Mapping[str, str]) -> None:
        self.old = model
        self.by = by
        self.nodes = {*model.optimizer, *model.verifier, *model.artifact}
        names = [by.get(name, name) for name in sorted(self.nodes)]
        if len(set(names)) < len(names):
            raise ModelError("two nodes would share a name", expected="different new names")

    def name(self, name: str) -> str:
        """A node's new name; `v@x` is renamed on both sides."""
        if name in self.by or name in self.nodes or "@" not in name:
            return self.by.get(name, name)
        spec, _, runner = name.rpartition("@")
        return f"{self.name(spec)}@{self.name(runner)}"

    def claim(self, claim: Claim) -> Claim:
        """A claim about the renamed nodes; nested claims are few levels deep."""
        match claim:
            case Holds(name, subject):
                return Holds(name, self.name(subject))
            case Sound(verifier, inner):
                return Sound(self.name(verifier), None if inner is None else self.claim(inner))
            case Rfn(theory, inner):
                return Rfn(theory, None if inner is None else self.claim(inner))
            case Gate(name):
                return Gate(self.name(name))
            case Refines(name):
                return Refines(self.name(name))
            case Rate(name):
                return Rate(self.name(name))
            case Aligned(base, mesa, robust):
                return Aligned(self.name(base), self.name(mesa), robust)
            case Not(inner):
                return Not(self.claim(inner))
            case Condition() | Consistent():
                return claim

    def claims(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(map(self.claim, claims))

    def names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self.name, names))

    def model(self) -> Model:
        old = self.old
        return replace(
            old,
            optimizers=tuple(map(self._optimizer, old.optimizers)),
            artifacts=tuple(replace(each, name=self.name(each.name)) for each in old.artifacts),
            verifiers=tuple(replace(each, name=self.name(each.name)) for each in old.verifiers),
            checks=tuple(map(self._check, old.checks)),
            observers=tuple(map(self._observer, old.observers)),
            dependence=tuple(map(self._dependence, old.dependence)),
            requires=tuple(map(self._requirement, old.requires)),
            expect=None if old.expect is None else self._expectation(old.expect),
            waivers=tuple(map(self._waiver, old.waivers)),
        )

    def _optimizer(self, old: Optimizer) -> Optimizer:
        enacts = tuple((self.name(verifier), name) for verifier, name in old.enacts)
        return replace(
            old, name=self.name(old.name), built_by=self.names(old.built_by), enacts=enacts
        )

    def _check(self, old: Check) -> Check:
        return replace(
            old, by=self.names(old.by), claim=self.claim(old.claim), needs=self.claims(old.needs)
        )

    def _observer(self, old: Observer) -> Observer:
        assumes = tuple(replace(root, claim=self.claim(root.claim)) for root in old.assumes)
        prior = tuple((self.claim(claim), number) for claim, number in old.prior)
        return replace(old, name=self.name(old.name), assumes=assumes, prior=prior)

    def _dependence(self, old: Dependence) -> Dependence:
        match old:
            case Independent(names):
                return Independent(self.names(names))
            case Latent(name, probability, defeats):
                return Latent(name, probability, self.names(defeats))
            case _:
                return old

    def _requirement(self, old: Requirement) -> Requirement:
        observer = self.name(old.observer) if old.observer else ""
        return replace(old, claim=self.claim(old.claim), observer=observer)

    def _expectation(self, old: Expectation) -> Expectation:
        verdicts = tuple(
            (self.name(asker), self.claim(claim), word) for asker, claim, word in old.verdicts
        )
        return replace(old, verdicts=verdicts)

    def _waiver(self, old: Waiver) -> Waiver:
        return replace(old, at=self.names(old.at))
