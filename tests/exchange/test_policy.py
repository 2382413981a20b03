"""CODEOWNERS and the rules of a branch: what they ask of a pull request, and what they cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as hypothesis_given, strategies as st

from tests.cli.running import TODAY, Runner
from tower.errors import FileError
from tower.exchange.given import Found
from tower.exchange.policy import Rule, policy_of

from .pulls import HEAD, by_two_people, commit, pull, review, written

OWNERS = "# who owns what\n*            @ann @org/maintainers\n/src/auth/   @carol   # tokens\n[docs]\n*.md\n"
PROTECTION = {"required_pull_request_reviews": {"required_approving_review_count": 2, "require_code_owner_reviews": True}}
RULESET = [{"type": "pull_request", "parameters": {"required_approving_review_count": 2, "require_code_owner_review": True}},
           {"type": "deletion"}]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "CODEOWNERS").write_text(OWNERS)
    (tmp_path / "rules.json").write_text(json.dumps(PROTECTION))
    (tmp_path / "who.yaml").write_text("team: {bob: org/maintainers}\n")
    return tmp_path


def checked(run: Runner, folder: Path, value: dict[str, Any], *more: str) -> tuple[int, str]:
    rules = ("--policy", str(folder / "CODEOWNERS"), "--policy", str(folder / "rules.json"))
    done = run("check", written(folder, value), *rules, *more, *TODAY)
    assert done.err == ""
    return done.code, done.out


def test_two_reviewers_of_whom_one_is_an_owner(run: Runner, folder: Path) -> None:
    both = pull("alice", [commit(HEAD, "alice")], [review("bob"), review("carol")])
    assert checked(run, folder, both)[0] == 0
    for left in ("bob", "carol"):
        one = pull("alice", [commit(HEAD, "alice")], [review(left)])
        code, out = checked(run, folder, one)
        assert (code, "2 reviewers behind what is checked" in out, "NOT MET: 1" in out) == (1, True, True)
    neither = pull("alice", [commit(HEAD, "alice")], [review("bob"), review("dave")])
    code, out = checked(run, folder, neither)
    assert (code, "approved_by_carol(change): SUPPORTED" in out) == (1, True)


def test_an_owner_who_wrote_the_change_is_no_reviewer(run: Runner, folder: Path) -> None:
    own = pull("carol", [commit(HEAD, "carol")], [review("bob"), review("dave")])
    assert checked(run, folder, own)[0] == 1
    through_a_bot = pull("fixer[bot]", [commit(HEAD, "fixer[bot]")], [review("carol"), review("bob"), review("dave")])
    (folder / "who.yaml").write_text("person: {'fixer[bot]': carol}\n")
    code, out = checked(run, folder, through_a_bot, "--principals", str(folder / "who.yaml"))
    assert (code, "TWR201 COMMON_CAUSE" in out, "approved_by_carol(change): SUPPORTED" in out) == (1, True, True)


def test_a_team_is_who_is_said_to_be_in_it(run: Runner, folder: Path) -> None:
    value = pull("alice", [commit(HEAD, "alice")], [review("bob"), review("carol")], files=[{"path": "setup.py"}])
    assert checked(run, folder, value)[0] == 1
    assert checked(run, folder, value, "--principals", str(folder / "who.yaml"))[0] == 0


def test_a_policy_alone_shows_no_approval(run: Runner, folder: Path) -> None:
    for name in ("CODEOWNERS", "rules.json"):
        done = run("check", str(folder / name), *TODAY)
        assert (done.code, "a policy shows who has to approve, not who did" in done.out) == (1, True)


def test_protection_and_rulesets_say_the_same() -> None:
    found = [policy_of(Found("x", value=value)) for value in (PROTECTION, RULESET, {"rules": RULESET})]
    assert {(policy.approvals, policy.by_owners) for policy in found} == {(2, True)}
    assert policy_of(Found("x", value={"required_pull_request_reviews": None})).approvals == 0
    with pytest.raises(FileError):
        policy_of(Found("x", value={"a": 1}))


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("*", ["a", "a/b"], []),
        ("*.js", ["a.js", "a/b.js"], ["a.jsx"]),
        ("/build/logs/", ["build/logs/a", "build/logs/a/b"], ["x/build/logs/a", "build/logs"]),
        ("docs/*", ["docs/a.md"], ["docs/a/b.md", "x/docs/a.md"]),
        ("apps/", ["apps/a", "x/apps/y/z"], ["apps"]),
        ("/docs/", ["docs/a"], ["x/docs/a"]),
        ("**/logs", ["logs/a", "build/logs/a", "deep/er/logs"], ["logsx"]),
        ("/apps/github", ["apps/github", "apps/github/a"], ["apps/githubx"]),
        ("a?c", ["abc", "x/abc"], ["ac", "a/c"]),
        ("src/**/x", ["src/x", "src/a/b/x"], ["src/ax"]),
        ("a+b(.c", ["a+b(.c"], ["aab(.c"]),
    ],
)
def test_patterns_are_those_of_the_platform(pattern: str, inside: list[str], outside: list[str]) -> None:
    """Most of these stand in the platform's own documentation of CODEOWNERS."""
    rule = Rule(pattern, ("x",))
    assert [path for path in inside if not rule.covers(path)] == []
    assert [path for path in outside if rule.covers(path)] == []


@hypothesis_given(st.text("a*?/.[(", min_size=1, max_size=12), st.text("a/.", max_size=12))
def test_every_pattern_can_be_asked(pattern: str, path: str) -> None:
    assert Rule(pattern, ()).covers(path) in (True, False)


def test_the_last_rule_decides() -> None:
    policy = policy_of(Found("CODEOWNERS", OWNERS.encode()))
    assert policy.owners("src/auth/token.py") == ("carol",)
    assert policy.owners("src/a.py") == ("ann", "org/maintainers")
    assert policy.owners("a/readme.md") == ()


def test_what_is_no_policy(run: Runner, folder: Path) -> None:
    (folder / "CODEOWNERS").write_text("* ann\n")
    done = run("check", written(folder, by_two_people()), "--policy", str(folder / "CODEOWNERS"), *TODAY)
    assert (done.code, "'ann' is no owner" in done.err) == (2, True)
    done = run("check", written(folder, by_two_people()), "--policy", str(folder / "nowhere"), *TODAY)
    assert done.code == 2
