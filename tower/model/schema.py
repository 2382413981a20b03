"""The published JSON Schema of a tower file, for editors and other programs.

It knows shapes and words; the loader knows names, ranges and contradictions as well.  Whatever loads
fits the schema.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast


def schema_text() -> str:
    """The schema as it is shipped.

    >>> schema_text().startswith("{")
    True
    """
    return files("tower.model").joinpath("tower.schema.json").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """The schema as data (JSON Schema 2020-12).

    >>> schema()["required"]
    ['tower', 'name']
    """
    return cast(dict[str, Any], json.loads(schema_text()))
