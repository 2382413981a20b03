"""The printers: reading back gives the formula, and no bracket is needless."""

import pytest
from hypothesis import given, settings
from sympy import Symbol
from sympy.logic.boolalg import And as SympyAnd

from tower.errors import FormulaError, LimitReached
from tower.strategies import formulas, letter_names, theory_names
from tower.syntax import printer
from tower.syntax.formula import And, Atom, Box, Iff, Implies, Not, Or, atoms
from tower.syntax.parser import parse
from tower.syntax.printer import ascii, latex, unicode
from tower.syntax.sympy_bridge import to_sympy

any_formula = formulas(letter_names(), theory_names())


@settings(max_examples=400)
@given(any_formula)
def test_reading_back_is_the_identity(formula):
    assert parse(ascii(formula)) is formula
    assert parse(unicode(formula)) is formula
    assert str(formula) == ascii(formula)


@given(formulas())
def test_no_bracket_is_needless(formula):
    text = ascii(formula)
    for place, sign in enumerate(text):
        if sign == "(":
            assert changes(text, place, formula)


def changes(text, place, formula):
    """Whether leaving out a bracket and its partner changes what the text says."""
    depth = 0
    for end in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            break
    try:
        return parse(text[:place] + text[place + 1 : end] + text[end + 1 :]) is not formula
    except FormulaError:
        return True


SHOWN = [
    ("~[PA]~p", "<PA>p", "<PA>p", r"\Diamond_{\mathrm{PA}} p"),
    ("[](p->(q->r))", "[](p -> q -> r)", "□(p → q → r)", r"\Box (p \to q \to r)"),
    ("(p->q)->r", "(p -> q) -> r", "(p → q) → r", r"(p \to q) \to r"),
    ("p&(q&r)", "p & (q & r)", "p ∧ (q ∧ r)", r"p \land (q \land r)"),
    (
        "(p<->q)<->T",
        "(p <-> q) <-> T",
        "(p ↔ q) ↔ ⊤",
        r"(p \leftrightarrow q) \leftrightarrow \top",
    ),
    ('"a b" | ~F', '"a b" | ~F', '"a b" ∨ ¬⊥', r"\mathrm{a\ b} \lor \neg \bot"),
    (
        "[-x]p & ~[-x]~p",
        "[-x]p & ~[-x]~p",
        "[-x]p ∧ ¬[-x]¬p",
        r"\Box_{\mathrm{-x}} p \land \neg \Box_{\mathrm{-x}} \neg p",
    ),
]


@pytest.mark.parametrize(("text", "plain", "symbols", "tex"), SHOWN)
def test_how_formulas_look(text, plain, symbols, tex):
    formula = parse(text)
    assert (ascii(formula), unicode(formula), latex(formula)) == (plain, symbols, tex)


def test_very_deep_formulas_print():
    text = "[]" * 100_000 + "p"
    assert ascii(parse(text)) == text and len(latex(parse(text))) == 500_001


def test_text_that_would_explode_is_refused(monkeypatch):
    monkeypatch.setattr(printer, "LONGEST", 10_000)
    shared = Atom("p")
    for _ in range(60):
        shared = And(shared, shared)
    with pytest.raises(LimitReached):
        str(shared)


VALUE = {
    And: lambda x, y: x and y,
    Or: lambda x, y: x or y,
    Implies: lambda x, y: not x or y,
    Iff: lambda x, y: x == y,
    Not: lambda x: not x,
}


def truth(formula, row):
    """Truth of a propositional formula, by the obvious recursion."""
    if isinstance(formula, Atom):
        return row[formula.name]
    if type(formula) in VALUE:
        return VALUE[type(formula)](*(truth(each, row) for each in formula.children))
    return formula.value


@given(formulas(theories=("0",)).filter(lambda formula: "[" not in str(formula).replace("<", "[")))
def test_sympy_means_the_same(formula):
    expression = to_sympy(formula)
    for number in range(4):
        row = {"p": bool(number & 1), "q": bool(number & 2)}
        there = expression.subs({Symbol(name): row[name] for name in atoms(formula)})
        assert bool(there) == truth(formula, row)


def test_sympy_takes_boxes_for_letters():
    assert to_sympy(parse("p & []q")) == SympyAnd(Symbol("p"), Symbol("[]q"))
    assert to_sympy(And(Atom("[]q"), Not(Box("0", Atom("q"))))) != to_sympy(parse("F"))


def test_sympy_has_a_limit():
    assert len(to_sympy(parse(" & ".join(f"p{n}" for n in range(500)))).args) == 500
    with pytest.raises(LimitReached):
        to_sympy(parse("~" * 200 + "p"))
