"""Where an asker stands: what holds for them, how strongly, and on which minimal assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property

from ..frozen import frozen
from ..model.claims import Claim, Consistent, Holds, Refines, Rfn, negation
from ..model.values import INFINITE
from .cheapest import cheapest
from .edges import Edges
from .facts import (
    Adopted,
    Declared,
    Fact,
    Known,
    Opposed,
    Own,
    Part,
    Root,
    Rule,
    Statement,
    Trusted,
)
from .fixpoint import Cone, Spread, cone, gathered, spread, spread_steps
from .labels import Labels
from .rules import Asker, RuleBase
from .setting import Setting


@frozen
class Standing:
    """The propagation for one asker about some claims; everything is computed on first use."""

    setting: Setting
    edges: Edges
    asker: Asker
    claims: tuple[Claim, ...]
    most: int = field(default=64)

    def base(self, *, collapsed: bool = False, generous: bool = False) -> RuleBase:
        """The rules of this asker, in one of the two widened readings if asked."""
        return RuleBase(
            self.setting, self.edges, self.asker, collapsed, generous, self._discharged
        )

    @cached_property
    def asked(self) -> frozenset[Claim]:
        """The claims as a set."""
        return frozenset(self.claims)

    def goals(self) -> tuple[Fact, ...]:
        """The facts asked for: each claim, its opposite, and its rejection."""
        found: list[Fact] = []
        for claim in self.claims:
            found += [Known(claim), *self._opposites(claim)]
        return tuple(dict.fromkeys(found))

    def _opposites(self, claim: Claim) -> Iterator[Fact]:
        if negation(claim) in self.setting.numbers_of:
            yield Known(negation(claim))
        if claim in self.setting.numbers_of:
            yield Opposed(self.stated(claim))
            yield Known(self.stated(claim))

    def stated(self, claim: Claim) -> Statement:
        """What checks of a claim are evidence for: of a hereditary one, its base part."""
        if isinstance(claim, Holds) and self.setting.hereditary(claim):
            return Part(claim.property, claim.subject)
        return claim

    @cached_property
    def _discharged(self) -> frozenset[str]:
        """The verifiers whose `refines` a check really shows; the bare leaf is left to the others."""
        wanted = frozenset(
            claim.verifier
            for number, check in enumerate(self.setting.model.checks)
            if isinstance(claim := check.claim, Refines)
            and check.result == "accept" and self.setting.state[number] == "live"
        )
        if not wanted:
            return wanted
        rules = RuleBase(self.setting, self.edges, self.asker, discharged=wanted)
        found = cone([Known(Refines(name)) for name in sorted(wanted)], rules.rules_for)
        reached = spread(found.rules, found.leaves)
        return frozenset(name for name in wanted if Known(Refines(name)) in reached)

    @cached_property
    def cone(self) -> Cone:
        """Everything on which the answers can depend."""
        return cone(self.goals(), self.base().rules_for)

    def steps(self) -> Iterator[tuple[tuple[Fact, Rule | None], ...]]:
        """The propagation wave by wave."""
        yield from spread_steps(self.cone.rules, self.cone.leaves)

    @cached_property
    def reached(self) -> Spread:
        """What holds at all."""
        return spread(self.cone.rules, self.cone.leaves)

    @cached_property
    def exactly(self) -> Spread:
        """What holds by proofs and exact attestations alone."""
        return spread(self._exact_rules, self.cone.leaves)

    @cached_property
    def unchecked(self) -> Spread:
        """What holds without any check: assumptions and pure logic."""
        return spread([rule for rule in self.cone.rules if rule.check is None], self.cone.leaves)

    @cached_property
    def firing(self) -> dict[Fact, list[Rule]]:
        """The rules that fire, by what they give."""
        found: dict[Fact, list[Rule]] = {}
        for rule in self.cone.rules:
            if rule.head in self.reached and sum(each in self.reached for each in rule.body) >= rule.needed:
                found.setdefault(rule.head, []).append(rule)
        return found

    @cached_property
    def _exact_rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.cone.rules if rule.exact)

    @cached_property
    def exact_labels(self) -> Labels:
        """Minimal assumption sets of what holds exactly."""
        return Labels(self._exact_rules, self.exactly, self.most)

    @cached_property
    def labels(self) -> Labels:
        """Minimal assumption sets of everything that holds."""
        if len(self._exact_rules) == len(self.cone.rules):
            return self.exact_labels
        return Labels(self.cone.rules, self.reached, self.most)

    @cached_property
    def unchecked_labels(self) -> Labels:
        """Minimal assumption sets of what holds without any check."""
        rules = [rule for rule in self.cone.rules if rule.check is None]
        return Labels(rules, self.unchecked, self.most)

    def leftover(self, claim: Claim, labels: Labels) -> tuple[tuple[Root, ...], ...]:
        """The leftover sets of a claim as sorted assumptions; the weakest ones, smallest first."""
        sets = _weakest(labels.label.get(Known(claim), ()), labels)
        shown = (
            tuple(sorted({self.shown(leaf.root, claim) for leaf in labels.leaves(mask)}, key=str))
            for mask in sets
        )
        return tuple(sorted(shown, key=lambda roots: (len(roots), [str(root) for root in roots])))

    def shown(self, root: Root, claim: Claim) -> Root:
        """A leaf as the report shows it: one's own theory as the c-consistency that the claim needs."""
        return self.own(claim) if isinstance(root, Own) else root

    def own(self, claim: Claim) -> Claim:
        """What the asker's own theory must be for its proof of a claim to be worth anything."""
        theory = self.asker.theory or ""
        need = self.setting.strength(claim)
        return Rfn(theory, claim) if need >= INFINITE else Consistent(theory, need)

    def only_assumed(self, claim: Claim, labels: Labels) -> bool:
        """Whether every leftover set of a claim gives it without any check."""
        bare, sets = self.unchecked_labels, labels.label.get(Known(claim), ())
        free = bare.label.get(Known(claim), ())
        if not free:
            return not sets
        position = bare.position
        for mask in _weakest(sets, labels):
            here = sum(1 << position[leaf] for leaf in labels.leaves(mask) if leaf in position)
            if not any(small & here == small for small in free):
                return False
        return True

    def lines(self, goal: Fact) -> tuple[Rule, ...]:
        """A derivation of a fact from a smallest set of assumptions: premises first, its own rule last."""
        return self._smallest(goal).leading_to([goal])

    @cached_property
    def qualified(self) -> dict[Fact, int]:
        """For every fact, as bits, the inexact checks with a coverage, population or subject below it."""
        return gathered(self.cone.rules, self.reached, self._qualifier)

    def _qualifier(self, rule: Rule) -> int:
        if rule.check is None or rule.check < 0 or rule.exact:
            return 0
        check = self.setting.model.checks[rule.check]
        said = check.coverage is not None or check.population or check.subject
        return 1 << rule.check if said else 0

    def _smallest(self, goal: Fact) -> Spread:
        """What holds on a smallest set of assumptions for a goal alone."""
        labels = self.exact_labels if goal in self.exactly else self.labels
        sets = labels.label.get(goal, ())
        if not sets:
            return Spread({}, {})
        chosen = labels.leaves(sets[0])
        return spread(labels.rules, [leaf for leaf in labels.roots if leaf in chosen])

    def relied(self, theories: Iterable[str], strengths: Iterable[int]) -> Spread:
        """Which of some theories the asker adopts, and which they know to be n-consistent."""
        goals: list[Fact] = []
        for theory in theories:
            goals += [Adopted(None, theory), *(Trusted(None, theory, number) for number in strengths)]
        found = cone(goals, self.base().rules_for)
        return spread(found.rules, found.leaves)

    @cached_property
    def in_spite(self) -> Spread:
        """What would hold if no theory were dead."""
        found = cone(self.goals(), self.base(collapsed=True).rules_for)
        return spread(found.rules, found.leaves)

    @cached_property
    def _enough(self) -> dict[Fact, frozenset[Root]]:
        found = cone(self.goals(), self.base(generous=True).rules_for)
        return cheapest(found.rules, found.leaves, self._price)

    def would_hold_on(self, claim: Claim) -> tuple[Root, ...]:
        """A cheapest set of assumptions, declared or not, on which the claim would hold; () if none."""
        chosen = self._enough.get(Known(claim))
        return () if chosen is None else tuple(sorted({self.shown(root, claim) for root in chosen}, key=str))

    def missing(self, claim: Claim) -> tuple[Root, ...]:
        """Those of `would_hold_on` that the asker does not have."""
        return tuple(root for root in self.would_hold_on(claim) if not self._has(root))

    def _has(self, root: Root) -> bool:
        if isinstance(root, Declared | Own) or root in self.asker.roots:
            return True
        own = self.asker.theory
        if isinstance(root, Consistent | Rfn) and root.theory == own:
            return True
        return not isinstance(root, Part) and self.base().assumable(root)

    def _price(self, root: Root) -> int:
        return 1 if self._has(root) else 1000 if isinstance(root, Consistent) else 100


def _weakest(sets: Iterable[int], labels: Labels) -> list[int]:
    """Drop a set when a weaker one is there: all of whose members follow from it, and not conversely."""
    masks = list(sets)
    if len(masks) < 2:
        return masks
    implied_by: dict[int, Sequence[int]] = {}

    def implying(number: int) -> Sequence[int]:
        if number not in implied_by:
            root = labels.roots[number].root
            implied_by[number] = (
                () if isinstance(root, Declared | Own) else labels.label.get(Known(root), ())
            )
        return implied_by[number]

    def follows(weak: int, strong: int) -> bool:
        rest = weak & ~strong
        return all(
            any(given & strong == given for given in implying(number))
            for number in bits_of(rest)
        )

    kept = []
    for mask in masks:
        weaker = (other for other in masks if other != mask)
        if not any(follows(other, mask) and not follows(mask, other) for other in weaker):
            kept.append(mask)
    return kept


def bits_of(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
