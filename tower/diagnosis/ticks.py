"""The five ticks that Löb's theorem needs, for one break: a break that lacks one is not Löbian."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.scope import Scope
from ..model.theories import canonical_name
from ..model.values import Hypotheses, Model
from ..propagation.edges import Edges
from ..propagation.setting import Setting
from .report import Break, Edge

STRICT = frozenset({"reflects", "proves_con"})


@dataclass(frozen=True, slots=True)
class Tick:
    """One hypothesis of Löb's theorem, whether it holds here, and why."""

    says: str
    holds: bool
    because: str


def ticks(model: Model, found: Break) -> tuple[Tick, ...]:
    """The five ticks of a break, in order.

    Löb (1955), for a theory that is r.e. and contains EA, with a provability predicate that satisfies
    the Hilbert–Bernays–Löb conditions.

    >>> stuck = Break("TWR104", ("system",), (Edge("proves_con", "PA", "PA"),), "", ())
    >>> [tick.holds for tick in ticks(Model("t"), stuck)]
    [True, True, True, True, True]
    >>> any(tick.holds for tick in ticks(Model("t"), Break("TWR202", ("a",), (), "", ())))
    False
    """
    scope = Scope(model)
    edges = [
        edge
        for edge in found.edges
        if scope.is_theory(edge.source) and scope.is_theory(edge.target)
    ]
    names = tuple(dict.fromkeys(name for edge in edges for name in (edge.source, edge.target)))
    return (
        _hypothesis("r.e.", "re", model, names),
        _hypothesis("contains EA", "contains_EA", model, names),
        _hypothesis("standard provability predicate", "standard", model, names),
        _strict(edges),
        _upward(model, edges),
    )


def _hypothesis(says: str, field: str, model: Model, names: tuple[str, ...]) -> Tick:
    if not names:
        return Tick(says, False, "no theory is on this break")
    declared = {canonical_name(theory.name): theory.hypotheses for theory in model.theories}
    lacking = [
        name
        for name in names
        if not getattr(declared.get(canonical_name(name), Hypotheses()), field)
    ]
    if lacking:
        return Tick(says, False, f"withdrawn for {', '.join(lacking)}")
    return Tick(says, True, ", ".join(names))


def _strict(edges: Iterable[Edge]) -> Tick:
    says = "the edge says sound or consistent"
    strict = [edge for edge in edges if edge.kind in STRICT]
    if not strict:
        return Tick(says, False, "no edge on this break does")
    words = {"reflects": "sound", "proves_con": "consistent"}
    return Tick(
        says,
        True,
        "; ".join(f"{edge.target}: {edge.source} is {words[edge.kind]}" for edge in strict),
    )


def _upward(model: Model, edges: Iterable[Edge]) -> Tick:
    says = "the subject is the same theory or a stronger one"
    relations = Edges(Setting(model))
    for edge in edges:
        if edge.kind in STRICT and _reaches(relations, edge.source, edge.target):
            same = edge.source == edge.target
            why = (
                f"{edge.source} is the theory itself"
                if same
                else f"{edge.source} contains or trusts {edge.target}"
            )
            return Tick(says, True, why)
    return Tick(
        says, False, "nothing leads from the subject back to the theory that vouches for it"
    )


def _reaches(relations: Edges, upper: str, lower: str) -> bool:
    """Whether a theory is another one, or includes or trusts it."""
    upper, lower = canonical_name(upper), canonical_name(lower)
    if upper == lower:
        return True
    reach = relations.reach(upper).get(lower)
    return reach is not None and (reach.included or reach.strength is not None)
