"""The entry point for Hypothesis: it is called whenever Hypothesis is imported, and imports nothing itself.

The strategies are registered when a tower and Hypothesis are both there: by this hook when the tower came
first, by `tower.__getattr__` when Hypothesis did.
"""

from __future__ import annotations

import sys
from importlib import import_module


def register() -> None:
    """Make `st.from_type` know the types of this package, if they were imported already."""
    if "tower.api.builder" in sys.modules:
        import_module("tower.strategies")
