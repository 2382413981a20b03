"""Text: measured from above, cut to fit, and harmless."""

from __future__ import annotations

import xml.dom.minidom

import pytest
from hypothesis import given, strategies as st

from tower.draw.text import clean, ellipsize, known, width, wrap

from .samples import HOSTILE

ANY = st.text(max_size=60) | st.sampled_from(HOSTILE)
ROOM = st.floats(20, 300)


@given(ANY)
def test_cleaned_text_can_stand_in_xml_on_one_line(text: str) -> None:
    cleaned = clean(text)
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    found = xml.dom.minidom.parseString(f"<a>{escaped}</a>".encode()).documentElement.firstChild
    assert (found.data if found else "") == cleaned
    assert not any(
        ord(c) < 32 or 0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 for c in cleaned
    )


@given(ANY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_harmless_text_is_kept(text: str) -> None:
    assert clean(text) == " ".join(text.split())


@given(ANY.map(clean), ROOM, st.booleans())
def test_what_is_cut_fits_and_begins_like_the_text(text: str, room: float, bold: bool) -> None:
    cut = ellipsize(text, room, 12, bold=bold)
    assert width(cut, 12, bold=bold) <= room
    assert cut == text or text.startswith(cut[:-1])


@given(ANY.map(clean), ROOM, st.integers(1, 4))
def test_wrapped_lines_fit_and_lose_only_blanks_and_what_is_cut(
    text: str, room: float, lines: int
) -> None:
    found = wrap(text, room, 12, lines=lines)
    assert len(found) <= lines and all(width(line, 12) <= room for line in found)
    joined = "".join(found).replace(" ", "")
    whole = text.replace(" ", "")
    assert joined == whole or (found[-1].endswith("…") and whole.startswith(joined[:-1]) or "…" in joined)


@given(ANY, ANY)
def test_width_adds_up(one: str, other: str) -> None:
    assert width(one + other, 10) == pytest.approx(width(one, 10) + width(other, 10))


def test_bold_is_wider() -> None:
    assert all(width(chr(c), 10, bold=True) >= width(chr(c), 10) for c in range(33, 127))


def test_unknown_characters_are_pinned() -> None:
    assert known("GUARANTEED IF 1·2 or 3 → ƒ…") and not known("日本")
