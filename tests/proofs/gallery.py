"""The Löbian breaks of the bundled towers as questions of the logic, with their certificates.

A collapse is the theorem `[T]F` over the edges of its cycle; LOEB_VACUOUS the theorem that the asker
proves the claim; LOEB_STUCK a model in which the asker does not.  `python -m tests.proofs.gallery`
proves them again and rewrites the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import tower.gallery
from tests.proofs.cases import FOLDER
from tower.diagnosis.check import check
from tower.diagnosis.report import Break, Report
from tower.logic.pattern import Pattern
from tower.logic.prover import GaveUp, prove
from tower.logic.questions import Acceptance
from tower.model.file import load
from tower.syntax.formula import FALSE, Box, Formula

GALLERY = Path(tower.gallery.__file__).parent
TODAY = date(2026, 1, 1)
EXPECTED = {"TWR101": "theorem", "TWR102": "theorem", "TWR103": "theorem", "TWR104": "non-theorem"}


def questions() -> Iterator[tuple[str, str, Pattern, Formula]]:
    """Name, verdict, pattern and formula for every Löbian break of every bundled tower."""
    for path in sorted(GALLERY.glob("*.tower.yaml")):
        report = check(load(path).model, today=TODAY)
        breaks = [found for found in report.breaks if found.kind.startswith("LOEB")]
        for number, found in enumerate(breaks):
            for place, (pattern, formula) in enumerate(_asked(report, found)):
                name = f"gallery-{path.name.removesuffix('.tower.yaml')}-{found.code}-{number}{place or ''}"
                yield name.lower(), EXPECTED[found.code], pattern, formula


def _asked(report: Report, found: Break) -> Iterator[tuple[Pattern, Formula]]:
    if found.code in ("TWR101", "TWR102"):
        yield _cycle(found)
        return
    judge = report.engine.judge  # type: ignore[attr-defined]
    for asker, claim in found.claims:
        question = judge.compiled(judge.case.standing(asker, claim), claim).question
        yield _with(question.pattern, question.accepted), Box(question.theory, question.claim)


def _cycle(found: Break) -> tuple[Pattern, Formula]:
    theories = tuple(dict.fromkeys(end for edge in found.edges for end in (edge.source, edge.target)))
    edges = {kind: frozenset((e.source, e.target) for e in found.edges if e.kind == kind)
             for kind in ("includes", "reflects", "proves_con")}
    con = frozenset((low, high, 0) for low, high in edges["proves_con"])
    return Pattern(theories, edges["includes"], edges["reflects"], con), Box(theories[0], FALSE)


def _with(pattern: Pattern, accepted: tuple[Acceptance, ...]) -> Pattern:
    """The pattern with every acceptance as an axiom of its theory."""
    axioms = {name: list(found) for name, found in pattern.axioms}
    for each in accepted:
        axioms.setdefault(each.theory, []).append(each.claim)
    merged = tuple((name, tuple(dict.fromkeys(found))) for name, found in sorted(axioms.items()))
    return Pattern(pattern.theories, pattern.includes, pattern.reflects, pattern.con, merged,
                   pattern.sigma1_atoms, pattern.decidable_atoms)


def certificate_of(pattern: Pattern, formula: Formula) -> dict[str, Any]:
    """Prove or refute one question afresh."""
    answer = prove(pattern, formula)
    assert not isinstance(answer, GaveUp)
    return dict(answer.certificate)


def record() -> None:
    """Write the certificates of all Löbian breaks of the gallery."""
    for name, _, pattern, formula in questions():
        (FOLDER / f"{name}.json").write_text(json.dumps(certificate_of(pattern, formula)) + "\n")


if __name__ == "__main__":
    record()
