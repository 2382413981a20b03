"""The public Aralia fault trees, beside SCRAM: prints a table.

    ARALIA=directory python -m tests.benchmarks.aralia [CAP]

The files are in SCRAM's repository under input/Aralia; they have a licence of their own (GPL) and are
read from the directory that ARALIA names.  Seconds are those of the processor, in a process of its own
that is stopped at CAP of them (120): reading, compiling and exact probability; in the next column, all
importances.  Ours start when Python has loaded what it needs.  SCRAM runs where it is installed (Debian:
scram), with --limit-order 1 so that its time is not spent on listing cut sets, which its probability does not need.  It prints six digits, so no
agreement beyond them can be told.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tower.exchange.open_psa import fault_tree
from tower.risk.bdd import evaluate
from tower.risk.importance import importance_of
from tower.risk.signed import Signed, signed_importance, signed_probability

CAP = 120
SAME = 1e-5  # relative: SCRAM prints six digits
SCRAM = ("scram", "--bdd", "--probability", "1", "--limit-order", "1")


def solved(path: Path, importances: bool) -> dict[str, float]:
    """What the table says of one tree, computed here."""
    start = time.process_time()
    found = _solved(path, importances)
    return {**found, "seconds": time.process_time() - start}


def _solved(path: Path, importances: bool) -> dict[str, float]:
    tree = fault_tree(path.read_bytes(), file=path.name)
    signed = Signed(tree.structure, tree.inverted)
    rates = {leaf.event: leaf.rate for leaf in tree.leaves}
    if importances:
        found = signed_importance(signed, rates) if tree.inverted else importance_of(tree.structure, rates)
        return {"rows": len(found.rows)}
    diagrams = signed.diagrams()
    bound = signed_probability(signed, rates, diagrams) if tree.inverted else evaluate(diagrams, rates)
    return {"nodes": diagrams.size, "low": float(bound.low), "high": float(bound.high)}


def timed(command: Sequence[str], cap: int) -> tuple[float | None, str]:
    """Seconds of the processor and what was printed; None where the cap was met or nothing came of it."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (cap, cap + 1))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return (None if done.returncode else seconds), done.stdout


def ours(path: Path, cap: int, what: str) -> tuple[float | None, dict[str, float]]:
    seconds, said = timed((sys.executable, "-m", __spec__.name, what, str(path)), cap)
    found = {} if seconds is None else json.loads(said)
    return found.get("seconds"), found


def of_scram(path: Path, cap: int) -> tuple[float | None, float | None]:
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        seconds, _ = timed((*SCRAM, str(path), "-o", str(report)), cap)
        found = re.search(r'probability="([^"]*)"', report.read_text()) if report.exists() else None
    return seconds, None if found is None or seconds is None else float(found[1])


def cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def row(path: Path, cap: int, with_scram: bool) -> tuple[str, bool, bool, bool]:
    """A line, and whether we solved the tree, whether SCRAM did, and whether both agree if both did."""
    tree = fault_tree(path.read_bytes(), file=path.name)
    seconds, found = ours(path, cap, "probability")
    weighing, _ = ours(path, cap, "importances") if seconds is not None else (None, {})
    their_seconds, theirs = of_scram(path, cap) if with_scram else (None, None)
    value, nodes = found.get("high"), found.get("nodes")
    off = None if value is None or theirs is None else abs(value - theirs) / max(value, theirs)
    ratio = None if seconds is None or their_seconds is None else seconds / their_seconds
    line = (
        f"{path.stem:<10}{len(tree.structure.rules):>6}{len(tree.structure.leaves):>7}"
        f"{cell(nodes, '.0f'):>9}{cell(value, '.10e'):>18}{cell(seconds, '.2f'):>8}{cell(weighing, '.2f'):>9}"
        f"{cell(theirs, '.6g'):>14}{cell(their_seconds, '.2f'):>8}{cell(ratio, '.2f'):>8}{cell(off, '.0e'):>8}"
    )
    return line, seconds is not None, theirs is not None, off is None or off < SAME


def table(directory: Path, cap: int) -> int:
    paths = sorted(directory.glob("*.xml"))
    with_scram = shutil.which(SCRAM[0]) is not None
    if not with_scram:
        print("SCRAM: absent (no program scram)")
    print(f"{'tree':<10}{'gates':>6}{'leaves':>7}{'nodes':>9}{'P(top)':>18}{'s':>8}{'all, s':>9}", end="")
    print(f"{'SCRAM P':>14}{'s':>8}{'ratio':>8}{'differs':>8}")
    marks = []
    for path in paths:
        line, *mark = row(path, cap, with_scram)
        marks.append(mark)
        print(line, flush=True)
    we, they = sum(mark[0] for mark in marks), sum(mark[1] for mark in marks)
    missing = [path.stem for path, mark in zip(paths, marks, strict=True) if mark[1] and not mark[0]]
    apart = [path.stem for path, mark in zip(paths, marks, strict=True) if not mark[2]]
    print(f"solved within {cap} s: {we} of {len(paths)}; by SCRAM {they}")
    print(f"solved by SCRAM alone: {', '.join(missing) or 'none'}; apart: {', '.join(apart) or 'none'}")
    return int(bool(missing or apart))


def main(words: Sequence[str]) -> int:
    if words and words[0] in ("probability", "importances"):
        print(json.dumps(solved(Path(words[1]), words[0] == "importances")))
        return 0
    directory = os.environ.get("ARALIA")
    if not directory:
        print("Aralia: absent (set ARALIA to the directory with its files)")
        return 0
    return table(Path(directory), int(words[0]) if words else CAP)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
