"""What may mend the breaks of trust: collapse, vacuity, stuck, too weak, spent (TWR101 to TWR106)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.claims import Claim, Holds, Sound
from ..model.theories import canonical_name
from ..model.values import INFINITE, Theory
from ..propagation.edges import TrustEdge
from .changes import Change
from .edits import Add, Drop, Put
from .loeb import lacks
from .mending_axioms import less
from .report import Break, Edge
from .workshop import Workshop

_TRUST = ("includes", "reflects", "proves_con")


def collapsed(shop: Workshop, found: Break) -> Iterator[Change]:
    """LOEB_SCHEMA, LOEB_CYCLE: break one edge of the circle, or lift whoever makes it above the circle."""
    wanted = {(edge.kind, edge.source, edge.target) for edge in found.edges}
    for edge in shop.edges.all:
        if (edge.relation, edge.lower, edge.upper) not in wanted:
            continue
        if edge.check is None:
            yield from _cut_declared(shop, edge)
            continue
        yield shop.cut_check(edge.check)
        yield from shop.refine_instead(edge.check)
        yield from _parted(shop, edge, edge.check)
    yield from less(shop, found)


def _parted(shop: Workshop, edge: TrustEdge, number: int) -> Iterator[Change]:
    """Let who trusts reason above who is trusted, or the other below; nobody can be above himself."""
    check = shop.model.checks[number]
    trusted = check.claim.verifier if isinstance(check.claim, Sound) else ""
    if shop.bearer(trusted) == shop.bearer(check.by[0]):
        return
    kind = "RFN" if edge.relation == "reflects" else "Con"
    yield from shop.reason_in(check.by[0], *shop.above(edge.lower, kind))
    for theory in shop.below(edge.upper) if trusted else ():
        yield from shop.reason_in(trusted, theory)


def _cut_declared(shop: Workshop, edge: TrustEdge) -> Iterator[Change]:
    """Take a declared edge out of its theory; what the library knows of named theories stays."""
    for theory in shop.model.theories:
        if canonical_name(theory.name) == edge.upper:
            for item in _entries(theory, edge.relation):
                name = item if isinstance(item, str) else item[0]
                if canonical_name(name) == edge.lower:
                    cut = Drop("theories", theory.name, edge.relation, item)
                    text = f"let {theory.name} no longer {_VERBS[edge.relation]} {name}"
                    kind = "raise" if edge.relation == "includes" else "cut"
                    yield Change(kind, text, (cut,), frozenset({edge.lower, edge.upper}))


_VERBS = {"includes": "include", "reflects": "reflect", "proves_con": "prove the consistency of"}


def _entries(theory: Theory, relation: str) -> tuple[str | tuple[str, object], ...]:
    found: tuple[str | tuple[str, object], ...] = getattr(theory, relation)
    return found


def vacuous(shop: Workshop, found: Break) -> Iterator[Change]:
    """LOEB_VACUOUS: take the self-trust back, let somebody higher vouch, or give evidence."""
    for number in sorted({*shop.setting.instance_checks, *shop.edges.created_by}):
        check = shop.model.checks[number]
        yield shop.cut_check(number)
        yield from shop.refine_instead(number)
        trusted = check.claim.verifier if isinstance(check.claim, Sound) else ""
        lower = shop.setting.theory_of(trusted)
        if lower is not None and shop.bearer(trusted) != shop.bearer(check.by[0]):
            yield from shop.reason_in(check.by[0], *shop.above(lower, "RFN"))
    for asker, claim in found.claims:
        yield from grounded(shop, asker, claim)


def stuck(shop: Workshop, found: Break) -> Iterator[Change]:
    """LOEB_STUCK, WEAK_LINK: a step between the theories, a stronger edge, a weaker claim, an assumption."""
    for edge in found.edges:
        yield from _between(shop, edge, found.nodes, found.claims)
    for asker, claim in found.claims:
        yield from shop.weaken(claim)
        yield from _end_of_the_line(shop, claim)
        yield from grounded(shop, asker, claim)


def _between(
    shop: Workshop, edge: Edge, nodes: tuple[str, ...], claims: tuple[tuple[str, Claim], ...]
) -> Iterator[Change]:
    """Let who needs the trust reason higher, or who is to be trusted lower; or declare the edge."""
    lower, upper = edge.source, edge.target
    higher = {node: None for asker, _ in claims for node in shop.tops(asker)}
    for node in higher:
        if shop.setting.theory_of(node) == upper or _own(shop, node) == upper:
            yield from shop.reason_in(node, *shop.above(lower, "RFN" if edge.kind == "reflects" else "Con"))
    subjects = {name: None for _, claim in claims for name in shop.names(claim)}
    for node in dict.fromkeys([*nodes, *subjects]):
        if shop.setting.theory_of(node) == lower and node not in higher:
            for theory in shop.below(upper):
                yield from shop.reason_in(node, theory)
    need = max((shop.setting.strength(claim) for _, claim in claims), default=0)
    if lower != upper:
        yield from _strengthened(shop, lower, upper, need)


def _own(shop: Workshop, asker: str) -> str | None:
    observer = shop.model.observer.get(asker)
    return None if observer is None or observer.theory is None else canonical_name(observer.theory)


def _strengthened(shop: Workshop, lower: str, upper: str, need: int) -> Iterator[Change]:
    """Let a declared theory prove more of another one."""
    for theory in shop.model.theories:
        if canonical_name(theory.name) != upper:
            continue
        weaker = [item for item in theory.proves_con if canonical_name(item[0]) == lower]
        drops = tuple(Drop("theories", theory.name, "proves_con", item) for item in weaker)
        if need >= INFINITE:
            add, what = Add("theories", theory.name, "reflects", (lower, False)), "soundness"
        else:
            add = Add("theories", theory.name, "proves_con", (lower, need))
            what = f"{need}-consistency" if need else "consistency"
        text = f"let {theory.name} prove the {what} of {lower}"
        yield Change("retype", text, (*drops, add), frozenset({lower, upper}))


def _end_of_the_line(shop: Workshop, claim: Claim) -> Iterator[Change]:
    """Let the last generation build nothing."""
    thing = shop.model.optimizer.get(claim.subject) if isinstance(claim, Holds) else None
    if thing is not None and thing.enacts and not shop.model.children.get(thing.name):
        text = f"let {thing.name} build nothing, so that it has nothing to check"
        yield Change("cut", text, (Put("optimizers", thing.name, "enacts", ()),), frozenset({thing.name}))


def grounded(shop: Workshop, asker: str, claim: Claim) -> Iterator[Change]:
    """Assume what the claim lacks, on whichever of its checks, or let somebody independent look at it."""
    missing = shop.judge.case.standing(asker, claim).missing(claim)
    roots = [root for root in missing if isinstance(root, Claim)]
    for root in dict.fromkeys([*roots, *_sound_on(shop, claim)]):
        yield shop.assume(asker, root)
        yield shop.another_check(asker, root)
        if isinstance(root, Sound) and root.claim is not None and _checks_more(shop, root.verifier):
            yield shop.assume(asker, Sound(root.verifier))
            yield shop.another_check(asker, Sound(root.verifier))
    yield shop.another_check(asker, claim)


def _sound_on(shop: Workshop, claim: Claim) -> Iterator[Claim]:
    """That a verifier who proved a claim is right about it: another way than the one that lacks least."""
    for number in shop.setting.numbers_of.get(claim, ()):
        check = shop.model.checks[number]
        live = shop.setting.state[number] == "live" and check.result == "accept"
        if live and shop.setting.strong(check):
            yield from (Sound(name, claim) for name in check.by if name in shop.model.verifier)


def _checks_more(shop: Workshop, verifier: str) -> bool:
    """Whether a verifier checks several claims, so that its soundness about all of them is worth more.

    Also where a change has taken the others back: the same two changes are met in either order.
    """
    checks = (*shop.model.checks, *shop.origin.checks)
    return len({check.claim for check in checks if verifier in check.by}) > 1


def lacking(shop: Workshop, asker: str, claim: Claim) -> Iterator[Change]:
    """The steps that would give a claim the trust edges which it lacks."""
    for lack in lacks(shop.judge, shop.judge.answer(asker, claim)):
        yield from _between(shop, lack.edge, lack.nodes, ((asker, claim),))
    yield from shop.weaken(claim)
    yield from _end_of_the_line(shop, claim)


def spent(shop: Workshop, found: Break) -> Iterator[Change]:
    """DESCENT: as for the stuck claim at its end; of an infinite tower, ask for plain consistency only."""
    if found.edges:
        yield from stuck(shop, found)
    infinite = shop.model.infinite
    if infinite is not None and infinite.strength:
        text = "let each level prove the plain consistency of the next (a waterfall)"
        yield Change("retype", text, (Put("infinite", "", "strength", 0),), frozenset(found.nodes))
