"""The prover: decides L_P, GL and S, and shows every answer by a certificate.

>>> from tower.logic.pattern import Pattern
>>> type(prove_gl("[]([]p->p)->[]p")).__name__
'Proved'
>>> prove(Pattern.of(reflects=[("1", "2")]), "[1]p->p").model.worlds
(World(label=None, atoms=frozenset()),)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from ...errors import CertificateError, LimitReached, PatternError
from ...shown import Shown
from ...syntax.formula import Formula
from ...syntax.parser import as_formula
from ..checker import Declared, verify
from ..models import Model, World
from ..pattern import Pattern, check_vocabulary
from .limits import Budget, ProverLimits
from .search import Search
from .table import table_of
from .writing import Certificate, refutation, theorem

__all__ = ["GaveUp", "Proved", "ProverLimits", "Refuted", "prove", "prove_gl", "prove_s"]

_GL = Pattern(("0",))


@dataclass(frozen=True)
class Proved(Shown):
    """The formula is a theorem; `certificate` shows it."""

    certificate: Certificate = field(repr=False)


@dataclass(frozen=True)
class Refuted(Shown):
    """The formula is no theorem; `certificate` holds a model that makes it false at world 0."""

    certificate: Certificate = field(repr=False)

    @cached_property
    def model(self) -> Model:
        """The model with its order made transitive: quadratic in the number of worlds."""
        return _model(self.certificate)


@dataclass(frozen=True, slots=True)
class GaveUp:
    """There is no answer: this limit was reached ("seconds", "worlds", "cells")."""

    limit: str


Answer: TypeAlias = Proved | Refuted | GaveUp
_NO_LIMITS = ProverLimits()


def prove(
    pattern: Pattern,
    formula: Formula | str,
    *,
    sound: Iterable[str] = (),
    limits: ProverLimits = _NO_LIMITS,
    check: bool = True,
) -> Answer:
    """Decide a formula, or its text, over a pattern.

    `sound` are theories whose soundness is taken for granted, as an outside observer may: the formula is
    then a consequence of [i]B -> B for these theories and the boxes of the formula (formal core 2.7),
    a rule that is not closed under necessitation.  It takes a pattern without axioms and consistency
    edges: with them, ask at a fresh theory that reflects the sound ones.  Every answer is checked by
    the small checker unless `check` is False.

    FormulaError or PatternError when a theory is not declared.  Over edges of finite strength n >= 1 the
    answer `Refuted` means "in the fragment": completeness is open there (verdicts 6).

    >>> prove(Pattern(("0",)), "[]^3F -> []F", limits=ProverLimits(worlds=1))
    GaveUp(limit='worlds')
    """
    formula = as_formula(formula)
    check_vocabulary(pattern, formula)
    trusted = sorted(set(sound))
    unknown = set(trusted) - set(pattern.theories)
    if unknown:
        raise PatternError(f"theory {min(unknown)!r} is not declared", expected="a theory of the pattern")
    if trusted and (pattern.axioms or pattern.con):
        raise PatternError("theories are taken to be sound beside axioms or consistency edges",
                           expected="the question asked at a fresh theory that reflects them")
    try:
        answer = _searched(pattern, formula, trusted, limits)
    except LimitReached as limit:
        return GaveUp(limit.limit)
    if check:
        confirm(answer, pattern, formula, trusted)
    return answer


def prove_gl(formula: Formula | str, *, limits: ProverLimits = _NO_LIMITS, check: bool = True) -> Answer:
    """Decide GL, the provability logic of one theory; its modality is `[]` = `[0]`."""
    return prove(_GL, formula, limits=limits, check=check)


def prove_s(formula: Formula | str, *, limits: ProverLimits = _NO_LIMITS, check: bool = True) -> Answer:
    """Decide S, the true formulas of one sound theory (Solovay 1976).

    >>> type(prove_s("[]p->p")).__name__, type(prove_s("[]([]p->p)")).__name__
    ('Proved', 'Refuted')
    """
    return prove(_GL, formula, sound=("0",), limits=limits, check=check)


def _searched(pattern: Pattern, formula: Formula, sound: list[str], limits: ProverLimits) -> Proved | Refuted:
    table = table_of(pattern, formula)
    search = Search(pattern, table, table.literal_of(formula), sound, Budget(limits))
    goal = table.number[formula]
    if search.run():
        return Refuted(refutation(pattern, table, goal, sound, search.worlds))
    return Proved(theorem(pattern, table, goal, sound, search.steps))


def confirm(answer: Proved | Refuted, pattern: Pattern, formula: Formula, sound: Iterable[str] = ()) -> None:
    """Check that an answer's certificate holds and is about this question; CertificateError otherwise."""
    shown = verify(answer.certificate)
    wanted = "theorem" if isinstance(answer, Proved) else "non-theorem"
    if (shown.verdict, shown.formula, shown.sound) != (wanted, formula, frozenset(sound)):
        raise CertificateError("the certificate is about another question")
    if shown.pattern != declared(pattern):
        raise CertificateError("the certificate is about another pattern")


def declared(pattern: Pattern) -> Declared:
    """A pattern in the checker's own words."""
    axioms = frozenset((name, each) for name, found in pattern.axioms for each in found)
    return Declared(pattern.theories, pattern.includes, pattern.reflects, pattern.con, axioms,
                    pattern.sigma1_atoms, pattern.decidable_atoms)


def _model(certificate: dict[str, Any]) -> Model:
    """The worlds of a certificate, ordered transitively."""
    nodes, theories = certificate["nodes"], certificate["theories"]
    worlds: list[World] = []
    after: list[set[int]] = [set() for _ in certificate["worlds"]]
    for number, (label, atoms, later) in reversed(list(enumerate(certificate["worlds"]))):
        names = frozenset(nodes[atom - 1][1] for atom in atoms)
        worlds.append(World(None if label is None else theories[label], names))
        after[number].update(later, *(after[each] for each in later))
    less = frozenset((low, high) for low, found in enumerate(after) for high in found)
    return Model(tuple(reversed(worlds)), less)
