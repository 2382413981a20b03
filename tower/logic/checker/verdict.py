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
from . import WITHOUT_LOEB, Verified, verify
from .accounts import Accounts
from .declared import Claim, Fact, Given, claim_of, fact_of, fields_of, given_of, text_of
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
    ...               "scopes": {}, "builds": {}, "enacts": [], "listed": {}, "letters": {},
    ...               "checks": []},
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
            self._books("model").refuted(self._part("model", "non-theorem"))
        elif self.verdict == "VACUOUS":
            books = self._books("proof")
            books.proved(self._part("proof", "theorem"))
            books.not_honest(self._part("model", WITHOUT_LOEB))
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
            self._books("proof").proved(self._part("proof", "theorem"), relied=True)
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

    def _books(self, name: str) -> Accounts:
        """What accounts for the theorem, or the model, of this certificate."""
        data = fields_of(self.data[name], "theory reads certificate")
        return Accounts(self.given, self.claim, self.assumed, tuple(self.facts), data)

    def _part(self, name: str, verdict: str) -> Verified:
        shown = verify(fields_of(self.data[name], "theory reads certificate")["certificate"])
        if shown.verdict != verdict or shown.sound:
            raise CertificateError(f"the {name} does not show what the verdict says")
        return shown

    def _collapse(self) -> None:
        """The claim rests on theories each of which is shown to prove falsehood."""
        certificates = list_of(self.data["collapsed"])
        if not certificates:
            raise CertificateError("no theory is shown to be inconsistent")
        books = Accounts(self.given, self.claim, self.assumed, tuple(self.facts), {})
        if not self._shown():
            books = self._books("proof")
            books.proved(self._part("proof", "theorem"))
        for certificate in certificates:
            books.dead(verify(certificate))
