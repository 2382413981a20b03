"""Formulas: one object for equal formulas, at any depth, through copies, pickles and threads."""

import copy
import gc
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from tower.errors import PatternError
from tower.strategies import formulas, letter_names, theory_names
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    atoms,
    box_power,
    conjunction,
    diamond,
    disjunction,
    modal_depth,
    replace,
    size,
    subformulas,
    substitute,
    theories,
    walk,
)

DEEP = 100_000
p, q = Atom("p"), Atom("q")
any_formula = formulas(letter_names(), theory_names())


def rebuilt(formula: Formula) -> Formula:
    """The same formula from its parts, by the obvious recursion."""
    return type(formula)(
        *(rebuilt(arg) if isinstance(arg, Formula) else arg for arg in formula.args)
    )


@given(any_formula)
def test_equal_formulas_are_one_object(formula):
    assert rebuilt(formula) is formula


@given(any_formula, any_formula)
def test_equal_iff_identical(one, two):
    assert (one == two) == (one is two) == (repr_tree(one) == repr_tree(two))


def repr_tree(formula):
    """A nested tuple that says everything about a formula."""
    return (
        type(formula).__name__,
        *(repr_tree(arg) if isinstance(arg, Formula) else arg for arg in formula.args),
    )


@given(any_formula)
def test_copies_and_pickles_are_the_formula_itself(formula):
    assert copy.copy(formula) is formula
    assert copy.deepcopy({"here": [formula]})["here"][0] is formula
    assert pickle.loads(pickle.dumps(formula)) is formula


def test_shapes_match_by_position():
    match Implies(p, Box("PA", Not(q))):
        case Implies(Atom(left), Box(theory, Not(Atom(right)))):
            assert (left, theory, right) == ("p", "PA", "q")
        case _:
            pytest.fail("no match")


def test_shapes_differ_though_their_parts_agree():
    shapes = {shape(p, q) for shape in (And, Or, Implies, Iff)}
    assert len(shapes | {And(q, p), Not(p), Box("a", p), Box("b", p), TRUE, FALSE, p}) == 11
    assert Constant(True) is TRUE and Constant(False) is FALSE


def test_formulas_cannot_be_changed():
    with pytest.raises(AttributeError):
        p.name = "r"
    with pytest.raises(AttributeError):
        del p.args


@pytest.mark.parametrize("name", ["", "P A", "a[", "]", "<", "a>b", "\t", "\u2003", 3, None])
def test_no_theory_has_such_a_name(name):
    with pytest.raises(PatternError, match="no name of a theory"):
        Box(name, p)


def test_very_deep_formulas():
    deep = box_power("0", DEEP, p)
    assert box_power("0", DEEP, Atom("p")) is deep
    assert hash(deep) == hash(copy.deepcopy(deep)) and deep != box_power("0", DEEP - 1, p)
    assert pickle.loads(pickle.dumps(deep)) is deep
    assert (size(deep), modal_depth(deep), atoms(deep)) == (DEEP + 1, DEEP, {"p"})
    assert substitute(deep, {"p": q}) is box_power("0", DEEP, q)
    del deep
    gc.collect()


def test_dead_formulas_are_forgotten():
    for number in range(105_000):
        Not(Atom(f"x{number}"))
    again = [Not(Atom(f"x{number}")) for number in range(10)]
    assert again == [Not(Atom(f"x{number}")) for number in range(10)]


def test_threads_make_the_same_formulas():
    def build(_):
        return [Box("thread", Atom(f"t{number}")) for number in range(2_000)]

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(build, range(4))
    assert all(one is two for other in others for one, two in zip(first, other, strict=True))


@given(any_formula)
def test_subformulas_come_once_and_children_first(formula):
    found = subformulas(formula)
    assert len(set(found)) == len(found) == size(formula) and found[-1] is formula
    assert all(
        found.index(child) < place for place, each in enumerate(found) for child in each.children
    )


@given(formulas(), formulas(), formulas())
def test_substitution_is_simultaneous(formula, one, two):
    assert substitute(formula, {"p": p, "q": q}) is formula
    assert atoms(substitute(formula, {"p": q, "q": q})) <= {"q"}
    swapped = substitute(substitute(formula, {"p": q, "q": p}), {"p": q, "q": p})
    assert swapped is formula
    result = substitute(formula, {"p": one, "q": two})
    assert modal_depth(result) <= modal_depth(formula) + max(modal_depth(one), modal_depth(two))


@given(st.lists(formulas(), min_size=1, max_size=4))
def test_joining_many(found):
    joined = found[0]
    for each in found[1:]:
        joined = And(joined, each)
    assert conjunction(found) is joined
    assert set(walk(found)) == {part for each in found for part in subformulas(each)}


def test_joining_none_and_helpers():
    assert conjunction([]) is TRUE and disjunction([]) is FALSE and disjunction([p, q]) is Or(p, q)
    assert diamond("a", p) is Not(Box("a", Not(p)))
    assert theories(And(Box("a", p), Box("b", Box("a", q)))) == {"a", "b"}
    assert replace(And(p, Not(p)), {Not(p): q}) is And(p, q)


def test_shared_formulas_are_walked_once():
    shared = p
    for _ in range(200):
        shared = And(shared, shared)
    assert size(shared) == 201 and substitute(shared, {"p": q}) is not shared
