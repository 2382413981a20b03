"""The named theories, ready to use, and what is known of how they rely on each other.

A name is BASE, BASE+Con, BASE+RFN, or one of the last two with a power: `PA+Con` is PA plus Con(PA),
`PA+Con^2` that plus its own consistency, `+RFN` is uniform reflection likewise.  Every edge carries
its source.  Only statements of arithmetic are compared: T ⊑ U says that U proves every arithmetical
theorem of T, and proves that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, TypeAlias

from ..frozen import frozen
from .values import INFINITE

EdgeKind: TypeAlias = Literal["includes", "reflects", "proves_con"]

BASES: dict[str, str] = {
    "EA": "elementary arithmetic, IΔ0 + exp",
    "PRA": "primitive recursive arithmetic",
    "ISigma1": "arithmetic with induction for Σ1 formulas",
    "PA": "Peano arithmetic",
    "Z2": "second-order arithmetic",
    "HOL": "higher-order logic with infinity (simple type theory)",
    "ZFC": "set theory with choice",
    "ZFC+I": "ZFC with one inaccessible cardinal",
    "Lean": "ZFC with n inaccessible cardinals, for every n",
}

_ALIASES = {"IΣ1": "ISigma1", "IΣ₁": "ISigma1", "Z₂": "Z2"}
_LONGEST = 40  # characters; the power has at most nine digits
_NAME = re.compile(r"(?P<base>.+?)(?:\+(?P<kind>Con|RFN)(?:\^(?P<power>[0-9]{1,9}))?)?")


@frozen(slots=True)
class NamedTheory:
    """A theory of the grammar: a base, and how often which principle was added."""

    base: str
    kind: str = ""  # Con, RFN, or nothing
    power: int = 0

    def __str__(self) -> str:
        if not self.kind:
            return self.base
        return f"{self.base}+{self.kind}" + (f"^{self.power}" if self.power > 1 else "")


@frozen(slots=True)
class TheoryEdge:
    """`upper` includes, reflects or proves the consistency of `lower`; `source` says why that is known.

    `strength` is -1 for an inclusion, INFINITE for uniform reflection, which includes as well.
    """

    kind: EdgeKind
    lower: str
    upper: str
    strength: int
    source: str


def named_theory(name: str) -> NamedTheory | None:
    """Read a name; None if it is not of the grammar.

    >>> str(named_theory("PA+Con^1")), named_theory("PA+Con^0"), named_theory("Peano")
    ('PA+Con', NamedTheory(base='PA', kind='', power=0), None)
    """
    found = _NAME.fullmatch(name) if len(name) <= _LONGEST else None
    if found is None:
        return None
    base = _ALIASES.get(found["base"], found["base"])
    if base not in BASES:
        return None
    power = 1 if found["power"] is None else int(found["power"])
    if not found["kind"] or not power:
        return NamedTheory(base)
    return NamedTheory(base, found["kind"], power)


def canonical_name(name: str) -> str:
    """One spelling for one theory; a name outside the grammar is left alone.

    >>> canonical_name("IΣ1+RFN^1"), canonical_name("mine")
    ('ISigma1+RFN', 'mine')
    """
    found = named_theory(name)
    return name if found is None else str(found)


# Each row: lower theory, upper theory, why.  Everything here is about theorems of arithmetic.
_CHAIN = {
    ("EA", "PRA"): "PRA has a term and the defining equations for every elementary function",
    ("PRA", "ISigma1"): "ISigma1 proves that every primitive recursive function is total "
    "(Parsons 1970; it is even Pi2-conservative over PRA)",
    ("ISigma1", "PA"): "PA has induction for every formula",
    ("PA", "Z2"): "second-order arithmetic has full induction",
    ("Z2", "ZFC"): "ZFC proves that the natural numbers and their sets are a model of Z2",
    ("ZFC", "ZFC+I"): "one axiom more",
    ("ZFC+I", "Lean"): "one inaccessible is the case n = 1; Lean's type theory and ZFC with n "
    "inaccessibles for every n interpret each other (Werner 1997; Carneiro 2019)",
}
_REFLECTION = {
    ("EA", "PA"): "EA is a finitely axiomatised part of PA, and PA proves uniform reflection for "
    "each of these (Mostowski 1952; Kreisel and Lévy 1968)",
    ("PRA", "PA"): "PRA is contained in ISigma1, of which PA proves uniform reflection "
    "(Kreisel and Lévy 1968)",
    ("ISigma1", "PA"): "ISigma1 is a finitely axiomatised part of PA, and PA proves uniform "
    "reflection for each of these (Mostowski 1952; Kreisel and Lévy 1968)",
    ("PA", "Z2"): "Z2 defines arithmetical truth and proves by induction that all theorems of PA "
    "are true (Tarski 1936; Kreisel and Lévy 1968)",
    (
        "Z2",
        "HOL",
    ): "objects of third order define the truth of second-order sentences (Tarski 1936)",
    ("HOL", "ZFC"): "ZFC proves that the ranks below omega + omega are a standard "
    "model of simple type theory (Harrison 2006; Kumar, Arthan, Myreen and Owens 2016)",
    ("ZFC", "ZFC+I"): "the sets of rank below an inaccessible are a model of ZFC with the true "
    "natural numbers (Zermelo 1930)",
    ("ZFC+I", "Lean"): "the sets of rank below the second inaccessible are such a model of ZFC+I "
    "(Zermelo 1930)",
}
_ADDED = (
    "its axioms say so; later ones keep earlier ones (Turing 1939; Feferman 1962; Beklemishev 2005)"
)
_ABOVE_CON = (
    "reflection for T gives it for T with any theorem of T+RFN added, and T+RFN proves Con(T) and each "
    "finite iterate of it (Kreisel and Lévy 1968; Beklemishev 2005)"
)
_BELOW_Z2 = (
    "what reflection adds to PA is true, and Z2 proves it so by its truth predicate (Tarski 1936)"
)


def named_edges(names: Iterable[str]) -> tuple[TheoryEdge, ...]:
    """The known edges among the named theories mentioned, few enough that their closure is the full one.

    A power n costs the same for every n: only neighbouring powers that are mentioned are linked.  A
    name outside the grammar is ignored.

    >>> [(e.kind, e.lower, e.upper) for e in named_edges(["PA", "PA+Con^7"]) if "Con" in e.upper]
    [('includes', 'PA', 'PA+Con^7'), ('proves_con', 'PA', 'PA+Con^7')]
    """
    powers: dict[tuple[str, str], set[int]] = {}
    known = [theory for name in names if (theory := named_theory(name)) is not None]
    for theory in known:
        if theory.kind:
            powers.setdefault((theory.base, theory.kind), set()).add(theory.power)
        if theory.kind == "Con":
            powers.setdefault((theory.base, "RFN"), set()).add(1)
    iterated = (
        edge for (base, kind), used in powers.items() for edge in _iterated(base, kind, used)
    )
    return (*_between_bases(), *iterated) if known else ()


def _between_bases() -> Iterator[TheoryEdge]:
    for (lower, upper), why in _CHAIN.items():
        yield TheoryEdge("includes", lower, upper, -1, why)
    for (lower, upper), why in _REFLECTION.items():
        yield TheoryEdge("reflects", lower, upper, INFINITE, why)


def _iterated(base: str, kind: str, powers: set[int]) -> Iterator[TheoryEdge]:
    """The edges of T+Con^n or T+RFN^n: from the base through all mentioned powers, and out of them."""
    line = [base, *(str(NamedTheory(base, kind, power)) for power in sorted(powers))]
    for lower, upper in pairwise(line):
        if kind == "Con":
            yield TheoryEdge("includes", lower, upper, -1, _ADDED)
            yield TheoryEdge("proves_con", lower, upper, 0, _ADDED)
        else:
            yield TheoryEdge("reflects", lower, upper, INFINITE, _ADDED)
    if kind == "Con":
        yield TheoryEdge("reflects", line[-1], f"{base}+RFN", INFINITE, _ABOVE_CON)
    elif base == "PA":
        yield TheoryEdge("reflects", line[-1], "Z2", INFINITE, _BELOW_Z2)
