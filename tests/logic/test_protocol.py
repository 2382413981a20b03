"""JSON lines: every fact, every kind of malformed line, and nothing that stops the rest."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tower.errors import LimitReached
from tower.logic.answers import Limits
from tower.logic.json_line import read_line
from tower.logic.models import Model, check_countermodel
from tower.logic.pattern import Pattern
from tower.logic.protocol import Options, answer, answer_line, answer_lines
from tower.logic.tableau import GL_PATTERN, GaveUp, truth_formula
from tower.syntax.parser import parse

HERE = Path(__file__).parents[1] / "facts"
LOGIC = json.loads((HERE / "logic.json").read_text())["facts"]
VERDICTS = json.loads((HERE / "verdicts.json").read_text())["facts"]
NAMES = {"GL": "gl", "S": "s", "trust-pattern": "lp"}
MODELS = Options(models=True)


def asked(line, options=None):
    """The answer to one line."""
    return answer(json.dumps(line), options or Options())


def test_all_facts_in_one_run():
    facts = [fact for fact in LOGIC if fact["kind"] in NAMES]
    lines = [json.dumps({**fact, "logic": NAMES[fact["kind"]]}) for fact in facts]
    answers = [json.loads(text) for text in answer_lines(lines, MODELS)]
    for fact, found in zip(facts, answers, strict=True):
        assert (found["id"], found["verdict"]) == (fact["id"], fact["expect"])
        assert ("model" in found) == (fact["expect"] == "non-theorem")
        if "model" in found:
            pattern = Pattern.from_json(fact["pattern"]) if "pattern" in fact else GL_PATTERN
            formula = parse(fact["formula"])
            refuted = truth_formula(formula) if fact["kind"] == "S" else formula
            check_countermodel(pattern, refuted, Model.from_json(found["model"]))


def test_all_verdicts_in_one_run():
    lines = [json.dumps({**fact, "logic": "verdict"}) for fact in VERDICTS]
    answers = [json.loads(text) for text in answer_lines(lines)]
    assert answers == [{"id": fact["id"], "verdict": fact["verdict"]} for fact in VERDICTS]


def test_a_verdict_may_come_with_its_model():
    line = {"logic": "verdict", "theory": "a", "claim": "p"}
    found = asked(line, MODELS)
    assert found["verdict"] == "NOT_DERIVABLE" and found["model"]["worlds"][0]["label"] is None


def test_other_questions_and_logics():
    assert asked({"id": 1, "logic": "glp", "formula": "[0]p->[1]p"}) == {
        "id": 1,
        "verdict": "theorem",
    }
    assert asked({"id": 2, "trace": "[]F"})["trace"].startswith("10")
    assert asked({"id": 3, "worm": [1, 0]}) == {"id": 3, "o": "w", "normal_form": [1]}


def test_tables_can_be_extended():
    more = Options(
        logics={"echo": lambda line: {"verdict": line["formula"]}},
        questions={"twice": lambda line: {"twice": 2 * line["twice"]}},
    )
    assert asked({"id": 1, "logic": "echo", "formula": "x"}, more) == {"id": 1, "verdict": "x"}
    assert asked({"id": 2, "twice": 21}, more) == {"id": 2, "twice": 42}
    assert "error" in asked({"logic": "glp", "formula": "p"}, more)


def test_patterns_may_be_left_out():
    assert asked({"logic": "lp", "formula": "[a]p->[b][a]p"})["verdict"] == "theorem"
    lazy = {"logic": "lp", "pattern": {"reflects": [["a", "b"]]}, "formula": "[b]([a]p->p)|[z]F"}
    assert asked(lazy)["verdict"] == "theorem"
    strength = {
        "logic": "lp",
        "pattern": {"con": [["v", "h", 1]], "sigma1_atoms": ["s"]},
        "formula": "[h]([v]s->s)",
    }
    assert asked(strength)["verdict"] == "theorem"


def test_time_is_told_by_the_clock_that_was_given():
    ticks = iter([10.0, 12.5])
    found = asked({"id": 1, "logic": "gl", "formula": "p->p"}, Options(clock=lambda: next(ticks)))
    assert found == {"id": 1, "verdict": "theorem", "seconds": 2.5}


def test_giving_up_is_an_answer():
    def never(pattern, formula):
        return GaveUp("steps")

    def limited(line):
        raise LimitReached("cells")

    assert asked({"logic": "gl", "formula": "p"}, Options(decider=never))["verdict"] == "gave-up"
    short = Options(limits=Limits(steps=1))
    assert asked({"logic": "verdict", "theory": "a", "claim": "p&q"}, short)["verdict"] == "gave-up"
    found = asked({"logic": "x"}, Options(logics={"x": limited}))
    assert (found["verdict"], found["limit"]) == ("gave-up", "cells")


WRONG = [
    (b"\xff\xfe", "TWR901", 1),
    (b'{"id": "\xe9"}', "TWR901", 9),
    ("{", "TWR901", 2),
    ("[]", "TWR901", None),
    ("7", "TWR901", None),
    ('{"id": 1, "id": 2}', "TWR901", None),
    ('{"id": NaN}', "TWR901", None),
    ('{"id": 1' + "0" * 5000 + "}", "TWR901", None),
    ('{"x": -Infinity}', "TWR901", None),
    ("[" * 200_000, "TWR901", None),
    ('{"x":' * 100_000, "TWR901", None),
    ('{"id": [1]}', "TWR901", None),
    ('{"id": 1, "x": "\n"}', "TWR901", 17),
    ("{}", "TWR901", None),
    ('{"logic": "xyz"}', "TWR901", None),
    ('{"logic": ["gl"]}', "TWR901", None),
    ('{"logic": "gl"}', "TWR901", None),
    ('{"logic": "gl", "formula": 3}', "TWR901", None),
    ('{"logic": "gl", "formula": "p &"}', "TWR902", 4),
    ('{"logic": "gl", "formula": "[1]p"}', "TWR902", 1),
    ('{"logic": "s", "formula": "[a]p"}', "TWR902", 1),
    ('{"logic": "lp", "formula": "p", "pattern": []}', "TWR901", None),
    ('{"logic": "lp", "formula": "p", "pattern": {"what": 1}}', "TWR906", None),
    ('{"logic": "lp", "formula": "p", "pattern": {"axioms": {"a": ["p )"]}}}', "TWR902", 3),
    ('{"logic": "lp", "formula": "[b]p", "pattern": {"theories": ["a"]}}', "TWR902", 1),
    ('{"logic": "verdict", "claim": "p"}', "TWR901", None),
    ('{"logic": "verdict", "theory": "a"}', "TWR901", None),
    ('{"logic": "verdict", "theory": "a", "claim": "p", "accepted": [1]}', "TWR901", None),
    ('{"logic": "verdict", "theory": "a", "claim": "p", "abbreviations": "p"}', "TWR901", None),
    ('{"logic": "verdict", "theory": "a", "claim": "p", "constitutive": []}', "TWR901", None),
    (
        '{"logic": "verdict", "theory": "a", "claim": "p", "accepted": '
        '[{"verifier_theory": "a", "claim": "p", "how": "guess"}]}',
        "TWR901",
        None,
    ),
    ('{"logic": "verdict", "theory": "a", "claim": "p", "facts_true": ["p|q"]}', "TWR906", None),
    ('{"logic": "verdict", "theory": "a b", "claim": "p"}', "TWR906", None),
    ('{"worm": 3}', "TWR901", None),
    ('{"trace": "p &"}', "TWR902", 4),
    ("x" * 20_000_001, "TWR901", None),
    ("\ufeff\ufeff{}", "TWR901", 1),
]


@pytest.mark.parametrize(("text", "code", "column"), WRONG, ids=lambda value: repr(value)[:40])
def test_a_malformed_line_says_what_is_wrong_and_stops_nothing(text, code, column):
    good = '{"id": "ok", "logic": "gl", "formula": "T"}'
    first, second = (json.loads(each) for each in answer_lines([text, good]))
    assert set(first) == {"id", "error"} and set(first["error"]) == {"code", "message", "column"}
    assert (first["error"]["code"], first["error"]["column"]) == (code, column)
    assert len(first["error"]["message"]) < 500
    assert second == {"id": "ok", "verdict": "theorem"}


def test_the_id_comes_back_with_an_error():
    assert asked({"id": "seven", "logic": "gl", "formula": "("})["id"] == "seven"


def test_blank_lines_are_no_questions():
    assert list(answer_lines(["", "  \n", b"\r\n"])) == []


def test_a_byte_order_mark_is_no_mistake():
    assert read_line('\ufeff{"id": 1}') == read_line(b'\xef\xbb\xbf{"id": 1}') == {"id": 1}


def test_an_answer_is_one_line_of_ascii():
    text = answer_line(json.dumps({"id": "é\n\u2028\ud800", "logic": "gl", "formula": "T"}))
    assert text.isascii() and "\n" not in text and json.loads(text)["id"] == "é\n\u2028\ud800"


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["p", "[a]p", "a", "gl", "lp", "verdict", "proof"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "a",
                    "theories",
                    "con",
                    "axioms",
                    "agents",
                    "pair",
                    "how",
                    "claim",
                    "verifier_theory",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
KEYS = [
    "id",
    "logic",
    "formula",
    "pattern",
    "theory",
    "claim",
    "accepted",
    "constitutive",
    "abbreviations",
    "facts_true",
    "lhs",
    "rhs",
    "fixpoint",
    "variable",
    "trace",
    "worm",
    "equilibrium",
]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), json_values, max_size=5))
def test_any_object_is_answered(line):
    found = json.loads(answer_line(json.dumps(line)))
    assert "id" in found and len(found) > 1


@settings(max_examples=200)
@given(st.binary(max_size=30) | st.text(max_size=30))
def test_any_line_is_answered(text):
    for found in answer_lines([text]):
        assert "error" in json.loads(found)
