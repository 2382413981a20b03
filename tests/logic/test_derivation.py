"""Derivations and countermodels as text: complete, readable, and linear in the certificate."""

import json
from pathlib import Path
from random import Random

import pytest

from tests.benchmarks.families import FAMILIES, random_formula, random_pattern
from tower.errors import CertificateError
from tower.logic.derivation import countermodel_text, derivation, derivation_latex, derivation_text
from tower.logic.models import Model, World
from tower.logic.pattern import Pattern
from tower.logic.prover import Proved, prove, prove_gl, prove_s
from tower.logic.tableau import Theorem, decide
from tower.syntax import printer
from tower.syntax.formula import Iff, Implies, conjunction, substitute
from tower.syntax.parser import parse

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "logic.json").read_text(encoding="utf-8"))["facts"]


def proofs():
    """The certificates of random theorems."""
    for seed in range(400):
        random = Random(seed)
        pattern = random_pattern(random, (0,))
        formula = random_formula(random, 5, pattern.theories, "pqs")
        answer = prove(pattern, formula)
        if isinstance(answer, Proved):
            yield pattern, formula, answer.certificate


def test_every_line_is_a_theorem_and_the_last_is_the_claim():
    for pattern, formula, certificate in proofs():
        told = derivation(certificate)
        names = {}
        for name, meaning in told.names:
            names[name] = substitute(meaning, names)
        for line in told.lines:
            assert isinstance(decide(pattern, substitute(line.statement, names)), Theorem)
        assert substitute(told.lines[-1].statement, names) is formula


def test_lines_name_only_earlier_lines():
    for _, _, certificate in proofs():
        for number, line in enumerate(derivation(certificate).lines, start=1):
            assert all(0 < used < number for used in line.lines)


def test_loeb_reads_as_in_a_book():
    assert derivation_text(prove_gl(parse("[]([]p->p)->[]p")).certificate).splitlines() == [
        "1. □(□p → p) → □p",
        "     inside the theory: given □(□p → p); so □p → p; by Löb □p.  Hence p.",
    ]


def test_what_a_line_rests_on_is_named():
    pattern = Pattern.from_json({
        "theories": ["v", "h"], "reflects": [["v", "h"]], "axioms": {"h": ["p->q"]},
    })
    text = derivation_text(prove(pattern, parse("[v]p->[h]q")).certificate)
    assert "axioms p → q" in text and "given [v]p" in text
    text = derivation_text(prove(pattern, parse("[h]([v]s->s)")).certificate)
    assert "reflection [v]s → s" in text
    weak = Pattern(("v", "h"), con=frozenset({("v", "h", 0)}))
    assert "consistency ¬[v]⊥" in derivation_text(prove(weak, parse("[h]<v>T")).certificate)
    assert "soundness □p → p" in derivation_text(prove_s(parse("[]p->p")).certificate)


def test_an_edge_of_strength_one_has_its_own_kind_of_line():
    pattern = Pattern(("v", "h"), con=frozenset({("v", "h", 1)}), sigma1_atoms=frozenset("s"))
    text = derivation_text(prove(pattern, parse("[h]([v]s->s)")).certificate)
    assert "Hence a contradiction" in text


def test_long_formulas_get_names_that_no_letter_has():
    formula = parse("[](X1->([](p&q&r&p1&p2&p3&p4&p5&p6&p7&p8&p9)|[](p&q&r&p1&p2&p3&p4&p5&p6&p7&p8&q9)))")
    text = derivation_text(prove_gl(Implies(formula, formula)).certificate)
    assert "XX1 stands for" in text and max(map(len, text.splitlines()[:-2])) < 200


def test_text_is_linear_in_the_certificate():
    shared = parse("p")
    for _ in range(200):
        shared = Iff(shared, shared)
    certificate = prove_gl(Implies(shared, shared)).certificate
    assert len(derivation_text(certificate)) < 20_000
    large = prove(*FAMILIES["lob_cycle"].question(24)).certificate
    assert len(derivation_text(large)) < 3 * len(json.dumps(large))


def test_latex_has_an_item_for_each_line():
    for _, _, certificate in list(proofs())[:30]:
        text = derivation_latex(certificate)
        assert text.count(r"\item") == len(derivation(certificate).lines)
        assert text.count("{") == text.count("}") and text.count("$") % 2 == 0


def test_only_what_holds_is_told():
    refuted = prove_gl(parse("p")).certificate
    with pytest.raises(CertificateError, match="countermodel"):
        derivation_text(refuted)
    broken = json.loads(json.dumps(prove_gl(parse("[]p->[]p")).certificate))
    broken["steps"][-1]["by"] = []
    with pytest.raises(CertificateError, match="not refuted"):
        derivation_text(broken)


def test_facts_can_be_told():
    for fact in FACTS:
        if fact["kind"] == "trust-pattern":
            answer = prove(Pattern.from_json(fact["pattern"]), parse(fact["formula"]))
            told = derivation_text(answer.certificate) if isinstance(answer, Proved) else \
                countermodel_text(answer.model)
            assert told.strip()


def test_a_world_seen_twice_is_drawn_once():
    model = Model(
        (World(None), World("a"), World("b", frozenset("pq")), World("a")),
        frozenset({(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)}),
    )
    assert countermodel_text(model).splitlines() == [
        "0 root: no letter",
        "├─ 1 [a]: no letter",
        "│  └─ 3 [a]: no letter",
        "└─ 2 [b]: p, q",
        "   └─ 3, drawn above",
    ]


def test_a_long_chain_is_drawn_without_recursion():
    deep = prove(*FAMILIES["con_up"].question(400)).model
    lines = countermodel_text(deep).splitlines()
    assert len(lines) == 401
    assert all("└─" in line for line in lines[1:])


def test_statements_are_implications_from_what_is_given():
    certificate = prove_gl(parse("[]p&[](p->q)->[]q")).certificate
    assert derivation(certificate).lines[0].statement in (
        parse("[]p&[](p->q)->[]q"), parse("[](p->q)&[]p->[]q"),
        Implies(conjunction([parse("[]p"), parse("[](p->q)")]), parse("[]q")),
    )
    assert printer.unicode(derivation(certificate).lines[-1].statement) == "□p ∧ □(p → q) → □q"
