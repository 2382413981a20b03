"""Minimal sets of leaves that make the top happen, smallest first.

Read as failure these are the minimal cut sets, read as support the minimal sets of assumptions.
Found by core-guided maximum satisfiability: one implication from each gate to its inputs, one soft
clause "does not happen" for each leaf, and each set found blocks its supersets.  Costs never fall,
so what comes out is minimal, and stopping early keeps the smallest.

Source: Ignatiev, Morgado and Marques-Silva, RC2 (JSAT 11, 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from ..errors import InputError
from .structure import Event, Gate, Structure, acyclic, happens

CAP = 1_000


@dataclass(frozen=True, slots=True)
class CutSets:
    """Minimal sets by size, then name; `complete` is False when there are more than these."""

    sets: tuple[tuple[Event, ...], ...]
    complete: bool

    @property
    def order(self) -> int | None:
        """Size of the smallest set; None when the top cannot happen at all.

        >>> CutSets((("a",), ("b", "c")), True).order
        1
        """
        return len(self.sets[0]) if self.sets else None

    def order_of(self, leaf: Event) -> int | None:
        """Size of the smallest of these sets with `leaf` in it: how many must fail along with it.

        >>> CutSets((("a",), ("b", "c")), True).order_of("c")
        2
        """
        return next((len(found) for found in self.sets if leaf in found), None)


def minimal_sets(structure: Structure, cap: int = CAP) -> CutSets:
    """The minimal sets of leaves that make the top happen, at most `cap` of the smallest.

    Which of equally large ones make the cut is the solver's choice.

    >>> from .structure import all_of, any_of
    >>> minimal_sets(Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")}))
    CutSets(sets=(('a',), ('b', 'c')), complete=True)
    """
    if cap < 1:
        raise InputError(f"a cap of {cap} sets", expected="at least 1")
    found = list(islice(_smallest_first(structure), cap + 1))
    kept = sorted(found[:cap], key=lambda leaves: (len(leaves), leaves))
    return CutSets(tuple(kept), len(found) <= cap)


def _smallest_first(structure: Structure) -> Iterator[tuple[Event, ...]]:
    if happens(structure, ()):
        yield ()
        return
    plain = acyclic(structure)
    names = {event: number for number, event in enumerate(plain.order, 1)}
    leaf = {names[event]: event for event in plain.leaves}
    formula = _formula(plain, names)
    forced = _forced(formula)
    for number in sorted(leaf.keys() - forced):
        formula.append([-number], weight=1)
    with RC2(formula) as solver:
        while (model := solver.compute()) is not None:
            chosen = [literal for literal in model if literal in leaf]
            yield tuple(sorted(leaf[literal] for literal in chosen))
            solver.add_clause([-literal for literal in chosen if literal not in forced])


def _forced(formula: WCNF) -> set[int]:
    """What propagation alone shows to be in every set: long chains of AND cost nothing then."""
    top, *clauses = formula.hard
    with Solver(bootstrap_with=clauses) as solver:
        _, literals = solver.propagate(assumptions=top)  # it names only what assumptions imply
    return {literal for literal in literals if literal > 0}


def _formula(structure: Structure, names: dict[Event, int]) -> WCNF:
    formula = WCNF()
    formula.append([names[structure.top]])
    formula.nv = len(names)
    for event in structure.order:
        if event in structure.gate:
            inputs = [names[source] for source in structure.gate[event].of]
            for clause in _needs(names[event], structure.gate[event], inputs, formula):
                formula.append(clause)
    return formula


def _needs(head: int, gate: Gate, inputs: list[int], formula: WCNF) -> Iterator[list[int]]:
    """Clauses saying that `head` needs `at_least` of the inputs."""
    count, total = gate.at_least, len(inputs)
    if count > total:
        yield [-head]
    elif count == total:
        yield from ([-head, each] for each in inputs)
    elif count == 1:
        yield [-head, *inputs]
    elif count > 1:
        yield from _counted(head, count, inputs, formula)


def _counted(head: int, count: int, inputs: list[int], formula: WCNF) -> Iterator[list[int]]:
    """A ladder: `need[j]` says that j of the inputs not yet looked at must still happen."""
    need = {count: head}
    for place, each in enumerate(inputs):
        left = len(inputs) - place - 1
        after: dict[int, int] = {}
        for number, now in need.items():
            for fewer, escape in ((number, [each]), (number - 1, [])):
                if fewer == 0:
                    continue
                if fewer > left:
                    yield [-now, *escape]
                    continue
                if fewer not in after:
                    formula.nv += 1
                    after[fewer] = formula.nv
                yield [-now, *escape, after[fewer]]
        need = after
