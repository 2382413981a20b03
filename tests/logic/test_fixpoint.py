"""Fixed points: the table, the defining equation, uniqueness, systems, misuse."""

import pytest
from hypothesis import given, settings

from tower.errors import InputError, LimitReached
from tower.logic.answers import GaveUp, Theorem
from tower.logic.fixpoint import fixed_point, fixed_points, is_fixed_point, raw_fixed_point
from tower.logic.glp import Refuted
from tower.logic.interpolation import Definition, beth_definition
from tower.logic.rewriting import folded, tree_size
from tower.logic.samples import MAX_LETTERS, sample_of
from tower.logic.shortening import shortened, tidied
from tower.logic.tableau import gl
from tower.syntax.formula import And, Atom, Box, Iff, Implies, atoms, conjunction, substitute
from tower.syntax.parser import parse

from .service_cases import facts, formulas, modalised

PAGE = [  # the rest of the table of the design page
    ("[]p", "T"),
    ("~[]~p", "F"),
    ("[][]~p", "[][]F"),
    ("[]~p->q", "[]~q->q"),
    ("~[](p|q)", "~[]q"),
    ("~[](p&q)", "~[]F"),
    ("<>p", "F"),
    ("<>~p", "<>T"),
    ("[](p->[]~p)", "[][]F"),
    ("[]([]p->F)", "[]F"),
]
ROWS = [(fact["formula"], fact["fixed_point"]) for fact in facts("GL-fixpoint")] + PAGE


def equivalent(one, two):
    return isinstance(gl(Iff(one, two)), Theorem)


@pytest.mark.parametrize(("equation", "expected"), ROWS)
def test_table(equation, expected):
    found = fixed_point(parse(equation), "p")
    assert equivalent(found.solution, parse(expected))
    assert found.answer == Theorem()
    assert tree_size(found.solution) <= tree_size(parse(expected))
    assert isinstance(is_fixed_point(parse(equation), "p", parse(expected)), Theorem)


@pytest.mark.parametrize(
    ("equation", "wrong"),
    [("q&~[]p", "q&~[](q->[]F)"), ("[]([]p->F)", "[][]F"), ("~[]p", "~[][]F"), ("[]p", "F")],
)
def test_plausible_wrong_answers_are_refuted(equation, wrong):
    assert isinstance(is_fixed_point(parse(equation), "p", parse(wrong)), Refuted)


@given(modalised())
@settings(deadline=None)
def test_the_solution_solves_the_equation_in_its_letters(equation):
    found = fixed_point(equation, "p")
    assert equivalent(found.solution, substitute(equation, {"p": found.solution}))
    assert atoms(found.solution) <= atoms(equation) - {"p"}
    assert tree_size(found.solution) <= tree_size(raw_fixed_point(equation, "p"))


@given(modalised(leaves=3))
@settings(deadline=None, max_examples=40)
def test_solutions_are_unique(equation):
    """⊡(p ↔ A(p)) proves that p is the solution (Bernardi, de Jongh, Sambin)."""
    here = Iff(Atom("p"), equation)
    solution = fixed_point(equation, "p").solution
    claim = Implies(And(here, Box("0", here)), Iff(Atom("p"), solution))
    assert isinstance(gl(claim), Theorem)


@given(modalised(leaves=3))
@settings(deadline=None, max_examples=40)
def test_beth_definitions_give_the_same(equation):
    found = beth_definition(Iff(Atom("p"), equation), "p")
    assert isinstance(found, Definition)
    assert equivalent(found.formula, fixed_point(equation, "p").solution)


@given(modalised("pq", leaves=3), modalised("pq", leaves=3))
@settings(deadline=None, max_examples=40)
def test_systems(first, second):
    """Two equations, each letter under boxes in both; r is free."""
    one = And(substitute(first, {"q": Box("0", Atom("q"))}), parse("r | []F"))
    two = substitute(second, {"q": Box("0", Atom("q"))})
    found = fixed_points({"p": one, "q": two})
    solution = {name: each.solution for name, each in found.items()}
    assert equivalent(solution["p"], substitute(one, solution))
    assert equivalent(solution["q"], substitute(two, solution))
    assert atoms(conjunction(solution.values())) <= {"r"}


@given(formulas("pq", leaves=6))
@settings(deadline=None)
def test_shortening_keeps_the_meaning_and_never_grows(formula):
    short = shortened(formula)
    assert equivalent(formula, short)
    assert tree_size(short) <= tree_size(folded(formula)) or not atoms(folded(formula))
    assert atoms(short) <= atoms(formula)
    for changed in (folded(formula), tidied(formula)):
        assert equivalent(formula, changed)


@given(formulas("pq", leaves=6), formulas("pq", leaves=6))
@settings(deadline=None)
def test_sample_models_are_models(one, two):
    """Equivalent formulas have one pattern, and a theorem holds in every world."""
    sample = sample_of(["p", "q"])
    if equivalent(one, two):
        assert sample.patterns(one)[one] == sample.patterns(two)[two]
    lob = Implies(Box("0", Implies(Box("0", one), one)), Box("0", one))
    assert sample.patterns(lob)[lob] == (1 << len(sample.sees)) - 1


@pytest.mark.parametrize("depth", [0, 9])
@pytest.mark.parametrize("letters", range(8))
def test_sample_frames_are_transitive_and_irreflexive(letters, depth):
    sees = sample_of([f"p{n}" for n in range(letters)], depth).sees
    for world, seen in enumerate(sees):
        assert not seen >> world & 1
        for other in range(len(sees)):
            if seen >> other & 1:
                assert not sees[other] & ~seen


def test_samples_are_as_deep_as_asked():
    for text in ("[]^20 p", "[]^20 ~p", "<>^20 p"):
        formula = parse(text)
        sample = sample_of(["p"], 20)
        everywhere = (1 << len(sample.sees)) - 1
        assert 0 < sample.patterns(formula)[formula] < everywhere


def test_samples_have_a_limit_on_letters():
    with pytest.raises(InputError, match="letters"):
        sample_of([str(n) for n in range(MAX_LETTERS + 1)])
    wide = conjunction(Atom(f"p{n}") for n in range(MAX_LETTERS + 1))
    assert shortened(And(wide, wide)) is wide


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p", "p stands outside every box"),
        ("[]p & p", "p stands outside every box"),
        ("~(q -> p)", "p stands outside every box"),
        ("[1]p", "modality [1]"),
        ("[PA]q", "modality [PA]"),
    ],
)
def test_misuse(text, message):
    with pytest.raises(InputError) as caught:
        fixed_point(parse(text), "p")
    assert message in str(caught.value)


def test_a_letter_that_is_not_there_leaves_the_formula():
    assert fixed_point(parse("q"), "p").solution is parse("q")
    assert fixed_points({}) == {}


def test_a_decider_that_gives_up_is_reported_and_nothing_is_taken_for_equivalent():
    def tired(formula):
        return GaveUp("tired")

    found = fixed_point(parse("q & ~[](p & q)"), "p", tired)
    assert found.answer == GaveUp("tired")
    assert equivalent(found.solution, parse("q & ~[]F"))


def test_the_construction_has_a_stated_limit():
    size = 14
    parts = (f"([](p->q{n})-><>(p&r{n}))" for n in range(size))
    with pytest.raises(LimitReached, match="formulas on the way"):
        raw_fixed_point(parse("&".join(parts)), "p", limit=100)


def test_depth_is_no_limit():
    found = fixed_point(parse("~[]^300 p"), "p")
    assert found.solution is parse("~[]^300 F")
    assert raw_fixed_point(parse("[]^5000 (p & q)"), "p") is not None
