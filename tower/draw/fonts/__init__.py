"""The font of PNG and PDF pictures: a subset of DejaVu Sans under a name of its own (see LICENSE)."""

from __future__ import annotations

from importlib.resources import files

FAMILY = "Tower Sans"


def font(*, bold: bool = False) -> bytes:
    """The TrueType file of the regular or the bold face.

    >>> font()[:4] == font(bold=True)[:4]
    True
    """
    name = "TowerSans-Bold.ttf" if bold else "TowerSans.ttf"
    return files(__package__).joinpath(name).read_bytes()


def path(*, bold: bool = False) -> str:
    """Where the file lies, for libraries that open it themselves."""
    name = "TowerSans-Bold.ttf" if bold else "TowerSans.ttf"
    return str(files(__package__).joinpath(name))
