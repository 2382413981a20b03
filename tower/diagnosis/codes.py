"""The break codes: one stable number, one kind, one severity each.  Codes never change meaning."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..frozen import frozen

Severity: TypeAlias = Literal["error", "warning"]


@frozen(slots=True)
class Code:
    """One entry of the table: `code` such as TWR101, `kind` such as LOEB_SCHEMA, its severity.

    `when` says in one sentence when it is reported; `verdict` what becomes of a claim that has no
    other support ("" where the claim is unchanged).
    """

    code: str
    kind: str
    severity: Severity
    when: str
    verdict: str = ""


_TABLE = (
    Code("TWR101", "LOEB_SCHEMA", "error",
         "a theory is said to prove its own soundness or consistency", "COLLAPSED"),
    Code("TWR102", "LOEB_CYCLE", "error",
         "a strict trust edge lies on a cycle of trust and inclusion", "COLLAPSED"),
    Code("TWR103", "LOEB_VACUOUS", "error",
         "a claim follows only by Löb's axiom, from trust in one's own (or each other's) proofs", "VACUOUS"),
    Code("TWR104", "LOEB_STUCK", "error",
         "the claim would need a theory to trust its own proofs, and nobody declared that it does",
         "NOT_DERIVABLE"),
    Code("TWR105", "DESCENT", "warning",
         "a line of successors has spent its trust, or an infinite descent is ruled out", ""),
    Code("TWR106", "WEAK_LINK", "warning",
         "a trust edge is missing, or is too weak for the class of what it should carry", "NOT_DERIVABLE"),
    Code("TWR201", "COMMON_CAUSE", "error",
         "distinct nodes that are one principal are counted separately", ""),
    Code("TWR202", "CYCLE", "error",
         "weak verifiers vouch for each other, or a node checks itself, with nothing from outside",
         "UNSUPPORTED"),
    Code("TWR203", "STALE", "warning", "the subject changed since the check", ""),
    Code("TWR204", "OFF_POPULATION", "warning", "a rate is used where it was not measured", ""),
    Code("TWR205", "INVERSION", "warning",
         "a verifier is less capable than what it checks, and nothing amplifies it", ""),
    Code("TWR206", "CONTRADICTION", "error",
         "verifiers that reach the observer accept a claim and its opposite", "CONTRADICTED"),
    Code("TWR301", "GAP", "warning",
         "a link whose objective gap or inherited failure mode nobody addresses", ""),
    Code("TWR302", "NOT_A_FUNCTION", "warning",
         "a link out of values: there is no function to test against", ""),
    Code("TWR401", "UNGROUNDED", "error",
         "no path ends in an assumption: something stands on what nobody verified or assumed",
         "NOT_DERIVABLE or UNSUPPORTED"),
    Code("TWR402", "UNTESTED", "warning", "an assumption on a testable property has no evidence", ""),
    Code("TWR403", "REFUTED", "error", "an assumption has a counterexample and no longer holds", ""),
    Code("TWR404", "NOT_MET", "error", "a required claim lacks the verdict or bound asked of it", ""),
    Code("TWR405", "UNEXPECTED", "error", "a verdict or break differs from what the file expects", ""),
    Code("TWR406", "EXPIRED", "error", "a waiver or an assumption is past its date", ""),
)

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}
KINDS: dict[str, Code] = {entry.kind: entry for entry in _TABLE}
