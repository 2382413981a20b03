"""What a certificate is about: its pattern and its formulas, read and checked for shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from ...errors import CertificateError
from ...syntax.formula import FALSE, TRUE, And, Atom, Box, Formula, Iff, Implies, Not, Or

Clause: TypeAlias = tuple[int, ...]
_State = TypeVar("_State")

_BINARY: dict[str, type[And | Or | Implies | Iff]] = {"and": And, "or": Or, "implies": Implies, "iff": Iff}
_CONSTANT = {"true": TRUE, "false": FALSE}
_STRONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Declared:
    """The pattern that a certificate is about; an edge names the lower theory first."""

    theories: tuple[str, ...]
    includes: frozenset[tuple[str, str]]
    reflects: frozenset[tuple[str, str]]
    con: frozenset[tuple[str, str, int]]
    axioms: frozenset[tuple[str, Formula]]
    sigma1_atoms: frozenset[str]
    decidable_atoms: frozenset[str]


def list_of(data: object, length: int | None = None) -> list[Any]:
    """A list, perhaps of a given length; CertificateError for anything else."""
    if not isinstance(data, list | tuple) or length not in (None, len(data)):
        raise CertificateError(f"expected a list{'' if length is None else f' of {length}'}")
    return list(data)


def number_of(data: object, low: int, high: int) -> int:
    """A whole number in a range; CertificateError for anything else."""
    if type(data) is not int or not low <= data <= high:
        raise CertificateError(f"expected a whole number from {low} to {high}")
    return data


def numbers_of(data: object, low: int, high: int) -> list[int]:
    """A list of whole numbers in a range."""
    return [number_of(each, low, high) for each in list_of(data)]


def _texts(data: object) -> tuple[str, ...]:
    found = tuple(list_of(data))
    if not all(type(each) is str for each in found) or len(set(found)) < len(found):
        raise CertificateError("expected texts, all different")
    return found


@dataclass
class Question:
    """The pattern and the formulas of a certificate; theories count from 0 and nodes from 1."""

    theories: tuple[str, ...]
    edges: list[tuple[str, int, int, int]]  # kind, lower, upper, strength
    sigma: frozenset[str]
    decidable: frozenset[str]
    nodes: list[tuple[Any, ...]] = field(default_factory=lambda: [("nothing",)])
    formulas: list[Formula] = field(default_factory=lambda: [TRUE])
    literal: list[int] = field(default_factory=lambda: [0])
    axioms: list[tuple[int, int]] = field(default_factory=list)
    goal: int = 0
    sound: tuple[int, ...] = ()
    _known: dict[tuple[str, int], frozenset[int]] = field(default_factory=dict)

    def literals(self, data: object) -> list[int]:
        """Read a list of literals; that of a `not` node is the denied literal of its part."""
        most = len(self.nodes) - 1
        found = numbers_of(data, -most, most)
        if 0 in found:
            raise CertificateError("0 is no literal")
        return [self.literal[each] if each > 0 else -self.literal[-each] for each in found]

    @cached_property
    def declared(self) -> Declared:
        """The pattern with names."""
        name = self.theories
        pairs = {kind: frozenset((name[i], name[j]) for k, i, j, _ in self.edges if k == kind)
                 for kind in ("includes", "reflects")}
        con = frozenset((name[i], name[j], n) for kind, i, j, n in self.edges if kind == "con")
        axioms = frozenset((name[i], self.formulas[node]) for i, node in self.axioms)
        return Declared(name, pairs["includes"], pairs["reflects"], con, axioms, self.sigma, self.decidable)

    @cached_property
    def owners(self) -> dict[int, set[int]]:
        """For the literal of each declared axiom the theories that declare it."""
        found: dict[int, set[int]] = {}
        for theory, node in self.axioms:
            found.setdefault(self.literal[node], set()).add(theory)
        return found

    @cached_property
    def under(self) -> dict[int, list[tuple[str, int, int]]]:
        """For each theory the edges that lead to it: kind, lower theory, strength."""
        found: dict[int, list[tuple[str, int, int]]] = {}
        for kind, lower, upper, strength in self.edges:
            found.setdefault(upper, []).append((kind, lower, strength))
        return found

    def _lower(self, theory: int) -> list[int]:
        return [lower for kind, lower, _ in self.under.get(theory, ()) if kind != "con"]

    def below(self, theory: int) -> frozenset[int]:
        """The theories that this one includes, itself among them."""
        return self._remembered("below", theory, lambda: _reached([theory], self._lower))

    def reflected(self, theory: int) -> frozenset[int]:
        """The theories that this one reflects."""
        return self._remembered("reflected", theory, lambda: _reached(
            [lower for upper in self.below(theory)
             for kind, lower, _ in self.under.get(upper, ()) if kind == "reflects"], self._lower))

    def trusted(self, theory: int) -> frozenset[int]:
        """The theories whose consistency this one proves by an edge to something that it includes."""
        return frozenset(lower for upper in self.below(theory)
                         for kind, lower, _ in self.under.get(upper, ()) if kind != "includes")

    def consistent(self, theory: int, least: int) -> frozenset[int]:
        """The theories whose n-consistency, n >= least, this one proves."""
        def down(state: tuple[int, bool]) -> list[tuple[int, bool]]:
            return [(lower, state[1] or kind != "includes")
                    for kind, lower, strength in self.under.get(state[0], ())
                    if kind != "con" or strength >= least]

        return self._remembered(f"consistent {least}", theory, lambda: frozenset(
            lower for lower, strict in _reached([(theory, False)], down) if strict))

    def _remembered(
        self, what: str, theory: int, compute: Callable[[], frozenset[int]]
    ) -> frozenset[int]:
        if (what, theory) not in self._known:
            self._known[what, theory] = compute()
        return self._known[what, theory]

    def meaning(self, number: int) -> tuple[Clause, ...]:
        """The clauses of a node that is neither an atom, nor a denial, nor a box."""
        kind, *parts = self.nodes[number]
        if kind in _CONSTANT:
            return ((number if kind == "true" else -number,),)
        if kind not in _BINARY:
            raise CertificateError(f"a hint names node {number}, which has no clauses")
        n, a, b = number, self.literal[parts[0]], self.literal[parts[1]]
        if kind == "iff":
            return (-n, -a, b), (-n, a, -b), (n, a, b), (n, -a, -b)
        if kind == "or":  # a denied conjunction of denials
            n, a, b = -n, -a, -b
        elif kind == "implies":
            n, b = -n, -b
        return (-n, a), (-n, b), (n, -a, -b)

    def add_node(self, node: tuple[Any, ...]) -> None:
        """Read one node; its parts must come before it."""
        here = len(self.nodes)
        kind, parts = (node[0], list(node[1:])) if node else ("", [])
        literal = here
        formula: Formula
        match kind, parts:
            case ("true" | "false"), []:
                formula = _CONSTANT[kind]
            case "atom", [str(name)]:
                formula = Atom(name)
            case "not", [part]:
                formula = Not(self.formulas[number_of(part, 1, here - 1)])
                literal = -self.literal[part]
            case ("and" | "or" | "implies" | "iff"), [_, _]:
                left, right = numbers_of(parts, 1, here - 1)
                formula = _BINARY[kind](self.formulas[left], self.formulas[right])
            case "box", [theory, part]:
                name = self.theories[number_of(theory, 0, len(self.theories) - 1)]
                formula = Box(name, self.formulas[number_of(part, 1, here - 1)])
            case _:
                raise CertificateError(f"node {here} has an unknown shape")
        self.nodes.append(node)
        self.formulas.append(formula)
        self.literal.append(literal)


def _reached(start: Iterable[_State], more: Callable[[_State], list[_State]]) -> frozenset[_State]:
    """Everything that repeated steps reach from the start."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        fresh = [each for each in more(waiting.pop()) if each not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)


def question_of(data: Mapping[str, Any]) -> Question:
    """Read the common fields; CertificateError for anything malformed."""
    theories = _texts(data["theories"])
    last = len(theories) - 1
    edges: list[tuple[str, int, int, int]] = []
    for kind in ("includes", "reflects"):
        for pair in list_of(data[kind]):
            lower, upper = numbers_of(list_of(pair, 2), 0, last)
            edges.append((kind, lower, upper, 0))
    for triple in list_of(data["con"]):
        lower, upper, strength = list_of(triple, 3)
        edges.append(("con", number_of(lower, 0, last), number_of(upper, 0, last),
                      number_of(strength, 0, _STRONGEST)))
    sigma, decidable = (frozenset(_texts(data[name])) for name in ("sigma1_atoms", "decidable_atoms"))
    question = Question(theories, edges, sigma, decidable)
    for node in list_of(data["nodes"]):
        question.add_node(tuple(list_of(node)))
    most = len(question.nodes) - 1
    for pair in list_of(data["axioms"]):
        theory, node = list_of(pair, 2)
        question.axioms.append((number_of(theory, 0, last), number_of(node, 1, most)))
    question.goal = number_of(data["goal"], 1, most)
    question.sound = tuple(numbers_of(data["sound"], 0, last))
    if question.sound and (question.axioms or any(edge[0] == "con" for edge in edges)):
        # what a sound theory asserts beyond its boxes is not asked of the root
        raise CertificateError("a theory is taken to be sound beside axioms or consistency edges")
    return question
