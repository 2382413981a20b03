"""The rules of propagation, for one asker: which facts lead to a fact.

Each function answers for one shape of fact; `RuleBase.rules_for` is asked backwards from the goals,
so that only what a question depends on is ever built.  Sources: model page sections 2 to 4; the
transport of claims over trust edges is the bottleneck theorem (`proofs/transport.md`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

from ..frozen import frozen
from ..model.claims import Aligned, Claim, Consistent, Gate, Holds, Rate, Refines, Rfn, Sound
from ..model.theories import canonical_name
from ..model.values import INFINITE, Check
from .edges import Edges, TrustEdge
from .facts import (
    SUPPOSED,
    Adopted,
    Fact,
    Known,
    Leaf,
    Opposed,
    Own,
    Part,
    Reflected,
    Rule,
    Stands,
    Statement,
    Trusted,
    Vouched,
)
from .setting import Reflections, Setting


@frozen(slots=True)
class Asker:
    """Whoever wants to know: a name, perhaps a theory, what is assumed, and what is supposed.

    `about` is the claim on a child that a builder asks about, on the same evidence that its own
    check would have: its base part accepted, its gate obeyed.  Nothing rests on a `refuted` claim.
    """

    name: str
    theory: str | None
    roots: frozenset[Claim]
    about: Holds | None = None
    refuted: frozenset[Claim] = frozenset()


@frozen
class RuleBase:
    """The rules of one asker over one setting.

    With `collapsed`, what rests on dead theories is derived too (to tell COLLAPSED from
    NOT_DERIVABLE); `discharged` verifiers need a check of `refines(v)` instead of the bare leaf;
    with `generous`, every assumption in the vocabulary may be made (to say what would be enough).
    """

    setting: Setting
    edges: Edges
    asker: Asker
    collapsed: bool = False
    generous: bool = False
    discharged: frozenset[str] = frozenset()

    def rules_for(self, fact: Fact) -> Iterator[Rule]:
        """Every rule whose head is the fact."""
        if self.generous or not self.asker.refuted:
            return self._rules(fact)
        return (rule for rule in self._rules(fact) if not any(map(self._refuted, rule.body)))

    def _refuted(self, premise: Fact) -> bool:
        """Whether a premise is a claim with a counterexample."""
        match premise:
            case Known(what) | Leaf(what):
                return what in self.asker.refuted
            case Vouched(verifier):
                return Sound(verifier) in self.asker.refuted
            case _:
                return False

    def _rules(self, fact: Fact) -> Iterator[Rule]:
        match fact:
            case Known(what):
                yield from self._known(fact, what)
            case Opposed(what):
                for number in self._checks(what, "reject"):
                    yield from self._support(fact, self.setting.strength(what), number)
            case Vouched(verifier) if self._tenable(Sound(verifier)):
                for number in self._checks(Sound(verifier), "accept"):
                    yield from self._support(fact, INFINITE, number)
            case Stands():
                yield from self._stands(fact)
            case Adopted(top, theory) if self._alive(theory):
                yield from self._adopted(fact, top, theory)
            case Trusted(top, theory, strength) if self._alive(theory):
                yield from self._trusted(fact, top, theory, strength)
            case Reflected(top, theory, claim) if self._alive(theory) and self._alive(top):
                yield from self._reflected(fact, top, theory, claim)
            case _:
                return

    def _alive(self, theory: str) -> bool:
        if self.collapsed:
            return True
        return theory not in self.edges.dead and theory not in self.edges.doubtful

    # what is known

    def _known(self, fact: Known, what: Statement) -> Iterator[Rule]:
        if not self._tenable(what):
            return
        if what in self.asker.roots:
            yield Rule(fact, (Leaf(what),), "assumed")
        elif self.assumable(what):
            yield Rule(fact, (Leaf(what),), "taken as given")
        for number in self._checks(what, "accept"):
            yield from self._support(fact, self.setting.strength(what), number)
        match what:
            case Part(name, subject):
                yield from self._part(fact, name, subject)
            case Holds(name, subject):
                yield from self._holds(fact, what, name, subject)
            case Sound(verifier, claim):
                yield from self._sound(fact, verifier, claim)
            case Consistent(theory, strength):
                yield Rule(fact, (Trusted(None, theory, strength),), "trust")
                if theory == self.asker.theory:
                    yield Rule(fact, (Leaf(what),), "taken as given")
            case Rfn(theory, claim):
                yield from self._reflection(fact, theory, claim)
            case Aligned(base, mesa, robust) if not robust:
                yield Rule(fact, (Known(Aligned(base, mesa, robust=True)),), "robust alignment")
            case _:
                return

    def _tenable(self, what: Statement) -> bool:
        """Whether a claim does not vouch for a whole theory that is inconsistent."""
        match what:
            case Sound(verifier, None):
                theory = self.setting.theory_of(verifier)
            case Consistent(name) | Rfn(name, None):
                theory = canonical_name(name)
            case _:
                return True
        return theory is None or self._alive(theory)

    def assumable(self, what: Statement) -> bool:
        """Leaves that are there without being declared: always shown, never silent."""
        match what:
            case Refines(verifier):
                free = verifier not in self.discharged
                return (free or self.generous) and self.setting.theory_of(verifier) is not None
            case Rate(verifier):
                return self.setting.rated(verifier)
            case Gate(subject):
                return self.generous or (self.asker.about is not None and self.asker.about.subject == subject)
            case Sound() | Consistent() | Rfn():
                return self.generous
            case _:
                return self.generous and what in self.setting.needed and not self._checks(what, "accept")

    def _checks(self, what: Statement, result: str) -> tuple[int, ...]:
        return self.setting.by_statement.get((what, result), ())

    # what a check gives

    def _support(self, head: Known | Opposed | Vouched, need: int, number: int) -> Iterator[Rule]:
        """What a check is evidence for; `need` is the strength of trust in a theory that carries it."""
        check = self.setting.model.checks[number]
        exact = self.setting.exact(check)
        needs = tuple(Known(need) for need in check.needs)
        if check.threshold:
            body: tuple[Fact, ...] = (Stands(number, -1), *needs)
            yield Rule(head, body, "check", check=number, exact=exact)
            return
        for ways in self._ways(check.by[0], need, check):
            yield Rule(head, (*ways, *needs), "check", check=number, exact=exact)

    def _stands(self, fact: Stands) -> Iterator[Rule]:
        """Of m principals of whom k accepted, any m - k + 1 that can be relied on are enough."""
        check = self.setting.model.checks[fact.check]
        groups = self.setting.principals[fact.check].groups
        if fact.group < 0:
            body = tuple(Stands(fact.check, number) for number in range(len(groups)))
            yield Rule(fact, body, "enough of them", need=len(groups) - check.at_least + 1)
            return
        need = self.setting.full_strength(self.setting.about(check))
        options = [list(self._ways(verifier, need, check)) for verifier in groups[fact.group]]
        for chosen in product(*options):
            premises: tuple[Fact, ...] = tuple(premise for ways in chosen for premise in ways)
            yield Rule(fact, premises, "one principal")

    def _ways(self, verifier: str, need: int, check: Check) -> Iterator[tuple[Fact, ...]]:
        """The facts that make one verifier reliable on one claim; `needs` come on top."""
        theory = self.setting.theory_of(verifier)
        rated = self.setting.rated(verifier) and not self.setting.off_population(verifier, check)
        if theory is not None and not self._alive(theory):
            return
        if check.needs and not self.setting.rated(verifier):
            yield ()
        elif rated:
            yield (Known(Rate(verifier)),)
        else:
            yield (Known(Sound(verifier, check.claim)),)
        if theory is not None and check.how == "proof":
            yield (Known(Refines(verifier)), Adopted(None, theory))
            yield (Known(Refines(verifier)), Trusted(None, theory, need))

    def _sound(self, fact: Known, verifier: str, claim: Claim | None) -> Iterator[Rule]:
        if claim is not None:
            for premise in self._sound_up_to(verifier, self.setting.full_strength(claim)):
                yield Rule(fact, (premise,), "soundness on everything")
        theory = self.setting.theory_of(verifier)
        if theory is not None:
            need = self.setting.strength(Sound(verifier, claim))
            yield Rule(fact, (Known(Refines(verifier)), Trusted(None, theory, need)), "trust")
            if claim is not None:
                yield Rule(fact, (Known(Refines(verifier)), Known(Rfn(theory, claim))), "reflection")

    def _sound_up_to(self, verifier: str, strength: int) -> Iterator[Fact]:
        """The facts that say a verifier is sound on every claim of a strength.

        `sound(v)` may be known as far as v has something to check, and no further: from consistency
        of its theory, where it checks never-properties.  Whoever assumes it adopts the theory.
        """
        whole = Sound(verifier)
        if self.setting.theory_of(verifier) is None or self.setting.strength(whole) >= strength:
            yield Known(whole)
            return
        if self._tenable(whole) and (whole in self.asker.roots or self.generous):
            yield Leaf(whole)
        if self._checks(whole, "accept"):
            yield Vouched(verifier)

    def _reflection(self, fact: Known, theory: str, claim: Claim | None) -> Iterator[Rule]:
        """"If the theory proves it, it is so": by trust, or from a verifier that reasons in it."""
        need = INFINITE if claim is None else self.setting.full_strength(claim)
        yield Rule(fact, (Trusted(None, theory, need),), "trust")
        if claim is None:
            return
        name = canonical_name(theory)
        accepted, assumed = self.setting.accepted_reflections, self._assumed_reflections
        for other, axiom in dict.fromkeys((*accepted.get(claim, ()), *assumed.get(claim, ()))):
            if other != name:
                yield Rule(fact, (Known(axiom), Reflected(other, name, claim)), "reflection")
            elif isinstance(axiom, Sound):
                yield Rule(fact, (Known(axiom),), "soundness of a verifier")

    @cached_property
    def _assumed_reflections(self) -> Reflections:
        """What the asker assumes of theories on single claims."""
        return self.setting.reflections(sorted(self.asker.roots, key=str))

    def _reflected(self, fact: Reflected, top: str, theory: str, claim: Claim) -> Iterator[Rule]:
        """What a theory knows of another one on one claim: by edges, or by what its verifiers accepted."""
        yield Rule(fact, (Adopted(top, theory),), "trust")
        yield Rule(fact, (Trusted(top, theory, self.setting.full_strength(claim)),), "trust")
        for number in self.setting.instance_checks_on.get(claim, ()):
            check = self.setting.model.checks[number]
            own, below = self.setting.theory_of(check.by[0]), self.setting.reflected_by(check.claim)
            if own is not None and below is not None:
                body: tuple[Fact, ...] = (
                    Known(Refines(check.by[0])), *map(Known, check.needs),
                    Reflected(top, own, check.claim), Reflected(below, theory, claim),
                )
                yield Rule(fact, body, "check", check=number)

    # hereditary claims

    def _part(self, fact: Known, name: str, subject: str) -> Iterator[Rule]:
        yield Rule(fact, (Known(Holds(name, subject)),), "a line is safe from its start")
        about = self.asker.about
        if about is not None and (about.property, about.subject) == (name, subject):
            yield from self._same_evidence(fact, about)

    def _same_evidence(self, fact: Known, about: Holds) -> Iterator[Rule]:
        """The builder's own enactment accepts the child's base part, as Pmeta did for the builder."""
        for verifier in self._enacted(self.asker.name, about.property):
            if self.asker.theory is None:
                body: tuple[Fact, ...] = (Known(Sound(verifier)),)
                yield Rule(fact, body, "the same evidence", check=SUPPOSED, exact=False)
            else:
                body = (Known(Refines(verifier)), Adopted(None, self.asker.theory))
                yield Rule(fact, body, "the same evidence", check=SUPPOSED)

    def _enacted(self, optimizer: str, name: str) -> list[str]:
        thing = self.setting.model.optimizer.get(optimizer)
        pairs = () if thing is None else thing.enacts
        return [f"{verifier}@{optimizer}" for verifier, what in pairs if what == name]

    def _holds(self, fact: Known, claim: Holds, name: str, subject: str) -> Iterator[Rule]:
        if not self.setting.hereditary(claim):
            about = self.asker.about
            if about == claim:
                yield from self._same_evidence(fact, about)
            return
        thing = self.setting.model.optimizer.get(subject)
        children = self.setting.model.children.get(subject, ())
        part = Known(Part(name, subject))
        enacted = self._enacted(subject, name)
        if not children and not enacted:
            yield Rule(fact, (part,), "builds nothing")
        if children and all(self._hopeful(name, child) for child in children):
            built = tuple(Known(Holds(name, child)) for child in children)
            yield Rule(fact, (part, *built), "whatever it builds")
        for body in self._gated(claim, subject, enacted):
            yield Rule(fact, (part, Known(Gate(subject)), *body), "builds only what its check accepted")
        for base in () if thing is None else thing.built_by:
            if self.setting.model.optimizer.get(base) and self.asker.about is None:
                yield Rule(fact, (Known(Holds(name, base)),), "whatever it builds")

    def _hopeful(self, name: str, child: str) -> bool:
        """Whether anything but its builder could show that a child is safe."""
        about = self.asker.about
        return (
            self.generous
            or bool(self._checks(Part(name, child), "accept"))
            or Holds(name, child) in self.asker.roots
            or (about is not None and about.subject == child)
            or len(self.setting.model.optimizer[child].built_by) > 1
        )

    def _gated(self, claim: Holds, subject: str, enacted: list[str]) -> Iterator[tuple[Fact, ...]]:
        """The ways in which what the subject's own check accepts can be relied on."""
        theory = self.setting.theory_of(subject)
        if not enacted:
            return
        if theory is None:
            yield from ((Known(Sound(verifier)),) for verifier in enacted)
            return
        need = self.setting.strength(claim)
        yield (Trusted(None, theory, need),)
        for number in self._checks(Part(claim.property, subject), "accept"):
            check = self.setting.model.checks[number]
            upper = self.setting.theory_of(check.by[0]) if self.setting.strong(check) else None
            if upper is not None:
                yield (Known(Sound(check.by[0], claim)), Trusted(upper, theory, need))

    # theories

    def _adopted(self, fact: Adopted, top: str | None, theory: str) -> Iterator[Rule]:
        if top == theory:
            yield Rule(fact, (), "itself")
        if top is None:
            yield from self._adopted_by_asker(fact, theory)
        for edge in self._edges_above(top, theory):
            if edge.includes and self._alive(edge.upper):
                body = (Adopted(top, edge.upper), *edge.premises)
                yield Rule(fact, body, "inclusion", check=edge.check)

    def _edges_above(self, top: str | None, theory: str) -> Iterator[TrustEdge]:
        """The edges up from a theory that may lead to the top: trust never falls in rank."""
        highest = self._highest if top is None else self.edges.rank.get(top, INFINITE)
        for edge in self.edges.above.get(theory, ()):
            if self.collapsed or self.edges.rank.get(edge.upper, 0) <= highest:
                yield edge

    @cached_property
    def _highest(self) -> int:
        """The highest rank of a theory on which the asker could come to rely directly."""
        if self.generous:
            return INFINITE
        names = [*self._reasoning_in, *self._consistencies, *self.setting.soundness_checked,
                 *self.setting.consistency_checked]
        names += [canonical_name(root.theory) for root in self.asker.roots if isinstance(root, Rfn)]
        names += [] if self.asker.theory is None else [self.asker.theory]
        return max((self.edges.rank.get(name, 0) for name in names), default=-1)

    def _adopted_by_asker(self, fact: Adopted, theory: str) -> Iterator[Rule]:
        if theory == self.asker.theory:
            yield Rule(fact, (Leaf(Own(theory)),), "own theory")
        known = (*self._reasoning_in.get(theory, ()), *self.setting.soundness_checked.get(theory, ()))
        for verifier in dict.fromkeys(known):
            for premise in self._sound_up_to(verifier, INFINITE):
                yield Rule(fact, (premise,), "soundness of a verifier")
        whole = Rfn(theory)
        if whole in self.asker.roots:
            yield Rule(fact, (Leaf(whole),), "assumed")

    @cached_property
    def _reasoning_in(self) -> dict[str, tuple[str, ...]]:
        """The verifiers of each theory whose soundness the asker assumes."""
        found: dict[str, list[str]] = {}
        for claim in sorted(self.asker.roots, key=str):
            theory = self.setting.theory_of(claim.verifier) if isinstance(claim, Sound) else None
            if theory is not None and isinstance(claim, Sound) and claim.claim is None:
                found.setdefault(theory, []).append(claim.verifier)
        return {theory: tuple(names) for theory, names in found.items()}

    def _trusted(self, fact: Trusted, top: str | None, theory: str, strength: int) -> Iterator[Rule]:
        if top is None:
            if self.generous:
                yield Rule(fact, (Leaf(Consistent(theory, strength)),), "taken as given")
            assumed = self._consistencies.get(theory, ())
            for number in dict.fromkeys((*assumed, *self.setting.consistency_checked.get(theory, ()))):
                if number >= strength:
                    yield Rule(fact, (Known(Consistent(theory, number)),), "consistency")
            if Rfn(theory) in self.asker.roots:
                yield Rule(fact, (Leaf(Rfn(theory)),), "assumed")
        for edge in self._edges_above(top, theory):
            if not self._alive(edge.upper):
                continue
            if edge.strength >= strength:
                body = (Adopted(top, edge.upper), *edge.premises)
                yield Rule(fact, body, "trust edge", check=edge.check)
                body = (Trusted(top, edge.upper, strength), *edge.premises)
                yield Rule(fact, body, "trust edge", check=edge.check)
            elif edge.includes:
                body = (Trusted(top, edge.upper, strength), *edge.premises)
                yield Rule(fact, body, "inclusion", check=edge.check)

    @cached_property
    def _consistencies(self) -> dict[str, tuple[int, ...]]:
        """For each theory the n of every n-consistency that the asker assumes."""
        found: dict[str, set[int]] = {}
        for claim in self.asker.roots:
            if isinstance(claim, Consistent):
                found.setdefault(claim.theory, set()).add(claim.strength)
        return {theory: tuple(sorted(numbers)) for theory, numbers in found.items()}
