"""Patterns: their JSON shape, what is refused, and what the deciders read in them."""

import json

import pytest
from hypothesis import given, settings

from tower.errors import FormulaError, InputError, PatternError
from tower.logic.pattern import Pattern
from tower.strategies import patterns
from tower.syntax.parser import parse

from . import oracles


@given(patterns(strengths=(0, 1, 2)))
def test_json_there_and_back(pattern):
    assert Pattern.from_json(json.loads(json.dumps(pattern.to_json()))) == pattern


def test_fields_may_be_left_out():
    assert Pattern.from_json({}) == Pattern(())
    found = Pattern.from_json(
        {"includes": [["a", "b"]], "axioms": {"c": ["[d]p"]}, "con": [["b", "e", 2]]}
    )
    assert found.theories == ("a", "b", "e", "c", "d") and found.con == {("b", "e", 2)}
    assert found.axioms_of == {"c": (parse("[d]p"),)}


WRONG = [
    None,
    [],
    "x",
    {"theories": "ab"},
    {"theories": [1]},
    {"theories": ["a b"]},
    {"theories": [""]},
    {"theories": ["a", "a"]},
    {"theories": ["a"], "includes": [["a", "b"]]},
    {"includes": [["a"]]},
    {"includes": [["a", "b", "c"]]},
    {"includes": ["ab"]},
    {"includes": {"a": "b"}},
    {"reflects": [[1, 2]]},
    {"con": [["a", "b", -1]]},
    {"con": [["a", "b", True]]},
    {"con": [["a", "b", 1.0]]},
    {"con": [["a", "b", 10**30]]},
    {"con": [["a"]]},
    {"con": [["a", "b", "0"]]},
    {"axioms": []},
    {"axioms": {"a": "p"}},
    {"axioms": {"a": [1]}},
    {"theories": ["a"], "axioms": {"b": ["p"]}},
    {"theories": ["a"], "axioms": {"a": ["[b]p"]}},
    {"sigma1_atoms": "p"},
    {"decidable_atoms": [None]},
    {"unknown": 1},
]


@pytest.mark.parametrize("data", WRONG, ids=repr)
def test_what_is_malformed_is_refused(data):
    with pytest.raises(PatternError):
        Pattern.from_json(data)


def test_a_wrong_axiom_has_a_column():
    with pytest.raises(FormulaError, match="column 3: an axiom of 'a'") as caught:
        Pattern.from_json({"axioms": {"a": ["p @"]}})
    assert isinstance(caught.value, InputError)


@settings(max_examples=200)
@given(patterns("abcd", max_edges=4, strengths=(0, 1, 2), max_axioms=0))
def test_the_reading_is_the_saturated_pattern(pattern):
    graph = pattern.reading.graph
    includes, trust = oracles.saturated(graph)
    reading = pattern.reading
    assert reading.dead == oracles.dead(graph)
    for upper in pattern.theories:
        assert set(reading.under[upper]) == {a for a, b in includes if b == upper}
        assert {a for a, _ in reading.consistent[upper]} == {a for a, b, _ in trust if b == upper}
        assert set(reading.reflected[upper]) == {
            a for a, b, n in trust if b == upper and n == oracles.INFINITE
        }
        finite = {a for a, b, n in trust if b == upper and n >= 1} - set(reading.reflected[upper])
        assert set(reading.finite[upper]) == finite


@given(patterns("abcd", max_edges=5, max_axioms=0))
def test_the_needed_consistency_implies_the_rest(pattern):
    """Go down from world to world, only to needed ones: every theory held consistent is met."""
    reading = pattern.reading
    for upper in set(pattern.theories) - reading.dead:
        met, waiting = set(), [upper]
        while waiting:
            for name in reading.needed[waiting.pop()]:
                met.update(reading.under[name])
                waiting.append(name)
        assert {name for name, _ in reading.consistent[upper]} <= met


def test_a_pattern_of_texts_is_the_pattern() -> None:
    """`Pattern.of` says in pairs and texts what the constructor says in frozen sets and formulas."""
    made = Pattern.of(
        includes=[("a", "h")], reflects=[("a", "h")], con=[("a", "h"), ("b", "h", 2)],
        axioms={"a": ["[a]p -> p", parse("q")]}, sigma1_atoms=["p"], decidable_atoms=["q"],
    )
    assert made == Pattern(
        ("a", "h", "b"), frozenset({("a", "h")}), frozenset({("a", "h")}), frozenset({("a", "h", 0), ("b", "h", 2)}),
        (("a", (parse("[a]p -> p"), parse("q"))),), frozenset("p"), frozenset("q"),
    )
    assert Pattern.of("x", "y").theories == ("x", "y")


@pytest.mark.parametrize("wrong", [
    {"includes": ["a"]}, {"includes": [("a",)]}, {"con": [("a", "b", "c")]}, {"con": [("a", "b", -1)]},
    {"axioms": {"a": ["[a"]}}, {"reflects": [("a", 3)]}, {"sigma1_atoms": [3]},
])
def test_a_malformed_pattern_of_texts_is_refused(wrong) -> None:
    with pytest.raises(InputError):
        Pattern.of(**wrong)
    with pytest.raises(InputError):
        Pattern.of("x", includes=[("a", "b")])
