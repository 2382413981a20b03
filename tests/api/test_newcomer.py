"""The first mistakes that somebody makes at a prompt: each is told what was found and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import pytest

import tower as tw
from tower.errors import InputError, ModelError

TODAY = date(2026, 11, 26)


def small() -> tw.Tower:
    t = tw.Tower("small")
    lab = t.optimizer("lab")
    P = t.property("P", "safety")
    v = t.verifier("v", theory="PA").checks(P(t.optimizer("ai", built_by=lab)))
    lab.assumes(tw.sound(v))
    return t


MISTAKES: list[tuple[Callable[[], object], str]] = [
    (lambda: tw.from_gallery("sed"), "no bundled tower 'sed', did you mean seed?"),
    (lambda: tw.Tower("t").optimizer("x", objective="money"), r"'money' is no objective; expected values"),  # type: ignore[arg-type]
    (lambda: tw.values(3), "expected words"),  # type: ignore[arg-type]
    (lambda: tw.explain(104), "104 is no code"),  # type: ignore[arg-type]
    (lambda: tw.explain("LOEB_STUC"), "did you mean LOEB_STUCK?"),
    (lambda: tw.check("seed"), "'seed' is no tower"),  # type: ignore[arg-type]
    (lambda: small().check(today="2026-01-01"), "'2026-01-01' is no day"),  # type: ignore[arg-type]
    (lambda: small().check(today=TODAY)["P(a)"], r"no answer about P\(a\) for lab, did you mean P\(ai\)\?"),
    (lambda: small().check(today=TODAY).ask("nobody", "P(ai)"), "nobody asks for nothing here; expected an asker: lab"),
    (lambda: small().verifier("w").checks("Q(ai)").tower.model, r"in checks\[1\].claim: 'Q' is no property"),
    (lambda: small().optimizer("x", theory="ZFX").tower.model, r"in optimizers.x.theory: 'ZFX' is no theory, did you mean ZFC"),
]


@pytest.mark.parametrize(("mistake", "said"), MISTAKES, ids=[said for _, said in MISTAKES])
def test_a_mistake_is_told(mistake: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        mistake()


def test_the_place_of_a_mistake_is_kept() -> None:
    with pytest.raises(ModelError) as found:
        _ = small().verifier("w").checks("Q(ai)").tower.model
    assert found.value.path == ("checks", 1, "claim")


def test_one_theory_makes_a_chain_of_one() -> None:
    assert tw.chain("P", theories="PA").model == tw.chain("P", theories=["PA"]).model
    assert [each.name for each in tw.chain("P", theories="PA").model.verifiers] == ["Pmeta"]


def test_a_moment_counts_as_its_day() -> None:
    assert small().check(today=datetime(2026, 11, 26, 12)).today == TODAY


def test_a_page_is_text_at_a_prompt() -> None:
    page = tw.explain("LOEB_STUCK")
    assert repr(page) == str(page)
    assert repr(page).startswith("TWR104 LOEB_STUCK")
    assert all(text.split()[0] in repr(page) for text in page.lifts)


def test_a_report_is_a_row_of_answers() -> None:
    report = small().check(today=TODAY)
    assert [answer.text for answer in report] == [answer.text for answer in report.answers]
    assert "P(ai)" in report
    assert tw.parse_claim("P(ai)") in report
    assert "P(lab)" not in report
    assert 3 not in report


def test_numbers_are_at_hand() -> None:
    report = tw.from_gallery("untrusted-monitoring").check(today=TODAY)
    found = report.risk("no_sabotage(policy)")
    assert found.bound.high == Fraction(1, 5)
    assert repr(found) == "<no_sabotage(policy) is wrong: 0 to 0.2 (as declared)>"
    with pytest.raises(InputError, match="did you mean no_sabotage"):
        report.risk("no_sabotag(policy)")
