"""The ways to fail on the links of a tower, each played in the laboratory."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..draw.modes import matrix
from ..evidence.modes import Cell, play
from ..model.values import Model
from .draft import Draft
from .rows import Rows


def modes(tower: Draft | Model, runs: ModuleType | list[Any], **options: Any) -> Rows[Cell]:
    """Play every run of a module, or of a list of functions decorated with `tower.mode`.

    A tuple of cells that shows itself as the matrix of `tower links --modes`; `options` are examples,
    seed and timeout, as for a test.  InputError when a run is about no link of the tower.

    >>> import tower as tw
    >>> t = tw.Tower("t"); lab = t.optimizer("lab"); ai = t.optimizer("ai", built_by=lab)
    >>> @tw.mode("approximate", "lab -> ai")
    ... def rounding():
    ...     return tw.Link(systems=lambda: [int], training=lambda: [1, 2], deployment=lambda: [1, 2, 2.5],
    ...                    objective=lambda system, case: abs(system(case) - case))
    >>> modes(t, [rounding])
      MODE          lab -> ai
      approximate   met 2 of 2, lost 1 of 3
    """
    model = tower.model if isinstance(tower, Draft) else tower
    cells = tuple(play(runs, model, **options))
    headings, *rows = matrix(cells)
    return Rows(cells, headings, rows)
