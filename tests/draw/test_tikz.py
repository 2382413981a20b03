"""TikZ pictures are compiled: every bundled tower, cases, evidence, and names that mean something to TeX.

Needs pdflatex with TikZ (Debian package `texlive-pictures`); `make test-tikz` runs these.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tower.diagnosis.check import check
from tower.draw import draw, tikz
from tower.draw.frames import countermodel, derivation
from tower.model.file import load
from tower.model.values import Artifact, Model

from .golden import GALLERY, TODAY
from .samples import HOSTILE, SAMPLES, report

PDFLATEX = shutil.which("pdflatex")
pytestmark = [pytest.mark.latex, pytest.mark.skipif(not PDFLATEX, reason="no pdflatex is installed")]

DOCUMENT = (
    r"\documentclass{article}\usepackage[paperwidth=100cm,paperheight=100cm,margin=1cm]{geometry}"
    r"\usepackage{tikz}\usetikzlibrary{arrows.meta,patterns}\begin{document}\pagestyle{empty}"
)


def compiled(pictures: list[str], folder: Path) -> int:
    """How many pages LaTeX makes of the pictures, one a page; an error of LaTeX fails the test."""
    body = "\\clearpage\n".join(pictures)
    (folder / "all.tex").write_text(f"{DOCUMENT}\n{body}\n\\end{{document}}\n", encoding="ascii")
    run = subprocess.run(
        [str(PDFLATEX), "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "all.tex"],
        cwd=folder, capture_output=True, text=True, errors="replace", timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]
    assert "Missing character" not in run.stdout
    return int(run.stdout.rpartition("Output written on")[2].partition("(")[2].partition(" page")[0])


def test_every_tower_and_case_of_the_gallery_is_set(tmp_path: Path) -> None:
    pictures = []
    for path in GALLERY:
        model = load(path).model
        found = check(model, today=TODAY)
        pictures += [str(draw(model, found, "tex")), str(draw(model, found, "tex", "gsn"))]
    assert compiled(pictures, tmp_path) == len(pictures)


def test_evidence_is_set(tmp_path: Path) -> None:
    model = load(next(path for path in GALLERY if path.name.startswith("seed-enacted"))).model
    found = check(model, today=TODAY)
    worlds = found.why_not("P(child)", "system")
    assert worlds is not None
    scenes = [countermodel(worlds), derivation(found.why("P(system)"), "P(system)")]
    assert compiled([tikz.write(scene) for scene in scenes], tmp_path) == 2


def test_names_that_mean_something_to_tex_are_set_as_text(tmp_path: Path) -> None:
    model = Model("t", artifacts=tuple(map(Artifact, HOSTILE)))
    pictures = [str(draw(model, report(model, "o", ()), "tex"))]
    pictures += [str(draw(*make(), "tex")) for make in SAMPLES.values()]
    assert compiled(pictures, tmp_path) == len(pictures)
