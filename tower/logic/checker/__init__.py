"""The small checker of certificates: nothing that the prover says needs to be believed.

It reads the format of `proofs/certificate-format.md`, searches for nothing, takes linear time, and
shares only the syntax of formulas with the rest of the package.  Sources: the sequent rule of L_P
and its models, formal core 2.3 and 2.4; `proofs/rocq/LP.v` proves the rule sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import CertificateError
from ...syntax.formula import Formula
from .question import Declared, list_of, question_of
from .steps import check_steps
from .worlds import check_worlds

__all__ = ["WITHOUT_LOEB", "Declared", "Verified", "verify"]

WITHOUT_LOEB = "no theorem without Löb's axiom"

_COMMON = frozenset({
    "format", "version", "verdict", "theories", "includes", "reflects", "con", "axioms",
    "sigma1_atoms", "decidable_atoms", "nodes", "goal", "sound",
})
_EVIDENCE = {"theorem": "steps", "non-theorem": "worlds", WITHOUT_LOEB: "worlds"}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a certificate shows: `formula` is a "theorem" or "non-theorem" over `pattern`.

    The third verdict, WITHOUT_LOEB, says that it is no theorem of H₀, which is L_P without Löb's axiom.

    `sound` names the theories whose soundness is taken for granted at the root (the truth level).
    """

    pattern: Declared
    formula: Formula
    verdict: str
    sound: frozenset[str] = frozenset()


def verify(certificate: Mapping[str, Any]) -> Verified:
    """Check a certificate; CertificateError names the step or world that does not hold.

    >>> verify({"format": "tower-certificate", "version": 1, "verdict": "non-theorem",
    ...         "theories": [], "includes": [], "reflects": [], "con": [], "axioms": [],
    ...         "sigma1_atoms": [], "decidable_atoms": [], "nodes": [["atom", "p"]], "goal": 1,
    ...         "sound": [], "worlds": [[None, [], []]]}).formula
    parse('p')
    """
    verdict = _verdict(certificate)
    question = question_of(certificate)
    evidence = list_of(certificate[_EVIDENCE[verdict]])
    if verdict == "theorem":
        check_steps(question, evidence)
    else:
        check_worlds(question, evidence, loops=verdict == WITHOUT_LOEB)
    sound = frozenset(question.theories[each] for each in question.sound)
    return Verified(question.declared, question.formulas[question.goal], verdict, sound)


def _verdict(certificate: Mapping[str, Any]) -> str:
    """The verdict of a certificate that has exactly the fields it should have."""
    if not isinstance(certificate, Mapping):
        raise CertificateError("this is no JSON object")
    verdict = certificate.get("verdict")
    if not isinstance(verdict, str) or verdict not in _EVIDENCE:
        raise CertificateError(f"the verdict must be one of {', '.join(_EVIDENCE)}")
    odd = set(certificate) ^ (_COMMON | {_EVIDENCE[verdict]})
    if odd:
        raise CertificateError(f"missing or unknown field {min(map(str, odd))!r}")
    version = certificate["version"]
    if certificate["format"] != "tower-certificate" or type(version) is not int or version != 1:
        raise CertificateError("unknown format or version")
    return verdict
