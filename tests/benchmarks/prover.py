"""The prover's benchmark: `python -m tests.benchmarks.prover [--seconds 10] [--repeat 3] [PART ...]`.

A part is a family of `families.py`, or `facts`, `patterns`, `3cnf`.  Every answer is proved, written and
checked; seconds are processor time of this one process, so that a busy machine disturbs less.  For a
family: the largest size within the limit (checker included), and at that size the median time, the
checker's share of it, the certificate as JSON, and its steps or worlds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from tests.benchmarks.families import (
    FAMILIES,
    GL,
    Family,
    modal_3cnf,
    random_formula,
    random_pattern,
)
from tower.logic.checker import verify
from tower.logic.pattern import Pattern
from tower.logic.prover import GaveUp, Proved, ProverLimits, prove, prove_gl, prove_s
from tower.syntax.formula import Formula
from tower.syntax.parser import parse

FACTS = Path(__file__).parents[1] / "facts" / "logic.json"
ROW = "{:22}{:>8}{:>8}{:>8}{:>9}{:>9}{:>10}{:>9}"


@dataclass(frozen=True, slots=True)
class Run:
    """One question: seconds of prover and checker, bytes and length of the certificate."""

    prover: float
    checker: float
    size: int
    length: int
    proved: bool


def timed(question: tuple[Pattern, Formula], seconds: float) -> Run | None:
    """Prove, write and check; None when the time is not enough."""
    began = process_time()
    answer = prove(*question, limits=ProverLimits(seconds=seconds, clock=process_time), check=False)
    if isinstance(answer, GaveUp):
        return None
    written = json.dumps(answer.certificate)
    between = process_time()
    verify(answer.certificate)
    ended = process_time()
    if ended - began > seconds:
        return None
    length = len(answer.certificate.get("steps") or answer.certificate["worlds"])
    return Run(between - began, ended - between, len(written), length, isinstance(answer, Proved))


def largest(family: Family, seconds: float) -> int | None:
    """The largest size that is answered in time, up to the first that is not."""
    best = None
    for size in family.sizes:
        run = timed(family.question(size), seconds)
        if run is None:
            return best
        if run.proved is not family.valid:
            raise AssertionError(f"wrong verdict at size {size}")
        best = size
    return best


def family_row(name: str, seconds: float, repeat: int) -> str:
    """The row of one family."""
    family = FAMILIES[name]
    size = largest(family, seconds)
    word = "valid" if family.valid else "invalid"
    if size is None:
        return ROW.format(name, word, "-", family.bar or "", "", "", "", "")
    runs = [run for run in (timed(family.question(size), 10 * seconds) for _ in range(repeat)) if run]
    total = median(run.prover + run.checker for run in runs)
    share = median(run.checker / (run.prover + run.checker) for run in runs)
    more = "+" if size == family.sizes[-1] else ""
    return ROW.format(name, word, f"{size}{more}", family.bar or "", f"{total:.2f}", f"{share:.0%}",
                      f"{runs[0].size / 1000:.0f} kB", runs[0].length)


def batch_row(name: str, questions: Iterable[tuple[Pattern, Formula]], seconds: float) -> str:
    """The row of many small questions."""
    runs = [timed(question, seconds) for question in questions]
    solved = [run for run in runs if run]
    times = [run.prover + run.checker for run in solved]
    share = sum(run.checker for run in solved) / sum(times)
    return (f"{name:22}{len(solved)} of {len(runs)} answered, {sum(run.proved for run in solved)} theorems; "
            f"median {median(times) * 1000:.1f} ms, longest {max(times):.2f} s, checker {share:.0%}, "
            f"largest certificate {max(run.size for run in solved) / 1000:.0f} kB")


def random_questions(number: int) -> Iterable[tuple[Pattern, Formula]]:
    """Random formulas over random patterns."""
    for seed in range(number):
        random = Random(seed)
        pattern = random_pattern(random)
        yield pattern, random_formula(random, 6, pattern.theories, "pqs")


def facts_row(repeat: int) -> str:
    """All facts in one process: the median of several runs, reading and checking included."""
    data = json.loads(FACTS.read_text(encoding="utf-8"))["facts"]
    facts = [fact for fact in data if fact["kind"] in ("GL", "S", "trust-pattern")]
    times = []
    for _ in range(repeat):
        began = process_time()
        for fact in facts:
            _answer(fact)
        times.append(process_time() - began)
    return f"{'facts':22}{len(facts)} in {median(times):.3f} s, read, proved and checked"


def _answer(fact: dict[str, object]) -> None:
    formula = parse(str(fact["formula"]))
    if fact["kind"] == "GL":
        prove_gl(formula)
    elif fact["kind"] == "S":
        prove_s(formula)
    else:
        prove(Pattern.from_json(fact["pattern"]), formula)


def parts(seconds: float, repeat: int) -> dict[str, Callable[[], str]]:
    """Everything that can be run, by name."""
    found: dict[str, Callable[[], str]] = {
        name: (lambda name=name: family_row(name, seconds, repeat)) for name in FAMILIES  # type: ignore[misc]
    }
    found["patterns"] = lambda: batch_row("patterns", random_questions(500), seconds)
    for depth, clauses, atoms in ((1, 60, 4), (1, 100, 5), (2, 40, 3), (2, 80, 4)):
        name = f"3cnf d{depth} c{clauses} a{atoms}"
        found[name] = lambda name=name, d=depth, c=clauses, a=atoms: batch_row(  # type: ignore[misc]
            name, ((GL, modal_3cnf(seed, c, a, d)) for seed in range(40)), seconds)
    found["facts"] = lambda: facts_row(max(repeat, 5))
    return found


def main(arguments: Sequence[str]) -> int:
    """Run the parts whose name starts with a word given, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args(arguments)
    print(ROW.format("family", "status", "n", "bar", "seconds", "checker", "size", "length"), flush=True)
    for name, run in parts(chosen.seconds, chosen.repeat).items():
        if not chosen.part or any(name.startswith(word) for word in chosen.part):
            print(run(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
