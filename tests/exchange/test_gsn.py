"""Safety cases as towers: what supports, what challenges, what is not developed; and cases of our own read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

import tower.gallery
from tower.diagnosis.check import check
from tower.diagnosis.report import Report
from tower.draw import draw
from tower.draw.gsn_case import case
from tower.errors import InputError, TowerError
from tower.exchange import Given, imported, read_artefact
from tower.model.claims import Condition
from tower.model.file import load, load_text
from tower.model.save import dumps

TODAY = date(2026, 11, 24)
GALLERY = sorted(Path(tower.gallery.__file__).parent.glob("*.tower.yaml"))

CASE = """
G1: {text: the plant is safe, supportedBy: [S1], inContextOf: C1}
C1: {text: at full load}
S1: {text: over all hazards, supportedBy: [G2, G3], inContextOf: [A1, J1]}
A1: {text: the list of hazards is complete}
J1: {text: as the standard says}
G2: {text: no fire, supportedBy: Sn1}
G3: {text: no leak, supportedBy: [Sn2, Sn3]}
Sn1: {text: fire test}
Sn2: {text: pressure test}
Sn3: {text: inspection}
"""


def report_of(text: str) -> Report:
    return check(imported("gsn", text.encode(), "plant.gsn.yaml"), today=TODAY)


def words(text: str) -> dict[str, str]:
    found = report_of(text)
    return {a.text: a.verdict for a in found.answers if isinstance(a.claim, Condition)}


def test_a_whole_case_is_supported_and_never_guaranteed() -> None:
    found = words(CASE)
    assert {found[goal] for goal in ("G1", "G2", "G3")} == {"SUPPORTED"} and found["A1"] == "ASSUMED"
    assert "GUARANTEED" not in found.values()


def test_what_stands_beside_is_told_or_assumed() -> None:
    model = imported("gsn", CASE.encode(), "plant.gsn.yaml")
    assert model.name == "plant" and model.property_["G1"].about == "the plant is safe; context: at full load"
    needs = {str(c.claim): [str(need) for need in c.needs] for c in model.checks}
    assert needs == {"G1": ["G2", "G3", "A1"], "G2": [], "G3": []}
    assert [(c.by, c.at_least) for c in model.checks] == [(("S1",), 1), (("Sn1",), 1), (("Sn2", "Sn3"), 2)]


@pytest.mark.parametrize(
    ("change", "fallen"),
    [
        (("supportedBy: Sn1}", "undeveloped: true}"), {"G1", "G2"}),  # nothing supports it
        (("text: fire test", "text: fire test, defeated: true"), {"G1", "G2"}),  # its evidence is gone
        (("text: no leak,", "text: no leak, defeated: true,"), {"G1", "G3"}),
        (("hazards is complete}", "hazards is complete, defeated: true}"), {"G1", "A1"}),
        (("Sn1: {", "CG1: {text: doubt, challenges: G2, undeveloped: true}\nSn1: {"), {"G1", "G2"}),
        (("Sn1: {", "CSn1: {text: a fire, challenges: Sn2}\nSn1: {"), {"G1", "G3"}),
        (("Sn1: {", "CSn1: {text: no, challenges: A1}\nSn1: {"), {"G1"}),
        (("Sn1: {", "CSn1: {text: no, challenges: G2, defeated: true}\nSn1: {"), set()),
        (("Sn1: {", "CSn1: {text: no, challenges: G2, defeatedRelation: G2}\nSn1: {"), set()),
    ],
)
def test_only_what_a_change_takes_down_falls(change: tuple[str, str], fallen: set[str]) -> None:
    before, after = words(CASE), words(CASE.replace(*change))
    stands = ("SUPPORTED", "ASSUMED")
    assert {goal for goal in before if after.get(goal) not in stands} == fallen


def test_a_challenge_that_somebody_settles_falls_away() -> None:
    doubted = CASE.replace("Sn1: {", "CG1: {text: doubt, challenges: G2, undeveloped: true}\nSn1: {")
    text = dumps(imported("gsn", doubted.encode(), "plant.gsn.yaml"))
    settled = text.replace("assumes:\n", "assumes:\n      - {claim: not CG1, because: looked into}\n", 1)
    assert settled != text
    assert check(load_text(settled).model, today=TODAY)["G1"].verdict == "SUPPORTED"


def test_a_circle_of_support_is_a_break_and_no_error() -> None:
    found = report_of("G1: {supportedBy: [G2]}\nG2: {supportedBy: [G1]}")
    assert all(a.verdict != "SUPPORTED" for a in found.answers if isinstance(a.claim, Condition))


def test_the_part_below_one_goal_can_be_taken_alone() -> None:
    model = imported("gsn", CASE.encode(), "plant.gsn.yaml", Given(top="G3"))
    assert [each.name for each in model.properties] == ["G3"] and len(model.verifiers) == 2
    with pytest.raises(InputError, match="G3"):
        imported("gsn", CASE.encode(), "plant.gsn.yaml", Given(top="G33"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "case.yaml:1:1: the file is empty"),
        ("- G1", "case.yaml:1:1: a safety case is a mapping of elements"),
        ("A1: {text: x}", "case.yaml:1:1: there is no goal; expected an element G1, G2, …"),
        ("G1: text", "case.yaml:1:5: the element G1 is the text 'text'; expected a mapping with a text"),
        ("X1: {text: a}", "case.yaml:1:5: the name 'X1' says no type"),
        ("G1: {nodeType: Gaol}", "no type 'Gaol', did you mean Goal?"),
        ("G1: {supportedBy: [Sn1]}\nSn2: {}", "supportedBy names 'Sn1'"),
        ("G1: {supportedBy: [A1]}\nA1: {}", "A1 is of type assumption, which no supportedBy can name"),
        ("G1: {inContextOf: [Sn1]}\nSn1: {}", "which no inContextOf can name"),
        ("G1: {challenges: G2}\nG2: {}", "G1 challenges, but is a goal"),
        ("G1: {undeveloped: maybe}", "case.yaml:1:19: undeveloped is 'maybe'; expected true or false"),
        ("G1: {text: [a]}", "case.yaml:1:12: text is a list; expected a text"),
        ("G1: {}\nG1: {}", "G1"),
        ("G1: &a {}\nG2: *a", "anchor"),
    ],
)
def test_what_is_no_case_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        imported("gsn", text.encode(), "case.yaml")
    assert said.lower() in str(refused.value).lower()


def test_a_case_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(CASE, encoding="utf-8")
    made = read_artefact(str(path))
    assert made is not None and (made.kind, made.model.name) == ("gsn", "plant")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        imported("gsn", b"G1: {}\n\xff", "case.yaml")


@settings(max_examples=60, deadline=None)
@given(st.recursive(
    st.text(max_size=6) | st.booleans() | st.sampled_from(["G1", "Sn1", "CG1", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["G1", "G2", "S1", "Sn1", "A1", "CG1", "CSn1", "J1", "C1", "text", "supportedBy",
                         "inContextOf", "challenges", "undeveloped", "defeated", "nodeType"]), inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
def test_nothing_but_a_refusal_comes_of_nonsense(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    try:
        model = imported("gsn", text.encode("utf-8", "surrogatepass"), "x")
    except TowerError:
        return
    assert load_text(dumps(model)).model == model


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name.partition(".")[0])
def test_our_own_cases_are_read_back(path: Path) -> None:
    """A goal is supported exactly where it stood and nothing on the way to it is challenged or missing."""
    model = load(path).model
    report = check(model, today=TODAY)
    made = {element.key: element for element in case(model, report).elements}
    read = check(imported("gsn", str(draw(model, report, "gsn.yaml")).encode(), path.name), today=TODAY)

    def stands(key: str) -> bool:
        element = made[key]
        return element.urgency is None and not element.undeveloped and all(map(stands, element.supported_by))

    told = {a.text: a.verdict for a in read.answers if isinstance(a.claim, Condition)}
    for key, element in made.items():
        if element.kind == "goal":
            assert (told.get(key) == "SUPPORTED") == stands(key), key
