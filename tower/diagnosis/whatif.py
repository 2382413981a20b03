"""What falls without some assumptions and nodes: the tower without them is checked like any other.

A declared assumption is struck out; what is merely taken as given (`refines(v)`, `rate(v)`) counts as
refuted.  With a node go its checks and its claims; of a group of verifiers it only leaves the group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..errors import InputError
from ..model.claim_parser import parse_claim
from ..model.claims import Claim, Consistent, Rate, Refines, Rfn, parts, subjects
from ..model.evidence import Evidence
from ..model.scalars import nearest
from ..model.scope import Scope, observer_theory, split_enactment
from ..model.theories import canonical_name
from ..model.values import (
    Check,
    Dependence,
    Expectation,
    Independent,
    Latent,
    Model,
    Observer,
    Optimizer,
    Theory,
)
from ..propagation.facts import Declared
from .chances import Chances, nothing_known
from .check import check
from .difference import Difference, Moved, difference, strength
from .report import Answer, Report


@dataclass(frozen=True)
class WhatIf:
    """What becomes of a tower without some assumptions and nodes, named as they were asked for.

    `falls` are the guarantees that are gone, `weaker` those that stand on something else, `stands`
    the answers that are as good as they were; claims about a node that was taken out are in none.
    """

    without: tuple[str, ...]
    difference: Difference
    falls: tuple[Moved, ...]
    weaker: tuple[Moved, ...]
    stands: tuple[Answer, ...]


def whatif(
    model: Model,
    without: Iterable[str],
    *,
    observer: str | None = None,
    today: date,
    evidence: Iterable[Evidence] = (),
    chances: Chances = nothing_known,
) -> WhatIf:
    """What falls when assumptions (claims, declared edges) and nodes (names) are taken out of a tower.

    InputError for what is neither, for the observer itself, and for the soundness of one's own theory.

    >>> from tower.model.file import load_text
    >>> tower = load_text('''{tower: 1, name: t, properties: {p: x}, verifiers: {v: a person},
    ...   checks: [{by: v, claim: p, how: review}], observers: {o: {assumes: [sound(v)]}}}''').model
    >>> [str(each.claim) for each in whatif(tower, ["sound(v)"], today=date(2026, 1, 1)).falls]
    ['p']
    """
    words = tuple(dict.fromkeys(without))
    records = tuple(evidence)
    bare = replace(model, expect=_questions(model.expect))
    before = check(bare, observer=observer, today=today, evidence=records, chances=chances)
    nodes = frozenset(word for word in words if _is_node(model, word))
    if before.observer in nodes:
        raise InputError(f"{before.observer} is the one who asks", expected="another node, or --observer")
    dropped = [_assumption(before, word) for word in words if word not in nodes]
    edges = frozenset(root for root in dropped if isinstance(root, Declared))
    claims = frozenset(root for root in dropped if not isinstance(root, Declared))
    refuted = [Evidence(claim, "refuted") for claim in sorted(claims, key=str) if _given(model, claim)]
    less = _less(bare, claims, nodes)
    left = replace(less, theories=tuple(_theory(each, edges) for each in less.theories))
    after = check(
        left, observer=before.observer, today=today, evidence=(*records, *refuted), chances=chances
    )
    return _told(words, before, after, nodes)


_MADE = frozenset({"TWR403", "TWR405"})  # made by the question itself: what is withdrawn, what is expected


def _questions(expect: Expectation | None) -> Expectation | None:
    """What a file expects, for the questions that it asks."""
    return None if expect is None else Expectation(expect.verdicts)


def _given(model: Model, claim: Claim) -> bool:
    """Whether a claim is taken as given where nobody assumes it, so that striking it out is not enough."""
    if isinstance(claim, Refines | Rate):
        return all(check.claim != claim for check in model.checks)
    return all(root.claim != claim for each in model.observers for root in each.assumes)


def _told(words: tuple[str, ...], before: Report, after: Report, nodes: frozenset[str]) -> WhatIf:
    found = difference(before, after)
    found = replace(found, new=tuple(each for each in found.new if each.code not in _MADE))
    moved = [each for each in found.moved if not _about(each.claim, nodes) and each.asker not in nodes]
    worse = [each for each in moved if each.direction == "worse"]
    gone = {(each.asker, each.claim) for each in worse}
    return WhatIf(
        words,
        replace(found, moved=tuple(moved)),
        falls=tuple(each for each in worse if strength(each.after) < strength(each.before)),
        weaker=tuple(each for each in worse if strength(each.after) == strength(each.before)),
        stands=tuple(
            each for each in before.answers
            if strength(each) and (each.asker, each.claim) not in gone
            and not _about(each.claim, nodes) and each.asker not in nodes
        ),
    )


def _is_node(model: Model, word: str) -> bool:
    scope = Scope(model)
    return word in scope.askers or scope.enactment(word) is not None


def _assumption(report: Report, word: str) -> Claim | Declared:
    """The assumption that a text names: a declared one, or one that some answer stands on."""
    declared = [root.claim for observer in report.model.observers for root in observer.assumes]
    given = (root for answer in report.answers for chosen in answer.assumptions for root in chosen)
    known = {str(root): root for root in (*declared, *given) if isinstance(root, Claim | Declared)}
    found = known.get(word) or next((root for root in known.values() if _same(word, root)), None)
    if found is None:
        names = sorted({*known, *Scope(report.model).askers})
        raise InputError(
            f"{word!r} is neither a node nor an assumption of this tower{nearest(word, names)}",
            expected=f"one of {', '.join(names[:8])}" + (", …" if len(names) > 8 else ""),
        )
    _refuse_own(report, found, declared)
    return found


def _refuse_own(report: Report, root: Claim | Declared, declared: list[Claim]) -> None:
    """Nobody can be without the consistency of the theory that he reasons in, and still conclude anything."""
    if not isinstance(root, Consistent | Rfn) or root in declared:
        return
    for answer in report.answers:
        stands = any(root in chosen for chosen in answer.assumptions)
        if stands and observer_theory(report.model, answer.asker) == canonical_name(root.theory):
            who = answer.asker
            raise InputError(
                f"{who} reasons in {root.theory}: without {root} nothing that {who} concludes counts",
                expected="an assumption that can be withdrawn",
            )


def _same(word: str, root: Claim | Declared) -> bool:
    """Whether a text, perhaps spaced otherwise, says a claim."""
    try:
        return parse_claim(word) == root
    except InputError:
        return False


# the tower without them


def _about(claim: Claim, nodes: frozenset[str]) -> bool:
    """Whether a claim speaks of one of some nodes, also as `v@x`."""
    named = {name for part in parts(claim) for name in subjects(part)}
    return any(name in nodes or set(split_enactment(name)) & nodes for name in named)


def _less(model: Model, claims: frozenset[Claim], nodes: frozenset[str]) -> Model:
    gone = frozenset(nodes)
    checks = (_check(each, gone) for each in model.checks)
    return replace(
        model,
        optimizers=tuple(_optimizer(each, gone) for each in model.optimizers if each.name not in gone),
        verifiers=tuple(each for each in model.verifiers if each.name not in gone),
        artifacts=tuple(each for each in model.artifacts if each.name not in gone),
        checks=tuple(each for each in checks if each is not None),
        observers=tuple(_observer(each, claims, gone) for each in model.observers if each.name not in gone),
        requires=tuple(
            each for each in model.requires if not _about(each.claim, gone) and each.observer not in gone
        ),
        dependence=_dependence(model, gone),
        waivers=tuple(each for each in model.waivers if not gone & set(each.at)),
        expect=None if model.expect is None else _expected(model.expect, gone),
    )


def _expected(expect: Expectation, gone: frozenset[str]) -> Expectation:
    left = (each for each in expect.verdicts if each[0] not in gone and not _about(each[1], gone))
    return Expectation(tuple(left))


def _theory(theory: Theory, edges: frozenset[Declared]) -> Theory:
    """A theory without some of the edges and axioms that were declared of it."""
    mine = [edge for edge in edges if edge.theory == canonical_name(theory.name)]
    gone = {(edge.relation, edge.what, edge.strength) for edge in mine}
    return replace(
        theory,
        includes=tuple(name for name in theory.includes if ("includes", name, 0) not in gone),
        reflects=tuple(each for each in theory.reflects if ("reflects", each[0], 0) not in gone),
        proves_con=tuple(each for each in theory.proves_con if ("proves_con", *each) not in gone),
        axioms=tuple(text for text in theory.axioms if ("axiom", text, 0) not in gone),
    )


def _optimizer(thing: Optimizer, gone: frozenset[str]) -> Optimizer:
    enacts = tuple(
        (verifier, name) for verifier, name in thing.enacts
        if verifier not in gone and f"{verifier}@{thing.name}" not in gone
    )
    return replace(thing, built_by=tuple(name for name in thing.built_by if name not in gone), enacts=enacts)


def _check(check: Check, gone: frozenset[str]) -> Check | None:
    """A check without the nodes; None when it cannot be made any more."""
    by = tuple(name for name in check.by if name not in gone and not set(split_enactment(name)) & gone)
    if len(by) < check.at_least or any(_about(claim, gone) for claim in (check.claim, *check.needs)):
        return None
    return replace(check, by=by)


def _observer(thing: Observer, claims: frozenset[Claim], gone: frozenset[str]) -> Observer:
    assumes = tuple(
        root for root in thing.assumes if root.claim not in claims and not _about(root.claim, gone)
    )
    prior = tuple(each for each in thing.prior if not _about(each[0], gone))
    return replace(thing, assumes=assumes, prior=prior)


def _dependence(model: Model, gone: frozenset[str]) -> tuple[Dependence, ...]:
    """What is said of dependence, without the nodes; what then says nothing is left out."""
    causes = {pair for node in Scope(model).nodes.values() if node.name not in gone for pair in node.lineage}
    kept: list[Dependence] = []
    for entry in model.dependence:
        match entry:
            case Independent(names):
                left = tuple(name for name in names if name not in gone)
                kept += [Independent(left)] if len(left) > 1 else []
            case Latent(name, probability, defeats):
                kept.append(Latent(name, probability, tuple(each for each in defeats if each not in gone)))
            case _:
                lineage = getattr(entry, "lineage", None)
                kept += [entry] if lineage is None or lineage in causes else []
    return tuple(kept)
