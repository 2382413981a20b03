"""Apply each mutant to a copy of the project and run the tests that must notice it.

A mutant that survives, whose tests do not end in time, or whose text is no longer in the code, makes the
run fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.planted import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: killed, survived, too slow (nothing failed in time), or stale (its text is gone)."""

    mutant: Mutant
    word: str


def run(mutant: Mutant) -> Outcome:
    """Plant one mutant in a fresh copy and run its tests."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for name in ("tower", "tests"):
            shutil.copytree(ROOT / name, copy / name)  # with bytecode, so that little is compiled again
        shutil.copy(ROOT / "setup.cfg", copy / "setup.cfg")
        source = copy / mutant.file
        text = source.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            return Outcome(mutant, "stale")
        source.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        return Outcome(mutant, _judged(copy, mutant.tests))


def _judged(copy: Path, tests: tuple[str, ...]) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:randomly", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "too slow"
    return "killed" if done.returncode == 1 else "survived"


def _chosen(name: str, wanted: list[str]) -> bool:
    """Those of the engines for large graphs need the extra `scale`, and are run by `make mutants-scale`."""
    return any(word in name for word in wanted) if wanted else not name.startswith("scale:")


def main(wanted: list[str]) -> int:
    """Run all mutants but those of `scale:`, or those whose name contains a word given."""
    chosen = [mutant for mutant in MUTANTS if _chosen(mutant.name, wanted)]
    outcomes = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(run, chosen):
            outcomes.append(outcome)
            print(f"{outcome.word:9} {outcome.mutant.name}", flush=True)
    alive = [outcome for outcome in outcomes if outcome.word != "killed"]
    print(f"{len(outcomes) - len(alive)} of {len(outcomes)} mutants killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
