"""The named theories, ready to use, and what is known of how they rely on each other.

A name is BASE, BASE+Con, BASE+RFN, or one of the last two with a power: `PA+Con` is PA plus Con(PA),
`PA+Con^2` that plus its own consistency, `+RFN` is uniform reflection likewise.  Every edge carries
its source.  Only statements of arithmetic are compared: T ⊑ U says that U proves every arithmetical
theorem of T, and proves that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

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

_ALIASES = {"IΣ1": "ISigma1", "IΣ₁": "ISigma1", "Z₂": "Z2", "I\N{GREEK CAPITAL LETTER SIGMA}1": "ISigma1"}
_NAME = re.compile(r"(?P<base>.+?)(?:\+(?P<kind>Con|RFN)(?:\^(?P<power>[0-9]{1,9}))?)?")


@dataclass(frozen=True, slots=True)
class NamedTheory:
    """A theory of the grammar: a base, and how often which principle was added."""

    base: str
    kind: Literal["", "Con", "RFN"] = ""
    power: int = 0

    def __str__(self) -> str:
        if not self.kind:
            return self.base
        return f"{self.base}+{self.kind}" + (f"^{self.power}" if self.power > 1 else "")


@dataclass(frozen=True, slots=True)
class TheoryEdge:
    """`upper` includes, reflects or proves the consistency of `lower`; `source` says why that is known."""

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
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    base = _ALIASES.get(found["base"], found["base"])
    if base not in BASES:
        return None
    power = 1 if found["power"] is None else int(found["power"])
    if not found["kind"] or not power:
        return NamedTheory(base)
    return NamedTheory(base, found["kind"], power)  # type: ignore[arg-type]


def canonical_name(name: str) -> str:
    """One spelling for one theory; a name outside the grammar is left alone.

    >>> canonical_name("IΣ1+RFN^1"), canonical_name("mine")
    ('ISigma1+RFN', 'mine')
    """
    found = named_theory(name)
    return name if found is None else str(found)


_CHAIN = (
    ("EA", "PRA", "PRA has a term and the defining equations for every elementary function"),
    ("PRA", "ISigma1", "IΣ1 is Π2-conservative over PRA and proves its axioms "
     "(Parsons 1970, Mints 1972, Takeuti 1975)"),
    ("ISigma1", "PA", "PA has induction for every formula"),
    ("PA", "Z2", "second-order arithmetic has full induction"),
    ("Z2", "ZFC", "the sets of natural numbers form a model of second-order arithmetic"),
    ("ZFC", "ZFC+I", "one axiom more"),
    ("ZFC+I", "Lean", "one inaccessible is the case n = 1"),
)
_REFLECTION = (
    ("EA", "PA", "PA proves uniform reflection for its finitely axiomatised parts "
     "(Mostowski 1952; Kreisel and Lévy 1968)"),
    ("PRA", "PA", "PRA is contained in IΣ1 (Parsons 1970), of which PA proves uniform reflection "
     "(Kreisel and Lévy 1968)"),
    ("ISigma1", "PA", "PA proves uniform reflection for IΣn, every n (Mostowski 1952; Kreisel and Lévy 1968)"),
    ("PA", "Z2", "Z2 defines arithmetical truth and proves that the theorems of PA are true "
     "(Tarski 1936; Kreisel and Lévy 1968)"),
    ("Z2", "HOL", "third-order objects define truth for second-order arithmetic (Tarski 1936)"),
    ("HOL", "ZFC", "ZFC builds the standard model of simple type theory in V_{ω+ω} (Harrison 2006; "
     "Kumar, Arthan, Myreen, Owens 2016)"),
    ("ZFC", "ZFC+I", "V_κ is a model of ZFC for inaccessible κ, standard for arithmetic (Zermelo 1930)"),
    ("ZFC+I", "Lean", "a second inaccessible gives a model V_κ of ZFC with one (Zermelo 1930)"),
)
_TURING = "by definition of the progression (Turing 1939; Feferman 1962; Beklemishev 2005)"
_FINITE = ("uniform reflection for T gives it for T with any theorem of T+RFN added, among them "
           "Con(T) and its iterations (Beklemishev 2005)")
_TRUTH = "arithmetical truth in Z2 satisfies PA and hence every iterate of reflection over it (Tarski 1936)"


def named_edges(names: Iterable[str]) -> tuple[TheoryEdge, ...]:
    """The known edges among the named theories mentioned, few enough that their closure is the full one.

    A power n costs the same for every n: only neighbouring powers that are mentioned are linked.  A
    name outside the grammar is ignored.

    >>> [(e.kind, e.lower, e.upper) for e in named_edges(["PA", "PA+Con^7"]) if "Con" in e.upper]
    [('includes', 'PA', 'PA+Con^7'), ('proves_con', 'PA', 'PA+Con^7')]
    """
    known = [theory for name in names if (theory := named_theory(name)) is not None]
    if not known:
        return ()
    powers: dict[tuple[str, str], set[int]] = {}
    for theory in known:
        if theory.kind:
            powers.setdefault((theory.base, theory.kind), set()).add(theory.power)
            if theory.kind == "Con":
                powers.setdefault((theory.base, "RFN"), set()).add(1)
    return (*_base_edges(), *(edge for key in powers for edge in _iterated(*key, powers[key])))


def _base_edges() -> Iterator[TheoryEdge]:
    yield from (TheoryEdge("includes", low, high, -1, why) for low, high, why in _CHAIN)
    yield from (TheoryEdge("reflects", low, high, INFINITE, why) for low, high, why in _REFLECTION)


def _iterated(base: str, kind: str, powers: set[int]) -> Iterator[TheoryEdge]:
    """The edges of T+Con^n or T+RFN^n: from the base through all mentioned powers, and out of them."""
    line = [NamedTheory(base), *(NamedTheory(base, kind, n) for n in sorted(powers))]  # type: ignore[arg-type]
    for lower, upper in zip(line, line[1:], strict=False):
        if kind == "Con":
            yield TheoryEdge("includes", str(lower), str(upper), -1, _TURING)
            yield TheoryEdge("proves_con", str(lower), str(upper), 0, _TURING)
        else:
            yield TheoryEdge("reflects", str(lower), str(upper), INFINITE, _TURING)
    if kind == "Con":
        yield TheoryEdge("reflects", str(line[-1]), f"{base}+RFN", INFINITE, _FINITE)
    elif base == "PA":
        yield TheoryEdge("reflects", str(line[-1]), "Z2", INFINITE, _TRUTH)
