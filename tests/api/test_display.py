"""What values look like in a notebook: pictures and formulas, bounded, escaped, and never an error."""

from __future__ import annotations

import copy
import pickle
import re
import xml.etree.ElementTree as ET
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

import tower as tw
from tests.model.strategies import models
from tower.api import display
from tower.api.display import bundle
from tower.api.glance import MOST_CHECKED, MOST_LINES, shortened
from tower.api.rows import Argument, Rows
from tower.diagnosis.report import Break, Countermodel, Step, World
from tower.logic.agents import parse_agents
from tower.logic.derivation import derivation
from tower.logic.equilibrium import outcome
from tower.logic.fixpoint import FixedPoint, fixed_point
from tower.logic.models import Model as Frame, World as Place
from tower.logic.ordinals import OMEGA, omega_power
from tower.logic.progression import place, progression
from tower.logic.prover import Proved, Refuted, prove_gl
from tower.model.values import Interval, Model, Optimizer
from tower.risk.assess import assess
from tower.risk.bounds import UNKNOWN, Bound
from tower.risk.leaves import Leaf
from tower.risk.structure import Structure, all_of
from tower.strategies import formulas, letter_names, theory_names
from tower.syntax.formula import Atom, Box, Formula

TODAY = date(2026, 11, 26)
HOSTILE = '<script>alert(1)</script>"&$\\{'
SEED = tw.from_gallery("seed")
REPORT = SEED.check(today=TODAY)
STUCK = REPORT.may_accept("system", "P(child)")
CHEESE = assess(
    Structure.of("f", {"f": all_of("a", "b")}),
    [Leaf(name, Interval(Fraction(1, 10), Fraction(1, 3)), name) for name in "ab"],
)
LOEB = prove_gl(tw.parse("[]([]p->p)->[]p"))
KINDS = {
    "tower": (SEED, {"image/svg+xml"}),
    "model of a tower": (SEED.model, {"image/svg+xml"}),
    "report": (REPORT, {"image/svg+xml"}),
    "break": (REPORT.breaks[0], set()),
    "derivation": (REPORT["P(system)"].why(), {"image/svg+xml"}),
    "countermodel": (STUCK.countermodel, {"image/svg+xml"}),
    "links": (REPORT.links(), {"text/html"}),
    "ladder": (REPORT.ladder(), {"text/html"}),
    "assumptions": (REPORT.assumptions(), {"text/html"}),
    "formula": (tw.parse("[]p -> <PA>T"), {"text/latex"}),
    "proof": (LOEB, {"text/html"}),
    "derivation of a formula": (derivation(LOEB.certificate), {"text/html"}),
    "refutation": (prove_gl(tw.parse("[]p->p")), {"image/svg+xml"}),
    "model of a formula": (Frame((Place(None), Place("a")), frozenset({(0, 1)})), {"image/svg+xml"}),
    "fixed point": (fixed_point(tw.parse("~[]p"), "p"), {"text/latex"}),
    "match": (outcome(parse_agents("FB = []b"), "FB", "FB"), set()),
    "ordinal": (omega_power(OMEGA), {"text/latex"}),
    "place": (place("PA", (1, 0)), {"text/latex"}),
    "progression": (progression("PA", 0, 3), {"text/html"}),
    "numbers": (tw.from_gallery("untrusted-monitoring").check(today=TODAY).risk("no_sabotage(policy)"), {"text/html"}),
    "bound": (CHEESE.unknown, {"text/latex"}),
    "bounds": (CHEESE, {"text/html"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_value_shows_itself(kind: str) -> None:
    value, wanted = KINDS[kind]
    shown = value._repr_mimebundle_(include=None, exclude=None)
    assert set(shown) == wanted | {"text/plain"}
    assert all(shown.values())
    assert " at 0x" not in shown["text/plain"]
    if "image/svg+xml" in shown:
        ET.fromstring(shown["image/svg+xml"])
    if "text/latex" in shown:
        assert shown["text/latex"].count("$") % 2 == 0
    assert shown == value._repr_mimebundle_()
    for mime in shown:
        assert value._repr_mimebundle_(include={mime}) == {mime: shown[mime]}
        assert set(value._repr_mimebundle_(exclude=[mime])) == set(shown) - {mime}


def test_what_is_said_is_what_is_so() -> None:
    assert bundle(tw.parse("[]p -> <PA>T"))["text/latex"] == r"$\Box p \to \Diamond_{\mathrm{PA}} \top$"
    assert bundle(omega_power(OMEGA))["text/latex"] == r"$\omega^{\omega}$"
    assert bundle(place("PA", (1,)))["text/latex"] == r"PA + 1-Con has place $\omega^{\varepsilon_{0}{\cdot}2}$"
    assert r"p = \neg \Box \bot" in bundle(KINDS["fixed point"][0])["text/latex"]
    assert r"p \leftrightarrow (\Box p \to q)" in bundle(fixed_point(tw.parse("[]p -> q"), "p"))["text/latex"]
    assert "PA proves everything, so the check that child runs" in bundle(STUCK.countermodel)["text/plain"]
    assert bundle(LOEB)["text/html"] == bundle(derivation(LOEB.certificate))["text/html"]
    assert bundle(LOEB)["text/html"].count("<li>") == 1
    assert bundle(LOEB)["text/plain"].startswith("a theorem:")
    assert bundle(prove_gl("[]p -> p"))["text/plain"].startswith("no theorem:")
    assert bundle(REPORT.breaks[0])["text/plain"].lstrip().startswith("TWR104 LOEB_STUCK")


def test_bounds_are_shown_rounded_outward() -> None:
    third = Bound(Fraction(1, 3), Fraction(2, 3), UNKNOWN, exact=False, note=HOSTILE)
    assert "0.3333" in bundle(third)["text/latex"]
    assert "0.6667" in bundle(third)["text/latex"]
    assert "outer bound" in bundle(third)["text/plain"]


# misuse: nothing that is shown raises, and nothing that is shown runs


def test_a_tower_in_the_making_says_what_is_wrong_with_it() -> None:
    t = tw.Tower("half")
    assert bundle(t) == {"text/plain": "tower half: nothing declared yet; not yet a tower that can be checked: "
                         "nobody is there to ask; expected an observer by name, under observers"}
    t.verifier("v", theory="no such theory")
    assert list(bundle(t)) == ["text/plain"]
    assert "no such theory" in bundle(t)["text/plain"]


@settings(max_examples=6, deadline=None)
@given(models())
def test_no_tower_is_an_error(model: Model) -> None:
    assert bundle(model)["text/plain"]


@given(formulas(letter_names(), theory_names()))
def test_every_formula_is_written_or_described(formula: Formula) -> None:
    shown = bundle(formula)
    assert shown["text/plain"] == str(formula) or "too long" in shown["text/plain"]
    assert len(shown.get("text/latex", "")) < 20_000


@pytest.mark.parametrize("value", [
    Box("&$\\{", Atom(HOSTILE)),
    Bound(Fraction(0), Fraction(1), HOSTILE, (HOSTILE,), False, HOSTILE),
    Countermodel((World(HOSTILE, (HOSTILE,)),), HOSTILE),
    Frame((Place(None, frozenset({HOSTILE})), Place(HOSTILE)), frozenset({(0, 1)})),
    Break("TWR202", (HOSTILE,), (), HOSTILE, (HOSTILE,)),
    Argument((Step(HOSTILE, HOSTILE),)),
    Rows([1], (HOSTILE,), [(HOSTILE,)]),
    Model(HOSTILE, optimizers=(Optimizer(HOSTILE),)),
    prove_gl(tw.parse('[]"<script>x</script>" -> []"<script>x</script>"')),
    assess(Structure.of("f", {"f": all_of(HOSTILE)}), [Leaf(HOSTILE)]),
], ids=lambda value: type(value).__name__)
def test_markup_in_names_is_text(value: object) -> None:
    shown = bundle(value) if not isinstance(value, tuple) else value._repr_mimebundle_()  # type: ignore[attr-defined]
    for kind, text in shown.items():
        if kind != "text/plain":
            assert not re.search(r"<\s*script", text), (kind, text)


# size: whatever is shown is bounded, and a huge tower is not checked for being looked at


def test_a_huge_tower_is_described_and_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("checked")

    monkeypatch.setattr(display, "check", never)
    t = tw.Tower("huge")
    top = t.optimizer("x0")
    for number in range(1, 600):
        top = t.optimizer(f"x{number}", built_by=top)
    assert bundle(t) == {"text/plain": "tower huge: 600 optimizers; too large for a glance: check it, or draw it into a file"}
    few = tw.Tower("many checks")
    lab = few.optimizer("lab")
    P, v = few.property("P"), few.verifier("v")
    for _ in range(MOST_CHECKED):
        v.checks(P(lab))
    assert "too large" in bundle(few)["text/plain"]


def test_a_huge_report_is_short_and_no_picture() -> None:
    t = tw.Tower("wide")
    t.observer("o")
    v = t.verifier("v")
    P = t.property("P")
    for number in range(400):
        v.checks(P(t.artifact(f"x{number}")))
    found = t.check(today=TODAY)
    assert list(bundle(found)) == ["text/plain"]
    assert repr(found) == bundle(found)["text/plain"]
    assert len(repr(found).splitlines()) == MOST_LINES < len(str(found).splitlines())
    assert repr(found).endswith(" lines more")


def test_huge_formulas_models_and_ordinals_are_described() -> None:
    deep = shared = tw.parse("p")
    for _ in range(20_000):
        deep = Box("0", deep)
    for _ in range(200):
        shared = tw.parse("p & q").__class__(shared, shared)
    for formula in (deep, shared, Atom("x" * 10_000_000)):
        assert len(bundle(formula)["text/plain"]) < 200
        assert "text/latex" not in bundle(formula)
    many = Frame((Place(None), *[Place("a")] * 100), frozenset((0, n) for n in range(1, 101)))
    assert list(bundle(many)) == ["text/plain"]
    high = OMEGA
    for _ in range(1000):
        high = omega_power(high)
    assert len(bundle(high)["text/plain"]) < 500
    assert len(bundle(progression("PA", 1, 1000))["text/html"]) < 20_000


def test_huge_proofs_are_not_retold() -> None:
    """Their certificates are only counted: these two could not even be read."""
    assert bundle(Proved({"steps": [None] * 10_000})) == {"text/plain": "a theorem, with a proof of 10000 steps"}
    assert bundle(Refuted({"worlds": [None] * 10_000})) == {"text/plain": "no theorem: a model of 10000 worlds, too many to be drawn"}
    solved = FixedPoint("p", tw.parse("[]p"), Atom("x" * 1_000_000), None)  # type: ignore[arg-type]
    assert len(bundle(solved)["text/plain"]) < 200


@given(st.text(alphabet="ab\n", max_size=40), st.integers(2, 9))
def test_a_shortened_text_has_at_most_so_many_lines(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short.split("\n")) <= most
    if short != text:
        left = int(re.findall(r"and (\d+) lines more", short)[-1])
        assert len(text.split("\n")) == most - 1 + left


# tuples that show themselves


def test_arguments_and_rows_are_tuples_still() -> None:
    why, links = REPORT["P(system)"].why(), REPORT.links()
    assert why == tuple(why)
    assert isinstance(why[0], Step)
    assert links == tuple(links)
    for value in (why, links):
        for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
            assert twin == value
            assert repr(twin) == repr(value)
    assert Argument()._repr_mimebundle_() == {"text/plain": "no derivation"}
    assert Rows((), ("A",), ())._repr_mimebundle_() == {"text/plain": "nothing"}


# what is offered on Tab


def test_completion_offers_what_one_may_use() -> None:
    assert REPORT._ipython_key_completions_() == [a.text for a in REPORT.answers if a.asker == "programmers"]
    assert all(REPORT[text].text == text for text in REPORT._ipython_key_completions_())
    offered = {name for name in dir(SEED) if not name.startswith("_")}
    assert {"optimizer", "verifier", "check", "draw", "model", "name"} <= offered
    assert not {"append", "declare", "reframe", "believe", "assume"} & offered
    assert [name for name in dir(tw) if not name.startswith("_")] == tw.__all__


def test_every_answer_of_a_report_has_its_evidence_at_hand() -> None:
    assert [answer.why() for answer in REPORT.answers if answer.text == "P(system)"] == [REPORT.why("P(system)")]
    assert repr(REPORT.breaks[0]) == "<TWR104 LOEB_STUCK: child, system>"
    assert repr(SEED) == "<tower seed-enacted: 1 property, 3 optimizers, 1 verifier, 1 check, 1 observer>"
