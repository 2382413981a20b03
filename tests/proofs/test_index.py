"""The index `proofs/README.md` is honest: whatever it names exists, and no break code is left out."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.proofs.cases import ROOT
from tests.proofs.conftest import RocqBuild
from tower.diagnosis.codes import CODES

PROOFS = ROOT / "proofs"
TEXT = (PROOFS / "README.md").read_text()
STATUS = {"machine-checked", "proved on paper here", "from the literature", "conjectured", "definition"}
DECLARED = re.compile(r"^(?:Theorem|Lemma|Corollary|Definition|Record|Fixpoint|Inductive) (\w+)", re.M)


def _table(first: str) -> list[list[str]]:
    """The rows of the table whose header starts with this cell."""
    lines = TEXT.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


CLAIMS = _table("id")
LEMMAS = _table("lemma")
CODE, TEST, BREAKS = 5, 6, 7
claims = pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row[0])


def _quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _declared(file: str) -> set[str]:
    return set(DECLARED.findall((PROOFS / "rocq" / file).read_text()))


def test_the_table_is_read_whole() -> None:
    assert len(CLAIMS) > 20 and all(len(row) == 8 for row in CLAIMS)
    assert len({row[0] for row in CLAIMS}) == len(CLAIMS)


@claims
def test_status_and_page(row: list[str]) -> None:
    assert row[2] in STATUS
    assert (PROOFS / row[3]).is_file()


@claims
def test_the_formal_proof_exists(row: list[str]) -> None:
    found = _quoted(row[4])
    assert found or row[2] != "machine-checked"
    for each in found:
        if each.endswith(".json"):
            assert (ROOT / each).is_file()
        else:
            file, name = each.split(":")
            assert name in _declared(file), each


@claims
def test_the_code_that_uses_it_exists(row: list[str]) -> None:
    assert _quoted(row[CODE])
    for each in _quoted(row[CODE]):
        module, name = each.split(":")
        assert hasattr(importlib.import_module(module), name), each


@claims
def test_its_test_exists(row: list[str]) -> None:
    assert _quoted(row[TEST])
    for each in _quoted(row[TEST]):
        assert "def test_" in (ROOT / each).read_text()


def test_every_break_code_is_listed_and_every_listed_one_exists() -> None:
    listed = {code for row in CLAIMS for code in row[BREAKS].replace("|", "").split()}
    assert listed == {code for code in CODES if code.startswith("TWR")}


def test_loebian_codes_rest_on_machine_checked_claims() -> None:
    checked = {code for row in CLAIMS if row[2] == "machine-checked" for code in row[BREAKS].split()}
    assert {f"TWR{number}" for number in range(101, 107)} <= checked


def test_machine_checked_theorems_are_in_the_table_of_assumptions() -> None:
    listed = {(_quoted(file)[0], _quoted(name)[0]) for name, file, _ in LEMMAS}
    used = {tuple(each.split(":")) for row in CLAIMS if row[2] == "machine-checked"
            for each in _quoted(row[4]) if not each.endswith(".json")}
    assert used <= listed


def test_the_table_of_assumptions_is_what_rocq_is_asked() -> None:
    asked = re.findall(r"^Print Assumptions (\w+)\.", (PROOFS / "rocq" / "Assumptions.v").read_text(), re.M)
    assert [_quoted(name)[0] for name, _, _ in LEMMAS] == asked
    for name, file, rests in LEMMAS:
        assert _quoted(name)[0] in _declared(_quoted(file)[0])
        assert rests.startswith("Closed under the global context")


def test_nothing_is_admitted_or_assumed() -> None:
    for path in sorted((PROOFS / "rocq").glob("*.v")):
        code = re.sub(r"\(\*.*?\*\)", "", path.read_text(), flags=re.S)
        assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture|Unset Guard)\b", code), path


def test_every_page_that_code_names_exists() -> None:
    for path in (*(ROOT / "tower").rglob("*.py"), *(ROOT / "tests").rglob("*.py")):
        for page in re.findall(r"proofs/[\w/-]+\.(?:md|v)\b", path.read_text()):
            assert (ROOT / page).is_file(), (path, page)


def test_rocq_prints_what_the_table_says(rocq: RocqBuild) -> None:
    printed = [line for line in rocq.printed.splitlines() if not line.startswith("coqc")]
    assert printed == ["Closed under the global context"] * len(LEMMAS)
