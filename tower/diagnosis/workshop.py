"""What the proposals for different breaks have in common: the changes that can be made to one tower."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..model.claims import Claim, Condition, Holds, Refines, Sound, parts, subjects
from ..model.scope import default_observer
from ..model.theories import NamedTheory, canonical_name, named_edges, named_theory
from ..model.values import (
    IDENTITY_KINDS,
    SAFETY,
    Assumption,
    Check,
    Model,
    Observer,
    Theory,
    Verifier,
)
from ..propagation.edges import Edges
from ..propagation.setting import Setting
from .changes import Change
from .edits import Add, Cut, Drop, Edit, New, Put, Swap
from .judging import Judge

SAY_WHY = "say why here"  # what stands in a proposal where only a person can give the reason
_PARTED = IDENTITY_KINDS - {"person"}
_LONGEST = 120  # characters of a name that a change makes up


@dataclass(frozen=True)
class Workshop:
    """One tower with its judge, and a builder for every kind of change that is more than one edit.

    `origin` is the tower before any change, in whose words the changes speak.
    """

    judge: Judge
    origin: Model

    @property
    def model(self) -> Model:
        """The tower as it is."""
        return self.judge.case.model

    @property
    def setting(self) -> Setting:
        """The tower prepared for propagation."""
        return self.judge.case.setting

    @property
    def edges(self) -> Edges:
        """Its trust edges."""
        return self.judge.case.edges

    def names(self, claim: Claim) -> frozenset[str]:
        """The nodes, theories and conditions that a claim speaks of, at any depth."""
        found: set[str] = set()
        for part in parts(claim):
            found |= {part.name} if isinstance(part, Condition) else set(subjects(part))
        return frozenset(found)

    # assumptions

    def assume(self, asker: str, claim: Claim) -> Change:
        """Let an asker name an assumption."""
        edits = (*self._observer(asker), _assumption(asker, claim))
        return Change("assume", f"let {asker} assume {claim} by name", edits, self.names(claim))

    def _observer(self, asker: str) -> Iterator[Edit]:
        """Declare an asker as an observer; the default one stays the first."""
        if not self.model.observers:
            yield New("observers", Observer(default_observer(self.model)))
        yield New("observers", Observer(asker))

    def withdrawn(self, observer: str, root: Assumption) -> Change:
        """Let an observer no longer assume something."""
        text = f"let {observer} no longer assume {root.claim}"
        edit = Drop("observers", observer, "assumes", root)
        return Change("withdraw", text, (edit,), frozenset(subjects(root.claim)))

    def no_longer_assumed(self, asker: str, claim: Claim) -> Iterator[Change]:
        """Withdraw what an asker assumes, where it assumes it."""
        there = self.model.observer.get(asker)
        for root in () if there is None else there.assumes:
            if root.claim == claim:
                yield self.withdrawn(asker, root)

    # checks

    def cut_check(self, number: int) -> Change:
        """Take a check back."""
        check = self.model.checks[number]
        text = f"take back the check of {check.claim} by {', '.join(check.by)}"
        return Change("cut", text, (Cut("checks", number),), self.check_names(number))

    def check_names(self, number: int) -> frozenset[str]:
        """The names that a check concerns."""
        check = self.model.checks[number]
        return frozenset(check.by).union(*map(self.names, (check.claim, *check.needs)))

    def refine_instead(self, number: int) -> Iterator[Change]:
        """Claim less: that an implementation refines its specification, not that a theory is sound."""
        claim = self.model.checks[number].claim
        if isinstance(claim, Sound) and claim.claim is None:
            less = Refines(claim.verifier)
            text = f"let {self.model.checks[number].by[0]} check {less} instead of {claim}"
            yield Change("retype", text, (Put("checks", number, "claim", less),), self.check_names(number))

    def another_check(self, asker: str, claim: Claim, number: int = 1) -> Change:
        """A new verifier that shares nothing with anybody looks at a claim, and its soundness is named."""
        name = self._fresh(f"independent check of {claim}" + (f" ({number})" if number > 1 else ""))
        edits = (
            New("verifiers", _person(name)),
            New("checks", Check((name,), claim, "review")),
            *(
                edit for who in dict.fromkeys([asker, self.judge.case.observer])
                for edit in (*self._observer(who), _assumption(who, Sound(name)))
            ),
        )
        text = f"let somebody independent check {claim}, and name the assumption that they are right"
        return Change("verifier", text, edits, self.names(claim) | {name})

    def instead_of(self, number: int, verifier: str) -> Change:
        """In one check somebody independent takes the place of a verifier, and is assumed as that one was."""
        check = self.model.checks[number]
        name = self._fresh(f"somebody other than {verifier}")
        edits: list[Edit] = [New("verifiers", _person(name)), Swap("checks", number, "by", verifier, name)]
        if not check.needs:
            for who in self._trusting(verifier):
                edits += [*self._observer(who), _assumption(who, Sound(name))]
        text = f"let somebody independent check {check.claim} instead of {verifier}"
        return Change("verifier", text, tuple(edits), self.check_names(number) | {name})

    def _trusting(self, verifier: str) -> list[str]:
        """The observers that assume a verifier right about anything; without any, whoever asks."""
        found = [
            each.name for each in self.model.observers
            if any(isinstance(root.claim, Sound) and root.claim.verifier == verifier for root in each.assumes)
        ]
        return found or [self.judge.case.observer]

    def _fresh(self, wanted: str) -> str:
        """A name that nobody in the tower as it was has, as near as can be to the one wanted."""
        taken = {*self.origin.optimizer, *self.origin.verifier, *self.origin.artifact, *self.origin.observer}
        name = wanted[:_LONGEST].strip()
        while name in taken:
            name += "'"
        return name

    # lineage

    def split(self, node: str, pair: tuple[str, str]) -> Iterator[Change]:
        """Let a node have its own of what it shares; a person can only be replaced by another one."""
        kind, value = pair
        bearer = self.bearer(node)
        section = self.section(bearer)
        if section and kind in _PARTED and pair in self.setting.lineage_of(bearer):
            own = (kind, f"{bearer}'s own"[:_LONGEST])
            edits = (Drop(section, bearer, "lineage", pair), Add(section, bearer, "lineage", own))
            text = f"let {bearer} have {kind} of its own instead of {value}"
            yield Change("split", text, edits, frozenset({bearer, node}))

    # theories

    def section(self, node: str) -> str:
        """The section that declares a node; "" for none."""
        sections = {
            "optimizers": frozenset(self.model.optimizer),
            "verifiers": frozenset(self.model.verifier),
            "artifacts": frozenset(self.model.artifact),
        }
        return next((section for section, names in sections.items() if node in names), "")

    def reason_in(self, node: str, theory: str, new: Theory | None = None) -> Iterator[Change]:
        """Let a node reason in another theory, declared anew if need be; `v@x` is x."""
        bearer = self.bearer(node)
        section = self.section(bearer)
        if bearer in self.model.observer and self.model.observer[bearer].theory is not None:
            section = "observers"
        there = getattr(self.origin, section or "observers")
        old = next((each.theory for each in there if each.name == bearer), None)
        if section and old is not None and canonical_name(old) != theory and self._within_reach(theory):
            declare = (New("theories", new),) if new is not None else ()
            text = f"let {bearer} reason in {theory} instead of {old}"
            edits = (*declare, Put(section, bearer, "theory", theory))
            yield Change("raise", text, edits, frozenset({bearer, old, theory}))

    def bearer(self, node: str) -> str:
        """Who a node is: x for `v@x`."""
        return node if node in self.setting.nodes else self.setting.runner(node) or node

    def _within_reach(self, theory: str) -> bool:
        """Whether a theory is no more steps above those of the tower than there are who reason in one."""
        named = named_theory(theory)
        if named is None:
            return theory.count("+RFN") + theory.count("+Con") <= self._rungs
        there = (named_theory(name) for name in self._theories)
        powers = [each.power for each in there if each is not None and each.base == named.base]
        return named.power <= max(powers, default=0) + self._rungs

    @cached_property
    def _theories(self) -> tuple[str, ...]:
        return Edges(Setting(self.origin)).theories

    @cached_property
    def _rungs(self) -> int:
        model = self.origin
        theories = [each.theory for each in model.optimizers]
        theories += [each.theory for each in model.verifiers] + [each.theory for each in model.observers]
        return sum(theory is not None for theory in theories)

    def above(self, theory: str, kind: str) -> tuple[str, Theory | None]:
        """The theory one step above: with the consistency ("Con") or reflection ("RFN") of this one."""
        named = named_theory(theory)
        if named is None:
            return _declared(theory, kind)
        if named.kind and (named.kind == kind or named.kind == "RFN"):
            return str(replace(named, power=named.power + 1)), None
        return str(NamedTheory(named.base, kind, 1)), None

    def below(self, theory: str) -> list[str]:
        """Theories one step below, whose soundness or consistency this one is known or said to prove."""
        named = named_theory(theory)
        if named is None:
            declared = self.model.theory.get(theory, Theory(theory))
            return [name for name, _ in (*declared.reflects, *declared.proves_con)]
        if named.kind:
            return [str(replace(named, kind=named.kind if named.power > 1 else "", power=named.power - 1))]
        known = named_edges([theory])
        return [edge.lower for edge in known if edge.kind == "reflects" and edge.upper == theory][-1:]

    def tops(self, asker: str) -> Iterator[str]:
        """The nodes whose theories an asker relies on: itself, and the verifiers that it assumes sound."""
        yield asker
        observer = self.model.observer.get(asker)
        for root in () if observer is None else observer.assumes:
            if isinstance(root.claim, Sound):
                yield root.claim.verifier

    def weaken(self, claim: Claim) -> Iterator[Change]:
        """Let the property of a claim be a never-property."""
        found = self.setting.property_of(claim)
        if found is not None and found.cls.strength > 0:
            about = [name for each in self._about(found.name) for name in self.names(each)]
            text = f"let {found.name} be a never-property (safety), which passes over plain consistency"
            edit = Put("properties", found.name, "cls", SAFETY)
            yield Change("weaken", text, (edit,), frozenset([*about, *self.names(claim), found.name]))

    def _about(self, name: str) -> Iterator[Claim]:
        for check in self.model.checks:
            for claim in (check.claim, *check.needs):
                if any(isinstance(part, Holds) and part.property == name for part in parts(claim)):
                    yield claim


def _person(name: str) -> Verifier:
    """Somebody new, who is nobody else."""
    return Verifier(name, lineage=(("person", name),))


def _assumption(asker: str, claim: Claim) -> Add:
    return Add("observers", asker, "assumes", Assumption(claim, because=SAY_WHY, owner=asker))


def _declared(theory: str, kind: str) -> tuple[str, Theory]:
    """A theory of the author's own with one principle more."""
    name = f"{theory}+{kind}"
    if kind == "Con":
        about = f"{theory}, and that it is consistent"
        return name, Theory(name, includes=(theory,), proves_con=((theory, 0),), about=about)
    return name, Theory(name, reflects=((theory, False),), about=f"{theory}, and that it is sound")


def unique(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Each change once, in order."""
    return tuple(dict.fromkeys(changes))
