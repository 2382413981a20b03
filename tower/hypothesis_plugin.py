"""The entry point for Hypothesis: it is called whenever Hypothesis is imported, and imports nothing itself.

A type is registered when it and Hypothesis are both there: by this hook where the type came first, by
`tower.__getattr__` where Hypothesis did.  The strategy is looked up when it is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

TYPES = {"tower.api.builder": "Tower", "tower.model.values": "Model"}


def register() -> None:
    """Make `st.from_type` know towers and models, if they were imported already."""
    for module, name in TYPES.items():
        found = getattr(sys.modules.get(module), name, None)
        if found is not None:
            import_module("hypothesis.strategies").register_type_strategy(found, _strategy)


def _strategy(wanted: type) -> Any:
    return import_module("tower.strategies").OF_TYPE[wanted.__name__]
