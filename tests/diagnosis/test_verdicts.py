"""Every verdict and every break kind on small towers, each written as a file."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from tower.diagnosis.check import check
from tower.diagnosis.codes import CODES
from tower.diagnosis.report import Report
from tower.errors import InputError, ModelError
from tower.model.claims import Holds
from tower.model.evidence import Evidence
from tower.model.file import load_text

TODAY = date(2026, 11, 24)


def report(text: str, **options: object) -> Report:
    """Check a tower given without its first two lines."""
    return check(load_text("tower: 1\nname: t\n" + dedent(text)).model, today=TODAY, **options)  # type: ignore[arg-type]


def codes(found: Report) -> set[str]:
    return {each.code for each in found.breaks}


def sets(found: Report, claim: str, asker: str | None = None) -> list[list[str]]:
    return [list(map(str, each)) for each in found.ask(asker or found.observer, claim).assumptions]


LINE = """
properties: {{P: {{class: {cls}, hereditary: true}}}}
optimizers:
  people: {{objective: {{values: x}}}}
  system: {{built_by: people, objective: {{loss: r}}, theory: {system}, enacts: {{Pmeta: P}}}}
  child: {{built_by: system, objective: mesa, theory: {child}, enacts: {{Pmeta: P}}}}
verifiers: {{Pmeta: {{theory: {h}}}}}
checks: [{{by: Pmeta, claim: P(system)}}]
observers: {{people: {{assumes: [sound(Pmeta), gate(system)]}}}}
"""


@pytest.mark.parametrize(
    ("cls", "h", "system", "child", "outside", "inside", "code"),
    [
        ("safety", "PA+Con", "PA", "PA", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
        ("decidable", "PA+Con", "PA", "PA", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
        ("safety", "PA+RFN", "PA", "PA", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
        ("liveness", "PA+Con", "PA", "PA", "NOT_DERIVABLE", "NOT_DERIVABLE", "TWR106"),
        ("liveness", "PA+RFN", "PA", "PA", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
        ("any", "PA+RFN", "PA", "PA", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
        ("any", "PA+Con", "PA", "PA", "NOT_DERIVABLE", "NOT_DERIVABLE", "TWR106"),
        ("safety", "PA+Con^2", "PA+Con", "PA", "GUARANTEED", "GUARANTEED", ""),
        ("liveness", "ZFC", "PA+RFN", "PA", "GUARANTEED", "GUARANTEED", ""),
        ("safety", "PA", "PA", "PA", "NOT_DERIVABLE", "NOT_DERIVABLE", "TWR104"),
        ("safety", "ZFC", "PA", "ZFC", "GUARANTEED", "NOT_DERIVABLE", "TWR104"),
    ],
)
def test_a_line_of_builders(
    cls: str, h: str, system: str, child: str, outside: str, inside: str, code: str
) -> None:
    """The seed's question over classes and theories (model page, section 4)."""
    found = report(LINE.format(cls=cls, h=h, system=system, child=child))
    assert found["P(system)"].word == outside
    assert found.ask("system", "P(child)").word == inside
    if outside == "GUARANTEED":
        assert sets(found, "P(system)") == [["gate(system)", "sound(Pmeta)"]]
    if code:
        assert code in codes(found)
    assert ("TWR104" in codes(found)) == (code == "TWR104" or inside == "NOT_DERIVABLE")


def test_if_the_system_accepts_the_observer_knows_given_trust() -> None:
    """Row 3: sound from outside, also where the inside is stuck; not with inclusion only."""
    found = report(LINE.format(cls="safety", h="PA+Con", system="PA", child="PA"))
    answer = found.if_accepted("system", "P(child)")
    assert (answer.word, [list(map(str, each)) for each in answer.assumptions]) == ("GUARANTEED", [["sound(Pmeta)"]])
    weak = report(LINE.format(cls="safety", h="PA", system="PA", child="PA"))
    assert weak.if_accepted("system", "P(child)").word == "NOT_DERIVABLE"
    with pytest.raises(ModelError, match="people has no theory"):
        found.if_accepted("people", "P(system)")


def test_the_world_that_the_system_cannot_rule_out() -> None:
    """The countermodel of the stuck system has two worlds and is told as a sentence."""
    found = report(LINE.format(cls="safety", h="PA+Con", system="PA", child="PA"))
    model = found.why_not("P(child)", "system")
    assert model is not None and len(model.worlds) == 2
    assert model.sentence == (
        "The world that system cannot rule out: PA proves everything, so the check that child runs "
        "accepted child's child, and child's child lacks P."
    )
    assert found.why_not("P(system)") is None
    assert [step.rule for step in found.why("P(system)")][-1] == "builds only what its check accepted"


def test_ability_is_not_obligation() -> None:
    """Without the gate the observer has nothing, and the report says what would be enough."""
    text = LINE.format(cls="safety", h="PA+Con", system="PA", child="PA").replace(", gate(system)", "")
    found = report(text)
    answer = found["P(system)"]
    assert (answer.word, "TWR401" in answer.breaks) == ("NOT_DERIVABLE", True)
    assert list(map(str, answer.would_hold_on)) == ["gate(system)", "sound(Pmeta)"]


def test_a_child_that_builds_nothing_is_no_problem() -> None:
    text = LINE.format(cls="safety", h="PA+Con", system="PA", child="PA").replace(
        "theory: PA, enacts: {Pmeta: P}}\nverifiers", "theory: PA}\nverifiers")
    found = report(text)
    assert found.ask("system", "P(child)").word == "GUARANTEED"
    assert sets(found, "P(child)", "system") == [["consistent(PA)", "refines(Pmeta@system)"]]


WEAK = """
properties: {P: text, c: text}
artifacts: {x: {digest: new, lineage: {key: K}}}
verifiers:
  a: {}
  b: {}
  c1: {lineage: {person: p}}
  c2: {lineage: {person: p}}
  k: {lineage: {key: K}}
  r: {error: {false_accept: {failures: 1, trials: 10, population: lab}}}
"""


@pytest.mark.parametrize(
    ("checks", "assumes", "word", "assumptions", "code"),
    [
        ("{by: a, claim: P(x)}", "sound(a)", "SUPPORTED", [["sound(a)"]], ""),
        ("{by: a, claim: P(x), how: attestation}", "sound(a)", "GUARANTEED", [["sound(a)"]], ""),
        ("{by: a, claim: P(x), how: attestation}", '"sound(a, P(x))"', "GUARANTEED", [["sound(a, P(x))"]], ""),
        ("{by: a, claim: P(x), how: attestation, needs: [c]}", "c", "GUARANTEED", [["c"]], ""),
        ("{by: a, claim: P(x)}", "c", "UNSUPPORTED", [], "TWR401"),
        ("{by: a, claim: P(x), result: pending}", "sound(a)", "UNSUPPORTED", [], "TWR401"),
        ("{by: a, claim: P(x), result: decline}", "sound(a)", "UNSUPPORTED", [], "TWR401"),
        ("{by: a, claim: P(x), subject: old}", "sound(a)", "UNSUPPORTED", [], "TWR203"),
        ("{by: a, claim: P(x), subject: new}", "sound(a)", "SUPPORTED", [["sound(a)"]], ""),
        ("{by: k, claim: P(x)}", "sound(k)", "UNSUPPORTED", [], "TWR201"),
        ("{by: r, claim: P(x)}", "c", "SUPPORTED", [["rate(r)"]], ""),
        ("{by: r, claim: P(x), how: attestation}", "c", "SUPPORTED", [["rate(r)"]], ""),
        ("{by: r, claim: P(x), needs: [c]}", "c", "SUPPORTED", [["c", "rate(r)"]], ""),
        ("{by: r, claim: P(x), population: field}", "c", "UNSUPPORTED", [], "TWR204"),
        ("{by: r, claim: P(x), population: lab}", "c", "SUPPORTED", [["rate(r)"]], ""),
        ("{by: {at_least: 2, of: [a, b]}, claim: P(x)}", "sound(a)", "SUPPORTED", [["sound(a)"]], ""),
        ("{by: {at_least: 1, of: [a, b]}, claim: P(x)}", "sound(a)", "UNSUPPORTED", [], "TWR401"),
        ("{by: {at_least: 2, of: [c1, c2]}, claim: P(x)}", "sound(c1)", "UNSUPPORTED", [], "TWR201"),
        ("{by: {at_least: 2, of: [a, c1, c2]}, claim: P(x)}", "sound(a)", "SUPPORTED", [["sound(a)"]], "TWR201"),
        ("{by: a, claim: P(x)}, {by: b, claim: not P(x)}", "sound(a), sound(b)", "CONTRADICTED", [], "TWR206"),
        ("{by: a, claim: P(x)}, {by: b, claim: P(x), result: reject}", "sound(a), sound(b)", "CONTRADICTED", [],
         "TWR206"),
        ("{by: a, claim: P(x)}, {by: b, claim: not P(x)}", "sound(a)", "SUPPORTED", [["sound(a)"]], ""),
        ("{by: a, claim: P(b)}, {by: b, claim: P(a)}, {by: a, claim: P(x)}", "c", "UNSUPPORTED", [], "TWR202"),
    ],
)
def test_weak_checks(checks: str, assumes: str, word: str, assumptions: list[list[str]], code: str) -> None:
    """What each kind of weak check is worth to somebody who assumes this or that."""
    found = report(WEAK + f"checks: [{checks}]\nobservers: {{o: {{assumes: [{assumes}]}}}}\n")
    assert found["P(x)"].word == word
    assert sets(found, "P(x)") == assumptions
    assert code == "" or code in codes(found)
    assert found["P(x)"].verdict != "GUARANTEED" or not found.findings()


def test_a_circle_with_an_entrance_is_no_break() -> None:
    """A self-signed root that is in the store: the loop is not fatal."""
    text = """
    properties: {P: text}
    verifiers: {a: {}, b: {}}
    checks: [{by: a, claim: P(b), needs: [P(a)], how: attestation}, {by: a, claim: P(a), needs: [P(a)], how: attestation}]
    observers: {o: {assumes: [%s]}}
    """
    assert codes(report(text % "P(a)")) == set()
    assert report(text % "P(a)")["P(b)"].word == "GUARANTEED"
    assert report(text % "P(a)")["P(a)"].word == "ASSUMED"
    assert codes(report(text % "")) == {"TWR202"}


AGENTS = """
properties: {P: text}
optimizers: {a: {enacts: {review: P}}, b: {enacts: {review: P}}}
artifacts: {x: thing}
verifiers: {review: {}, w: {}}
checks: [%s, {by: review@a, claim: P(x)}]
observers: {o: {assumes: [%s]}}
"""


@pytest.mark.parametrize(
    ("checks", "assumes", "circle"),
    [
        ("{by: review@a, claim: sound(review@b)}, {by: review@b, claim: sound(review@a)}", "", ("a", "b")),
        ("{by: review@a, claim: sound(w)}, {by: w, claim: sound(review@a)}", "", ("a", "w")),
        ("{by: review@a, claim: P(b)}, {by: review@b, claim: P(a)}", "", ("a", "b")),
        ("{by: review@a, claim: sound(review@a)}", "", ("a",)),
        ("{by: review@a, claim: sound(review@a)}", "sound(review@a)", ()),
        ("{by: review@a, claim: P(b)}, {by: review@b, claim: P(a)}, {by: w, claim: sound(review@a)}", "", ()),
        ("{by: review@a, claim: sound(w)}, {by: w, claim: sound(review@b)}", "", ()),
    ],
)
def test_whoever_checks_what_an_agent_runs_checks_the_agent(
    checks: str, assumes: str, circle: tuple[str, ...]
) -> None:
    """A circle goes through an agent whether it is checked itself or the review that it runs."""
    found = report(AGENTS % (checks, assumes))
    assert [each.nodes for each in found.breaks if each.code == "TWR202"] == ([circle] if circle else [])
    assert not circle or "TWR401" not in codes(found)  # one cause, told once


def test_inversion_is_never_guaranteed() -> None:
    text = """
    properties: {P: text}
    artifacts: {x: {capability: 20}}
    verifiers: {a: {capability: 10}}
    checks: [{by: a, claim: P(x), how: attestation%s}]
    observers: {o: {assumes: [sound(a)]}}
    """
    assert report(text % "")["P(x)"].word == "SUPPORTED"
    assert codes(report(text % "")) == {"TWR205"}
    assert report(text % ", amplified_by: debate")["P(x)"].word == "GUARANTEED"


STRONG = """
theories: {A: {}, B: {includes: [A]}, C: {proves_con: {A: 0}}, D: {proves_con: {A: 1}}}
properties: {P: {class: safety}, L: {class: liveness}, N: {class: any}}
artifacts: {x: thing}
verifiers: {a: {theory: A}, b: {theory: B}, c: {theory: C}, d: {theory: D}, h: {theory: HOL}}
"""


@pytest.mark.parametrize(
    ("checks", "assumes", "claim", "word", "assumptions", "code"),
    [
        ("{by: a, claim: N(x)}", "sound(a)", "N(x)", "GUARANTEED", [["sound(a)"]], ""),
        ("{by: a, claim: N(x)}", "sound(b)", "N(x)", "GUARANTEED", [["B includes A", "refines(a)", "sound(b)"]], ""),
        ("{by: a, claim: P(x)}", "sound(c)", "P(x)", "GUARANTEED",
         [["C proves consistent(A)", "refines(a)", "sound(c)"]], ""),
        ("{by: a, claim: L(x)}", "sound(c)", "L(x)", "NOT_DERIVABLE", [], "TWR106"),
        ("{by: a, claim: L(x)}", "sound(d)", "L(x)", "GUARANTEED",
         [["D proves consistent(A, 1)", "refines(a)", "sound(d)"]], ""),
        ("{by: a, claim: N(x)}", "sound(d)", "N(x)", "NOT_DERIVABLE", [], "TWR106"),
        ("{by: a, claim: P(x)}", "consistent(A)", "P(x)", "GUARANTEED", [["consistent(A)", "refines(a)"]], ""),
        ("{by: a, claim: L(x)}", "consistent(A)", "L(x)", "NOT_DERIVABLE", [], "TWR401"),
        ("{by: a, claim: L(x)}", '"consistent(A, 1)"', "L(x)", "GUARANTEED",
         [["consistent(A, 1)", "refines(a)"]], ""),
        ("{by: a, claim: P(x)}", "", "P(x)", "NOT_DERIVABLE", [], "TWR401"),
        ("{by: a, claim: P(x)}, {by: c, claim: sound(a)}", "sound(c)", "P(x)", "GUARANTEED", [["sound(c)"]], ""),
        ("{by: h, claim: consistent(HOL)}, {by: h, claim: P(x)}", "sound(h)", "P(x)", "COLLAPSED", [], "TWR101"),
        ("{by: a, claim: sound(a)}, {by: a, claim: P(x)}", "sound(a)", "P(x)", "COLLAPSED", [], "TWR101"),
        ("{by: a, claim: sound(b)}, {by: a, claim: P(x)}", "sound(a)", "P(x)", "COLLAPSED", [], "TWR102"),
        ("{by: a, claim: sound(a)}, {by: c, claim: P(x)}", "sound(c)", "P(x)", "COLLAPSED", [], "TWR101"),
        ('{by: a, claim: "sound(a, N(x))"}', "sound(a)", "N(x)", "VACUOUS", [], "TWR103"),
        ('{by: a, claim: "sound(a, N(x))"}, {by: a, claim: N(x)}', "sound(a)", "N(x)", "GUARANTEED",
         [["sound(a)"]], ""),
        ('{by: a, claim: "sound(c, N(x))"}, {by: c, claim: "sound(a, N(x))"}', "sound(a)", "N(x)", "VACUOUS", [],
         "TWR103"),
        ("{by: a, claim: P(x)}, {by: b, claim: not P(x)}", "sound(a), sound(b)", "P(x)", "CONTRADICTED", [], "TWR206"),
        ("{by: a, claim: P(x)}, {by: b, claim: refines(a)}", "consistent(A), sound(b)", "P(x)", "GUARANTEED",
         [["consistent(A)", "sound(b)"], ["B includes A", "sound(b)"]], ""),
    ],
)
def test_strong_checks(
    checks: str, assumes: str, claim: str, word: str, assumptions: list[list[str]], code: str
) -> None:
    """Transport over inclusion and trust, collapse, vacuity, contradiction."""
    text = STRONG + f"checks: [{checks}]\nobservers: {{o: {{assumes: [{assumes}]}}}}\nrequires: [{{claim: {claim}}}]\n"
    found = report(text)
    assert found[claim].word == word
    assert sorted(sets(found, claim)) == sorted(assumptions)
    assert code == "" or code in found[claim].breaks
    assert ("TWR404" in codes(found)) == (word != "GUARANTEED")


def test_axioms_speak_of_claims_by_their_text() -> None:
    found = report("""
    theories: {A: {axioms: ["P(x)", "P(x) -> Q(x)", "[A]R(x) -> R(x)"]}}
    properties: {P: text, Q: text, R: text}
    artifacts: {x: thing}
    verifiers: {a: {theory: A}}
    observers: {o: {assumes: [sound(a)]}}
    requires: [{claim: Q(x)}, {claim: R(x)}]
    """)
    assert found["Q(x)"].word == "ASSUMED"  # axioms are given, nobody checked them
    assert sets(found, "Q(x)") == [["A has the axiom P(x)", "A has the axiom P(x) -> Q(x)", "sound(a)"]]
    assert not found["Q(x)"].more
    assert found["R(x)"].word == "VACUOUS"
    assert found.why("Q(x)")[-1].text == "Q(x)"


@pytest.mark.parametrize(
    ("fields", "word", "everything", "code"),
    [
        ("strength: 0, folded: true", "COLLAPSED", "COLLAPSED", "TWR102"),
        ("strength: 0, folded: false, base: EA, verified_in_base: true", "COLLAPSED", "COLLAPSED", "TWR105"),
        ("strength: 0, folded: false, base: EA, verified_in_base: false", "GUARANTEED", "NOT_DERIVABLE", ""),
        ("strength: 0, folded: false, base: EA, base_included: false, verified_in_base: true", "GUARANTEED",
         "NOT_DERIVABLE", ""),
        ("strength: 0, folded: false", "UNKNOWN", "UNKNOWN", ""),
        ("folded: false, verified_in_base: false", "UNKNOWN", "UNKNOWN", ""),
        ("strength: 0, verified_in_base: false", "UNKNOWN", "UNKNOWN", ""),
        ("strength: 1, folded: false, verified_in_base: false, proof: recursive", "UNKNOWN", "UNKNOWN", ""),
    ],
)
def test_infinite_towers_of_a_never_property(fields: str, word: str, everything: str, code: str) -> None:
    """R1, R3, folding, and no flag inferred."""
    found = report(f"""
    properties: {{P: {{class: safety}}}}
    observers: {{o: {{}}}}
    infinite: {{claim: P, {fields}}}
    """)
    assert (found["P"].word, found['"P for all n"'].word) == (word, everything)
    assert codes(found) == ({code} if code else set())


@pytest.mark.parametrize(
    ("fields", "cls", "word"),
    [
        ("strength: 1, proof: elementary", "any", "COLLAPSED[1]"),
        ("strength: 1, proof: elementary", "liveness", "COLLAPSED[1]"),
        ("strength: 1, proof: elementary", "safety", "GUARANTEED"),
        ("strength: 2, proof: none", "any", "COLLAPSED[2]"),
        ("strength: reflection, proof: none", "any", "COLLAPSED[2]"),
        ("strength: 2, proof: none", "Pi_3", "COLLAPSED[2]"),
        ("strength: 2, proof: none", "liveness", "GUARANTEED"),
        ("strength: 2, proof: none, sequence: recursive", "any", "UNKNOWN"),
        ("strength: 0, proof: none", "liveness", "NOT_DERIVABLE"),
    ],
)
def test_infinite_towers_by_strength(fields: str, cls: str, word: str) -> None:
    """R1' and R2 strike what needs at least that much consistency, and nothing else."""
    found = report(f"""
    properties: {{P: {{class: {cls}}}}}
    observers: {{o: {{}}}}
    infinite: {{claim: P, folded: false, verified_in_base: false, {fields}}}
    """)
    assert found["P"].word == word


def test_requirements_expectations_waivers_and_dates() -> None:
    found = report("""
    properties: {P: text, Q: {testable: true}}
    artifacts: {x: {lineage: {key: K}}}
    verifiers: {k: {lineage: {key: K}}, a: {}}
    checks: [{by: k, claim: P(x)}, {by: a, claim: Q(x), how: test}]
    observers: {o: {assumes: [sound(a), {claim: Q(a), expires: 2026-01-01}]}}
    requires: [{claim: P(x), verdict: SUPPORTED}, {claim: Q(x), verdict: SUPPORTED}, {claim: Q(x), bound: 0.1}]
    expect: {o: {Q(x): GUARANTEED}, breaks: [TWR201, TWR404]}
    waivers: [{break: COMMON_CAUSE, at: [k], reason: meant}, {break: TWR401, at: [x], reason: old, until: 2026-01-01}]
    """)
    assert [each.reason for each in found.breaks if each.code == "TWR404"] == [
        "P(x) is required to be SUPPORTED; it is UNSUPPORTED for o",
        "Q(x) is required to fail with probability at most 1/10 (nothing narrows the bound [0, 1]); "
        "it is SUPPORTED for o",
    ]
    assert {each.waived is not None for each in found.breaks if each.code == "TWR201"} == {True}
    assert len([each for each in found.breaks if each.code == "TWR406"]) == 2
    assert {"TWR402", "TWR405"} <= codes(found)
    assert {each.code for each in found.findings()} == {"TWR404", "TWR405", "TWR406"}
    assert "TWR402" in {each.code for each in found.findings(warnings=True)}


def test_evidence_refutes_and_supports() -> None:
    text = """
    properties: {Q: {testable: true}, P: text}
    artifacts: {x: thing}
    verifiers: {a: {}}
    checks: [{by: a, claim: P(x), needs: [Q(x)], how: attestation}]
    observers: {o: {assumes: [Q(x)]}}
    """
    claim = Holds("Q", "x")
    assert codes(report(text)) == {"TWR402"}
    assert codes(report(text, evidence=[Evidence(claim, "tested", n=100)])) == set()
    assert codes(report(text, evidence=[Evidence(claim, "tested", stale=True)])) == {"TWR402"}
    refuted = report(text, evidence=[Evidence(claim, "refuted", counterexample="7")])
    assert "TWR403" in codes(refuted) and refuted["P(x)"].word == "UNSUPPORTED"


def test_every_break_says_whether_loeb_applies_and_what_lifts_it() -> None:
    found = report(STRONG + "checks: [{by: a, claim: sound(a)}, {by: c, claim: L(x)}, {by: h, claim: N(x)}]\n"
                   "observers: {o: {assumes: [sound(a), sound(d)]}}\n")
    for each in found.breaks:
        assert each.repairs and each.reason and each.nodes
        assert each.loeb.startswith("Löb applies because" if each.kind.startswith("LOEB") else "This is not Löb")
        assert CODES[each.code].severity == each.severity


def test_askers_that_do_not_exist_and_claims_that_nobody_made() -> None:
    text = STRONG + "checks: [{by: a, claim: P(x)}]\nobservers: {o: {}}\n"
    with pytest.raises(InputError, match="no observer 'z'"):
        report(text, observer="z")
    with pytest.raises(InputError, match="no answer about"):
        report(text)["L(x)"]
    assert report(text, observer="b")["P(x)"].word == "GUARANTEED"
    assert sets(report(text, observer="b"), "P(x)") == [["B includes A", "consistent(B)", "refines(a)"]]


def test_soundness_on_everything_includes_soundness_of_others() -> None:
    """Plain consistency does not give the soundness of somebody who vouches for an unclassified claim."""
    found = report("""
    theories: {A: {}}
    properties: {P: {class: decidable}, Q: {class: any}}
    artifacts: {x: thing}
    verifiers: {v: {theory: A}, w: {theory: A}}
    checks: [{by: v, claim: P(x)}, {by: v, claim: "sound(w, Q(x))"}, {by: w, claim: Q(x)}]
    observers: {o: {assumes: [consistent(A)]}}
    """)
    assert found["P(x)"].word == "GUARANTEED"
    assert found["Q(x)"].word == "NOT_DERIVABLE"


def test_soundness_inside_soundness_ends() -> None:
    """Verifiers that vouch for each other's vouching are a question like any other."""
    found = report("""
    theories: {A: {}, B: {reflects: [A]}}
    properties: {P: text}
    artifacts: {x: thing}
    verifiers: {v: {theory: A}, w: {theory: B}}
    checks: [{by: v, claim: P(x)}, {by: v, claim: "sound(w, sound(v))"}, {by: w, claim: "sound(v, sound(w))"}]
    observers: {o: {assumes: [sound(w)]}}
    """)
    assert found["P(x)"].word == "GUARANTEED"


def test_a_waived_error_is_no_finding() -> None:
    text = WEAK + "checks: [{by: k, claim: P(x)}]\nobservers: {o: {}}\n"
    assert {each.code for each in report(text).findings()} == {"TWR201"}
    waived = report(text + "waivers: [{break: TWR201, at: [k, x], reason: meant}]\n")
    assert codes(waived) == {"TWR201"} and not waived.findings()


def test_a_threshold_that_carries_its_own_members_has_a_derivation() -> None:
    """One of two principals is enough to show what the other stands on."""
    found = report("""
    properties: {P: text, Q: text}
    artifacts: {x: thing}
    verifiers: {a: {}, b: {}}
    checks: [{by: {at_least: 2, of: [a, b]}, claim: P(x)}, {by: a, claim: "sound(b, P(x))", needs: [P(x)], how: test}]
    observers: {o: {assumes: ["sound(a, P(x))"]}}
    """)
    assert found["P(x)"].word == "SUPPORTED" and found.why("P(x)")


def test_what_rests_on_a_theory_above_a_circle_collapses() -> None:
    """D trusts C, which trusts itself; whoever trusts D on a claim has it from a dead theory alone."""
    found = report("""
        theories: {A: {}, C: {}, D: {proves_con: {C: 0}}}
        properties: {P: {}}
        artifacts: {x: {}}
        verifiers: {a: {theory: A}, c: {theory: C}, d: {theory: D}}
        checks:
          - {by: c, claim: sound(c), how: proof}
          - {by: a, claim: "sound(d, P(x))", how: proof}
        requires: [{claim: P(x)}]
        observers: {o: {assumes: [sound(a)]}}
    """)
    assert found["sound(d, P(x))"].verdict == "GUARANTEED"
    assert found["P(x)"].verdict == "COLLAPSED"


def test_what_holds_is_soundly_accepted() -> None:
    """If P(x) is guaranteed then so is "v1 accepts P(x) only if P(x)", though nobody looked at v1."""
    found = report("""
    properties: {P: harmless, Q: kind}
    artifacts: {x: a thing}
    theories: {A: {includes: [EA]}}
    verifiers: {v0: {theory: A}, v1: {theory: A}, w: {}}
    checks:
      - {by: v0, claim: P(x), how: proof}
      - {by: w, claim: "sound(v1, P(x))", how: attestation}
      - {by: w, claim: "sound(v1, Q(x))", how: attestation}
    observers: {o: {assumes: [sound(v0)]}}
    """)
    assert found["sound(v1, P(x))"].verdict == "GUARANTEED"
    assert sets(found, "sound(v1, P(x))") == [["sound(v0)"]]
    assert found["sound(v1, Q(x))"].verdict == "NOT_DERIVABLE"


def test_a_property_may_have_the_name_of_a_base_part() -> None:
    """A check of a hereditary P is evidence for its base part, and for nothing else that is called so."""
    found = report("""
    properties: {P: {class: safety, hereditary: true}, safe_P: {class: safety}, q: {class: safety}}
    optimizers:
      people: {objective: {values: x}}
      system: {built_by: people, objective: {loss: r}, theory: PA}
    theories: {A: {includes: [PA], axioms: ["q -> q"]}}
    verifiers: {v: {theory: PA}, reader: {theory: A}}
    checks:
      - {by: v, claim: P(system), how: proof}
      - {by: v, claim: safe_P(system), how: proof, result: pending}
    observers: {people: {assumes: [sound(v)]}}
    """)
    assert found["P(system)"].verdict == "GUARANTEED"
    assert found["safe_P(system)"].verdict == "NOT_DERIVABLE"


@pytest.mark.parametrize(("seen", "code"), [(False, "TWR106"), (True, "TWR401")])
def test_a_trust_edge_is_missing_for_the_base_part_alone(seen: bool, code: str) -> None:
    """That the system itself is safe was proved in a theory that is not trusted; what it builds is seen by nobody."""
    also = "- {by: w, claim: P(system), how: attestation}" if seen else ""
    found = report(f"""
    properties: {{P: {{class: safety, hereditary: true}}}}
    optimizers: {{system: {{objective: mesa}}, child: {{built_by: system, objective: mesa}}}}
    theories: {{A: {{includes: [EA]}}, B: {{includes: [EA]}}}}
    verifiers: {{v: {{theory: B}}, w: a person}}
    checks:
      - {{by: v, claim: P(system), how: proof}}
      {also}
    observers: {{o: {{theory: A, assumes: [sound(w)]}}}}
    """)
    assert found["P(system)"].verdict == "NOT_DERIVABLE"
    assert codes(found) & {"TWR106", "TWR401"} == {code}


def test_a_gate_without_a_check_is_no_truth_of_logic() -> None:
    """Whatever else the logic is asked about: a system that accepts nothing and builds has kept no gate."""
    found = report("""
    properties: {P: {class: safety, hereditary: true}, q: {}}
    optimizers: {system: {theory: PA, objective: mesa}, child: {built_by: system, objective: mesa}}
    theories: {A: {includes: [EA], axioms: ["q -> q"]}}
    verifiers: {v: {theory: A}, w: a person}
    checks: [{by: v, claim: q, how: proof}, {by: w, claim: gate(system), how: attestation}]
    observers: {o: {theory: PA}}
    """)
    assert found["gate(system)"].verdict == "NOT_DERIVABLE"


@pytest.mark.parametrize(("enacts", "code"), [("enacts: {Pmeta: P},", "TWR104"), ("", "TWR401")])
def test_trust_is_of_no_use_to_who_enacts_nothing(enacts: str, code: str) -> None:
    """A gate says that whatever is built was accepted by a check; where there is none, no edge would help."""
    found = report(f"""
    properties: {{P: {{class: safety, hereditary: true}}}}
    optimizers:
      system: {{theory: PA, {enacts} objective: mesa}}
      child: {{built_by: system, objective: mesa}}
    verifiers: {{Pmeta: {{theory: PRA}}}}
    checks: [{{by: Pmeta, claim: P(system), how: proof}}]
    observers: {{o: {{assumes: [sound(Pmeta), gate(system)]}}}}
    """)
    assert found["P(system)"].verdict == "NOT_DERIVABLE"
    assert codes(found) & {"TWR104", "TWR106", "TWR401"} == {code}


@pytest.mark.parametrize(
    ("axioms", "word", "code", "loeb"),
    [
        ('["[A]p -> p", "[A]~p -> ~p"]', "COLLAPSED", "TWR101", "Löb applies"),
        ('["[A]p -> p", "~p"]', "COLLAPSED", "TWR101", "Löb applies"),
        ('["p", "~p"]', "COLLAPSED", "TWR206", "This is not Löb"),
        ('["[A]p -> p", "q"]', "VACUOUS", "TWR103", "Löb applies"),
    ],
)
def test_a_theory_that_its_axioms_make_inconsistent(axioms: str, word: str, code: str, loeb: str) -> None:
    """What collapses is found, and only what needs Löb's theorem is blamed on it."""
    found = report(f"""
    properties: {{p: half of it}}
    theories: {{A: {{includes: [EA], axioms: {axioms}}}, B: {{includes: [A]}}}}
    verifiers: {{v: {{theory: B}}}}
    checks: [{{by: v, claim: p, how: proof, result: pending}}]
    observers: {{o: {{assumes: [sound(v)]}}}}
    """)
    assert found["p"].verdict == word
    broken = [each for each in found.breaks if each.code != "TWR401"]
    assert [(each.code, each.nodes) for each in broken] == [(code, ("A",))]
    assert broken[0].loeb.startswith(loeb)


def test_a_guarantee_does_not_lead_through_contradictory_axioms() -> None:
    """A proof in an inconsistent theory guarantees nothing; one elsewhere still does."""
    text = """
    properties: {p: half of it, q: the rest}
    theories: {A: {includes: [EA], axioms: ["p", "~p"]}}
    verifiers: {v: {theory: A}, w: {theory: PA}}
    checks: [{by: v, claim: q, how: proof}, {by: w, claim: q, how: proof, result: RESULT}]
    observers: {o: {assumes: [sound(v), sound(w)]}}
    """
    assert report(text.replace("RESULT", "pending"))["q"].verdict == "COLLAPSED"
    assert report(text.replace("RESULT", "accept"))["q"].verdict == "GUARANTEED"
