"""What the prover may spend, and the one place where it looks at a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from ...errors import LimitReached


@dataclass(frozen=True, slots=True)
class ProverLimits:
    """What may be spent before giving up.

    `seconds` of `clock` (None: no limit); `worlds` of a model; `cells`, the numbers that are kept in
    lemmas and their hints, at most about forty bytes each.
    """

    seconds: float | None = None
    worlds: int = 1_000_000
    cells: int = 30_000_000
    clock: Callable[[], float] = field(default=monotonic, repr=False, compare=False)


class Budget:
    """What is left of the limits in one run.

    >>> Budget(ProverLimits(worlds=1)).spend_world()
    >>> Budget(ProverLimits(worlds=0)).spend_world()
    Traceback (most recent call last):
    tower.errors.LimitReached: gave up at a stated limit: worlds
    """

    def __init__(self, limits: ProverLimits) -> None:
        self._clock = limits.clock
        self._end = None if limits.seconds is None else limits.clock() + limits.seconds
        self._worlds = limits.worlds
        self._cells = limits.cells

    def check_time(self) -> None:
        """LimitReached when the time is over."""
        if self._end is not None and self._clock() > self._end:
            raise LimitReached("seconds")

    def spend_world(self) -> None:
        """Take one world."""
        self._worlds -= 1
        if self._worlds < 0:
            raise LimitReached("worlds")

    def spend_cells(self, number: int) -> None:
        """Take memory for numbers that are kept."""
        self._cells -= number
        if self._cells < 0:
            raise LimitReached("cells")
