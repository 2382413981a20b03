"""The golden pictures of the gallery, and how to make them anew: `python -m tests.draw.golden`.

Run it after a change that is meant to change pictures, look at every picture that git shows as
changed, and commit them with the change.  `test_golden.py` compares; it never writes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tower.gallery
from tower.diagnosis.check import check
from tower.draw import draw
from tower.model.file import load
from tower.risk import bounds_of

GOLDEN = Path(__file__).parent / "golden"
GALLERY = sorted(Path(tower.gallery.__file__).parent.glob("*.tower.yaml"))
TODAY = date(2026, 11, 24)  # nothing in the gallery expires before
EVERYWHERE = ("svg", "mmd", "gsn.yaml")  # formats kept for every tower
ONCE = ("dot", "tex", "md", "gsn.svg")  # formats kept for these
SEEDS = ("seed-enacted", "untrusted-monitoring", "trusting-trust")


def pictures(path: Path) -> dict[str, str]:
    """The golden texts of one tower, by file name."""
    name = path.name.removesuffix(".tower.yaml")
    model = load(path).model
    report = check(model, today=TODAY)
    bounds = bounds_of(report)
    return {
        f"{name}.{kind}": str(
            draw(model, report, "svg", "gsn", bounds)
            if kind == "gsn.svg"
            else draw(model, report, kind, bounds=bounds)
        )
        for kind in kinds(name)
    }


def kinds(name: str) -> tuple[str, ...]:
    """The endings under which pictures of a tower are kept."""
    return EVERYWHERE + (ONCE if name in SEEDS else ())


def regenerate() -> None:
    """Write all golden pictures and remove those of towers that are gone."""
    GOLDEN.mkdir(exist_ok=True)
    kept = set()
    for path in GALLERY:
        for name, text in pictures(path).items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
            kept.add(name)
    for old in GOLDEN.iterdir():
        if old.name not in kept:
            old.unlink()


if __name__ == "__main__":
    regenerate()
