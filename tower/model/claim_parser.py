"""Read claims as they are written in a file; `parse_claim(str(claim)) == claim`.

A name is plain (letters, digits and `_ . + ^ ' / -`, starting with a letter or a digit, with one `@`
inside for `v@x`) or stands in double quotes with backslash escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import ClaimError
from .claims import (
    DEEPEST,
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
)
from .nodes import shortened
from .values import STRONGEST

LONGEST = 50_000  # characters in one claim

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<arrow>->|→)
      | (?P<sign>[(),])
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | (?P<plain>\w(?:(?!->)[\w.+^'/-])*(?:@\w(?:(?!->)[\w.+^'/-])*)?)
    )""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse_claim(text: str) -> Claim:
    """Read one claim; ClaimError with the column of what is wrong.

    >>> parse_claim("sound(Pmeta, P(system))")
    Sound(verifier='Pmeta', claim=Holds(property='P', subject='system'))
    >>> str(parse_claim('not aligned("the lab" -> policy)'))
    'not aligned("the lab" -> policy)'
    """
    if len(text) > LONGEST:
        expected = f"at most {LONGEST} characters"
        raise ClaimError("the claim is too long", column=LONGEST, expected=expected)
    reader = _Reader(_tokens(text), len(text) + 1)
    claim = reader.claim(0)
    if (rest := reader.peek()) is not None:
        found = f"{shortened(rest.text)} after the end of the claim"
        raise ClaimError(found, column=rest.column, expected="nothing more")
    return claim


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _stray(text, position)
        kind = match.lastgroup or ""
        column = match.start(kind) + (kind != "quoted")  # of the opening quote
        found.append(_Token(kind, _unescaped(kind, match[kind]), column))
        position = match.end()
    return found


def _unescaped(kind: str, text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if kind == "quoted" else text


def _stray(text: str, position: int) -> ClaimError:
    rest = text[position:].lstrip()
    column = len(text) - len(rest) + 1
    if rest.startswith('"'):
        return ClaimError("a quote that does not end", column=column, expected='a closing "')
    return ClaimError(
        f"{rest[0]!r} cannot be read",
        column=column,
        expected='a name, a name in "quotes", (, ) or ,',
    )


class _Reader:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens = tokens
        self.end = end
        self.at = 0

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def claim(self, depth: int) -> Claim:
        token = self._name("a claim")
        if depth > DEEPEST:
            raise ClaimError(
                "claims are nested too deeply",
                column=token.column,
                expected=f"at most {DEEPEST} inside each other",
            )
        if token.kind == "plain" and token.text == "not":
            return self._negated(token, depth)
        if not self._is("("):
            if token.kind == "plain" and token.text in _FORMS:
                raise ClaimError(
                    f"{token.text} needs an argument",
                    column=token.column,
                    expected=f"{token.text}(…)",
                )
            return Condition(token.text)
        self.at += 1
        form = _FORMS.get(token.text) if token.kind == "plain" else None
        claim = self._property(token) if form is None else form(self, depth)
        self._sign(")")
        return claim

    def _negated(self, token: _Token, depth: int) -> Claim:
        inner = self.claim(depth + 1)
        if isinstance(inner, Not):
            raise ClaimError("not stands twice", column=token.column, expected="at most one not")
        return Not(inner)

    def _property(self, token: _Token) -> Claim:
        return Holds(token.text, self._name("the name of a node").text)

    def node(self) -> str:
        return self._name("the name of a node").text

    def inner(self, depth: int) -> Claim | None:
        if not self._is(","):
            return None
        self.at += 1
        return self.claim(depth + 1)

    def number(self) -> int:
        if not self._is(","):
            return 0
        self.at += 1
        token = self._next("a number")
        if (
            token.kind != "plain"
            or not re.fullmatch("[0-9]{1,7}", token.text)
            or int(token.text) > STRONGEST
        ):
            expected = f"a whole number from 0 to {STRONGEST}"
            raise ClaimError(
                f"{shortened(token.text)} is no strength", column=token.column, expected=expected
            )
        return int(token.text)

    def link(self) -> tuple[str, str]:
        base = self.node()
        token = self._next("->")
        if token.kind != "arrow":
            found = f"found {shortened(token.text)}"
            raise ClaimError(found, column=token.column, expected="-> between two names")
        return base, self.node()

    def _is(self, sign: str) -> bool:
        token = self.peek()
        return token is not None and token.kind == "sign" and token.text == sign

    def _sign(self, sign: str) -> None:
        if not self._is(sign):
            token = self.peek()
            found = "the end" if token is None else shortened(token.text)
            column = self.end if token is None else token.column
            raise ClaimError(f"found {found}", column=column, expected=sign)
        self.at += 1

    def _next(self, expected: str) -> _Token:
        token = self.peek()
        if token is None:
            raise ClaimError("the claim ends too early", column=self.end, expected=expected)
        self.at += 1
        return token

    def _name(self, expected: str) -> _Token:
        token = self._next(expected)
        if token.kind not in ("plain", "quoted") or not token.text:
            raise ClaimError(
                f"found {shortened(token.text)}", column=token.column, expected=expected
            )
        return token


_FORMS: dict[str, Callable[[_Reader, int], Claim]] = {
    "sound": lambda reader, depth: Sound(reader.node(), reader.inner(depth)),
    "rfn": lambda reader, depth: Rfn(reader.node(), reader.inner(depth)),
    "gate": lambda reader, depth: Gate(reader.node()),
    "refines": lambda reader, depth: Refines(reader.node()),
    "rate": lambda reader, depth: Rate(reader.node()),
    "consistent": lambda reader, depth: Consistent(reader.node(), reader.number()),
    "aligned": lambda reader, depth: Aligned(*reader.link()),
    "robust": lambda reader, depth: Aligned(*reader.link(), robust=True),
}
