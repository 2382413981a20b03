"""How a claim can fail: the structure behind its derivations, with a leaf for all that can break.

Whoever accepts a claim is wrong when it does not hold and every derivation of it rests on something
that failed.  The derivations are those of propagation, so that a minimal cut set is a minimal set of
broken assumptions.  Beside the assumptions stand the events that numbers speak of:

* a *miss*: a verifier with a declared rate accepts what does not hold.  Its rate is that among bad
  objects which it looks at;
* *not looked at*: the case is not in the share that a check covers, the same for all its verifiers;
  the share is that of bad objects only if it is drawn at random, which is held;
* the claim itself, where the observer has a prior: it does not hold, before any check.

An assumption with a credence, with evidence or with a prior has a number.  One without is *held*: it
stands beside the answer as a condition, as it does beside a guarantee.  Soundness of a test or a review is a
matter of degree, also where it is spelled out as what the check needs: without a number it can be
anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..diagnosis.infinite import EDGES_HOLD
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer
from ..model.claims import Claim, Rate, Sound, quoted, subjects
from ..model.evidence import Evidence
from ..model.values import Assumption, Check, Dependence, Lineage, Observer
from ..propagation.facts import Declared, Fact, Known, Leaf as Stand, Own, Part, Rule, Stands
from ..propagation.standing import Standing
from .bounds import IMPOSSIBLE, VACUOUS
from .endless import edges_fail
from .figures import Figure, figure, from_evidence
from .leaves import Leaf
from .structure import Event, Gate, Structure, all_of, any_of, dual

STANDING = frozenset({"GUARANTEED", "SUPPORTED", "ASSUMED"})
ASSUMPTION, MISS, UNSEEN, PRIOR = "assumption", "miss", "not looked at", "prior"
NO_NUMBER = "no number"


@dataclass(frozen=True)
class Failure:
    """The structure of a claim's failure, its leaves, and the assumptions that are held to be true.

    `figures` are the numbers behind the leaves that have one, `speaks_of` the nodes that an assumption
    is about, and `checks` the positions of the checks behind it.
    """

    claim: Claim
    structure: Structure
    leaves: tuple[Leaf, ...]
    held: tuple[str, ...]
    figures: tuple[tuple[Event, Figure], ...]
    speaks_of: tuple[tuple[Event, str], ...] = ()
    checks: tuple[int, ...] = ()
    dependence: tuple[Dependence, ...] | None = None  # in terms of the leaves, where that is known
    inverted: frozenset[Event] = frozenset()  # gates that are turned round: see `signed`, leaves independent

    @property
    def is_tree(self) -> bool:
        """Whether it is a fault tree as it stands: one that needs no leaf to have a chance."""
        return self.dependence is not None


def failure(
    judge: Judge, answer: Answer, evidence: Iterable[Evidence] = ()
) -> Failure | None:
    """How a claim that holds can fail; None for one that nothing holds up."""
    if answer.verdict not in STANDING:
        return None
    standing = judge.case.standing(answer.asker, answer.claim)
    builder = _Builder(judge, standing, answer, tuple(evidence))
    if Known(answer.claim) in standing.reached:
        builder.from_rules()
    else:
        builder.from_sets()
    return builder.finished()


def miss_of(verifier: str, claim: Claim) -> Event:
    """The name of the event that a verifier accepts the claim though it does not hold.

    >>> from ..model.claims import Condition
    >>> miss_of("v", Condition("c"))
    'miss of c by v'
    """
    return f"miss of {claim} by {quoted(verifier)}"


@dataclass
class _Builder:
    """Collects the gates of support and the leaves below them."""

    judge: Judge
    standing: Standing
    answer: Answer
    evidence: tuple[Evidence, ...]
    clauses: dict[Event, list[Gate]] = field(default_factory=dict)
    names: dict[Fact, Event] = field(default_factory=dict)
    leaves: dict[Event, Leaf] = field(default_factory=dict)
    figures: dict[Event, Figure] = field(default_factory=dict)
    held: dict[str, bool] = field(default_factory=dict)  # True: no event of its own
    speaks_of: dict[Event, tuple[str, ...]] = field(default_factory=dict)
    checks: dict[int, None] = field(default_factory=dict)

    @cached_property
    def observer(self) -> Observer:
        return self.judge.case.model.observer.get(self.answer.asker, Observer(self.answer.asker))

    @cached_property
    def assumed(self) -> Mapping[Claim, Assumption]:
        return {root.claim: root for root in self.observer.assumes}

    @cached_property
    def priors(self) -> Mapping[Claim, Figure]:
        return {
            claim: figure(number, "prior", turned=True) for claim, number in self.observer.prior
        }

    @property
    def top(self) -> Event:
        return f"{self.answer.claim} is wrongly accepted"

    def from_rules(self) -> None:
        live = _leading_to(Known(self.answer.claim), self.standing)
        reached = self.standing.reached
        for rule in live:
            number = rule.head.check if isinstance(rule.head, Stands) else rule.check
            if number is not None and number >= 0:
                self.checks[number] = None
            body = [self.event(each) for each in rule.body if each in reached]
            needed = Gate(rule.needed, tuple(dict.fromkeys(body)))
            more = list(self.misses(rule))
            if more:
                inner = f"{self.event(rule.head)}, line {len(self.clauses.get(self.event(rule.head), ()))}"
                self.clauses[inner] = [needed]
                needed = all_of(inner, *more)
            self.clauses.setdefault(self.event(rule.head), []).append(needed)
        for fact in list(self.names):
            if isinstance(fact, Known):
                self.prior_of(fact)
        self.clauses[self.top] = [all_of(self.event(Known(self.answer.claim)))]

    def from_sets(self) -> None:
        """A claim that only the logic derives: its sets of assumptions are all there is."""
        for chosen in self.answer.assumptions:
            body = [self.root(root) for root in chosen]
            self.clauses.setdefault(self.top, []).append(all_of(*body))
        self.clauses.setdefault(self.top, [])

    def event(self, fact: Fact) -> Event:
        """The name of a fact: assumptions keep theirs, everything between has a number."""
        if isinstance(fact, Stand):
            return self.root(fact.root)
        return self.names.setdefault(fact, f"step {len(self.names) + 1}")

    # assumptions

    def root(self, root: object) -> Event:
        shown = self.standing.shown(root, self.answer.claim)  # type: ignore[arg-type]
        name = str(shown)
        if name not in self.leaves:
            if not isinstance(shown, Part | Declared | Own):
                self.speaks_of[name] = subjects(shown)
            self.leaves[name] = self._root(name, shown)
        return name

    def _root(self, name: Event, root: object) -> Leaf:
        found = self._figure(root)
        verifier = getattr(root, "verifier", "")
        if found is not None:
            self.figures[name] = found
            who = verifier or next(iter(self.speaks_of.get(name, ())), "")
            kind = f"{type(root).__name__} {getattr(root, 'property', '')}"
            lineage = self._lineage(who)
            return Leaf(
                name, found.interval, verifier, kind, lineage, found.origin, found.population
            )
        if self._only_taken(root) or self._of_degree(root):
            return Leaf(name, VACUOUS, verifier, ASSUMPTION, origin=NO_NUMBER)
        self.held[name] = False
        node = "" if isinstance(root, Rate) else verifier  # whoever is defeated or colludes misses
        return Leaf(name, IMPOSSIBLE, node, ASSUMPTION, origin="held")

    def _figure(self, root: object) -> Figure | None:
        schema = self.judge.case.model.infinite
        edges = edges_fail(schema) if schema is not None and root == EDGES_HOLD else None
        if edges is not None:
            return Figure(edges, "the errors of all levels together")
        assumed = self.assumed.get(root)  # type: ignore[call-overload]
        if assumed is not None and assumed.credence is not None:
            return figure(assumed.credence, "credence", turned=True)
        reason = "" if assumed is None else assumed.because
        tested = from_evidence(root, self.evidence, reason)  # type: ignore[arg-type]
        return tested or self.priors.get(root)  # type: ignore[call-overload]

    def _only_taken(self, root: object) -> bool:
        """Nobody declared it and a check is there for it: then it is not held, the check carries it."""
        by = self.judge.case.setting.by_statement
        return root not in self.assumed and bool(by.get((root, "accept")))  # type: ignore[arg-type]

    def _of_degree(self, root: object) -> bool:
        """What the soundness of a test or review comes down to, where no rate stands for it."""
        unrated = [
            check
            for check in self.judge.case.model.checks
            if check.how in ("test", "review") and not self._all_rated(check)
        ]
        if isinstance(root, Sound):
            return any(root.verifier in check.by for check in unrated)
        return any(root in check.needs for check in unrated)

    def _all_rated(self, check: Check) -> bool:
        setting = self.judge.case.setting
        return all(setting.rated(v) and not setting.off_population(v, check) for v in check.by)

    def _lineage(self, node: str) -> Lineage:
        return self.judge.case.setting.lineage_of(node) if node else ()

    def prior_of(self, fact: Known) -> None:
        """Where there is a prior, the claim may hold whatever the checks are worth."""
        claim = fact.what
        found = None if isinstance(claim, Part) else self.priors.get(claim)
        if found is None or str(claim) in self.leaves:
            return
        name = str(claim)
        self.figures[name] = found
        self.leaves[name] = Leaf(name, found.interval, "", PRIOR, (), found.origin, found.population)
        self.clauses.setdefault(self.event(fact), []).append(all_of(name))

    # what a check can let through

    def misses(self, rule: Rule) -> Iterator[Event]:
        """The events that make a check worth nothing beside what the rule names already."""
        setting = self.judge.case.setting
        if isinstance(rule.head, Stands):
            number = rule.head.check
            if rule.head.group >= 0:
                check = setting.model.checks[number]
                members = setting.principals[number].groups[rule.head.group]
                yield from self._missed(rule, number, check, members)
        elif rule.check is not None and rule.check >= 0 and rule.name == "check":
            check = setting.model.checks[rule.check]
            if not check.threshold:
                yield from self._missed(rule, rule.check, check, check.by)
            if check.coverage is not None and self._inexact(check):
                yield self._unseen(rule.check, check)

    def _inexact(self, check: Check) -> bool:
        return check.how not in ("proof", "attestation") or any(
            self.judge.case.setting.rated(verifier) for verifier in check.by
        )

    def _missed(
        self, rule: Rule, number: int, check: Check, verifiers: Iterable[str]
    ) -> Iterator[Event]:
        for verifier in verifiers:
            if Known(Rate(verifier)) in rule.body:
                name = miss_of(verifier, check.claim)
                if name not in self.leaves:
                    self.leaves[name] = self._miss(name, number, check, verifier)
                yield name

    def _miss(self, name: Event, number: int, check: Check, verifier: str) -> Leaf:
        setting = self.judge.case.setting
        error = dict(setting.model.verifier[setting.spec(verifier)].error)
        given = (str(check.claim),) if check.claim in self.priors and self._own_prior(check) else ()
        unless = (self._unseen(number, check),) if check.coverage is not None else ()
        lineage = self._lineage(verifier)
        kind = f"{MISS} of {check.claim}"
        if "false_accept" not in error:
            return Leaf(name, VACUOUS, verifier, kind, lineage, NO_NUMBER, "", given, unless)
        found = figure(error["false_accept"], f"false accept of {verifier}")
        self.figures[name] = found
        return Leaf(
            name, found.interval, verifier, kind, lineage, found.origin, found.population, given, unless
        )

    def _own_prior(self, check: Check) -> bool:
        """Whether the prior speaks of the very thing that the check is about, not of a whole line."""
        return not self.judge.case.setting.hereditary(check.claim) and check.claim not in self.assumed

    def _unseen(self, number: int, check: Check) -> Event:
        name = f"{check.claim} is not looked at by check {number + 1}"
        if name not in self.leaves and check.coverage is not None:
            found = figure(check.coverage, "coverage", turned=True)
            self.figures[name] = found
            self.held[f"check {number + 1} draws at random what it looks at"] = True
            given = (str(check.claim),) if check.claim in self.priors and self._own_prior(check) else ()
            self.leaves[name] = Leaf(
                name, found.interval, "", UNSEEN, (), found.origin, found.population, given
            )
        return name

    # the whole

    def idle(self) -> list[Event]:
        """Assumptions in no minimal set: as far as the claim goes they can be false."""
        goal, labels = Known(self.answer.claim), self.standing.labels
        if goal not in labels.label or goal in labels.cut:
            return []
        used = {leaf for mask in labels.label[goal] for leaf in labels.leaves(mask)}
        names = {str(self.standing.shown(leaf.root, self.answer.claim)) for leaf in used}
        return [name for name in self.speaks_of if name not in names and name not in self.figures]

    def finished(self) -> Failure:
        rules: dict[Event, Gate] = {}
        for head, gates in self.clauses.items():
            if len(gates) == 1:
                rules[head] = gates[0]
                continue
            ways = [f"{head}, way {number}" for number in range(1, len(gates) + 1)]
            rules.update(zip(ways, gates, strict=True))
            rules[head] = any_of(*ways)
        for event in self.names.values():
            rules.setdefault(event, any_of())
        for name in self.idle():
            rules[name] = any_of()
        structure = dual(Structure.of(self.top, rules))
        present = set(structure.leaves)
        leaves = tuple(leaf for event, leaf in self.leaves.items() if event in present)
        return Failure(
            self.answer.claim,
            structure,
            tuple(_within(leaf, present) for leaf in leaves),
            tuple(sorted(name for name in self.held if name in present or self.held[name])),
            tuple((event, found) for event, found in self.figures.items() if event in present),
            tuple((e, node) for e, nodes in self.speaks_of.items() if e in present for node in nodes),
            tuple(sorted(self.checks)),
        )


def _leading_to(goal: Fact, standing: Standing) -> list[Rule]:
    """The rules that fire and that the goal can rest on, premises after what they lead to."""
    reached, by_head = standing.reached, standing.firing
    seen, waiting, found = {goal}, [goal], list[Rule]()
    while waiting:
        for rule in by_head.get(waiting.pop(), ()):
            found.append(rule)
            new = [each for each in rule.body if each in reached and each not in seen]
            seen.update(new)
            waiting.extend(new)
    return found


def _within(leaf: Leaf, present: set[Event]) -> Leaf:
    """A rate that speaks of cases that stand nowhere in the structure speaks of all."""
    given = tuple(event for event in leaf.given if event in present)
    unless = tuple(event for event in leaf.unless if event in present)
    if (given, unless) == (leaf.given, leaf.unless):
        return leaf
    return Leaf(
        leaf.event, leaf.rate, leaf.node, leaf.kind, leaf.lineage, leaf.origin, leaf.population,
        given, unless,
    )  # fmt: skip
