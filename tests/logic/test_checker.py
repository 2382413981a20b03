"""The checker: no certificate that is not right may pass for a false claim, and no input breaks it."""

import ast
import json
from copy import deepcopy
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

import tower.logic.checker
from tests.benchmarks.families import FAMILIES, random_formula, random_pattern
from tower.errors import CertificateError
from tower.logic.checker import verify
from tower.logic.pattern import Pattern
from tower.logic.prover import prove, prove_s
from tower.logic.tableau import GaveUp, Limits, NonTheorem, Theorem, decide, truth_formula
from tower.syntax.formula import Atom, Box
from tower.syntax.parser import parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def certificate(seed):
    """The certificate of a random question, now and then at the truth level."""
    random = Random(seed)
    pattern = random_pattern(random)
    formula = random_formula(random, random.randint(2, 5), pattern.theories, "pqs")
    if random.random() < 0.15:
        return prove_s(random_formula(random, 4, ("0",), "pq")).certificate
    return prove(pattern, formula).certificate


def is_true(shown):
    """Whether the tableau, which shares nothing with the checker, confirms a claim; None if it gives up."""
    found = shown.pattern
    axioms = {}
    for name, formula in sorted(found.axioms, key=lambda pair: (pair[0], str(pair[1]))):
        axioms.setdefault(name, []).append(formula)
    pattern = Pattern(found.theories, found.includes, found.reflects, found.con,
                      tuple((name, tuple(each)) for name, each in sorted(axioms.items())),
                      found.sigma1_atoms, found.decidable_atoms)
    formula = shown.formula
    if shown.sound:
        if shown.sound != {"0"} or found.theories != ("0",):
            return None
        formula = truth_formula(formula)
    verdict = decide(pattern, formula, limits=Limits(steps=100_000))
    if isinstance(verdict, GaveUp):
        return None
    return isinstance(verdict, Theorem if shown.verdict == "theorem" else NonTheorem)


# ---- nearly right certificates ----


def leaves(data, path=()):
    """The paths of everything inside a JSON value."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from leaves(value, (*path, key))


def parent(data, path):
    for key in path[:-1]:
        data = data[key]
    return data


def change(random, data):
    """Change one thing in place: a number, a kind, an entry, an order, a verdict, the claim."""
    path = random.choice([each for each in leaves(data) if each[0] not in ("format", "version")])
    holder, key = parent(data, path), path[-1]
    value = holder[key]
    if isinstance(value, int) and not isinstance(value, bool):
        holder[key] = random.choice([value + 1, value - 1, -value, random.randint(0, len(data["nodes"]))])
    elif isinstance(value, str) and value in ("and", "or", "implies", "iff"):
        holder[key] = random.choice(["and", "or", "implies", "iff"])
    elif isinstance(value, str) and value in ("true", "false"):
        holder[key] = random.choice(["true", "false"])
    elif isinstance(value, str) and path[0] == "nodes" and key == 1:
        holder[key] = random.choice(["p", "q", "s"])
    elif isinstance(value, list) and value:
        random.choice([lambda: value.pop(random.randrange(len(value))), lambda: random.shuffle(value),
                       lambda: value.append(deepcopy(random.choice(value)))])()
    elif isinstance(value, list) and path[0] in ("sigma1_atoms", "decidable_atoms"):
        value.append(random.choice("pqs"))
    elif isinstance(value, list) and path == ("sound",):
        value.append(0)
    elif isinstance(holder, list):
        holder.pop(key)


def swap_claim(random, data):
    """Keep the evidence, claim something that looks like it."""
    data["goal"] = random.randint(1, max(1, len(data["nodes"])))
    steps = data.get("steps", [])
    if steps:
        steps[-1]["goal"] = data["goal"]


def swap_edges(random, data):
    """Turn, drop or add an edge of the pattern."""
    kind = random.choice(["includes", "reflects", "con"])
    edges, count = data[kind], len(data["theories"])
    if edges and random.random() < 0.6:
        edge = random.choice(edges)
        edges.remove(edge)
        if random.random() < 0.5:
            edges.append([edge[1], edge[0], *edge[2:]])
    elif count:
        edge = [random.randrange(count), random.randrange(count)]
        edges.append(edge if kind != "con" else [*edge, random.randint(0, 2)])


def mutated(seed):
    random = Random(seed)
    data = deepcopy(certificate(random.randrange(4_000)))
    random.choice((change, change, swap_claim, swap_edges))(random, data)
    if random.random() < 0.5:
        change(random, data)
    return data


def never_false(seed):
    """Whether the mutant passed; if so, its claim must be true."""
    try:
        shown = verify(mutated(seed))
    except CertificateError:
        return False
    assert is_true(shown) is not False, seed
    return True


def test_mutated_certificates_never_pass_for_a_false_claim():
    passed = sum(never_false(seed) for seed in range(1_000))
    assert 0 < passed < 700  # some changes are harmless; most are not


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 110_000, 10_000))
def test_many_mutated_certificates(start):
    for seed in range(start, start + 10_000):
        never_false(seed)


# ---- malformed input ----


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_is_refused_with_a_certificate_error(data):
    with pytest.raises(CertificateError):
        verify(data)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 200), st.integers(0, 10**9), JSON)
def test_junk_anywhere_raises_nothing_else(seed, where, junk):
    data = deepcopy(certificate(seed))
    paths = list(leaves(data))
    path = paths[where % len(paths)]
    parent(data, path)[path[-1]] = junk
    try:
        shown = verify(data)
    except CertificateError:
        return
    assert is_true(shown) is not False


@pytest.mark.parametrize("name", ["verdict", "nodes", "goal", "theories", "sound", "steps", "con"])
def test_a_missing_field_is_named(name):
    data = dict(prove(Pattern(("0",)), parse("[0]T")).certificate)
    del data[name]
    with pytest.raises(CertificateError, match=name):
        verify(data)


def test_an_unknown_field_is_named():
    data = {**prove(Pattern(("0",)), parse("[0]T")).certificate, "comment": "trust me"}
    with pytest.raises(CertificateError, match="comment"):
        verify(data)


def test_true_is_no_version():
    with pytest.raises(CertificateError, match="version"):
        verify({**prove(Pattern(("0",)), parse("[0]T")).certificate, "version": True})


# ---- each rule, with the mistake that it forbids ----


def claim(text, **pattern):
    """The common fields for a formula over two theories 0 (a) and 1 (b)."""
    given_pattern = Pattern.from_json({"theories": ["a", "b"], **pattern})
    data = deepcopy(prove(given_pattern, parse(text), check=False).certificate)
    data.pop("steps", None)
    data.pop("worlds", None)
    return data


def node(data, text):
    """The number of a formula in a certificate, added with its parts if it is missing."""
    theories = data["theories"]

    def add(formula):
        parts = [add(part) for part in formula.children]
        kind = type(formula).__name__.lower()
        if isinstance(formula, Atom):
            entry = ["atom", formula.name]
        elif kind == "constant":
            entry = ["true" if formula.value else "false"]
        elif isinstance(formula, Box):
            entry = ["box", theories.index(formula.theory), *parts]
        else:
            entry = [kind, *parts]
        if entry not in data["nodes"]:
            data["nodes"].append(entry)
        return data["nodes"].index(entry) + 1

    return add(parse(text))


def theorem(data, *lemmas, goal=()):
    """A theorem certificate with these lemmas; hints of the goal may name lemmas as ("lemma", m)."""
    size = len(data["nodes"])

    def number(hint):
        return size + hint[1] if isinstance(hint, tuple) else hint

    steps = []
    for lemma in lemmas:
        by = [[clause, [number(hint) for hint in hints]] for clause, hints in lemma.get("by", [[[], []]])]
        steps.append({"from": [], "also": [], **lemma, "by": by})
    steps.append({"goal": data["goal"], "by": [[[], [number(hint) for hint in goal]]]})
    return {**data, "verdict": "theorem", "steps": steps}


def refused(data, message):
    with pytest.raises(CertificateError, match=message):
        verify(data)


def test_a_letter_does_not_persist_unless_declared():
    data = claim("s->[a]s")
    s, box = node(data, "s"), node(data, "[a]s")
    lemma = {"box": box, "from": [s]}
    refused(theorem(data, lemma, goal=[data["goal"], ("lemma", 1)]), "persist")
    for field in ("sigma1_atoms", "decidable_atoms"):
        assert verify(theorem({**data, field: ["s"]}, lemma, goal=[data["goal"], ("lemma", 1)]))


def test_a_denied_letter_persists_only_if_decidable():
    data = claim("~s->[a]~s")
    s, box = node(data, "s"), node(data, "[a]~s")
    lemma = {"box": box, "from": [-s]}
    refused(theorem({**data, "sigma1_atoms": ["s"]}, lemma, goal=[data["goal"], ("lemma", 1)]), "persist")
    assert verify(theorem({**data, "decidable_atoms": ["s"]}, lemma, goal=[data["goal"], ("lemma", 1)]))


def test_a_denied_box_does_not_persist():
    data = claim("~[a]s->[a]~[a]s")
    box, outer = node(data, "[a]s"), node(data, "[a]~[a]s")
    refused(theorem(data, {"box": outer, "from": [-box]}, goal=[data["goal"], ("lemma", 1)]), "persist")


def test_a_compound_formula_does_not_persist():
    data = claim("(p&q)->[a](p&q)")
    both, box = node(data, "p&q"), node(data, "[a](p&q)")
    refused(theorem(data, {"box": box, "from": [both]}, goal=[data["goal"], ("lemma", 1)]), "persist")


@pytest.mark.parametrize("lower, upper", [("a", "b"), ("b", "a")])
def test_a_box_opens_only_in_theories_above(lower, upper):
    data = claim(f"[{lower}]p->[{upper}]p")
    low, high = node(data, f"[{lower}]p"), node(data, f"[{upper}]p")
    proof = theorem(data, {"box": high, "from": [low]}, goal=[data["goal"], ("lemma", 1)])
    refused(proof, "not refuted")
    edge = [data["theories"].index(lower), data["theories"].index(upper)]
    assert verify({**proof, "includes": [edge]}) and verify({**proof, "reflects": [edge]})
    refused({**proof, "includes": [edge[::-1]]}, "not refuted")
    refused({**proof, "con": [[*edge, 0]]}, "not refuted")


def test_loeb_gives_the_box_and_not_more():
    data = claim("[a]([a]p->p)->[a]p")
    known, box, inner = node(data, "[a]([a]p->p)"), node(data, "[a]p"), node(data, "[a]p->p")
    good = {"box": box, "from": [known], "by": [[[], [inner]]]}
    assert verify(theorem(data, good, goal=[data["goal"], ("lemma", 1)]))
    refused(theorem(data, {**good, "from": []}, goal=[data["goal"], ("lemma", 1)]), "step 1: the premises")
    refused(theorem(data, {**good, "by": [[[], []]]}, goal=[data["goal"], ("lemma", 1)]), "step 1: the premises")
    refused(theorem(data, good, goal=[data["goal"]]), "step 2: the premises")


def test_the_loeb_box_is_the_lemmas_own():
    data = claim("[b]([a]p->p)->[b]p")
    known, box, inner = node(data, "[b]([a]p->p)"), node(data, "[b]p"), node(data, "[a]p->p")
    lemma = {"box": box, "from": [known], "by": [[[], [inner]]]}
    refused(theorem(data, lemma, goal=[data["goal"], ("lemma", 1)]), "not refuted")


def test_reflection_needs_an_edge_in_the_right_direction():
    data = claim("[b]([a]p->p)")
    box, inner, low = node(data, "[b]([a]p->p)"), node(data, "[a]p->p"), node(data, "[a]p")
    proof = theorem(data, {"box": box, "by": [[[], [inner, low]]]}, goal=[("lemma", 1)])
    assert verify({**proof, "reflects": [[0, 1]]})
    for wrong in ({}, {"reflects": [[1, 0]]}, {"includes": [[0, 1]]}, {"con": [[0, 1, 0]]}, {"con": [[0, 1, 9]]}):
        refused({**proof, **wrong}, "not reflected")


def test_reflection_is_not_there_at_the_root():
    data = claim("[a]p->p", reflects=[["a", "b"]])
    low = node(data, "[a]p")
    refused(theorem(data, goal=[data["goal"], low]), "not reflected")
    sound = theorem({**data, "sound": [1]}, goal=[data["goal"], low])
    assert verify(sound).sound == {"b"}  # b includes a
    refused({**sound, "reflects": []}, "not reflected")
    refused({**sound, "con": [[0, 1, 0]]}, "beside axioms")


def test_consistency_needs_an_edge():
    data = claim("[b]~[a]F")
    box, low = node(data, "[b]~[a]F"), node(data, "[a]F")
    proof = theorem(data, {"box": box, "also": [-low]}, goal=[("lemma", 1)])
    for edge in ({"con": [[0, 1, 0]]}, {"reflects": [[0, 1]]}):
        assert verify({**proof, **edge})
    for wrong in ({}, {"con": [[1, 0, 0]]}, {"includes": [[0, 1]]}):
        refused({**proof, **wrong}, "neither an axiom nor")
    other = claim("[b]~[a]p", con=[["a", "b", 0]])
    box, low = node(other, "[b]~[a]p"), node(other, "[a]p")
    refused(theorem(other, {"box": box, "also": [-low]}, goal=[("lemma", 1)]), "neither an axiom nor")
    positive = claim("[b][a]F", con=[["a", "b", 0]])
    box, low = node(positive, "[b][a]F"), node(positive, "[a]F")
    refused(theorem(positive, {"box": box, "also": [low]}, goal=[("lemma", 1)]), "neither an axiom nor")


def test_axioms_hold_in_their_theory_and_above():
    data = claim("[b]p", axioms={"a": ["p"]})
    box, p = node(data, "[b]p"), node(data, "p")
    proof = theorem(data, {"box": box, "also": [p]}, goal=[("lemma", 1)])
    refused(proof, "neither an axiom nor")
    assert verify({**proof, "includes": [[0, 1]]})
    refused({**proof, "includes": [[1, 0]]}, "neither an axiom nor")
    refused({**proof, "axioms": []}, "neither an axiom nor")
    denied = claim("[a]~p", axioms={"a": ["p"]})
    box, p = node(denied, "[a]~p"), node(denied, "p")
    refused(theorem(denied, {"box": box, "also": [-p]}, goal=[("lemma", 1)]), "neither an axiom nor")


def test_the_lemma_of_an_edge_needs_strength_one():
    data = claim("[b]([a]s->s)", con=[["a", "b", 1]], sigma1_atoms=["s"])
    box, s, low, inner = (node(data, text) for text in ("[b]([a]s->s)", "s", "[a]s", "[a]s->s"))
    companion = {"con": 0, "from": [low, -s]}
    use = {"box": box, "by": [[[], [inner, ("lemma", 1)]]]}
    proof = theorem(data, companion, use, goal=[("lemma", 2)])
    assert verify(proof) and verify({**proof, "con": [], "reflects": [[0, 1]]})
    refused({**proof, "con": [[0, 1, 0]]}, "does not hold here")
    refused({**proof, "con": [[1, 0, 1]]}, "does not hold here")
    refused({**proof, "con": [], "includes": [[0, 1]]}, "does not hold here")
    refused({**proof, "sigma1_atoms": []}, "persist")
    weak = claim("[a]s->s", con=[["a", "b", 1]], sigma1_atoms=["s"])
    s, low = node(weak, "s"), node(weak, "[a]s")
    refused(theorem(weak, {"con": 0, "from": [low, -s]}, goal=[weak["goal"], ("lemma", 1)]), "does not hold here")


def test_strength_of_a_path_is_its_weakest_edge():
    data = claim("[b]([a]s->s)", sigma1_atoms=["s"])
    data = {**data, "theories": ["a", "b", "c"]}
    box, s, low, inner = (node(data, text) for text in ("[b]([a]s->s)", "s", "[a]s", "[a]s->s"))
    proof = theorem(data, {"con": 0, "from": [low, -s]}, {"box": box, "by": [[[], [inner, ("lemma", 1)]]]},
                    goal=[("lemma", 2)])
    assert verify({**proof, "con": [[0, 2, 1], [2, 1, 2]]})
    assert verify({**proof, "con": [[0, 2, 1]], "includes": [[2, 1]]})
    refused({**proof, "con": [[0, 2, 0], [2, 1, 2]]}, "does not hold here")


def test_hints_name_only_what_is_known():
    data = claim("p|~p")
    assert verify(theorem(data, goal=[data["goal"]]))
    for hint in (0, -1, 99, node(data, "p"), node(data, "~p")):
        refused(theorem(data, goal=[hint, data["goal"]]), "hint|node")
    refused(theorem(data, goal=[True, data["goal"]]), "numbers")


def test_a_lemma_may_not_use_itself_or_a_later_one():
    data = claim("[a]p")
    box = node(data, "[a]p")
    for named in (1, 2, 3):
        refused(theorem(data, {"box": box, "by": [[[], [("lemma", named)]]]}, goal=[("lemma", 1)]), "step 1")


def test_local_clauses_are_checked_and_forgotten():
    data = claim("(p->q)->((p->~q)->~p)")
    p, q = node(data, "p"), node(data, "q")
    first, second = node(data, "p->q"), node(data, "p->~q")
    goal = [data["goal"], node(data, "(p->~q)->~p")]
    steps = theorem(data)
    steps["steps"][0]["by"] = [[[], goal], [[-p], [first, second]], [[], [-1]]]
    assert verify(steps)
    for wrong in (
        [[[], []], [[-p, q], [first]], [[], [-1]]],
        [[[-p], [first, second]], [[], [-1]]],
        [[[], goal[:1]], [[-p], [first]], [[], [-1]]],
        [[[], []], [[p], []], [[], [-2]]],
        [],
        [[[-p], []]],
    ):
        steps["steps"][0]["by"] = wrong
        refused(steps, "step 1")


@pytest.mark.parametrize("by", [
    [[[], ["goal"]], [[-1], []], [[], [-1]]],  # no proof of the local clause
    [[[], ["goal"]], [[1], []], [[], [-1]]],
    [[[], ["goal"]], [[0, 0], []], [[], [-1]]],  # 0 is its own denial
    [[[], ["goal"]], [[1, 2], ["left"]], [[], ["left"]]],  # what was denied for a clause stays true
    [[[], ["goal"]], [[2], ["left"]], [[], ["left"]]],
    [[[], ["goal"]], [[-2], ["left"]], [[], [-1]]],
])
def test_local_clauses_do_not_prove_what_is_false(by):
    data = claim("p|q -> p")
    assert (node(data, "p"), node(data, "q")) == (1, 2)
    number = {"goal": data["goal"], "left": node(data, "p|q")}
    steps = theorem(data)
    steps["steps"][0]["by"] = [[clause, [number.get(hint, hint) for hint in hints]] for clause, hints in by]
    with pytest.raises(CertificateError):
        verify(steps)


def test_a_local_clause_forgets_only_what_it_made_true():
    data = claim("a & (a|r) & (r|s) & (r->s) -> ~(s->~a)")
    steps = theorem(data)
    number = {text: node(data, text) for text in ("s", "a|r", "r|s", "r->s", "s->~a")}
    known = [hint for hint, each in reversed(list(enumerate(data["nodes"], start=1)))
             if each[0] not in ("atom", "not") and hint not in number.values()]
    local = [number["r->s"], number["a|r"], number["r|s"]]
    steps["steps"][0]["by"] = [[[], known], [[number["s"]], local], [[], [-1, number["s->~a"]]]]
    assert verify(steps)


@pytest.mark.parametrize("sign", ["&", "|", "->", "<->"])
def test_gates_prove_tautologies_only(sign):
    for left, right in product(("p", "~p", "q", "~q", "T", "F", f"p{sign}q", f"~(p{sign}q)"), repeat=2):
        text = f"({left})->({right})"
        data = claim(text)
        hints = [number for number, each in enumerate(data["nodes"], start=1)
                 if each[0] not in ("atom", "not", "box")]
        valid = isinstance(decide(Pattern(()), parse(text)), Theorem)
        try:
            verify(theorem(data, goal=[*reversed(hints), *hints]))
        except CertificateError:
            continue
        assert valid, text


@pytest.mark.parametrize("sign", ["&", "|", "->", "<->"])
def test_gates_say_all_that_they_mean(sign):
    for inputs in product(("p", "~p"), ("q", "~q")):
        for outer in (f"(p{sign}q)", f"~(p{sign}q)"):
            text = f"{inputs[0]} -> ({inputs[1]} -> {outer})"
            if isinstance(decide(Pattern(()), parse(text)), Theorem):
                data = claim(text)
                hints = [number for number, each in enumerate(data["nodes"], start=1)
                         if each[0] not in ("atom", "not", "box")]
                assert verify(theorem(data, goal=[*reversed(hints)]))


def test_booleans_are_no_numbers():
    good = prove(Pattern(("0",)), parse("p|~p")).certificate
    for field, value in (("goal", True), ("sound", [False])):
        with pytest.raises(CertificateError):
            verify({**good, field: value})
    data = refuting(claim("p"), (None, [], []))
    assert verify(data)
    refused({**data, "goal": True}, "whole number")


def test_the_last_step_is_the_goal():
    data = claim("[a]T")
    good = prove(Pattern(("a", "b")), parse("[a]T")).certificate
    refused({**good, "steps": good["steps"][:-1]}, "goal")
    refused({**good, "steps": []}, "no step")
    refused({**good, "goal": 1}, "goal")
    refused(theorem({**data, "goal": 1}, goal=[]), "step 1: the premises")


def test_a_lemma_is_about_a_box():
    data = claim("p|~p")
    refused(theorem(data, {"box": node(data, "p")}, goal=[data["goal"]]), "about a box")


def test_nodes_come_after_their_parts():
    data = claim("[a]p")
    for wrong in (["not", 9], ["box", 7, 1], ["and", 1], ["atom", 3], ["box", 0, 0], [], ["xor", 1, 1], ["true", 1]):
        refused({**data, "verdict": "non-theorem", "worlds": [[None, [], []]], "nodes": [["atom", "p"], wrong],
                 "goal": 1}, "node 2|whole number")


def refuting(data, *worlds, **pattern):
    return {**data, **pattern, "verdict": "non-theorem", "worlds": [list(world) for world in worlds]}


def test_a_model_must_refute():
    data = claim("[a]p")
    good = refuting(data, (None, [], [1]), (0, [], []))
    assert verify(good).formula is parse("[a]p")
    p = node(data, "p")
    refused(refuting(data, (None, [], [1]), (0, [p], [])), "goal")
    refused(refuting(data, (None, [], [1]), (1, [], [])), "goal")
    refused(refuting(data, (None, [], []), (0, [], [])), "goal")
    refused(refuting(data), "no world")
    assert verify({**refuting(data, (None, [], [1]), (1, [], [])), "includes": [[0, 1]]})


def test_the_order_is_strict_and_transitive():
    data = claim("~[a]p->~[a][a]p")
    for after in ([0], [-1], [5]):
        refused(refuting(data, (None, [], [1]), (0, [], after)), "whole number")
    data = claim("[a]p->[a][a]p")
    p = node(data, "p")
    refused(refuting(data, (None, [], [1]), (0, [p], [2]), (0, [], [])), "goal")


def test_axioms_hold_in_models():
    data = claim("[b]p", axioms={"a": ["p"]})
    model = refuting(data, (None, [], [1]), (1, [], []))
    assert verify(model)
    refused({**model, "includes": [[0, 1]]}, "axiom")


def test_consistency_edges_hold_in_models():
    data = claim("[b]F")
    model = refuting(data, (None, [], [1]), (1, [], [2]), (0, [], []))
    short = refuting(data, (None, [], [1]), (1, [], []))
    assert verify({**model, "con": [[0, 1, 0]]}) and verify(short)
    for edges in ({"con": [[0, 1, 0]]}, {"reflects": [[0, 1]]}):
        refused({**short, **edges}, "trusts")
    three = {**model, "theories": ["a", "b", "c"]}
    refused({**three, "con": [[2, 0, 0], [0, 1, 0]]}, "trusts")
    refused({**three, "con": [[2, 0, 0]], "includes": [[0, 1]]}, "trusts")


def test_models_are_sound_for_all_boxes_also_those_of_axioms():
    # root < y (label b, no letters) < z (label a, p), for [b]q with Ax_b = {[a]p | q, ~p}
    data = claim("[b]q", reflects=[["a", "b"]], axioms={"b": ["[a]p|q", "~p"]})
    refused(refuting(data, (None, [], [1]), (1, [], [2]), (0, [node(data, "p")], [])), "not sound")


def test_a_sound_root_is_sound():
    data = claim("~[a]p")
    p = node(data, "p")
    lone, reflexive = refuting(data, (None, [], [])), refuting(data, (None, [p], []))
    assert verify(lone) and verify({**reflexive, "sound": [0]})
    refused({**lone, "sound": [0]}, "not sound")
    assert verify({**lone, "sound": [1]})
    refused({**lone, "sound": [1], "includes": [[0, 1]]}, "not sound")


def test_letters_persist_in_models():
    data = claim("s->[a]s")
    s = node(data, "s")
    lost = refuting(data, (None, [s], [1]), (0, [], []))
    assert verify(lost)
    refused({**lost, "sigma1_atoms": ["s"]}, "loses")
    refused({**lost, "decidable_atoms": ["s"]}, "loses")
    data = claim("~s->[a]~s")
    gained = refuting(data, (None, [], [1]), (0, [node(data, "s")], []))
    assert verify({**gained, "sigma1_atoms": ["s"]})
    refused({**gained, "decidable_atoms": ["s"]}, "gains")


def test_letters_persist_across_more_than_one_step():
    data = claim("~[a]~[a]s -> s")
    s = node(data, "s")
    model = refuting(data, (None, [], [1]), (0, [s], [2]), (0, [], []))
    refused({**model, "sigma1_atoms": ["s"]}, "loses|goal")


def test_stronger_edges_need_a_world_with_nothing_new():
    data = claim("[b]([a]s->s)", sigma1_atoms=["s"])
    s = node(data, "s")
    model = refuting(data, (None, [], [1]), (1, [], [2]), (0, [s], []))
    assert verify({**model, "con": [[0, 1, 0]]})
    refused({**model, "con": [[0, 1, 1]]}, "no like world")
    other = claim("[b]F", sigma1_atoms=["s"])
    fine = refuting(other, (None, [], [1]), (1, [], [2]), (0, [], []))
    assert verify({**fine, "con": [[0, 1, 0]]})


def test_what_is_true_in_a_world_is_an_atom():
    data = claim("[a]p")
    refused(refuting(data, (None, [node(data, "[a]p")], [1]), (0, [], [])), "no atom")
    refused(refuting(data, (5, [], [])), "whole number")
    refused(refuting(data, (None, [])), "list of 3")


# ---- the checker itself ----


def test_the_checker_imports_only_the_syntax_and_the_errors():
    folder = Path(tower.logic.checker.__file__).parent
    for path in folder.glob("*.py"):
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(found, ast.ImportFrom) and found.level:
                module = found.module or ""
                assert found.level == 1 or (found.level == 3 and module.split(".")[0] in ("errors", "syntax"))
            elif isinstance(found, ast.ImportFrom | ast.Import):
                names = [found.module] if isinstance(found, ast.ImportFrom) else [each.name for each in found.names]
                assert not any(name.startswith("tower") for name in names)


def test_large_certificates_are_checked_without_recursion():
    for name, size in (("lob_chain", 64), ("con_up", 64), ("fairbots", 16)):
        assert verify(json.loads(json.dumps(prove(*FAMILIES[name].question(size)).certificate)))
