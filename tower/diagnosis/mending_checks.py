"""What may mend the breaks of weak checks: shared causes, circles, stale and misplaced ones (TWR2xx)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..model.claims import Sound, negation, subjects
from ..model.values import Interval, Trials
from .changes import Change
from .edits import Drop, Put
from .mending_axioms import less
from .report import Break
from .workshop import Workshop

UNMEASURED = Interval(Fraction(0), Fraction(1))


def shared(shop: Workshop, found: Break) -> Iterator[Change]:
    """COMMON_CAUSE: let one of them not share it, let somebody else check, or do not count the check."""
    nodes = set(found.nodes)
    for number, principals in enumerate(shop.setting.principals):
        pairs = [pair for names, pair in principals.shared if set(names) == nodes]
        check = shop.model.checks[number]
        for pair in pairs:
            for verifier in (each for each in check.by if each in nodes):
                yield from shop.split(verifier, pair)
                yield shop.instead_of(number, verifier)
                yield from _without(shop, number, verifier)
        if pairs:
            yield shop.cut_check(number)


def _without(shop: Workshop, number: int, verifier: str) -> Iterator[Change]:
    """Of several, leave one out; as many must accept as before."""
    check = shop.model.checks[number]
    if check.threshold and len(check.by) > check.at_least:
        text = f"do not count {verifier} among those who check {check.claim}"
        yield Change("cut", text, (Drop("checks", number, "by", verifier),), shop.check_names(number))


def circular(shop: Workshop, found: Break) -> Iterator[Change]:
    """CYCLE: assume a claim on the circle, or that one of its verifiers is right; or have it checked."""
    nodes = set(found.nodes)
    observer = shop.judge.case.observer
    questions = {
        (observer, claim): None
        for check in shop.model.checks for claim in (check.claim, *check.needs)
        if set(subjects(claim)) & nodes
    }
    sound = [(observer, Sound(name)) for name in sorted(nodes & set(shop.model.verifier))]
    for asker, claim in dict.fromkeys([*questions, *found.claims, *sound]):
        if set(subjects(claim)) & nodes:
            yield shop.assume(asker, claim)
            yield shop.another_check(asker, claim)


def stale(shop: Workshop, found: Break) -> Iterator[Change]:
    """STALE: check again, or take the old check back."""
    for number, check in enumerate(shop.model.checks):
        if shop.setting.state[number] == "stale" and {*check.by, *subjects(check.claim)} == set(found.nodes):
            yield from again(shop, number)
            yield shop.cut_check(number)


def again(shop: Workshop, number: int) -> Iterator[Change]:
    """Check a subject as it is now."""
    check = shop.model.checks[number]
    nodes = (shop.setting.nodes.get(name) for name in subjects(check.claim))
    now = next((node.digest for node in nodes if node is not None and node.digest), "")
    if now and check.subject and check.subject != now:
        text = f"let {', '.join(check.by)} check {check.claim} again, of {now}"
        yield Change("recheck", text, (Put("checks", number, "subject", now),), shop.check_names(number))


def misplaced(shop: Workshop, found: Break) -> Iterator[Change]:
    """OFF_POPULATION: measure the rate where it is used; until then it is anything between 0 and 1."""
    for number, check in enumerate(shop.model.checks):
        for verifier in check.by:
            if verifier in found.nodes and shop.setting.off_population(verifier, check):
                declared = shop.model.verifier[shop.setting.spec(verifier)]
                rates = tuple(
                    (key, UNMEASURED if isinstance(value, Trials) else value) for key, value in declared.error
                )
                where = f"on {check.population}; until then it is unknown, [0, 1]"
                text = f"measure the rate of {verifier} {where}"
                edit = Put("verifiers", declared.name, "error", rates)
                yield Change("amplify", text, (edit,), shop.check_names(number))
                yield shop.instead_of(number, verifier)
                yield shop.cut_check(number)


def inverted(shop: Workshop, found: Break) -> Iterator[Change]:
    """INVERSION: amplify the check, or let somebody as capable do it."""
    for number, check in enumerate(shop.model.checks):
        for pair in shop.setting.inverted(check):
            if set(pair) == set(found.nodes):
                text = f"amplify the check of {check.claim} by {pair[0]} (debate, decomposition, ...)"
                edit = Put("checks", number, "amplified_by", "say here what amplifies it")
                yield Change("amplify", text, (edit,), shop.check_names(number))
                yield shop.instead_of(number, pair[0])
                yield shop.cut_check(number)


def contradicted(shop: Workshop, found: Break) -> Iterator[Change]:
    """CONTRADICTION: find out which of them is wrong and take that check, or that axiom, back."""
    claims = {each for _, claim in found.claims for each in (claim, negation(claim))}
    for number, check in enumerate(shop.model.checks):
        if check.claim in claims and check.result in ("accept", "reject"):
            yield shop.cut_check(number)
    yield from less(shop, found)
