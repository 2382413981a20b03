"""The trust edges between the theories of a model: known, declared, or created by strong checks.

A strong check of `sound(w)` by v is an edge "T_v reflects T_w", one of `consistent(T, n)` an edge
"T_v proves n-Con(T)".  Theories on a cycle with a strict edge are dead, and so is whatever includes
or trusts one of them (Löb; `proofs/collapse.md`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal, TypeAlias

from ..frozen import frozen
from ..logic.trust import Collapse, Reach, TrustGraph
from ..model.claims import Claim, Consistent, Not, Refines, Rfn, Sound
from ..model.theories import canonical_name, named_edges
from ..model.values import INFINITE, Check, Hypotheses, Theory
from .facts import Declared, Fact, Known, Leaf
from .setting import Setting

Relation: TypeAlias = Literal["includes", "reflects", "proves_con"]


@frozen(slots=True)
class TrustEdge:
    """`upper` includes, reflects or proves the n-consistency of `lower`.

    `strength` is that of the trust: -1 for an inclusion, INFINITE for uniform reflection, 0 for
    local reflection.  `premises` are the facts on which the edge rests; `check` the check it is from.
    """

    relation: Relation
    lower: str
    upper: str
    strength: int
    premises: tuple[Fact, ...] = ()
    check: int | None = None

    @property
    def includes(self) -> bool:
        """Whether the edge gives inclusion; reflection does."""
        return self.relation != "proves_con"


@frozen
class Edges:
    """All trust edges of a setting, with the collapse that they force."""

    setting: Setting

    @cached_property
    def theories(self) -> tuple[str, ...]:
        """Every theory that the model uses or declares, by canonical name."""
        model = self.setting.model
        used = [thing.theory for thing in model.optimizers]
        used += [thing.theory for thing in model.verifiers] + [thing.theory for thing in model.observers]
        names = [name for name in used if name is not None]
        for theory in model.theories:
            names += [theory.name, *theory.includes]
            names += [name for name, _ in (*theory.reflects, *theory.proves_con)]
        for claim in self._claims():
            names += _named_in(claim)
        return tuple(dict.fromkeys(canonical_name(name) for name in names))

    def _claims(self) -> list[Claim]:
        model = self.setting.model
        assumed = [root.claim for observer in model.observers for root in observer.assumes]
        needed = [need for check in model.checks for need in check.needs]
        return [*(check.claim for check in model.checks), *needed, *assumed]

    @cached_property
    def all(self) -> tuple[TrustEdge, ...]:
        """Known, declared and created edges, in that order, each once."""
        known = [
            TrustEdge(edge.kind, edge.lower, edge.upper, -1 if edge.kind == "includes" else edge.strength)
            for edge in named_edges(self.theories)
        ]
        declared = [edge for theory in self.setting.model.theories for edge in _declared(theory)]
        created = [
            edge for number, check in enumerate(self.setting.model.checks)
            for edge in self._created(number, check)
        ]
        return tuple(dict.fromkeys([*known, *declared, *created]))

    def _created(self, number: int, check: Check) -> list[TrustEdge]:
        if check.result != "accept" or not self.setting.strong(check) or self.setting.stale(check):
            return []
        upper = self.setting.theory_of(check.by[0])
        if upper is None:
            return []
        premises = (Known(Refines(check.by[0])), *map(Known, check.needs))
        match check.claim:
            case Sound(verifier, None):
                lower = self.setting.theory_of(verifier)
                if lower is None:
                    return []
                return [TrustEdge("reflects", lower, upper, INFINITE, premises, number)]
            case Rfn(theory, None):
                return [TrustEdge("reflects", canonical_name(theory), upper, INFINITE, premises, number)]
            case Consistent(theory, strength):
                return [TrustEdge("proves_con", canonical_name(theory), upper, strength, premises, number)]
            case _:
                return []

    @cached_property
    def created_by(self) -> frozenset[int]:
        """The positions of the checks that are edges."""
        return frozenset(edge.check for edge in self.all if edge.check is not None)

    @cached_property
    def above(self) -> dict[str, tuple[TrustEdge, ...]]:
        """The edges in which each theory is the lower one."""
        found: dict[str, list[TrustEdge]] = {}
        for edge in self.all:
            found.setdefault(edge.lower, []).append(edge)
        return {lower: tuple(edges) for lower, edges in found.items()}

    def graph(self, without: frozenset[str] = frozenset()) -> TrustGraph:
        """The bare trust graph, some theories left out."""
        kept = [edge for edge in self.all if not {edge.lower, edge.upper} & without]
        return TrustGraph(
            theories=tuple(
                name
                for name in dict.fromkeys(
                    [*self.theories, *(end for edge in self.all for end in (edge.lower, edge.upper))]
                )
                if name not in without
            ),
            includes=frozenset((edge.lower, edge.upper) for edge in kept if edge.relation == "includes"),
            reflects=frozenset((edge.lower, edge.upper) for edge in kept if edge.relation == "reflects"),
            con=frozenset(
                (edge.lower, edge.upper, edge.strength) for edge in kept if edge.relation == "proves_con"
            ),
            local=frozenset(
                (edge.lower, edge.upper)
                for edge in kept if edge.relation == "reflects" and edge.strength < INFINITE
            ),
        )

    @cached_property
    def rank(self) -> dict[str, int]:
        """The rank of every theory that is not dead: it never falls along an edge."""
        return self._whole.rank()

    @cached_property
    def _whole(self) -> TrustGraph:
        return self.graph()

    @cached_property
    def _reaches(self) -> dict[str, dict[str, Reach]]:
        return {}

    def reach(self, upper: str) -> dict[str, Reach]:
        """How a theory relies on every theory below it."""
        if upper not in self._reaches:
            self._reaches[upper] = self._whole.strengths_to(upper)
        return self._reaches[upper]

    @cached_property
    def unfit(self) -> dict[str, str]:
        """Theories of which a hypothesis of Löb's theorem was withdrawn, with its name."""
        return {
            theory.name: missing
            for theory in self.setting.model.theories
            if (missing := _missing(theory.hypotheses))
        }

    @cached_property
    def dead(self) -> dict[str, Collapse]:
        """The theories that the pattern alone makes inconsistent, each with its evidence."""
        return self.graph(frozenset(self.unfit)).dead()

    @cached_property
    def doubtful(self) -> dict[str, Collapse]:
        """Theories that would be dead if no hypothesis had been withdrawn: nothing is known of them."""
        if not self.unfit:
            return {}
        return {name: why for name, why in self.graph().dead().items() if name not in self.dead}


def _named_in(claim: Claim) -> list[str]:
    match claim:
        case Consistent(theory) | Rfn(theory):
            return [theory]
        case Not(inner):
            return _named_in(inner)
        case _:
            return []


def _declared(theory: Theory) -> list[TrustEdge]:
    upper = canonical_name(theory.name)

    def leaf(relation: str, lower: str, strength: int = 0) -> tuple[Fact, ...]:
        return (Leaf(Declared(upper, relation, lower, strength)),)

    includes = [TrustEdge("includes", canonical_name(lower), upper, -1, leaf("includes", lower))
                for lower in theory.includes]
    reflects = [TrustEdge("reflects", canonical_name(lower), upper, 0 if local else INFINITE,
                          leaf("reflects", lower)) for lower, local in theory.reflects]
    con = [TrustEdge("proves_con", canonical_name(lower), upper, strength,
                     leaf("proves_con", lower, strength)) for lower, strength in theory.proves_con]
    return [*includes, *reflects, *con]


def _missing(hypotheses: Hypotheses) -> str:
    for name in ("re", "contains_EA", "standard"):
        if not getattr(hypotheses, name):
            return name
    return ""
