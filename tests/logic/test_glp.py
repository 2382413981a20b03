"""J and GLP: facts, the axioms, GL as the case of one modality, models that check out."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import InputError
from tower.logic.answers import GaveUp, NonTheorem, Theorem
from tower.logic.glp import Refuted, glp_theorem, j_theorem, monotonicity
from tower.logic.j_models import JModel, is_j_frame, j_extent
from tower.logic.j_search import NoModel, j_satisfy
from tower.logic.tableau import gl
from tower.syntax.formula import Atom, Box, Implies, Not, box_power, conjunction, diamond
from tower.syntax.parser import parse

from .service_cases import facts, formulas

three = formulas("pq", ("0", "1", "2"), leaves=6)
AXIOMS_OF_BOTH = [
    "[{m}](p->q)->([{m}]p->[{m}]q)",
    "[{m}]([{m}]p->p)->[{m}]p",
    "[{m}]p->[{n}][{m}]p",
    "<{m}>p->[{n}]<{m}>p",
    "[{m}]p->[{m}][{n}]p",
]


@pytest.mark.parametrize("fact", facts("GLP/J"), ids=lambda fact: fact["id"])
def test_facts(fact):
    formula = parse(fact["formula"])
    assert isinstance(glp_theorem(formula), Theorem) == (fact["GLP"] == "theorem")
    assert isinstance(j_theorem(formula), Theorem) == (fact["J"] == "theorem")


@pytest.mark.parametrize("axiom", AXIOMS_OF_BOTH)
@pytest.mark.parametrize(("m", "n"), [(0, 1), (0, 2), (1, 2), (3, 40)])
def test_axioms_of_j_hold_in_both(axiom, m, n):
    formula = parse(axiom.format(m=m, n=n))
    assert j_theorem(formula) == Theorem()
    assert glp_theorem(formula) == Theorem()


@given(st.integers(0, 9), st.integers(0, 9))
def test_monotonicity_is_what_glp_has_and_j_has_not(m, n):
    formula = parse(f"[{m}]p->[{n}]p")
    assert isinstance(glp_theorem(formula), Theorem) == (m <= n)
    assert isinstance(j_theorem(formula), Theorem) == (m == n)


@pytest.mark.parametrize("outside", ["[0]", "[1]", "[2]", "[0][2]", "[2][0]"])
def test_monotonicity_holds_at_every_world(outside):
    formula = parse(f"{outside}([0]p->[1]p) & {outside}(<2>p-><0>p)")
    assert glp_theorem(formula) == Theorem()
    assert isinstance(j_theorem(formula), Refuted)


@given(three)
@settings(deadline=None)
def test_j_is_part_of_glp_and_refutations_are_models(formula):
    in_j, in_glp = j_theorem(formula), glp_theorem(formula)
    assert not (isinstance(in_j, Theorem) and isinstance(in_glp, Refuted))
    for answer in (in_j, in_glp):
        if isinstance(answer, Refuted):
            assert is_j_frame(answer.model)
            assert 0 not in j_extent(answer.model, answer.formula)


@given(three)
@settings(deadline=None)
def test_a_model_that_refutes_in_glp_is_monotone_where_it_matters(formula):
    answer = glp_theorem(formula)
    if isinstance(answer, Refuted):
        assert 0 in j_extent(answer.model, monotonicity(formula))
        assert 0 not in j_extent(answer.model, formula)


@given(three, st.integers(0, 2))
@settings(deadline=None)
def test_necessitation(formula, level):
    if isinstance(glp_theorem(formula), Theorem):
        assert isinstance(glp_theorem(Box(str(level), formula)), Theorem)


@given(formulas("pq", leaves=9))
@settings(deadline=None)
def test_with_one_modality_both_are_gl(formula):
    by_tableau = isinstance(gl(formula), Theorem)
    assert isinstance(j_theorem(formula), Theorem) == by_tableau
    assert isinstance(glp_theorem(formula), Theorem) == by_tableau


def small_models(worlds):
    """All J-frames with two modalities and few worlds, with every valuation of p: the oracle."""
    pairs = list(product(range(worlds), repeat=2))
    orders = [
        tuple(frozenset(y for x, y in chosen if x == world) for world in range(worlds))
        for size in range(len(pairs) + 1)
        for chosen in combinations(pairs, size)
    ]
    for lower, upper in product(orders, repeat=2):
        if is_j_frame(JModel({0: lower, 1: upper}, (frozenset(),) * worlds)):
            for letters in product((frozenset(), frozenset("p")), repeat=worlds):
                yield JModel({0: lower, 1: upper}, letters)


SMALL = [model for worlds in (1, 2) for model in small_models(worlds)]


@given(formulas("p", ("0", "1"), leaves=6))
@settings(deadline=None)
def test_no_small_model_refutes_a_theorem_of_j(formula):
    if isinstance(j_theorem(formula), Theorem):
        assert all(len(j_extent(model, formula)) == len(model) for model in SMALL)


@pytest.mark.parametrize("model", SMALL[:200], ids=str)
def test_every_small_model_satisfies_what_the_search_finds_satisfiable(model):
    """Describe the root of a model by claims two steps deep; they have a model, so one is found."""
    claims = [
        diamond(str(level), literal)
        for level in model.sees
        for literal in (Atom("p"), Not(Atom("p")), diamond("0", Atom("p")), Box("1", Atom("p")))
    ]
    true = [claim if 0 in j_extent(model, claim) else Not(claim) for claim in claims]
    assert isinstance(j_satisfy(conjunction(true)), JModel)


@pytest.mark.parametrize(
    ("relation", "good"),
    [
        (((1,), ()), True),
        (((0,), ()), False),
        (((1,), (0,)), False),
        (((1,), (2,), ()), False),
        (((1, 2), (2,), ()), True),
        (((5,), ()), False),
    ],
)
def test_frames_are_transitive_irreflexive_and_inside(relation, good):
    sees = tuple(map(frozenset, relation))
    assert is_j_frame(JModel({0: sees}, (frozenset(),) * len(sees))) == good


def test_frames_tie_the_modalities_together():
    step, nothing = (frozenset({1}), frozenset()), (frozenset(), frozenset())
    assert is_j_frame(JModel({0: step, 1: nothing}, (frozenset(),) * 2))
    assert is_j_frame(JModel({0: nothing, 1: step}, (frozenset(),) * 2))
    assert not is_j_frame(JModel({0: step, 1: step}, (frozenset(),) * 2))
    assert not is_j_frame(JModel({0: step}, (frozenset(),) * 3))
    first, second = (
        (frozenset({1}), *(frozenset(),) * 2),
        (frozenset(), frozenset({2}), frozenset()),
    )
    assert not is_j_frame(JModel({0: first, 1: second}, (frozenset(),) * 3))
    both = (frozenset({1, 2}), *(frozenset(),) * 2)
    assert is_j_frame(JModel({0: both, 1: second}, (frozenset(),) * 3))
    assert not is_j_frame(JModel({}, ()))


def test_a_limit_is_an_answer():
    hard = parse("<0>p & <0>~p & <0>[0]F & <0>(q & <0>~q)")
    assert j_satisfy(hard, worlds=2) == GaveUp("2 worlds")
    assert isinstance(j_satisfy(hard), JModel)
    assert j_theorem(parse("[0]p->p"), worlds=0) == GaveUp("0 worlds")


@pytest.mark.parametrize("text", ["[PA]p", "[01]p", "[-1]p", "[1.0]p", "[9999999999]p"])
def test_modalities_are_numbers(text):
    with pytest.raises(InputError, match="modality"):
        glp_theorem(parse(text))


def test_chains_of_boxes():
    assert (
        j_theorem(Implies(box_power("0", 1, Atom("p")), box_power("0", 60, Atom("p")))) == Theorem()
    )
    assert isinstance(j_theorem(box_power("3", 80, Atom("p"))), Refuted)
    assert isinstance(gl(box_power("0", 5, Atom("p"))), NonTheorem)
    assert j_satisfy(parse("[2]F & <2>T")) == NoModel()


def test_a_pigeonhole_in_a_box_does_not_hang():
    """Nine pigeons in eight holes, twice as wide as what a solver does at once, or a stated limit."""
    size = 8
    some = [" | ".join(f"x{p}_{h}" for h in range(size)) for p in range(size + 1)]
    apart = [
        f"~(x{p}_{h} & x{q}_{h})" for h in range(size) for p in range(size + 1) for q in range(p)
    ]
    clauses = " & ".join(f"[0]({clause})" for clause in some + apart)
    answer = j_theorem(parse(f"{clauses} -> [0]F"))
    assert isinstance(answer, (Theorem, GaveUp))
