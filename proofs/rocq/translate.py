"""Write all recorded certificates as one Rocq file: translate.py FILE."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tower.logic.rocq import to_rocq  # noqa: E402  (the package need not be installed)

IMPORT = "From Tower Require Import Checker.\n"


def modules() -> Iterator[str]:
    """One Rocq module for each certificate, named after it."""
    yield IMPORT
    for path in sorted((HERE.parent / "certificates").glob("*.json")):
        name = f"Certified_{path.stem.replace('-', '_')}"
        text = to_rocq(json.loads(path.read_text())).replace(IMPORT, "")
        yield f"Module {name}.\n{text}End {name}.\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("\n".join(modules()))
