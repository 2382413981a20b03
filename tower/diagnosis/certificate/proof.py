"""The strong part of a verdict certificate: the claim as a theorem of L_P about the asker's theory.

The pattern has the trust edges that the lines went along, an edge to the asker for every theory that
a line says is adopted or trusted, and as axioms what checks accepted, what is assumed and what weak
checks have shown.  Each axiom says which of these it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ...logic.pattern import Pattern
from ...logic.prover import Proved, ProverLimits, prove
from ...model.claims import Consistent, Rate, Refines, Rfn, Sound
from ...propagation.compile import Writer
from ...propagation.facts import SUPPOSED, Adopted, Declared, Known, Rule, Trusted
from ...propagation.standing import Standing
from ...syntax.formula import Atom, Box, Formula, theories
from ...syntax.names import building
from ...syntax.printer import ascii as printed
from .lines import Lines

Because: TypeAlias = Literal["check", "assumption", "line", "builds", "the same evidence"]
LIMITS = ProverLimits(worlds=20_000, cells=5_000_000)


@dataclass(frozen=True, slots=True)
class Reading:
    """An axiom of a theory, and why it is one."""

    theory: str
    formula: Formula
    because: Because
    number: int | None = None

    def shape(self) -> list[Any]:
        """As it stands in the certificate."""
        return [self.theory, printed(self.formula), self.because, self.number]


def part_shape(me: str, axioms: Iterable[Reading], certificate: dict[str, Any]) -> dict[str, Any]:
    """A theorem or a model as a part of a verdict certificate."""
    return {"theory": me, "reads": [each.shape() for each in axioms], "certificate": certificate}


def grouped(axioms: Iterable[Reading]) -> tuple[tuple[str, tuple[Formula, ...]], ...]:
    """Axioms by theory, each once."""
    found: dict[str, dict[Formula, None]] = {}
    for each in axioms:
        found.setdefault(each.theory, {})[each.formula] = None
    return tuple((name, tuple(formulas)) for name, formulas in sorted(found.items()))


def reasons_in_theories(lines: Lines) -> bool:
    """Whether any line speaks of what a theory proves."""
    return any(isinstance(rule.head, Adopted | Trusted) for rule in lines.rules) or any(
        _strong(rule, lines.standing) for rule in lines.rules
    )


def _strong(rule: Rule, standing: Standing) -> bool:
    if rule.check is None or rule.name == "enough of them":
        return False
    if rule.check == SUPPOSED:
        return standing.asker.theory is not None
    return rule.check >= 0 and standing.setting.strong(standing.setting.model.checks[rule.check])


def fresh(theories: set[str]) -> str:
    """A name for the asker's theory that no theory has.

    >>> fresh({"asker"})
    "asker'"
    """
    name = "asker"
    while name in theories:
        name += "'"
    return name


@dataclass
class Proof:
    """The theorem that a certificate needs, read off from its lines."""

    lines: Lines

    def __post_init__(self) -> None:
        self.standing = self.lines.standing
        self.setting = self.standing.setting
        self.writer = Writer(self.setting)
        self.me = fresh(set(self.standing.edges.theories))
        self.assumed = sorted(self.lines.assumed, key=str)

    def shape(self) -> dict[str, Any] | None:
        """The proof as it stands in the certificate; None when the fragment of the prover is too small.

        That is so where a claim above Σ1 travels over edges of finite strength; the lines show it.
        """
        readings = list(dict.fromkeys(self._readings()))
        goal = Box(self.me, self.writer.write(self.lines.claim))
        readings += self._built()
        pattern = self._pattern(readings)
        found = prove(pattern, goal, limits=LIMITS)
        if not isinstance(found, Proved):
            return None
        return part_shape(self.me, readings, found.certificate)

    def _readings(self) -> Iterator[Reading]:
        for rule in self.lines.rules:
            if isinstance(rule.head, Known):
                yield from self._reading(rule, rule.head)

    def _reading(self, rule: Rule, head: Known) -> Iterator[Reading]:
        if rule.name in ("assumed", "taken as given"):
            if not self._is_edge(head):
                place = self.assumed.index(head.what)
                yield Reading(self.me, self.writer.write(head.what), "assumption", place)
        elif rule.name == "the same evidence" and self.standing.asker.theory is not None:
            yield Reading(self.me, self.writer.write(head.what), "the same evidence")
        elif rule.name in ("check", "the same evidence"):
            theory = self._accepting(rule)
            if theory is None:
                here = self.lines.number[head]
                yield Reading(self.me, self.writer.write(head.what), "line", here)
            elif rule.check is not None:
                yield Reading(theory, self.writer.write(head.what), "check", self.lines.checks[rule.check])

    def _accepting(self, rule: Rule) -> str | None:
        """The theory in which a check was a proof."""
        if not _strong(rule, self.standing) or rule.check is None:
            return None
        return self.setting.theory_of(self.setting.model.checks[rule.check].by[0])

    def _is_edge(self, head: Known) -> bool:
        """Whether an assumption is about a theory or an implementation, and so no axiom."""
        match head.what:
            case Sound(verifier, None):
                return self.setting.theory_of(verifier) is not None
            case Refines() | Rate() | Consistent() | Rfn(_, None):
                return True
            case Rfn(theory, _):
                return theory == self.standing.asker.theory
            case _:
                return isinstance(head.what, Declared)

    def _built(self) -> list[Reading]:
        """Who builds whom, as facts, for an asker that does not suppose anything of a child."""
        if self.standing.asker.about is not None:
            return []
        links = [(base, mesa.name) for mesa in self.setting.model.optimizers for base in mesa.built_by]
        return [
            Reading(self.me, Atom(building(base, mesa)), "builds")
            for base, mesa in links if building(base, mesa) in self.writer.sigma1
        ]

    def _pattern(self, readings: list[Reading]) -> Pattern:
        includes = {(edge.lower, edge.upper) for edge in self.lines.edges if edge.relation == "includes"}
        reflects = {(edge.lower, edge.upper) for edge in self.lines.edges if edge.relation == "reflects"}
        con = {(edge.lower, edge.upper, edge.strength) for edge in self.lines.edges
               if edge.relation == "proves_con"}
        for rule in self.lines.rules:
            match rule.head:
                case Adopted(None, theory) if rule.name != "inclusion":
                    includes.add((theory, self.me))
                case Trusted(None, theory, _) if rule.name == "assumed":
                    reflects.add((theory, self.me))
                case Trusted(None, theory, strength) if rule.name == "consistency":
                    con.add((theory, self.me, strength))
                case _:
                    pass
        names = {end for lower, upper in includes | reflects for end in (lower, upper)}
        names |= {end for lower, upper, _ in con for end in (lower, upper)} | self._named(readings)
        return Pattern(
            theories=(*sorted(name for name in names if name != self.me), self.me),
            includes=frozenset(includes), reflects=frozenset(reflects), con=frozenset(con),
            axioms=grouped(readings),
            sigma1_atoms=frozenset(self.writer.sigma1), decidable_atoms=frozenset(self.writer.decidable),
        )

    def _named(self, readings: list[Reading]) -> set[str]:
        formulas = [self.writer.write(self.lines.claim), *(each.formula for each in readings)]
        named = {name for formula in formulas for name in theories(formula)}
        return named | {each.theory for each in readings}


