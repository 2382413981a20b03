"""The command line in continuous integration: baselines, formats, exit codes, the hook, the action, the README."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
import yaml

from tower.api.bundled import bundled_text

from .running import ROOT, TODAY, Runner

PEOPLE = """\
tower: 1
name: people
properties: {reviewed: looked at}
artifacts: {change: {lineage: {person: ann}, digest: "2"}}
verifiers: {ann: {lineage: {person: ann}}, bob: {lineage: {person: bob}}}
checks:
  - {by: ann, claim: reviewed(change), how: review}
  - {by: bob, claim: reviewed(change), how: review, subject: "1"}
observers: {me: {assumes: [sound(bob), sound(ann)]}}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# baselines


def test_a_project_with_findings_adopts_and_only_new_ones_fail(run: Runner, place: Path) -> None:
    (place / "a.tower.yaml").write_text(PEOPLE)
    assert run("check", "a.tower.yaml", *TODAY).code == 1
    written = run("check", "a.tower.yaml", "--write-baseline", "base.json", *TODAY)
    assert (written.code, written.err) == (0, "")
    known = run("check", "a.tower.yaml", "--baseline", "base.json", *TODAY)
    assert (known.code, known.err) == (0, "")
    assert "1 known" in known.out
    moved = "\n\n# moved down\n" + PEOPLE.replace("tower: 1\n", "tower: 1\nabout: other words\n")
    (place / "a.tower.yaml").write_text(moved)
    assert run("check", "a.tower.yaml", "--baseline", "base.json", *TODAY).code == 0
    (place / "a.tower.yaml").write_text(moved.replace("person: bob", "person: ann"))
    new = run("check", "a.tower.yaml", "--baseline", "base.json", "--format", "github", *TODAY)
    assert new.code == 1
    assert [line for line in new.out.splitlines() if line.startswith("::error")] == [
        line for line in new.out.splitlines() if "bob" in line and line.startswith("::error")
    ]


def test_a_second_finding_of_the_same_look_is_new(run: Runner, place: Path) -> None:
    (place / "a.tower.yaml").write_text(PEOPLE)
    run("check", "a.tower.yaml", "--write-baseline", "base.json", *TODAY)
    shutil.copy("a.tower.yaml", "b.tower.yaml")
    both = run("check", "a.tower.yaml", "b.tower.yaml", "--baseline", "base.json", "--format", "json", *TODAY)
    assert both.code == 1
    states = [[each["baseline"] for each in json.loads(line)["breaks"]] for line in both.out.splitlines()]
    assert states == [[True, False], [False, False]]


def test_what_is_no_longer_found_is_said(run: Runner, place: Path) -> None:
    (place / "a.tower.yaml").write_text(PEOPLE)
    run("check", "a.tower.yaml", "--write-baseline", "base.json", *TODAY)
    found = run("check", "github-two-people", "--baseline", "base.json", *TODAY)
    assert found.code == 0
    assert "1 of the baseline no longer found" in found.err


def test_a_baseline_holds_what_fails_and_replaces_only_a_baseline(run: Runner, place: Path) -> None:
    (place / "a.tower.yaml").write_text(PEOPLE)
    run("check", "a.tower.yaml", "--write-baseline", "base.json", *TODAY)
    assert [each["code"] for each in json.loads(Path("base.json").read_text())["baseline"]] == ["TWR201"]
    run("check", "a.tower.yaml", "--fail-on", "warning", "--write-baseline", "base.json", *TODAY)
    assert [each["code"] for each in json.loads(Path("base.json").read_text())["baseline"]] == ["TWR201", "TWR203"]
    again = run("check", "a.tower.yaml", "--fail-on", "warning", "--baseline", "base.json",
                "--write-baseline", "base.json", *TODAY)
    assert again.code == 0
    assert len(json.loads(Path("base.json").read_text())["baseline"]) == 2
    for other in ("a.tower.yaml", "notes.txt", "list.json"):
        if other != "a.tower.yaml":
            Path(other).write_text("[]")
        before = Path(other).read_bytes()
        refused = run("check", "seed", "--write-baseline", other, *TODAY)
        assert refused.code == 2
        assert "no baseline" in refused.err
        assert Path(other).read_bytes() == before
    assert run("check", "seed", "--write-baseline", "no/such/folder.json", *TODAY).code == 2
    assert run("check", "nothing", "--write-baseline", "new.json", *TODAY).code == 2
    assert not Path("new.json").exists()


@pytest.mark.parametrize("text", [
    "", "{", "[]", "{}", '{"format": 1, "baseline": [{}]}', '{"format": 1, "format": 1, "baseline": []}',
    '{"format": 1, "baseline": [{"code": "TWR201", "nodes": ["a"], "count": 1e999}]}', "[" * 100_000, "\ufeff{}",
])
def test_a_bad_baseline_is_bad_input(text: str, run: Runner, place: Path) -> None:
    Path("base.json").write_text(text)
    found = run("check", "seed", "--baseline", "base.json", *TODAY)
    assert found.code == 2
    assert found.err.startswith("tower: base.json: ")
    assert found.out == ""


def test_a_missing_baseline_is_bad_input(run: Runner, place: Path) -> None:
    assert run("check", "seed", "--baseline", "none.json", *TODAY).code == 2
    assert run("check", "seed", "--baseline", ".", *TODAY).code == 2


# exit codes


CASES = [
    # tower, options, exit code: the table of the product page
    ("seed-outer", (), 0), ("seed-outer", ("--fail-on", "warning"), 1), ("seed-outer", ("--strict",), 0),
    ("seed-no-gate", (), 1), ("seed-enacted", (), 0), ("seed-enacted", ("--strict",), 1),
    ("seed-enacted", ("--fail-on", "warning"), 1), ("seed-enacted", ("--fail-on", "error"), 0),
    ("seed-enacted", ("--require", "P(child)"), 0), ("seed-no-gate", ("--require", "P(system)"), 1),
    ("seed-no-gate", ("--require", "sound(Pmeta): ASSUMED"), 0),
    ("seed-no-gate", ("--require", "sound(Pmeta): ASSUMED", "--strict"), 1),
    ("self-graded-eval", (), 1), ("self-graded-eval-waived", (), 0),
    ("self-graded-eval-waived", ("--strict", "--fail-on", "warning"), 0),
    ("x509-root", ("--strict", "--fail-on", "warning"), 0),
]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
@pytest.mark.parametrize(("name", "options", "code"), CASES)
def test_exit_codes_are_those_of_the_table(
    name: str, options: tuple[str, ...], code: int, form: str, run: Runner
) -> None:
    found = run("check", name, *options, "--format", form, *TODAY)
    assert (found.code, found.err) == (code, "")
    if form == "junit":
        assert (xml.fromstring(found.out.encode()).attrib["failures"] != "0") == (code == 1)
    if form == "github":
        assert ("::error " in found.out) == (code == 1)
    if form == "sarif":
        assert len(json.loads(found.out)["runs"]) == 1


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "json", "text"])
def test_one_bad_source_is_told_and_the_others_are_checked(form: str, run: Runner) -> None:
    found = run("check", "github-self-approval", "no-such", "--format", form, *TODAY)
    assert found.code == 2
    assert "no-such" in found.err
    assert "TWR201" in found.out
    if form in ("sarif", "junit", "github"):
        assert "no-such" in found.out


def test_formats_are_the_same_bytes_every_time(run: Runner) -> None:
    for form in ("sarif", "junit", "github"):
        words = ("check", "seed", "untrusted-monitoring", "--format", form, *TODAY)
        assert run(*words) == run(*words)


def test_places_are_those_of_the_file_as_seen_from_here(run: Runner, place: Path) -> None:
    Path("deep").mkdir()
    Path("deep/a: b.tower.yaml").write_text(PEOPLE)
    found = run("check", str(place / "deep" / "a: b.tower.yaml"), "--format", "github", *TODAY)
    assert found.out.startswith("::error file=deep/a%3A b.tower.yaml,line=5,col=13,title=TWR201 COMMON_CAUSE::")
    Path("bad.tower.yaml").write_text("tower: 1\nname: t\nchecks: 3\n")
    bad = run("check", "bad.tower.yaml", "--format", "github", *TODAY)
    assert bad.out.startswith("::error file=bad.tower.yaml,line=3,col=9,title=TWR900 INPUT::")
    assert bad.code == 2


# the hook, the action, the README


def steps_of_the_readme() -> list[dict[str, object]]:
    block = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    workflow = yaml.load(block, Loader=yaml.BaseLoader)
    (job,) = workflow["jobs"].values()
    return list(job["steps"])


def bash(script: str, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with the `tower` of this interpreter."""
    tools = place / "tools"
    tools.mkdir(exist_ok=True)
    tool = tools / "tower"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tower "$@"\n')
    tool.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tools}:{os.environ['PATH']}", **more}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=place, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )


def test_the_steps_of_the_readme_do_what_it_says(tmp_path: Path) -> None:
    """All but the installation, which a slow test does."""
    (tmp_path / "oversight").mkdir()
    (tmp_path / "oversight" / "a.tower.yaml").write_text(bundled_text("github-two-people"))
    scripts = [str(step["run"]) for step in steps_of_the_readme() if "run" in step]
    (checking,) = [script for script in scripts if not script.startswith("pip install")]
    assert len(scripts) == 2
    fine = bash(checking, tmp_path)
    assert (fine.returncode, fine.stderr) == (0, "")
    (tmp_path / "oversight" / "b.tower.yaml").write_text(bundled_text("self-graded-eval"))
    found = bash(checking, tmp_path)
    assert found.returncode == 1
    assert "::error file=oversight/b.tower.yaml," in found.stdout
    (tmp_path / "oversight" / "c.tower.yaml").write_text("tower: 2")
    assert bash(checking, tmp_path).returncode == 2


@pytest.mark.slow
def test_the_readme_workflow_runs_as_written_in_a_clean_environment(tmp_path: Path) -> None:
    """Needs a package index: makes a venv and runs every step of the README that is a command."""
    work = tmp_path / "project"
    shutil.copytree(
        ROOT, work / "oversight-tower", ignore=shutil.ignore_patterns(".venv", ".git", "*.egg-info", "__pycache__")
    )
    (work / "oversight").mkdir()
    (work / "oversight" / "a.tower.yaml").write_text(bundled_text("self-graded-eval"))
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    environment["PATH"] = f"{tmp_path / 'venv' / 'bin'}:{os.environ['PATH']}"
    codes = []
    for step in steps_of_the_readme():
        if "run" in step:
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(step["run"])],
                cwd=work, env=environment, capture_output=True, text=True, timeout=900, check=False,
            )
            codes.append(done.returncode)
    assert codes == [0, 1]
    assert "TWR201 COMMON_CAUSE" in done.stdout


def test_the_actions_of_the_readme_are_used_as_they_are_meant() -> None:
    used = [str(step["uses"]) for step in steps_of_the_readme() if "uses" in step]
    assert used == ["actions/checkout@v4", "actions/setup-python@v5"]


ACTION = yaml.load((ROOT / "action.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def act(place: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action, with its inputs as the runner hands them over."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: each.get("default", "") for name, each in ACTION["inputs"].items()} | inputs
    filled = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for key, value in step["env"].items()
    }
    assert "${{" not in step["run"]
    return bash(step["run"], place, **filled)


def test_the_action_checks_what_matches(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    nothing = act(tmp_path)
    assert (nothing.returncode, nothing.stdout[:8]) == (2, "::error ")
    (deep / "x.tower.yaml").write_text(bundled_text("self-graded-eval"))
    found = act(tmp_path, sarif="out.sarif")
    assert found.returncode == 1
    assert found.stdout.startswith("::error file=a/b/x.tower.yaml,line=")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"
    (tmp_path / "base.json").write_text(
        json.dumps({"format": 1, "baseline": [{"code": "TWR201", "nodes": ["grader", "subject"]}]})
    )
    assert act(tmp_path, baseline="base.json").returncode == 0
    assert act(tmp_path, **{"fail-on": "nonsense"}).returncode == 2


def test_no_input_of_the_action_is_code(tmp_path: Path) -> None:
    (tmp_path / "x.tower.yaml").write_text(bundled_text("github-two-people"))
    evil = '"; touch owned; $(touch owned) `touch owned` #'
    act(tmp_path, **dict.fromkeys(ACTION["inputs"], evil))
    act(tmp_path, **dict.fromkeys(ACTION["inputs"], evil) | {"files": "*.yaml"})
    assert not (tmp_path / "owned").exists()


def test_the_hook_calls_a_command_that_is_there(run: Runner, place: Path) -> None:
    (hook,) = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    program, *words = hook["entry"].split()
    assert (program, hook["language"]) == ("tower", "python")
    assert re.search(hook["files"], "oversight/a.tower.yaml")
    assert not re.search(hook["files"], "oversight/a.yaml")
    Path("a.tower.yaml").write_text(PEOPLE)
    Path("b.tower.yaml").write_text(PEOPLE)
    assert run(*words, "a.tower.yaml", "b.tower.yaml", *TODAY).code == 1
