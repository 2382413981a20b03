"""PNG and PDF: from the extra `draw`, with the font of the package, the same bytes each time."""

from __future__ import annotations

import struct

import pytest

from tower.draw import draw, pdf, png
from tower.draw.fonts import font
from tower.draw.layout import layout
from tower.errors import LimitReached, MissingExtra

from .samples import SAMPLES, family


@pytest.mark.parametrize("name", ["seed", "empty"])
def test_png_has_twice_the_size_of_the_scene(name: str) -> None:
    pytest.importorskip("resvg_py")
    model, report = SAMPLES[name]()
    drawn = draw(model, report, "png")
    scene = layout(model, report)
    assert isinstance(drawn, bytes) and drawn.startswith(b"\x89PNG")
    assert struct.unpack(">II", drawn[16:24]) == pytest.approx((2 * scene.width, 2 * scene.height), abs=2)
    assert drawn == draw(model, report, "png")


@pytest.mark.parametrize("name", SAMPLES)
def test_pdf_is_one_page_with_the_same_bytes(name: str) -> None:
    pytest.importorskip("reportlab")
    drawn = draw(*SAMPLES[name](), "pdf")
    assert isinstance(drawn, bytes) and drawn.startswith(b"%PDF") and drawn.count(b"/Type /Page\n") == 1
    assert drawn == draw(*SAMPLES[name](), "pdf")


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (png, pdf):
        monkeypatch.setattr(module, "find_spec", lambda name: None)
        with pytest.raises(MissingExtra, match=r"pip install \".\[draw\]\""):
            module.write(layout(*SAMPLES["seed"]()))


def test_a_picture_too_large_for_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(png, "MOST_PIXELS", 10_000)
    with pytest.raises(LimitReached):
        draw(*family(6), "png")


def test_the_font_is_ours_by_name() -> None:
    for bold in (False, True):
        face = font(bold=bold)
        assert "Tower Sans".encode("utf-16-be") in face and b"Vera Sans" not in face
