"""What may mend the breaks of links, assumptions and requirements (TWR3xx and TWR4xx)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ..model.claims import Aligned, Claim, about_a_system, subjects
from .changes import Change
from .edits import Add, Cut, Drop, Put
from .links import INHERITED
from .mending_checks import again
from .mending_trust import grounded, lacking
from .report import Break
from .workshop import Workshop, unique

RENEWED = timedelta(days=90)  # how long something looked at again may stand


def open_link(shop: Workshop, found: Break) -> Iterator[Change]:
    """GAP, NOT_A_FUNCTION: address the open modes, assume that the link is aligned, or robust."""
    for edge in found.edges:
        mesa = shop.model.optimizer[edge.target]
        missing = tuple(mode for mode in INHERITED[mesa.link] if mode not in mesa.addresses)
        if missing:
            text = f"deal with {', '.join(missing)} when {mesa.name} is made, and say so under addresses"
            edits = tuple(Add("optimizers", mesa.name, "addresses", mode) for mode in missing)
            yield Change("address", text, edits, frozenset({edge.source, edge.target}))
        for robust in (False, True):
            yield shop.assume(shop.judge.case.observer, Aligned(edge.source, edge.target, robust))


def ungrounded(shop: Workshop, found: Break) -> Iterator[Change]:
    """UNGROUNDED: assume what is missing, or have it checked; where nothing is about a claim, the claim."""
    for asker, claim in found.claims:
        yield from wanted(shop, asker, claim)


def wanted(shop: Workshop, asker: str, claim: Claim) -> Iterator[Change]:
    """A claim that has to hold: give it what it lacks, and mend the checks of it that do not count."""
    yield from grounded(shop, asker, claim)
    yield from lacking(shop, asker, claim)
    for number in shop.setting.numbers_of.get(claim, ()):
        state, check = shop.setting.state[number], shop.model.checks[number]
        if not about_a_system(claim):  # what is said of who verifies may be taken back
            yield shop.cut_check(number)
            yield from shop.refine_instead(number)
        if state == "stale":
            yield from again(shop, number)
        if state == "common_cause":
            for names, pair in shop.setting.principals[number].shared:
                for verifier in (each for each in check.by if each in names):
                    yield from shop.split(verifier, pair)
                    yield shop.instead_of(number, verifier)


def refuted(shop: Workshop, found: Break) -> Iterator[Change]:
    """REFUTED: withdraw the assumption."""
    for observer in shop.model.observers:
        for root in observer.assumes:
            if root.claim in shop.judge.case.refuted and set(subjects(root.claim)) == set(found.nodes):
                yield shop.withdrawn(observer.name, root)


def not_met(shop: Workshop, found: Break) -> Iterator[Change]:
    """NOT_MET: whatever makes the required claim hold; more people where they are too few."""
    for asker, claim in found.claims:
        yield from wanted(shop, asker, claim)
    observer = shop.judge.case.observer
    for claim in dict.fromkeys(check.claim for check in shop.model.checks) if not found.claims else ():
        if set(subjects(claim)) == set(found.nodes):
            for number in shop.setting.numbers_of[claim]:
                yield from again(shop, number)
            yield shop.another_check(observer, claim, 1 + _added(shop, claim))


def _added(shop: Workshop, claim: Claim) -> int:
    """How many checks of a claim are new."""
    return sum(check.claim == claim for check in shop.model.checks[len(shop.origin.checks):])


def expired(shop: Workshop, found: Break) -> Iterator[Change]:
    """EXPIRED: look at it again and give it a new date, or withdraw it."""
    today = shop.judge.case.today
    until = today + RENEWED
    for observer in shop.model.observers:
        for root in observer.assumes:
            concerned = {observer.name, *subjects(root.claim)} == set(found.nodes)
            if concerned and root.expires is not None and root.expires < today:
                edits = (
                    Drop("observers", observer.name, "assumes", root),
                    Add("observers", observer.name, "assumes", replace(root, expires=until)),
                )
                text = f"look at the assumption {root.claim} again, and let it stand until {until}"
                yield Change("renew", text, edits, frozenset(subjects(root.claim)))
                yield shop.withdrawn(observer.name, root)
    for number, waiver in enumerate(shop.model.waivers):
        if waiver.until is not None and waiver.until < today and set(waiver.at) == set(found.nodes):
            text = f"look at the waiver of {waiver.code} again, and let it stand until {until}"
            touched = frozenset(waiver.at)
            yield Change("renew", text, (Put("waivers", number, "until", until),), touched)
            text = f"withdraw the waiver of {waiver.code} at {', '.join(waiver.at)}"
            yield Change("withdraw", text, (Cut("waivers", number),), touched)


def claim_changes(shop: Workshop, asker: str, claim: Claim) -> tuple[Change, ...]:
    """The changes that may make a claim hold."""
    return unique(wanted(shop, asker, claim))
