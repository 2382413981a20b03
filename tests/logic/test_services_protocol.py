"""JSON lines of the services: every fact through the contract, and lines that are wrong."""

import json

import pytest

from tower.logic.answers import Theorem
from tower.logic.fixpoint import is_fixed_point
from tower.logic.protocol import answer_line
from tower.syntax.parser import parse

from .service_cases import facts


def ask(**line):
    """The answer to a line, both as text."""
    return json.loads(answer_line(json.dumps(line)))


@pytest.mark.parametrize("fact", facts("RC"), ids=lambda fact: fact["id"])
def test_rc(fact):
    verdict = "theorem" if fact["expect"] == "derivable" else "non-theorem"
    answer = ask(id=fact["id"], logic="rc", lhs=fact["lhs"], rhs=fact["rhs"])
    assert answer == {"id": fact["id"], "verdict": verdict}


@pytest.mark.parametrize("logic", ["glp", "j"])
@pytest.mark.parametrize("fact", facts("GLP/J"), ids=lambda fact: fact["id"])
def test_j_and_glp(fact, logic):
    answer = ask(id=fact["id"], logic=logic, formula=fact["formula"])
    assert answer == {"id": fact["id"], "verdict": fact[logic.upper()]}


@pytest.mark.parametrize("fact", facts("GL-fixpoint"), ids=lambda fact: fact["id"])
def test_fixpoints(fact):
    answer = ask(id=fact["id"], fixpoint=fact["formula"], variable=fact["variable"])
    assert answer.keys() == {"id", "fixed_point"}
    found = parse(answer["fixed_point"])
    assert is_fixed_point(parse(fact["formula"]), fact["variable"], found) == Theorem()


@pytest.mark.parametrize("fact", facts("GL-letterless"), ids=lambda fact: fact["id"])
def test_traces(fact):
    answer = ask(id=fact["id"], trace=fact["formula"])
    text = answer.pop("trace")
    assert text.ljust(8, text[-1]) == fact["trace_rank0_to_7"]
    assert answer == {key: fact[key] for key in ("id", "gl_theorem", "true_in_N")}


@pytest.mark.parametrize("fact", facts("worm"), ids=lambda fact: fact["id"])
def test_worms(fact):
    answer = ask(id=fact["id"], worm=fact["worm"])
    assert answer == {key: fact[key] for key in ("id", "o", "normal_form")}


def test_equilibrium():
    (fact,) = facts("program-equilibrium")
    for pair, expected in fact["outcomes"].items():
        answer = ask(id=pair, equilibrium={"agents": fact["agents"], "pair": pair.split(" vs ")})
        assert answer == {"id": pair, "outcome": expected}


@pytest.mark.parametrize(
    "line",
    [
        {"logic": "rc", "lhs": "p"},
        {"logic": "rc", "lhs": "p", "rhs": 7},
        {"logic": "rc", "lhs": "[0]p", "rhs": "p"},
        {"logic": "glp"},
        {"logic": "glp", "formula": ["p"]},
        {"logic": "j", "formula": "[PA]p"},
        {"fixpoint": "[]p"},
        {"fixpoint": "[]p", "variable": None},
        {"fixpoint": "p", "variable": "p"},
        {"fixpoint": "[2]p", "variable": "p"},
        {"trace": "p"},
        {"trace": None},
        {"worm": "10"},
        {"worm": [0.5]},
        {"worm": [True]},
        {"worm": None},
        {"equilibrium": None},
        {"equilibrium": {"agents": {"X": "T"}}},
        {"equilibrium": {"agents": {"X": "T"}, "pair": ["X"]}},
        {"equilibrium": {"agents": {"X": "T"}, "pair": ["X", "Y"]}},
        {"equilibrium": {"agents": {"X": 1}, "pair": ["X", "X"]}},
        {"equilibrium": {"agents": {"X": "b"}, "pair": ["X", "X"]}},
        {"equilibrium": {"agents": ["X"], "pair": ["X", "X"]}},
    ],
    ids=str,
)
def test_lines_that_are_wrong(line):
    answer = ask(id=5, **line)
    assert answer.keys() == {"id", "error"}
    assert answer["id"] == 5
    assert answer["error"]["code"].startswith("TWR90")
    assert answer["error"]["message"]


def test_a_formula_that_cannot_be_read_knows_its_field_and_column():
    error = ask(logic="rc", lhs="p", rhs="p & )")["error"]
    assert error["column"] == 5
    assert "rhs" in error["message"]


def test_limits_are_verdicts():
    wide = " & ".join(f"([](p->q{n})-><>(p&r{n}))" for n in range(8))
    assert ask(worm=[10**9])["verdict"] == "gave-up"
    assert ask(id=0, worm=[10**30])["id"] == 0
    assert ask(id=1, fixpoint=wide, variable="p")["verdict"] == "gave-up"


def test_shared_parts_are_not_written_out_without_bound():
    """Each letter doubles the text of the last; the formula itself is small."""
    nested = "[](q & p)"
    for letter in range(60):
        nested = f"([]({nested} & r{letter}) | <>r{letter})"
    answer = ask(fixpoint=nested, variable="p")
    assert "fixed_point" in answer or answer["verdict"] == "gave-up"
