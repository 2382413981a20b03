"""Time and memory of checking large towers, reading the file included: `python -m tests.benchmarks.towers`."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tower.diagnosis.check import check
from tower.model.file import load

RUNS = 3


def chain(size: int) -> str:
    """Weak verifiers in a row, each needing the claim before: one assumption carries all."""
    return "\n".join([
        "tower: 1", "name: chain", "properties: {P: {class: any}}", "verifiers:",
        *(f"  v{n}: {{}}" for n in range(size)), "checks:",
        *(f"  - {{by: v{n}, claim: P(v{n + 1}), how: attestation, needs: [P(v{n})]}}" for n in range(size - 1)),
        "observers: {o: {assumes: [P(v0)]}}",
    ])


def ladder(size: int) -> str:
    """Generations of builders in ever weaker theories; each asks about the next."""
    built = [
        f"  s{n}: {{built_by: {f's{n - 1}' if n else 'lab'}, objective: mesa, theory: PA+Con^{size - n}, "
        "enacts: {Pmeta: P}}"
        for n in range(size)
    ]
    return "\n".join([
        "tower: 1", "name: ladder", "properties: {P: {class: safety, hereditary: true}}",
        f"verifiers: {{Pmeta: {{theory: PA+Con^{size + 1}}}}}", "optimizers:", "  lab: {objective: {values: x}}",
        *built, "checks: [{by: Pmeta, claim: P(s0)}]", "observers: {lab: {assumes: [sound(Pmeta), gate(s0)]}}",
    ])


def metas(size: int) -> str:
    """P, Pmeta, Pmetameta, …: every verifier vouches for the one before, in ever stronger theories."""
    return "\n".join([
        "tower: 1", "name: metas", "properties: {P: {class: any}}", "artifacts: {x: it}", "verifiers:",
        *(f"  v{n}: {{theory: PA+RFN^{n}}}" for n in range(size)), "checks:", "  - {by: v0, claim: P(x)}",
        *(f"  - {{by: v{n + 1}, claim: sound(v{n})}}" for n in range(size - 1)),
        f"observers: {{o: {{assumes: [sound(v{size - 1})]}}}}",
    ])


FAMILIES = {"chain of weak checks": chain, "ladder of builders": ladder, "metas over metas": metas}
SIZES = {"chain of weak checks": (2500, 5000, 10_000), "ladder of builders": (250, 500, 1000, 10_000),
         "metas over metas": (250, 500, 1000)}


def measure(family: str, size: int) -> tuple[float, float, int]:
    """Seconds to load and to check, and the peak memory in MB, in this process."""
    with TemporaryDirectory() as place:
        path = Path(place) / "big.tower.yaml"
        path.write_text(FAMILIES[family](size), encoding="utf-8")
        start = perf_counter()
        model = load(path).model
        loaded = perf_counter()
        check(model, today=date(2026, 1, 1))
        done = perf_counter()
    return loaded - start, done - loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str]) -> None:
    """Print the table, each row in processes of its own; with two arguments, measure one row."""
    if arguments:
        print(*measure(arguments[0], int(arguments[1])))
        return
    print(f"{'family':24}{'size':>8}{'load s':>9}{'check s':>9}{'MB':>6}   medians of {RUNS} processes")
    for family, sizes in SIZES.items():
        for size in sizes:
            rows = [_row(family, size) for _ in range(RUNS)]
            load_time, check_time, memory = (median(column) for column in zip(*rows, strict=True))
            print(f"{family:24}{size:8}{load_time:9.2f}{check_time:9.2f}{memory:6.0f}", flush=True)


def _row(family: str, size: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "tests.benchmarks.towers", family, str(size)]
    first, second, third = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(first), float(second), float(third)


if __name__ == "__main__":
    main(sys.argv[1:])
