"""Verdict certificates: why a tower's verdict on one claim is right, re-checked without search.

A derivation, line by line, over the rules of `rules`; where theories reason, a theorem of L_P over
the edges and axioms that the lines use; for a negative verdict a model.  Format and what each
verdict needs: `proofs/certificate-format.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import CertificateError
from ...syntax.formula import FALSE, Box, Formula
from . import WITHOUT_LOEB, Verified, verify
from .declared import ALL, Claim, Fact, Given, claim_of, fact_of, fields_of, given_of, text_of
from .question import list_of, number_of
from .rules import Line, follows

_FIELDS = "format version tower asker claim verdict assumptions given lines collapsed proof model"
FORMAT = "tower-verdict"
HELD = ("GUARANTEED", "ASSUMED", "SUPPORTED")


@dataclass(frozen=True, slots=True)
class VerifiedVerdict:
    """What a verdict certificate shows: the verdict on `claim` for `asker`, on `assumptions`."""

    tower: str
    asker: str
    claim: Claim
    verdict: str
    assumptions: tuple[Claim, ...]


def verify_verdict(certificate: Mapping[str, Any]) -> VerifiedVerdict:
    """Check a verdict certificate; CertificateError names the line or the part that does not hold.

    >>> leaf = ["known", ["condition", "c"]]
    >>> verify_verdict({"format": "tower-verdict", "version": 1, "tower": "t", "asker": "o",
    ...     "claim": ["condition", "c"], "verdict": "ASSUMED", "assumptions": [["condition", "c"]],
    ...     "given": {"theory": None, "about": None, "theories": {}, "edges": [], "properties": {},
    ...               "scopes": {}, "builds": {}, "enacts": [], "checks": []},
    ...     "lines": [[leaf, "assumed", [], None]], "collapsed": [], "proof": None, "model": None}).verdict
    'ASSUMED'
    """
    data = fields_of(certificate, _FIELDS)
    if data["format"] != FORMAT or type(data["version"]) is not int or data["version"] != 1:
        raise CertificateError("unknown format or version")
    case = _Case(data)
    case.check()
    return VerifiedVerdict(text_of(data["tower"]), case.asker, case.claim, case.verdict, case.assumed)


class _Case:
    """One certificate while it is checked."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.asker = text_of(data["asker"])
        self.claim = claim_of(data["claim"])
        self.verdict = text_of(data["verdict"])
        self.assumed = tuple(map(claim_of, list_of(data["assumptions"])))
        self.given: Given = given_of(self.asker, data["given"])
        self.facts: list[Fact] = []
        self.rules: list[str] = []

    def check(self) -> None:
        """Everything that this verdict needs; CertificateError for the first that is missing."""
        self._lines()
        if self.verdict in HELD:
            self._held()
        elif self.verdict == "NOT_DERIVABLE":
            self._refuted("model", "non-theorem")
        elif self.verdict == "VACUOUS":
            self._proved(self._part("proof"), self.data["proof"])
            self._refuted("model", WITHOUT_LOEB)
        elif self.verdict == "COLLAPSED":
            self._collapse()
        else:
            raise CertificateError(f"no certificate shows the verdict {self.verdict!r}")

    # lines

    def _lines(self) -> None:
        for number, data in enumerate(list_of(self.data["lines"])):
            head, rule, premises, check = list_of(data, 4)
            line = self._line(fact_of(head), list_of(premises), check)
            if not follows(text_of(rule), line):
                raise CertificateError(f"does not follow by {rule!r}", step=number)
            self.facts.append(line.head)
            self.rules.append(rule)

    def _line(self, head: Fact, premises: list[Any], check: object) -> Line:
        last = len(self.facts) - 1
        body = frozenset(self.facts[number_of(each, 0, last)] for each in premises)
        number = -1 if check is None else number_of(check, 0, len(self.given.checks) - 1)
        named = None if check is None else self.given.checks[number]
        return Line(head, body, self.given, frozenset(self.assumed), self.claim, named, number)

    def _shown(self) -> bool:
        return bool(self.facts) and self.facts[-1] == ("known", self.claim)

    def _held(self) -> None:
        """A claim that holds is the last line, or what a theorem of L_P about the asker says."""
        if self.data["model"] is not None or list_of(self.data["collapsed"]):
            raise CertificateError("a claim that holds needs no model and no collapse")
        if self.data["proof"] is None and not self._shown():
            raise CertificateError("the last line is not the claim")
        if self.data["proof"] is not None:
            self._proved(self._part("proof"), self.data["proof"])
        used = [rule for rule in self.rules if rule in ("check", "the same evidence", "one principal")]
        if self.verdict == "ASSUMED" and used:
            raise CertificateError("a claim that is only assumed is derived from a check")
        if self.verdict == "GUARANTEED":
            self._exact()

    def _exact(self) -> None:
        for check in self.given.checks:
            if not check.exact:
                who = ", ".join(check.by)
                raise CertificateError(f"a guarantee rests on a check that leaves doubt: {who}")
        if "the same evidence" in self.rules and self.given.theory is None:
            raise CertificateError("a guarantee rests on a check without a theory")

    # logic

    def _part(self, name: str) -> Verified:
        data = fields_of(self.data[name], "theory reads certificate")
        return verify(data["certificate"])

    def _proved(self, shown: Verified, data: Mapping[str, Any]) -> None:
        """A theorem [asker]C whose edges and axioms are all accounted for."""
        me = text_of(data["theory"])
        if shown.verdict != "theorem" or not _about(shown.formula, me) or shown.sound:
            raise CertificateError("the proof does not show that the asker's theory proves the claim")
        read = self._reads(data, shown)
        missing = sorted(f"{theory}: {formula}" for theory, formula in shown.pattern.axioms - read)
        if missing:
            raise CertificateError(f"an axiom that nothing accounts for: {missing[0]}")
        self._edges(shown, me)

    def _reads(self, data: Mapping[str, Any], shown: Verified) -> set[tuple[str, Formula]]:
        """The axioms that are read: what a check accepted, what is assumed or built, what a line says."""
        known = {(theory, str(formula)): (theory, formula) for theory, formula in shown.pattern.axioms}
        read = set()
        for entry in list_of(data["reads"]):
            theory, formula, because, number = list_of(entry, 4)
            if (theory, formula) not in known or not self._accounts(theory, because, number, data["theory"]):
                raise CertificateError(f"nothing accounts for {formula!r} in {theory!r}")
            read.add(known[theory, formula])
        return read

    def _accounts(self, theory: str, because: object, number: object, me: str) -> bool:
        if because == "line" and theory == me:
            number_of(number, 0, len(self.facts) - 1)
            return True
        if because == "check":
            check = self.given.checks[number_of(number, 0, len(self.given.checks) - 1)]
            return check.result == "accept" and self.given.theories.get(check.by[0]) == theory
        if because == "assumption":
            place = number_of(number, 0, len(self.assumed) - 1)
            return theory == me or self.assumed[place][:3] == ("declared", theory, "axiom")
        return because in ("builds", "the same evidence") and theory == me

    def _edges(self, shown: Verified, me: str) -> None:
        """Edges to the asker are lines, all others are declared, on claims that are known."""
        edges = [(lower, upper, -1, True) for lower, upper in sorted(shown.pattern.includes)]
        edges += [(lower, upper, 0, True) for lower, upper in sorted(shown.pattern.reflects)]
        edges += [(lower, upper, strength, False) for lower, upper, strength in sorted(shown.pattern.con)]
        for lower, upper, strength, includes in edges:
            found = self._relied(lower, strength, includes) if upper == me else any(
                (edge.lower, edge.upper) == (lower, upper) and edge.strength >= strength
                and edge.includes >= includes and all(("known", each) in self.facts for each in edge.premises)
                for edge in self.given.edges
            )
            if not found:
                raise CertificateError(f"an edge that nothing accounts for: {lower} to {upper}")

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

    def _refuted(self, name: str, verdict: str) -> None:
        shown = self._part(name)
        if shown.verdict != verdict or shown.sound:
            raise CertificateError("the model does not refute the claim")

    def _collapse(self) -> None:
        """The claim rests on theories each of which is shown to prove falsehood."""
        dead = set()
        for certificate in list_of(self.data["collapsed"]):
            shown = verify(certificate)
            found = shown.formula
            if shown.verdict != "theorem" or not isinstance(found, Box) or found.body is not FALSE:
                raise CertificateError("no theory is shown to be inconsistent")
            dead.add(found.theory)
        if not dead:
            raise CertificateError("no theory is shown to be inconsistent")
        if self.facts and not self._shown():
            raise CertificateError("the last line is not the claim")


def _about(formula: Formula, me: str) -> bool:
    return isinstance(formula, Box) and formula.theory == me
