"""Trust patterns: theories, the edges between them, declared axioms and classes of letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from ..errors import FormulaError, PatternError
from ..frozen import frozen
from ..syntax.formula import FALSE, Box, Formula, check_theory_name, theories, walk
from ..syntax.parser import parse_in
from .trust import REFLECTION, TrustGraph

Pair = tuple[str, str]
STRONGEST = 1000  # the largest finite strength of a consistency edge


_Row = TypeVar("_Row")


class _Rows(dict[str, _Row]):
    """One entry for each theory, computed when it is asked for."""

    def __init__(self, row: Callable[[str], _Row]) -> None:
        super().__init__()
        self._row = row

    def __missing__(self, name: str) -> _Row:
        self[name] = found = self._row(name)
        return found


class Reading:
    """A saturated pattern, as the deciders use it; each theory's part is computed on demand.

    `under[i]` are the theories that T_i includes, itself among them; `reflected[i]` those it reflects;
    `consistent[i]` those whose n-consistency it proves, with the largest n; `finite[i]` those of them
    with 1 <= n that it does not reflect; `needed[i]` those of `consistent[i]` from whose consistency
    that of the others follows; `dead` the collapsed ones.
    """

    def __init__(self, graph: TrustGraph) -> None:
        self.graph = graph
        self._reach = _Rows(graph.strengths_to)
        self.under: Mapping[str, tuple[str, ...]] = _Rows(self._under)
        self.reflected: Mapping[str, tuple[str, ...]] = _Rows(self._reflected)
        self.consistent: Mapping[str, tuple[tuple[str, int], ...]] = _Rows(self._consistent)
        self.finite: Mapping[str, tuple[str, ...]] = _Rows(self._finite)
        self.needed: Mapping[str, tuple[str, ...]] = _Rows(self._needed)

    @cached_property
    def dead(self) -> frozenset[str]:
        """The theories that the edges alone make inconsistent."""
        return frozenset(self.graph.dead())

    def _under(self, upper: str) -> tuple[str, ...]:
        return tuple(sorted(name for name, found in self._reach[upper].items() if found.included))

    def _reflected(self, upper: str) -> tuple[str, ...]:
        reach = self._reach[upper].items()
        return tuple(
            sorted(name for name, found in reach if found.included and found.strength == REFLECTION)
        )

    def _consistent(self, upper: str) -> tuple[tuple[str, int], ...]:
        reach = self._reach[upper].items()
        return tuple(
            sorted((name, found.strength) for name, found in reach if found.strength is not None)
        )

    def _finite(self, upper: str) -> tuple[str, ...]:
        sound = self.reflected[upper]
        return tuple(name for name, n in self.consistent[upper] if n >= 1 and name not in sound)

    def weight(self, name: str) -> int:
        """How many theories a world of T_i speaks for: those it includes or holds consistent."""
        return len({*self.under[name], *(lower for lower, _ in self.consistent[name])})

    def _needed(self, upper: str) -> tuple[str, ...]:
        """Heavy theories first; a living one answers for what it includes or proves consistent."""
        kept: list[str] = []
        answered: set[str] = set()
        names = [name for name, _ in self.consistent[upper]]
        for name in sorted(names, key=lambda each: (-self.weight(each), each)):
            if name not in answered:
                kept.append(name)
                if name not in self.dead:
                    answered.update(self.under[name], (lower for lower, _ in self.consistent[name]))
        return tuple(kept)


@frozen
class Pattern:
    """A trust pattern; pairs (i, j) say that T_j includes / reflects / proves n-Con of T_i.

    >>> Pattern(("a", "b"), reflects=frozenset({("a", "b")})).reading.reflected["b"]
    ('a',)
    """

    theories: tuple[str, ...]
    includes: frozenset[Pair] = frozenset()
    reflects: frozenset[Pair] = frozenset()
    con: frozenset[tuple[str, str, int]] = frozenset()
    axioms: tuple[tuple[str, tuple[Formula, ...]], ...] = ()
    sigma1_atoms: frozenset[str] = frozenset()
    decidable_atoms: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in self.theories:
            check_theory_name(name)
        known = set(self.theories)
        if len(known) < len(self.theories):
            raise PatternError("a theory is named twice", expected="each theory once")
        ends = {end for pair in (*self.includes, *self.reflects) for end in pair}
        ends |= {end for lower, upper, _ in self.con for end in (lower, upper)}
        ends |= {name for name, _ in self.axioms}
        ends |= {name for _, found in self.axioms for each in found for name in theories(each)}
        if ends - known:
            raise PatternError(
                f"theory {min(ends - known)!r} is not declared",
                expected=f"one of {', '.join(sorted(known)) or 'none'}",
            )

    @cached_property
    def axioms_of(self) -> dict[str, tuple[Formula, ...]]:
        """The declared axioms of each theory."""
        return dict(self.axioms)

    @cached_property
    def vocabulary(self) -> tuple[Formula, ...]:
        """The subformulas of all axioms, and `[i]F` for every theory: Γ of a pattern without a formula."""
        axioms = [each for _, found in self.axioms for each in found]
        return tuple(walk([*(Box(name, FALSE) for name in self.theories), *axioms]))

    def with_theories(self, more: Iterable[str]) -> Pattern:
        """The same pattern over further theories, those already there first.

        >>> Pattern(("a",)).with_theories(["b", "a"]).theories
        ('a', 'b')
        """
        return replace(self, theories=tuple(dict.fromkeys((*self.theories, *more))))

    @cached_property
    def reading(self) -> Reading:
        """The saturated pattern."""
        return Reading(TrustGraph(self.theories, self.includes, self.reflects, self.con))

    @staticmethod
    def of(
        *theories: str,
        includes: Iterable[Pair] = (),
        reflects: Iterable[Pair] = (),
        con: Iterable[Pair | tuple[str, str, int]] = (),
        axioms: Mapping[str, Iterable[Formula | str]] | None = None,
        sigma1_atoms: Iterable[str] = (),
        decidable_atoms: Iterable[str] = (),
    ) -> Pattern:
        """A pattern from pairs (lower, upper), axioms as texts, and letters; theories as they are met.

        PatternError or FormulaError for what is malformed, as in `from_json`.

        >>> Pattern.of(con=[("a", "h")], axioms={"a": ["[a]p -> p"]}).to_json()["con"]
        [['a', 'h', 0]]
        >>> Pattern.of(includes=[("a", "h")]).theories
        ('a', 'h')
        """
        edges = {"includes": includes, "reflects": reflects, "con": con}
        data: dict[str, Any] = {field: [[*each] for each in found] for field, found in edges.items()}
        data["axioms"] = {name: list(map(str, found)) for name, found in (axioms or {}).items()}
        data["sigma1_atoms"], data["decidable_atoms"] = list(sigma1_atoms), list(decidable_atoms)
        return Pattern.from_json(data if not theories else data | {"theories": list(theories)})

    @staticmethod
    def from_json(data: object) -> Pattern:
        """Read the shape of `logic.json`; PatternError or FormulaError for anything else.

        Fields may be left out; the theories are then those that the other fields mention.

        >>> Pattern.from_json({"theories": ["v", "h"], "con": [["v", "h", 1]]}).con
        frozenset({('v', 'h', 1)})
        """
        fields = _mapping(data, "a pattern")
        unknown = sorted(set(fields) - set(_FIELDS))
        if unknown:
            raise PatternError(
                f"unknown field {unknown[0]!r}", expected="one of " + ", ".join(_FIELDS)
            )
        includes = [
            _pair(each, "includes") for each in _list(fields.get("includes", []), "includes")
        ]
        reflects = [
            _pair(each, "reflects") for each in _list(fields.get("reflects", []), "reflects")
        ]
        con = [_con(each) for each in _list(fields.get("con", []), "con")]
        given = _mapping(fields.get("axioms", {}), "axioms")
        axioms = [(name, _axioms(name, found)) for name, found in sorted(given.items())]
        mentioned = [name for edge in (*includes, *reflects, *con) for name in edge[:2]]
        mentioned += [name for name, _ in axioms]
        mentioned += sorted(
            {name for _, found in axioms for each in found for name in theories(each)}
        )
        return Pattern(
            theories=_texts(fields.get("theories", list(dict.fromkeys(mentioned))), "theories"),
            includes=frozenset(includes),
            reflects=frozenset(reflects),
            con=frozenset(con),
            axioms=tuple((name, found) for name, found in axioms if found),
            sigma1_atoms=frozenset(_texts(fields.get("sigma1_atoms", []), "sigma1_atoms")),
            decidable_atoms=frozenset(_texts(fields.get("decidable_atoms", []), "decidable_atoms")),
        )

    def to_json(self) -> dict[str, Any]:
        """The shape of `logic.json`; `from_json` gives an equal pattern back."""
        return {
            "theories": list(self.theories),
            "includes": [list(pair) for pair in sorted(self.includes)],
            "reflects": [list(pair) for pair in sorted(self.reflects)],
            "con": [list(edge) for edge in sorted(self.con)],
            "axioms": {name: [str(each) for each in found] for name, found in self.axioms},
            "sigma1_atoms": sorted(self.sigma1_atoms),
            "decidable_atoms": sorted(self.decidable_atoms),
        }


_FIELDS = ("theories", "includes", "reflects", "con", "axioms", "sigma1_atoms", "decidable_atoms")


def _mapping(data: object, what: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise PatternError(f"{what}: found {type(data).__name__}", expected="an object")
    return data


def _list(data: object, what: str) -> list[Any]:
    if not isinstance(data, list):
        raise PatternError(f"{what}: found {type(data).__name__}", expected="a list")
    return data


def _texts(data: object, what: str) -> tuple[str, ...]:
    found = _list(data, what)
    for each in found:
        if not isinstance(each, str):
            raise PatternError(f"{what}: found {type(each).__name__}", expected="texts")
    return tuple(found)


def _pair(data: object, what: str) -> Pair:
    found = _texts(data, what)
    if len(found) != 2:
        raise PatternError(f"{what}: found {len(found)} names", expected="pairs [lower, upper]")
    return found[0], found[1]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _axioms(name: str, data: object) -> tuple[Formula, ...]:
    return tuple(parse_in(f"an axiom of {name!r}", text) for text in _texts(data, "axioms"))


def _con(data: object) -> tuple[str, str, int]:
    found = _list(data, "con")
    if len(found) == 2:
        return (*_pair(found, "con"), 0)
    if len(found) != 3:
        expected = "[lower, upper] or [lower, upper, strength]"
        raise PatternError(f"con: found {len(found)} entries", expected=expected)
    strength = found[2]
    if (
        not isinstance(strength, int)
        or isinstance(strength, bool)
        or not 0 <= strength <= STRONGEST
    ):
        expected = f"a whole number from 0 to {STRONGEST}"
        raise PatternError(f"con: {_short(strength)} is no strength", expected=expected)
    return (*_pair(found[:2], "con"), strength)


def check_vocabulary(pattern: Pattern, formula: Formula) -> None:
    """FormulaError when a formula speaks of a theory that the pattern does not have."""
    unknown = sorted(theories(formula) - set(pattern.theories))
    if unknown:
        raise FormulaError(
            f"theory {unknown[0]!r} is not declared",
            expected=f"one of {', '.join(pattern.theories) or 'none'}",
        )
