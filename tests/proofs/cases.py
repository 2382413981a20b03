"""The questions whose certificates are recorded in `proofs/certificates`.

Together they use every rule of the format and both verdicts; the Löbian breaks of the gallery are
among them.  `python -m tests.proofs.cases` proves them again and rewrites the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tower.logic.pattern import Pattern
from tower.logic.prover import GaveUp, prove, prove_s
from tower.syntax.parser import parse

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "proofs" / "certificates"


@dataclass(frozen=True)
class Case:
    """One question: a formula over a pattern, and whether it is a theorem."""

    formula: str
    theorem: bool
    pattern: Mapping[str, Any] = field(default_factory=lambda: {"theories": ["0"]})
    truth: bool = False  # the truth level S: the one theory is taken to be sound


def _two(**fields: Any) -> dict[str, Any]:
    return {"theories": ["1", "2"], **fields}


_SELF = {"theories": ["a"], "axioms": {"a": ["[a]safe->safe"]}}
_MUTUAL = {"theories": ["a", "b"], "axioms": {"a": ["[b]s->s"], "b": ["[a]s->s"]}}
_LADDER = {"theories": [str(n) for n in range(8)],
           "reflects": [[str(n), str(n + 1)] for n in range(7)]}
_OBSERVER = {"theories": ["a", "h"], "reflects": [["a", "h"]]}
_TRAP = {"theories": ["i", "j"], "reflects": [["i", "j"]], "axioms": {"j": ["[i]p|q", "~p"]}}
_CHILD = "(safe_c & (build -> [a]P_g))"
_PATH = "(safe_c & (build -> P_g))"

CASES: dict[str, Case] = {
    "loeb": Case("[]([]p->p)->[]p", True),
    "introspection": Case("[]p->[][]p", True),
    "goedel-second": Case("[]~[]F->[]F", True),
    "own-consistency": Case("~[]F->[]~[]F", False),
    "fixed-point-uniqueness": Case("(p<->~[]p)&[](p<->~[]p)->(p<->~[]F)", True),
    "cases-under-a-box": Case("[](p|q)&[](p|~q)&[](~p|q)&[](~p|~q)->[]F", True),
    "pigeonhole": Case("[](a1|a2)&[](b1|b2)&[](c1|c2)&[]~(a1&b1)&[]~(a1&c1)&[]~(b1&c1)"
                       "&[]~(a2&b2)&[]~(a2&c2)&[]~(b2&c2)->[]F", True),
    "truth-and-falsehood": Case("[]T & ([]F -> []p)", True),
    "reflection-is-true": Case("[]p->p", True, truth=True),
    "reflection-is-not-known": Case("[]([]p->p)", False, truth=True),
    "reflection-is-no-theorem": Case("[]p->p", False),
    "self-trust-schema": Case("[a]F", True, {"theories": ["a"], "axioms": {"a": ["[a]F->F"]}}),
    "self-trust-schema-both-sides": Case(
        "[a]F", True, {"theories": ["a"], "axioms": {"a": ["[a]p->p", "[a]~p->~p"]}}),
    "self-trust-instance": Case("[a]safe", True, _SELF),
    "self-trust-says-nothing": Case("safe", False, _SELF),
    "self-trust-is-consistent": Case("[a]F", False, _SELF),
    "mutual-trust": Case("[a]s", True, _MUTUAL),
    "disjoint-trust": Case(
        "[a]s", False, {"theories": ["a", "b"], "axioms": {"a": ["[b]s->s"], "b": ["[a]q->q"]}}),
    "reflection-cycle": Case("[1]F", True, _two(reflects=[["1", "2"], ["2", "1"]])),
    "consistency-cycle": Case("[1]F", True, _two(con=[["1", "2"], ["2", "1"]])),
    "inclusion-cycle": Case("[1]F", False, _two(includes=[["1", "2"], ["2", "1"]])),
    "cycle-with-one-strict-edge": Case(
        "[2]F", True, _two(includes=[["1", "2"]], con=[["2", "1"]])),
    "inclusion-carries": Case("[1]p->[2]p", True, _two(includes=[["1", "2"]])),
    "inclusion-is-no-trust": Case("[2]~[1]F", False, _two(includes=[["1", "2"]])),
    "consistency-is-no-inclusion": Case("[1]p->[2]p", False, _two(con=[["1", "2"]])),
    "reflection-known-above": Case("[2]([1]p->p)", True, _two(reflects=[["1", "2"]])),
    "reflection-not-outside": Case("[1]p->p", False, _two(reflects=[["1", "2"]])),
    "consistency-gives-safety": Case(
        "[2]([1]~s->~s)", True, _two(con=[["1", "2"]], sigma1_atoms=["s"])),
    "consistency-gives-no-liveness": Case(
        "[2]([1]s->s)", False, _two(con=[["1", "2"]], sigma1_atoms=["s"])),
    "decidable-letters-travel": Case(
        "(d->[1]d)&(~d->[2]~d)", True, _two(decidable_atoms=["d"])),
    "plain-letters-do-not": Case("p->[1]p", False, _two(decidable_atoms=["d"])),
    "ladder": Case("[0]p->[7]p", True, _LADDER),
    "ladder-consistency": Case("[7]~[3]F & (~[7]F->~[3]F)", True, _LADDER),
    "ladder-not-downwards": Case("~[3]F->~[7]F", False, _LADDER),
    "axioms-open-boxes": Case("[j]q", True, _TRAP),
    "axioms-not-substituted": Case(
        "[v](p->q)", False, {"theories": ["v"], "axioms": {"v": ["audit->safe"]}}),
    "observer-accepts": Case(f"[h]({_CHILD} -> {_PATH})", True, _OBSERVER),
    "system-is-stuck": Case(f"[a]({_CHILD} -> {_PATH})", False, _OBSERVER),
    "system-is-trusted-from-outside": Case("[h]([a]P_c -> P_c)", True, _OBSERVER),
}


def certificate_of(case: Case) -> dict[str, Any]:
    """Prove or refute a case afresh."""
    formula = parse(case.formula)
    answer = prove_s(formula) if case.truth else prove(Pattern.from_json(dict(case.pattern)), formula)
    assert not isinstance(answer, GaveUp)
    return dict(answer.certificate)


def recorded() -> dict[str, dict[str, Any]]:
    """The certificates in the folder, by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def record() -> None:
    """Write the certificates of all cases."""
    FOLDER.mkdir(exist_ok=True)
    for name, case in CASES.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(certificate_of(case)) + "\n")


if __name__ == "__main__":
    record()
