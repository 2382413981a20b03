"""The prover against the facts, the plain tableau, the definition of a countermodel, and its laws."""

import json
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from tests.benchmarks.families import FAMILIES, modal_3cnf, random_formula, random_pattern
from tower.errors import FormulaError, PatternError
from tower.logic.checker import verify
from tower.logic.models import check_countermodel
from tower.logic.pattern import Pattern
from tower.logic.prover import GaveUp, Proved, ProverLimits, Refuted, prove, prove_gl, prove_s
from tower.logic.tableau import GaveUp as TableauGaveUp, Limits, Theorem, decide
from tower.syntax.formula import FALSE, And, Atom, Box, Implies, Not, Or, box_power, diamond
from tower.syntax.parser import parse

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "logic.json").read_text(encoding="utf-8"))["facts"]
DECIDED = [fact for fact in FACTS if fact["kind"] in ("GL", "S", "trust-pattern")]
WORD = {"theorem": Proved, "non-theorem": Refuted}


def question(seed, strengths=(0, 0, 1, 2)):
    """A random pattern and a random formula over it."""
    random = Random(seed)
    pattern = random_pattern(random, strengths)
    return pattern, random_formula(random, random.randint(2, 5), pattern.theories, "pqs")


def answered(fact):
    formula = parse(fact["formula"])
    if fact["kind"] == "GL":
        return prove_gl(formula)
    return prove_s(formula) if fact["kind"] == "S" else prove(Pattern.from_json(fact["pattern"]), formula)


@pytest.mark.parametrize("fact", DECIDED, ids=lambda fact: fact["id"])
def test_facts_with_certificates_that_survive_json(fact):
    answer = answered(fact)
    assert type(answer) is WORD[fact["expect"]]
    shown = verify(json.loads(json.dumps(answer.certificate)))
    assert (shown.verdict, shown.formula) == (fact["expect"], parse(fact["formula"]))


def agree(seed):
    """Compare with the plain tableau; check every countermodel by the definition."""
    pattern, formula = question(seed)
    answer = prove(pattern, formula)
    slow = decide(pattern, formula, limits=Limits(steps=200_000))
    if isinstance(slow, TableauGaveUp):
        return
    assert isinstance(answer, Proved) == isinstance(slow, Theorem), (seed, pattern, str(formula))
    if isinstance(answer, Refuted):
        check_countermodel(pattern, formula, answer.model)


@pytest.mark.parametrize("start", range(0, 2_000, 200))
def test_agrees_with_the_tableau(start):
    for seed in range(start, start + 200):
        agree(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 110_000, 10_000))
def test_agrees_with_the_tableau_on_many(start):
    for seed in range(start, start + 10_000):
        agree(seed)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_more_boxes_in_the_question_change_nothing(seed):
    pattern, formula = question(seed)
    other = Random(seed + 1)
    extra = Box(other.choice(pattern.theories), random_formula(other, 2, pattern.theories, "pqs"))
    assert type(prove(pattern, Or(formula, And(extra, Not(extra))))) is type(prove(pattern, formula))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_truth_is_what_a_reflecting_theory_proves(seed):
    formula = random_formula(Random(seed), 4, ("0",), "pq")
    above = Pattern(("0", "w"), reflects=frozenset({("0", "w")}))
    assert type(prove_s(formula)) is type(prove(above, Box("w", formula)))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_theorems_are_closed_under_necessitation(seed):
    pattern, formula = question(seed)
    if isinstance(prove(pattern, formula), Proved):
        assert all(isinstance(prove(pattern, Box(name, formula)), Proved) for name in pattern.theories)


@pytest.mark.parametrize("name", FAMILIES)
def test_families_get_their_verdict(name):
    family = FAMILIES[name]
    for size in [size for size in family.sizes if size <= 16][:3]:
        assert isinstance(prove(*family.question(size)), Proved) is family.valid


def test_an_edge_of_strength_one_carries_soundness_for_sigma1_claims():
    claim = parse("[h]([v]s->s)")
    for strength, word in ((0, Refuted), (1, Proved), (3, Proved)):
        pattern = Pattern(("v", "h"), con=frozenset({("v", "h", strength)}), sigma1_atoms=frozenset("s"))
        assert type(prove(pattern, claim)) is word
        assert type(prove(pattern, parse("[h]([v]q->q)"))) is Refuted


def test_dead_theories_prove_everything():
    pattern = Pattern(("a", "b", "c"), reflects=frozenset({("a", "b"), ("b", "a")}), includes=frozenset({("b", "c")}))
    assert all(isinstance(prove(pattern, Box(name, FALSE)), Proved) for name in pattern.theories)
    strong = Pattern(("a", "b"), con=frozenset({("a", "b", 1), ("b", "a", 2)}))
    assert isinstance(prove(strong, Box("a", FALSE)), Proved)


def test_a_model_is_shared_not_repeated():
    worlds = prove(Pattern(("0",)), parse("<>T & <>p & <>~p -> <>(p & <>T)")).certificate["worlds"]
    assert len(worlds) <= 4


@pytest.mark.parametrize("depth", [3_000, 20_000])
def test_depth_is_no_limit_for_recursion(depth):
    deep = box_power("0", depth, Atom("p"))
    assert isinstance(prove_gl(Implies(deep, deep)), Proved)
    wide = Atom("p")
    for _ in range(depth):
        wide = Not(And(wide, Not(Not(wide))))
    assert isinstance(prove_gl(wide), Proved | Refuted)


def test_every_limit_is_kept_and_named():
    hard = FAMILIES["php_box"].question(11)
    ticks = count()
    assert prove(*hard, limits=ProverLimits(seconds=20, clock=lambda: next(ticks))) == GaveUp("seconds")
    assert prove(*FAMILIES["con_up"].question(9), limits=ProverLimits(worlds=4)) == GaveUp("worlds")
    assert prove(*FAMILIES["lob_cycle"].question(9), limits=ProverLimits(cells=10)) == GaveUp("cells")


def test_unknown_theories_are_misuse():
    with pytest.raises(FormulaError, match="not declared"):
        prove(Pattern(("a",)), parse("[b]p"))
    with pytest.raises(PatternError, match="not declared"):
        prove(Pattern(("a",)), parse("[a]p"), sound=("b",))


def test_the_empty_pattern_decides_propositional_logic():
    assert isinstance(prove(Pattern(()), parse("p|~p")), Proved)
    assert isinstance(prove(Pattern(()), parse("p->q")), Refuted)
    assert isinstance(prove(Pattern(()), parse("T")), Proved)
    assert isinstance(prove(Pattern(()), parse("F")), Refuted)


def test_answers_are_the_same_on_every_run():
    for seed in range(40):
        pattern, formula = question(seed)
        assert prove(pattern, formula).certificate == prove(pattern, formula).certificate


def test_awkward_names():
    names = ("→", "-x", "PA+RFN^2", "0")
    pattern = Pattern(names, reflects=frozenset({(names[0], names[1])}))
    assert isinstance(prove(pattern, Box(names[1], diamond(names[0], Not(FALSE)))), Proved)


@pytest.mark.parametrize("depth", [1, 2])
def test_random_modal_3cnf_against_the_tableau(depth):
    for seed in range(15):
        formula = modal_3cnf(seed, 6, 3, depth)
        slow = decide(Pattern(("0",)), formula, limits=Limits(steps=300_000))
        if not isinstance(slow, TableauGaveUp):
            assert isinstance(prove_gl(formula), Proved) == isinstance(slow, Theorem)
