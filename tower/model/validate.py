"""What every model must satisfy, whether it came from a file or from the builder.

Each violation is a ModelError with a path into the file's structure, so that a loader can point at it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..errors import ModelError
from ..syntax.formula import theories
from ..syntax.parser import parse
from .claims import (
    Aligned, Claim, Condition, Consistent, Gate, Holds, Not, Rate, Refines, Rfn, Sound,
)
from .codes import CODE_OF
from .scalars import nearest
from .theories import BASES, canonical_name, named_theory
from .values import Check, CommonCause, Independent, Latent, Model, Optimizer

Path = tuple[str | int, ...]


def default_observer(model: Model) -> str:
    """The first declared observer; without any, the one optimizer that nobody built.

    >>> from tower.model.values import Optimizer
    >>> default_observer(Model("t", optimizers=(Optimizer("lab"), Optimizer("ai", built_by=("lab",)))))
    'lab'
    """
    if model.observers:
        return model.observers[0].name
    outer = [thing.name for thing in model.optimizers if not thing.built_by]
    if len(outer) == 1:
        return outer[0]
    found = f"{len(outer)} optimizers were built by nobody" if outer else "nobody is there to ask"
    raise ModelError(found, path=("observers",), expected="an observer by name, under observers")


def validate(model: Model) -> None:
    """Raise a ModelError at the first thing that is wrong.

    >>> from tower.model.values import Verifier, Fraction
    >>> validate(Model("t", verifiers=(Verifier("v", theory="PA", error=(("false_accept", Fraction(0)),)),)))
    Traceback (most recent call last):
    tower.errors.ModelError: v has a theory and an error rate; expected one of the two: a verifier is strong or weak, never both
    """
    _Validator(model).run()


@dataclass(frozen=True)
class _Validator:
    model: Model

    @cached_property
    def nodes(self) -> frozenset[str]:
        model = self.model
        return frozenset([*model.optimizer, *model.artifact, *model.verifier])

    @cached_property
    def askers(self) -> frozenset[str]:
        return self.nodes | frozenset(self.model.observer)

    def run(self) -> None:
        self._unique()
        self._theories()
        self._optimizers()
        self._verifiers()
        for number, check in enumerate(self.model.checks):
            self._check(number, check)
        self._observers()
        self._rest()

    def _fail(self, message: str, path: Path, expected: str) -> ModelError:
        return ModelError(message, path=path, expected=expected)

    def _known(self, name: str, names: Collection[str], what: str, path: Path) -> None:
        if name not in names:
            known = list(names)
            raise self._fail(f"{name!r} is no {what}{nearest(name, known)}", path,
                             f"a declared {what}" + (f": {', '.join(sorted(known)[:8])}" if known else ""))

    def _unique(self) -> None:
        model = self.model
        seen: dict[str, str] = {}
        groups = (("optimizers", model.optimizers), ("artifacts", model.artifacts), ("verifiers", model.verifiers))
        for section, things in groups:
            for thing in things:
                if thing.name in seen:
                    raise self._fail(f"{thing.name!r} is declared under {seen[thing.name]} already",
                                     (section, thing.name), "a name of its own for each node")
                seen[thing.name] = section
        for section, count, distinct in (
            ("theories", len(model.theories), len({canonical_name(t.name) for t in model.theories})),
            ("properties", len(model.properties), len(model.property_)),
            ("observers", len(model.observers), len(model.observer)),
        ):
            if count != distinct:
                raise self._fail(f"a name stands twice under {section}", (section,), "each name once")

    # theories

    @cached_property
    def theories(self) -> frozenset[str]:
        return frozenset(canonical_name(theory.name) for theory in self.model.theories)

    def _theory(self, name: str, path: Path) -> None:
        if named_theory(name) is None and name not in self.theories:
            hint = nearest(name, [*self.theories, *BASES])
            raise self._fail(f"{name!r} is no theory{hint}", path,
                             "a declared theory, or BASE, BASE+Con^n, BASE+RFN^n with BASE one of " + ", ".join(BASES))

    def _theories(self) -> None:
        for theory in self.model.theories:
            path: Path = ("theories", theory.name)
            if any(sign.isspace() or sign in "[]<>" for sign in theory.name) or theory.name.startswith("-"):
                raise self._fail(f"{theory.name!r} cannot stand in a formula", path,
                                 "a name without blanks and brackets")
            for name in theory.includes:
                self._theory(name, (*path, "includes"))
            for name, _ in theory.reflects:
                self._theory(name, (*path, "reflects"))
            for name, _ in theory.proves_con:
                self._theory(name, (*path, "proves_con", name))
            for number, text in enumerate(theory.axioms):
                for name in sorted(theories(parse(text))):
                    self._theory(name, (*path, "axioms", number))

    # nodes

    def _optimizers(self) -> None:
        for thing in self.model.optimizers:
            path: Path = ("optimizers", thing.name)
            for base in thing.built_by:
                self._known(base, self.model.optimizer, "optimizer", (*path, "built_by"))
            if thing.theory is not None:
                self._theory(thing.theory, (*path, "theory"))
            for verifier, name in thing.enacts:
                self._known(verifier, self.model.verifier, "verifier", (*path, "enacts", verifier))
                self._known(name, self.model.property_, "property", (*path, "enacts", verifier))
        self._no_building_circle()

    def _no_building_circle(self) -> None:
        left = {thing.name: set(thing.built_by) for thing in self.model.optimizers}
        ready = [name for name, bases in left.items() if not bases]
        for base in ready:
            for mesa in self.model.children.get(base, ()):
                left[mesa].discard(base)
                if not left[mesa]:
                    ready.append(mesa)
        stuck = [name for name, bases in left.items() if bases]
        if stuck:
            raise self._fail(f"{stuck[0]} is built by what it builds", ("optimizers", stuck[0], "built_by"),
                             "somebody who was there before")

    def _verifiers(self) -> None:
        for verifier in self.model.verifiers:
            path: Path = ("verifiers", verifier.name)
            if verifier.theory is not None and verifier.error:
                raise self._fail(f"{verifier.name} has a theory and an error rate", (*path, "error"),
                                 "one of the two: a verifier is strong or weak, never both")
            if verifier.theory is not None:
                self._theory(verifier.theory, (*path, "theory"))

    def _is_verifier(self, name: str) -> bool:
        if name in self.model.verifier:
            return True
        spec, at, runner = name.rpartition("@")
        thing = self.model.optimizer.get(runner)
        return bool(at) and thing is not None and any(verifier == spec for verifier, _ in thing.enacts)

    def _verifier(self, name: str, path: Path) -> None:
        if not self._is_verifier(name):
            spec, at, runner = name.rpartition("@")
            if at and spec in self.model.verifier and runner in self.model.optimizer:
                raise self._fail(f"{runner} does not enact {spec}", path, f"enacts: {{{spec}: …}} at {runner}")
            self._known(name, self.model.verifier, "verifier", path)

    def _strong(self, name: str) -> bool:
        thing: Optimizer | object | None = self.model.verifier.get(name)
        if thing is None:
            thing = self.model.optimizer.get(name.rpartition("@")[2])
        return getattr(thing, "theory", None) is not None

    # claims

    def _check(self, number: int, check: Check) -> None:
        path: Path = ("checks", number)
        for name in check.by:
            self._verifier(name, (*path, "by"))
        strong = [name for name in check.by if self._strong(name)]
        if check.how == "proof" and len(strong) < len(check.by):
            weak = next(name for name in check.by if name not in strong)
            raise self._fail(f"{weak} has no theory and cannot prove anything", (*path, "how"),
                             "how: attestation, test or review; or a theory for it")
        if check.how in ("test", "review") and strong:
            raise self._fail(f"{strong[0]} has a theory, and a {check.how} is no proof", (*path, "how"),
                             "how: proof; or a weak verifier of its own for the " + check.how)
        self._claim(check.claim, (*path, "claim"))
        for need in check.needs:
            self._claim(need, (*path, "needs"))

    def _claim(self, claim: Claim, path: Path) -> None:
        match claim:
            case Not(inner):
                self._claim(inner, path)
            case Holds(name, subject):
                self._known(name, self.model.property_, "property", path)
                self._known(subject, self.nodes, "node", path)
            case Condition(name):
                self._known(name, self.model.property_, "property or condition", path)
            case Sound(verifier, inner):
                self._verifier(verifier, path)
                if inner is not None:
                    self._claim(inner, path)
            case Refines(verifier) | Rate(verifier):
                self._verifier(verifier, path)
            case Rfn(theory, inner):
                self._theory(theory, path)
                if inner is not None:
                    self._claim(inner, path)
            case Consistent(theory):
                self._theory(theory, path)
            case Gate(subject):
                self._known(subject, self.model.optimizer, "optimizer", path)
            case Aligned(base, mesa):
                self._link(base, mesa, path)

    def _link(self, base: str, mesa: str, path: Path) -> None:
        self._known(mesa, self.model.optimizer, "optimizer", path)
        self._known(base, self.model.optimizer, "optimizer", path)
        if base not in self.model.optimizer[mesa].built_by:
            raise self._fail(f"{base} does not build {mesa}", path, f"a link: built_by: {base} at {mesa}")

    def _observers(self) -> None:
        for observer in self.model.observers:
            path: Path = ("observers", observer.name)
            if observer.theory is not None:
                self._theory(observer.theory, (*path, "theory"))
            for number, root in enumerate(observer.assumes):
                self._claim(root.claim, (*path, "assumes", number))
            for claim, _ in observer.prior:
                self._claim(claim, (*path, "prior", str(claim)))
            assumed = {root.claim for root in observer.assumes}
            for number, root in enumerate(observer.assumes):
                if Not(root.claim) in assumed:
                    raise self._fail(f"{observer.name} assumes {root.claim} and its opposite",
                                     (*path, "assumes", number), "one of the two")

    def _rest(self) -> None:
        for number, need in enumerate(self.model.requires):
            self._claim(need.claim, ("requires", number, "claim"))
            if need.observer:
                self._known(need.observer, self.askers, "asker", ("requires", number, "observer"))
        for number, waiver in enumerate(self.model.waivers):
            if waiver.code not in CODE_OF.values():
                raise self._fail(f"{waiver.code!r} is no break", ("waivers", number, "break"),
                                 "a code such as TWR201, or a kind such as COMMON_CAUSE")
            for name in waiver.at:
                self._known(name, self.askers | self.theories | {canonical_name(n) for n in BASES}, "node",
                            ("waivers", number, "at"))
        self._expected()
        self._dependence()

    def _expected(self) -> None:
        if self.model.expect is None:
            return
        for asker, claim, _ in self.model.expect.verdicts:
            self._known(asker, self.askers, "asker", ("expect", asker))
            self._claim(claim, ("expect", asker, str(claim)))
        for number, code in enumerate(self.model.expect.breaks or ()):
            if code not in CODE_OF.values():
                raise self._fail(f"{code!r} is no break", ("expect", "breaks", number), "a code such as TWR201")

    def _dependence(self) -> None:
        entries: set[tuple[str, str]] = {
            pair
            for thing in (*self.model.optimizers, *self.model.verifiers, *self.model.artifacts)
            for pair in thing.lineage
        }
        for number, entry in enumerate(self.model.dependence):
            path: Path = ("dependence", number)
            match entry:
                case CommonCause(lineage) if lineage not in entries:
                    raise self._fail(f"no node has the lineage {lineage[0]}: {lineage[1]}", path,
                                     "a lineage that some node has")
                case Latent(_, _, names) | Independent(names):
                    for name in self._unknown(names):
                        self._known(name, self.nodes, "node", path)
                case _:
                    pass

    def _unknown(self, names: Iterable[str]) -> Iterator[str]:
        return (name for name in names if not self._is_verifier(name))
