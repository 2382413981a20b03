"""The recorded certificates, and the two checkers: in Python, and in Rocq where coqc is installed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests.proofs import gallery
from tests.proofs.cases import CASES, certificate_of, recorded
from tests.proofs.conftest import RocqBuild
from tower.errors import CertificateError
from tower.logic.checker import verify
from tower.logic.pattern import Pattern
from tower.logic.prover import declared
from tower.logic.rocq import rocq_terms, to_rocq
from tower.syntax.formula import Formula
from tower.syntax.parser import parse

CERTIFICATES = recorded()
GALLERY = list(gallery.questions())
NOT_COVERED = "not part of the Rocq development"


def test_every_case_is_recorded() -> None:
    assert sorted(CERTIFICATES) == sorted([*CASES, *(name for name, *_ in GALLERY)])


@pytest.mark.parametrize(("name", "verdict", "pattern", "formula"), GALLERY, ids=[name for name, *_ in GALLERY])
def test_the_loebian_breaks_of_the_gallery(name: str, verdict: str, pattern: Pattern, formula: Formula) -> None:
    """The recorded certificate holds, and is about the break that the tower has today."""
    shown = verify(CERTIFICATES[name])
    assert (shown.verdict, shown.formula) == (verdict, formula)
    assert shown.pattern == declared(pattern)


@pytest.mark.parametrize("name", sorted(CASES))
def test_recorded_certificates_still_hold(name: str) -> None:
    case, verified = CASES[name], verify(CERTIFICATES[name])
    pattern = Pattern.from_json(dict(case.pattern))
    assert verified.verdict == ("theorem" if case.theorem else "non-theorem")
    assert verified.formula == parse(case.formula)
    assert verified.sound == (frozenset({"0"}) if case.truth else frozenset())
    assert verified.pattern.theories == pattern.theories
    assert verified.pattern.includes == pattern.includes
    assert verified.pattern.reflects == pattern.reflects
    assert verified.pattern.con == pattern.con
    assert verified.pattern.axioms == {(name, each) for name, found in pattern.axioms for each in found}
    assert verified.pattern.sigma1_atoms == pattern.sigma1_atoms
    assert verified.pattern.decidable_atoms == pattern.decidable_atoms


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_prover_still_gives_the_recorded_verdict(name: str) -> None:
    assert certificate_of(CASES[name])["verdict"] == CERTIFICATES[name]["verdict"]


def _used(certificate: dict[str, Any]) -> Iterator[str]:
    """The rules of the format that a theorem certificate uses, by name."""
    nodes = [None, *certificate["nodes"]]
    for step in certificate["steps"]:
        yield from (f"from {nodes[abs(each)][0]} {each > 0}" for each in step.get("from", []))
        yield from (f"also {nodes[abs(each)][0]} {each > 0}" for each in step.get("also", []))
        for literals, hints in step["by"]:
            if literals:
                yield "local clause"
            for hint in hints:
                known = "local" if hint < 0 else "lemma" if hint >= len(nodes) else nodes[hint][0]
                yield f"hint {known}"


def test_every_rule_is_recorded() -> None:
    used = {rule for each in CERTIFICATES.values() if "steps" in each for rule in _used(each)}
    kinds = ("true", "false", "and", "or", "implies", "iff", "box", "lemma", "local")
    assert {f"hint {kind}" for kind in kinds} <= used
    assert {"from box True", "from atom True", "from atom False", "also box False", "local clause"} <= used


def test_names_cannot_end_the_comment() -> None:
    evil = copy.deepcopy(CERTIFICATES["self-trust-instance"])
    evil["theories"] = ['*)Axiom(*"']
    assert "*)" not in to_rocq(evil).split("\n*)\n")[0].removeprefix("(* A")


def test_the_companion_rule_is_refused() -> None:
    strong = copy.deepcopy(CERTIFICATES["loeb"])
    strong["steps"].insert(0, {"con": 0, "from": [], "also": [], "by": []})
    with pytest.raises(CertificateError, match="1-consistency"):
        to_rocq(strong)


@pytest.mark.parametrize("strength", [0, 1])
def test_models_over_strong_edges_are_refused(strength: int) -> None:
    model = copy.deepcopy(CERTIFICATES["consistency-gives-no-liveness"])
    model["con"] = [[0, 1, strength]]
    if strength:
        with pytest.raises(CertificateError, match=NOT_COVERED):
            to_rocq(model)
    else:
        assert "Theorem verdict : ~ proves" in to_rocq(model)


def test_the_truth_level_becomes_a_theory_on_top() -> None:
    for name in ("reflection-is-true", "reflection-is-not-known"):
        assert "t_refl := [(1, 2)]" in to_rocq(CERTIFICATES[name])


# ---- both checkers on the same certificates ------------------------------------------------------

Ask = Callable[[list[dict[str, Any]]], list[bool]]


@pytest.fixture(scope="session")
def ask_rocq(rocq: RocqBuild) -> Ask:
    """Ask the checker in Rocq about many certificates at once."""

    def ask(certificates: list[dict[str, Any]]) -> list[bool]:
        terms = [rocq_terms(each) for each in certificates]
        lines = [f"Eval vm_compute in accepted ({each.subject}) {each.goal} ({each.evidence})."
                 for each in terms]
        (rocq.folder / "Ask.v").write_text(
            "\n".join(["Require Import Tower.Checker.", "Open Scope positive_scope.", *lines]))
        answers = [line.split("=")[1].strip() for line in rocq.coqc("Ask.v").splitlines() if "=" in line]
        assert len(answers) == len(certificates)
        return [{"true": True, "false": False}[answer] for answer in answers]

    return ask


def test_rocq_accepts_what_is_recorded(ask_rocq: Ask) -> None:
    assert all(ask_rocq(list(CERTIFICATES.values())))


def test_rocq_never_accepts_the_opposite_goal(ask_rocq: Ask) -> None:
    moved = []
    for certificate in CERTIFICATES.values():
        other = copy.deepcopy(certificate)
        other["goal"] = 1
        if "steps" in other:
            other["steps"][-1]["goal"] = 1
        moved.append(other)
    assert ask_rocq(moved) == [_python(each) for each in moved]


def _python(certificate: dict[str, Any]) -> bool:
    try:
        verify(certificate)
    except CertificateError:
        return False
    return True


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and key of the evidence, the edges and the nodes."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


_MUTATED = ("includes", "reflects", "con", "axioms", "sigma1_atoms", "decidable_atoms", "nodes", "goal",
            "steps", "worlds")


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """A recorded certificate with one or two places changed: a number, a kind, a missing element."""
    certificate = copy.deepcopy(CERTIFICATES[draw(st.sampled_from(sorted(CERTIFICATES)))])
    for _ in range(draw(st.integers(1, 2))):
        parts = {key: certificate[key] for key in _MUTATED if key in certificate}
        place, key = draw(st.sampled_from(list(_places(parts))))
        if place is parts:
            place = certificate
        value = place[key]
        if isinstance(value, int):
            place[key] = value + draw(st.sampled_from([-2, -1, 1, 2]))
        elif value in ("and", "or", "implies", "iff"):
            place[key] = draw(st.sampled_from(["and", "or", "implies", "iff"]))
        elif isinstance(value, list) and value:
            value.pop(draw(st.integers(0, len(value) - 1)))
        elif isinstance(value, list) and place is not certificate:
            value.append(draw(st.integers(1, 3)))
    return certificate


def _translates(certificate: dict[str, Any]) -> bool:
    """Whether Rocq can be asked: what is malformed, even where Python never looks, or not covered cannot."""
    try:
        rocq_terms(certificate)
    except (CertificateError, TypeError, ValueError, KeyError, IndexError):
        return False
    return True


def _disagreements(ask: Ask, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asked = [each for each in found if _translates(each)]
    return [each for each, rocq in zip(asked, ask(asked), strict=True) if rocq != _python(each)]


# One question to Rocq costs a start of coqc, so mutants go in batches; a batch does not shrink well.
_BATCHES = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


@settings(_BATCHES, max_examples=4)
@given(st.lists(mutants(), min_size=60, max_size=60))
def test_both_checkers_agree_on_mutants(ask_rocq: Ask, found: list[dict[str, Any]]) -> None:
    assert _disagreements(ask_rocq, found) == []


@pytest.mark.slow
@settings(_BATCHES, max_examples=60)
@given(st.lists(mutants(), min_size=300, max_size=300))
def test_both_checkers_agree_on_many_mutants(ask_rocq: Ask, found: list[dict[str, Any]]) -> None:
    assert _disagreements(ask_rocq, found) == []
