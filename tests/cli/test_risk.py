"""`tower risk`: text, JSON, LaTeX, formulas, sweeps with plots, cut sets; and what is wrong with its input."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.exchange.test_open_psa import TWO_TRAINS

from .running import TODAY, Runner

TOWER = """tower: 1
name: t
properties: {P: x, calm: y}
artifacts: {x: it}
verifiers:
  v: {error: {false_accept: eps, false_reject: 0.1}}
  w: {error: {false_accept: 0.2, false_reject: 0.1}}
checks: [{by: v, claim: P(x), how: test}, {by: w, claim: P(x), how: test, needs: [calm]}]
observers: {o: {prior: {P(x): 0.5}, assumes: [{claim: calm, credence: [0.9, 1]}]}}
dependence: [{independent: [v, w]}]
"""


@pytest.fixture
def tower(tmp_path: Path) -> str:
    file = tmp_path / "t.tower.yaml"
    file.write_text(TOWER)
    return str(file)


def data(run: Runner, *words: str) -> dict[str, object]:
    done = run("risk", *words, *TODAY, "--format", "json")
    assert done.code == 0
    found: dict[str, object] = json.loads(done.out)
    return found


def test_the_json_has_every_number_exactly(run: Runner, tower: str) -> None:
    found = data(run, tower)
    assert (found["format"], found["tower"], found["observer"]) == (1, "t", "o")
    claim = found["claims"][0]  # type: ignore[index]
    assert (claim["asker"], claim["claim"], claim["verdict"]) == ("o", "P(x)", "SUPPORTED")
    assert claim["measure"] == "P(bad and accepted)"
    assert claim["held"] == ["rate(v)", "rate(w)"]
    assert [bound["mode"] for bound in claim["bounds"]] == ["unknown", "as declared", "independent"]
    assert claim["bound"]["high"] == "1/5"  # v may miss all; half of what w misses, and all that is not calm
    assert {leaf["event"] for leaf in claim["leaves"] if leaf["given"]} == {"miss of P(x) by v", "miss of P(x) by w"}
    assert claim["posterior"]["mode"] == "as declared"
    assert claim["cut_sets"]["complete"]
    assert {each["kind"] for each in claim["compositions"]} == {"guards"}


def test_the_text_says_what_is_held_and_what_was_measured(run: Runner, tower: str) -> None:
    text = run("risk", tower, *TODAY).out
    for said in (
        "P(x)    SUPPORTED   ≤ 0.2", "taken to hold, because they have no number: rate(v), rate(w)",
        "P(bad | accepted): ≤", "Which assumption matters most", "What must break together?",
        "false accept of v: the symbol eps",
    ):  # fmt: skip
        assert said in text
    assert text == run("risk", tower, *TODAY).out


def test_a_symbol_stays_one_in_the_formulas(run: Runner, tower: str) -> None:
    claim = data(run, tower, "--symbolic")["claims"][0]  # type: ignore[index]
    assert claim["formulas"]["independent"]["text"] == "eps*(4*q_1 + 1)/10"
    assert claim["symbols"] == {"q_1": "calm"}
    assert "\\epsilon" not in claim["formulas"]["independent"]["latex"]
    text = run("risk", tower, *TODAY, "--symbolic").out
    assert "Min(" in text
    assert "q_1: calm" in text


def test_latex_is_tables_and_displayed_formulas(run: Runner, tower: str) -> None:
    text = run("risk", tower, *TODAY, "--format", "latex", "--symbolic").out
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") >= 4
    assert r"\[ " in text
    assert "≤" not in text


def test_a_tower_in_the_literature_has_its_exact_row(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "tower.tower.yaml"
    file.write_text(
        "tower: 1\nname: t\nproperties: {P: x}\nartifacts: {x: it}\nverifiers:\n"
        "  V1: {error: {false_accept: 1/10, false_reject: 1/20}}\n"
        "  V2: {error: {false_accept: 1/10, false_reject: 1/10}}\n"
        "checks: [{by: V1, claim: P(x), how: test}, {by: V2, claim: rate(V1), how: test}]\n"
        "observers: {o: {prior: {P(x): 4/5, rate(V1): 19/20}, assumes: [{claim: rate(V2), credence: 49/50}]}}\n"
    )
    claim = data(run, str(file), "--symbolic")["claims"][0]  # type: ignore[index]
    assert claim["tower"]["posterior"] == "9159/337141"
    assert claim["tower"]["telescoped"] == claim["bound"]["high"] == "9/200"
    assert Fraction(claim["tower"]["next_level_pays_below"]) == Fraction(9, 10) * Fraction(1, 50)
    assert "sqrt" in claim["formulas"]["endless equal levels"]["text"]


# sweeps


@pytest.mark.parametrize(
    ("parameter", "first", "last"),
    [
        ("eps", "0", "1/5"),
        ("verifiers/w/error/false_accept", "1/10", "1/2"),
        ("observers/o/prior/P(x)", "3/10", "0"),
        ("calm", "1/10", "1/2"),
        ("miss of P(x) by w", "1/10", "1/2"),
    ],
)
def test_any_number_can_be_swept(run: Runner, tower: str, parameter: str, first: str, last: str) -> None:
    sweep = data(run, tower, "--sweep", parameter, "--steps", "2")["sweep"]
    assert [point["value"] for point in sweep["points"]] == ["0", "1/2", "1"]  # type: ignore[index]
    ends = [sweep["points"][place]["unknown"]["high"] for place in (0, -1)]  # type: ignore[index]
    assert ends == [first, last]


@pytest.mark.parametrize(("ending", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_sweep_is_drawn_and_nothing_is_overwritten(
    run: Runner, tower: str, tmp_path: Path, ending: str, magic: bytes
) -> None:
    plot = tmp_path / f"plot.{ending}"
    words = ("risk", tower, *TODAY, "--sweep", "eps", "--steps", "2", "--plot", str(plot))
    assert run(*words).code == 0
    assert plot.read_bytes().startswith(magic)
    plot.write_text("mine")
    done = run(*words)
    assert (done.code, plot.read_text()) == (2, "mine")


def test_a_plot_is_the_same_bytes_every_time(run: Runner, tower: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.svg" for name in "ab"]
    for file in files:
        assert run("risk", tower, *TODAY, "--sweep", "eps", "--steps", "2", "--plot", str(file)).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_cut_sets_become_a_table(run: Runner, tower: str, tmp_path: Path) -> None:
    target = tmp_path / "sets.csv"
    assert run("risk", tower, *TODAY, "--cut-sets", str(target)).code == 0
    rows = list(csv.reader(target.read_text().splitlines()))
    assert rows[0][:2] == ["order", "list"]
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])
    assert run("risk", tower, *TODAY, "--cut-sets", str(target)).code == 2


# fault trees, as they stand


def test_a_fault_tree_is_read_without_turning_it_into_a_tower(run: Runner, tmp_path: Path) -> None:
    tree = tmp_path / "tree.xml"
    tree.write_bytes(TWO_TRAINS)
    claim = data(run, str(tree))["claims"][0]  # type: ignore[index]
    assert claim["claim"] == "works(top)"
    assert {leaf["event"] for leaf in claim["leaves"]} == {"p1", "p2", "v1", "v2"}
    again = data(run, str(tree), "works(top)")["claims"][0]  # type: ignore[index]
    assert again["bound"]["high"] == claim["bound"]["high"]
    inner = data(run, str(tree), "works(one)")["claims"][0]  # type: ignore[index]
    assert {leaf["event"] for leaf in inner["leaves"]} == {"p1", "v1"}
    turned = tmp_path / "turned.tower.yaml"
    assert run("import", "open-psa", str(tree), "-o", str(turned)).code == 0
    for name, found in (("works(top)", claim), ("works(one)", inner)):  # the tower says the same
        assert data(run, str(turned), name)["claims"][0]["bound"]["high"] == found["bound"]["high"]  # type: ignore[index]


@pytest.mark.parametrize(("gate", "chance"), [("and", "1"), ("or", "0")])
def test_a_top_that_hangs_on_nothing_has_its_chance_too(
    run: Runner, tmp_path: Path, gate: str, chance: str
) -> None:
    tree = tmp_path / "tree.xml"
    tree.write_text(f'<opsa-mef><define-fault-tree name="t"><define-gate name="g"><{gate}/></define-gate>'
                    "</define-fault-tree></opsa-mef>")  # fmt: skip
    bound = data(run, str(tree))["claims"][0]["bound"]  # type: ignore[index]
    assert (bound["low"], bound["high"]) == (chance, chance)
    line = next(line for line in run("risk", str(tree)).out.splitlines() if "works(g)" in line)
    assert line.split()[2] in (chance, "unknown")


# what can be wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-tower",), "neither a file nor"),
        (("swiss-cheese", "nothing(agent)"), "no answer"),
        (("swiss-cheese", "(("), "expected"),
        (("swiss-cheese", "--sweep", "beta"), "no parameter 'beta'"),
        (("swiss-cheese", "--sweep", "dependence/1/probability", "--to", "2"), "between 0 and 1"),
        (("swiss-cheese", "--sweep", "dependence/1/probability", "--from", "nan"), "no number"),
        (("swiss-cheese", "--sweep", "dependence/1/probability", "--steps", "0"), "0 steps"),
        (("swiss-cheese", "--plot", "x.svg"), "--plot without --sweep"),
        (("swiss-cheese", "--observer", "nobody"), "no observer"),
        (("self-graded-eval", "--cut-sets", "x.csv"), "has no cut sets"),
        (("x509-root", "--sweep", "eps"), "no parameter"),
        (("automated-alignment-ladder", "--sweep", "eps"), "about one claim"),
    ],
)
def test_what_is_wrong_is_one_message(
    run: Runner, words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("risk", *words, *TODAY)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not list(tmp_path.iterdir())


def test_a_plot_needs_an_ending(run: Runner, tower: str, tmp_path: Path) -> None:
    done = run("risk", tower, *TODAY, "--sweep", "eps", "--plot", str(tmp_path / "plot.doc"))
    assert done.code == 2
    assert "does not say a format" in done.err


@pytest.mark.parametrize(
    "broken",
    [
        "verifiers: {v: {error: {false_accept: 1.2}}}", "verifiers: {v: {error: {false_accept: [0.3, 0.1]}}}",
        "verifiers: {v: {error: {false_accept: .nan}}}", "dependence: [{common_cause: {weights: no}, beta: 0.1}]",
        "dependence: [{latent: z, probability: 0.1, defeats: [nobody]}]", "dependence: [{coalition: -1}]",
        "observers: {o: {prior: {P(x): 2}}}", "checks: [{by: v, claim: P(x), coverage: -0.1}]",
    ],
)  # fmt: skip
def test_a_broken_number_is_refused_with_its_place(run: Runner, tmp_path: Path, broken: str) -> None:
    file = tmp_path / "bad.tower.yaml"
    file.write_text(f"tower: 1\nname: t\nproperties: {{P: x}}\n{broken}\n")
    done = run("risk", str(file), *TODAY)
    assert (done.code, done.out) == (2, "")
    assert str(file) in done.err


def test_names_are_escaped_wherever_they_are_written(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "t.tower.yaml"
    evil = r"<b>\\input{x}$&"
    file.write_text(
        f'tower: 1\nname: t\nproperties: {{P: x}}\nartifacts: {{x: it}}\nverifiers: {{"{evil}": {{error: {{false_accept: 0.1}}}}}}\n'
        f'checks: [{{by: "{evil}", claim: P(x), how: test}}]\nobservers: {{o: {{}}}}\n'
    )
    text = run("risk", str(file), *TODAY, "--format", "latex", "--symbolic").out
    assert "\\input{x}" not in "\n".join(line for line in text.splitlines() if not line.startswith("%"))
