"""Every error that this package raises on purpose.

TowerError
├── InputError            something that was given is wrong (exit code 2)
│   ├── FormulaError      a formula cannot be read; knows the column
│   ├── ClaimError        a claim cannot be read; knows the column
│   ├── FileError         a file cannot be read; knows file, line and column
│   ├── ModelError        what was declared contradicts itself or names something undeclared
│   ├── PatternError      a trust pattern is malformed
│   └── CertificateError  a certificate is malformed or does not show its claim
├── MissingExtra          an optional library is not installed
└── LimitReached          a stated limit was met before an answer (exit code 3)

"No" is never an error: deciders and checks return it as a value with its evidence.
"""

from __future__ import annotations


class TowerError(Exception):
    """Root of every error raised on purpose by this package.

    >>> issubclass(InputError, TowerError)
    True
    """

    code = "TWR900"


class InputError(TowerError):
    """Something that was given is wrong: what was found, where, and what was expected."""

    code = "TWR901"

    def __init__(self, message: str, *, expected: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.message}; expected {self.expected}" if self.expected else self.message


class TextError(InputError):
    """A one-line text (formula or claim) cannot be read; `column` counts from 1."""

    def __init__(self, message: str, *, column: int = 1, expected: str = "") -> None:
        super().__init__(message, expected=expected)
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column}: {super().__str__()}"


class FormulaError(TextError):
    """A formula cannot be read."""

    code = "TWR902"


class ClaimError(TextError):
    """A claim cannot be read."""

    code = "TWR903"


class FileError(InputError):
    """A file cannot be read; `line` and `column` count from 1, 0 where unknown."""

    code = "TWR904"

    def __init__(
        self, message: str, *, file: str = "", line: int = 0, column: int = 0, expected: str = ""
    ) -> None:
        super().__init__(message, expected=expected)
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        place = ":".join([self.file or "<text>", *numbers])
        return f"{place}: {super().__str__()}"


class ModelError(InputError):
    """What was declared contradicts itself or names something that was not declared."""

    code = "TWR905"

    def __init__(self, message: str, *, path: tuple[str | int, ...] = (), expected: str = "") -> None:
        super().__init__(message, expected=expected)
        self.path = path


class PatternError(InputError):
    """A trust pattern is malformed: an undeclared theory, a wrong shape, a bad strength."""

    code = "TWR906"


class CertificateError(InputError):
    """A certificate is malformed, or its step `step` does not show what it says."""

    code = "TWR907"

    def __init__(self, message: str, *, step: int | None = None) -> None:
        super().__init__(message if step is None else f"step {step}: {message}")
        self.step = step


class MissingExtra(TowerError):
    """An optional library is not installed; the message says what to install."""

    code = "TWR908"

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"this needs {library}, which is not installed; "
            f'from a checkout: pip install ".[{extra}]"'
        )
        self.library = library
        self.extra = extra


class LimitReached(TowerError):
    """A stated limit (`limit`) was met before there was an answer."""

    code = "TWR909"

    def __init__(self, limit: str) -> None:
        super().__init__(f"gave up at a stated limit: {limit}")
        self.limit = limit
