"""Program equilibrium: agents that play the prisoner's dilemma by proving things of each other.

An agent is a modal formula that is true iff the agent cooperates.  Its letters are `a` (what I
do against them), `b` (what they do against me) and the names of agents (what they do against
that one); `[]f` is "PA proves f" and `[k]f` is "PA with k claims of consistency proves f",
□(¬□ᵏ⊥ → f).  All agents of a match form a closed modalised system, whose solution is unique;
the outcome is what is true in ℕ (Bárász et al. 2014; LaVictoire et al. 2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tower.errors import FileError, FormulaError, InputError
from tower.logic.closed import GL, Trace, is_true, trace_text
from tower.logic.closed_system import solve_system, unboxed_letters
from tower.logic.glp import WORLDS, Proved, j_theorem
from tower.logic.j_search import GaveUp
from tower.logic.rc import modality
from tower.logic.rewriting import folded, outer_parts, rebuilt
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
    atoms,
    box_power,
    conjunction,
    replace,
    subformulas,
)
from tower.syntax.parser import parse

ME, THEM = "a", "b"
_LINE = re.compile(r"\s*(?P<name>[^\s=]+)\s*=(?P<formula>.*)")
_NAME = re.compile(r"[^\W\d]\w*")


def parse_agents(text: str, file: str = "") -> dict[str, Formula]:
    """Read agents, one `NAME = formula` a line; `#` starts a comment, blank lines are skipped.

    FileError with line and column for what is no such line, a name that is taken, a formula
    that cannot be read; InputError as `check_agents`.

    >>> found = parse_agents("FB = []b   # FairBot\\n\\nCB = T\\n")
    >>> {name: printer.ascii(formula) for name, formula in found.items()}
    {'FB': '[]b', 'CB': 'T'}
    """
    agents: dict[str, Formula] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#", 1)[0]
        if content.strip():
            name, formula = _read_line(content, number, file)
            if name in agents:
                raise FileError(f"agent {name} is there already", file=file, line=number, column=1)
            agents[name] = formula
    check_agents(agents)
    return agents


def _read_line(line: str, number: int, file: str) -> tuple[str, Formula]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise FileError("this line has no '='", file=file, line=number, expected="NAME = formula")
    try:
        return match["name"], parse(match["formula"])
    except FormulaError as error:
        column = match.start("formula") + error.column
        raise FileError(
            error.message, file=file, line=number, column=column, expected=error.expected
        ) from error


def agents_text(agents: Mapping[str, Formula]) -> str:
    """The agents as a file that `parse_agents` reads.

    >>> print(agents_text(parse_agents("CB=T")), end="")
    CB = T
    """
    return "".join(f"{name} = {printer.ascii(formula)}\n" for name, formula in agents.items())


def check_agents(agents: Mapping[str, Formula]) -> None:
    """InputError unless every letter is a, b or an agent, and stands under a box.

    >>> check_agents({"X": parse("b")})
    Traceback (most recent call last):
    ...
    tower.errors.InputError: agent X uses b outside every box; expected [] or [k] around it
    """
    for name, formula in agents.items():
        if not _NAME.fullmatch(name) or name in {ME, THEM, "T", "F"}:
            raise InputError(
                f"an agent is called {name!r}", expected="a word other than a, b, T, F"
            )
        _check_letters(name, formula, agents)


def _check_letters(name: str, formula: Formula, agents: Mapping[str, Formula]) -> None:
    for part in subformulas(formula):
        if isinstance(part, Box):
            modality(part.theory)
        elif isinstance(part, Atom) and part.name not in {ME, THEM, *agents}:
            raise InputError(
                f"agent {name} uses {part.name}", expected="a, b or the name of an agent"
            )
    for letter in unboxed_letters(formula):
        raise InputError(
            f"agent {name} uses {letter} outside every box", expected="[] or [k] around it"
        )


def move_letter(player: str, opponent: str) -> Atom:
    """The letter "player cooperates with opponent".

    >>> move_letter("FB", "CB").name
    'FB(CB)'
    """
    return Atom(f"{player}({opponent})")


def stronger_box(level: int, body: Formula) -> Formula:
    """[k]f of the agents' language: □(¬□ᵏ⊥ → f), plain □f for k = 0.

    >>> printer.ascii(stronger_box(1, parse("p"))), printer.ascii(stronger_box(0, parse("p")))
    ('[](~[]F -> p)', '[]p')
    """
    return Box(GL, Implies(Not(box_power(GL, level, FALSE)), body) if level else body)


def match_equations(
    agents: Mapping[str, Formula], pairs: Iterable[tuple[str, str]]
) -> dict[str, Formula]:
    """The equations of the moves in these matches and in all that they refer to.

    >>> system = match_equations(parse_agents("PB = []b & [1]~DB\\nDB = F"), [("PB", "DB")])
    >>> {letter: printer.ascii(formula) for letter, formula in system.items()}
    {'PB(DB)': '[]DB(PB) & [](~[]F -> ~DB(DB))', 'DB(DB)': 'F', 'DB(PB)': 'F'}
    """
    system: dict[str, Formula] = {}
    queue = [pair for one, two in pairs for pair in ((one, two), (two, one))][::-1]
    while queue:
        player, opponent = queue.pop()
        letter = move_letter(player, opponent).name
        if letter not in system:
            moves = _moves(agents, player, opponent)
            system[letter] = _spoken(agents[player], moves)
            queue += reversed([moves[name] for name in sorted(atoms(agents[player]))])
    return system


def _moves(agents: Mapping[str, Formula], player: str, opponent: str) -> dict[str, tuple[str, str]]:
    """Which move each letter of the player's formula stands for."""
    for name in (player, opponent):
        if name not in agents:
            raise InputError(f"there is no agent {name}", expected=", ".join(sorted(agents)))
    moves = {name: (opponent, name) for name in agents}
    return moves | {ME: (player, opponent), THEM: (opponent, player)}


def _spoken(formula: Formula, moves: Mapping[str, tuple[str, str]]) -> Formula:
    """The agent's formula in the language of GL, about the moves of one match."""

    def change(part: Formula) -> Formula:
        if isinstance(part, Atom):
            return move_letter(*moves[part.name])
        return stronger_box(modality(part.theory), part.body) if isinstance(part, Box) else part

    return rebuilt(formula, change)


@dataclass(frozen=True, slots=True)
class Decision:
    """A box that decides a move: it holds at every rank, or fails from rank `fails_from` on,
    because its body is false one rank below."""

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
class Outcome:
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

    >>> print("\\n".join(outcome(parse_agents("FB = []b"), "FB", "FB").lines()))
    FB(FB)  1…
    FB cooperates with FB: []FB(FB) holds at every rank
    FB cooperates with FB: []FB(FB) holds at every rank
    """
    check_agents(agents)
    equations = match_equations(agents, [(row, column)])
    found = solve_system(equations)
    ranks = tuple((letter, found[Atom(letter)]) for letter in equations)
    one, two = (_move(equations, found, *pair) for pair in ((row, column), (column, row)))
    return Outcome(one, two, ranks)


def outcome_table(agents: Mapping[str, Formula]) -> dict[tuple[str, str], str]:
    """The outcome of every ordered pair of agents, from one system of equations.

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
    equations: Mapping[str, Formula], found: Mapping[Formula, Trace], player: str, opponent: str
) -> Move:
    letter = move_letter(player, opponent)
    formula = equations[letter.name]
    values = {box: found[box] for box in outer_parts(formula) if isinstance(box, Box)}
    because = tuple(Decision(box, _fails_from(values[box])) for box in _deciding(formula, values))
    return Move(player, opponent, formula, found[letter], because)


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
        answer = j_theorem(_true_if_sound(Implies(known, claim)), worlds)
        if isinstance(answer, GaveUp):
            return answer
        if isinstance(answer, Proved):
            return move
    raise AssertionError(f"a closed modalised system leaves {letter} open")


def _true_if_sound(formula: Formula) -> Formula:
    """⋀(□B → B) → formula, over the boxes of the formula."""
    boxes = [part for part in subformulas(formula) if isinstance(part, Box)]
    return Implies(conjunction(Implies(box, box.body) for box in boxes), formula)
