"""Write formulas, with as few brackets as reading them back allows, without recursion.

`parse(ascii(f)) is f` and `parse(unicode(f)) is f` for every formula; LimitReached for a text longer
than LONGEST.
"""

from __future__ import annotations

import re

from ..errors import LimitReached
from ..frozen import frozen
from .formula import And, Atom, Box, Constant, Formula, Iff, Implies, Not, Or, print_with

LONGEST = 10_000_000  # characters that are written for one formula
_PLAIN = re.compile(r"[^\W\d]\w*['′]*")


@frozen(slots=True)
class _Style:
    """The signs of one way of writing."""

    no: str
    signs: dict[type[Formula], str]
    true: str
    false: str


_ASCII = _Style("~", {And: " & ", Or: " | ", Implies: " -> ", Iff: " <-> "}, "T", "F")
_UNICODE = _Style("¬", {And: " ∧ ", Or: " ∨ ", Implies: " → ", Iff: " ↔ "}, "⊤", "⊥")
_LATEX = _Style(
    r"\neg ",
    {And: r" \land ", Or: r" \lor ", Implies: r" \to ", Iff: r" \leftrightarrow "}, r"\top", r"\bot",
)
_BINDS: dict[type[Formula], int] = {Iff: 1, Implies: 2, Or: 3, And: 4}
_UNARY = 5


def ascii(formula: Formula) -> str:
    """The formula in ASCII.

    >>> from tower.syntax.parser import parse
    >>> ascii(parse("~[]~(p&q)->F"))
    '<>(p & q) -> F'
    """
    return _written(formula, _ASCII)


def unicode(formula: Formula) -> str:
    """The formula in logical symbols.

    >>> from tower.syntax.parser import parse
    >>> unicode(parse("[](p->[PA]q)"))
    '□(p → [PA]q)'
    """
    return _written(formula, _UNICODE)


def latex(formula: Formula) -> str:
    r"""The formula for LaTeX's mathematics mode.

    >>> from tower.syntax.parser import parse
    >>> latex(parse("[]p -> <PA>T"))
    '\\Box p \\to \\Diamond_{\\mathrm{PA}} \\top'
    """
    return _written(formula, _LATEX)


def _written(formula: Formula, style: _Style) -> str:
    """Print with an explicit stack of formulas (with the tightness around them) and finished text.

    Shared parts are written as often as they occur, so that the text of a small formula can be long.
    """
    out: list[str] = []
    room = LONGEST
    waiting: list[tuple[Formula, int] | str] = [(formula, 0)]
    while waiting:
        now = waiting.pop()
        if isinstance(now, str):
            out.append(now)
            room -= len(now)
            if room < 0:
                raise LimitReached(f"the text of a formula is longer than {LONGEST} characters")
        else:
            waiting.extend(reversed(_pieces(*now, style)))
    return "".join(out)


def _pieces(formula: Formula, around: int, style: _Style) -> list[tuple[Formula, int] | str]:
    match formula:
        case Atom(name):
            return [_letter(name, style)]
        case Constant(value):
            return [style.true if value else style.false]
        case Not(Box(theory, Not(body))) if not theory.startswith("-"):
            return [_modal(theory, style, diamond=True), (body, _UNARY)]
        case Not(body):
            return [style.no, (body, _UNARY)]
        case Box(theory, body):
            return [_modal(theory, style, diamond=False), (body, _UNARY)]
        case _:
            return _binary(formula, around, style)


def _binary(formula: Formula, around: int, style: _Style) -> list[tuple[Formula, int] | str]:
    own = _BINDS[type(formula)]
    left, right = formula.children
    to_the_right = isinstance(formula, Implies | Iff)
    pieces: list[tuple[Formula, int] | str] = [
        (left, own + to_the_right), style.signs[type(formula)], (right, own + (not to_the_right)),
    ]
    return ["(", *pieces, ")"] if own < around else pieces


def _letter(name: str, style: _Style) -> str:
    if style is _LATEX:
        return _mathrm(name) if len(name) > 1 else name
    if _PLAIN.fullmatch(name) and name not in ("T", "F"):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _modal(theory: str, style: _Style, *, diamond: bool) -> str:
    if style is _LATEX:
        sign = r"\Diamond" if diamond else r"\Box"
        return f"{sign} " if theory == "0" else f"{sign}_{{{_mathrm(theory)}}} "
    if theory == "0" and style is _UNICODE:
        return "◇" if diamond else "□"
    name = "" if theory == "0" else theory
    return f"<{name}>" if diamond else f"[{name}]"


_SPECIAL = {
    "\\": r"\backslash ", "{": r"\{", "}": r"\}", "_": r"\_", "^": r"\hat{\ }", "$": r"\$",
    "%": r"\%", "#": r"\#", "&": r"\&", "~": r"\sim ", " ": r"\ ",
}


def _mathrm(name: str) -> str:
    return r"\mathrm{" + "".join(_SPECIAL.get(sign, sign) for sign in name) + "}"


print_with(ascii)
