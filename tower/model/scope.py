"""What the names in a model mean: which are nodes, verifiers, theories, and who reasons in what.

`v@x` is verifier v as optimizer x runs it: it is there when x enacts v, reasons in the theory of x
and has the lineage of x.
"""

from __future__ import annotations

from functools import cached_property

from ..errors import InputError, ModelError
from ..frozen import frozen
from .theories import canonical_name, named_theory
from .values import Artifact, Lineage, Model, Optimizer, Verifier


@frozen
class Scope:
    """The names of one model.

    >>> lab = Optimizer("lab", theory="PA", enacts=(("v", "P"),))
    >>> scope = Scope(Model("t", optimizers=(lab,), verifiers=(Verifier("v"),)))
    >>> scope.is_verifier("v@lab"), scope.theory_of("v@lab"), scope.theory_of("v")
    (True, 'PA', None)
    """

    model: Model

    @cached_property
    def nodes(self) -> dict[str, Optimizer | Artifact | Verifier]:
        """Every declared node by name."""
        return {**self.model.optimizer, **self.model.artifact, **self.model.verifier}

    @cached_property
    def askers(self) -> frozenset[str]:
        """Everybody who can ask or be asked about: nodes and observers."""
        return frozenset([*self.nodes, *self.model.observer])

    @cached_property
    def declared_theories(self) -> frozenset[str]:
        """The declared theories by canonical name."""
        return frozenset(canonical_name(theory.name) for theory in self.model.theories)

    @cached_property
    def _enacted(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (verifier, x.name) for x in self.model.optimizers for verifier, _ in x.enacts
        )

    @cached_property
    def causes(self) -> frozenset[tuple[str, str]]:
        """Every lineage entry of every node."""
        return frozenset(pair for thing in self.nodes.values() for pair in thing.lineage)

    def is_theory(self, name: str) -> bool:
        """Whether a name is that of a declared theory or of the grammar of named ones."""
        return named_theory(name) is not None or name in self.declared_theories

    def enactment(self, name: str) -> tuple[str, str] | None:
        """The verifier and the optimizer of a name `v@x` where x enacts v; None for any other name."""
        parts = split_enactment(name)
        return parts if parts in self._enacted and name not in self.nodes else None

    def is_verifier(self, name: str) -> bool:
        """Whether a name is that of a verifier or of an enactment of one."""
        return name in self.model.verifier or self.enactment(name) is not None

    def behind(self, name: str) -> Optimizer | Artifact | Verifier | None:
        """The node whose theory and lineage a name has: x for `v@x`."""
        enacted = self.enactment(name)
        return self.nodes.get(name if enacted is None else enacted[1])

    def theory_of(self, name: str) -> str | None:
        """The theory, by canonical name, in which a node reasons; None for one without."""
        theory = getattr(self.behind(name), "theory", None)
        return None if theory is None else canonical_name(theory)

    def lineage_of(self, name: str) -> Lineage:
        """The causes that a node may share with others."""
        thing = self.behind(name)
        return () if thing is None else thing.lineage


def split_enactment(name: str) -> tuple[str, str]:
    """The two names in `v@x`, split at the last `@`; the first is "" where there is none.

    >>> split_enactment("v@x"), split_enactment("v")
    (('v', 'x'), ('', 'v'))
    """
    verifier, _, optimizer = name.rpartition("@")
    return verifier, optimizer


def default_observer(model: Model) -> str:
    """The first declared observer; without any, the one optimizer that nobody built.

    Raises ModelError where there is none or more than one: then a name has to be given.

    >>> default_observer(Model("t", optimizers=(Optimizer("lab"), Optimizer("ai", built_by=("lab",)))))
    'lab'
    """
    if model.observers:
        return model.observers[0].name
    outer = [thing.name for thing in model.optimizers if not thing.built_by]
    if len(outer) == 1:
        return outer[0]
    found = (
        f"nobody built {', '.join(outer[:5])}: which one asks?"
        if outer
        else "nobody is there to ask"
    )
    raise ModelError(found, path=("observers",), expected="an observer by name, under observers")


def asking(model: Model, observer: str | None) -> str:
    """The observer of that name, or the default one; InputError where nobody of that name is there.

    >>> asking(Model("t", optimizers=(Optimizer("lab"),)), "lab")
    'lab'
    """
    if observer is None:
        return default_observer(model)
    known = {*model.observer, *model.optimizer, *model.verifier}
    if observer not in known:
        raise InputError(
            f"no observer {observer!r} in this tower", expected=f"one of {', '.join(sorted(known))}"
        )
    return observer


def observer_theory(model: Model, name: str) -> str | None:
    """The theory of whoever asks, by canonical name: the observer's own, or that of the node so named.

    >>> observer_theory(Model("t", optimizers=(Optimizer("lab", theory="IΣ1"),)), "lab")
    'ISigma1'
    """
    observer = model.observer.get(name)
    if observer is not None and observer.theory is not None:
        return canonical_name(observer.theory)
    return Scope(model).theory_of(name)
