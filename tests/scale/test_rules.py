"""Each rule of a scan on the smallest tower that needs it: what holds, and what nearly does."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="needs the extra scale")

from tower.scale.quotients import quotient  # noqa: E402

from .lines import breaks, scanned, verdicts  # noqa: E402

VOUCHED = ("v checks x how=attestation", "o assumes v property=sound")
THREE = [f"{name} checks x check=1 at_least=2 how=attestation" for name in "abc"]
PROVED = ("t reasons_in L", "t checks x how=proof", "o is observer", "o reasons_in T")


def sound(*names: str) -> list[str]:
    """That the observer assumes some verifiers sound."""
    return [f"o assumes {name} property=sound" for name in names]


@pytest.mark.parametrize("cause, verdict", [("p", "UNSUPPORTED"), ("q", "GUARANTEED")])
def test_whoever_is_one_with_the_subject_does_not_count(cause: str, verdict: str) -> None:
    found = scanned(*VOUCHED, "v person p", f"x person {cause}")
    assert verdicts(found)["P(x)"] == verdict
    assert breaks(found) == ([("TWR201", ("v", "x"), ("v shares x",))] if cause == "p" else [])


def test_the_same_text_of_another_kind_is_no_identity() -> None:
    assert verdicts(scanned(*VOUCHED, "v person p", "x key p"))["P(x)"] == "GUARANTEED"


# of m principals of whom k accepted, any m - k + 1 are enough


@pytest.mark.parametrize("names, verdict", [("a", "UNSUPPORTED"), ("ab", "GUARANTEED"), ("bc", "GUARANTEED")])
def test_two_of_three_need_two_that_are_sound(names: str, verdict: str) -> None:
    assert verdicts(scanned(*THREE, *sound(*names)))["P(x)"] == verdict


@pytest.mark.parametrize("least, verdict", [(1, "UNSUPPORTED"), (2, "UNSUPPORTED"), (3, "GUARANTEED")])
def test_where_all_of_three_accepted_one_that_is_sound_is_enough(least: int, verdict: str) -> None:
    rows = [row.replace("at_least=2", f"at_least={least}") for row in THREE]
    assert verdicts(scanned(*rows, *sound("c")))["P(x)"] == verdict


def test_a_principal_is_sound_only_where_all_of_it_is() -> None:
    """Two principals are left, both have accepted: one of them is enough, half of one is not."""
    merged = [*THREE, "a key k", "b key k"]
    found = scanned(*merged, *sound("a"))
    assert verdicts(found)["P(x)"] == "UNSUPPORTED"
    assert ("TWR201", ("a", "b"), ("a shares b",)) in breaks(found)
    assert verdicts(scanned(*merged, *sound("a", "b")))["P(x)"] == "GUARANTEED"
    assert verdicts(scanned(*merged, *sound("c")))["P(x)"] == "GUARANTEED"


@pytest.mark.parametrize("first, middle, last", ["abc", "bac", "bca"])
def test_identities_merge_along_a_line(first: str, middle: str, last: str) -> None:
    """The first and the last share nothing, and are one principal through the one in the middle."""
    line = (f"{first} key k", f"{middle} key k", f"{middle} person p", f"{last} person p")
    found = scanned(*THREE, *line, *sound("a", "b", "c"))
    assert verdicts(found)["P(x)"] == "UNSUPPORTED"  # one principal is left of the two that are asked for
    assert breaks(found) == [("TWR201", ("a", "b", "c"), ("a shares b", "b shares c"))]


def test_of_a_threshold_those_one_with_the_subject_are_left_out() -> None:
    rows = [*THREE, "x weights w", "a weights w"]
    assert verdicts(scanned(*rows, *sound("a")))["P(x)"] == "UNSUPPORTED"
    assert verdicts(scanned(*rows, *sound("b")))["P(x)"] == "GUARANTEED"  # both that are left accepted


# needs


@pytest.mark.parametrize("many", [1, 300])
@pytest.mark.parametrize("met, verdict", [("ab", "GUARANTEED"), ("a", "UNSUPPORTED"), ("b", "UNSUPPORTED")])
def test_all_of_several_needs_must_be_met(many: int, met: str, verdict: str) -> None:
    """A few are worked out one by one, many all at once."""
    checks = [f"s{n} checks x{n} how=attestation" for n in range(many)]
    needs = [f"s{n} needs {end}" for n in range(many) for end in "ab"]
    told = verdicts(scanned(*checks, *needs, *(f"o assumes {end}" for end in met)))
    assert {told[f"P(x{n})"] for n in range(many)} == {verdict}


# disagreement


@pytest.mark.parametrize(
    "trusted, verdict", [("v", "GUARANTEED"), ("w", "UNSUPPORTED"), ("vw", "CONTRADICTED")]
)
def test_whoever_disagrees_must_be_relied_on(trusted: str, verdict: str) -> None:
    found = scanned(*VOUCHED[:1], "w checks x how=attestation result=reject", *sound(*trusted))
    assert verdicts(found)["P(x)"] == verdict
    told = [each for each in breaks(found) if each[0] == "TWR206"]
    assert told == ([("TWR206", ("v", "w"), ("v checks x", "w checks x"))] if trusted == "vw" else [])


def test_a_disagreement_with_oneself_is_told_with_each_edge_once() -> None:
    found = scanned(*VOUCHED, "v checks x how=attestation result=reject", "v checks x how=test")
    assert [each for each in breaks(found) if each[0] == "TWR206"] == [("TWR206", ("v",), ("v checks x",))]


# trust between theories


@pytest.mark.parametrize(
    "kind, edges, weak",
    [
        ("safety", ["T proves_con L"], ""),
        ("Pi_2", ["T proves_con L"], "T"),
        ("Pi_2", ["T proves_con L strength=1"], ""),
        ("Pi_2", ["T proves_con M strength=2", "M proves_con L"], "M"),
        ("Pi_2", ["T proves_con M", "M proves_con L strength=2"], "T"),
        ("Pi_2", ["T proves_con M strength=2", "M proves_con L strength=1"], ""),
        ("Pi_2", ["T proves_con L", "T proves_con M strength=1", "M includes L"], ""),
        ("any", ["T proves_con L strength=9"], "T"),
        ("any", ["T reflects L local=true"], ""),  # it includes L, too
        ("any", ["T reflects M", "M includes L"], ""),
    ],
)
def test_a_claim_needs_a_path_that_is_wide_enough(kind: str, edges: list[str], weak: str) -> None:
    """The widest path counts, and the first edge on it that is too weak is told; `weak` is its upper end."""
    found = scanned(*PROVED, f"P is {kind}", *edges)
    assert verdicts(found)["P(x)"] == ("NOT_DERIVABLE" if weak else "GUARANTEED")
    told = [(code, edge.split()[2]) for code, _, (edge,) in breaks(found)]
    assert told == ([("TWR106", weak)] if weak else [])


@pytest.mark.parametrize("local, verdict", [("true", "NOT_DERIVABLE"), ("false", "GUARANTEED")])
def test_a_local_schema_is_trust_of_the_least_strength(local: str, verdict: str) -> None:
    """It includes what L proves; what is attested without a proof needs trust itself."""
    rows = ("t reasons_in L", "t checks x how=attestation", "P is Pi_2", *PROVED[2:])
    assert verdicts(scanned(*rows, f"T reflects L local={local}"))["P(x)"] == verdict


def test_trust_does_not_go_up() -> None:
    found = scanned(*PROVED, "L reflects T")
    assert verdicts(found)["P(x)"] == "NOT_DERIVABLE"
    assert breaks(found) == [("TWR104", ("t",), ("L reflects T",))]


LEANS = ("t reasons_in A", "t checks x how=proof", *sound("t"))


@pytest.mark.parametrize(
    "edges, code, dead",
    [
        (["A reflects A"], "TWR101", 1),
        (["A proves_con A"], "TWR101", 1),
        (["A reflects B", "B reflects A"], "TWR102", 2),
        (["A includes B", "B proves_con A"], "TWR102", 2),
        (["A includes B", "B reflects A", "C includes A", "A reflects D"], "TWR102", 3),
        (["A includes B", "B includes A"], "", 0),
        (["A reflects B", "A reflects C", "B reflects C"], "", 0),
    ],
)
def test_a_circle_of_trust_with_a_strict_edge_is_inconsistent(
    edges: list[str], code: str, dead: int
) -> None:
    """And so is whatever is above it; inclusions alone make theories equal, no more."""
    found = scanned(*LEANS, *edges)
    assert found.dead == dead and verdicts(found)["P(x)"] == ("COLLAPSED" if code else "GUARANTEED")
    assert [each[0] for each in breaks(found)] == ([code] if code else [])


def test_the_edges_of_a_circle_of_trust_are_told() -> None:
    """An edge of a break goes up, from the theory that is trusted."""
    circle = scanned(*LEANS, "A reflects B", "B proves_con A")
    assert breaks(circle) == [("TWR102", ("A", "B"), ("A proves_con B", "B reflects A"))]


@pytest.mark.parametrize(
    "rows",
    [
        ["A proves_con D", "B includes D", "D proves_con B", "D includes C", "C includes D", "C proves_con C"],
        ["t checks u property=sound", "u checks t property=sound", "r checks u property=sound", "u reasons_in B", "r reasons_in A"],
    ],
)
def test_which_circle_of_trust_is_told_does_not_depend_on_the_order_of_the_rows(rows: list[str]) -> None:
    """Of several in one component, and of several checks that are one edge."""
    told = breaks(scanned(*LEANS, *rows))
    assert told == breaks(scanned(*reversed(rows), *LEANS)) and told[0][0] in ("TWR101", "TWR102")


def test_what_a_theory_trusts_of_itself_is_proved_from_nothing() -> None:
    """By Löb's axiom the claim follows from the trust alone, and evidence makes it honest."""
    given = ("t reasons_in A", "u reasons_in A", "t checks u property=sound about=P(x)", *sound("t"))
    vacuous = scanned(*given, "u checks x result=pending")
    assert verdicts(vacuous)["P(x)"] == "VACUOUS" and breaks(vacuous)[0][:2] == ("TWR103", ("t",))
    honest = scanned(*given, "u checks x")
    assert verdicts(honest)["P(x)"] == "GUARANTEED" and not breaks(honest)


# circles of checks


def test_a_circle_is_closed_only_where_nothing_from_outside_supports_it() -> None:
    circle = ("a checks b", "b checks a", "b checks x")
    closed = scanned(*circle)
    assert breaks(closed) == [("TWR202", ("a", "b"), ("a checks b", "b checks a"))]
    assert (closed.alone, closed.standing_on) == (2, 1)
    assert not [each for each in breaks(scanned(*circle, "w checks a")) if each[0] == "TWR202"]
    assert not breaks(scanned(*circle, "o assumes b", *sound("a", "b")))


def test_what_is_on_no_circle_is_alone() -> None:
    """One closed circle beside a line of reviewers: the line is no part of it."""
    found = scanned("a checks a", "v checks w", "w checks y", "y checks z")
    assert [each for each in breaks(found) if each[0] == "TWR202"] == [("TWR202", ("a",), ("a checks a",))]


# quotient


def test_a_group_is_as_bad_as_its_worst_claim() -> None:
    """Of ten things with a claim that holds, one has a second claim that does not."""
    rows = [f"v checks x{n} how=attestation" for n in range(10)]
    model, report = quotient(scanned(*rows, "w checks x3 property=Q how=attestation", *sound("v")))
    groups = {answer.claim.subject: answer.verdict for answer in report.answers}  # type: ignore[union-attr]
    assert groups["9 artifacts, GUARANTEED"] == "GUARANTEED" and groups["x3"] == "UNSUPPORTED"
    assert {"9 artifacts, GUARANTEED", "x3"} <= {thing.name for thing in model.artifacts}


# soundness on what a verifier checks is not soundness on all that its theory proves


@pytest.mark.parametrize("root", ["o assumes D property=consistent", "o assumes A property=consistent",
                                  "o assumes v property=sound"])
def test_consistency_vouches_for_never_properties_alone(root: str) -> None:
    rows = ("v reasons_in D", "w reasons_in D", "u reasons_in A", "u checks v property=sound how=proof",
            "Q is safety", "v checks x property=Q how=proof", "w checks x property=P how=proof")
    found = verdicts(scanned(*rows, root))
    assert found["Q(x)"] == "GUARANTEED"
    assert found["P(x)"] == ("GUARANTEED" if "sound" in root else "NOT_DERIVABLE")
