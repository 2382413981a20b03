"""The laboratory: what training found passes where it was judged, falls elsewhere, and takes a guarantee down."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import tower as tw
from tower.cli.main import main
from tower.gallery import gallery_module

TODAY = date(2026, 11, 24)

# tower, who asks, what, its verdict before and after; what training says; what falls, and on what
LAB = {
    "lab-proxy": (
        ("owners", "fetches(robot)", "GUARANTEED", "NOT_DERIVABLE"),
        ["aligned(training -> robot)"],
        {"robust(training -> robot)": "Robot(seed=0) on Room(robot=(1, 0), coin=(0, 0)) (deployment)"},
    ),
    "lab-approximate": (
        ("owners", "stops(driver)", "GUARANTEED", "NOT_DERIVABLE"),
        ["aligned(selection -> driver)"],
        {"robust(selection -> driver)": "Driver(seed=0) on Road(cells=13) (deployment)"},
    ),
    "lab-suboptimality": (
        ("owners", "hands_off(planner)", "GUARANTEED", "NOT_DERIVABLE"),
        ["aligned(selection -> planner)"],
        {"robust(selection -> planner)": "on Corridor(parcel=1, lever=4, faster="},
    ),
    "lab-deceptive": (
        ("household", "P(servant)", "GUARANTEED", "NOT_DERIVABLE"),
        ["aligned(selection -> servant)"],
        {
            "robust(selection -> servant)": "on Day(lamp=False, parcels=1, gold=",
            "gate(servant)": "day=Day(lamp=False, parcels=1, gold=",
        },
    ),
    "lab-goodhart": (
        ("owners", "readable(policy)", "SUPPORTED", "UNSUPPORTED"),
        ["right_on_ordinary_answers"],
        {"sound(reward_model, readable(policy))": "Policy(facts=6, words=48) is accepted"},
    ),
    "lab-value-learning": (
        ("programmers", "P(system)", "GUARANTEED", "NOT_DERIVABLE"),
        ["aligned(learner -> reward_model)", "aligned(reward_model -> system)"],
        {
            "robust(learner -> reward_model)":
                "on Pair(one=Walk(vases=0, steps=2, coin=True), other=Walk(vases=1, steps=1, coin=True))",
            "robust(reward_model -> system)": "Robot(seed=0) on Room(robot=(1, 0), coin=(0, 0)) (deployment)",
        },
    ),
}


Findings = dict[str, tw.Finding]


@pytest.mark.parametrize("name", LAB)
def test_a_laboratory_finds_the_failure(name: str) -> None:
    """One test for each tower, so that each is put to the test once, however tests are spread over cores."""
    bound = tw.bind(tw.from_gallery(name), gallery_module(name))
    found = {str(each.claim): each for each in bound.test(today=TODAY)}
    it_passes_where_it_was_judged(name, found)
    it_falls_elsewhere_on_something_that_a_person_can_read(name, found)
    the_evidence_takes_the_guarantee_down(name, found)


def it_passes_where_it_was_judged(name: str, findings: Findings) -> None:
    for claim in LAB[name][1]:
        found = findings[claim]
        assert found.status == ("exhausted" if name == "lab-goodhart" else "tested")
        assert found.n >= 147
        assert found.population
        assert found.status == "exhausted" or 0 < float(found.bound) < 0.02


def it_falls_elsewhere_on_something_that_a_person_can_read(name: str, findings: Findings) -> None:
    for claim, text in LAB[name][2].items():
        assert findings[claim].status == "refuted"
        assert text in findings[claim].counterexample
        assert len(findings[claim].counterexample) < 300


def the_evidence_takes_the_guarantee_down(name: str, findings: Findings) -> None:
    (asker, claim, before, after), _, fallen = LAB[name]
    t = tw.from_gallery(name)
    assert t.check(today=TODAY).ask(asker, claim).verdict == before
    report = t.check(today=TODAY, evidence=[each.record for each in findings.values() if each.record is not None])
    assert report.ask(asker, claim).verdict == after
    refuted = [each.reason for each in report.breaks if each.code == "TWR403"]
    assert all(any(reason.startswith(text) for reason in refuted) for text in fallen)


def test_values_are_nothing_to_run() -> None:
    bound = tw.bind(tw.from_gallery("lab-value-learning"), gallery_module("lab-value-learning"))
    found = bound.test("robust(programmers -> learner)")
    assert (found.status, found.trouble and found.trouble.code) == ("untested", "TWR302")


def test_without_numpy_the_message_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from tower.errors import MissingExtra\n"
        "try:\n    import tower.gallery.lab_proxy\n"
        "except MissingExtra as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" in done.stdout
    assert '".[lab]"' in done.stdout


def test_checking_a_laboratory_tower_runs_none_of_it() -> None:
    code = (
        "import sys; from tower.cli.main import main; main(['check', 'lab-deceptive']); "
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name for name in done.stderr.split() if name.startswith("tower.gallery.lab")}
    assert "GUARANTEED IF" in done.stdout


def test_a_copy_of_a_laboratory_runs_beside_a_file_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a newcomer does: copy tower and module, test, and see the verdict fall; no key of the file names code."""
    file, module = str(tmp_path / "mine.tower.yaml"), str(tmp_path / "mine.py")
    assert main(["new", str(tmp_path / "mine"), "--from", "lab-suboptimality"]) == 0
    shutil.copy(str(gallery_module("lab-suboptimality").__file__), module)
    assert main(["check", file, "--today", str(TODAY)]) == 0
    assert main(["test", file, "--with", module, "--today", str(TODAY)]) == 1
    assert json.loads((tmp_path / "mine.evidence.json").read_text(encoding="utf-8"))
    capsys.readouterr()
    assert main(["check", file, "--today", str(TODAY)]) == 1
    assert "hands_off(planner)              NOT_DERIVABLE" in capsys.readouterr().out
    with open(module, "a", encoding="utf-8") as more:
        more.write("\n# the code changed, so that what was found with it is stale\n")
    assert main(["check", file, "--today", str(TODAY)]) == 0


def test_a_laboratory_runs_in_a_python_that_has_loaded_nothing_else() -> None:
    """Towers first, Hypothesis when it is needed: its plugins are called in the middle of the test."""
    code = (
        "import tower as tw; t = tw.from_gallery('lab-goodhart'); "
        "print(*(found.status for found in tw.bind(t, tw.gallery_module('lab-goodhart')).test())); "
        "from hypothesis import find, strategies as st; print(find(st.from_type(tw.Tower), bool).name != '')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["exhausted", "refuted", "True"], "")
