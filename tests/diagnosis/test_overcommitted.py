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


BESIDE = """
tower: 1
name: beside
properties: {p: {class: any}, q: {class: any}}
artifacts: {x: it}
theories: {A: {includes: [EA]}, B: {includes: [EA]}}
verifiers: {s: {theory: A}, t: {theory: B}, u: {theory: B}, v: {theory: A}}
checks:
  - {by: s, claim: "sound(t, p(x))", how: proof}
  - {by: u, claim: "sound(v, p(x))", how: proof}
  - {by: v, claim: "sound(v, q(x))", how: proof}
observers: {o: {assumes: [sound(u)], prior: {p(x): 0.5}}}
"""


def vacuous(text: str) -> list[tuple[tuple[str, ...], set[str], set[str]]]:
    """The breaks LOEB_VACUOUS: nodes, edges, and the claims that they take down."""
    return [
        (each.nodes, {f"{edge.source} {edge.target}" for edge in each.edges}, {str(claim) for _, claim in each.claims})
        for each in check(load_text(text).model, today=date(2026, 1, 1)).breaks
        if each.code == "TWR103"
    ]


def test_what_bears_on_a_claim_alone_is_named() -> None:
    """p(x) is vacuous by the circle of two theories, not by what one of them is given on q(x)."""
    found = vacuous(BESIDE)
    assert (("s", "u"), {"A B", "B A"}, {"p(x)"}) in found and len(found) == 2
    assert [each for each in found if each[0] == ("v",)] == [(("v",), {"A A"}, set())]


LED_BACK = """
tower: 1
name: led-back
properties: {p: {class: CLASS}}
artifacts: {x: it}
theories: {C: {includes: [EA]}, D: {includes: [EA], proves_con: [C]}}
verifiers: {v: {theory: C}, w: {theory: D}}
checks:
  - {by: v, claim: "sound(w, p(x))", how: proof}
observers: {o: {}}
"""


def test_consistency_leads_a_never_property_back() -> None:
    """D knows that C is consistent: were p(x) violated, C would prove that, so if C proves p(x), D does.

    C trusts D on p(x), and so its own proofs of it; nothing of the kind holds of an eventually-property.
    """
    assert [found[:2] for found in vacuous(LED_BACK.replace("CLASS", "safety"))] == [(("v",), {"C C"})]
    assert not vacuous(LED_BACK.replace("CLASS", "liveness"))


def test_two_circles_are_two_breaks() -> None:
    """Of one claim each, however the theories trust each other on the other one."""
    both = BESIDE.replace("by: v, claim: \"sound(v, q(x))\"", "by: v, claim: \"sound(u, q(x))\"")
    both = both.replace("observers:", "  - {by: t, claim: \"sound(s, q(x))\", how: proof}\nobservers:")
    found = vacuous(both.replace("{p(x): 0.5}", "{p(x): 0.5, q(x): 0.5}"))
    assert sorted((nodes, claims) for nodes, _, claims in found) == [(("s", "u"), {"p(x)"}), (("t", "v"), {"q(x)"})]


def test_two_checks_of_one_theory_are_two_breaks() -> None:
    found = [each for each in check(load_text(TWO).model, today=date(2026, 1, 1)).breaks if each.code == "TWR103"]
    assert [(each.nodes, "p(x)" in each.reason, "q(x)" in each.reason) for each in found] == [
        (("u",), True, False), (("v",), False, True)]
