"""Notebooks are kept without what a run leaves behind, and read as stories."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from .tidy import NOTEBOOKS, read, source, tidy, written

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(notebook: dict[str, Any]) -> list[str]:
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def prose(notebook: dict[str, Any]) -> list[str]:
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@every_notebook
def test_no_notebook_stores_what_a_run_made(path: Path) -> None:
    for cell in read(path)["cells"]:
        assert not cell.get("outputs"), cell["id"]
        assert cell.get("execution_count") is None, cell["id"]
        assert not cell.get("attachments"), cell["id"]


@every_notebook
def test_every_notebook_is_tidy(path: Path) -> None:
    """`python -m tests.notebooks.tidy` makes it so."""
    assert path.read_text(encoding="utf-8") == written(tidy(read(path)))


@every_notebook
def test_a_notebook_opens_with_its_title_and_what_it_shows(path: Path) -> None:
    first = read(path)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert re.match(r"# .+\n\n\S", source(first))
    assert len(re.findall(r"^# ", "\n".join(prose(read(path))), re.MULTILINE)) == 1


@every_notebook
def test_no_code_comes_without_prose(path: Path) -> None:
    """A reader is told why before every cell but a follow-up one."""
    kinds = "".join(cell["cell_type"][0] for cell in read(path)["cells"])
    assert "ccc" not in kinds
    assert kinds.count("m") > 5


@every_notebook
def test_cells_are_short_and_claims_of_the_prose_are_asserted(path: Path) -> None:
    cells = code(read(path))
    assert max(cell.count("\n") + 1 for cell in cells) <= 35
    asserts = [node for cell in cells for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Assert)]
    assert len(asserts) >= len(cells) / 2


@every_notebook
def test_links_lead_to_other_notebooks_that_are_there(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", "\n".join(prose(read(path)))):
        assert target.startswith("https://") or (path.parent / target).exists(), target


@pytest.mark.parametrize("field", ["outputs", "execution_count", "metadata", "id"])
def test_what_a_run_leaves_behind_is_seen(field: str) -> None:
    """The tests above can fail: a trace of a run makes a notebook untidy."""
    notebook = read(NOTEBOOKS[0])
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell[field] = {"outputs": [{"output_type": "stream"}], "execution_count": 3, "metadata": {"x": 1}, "id": "0fa91c2e"}[field]
    assert written(tidy(notebook)) != written(notebook)
    again = tidy(tidy(notebook))
    assert again == tidy(notebook)
    assert not next(cell for cell in again["cells"] if cell["cell_type"] == "code")["outputs"]
