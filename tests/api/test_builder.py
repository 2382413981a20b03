"""The builder says the same as the file, in the words of Python."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given, strategies as st

import tower as tw
from tower.api.builder import Tower
from tower.api.bundled import bundled, load_bundled
from tower.api.handles import Accepter
from tower.errors import ClaimError, InputError
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import Assumption, Interval, Symbol

TODAY = date(2026, 11, 24)


def seed() -> Tower:
    t = tw.Tower("seed-enacted")
    programmers = t.optimizer("programmers", objective=tw.values("what the programmers want"))
    system = t.optimizer("system", built_by=programmers, objective=tw.loss("reward"), theory="PA")
    child = t.optimizer("child", built_by=system, objective=tw.mesa(), theory="PA", generic=True)
    P = t.property("P", "safety", hereditary=True)
    pmeta = t.verifier("Pmeta", theory="PA+Con")
    pmeta.checks(P(system), how="proof")
    system.enacts(pmeta, P)
    child.enacts(pmeta, P)
    programmers.assumes(tw.sound(pmeta), tw.gate(system))
    return t


def test_the_example_of_the_documentation() -> None:
    t = seed()
    system, child = "system", "child"
    report = t.check(today=TODAY)
    assert repr(report["P(system)"]) == "GUARANTEED IF {gate(system), sound(Pmeta)}"
    stuck = report.may_accept(system, f"P({child})")
    assert (stuck.verdict, stuck.breaks) == ("NOT_DERIVABLE", ("TWR104",))
    assert stuck.countermodel is not None
    assert len(stuck.countermodel.worlds) == 2
    assert "cannot rule out" in stuck.in_words()
    assert any(text.startswith("ladder") for text in stuck.escapes)
    assert repr(report.if_accepted(system, f"P({child})")) == "GUARANTEED IF {sound(Pmeta)}"
    assert [each.code for each in report.breaks] == ["TWR104", "TWR301", "TWR301", "TWR302"]


def test_the_builder_and_the_file_give_the_same_tower() -> None:
    built, bundled_model = seed().model, load_bundled("seed-enacted").model
    assert built.optimizers == bundled_model.optimizers
    assert built.verifiers == bundled_model.verifiers
    assert built.checks == bundled_model.checks
    assert [each.claim for each in built.observers[0].assumes] == [
        each.claim for each in bundled_model.observers[0].assumes
    ]


def test_handles_are_a_tower_and_a_name() -> None:
    t = seed()
    lab = t.optimizer("lab")
    assert (lab.tower, lab.name, str(lab)) == (t, "lab", "lab")
    assert lab == type(lab)(t, "lab")
    assert lab != type(lab)(seed(), "lab")
    assert repr(lab) == "<lab of seed-enacted>"


def test_a_text_works_wherever_a_claim_does() -> None:
    t = seed()
    report = t.check(today=TODAY)
    system = t.property("Q", "safety")("system")
    assert report["P(system)"] == report[tw.parse_claim("P(system)")]
    assert str(system) == "Q(system)"
    assert tw.not_("P(system)") == tw.not_(tw.parse_claim("P(system)"))


def test_every_verb_reaches_the_model() -> None:
    t = tw.Tower("all", about="everything", sources=["here"])
    lab = t.optimizer("lab", objective=tw.values())
    ai = t.optimizer(
        "ai", built_by=[lab], link="delegated", addresses=["incentives"], lineage={"weights": ["a", "b"]},
        capability=1200, digest="d1", about="an agent",
    )
    leaf = t.artifact("leaf", lineage={"key": "K"}, digest="d2", capability="1/2", about="a leaf")
    t.theory("T", includes="PA", locally="EA", proves_con={"PRA": 1}, axioms=["[PA]p -> p"], about="mine")
    strong = t.verifier("strong", theory="T", spec="the rules")
    weak = t.verifier("weak", error={"false_accept": (0, 0.5)}, lineage={"person": "w"})
    other = t.verifier("other", error={"false_accept": "eps"})
    P, fair = t.property("P", "safety", testable=True), t.condition("fair", about="no favours")
    ai.enacts(strong, P)
    strong.at(ai).checks(P(leaf), how="attestation")
    t.at_least(2, weak, other).checks(
        P(ai), how="test", needs=fair, coverage=0.25, population="honeypots", subject="d1",
        amplified_by="debate", about="twice",
    )
    t.observer("auditor", theory="PA").assumes(
        fair, because="said", owner="me", evidence="none yet", expires=date(2027, 1, 1), credence=(0.5, 1)
    )
    lab.assumes("robust(lab -> ai)")
    t.prior(lab, P(ai), 0.5).independent(weak, other).coalition(1)
    t.common_cause("person", "w", beta=0.1).latent("storm", probability=0.01, defeats=[weak, other])
    t.requires(P(ai), verdict="SUPPORTED", observer=lab).requires(P(leaf), bound=0.1, observer=lab)
    t.waive("COMMON_CAUSE", weak, reason="on purpose", until=date(2027, 1, 1))
    t.expect(lab, {P(ai): "SUPPORTED"}, breaks=["GAP", "TWR302"])
    t.infinite("fair", strength=0, folded=False)
    model = t.model
    assert load_text(dumps(model)).model == model
    assert model.optimizer["ai"].lineage == (("weights", "a"), ("weights", "b"))
    assert model.optimizer["ai"].capability == Fraction(1200)
    assert model.artifact["leaf"].capability == Fraction(1, 2)
    assert model.verifier["weak"].error == (("false_accept", Interval(Fraction(0), Fraction(1, 2))),)
    assert model.verifier["other"].error == (("false_accept", Symbol("eps")),)
    assert [each.how for each in model.checks] == ["attestation", "test"]
    assert model.checks[1].needs == (tw.parse_claim("fair"),)
    assert model.checks[1].coverage == Fraction(1, 4)
    assert model.observer["auditor"].assumes == (
        Assumption(tw.parse_claim("fair"), "said", "me", "none yet", date(2027, 1, 1),
                   Interval(Fraction(1, 2), Fraction(1))),
    )
    assert model.expect is not None
    assert model.expect.breaks == ("TWR301", "TWR302")
    assert model.waivers[0].code == "TWR201"
    assert len(model.dependence) == 4
    assert model.theory["T"].reflects == (("EA", True),)


def test_a_check_is_a_proof_where_there_is_a_theory() -> None:
    t = tw.Tower("t")
    c = t.condition("c")
    t.verifier("weak").checks(c)
    t.verifier("strong", theory="PA").checks(c)
    lab = t.optimizer("lab", theory="PA").enacts(t.verifier("v"), t.property("P"))
    t.verifier("w").at(lab)
    tw.Tower.from_model(t.model).verifier("x", theory="EA").checks("c")
    assert [each.how for each in t.model.checks] == ["test", "proof"]


def test_an_enactment_reasons_in_the_theory_of_its_runner() -> None:
    t = tw.Tower("t")
    v, P = t.verifier("v"), t.property("P")
    lab = t.optimizer("lab", theory="PA").enacts(v, P)
    v.at(lab).checks(P(lab))
    assert t.model.checks[0].by == ("v@lab",)
    assert t.model.checks[0].how == "proof"


def test_nothing_is_ever_taken_away() -> None:
    t = seed()
    before = t.model
    t.condition("more")
    assert t.model != before
    assert set(before.properties) < set(t.model.properties)
    assert before == seed().model


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda t: t.optimizer("system"), "'system' is declared already"),
        (lambda t: t.verifier("Pmeta"), "'Pmeta' is declared already"),
        (lambda t: t.verifier("system").tower.model, "system"),
        (lambda t: t.property("Q", "saftey"), "did you mean safety"),
        (lambda t: t.verifier("w", theory="PA", error={"false_accept": 0}).tower.model, "strong or weak"),
        (lambda t: t.at_least(2, "Pmeta"), "at least 2 of 1"),
        (lambda t: t.at_least(1, "Pmeta", "Pmeta"), "at least 1 of 2"),
        (lambda t: t.verifier("w", error={"false_accept": 2}), "2 is no probability"),
        (lambda t: t.verifier("w", error={"false_accept": (0.5, 0.1)}), "upside down"),
        (lambda t: t.verifier("w", error={"false_accept": True}), "no number"),
        (lambda t: t.verifier("w", theory="Peano").tower.model, "'Peano' is no theory"),
        (lambda t: t.requires("P(system)", bound=(0, 1)), "no bound"),
        (lambda t: t.requires("P(nobody)").model, "nobody"),
        (lambda t: t.optimizer("x", built_by="nobody").tower.model, "nobody"),
        (lambda t: t.infinite("P", powers=3), "no field 'powers'"),
        (lambda t: t.check(observer="nobody", today=TODAY), "nobody"),
        (lambda t: t.check(today=TODAY)["P(nobody)"], "no answer about P\\(nobody\\)"),
        (lambda t: tw.sound(3), "3 names no node"),
        (lambda t: tw.not_(3), "3 is no claim"),
        (lambda t: tw.chain("P", theories=[]), "needs a theory"),
        (lambda t: tw.from_gallery("sed"), "no bundled tower 'sed'"),
    ],
)
def test_what_is_wrong_is_said(build: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        build(seed())  # type: ignore[operator]


def test_a_claim_that_cannot_be_read_has_a_column() -> None:
    with pytest.raises(ClaimError) as caught:
        tw.sound("v", "P(x")
    assert caught.value.column == 4


def test_thresholds_are_named() -> None:
    t = tw.Tower("t")
    both = t.at_least(2, t.verifier("a"), t.verifier("b"))
    assert isinstance(both, Accepter)
    assert both.name == "at least 2 of a, b"


def test_to_networkx_keeps_the_names() -> None:
    graph = seed().to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert {"programmers", "system", "child", "Pmeta"} <= {data.get("name", node) for node, data in graph.nodes(data=True)} | set(graph)


@pytest.mark.parametrize("height", [1, 2, 5, 40])
def test_a_chain_leaves_its_top(height: int) -> None:
    theories = ["PA", *(f"PA+RFN^{n}" for n in range(1, height))]
    answer = tw.chain("P", theories=theories).check(today=TODAY)["P(system)"]
    assert [[str(root) for root in chosen] for chosen in answer.assumptions] == [[f"sound(P{'meta' * height})"]]
    assert answer.verdict == "GUARANTEED"


def test_a_chain_in_one_theory_collapses() -> None:
    answer = tw.chain("P", theories=["PA", "PA"]).check(today=TODAY)["P(system)"]
    assert answer.verdict == "COLLAPSED"


def test_infinite_towers() -> None:
    fields = {"folded": False, "base": "EA", "base_included": True, "sequence": "elementary", "proof": "none"}
    waterfall = tw.infinite("P", cls="safety", strength=0, verified_in_base=False, **fields)
    assert waterfall.check(today=TODAY)["P"].verdict == "GUARANTEED"
    verified = tw.infinite("P", cls="safety", strength=0, verified_in_base=True, **fields)
    assert verified.check(today=TODAY)["P"].verdict == "COLLAPSED"
    assert tw.infinite("P").check(today=TODAY)["P"].verdict == "UNKNOWN"


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_tower_goes_through_the_builder(name: str) -> None:
    model = load_bundled(name).model
    assert Tower.from_model(model).model == model


@given(st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1), st.data())
def test_optimizers_are_kept_in_order(names: list[str], data: st.DataObject) -> None:
    t = tw.Tower("t")
    for number, name in enumerate(names):
        bases = data.draw(st.lists(st.sampled_from(names[:number]), unique=True)) if number else []
        t.optimizer(name, built_by=bases)
    assert [each.name for each in t.model.optimizers] == names


def test_a_large_tower_is_built_in_linear_time() -> None:
    t = tw.Tower("large")
    lab, P = t.optimizer("lab"), t.property("P")
    for number in range(3000):
        t.verifier(f"v{number}", theory="PA").checks(P(lab))
        lab.assumes(f"sound(v{number})")
    assert len(t.model.checks) == 3000


def test_an_infinite_schema_takes_the_words_of_the_file() -> None:
    made = tw.infinite("P", strength="reflection", folded=False, sequence="elementary", proof="none")
    assert repr(made.check(today=date(2026, 1, 1))["P"]) == "COLLAPSED[2] (TWR105)"
    for wrong in ({"strength": "strong"}, {"folded": "no"}, {"verified_in_base": 1}, {"proof": "maybe"}, {"height": 3}):
        with pytest.raises(tw.TowerError):
            tw.infinite("P", **{"strength": 0, "folded": False, **wrong}).check(today=date(2026, 1, 1))
