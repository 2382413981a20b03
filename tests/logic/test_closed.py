"""Letterless GL: the trace against its definition, the deciders, and back to formulas."""

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.logic.answers import Theorem
from tower.logic.closed import (
    boolos_normal_form,
    holds_at,
    is_theorem,
    is_true,
    smallest_form,
    stable_from,
    trace,
    trace_text,
)
from tower.logic.closed_system import check_system, solve_system, unboxed_letters
from tower.logic.tableau import gl, s
from tower.syntax.formula import (
    FALSE,
    And,
    Atom,
    Box,
    Constant,
    Iff,
    Implies,
    Not,
    Or,
    box_power,
    modal_depth,
    substitute,
)
from tower.syntax.parser import parse

from .service_cases import facts, formulas, modalised

closed_formulas = formulas(letters="", leaves=10)


def holds(formula, rank):
    """Truth at a rank as the definition says it, by recursion: the oracle."""
    match formula:
        case Constant(value):
            return value
        case Not(body):
            return not holds(body, rank)
        case And(left, right):
            return holds(left, rank) and holds(right, rank)
        case Or(left, right):
            return holds(left, rank) or holds(right, rank)
        case Implies(left, right):
            return not holds(left, rank) or holds(right, rank)
        case Iff(left, right):
            return holds(left, rank) == holds(right, rank)
        case Box(_, body):
            return all(holds(body, below) for below in range(rank))


@pytest.mark.parametrize("fact", facts("GL-letterless"), ids=lambda fact: fact["id"])
def test_facts(fact):
    found = trace(parse(fact["formula"]))
    text = trace_text(found)
    assert text.ljust(8, text[-1])[:8] == fact["trace_rank0_to_7"]
    assert is_theorem(found) == fact["gl_theorem"]
    assert is_true(found) == fact["true_in_N"]


@given(closed_formulas)
def test_the_trace_is_truth_by_rank(formula):
    found = trace(formula)
    assert [holds_at(found, rank) for rank in range(6)] == [holds(formula, r) for r in range(6)]


@given(closed_formulas)
def test_nothing_changes_above_the_depth_and_the_text_stops_where_nothing_changes(formula):
    found, text = trace(formula), trace_text(trace(formula))
    assert stable_from(found) <= modal_depth(formula)
    assert len(text) == stable_from(found) + 1
    assert all(holds_at(found, rank) == (text[-1] == "1") for rank in range(len(text) - 1, 20))
    assert len(text) == 1 or text[-2] != text[-1]


@given(closed_formulas)
def test_theorem_and_truth_agree_with_the_tableau(formula):
    found = trace(formula)
    assert is_theorem(found) == isinstance(gl(formula), Theorem)
    assert is_true(found) == isinstance(s(formula), Theorem)


@given(st.integers(-600, 600))
def test_both_normal_forms_have_the_trace_that_they_are_made_from(found):
    assert trace(boolos_normal_form(found)) == found
    assert trace(smallest_form(found)) == found


@given(closed_formulas)
def test_equal_traces_are_equivalent_formulas(formula):
    assert isinstance(gl(Iff(formula, smallest_form(trace(formula)))), Theorem)


@pytest.mark.parametrize(
    ("text", "what"), [("p & []F", "letter p"), ("[1]F", "modality [1]"), ("[]q", "letter q")]
)
def test_what_is_not_letterless_gl_is_refused(text, what):
    with pytest.raises(InputError) as caught:
        trace(parse(text))
    assert what in str(caught.value)


def test_a_hundred_thousand_boxes():
    tall = box_power("0", 100_000, FALSE)
    assert trace(tall) == (1 << 100_000) - 1
    assert trace_text(trace(Not(tall))) == "0" * 100_000 + "1"


@given(modalised("pr"), modalised("pr"))
def test_a_closed_system_is_solved_by_its_own_traces(first, second):
    """Put the solutions in as formulas: both sides of every equation have one trace."""
    equations = {"p": substitute(first, {"r": Box("0", Atom("r"))}), "r": Box("0", second)}
    found = solve_system(equations)
    solution = {name: smallest_form(found[Atom(name)]) for name in equations}
    for name, formula in equations.items():
        assert trace(substitute(formula, solution)) == found[Atom(name)]
        assert all(found[part] == trace(substitute(part, solution)) for part in [formula])


def test_a_long_system_of_agents_that_wait_for_each_other():
    size = 60
    ring = {f"x{n}": parse(f"~[]x{(n + 1) % size}") for n in range(size)}
    found = solve_system(ring)
    assert {found[Atom(name)] for name in ring} == {-2}


@pytest.mark.parametrize(
    ("equations", "message"),
    [
        ({"p": "q"}, "letter q has no equation"),
        ({"p": "[]q"}, "letter q has no equation"),
        ({"p": "p"}, "letter p stands outside every box"),
        ({"p": "[]q", "q": "p & []p"}, "letter p stands outside every box in the equation of q"),
        ({"p": "[1]p"}, "modality [1] in the equation of p"),
    ],
)
def test_what_is_no_closed_modalised_system(equations, message):
    with pytest.raises(InputError) as caught:
        check_system({name: parse(text) for name, text in equations.items()})
    assert message in str(caught.value)


def test_the_empty_system_has_the_empty_solution():
    assert solve_system({}) == {}


def test_unboxed_letters_are_seen_beside_boxed_ones():
    assert unboxed_letters(parse("[]p -> (q & []r) | p")) == ["q", "p"]
