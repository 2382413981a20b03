"""Agents of program equilibrium: their file format, and the equations of their matches.

An agent is a modal formula that is true iff the agent cooperates.  Its letters are `a` (what I
do against them), `b` (what they do against me) and the names of agents (what they do against
that one); `[]f` is "PA proves f" and `[k]f` is "PA with k claims of consistency proves f",
□(¬□ᵏ⊥ → f).  The moves of a match form a closed modalised system (Bárász et al. 2014, LaVictoire
et al. 2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tower.errors import FileError, FormulaError, InputError, LimitReached
from tower.logic.closed import GL
from tower.logic.closed_system import unboxed_letters
from tower.logic.rc import modality
from tower.logic.rewriting import rebuilt
from tower.syntax import printer
from tower.syntax.formula import (
    FALSE,
    Atom,
    Box,
    Formula,
    Implies,
    Not,
    atoms,
    box_power,
    subformulas,
)
from tower.syntax.parser import parse

ME, THEM = "a", "b"
MAX_LEVEL = 1_000  # claims of consistency in one box; all of them are written out
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
    """[k]f of the agents' language: □(¬□ᵏ⊥ → f), plain □f for k = 0; LimitReached for large k.

    >>> printer.ascii(stronger_box(1, parse("p"))), printer.ascii(stronger_box(0, parse("p")))
    ('[](~[]F -> p)', '[]p')
    """
    if level > MAX_LEVEL:
        raise LimitReached(f"levels of consistency up to {MAX_LEVEL}, not {level}")
    return Box(GL, Implies(Not(box_power(GL, level, FALSE)), body) if level else body)


def match_equations(
    agents: Mapping[str, Formula], pairs: Iterable[tuple[str, str]]
) -> dict[str, Formula]:
    """The equations of the moves in these matches and in all that they refer to.

    >>> system = match_equations(parse_agents("PB = []b & [1]~DB\\nDB = F"), [("PB", "DB")])
    >>> sorted(system), printer.ascii(system["DB(DB)"])
    (['DB(DB)', 'DB(PB)', 'PB(DB)'], 'F')
    """
    system: dict[str, Formula] = {}
    queue = [pair for one, two in pairs for pair in ((one, two), (two, one))][::-1]
    while queue:
        player, opponent = queue.pop()
        letter = move_letter(player, opponent).name
        if letter not in system:
            moves = moves_meant(agents, player, opponent)
            system[letter] = spoken(agents[player], moves)
            queue += reversed([moves[name] for name in sorted(atoms(agents[player]))])
    return system


def moves_meant(
    agents: Mapping[str, Formula], player: str, opponent: str
) -> dict[str, tuple[str, str]]:
    """Which move each letter of the player's formula stands for; InputError for an unknown agent.

    >>> moves_meant(parse_agents("CB = T"), "CB", "CB")["b"]
    ('CB', 'CB')
    """
    for name in (player, opponent):
        if name not in agents:
            raise InputError(f"there is no agent {name}", expected=", ".join(sorted(agents)))
    moves = {name: (opponent, name) for name in agents}
    return moves | {ME: (player, opponent), THEM: (opponent, player)}


def spoken(formula: Formula, moves: Mapping[str, tuple[str, str]]) -> Formula:
    """The agent's formula in the language of GL, about the moves of one match.

    >>> meant = moves_meant(parse_agents("CB = T"), "CB", "CB")
    >>> spoken(parse("[]b"), meant) is Box(GL, move_letter("CB", "CB"))
    True
    """

    def change(part: Formula) -> Formula:
        if isinstance(part, Atom):
            return move_letter(*moves[part.name])
        return stronger_box(modality(part.theory), part.body) if isinstance(part, Box) else part

    return rebuilt(formula, change)
