"""Hereditary properties in a scan, each rule on the smallest graph that needs it: what holds, what nearly does."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("pyarrow", reason="needs the extra scale")

from tower.diagnosis.check import check  # noqa: E402
from tower.errors import InputError  # noqa: E402
from tower.model.claims import Gate, Holds  # noqa: E402
from tower.scale.engine import Scan  # noqa: E402
from tower.scale.verdicts import VERDICTS  # noqa: E402

from .lines import breaks, scanned, verdicts  # noqa: E402
from .test_rules import sound  # noqa: E402

LINE = ("P is hereditary", *sound("v"))


def attested(*names: str) -> list[str]:
    """That a verifier whom the observer assumes sound accepted some systems."""
    return [f"v checks {name} how=attestation" for name in names]


@pytest.mark.parametrize("seen, verdict", [("ab", "UNSUPPORTED"), ("ac", "UNSUPPORTED"), ("abc", "GUARANTEED")])
def test_a_check_is_of_a_system_itself_alone(seen: str, verdict: str) -> None:
    """What it builds, and what that builds, must be seen as well."""
    found = verdicts(scanned(*LINE, "a builds b", "b builds c", *attested(*seen)))
    assert found["P(a)"] == verdict


def test_without_the_word_a_property_is_of_single_systems() -> None:
    assert verdicts(scanned(*LINE[1:], "a builds b", *attested("a")))["P(a)"] == "GUARANTEED"


@pytest.mark.parametrize("seen, verdict", [("abcd", "GUARANTEED"), ("abc", "UNSUPPORTED"), ("abd", "UNSUPPORTED")])
def test_a_child_of_several_is_seen_once(seen: str, verdict: str) -> None:
    rows = ("a builds b", "a builds c", "b builds d", "c builds d", "a builds c how=searched")
    assert verdicts(scanned(*LINE, *rows, *attested(*seen)))["P(a)"] == verdict


# the gate


@pytest.mark.parametrize("child", [True, False])
@pytest.mark.parametrize("said, verdict", [
    (["gate", "sound"], "GUARANTEED"), (["gate"], "UNSUPPORTED"), (["sound"], "UNSUPPORTED"), ([], "UNSUPPORTED"),
])  # fmt: skip
def test_whoever_builds_only_what_its_check_accepts(said: list[str], verdict: str, child: bool) -> None:
    """Whatever it builds is safe, seen or not, where its own check is sound; enacting alone is not enough."""
    rows = ["a checks x", *attested("a"), *(f"o assumes a property={word}" for word in said)]
    rows += ["a builds b"] if child else ["a pursues loss"]
    assert verdicts(scanned(*LINE, *rows))["P(a)"] == verdict


def test_a_gate_is_of_use_only_with_the_check_of_the_property_itself() -> None:
    rows = ("a builds b", "a checks x property=Q", *attested("a"), "o assumes a property=gate", *sound("a"))
    assert verdicts(scanned(*LINE, *rows))["P(a)"] == "UNSUPPORTED"


# down the line


def test_a_line_is_safe_from_its_start() -> None:
    """Whatever a safe line builds is safe, and its first system is."""
    rows = ("a builds b", "b builds c", "w checks c", "o assumes a", "w checks d", "d builds a")
    found = verdicts(scanned("P is hereditary", *rows))
    assert (found["P(c)"], found["P(d)"]) == ("ASSUMED", "UNSUPPORTED")


def test_what_is_assumed_of_a_line_is_contradicted_where_a_system_of_it_is_rejected() -> None:
    rows = ("o assumes a", "a builds b", "v checks b how=attestation result=reject")
    found = scanned(*LINE, *rows)
    assert verdicts(found) == {"P(a)": "ASSUMED", "P(b)": "CONTRADICTED", "sound(v)": "ASSUMED"}
    assert ("TWR206", ("v",), ("v checks b",)) in breaks(found)
    alone = scanned(*LINE, *attested("a", "b"), "a builds b", *rows[2:])
    assert (verdicts(alone)["P(a)"], verdicts(alone)["P(b)"]) == ("GUARANTEED", "CONTRADICTED")


# what builders may accept


def may_accept(found: Scan, asker: str) -> dict[str, str]:
    """The verdicts of the questions of one builder, by what it builds."""
    sheet, builders = found.sheet, found.answers.builders
    agent, _, child, _ = builders.questions
    asked = zip(agent.tolist(), child.tolist(), builders.verdict.tolist(), strict=True)
    return {sheet.nodes[c]: VERDICTS[verdict] for a, c, verdict in asked if sheet.nodes[a] == asker}


RATED = ("P is hereditary", "r rate 0.1", "a builds b", "a checks x")


@pytest.mark.parametrize("more, verdict", [
    ([], "SUPPORTED"),
    (["b builds c"], "UNSUPPORTED"),
    (["b builds c", "r checks c"], "SUPPORTED"),
    (["b checks x"], "UNSUPPORTED"),
    (["b checks x", "r checks b property=sound"], "SUPPORTED"),  # that its gate is obeyed is taken as given
    (["r checks b result=reject"], "CONTRADICTED"),
])  # fmt: skip
def test_a_builder_may_accept_what_its_own_review_is_evidence_for(more: list[str], verdict: str) -> None:
    """That is the base part of the claim on its child."""
    assert may_accept(scanned(*RATED, "r checks a property=sound", *more), "a") == {"b": verdict}


def test_a_builder_does_not_learn_of_its_child_from_a_builder() -> None:
    """P(y) is known, and y builds b too; the review of y is evidence, that of a is not."""
    rows = ("y builds b", "y checks x", *(f"r checks y property={word}" for word in ("P", "gate", "sound")), "r checks b property=Q")
    found = scanned(*RATED, *rows, "r checks z", "z builds y", "w checks b")
    assert verdicts(found)["P(b)"] == "SUPPORTED"
    assert may_accept(found, "a") == {"b": "UNSUPPORTED"} and may_accept(found, "y") == {"b": "SUPPORTED"}


@pytest.mark.parametrize("needs, verdict", [(["b needs b property=gate check=1"], "SUPPORTED"), ([], "UNSUPPORTED"),
                                            (["b needs c property=gate check=1"], "UNSUPPORTED")])  # fmt: skip
def test_what_needs_a_gate_counts_for_whoever_takes_it_as_given(needs: list[str], verdict: str) -> None:
    rows = ("b builds c", "b checks c check=1", "r checks b")
    assert may_accept(scanned(*RATED, *rows, *needs), "a") == {"b": verdict}


def test_a_rejection_that_needs_the_claim_itself() -> None:
    """It counts as soon as the claim is accepted, and contradicts it."""
    rows = ("r checks a property=sound", "w checks b result=reject check=1", "w needs b check=1")
    assert may_accept(scanned(*RATED, *rows), "a") == {"b": "CONTRADICTED"}


# what is assumed of a line, and checked as well


@pytest.mark.parametrize("by, verdict", [("v", "ASSUMED"), ("w", "GUARANTEED")])
def test_a_line_that_is_assumed_and_checked(by: str, verdict: str) -> None:
    """What v attests of c rests on v, from whom the assumption follows too; w alone says nothing of the rest."""
    line = [f"c builds n{n}" for n in range(1000)]
    rows = ("o assumes a", "a builds b", "a builds c", *attested("a", "b"), *sound("w"), f"{by} checks c how=attestation")
    rows += tuple(f"{by} checks n{n} how=attestation" for n in range(1000))
    found = scanned(*LINE, *line, *rows)
    told = verdicts(found)
    assert (told["P(a)"], told["P(b)"]) == ("ASSUMED", "ASSUMED" if by == "v" else "GUARANTEED")
    assert told["P(c)"] == told["P(n7)"] == verdict and not found.patterns


def test_a_part_that_rests_on_too_much_is_left_open_and_said_to_be() -> None:
    """With more assumptions than are tried out; all of one line are given up at once."""
    rows = [f"a{n} builds a{n + 1}" for n in range(1500)]
    rows += [f"w{n % 20} checks a{n} how=attestation" for n in range(1501)]
    found = scanned("P is hereditary", *rows, "o assumes a0", *sound(*(f"w{n}" for n in range(20))))
    assert verdicts(found)["P(a9)"] == "UNKNOWN" and "more than 5000 facts" in found.limit


# size and shape


@pytest.mark.parametrize("rows, verdict", [(["o assumes n0"], "ASSUMED"), (["v checks n20000"], "SUPPORTED")])
def test_a_long_line_is_walked_without_recursion(rows: list[str], verdict: str) -> None:
    line = [f"n{n} builds n{n + 1}" for n in range(20_000)]
    checks = [f"v checks n{n}" for n in range(20_000)]
    found = verdicts(scanned(*LINE, *line, *checks, *rows))
    assert {found[f"P(n{n})"] for n in (0, 10_000, 19_999)} == {verdict}


@pytest.mark.parametrize("link", ["b builds a", "b builds b"])
def test_a_line_that_never_begins_is_refused(link: str) -> None:
    with pytest.raises(InputError, match="nodes are built by what they build"):
        scanned(*LINE, "a builds b", link, *attested("a"))


def test_the_part_around_a_node_says_the_same_of_it() -> None:
    """What it builds is there, taken as given where it holds; its builders only where it holds by them alone."""
    rows = ("z builds a", "a builds b", "a builds c", "b builds d", "a checks b", *attested(*"abcdz"))
    part = scanned(*LINE, *rows).neighbourhood("a")
    assert check(part, today=date(2026, 11, 26))[Holds("P", "a")].verdict == "GUARANTEED"
    assert {thing.name for thing in part.optimizers} == {"a", "b", "c"} and part.property_["P"].hereditary
    part = scanned(*LINE, *rows[:-5], "o assumes z", "w checks a", "o assumes a property=gate").neighbourhood("a")
    report = check(part, today=date(2026, 11, 26))
    assert report[Holds("P", "a")].verdict == "ASSUMED" and report[Gate("a")].verdict == "ASSUMED"
