"""Program equilibrium: agents that play the prisoner's dilemma by proving things of each other.

The moves of a match form a closed modalised system, whose solution is unique; the outcome is what
is true in ℕ.  Two ways lead there: truth by rank until nothing changes, with the boxes that
decide each move as the reason; and what S proves from the equations (Bárász et al. 2014;
LaVictoire et al. 2014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tower.logic.agents import check_agents, match_equations, move_letter, moves_meant, spoken
from tower.logic.answers import GaveUp, Theorem
from tower.logic.closed import GL, Trace, is_true, trace_text
from tower.logic.closed_system import solve_system
from tower.logic.glp import WORLDS, j_theorem
from tower.logic.rewriting import folded, outer_parts
from tower.logic.tableau import truth_formula
from tower.shown import Shown
from tower.syntax import printer
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    conjunction,
    replace,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A box of the agent that decides its move.

    It holds at every rank, or fails from rank `fails_from` on: false one rank below is its body.
    """

    box: Formula
    fails_from: int | None

    def __str__(self) -> str:
        if self.fails_from is None:
            return f"{printer.ascii(self.box)} holds at every rank"
        return f"{printer.ascii(self.box)} fails from rank {self.fails_from} on"


@dataclass(frozen=True, slots=True)
class Move:
    """What one agent does and why: its formula, the truth of it by rank, the deciding boxes."""

    player: str
    opponent: str
    formula: Formula
    ranks: Trace
    because: tuple[Decision, ...]

    @property
    def cooperates(self) -> bool:
        """Is the formula true in ℕ?"""
        return is_true(self.ranks)

    def __str__(self) -> str:
        verb = "cooperates with" if self.cooperates else "defects against"
        reasons = "; ".join(map(str, self.because)) or "its formula is constant"
        return f"{self.player} {verb} {self.opponent}: {reasons}"


@dataclass(frozen=True, slots=True)
class Outcome(Shown):
    """A match: both moves, and the truth by rank of every move that they rest on."""

    row: Move
    column: Move
    ranks: tuple[tuple[str, Trace], ...]

    @property
    def moves(self) -> str:
        """CC, CD, DC or DD, the row first."""
        return "".join("C" if move.cooperates else "D" for move in (self.row, self.column))

    def lines(self) -> list[str]:
        """The derivation as text: truth by rank until stable, then what decides each move."""
        width = max(len(letter) for letter, _ in self.ranks)
        table = [f"{letter:<{width}}  {trace_text(found)}…" for letter, found in self.ranks]
        return [*table, str(self.row), str(self.column)]


def outcome(agents: Mapping[str, Formula], row: str, column: str) -> Outcome:
    """Play one match.  InputError as `check_agents`, or if an agent is not there.

    >>> from tower.logic.agents import parse_agents
    >>> pair = parse_agents("PB = []b & [1]~DB\\nCB = T\\nDB = F")
    >>> print("\\n".join(outcome(pair, "PB", "CB").lines()))
    PB(CB)  110…
    CB(DB)  1…
    CB(PB)  1…
    PB defects against CB: [1]~DB fails from rank 2 on
    CB cooperates with PB: its formula is constant
    """
    check_agents(agents)
    equations = match_equations(agents, [(row, column)])
    found = solve_system(equations)
    ranks = tuple((letter, found[Atom(letter)]) for letter in equations)
    one, two = (_move(agents, found, *pair) for pair in ((row, column), (column, row)))
    return Outcome(one, two, ranks)


def outcome_table(agents: Mapping[str, Formula]) -> dict[tuple[str, str], str]:
    """The outcome of every ordered pair of agents, from one system of equations.

    >>> from tower.logic.agents import parse_agents
    >>> table = outcome_table(parse_agents("FB = []b\\nDB = F"))
    >>> table["FB", "FB"], table["FB", "DB"]
    ('CC', 'DD')
    """
    check_agents(agents)
    pairs = [(one, two) for one in agents for two in agents]
    found = solve_system(match_equations(agents, pairs))
    move = {pair: "C" if is_true(found[move_letter(*pair)]) else "D" for pair in pairs}
    return {(one, two): move[one, two] + move[two, one] for one, two in pairs}


def _move(
    agents: Mapping[str, Formula], found: Mapping[Formula, Trace], player: str, opponent: str
) -> Move:
    formula, meant = agents[player], moves_meant(agents, player, opponent)
    boxes = [part for part in outer_parts(formula) if isinstance(part, Box)]
    values = {box: found[spoken(box, meant)] for box in boxes}
    because = tuple(Decision(box, _fails_from(values[box])) for box in _deciding(formula, values))
    return Move(player, opponent, formula, found[move_letter(player, opponent)], because)


def _fails_from(ranks: Trace) -> int | None:
    """A box holds at the first ranks only, or everywhere."""
    return None if is_true(ranks) else ranks.bit_length()


def _deciding(formula: Formula, values: Mapping[Box, Trace]) -> list[Box]:
    """Boxes whose values at high ranks settle the formula, none of them superfluous."""
    kept = list(values)
    for box in values:
        fewer = [other for other in kept if other is not box]
        if _settled(formula, {other: values[other] for other in fewer}):
            kept = fewer
    return kept


def _settled(formula: Formula, values: Mapping[Box, Trace]) -> bool:
    """Is the formula a constant once these outer boxes are replaced by their truth in ℕ?"""
    truth: dict[Formula, Formula] = {
        box: TRUE if is_true(found) else FALSE for box, found in values.items()
    }
    return isinstance(folded(replace(formula, truth)), Constant)


def outcome_by_proof(
    agents: Mapping[str, Formula], row: str, column: str, worlds: int = WORLDS
) -> str | GaveUp:
    """The same outcome by another way: what S proves of the moves from their equations.

    S ⊢ A iff GL ⊢ ⋀(□B → B) → A over the boxes of A (Solovay 1976), and A is
    ⊡(equations) → move, with ⊡E for E ∧ □E.

    >>> from tower.logic.agents import parse_agents
    >>> outcome_by_proof(parse_agents("FB = []b\\nDB = F"), "FB", "DB")
    'DD'
    """
    check_agents(agents)
    equations = match_equations(agents, [(row, column)])
    every = conjunction(Iff(Atom(letter), formula) for letter, formula in equations.items())
    known = And(every, Box(GL, every))
    moves = [
        _proved_move(known, move_letter(*pair), worlds) for pair in ((row, column), (column, row))
    ]
    gave_up = next((move for move in moves if isinstance(move, GaveUp)), None)
    return gave_up or "".join(map(str, moves))


def _proved_move(known: Formula, letter: Formula, worlds: int) -> str | GaveUp:
    """C if S proves the letter, D if it proves the negation; one of the two always holds."""
    for move, claim in (("C", letter), ("D", Not(letter))):
        answer = j_theorem(truth_formula(Implies(known, claim)), worlds)
        if isinstance(answer, GaveUp):
            return answer
        if isinstance(answer, Theorem):
            return move
    raise AssertionError(f"a closed modalised system leaves {letter} open")
