"""Each check that hands a theory its own trust is named for itself, not for another of that theory."""

from __future__ import annotations

from datetime import date

from tower.diagnosis.check import check
from tower.model.file import load_text

TWO = """
tower: 1
name: two
properties: {p: {class: any}, q: {class: any}}
artifacts: {x: it}
theories: {A: {includes: [EA]}}
verifiers: {u: {theory: A}, v: {theory: A}, w: {theory: A}}
checks:
  - {by: u, claim: "sound(w, p(x))", how: proof}
  - {by: v, claim: "sound(w, q(x))", how: proof}
observers: {o: {assumes: [sound(u), sound(v)]}}
"""


def test_two_checks_of_one_theory_are_two_breaks() -> None:
    found = [each for each in check(load_text(TWO).model, today=date(2026, 1, 1)).breaks if each.code == "TWR103"]
    assert [(each.nodes, "p(x)" in each.reason, "q(x)" in each.reason) for each in found] == [
        (("u",), True, False), (("v",), False, True)]
