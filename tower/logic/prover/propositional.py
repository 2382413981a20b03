"""The incremental SAT solver that serves all worlds of one question."""

from __future__ import annotations

from pysat.solvers import Solver

from .encoding import Encoding
from .limits import Budget

# MiniSat 2.2 was the fastest of python-sat's solvers on the benchmark: thousands of small calls
# with long lists of assumptions.  Its answers are not trusted: a model is evaluated, an
# inconsistency is refuted again with hints.
_SOLVER = "minisat22"
_CONFLICTS = 5_000  # between two looks at the clock


class Propositional:
    """Models and cores of the clauses of an encoding, as they grow."""

    def __init__(self, encoding: Encoding, budget: Budget) -> None:
        self._encoding = encoding
        self._budget = budget
        self._solver = Solver(name=_SOLVER)
        self._given = 0
        self._letters = 0

    def close(self) -> None:
        """Free the solver."""
        self._solver.delete()

    def _catch_up(self) -> None:
        encoding = self._encoding
        for clause in encoding.clauses[self._given:]:
            self._solver.add_clause(clause)
        self._given = len(encoding.clauses)
        if self._letters < encoding.letters:
            boxes = encoding.table.boxes if not self._letters else []
            rest = set(range(self._letters + 1, encoding.letters + 1)).difference(boxes)
            self._solver.set_phases([*boxes, *(-letter for letter in rest)])
            self._letters = encoding.letters

    def model(self, assumptions: list[int]) -> set[int] | None:
        """The true literals of a model, or None; LimitReached when the time is over."""
        self._catch_up()
        found = None
        while found is None:
            self._solver.conf_budget(_CONFLICTS)
            found = self._solver.solve_limited(assumptions=assumptions)
            if found is None:
                self._budget.check_time()
        return set(self._solver.get_model()) if found else None

    def core(self) -> list[int]:
        """Assumptions of the last call that are inconsistent."""
        return self._solver.get_core() or []
