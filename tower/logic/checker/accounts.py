"""What accounts for a theorem or a model inside a verdict certificate: its formula, axioms and edges.

A theorem may use nothing but what is given, assumed or said by a line; a model that refutes a claim
must respect all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...errors import CertificateError
from ...syntax.formula import FALSE, Box, Formula, atoms, theories, walk
from . import Verified
from .declared import ALL, Check, Claim, Edge, Fact, Given, text_of
from .question import list_of, number_of
from .spelling import Speller

_ON_THEORIES = ("refines", "rate", "consistent")  # these make edges, or let checks count; they are no axioms


@dataclass
class Accounts:
    """The books of one part of a certificate: `data` names the asker's theory and reads the axioms."""

    given: Given
    claim: Claim
    assumed: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    data: Mapping[str, Any]

    @cached_property
    def speller(self) -> Speller:
        return Speller(self.given)

    @cached_property
    def me(self) -> str:
        """The asker's theory: a fresh one, so that what the asker knows is given to no other."""
        me = text_of(self.data["theory"])
        if me in self._named:
            raise CertificateError(f"the asker's theory must be none of the tower, found {me!r}")
        return me

    @cached_property
    def _named(self) -> frozenset[str]:
        ends = {end for edge in self.given.edges for end in (edge.lower, edge.upper)}
        own = set() if self.given.theory is None else {self.given.theory}
        spelled = [self.speller.spell(each) for each in (self.claim, *self._axiom_claims())]
        return frozenset({*ends, *own, *self.given.theories.values(), *theories_in(spelled)})

    def _axiom_claims(self) -> list[Claim]:
        return [each for each in self.assumed if each[0] != "declared"]

    # theorems

    def proved(self, shown: Verified, *, relied: bool = False) -> None:
        """A theorem [asker]C whose edges and axioms are all accounted for."""
        self._says(shown, "the proof does not show that the asker's theory proves the claim")
        unread = shown.pattern.axioms - self._read(relied)
        if unread:
            missing = min(f"{theory}: {formula}" for theory, formula in unread)
            raise CertificateError(f"an axiom that nothing accounts for: {missing}")
        self._classes(shown)
        self._edges(shown)

    def not_honest(self, shown: Verified) -> None:
        """A model of H₀ in which a part of the claim, or something that is committed to, is not proved."""
        found = shown.formula
        spoken = {self.speller.spell(self.claim), *(formula for _, formula in self._read(relied=False))}
        if not isinstance(found, Box) or found.body not in set(walk(tuple(spoken))):
            raise CertificateError("the model is not about the claim")

    def _says(self, shown: Verified, otherwise: str) -> None:
        if shown.formula is not Box(self.me, self.speller.spell(self.claim)):
            raise CertificateError(otherwise)

    def _classes(self, shown: Verified) -> None:
        """No letter is of a class that is not given; asked when everything has been spelled."""
        if not shown.pattern.sigma1_atoms <= self.speller.sigma1:
            raise CertificateError("a letter is said to be Σ1 that is not")
        if not shown.pattern.decidable_atoms <= self.speller.decidable:
            raise CertificateError("a letter is said to be decidable that is not")

    def _read(self, relied: bool) -> frozenset[tuple[str, Formula]]:
        """The axioms that are read, each by what it says it is from."""
        found = set()
        for entry in list_of(self.data["reads"]):
            theory, formula, because, number = list_of(entry, 4)
            axioms = [each for each in self._from(because, number, relied) if each[0] == theory]
            axiom = next((each for each in axioms if str(each[1]) == formula), None)
            if axiom is None:
                raise CertificateError(f"nothing accounts for {formula!r} in {theory!r}")
            found.add(axiom)
        return frozenset(found)

    def _from(self, because: object, number: object, relied: bool) -> Iterator[tuple[str, Formula]]:
        match because:
            case "line":
                fact = self.facts[number_of(number, 0, len(self.facts) - 1)]
                if fact[0] == "known" and fact[1][0] != "declared":
                    yield self.me, self.speller.spell(fact[1])
            case "assumption":
                yield from self._assumption(self.assumed[number_of(number, 0, len(self.assumed) - 1)])
            case "check":
                check = self.given.checks[number_of(number, 0, len(self.given.checks) - 1)]
                yield from self._accepted(check, relied)
            case "builds":
                yield from self._builds()
            case "the same evidence":
                yield from self._same_evidence()

    def _assumption(self, claim: Claim) -> Iterator[tuple[str, Formula]]:
        if claim[0] != "declared":
            yield self.me, self.speller.spell(claim)
        elif claim[2] == "axiom":
            yield claim[1], self.speller.axiom(claim[3])

    def _accepted(self, check: Check, relied: bool) -> Iterator[tuple[str, Formula]]:
        """What a check shows to be a theorem; where one relies on it, the verifier must be reliable."""
        theory = self.given.theories.get(check.by[0])
        if theory is None or not self._is_proof(check) or not all(map(self._known, check.needs)):
            return
        if not relied or check.needs or any(map(self._known, _reliable(check))):
            yield theory, self.speller.spell(check.about)

    @staticmethod
    def _is_proof(check: Check) -> bool:
        return check.result == "accept" and check.how == "proof" and len(check.by) == check.at_least == 1

    def _known(self, claim: Claim) -> bool:
        return ("known", claim) in self.facts or claim in self.assumed

    def _builds(self) -> Iterator[tuple[str, Formula]]:
        for base, built in self.given.builds.items():
            yield from ((self.me, self.speller.builds(base, mesa)) for mesa in built)

    def _same_evidence(self) -> Iterator[tuple[str, Formula]]:
        about = self.given.about
        if about is not None and self.given.theory is not None:
            part = ("part", *about[1:]) if self.given.hereditary(about) else about
            yield self.me, self.speller.spell(part)

    # edges

    def _edges(self, shown: Verified) -> None:
        """Edges to the asker are lines, all others are declared, on claims that are known."""
        for lower, upper, strength, includes in _edges_of(shown):
            if upper == self.me:
                found = self._relied(lower, strength, includes)
            else:
                found = any(all(map(self._known, edge.premises))
                            for edge in self._given(lower, upper, strength, includes))
            if not found:
                raise CertificateError(f"an edge that nothing accounts for: {lower} to {upper}")

    def _given(self, lower: str, upper: str, strength: int, includes: bool) -> list[Edge]:
        """The given edges that say at least this much."""
        return [
            edge for edge in self.given.edges
            if (edge.lower, edge.upper) == (lower, upper) and edge.strength >= strength
            and edge.includes >= includes
        ]

    def _relied(self, theory: str, strength: int, includes: bool) -> bool:
        """Whether lines say that the asker adopts a theory, or trusts it as far as an edge says.

        Whoever trusts a theory on everything adopts it: what it proves is known to be proved.
        """
        least = ALL if includes else strength
        if ("rfn", theory, None) in self.assumed:
            return True
        if any(fact[:3] == ("trusted", None, theory) and fact[3] >= least for fact in self.facts):
            return True
        return includes and strength < 0 and ("adopted", None, theory) in self.facts

    # models

    def refuted(self, shown: Verified) -> None:
        """A model of everything that is given in which the asker's theory does not prove the claim."""
        self._says(shown, "the model does not refute the claim")
        if shown.pattern.axioms - self._read(relied=False):
            raise CertificateError("the model is of an axiom that nothing accounts for")
        missing = [str(formula) for axiom in self._declared() if axiom not in shown.pattern.axioms
                   for formula in axiom[1:]]
        if missing:
            raise CertificateError(f"the model leaves out what is given: {missing[0]}")
        self._respected(shown)
        if not self.speller.sigma1 & _letters(shown) <= shown.pattern.sigma1_atoms:
            raise CertificateError("the model leaves out that a letter is Σ1")
        if not self.speller.decidable & _letters(shown) <= shown.pattern.decidable_atoms:
            raise CertificateError("the model leaves out that a letter is decidable")

    def _declared(self) -> Iterator[tuple[str, Formula]]:
        """The axioms that a model of everything must have."""
        for claim in self.assumed:
            if claim[0] not in _ON_THEORIES and not (claim[0] in ("sound", "rfn") and claim[2] is None):
                yield from self._assumption(claim)
        for check in self.given.checks:
            if check.about[0] != "consistent" and not (check.about[0] == "sound" and check.about[2] is None):
                yield from self._accepted(check, relied=False)
        yield from self._same_evidence()

    def _respected(self, shown: Verified) -> None:
        """Every given edge is one of the model, and so is what the asker adopts."""
        edges = set(_edges_of(shown))
        needed = [(edge.lower, edge.upper, edge) for edge in self.given.edges
                  if all(map(self._known, edge.premises))]
        for lower, upper, edge in needed:
            if not any(each[:2] == (lower, upper) and _at_least(each, edge) for each in edges):
                raise CertificateError(f"the model leaves out an edge: {lower} to {upper}")
        own = self.given.theory
        if own is not None and not any(each[:2] == (own, self.me) and each[3] for each in edges):
            raise CertificateError("the model leaves out that the asker adopts its own theory")

    # collapse

    def dead(self, shown: Verified) -> None:
        """A theory that the claim speaks of proves falsehood, by what is given."""
        found = shown.formula
        if shown.verdict != "theorem" or shown.sound or not isinstance(found, Box) or found.body is not FALSE:
            raise CertificateError("no theory is shown to be inconsistent")
        if found.theory not in self._spoken_of():
            raise CertificateError(f"nothing rests on {found.theory!r}")
        if shown.pattern.axioms - (self._read(relied=False) if self.data else frozenset()):
            raise CertificateError("an axiom that nothing accounts for")
        self._classes(shown)
        for lower, upper, strength, includes in _edges_of(shown):
            own = bool(self.data) and upper == self.me and self._relied(lower, strength, includes)
            if not own and not self._given(lower, upper, strength, includes):
                raise CertificateError(f"an edge that nothing accounts for: {lower} to {upper}")

    def _spoken_of(self) -> set[str]:
        """The theories of the claim, of the verifiers, and those that lines say are adopted or trusted."""
        if self.data:
            return {*self._named, self.me}
        lines = {fact[2] for fact in self.facts if fact[0] in ("adopted", "trusted")}
        inner, own = self.claim, set()
        while inner[0] in ("sound", "rfn", "not") and inner[-1] is not None:
            own |= {inner[1]} if inner[0] == "rfn" else set()
            inner = inner[-1]
        own |= {inner[1]} if inner[0] in ("rfn", "consistent") else set()
        return {*lines, *own, *self.given.theories.values()}


def _reliable(check: Check) -> tuple[Claim, ...]:
    """The claims each of which makes the verifier of a check reliable on it."""
    verifier = check.by[0]
    return ("refines", verifier), ("sound", verifier, None), ("sound", verifier, check.claim)


def _edges_of(shown: Verified) -> Iterator[tuple[str, str, int, bool]]:
    yield from ((lower, upper, -1, True) for lower, upper in sorted(shown.pattern.includes))
    yield from ((lower, upper, 0, True) for lower, upper in sorted(shown.pattern.reflects))
    yield from ((lower, upper, strength, False) for lower, upper, strength in sorted(shown.pattern.con))


def _at_least(edge: tuple[str, str, int, bool], given: Edge) -> bool:
    """Whether an edge of a model says no less than the given one."""
    return edge[3] >= given.includes and (edge[2] >= given.strength or (edge[3] and edge[2] >= 0))


def _letters(shown: Verified) -> set[str]:

    formulas = (shown.formula, *(each for _, each in shown.pattern.axioms))
    return {name for formula in formulas for name in atoms(formula)}


def theories_in(formulas: list[Formula]) -> set[str]:
    """The theories that some formulas speak of."""
    return {name for formula in formulas for name in theories(formula)}
