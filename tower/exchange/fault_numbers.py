"""The numbers of a fault tree as it stands: nothing is derived, so the largest trees take seconds."""

from __future__ import annotations

from dataclasses import replace

from ..diagnosis.report import Answer
from ..model.claims import Claim, Holds
from ..model.values import Independent, Model
from ..risk.bounds import VACUOUS
from ..risk.failure import NO_NUMBER, Failure
from ..risk.figures import Figure
from ..risk.numbers import Numbers
from ..risk.structure import Structure
from .fault_towers import READER, WORKS
from .given import Found
from .open_psa import FaultTree, fault_tree
from .recognise import recognise


def numbers_of_tree(tree: FaultTree) -> Numbers:
    """What can be said of the top event; basic events are independent, as the format has it.

    >>> from ..risk.leaves import Leaf
    >>> from ..risk.structure import all_of
    >>> both = FaultTree("t", Structure.of("f", {"f": all_of("a", "b")}), (Leaf("a"), Leaf("b")), ())
    >>> str(numbers_of_tree(both).claim)
    'works(f)'
    """
    claim = Holds(WORKS, tree.structure.top)
    events = tuple(leaf.event for leaf in tree.leaves)
    apart = (Independent(events),) if len(events) > 1 else ()
    leaves = tuple(
        replace(leaf, origin=NO_NUMBER if leaf.rate == VACUOUS else "the file") for leaf in tree.leaves
    )
    figures = tuple((each.event, Figure(each.rate, each.origin)) for each in leaves if each.rate != VACUOUS)
    failure = Failure(
        claim, tree.structure, leaves, (), figures, dependence=(*apart, *tree.causes),
        inverted=tree.inverted,
    )
    return Numbers(Model(tree.name or "fault tree"), Answer(READER, claim, 0, "GUARANTEED"), failure)


def below(tree: FaultTree, claim: Claim) -> FaultTree | None:
    """The tree under the gate that a claim `works(gate)` is about; None for any other claim.

    >>> from ..risk.leaves import Leaf
    >>> from ..risk.structure import any_of
    >>> whole = FaultTree("t", Structure.of("f", {"f": any_of("g"), "g": any_of("a")}), (Leaf("a"),), ())
    >>> below(whole, Holds(WORKS, "g")).structure.top
    'g'
    """
    if not isinstance(claim, Holds) or claim.property != WORKS or claim.subject not in tree.structure.gate:
        return None
    inner = Structure.of(claim.subject, tree.structure.gate)
    present = frozenset(inner.order)
    leaves = tuple(leaf for leaf in tree.leaves if leaf.event in present)
    lineages = {pair for leaf in leaves for pair in leaf.lineage}
    causes = tuple(cause for cause in tree.causes if cause.lineage in lineages)
    return replace(tree, structure=inner, leaves=leaves, causes=causes, inverted=tree.inverted & present)


def tree_in(found: Found) -> FaultTree | None:
    """The fault tree that a file holds; None for a file of another kind.

    >>> tree_in(Found("t", b"tower: 1")) is None
    True
    """
    known = recognise(found)
    return fault_tree(found.data, file=found.path) if known and known[0] == "open-psa" else None
