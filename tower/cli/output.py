"""Words on their way to the terminal: the one place that prints."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TextIO

from ..errors import InputError

_PLAIN = {
    "─": "-", "━": "-", "│": "|", "┐": "\\", "┘": "/", "┤": "|", "▶": ">", "▸": ">", "→": "->", "←": "<-",
    "↔": "<->", "·": "*", "…": "...", "≤": "<=", "≥": ">=", "⊢": "|-", "⊬": "|/-", "□": "[]", "◇": "<>",
    "⊤": "T", "⊥": "F", "¬": "~", "∧": "&", "∨": "|", "ö": "oe", "Ö": "OE", "ƒ": "f", "Π": "Pi", "Σ": "Sigma",
    "₀": "0", "₁": "1", "₂": "2", "²": "^2", "×": "x", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'",
}  # fmt: skip


def _transliterated(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign, "?") for sign in signs), error.end


def prepare() -> None:
    """Let the standard streams bear every character: what they cannot show is spelled out in ASCII."""
    codecs.register_error("tower", _transliterated)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="tower")


def say(text: str, *, newline: bool = True) -> None:
    """Print; a reader that has gone away is no error, a disk that is full is an InputError."""
    _write(sys.stdout, text + "\n" if newline else text)


def complain(text: str) -> None:
    """Print to standard error."""
    _write(sys.stderr, text + "\n")


def flush() -> None:
    """Push out what is buffered; a reader that has gone away is no error."""
    for stream in (sys.stdout, sys.stderr):
        _write(stream, "")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:  # such as a full disk
        _silence(stream)
        if stream is sys.stdout:
            raise InputError(f"what is printed cannot be written: {error.strerror}") from None


def _silence(stream: TextIO) -> None:
    """Send what else is printed to nowhere, so that nothing complains at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


# colours: only on a terminal, and never where NO_COLOR is set

_GREEN, _AMBER, _RED = "32", "33", "31"
_COLORS = {
    "GUARANTEED": _GREEN, "met": _GREEN, "ASSUMED": _AMBER, "SUPPORTED": _AMBER, "UNKNOWN": _AMBER,
    "UNSUPPORTED": _RED, "VACUOUS": _RED, "COLLAPSED": _RED, "NOT_DERIVABLE": _RED, "CONTRADICTED": _RED,
    "NOT": _RED, "NO": _RED,
}  # fmt: skip


def colored() -> bool:
    """Whether colours are wanted."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def painted(text: str) -> str:
    """A text that begins with a verdict word in the colour of that word: only a guarantee is green.

    >>> painted("hello")
    'hello'
    """
    color = _COLORS.get(text.split("[")[0].split()[0]) if text.strip() else None
    return text if color is None or not colored() else f"\x1b[{color}m{text}\x1b[0m"
