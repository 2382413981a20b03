"""Every notebook runs from top to bottom in a fresh kernel, and shows pictures rather than dumps.

Needs the extra `notebooks`; `make test-notebooks` installs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .tidy import NOTEBOOKS

nbclient = pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel", reason="the extra 'notebooks' is not installed")
pytestmark = [pytest.mark.notebook, pytest.mark.filterwarnings("default")]

SECONDS = 120  # for one cell
MOST_LINES = 60  # of text under one cell


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def cells(request: Any, tmp_path_factory: Any) -> Iterator[list[Any]]:
    """The code cells of a notebook after a run in a folder of its own, with no settings of anybody."""
    home: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
            patch.setenv(name, str(home / name.lower()))
        patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
        notebook = nbformat.read(request.param, as_version=4)
        nbclient.NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(home)}}).execute()
        yield [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(cells: list[Any], kind: str) -> list[Any]:
    return [output for cell in cells for output in cell.outputs if output.output_type == kind]


def shown(cells: list[Any]) -> list[Any]:
    return [output.data for kind in ("display_data", "execute_result") for output in outputs(cells, kind)]


def test_all_cells_run_in_order(cells: list[Any]) -> None:
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not outputs(cells, "error")


def test_nothing_is_complained_about(cells: list[Any]) -> None:
    assert not [output.text for output in outputs(cells, "stream") if output.name == "stderr"]


def test_there_are_pictures(cells: list[Any]) -> None:
    drawn = [data for data in shown(cells) if {"image/svg+xml", "image/png"} & set(data)]
    assert len(drawn) >= 3


def test_nobody_is_shown_the_inside_of_an_object(cells: list[Any]) -> None:
    """What has no picture reads as text: no addresses, no long dumps."""
    texts = [data["text/plain"] for data in shown(cells) if set(data) == {"text/plain"}]
    texts += [output.text for output in outputs(cells, "stream")]
    assert not [text for text in texts if " at 0x" in text]
    assert all(text.count("\n") < MOST_LINES for text in texts)
