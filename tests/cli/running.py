"""Run the command line, in this process or in one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tower.cli.main import main

ROOT = Path(__file__).parents[2]
TODAY = ("--today", "2026-11-24")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Runner:
    """Runs commands and catches what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> Done:
        self.capsys.readouterr()
        code = main(list(words))
        found = self.capsys.readouterr()
        assert "Traceback" not in found.err
        return Done(code, found.out, found.err)


def own_process(
    *words: str, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m tower` for real."""
    return subprocess.run(
        [sys.executable, "-m", "tower", *words], input=stdin, capture_output=True, cwd=cwd, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )


@contextmanager
def waiting(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m tower` while it runs: Ctrl-C reaches it also where a shell started the tests in the background."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tower", *words], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
