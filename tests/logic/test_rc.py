"""RC: facts, the closed form against the closure by rules, derivations, GLP and worms."""

from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import CertificateError, InputError
from tower.logic.answers import Theorem
from tower.logic.glp import glp_theorem
from tower.logic.rc import Entailed, NotEntailed, forcing, positive_model, rc_entails, worm_formula
from tower.logic.rc_proof import Step, check_derivation, rc_derive
from tower.logic.worms import equivalent, follows, less, meet
from tower.syntax.formula import TRUE, And, Atom, Implies, diamond
from tower.syntax.parser import parse

from .service_cases import facts, positive_formulas

worms = st.lists(st.integers(0, 3), max_size=5).map(tuple)


def closure(model):
    """The relations of the tree closed under the three rules, by brute force: the oracle."""
    levels = range(3)
    edges = {(model.levels[w], model.parents[w], w) for w in range(1, len(model))}
    while True:
        more = {(m, x, y) for n, x, y in edges for m in levels if m < n}
        more |= {
            (n, x, z) for (n, x, y), (m, u, z) in product(edges, repeat=2) if n == m and y == u
        }
        more |= {(m, y, z) for (n, x, y), (m, u, z) in product(edges, repeat=2) if m < n and x == u}
        if more <= edges:
            return edges
        edges |= more


@pytest.mark.parametrize("fact", facts("RC"), ids=lambda fact: fact["id"])
def test_facts(fact):
    left, right = parse(fact["lhs"]), parse(fact["rhs"])
    expected = fact["expect"] == "derivable"
    assert isinstance(rc_entails(left, right), Entailed) == expected
    assert isinstance(rc_derive(left, right), tuple) == expected


@given(positive_formulas())
@settings(deadline=None)
def test_the_closed_form_is_the_closure_by_the_rules(formula):
    model = positive_model(formula)
    edges = closure(model)
    for level, world in product(range(3), range(len(model))):
        assert {*model.successors(world, level)} == {
            z for n, x, z in edges if (n, x) == (level, world)
        }


@given(positive_formulas(), positive_formulas())
@settings(deadline=None)
def test_forcing_agrees_with_the_successors(left, right):
    model = positive_model(left)
    found = forcing(model, diamond("1", right))
    for world in range(len(model)):
        there = any(found.at(other, right) for other in model.successors(world, 1))
        assert found.at(world, diamond("1", right)) == there


@given(positive_formulas(leaves=5), positive_formulas(leaves=4))
@settings(deadline=None)
def test_rc_is_the_strictly_positive_part_of_glp(left, right):
    entailed = isinstance(rc_entails(left, right), Entailed)
    assert entailed == isinstance(glp_theorem(Implies(left, right)), Theorem)


@given(positive_formulas(), positive_formulas())
@settings(deadline=None)
def test_every_entailment_has_a_derivation_that_checks_and_every_other_a_model(left, right):
    found = rc_derive(left, right)
    if isinstance(found, NotEntailed):
        assert not forcing(found.model, right).at(0, right)
        assert forcing(found.model, left).at(0, left)
    else:
        assert check_derivation(found) == (left, right)
    assert isinstance(found, NotEntailed) == isinstance(rc_entails(left, right), NotEntailed)


@st.composite
def nearly_right(draw):
    """A correct derivation with one line changed."""
    one, two = draw(positive_formulas()), draw(positive_formulas(leaves=3))
    found = rc_derive(And(one, diamond("2", And(two, one))), diamond("1", one))
    steps = list(found)
    place = draw(st.integers(0, len(steps) - 1))
    step = steps[place]
    change = draw(st.sampled_from(["left", "right", "rule", "premises", "cut"]))
    if change == "left":
        step = Step(draw(positive_formulas()), step.right, step.rule, step.premises)
    if change == "right":
        step = Step(step.left, draw(positive_formulas()), step.rule, step.premises)
    if change == "rule":
        rules = ["same", "true", "left", "right", "cut", "pair", "diamond", "four", "lower", "join"]
        step = Step(step.left, step.right, draw(st.sampled_from(rules)), step.premises)
    if change == "premises":
        numbers = st.lists(st.integers(-2, len(steps)), max_size=3).map(tuple)
        step = Step(step.left, step.right, step.rule, draw(numbers))
    steps[place] = step
    return tuple(steps[: place + 1] if change == "cut" else steps)


@given(nearly_right())
@settings(deadline=None, max_examples=100)
def test_nothing_false_is_ever_certified(derivation):
    try:
        left, right = check_derivation(derivation)
    except CertificateError:
        return
    assert isinstance(rc_entails(left, right), Entailed)


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("<0>p", "<1>p", "lower"),
        ("<1>p", "<1>p", "lower"),
        ("<0>p", "<0><0>p", "four"),
        ("<1><0>p", "<1>p", "four"),
        ("<0>p & <1>q", "<0>(p & <1>q)", "join"),
        ("<1>p & <1>q", "<1>(p & <1>q)", "join"),
        ("<1>p & <0>q", "<1>(p & <0>p)", "join"),
        ("p & q", "q", "left"),
        ("p & q", "p", "right"),
        ("p", "q", "same"),
        ("p", "q", "true"),
        ("p", "p", "cut"),
        ("p", "p & p", "pair"),
        ("<0>p", "<0>p", "diamond"),
        ("p", "p", "magic"),
    ],
)
def test_what_is_no_instance_of_its_rule(left, right, rule):
    with pytest.raises(CertificateError, match="step 1"):
        check_derivation((Step(parse(left), parse(right), rule),))


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        ("p & q |- p left", "q & p |- q left", "p & q |- q cut"),
        ("p & q |- p left", "p & q |- q right", "p & q |- q cut"),
        ("p & q |- p left", "p |- p same", "q |- p cut"),
        ("p & q |- p left", "p |- T true", "p & q |- p cut"),
        ("p & q |- p left", "p & q |- q right", "p & q |- q & p pair"),
        ("p & q |- p left", "p |- p same", "p & q |- p & p pair"),
        ("p & q |- p left", "p & q |- p left", "p |- p & p pair"),
    ],
)
def test_premises_must_fit(first, second, last):
    def step(text, premises=()):
        left, rest = text.split(" |- ")
        right, rule = rest.rsplit(" ", 1)
        return Step(parse(left), parse(right), rule, premises)

    with pytest.raises(CertificateError, match="step 3"):
        check_derivation((step(first), step(second), step(last, (0, 1))))


@pytest.mark.parametrize(("left", "right"), [("<1>p", "<0>q"), ("<1>q", "<1>q"), ("p", "<1>q")])
def test_a_diamond_on_both_sides_is_the_same_one(left, right):
    lines = (
        Step(parse("p & q"), parse("p"), "left"),
        Step(parse(left), parse(right), "diamond", (0,)),
    )
    with pytest.raises(CertificateError, match="step 2"):
        check_derivation(lines)


def test_an_empty_derivation_and_a_step_from_later_lines_show_nothing():
    with pytest.raises(CertificateError, match="empty"):
        check_derivation(())
    p = Atom("p")
    with pytest.raises(CertificateError, match="not an earlier line"):
        check_derivation((Step(p, p, "cut", (0, 0)),))
    with pytest.raises(CertificateError, match="not an earlier line"):
        check_derivation((Step(p, p, "same"), Step(p, p, "cut", (-1, 0))))


@given(worms, worms)
@settings(deadline=None)
def test_worms_in_rc(left, right):
    """RC, the order of worms and the meet of worms say the same."""
    one, two = worm_formula(left), worm_formula(right)
    assert isinstance(rc_entails(one, two), Entailed) == follows(left, right)
    assert isinstance(rc_entails(two, diamond("0", one)), Entailed) == less(left, right)
    back_and_forth = all(
        isinstance(rc_entails(*pair), Entailed) for pair in ((one, two), (two, one))
    )
    assert back_and_forth == equivalent(left, right)
    both = worm_formula(meet(left, right))
    assert isinstance(rc_entails(And(one, two), both), Entailed)
    assert isinstance(rc_entails(both, And(one, two)), Entailed)


def test_all_short_worms_agree_with_rc():
    short = [letters for size in range(4) for letters in product(range(3), repeat=size)]
    for left, right in product(short, repeat=2):
        one, two = worm_formula(left), worm_formula(right)
        assert isinstance(rc_entails(two, diamond("0", one)), Entailed) == less(left, right)


@given(positive_formulas(), positive_formulas(), positive_formulas())
@settings(deadline=None)
def test_entailment_is_a_preorder_with_meets(a, b, c):
    def entails(one, two):
        return isinstance(rc_entails(one, two), Entailed)

    assert entails(a, a)
    assert entails(a, TRUE)
    assert entails(And(a, b), a)
    assert entails(a, And(b, c)) == (entails(a, b) and entails(a, c))
    if entails(a, b):
        assert entails(diamond("1", a), diamond("1", b))
        assert entails(a, c) or not entails(b, c)


@pytest.mark.parametrize("text", ["[0]p", "~p", "p | q", "F", "<PA>p", "<0>(p -> q)", "<01>p"])
def test_what_is_not_strictly_positive(text):
    for pair in ((parse(text), TRUE), (TRUE, parse(text))):
        with pytest.raises(InputError):
            rc_entails(*pair)


def test_sizes():
    tall = worm_formula([1, 0, 2] * 300)
    assert isinstance(rc_entails(tall, worm_formula([0] * 400)), Entailed)
    assert isinstance(rc_entails(worm_formula([0] * 900), worm_formula([1])), NotEntailed)
    found = rc_derive(worm_formula([2] * 12), worm_formula([1, 0] * 8))
    assert check_derivation(found) == (worm_formula([2] * 12), worm_formula([1, 0] * 8))
    assert len(found) < 2_000
    deep = worm_formula([0] * 20_000)
    assert isinstance(rc_entails(deep, parse("<0>^3 T")), Entailed)
    assert isinstance(rc_entails(deep, parse("<1>T")), NotEntailed)
