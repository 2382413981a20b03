"""One build of the Rocq development for all tests that need it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proofs.cases import ROOT


@dataclass(frozen=True)
class RocqBuild:
    """The compiled development in a folder of its own, and what the build printed."""

    folder: Path
    printed: str

    def coqc(self, name: str) -> str:
        """Compile one more file, and return what it prints."""
        done = subprocess.run(["coqc", "-q", "-Q", ".", "Tower", name], cwd=self.folder, text=True,
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def rocq(tmp_path_factory: pytest.TempPathFactory) -> RocqBuild:
    """The development, built; skips where coqc is not installed."""
    if shutil.which("coqc") is None:
        pytest.skip("coqc is not installed (Debian package coq): nothing is asked of Rocq")
    folder = tmp_path_factory.mktemp("rocq")
    for file in (*(ROOT / "proofs" / "rocq").glob("[A-Z]*.v"), ROOT / "proofs" / "rocq" / "Makefile"):
        if file.name != "Certified.v":
            shutil.copy(file, folder)
    done = subprocess.run(["make", "-s", "Assumptions.vo"], cwd=folder, text=True, capture_output=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    return RocqBuild(folder, done.stdout)
