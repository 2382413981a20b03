"""Certificates as Rocq files: the machine-checked checker of `proofs/rocq` repeats the check.

A file states one theorem, `proves pattern formula` or its negation, whose proof is the certificate
and whose check is one `vm_compute`.  Source: `proofs/rocq/Checker.v`, theorem `accepted_holds`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import CertificateError
from .checker.question import Question, list_of, number_of, numbers_of, question_of

__all__ = ["RocqTerms", "rocq_terms", "to_rocq"]


@dataclass(frozen=True, slots=True)
class RocqTerms:
    """A certificate as three Rocq terms: the table, the number of the goal, the evidence."""

    subject: str
    goal: int
    evidence: str
    theorem: bool


def to_rocq(certificate: Mapping[str, Any], name: str = "verdict") -> str:
    """The Rocq file whose theorem `name` is what the certificate shows.

    It compiles exactly if the Rocq checker accepts; `coqc -Q proofs/rocq Tower FILE` says so.
    CertificateError when the certificate is malformed, or uses an edge of strength 1 or more in a
    way that the development does not cover.

    >>> text = to_rocq({"format": "tower-certificate", "version": 1, "verdict": "non-theorem",
    ...     "theories": [], "includes": [], "reflects": [], "con": [], "axioms": [],
    ...     "sigma1_atoms": [], "decidable_atoms": [], "nodes": [["atom", "p"]], "goal": 1,
    ...     "sound": [], "worlds": [[None, [], []]]})
    >>> "Theorem verdict : ~ proves (pattern_of subject) (formula subject 1)." in text
    True
    """
    terms = rocq_terms(certificate)
    claim = f"proves (pattern_of subject) (formula subject {terms.goal})"
    return "\n".join([
        *_legend(certificate),
        "From Tower Require Import Checker.",
        "Open Scope positive_scope.",
        "",
        f"Definition subject : tower := {terms.subject}.",
        "",
        f"Definition evidence : certificate := {terms.evidence}.",
        "",
        f"Theorem {name} : {'' if terms.theorem else '~ '}{claim}.",
        "Proof.",
        f"  apply (accepted_holds subject {terms.goal} evidence).",
        "  vm_cast_no_check (eq_refl true).",
        "Qed.",
        "",
    ])


def rocq_terms(certificate: Mapping[str, Any]) -> RocqTerms:
    """The terms of a certificate; those of the truth level become terms about a fresh theory.

    >>> rocq_terms({"verdict": "theorem", "theories": [], "includes": [], "reflects": [], "con": [],
    ...     "axioms": [], "sigma1_atoms": [], "decidable_atoms": [], "nodes": [["true"]], "goal": 1,
    ...     "sound": [], "steps": [{"goal": 1, "by": [[[], [1]]]}]}).evidence
    'Steps [] [([], [1])]%Z'
    """
    plain = _above_truth(certificate) if certificate["sound"] else certificate
    question = question_of(plain)
    theorem = plain["verdict"] == "theorem"
    evidence = (_steps(question, list_of(plain["steps"])) if theorem
                else _worlds(question, list_of(plain["worlds"])))
    return RocqTerms(_subject(question), question.goal, evidence, theorem)


# ---- the truth level ----------------------------------------------------------------------------


def _above_truth(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same question under the box of a fresh theory that reflects the sound ones.

    formal-core 2.7: accepting the soundness of some theories is a fresh top node that reflects them.
    """
    question = question_of(data)
    fresh, size = len(question.theories), len(question.nodes) - 1
    name = "truth"
    while name in question.theories:
        name += "'"
    lifted = {
        **data,
        "theories": [*question.theories, name],
        "reflects": [*data["reflects"], *([each, fresh] for each in sorted(set(question.sound)))],
        "nodes": [*data["nodes"], ["box", fresh, question.goal]],
        "goal": size + 1,
        "sound": [],
    }
    if data["verdict"] == "theorem":
        lifted["steps"] = _lifted_steps(question, list_of(data["steps"]))
    else:
        lifted["worlds"] = _lifted_worlds(question, list_of(data["worlds"]), fresh)
    return lifted


def _lifted_steps(question: Question, steps: list[Any]) -> list[Any]:
    """The goal becomes the body of one more lemma; lemmas are numbered one higher."""
    _check_goal(question, steps)
    size = len(question.nodes) - 1
    moved = [{**step, "by": _moved(step["by"], size)} for step in steps]
    last = {"box": size + 1, "from": [], "also": [], "by": moved[-1]["by"]}
    return [*moved[:-1], last, {"goal": size + 1, "by": [[[], [size + 1 + len(steps)]]]}]


def _moved(entries: object, size: int) -> list[Any]:
    pairs = (list_of(entry, 2) for entry in list_of(entries))
    return [[literals, [hint + (hint > size) for hint in _whole(hints)]] for literals, hints in pairs]


def _lifted_worlds(question: Question, worlds: list[Any], fresh: int) -> list[Any]:
    """One more world before the root, which becomes a world of the fresh theory."""
    rows = (list_of(world, 3) for world in worlds)
    moved = [[label, atoms, [number + 1 for number in _whole(later)]] for label, atoms, later in rows]
    if not moved or moved[0][0] is not None:
        raise CertificateError("at the truth level the root belongs to no theory")
    true = numbers_of(moved[0][1], 1, len(question.nodes) - 1)
    decided = [node for node in true if question.nodes[node][-1] in question.decidable]
    moved[0][0] = fresh
    return [[None, decided, [1]], *moved]


# ---- the table ----------------------------------------------------------------------------------


def _letters(question: Question) -> dict[str, int]:
    """Letters by number, in the order of the table."""
    named = [node[1] for node in question.nodes if node[0] == "atom"]
    everything = [*named, *sorted(question.sigma), *sorted(question.decidable)]
    return {name: number for number, name in enumerate(dict.fromkeys(everything), start=1)}


def _subject(question: Question) -> str:
    letters = _letters(question)

    def edges(kind: str) -> str:
        return _list(f"({low + 1}, {high + 1})" for each, low, high, _ in question.edges if each == kind)

    fields = {
        "t_incl": edges("includes"),
        "t_refl": edges("reflects"),
        "t_cons": edges("con"),
        "t_axs": _list(f"({theory + 1}, {node})" for theory, node in question.axioms),
        "t_sigma": _list(str(letters[name]) for name in sorted(question.sigma)),
        "t_delta": _list(str(letters[name]) for name in sorted(question.decidable)),
        "t_nodes": _list(_node(node, letters) for node in question.nodes[1:]),
    }
    return "{|\n" + ";\n".join(f"  {field} := {value}" for field, value in fields.items()) + " |}"


_SHAPES = {"true": "NTop", "false": "NBot", "not": "NNot", "and": "NAnd", "or": "NOr",
           "implies": "NImp", "iff": "NIff"}


def _node(node: tuple[Any, ...], letters: Mapping[str, int]) -> str:
    match node:
        case "atom", name:
            return f"NVar {letters[name]}"
        case "box", theory, part:
            return f"NBox {theory + 1} {part}"
        case kind, *parts:
            return " ".join([_SHAPES[kind], *map(str, parts)])
    raise CertificateError(f"unknown node {node!r}")


# ---- the evidence -------------------------------------------------------------------------------


def _check_goal(question: Question, steps: list[Any]) -> None:
    if not all(isinstance(step, Mapping) and "by" in step for step in steps):
        raise CertificateError("expected objects with a refutation as steps")
    if not steps or steps[-1].get("goal") != question.goal:
        raise CertificateError("the last step is not about the goal")


def _steps(question: Question, steps: list[Any]) -> str:
    _check_goal(question, steps)
    lemmas = ";\n  ".join(_lemma(question, step) for step in steps[:-1])
    return f"Steps [{lemmas}] {_entries(steps[-1]['by'])}"


def _lemma(question: Question, step: Mapping[str, Any]) -> str:
    if not {"box", "from", "also"} <= set(step):
        raise CertificateError("the companion rule for 1-consistency is not part of the Rocq development")
    box = number_of(step["box"], 1, len(question.nodes) - 1)
    return (f"lemma_of {box} {_integers(step['from'])} {_integers(step['also'])} "
            f"{_entries(step['by'])}")


def _entries(entries: object) -> str:
    pairs = (list_of(entry, 2) for entry in list_of(entries))
    return _list(f"({_list(map(str, _whole(literals)))}, {_list(map(str, _whole(hints)))})"
                 for literals, hints in pairs) + "%Z"


def _integers(numbers: object) -> str:
    return _list(map(str, _whole(numbers))) + "%Z"


def _whole(numbers: object) -> list[int]:
    found = list_of(numbers)
    if not all(type(each) is int for each in found):
        raise CertificateError("expected whole numbers")
    return found


def _worlds(question: Question, worlds: list[Any]) -> str:
    _check_strengths(question, [list_of(world, 3)[0] for world in worlds])
    return "Worlds [" + ";\n  ".join(reversed([_world(question, worlds, number)
                                                for number in range(len(worlds))])) + "]"


def _world(question: Question, worlds: list[Any], number: int) -> str:
    """One world; here later worlds come first, so that the root is the last."""
    letters = _letters(question)
    label, atoms, later = list_of(worlds[number], 3)
    theory = "None"
    if label is not None:
        theory = f"(Some {number_of(label, 0, len(question.theories) - 1) + 1})"
    nodes = [question.nodes[node] for node in numbers_of(atoms, 1, len(question.nodes) - 1)]
    if any(node[0] != "atom" for node in nodes):
        raise CertificateError(f"world {number} makes something true that is no atom")
    true = _list(str(letters[node[1]]) for node in nodes)
    after = _list(str(len(worlds) - each) for each in numbers_of(later, number + 1, len(worlds) - 1))
    return f"world_of {theory} {true} {after}"


def _check_strengths(question: Question, labels: list[Any]) -> None:
    """Only models in which a consistency edge asks for no more than a later world are covered."""
    used = {number_of(label, 0, len(question.theories) - 1) for label in labels if label is not None}
    for label in sorted(used):
        if question.consistent(label, 1) - question.reflected(label):
            raise CertificateError(
                "models over edges of strength 1 or more are not part of the Rocq development")


def _list(items: Iterable[str]) -> str:
    return "[" + "; ".join(items) + "]"


def _legend(certificate: Mapping[str, Any]) -> list[str]:
    """What the numbers stand for; names are any text, so they are written without stars and quotes."""
    question = question_of(certificate)
    theories = [f"   theory {number}: {_harmless(name)}" for number, name in enumerate(question.theories, 1)]
    letters = [f"   letter {number}: {_harmless(name)}" for name, number in _letters(question).items()]
    return ["(* A certificate, checked by the kernel.", *theories, *letters, "*)"]


def _harmless(text: str) -> str:
    """Text that neither ends a Rocq comment nor opens a string in it.

    >>> _harmless('a*)"')
    "a\\\\u002a)\\\\'"
    """
    return json.dumps(text)[1:-1].replace("*", "\\u002a").replace('"', "'")
