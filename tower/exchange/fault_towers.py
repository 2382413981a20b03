"""A fault tree as a tower: each event is a component that works unless the event happens.

A gate becomes checks of its component by the tree itself, exact, on the components below: all of
them for an OR, any one of them for an AND, and for k of n every way to have n - k + 1, counted
through intermediate components.  Basic events are assumptions with their credence.  The format's
convention that basic events are independent is written down, because here nothing is independent
by default.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..errors import InputError, LimitReached
from ..model.claims import Holds
from ..model.values import (
    DECIDABLE,
    Artifact,
    Assumption,
    Check,
    Dependence,
    Independent,
    Interval,
    Model,
    Number,
    Observer,
    Property,
    Verifier,
)
from ..risk.leaves import Leaf
from ..risk.structure import Event, Gate, Structure
from .given import Found, Given
from .open_psa import FaultTree, fault_tree
from .sketch import Artefact

WORKS, TREE, READER = "works", "the fault tree", "analyst"
MAX_CHECKS = 200_000


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a fault tree in the Open-PSA format; `top` chooses one of several top gates.

    >>> tree = b'''<opsa-mef><define-fault-tree name="two"><define-gate name="g"><or>
    ...   <basic-event name="a"/><basic-event name="b"/></or></define-gate>
    ...   <define-basic-event name="a"><float value="0.1"/></define-basic-event>
    ... </define-fault-tree></opsa-mef>'''
    >>> model = artefact(Found("", tree), Given()).model
    >>> [str(need) for need in model.checks[0].needs], str(model.observers[0].assumes[0].credence)
    (['works(a)', 'works(b)'], '9/10')
    """
    model = tower_of(fault_tree(found.data, given.top, found.path))
    return Artefact(model, "open-psa", f"fault tree {model.name}")


def tower_of(tree: FaultTree) -> Model:
    """A fault tree as a model; InputError where gates are turned round, LimitReached for too many checks.

    >>> from ..risk.structure import all_of
    >>> both = FaultTree("t", Structure.of("f", {"f": all_of("a", "b")}), (Leaf("a"), Leaf("b")), ())
    >>> [str(check.needs[0]) for check in tower_of(both).checks]
    ['works(a)', 'works(b)']
    """
    if tree.inverted:
        message = "a fault tree with not or xor, where more failures may help, is no tower of checks"
        raise InputError(message, expected="and, or, atleast; `tower risk FILE` reads the tree as it stands")
    checks = tuple(_checks(tree.structure))
    never = [event for event in tree.structure.order if _constant(tree.structure, event)]
    inner = dict.fromkeys(check.claim.subject for check in checks if isinstance(check.claim, Holds))
    parts = [Artifact(leaf.event, lineage=leaf.lineage) for leaf in tree.leaves]
    parts += [Artifact(name) for name in dict.fromkeys([*inner, *never])]
    roots = [Assumption(Holds(WORKS, leaf.event), credence=_credence(leaf)) for leaf in tree.leaves]
    roots += [Assumption(Holds(WORKS, name), credence=_sure(tree.structure, name)) for name in never]
    return Model(
        name=tree.name or "fault tree",
        about="A fault tree: a component works unless its event happens.",
        properties=(Property(WORKS, DECIDABLE, about="its event does not happen"),),
        artifacts=tuple(parts),
        verifiers=(Verifier(TREE),),
        checks=checks,
        observers=(Observer(READER, assumes=tuple(roots)),),
        dependence=tuple(_dependence(tree)),
    )


def _dependence(tree: FaultTree) -> Iterator[Dependence]:
    if len(tree.leaves) > 1:
        yield Independent(tuple(leaf.event for leaf in tree.leaves))
    yield from tree.causes


def _credence(leaf: Leaf) -> Number:
    low, high = 1 - leaf.rate.high, 1 - leaf.rate.low
    return low if low == high else Interval(low, high)


def _constant(structure: Structure, event: Event) -> bool:
    """Does this gate happen always or never, whatever its inputs do?"""
    gate = structure.gate.get(event)
    return gate is not None and not 0 < gate.at_least <= len(gate.of)


def _sure(structure: Structure, event: Event) -> Fraction:
    return Fraction(1) if structure.gate[event].at_least else Fraction(0)


def _checks(structure: Structure) -> Iterator[Check]:
    made = 0
    for event in structure.order:
        if event not in structure.gate or _constant(structure, event):
            continue
        for check in _ways(event, structure.gate[event]):
            made += 1
            if made > MAX_CHECKS:
                raise LimitReached(f"{MAX_CHECKS} checks of a fault tree turned into a tower")
            yield check


def _ways(event: Event, gate: Gate) -> Iterator[Check]:
    """`works(event)` when enough inputs work."""
    enough = len(gate.of) - gate.at_least + 1
    if enough == len(gate.of):
        yield _check(event, *gate.of)
    elif enough == 1:
        yield from (_check(event, source) for source in gate.of)
    else:
        yield from _counted(event, gate.of, enough)


def _counted(event: Event, inputs: tuple[Event, ...], enough: int) -> Iterator[Check]:
    """`enough` of the inputs from a place on, by whether the first of them works."""
    for place, source in enumerate(inputs):
        left = len(inputs) - place
        for count in range(max(1, enough - place), min(enough, left) + 1):
            name = _name(event, count, place, enough)
            rest = [_name(event, count - 1, place + 1, enough)] if count > 1 else []
            yield _check(name, source, *rest)
            if count < left:
                yield _check(name, _name(event, count, place + 1, enough))


def _name(event: Event, count: int, place: int, enough: int) -> Event:
    return event if (count, place) == (enough, 0) else f"{event}: {count} from input {place + 1} on"


def _check(event: Event, *needs: Event) -> Check:
    needed = tuple(Holds(WORKS, source) for source in needs)
    return Check((TREE,), Holds(WORKS, event), "attestation", needs=needed)
