"""Soundness taken for granted at the root is refused where the root would have to know more."""

import pytest

from tower.errors import CertificateError, PatternError
from tower.logic.checker import verify
from tower.logic.pattern import Pattern
from tower.logic.prover import Refuted, prove, prove_s
from tower.syntax.parser import parse


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern(("j",), axioms=(("j", (parse("p"),)),)),
        Pattern(("i", "j"), con=frozenset({("i", "j", 0)})),
    ],
)
def test_axioms_and_consistency_are_not_asked_of_the_root(pattern: Pattern) -> None:
    with pytest.raises(PatternError, match="sound beside axioms"):
        prove(pattern, parse("p"), sound=["j"])


def test_the_checker_refuses_such_a_certificate() -> None:
    answer = prove_s(parse("[]p->q"))
    assert isinstance(answer, Refuted)
    forged = {**answer.certificate, "con": [[0, 0, 0]]}
    with pytest.raises(CertificateError, match="sound beside axioms"):
        verify(forged)
