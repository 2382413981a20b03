"""Reports and derivations are the same bytes in every process, whatever order its sets have."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import sys
from datetime import date
from tower.api.bundled import bundled, load_bundled
from tower.api.views import check_model
for name in bundled():
    report = check_model(load_bundled(name).model, today=date(2026, 1, 1))
    print(report)
    for answer in report.answers:
        print(report.why(answer.claim, answer.asker), report.why_not(answer.claim, answer.asker))
        print(report.engine.certificate(answer.asker, answer.claim))
"""


@pytest.mark.slow
def test_no_answer_depends_on_the_order_of_sets() -> None:
    said = set()
    for seed in ("0", "1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True)
        said.add(done.stdout)
    assert len(said) == 1
