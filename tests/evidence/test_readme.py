"""The module that the README shows, run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import tower as tw
from tower.api.modules import load_module

from .towers import laboratory

README = Path(__file__).parents[2] / "README.md"


def test_the_module_of_the_readme_finds_what_the_readme_says(tmp_path: Path) -> None:
    (block,) = re.findall(r"```py\n(# parts\.py\n.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "parts.py").write_text(block)
    found = tw.bind(laboratory(), load_module(tmp_path / "parts.py")).test("sound(audit)")
    assert found.status == "refuted" and found.example == ("wants the corner",)
