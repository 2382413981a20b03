"""What the proofs found, pinned: `proofs/divergences.md`."""

from __future__ import annotations

from tests.proofs.cases import recorded
from tower.logic.pattern import Pattern
from tower.logic.rocq import rocq_terms
from tower.logic.vacuity import Question, judge
from tower.syntax.parser import parse

_A, _B = "((c|e)|d)", "((c|f)|d)"
_ITEMS = tuple(map(parse, (_A, _B, f"~c -> ([j]{_A} & [j]{_B} -> d)")))


def _verdict(*elsewhere: str) -> str:
    other = (("k", tuple(map(parse, elsewhere))),) if elsewhere else ()
    pattern = Pattern(("j", "k"), axioms=(("j", _ITEMS), *other))
    return judge(Question(pattern=pattern, theory="j", claim=parse("c|(d|z)"))).verdict


def test_honesty_depends_on_the_vocabulary() -> None:
    assert _verdict() == "GUARANTEED"
    assert _verdict("c -> g") == "GUARANTEED"
    assert _verdict("(c|d) -> g") == "VACUOUS"


def test_at_the_truth_level_the_root_of_a_rocq_model_belongs_to_a_fresh_theory() -> None:
    terms = rocq_terms(recorded()["reflection-is-not-known"])
    assert "world_of (Some 2)" in terms.evidence and terms.evidence.rstrip("]").rsplit(";", 1)[1].strip(
    ).startswith("world_of None")
