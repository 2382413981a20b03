"""What is given beside a source: every command that reads one takes it, and none ignores it."""

from __future__ import annotations

import json
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click
import pytest

from tower.cli.entries import COMMANDS
from tower.model.file import load

from .running import TODAY, Runner

OPTIONS = {"principals", "trust", "policy", "assume"}
OF_SOURCES = {
    "check", "draw", "why", "explain", "fix", "risk", "whatif", "assumptions", "links", "test", "ladder", "import",
    "export", "diff", "scan",
}
PULL = {
    "author": {"login": "fixer[bot]", "is_bot": True}, "headRefOid": "9f3c2e1", "files": [{"path": "a.py"}],
    "commits": [{"oid": "9f3c2e1", "authors": [{"login": "fixer[bot]"}]}],
    "reviews": [{"author": {"login": "alice"}, "authorAssociation": "MEMBER", "state": "APPROVED",
                 "commit": {"oid": "9f3c2e1"}}],
}  # fmt: skip
OWN = ("--assume", 'run_by_another("fixer[bot]"): it is mine')


@pytest.fixture
def pull(tmp_path: Path) -> str:
    path = tmp_path / "pr.json"
    path.write_text(json.dumps(PULL), encoding="utf-8")
    return str(path)


@pytest.fixture
def who(tmp_path: Path) -> str:
    path = tmp_path / "who.yaml"
    path.write_text('person: {"fixer[bot]": {is: alice, because: runs with her token}}', encoding="utf-8")
    return str(path)


def options_of(name: str) -> set[str]:
    module = import_module(f"tower.cli.commands.{name}_" if iskeyword(name) else f"tower.cli.commands.{name}")
    found: click.Command = module.command
    return {str(each.name) for each in found.params}


def test_every_command_that_reads_a_source_takes_all_of_them() -> None:
    assert {name for name in COMMANDS if options_of(name) & OPTIONS} == OF_SOURCES
    assert all(options_of(name) >= OPTIONS for name in OF_SOURCES)


MERGED = [("check",), ("fix",), ("import", "pull-request"), ("whatif", "sound(alice)")]  # say that alice is the bot
TAKEN = [*MERGED, ("risk",), ("assumptions",)]


@pytest.mark.parametrize(
    ("words", "option"),
    [*((words, "principals") for words in MERGED), *((words, "assume") for words in TAKEN)],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_what_is_given_changes_the_answer(
    run: Runner, pull: str, who: str, words: tuple[str, ...], option: str
) -> None:
    place = 2 if words[0] == "import" else 1
    asked = [*words[:place], pull, *words[place:], *(TODAY if words[0] != "import" else ())]
    extra = ("--principals", who) if option == "principals" else OWN
    before, after = run(*asked), run(*asked, *extra)
    assert before.code in (0, 1) and after.code in (0, 1)
    assert before.out != after.out or before.code != after.code


def test_two_people_in_one_are_seen_by_every_way_to_ask(run: Runner, pull: str, who: str, tmp_path: Path) -> None:
    given = ("--principals", who, *TODAY)
    claim = "reviewed(change)"
    assert "COMMON_CAUSE" in run("check", pull, *given).out
    assert "SUPPORTED" not in run("why", pull, claim, *given).out.replace("UNSUPPORTED", "")
    assert "has no TWR201" in run("explain", "TWR201", "--on", pull, *TODAY).out
    assert "has no TWR201" not in run("explain", "TWR201", "--on", pull, *given).out
    plain, merged = tmp_path / "a.svg", tmp_path / "b.svg"
    assert run("draw", pull, "-o", str(plain), *TODAY).code == run("draw", pull, "-o", str(merged), *given).code == 0
    assert plain.read_bytes() != merged.read_bytes()
    assert run("ladder", pull, *given).code == 0
    assert run("diff", pull, pull, *given).code == 0


def test_what_is_assumed_is_written_into_an_imported_tower(run: Runner, pull: str, tmp_path: Path) -> None:
    out = tmp_path / "pr.tower.yaml"
    assert run("import", "pull-request", pull, "-o", str(out), *OWN).code == 0
    assert "it is mine" in {root.because for root in load(out).model.observers[0].assumes}


@pytest.mark.parametrize(("words", "said"), [
    (("check", "seed", "--policy", "CODEOWNERS"), "--policy says nothing about this"),
    (("check", "seed", "--watch", "--policy", "CODEOWNERS"), "--policy says nothing about this"),
    (("whatif", "seed", "gate(system)", "--trust", "x.pem"), "--trust says nothing about this"),
    (("diff", "seed", "seed-ladder", "--trust", "x.pem"), "--trust says nothing about this"),
    (("fix", "seed", "--policy", "x"), "--policy says nothing about this"),
    (("explain", "TWR104", "--assume", "sound(a)"), "say nothing about a code"),
    (("explain", "TWR104", "--observer", "a"), "say nothing about a code"),
    (("links", "lab-proxy", "--modes", "--assume", "consistent(PA)"), "say nothing about the runs"),
])  # fmt: skip
def test_nothing_given_is_ignored(run: Runner, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.code == 2
    assert said in done.err


def test_of_several_sources_one_must_have_a_use_for_it(run: Runner, pull: str, tmp_path: Path) -> None:
    owners = tmp_path / "CODEOWNERS"
    owners.write_text("* @alice\n", encoding="utf-8")
    assert run("check", "x509-root", pull, *OWN[:1], "sound(alice)", "--policy", str(owners), *TODAY).code in (0, 1, 2)
    assert run("check", "x509-root", pull, "--policy", str(owners), *TODAY).code in (0, 1)
    assert run("check", "x509-root", "seed", "--policy", str(owners), *TODAY).code == 2
