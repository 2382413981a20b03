"""Every bundled tower says what it expects, and gets it."""

from __future__ import annotations

from datetime import date

import pytest

from tower.api.bundled import SHORT, bundled, bundled_text, load_bundled
from tower.api.views import TowerReport, check_model
from tower.diagnosis.explain import PAGES
from tower.errors import InputError
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import Waiver

TODAY = date(2026, 11, 24)

# one line for each tower of the list of real towers: its name, who asks, what, and the verdict
FIXED = [
    ("seed-outer", "programmers", "P(system)", "GUARANTEED"),
    ("seed-enacted", "programmers", "P(system)", "GUARANTEED"),
    ("seed-enacted", "system", "P(child)", "NOT_DERIVABLE"),
    ("seed-no-gate", "programmers", "P(system)", "NOT_DERIVABLE"),
    ("seed-self-trust", "system", "P(child)", "VACUOUS"),
    ("seed-self-trust", "system", "P(grandchild)", "VACUOUS"),
    ("seed-self-schema", "programmers", "P(system)", "COLLAPSED"),
    ("seed-self-schema", "system", "P(child)", "COLLAPSED"),
    ("seed-barren", "system", "P(child)", "GUARANTEED"),
    ("seed-ladder", "system", "P(child)", "GUARANTEED"),
    ("seed-ladder", "child", "P(grandchild)", "GUARANTEED"),
    ("seed-ladder", "grandchild", "P(great-grandchild)", "NOT_DERIVABLE"),
    ("seed-value-learning", "programmers", "P(system)", "GUARANTEED"),
    ("trusting-trust", "user", "harmless(sA)", "SUPPORTED"),
    ("trusting-trust", "user", "harmless(A')", "UNSUPPORTED"),
    ("trusting-trust-ddc", "user", "faithful(A')", "GUARANTEED"),
    ("trusting-trust-ddc", "user", "harmless(A')", "SUPPORTED"),
    ("trusting-trust-ddc-same-origin", "user", "faithful(A')", "UNSUPPORTED"),
    ("x509-root", "relying_party", "genuine(leaf)", "GUARANTEED"),
    ("x509-no-store", "relying_party", "genuine(leaf)", "UNSUPPORTED"),
    ("hol-in-hol", "reader", "theorem", "GUARANTEED"),
    ("hol-own-consistency", "reader", "theorem", "COLLAPSED"),
    ("lean4lean", "reader", "refines(lean4lean)", "GUARANTEED"),
    ("lean4lean", "reader", "theorem", "GUARANTEED"),
    ("lean4lean-own-soundness", "reader", "theorem", "COLLAPSED"),
    ("lean-checkers", "reader", "theorem", "GUARANTEED"),
    ("godel-machine", "designers", "good(successor)", "COLLAPSED"),
    ("godel-machine-ladder", "agent", "good(successor)", "GUARANTEED"),
    ("godel-machine-ladder", "second", "good(third)", "NOT_DERIVABLE"),
    ("godel-machine-parametric", "designers", "never_harms(successor)", "GUARANTEED"),
    ("godel-machine-parametric", "designers", "reaches_goal(successor)", "NOT_DERIVABLE"),
    ("godel-machine-utility", "designers", "better(successor)", "GUARANTEED"),
    ("procrastination", "designers", "pressed", "COLLAPSED[2]"),
    ("waterfall", "designers", "never_harms", "GUARANTEED"),
    ("untrusted-monitoring", "lab", "no_sabotage(policy)", "SUPPORTED"),
    ("untrusted-monitoring-alone", "lab", "no_sabotage(policy)", "UNSUPPORTED"),
    ("untrusted-monitoring-honeypots", "lab", "no_sabotage(policy)", "SUPPORTED"),
    ("self-graded-eval", "reader", "accurate(subject)", "UNSUPPORTED"),
    ("self-graded-eval-waived", "reader", "accurate(subject)", "UNSUPPORTED"),
    ("github-self-approval", "repository", "reviewed(change)", "UNSUPPORTED"),
    ("github-coauthor", "repository", "reviewed(change)", "UNSUPPORTED"),
    ("github-two-people", "repository", "reviewed(change)", "SUPPORTED"),
    ("in-toto-subkeys", "consumer", "performed(package)", "UNSUPPORTED"),
    ("weak-to-strong", "lab", "correct(strong)", "SUPPORTED"),
    ("automated-alignment-ladder", "lab", "aligned_enough(M1)", "UNSUPPORTED"),
    ("automated-alignment-ladder-strong", "lab", "aligned_enough(M2)", "COLLAPSED"),
    ("swiss-cheese", "lab", "caught(agent)", "SUPPORTED"),
    ("nested-scalable-oversight", "lab", "trusted(strong)", "SUPPORTED"),
    ("lab-proxy", "owners", "fetches(robot)", "GUARANTEED"),
    ("lab-approximate", "owners", "stops(driver)", "GUARANTEED"),
    ("lab-suboptimality", "owners", "hands_off(planner)", "GUARANTEED"),
    ("lab-deceptive", "household", "P(servant)", "GUARANTEED"),
    ("lab-goodhart", "owners", "readable(policy)", "SUPPORTED"),
    ("lab-value-learning", "programmers", "P(system)", "GUARANTEED"),
]
LEFTOVER = {
    ("seed-enacted", "P(system)"): [{"sound(Pmeta)", "gate(system)"}],
    ("seed-outer", "P(system)"): [{"sound(Pmeta)"}],
    ("trusting-trust-ddc", "faithful(A')"): [{"not_subverted(T)", "determinism"}],
    ("x509-root", "genuine(leaf)"): [{"genuine(root)"}],
    ("hol-in-hol", "theorem"): [{"rfn(HOL+sets)", "refines(HOL4)", "hardware"}],
    ("untrusted-monitoring-honeypots", "no_sabotage(policy)"): [
        {"bounded_collusion", "honeypots_indistinguishable", "red_team_bound"}
    ],
    ("lean-checkers", "theorem"): [{"refines(external)", "rfn(Lean)"}, {"refines(kernel)", "rfn(Lean)"}],
}
CODES = {
    "seed-self-trust": "TWR103", "seed-self-schema": "TWR101", "seed-ladder": "TWR105", "trusting-trust": "TWR202",
    "x509-no-store": "TWR202", "lean4lean-own-soundness": "TWR101", "godel-machine": "TWR102",
    "godel-machine-ladder": "TWR105", "untrusted-monitoring-alone": "TWR201", "self-graded-eval": "TWR201",
    "in-toto-subkeys": "TWR201", "weak-to-strong": "TWR205", "nested-scalable-oversight": "TWR205",
    "automated-alignment-ladder": "TWR201",
    "automated-alignment-ladder-strong": "TWR102", "trusting-trust-ddc-same-origin": "TWR201",
}
REPORTS: dict[str, TowerReport] = {}


def report(name: str) -> TowerReport:
    if name not in REPORTS:
        REPORTS[name] = check_model(load_bundled(name).model, today=TODAY)
    return REPORTS[name]


@pytest.mark.parametrize("name", bundled())
def test_a_tower_gets_what_it_expects(name: str) -> None:
    found = report(name)
    assert found.model.name == name
    assert found.model.about
    assert found.model.sources
    assert found.model.expect is not None
    assert found.model.expect.verdicts
    assert found.model.expect.breaks is not None
    assert [each.reason for each in found.breaks if each.code == "TWR405"] == []


@pytest.mark.parametrize(("name", "asker", "claim", "verdict"), FIXED)
def test_the_verdict_is_that_of_an_expert(name: str, asker: str, claim: str, verdict: str) -> None:
    assert report(name).ask(asker, claim).word == verdict


def test_every_tower_has_a_fixed_verdict() -> None:
    assert {name for name, _, _, _ in FIXED} == set(bundled())


@pytest.mark.parametrize(("name", "claim"), LEFTOVER)
def test_the_leftover_assumptions_are_those_of_an_expert(name: str, claim: str) -> None:
    found = [set(map(str, chosen)) for chosen in report(name)[claim].assumptions]
    assert sorted(map(sorted, found)) == sorted(map(sorted, LEFTOVER[name, claim]))


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_the_break_is_that_of_an_expert(name: str, code: str) -> None:
    assert code in {each.code for each in report(name).breaks}


@pytest.mark.parametrize("name", bundled())
def test_a_tower_survives_saving(name: str) -> None:
    model = load_bundled(name).model
    assert load_text(dumps(model)).model == model


@pytest.mark.parametrize("name", [name for name in bundled() if name.startswith("seed")])
def test_every_seed_variant_has_the_gap_of_values(name: str) -> None:
    """NOT_A_FUNCTION and GAP stand on the link out of the programmers' values, and only there."""
    found = report(name)
    assert [each.nodes for each in found.breaks if each.code == "TWR302"] in (
        [("programmers", "system")], [("learner", "programmers")],
    )
    gaps = [each.nodes for each in found.breaks if each.code == "TWR301"]
    links = {tuple(sorted((base, thing.name))) for thing in found.model.optimizers for base in thing.built_by}
    assert set(gaps) == links


def test_a_waiver_quiets_and_never_supports() -> None:
    plain, waived = report("self-graded-eval"), report("self-graded-eval-waived")
    assert [each.waived for each in plain.breaks] == [None]
    assert all(isinstance(each.waived, Waiver) for each in waived.breaks)
    assert plain.findings()
    assert not waived.findings()
    assert plain["accurate(subject)"].verdict == waived["accurate(subject)"].verdict == "UNSUPPORTED"


def test_short_names_and_unknown_names() -> None:
    assert all(target in bundled() for target in SHORT.values())
    assert bundled_text("seed") == bundled_text("seed-enacted")
    with pytest.raises(InputError, match="did you mean seed-ladder"):
        bundled_text("seed-lader")


@pytest.mark.parametrize("code", PAGES)
def test_the_example_of_a_page_shows_its_code(code: str) -> None:
    page = PAGES[code]
    if page.example:
        assert code in {each.code for each in report(page.example).breaks}
