"""Pull requests: who approved what they wrote themselves, and who approved something else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as hypothesis_given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.cli.requirements import with_assumptions
from tower.errors import FileError
from tower.exchange import Given, imported, read_artefact
from tower.exchange.principals import Aliases, aliases_of
from tower.exchange.pull_request import abbreviations
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import Headcount

from .pulls import HEAD, OLD, by_agent, by_two_people, commit, pull, review, written

WHO = "person:\n  fixer[bot]: {is: alice, because: run with alice's token}\n"


def checked(value: dict[str, Any], who: str = "") -> TowerReport:
    aliases = aliases_of(who, "who.yaml") if who else Aliases()
    model = imported("pull-request", json.dumps(value).encode(), given=Given(aliases))
    assert load_text(dumps(model)).model == model
    return check_model(model)


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


def verdict(report: TowerReport) -> str:
    return report["reviewed(change)"].verdict


def test_the_agent_of_a_reviewer_is_the_reviewer(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, who = written(tmp_path, by_agent()), Path("who.yaml")
    who.write_text(WHO)
    done = run("check", file, "--principals", str(who), "--require", "persons >= 2", *TODAY)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].startswith('pull request 412 "cache tokens"')
    assert lines[2] == f"  fixer[bot] is alice: run with alice's token ({who}:2)"
    assert lines[4].split() == ["REQUIRED", "2", "persons", "behind", "what", "is", "checked", "NOT", "MET:", "1"]
    assert "made by      fixer[bot] · alice" in done.out
    assert "carol: approved 41ab07d, 1 commit ago: not counted" in done.out
    assert "alice: approved 9f3c2e1 (head)" in done.out
    assert "shared       alice and change: one principal" in done.out
    for code in ("TWR201 COMMON_CAUSE   alice, change", "TWR203 STALE   carol, change", "TWR404 NOT_MET"):
        assert code in done.out


def test_the_fixed_pull_request_passes(run: Runner, tmp_path: Path) -> None:
    """The cheapest fix: carol approves the head."""
    fixed = by_agent()
    fixed["reviews"].append(review("carol", HEAD, when=3))
    file, who = written(tmp_path, fixed), tmp_path / "who.yaml"
    who.write_text(WHO)
    assert run("check", file, "--principals", str(who), "--require", "persons >= 2", *TODAY).code == 0
    report = checked(fixed, WHO)
    assert verdict(report) == "SUPPORTED"
    assert [str(root) for root in report["reviewed(change)"].assumptions[0]] == ["sound(carol)"]


def test_two_people_need_nothing_more(run: Runner, tmp_path: Path) -> None:
    done = run("check", written(tmp_path, by_two_people()), "--require", "persons >= 2", *TODAY)
    assert (done.code, done.err) == (0, "")
    assert run("check", written(tmp_path, by_two_people()), *TODAY).code == 0


def test_who_runs_a_bot_is_never_guessed() -> None:
    """Without a word on who runs the bot, an approval is support only if somebody else does."""
    value = pull("fixer[bot]", [commit(HEAD, "fixer[bot]")], [review("alice")])
    report = checked(value)
    assert (verdict(report), codes(report)) == ("UNSUPPORTED", {"TWR401"})
    assert "run_by_another" in report.breaks[0].reason
    assert (verdict(checked(value, WHO)), codes(checked(value, WHO))) == ("UNSUPPORTED", {"TWR201"})
    other = checked(value, "person: {'fixer[bot]': dave}")
    assert (verdict(other), codes(other)) == ("SUPPORTED", set())


def test_to_assume_who_runs_a_bot_is_not_to_trust_a_stranger() -> None:
    value = pull("fixer[bot]", [commit(HEAD, "fixer[bot]")], [review("mallory", member="NONE")])
    model = imported("pull-request", json.dumps(value).encode())
    assumed = with_assumptions(model, ('run_by_another("fixer[bot]"): it is mine',), None)
    assert check_model(assumed)["reviewed(change)"].verdict == "UNSUPPORTED"


def test_a_bot_that_approves_itself_needs_no_aliases() -> None:
    """A review names the account of a bot without its mark; the author is app/NAME, a commit's NAME[bot]."""
    value = pull("fixer[bot]", [commit(HEAD, "fixer[bot]")], [review("fixer[bot]")])
    assert "TWR201" in codes(checked(value))


def test_a_coauthor_is_no_reviewer() -> None:
    report = checked(pull("alice", [commit(HEAD, "alice", "bob")], [review("bob"), review("carol")]))
    assert codes(report) == {"TWR201"}
    assert [str(root) for root in report["reviewed(change)"].assumptions[0]] == ["sound(carol)"]


@pytest.mark.parametrize("member", ["CONTRIBUTOR", "NONE", "FIRST_TIME_CONTRIBUTOR", ""])
def test_the_soundness_of_a_stranger_is_never_guessed(member: str) -> None:
    report = checked(pull("alice", [commit(HEAD, "alice")], [review("mallory", member=member)]))
    assert (verdict(report), codes(report)) == ("UNSUPPORTED", {"TWR401"})
    assert "sound(mallory" in report.breaks[0].reason


def test_capitals_and_marks_make_no_other_account() -> None:
    value = pull("fixer[bot]", [commit(HEAD, "fixer[bot]")], [review("Alice")])
    for who in ("person: {'fixer[bot]': alice}", "person: {app/fixer: ALICE}", "person: {'Fixer[bot]': Alice}"):
        assert codes(checked(value, who)) == {"TWR201"}
    assert codes(checked(pull("alice", [commit(HEAD, "alice")], [review("ALICE")]))) == {"TWR201"}


def test_an_address_without_an_account_may_be_anybody() -> None:
    unlinked = commit(HEAD, "bob")
    unlinked["authors"] = [{"email": "carol@example.org", "login": "", "name": "Carol"}]
    value = pull("bob", [unlinked], [review("carol")])
    assert (verdict(checked(value)), codes(checked(value))) == ("UNSUPPORTED", {"TWR401"})
    assert codes(checked(value, "person: {carol@example.org: carol}")) == {"TWR201"}
    assert verdict(checked(value, "person: {carol@example.org: dora}")) == "SUPPORTED"
    assert verdict(checked({**by_two_people(), "author": None})) == "UNSUPPORTED"


def test_no_review_is_no_support() -> None:
    report = checked(pull("alice", [commit(HEAD, "alice")], []))
    assert (verdict(report), "TWR404" in codes(report)) == ("UNSUPPORTED", True)


def test_the_last_verdict_of_a_reviewer_counts() -> None:
    old = [review("bob", when=1), review("bob", when=2, state="DISMISSED"), review("bob", when=3, state="COMMENTED")]
    commits = [commit(HEAD, "alice")]
    assert verdict(checked(pull("alice", commits, old))) == "UNSUPPORTED"
    again = [*old, review("bob", when=4)]
    assert verdict(checked(pull("alice", commits, again[::-1]))) == "SUPPORTED"
    opposed = [review("bob"), review("carol", state="CHANGES_REQUESTED")]
    assert codes(checked(pull("alice", commits, opposed))) == {"TWR206"}


def test_commits_are_told_apart_whatever_they_have_in_common() -> None:
    near = HEAD[:12] + "0" * 28
    report = checked(pull("alice", [commit(near, "alice"), commit(HEAD, "alice")], [review("bob", near)]))
    assert codes(report) == {"TWR203"}


@hypothesis_given(st.lists(st.text("0123456789abcdef", min_size=1, max_size=12), max_size=12))
def test_abbreviations_are_different_for_different_commits(commits: list[str]) -> None:
    short = abbreviations(commits)
    assert len(set(short.values())) == len(set(commits))
    assert all(commit.startswith(name) for commit, name in short.items())


PEOPLE = ("ann", "bob", "cat", "dan[bot]")


@settings(max_examples=60, deadline=None)
@hypothesis_given(st.data())
def test_support_is_what_the_obvious_count_says(data: st.DataObject) -> None:
    """Somebody who is no maker, under any name, approved the head; and nobody runs an unknown bot."""
    people = st.sampled_from(PEOPLE)
    makers = data.draw(st.lists(people, min_size=1, max_size=2))
    approvers = data.draw(st.lists(st.tuples(people, st.sampled_from([HEAD, OLD])), max_size=3, unique_by=lambda pair: pair[0]))
    owner = data.draw(st.sampled_from(["", "ann", "eve"]))
    who = f"person: {{'dan[bot]': {owner}}}" if owner else ""
    value = pull(makers[0], [commit(OLD, makers[0]), commit(HEAD, *makers)], [review(name, oid) for name, oid in approvers])
    report = checked(value, who)
    alone = "dan[bot]" if "dan[bot]" in makers else "dan"  # a review does not say that it is by a bot
    real = {name: (owner or alone) if name == "dan[bot]" else name for name in PEOPLE}
    others = {real[name] for name, oid in approvers if oid == HEAD} - {real[name] for name in makers}
    unknown = "dan[bot]" in makers and not owner
    assert (verdict(report) == "SUPPORTED") == bool(others and not unknown)
    persons = {real[name] for name in makers} | {real[name] for name, oid in approvers if oid == HEAD}
    model = report.model
    for least in (1, 2, 3):
        needed = check_model(replace(model, headcounts=(Headcount("persons", least),)))
        met = not any("persons behind" in found.reason for found in needed.breaks)
        assert met == (len({name for name in persons if not name.endswith("[bot]")}) >= least)


@pytest.mark.parametrize("field", ["author", "commits", "reviews", "headRefOid"])
def test_what_lacks_is_named(field: str, tmp_path: Path) -> None:
    value = by_two_people()
    del value[field]
    with pytest.raises(FileError, match=f"lacks {field}; expected gh pr view --json author,commits"):
        read_artefact(written(tmp_path, value), Given(), "pull-request")


@settings(max_examples=80, deadline=None)
@hypothesis_given(st.data())
def test_a_forged_pull_request_never_ends_in_a_traceback(data: st.DataObject) -> None:
    """Anything instead of any part: a tower, or one message."""
    junk = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2))
    value: Any = by_agent()
    spots = ["author", "commits", "files", "headRefOid", "reviews", "number", "title"]
    value[data.draw(st.sampled_from(spots))] = data.draw(junk)
    inner = data.draw(st.sampled_from(["reviews", "commits"]))
    if isinstance(value[inner], list) and value[inner] and isinstance(value[inner][0], dict):
        value[inner][0][data.draw(st.sampled_from(["author", "authors", "commit", "state", "oid"]))] = data.draw(junk)
    try:
        model = imported("pull-request", json.dumps(value).encode(), "pr.json")
    except FileError:
        return
    assert load_text(dumps(model)).model == model


@pytest.mark.parametrize(("field", "value"), [
    ("commits", {}), ("commits", [None]), ("commits", "x"), ("commits", [{"authors": []}]), ("commits", [{"oid": "1", "authors": {}}]),
    ("commits", [{"oid": "1", "authors": ["alice"]}]), ("reviews", "x"), ("reviews", [1]), ("files", [1]), ("files", {"path": "a"}),
])  # fmt: skip
def test_what_is_malformed_is_never_passed_over(field: str, value: object) -> None:
    """A maker whom nobody could read would be a maker whom nobody counts."""
    with pytest.raises(FileError, match="no list of objects|without an id"):
        imported("pull-request", json.dumps(by_two_people() | {field: value}).encode())


def test_a_commit_of_nobody_is_one_of_somebody_unknown() -> None:
    nobody = commit(HEAD, "alice") | {"authors": []}
    found = checked(pull("alice", [nobody], [review("bob")]))
    assert verdict(found) == "UNSUPPORTED"


def test_a_list_of_commits_that_ends_before_the_head_hides_makers() -> None:
    """gh lists the first hundred commits: who wrote the others is not known, and may be the reviewer."""
    whole = pull("alice", [commit(f"{number:040x}", "alice") for number in range(100)], [review("bob")])
    found = checked(whole)
    assert verdict(found) == "UNSUPPORTED"
    assert "all_makers_listed(change)" in {str(claim) for each in found.breaks for _, claim in each.claims}
    assert verdict(checked(whole | {"commits": [*whole["commits"][1:], commit(HEAD, "alice")]})) == "SUPPORTED"


def test_enormous_lists_are_refused_before_anything_is_made_of_them() -> None:
    many = [{"oid": f"{number:x}"} for number in range(20_001)]
    with pytest.raises(FileError, match="too many commits"):
        imported("pull-request", json.dumps(by_two_people() | {"commits": many}).encode())
