"""One independent suite, as a new user writes it, run through the plugin in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import tower as tw

SUITE = Path(__file__).with_name("user_suite")


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["-p", "no:cacheprovider", "-q", "--strict-markers", "--strict-config", "-W", "error"]
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=folder, capture_output=True, text=True, timeout=300)


def test_a_users_own_suite_finds_what_is_wrong_and_check_knows_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SUITE, folder, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis", "*.json"))
    text = (folder / "spam.tower.yaml").read_text()
    (folder / "wanted.tower.yaml").write_text(f"{text}\nrequires: [lets_mail_through(filter)]\n")
    before = tw.load(folder / "spam.tower.yaml").check()
    assert before["lets_mail_through(filter)"].verdict == "SUPPORTED"
    done = run(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    out = done.stdout
    assert "aligned(learner -> filter): tested, 4 examples" in out
    assert "robust(learner -> filter): refuted: mail=('ana', 'cheap')" in out
    assert "sound(reviewer, lets_mail_through(filter)): refuted: words={'lunch'}" in out
    assert "wanted.tower.yaml: check" in out and "TWR404 NOT_MET" in out  # collected as a test, with its report
    assert "wrote " in out and "INTERNALERROR" not in out + done.stderr
    records = json.loads((folder / "spam.evidence.json").read_text())["records"]
    assert [each["status"] for each in records] == ["tested", "refuted", "refuted"]
    after = tw.load(folder / "spam.tower.yaml").check()
    assert after["lets_mail_through(filter)"].verdict == "UNSUPPORTED"
    assert records[1]["sources"] == ["spam.py", "test_spam.py"]  # what the test uses counts too
    assert "TWR403" in [each.code for each in after.breaks] and "TWR402" not in [each.code for each in after.breaks]
