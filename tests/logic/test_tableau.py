"""The plain decider of L_P, GL and S: facts, models for every refusal, laws, a brute-force oracle."""

import pytest
from hypothesis import assume, given, settings, strategies as st

from tower.errors import FormulaError
from tower.logic.models import check_countermodel
from tower.logic.pattern import Pattern
from tower.logic.tableau import (
    GL_PATTERN,
    GaveUp,
    Limits,
    NonTheorem,
    Theorem,
    decide,
    gl,
    s,
    truth_formula,
)
from tower.strategies import formulas, patterns
from tower.syntax.formula import And, Atom, Box, Implies, Not, Or, box_power, substitute
from tower.syntax.parser import parse

from .oracles import refuted_by_small_model
from .service_cases import facts

THEORIES = ("a", "b", "c")
few = Limits(steps=60_000)
over_three = formulas(theories=THEORIES, max_leaves=6)
any_pattern = patterns(THEORIES, strengths=(0, 0, 1, 2))


def is_theorem(pattern, formula):
    """The answer as a truth value; a search that gives up is left out of the test."""
    found = decide(pattern, formula, limits=few)
    assume(not isinstance(found, GaveUp))
    return isinstance(found, Theorem)


@pytest.mark.parametrize("fact", facts("trust-pattern"), ids=lambda fact: fact["id"])
def test_facts_over_patterns(fact):
    pattern, formula = Pattern.from_json(fact["pattern"]), parse(fact["formula"])
    found = decide(pattern, formula)
    assert isinstance(found, Theorem if fact["expect"] == "theorem" else NonTheorem)
    if isinstance(found, NonTheorem):
        check_countermodel(pattern, formula, found.model)
        assert len(found.model.worlds) <= (fact.get("countermodel_points") or 99) + 3


@pytest.mark.parametrize("fact", facts("GL"), ids=lambda fact: fact["id"])
def test_facts_of_gl(fact):
    found = gl(parse(fact["formula"]))
    assert isinstance(found, Theorem if fact["expect"] == "theorem" else NonTheorem)


@pytest.mark.parametrize("fact", facts("S"), ids=lambda fact: fact["id"])
def test_facts_of_s_also_at_a_reflecting_top(fact):
    formula = parse(fact["formula"])
    expected = Theorem if fact["expect"] == "theorem" else NonTheorem
    assert isinstance(s(formula), expected)
    assert isinstance(decide(TOP, Box("w", formula)), expected)


TOP = Pattern(("0", "w"), reflects=frozenset({("0", "w")}))


@settings(max_examples=150, deadline=None)
@given(formulas())
def test_s_is_what_a_reflecting_top_proves(formula):
    assert isinstance(s(formula), Theorem) == is_theorem(TOP, Box("w", formula))


@settings(max_examples=300, deadline=None)
@given(any_pattern, over_three)
def test_every_refusal_has_a_model(pattern, formula):
    found = decide(pattern, formula, limits=few)
    if isinstance(found, NonTheorem):
        check_countermodel(pattern, formula, found.model)


@settings(max_examples=60, deadline=None)
@given(patterns(("a", "b"), ("p",), strengths=(0, 0, 1)), formulas(["p"], ("a", "b"), max_leaves=5))
def test_no_theorem_has_a_small_countermodel(pattern, formula):
    assume(is_theorem(pattern, formula))
    assert refuted_by_small_model(check_countermodel, pattern, formula) is None


@settings(max_examples=150, deadline=None)
@given(
    any_pattern, over_three, st.sampled_from(THEORIES), formulas(theories=THEORIES, max_leaves=4)
)
def test_formulas_that_do_not_matter_do_not_matter(pattern, formula, theory, other):
    idle = And(Box(theory, other), Not(Box(theory, other)))
    assert is_theorem(pattern, formula) == is_theorem(pattern, Or(formula, idle))


@settings(max_examples=100, deadline=None)
@given(any_pattern, over_three, over_three, st.sampled_from(THEORIES), st.sampled_from(THEORIES))
def test_axioms_and_rules(pattern, one, two, i, j):
    assert is_theorem(
        pattern, Implies(Box(i, Implies(one, two)), Implies(Box(i, one), Box(i, two)))
    )
    assert is_theorem(pattern, Implies(Box(i, Implies(Box(i, one), one)), Box(i, one)))
    assert is_theorem(pattern, Implies(Box(i, one), Box(j, Box(i, one))))
    if is_theorem(pattern, one):
        assert is_theorem(pattern, Box(i, one))
        assert not is_theorem(pattern, Implies(one, two)) or is_theorem(pattern, two)


@settings(max_examples=100, deadline=None)
@given(any_pattern, over_three)
def test_edges_are_theorems(pattern, formula):
    for low, high in pattern.includes | pattern.reflects:
        assert is_theorem(pattern, Implies(Box(low, formula), Box(high, formula)))
    for low, high in pattern.reflects:
        assert is_theorem(pattern, Box(high, Implies(Box(low, formula), formula)))
    for low, high, strength in pattern.con:
        assert is_theorem(pattern, Box(high, Not(Box(low, parse("F")))))
        sigma1 = Box("a", formula)
        assert not strength or is_theorem(pattern, Box(high, Implies(Box(low, sigma1), sigma1)))
    for name, found in pattern.axioms:
        assert all(is_theorem(pattern, Box(name, each)) for each in found)


@settings(max_examples=100, deadline=None)
@given(any_pattern, over_three)
def test_more_edges_never_lose_a_theorem(pattern, formula):
    more = Pattern(
        pattern.theories,
        pattern.includes | {("a", "b")},
        pattern.reflects,
        pattern.con | {("b", "c", 1)},
        pattern.axioms,
        pattern.sigma1_atoms,
        pattern.decidable_atoms,
    )
    assert not is_theorem(pattern, formula) or is_theorem(more, formula)


@settings(max_examples=100, deadline=None)
@given(patterns(THEORIES, strengths=(0, 1), max_axioms=0, classes=False), over_three, over_three)
def test_without_axioms_theorems_are_closed_under_substitution(pattern, formula, other):
    assume(is_theorem(pattern, formula))
    assert is_theorem(pattern, substitute(formula, {"p": other}))


@settings(max_examples=100, deadline=None)
@given(any_pattern)
def test_dead_theories_prove_falsity(pattern):
    for name in pattern.reading.dead:
        assert is_theorem(pattern, Box(name, parse("F")))


STRENGTHS = [
    (1, "[h]([v]s->s)", True),
    (0, "[h]([v]s->s)", False),
    (0, "[h]([v]~s->~s)", True),
    (1, "[h]([v]~s->~s)", True),
    (1, "[h]([v]p->p)", False),
    (2, "[h]([v]p->p)", False),
    (1, "[h]([v][v]F->[v]F)", True),
    (0, "[h]([v][v]F->[v]F)", False),
    (0, "[h]<v>T", True),
    (1, "[v]p->[h]p", False),
    (1, "[v]s->[h]s", True),
    (1, "[h]([v](s|~[v]s)->(s|~[v]s))", True),
    (1, "[h]F", False),
    (1, "[h]<v><v>T", True),
    (0, "[h]<v><v>T", False),
    (1, "[h]<h>T", False),
]


@pytest.mark.parametrize(("strength", "text", "expected"), STRENGTHS)
def test_finite_strengths_reflect_boolean_combinations_of_sigma1(strength, text, expected):
    pattern = Pattern.from_json(
        {"theories": ["v", "h"], "con": [["v", "h", strength]], "sigma1_atoms": ["s"]}
    )
    assert isinstance(decide(pattern, parse(text)), Theorem) == expected


def test_strengths_compose_to_the_least():
    weak = Pattern.from_json({"con": [["a", "b", 2], ["b", "c", 0]], "sigma1_atoms": ["s"]})
    strong = Pattern.from_json({"con": [["a", "b", 2], ["b", "c", 1]], "sigma1_atoms": ["s"]})
    claim = parse("[c]([a]s->s)")
    assert isinstance(decide(weak, claim), NonTheorem) and isinstance(
        decide(strong, claim), Theorem
    )


def test_what_a_weaker_theory_asserts_of_a_sigma1_letter_comes_up():
    pattern = Pattern.from_json(
        {"con": [["v", "h", 1]], "sigma1_atoms": ["s"], "axioms": {"v": ["s"]}}
    )
    assert isinstance(decide(pattern, parse("[h]s")), Theorem)


def test_other_modalities_are_refused():
    for decider in (gl, s):
        with pytest.raises(FormulaError, match=r"modality \[1\]"):
            decider(parse("[]p -> [1]p"))
    with pytest.raises(FormulaError, match="'z' is not declared"):
        decide(GL_PATTERN, parse("[z]p"))


def test_limits_are_stated_and_never_a_wrong_answer():
    hard = parse(" & ".join(f"([]p{n} | []q{n})" for n in range(30)) + " -> []F")
    assert decide(GL_PATTERN, hard, limits=Limits(steps=50)) == GaveUp("steps")
    many = Not(box_power("0", 50, parse("F")))
    assert decide(GL_PATTERN, Not(many), limits=Limits(worlds=20)) == GaveUp("worlds")
    assert decide(GL_PATTERN, Not(many), limits=Limits(pairs=100)) == GaveUp("pairs")


@pytest.mark.parametrize("text", ["[]^600 F", "[]^600 p -> [][]^600 p", "~" * 3000 + "p"])
def test_depth_is_no_obstacle(text):
    assert isinstance(gl(parse(text)), Theorem | NonTheorem)


def test_a_huge_formula_meets_a_limit():
    assert gl(parse("[]^100000 F"), limits=few) == GaveUp("steps")


def test_a_ladder_shares_its_worlds():
    names = [f"t{n}" for n in range(60)]
    pattern = Pattern(
        tuple(names), con=frozenset((a, b, 0) for a, b in zip(names, names[1:], strict=False))
    )
    found = decide(pattern, parse("[t59]F"))
    assert isinstance(found, NonTheorem) and len(found.model.worlds) == 61


def test_the_answer_does_not_depend_on_the_run():
    formula = parse("[a]p & [b](p -> <a>q) -> [b][a]q | [a]F")
    pattern = Pattern(("a", "b"), includes=frozenset({("a", "b")}))
    first = decide(pattern, formula)
    assert all(decide(pattern, formula) == first for _ in range(3)) and isinstance(
        first, NonTheorem
    )


def test_the_truth_formula():
    assert truth_formula(Atom("p")) is Atom("p")
    assert truth_formula(parse("[][]p")) is parse("([]p->p) & ([][]p->[]p) -> [][]p")
