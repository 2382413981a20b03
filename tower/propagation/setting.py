"""A model prepared for propagation: who is strong, which checks count, who is one principal with whom.

Principals are merged before anything is counted: verifiers that share an identity lineage (weights,
key, person, binary) are one, and whoever shares one with the subject does not count at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal, TypeAlias

from ..errors import ClaimError
from ..frozen import frozen
from ..model.claim_parser import parse_claim
from ..model.claims import (
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Refines,
    Rfn,
    Sound,
    subjects,
)
from ..model.theories import canonical_name
from ..model.values import (
    ANY,
    IDENTITY_KINDS,
    INFINITE,
    Artifact,
    Check,
    Lineage,
    Model,
    Optimizer,
    Property,
    PropertyClass,
    Trials,
    Verifier,
)
from ..syntax.formula import atoms
from ..syntax.parser import parse
from .facts import Part, Statement

Reflections: TypeAlias = dict[Claim, list[tuple[str, Sound | Rfn]]]  # by claim: theories, and what says so

Pair = tuple[str, str]  # one lineage entry: kind and value


@frozen(slots=True)
class Principals:
    """Who really stands behind a check: `groups` that count, `dropped` names, and what was `shared`.

    `shared` lists (nodes, lineage entry) for every set of distinct nodes that turned out to be one
    principal, the subject included.
    """

    groups: tuple[tuple[str, ...], ...]
    dropped: tuple[str, ...]
    shared: tuple[tuple[tuple[str, ...], Pair], ...]

    @property
    def count(self) -> int:
        """How many principals are left."""
        return len(self.groups)


State = Literal["live", "silent", "stale", "common_cause"]


@frozen
class Setting:
    """Everything about a model that does not depend on who asks."""

    model: Model

    @cached_property
    def nodes(self) -> dict[str, Optimizer | Verifier | Artifact]:
        """Every declared node by name."""
        return {**self.model.optimizer, **self.model.verifier, **self.model.artifact}

    def spec(self, verifier: str) -> str:
        """The declared verifier behind a name: `v@x` is v as x runs it."""
        return verifier if verifier in self.model.verifier else verifier.rpartition("@")[0]

    def runner(self, verifier: str) -> str | None:
        """The optimizer that runs `v@x`, None for a verifier of its own."""
        return None if verifier in self.model.verifier else verifier.rpartition("@")[2]

    def theory_of(self, node: str) -> str | None:
        """The theory in which a verifier or optimizer reasons; None for a weak one."""
        runner = self.runner(node) if node not in self.nodes else None
        thing = self.nodes.get(node if runner is None else runner)
        name = getattr(thing, "theory", None)
        return None if name is None else canonical_name(name)

    def lineage_of(self, node: str) -> Lineage:
        """The causes that a node shares; those of the runner for `v@x`."""
        runner = self.runner(node) if node not in self.nodes else None
        thing = self.nodes.get(node if runner is None else runner)
        return () if thing is None else thing.lineage

    def identity(self, node: str) -> frozenset[Pair]:
        """The lineage entries that make two nodes one principal."""
        return frozenset(pair for pair in self.lineage_of(node) if pair[0] in IDENTITY_KINDS)

    def property_of(self, statement: Statement) -> Property | None:
        """The property that a statement is about, if it is about one."""
        match statement:
            case Holds(name, _) | Part(name, _) | Condition(name):
                return self.model.property_.get(name)
            case _:
                return None

    def hereditary(self, claim: Statement) -> bool:
        """Whether a claim speaks of a whole line of systems."""
        found = self.property_of(claim)
        return isinstance(claim, Holds) and found is not None and found.hereditary

    def strength(self, statement: Statement) -> int:
        """The least c such that the statement is Pi_{c+1}: the edge strength that carries it.

        Hereditary properties by the table of verdicts: a decidable or never-property stays a
        never-property, an eventually-property needs 1, Pi_n stays Pi_n.
        """
        match statement:
            case Consistent(_, number):
                return number
            case Gate() | Refines():
                return 0
            case Sound(_, inner) if inner is not None:
                return self.full_strength(inner)
            case Sound(verifier, None):
                return self._scope_strength.get(verifier, INFINITE)
            case Rfn(_, inner) if inner is not None:
                return self.full_strength(inner)
            case Not(inner):
                found = self.property_of(inner)
                return _opposite(found.cls).strength if found else INFINITE
            case _:
                found = self.property_of(statement)
                return ANY.strength if found is None else found.cls.strength

    def full_strength(self, statement: Statement) -> int:
        """As `strength`; but soundness of a strong verifier on all that its theory proves."""
        whole = isinstance(statement, Sound) and statement.claim is None
        if whole and isinstance(statement, Sound) and self.theory_of(statement.verifier) is not None:
            return INFINITE
        return self.strength(statement)

    def base_class(self, claim: Holds) -> PropertyClass:
        """The class of the base part of a hereditary claim."""
        found = self.property_of(claim)
        return PropertyClass() if found is None else found.cls

    def line_class(self, claim: Holds) -> PropertyClass:
        """The class of a hereditary claim over all that is built, from that of its base part."""
        base = self.base_class(claim)
        match base.kind:
            case "decidable":
                return PropertyClass("pi", 1)
            case "sigma":
                return PropertyClass("pi", base.level + 1)
            case _:
                return base

    @cached_property
    def instance_checks(self) -> tuple[int, ...]:
        """The live strong checks of soundness on one claim: axioms `[w]C -> C` of the verifier's theory."""
        return tuple(
            number for number, check in enumerate(self.model.checks)
            if self.state[number] == "live" and check.result == "accept" and self.strong(check)
            and isinstance(check.claim, Sound | Rfn) and check.claim.claim is not None
        )

    @cached_property
    def instance_checks_on(self) -> dict[Claim, list[int]]:
        """Those of `instance_checks` that are about each claim."""
        found: dict[Claim, list[int]] = {}
        for number in self.instance_checks:
            axiom = self.model.checks[number].claim
            if isinstance(axiom, Sound | Rfn) and axiom.claim is not None:
                found.setdefault(axiom.claim, []).append(number)
        return found

    @cached_property
    def accepted_reflections(self) -> Reflections:
        """What somebody accepted of theories on single claims: `sound(w, C)` speaks of the theory of w."""
        return self.reflections(what for what, result in self.by_statement if result == "accept")

    def reflections(self, claims: Iterable[Statement]) -> Reflections:
        """Of some claims those that say "if the theory proves it, it is so" of one claim, by that claim."""
        found: Reflections = {}
        for axiom in claims:
            theory = self.reflected_by(axiom)
            if theory is not None and isinstance(axiom, Sound | Rfn) and axiom.claim is not None:
                found.setdefault(axiom.claim, []).append((theory, axiom))
        return found

    def reflected_by(self, claim: Statement) -> str | None:
        """The theory of which a claim says "if it proves this, it is so"; None where there is none."""
        match claim:
            case Sound(verifier, inner) if inner is not None:
                return self.theory_of(verifier)
            case Rfn(theory, inner) if inner is not None:
                return canonical_name(theory)
            case _:
                return None

    def claim_of(self, letter: str) -> Claim | None:
        """The claim whose text a letter of a declared axiom is; None for a letter of its own."""
        try:
            claim = parse_claim(letter)
        except ClaimError:
            return None
        return claim if self.property_of(claim) is not None else None

    @cached_property
    def reasoned_about(self) -> frozenset[Claim]:
        """The claims that strong checks and declared axioms speak of, also inside other claims."""
        found: set[Claim] = set()
        for check in self.model.checks:
            claim: Claim | None = check.claim if self.strong(check) else None
            while claim is not None:
                found.add(claim)
                inner = getattr(claim, "claim", None)
                claim = inner if isinstance(claim, Sound | Rfn | Not) else None
        for theory in self.model.theories:
            letters = {name for text in theory.axioms for name in atoms(parse(text))}
            found |= {claim for name in letters if (claim := self.claim_of(name)) is not None}
        return frozenset(found)

    @cached_property
    def scope(self) -> dict[str, tuple[Claim, ...]]:
        """What each verifier checks, soundness claims left out (they would make the scope circular)."""
        found: dict[str, dict[Claim, None]] = {}
        for check in self.model.checks:
            for verifier in check.by:
                if not isinstance(check.claim, Sound):
                    found.setdefault(verifier, {})[check.claim] = None
        return {verifier: tuple(claims) for verifier, claims in found.items()}

    def listed_scope(self, verifier: str) -> tuple[Claim, ...]:
        """The scope of a verifier as a plain list of claims; () if it checks nothing, or soundness too."""
        checked = self.scope.get(verifier, ())
        return () if verifier in self._checks_soundness else checked

    @cached_property
    def _scope_strength(self) -> dict[str, int]:
        """The strength of everything that a verifier checks; soundness on everything needs reflection."""
        found: dict[str, int] = {}
        for check in self.model.checks:
            need = INFINITE if _speaks_of_everything(check.claim) else self.strength(check.claim)
            for verifier in check.by:
                found[verifier] = max(found.get(verifier, 0), need)
        return found

    @cached_property
    def _checks_soundness(self) -> frozenset[str]:
        return frozenset(
            name for check in self.model.checks if isinstance(check.claim, Sound) for name in check.by
        )

    def strong(self, check: Check) -> bool:
        """Whether a check is a single proof in a theory."""
        return not check.threshold and check.how == "proof" and self.theory_of(check.by[0]) is not None

    @cached_property
    def principals(self) -> tuple[Principals, ...]:
        """For every check of the model, who really stands behind it."""
        return tuple(self._principals(check) for check in self.model.checks)

    def _principals(self, check: Check) -> Principals:
        if self.strong(check):
            return Principals((check.by,), (), ())
        subject = subjects(check.claim)
        own = {name: self.identity(name) for name in subject}
        dropped: list[str] = []
        shared: list[tuple[tuple[str, ...], Pair]] = []
        for verifier in check.by:
            for name, pairs in own.items():
                common = sorted(pairs & self.identity(verifier))
                if common and name != verifier:
                    shared.append((tuple(sorted((verifier, name))), common[0]))
                    dropped.append(verifier)
        left = [verifier for verifier in check.by if verifier not in dropped]
        groups = self._merged(left)
        for group in groups:
            if len(group) > 1:
                shared.append((tuple(sorted(group)), self._common(group)))
        return Principals(groups, tuple(dict.fromkeys(dropped)), tuple(shared))

    def _merged(self, verifiers: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """Union of all verifiers that share an identity, directly or through others."""
        groups: list[tuple[set[Pair], list[str]]] = []
        for verifier in verifiers:
            pairs, names = set(self.identity(verifier)), [verifier]
            apart = []
            for group in groups:
                if group[0] & pairs:
                    pairs |= group[0]
                    names = group[1] + names
                else:
                    apart.append(group)
            groups = [*apart, (pairs, names)]
        return tuple(tuple(names) for _, names in groups)

    def _common(self, group: tuple[str, ...]) -> Pair:
        first = next(
            sorted(self.identity(one) & self.identity(other))
            for one in group for other in group
            if one != other and self.identity(one) & self.identity(other)
        )
        return first[0]

    @cached_property
    def state(self) -> tuple[State, ...]:
        """Whether each check counts, and if not, why."""
        return tuple(self._state(number) for number in range(len(self.model.checks)))

    def _state(self, number: int) -> State:
        check = self.model.checks[number]
        if check.result not in ("accept", "reject"):
            return "silent"
        if self.stale(check):
            return "stale"
        if self.principals[number].count < check.at_least:
            return "common_cause"
        return "live"

    @cached_property
    def by_statement(self) -> dict[tuple[Statement, str], tuple[int, ...]]:
        """The live checks by what they are evidence for and by result."""
        found: dict[tuple[Statement, str], list[int]] = {}
        for number, check in enumerate(self.model.checks):
            if self.state[number] == "live":
                found.setdefault((self.about(check), check.result), []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def about(self, check: Check) -> Statement:
        """What a check is evidence for: of a hereditary claim, its base part alone."""
        claim = check.claim
        if isinstance(claim, Holds) and self.hereditary(claim):
            return Part(claim.property, claim.subject)
        return claim

    @cached_property
    def numbers_of(self) -> dict[Claim, tuple[int, ...]]:
        """The positions of all checks of each claim, live or not."""
        found: dict[Claim, list[int]] = {}
        for number, check in enumerate(self.model.checks):
            found.setdefault(check.claim, []).append(number)
        return {claim: tuple(numbers) for claim, numbers in found.items()}

    @cached_property
    def needed(self) -> frozenset[Statement]:
        """Every claim that some check lists under `needs`."""
        return frozenset(need for check in self.model.checks for need in check.needs)

    @cached_property
    def soundness_checked(self) -> dict[str, tuple[str, ...]]:
        """The strong verifiers of each theory whose soundness some check is about."""
        found: dict[str, dict[str, None]] = {}
        for check in self.model.checks:
            claim = check.claim
            theory = self.theory_of(claim.verifier) if isinstance(claim, Sound) else None
            if theory is not None and isinstance(claim, Sound) and claim.claim is None:
                found.setdefault(theory, {})[claim.verifier] = None
        return {theory: tuple(names) for theory, names in found.items()}

    @cached_property
    def consistency_checked(self) -> dict[str, tuple[int, ...]]:
        """For each theory the n of every n-consistency that some check is about."""
        found: dict[str, set[int]] = {}
        for check in self.model.checks:
            if isinstance(check.claim, Consistent):
                found.setdefault(check.claim.theory, set()).add(check.claim.strength)
        return {theory: tuple(sorted(numbers)) for theory, numbers in found.items()}

    def stale(self, check: Check) -> bool:
        """Whether what was checked is no longer what is there: the digests differ."""
        nodes = (self.nodes.get(name) for name in subjects(check.claim))
        now = [node.digest for node in nodes if node is not None and node.digest]
        return bool(check.subject) and bool(now) and check.subject not in now

    def inverted(self, check: Check) -> tuple[tuple[str, str], ...]:
        """Pairs (verifier, subject) where the verifier is declared less capable and nothing amplifies it."""
        if check.amplified_by:
            return ()
        return tuple(
            (verifier, name)
            for verifier in check.by
            for name in subjects(check.claim)
            if self._capability(verifier) < self._capability(name, low=False)
        )

    def _capability(self, node: str, *, low: bool = True) -> float:
        runner = self.runner(node) if node not in self.nodes else None
        thing = self.nodes.get(node if runner is None else runner)
        value = None if thing is None else thing.capability
        if value is None:
            return float("inf") if low else float("-inf")
        return float(value)

    def rated(self, verifier: str) -> bool:
        """Whether an error rate is declared for a verifier."""
        declared = self.model.verifier.get(self.spec(verifier))
        return declared is not None and bool(declared.error)

    def off_population(self, verifier: str, check: Check) -> bool:
        """Whether the declared rate was measured on another population than the check's."""
        declared = self.model.verifier.get(self.spec(verifier))
        measured = {
            number.population
            for _, number in (declared.error if declared else ())
            if isinstance(number, Trials) and number.population
        }
        return bool(check.population) and bool(measured) and check.population not in measured

    def exact(self, check: Check) -> bool:
        """Whether an accepted check leaves no statistical doubt: a proof or attestation without a rate."""
        return (
            check.how in ("proof", "attestation")
            and not any(self.rated(verifier) for verifier in check.by)
            and not self.inverted(check)
        )


def _speaks_of_everything(claim: Claim) -> bool:
    """Whether a claim, or one inside it, is soundness or reflection without a claim of its own."""
    while isinstance(claim, Sound | Rfn | Not):
        if claim.claim is None:
            return True
        claim = claim.claim
    return False


def _opposite(cls: PropertyClass) -> PropertyClass:
    match cls.kind:
        case "pi":
            return PropertyClass("sigma", cls.level)
        case "sigma":
            return PropertyClass("pi", cls.level)
        case _:
            return cls
