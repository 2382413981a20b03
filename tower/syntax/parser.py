"""Read formulas, in ASCII or in logical symbols, in linear time and without recursion.

Unary signs bind tightest (`~`, `[T]`, `<T>`, each box also with a power `[T]^3`), then `&`, `|`,
`->` to the right and `<->` to the right.  `T` and `F` are the constants, `[]` is `[0]`.  The name of
a theory is anything without blanks and brackets; since `<-` starts `<->`, none in a diamond starts
with `-`.  A letter is an identifier, an identifier with one argument such as `P(x)`, or any text in
double quotes with backslash escapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..errors import FormulaError
from .formula import FALSE, TRUE, And, Atom, Box, Formula, Iff, Implies, Not, Or

LONGEST = 10_000_000  # characters in one formula
HIGHEST_POWER = 1_000_000  # iterations of one box, and of all of them in a formula together

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<iff><->|↔|⟷|≡)
      | (?P<implies>->|→|⊃)
      | (?P<box>\[(?P<theory>[^\s\[\]<>]*)\]|□)(?:\^(?P<power>[0-9]+))?
      | (?P<diamond><(?!-)(?P<which>[^\s\[\]<>]*)>|◇)(?:\^(?P<times>[0-9]+))?
      | (?P<not>[~¬])
      | (?P<and>[&∧])
      | (?P<or>[|∨])
      | (?P<open>\()
      | (?P<close>\))
      | (?P<true>⊤|T\b(?![('′]))
      | (?P<false>⊥|F\b(?![('′]))
      | (?P<atom>[^\W\d]\w*['′]*(?:\([^()\s"]+\))?)
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
    """,
    re.VERBOSE,
)

_BINDS = {"iff": 1, "implies": 2, "or": 3, "and": 4}
_TO_THE_RIGHT = frozenset({"iff", "implies"})
_SHAPES = {"iff": Iff, "implies": Implies, "or": Or, "and": And}
_OPERAND = "a letter, T, F, ~, a box, a diamond or ("
_OPERATOR = "&, |, ->, <->, ) or the end"


@dataclass(slots=True)
class _Sign:
    """Something on the stack that still waits for its operand."""

    kind: str
    column: int
    theory: str = ""
    power: int = 1


@dataclass(slots=True)
class _Reader:
    text: str
    output: list[Formula] = field(default_factory=list)
    signs: list[_Sign] = field(default_factory=list)
    boxes: int = 0

    def read(self) -> Formula:
        wants_operand, position, end = True, 0, len(self.text)
        while position < end:
            found = _TOKEN.match(self.text, position)
            if found is None:
                raise self._unreadable(position, wants_operand)
            kind = found.lastgroup or ""
            kind = "box" if kind in ("theory", "power") else "diamond" if kind in ("which", "times") else kind
            if kind != "blank":
                wants_operand = self._take(kind, found, wants_operand)
            position = found.end()
        if wants_operand:
            raise FormulaError("the formula ends too early", column=end + 1, expected=_OPERAND)
        self._close(0)
        if self.signs:
            raise FormulaError("a bracket is never closed", column=self.signs[-1].column, expected=")")
        return self.output.pop()

    def _take(self, kind: str, found: re.Match[str], wants_operand: bool) -> bool:
        """Use one token; say whether an operand must come next."""
        column = found.start() + 1
        operand = kind not in _BINDS and kind != "close"
        if operand != wants_operand:
            expected = _OPERAND if wants_operand else _OPERATOR
            raise FormulaError(f"{found.group()!r} cannot stand here", column=column, expected=expected)
        if kind in _BINDS:
            self._close(_BINDS[kind] + (kind in _TO_THE_RIGHT))
            self.signs.append(_Sign(kind, column))
            return True
        if kind == "close":
            self._close_bracket(column)
            return False
        return self._operand(kind, found, column)

    def _operand(self, kind: str, found: re.Match[str], column: int) -> bool:
        match kind:
            case "box":
                self._modal(kind, found["theory"], found["power"], column)
            case "diamond":
                self._modal(kind, found["which"], found["times"], column)
            case "not" | "open":
                self.signs.append(_Sign(kind, column))
            case "true" | "false":
                self.output.append(TRUE if kind == "true" else FALSE)
                return False
            case "atom":
                self.output.append(Atom(found["atom"]))
                return False
            case _:
                self.output.append(Atom(_unescaped(found["quoted"])))
                return False
        return True

    def _modal(self, kind: str, theory: str | None, power: str | None, column: int) -> None:
        times = 1 if power is None else int(power) if len(power) < 10 else HIGHEST_POWER + 1
        self.boxes += times
        if self.boxes > HIGHEST_POWER:
            raise FormulaError("too many boxes", column=column, expected=f"at most {HIGHEST_POWER} in all")
        self.signs.append(_Sign(kind, column, theory or "0", times))

    def _close(self, tight: int) -> None:
        """Apply the signs on top of the stack that bind at least as tightly."""
        while self.signs:
            sign = self.signs[-1]
            if sign.kind == "open" or (sign.kind in _BINDS and _BINDS[sign.kind] < tight):
                return
            self._apply(self.signs.pop())

    def _close_bracket(self, column: int) -> None:
        self._close(0)
        if not self.signs:
            raise FormulaError("')' closes nothing", column=column, expected=_OPERATOR)
        self.signs.pop()

    def _apply(self, sign: _Sign) -> None:
        right = self.output.pop()
        match sign.kind:
            case "not":
                right = Not(right)
            case "box":
                for _ in range(sign.power):
                    right = Box(sign.theory, right)
            case "diamond":
                for _ in range(sign.power):
                    right = Not(Box(sign.theory, Not(right)))
            case _:
                right = _SHAPES[sign.kind](self.output.pop(), right)
        self.output.append(right)

    def _unreadable(self, position: int, wants_operand: bool) -> FormulaError:
        sign = self.text[position]
        messages = {
            "[": "a box that is not closed, or has a blank in its name",
            "<": "a diamond that is not closed, or an incomplete <->",
            '"': "a quoted letter that is not closed",
        }
        expected = _OPERAND if wants_operand else _OPERATOR
        return FormulaError(messages.get(sign, f"{sign!r} is no sign of a formula"),
                            column=position + 1, expected=expected)


def parse(text: str) -> Formula:
    """Read a formula; FormulaError with the column of what is wrong.

    >>> parse("[PA]^2 F -> <ZFC>p").right is parse("~[ZFC]~p")
    True
    >>> parse("p <-> q -> r & ~s | T") is parse("p<->(q->((r&(~s))|T))")
    True
    """
    if len(text) > LONGEST:
        expected = f"at most {LONGEST} characters"
        raise FormulaError("the formula is too long", column=LONGEST, expected=expected)
    return _Reader(text).read()


def as_formula(formula: Formula | str) -> Formula:
    """A formula, from itself or from its text; FormulaError for anything else.

    >>> as_formula("[]p") is as_formula(parse("[]p"))
    True
    """
    if isinstance(formula, str):
        return parse(formula)
    if not isinstance(formula, Formula):
        raise FormulaError(f"{formula!r} is no formula", expected="a formula, or its text")
    return formula


def parse_in(place: str, text: str) -> Formula:
    """Read a formula; a FormulaError also says in which place the text stood.

    >>> parse_in("claim", "p &")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    tower.errors.FormulaError: column 4: claim: the formula ends too early; expected a letter, ...
    """
    try:
        return parse(text)
    except FormulaError as error:
        message = f"{place}: {error.message}"
        raise FormulaError(message, column=error.column, expected=error.expected) from error


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
