"""A question about a tower, taken apart: the pattern, what everybody knows, and the declared items.

Definitions: `proofs/vacuity.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..errors import PatternError
from ..frozen import frozen
from ..syntax.formula import FALSE, TRUE, And, Atom, Box, Formula, Not, substitute, theories
from .constitutive import as_formulas, defining
from .pattern import Pattern


@frozen(slots=True)
class Acceptance:
    """A verifier that reasons in `theory` accepted `claim`; `rechecked`: its proof object was re-checked."""

    theory: str
    claim: Formula
    rechecked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Does `theory` honestly prove `claim`?

    The axioms of the pattern, except abbreviations and constitutive definitions, are declared items,
    and so are the acceptances.  `constitutive` gives letters their defining formulas; `facts_true`
    are letters, or negated letters, that are declared facts.
    """

    pattern: Pattern
    theory: str
    claim: Formula
    accepted: tuple[Acceptance, ...] = ()
    abbreviations: tuple[Formula, ...] = ()
    constitutive: tuple[tuple[str, Formula], ...] = ()
    facts_true: tuple[Formula, ...] = ()


@frozen(slots=True)
class Item:
    """A conjunct of something that was declared of `theory`: of an axiom or of an acceptance."""

    theory: str
    formula: Formula

    @property
    def edge(self) -> tuple[str, str, int] | None:
        """The consistency edge that an item `<i>T` (or `~[i]F`) is read as."""
        match self.formula:
            case Not(Box(lower, body)) if body is FALSE or body is Not(TRUE):
                return lower, self.theory, 0
            case _:
                return None


def conjuncts(formula: Formula) -> Iterator[Formula]:
    """The formulas that a formula joins at its top by conjunction, from left to right.

    >>> from tower.syntax.parser import parse
    >>> [str(each) for each in conjuncts(parse("p & (q | r) & ~s"))]
    ['p', 'q | r', '~s']
    """
    waiting = [formula]
    while waiting:
        now = waiting.pop()
        if isinstance(now, And):
            waiting += [now.right, now.left]
        else:
            yield now


class Declared:
    """What a question declares, read as items, edges and definitions."""

    def __init__(self, question: Question) -> None:
        _check(question)
        self.facts = dict(map(_fact, question.facts_true))
        self._pattern = question.pattern
        self.claim = self.plain(question.claim)
        constitutive = {name: self.plain(body) for name, body in question.constitutive}
        self.definitions = as_formulas(defining(constitutive))
        self.descriptive = tuple(sorted(set(constitutive) - set(defining(constitutive))))
        abbreviations = map(self.plain, question.abbreviations)
        self.known = tuple(dict.fromkeys([*abbreviations, *as_formulas(constitutive)]))
        self.axioms = tuple(
            item
            for name, found in question.pattern.axioms
            for each in found
            for item in self._items(name, each)
        )
        self.accepted = tuple(
            tuple(self._items(each.theory, each.claim)) for each in question.accepted
        )
        self.earned = frozenset(
            item
            for each, items in zip(question.accepted, self.accepted, strict=True)
            if each.rechecked
            for item in items
        )

    def plain(self, formula: Formula) -> Formula:
        """A formula with the declared facts put in place of their letters."""
        return substitute(formula, self.facts) if self.facts else formula

    def _items(self, theory: str, formula: Formula) -> Iterator[Item]:
        plain = self.plain(formula)
        known = {TRUE, *self.known}
        parts = [] if plain in known else conjuncts(plain)
        return (Item(theory, part) for part in parts if part not in known)

    @property
    def all(self) -> tuple[Item, ...]:
        """Every item once: axioms, then acceptances."""
        accepted = [item for items in self.accepted for item in items]
        return tuple(dict.fromkeys([*self.axioms, *accepted]))

    @property
    def edges(self) -> tuple[Item, ...]:
        """The items that are edges."""
        return tuple(item for item in self.all if item.edge)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that are no edges."""
        return tuple(item for item in self.all if not item.edge)

    def pattern(self, items: Iterable[Item], known: Iterable[Formula] | None = None) -> Pattern:
        """The pattern with these items, and with what everybody knows as axioms of every theory."""
        shared = list(self.known if known is None else known)
        axioms = {name: list(shared) for name in self._pattern.theories}
        con = set(self._pattern.con)
        for item in items:
            if item.edge is None:
                axioms[item.theory].append(item.formula)
            else:
                con.add(item.edge)
        merged = tuple(
            (name, tuple(dict.fromkeys(found))) for name, found in sorted(axioms.items()) if found
        )
        return replace(self._pattern, con=frozenset(con), axioms=merged)


def _fact(formula: Formula) -> tuple[str, Formula]:
    match formula:
        case Atom(name):
            return name, TRUE
        case Not(Atom(name)):
            return name, FALSE
        case _:
            raise PatternError(
                f"{formula} is no declared fact", expected="a letter or a negated letter"
            )


def _check(question: Question) -> None:
    """Every theory that a question mentions is declared, and no letter is defined twice."""
    known = set(question.pattern.theories)
    formulas = [
        question.claim,
        *question.abbreviations,
        *(body for _, body in question.constitutive),
        *(each.claim for each in question.accepted),
    ]
    named = {question.theory, *(each.theory for each in question.accepted)}
    unknown = sorted(named.union(*map(theories, formulas)) - known)
    if unknown:
        raise PatternError(
            f"theory {unknown[0]!r} is not declared",
            expected=f"one of {', '.join(question.pattern.theories) or 'none'}",
        )
    letters = [name for name, _ in question.constitutive]
    if len(set(letters)) < len(letters):
        raise PatternError(
            "a letter has two constitutive definitions", expected="one for each letter"
        )
