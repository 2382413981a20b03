"""Claims: what is printed is read back, and what cannot be read is refused where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.model.strategies import TRICKY
from tower.errors import ClaimError
from tower.model.claim_parser import parse_claim
from tower.model.claims import (
    DEEPEST,
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
    negation,
    parts,
)

names = st.sampled_from(TRICKY) | st.text(min_size=1, max_size=10).filter(str.isprintable)
simple: st.SearchStrategy[Claim] = st.one_of(
    st.builds(Holds, names, names),
    st.builds(Condition, names),
    st.builds(Gate, names),
    st.builds(Aligned, names, names, st.booleans()),
    st.builds(Consistent, names, st.integers(0, 999_999)),
    *(st.builds(shape, names) for shape in (Sound, Rfn, Refines, Rate)),
)
claims = st.recursive(
    simple | simple.map(Not),
    lambda inner: st.one_of(
        st.builds(Sound, names, inner),
        st.builds(Rfn, names, inner),
        st.builds(Sound, names, inner).map(Not),
    ),
    max_leaves=5,
)


@given(claims)
def test_printing_then_parsing_is_the_identity(claim: Claim) -> None:
    assert parse_claim(str(claim)) == claim


@pytest.mark.parametrize("name", TRICKY)
def test_tricky_names_are_kept(name: str) -> None:
    for claim in (Condition(name), Holds(name, name), Sound(name), Aligned(name, name)):
        assert parse_claim(str(claim)) == claim


@given(claims)
def test_blanks_and_arrows_do_not_matter(claim: Claim) -> None:
    plain = '"' not in str(claim)
    text = (
        str(claim).replace("->", "→").replace("(", " ( ").replace(",", " ,")
        if plain
        else str(claim)
    )
    assert parse_claim(f"  {text} ") == claim


@given(st.text(max_size=30) | st.text("P(x),v@->not sound\"\\' 12", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        claim = parse_claim(text)
    except ClaimError as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.expected
    else:
        assert parse_claim(str(claim)) == claim


@given(claims)
def test_negation_is_its_own_inverse(claim: Claim) -> None:
    assert negation(negation(claim)) == claim
    assert not isinstance(negation(Not(claim) if not isinstance(claim, Not) else claim), Not)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("P(x)", Holds("P", "x")),
        ("determinism", Condition("determinism")),
        ("sound(v)", Sound("v")),
        ("sound(v@x, P(y))", Sound("v@x", Holds("P", "y"))),
        ("rfn(PA+Con^2, not c)", Rfn("PA+Con^2", Not(Condition("c")))),
        ("gate(x)", Gate("x")),
        ("refines(v)", Refines("v")),
        ("rate(v)", Rate("v")),
        ("consistent(IΣ1)", Consistent("IΣ1")),
        ("consistent(ZFC+I, 2)", Consistent("ZFC+I", 2)),
        ("aligned(a->b)", Aligned("a", "b")),
        ("robust(a-1 → b)", Aligned("a-1", "b", robust=True)),
        ('"the system"("say \\"hi\\" \\\\")', Holds("the system", 'say "hi" \\')),
        ('"sound"(v)', Holds("sound", "v")),
        ('"not"', Condition("not")),
        ("P(1)", Holds("P", "1")),
    ],
)
def test_the_grammar(text: str, claim: Claim) -> None:
    assert parse_claim(text) == claim


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("P(", 3),
        ("P()", 3),
        ("P(x", 4),
        ("P(x))", 5),
        ("P(x) Q(y)", 6),
        ("P(x, y)", 4),
        ("sound", 1),
        ("sound(v,)", 9),
        ("not", 4),
        ("not not c", 1),
        ("P;", 2),
        ('P("x)', 3),
        ('P("")', 3),
        ("a@b@c", 4),
        ("consistent(T, x)", 15),
        ("consistent(T, -1)", 15),
        ("consistent(T, 1000000)", 15),
        ("aligned(a, b)", 10),
        ("aligned(a)", 10),
        ("(c)", 1),
    ],
)
def test_the_column_of_a_mistake(text: str, column: int) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_claim(text)
    assert caught.value.column == column


def nested(depth: int) -> str:
    return "sound(v, " * depth + "c" + ")" * depth


def test_the_stated_depth_is_the_limit() -> None:
    assert len(parts(parse_claim(nested(DEEPEST)))) == DEEPEST + 1
    with pytest.raises(ClaimError, match="nested too deeply"):
        parse_claim(nested(DEEPEST + 1))
    with pytest.raises(ClaimError, match="too long"):
        parse_claim(nested(1_000_000))
