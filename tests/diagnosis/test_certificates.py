"""Law 3: every verdict has a certificate that the small checker accepts, and no wrong one is accepted."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import tower.gallery
from tests.propagation.towers import mixed_towers, strong_towers
from tower.diagnosis.certificate.shapes import claim_shape
from tower.diagnosis.check import check
from tower.diagnosis.report import Answer, Report
from tower.errors import CertificateError
from tower.logic.checker.declared import claim_of
from tower.logic.checker.rules import RULES
from tower.logic.checker.verdict import HELD, verify_verdict
from tower.logic.pattern import Pattern
from tower.logic.prover import Proved, Refuted, prove
from tower.model.file import load, load_text
from tower.model.values import Model
from tower.syntax.parser import parse

TODAY = date(2026, 1, 1)
GALLERY = sorted(Path(tower.gallery.__file__).parent.glob("*.tower.yaml"))
SHOWN = (*HELD, "NOT_DERIVABLE", "VACUOUS", "COLLAPSED")
laws = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def written(report: Report, answer: Answer) -> dict[str, Any] | None:
    """The certificate of an answer, as it comes back from JSON."""
    found = report.engine.certificate(answer.asker, answer.claim)
    return None if found is None else json.loads(json.dumps(found))


def accepted(report: Report, answer: Answer) -> dict[str, Any]:
    """The certificate, which must be there and must show this very verdict."""
    data = written(report, answer)
    assert data is not None, (answer.text, answer.word)
    shown = verify_verdict(data)
    assert (shown.asker, shown.verdict) == (answer.asker, answer.verdict)
    assert shown.claim == claim_of(claim_shape(answer.claim))
    if answer.verdict in HELD and not answer.more:
        sets = [{claim_of(claim_shape(each)) for each in found} for found in answer.assumptions]
        assert any(set(shown.assumptions) <= found for found in sets), (shown.assumptions, answer.assumptions)
    return data


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name.split(".")[0])
def test_every_verdict_of_the_gallery(path: Path) -> None:
    model = load(path).model
    report = check(model, today=TODAY)
    for answer in report.answers:
        if answer.verdict in SHOWN and model.infinite is None:
            data = accepted(report, answer)
            reasons = any(line[0][0] in ("adopted", "trusted") for line in data["lines"])
            assert answer.verdict not in HELD or (data["proof"] is not None) >= reasons
        else:
            assert model.infinite is not None or written(report, answer) is None


@laws
@given(strong_towers())
def test_law_3_every_verdict_on_a_strong_tower(model: Model) -> None:
    report = check(model, today=TODAY)
    for answer in report.answers:
        if answer.verdict in SHOWN:
            accepted(report, answer)


@laws
@given(mixed_towers())
def test_law_3_every_verdict_on_a_mixed_tower(model: Model) -> None:
    report = check(model, today=TODAY)
    for answer in report.answers:
        if answer.verdict in SHOWN:
            accepted(report, answer)


def certificate_on(name: str, claim: str) -> dict[str, Any]:
    """The certificate of the observer's verdict on a claim of a bundled tower."""
    report = check(load(next(path for path in GALLERY if path.name == f"{name}.tower.yaml")).model, today=TODAY)
    found = written(report, report[claim])
    assert found is not None
    return found


def good_certificates() -> list[dict[str, Any]]:
    """Certificates of the gallery for claims that hold, one for each shape of derivation."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for path in GALLERY:
        report = check(load(path).model, today=TODAY)
        for answer in report.answers:
            data = written(report, answer) if answer.verdict in HELD else None
            if data is not None:
                found.setdefault(tuple(line[1] for line in data["lines"]), data)
    return list(found.values())


GOOD = good_certificates()
CHANGES = {
    "a premise is gone": lambda line, rules: [[*line[:2], line[2][:n] + line[2][n + 1 :], line[3]]
                                              for n in range(len(line[2])) if line[1] != "enough of them"],
    "another rule is named": lambda line, rules: [[line[0], rule, *line[2:]] for rule in rules
                                                  if {rule, line[1]} != {"assumed", "taken as given"}],
    "another fact is said": lambda line, rules: [[["adopted", None, "Nobody"], *line[1:]],
                                                 [["trusted", None, "Nobody", 0], *line[1:]],
                                                 [["known", ["condition", "anything"]], *line[1:]]],
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", range(len(GOOD)))
def test_no_line_can_be_weakened(number: int, change: str) -> None:
    """Every premise, rule and fact of every derivation of the gallery is needed as it is."""
    good = GOOD[number]
    verify_verdict(good)
    for place, line in enumerate(good["lines"]):
        for other in CHANGES[change](line, sorted(set(RULES) - {line[1]})):
            bad = {**good, "lines": [*good["lines"][:place], other, *good["lines"][place + 1 :]]}
            with pytest.raises(CertificateError):
                verify_verdict(bad)


TWO_OF_THREE = """
tower: 1
name: threshold
properties: {ok: fine}
artifacts: {x: a thing}
verifiers: {a: {}, b: {}, c: {}}
checks: [{by: {at_least: 2, of: [a, b, c]}, claim: ok(x), how: attestation}]
observers: {o: {assumes: [sound(a), sound(b)]}}
"""


def test_a_threshold_needs_enough_principals() -> None:
    """Two of three accepted: of any two one is right, of one alone nothing is known."""
    report = check(load_text(TWO_OF_THREE).model, today=TODAY)
    good = accepted(report, report["ok(x)"])
    place = next(n for n, line in enumerate(good["lines"]) if line[1] == "enough of them")
    for number in range(2):
        few = copy.deepcopy(good)
        del few["lines"][place][2][number]
        with pytest.raises(CertificateError):
            verify_verdict(few)


def test_trust_goes_no_further_than_its_edge() -> None:
    """The seed tower knows that PA is consistent, and no more."""
    good = certificate_on("seed-enacted", "P(system)")
    place = next(n for n, line in enumerate(good["lines"]) if line[0] == ["trusted", None, "PA", 0])
    weak = copy.deepcopy(good)
    weak["given"]["edges"] = [[*each[:2], 0, False, each[4]] for each in good["given"]["edges"]]
    verify_verdict({**weak, "proof": None})
    weak["lines"][place][0][3] = 1
    with pytest.raises(CertificateError):
        verify_verdict({**weak, "proof": None})


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_no_assumption_can_be_left_out(number: int) -> None:
    good = GOOD[number]
    for place in range(len(good["assumptions"])):
        fewer = [each for n, each in enumerate(good["assumptions"]) if n != place]
        with pytest.raises(CertificateError):
            verify_verdict({**good, "assumptions": fewer})


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_every_axiom_of_a_proof_is_accounted_for(number: int) -> None:
    """A proof cannot use an axiom of which nothing says where it is from, nor say it of another theory."""
    good = GOOD[number]
    for place, read in enumerate(good["proof"]["reads"] if good["proof"] else ()):
        for other in ([], [["Nobody", *read[1:]]], [[*read[:2], "line", len(good["lines"])]]):
            bad = copy.deepcopy(good)
            bad["proof"]["reads"][place : place + 1] = other
            with pytest.raises(CertificateError):
                verify_verdict(bad)


def test_the_gallery_uses_most_rules() -> None:
    """What no bundled tower needs is met by the random ones."""
    used = {line[1] for good in GOOD for line in good["lines"]}
    assert used <= set(RULES) and len(used) >= 13


@pytest.mark.parametrize("place", range(3))
def test_a_guarantee_needs_exact_checks(place: int) -> None:
    """The same lines with a test, a rate or an inversion in place of a proof support, and guarantee nothing."""
    good = next(each for each in GOOD if each["verdict"] == "GUARANTEED" and each["given"]["checks"])
    field, value = (("how", "test"), ("rated", good["given"]["checks"][0]["by"]), ("inverted", True))[place]
    bad = copy.deepcopy(good)
    bad["given"]["checks"][0][field] = value
    with pytest.raises(CertificateError):
        verify_verdict(bad)


ONLY_LOGIC = """
tower: 1
name: joined
properties: {p: one half, q: the other half, both: the whole}
theories:
  A: {includes: [PA], axioms: ["p -> q -> both"]}
verifiers: {one: {theory: PA}, other: {theory: PA}, reader: {theory: A}}
checks:
  - {by: one, claim: p, how: proof}
  - {by: other, claim: q, how: proof}
observers:
  o: {assumes: [sound(reader)]}
requires: [{claim: both, verdict: GUARANTEED}]
"""


def test_a_claim_that_only_the_logic_derives_names_all_that_it_rests_on() -> None:
    """Two premises meet in an axiom; each verifier must refine what it specifies, and the edges must hold."""
    report = check(load_text(ONLY_LOGIC).model, today=TODAY)
    answer = report["both"]
    assert answer.verdict == "GUARANTEED"
    assert {"refines(one)", "refines(other)", "sound(reader)"} <= set(map(str, answer.assumptions[0]))
    data = accepted(report, answer)
    assert data["proof"] is not None


def parts(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of everything inside a certificate."""
    found = [place]
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, each in items:
        found += parts(each, (*place, key))
    return found


def at(data: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        data = data[key]
    return data


@st.composite
def mutated(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """A certificate with one or two places changed; what was declared (`given`) stays."""
    changed = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 2))):
        places = [each for each in parts(changed) if each and each[0] not in ("given", "format", "version", "tower")]
        place = draw(st.sampled_from(places))
        holder, key = at(changed, place[:-1]), place[-1]
        others = [at(changed, each) for each in places if len(each) > 1 and type(at(changed, each)) is type(holder[key])]
        if isinstance(holder, list) and draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = copy.deepcopy(draw(st.sampled_from([*others, None, 0, "GUARANTEED", "assumed", []])))
    return changed


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), strong_towers())
def test_no_mutated_certificate_passes_for_a_false_claim(data: st.DataObject, model: Model) -> None:
    """What is accepted after a change is still true: the claim holds on the assumptions that it names."""
    report = check(model, today=TODAY)
    good = [(each, found) for each in report.answers
            if each.verdict in HELD and each.asker == "o" and (found := written(report, each))]
    if not good:
        return
    answer, certificate = data.draw(st.sampled_from(good))
    try:
        shown = verify_verdict(data.draw(mutated(certificate)))
    except CertificateError:
        return
    kept = [root for root in model.observers[0].assumes if claim_of(claim_shape(root.claim)) in shown.assumptions]
    alone = replace(model.observers[0], assumes=tuple(kept))
    again = check(replace(model, observers=(alone,)), today=TODAY)
    words = {claim_of(claim_shape(each.claim)): each.verdict for each in again.answers if each.asker == "o"}
    free = {claim_of(claim_shape(each)) for each in answer.assumptions for each in each}
    if shown.verdict in HELD and shown.asker == "o" and set(shown.assumptions) <= free:
        assert words.get(shown.claim, "GUARANTEED") in HELD


@pytest.mark.parametrize("place", ["claim", "verdict", "assumptions", "given", "lines", "proof", "asker"])
@pytest.mark.parametrize("junk", [None, 0, "x", [], {}, [[]], [["known"]], {"a": 1}, [None], [1, 2, 3, 4]])
def test_malformed_certificates_are_refused_with_a_message(place: str, junk: object) -> None:
    data = certificate_on("seed-enacted", "P(system)")
    data[place] = junk
    if (place, junk) in (("asker", "x"), ("proof", None)):
        return
    with pytest.raises(CertificateError):
        verify_verdict(data)


def test_bytes_do_not_depend_on_hash_seeds() -> None:
    """Derivations and certificates are the same on every run."""
    program = (
        "import sys, json; from pathlib import Path; from tower.model.file import load; "
        "from tower.diagnosis.check import check; from datetime import date; "
        "reports = [check(load(Path(p)).model, today=date(2026, 1, 1)) for p in sys.argv[1:]]; "
        "print(json.dumps([r.engine.certificate(a.asker, a.claim) for r in reports for a in r.answers]))"
    )
    paths = [str(path) for path in GALLERY if path.name.startswith(("hol-in", "lean"))]
    written_by = {
        subprocess.run(
            [sys.executable, "-c", program, *paths], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written_by) == 1


# forgeries: a proof or a model of something else, or from something else


def sub_certificate(text: str, *, model: bool = False, **pattern: Any) -> dict[str, Any]:
    """A true certificate about some formula over some pattern."""
    found = prove(Pattern(**pattern), parse(text))
    assert isinstance(found, Refuted if model else Proved)
    return json.loads(json.dumps(found.certificate))


def refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(CertificateError, match=message):
        verify_verdict(data)


@pytest.mark.parametrize("verdict", [*HELD, "VACUOUS", "COLLAPSED"])
def test_a_proof_must_be_about_the_claim(verdict: str) -> None:
    """A theorem about something else shows nothing, whatever the claim is said to be."""
    good = certificate_on("seed-enacted", "P(system)")
    proof = {"theory": "asker", "reads": [], "certificate": sub_certificate("[asker]T", theories=("asker",))}
    collapsed = [{}] if verdict == "COLLAPSED" else []
    bad = {**good, "claim": ["holds", "P", "anything"], "verdict": verdict, "lines": [], "proof": proof}
    refused({**bad, "collapsed": collapsed}, "does not show that the asker's theory proves the claim")


def joined() -> dict[str, Any]:
    """The certificate of a claim that only the logic derives."""
    report = check(load_text(ONLY_LOGIC).model, today=TODAY)
    return accepted(report, report["both"])


@pytest.mark.parametrize("text", ["q", "both", "q & both"])
def test_an_axiom_must_be_what_its_source_says(text: str) -> None:
    """The check accepted p: no axiom that says more can be read off from it."""
    bad = joined()
    place = next(n for n, each in enumerate(bad["proof"]["reads"]) if each[2] == "check" and each[1] == "p")
    bad["proof"]["reads"][place][1] = text
    refused(bad, "nothing accounts for")


def test_acceptances_count_for_those_who_trust_the_implementation() -> None:
    bad = joined()
    assert ["refines", "one"] in bad["assumptions"]
    bad["assumptions"].remove(["refines", "one"])
    with pytest.raises(CertificateError):
        verify_verdict(bad)


def test_the_asker_reasons_in_no_theory_of_the_tower() -> None:
    """Else what the asker assumes would be given to that theory, and boxes of it would hold for nothing."""
    bad = json.loads(json.dumps(joined()).replace('"asker"', '"PA"'))
    with pytest.raises(CertificateError):
        verify_verdict(bad)


def test_a_letter_is_no_more_decidable_than_it_is_given() -> None:
    """With q decidable `[PA]q` would follow from q."""
    good = joined()
    bad = copy.deepcopy(good)
    bad["proof"]["certificate"]["sigma1_atoms"] = ["q"]
    refused(bad, "said to be Σ1")
    bad = copy.deepcopy(good)
    bad["proof"]["certificate"]["decidable_atoms"] = ["q"]
    refused(bad, "said to be decidable")


STUCK = """
tower: 1
name: stuck
properties: {ok: {class: liveness}}
artifacts: {x: a thing}
theories: {B: {includes: [EA], proves_con: {PA: 0}}}
verifiers: {v: {theory: PA}}
checks: [{by: v, claim: ok(x), how: proof}]
observers: {o: {theory: B}}
"""


def test_a_model_must_respect_all_that_is_given() -> None:
    """A model of fewer edges, of fewer axioms, or of another formula refutes nothing."""
    report = check(load_text(STUCK).model, today=TODAY)
    good = accepted(report, report["ok(x)"])
    assert good["verdict"] == "NOT_DERIVABLE"
    bare = sub_certificate('[asker]"ok(x)"', model=True, theories=("asker",))
    refused({**good, "model": {"theory": "asker", "reads": [], "certificate": bare}}, "leaves out")
    other = sub_certificate("[asker]F", model=True, theories=("asker",))
    refused({**good, "model": {"theory": "asker", "reads": [], "certificate": other}}, "does not refute the claim")


COLLAPSED_TWICE = """
tower: 1
name: schema
properties: {p: half of it}
theories: {A: {includes: [EA], axioms: ["[A]p -> p", "[A]~p -> ~p"]}, B: {includes: [EA]}}
verifiers: {v: {theory: A}, w: {theory: B}}
checks: [{by: v, claim: p, how: proof, result: pending}, {by: w, claim: p, how: proof}]
observers: {o: {assumes: [sound(v)]}}
"""


def test_a_theory_collapses_by_what_is_given() -> None:
    """Neither an edge nor an axiom can be made up, and the theory must be one that the claim rests on."""
    report = check(load_text(COLLAPSED_TWICE).model, today=TODAY)
    good = accepted(report, report["p"])
    assert good["verdict"] == "COLLAPSED"
    strict = sub_certificate("[Z]F", theories=("Z",), reflects=frozenset({("Z", "Z")}))
    refused({**good, "collapsed": [strict]}, "nothing rests on")
    edge = sub_certificate("[A]F", theories=("A",), reflects=frozenset({("A", "A")}))
    refused({**good, "collapsed": [edge]}, "an edge that nothing accounts for")
    axiom = sub_certificate("[A]F", theories=("A",), axioms=(("A", (parse("F"),)),))
    refused({**good, "collapsed": [axiom]}, "an axiom that nothing accounts for")
    refused({**good, "collapsed": []}, "no theory")


LIMITED = """
tower: 1
name: limited
theories: {A: {}, D: {}}
properties: {P: {}, Q: {class: decidable}}
artifacts: {x: a thing}
verifiers: {v: {theory: D}, w: {theory: A}}
checks:
  - {by: v, claim: Q(x), how: proof}
  - {by: w, claim: sound(v), how: proof}
observers: {o: {assumes: [consistent(A)]}}
"""


def test_soundness_on_what_a_verifier_checks_is_not_soundness_on_everything() -> None:
    """By consistency of A, v is sound on never-properties: its theory is not adopted, P(x) not carried."""
    report = check(load_text(LIMITED).model, today=TODAY)
    good = accepted(report, report["Q(x)"])
    good["given"]["properties"]["P"] = ["all", "all", False]
    verify_verdict(good)
    heads = [line[0] for line in good["lines"]]
    at = heads.index(["known", ["sound", "v", None]])
    proof = next(line for line in good["lines"] if line[0] == heads[at])
    further = [
        [["adopted", None, "D"], "soundness of a verifier", [at], None],
        [["known", ["sound", "v", ["holds", "P", "x"]]], "soundness on everything", [at], None],
        [["vouched", "v"], *proof[1:]],
    ]
    for line in further:
        with pytest.raises(CertificateError):
            verify_verdict({**good, "lines": [*good["lines"], line, good["lines"][-1]]})


def test_whoever_is_told_that_a_verifier_is_sound_adopts_its_theory() -> None:
    """An attestation of `sound(v)` that is relied on is of all that D proves, for a claim of no class too."""
    text = LIMITED.replace("A: {}, ", "").replace("w: {theory: A}", "w: {}, u: {theory: D}")
    text = text.replace("sound(v), how: proof}", "sound(v), how: attestation}\n  - {by: u, claim: P(x), how: proof}")
    report = check(load_text(text.replace("consistent(A)", "sound(w)")).model, today=TODAY)
    good = accepted(report, report["P(x)"])
    at = [line[0] for line in good["lines"]].index(["vouched", "v"])
    assert report["P(x)"].verdict == "GUARANTEED"
    good["lines"][at][2].clear()
    with pytest.raises(CertificateError):
        verify_verdict(good)


INSTANCES = """
tower: 1
name: instances
theories: {A: {}, B: {}, C: {}, D: {reflects: C}}
properties: {P: {}}
artifacts: {x: a thing}
verifiers: {v: {theory: A}, t: {theory: C}, u: {theory: D}, w: {theory: B}}
checks:
  - {by: v, claim: P(x), how: proof}
  - {by: t, claim: "sound(v, P(x))", how: proof}
  - {by: w, claim: "sound(u, P(x))", how: proof}
observers: {o: {assumes: [sound(w)]}}
"""


def test_what_one_theory_knows_of_another_is_checked_at_every_step() -> None:
    """D trusts C, which accepted `[A]P(x) -> P(x)`: each of the premises is needed."""
    report = check(load_text(INSTANCES).model, today=TODAY)
    good = accepted(report, report["P(x)"])
    claim = ["holds", "P", "x"]
    heads = [line[0] for line in good["lines"]]
    at = heads.index(["reflected", "D", "A", claim])
    assert good["lines"][at][1] == "check"
    assert ["reflected", "D", "C", ["sound", "v", claim]] in heads
    for number, line in enumerate(good["lines"]):
        if line[0][0] != "reflected":
            continue
        for premise in line[2]:
            bad = copy.deepcopy(good)
            bad["lines"][number][2].remove(premise)
            with pytest.raises(CertificateError):
                verify_verdict(bad)
    for place, other in ((1, "B"), (2, "B"), (3, ["holds", "P", "y"])):
        bad = copy.deepcopy(good)
        bad["lines"][at][0][place] = other
        with pytest.raises(CertificateError):
            verify_verdict(bad)
