"""The engine on columns gives the answers of the object engine: claim by claim and break by break."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st

from tests.propagation.towers import instance_towers, mixed_towers, strong_towers
from tower import gallery
from tower.api.bundled import load_bundled
from tower.diagnosis import independence
from tower.diagnosis.check import check
from tower.diagnosis.report import Report
from tower.diagnosis.roots import _explained
from tower.errors import InputError
from tower.model.claims import Condition, Holds, Sound
from tower.model.save import save
from tower.model.validate import validate
from tower.model.values import (
    Artifact,
    Assumption,
    Check,
    Model,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Requirement,
    Theory,
    Verifier,
    Waiver,
)
from tower.propagation.asking import mentioned

from .towers import assumed_lines, held_towers, line_towers

pa = pytest.importorskip("pyarrow", reason="needs the extra scale")

from tower.scale.convert import sheet_of, texts_of  # noqa: E402
from tower.scale.engine import Scan, scan  # noqa: E402
from tower.scale.reading import read_rows  # noqa: E402
from tower.scale.rows import Rows  # noqa: E402
from tower.scale.verdicts import VERDICTS  # noqa: E402

APART = ("TWR101", "TWR102", "TWR103", "TWR401")  # compared on their own, below
TODAY = date(2026, 11, 24)
same = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
GIVEN = "is given trust in its own proofs"


def name(text: str) -> str:
    """A review of an agent is the agent itself in an edge list."""
    return text.rpartition("@")[2]


def told(found: Any) -> tuple[Any, ...]:
    """A break as both engines tell it; that two share an identity is the same both ways."""
    nodes = tuple(sorted({*map(name, found.nodes)}))
    edges = {(edge.kind, name(edge.source), name(edge.target)) for edge in found.edges}
    if found.code == "TWR201":
        assert {kind for kind, *_ in edges} == {"shares"}
        linked = nx.Graph([ends for _, *ends in edges])
        assert set(linked) == set(nodes) and nx.is_connected(linked)
        edges = set()
    return found.code, nodes, tuple(sorted(edges))


def verdicts_agree(report: Report, found: Scan) -> None:
    sheet, asked = found.sheet, [answer for answer in report.answers if answer.asker == report.observer]
    texts = texts_of([answer.claim for answer in asked], report.model)
    places = {sheet.claim_text(n): n for n in range(len(sheet.claims)) if sheet.claims.mentioned[n]}
    assert set(places) <= set(texts)
    for text, claim in texts.items():
        if text in places:
            assert report[claim].verdict == VERDICTS[found.answers.verdict[places[text]]], text
    builders = found.answers.builders
    agent, prop, child, _ = builders.questions
    mine = {
        (sheet.nodes[a], f"{sheet.properties[p]}({sheet.nodes[c]})"): VERDICTS[builders.verdict[n]]
        for n, (a, p, c) in enumerate(zip(agent.tolist(), prop.tolist(), child.tolist(), strict=True))
    }
    asked_by = {(a.asker, a.text): a.verdict for a in report.answers}
    assert mine == {key: asked_by[key] for key in asked_by if key in mine or key[0] != report.observer}


def vacuous(breaks: Any) -> set[Any]:
    """The circles of LOEB_VACUOUS; where several checks share one, the object engine names the theory."""
    return {told(each)[2] for each in breaks if each.code == "TWR103"}


def circles_agree(report: Report, mine: list[Any]) -> None:
    """Each circle of trust is one, with a strict edge, and both engines find one in the same components.

    Which of several circles in one component is told depends on the order of the theories.
    """
    graph = report.engine.judge.case.edges.graph()  # type: ignore[attr-defined]
    strength = {(kind, low, high): width for low, rows in graph.above.items() for kind, high, width in rows}
    given = [{each.nodes for each in found if GIVEN in each.reason} for found in (mine, report.breaks)]
    assert given[0] <= given[1] and bool(given[0]) == bool(given[1])
    told_of = [each for each in mine if each.code in ("TWR101", "TWR102") and GIVEN not in each.reason]
    for each in told_of:
        edges = [(edge.kind, edge.source, edge.target) for edge in each.edges]
        assert all(one[2] == other[1] for one, other in zip(edges, [*edges[1:], edges[0]], strict=True))
        assert any(strength[edge] >= 0 for edge in edges)
    theirs = [
        each for each in report.breaks if each.code in ("TWR101", "TWR102") and GIVEN not in each.reason
    ]
    homes = [{graph.component_of[each.edges[0].source] for each in found} for found in (told_of, theirs)]
    assert homes[0] == homes[1]


def breaks_agree(report: Report, found: Scan) -> None:
    """Every break with its nodes and edges; UNGROUNDED by its claims.

    The object engine gathers ungrounded claims by what is missing, and leaves out those whose missing
    assumption another break tells of; here each is one finding.
    """
    mine = [block.tell(n) for block in found.blocks for n in range(block.count)]
    assert {told(each) for each in mine if each.code not in APART} == {
        told(each) for each in report.breaks if each.code not in APART
    }
    circles_agree(report, mine)
    assert vacuous(mine) == vacuous(report.breaks)
    judge = report.engine.judge  # type: ignore[attr-defined]
    below = independence.Circles(judge).below()
    open_ = [
        each
        for each in report.answers
        if each.asker == report.observer
        and each.claim in mentioned(report.model)  # what a builder asks and nobody speaks of is no finding
        and each.verdict in ("NOT_DERIVABLE", "UNSUPPORTED")
        and not _explained(judge, each, below)
    ]
    texts = set(texts_of([each.claim for each in open_], report.model))
    assert {claim for each in mine if each.code == "TWR401" for claim in each.claims} == texts


def agree(model: Model) -> None:
    try:
        validate(model)
        sheet = sheet_of(model)
    except InputError:
        assume(False)
    report = check(model, today=TODAY)
    found = scan(sheet)
    verdicts_agree(report, found)
    breaks_agree(report, found)


def outsider() -> Model:
    """An agent and a prover vouch for each other, and an outsider for the review that the agent runs."""
    safe, certain = Holds("P", "x"), Condition("c")
    members = ("w0", "review@a0", "s0")
    return Model(
        "outsider",
        theories=(Theory("C"),),
        properties=(Property("P"), Property("Q"), Property("c")),
        optimizers=(Optimizer("a0", enacts=(("review", "P"),)),),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("s0", theory="C"), Verifier("w0"), Verifier("review")),
        checks=(
            Check(("review@a0",), safe, "review", result="pending"),
            Check(("review@a0",), Sound("s0", certain), "attestation", needs=(safe,)),
            Check(("s0",), Holds("Q", "a0"), "attestation", needs=(safe,)),
            Check(members, Sound("review@a0"), "attestation", 2, True, (Sound("s0", safe),)),
        ),
        observers=(Observer("o", "PA", (Assumption(Holds("Q", "x")), Assumption(certain))),),
    )


@pytest.mark.parametrize("outside", [True, False])
def test_a_circle_through_the_review_of_an_agent(outside: bool) -> None:
    """It is closed only without the outsider."""
    whole = outsider()
    last = replace(whole.checks[-1], by=("review@a0", "s0"))
    model = whole if outside else replace(whole, checks=(*whole.checks[:-1], last))
    agree(model)
    circles = [each.nodes for each in check(model, today=TODAY).breaks if each.code == "TWR202"]
    assert circles == ([] if outside else [("a0", "s0")])


def beside() -> Model:
    """Two theories trust each other's proofs of one claim, and one of them its own proofs of another."""
    about, other = Holds("Q", "x"), Holds("P", "x")
    theory = {"v0": "B", "v1": "D", "v2": "D", "v3": "B"}
    return Model(
        "beside",
        theories=(Theory("B"), Theory("D")),
        properties=(Property("P"), Property("Q")),
        artifacts=(Artifact("x"),),
        verifiers=(*(Verifier(v, theory=t) for v, t in theory.items()), Verifier("w0"), Verifier("w3")),
        checks=(
            Check(("v0",), Sound("v1", about), "proof"),
            Check(("v3",), Sound("v3", other), "proof"),
            Check(("v2",), Sound("v3", about), "proof"),
            Check(("w0",), Sound("w3"), "attestation", needs=(about,)),
        ),
        observers=(Observer("o", None, (Assumption(Sound("v2")),)),),
    )


def test_two_circles_of_trust_in_proofs() -> None:
    """Each is told with its own edges, whatever else is there."""
    model = beside()
    agree(model)
    model = replace(model, checks=(*model.checks[:1], *model.checks[2:]))
    agree(model)
    assert vacuous(check(model, today=TODAY).breaks) == {(("reflects", "B", "D"), ("reflects", "D", "B"))}


@pytest.mark.parametrize("other", [True, False])
def test_trust_that_is_led_back_by_consistency(other: bool) -> None:
    """Whether or not another check leads from one theory to the other as well."""
    checks = (Check(("v",), Sound("w", Holds("Q", "x")), "proof"), Check(("w",), Sound("v", Holds("P", "x")), "proof"))
    model = Model(
        "led back",
        theories=(Theory("C"), Theory("D", proves_con=(("C", 0),))),
        properties=(Property("P"), Property("Q", PropertyClass("pi", 1))),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("v", theory="C"), Verifier("w", theory="D")),
        checks=checks[: 1 + other],
        observers=(Observer("o"),),
    )
    agree(model)
    assert vacuous(check(model, today=TODAY).breaks) == {(("reflects", "C", "C"),)}


@pytest.mark.parametrize("claim, code", [(Sound("review@a"), "TWR202"), (Holds("Q", "a"), "TWR201")])
def test_a_review_of_itself_and_of_who_runs_it(claim: Any, code: str) -> None:
    """A review that vouches for itself is a circle; with the agent that runs it, it is one principal."""
    model = Model(
        "agent",
        properties=(Property("Q"),),
        optimizers=(Optimizer("a", enacts=(("review", "Q"),), lineage=(("weights", "w"),)),),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("review"),),
        checks=(
            Check(("review@a",), claim, "review"),
            Check(("review@a",), Holds("Q", "x"), "attestation"),
        ),
        observers=(Observer("o"),),
    )
    agree(model)
    assert [each.code for each in check(model, today=TODAY).breaks if each.code < "TWR401"] == [code]


def test_one_identity_of_two_agents() -> None:
    """Which of the two is named first depends on nothing that matters."""
    named = (("person", "p"),)
    model = Model(
        "agents",
        properties=(Property("Q"),),
        optimizers=(
            Optimizer("a0", enacts=(("review", "Q"),), lineage=named),
            Optimizer("a1", lineage=named),
        ),
        verifiers=(Verifier("review"),),
        checks=(Check(("review@a0",), Holds("Q", "a1"), "review"),),
        observers=(Observer("o"),),
    )
    agree(model)


@pytest.mark.parametrize("cls", [PropertyClass("pi", 1), PropertyClass()])
def test_what_is_put_to_the_logic_keeps_the_assumptions_that_it_rests_on(cls: PropertyClass) -> None:
    """Soundness that is assumed of all is assumed of all in the part, though v has less to check."""
    model = Model(
        "kept",
        theories=(Theory("A"), Theory("B", reflects=(("A", False),))),
        properties=(Property("Q", cls),),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("u", theory="B"), Verifier("v", theory="B"), Verifier("w", theory="A")),
        checks=(Check(("u",), Sound("w"), "proof"), Check(("v",), Holds("Q", "x"), "proof")),
        observers=(Observer("o", assumes=(Assumption(Sound("v")),)),),
    )
    agree(model)
    assert check(model, today=TODAY)[Sound("w")].verdict == "GUARANTEED"


@pytest.mark.parametrize("cls", [PropertyClass("decidable"), PropertyClass()])
def test_nothing_is_assumed_of_a_verifier_whose_theory_is_dead(cls: PropertyClass) -> None:
    """However little it checks: soundness on one claim falls with the soundness that is assumed."""
    about = Holds("P", "x")
    model = Model(
        "dead",
        theories=(Theory("B", reflects=(("B", True),)), Theory("C")),
        properties=(Property("P"), Property("Q", cls)),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("s", theory="B"), Verifier("t", theory="C")),
        checks=(Check(("t",), Sound("s", about), "proof"), Check(("s",), Holds("Q", "x"), "proof")),
        observers=(Observer("o", assumes=(Assumption(Sound("s")),)),),
    )
    agree(model)
    assert check(model, today=TODAY)[Sound("s", about)].verdict == "COLLAPSED"


@pytest.mark.parametrize(("theory", "accepted", "verdict"), [
    (Theory("C", reflects=(("B", False),)), False, "SUPPORTED"),
    (Theory("C", includes=("B",)), False, "SUPPORTED"),
    (Theory("C", proves_con=(("B", 0),)), False, "UNSUPPORTED"),
    (Theory("C"), False, "UNSUPPORTED"),
    (Theory("C"), True, "SUPPORTED"),
])  # fmt: skip
def test_soundness_on_one_claim_speaks_of_the_theories_below(theory: Theory, accepted: bool, verdict: str) -> None:
    """[C]P -> P is assumed, and C knows of B that what it proves of P is so: by an edge, or by acceptance."""
    about = Holds("P", "x")
    proof = (Check(("t",), Sound("s", about), "proof"),) if accepted else ()
    model = Model(
        "below",
        theories=(Theory("B"), theory),
        properties=(Property("P"), Property("c"), Property("Q", PropertyClass("pi", 1))),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("s", theory="B"), Verifier("t", theory="C"), Verifier("w")),
        checks=(*proof, Check(("w",), Condition("c"), "review", needs=(Sound("s", about),)),
                Check(("w",), Holds("Q", "x"), "review")),
        observers=(Observer("o", assumes=(Assumption(Sound("t", about)),)),),
    )
    agree(model)
    assert check(model, today=TODAY)[Condition("c")].verdict == verdict


@pytest.mark.parametrize("how, verdict", [("proof", "GUARANTEED"), ("root", "ASSUMED"), ("attestation", "NOT_DERIVABLE")])
def test_whatever_proves_what_holds_anyway_is_sound_on_it(how: str, verdict: str) -> None:
    """C gives [T]C -> C in the logic, though those who attest the soundness are not relied on.

    What only an attestation carries is no theorem of the logic.
    """
    claim = Holds("Q", "x")
    other = {"proof": (Check(("u",), claim, "proof"),), "attestation": (Check(("w",), claim, "attestation"),)}
    root = {"proof": Sound("u"), "root": claim, "attestation": Sound("w")}[how]
    model = Model(
        "anyway",
        theories=(Theory("A"), Theory("B")),
        properties=(Property("Q", PropertyClass("pi", 1)),),
        artifacts=(Artifact("x"),),
        verifiers=(Verifier("v", theory="A"), Verifier("u", theory="B"), *map(Verifier, ("a", "b", "w"))),
        checks=(*other.get(how, ()), Check(("a", "b"), Sound("v", claim), "attestation", 2, True)),
        observers=(Observer("o", assumes=(Assumption(root),)),),
    )
    agree(model)
    assert check(model, today=TODAY)[Sound("v", claim)].verdict == verdict


BUNDLED = sorted(path.name.partition(".")[0] for path in Path(gallery.__file__).parent.glob("*.yaml"))
NO_ROWS = re.compile(
    "an edge list cannot hold (an infinite tower|enactments in a theory|the claim (refines|rfn|robust)[(].*)"
)


@pytest.mark.parametrize("tower", BUNDLED)
def test_on_the_gallery(tower: str) -> None:
    """Every bundled tower is scanned as it is, or refused for what no row says."""
    model = load_bundled(tower).model
    try:
        sheet = sheet_of(model)
    except InputError as error:
        assert NO_ROWS.match(str(error))
        return
    assert bool(sheet.aside) == bool(model.expect or model.requires)
    properties = tuple(replace(each, testable=False) for each in model.properties)
    bare = replace(model, properties=properties, expect=None, requires=(), waivers=())
    report, found = check(bare, today=TODAY), scan(sheet)
    verdicts_agree(report, found)
    breaks_agree(report, found)


def test_what_a_tower_asks_beyond_verdicts_is_set_aside(tmp_path: Path, run: Callable[..., Any]) -> None:
    """The summary says so, for people and for programs; each observer asks for itself."""
    about = Holds("P", "x")
    model = Model(
        "aside",
        properties=(Property("P", testable=True),),
        artifacts=(Artifact("x"),),
        observers=(Observer("o"), Observer("r", assumes=(Assumption(about, expires=TODAY),))),
        requires=(Requirement(about),),
        waivers=(Waiver("TWR401", (), "so"),),
    )
    save(model, tmp_path / "aside.yaml")
    done = run("scan", str(tmp_path / "aside.yaml"), "--observer", "r")
    assert done.code == 0 and "Not looked at here" in done.out and "1 of 1 claim holds for r" in done.out
    done = run("scan", str(tmp_path / "aside.yaml"), "--observer", "r", "--format", "json")
    what = ["requirements", "waivers", "dates of expiry", "evidence for testable properties"]
    assert json.loads(done.out)["set_aside"] == what
    done = run("scan", str(tmp_path / "aside.yaml"))
    assert done.code == 0 and "observer: o" in done.out
    done = run("scan", str(tmp_path / "aside.yaml"), "--observer", "nobody")
    assert done.code == 2 and "nobody" in done.err


@pytest.mark.parametrize("rows", [
    ("w checks v sound", "v checks x P", "o assumes w sound"),
    ("v reasons_in C", "v checks x P", "u reasons_in C", "o assumes u sound"),
    ("v reasons_in C", "v checks x P", "P is safety", "u reasons_in D", "D proves_con C", "o assumes u sound"),
    ("v reasons_in C", "v checks x P", "o reasons_in D", "D includes C", "o assumes y P"),
])  # fmt: skip
def test_a_part_tells_what_is_known_beyond_it(rows: tuple[str, ...]) -> None:
    """Of verifiers, and of theories: adopted by somebody else's word, trusted by an edge, included in one's own."""
    words = [[*row.split(), None][:4] for row in rows]
    names = ("source", "kind", "target", "property")
    table = pa.table({name: pa.array([row[n] for row in words], pa.string()) for n, name in enumerate(names)})
    found = scan(read_rows(Rows(table, "rows")))
    for radius in (1, 2):
        part = found.neighbourhood("x", radius)
        assert all(verifier.name != "u" for verifier in part.verifiers)
        assert holding(check(part, today=TODAY)[Holds("P", "x")].verdict), radius


def holding(verdict: str) -> bool:
    return verdict in ("GUARANTEED", "ASSUMED", "SUPPORTED", "CONTRADICTED")


@same
@given(model=st.one_of(held_towers(), mixed_towers(), strong_towers(), line_towers()), data=st.data())
def test_the_part_around_a_node_is_a_tower_in_which_the_same_holds(model: Model, data: st.DataObject) -> None:
    """Whatever the radius, and whatever lies beyond; where the logic is asked, the part may know less."""
    try:
        validate(model)
        sheet = sheet_of(model)
    except InputError:
        assume(False)
    assume(len(sheet.nodes) and not sheet.on_one.any())
    place, radius = data.draw(st.integers(0, len(sheet.nodes) - 1)), data.draw(st.integers(1, 3))
    found = scan(sheet)
    part = found.neighbourhood(sheet.nodes[place], radius)
    validate(part)
    report = check(part, observer=sheet.observer, today=TODAY)
    texts = texts_of([each.claim for each in report.answers if each.asker == report.observer], part)
    claims, verdicts = sheet.claims, found.answers.verdict
    for number in np.flatnonzero(claims.of_node & claims.mentioned & (claims.target == place)):
        text = sheet.claim_text(int(number))
        if text in texts:
            assert holding(report[texts[text]].verdict) == holding(VERDICTS[verdicts[number]]), text


@same
@given(mixed_towers())
def test_on_mixed_towers(model: Model) -> None:
    agree(model)


@same
@given(strong_towers())
def test_on_strong_towers(model: Model) -> None:
    agree(model)


@same
@given(instance_towers())
def test_on_towers_with_soundness_on_single_claims(model: Model) -> None:
    agree(model)


@same
@given(held_towers())
def test_on_towers_of_agents_and_theories(model: Model) -> None:
    agree(model)


@same
@given(line_towers())
def test_on_towers_with_hereditary_properties(model: Model) -> None:
    agree(model)


@same
@given(assumed_lines())
def test_on_lines_that_are_assumed_and_checked(model: Model) -> None:
    agree(model)


@pytest.mark.slow
@settings(same, max_examples=1000)
@given(line_towers() | assumed_lines())
def test_on_very_many_towers_with_hereditary_properties(model: Model) -> None:
    agree(model)


@pytest.mark.slow
@settings(same, max_examples=1000)
@given(st.one_of(held_towers(), mixed_towers(), strong_towers(), instance_towers()))
def test_on_very_many_towers(model: Model) -> None:
    agree(model)
