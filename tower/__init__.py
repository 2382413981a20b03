"""Recursive oversight towers: what is guaranteed, on which assumptions, and where trust is only in oneself.

Every public name is imported when it is first used, so that `import tower` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import (
        Tower as Tower, aligned as aligned, chain as chain, check as check, consistent as consistent,
        gate as gate, infinite as infinite, load as load, loss as loss, mesa as mesa, not_ as not_,
        rate as rate, refines as refines, rfn as rfn, robust as robust, save as save, sound as sound,
        values as values,
    )
    from .diagnosis.report import Answer as Answer, Break as Break, Report as Report
    from .errors import InputError as InputError, LimitReached as LimitReached, TowerError as TowerError
    from .model.values import Model as Model
    from .syntax.parser import parse as parse

_HOMES = {
    "Answer": "diagnosis.report", "Break": "diagnosis.report", "InputError": "errors",
    "LimitReached": "errors", "Model": "model.values", "Report": "diagnosis.report", "Tower": "api",
    "TowerError": "errors", "aligned": "api", "chain": "api", "check": "api", "consistent": "api",
    "gate": "api", "infinite": "api", "load": "api", "loss": "api", "mesa": "api", "not_": "api",
    "parse": "syntax.parser", "rate": "api", "refines": "api", "rfn": "api", "robust": "api",
    "save": "api", "sound": "api", "values": "api",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
