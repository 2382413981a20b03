"""The parser: precedence, both alphabets, names, powers, and the column of every mistake."""

import pytest
from hypothesis import given, strategies as st

from tower.errors import FormulaError
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Iff,
    Implies,
    Not,
    Or,
    box_power,
    diamond,
)
from tower.syntax.parser import HIGHEST_POWER, parse, parse_in

p, q, r, s = map(Atom, "pqrs")

SAME = [
    ("p & q & r", And(And(p, q), r)),
    ("p | q | r", Or(Or(p, q), r)),
    ("p -> q -> r", Implies(p, Implies(q, r))),
    ("p <-> q <-> r", Iff(p, Iff(q, r))),
    ("p | q & r -> s <-> p", Iff(Implies(Or(p, And(q, r)), s), p)),
    ("~p & [a]q -> r", Implies(And(Not(p), Box("a", q)), r)),
    ("~[]~p", diamond("0", p)),
    ("p<->q", Iff(p, q)),
    ("p<->[a]q", Iff(p, Box("a", q))),
    ("p <-> <a>q", Iff(p, diamond("a", q))),
    ("<PA+RFN>p", diamond("PA+RFN", p)),
    ("[PA]^3 F", box_power("PA", 3, FALSE)),
    ("<>^2p", diamond("0", diamond("0", p))),
    ("[]^0 p", p),
    (
        "□(p → ◇⊤) ∧ ¬⊥ ∨ q ↔ r",
        Iff(Or(And(Box("0", Implies(p, diamond("0", TRUE))), Not(FALSE)), q), r),
    ),
    ("T", TRUE),
    ("F", FALSE),
    ("T1", Atom("T1")),
    ("F_x", Atom("F_x")),
    ("T'", Atom("T'")),
    ('"T"', Atom("T")),
    ('"a \\"b\\" \\\\ c"', Atom('a "b" \\ c')),
    ("P(system)", Atom("P(system)")),
    ("été & 概念", And(Atom("été"), Atom("概念"))),
    ("  ( ( p ) )\n", p),
    ("[a]^2[b]p", Box("a", Box("a", Box("b", p)))),
    ("[^]p", Box("^", p)),
]


@pytest.mark.parametrize(("text", "formula"), SAME)
def test_reading(text, formula):
    assert parse(text) is formula


WRONG = [
    ("", 1),
    ("   ", 4),
    ("p q", 3),
    ("p &", 4),
    ("& p", 1),
    ("(p", 1),
    ("p)", 2),
    ("((p)", 1),
    ("()", 2),
    ("p @ q", 3),
    ("[a b]p", 1),
    ("[a", 1),
    ("<a p", 1),
    ("<-a>p", 1),
    ("p <- q", 3),
    ("p - q", 3),
    ('"open', 1),
    ("[]", 3),
    ("~", 2),
    ("T F", 3),
    ("[]^p", 3),
    ("p ->-> q", 5),
    ("1p", 1),
    ("[p->q]r", 1),
    ("p\nq", 3),
]


@pytest.mark.parametrize(("text", "column"), WRONG)
def test_the_column_of_a_mistake(text, column):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.column == column and caught.value.expected


def test_a_mistake_says_where_the_text_stood():
    with pytest.raises(FormulaError, match="column 3: claim: "):
        parse_in("claim", "p q")


@pytest.mark.parametrize(
    "text", [f"[]^{HIGHEST_POWER + 1} p", "[]^99999999999999999999 p", "[]^600000 <>^600000 p"]
)
def test_powers_have_a_bound(text):
    with pytest.raises(FormulaError, match="too many boxes"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "[]" * 20_000 + "p",
        "(" * 20_000 + "p" + ")" * 20_000,
        "~" * 20_000 + "p",
        "p -> " * 20_000 + "p",
        "p & " * 20_000 + "p",
        "[]^20000 p",
    ],
)
def test_depth_is_no_obstacle(text):
    assert parse(text) is parse(text)


def test_too_long_a_text():
    with pytest.raises(FormulaError, match="too long"):
        parse(" " * 10_000_001)


@given(st.text(alphabet='pqTF()[]<>~&|->^2"\\ @', max_size=12) | st.text(max_size=8))
def test_any_text_is_read_or_refused_with_a_column(text):
    try:
        formula = parse(text)
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1
    else:
        assert parse(str(formula)) is formula
