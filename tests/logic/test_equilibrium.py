"""Program equilibrium: the whole table, two ways, the reasons, the file format."""

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import FileError, InputError, LimitReached
from tower.logic.agents import (
    MAX_LEVEL,
    agents_text,
    check_agents,
    match_equations,
    move_letter,
    parse_agents,
)
from tower.logic.answers import GaveUp
from tower.logic.closed import holds_at, is_true
from tower.logic.closed_system import solve_system
from tower.logic.equilibrium import outcome, outcome_by_proof, outcome_table
from tower.syntax.formula import Atom, Box, Constant, replace
from tower.syntax.parser import parse

from .service_cases import facts

(FACT,) = facts("program-equilibrium")
AGENTS = {name: parse(text) for name, text in FACT["agents"].items()}
PAIRS = [(one, two) for one in AGENTS for two in AGENTS if one <= two]

boxed = st.recursive(
    st.sampled_from([Atom("a"), Atom("b"), Atom("X"), Atom("Y"), Constant(True), Constant(False)]),
    lambda inner: st.one_of(
        st.builds(Box, st.sampled_from("012"), inner),
        st.builds(lambda left, right: parse("p -> q") and _implies(left, right), inner, inner),
    ),
    max_leaves=4,
).map(lambda body: Box("0", body))


def _implies(left, right):
    return replace(parse("p -> q"), {Atom("p"): left, Atom("q"): right})


def test_the_whole_table():
    table = outcome_table(AGENTS)
    assert len(table) == len(AGENTS) ** 2
    found = {pair: table[tuple(pair.split(" vs "))] for pair in FACT["outcomes"]}
    assert found == FACT["outcomes"]


def test_a_table_is_its_matches_and_turning_a_match_turns_the_outcome():
    table = outcome_table(AGENTS)
    for one, two in PAIRS:
        assert outcome(AGENTS, one, two).moves == table[one, two] == table[two, one][::-1]


@pytest.mark.parametrize("pair", PAIRS, ids=" vs ".join)
def test_ranks_and_proofs_agree(pair):
    assert outcome_by_proof(AGENTS, *pair) == outcome(AGENTS, *pair).moves


@given(boxed, boxed)
@settings(deadline=None, max_examples=60)
def test_ranks_and_proofs_agree_on_random_agents(first, second):
    agents = {"X": first, "Y": second}
    assert outcome_by_proof(agents, "X", "Y") == outcome(agents, "X", "Y").moves


@pytest.mark.parametrize(
    ("row", "column", "moves"),
    [
        ("FB", "FB", "CC"),
        ("PB", "PB", "CC"),
        ("PB", "FB", "CC"),
        ("PB", "CB", "DC"),
        ("DB", "PB", "DD"),
    ],
)
def test_published_outcomes(row, column, moves):
    """LaVictoire et al. 2014: Löb makes FairBots cooperate, PrudentBot exploits CooperateBot."""
    assert outcome(AGENTS, row, column).moves == moves


def test_mixed_strengths_destroy_cooperation():
    assert outcome(AGENTS, "FB", "PB").moves == "CC"
    assert outcome(AGENTS, "FB_1", "PB").moves == "DD"


@pytest.mark.parametrize("pair", PAIRS, ids=" vs ".join)
def test_the_reasons_are_reasons(pair):
    """Each deciding box is as it says, and together they settle the move; none is superfluous."""
    found = outcome(AGENTS, *pair)
    for move in (found.row, found.column):
        fixed = {reason.box: Constant(reason.fails_from is None) for reason in move.because}
        assert _value(move.formula, fixed) == {move.cooperates}
        for box in fixed:
            fewer = {other: value for other, value in fixed.items() if other is not box}
            assert len(_value(move.formula, fewer)) == 2


def _value(formula, fixed):
    """The values that the formula can take when only these outer boxes are fixed."""
    found = replace(formula, fixed)
    free = sorted(set(_outer_boxes(found)), key=str)
    values = set()
    for bits in range(2 ** len(free)):
        truth = {box: Constant(bool(bits >> place & 1)) for place, box in enumerate(free)}
        values.add(is_true(solve_system({"x": replace(found, truth)})[Atom("x")]))
    return values


def _outer_boxes(formula):
    if isinstance(formula, Box):
        yield formula
    else:
        for child in formula.children:
            yield from _outer_boxes(child)


def test_ranks_of_an_outcome_are_those_of_the_system():
    found = outcome(AGENTS, "PB", "CB")
    system = solve_system(match_equations(AGENTS, [("PB", "CB")]))
    assert found.ranks == tuple((letter, system[Atom(letter)]) for letter, _ in found.ranks)
    assert dict(found.ranks)["PB(CB)"] == 3
    assert not holds_at(dict(found.ranks)[move_letter("PB", "CB").name], 2)


def test_lines_tell_the_derivation():
    assert outcome(AGENTS, "DB", "FB").lines() == [
        "DB(FB)  0…",
        "FB(DB)  10…",
        "DB defects against FB: its formula is constant",
        "FB defects against DB: []b fails from rank 1 on",
    ]


@given(st.dictionaries(st.sampled_from(["X", "Y", "Zoë", "bot_1"]), boxed, min_size=1))
def test_writing_then_reading_agents_is_the_identity(agents):
    agents = {"X": parse("T"), "Y": parse("F")} | agents
    assert parse_agents(agents_text(agents)) == agents


def test_comments_and_blank_lines():
    text = "# the two oldest\n\n  CB = T  # always\nDB=F\n"
    assert parse_agents(text) == {"CB": parse("T"), "DB": parse("F")}
    assert parse_agents("") == {}


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("CB = T\nDB", 2, 0, "no '='"),
        ("CB = T\nCB = F", 2, 1, "there already"),
        ("CB = []b &", 1, 11, "early"),
        ("\n  FB =  []b )", 2, 13, "closes"),
        ("two words = T", 1, 0, "no '='"),
        ("= T", 1, 0, "no '='"),
        ("CB =", 1, 5, "early"),
    ],
)
def test_lines_that_cannot_be_read(text, line, column, what):
    with pytest.raises(FileError, match=what) as caught:
        parse_agents(text, "bots.agents")
    assert (caught.value.file, caught.value.line, caught.value.column) == (
        "bots.agents",
        line,
        column,
    )


@pytest.mark.parametrize(
    ("agents", "what"),
    [
        ({"X": "b"}, "uses b outside every box"),
        ({"X": "[]b | a"}, "uses a outside every box"),
        ({"X": "X"}, "uses X outside every box"),
        ({"X": "[]c"}, "uses c;"),
        ({"X": "[PA]b"}, "modality [PA]"),
        ({"a": "T"}, "called 'a'"),
        ({"T": "T"}, "called 'T'"),
        ({"x y": "T"}, "called 'x y'"),
        ({"": "T"}, "called ''"),
    ],
)
def test_agents_that_are_none(agents, what):
    with pytest.raises(InputError) as caught:
        check_agents({name: parse(text) for name, text in agents.items()})
    assert what in str(caught.value)


def test_an_unknown_player():
    for play in (outcome, outcome_by_proof):
        with pytest.raises(InputError, match="no agent Nobody"):
            play(AGENTS, "FB", "Nobody")


def test_a_limit_of_the_proofs_is_passed_on():
    assert outcome_by_proof(AGENTS, "PB", "FB", worlds=1) == GaveUp("1 worlds")


def test_no_agents_no_table():
    assert outcome_table({}) == {}


def test_very_strong_agents_meet_a_stated_limit():
    agents = {"X": parse(f"[{MAX_LEVEL + 1}]b")}
    with pytest.raises(LimitReached, match="levels of consistency"):
        outcome(agents, "X", "X")
    assert outcome({"X": parse("[60]b")}, "X", "X").moves == "CC"
