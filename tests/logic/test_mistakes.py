"""The naive mistakes about provability, each with the formula that catches it.

Numbered as in the list that they are from: mistakes about GLP and worms are with their modules, those
about error rates and infinite towers with the model.
"""

import pytest

from tower.logic.pattern import Pattern
from tower.logic.tableau import Theorem, decide, gl, s
from tower.logic.trust import TrustGraph
from tower.logic.vacuity import Question, judge
from tower.syntax.parser import parse


def proves(text, **fields):
    """Whether a formula is a theorem over a pattern, by default two unrelated theories."""
    fields.setdefault("theories", ["1", "2"])
    return isinstance(decide(Pattern.from_json(fields), parse(text)), Theorem)


def in_gl(text):
    return isinstance(gl(parse(text)), Theorem)


def in_s(text):
    return isinstance(s(parse(text)), Theorem)


INCLUDED = {"includes": [["1", "2"]]}
REFLECTED = {"reflects": [["1", "2"]]}
CONSISTENT = {"con": [["1", "2"]]}


def test_01_unprovable_soundness_is_not_refutable():
    assert not in_gl("[]p->p") and not in_gl("~([]p->p)") and in_s("[]p->p")


def test_02_truth_is_not_closed_under_necessitation():
    assert in_s("[]p->p") and not in_s("[]([]p->p)")
    assert proves("[2]([1]p->p)", **REFLECTED) and not proves("[1]p->p", **REFLECTED)


def test_03_consistency_cycles_are_no_milder_than_soundness_cycles():
    assert proves("[1]<2>T&[2]<1>T->[1]F")
    assert proves("[1]F", con=[["1", "2"], ["2", "1"]])
    assert not proves("[1](<1>T-><2>T)&[2](<2>T-><1>T)->[1]F")
    assert not proves("[1]([2]p->p)&[2]([1]q->q)->[1]p")
    assert not proves("[1]F", includes=[["1", "2"], ["2", "1"]])


def test_04_consistency_is_no_soundness():
    assert not proves("[2]<1>T&<2>T->[2]([1]p->p)")
    sigma = {"theories": ["v", "h"], "con": [["v", "h"]], "sigma1_atoms": ["s"]}
    assert not proves("[h]([v]s->s)", **sigma) and proves("[h]([v]~s->~s)", **sigma)
    audit = {"theories": ["v", "h"], "axioms": {"v": ["audit->safe"]}, "sigma1_atoms": ["audit"]}
    assert not proves("[v]audit->[h]safe", con=[["v", "h"]], **audit)
    assert proves("[v]audit->[h]safe", reflects=[["v", "h"]], **audit)


def test_05_what_a_theory_proves_need_not_be_true():
    assert not proves("[2]<1>T-><1>T") and proves("[2]<1>T&<2>T-><1>T")


def test_06_inclusion_has_a_direction():
    assert proves("[1]p->[2]p", **INCLUDED) and not proves("[2]p->[1]p", **INCLUDED)
    assert proves("<2>T-><1>T", **INCLUDED) and not proves("<1>T-><2>T", **INCLUDED)
    assert proves("[1]<2>T->[1]F", **INCLUDED)


def test_07_inclusion_is_no_trust_and_consistency_no_inclusion():
    assert not proves("[2]<1>T", **INCLUDED) and not proves("[2]([1]p->p)", **INCLUDED)
    assert not proves("[1]p->[2]p", **CONSISTENT)


def test_08_true_consistency_is_not_provable_elsewhere():
    assert not proves("<1>p->[2]<1>p") and proves("[1]p->[2][1]p")


def test_13_iterating_consistency_never_buys_soundness():
    names = ["0", "1", "2"]
    ladder = {
        "theories": names,
        "includes": [["0", "1"], ["1", "2"]],
        "con": [["0", "1"], ["1", "2"]],
    }
    assert proves("[2]<1><0>T", **ladder) and not proves("[2]([0]p->p)", **ladder)


def test_14_a_free_proof_is_no_evidence():
    pattern = Pattern.from_json({"theories": ["a"], "axioms": {"a": ["[a]safe->safe"]}})
    assert isinstance(decide(pattern, parse("[a]safe")), Theorem)
    assert not isinstance(decide(pattern, parse("safe")), Theorem)
    assert judge(Question(pattern=pattern, theory="a", claim=parse("safe"))).verdict == "VACUOUS"


def test_15_declared_axioms_are_no_schemas():
    declared = {"theories": ["v"], "axioms": {"v": ["audit->safe"]}}
    assert proves("[v](audit->safe)", **declared) and not proves("[v](p->q)", **declared)


def test_16_reflection_is_used_for_the_boxes_of_the_axioms_too():
    joint = {"reflects": [["1", "2"]], "axioms": {"2": ["[1]p|q", "~p"]}}
    assert proves("[2]q", **joint) and not proves("[2]q", axioms=joint["axioms"])
    for text in ("[2]q", "[1]q", "[2]p", "[1]F"):
        assert proves(text, **joint) == proves(f"({text})|([2][1]r&~[2][1]r)", **joint)


def test_17_a_countermodel_speaks_of_what_was_declared():
    """For T1 = T0 + Con(T0) this is true of the real theories, and still does not follow from the edges."""
    assert not proves(
        "[1]p<->[0](<0>T->p)", theories=["0", "1"], con=[["0", "1"]], includes=[["0", "1"]]
    )


def test_18_disagreeing_siblings_are_noticed():
    diamond = {
        "theories": ["t", "a", "b", "h"],
        "reflects": [["t", "a"], ["t", "b"], ["a", "h"], ["b", "h"]],
    }
    assert proves("[a]p&[b]~p->[h]F", **diamond) and not proves("[h]F", **diamond)


def test_19_the_same_theory_twice_adds_nothing():
    twins = {
        "theories": ["1", "2", "3"],
        "includes": [["1", "2"], ["2", "1"], ["1", "3"], ["2", "3"]],
    }
    for text in ("[{}]p->[3]p", "[{}]<3>T->[{}]F", "[3]([{}]p->p)", "[3]<{}>T"):
        assert proves(text.replace("{}", "1"), **twins) == proves(text.replace("{}", "2"), **twins)
    assert proves("[1]p<->[2]p", **twins) and not proves("[3]p->[1]p", **twins)


def test_20_a_dead_theory_proves_everything_and_is_reported_first():
    dead = Pattern.from_json(
        {"theories": ["a", "b"], "con": [["a", "a"]], "includes": [["a", "b"]]}
    )
    assert isinstance(decide(dead, parse("[b]p")), Theorem)
    assert judge(Question(pattern=dead, theory="b", claim=parse("p"))).verdict == "COLLAPSED"
    assert set(TrustGraph(dead.theories, dead.includes, con=dead.con).dead()) == {"a", "b"}


@pytest.mark.parametrize("level", range(4))
def test_21_a_further_level_assumes_strictly_more(level):
    below, above = f"~[]^{level + 1} F", f"~[]^{level + 2} F"
    assert in_gl(f"{above} -> {below}") and not in_gl(f"{below} -> {above}")
