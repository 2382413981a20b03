"""The form in which notebooks are kept: nothing stored that running them makes, stable names for cells.

`python -m tests.notebooks.tidy` puts every notebook into this form after it was edited in Jupyter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def tidy(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same cells without what a run leaves behind; a cell without a readable name gets one."""
    taken: set[str] = set()
    cells = [_cell(cell, taken) for cell in notebook["cells"] if source(cell).strip()]
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    text = "\n".join(line.rstrip() for line in source(cell).strip("\n").split("\n"))
    kept = {
        "cell_type": cell["cell_type"],
        "id": _name(cell.get("id", ""), text, taken),
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return kept if cell["cell_type"] != "code" else kept | {"execution_count": None, "outputs": []}


def _name(now: str, text: str, taken: set[str]) -> str:
    """The name that a cell has, unless an editor made it up: then the first words of the cell."""
    wanted = now if NAME.fullmatch(now) and not re.fullmatch(r"[0-9a-f-]{8,}", now) else _words(text)
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:5])[:40].strip("-") or "cell"


def written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for each in NOTEBOOKS:
        each.write_text(written(tidy(read(each))), encoding="utf-8")
