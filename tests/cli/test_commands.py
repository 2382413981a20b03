"""What each command says, and the exit code with which it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tower.api.bundled import bundled, bundled_text
from tower.cli.entries import COMMANDS, ENTRIES, help_text
from tower.diagnosis.codes import CODES
from tower.model.file import load

from .running import TODAY, Runner

WEAK = """\
tower: 1
name: weak
properties: {fine: it is fine}
artifacts: {thing: a thing}
verifiers: {ann: {lineage: {person: ann}}}
checks: [{by: ann, claim: fine(thing), how: review}]
observers: {me: {assumes: [sound(ann)]}}
"""


def test_help_lists_every_command_under_its_heading(run: Runner) -> None:
    text = run("--help").out
    assert run().out == text == run("-h").out == help_text() + "\n"
    assert all(f"  {name}" in text for name in COMMANDS)
    assert [line for line in text.splitlines() if line in ENTRIES and line] == ["Numbers", "Logic", "More"]
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run: Runner, name: str) -> None:
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: tower {name}")


# check


@pytest.mark.parametrize("name", bundled())
def test_check_text_fits_and_is_the_same_every_time(run: Runner, name: str) -> None:
    first, second = run("check", name, *TODAY), run("check", name, *TODAY)
    assert first == second
    assert all(len(line) <= 110 for line in first.out.splitlines())
    assert first.err == ""


def test_check_exit_codes(run: Runner, tmp_path: Path) -> None:
    assert run("check", "github-two-people", *TODAY).code == 0
    assert run("check", "github-self-approval", *TODAY).code == 1
    assert run("check", "seed-enacted", *TODAY).code == 0  # its requirement is met, the breaks explain
    assert run("check", "seed-enacted", "--strict", *TODAY).code == 1
    assert run("check", "seed-outer", *TODAY).code == 0  # warnings only
    assert run("check", "seed-outer", "--fail-on", "warning", *TODAY).code == 1
    assert run("check", "self-graded-eval", *TODAY).code == 1
    assert run("check", "self-graded-eval-waived", *TODAY).code == 0
    assert run("check", "nowhere.yaml", *TODAY).code == 2
    assert run("check", "nowhere.yaml", "github-self-approval", *TODAY).code == 2
    assert run("check", "github-two-people", "github-self-approval", *TODAY).code == 1
    assert run("check").code == 2


def test_check_goes_on_after_a_bad_file(run: Runner) -> None:
    done = run("check", "nowhere.yaml", "x509-root", *TODAY)
    assert "nowhere.yaml" in done.err
    assert "GUARANTEED IF" in done.out


def test_check_require(run: Runner) -> None:
    assert run("check", "seed-outer", "--require", "P(system)", *TODAY).code == 0
    met = run("check", "github-two-people", "--require", "reviewed(change): SUPPORTED", *TODAY)
    assert (met.code, "met" in met.out) == (0, True)
    unmet = run("check", "github-two-people", "--require", "reviewed(change)", *TODAY)
    assert (unmet.code, "NOT MET" in unmet.out, "TWR404" in unmet.out) == (1, True, True)
    assert run("check", "seed-outer", "--require", "P(nobody)", *TODAY).code == 2
    assert run("check", "seed-outer", "--require", "P(", *TODAY).code == 2


def test_check_observer(run: Runner) -> None:
    done = run("check", "seed-enacted", "--observer", "system", "--format", "json", *TODAY)
    assert json.loads(done.out)["observer"] == "system"
    assert run("check", "seed-enacted", "--observer", "nobody", *TODAY).code == 2


def test_check_today_decides_what_has_expired(run: Runner) -> None:
    before, after = (run("check", "untrusted-monitoring", "--today", day) for day in ("2027-06-30", "2027-07-01"))
    assert (before.code, after.code) == (0, 1)
    assert "TWR406 EXPIRED" in after.out
    assert "TWR406" not in before.out


def test_check_formulas_and_timing(run: Runner) -> None:
    plain = run("check", "seed-enacted", *TODAY).out
    assert not set("□◇⊢→∧¬") & set(plain)
    assert "∧" in run("check", "seed-enacted", "--formulas", *TODAY).out
    assert re.search(r"\d \(1 error\)|\(\d+\.\d\d s\)", run("check", "seed-enacted", "--timing", *TODAY).out)
    assert " s)" not in plain


def test_weak_towers_speak_of_people(run: Runner, tmp_path: Path) -> None:
    text = run("check", "github-self-approval", *TODAY).out
    assert "made by      alice" in text
    assert "checked by   alice (review of 9f3c2e1)" in text
    assert "shared       alice and change: one principal" in text
    assert not set("□◇⊢→∧¬ΠΣ") & set(text)
    assert "made by" not in run("check", "seed-enacted", *TODAY).out


def test_check_says_where_a_break_stands(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "weak.tower.yaml"
    file.write_text(WEAK.replace("person: ann}}}", "person: bob}}}").replace("{thing: a thing}", "{thing: {lineage: {person: bob}}}"))
    text = run("check", str(file), *TODAY).out
    place = re.search(r"TWR201 COMMON_CAUSE   ann, thing +(\d+):(\d+)", text)
    assert place is not None
    line = file.read_text().splitlines()[int(place[1]) - 1]
    assert line[int(place[2]) - 1 :].startswith("ann")


# the JSON contract

CONTRACT = {
    "type": "object",
    "required": ["format", "tower", "observer", "claims", "breaks"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": 1},
        "tower": {"type": "string"},
        "observer": {"type": "string"},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["asker", "claim", "level", "verdict", "assumptions", "more", "breaks"],
                "additionalProperties": False,
                "properties": {
                    "asker": {"type": "string"},
                    "claim": {"type": "string"},
                    "level": {"type": "integer", "minimum": 0},
                    "verdict": {"type": "string", "pattern": r"^[A-Z_]+(\[[12]\])?$"},
                    "assumptions": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
                    "more": {"type": "boolean"},
                    "breaks": {"type": "array", "items": {"enum": list(CODES)}},
                },
            },
        },
        "breaks": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "kind", "severity", "nodes", "edges", "reason", "repairs", "waived"],
                "additionalProperties": False,
                "properties": {
                    "code": {"enum": list(CODES)},
                    "kind": {"enum": [entry.kind for entry in CODES.values()]},
                    "severity": {"enum": ["error", "warning"]},
                    "nodes": {"type": "array", "items": {"type": "string"}},
                    "edges": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["kind", "from", "to"],
                            "additionalProperties": False,
                            "properties": dict.fromkeys(("kind", "from", "to"), {"type": "string"}),
                        },
                    },
                    "reason": {"type": "string"},
                    "repairs": {"type": "array", "items": {"type": "string"}},
                    "waived": {
                        "anyOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "required": ["reason", "until"],
                                "additionalProperties": False,
                                "properties": {"reason": {"type": "string"}, "until": {"type": ["string", "null"]}},
                            },
                        ]
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("name", bundled())
def test_the_json_keeps_its_contract(run: Runner, name: str) -> None:
    done = run("check", name, "--format", "json", *TODAY)
    assert done == run("check", name, "--format", "json", *TODAY)
    assert done.out.count("\n") == 1
    assert done.out.isascii()
    found = json.loads(done.out)
    jsonschema.validate(found, CONTRACT)
    keys = [(each["asker"], each["claim"]) for each in found["claims"]]
    assert keys == sorted(keys)
    codes = [each["code"] for each in found["breaks"]]
    assert codes == sorted(codes)
    for each in found["claims"]:
        assert each["assumptions"] == sorted(map(sorted, each["assumptions"]))
        assert each["breaks"] == sorted(each["breaks"])
    for each in found["breaks"]:
        assert each["nodes"] == sorted(each["nodes"])
        assert each["kind"] == CODES[each["code"]].kind
        ends = [(edge["kind"], edge["from"], edge["to"]) for edge in each["edges"]]
        assert ends == sorted(ends)


def test_several_files_give_one_object_a_line(run: Runner) -> None:
    done = run("check", "seed-outer", "x509-root", "--format", "json", *TODAY)
    assert [json.loads(line)["tower"] for line in done.out.splitlines()] == ["seed-outer", "x509-root"]


def test_json_holds_what_is_mentioned_and_what_builders_ask(run: Runner) -> None:
    found = json.loads(run("check", "seed-enacted", "--format", "json", *TODAY).out)
    asked = {(each["asker"], each["claim"]): each for each in found["claims"]}
    assert ("programmers", "P(system)") in asked
    assert ("programmers", "gate(system)") in asked
    assert asked["system", "P(child)"]["breaks"] == ["TWR104"]
    assert asked["programmers", "P(system)"]["assumptions"] == [["gate(system)", "sound(Pmeta)"]]


def test_json_tells_waivers_and_timing(run: Runner) -> None:
    found = json.loads(run("check", "untrusted-monitoring", "--format", "json", "--timing", *TODAY).out)
    waived = {each["code"]: each["waived"] for each in found["breaks"]}
    assert waived["TWR201"]["until"] == "2027-06-30"
    assert waived["TWR301"] is None
    assert found["seconds"] >= 0


# why, explain


def test_why_is_a_numbered_argument(run: Runner) -> None:
    done = run("why", "seed", "P(system)", *TODAY)
    assert done.code == 0
    assert "GUARANTEED IF {gate(system), sound(Pmeta)}" in done.out
    numbers = [int(found[1]) for found in re.finditer(r"^  (\d+)  ", done.out, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    for line in re.finditer(r"^  (\d+) .*from ([\d, ]+)", done.out, re.MULTILINE):
        assert all(int(each) < int(line[1]) for each in line[2].split(",") if each.strip())


def test_why_not_tells_a_world(run: Runner) -> None:
    done = run("why", "seed", "P(child)", "--asker", "system", "--not", *TODAY)
    assert "The world that system cannot rule out" in done.out
    assert "world 0" in done.out
    assert "world 1" in done.out
    assert "no such world" in run("why", "seed", "P(system)", "--not", *TODAY).out
    assert "no such world" in run("why", "self-graded-eval", "accurate(subject)", "--not", *TODAY).out


def test_why_of_what_does_not_hold(run: Runner) -> None:
    done = run("why", "seed-no-gate", "P(system)", *TODAY)
    assert done.code == 0
    assert "no derivation" in done.out
    assert "gate(system)" in done.out


def test_why_latex_and_formulas(run: Runner) -> None:
    latex = run("why", "seed", "P(system)", "--latex", *TODAY).out
    assert latex.startswith("\\begin{enumerate}")
    steps = re.findall(r"^  \d+ ", run("why", "seed", "P(system)", *TODAY).out, re.MULTILINE)
    assert latex.count("\\item") == len(steps)
    worlds = run("why", "seed", "P(child)", "--asker", "system", "--not", "--latex", *TODAY).out
    assert worlds.count("\\item") == 2
    assert "[" in run("why", "seed", "P(system)", "--formulas", *TODAY).out
    assert run("why", "seed", "P(child)", "--asker", "system", "--latex", *TODAY).out.startswith("% ")


def test_why_of_an_unknown_claim(run: Runner) -> None:
    for words in (["P(nobody)"], ["P("], ["P(system)", "--asker", "nobody"]):
        assert run("why", "seed", *words, *TODAY).code == 2


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(run: Runner, code: str) -> None:
    done = run("explain", code)
    assert done.code == 0
    assert done.out.startswith(f"{code} {CODES[code].kind}")
    assert "Löb" in done.out
    assert "What lifts it" in done.out
    assert run("explain", CODES[code].kind).out == done.out == run("explain", code.lower()).out


def test_explain_without_a_code_lists_all(run: Runner) -> None:
    assert all(code in run("explain").out for code in CODES)


def test_explain_on_a_tower_shows_five_ticks(run: Runner) -> None:
    stuck = run("explain", "TWR104", "--on", "seed", *TODAY).out
    assert stuck.count("[x]") == 5
    gap = run("explain", "TWR301", "--on", "seed-outer", *TODAY).out
    assert (gap.count("[x]"), gap.count("[ ]")) == (0, 10)
    assert "has no TWR101" in run("explain", "TWR101", "--on", "seed", *TODAY).out


def test_explain_unknown(run: Runner) -> None:
    done = run("explain", "LOEB_STUK")
    assert done.code == 2
    assert "did you mean LOEB_STUCK" in done.err


# tables


def test_links_of_the_seed(run: Runner) -> None:
    lines = run("links", "seed", *TODAY).out.splitlines()
    first = next(line for line in lines if "programmers -> system" in line)
    second = next(line for line in lines if "system -> child" in line)
    assert re.search(r"\bno\b", first)
    assert "GAP: no function" in first
    assert re.search(r"\byes\b", second)
    assert "GAP: every inherited" in second


def test_links_of_value_learning_move_and_do_not_close(run: Runner) -> None:
    text = run("links", "seed-value-learning", *TODAY).out
    assert text.count("GAP") == 3
    assert text.count("no function") == 1


def test_tables_of_empty_towers(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "empty.tower.yaml"
    file.write_text("tower: 1\nname: empty\nobservers: {me: {}}\n")
    for name in ("links", "ladder", "assumptions", "check"):
        done = run(name, str(file), *TODAY)
        assert (done.code, done.err) == (0, "")
        assert "empty" in done.out


def test_ladder_tells_what_each_level_replaces(run: Runner) -> None:
    text = run("ladder", "hol-in-hol", *TODAY).out
    assert "implies it, and not the other" in text
    assert "is what it should replace" in run("ladder", "lean4lean-own-soundness", *TODAY).out


def test_the_register(run: Runner) -> None:
    text = run("assumptions", "untrusted-monitoring", *TODAY).out
    assert "owner control team, expires 2027-06-30" in text
    assert "no_sabotage(policy) (asked by lab) falls" in text
    assert "expired" in run("assumptions", "untrusted-monitoring", "--today", "2028-01-01").out


def test_gallery_lists_every_tower_with_its_verdict(run: Runner) -> None:
    text = run("gallery", *TODAY).out
    assert all(f"  {name} " in text for name in bundled())
    assert "UNEXPECTED" not in text
    assert run("gallery", "x509-root").out == bundled_text("x509-root")
    assert run("gallery", "x509").code == 2


def test_the_schema_accepts_the_gallery(run: Runner) -> None:
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)


# files


def test_new_starts_a_file_and_never_touches_one(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine").code == 0
    first = (tmp_path / "mine.tower.yaml").read_bytes()
    assert load("mine.tower.yaml").model.name == "mine"
    assert run("check", "mine.tower.yaml", *TODAY).code == 0
    again = run("new", "mine")
    assert (again.code, "is there already" in again.err) == (2, True)
    assert (tmp_path / "mine.tower.yaml").read_bytes() == first


@pytest.mark.parametrize("name", ["other", "a: b", "no", "1", "x.yaml", 'say "hi"', "日本"])
def test_new_from_the_gallery(run: Runner, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", name, "--from", "seed").code == 0
    (written,) = tmp_path.iterdir()
    assert load(written).model.name == name.removesuffix(".yaml")
    assert run("check", written.name, *TODAY).code == 0


@pytest.mark.parametrize("words", [["new", "nowhere/x"], ["new", "x", "--from", "nothing"], ["new", "a\nb"], ["new", " "], ["new", ""], ["new"]])
def test_new_refuses(run: Runner, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words).code == 2
    assert list(tmp_path.iterdir()) == []


def test_draw(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("draw", "seed", *TODAY).out == "Wrote  seed-enacted.svg\n"
    first = (tmp_path / "seed-enacted.svg").read_bytes()
    assert run("draw", "seed", "-o", "x.svg", *TODAY).code == 0
    assert (tmp_path / "x.svg").read_bytes() == first
    assert run("draw", "github-self-approval", "-o", "y.mmd", *TODAY).code == 0  # whatever the verdict
    assert (tmp_path / "y.mmd").read_text().startswith("flowchart")
    assert run("draw", "seed", "-o", "case.svg", "--as", "gsn", *TODAY).code == 0
    assert (tmp_path / "case.svg").read_bytes() != first
    assert run("draw", "seed", "-o", "x.docx", *TODAY).code == 2


def test_draw_the_evidence_for_a_claim(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    world = ("draw", "seed", "--claim", "P(child)", "--asker", "system")
    assert run(*world, "-o", "world.svg", *TODAY).code == 0
    assert "cannot rule out" in Path("world.svg").read_text(encoding="utf-8")
    assert run("draw", "seed", "--claim", "P(system)", *TODAY).out == "Wrote  seed-enacted_P_system_.svg\n"
    assert "assumption" in Path("seed-enacted_P_system_.svg").read_text(encoding="utf-8")
    assert run("draw", "seed", "--claim", "P(child)", "-o", "why.tex", *TODAY).code == 0
    for wrong in ((*world, "-o", "x.html"), ("draw", "seed", "--claim", "Q(child)", "-o", "x.svg"),
                  ("draw", "seed", "--asker", "system"), (*world, "--as", "gsn"),
                  ("draw", "self-graded-eval", "--claim", "accurate(subject)", "-o", "x.svg")):
        assert run(*wrong, *TODAY).code == 2, wrong
    assert not Path("x.svg").exists()


def test_draw_never_replaces_a_tower(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.tower.yaml").write_text(WEAK)
    (tmp_path / "mine.svg").write_text(WEAK)
    for target in ("mine.tower.yaml", "mine.svg"):
        for more in ([], ["--force"]):
            assert run("draw", "mine.tower.yaml", "-o", target, *more, *TODAY).code == 2
            assert (tmp_path / target).read_text() == WEAK
