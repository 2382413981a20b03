"""What it costs to start: `python -m tests.benchmarks.startup`.  Help may cost six bare interpreters."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tower.api.bundled import bundled_text

RUNS = 9
PULL = json.dumps({  # alice wrote it and bob approved its head
    "author": {"login": "alice"}, "headRefOid": "9f3c2e1", "files": [{"path": "a.py"}],
    "commits": [{"oid": "9f3c2e1", "authors": [{"login": "alice"}]}],
    "reviews": [{"author": {"login": "bob"}, "authorAssociation": "MEMBER", "state": "APPROVED",
                 "commit": {"oid": "9f3c2e1"}}],
})  # fmt: skip
COMMANDS = {
    "bare interpreter": ["-c", "pass"],
    "import tower": ["-c", "import tower"],
    "tower --help": ["-m", "tower", "--help"],
    "tower explain TWR104": ["-m", "tower", "explain", "TWR104"],
    "tower check x509-root": ["-m", "tower", "check", "x509-root"],
    "tower check pr.json": ["-m", "tower", "check", "pr.json"],
    "tower check x.tower.yaml": ["-m", "tower", "check", "x.tower.yaml"],
    "tower demo": ["-m", "tower", "demo"],
}


def cost(arguments: list[str], folder: str) -> float:
    """Seconds of processor time of one process; other work on the machine does not count.

    Bytecode is kept in the folder, as an installation keeps it.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, check=True,
        env={**kept, "PYTHONPATH": os.getcwd(), "PYTHONPYCACHEPREFIX": folder},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table: seconds, and how many bare interpreter starts that is."""
    bare = 0.0
    print(f"{'command':24}{'seconds':>9}{'bare starts':>13}   medians of {RUNS} processes")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pr.json").write_text(PULL)
        Path(folder, "x.tower.yaml").write_text(bundled_text("seed-enacted"))
        for name, arguments in COMMANDS.items():
            cost(arguments, folder)  # compiles what is not compiled yet
            seconds = median(cost(arguments, folder) for _ in range(RUNS))
            bare = bare or seconds
            print(f"{name:24}{seconds:9.3f}{seconds / bare:13.1f}")


if __name__ == "__main__":
    main()
