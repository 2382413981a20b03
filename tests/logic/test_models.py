"""The checker of countermodels refuses every model that breaks one condition."""

import json

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import CertificateError
from tower.logic.models import Model, World, check_countermodel, check_loop_model, truth
from tower.logic.pattern import Pattern
from tower.strategies import formulas
from tower.syntax.formula import And, Atom, Box, Iff, Implies, Not, Or, subformulas
from tower.syntax.parser import parse


def pattern(**fields):
    return Pattern.from_json({"theories": ["i", "j"], **fields})


def model(labels, less, atoms=()):
    true = dict(atoms)
    return Model(
        tuple(World(label, frozenset(true.get(n, ""))) for n, label in enumerate(labels)),
        frozenset(less),
    )


CHAIN = [(0, 1), (0, 2), (1, 2)]


def test_gamma_contains_the_subformulas_of_the_axioms():
    """A model that is sound for the query alone does not refute what is a theorem."""
    strict = pattern(reflects=[["i", "j"]], axioms={"j": ["[i]p|q", "~p"]})
    with pytest.raises(CertificateError, match="world 1 is not sound for"):
        check_countermodel(strict, parse("[j]q"), model([None, "j", "i"], CHAIN, {2: "p"}))


WRONG = [
    ("there is no world", {}, "p", model([], [])),
    ("world that is not there", {}, "p", model([None], [(0, 1)])),
    ("world that is not there", {}, "p", model([None], [(-1, 0)])),
    ("comes after itself", {}, "[i]F", model([None, "i"], [(0, 1), (1, 1)])),
    ("not transitive", {}, "[i]F", model([None, "i", "i"], [(0, 1), (1, 2)])),
    ("unknown label", {}, "p", model([None, "k"], [(0, 1)])),
    ("holds at the root", {}, "p -> p", model([None], [])),
    ("holds at the root", {}, "[j]F", model([None, "i"], [(0, 1)])),
    ("violates the axiom p of i", {"axioms": {"i": ["p"]}}, "[i]F", model([None, "i"], [(0, 1)])),
    (
        "violates the axiom p of i",
        {"axioms": {"i": ["p"]}, "includes": [["i", "j"]]},
        "[j]F",
        model([None, "j"], [(0, 1)]),
    ),
    ("lacks a later world of i", {"con": [["i", "j"]]}, "[j]F", model([None, "j"], [(0, 1)])),
    ("lacks a later world of i", {"reflects": [["i", "j"]]}, "[j]F", model([None, "j"], [(0, 1)])),
    (
        "lacks a later world of i",
        {"con": [["i", "j", 1]], "sigma1_atoms": ["s"]},
        "[j]~s -> s",
        model([None, "j", "i"], CHAIN, {2: "s"}),
    ),
    (
        "is not sound for [i]p",
        {"reflects": [["i", "j"]]},
        "[j]([i]p->p)",
        model([None, "j", "i"], CHAIN, {2: "p"}),
    ),
    ("letter is lost", {"sigma1_atoms": ["s"]}, "[i]s", model([None, "i"], [(0, 1)], {0: "s"})),
    (
        "decidable letter changes",
        {"decidable_atoms": ["s"]},
        "s",
        model([None, "i"], [(0, 1)], {1: "s"}),
    ),
]


@pytest.mark.parametrize(("reason", "fields", "formula", "wrong"), WRONG)
def test_a_broken_condition_is_named(reason, fields, formula, wrong):
    with pytest.raises(CertificateError, match=reason.replace("[", r"\[")):
        check_countermodel(pattern(**fields), parse(formula), wrong)


def test_a_finite_strength_wants_a_world_that_agrees_on_boxes():
    strict = pattern(con=[["i", "j", 1]])
    flat = model([None, "j", "i"], CHAIN)
    with pytest.raises(CertificateError, match="lacks a later world of i"):
        check_countermodel(strict, parse("[j]F"), flat)  # [i]F is false at 1 and true at 2
    check_countermodel(pattern(con=[["i", "j", 0]]), parse("[j]F"), flat)


def test_loops_are_for_the_logic_without_loeb():
    loop = model([None, "i"], [(0, 1), (1, 1)])
    check_loop_model(pattern(), parse("[i]([i]p->p) -> [i]p"), loop)
    with pytest.raises(CertificateError):
        check_countermodel(pattern(), parse("[i]([i]p->p) -> [i]p"), loop)


worlds = st.lists(
    st.builds(World, st.sampled_from([None, "i", "j"]), st.frozensets(st.sampled_from("pq"))),
    min_size=1,
    max_size=4,
)


@given(worlds, st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_json_there_and_back(found, less):
    one = Model(tuple(found), less)
    assert Model.from_json(json.loads(json.dumps(one.to_json()))) == one


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"worlds": []},
        {"worlds": [{}], "less": []},
        {"worlds": [], "less": [], "x": 1},
        {"worlds": [{"label": 1, "atoms": []}], "less": []},
        {"worlds": [{"label": None, "atoms": [1]}], "less": []},
        {"worlds": [{"label": None, "atoms": "p"}], "less": []},
        {"worlds": [], "less": [[0]]},
        {"worlds": [], "less": [[0, True]]},
        {"worlds": [], "less": [[0, 1.0]]},
        {"worlds": [], "less": "x"},
    ],
    ids=repr,
)
def test_other_shapes_are_refused(data):
    with pytest.raises(CertificateError):
        Model.from_json(data)


@settings(deadline=None)
@given(worlds, formulas(theories=("i", "j")))
def test_truth_is_as_defined(found, formula):
    less = frozenset((i, j) for i in range(len(found)) for j in range(i + 1, len(found)))
    one = Model(tuple(found), less)
    include = pattern(includes=[["i", "j"]])
    value = truth(include, one, subformulas(formula))[formula]
    assert value == [holds(one, formula, world) for world in range(len(found))]


MEANING = {
    Not: lambda x: not x,
    And: lambda x, y: x and y,
    Or: lambda x, y: x or y,
    Implies: lambda x, y: not x or y,
    Iff: lambda x, y: x == y,
}
LIVES = {None: "", "i": "i", "j": "ij"}


def holds(one, formula, world):
    """Truth at a world by recursion, where T_i ⊆ T_j."""
    if isinstance(formula, Atom):
        return formula.name in one.worlds[world].atoms
    if isinstance(formula, Box):
        later = [high for low, high in one.less if low == world]
        return all(
            holds(one, formula.body, n)
            for n in later
            if formula.theory in LIVES[one.worlds[n].label]
        )
    if type(formula) in MEANING:
        return MEANING[type(formula)](*(holds(one, each, world) for each in formula.children))
    return formula.value
