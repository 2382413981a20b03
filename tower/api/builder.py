"""`Tower`: build a tower step by step, check it, draw it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import InputError, ModelError
from ..model.codes import code_of
from ..model.evidence import Evidence
from ..model.graph import to_networkx
from ..model.keys import ENDLESS_NUMBERS
from ..model.scalars import property_class, strength_or_reflection
from ..model.values import (
    Artifact,
    Coalition,
    CommonCause,
    Expectation,
    Headcount,
    Hypotheses,
    Independent,
    Infinite,
    Latent,
    LinkKind,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Requirement,
    Theory,
    Verifier,
    Waiver,
)
from .claims import (
    ClaimLike,
    LineageLike,
    NodeLike,
    NumberLike,
    claim_of,
    lineage_of,
    name_of,
    names_of,
    number_of,
    objective_of,
)
from .draft import Draft
from .files import draw_report
from .glance import summary
from .handles import (
    Accepter,
    ConditionHandle,
    Handle,
    OptimizerHandle,
    PropertyHandle,
    VerifierHandle,
)
from .naming import as_inner
from .views import TowerReport, check_model

if TYPE_CHECKING:
    import networkx as nx


class Tower(Draft):
    """Builds a tower; `model` is the frozen value so far.

    What its methods return are handles (the tower and a name) with the verbs that add to it.

    >>> t = Tower("tiny")
    >>> lab = t.optimizer("lab")
    >>> ai = t.optimizer("ai", built_by=lab)
    >>> P = t.property("P", "safety")
    >>> audit = t.verifier("audit", theory="PA").checks(P(ai))
    >>> lab.assumes("sound(audit)").name
    'lab'
    >>> t.check(today=date(2026, 1, 1))[P(ai)]
    GUARANTEED IF {sound(audit)}
    """

    def __init__(self, name: str, *, about: str = "", sources: Iterable[str] = ()) -> None:
        super().__init__(Model(name, about=about, sources=tuple(sources)))
        self.evidence: tuple[Evidence, ...] = ()  # the records beside the file that it was loaded from

    @classmethod
    def from_model(cls, model: Model, evidence: Iterable[Evidence] = ()) -> Tower:
        """A builder that goes on from a model, with what is known of its assumptions.

        >>> Tower.from_model(Model("begun")).name
        'begun'
        """
        tower = cls(model.name)
        Draft.__init__(tower, model)
        tower.evidence = tuple(evidence)
        return tower

    # things

    def property(
        self,
        name: str,
        cls: str | PropertyClass = "any",
        *,
        hereditary: bool = False,
        testable: bool = False,
        about: str = "",
    ) -> PropertyHandle:
        """Declare a property of systems; `cls` is decidable, safety, liveness, any, Pi_n or Sigma_n."""
        self.declare("properties", name, Property(name, _class(cls), hereditary, testable, about))
        return PropertyHandle(self, name)

    def condition(
        self,
        name: str,
        cls: str | PropertyClass = "any",
        *,
        testable: bool = False,
        about: str = "",
    ) -> ConditionHandle:
        """Declare a property of no system, such as determinism."""
        self.declare(
            "properties", name, Property(name, _class(cls), testable=testable, about=about)
        )
        return ConditionHandle(self, name)

    def optimizer(
        self,
        name: str,
        *,
        objective: Objective | None = None,
        built_by: NodeLike | Iterable[NodeLike] = (),
        link: LinkKind = "searched",
        addresses: Iterable[str] = (),
        theory: NodeLike | None = None,
        generic: bool = False,
        lineage: LineageLike | None = None,
        capability: int | str | Fraction | None = None,
        digest: str = "",
        about: str = "",
    ) -> OptimizerHandle:
        """Declare anything that searches for, writes or delegates to systems.

        `objective` is what it selects for: values(…), loss(…) or mesa(…).  `built_by` says who built it,
        over which kind of `link` (searched, written, delegated), and which inherited ways to fail the
        builder `addresses`.  With a `theory` it can prove things; `generic` says that nobody has looked
        at it; `lineage` are causes that it may share with others, such as {"weights": "large-1"}.
        """
        thing = Optimizer(
            name=name,
            built_by=names_of(built_by),
            link=link,
            addresses=tuple(addresses),
            objective=objective_of(objective),
            theory=_maybe(theory),
            generic=generic,
            lineage=lineage_of(lineage),
            capability=_exact(capability),
            digest=digest,
            about=about,
        )
        self.declare("optimizers", name, thing)
        return OptimizerHandle(self, name)

    def artifact(
        self,
        name: str,
        *,
        lineage: LineageLike | None = None,
        digest: str = "",
        capability: int | str | Fraction | None = None,
        about: str = "",
    ) -> Handle:
        """Declare what is built or checked but searches for nothing: a source, a binary, a commit."""
        thing = Artifact(name, lineage_of(lineage), digest, _exact(capability), about)
        self.declare("artifacts", name, thing)
        return Handle(self, name)

    def verifier(
        self,
        name: str,
        *,
        theory: NodeLike | None = None,
        error: Mapping[str, NumberLike] | None = None,
        lineage: LineageLike | None = None,
        spec: str = "",
        capability: int | str | Fraction | None = None,
        digest: str = "",
        about: str = "",
    ) -> VerifierHandle:
        """Declare a process that can accept a claim: strong with a theory, weak otherwise.

        `error` are the rates of a weak one, such as {"false_accept": 0.05}; `spec` says in words what it
        is meant to accept; `lineage` are causes that it may share with others or with its subject.
        """
        thing = Verifier(
            name=name,
            theory=_maybe(theory),
            error=tuple((kind, number_of(rate)) for kind, rate in (error or {}).items()),
            lineage=lineage_of(lineage),
            spec=spec,
            capability=_exact(capability),
            digest=digest,
            about=about,
        )
        self.declare("verifiers", name, thing)
        return VerifierHandle(self, name)

    def theory(
        self,
        name: str,
        *,
        includes: NodeLike | Iterable[NodeLike] = (),
        reflects: NodeLike | Iterable[NodeLike] = (),
        locally: NodeLike | Iterable[NodeLike] = (),
        proves_con: Mapping[str, int] | NodeLike | Iterable[NodeLike] = (),
        axioms: Iterable[str] = (),
        hypotheses: Hypotheses | None = None,
        about: str = "",
    ) -> Handle:
        """Declare a theory with its edges; `reflects` uniformly, `locally` claim by claim.

        `proves_con` are theories whose consistency it proves, or their n-consistency as {name: n};
        `axioms` are formulas such as "[B]p -> p".  PA, PA+Con^n, ZFC and others need no declaration.
        """
        whole = [(each, False) for each in names_of(reflects)]
        con = (
            proves_con
            if isinstance(proves_con, Mapping)
            else dict.fromkeys(names_of(proves_con), 0)
        )
        thing = Theory(
            name=name,
            includes=names_of(includes),
            reflects=(*whole, *((each, True) for each in names_of(locally))),
            proves_con=tuple(con.items()),
            axioms=tuple(axioms),
            hypotheses=hypotheses or Hypotheses(),
            about=about,
        )
        self.declare("theories", name, thing)
        return Handle(self, name)

    def observer(self, name: str, *, theory: NodeLike | None = None) -> Handle:
        """Declare whoever wants the guarantee; the first one is asked by default."""
        self.declare("observers", name, Observer(name, _maybe(theory)))
        return Handle(self, name)

    def at_least(self, count: int, *verifiers: NodeLike) -> Accepter:
        """At least `count` of some verifiers, as one verifier.

        >>> t = Tower("t"); a, b = t.verifier("a"), t.verifier("b")
        >>> t.at_least(2, a, b).name
        'at least 2 of a, b'
        """
        names = tuple(map(name_of, verifiers))
        if not 1 <= count <= len(names) or len(set(names)) < len(names):
            raise ModelError(
                f"at least {count} of {len(names)}", expected="1 to all of distinct verifiers"
            )
        return Accepter(
            self, f"at least {count} of {', '.join(names)}", names, count, threshold=True
        )

    # what is said about them

    def prior(self, observer: NodeLike, claim: ClaimLike, number: NumberLike) -> Self:
        """Say how likely an observer holds a claim before any check."""
        self.believe(name_of(observer), claim_of(claim), number_of(number))
        return self

    def independent(self, *names: NodeLike) -> Self:
        """Declare that these fail independently; what nobody declares is unknown, never independent."""
        self.append("dependence", Independent(names_of(names)))
        return self

    def common_cause(self, kind: str, value: str, *, beta: NumberLike) -> Self:
        """Declare that nodes with this lineage share a cause, with a beta factor."""
        self.append("dependence", CommonCause((kind, value), number_of(beta)))
        return self

    def latent(self, name: str, *, probability: NumberLike, defeats: Iterable[NodeLike]) -> Self:
        """Declare an event that defeats these verifiers together."""
        self.append("dependence", Latent(name, number_of(probability), names_of(defeats)))
        return self

    def coalition(self, size: int) -> Self:
        """Declare that at most this many verifiers collude."""
        self.append("dependence", Coalition(size))
        return self

    def requires(
        self,
        claim: ClaimLike,
        *,
        verdict: str = "",
        bound: NumberLike | None = None,
        observer: NodeLike = "",
    ) -> Self:
        """Say what the tower is for: a claim, with the least verdict or highest failure bound."""
        most = None if bound is None else number_of(bound)
        if most is not None and not isinstance(most, Fraction):
            raise InputError(f"{bound!r} is no bound", expected="a number from 0 to 1")
        self.append("requires", Requirement(claim_of(claim), verdict, most, name_of(observer)))
        return self

    def headcount(self, word: str, least: int) -> Self:
        """Say how many persons, keys, weights, … (or reviewers) must stand behind what is checked.

        >>> Tower("t").headcount("persons", 2).model.headcounts
        (Headcount(word='persons', least=2),)
        """
        self.append("headcounts", Headcount(word, least))
        return self

    def expect(
        self,
        asker: NodeLike,
        verdicts: Mapping[Any, str],
        *,
        breaks: Iterable[str] | None = None,
    ) -> Self:
        """Add to the snapshot: exact verdicts for an asker, and the exact set of break codes or kinds."""
        now = self._frame.expect or Expectation()
        more = tuple((name_of(asker), claim_of(claim), word) for claim, word in verdicts.items())
        codes = now.breaks if breaks is None else tuple(code_of(each) for each in breaks)
        self.reframe(expect=Expectation((*now.verdicts, *more), codes))
        return self

    def waive(self, code: str, *nodes: NodeLike, reason: str, until: date | None = None) -> Self:
        """Declare that a break at some nodes is intended; it keeps its code and is never support."""
        self.append("waivers", Waiver(code_of(code), names_of(nodes), reason, until))
        return self

    def infinite(self, claim: ClaimLike, **fields: Any) -> Self:
        """Declare an infinite tower by its schema: the fields of `infinite:` in a file."""
        self.reframe(infinite=schema(str(claim_of(claim)), **fields))
        return self

    # one line each over the layers below

    def check(
        self,
        *,
        observer: NodeLike | None = None,
        today: date | None = None,
        evidence: Iterable[Evidence] | None = None,
    ) -> TowerReport:
        """Check the tower for an observer (by default its first) on a day (by default this one).

        `evidence` are the records that count, by default those beside the file it was loaded from.
        """
        records = self.evidence if evidence is None else evidence
        return check_model(self.model, observer=_maybe(observer), today=today, evidence=records)

    def draw(
        self,
        path: str | os.PathLike[str],
        *,
        observer: NodeLike | None = None,
        today: date | None = None,
        notation: str = "tower",
        force: bool = False,
    ) -> Path:
        """Draw the checked tower into a file whose ending says the format; notation "gsn" for a safety case.

        Never replaces a tower file, and another file only with `force` unless it is a picture.
        """
        return draw_report(
            self.check(observer=observer, today=today), path, notation=notation, force=force
        )

    def to_networkx(self) -> nx.MultiDiGraph:
        """The tower as a networkx MultiDiGraph with the file's own attribute names."""
        return to_networkx(self.model)

    def as_inner(self) -> Tower:
        """The same tower with every optimizer renamed to base and mesa-optimizer."""
        return Tower.from_model(as_inner(self.model))

    def __repr__(self) -> str:
        return f"<{summary(self.so_far)}>"

    def __dir__(self) -> list[str]:
        """What is offered on Tab: the verbs, not what the handles use."""
        inner = set(vars(Draft)) - {"model", "name"}
        return [name for name in super().__dir__() if name.startswith("_") or name not in inner]


def schema(claim: str, **fields: Any) -> Infinite:
    """An infinite schema; InputError for a field that it does not have.

    >>> schema("P", strength=0).strength, schema("P", strength="reflection").strength
    (0, 1000000000)
    """
    known = Infinite.__dataclass_fields__
    for name in fields:
        if name not in known:
            raise InputError(f"no field {name!r}", expected=f"one of {', '.join(sorted(known))}")
    for name in _FLAGS & fields.keys():
        if not isinstance(fields[name], bool | None):
            raise InputError(f"{name} is {fields[name]!r}", expected="True, False or None")
    if isinstance(fields.get("strength"), str):
        fields["strength"] = strength_or_reflection(fields["strength"])
    for name in set(ENDLESS_NUMBERS) & fields.keys():
        fields[name] = None if fields[name] is None else number_of(fields[name])
    return Infinite(claim, **fields)


_FLAGS = {"folded", "base_included", "verified_in_base"}


def _maybe(thing: NodeLike | None) -> str | None:
    return None if thing is None else name_of(thing)


def _class(cls: str | PropertyClass) -> PropertyClass:
    return property_class(cls) if isinstance(cls, str) else cls


def _exact(number: int | str | Fraction | None) -> Fraction | None:
    return None if number is None else Fraction(number)
