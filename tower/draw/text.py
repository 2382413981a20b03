"""Text without fonts: a width table of our own, wrapping, ellipsis, and characters made harmless.

The table holds upper bounds for the wide common sans-serif faces (measured on DejaVu Sans, which is
wider than Arial, Helvetica, Segoe and Roboto), so that what fits here fits there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ELLIPSIS = "…"

# width in hundredths of the font size -> the characters that are at most that wide
_REGULAR = {
    28: "'ijl",
    32: "IJ ,.·",
    34: "/:;\\|",
    38: "f-ƒ",
    42: "()[]t!r",
    46: '"',
    50: "*_`–",
    54: "?sz",
    58: "LcFk",
    62: "vxyPTYaeo",
    66: "$0123456789ESbdghnpqu{}KΣ",
    70: "ABCRVXZ",
    76: "UHN",
    80: "DG&OQ",
    84: "w#+<=>^~→×≥≤∞",
    88: "M⊢∅",
    100: "%m@W…—",
}
_BOLD = {
    32: "'",
    38: ",./IJ\\| ijl·",
    42: ":;-",
    46: "f!()[]ƒ",
    50: "t_`r–",
    54: '"*',
    60: "?csz",
    66: "Lvxy",
    70: "$0123456789EFToaekΣ",
    74: "bdghnpqu{}CPSYZ",
    78: "ABKRVX",
    84: "U#+<=>DGHN^~→×≥≤∞",
    88: "OQ&∅",
    94: "w⊢",
    100: "@M…—",
    106: "m%",
    112: "W",
}
_TABLES = {
    bold: {character: width for width, group in groups.items() for character in group}
    for bold, groups in ((False, _REGULAR), (True, _BOLD))
}
_WIDE, _OTHER = 112, 100  # full-width scripts and pictographs; any other character outside the table
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]"
)
BREAKS = re.compile(r"(?<=[\s_/@:,;+)])|(?<=[.\-])(?!\d)")


def clean(text: str) -> str:
    """The text on one line, with every control, bidirectional and unpaired character made visible.

    >>> clean("a\\x00b\\u202ec\\nd")
    'a␀b⟨U+202E⟩c d'
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    lone = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in " ".join(text.split()))
    return _CONTROL.sub(_visible, lone)


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\ufffd" if code == 0xFFFD else f"⟨U+{code:04X}⟩"


def known(text: str) -> bool:
    """Whether the table knows every character; if not, a writer should pin the length of the text.

    >>> known("system"), known("система")
    (True, False)
    """
    return all(character in _TABLES[False] for character in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper bound for the width of `text` in the units of `size`.

    >>> width("P", 100), width("P", 100, bold=True), width("", 100)
    (62.0, 74.0, 0.0)
    """
    table = _TABLES[bold]
    return sum(table.get(character) or _unlisted(character) for character in text) * size / 100


@lru_cache(maxsize=4096)
def _unlisted(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    wide = unicodedata.east_asian_width(character) in "WF" or ord(character) > 0x1F000
    return _WIDE if wide else _OTHER


def ellipsize(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or its longest beginning that fits into `room` with an ellipsis.

    >>> ellipsize("programmers", 60, 12), ellipsize("system", 60, 12)
    ('progra…', 'system')
    """
    if width(text, size, bold=bold) <= room:
        return text
    left, kept = room - width(ELLIPSIS, size, bold=bold), 0
    for character in text:
        left -= width(character, size, bold=bold)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def wrap(text: str, room: float, size: float, *, bold: bool = False, lines: int = 2) -> tuple[str, ...]:
    """At most `lines` lines of at most `room`, broken after blanks and joints, ended by an ellipsis.

    >>> wrap("what the programmers want", 90, 12)
    ('what the', 'programmer…')
    >>> wrap("", 90, 12)
    ()
    """
    rest = text.strip()
    found: list[str] = []
    while rest and len(found) < lines:
        last = len(found) == lines - 1
        line, rest = (rest, "") if last else _split(rest, room, size, bold)
        found.append(ellipsize(line, room, size, bold=bold))
    return tuple(found)


def _split(text: str, room: float, size: float, bold: bool) -> tuple[str, str]:
    taken, left = 0, room
    for piece in BREAKS.split(text):
        left -= width(piece.rstrip(), size, bold=bold)
        if left < 0:
            break
        left -= width(piece, size, bold=bold) - width(piece.rstrip(), size, bold=bold)
        taken += len(piece)
    if not taken:
        taken = max(1, len(ellipsize(text, room, size, bold=bold)) - 1)
    return text[:taken].rstrip(), text[taken:].lstrip()


def widest(lines: Sequence[str], size: float, *, bold: bool = False) -> float:
    """The width of the widest line; 0 when there is none."""
    return max((width(line, size, bold=bold) for line in lines), default=0.0)
