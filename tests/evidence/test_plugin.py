"""The pytest plugin, run by pytest itself on small suites as a user would write them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree

import hypothesis.internal.observability  # noqa: F401  # pytester forgets what a run imports: import it once
import hypothesis.strategies  # noqa: F401
import pytest

import tower as tw
import tower.api.suite  # noqa: F401

pytest_plugins = ["pytester"]

TOWER = """\
tower: 1
name: lab
properties: {safe: {class: safety, testable: true}}
optimizers: {lab: {objective: {loss: reward}}, policy: {built_by: lab, addresses: [proxy, approximate, suboptimality, deceptive]}}
verifiers: {audit: a person}
checks: [{by: audit, claim: safe(policy)}]
observers:
  lab: {assumes: [sound(audit), aligned(lab -> policy), robust(lab -> policy)]}
"""
SUITE = """\
import pytest
from hypothesis import given, settings, strategies as st

@pytest.mark.assumption("sound(audit)", tower="lab.tower.yaml", population="small policies")
@settings(max_examples=40, database=None)
@given(st.integers(0, 1000))
def test_audit(policy):
    assert policy < LIMIT

@pytest.mark.assumption("aligned(lab -> policy)", tower="lab.tower.yaml")
def test_training():
    assert 1 + 1 == 2

def test_nothing_of_ours():
    pass
"""


def suite(limit: int) -> str:
    return f"LIMIT = {limit}\n{SUITE}"


INSTALLED = any(each.value == "tower.pytest_plugin" for each in entry_points(group="pytest11"))


@pytest.fixture(autouse=True)
def plugin(pytester: pytest.Pytester) -> None:
    """An older installation of this checkout does not know the entry point yet."""
    if not INSTALLED:
        pytester.plugins.append("tower.pytest_plugin")


@pytest.fixture
def lab(pytester: pytest.Pytester) -> pytest.Pytester:
    (pytester.path / "lab.tower.yaml").write_text(TOWER)
    return pytester


def run(lab: pytest.Pytester, text: str, *words: str) -> pytest.RunResult:
    lab.makepyfile(test_lab=text)
    return lab.runpytest("-p", "no:cacheprovider", *words)


def records(lab: pytest.Pytester) -> dict[str, dict[str, object]]:
    whole = json.loads((lab.path / "lab.evidence.json").read_text())
    return {each["claim"]: each for each in whole["records"]}


def test_loading_the_entry_point_imports_nothing_else() -> None:
    code = (
        "import sys, tower.pytest_plugin; "
        "print(*sorted(name for name in sys.modules if name.split('.')[0] == 'tower')); "
        "assert not {'hypothesis', 'sympy', 'networkx', 'numpy', 'yaml', 'click', 'pytest'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tower", "tower.pytest_plugin", "tower.version"]


def test_a_run_without_the_marker_imports_nothing_of_the_library(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it():\n    assert 'tower.api.suite' not in sys.modules and 'tower.model' not in sys.modules")
    done = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    done.assert_outcomes(passed=1)
    assert "assumptions" not in done.stdout.str()


def test_the_section_tells_what_was_tested_refuted_and_left_untouched(lab: pytest.Pytester) -> None:
    done = run(lab, suite(123))
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines([
        "*= assumptions =*",
        "lab.tower.yaml",
        "  sound(audit): refuted: policy=123; *assert 123 < 123*",
        "  aligned(lab -> policy): tested, 1 example",
        "  robust(lab -> policy): untouched",
        "wrote *lab.evidence.json",
    ])  # fmt: skip
    found = records(lab)
    assert found["sound(audit)"]["status"] == "refuted" and "policy=123" in str(found["sound(audit)"]["counterexample"])
    assert "robust(lab -> policy)" not in found


def test_results_become_evidence_that_check_reads(lab: pytest.Pytester) -> None:
    run(lab, suite(2000)).assert_outcomes(passed=3)
    found = records(lab)["sound(audit)"]
    assert (found["status"], found["population"]) == ("tested", "small policies")
    assert isinstance(found["n"], int) and found["n"] >= 40 and 0 < float(str(found["bound"])) < 0.08
    codes = [each.code for each in tw.load(lab.path / "lab.tower.yaml").check().breaks]
    assert "TWR402" not in codes and "TWR403" not in codes
    run(lab, suite(123))
    report = tw.load(lab.path / "lab.tower.yaml").check()
    assert "TWR403" in [each.code for each in report.breaks] and report["safe(policy)"].verdict == "UNSUPPORTED"
    (lab.path / "test_lab.py").write_text(suite(123) + "\n# changed\n")
    assert "TWR402" in [each.code for each in tw.load(lab.path / "lab.tower.yaml").check().breaks]


@pytest.mark.slow
def test_workers_send_their_results(lab: pytest.Pytester) -> None:
    lab.makepyfile(test_lab=suite(123))
    done = lab.runpytest_subprocess("-p", "no:cacheprovider", "-n2")
    done.stdout.fnmatch_lines(["*= assumptions =*", "  sound(audit): refuted: policy=123;*", "wrote *lab.evidence.json"])
    assert set(records(lab)) == {"sound(audit)", "aligned(lab -> policy)"}


def test_junit_files_have_the_results_as_properties(lab: pytest.Pytester) -> None:
    run(lab, suite(123), "--junitxml=out.xml")
    root = ElementTree.parse(lab.path / "out.xml").getroot()
    found = {
        case.get("name"): {each.get("name"): each.get("value") for each in case.iter("property")}
        for case in root.iter("testcase")
    }
    assert found["test_audit"]["assumption"] == "sound(audit)" and found["test_audit"]["assumption_status"] == "refuted"
    assert found["test_training"]["examples"] == "1"
    assert found["test_nothing_of_ours"] == {}


ENDS = {
    "raise ValueError('broken')": "untested: Error: ValueError: broken",
    "import pytest; pytest.skip('not here')": "untouched",
    "import pytest; pytest.fail('it harms')": "refuted: it harms",
    "import pytest; pytest.fail('Timeout >1.0s')": "untested: Timeout: Failed: Timeout >1.0s",
    "raise SystemExit(3)": "untested: Error: SystemExit: 3",
    "assert not 'harm', 'it harms'": "refuted: it harms*",
}


@pytest.mark.parametrize("body", ENDS)
def test_each_way_to_end_says_what_it_says(lab: pytest.Pytester, body: str) -> None:
    text = f"import pytest\n@pytest.mark.assumption('sound(audit)', tower='lab.tower.yaml')\ndef test_it():\n    {body}\n"
    done = run(lab, text)
    done.stdout.fnmatch_lines([f"  sound(audit): {ENDS[body]}"])
    assert (lab.path / "lab.evidence.json").exists() == ("refuted" in ENDS[body] or "untested" in ENDS[body])


def test_a_flaky_test_leaves_the_assumption_untested(lab: pytest.Pytester) -> None:
    text = suite(123).replace("    assert policy < LIMIT", "    global LIMIT\n    LIMIT += 1\n    assert LIMIT != 130")
    done = run(lab, text)
    done.stdout.fnmatch_lines(["  sound(audit): untested: Flaky:*"])
    assert "sound(audit)" not in records(lab)


def test_a_broken_fixture_leaves_the_assumption_untested(lab: pytest.Pytester) -> None:
    text = "import pytest\n@pytest.fixture\ndef broken():\n    assert False, 'no policy'\n"
    text += "@pytest.mark.assumption('sound(audit)', tower='lab.tower.yaml')\ndef test_it(broken):\n    pass\n"
    run(lab, text).stdout.fnmatch_lines(["  sound(audit): untested: Error: AssertionError: no policy*"])


def test_several_tests_of_one_assumption_count_together(lab: pytest.Pytester) -> None:
    text = "import pytest\n@pytest.mark.assumption('sound(audit)', tower='lab.tower.yaml')\n"
    text += "@pytest.mark.parametrize('case', range(9))\ndef test_it(case):\n    assert case != CASE\n"
    run(lab, f"CASE = 20\n{text}").stdout.fnmatch_lines(["  sound(audit): tested, 9 examples"])
    run(lab, f"CASE = 4\n{text}").stdout.fnmatch_lines(["  sound(audit): refuted: assert 4 != 4"])
    assert records(lab)["sound(audit)"]["status"] == "refuted"


MARKS = {
    "'sound(audit)'": "no tower",
    "'sound(audit)', tower='nowhere.tower.yaml'": "nowhere.tower.yaml: cannot be read",
    "'sound(', tower='lab.tower.yaml'": "column",
    "'sound(adit)', tower='lab.tower.yaml'": "nobody assumes sound(adit)",
    "tower='lab.tower.yaml'": "claim",
    "'sound(audit)', towre='lab.tower.yaml'": "towre",
    "3, tower='lab.tower.yaml'": "",
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_marker_that_means_nothing_is_a_usage_error(lab: pytest.Pytester, mark: str) -> None:
    done = run(lab, f"import pytest\n@pytest.mark.assumption({mark})\ndef test_it():\n    pass\n")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: test_lab.py::test_it: @pytest.mark.assumption: *{MARKS[mark].replace('[', '?')}*"])
    assert "INTERNALERROR" not in done.stdout.str() + done.stderr.str()


def test_the_marker_is_known(lab: pytest.Pytester) -> None:
    run(lab, suite(2000), "--strict-markers").assert_outcomes(passed=3)


def test_nothing_is_written_when_told_not_to(lab: pytest.Pytester) -> None:
    done = run(lab, suite(123), "--no-tower-evidence")
    assert "sound(audit): refuted" in done.stdout.str() and not (lab.path / "lab.evidence.json").exists()


def test_a_file_of_the_users_is_left_alone_and_the_run_fails(lab: pytest.Pytester) -> None:
    (lab.path / "lab.evidence.json").write_text("mine")
    done = run(lab, suite(2000))
    done.stdout.fnmatch_lines(["NOT WRITTEN: *lab.evidence.json*no JSON*"])
    assert done.ret == pytest.ExitCode.TESTS_FAILED and (lab.path / "lab.evidence.json").read_text() == "mine"


def test_towers_are_collected_only_where_asked_for(lab: pytest.Pytester) -> None:
    assert lab.runpytest("-p", "no:cacheprovider").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    lab.runpytest("-p", "no:cacheprovider", "--tower-files").assert_outcomes(passed=1)
    lab.makeini("[pytest]\ntower_files = true\n")
    lab.runpytest("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_a_finding_fails_with_the_report(lab: pytest.Pytester) -> None:
    (lab.path / "lab.tower.yaml").write_text(TOWER + "requires: [{claim: safe(policy), verdict: GUARANTEED}]\n")
    done = lab.runpytest("-p", "no:cacheprovider", "--tower-files")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*lab.tower.yaml: check*", "*REQUIRED   safe(policy): GUARANTEED*NOT MET*", "*TWR404 NOT_MET*"])
    assert "Traceback" not in done.stdout.str() and ".py:" not in done.stdout.str()


def test_a_bad_tower_file_fails_with_its_place(lab: pytest.Pytester) -> None:
    (lab.path / "bad.tower.yaml").write_text("tower: 1\nname: [\n")
    done = lab.runpytest("-p", "no:cacheprovider", "--tower-files", "bad.tower.yaml")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*bad.tower.yaml:3:1: *"])
    assert "Traceback" not in done.stdout.str()


def test_a_test_may_speak_of_a_tower_as_seen_from_the_root(lab: pytest.Pytester) -> None:
    folder: Path = lab.mkdir("deep")
    (folder / "test_deep.py").write_text(suite(2000))
    (lab.path / "pytest.ini").write_text("[pytest]\n")
    lab.runpytest("-p", "no:cacheprovider").assert_outcomes(passed=3)
    assert records(lab)["sound(audit)"]["sources"] == ["deep/test_deep.py"]
