"""What checking one source came to, as continuous integration wants it: every break with its state."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ..diagnosis.report import Break, Report
from ..frozen import frozen

State: TypeAlias = Literal["fails", "passes", "waived", "known"]


@frozen(slots=True)
class Placed:
    """A break with what becomes of it, and where it stands (0 where there is no place).

    `fails` counts for the exit code; `known` would, but is in the baseline; `waived` was declared as
    meant; `passes` is a warning, or explained by requirements that are met.
    """

    found: Break
    state: State
    line: int = 0
    column: int = 0


@frozen(slots=True)
class Outcome:
    """One source: its report with the placed breaks, or the message of what was wrong with it.

    `path` is written as other programs can open it from where the check ran; `gave_up` says that a
    stated limit was met.
    """

    path: str
    report: Report | None = None
    breaks: tuple[Placed, ...] = ()
    error: str = ""
    line: int = 0
    column: int = 0
    gave_up: bool = False

    @property
    def failing(self) -> tuple[Break, ...]:
        """The breaks that count for the exit code."""
        return tuple(each.found for each in self.breaks if each.state == "fails")

    @property
    def name(self) -> str:
        """The name of the tower, or the path of a source that could not be read."""
        return self.path if self.report is None else self.report.model.name
