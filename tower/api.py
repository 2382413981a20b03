"""The facade: build a tower in Python, check it, draw it.

`Tower` is an append-only builder; what its methods return are handles (the tower and a name), so
that `pmeta.checks(...)` can add to the tower.  Everything else is a frozen value.  Wherever a claim
is expected the text of the file works too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias, cast

from . import draw as drawing
from .diagnosis.check import check as check_model
from .diagnosis.report import Report
from .errors import InputError, ModelError
from .model import file as files
from .model import save as saving
from .model.claim_parser import parse_claim
from .model.claims import (
    Aligned, Claim, Condition, Consistent, Gate, Holds, Not, Rate, Refines, Rfn, Sound, negation,
)
from .model.evidence import Evidence
from .model.graph import to_networkx
from .model.renaming import renamed
from .model.scalars import property_class
from .model.validate import validate
from .model.values import (
    Artifact, Assumption, Check, Expectation, Hypotheses, How, Infinite, Interval, Lineage, LinkKind,
    Model, Number, Objective, Observer, Optimizer, Property, PropertyClass, Requirement, Result, Symbol,
    Theory, Trials, Verifier, Waiver,
)

ClaimLike: TypeAlias = "Claim | ConditionHandle | str"
NodeLike: TypeAlias = "Handle | str"
NumberLike: TypeAlias = Number | int | float | str | tuple[Any, Any]


def values(about: str = "") -> Objective:
    """An objective that cannot be called: only judgements about it can be elicited."""
    return Objective("values", about)


def loss(about: str = "") -> Objective:
    """An objective that is a function."""
    return Objective("loss", about)


def mesa(about: str = "") -> Objective:
    """Whatever the built system came to pursue."""
    return Objective("mesa", about)


def sound(verifier: NodeLike, claim: ClaimLike | None = None) -> Sound:
    """If the verifier accepts the claim (without one: anything that it checks), then it holds.

    >>> str(sound("Pmeta", "P(system)"))
    'sound(Pmeta, P(system))'
    """
    return Sound(_name(verifier), None if claim is None else _claim(claim))


def rfn(theory: NodeLike, claim: ClaimLike | None = None) -> Rfn:
    """If the theory proves the claim (without one: anything), then it holds."""
    return Rfn(_name(theory), None if claim is None else _claim(claim))


def gate(optimizer: NodeLike) -> Gate:
    """The optimizer builds only what its own enactment of the check accepted."""
    return Gate(_name(optimizer))


def refines(verifier: NodeLike) -> Refines:
    """The verifier's implementation accepts only what its specification accepts."""
    return Refines(_name(verifier))


def rate(verifier: NodeLike) -> Rate:
    """The verifier's declared error rate is right where it is used."""
    return Rate(_name(verifier))


def consistent(theory: NodeLike, strength: int = 0) -> Consistent:
    """The theory is n-consistent, n = `strength`."""
    return Consistent(_name(theory), strength)


def aligned(base: NodeLike, built: NodeLike) -> Aligned:
    """The built system's objective agrees with its builder's on the training distribution."""
    return Aligned(_name(base), _name(built))


def robust(base: NodeLike, built: NodeLike) -> Aligned:
    """The built system's objective agrees with its builder's in deployment too."""
    return Aligned(_name(base), _name(built), robust=True)


def not_(claim: ClaimLike) -> Claim:
    """The opposite of a claim.

    >>> str(not_("P(x)"))
    'not P(x)'
    """
    return negation(_claim(claim))


def _name(thing: NodeLike) -> str:
    return thing if isinstance(thing, str) else thing.name


def _claim(claim: ClaimLike) -> Claim:
    if isinstance(claim, str):
        return parse_claim(claim)
    return Condition(claim.name) if isinstance(claim, ConditionHandle | PropertyHandle) else claim


def _number(number: NumberLike) -> Number:
    """An exact number: a float counts as what it is written as, a pair as an interval, a word as a symbol."""
    match number:
        case Fraction() | Interval() | Symbol() | Trials():
            return number
        case tuple():
            low, high = (_number(end) for end in number)
            if not isinstance(low, Fraction) or not isinstance(high, Fraction) or low > high:
                raise InputError(f"{number!r} is no interval", expected="(low, high), in order")
            return Interval(low, high)
        case int() | float():
            return files.scalars.probability(repr(number)) if number != 1 else Fraction(1)
        case str():
            return files.scalars.probability(number)
        case _:
            raise InputError(f"{number!r} is no number", expected="a number, an interval or a symbol")


def _lineage(lineage: Mapping[str, str | Iterable[str]] | None) -> Lineage:
    pairs = []
    for kind, found in (lineage or {}).items():
        pairs += [(kind, found)] if isinstance(found, str) else [(kind, each) for each in found]
    return tuple(dict.fromkeys(pairs))


@dataclass(frozen=True)
class Handle:
    """A named thing of a tower."""

    tower: Tower
    name: str

    def __str__(self) -> str:
        return self.name

    def assumes(self, *claims: ClaimLike, because: str = "", owner: str = "", evidence: str = "",
                expires: date | None = None, credence: NumberLike | None = None) -> Handle:
        """Let this node, as an observer, assume claims; the keywords hold for all of them."""
        for claim in claims:
            root = Assumption(_claim(claim), because, owner, evidence, expires,
                              None if credence is None else _number(credence))
            self.tower._assume(self.name, root)
        return self


@dataclass(frozen=True)
class VerifierHandle(Handle):
    """A verifier, or a verifier as somebody runs it."""

    def checks(self, claim: ClaimLike, *, how: How | None = None, needs: Iterable[ClaimLike] = (),
               result: Result = "accept", coverage: NumberLike | None = None, population: str = "",
               subject: str = "", amplified_by: str = "", about: str = "") -> VerifierHandle:
        """Add one check by this verifier; a proof if it has a theory and nothing else is said."""
        self.tower._check((self.name,), 1, False, claim, how=how, needs=needs, result=result, coverage=coverage,
                          population=population, subject=subject, amplified_by=amplified_by, about=about)
        return self

    def at(self, optimizer: NodeLike) -> VerifierHandle:
        """This verifier as an optimizer runs it, in the optimizer's theory."""
        return VerifierHandle(self.tower, f"{self.name}@{_name(optimizer)}")


@dataclass(frozen=True)
class Threshold:
    """At least `count` of some verifiers."""

    tower: Tower
    count: int
    of: tuple[str, ...]

    def checks(self, claim: ClaimLike, *, how: How | None = None, needs: Iterable[ClaimLike] = (),
               result: Result = "accept", coverage: NumberLike | None = None, population: str = "",
               subject: str = "", amplified_by: str = "", about: str = "") -> Threshold:
        """Add one check that counts when enough distinct principals accept."""
        self.tower._check(self.of, self.count, True, claim, how=how, needs=needs, result=result, coverage=coverage,
                          population=population, subject=subject, amplified_by=amplified_by, about=about)
        return self


@dataclass(frozen=True)
class OptimizerHandle(Handle):
    """An optimizer."""

    def enacts(self, verifier: NodeLike, *properties: NodeLike) -> OptimizerHandle:
        """Say that this optimizer can run a verifier, in its own theory, on what it builds."""
        self.tower._enact(self.name, _name(verifier), [_name(each) for each in properties])
        return self


@dataclass(frozen=True)
class PropertyHandle(Handle):
    """A property; calling it on a node gives a claim."""

    def __call__(self, node: NodeLike) -> Holds:
        return Holds(self.name, _name(node))


@dataclass(frozen=True)
class ConditionHandle(Handle):
    """A property of no system; stands for its own claim."""


class Tower:
    """Builds a tower step by step; `model` is the frozen value so far.

    >>> t = Tower("tiny")
    >>> lab = t.optimizer("lab")
    >>> ai = t.optimizer("ai", built_by=lab)
    >>> P = t.property("P", "safety")
    >>> _ = t.verifier("audit", theory="PA").checks(P(ai))
    >>> _ = lab.assumes("sound(audit)")
    >>> t.check(today=date(2026, 1, 1))["P(ai)"].word
    'GUARANTEED'
    """

    def __init__(self, name: str, *, about: str = "", sources: Iterable[str] = ()) -> None:
        self._model = Model(name, about=about, sources=tuple(sources))

    @classmethod
    def from_model(cls, model: Model) -> Tower:
        """A builder that goes on from a model."""
        tower = cls(model.name)
        tower._model = model
        return tower

    @property
    def model(self) -> Model:
        """The tower so far, validated; ModelError when it contradicts itself."""
        validate(self._model)
        return self._model

    def _add(self, section: str, thing: Any) -> None:
        now = getattr(self._model, section)
        if any(getattr(other, "name", None) == thing.name for other in now):
            raise ModelError(f"{thing.name!r} is declared already", expected="a name of its own for each thing")
        self._model = replace(self._model, **{section: (*now, thing)})

    # things

    def property(self, name: str, cls: str | PropertyClass = "any", *, hereditary: bool = False,
                 testable: bool = False, about: str = "") -> PropertyHandle:
        """Declare a property of systems; `cls` is decidable, safety, liveness, any, Pi_n or Sigma_n."""
        found = property_class(cls) if isinstance(cls, str) else cls
        self._add("properties", Property(name, found, hereditary, testable, about))
        return PropertyHandle(self, name)

    def condition(self, name: str, cls: str | PropertyClass = "any", *, testable: bool = False,
                  about: str = "") -> ConditionHandle:
        """Declare a property of no system."""
        found = property_class(cls) if isinstance(cls, str) else cls
        self._add("properties", Property(name, found, testable=testable, about=about))
        return ConditionHandle(self, name)

    def optimizer(self, name: str, *, objective: Objective | None = None, built_by: NodeLike | Iterable[NodeLike] = (),
                  link: LinkKind = "searched", addresses: Iterable[str] = (), theory: NodeLike | None = None,
                  generic: bool = False, lineage: Mapping[str, str | Iterable[str]] | None = None,
                  capability: int | Fraction | None = None, digest: str = "", about: str = "") -> OptimizerHandle:
        """Declare anything that searches for, writes or delegates to systems."""
        bases = [built_by] if isinstance(built_by, str | Handle) else list(built_by)
        self._add("optimizers", Optimizer(
            name, tuple(_name(base) for base in bases), link, tuple(addresses), objective,
            None if theory is None else _name(theory), (), generic, _lineage(lineage),
            None if capability is None else Fraction(capability), digest, about,
        ))
        return OptimizerHandle(self, name)

    def artifact(self, name: str, *, lineage: Mapping[str, str | Iterable[str]] | None = None, digest: str = "",
                 capability: int | Fraction | None = None, about: str = "") -> Handle:
        """Declare what is built or checked but searches for nothing."""
        self._add("artifacts", Artifact(name, _lineage(lineage), digest,
                                        None if capability is None else Fraction(capability), about))
        return Handle(self, name)

    def verifier(self, name: str, *, theory: NodeLike | None = None,
                 error: Mapping[str, NumberLike] | None = None,
                 lineage: Mapping[str, str | Iterable[str]] | None = None, spec: str = "",
                 capability: int | Fraction | None = None, digest: str = "", about: str = "") -> VerifierHandle:
        """Declare a process that can accept a claim: strong with a theory, weak otherwise."""
        self._add("verifiers", Verifier(
            name, None if theory is None else _name(theory),
            tuple((kind, _number(value)) for kind, value in (error or {}).items()), _lineage(lineage), spec,
            None if capability is None else Fraction(capability), digest, about,
        ))
        return VerifierHandle(self, name)

    def theory(self, name: str, *, includes: Iterable[NodeLike] = (), reflects: Iterable[NodeLike] = (),
               proves_con: Mapping[str, int] | Iterable[NodeLike] = (), axioms: Iterable[str] = (),
               hypotheses: Hypotheses = Hypotheses(), about: str = "") -> Handle:
        """Declare a theory with its edges."""
        con = proves_con.items() if isinstance(proves_con, Mapping) else ((_name(each), 0) for each in proves_con)
        self._add("theories", Theory(
            name, tuple(map(_name, includes)), tuple((_name(each), False) for each in reflects), tuple(con),
            tuple(axioms), hypotheses, about,
        ))
        return Handle(self, name)

    def observer(self, name: str, *, theory: NodeLike | None = None) -> Handle:
        """Declare whoever wants the guarantee; the first one is asked by default."""
        self._add("observers", Observer(name, None if theory is None else _name(theory)))
        return Handle(self, name)

    def at_least(self, count: int, *verifiers: NodeLike) -> Threshold:
        """At least `count` of some verifiers, as one verifier."""
        names = tuple(map(_name, verifiers))
        if not 1 <= count <= len(names) or len(set(names)) < len(names):
            raise ModelError(f"at least {count} of {len(names)}", expected="1 to all of distinct verifiers")
        return Threshold(self, count, names)

    # what is said about them

    def _check(self, by: tuple[str, ...], count: int, threshold: bool, claim: ClaimLike, *, how: How | None,
               needs: Iterable[ClaimLike], coverage: NumberLike | None, **rest: Any) -> None:
        default = "proof" if all(self._strong(name) for name in by) else "test"
        check = Check(by, _claim(claim), how or cast(How, default), count, threshold,
                      tuple(_claim(each) for each in needs),
                      coverage=None if coverage is None else _number(coverage), **rest)
        self._model = replace(self._model, checks=(*self._model.checks, check))

    def _strong(self, name: str) -> bool:
        model = self._model
        thing = model.verifier.get(name) or model.optimizer.get(name.rpartition("@")[2])
        return getattr(thing, "theory", None) is not None

    def _enact(self, optimizer: str, verifier: str, properties: list[str]) -> None:
        changed = tuple(
            replace(each, enacts=(*each.enacts, *((verifier, name) for name in properties)))
            if each.name == optimizer else each
            for each in self._model.optimizers
        )
        self._model = replace(self._model, optimizers=changed)

    def _assume(self, name: str, root: Assumption) -> None:
        observers = self._model.observers
        if name not in self._model.observer:
            observers = (*observers, Observer(name))
        changed = tuple(
            replace(each, assumes=(*each.assumes, root)) if each.name == name else each for each in observers
        )
        self._model = replace(self._model, observers=changed)

    def requires(self, claim: ClaimLike, *, verdict: str = "", bound: NumberLike | None = None,
                 observer: NodeLike = "") -> Tower:
        """Say what the tower is for: a claim that must hold, with the least verdict or highest failure bound."""
        most = None if bound is None else _number(bound)
        if most is not None and not isinstance(most, Fraction):
            raise InputError(f"{bound!r} is no bound", expected="a number from 0 to 1")
        need = Requirement(_claim(claim), verdict, most, _name(observer))
        self._model = replace(self._model, requires=(*self._model.requires, need))
        return self

    def expect(self, asker: NodeLike, verdicts: Mapping[Any, str], *, breaks: Iterable[str] | None = None) -> Tower:
        """Add to the snapshot: exact verdicts for an asker, and the exact set of break codes."""
        now = self._model.expect or Expectation()
        more = tuple((_name(asker), _claim(claim), word) for claim, word in verdicts.items())
        codes = now.breaks if breaks is None else tuple(breaks)
        self._model = replace(self._model, expect=Expectation((*now.verdicts, *more), codes))
        return self

    def waive(self, code: str, *nodes: NodeLike, reason: str, until: date | None = None) -> Tower:
        """Declare that a break at some nodes is intended; it keeps its code and is never support."""
        waiver = Waiver(code, tuple(map(_name, nodes)), reason, until)
        self._model = replace(self._model, waivers=(*self._model.waivers, waiver))
        return self

    def infinite(self, claim: str, **fields: Any) -> Tower:
        """Declare an infinite tower by its schema (fields of `tower.model.values.Infinite`)."""
        self._model = replace(self._model, infinite=Infinite(claim, **fields))
        return self

    # one line each over the layers below

    def check(self, *, observer: NodeLike | None = None, today: date | None = None,
              evidence: Iterable[Evidence] = ()) -> Report:
        """Check the tower for an observer (by default its first) on a day (by default this one)."""
        return check(self.model, observer=observer, today=today, evidence=evidence)

    def draw(self, path: str | os.PathLike[str], *, observer: NodeLike | None = None,
             today: date | None = None) -> Path:
        """Draw the checked tower into a file; the ending says the format.  Never replaces a tower file."""
        return draw_to(self.check(observer=observer, today=today), path)

    def to_networkx(self) -> Any:
        """The tower as a networkx MultiDiGraph with the file's own attribute names."""
        return to_networkx(self.model)

    def as_inner(self) -> Model:
        """The same tower with every optimizer renamed to base and mesa-optimizer."""
        return as_inner(self.model)


def check(model: Model | Tower, *, observer: NodeLike | None = None, today: date | None = None,
          evidence: Iterable[Evidence] = ()) -> Report:
    """Check a model: every answer with its assumptions, every break with its reason."""
    return check_model(
        model.model if isinstance(model, Tower) else model,
        observer=None if observer is None else _name(observer),
        today=today or date.today(), evidence=evidence,
    )


def load(path: str | os.PathLike[str]) -> Tower:
    """Load a tower file; FileError with file, line and column for everything that is wrong with it."""
    return Tower.from_model(files.load(path).model)


def save(tower: Tower | Model, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Save a tower as a file; InputError when the file exists and `overwrite` is not said."""
    saving.save(tower.model if isinstance(tower, Tower) else tower, path, overwrite=overwrite)


def draw_to(report: Report, path: str | os.PathLike[str]) -> Path:
    """Draw a report into a file, whole or not at all; a tower file is never replaced."""
    target = Path(path)
    if target.suffix in (".yaml", ".yml", ".json") or not target.suffix:
        raise InputError(f"{target} is no file for a picture", expected="an ending such as .svg, .mmd or .dot")
    content = drawing.draw(report.model, report, target.suffix[1:])
    data = content.encode() if isinstance(content, str) else content
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror or error}") from None
    return target


def chain(name: str, theories: Iterable[str], *, subject: str = "system", cls: str = "any") -> Tower:
    """The chain P, Pmeta, Pmetameta, …: one verifier for each theory, each vouched for by the next.

    The first checks `name(subject)`, every further one the soundness of the one before it; whoever
    built the subject assumes that the last one is sound.

    >>> t = chain("P", theories=["PA", "PA+RFN"])
    >>> t.check(today=date(2026, 1, 1))["P(system)"].assumptions
    ((Sound(verifier='Pmetameta', claim=None),),)
    """
    names = list(theories)
    if not names:
        raise ModelError("a chain needs a theory", expected="at least one")
    tower = Tower(f"chain-{name}")
    builder = tower.optimizer("programmers", objective=values())
    built = tower.optimizer(subject, built_by=builder)
    claim: Claim = tower.property(name, cls)(built)
    label = name
    for theory in names:
        label += "meta"
        verifier = tower.verifier(label, theory=theory).checks(claim, how="proof")
        claim = sound(verifier)
    builder.assumes(claim)
    return tower


def infinite(name: str, claim: str, **fields: Any) -> Tower:
    """An infinite tower by its schema: `claim` and the fields of `tower.model.values.Infinite`."""
    tower = Tower(name)
    tower.observer("observer")
    tower.property(claim, fields.pop("cls", "any"))
    return tower.infinite(claim, **fields)


def as_inner(model: Model) -> Model:
    """The same tower with every optimizer renamed by its place: base optimizer, mesa-optimizer, …

    >>> t = Tower("t"); _ = t.optimizer("lab"); _ = t.optimizer("ai", built_by="lab")
    >>> [each.name for each in as_inner(t.model).optimizers]
    ['base optimizer', 'mesa-optimizer']
    """
    return renamed(model, inner_names(model))


def inner_names(model: Model) -> dict[str, str]:
    """The place of every optimizer in words, made unique by a number where several share it."""
    depth: dict[str, int] = {}
    waiting = [thing.name for thing in model.optimizers if not thing.built_by]
    depth.update(dict.fromkeys(waiting, 0))
    for base in waiting:
        for built in model.children.get(base, ()):
            if built not in depth:
                depth[built] = depth[base] + 1
                waiting.append(built)
    names: dict[str, str] = {}
    for name in depth:
        word = "base optimizer" if not depth[name] else "mesa-" * depth[name] + "optimizer"
        same = sum(other.partition(" #")[0] == word for other in names.values())
        names[name] = f"{word} #{same + 1}" if same else word
    return names
