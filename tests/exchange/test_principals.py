"""Who is who: aliases on every kind of source, merged before anything is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tower.errors import FileError
from tower.exchange.principals import Alias, Aliases, aliases_of
from tower.model.values import Model, Verifier


def test_a_tower_file_takes_aliases_as_well(run: Runner, tmp_path: Path) -> None:
    who = tmp_path / "who.yaml"
    who.write_text("person:\n  bob: carol\n")
    assert run("check", "github-two-people", *TODAY).code == 0
    done = run("check", "github-two-people", "--principals", str(who), *TODAY)
    assert (done.code, "TWR201 COMMON_CAUSE   bob, carol" in done.out) == (1, True)
    assert run("diff", "github-two-people", "github-two-people", *TODAY).code == 0


names = st.sampled_from(["a", "b", "c", "d", "e"])


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(names, names, max_size=4), st.lists(names, max_size=3, unique=True))
def test_every_name_ends_at_its_principal(links: dict[str, str], values: list[str]) -> None:
    """Against following the arrows by hand; arrows in a circle are refused."""
    text = "person:\n" + "".join(f"  {name}: {to}\n" for name, to in links.items()) if links else "person: {}"

    def end(name: str) -> str | None:
        steps = 0
        while name in links:
            name, steps = links[name], steps + 1
            if steps > len(links):
                return None
        return name

    if any(end(name) is None for name in links):
        with pytest.raises(FileError, match="is an alias of itself"):
            aliases_of(text, "who.yaml")
        return
    known = aliases_of(text, "who.yaml")
    verifier = Verifier("v", lineage=tuple(("person", value) for value in values))
    merged = known.merged(Model("t", verifiers=(verifier,))).verifier["v"].lineage
    assert set(merged) == {("person", end(value)) for value in values}
    assert len(merged) == len(set(merged))


def test_an_alias_of_another_kind_or_of_a_node() -> None:
    known = Aliases({("person", "k1"): Alias("k1", "ann"), ("weights", "judge"): Alias("judge", "m-5")})
    model = Model("t", verifiers=(Verifier("judge", lineage=(("key", "k1"),)), Verifier("other", lineage=(("key", "k2"),))))
    merged = known.merged(model)
    assert set(merged.verifier["judge"].lineage) == {("key", "k1"), ("person", "ann"), ("weights", "m-5")}
    assert merged.verifier["other"] == model.verifier["other"]
    assert [str(alias) for alias in known.used(model)] == ["k1 is ann ()", "judge is m-5 ()"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"), ("person", "found the text 'person'"), ("person: [a]", "found a list"),
        ("person: {a: }", "found nothing"), ("person: {a: {be: b}}", "unknown key 'be'"),
        ("person: {a: {because: b}}", "an alias without its principal"), ("person: {a: b, a: c}", "stands twice"),
        ("person: {a: a}", "an alias of itself"), ("person: &x {a: b}", "anchors"), ("persn: {a: b}", "did you mean person"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_message_with_its_place(text: str, said: str, run: Runner, tmp_path: Path) -> None:
    who = tmp_path / "who.yaml"
    who.write_text(text)
    done = run("check", "github-two-people", "--principals", str(who), *TODAY)
    assert (done.code, done.out, done.err.count("\n"), said in done.err) == (2, "", 1, True)
    assert f"{who}:1:" in done.err or f"{who}:1" in done.err


def test_a_file_that_is_not_there(run: Runner) -> None:
    done = run("check", "seed", "--principals", "nowhere.yaml", *TODAY)
    assert (done.code, done.err.count("\n")) == (2, 1)


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdefgh")))
def test_the_principal_is_where_following_the_aliases_ends(known: dict[str, str]) -> None:
    aliases = Aliases({("person", name): Alias(name, to) for name, to in known.items()})
    for name in "abcdefgh":
        seen, end = [], name
        while end in known and end not in seen:
            seen.append(end)
            end = known[end]
        round_about = end in known
        assert aliases.principal("person", name) == (None if round_about or not seen else end)
        assert (name in {each.name for each in aliases.circular}) is (round_about and name in known)


def test_a_long_chain_of_aliases_is_followed_once() -> None:
    chain = {("person", f"u{number}"): Alias(f"u{number}", f"u{number + 1}") for number in range(50_000)}
    aliases = Aliases(chain)
    assert {aliases.principal("person", name) for _, name in chain} == {"u50000"}
