"""Claims as formulas, from what a verdict certificate gives: what a theorem about a claim must say.

A never-property is the negation of a Σ1 atom, a hereditary claim its base part and one implication
for each thing built, the claim about an unseen child an atom (`proofs/certificate-format.md`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...errors import CertificateError
from ...syntax.formula import (
    FALSE,
    Atom,
    Box,
    Formula,
    Implies,
    Not,
    atoms,
    conjunction,
    substitute,
)
from ...syntax.names import building
from ...syntax.parser import parse
from .declared import Claim, Given, said

_DECIDABLE, _NEVER, _EVENTUALLY, _NONE = (0, 0), (0, 1), (1, 0), (-1, -1)
_LONGEST = 400  # generations that a hereditary claim may unfold to


@dataclass
class Speller:
    """Spells claims; remembers which of the atoms that it used are Σ1, and which decidable."""

    given: Given
    sigma1: set[str] = field(default_factory=set)
    decidable: set[str] = field(default_factory=set)
    _lines: dict[Claim, Formula] = field(default_factory=dict)

    def spell(self, claim: Claim) -> Formula:
        """The formula of a claim."""
        kind, *parts = claim
        match kind:
            case "not":
                return Not(self.spell(parts[0]))
            case "holds" if self.given.hereditary(claim):
                return self._line(claim)
            case "part":
                return self._atom(self._part(*parts), self._class(parts[0]))
            case "gate":
                return self._gate(parts[0])
            case "sound" if parts[0] in self.given.theories:
                return self._soundness(claim)
            case "rfn" if parts[1] is not None:
                return self._instance(parts[0], parts[1])
            case "consistent" if parts[1] == 0:
                return Not(Box(parts[0], FALSE))
            case "refines":
                return self._atom(said(claim), _NEVER)
            case "holds" | "condition":
                return self._atom(said(claim), self._class(parts[0]))
            case _:
                return Atom(said(claim))

    def axiom(self, text: str) -> Formula:
        """A declared axiom, its letters that are claims spelled."""
        found = parse(text)
        known = {name: self.given.letters[name] for name in atoms(found) if name in self.given.letters}
        return substitute(found, {name: self.spell(claim) for name, claim in known.items()})

    def builds(self, base: str, mesa: str) -> Formula:
        """The Σ1 atom "base builds mesa"."""
        text = building(base, mesa)
        self.sigma1.add(text)
        return Atom(text)

    def _class(self, name: str) -> tuple[int, int]:
        return self.given.properties[name][:2] if name in self.given.properties else _NONE

    def _atom(self, text: str, classes: tuple[int, int]) -> Formula:
        if classes == _DECIDABLE:
            self.decidable.add(text)
        if classes == _EVENTUALLY:
            self.sigma1.add(text)
        if classes != _NEVER:
            return Atom(text)
        self.sigma1.add(f"violated: {text}")
        return Not(Atom(f"violated: {text}"))

    def _part(self, name: str, subject: str) -> str:
        text = f"safe_{name}"
        while text in self.given.properties:
            text += "'"
        return f"{text}({subject})"

    def _soundness(self, claim: Claim) -> Formula:
        _, verifier, about = claim
        scope = self.given.listed.get(verifier, ()) if about is None else (about,)
        if not scope:
            return Atom(said(claim))
        return conjunction(self._instance(self.given.theories[verifier], each) for each in scope)

    def _instance(self, theory: str, claim: Claim) -> Formula:
        body = self.spell(claim)
        return Implies(Box(theory, body), body)

    def _descendants(self, name: str, subject: str) -> tuple[str, ...]:
        children = self.given.builds.get(subject, ())
        return children or ((_unseen(subject),) if self.given.enacted(subject, name) else ())

    def _line(self, claim: Claim) -> Formula:
        """A hereditary claim, unfolded from the end of its line without recursion."""
        waiting = [claim]
        while waiting:
            if len(self._lines) > _LONGEST:
                raise CertificateError(f"a line of more than {_LONGEST} systems")
            now = waiting[-1]
            built = [("holds", now[1], child) for child in self._descendants(now[1], now[2])]
            missing = [each for each in built if each not in self._lines and each[2] != _unseen(now[2])]
            if missing and len(waiting) > _LONGEST:
                raise CertificateError("a line that returns to itself, or one that is too long")
            waiting.extend(missing)
            if not missing:
                self._lines[waiting.pop()] = self._unfolded(now, built)
        return self._lines[claim]

    def _unfolded(self, claim: Claim, built: list[Claim]) -> Formula:
        rest = [Implies(self.builds(claim[2], each[2]), self._end(claim, each)) for each in built]
        return conjunction([self.spell(("part", *claim[1:])), *rest])

    def _end(self, claim: Claim, each: Claim) -> Formula:
        return self._about_unseen(each) if each[2] == _unseen(claim[2]) else self._lines[each]

    def _about_unseen(self, claim: Claim) -> Formula:
        """Nothing is known of an unseen child; the line that it starts is a never-property for a safe one."""
        classes = self._class(claim[1])
        if self.given.hereditary(claim) and classes != _NONE:
            classes = _NEVER if classes[0] == 0 else _NONE
        return self._atom(said(claim), classes)

    def _gate(self, subject: str) -> Formula:
        checks = any(x == subject for x, *_ in self.given.enacts)
        if not checks or subject not in self.given.theories or subject not in self.given.builds:
            return self._atom(said(("gate", subject)), _NEVER)
        return conjunction(self._gates(subject, self.given.theories[subject]))

    def _gates(self, subject: str, theory: str) -> Iterator[Formula]:
        names = dict.fromkeys(what for x, _, what in self.given.enacts if x == subject)
        for name in names:
            for child in self._descendants(name, subject):
                claim = ("holds", name, child)
                unseen = child == _unseen(subject)
                body = self._about_unseen(claim) if unseen else self.spell(claim)
                yield Implies(self.builds(subject, child), Box(theory, body))


def _unseen(subject: str) -> str:
    """The name of a child that nobody declared."""
    return f"{subject}'s child"
